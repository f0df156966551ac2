//! What the window remembers on this device: `HOME/window.json`.

use crate::{app::scale, views::board};
use rushes_domain::{DeliverableId, ProjectId, ViewSettings};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// How many sheets are kept as recently used.
const RECENT: usize = 5;

/// How many things the palette remembers as used lately.
const REMEMBERED: usize = 20;

/// Something that was done or opened lately.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recent {
    /// A command, by its id.
    Command(String),
    /// A project.
    Project(ProjectId),
    /// A deliverable.
    Deliverable(DeliverableId),
}

/// The window's own settings. They never enter the store.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light text on dark.
    pub dark: bool,
    /// Rows of 28 points rather than 36.
    pub dense: bool,
    /// The sidebar shows icons only.
    pub narrow: bool,
    /// How large everything is, in percent of what the screen asks for.
    pub scale: u16,
    /// Projects kept at hand before that was the person's own to keep; they go over to them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub favourites: Vec<ProjectId>,
    /// Sheets read last, the newest first.
    pub recent_sheets: Vec<PathBuf>,
    /// What was done or opened lately, the newest first.
    pub lately: Vec<Recent>,
    /// How each project's table was looked at last.
    pub tables: BTreeMap<ProjectId, ViewSettings>,
    /// Groups of each project's table that are closed, by the labels of their headers.
    pub closed_groups: BTreeMap<ProjectId, BTreeSet<String>>,
    /// How each board was.
    pub boards: BTreeMap<board::Scope, board::Look>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dark: true,
            dense: false,
            narrow: false,
            scale: scale::USUAL,
            favourites: Vec::new(),
            recent_sheets: Vec::new(),
            lately: Vec::new(),
            tables: BTreeMap::new(),
            closed_groups: BTreeMap::new(),
            boards: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Notes that something was done or opened. Gives whether that changes the list.
    pub fn remember(&mut self, what: Recent) -> bool {
        if self.lately.first() == Some(&what) {
            return false;
        }
        self.lately.retain(|r| *r != what);
        self.lately.insert(0, what);
        self.lately.truncate(REMEMBERED);
        true
    }

    /// Notes that a sheet was read. Gives whether that changes the list.
    pub fn used_sheet(&mut self, sheet: &Path) -> bool {
        if self.recent_sheets.first().is_some_and(|s| s == sheet) {
            return false;
        }
        self.recent_sheets.retain(|s| s != sheet);
        self.recent_sheets.insert(0, sheet.to_path_buf());
        self.recent_sheets.truncate(RECENT);
        true
    }

    /// Reads them; what is missing or damaged is as at first.
    #[must_use]
    pub fn read(home: &Path) -> Self {
        std::fs::read(path(home)).ok().and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or_default()
    }

    /// Writes them. A failure loses a preference, nothing more.
    pub fn write(&self, home: &Path) {
        let Ok(bytes) = serde_json::to_vec_pretty(self) else { return };
        let part = path(home).with_extension("part");
        if std::fs::write(&part, bytes).is_ok() {
            let _ = std::fs::rename(part, path(home));
        }
    }
}

fn path(home: &Path) -> PathBuf {
    home.join("window.json")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn settings_survive_and_damage_is_forgiven() {
        let dir = tempfile::tempdir().unwrap();
        let mut settings = Settings { dark: false, ..Settings::default() };
        for n in 0..9 {
            settings.used_sheet(Path::new(&format!("{n}.xlsx")));
        }
        assert_eq!(settings.recent_sheets.len(), RECENT);
        assert!(!settings.used_sheet(Path::new("8.xlsx")), "nothing new");
        let mut look = board::Look { layout: board::Layout::Stage, pictures: true, ..board::Look::default() };
        look.collapsed.insert(board::ColumnKey::Done);
        settings.boards.insert(board::Scope::All, look.clone());
        look.layout = board::Layout::StatusOf(rushes_domain::StageDefId::new([3; 16]));
        settings.boards.insert(board::Scope::Project(ProjectId::new([7; 16])), look);
        settings.write(dir.path());
        assert_eq!(Settings::read(dir.path()), settings);
        std::fs::write(path(dir.path()), b"{").unwrap();
        assert_eq!(Settings::read(dir.path()), Settings::default());
    }
}
