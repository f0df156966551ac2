//! The log, the past, and taking back: asked of the store, and what came of it.

use super::{App, carry::MOST_UNANSWERED};
use crate::{
    actions::{Action, Toast, Tone},
    runtime::{Event, Trouble},
    views::past::Was,
};
use rushes_store::{ChangeHash, LogOf, LogPage, LogQuery, StoreError, TakenBack};

impl App {
    pub(super) fn read_log(&mut self, query: Box<LogQuery>) {
        let Some(store) = self.session.as_ref().map(|s| s.store.clone()) else { return };
        self.long(move |desk| {
            let page = store.history(&query).map_err(Trouble::from);
            desk.tell(Event::Log(query, page));
        });
    }

    pub(super) fn log_read(&mut self, query: &LogQuery, page: Result<LogPage, Trouble>) {
        self.views.deliverable.log_read(query, page.as_ref());
        if let Some(session) = &self.session {
            self.views.activity.read(query, page, &session.store.snapshot().state, rushes_store::today());
        }
    }

    pub(super) fn read_past(&mut self, of: LogOf, change: ChangeHash) {
        let Some(store) = self.session.as_ref().map(|s| s.store.clone()) else { return };
        self.long(move |desk| {
            let was = match of {
                LogOf::Deliverable(id) => store.deliverable_at(id, change).map(|p| Was::Deliverable(Box::new(p))),
                LogOf::Project(id) => store.project_at(id, change).map(|p| Was::Project(Box::new(p))),
                LogOf::Studio => return,
            };
            desk.tell(Event::Past(of, change, was.map_err(Trouble::from)));
        });
    }

    pub(super) fn take_back(&mut self, again: bool, step: Option<u64>) {
        let Some(session) = &self.session else { return };
        if self.unanswered >= MOST_UNANSWERED {
            return self.busy();
        }
        let desk = self.runtime.desk();
        let sent = session.store.send_undo(again, step, move |taken| {
            // As many answers as commands under way fit into the channel.
            desk.mention(Event::TookBack(again, taken));
        });
        match sent {
            Ok(()) => self.unanswered += 1,
            Err(error) => self.toast(Trouble::from(error).into()),
        }
    }

    pub(super) fn took_back(&mut self, again: bool, taken: Result<TakenBack, StoreError>) {
        self.came();
        let taken = match taken {
            Ok(taken) => taken,
            Err(error) => return self.toast(Trouble::from(error).into()),
        };
        let (deed, other) = if again { ("Done again", "Undo") } else { ("Undone", "Redo") };
        // What it was stands on a line of its own, told as the log tells it.
        let what = capital(&taken.label);
        let mut toast = Toast::done(format!("{deed}\n{what}"));
        if let Some(told) = taken.told_left() {
            toast.tone = Tone::Info;
            toast.hint = told;
        }
        if taken.undone == 0 {
            toast.text = format!("Nothing could be undone\n{what}");
        } else {
            toast = toast.with(other, Action::TakeBack { again: !again, step: None });
        }
        self.toast(toast);
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
