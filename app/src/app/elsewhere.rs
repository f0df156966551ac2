//! What other processes on this home bring about: they ask for the window, and go over to another studio.

use super::{App, place_of};
use crate::actions::{Action, Toast};
use rushes_domain::StudioId;
use rushes_store::Home;

impl App {
    /// Another process asks for the window, at a place of the studio that the command line is in.
    pub(super) fn asked(&mut self, path: Option<String>, wanted: &mut Vec<Action>) {
        self.ctx.send_viewport_cmd(egui::ViewportCommand::Minimized(false));
        self.ctx.send_viewport_cmd(egui::ViewportCommand::Focus);
        let shown = self.session.as_ref().map(|session| session.store.studio());
        if let Some(other) = self.home.as_ref().and_then(Home::current).filter(|id| Some(*id) != shown) {
            self.options.open = path;
            return wanted.push(Action::OpenStudio(other));
        }
        // It may have been made a moment ago.
        if let (Some(path), Some(session)) = (path, &self.session) {
            match place_of(&path, &session.store.snapshot()) {
                Some(place) => wanted.push(Action::Go(place)),
                None => self.toast(Toast::wrong(format!("\"{path}\" was not found."), "Check the path.")),
            }
        }
    }

    /// The command line has gone over to a studio. The window stays where somebody works in it, and offers to follow.
    pub(super) fn chosen_elsewhere(&mut self, studio: StudioId) {
        self.list_studios();
        let shown = self.session.as_ref().map(|session| session.store.studio());
        if let Some((_, name)) = self.studios.iter().find(|(id, _)| *id == studio && Some(*id) != shown) {
            let toast = Toast::done(format!("The command line works in {name} now."));
            self.toast(toast.with("Show it", Action::OpenStudio(studio)));
        }
    }

    /// Reads which studios there are.
    pub(super) fn list_studios(&mut self) {
        let studios = self.home.as_ref().map(Home::studios).unwrap_or_default();
        self.studios = studios.into_iter().map(|studio| (studio.id, studio.name)).collect();
    }
}
