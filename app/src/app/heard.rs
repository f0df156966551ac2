//! What came from beside the window.

use super::{App, Phase};
use crate::{
    actions::{Action, Send, Toast},
    runtime::{Event, Trouble},
};
use rushes_store::{Ack, StoreError};

impl App {
    /// Takes in everything that has come since the last frame.
    pub(super) fn hear(&mut self) {
        let events = self.runtime.take();
        let mut wanted = Vec::new();
        for event in events {
            match event {
                Event::Opened(session) => self.opened(*session),
                Event::NoStudio(home) => {
                    self.node.listen(&home, &self.runtime);
                    self.home = Some(home);
                    self.phase = Phase::Welcome;
                }
                Event::NotOpened(trouble) => self.not_opened(trouble),
                Event::NotBegun(trouble) => self.not_begun(trouble),
                Event::Answered(sent, answer) => self.answered(*sent, answer, &mut wanted),
                Event::Published(target, done) => self.views.deliverable.published(target, done),
                Event::Thumb(key, outcome) => self.thumbs.settle(key, outcome),
                Event::Picked(pick, files) => wanted.push(Action::Picked(pick, files)),
                Event::NoDialog(pick) => self.no_dialog(pick),
                Event::Sheet(project, told) => self.sheet_told(project, told),
                Event::Invited(invited) => self.views.team.invited(invited),
                Event::Log(query, page) => self.log_read(&query, page),
                Event::Past(of, change, was) => self.views.past.read(of, change, was),
                Event::TookBack(again, taken) => self.took_back(again, taken),
                Event::Found(generation, hits) => {
                    if let Some(palette) = &mut self.palette {
                        palette.found(generation, hits);
                    }
                }
                Event::Searched(answer) => self.views.search.answered(answer),
                Event::Care(told) => self.views.storage.told(told),
                Event::SearchBehind => self.show_search(),
                Event::Say(toast) => self.toast(toast),
                Event::Ended(_) => {}
                Event::Changed => {
                    self.thumbs.retry_away();
                    self.views.activity.stale();
                    self.views.search.stale();
                    self.views.storage.stale();
                }
                Event::Network => self.thumbs.retry_away(),
                Event::Asked(path) => self.asked(path.as_deref(), &mut wanted),
            }
        }
        if let Some(session) = &self.session {
            self.snapshot = Some(session.store.snapshot());
            self.network = self.node.state(&session.store);
        }
        self.carry_out(wanted);
    }

    fn not_opened(&mut self, trouble: Trouble) {
        if self.session.is_some() {
            self.toast(trouble.into());
        } else {
            self.phase = Phase::Failed(trouble);
        }
    }

    /// A studio could not be made or joined: said beside the answers, which stay to be corrected.
    fn not_begun(&mut self, trouble: Trouble) {
        if matches!(self.phase, Phase::Welcome) {
            self.views.welcome.refused(trouble);
        } else {
            self.toast(trouble.into());
        }
    }

    /// Another process asks for the window.
    fn asked(&mut self, path: Option<&str>, wanted: &mut Vec<Action>) {
        self.ctx.send_viewport_cmd(egui::ViewportCommand::Minimized(false));
        self.ctx.send_viewport_cmd(egui::ViewportCommand::Focus);
        if let (Some(path), Some(snapshot)) = (path, &self.snapshot) {
            match super::place_of(path, snapshot) {
                Some(place) => wanted.push(Action::Go(place)),
                None => self.toast(Toast::wrong(format!("\"{path}\" was not found."), "Check the path.")),
            }
        }
    }

    fn answered(&mut self, sent: Send, answer: Result<Ack, StoreError>, wanted: &mut Vec<Action>) {
        self.unanswered = self.unanswered.saturating_sub(1);
        match answer {
            Ok(ack) => {
                if let Some(said) = sent.said {
                    let toast = Toast::done(said);
                    self.toast(match ack.step {
                        Some(step) => toast.with("Undo", Action::TakeBack { again: false, step: Some(step) }),
                        None => toast,
                    });
                }
                wanted.extend(sent.then.map(Action::Go));
            }
            Err(error) => self.toast(Trouble::from(error).into()),
        }
    }
}
