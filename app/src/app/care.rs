//! Looking after the studio: from the storage page, and where it could not be opened.

use super::{App, Phase};
use crate::{
    actions::{Action, Pick, Toast},
    jobs::{
        care::{self, Care},
        taking_in::{self, NotTaken, TakeIn, Taken, Why},
    },
    place::Place,
    views::taking_in::TakingIn,
};
use std::path::PathBuf;

impl App {
    pub(super) fn care(&mut self, care: Care) {
        let (label, stops) = (care.label(), care.can_stop());
        let put = match (&self.session, care) {
            (Some(session), care) => {
                let store = session.store.clone();
                let job = move |desk: &crate::runtime::Desk, progress: &crate::runtime::Progress| {
                    care::run(desk, progress, &store, care);
                };
                // Looking is quick and asked for by the page itself: the tray need not show it.
                match label {
                    Some(label) if stops => self.runtime.spawn_shown(label, job),
                    Some(label) => self.runtime.spawn_steady(label, job),
                    None => self.runtime.spawn(move |desk| job(desk, &crate::runtime::Progress::default())),
                }
            }
            // Nothing is open: the home is opened for it.
            (None, care) if matches!(self.phase, Phase::Failed(_)) => {
                let dir = self.options.home.clone();
                let studio = self.options.studio;
                let label = label.unwrap_or("Looking");
                let job = move |desk: &crate::runtime::Desk, progress: &crate::runtime::Progress| {
                    care::mend(desk, progress, &dir, studio, care);
                };
                if stops { self.runtime.spawn_shown(label, job) } else { self.runtime.spawn_steady(label, job) }
            }
            (None, _) => return,
        };
        if !put {
            self.busy();
        }
    }

    /// Brings a whole studio in, beside whatever is open.
    pub(super) fn take_in(&mut self, asked: TakeIn) {
        let Some(home) = self.home.clone() else { return };
        if TakingIn::under_way(self.runtime.tray()).is_some() {
            return self.busy();
        }
        let open = self.session.as_ref().map(|session| session.store.clone());
        let put = self.runtime.spawn_shown(taking_in::LABEL, move |desk, progress| {
            taking_in::run(desk, progress, &home, open.as_ref(), &asked);
        });
        if !put {
            self.busy();
        }
    }

    /// What became of a studio on its way in. It is opened where that is waited for; elsewhere nobody is taken away
    /// from what they do.
    pub(super) fn taken_in(&mut self, taken: Result<Taken, NotTaken>) {
        self.views.storage.stale();
        let Taken { studio, said, hint } = match taken {
            Ok(taken) => taken,
            Err(refused) => {
                if let Why::Stopped(said) = refused.why {
                    self.toast(Toast::done(said));
                }
                return self.views.taking_in.refused(refused);
            }
        };
        self.views.taking_in.done();
        self.list_studios();
        let toast = Toast { hint, ..Toast::done(said) };
        let shown = self.session.as_ref().is_some_and(|session| session.store.studio() == studio);
        if matches!(self.phase, Phase::Welcome) && self.views.welcome.is_bringing() {
            self.carry_out(vec![if shown { Action::Go(Place::Home) } else { Action::OpenStudio(studio) }]);
            // The studio that is left takes its own messages with it.
            self.greeting = Some(toast);
        } else if shown {
            self.toast(toast);
        } else {
            self.toast(toast.with("Open it", Action::OpenStudio(studio)));
        }
    }

    /// What a backup is called where nobody says otherwise.
    pub(super) fn backup_name(&self) -> String {
        let name = self.snapshot.as_ref().map_or("studio", |s| s.state.studio.name.as_str());
        let plain: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        format!("{plain}-{}.tar", rushes_store::today())
    }

    pub(super) fn picked_for_care(&mut self, pick: Pick, files: Vec<PathBuf>) {
        let Some(file) = files.into_iter().next() else { return };
        match pick {
            Pick::Backup => self.care(Care::BackUp { file, options: self.views.storage.options() }),
            Pick::Restore => self.care(Care::Restore(file)),
            Pick::ExportAll => self.care(Care::ExportAll(file)),
            Pick::Media(_) | Pick::Sheet(_) | Pick::Export(_) | Pick::TakeIn { .. } => {}
        }
    }
}
