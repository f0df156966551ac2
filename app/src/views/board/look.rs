//! How a board is looked at: what its columns are, which are narrow, how large the pictures are. Kept per project on
//! this device.

use super::{ColumnKey, Layout};
use rushes_domain::Status;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a board is looked at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// What its columns are.
    pub layout: Layout,
    /// The pictures are as wide as the cards.
    pub pictures: bool,
    /// The columns that show their name and count alone.
    pub collapsed: BTreeSet<ColumnKey>,
}

impl Default for Look {
    fn default() -> Self {
        // Work is seldom there.
        let rest = [Status::Blocked, Status::OnHold, Status::Skipped];
        Self {
            layout: Layout::default(),
            pictures: false,
            collapsed: rest.into_iter().map(ColumnKey::Status).collect(),
        }
    }
}

impl Look {
    /// Opens a column, or makes it narrow.
    pub(super) fn collapse(&mut self, key: ColumnKey) {
        if !self.collapsed.remove(&key) {
            self.collapsed.insert(key);
        }
    }

    /// Other columns. Of one stage much is blocked; of the stage the work is at nothing should be.
    pub(super) fn set_layout(&mut self, layout: Layout) {
        self.layout = layout;
        match layout {
            Layout::StatusOf(_) => drop(self.collapsed.remove(&ColumnKey::Status(Status::Blocked))),
            Layout::Status => drop(self.collapsed.insert(ColumnKey::Status(Status::Blocked))),
            Layout::Stage => {}
        }
    }
}
