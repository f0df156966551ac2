//! What came from beside the window.

use super::{App, Phase};
use crate::{
    actions::{Action, Send, Toast},
    runtime::{Event, Trouble},
};
use rushes_domain::Command;
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
                Event::Answered(sent, answer) => {
                    self.came();
                    self.answered(*sent, answer, &mut wanted);
                }
                Event::Told(sent, answer) => self.answered(*sent, answer, &mut wanted),
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
                Event::TakenIn(taken) => self.taken_in(taken),
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
                Event::Asked(path) => self.asked(path, &mut wanted),
                Event::Chosen(studio) => self.chosen_elsewhere(studio),
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

    /// One of the answers that are awaited has come.
    pub(super) fn came(&mut self) {
        debug_assert!(self.unanswered > 0, "an answer that nobody waits for");
        self.unanswered = self.unanswered.saturating_sub(1);
    }

    fn answered(&mut self, sent: Send, answer: Result<Ack, StoreError>, wanted: &mut Vec<Action>) {
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
            Err(error) => {
                self.views.refused(&sent.command, &Trouble::from(&error).text);
                self.toast(way_on(sent, &error));
            }
        }
    }
}

/// What went wrong, and how nothing of what was asked for is lost.
fn way_on(sent: Send, error: &StoreError) -> Toast {
    let toast = Toast::from(Trouble::from(error));
    match (error, &*sent.command) {
        // What the window notes by itself is noted again by itself.
        (_, Command::MarkRead { .. } | Command::Opened { .. }) => toast,
        (StoreError::Refused(_), command) => match written(command) {
            Some(text) => toast.with("Copy the text", Action::Copy(text.to_owned())),
            None => toast,
        },
        _ => toast.with("Try again", Action::Send(sent)),
    }
}

/// What somebody wrote in a field that closed when they sent it.
fn written(command: &Command) -> Option<&str> {
    let text = match command {
        Command::Comment { body, .. } | Command::EditComment { body, .. } => body,
        Command::Annotate(new) => &new.body,
        Command::Decide { note, .. } | Command::StepFeedback { note, .. } => note,
        _ => return None,
    };
    Some(text.as_str()).filter(|t| !t.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushes_domain::{CommentId, DeliverableId, Refusal};

    fn said(body: &str) -> Send {
        let command = Command::Comment {
            deliverable: DeliverableId::new([1; 16]),
            round: None,
            id: CommentId::new([2; 16]),
            body: body.into(),
            reply_to: None,
            action: false,
        };
        Send { command: Box::new(command), said: None, then: None }
    }

    #[test]
    fn a_comment_that_did_not_get_through_is_not_lost() {
        let full = StoreError::Io { what: "writing".into(), source: std::io::ErrorKind::StorageFull.into() };
        let Some((label, again)) = way_on(said("warmer"), &full).action else { panic!("no way on") };
        assert_eq!(label, "Try again");
        let Action::Send(Send { command, .. }) = *again else { panic!("{again:?}") };
        assert_eq!(written(&command), Some("warmer"));

        let refused = StoreError::Refused(Refusal::NotFound { what: "The deliverable".into() });
        let Some((_, copy)) = way_on(said("warmer"), &refused).action else { panic!("no way on") };
        assert!(matches!(*copy, Action::Copy(text) if text == "warmer"));
    }

    #[test]
    fn what_the_window_notes_by_itself_is_not_asked_about() {
        let full = StoreError::Io { what: "writing".into(), source: std::io::ErrorKind::StorageFull.into() };
        let noted = Command::MarkRead { comments: [CommentId::new([2; 16])].into() };
        assert!(way_on(Send { command: Box::new(noted), said: None, then: None }, &full).action.is_none());
    }
}
