//! How a project's sheets are read, kept under a name so that the next one like it is read the same.

use crate::{Timestamp, ids::SheetMapId, tree::Node};
use serde::{Deserialize, Serialize};

/// A mapping of a sheet's columns that a project keeps.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SheetMap {
    /// Id.
    pub id: SheetMapId,
    /// Name.
    pub name: String,
    /// What it says, as whoever reads sheets writes it down.
    pub mapping: String,
    /// When it was kept last.
    pub kept: Timestamp,
    /// No longer offered; kept for undo.
    pub removed: bool,
}

impl SheetMap {
    pub(crate) fn read(id: SheetMapId, node: Node<'_>) -> Self {
        Self {
            id,
            name: node.string("name"),
            mapping: node.string("mapping"),
            kept: node.time("kept"),
            removed: node.flag("removed"),
        }
    }
}
