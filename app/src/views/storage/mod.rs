//! The studio as it lies on this device: sizes, backups, checks; and the way out where it does not open.

mod missing;
mod ui;
mod way_out;

pub(crate) use way_out::way_out;

use crate::{
    jobs::care::{Figures, Told},
    runtime::Trouble,
    views::path_field::PathField,
};
use rushes_store::{Verified, care::BackupOptions};

/// The page's own state.
#[derive(Default)]
pub struct Storage {
    figures: Option<Result<Box<Figures>, Trouble>>,
    verified: Option<Result<Verified, Trouble>>,
    asked: bool,
    options: BackupOptions,
    backup_path: PathField,
    export_path: PathField,
    restore_path: PathField,
    /// Whether it has to be said once more that old data is removed.
    removing: bool,
}

impl Storage {
    /// What goes into a backup, as chosen.
    #[must_use]
    pub fn options(&self) -> BackupOptions {
        self.options
    }

    /// The field for a backup that is restored where the studio does not open.
    pub(crate) fn backup_to_restore(&mut self) -> &mut PathField {
        &mut self.restore_path
    }

    /// Something was read or done.
    pub fn told(&mut self, told: Told) {
        match told {
            Told::Figures(figures) => self.figures = Some(figures),
            Told::Verified(verified) => {
                self.verified = Some(verified);
                self.asked = false;
            }
            Told::Done => {
                // What was whole stays told; what was damaged may be repaired.
                self.verified.take_if(|v| !matches!(v, Ok(v) if v.damaged.is_empty()));
                self.asked = false;
            }
        }
    }

    /// The studio changed: the figures are read anew when the page is shown.
    pub fn stale(&mut self) {
        self.asked = false;
    }
}
