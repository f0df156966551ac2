//! Looking after the studio: from the storage page, and where it could not be opened.

use super::{App, Phase};
use crate::{
    actions::Pick,
    jobs::care::{self, Care},
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
            Pick::Media(_) | Pick::Sheet(_) | Pick::Export(_) => {}
        }
    }
}
