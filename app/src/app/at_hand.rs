//! Projects that the person keeps at hand and opened lately: theirs on every device, so that the store keeps them.

use super::App;
use rushes_domain::{Command, ProjectId};

impl App {
    pub(super) fn toggle_favourite(&mut self, project: ProjectId) {
        let Some(snapshot) = &self.snapshot else { return };
        let on = !snapshot.state.personal.favourites.contains_key(&project);
        self.note(Command::Favourite { project, on });
    }

    /// Notes that a project was opened, unless it is the last one that was.
    pub(super) fn note_opened(&mut self, project: ProjectId) {
        let Some(snapshot) = &self.snapshot else { return };
        if snapshot.state.personal.recent().next() != Some(project) {
            self.note(Command::Opened { project });
        }
    }

    /// Takes over the favourites that this device kept by itself before.
    pub(super) fn adopt_favourites(&mut self) {
        let Some(snapshot) = self.snapshot.clone() else { return };
        let known = |id: &ProjectId| snapshot.state.projects.contains_key(id);
        let (ours, others) = std::mem::take(&mut self.settings.favourites).into_iter().partition(known);
        self.settings.favourites = others;
        let ours: Vec<ProjectId> = ours;
        self.settings_stale |= !ours.is_empty();
        for project in ours {
            self.note(Command::Favourite { project, on: true });
        }
    }

    /// Sends a command nobody waits for: a failure loses a preference, nothing more.
    fn note(&self, command: Command) {
        if let Some(session) = &self.session {
            let _ = session.store.send(command, |_| {});
        }
    }
}
