//! Projects.

use crate::{
    Date, Timestamp,
    conflict::{self, Conflict},
    document::Value,
    field::{self, Field, FieldValue},
    ids::{FieldId, PipelineId, ProjectId, SheetMapId},
    media::MediaHash,
    names,
    sheet_map::SheetMap,
    tree::Tree,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A project as its document says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Project {
    /// Id.
    pub id: ProjectId,
    /// Short code, unique in the studio, used in paths.
    pub code: String,
    /// Name.
    pub name: String,
    /// Brand or client it is made for.
    pub client: String,
    /// The template new deliverables take their stages from.
    pub pipeline: Option<PipelineId>,
    /// First day.
    pub start: Option<Date>,
    /// Last day.
    pub due: Option<Date>,
    /// Out of sight, kept.
    pub archived: bool,
    /// Taken away with all it holds; kept for bringing back.
    pub deleted: bool,
    /// The picture it is known by, if one was chosen: a file of one of its rounds.
    pub cover: Option<MediaHash>,
    /// When it was made.
    pub created: Timestamp,
    /// Values of custom fields as written; [`Self::field`] reads them.
    pub fields: BTreeMap<FieldId, Value>,
    /// How its sheets are read, by name.
    pub sheet_maps: Vec<SheetMap>,
    /// Unsettled merges.
    pub conflicts: Vec<Conflict>,
}

impl Project {
    /// Reads a project's document. Nothing where nobody has made the project yet.
    #[must_use]
    pub fn read(id: ProjectId, tree: &Tree) -> Option<Self> {
        let root = tree.node();
        root.text("code")?;
        let maps = root.maps::<SheetMapId>("sheetmap").map(|(id, n)| SheetMap::read(id, n));
        let mut sheet_maps: Vec<SheetMap> = maps.filter(|m| !m.removed).collect();
        sheet_maps.sort_by_cached_key(|m| (names::loose(&m.name), m.id));
        Some(Self {
            id,
            code: root.string("code"),
            name: root.string("name"),
            client: root.string("client"),
            pipeline: root.parse("pipeline"),
            start: root.date("start"),
            due: root.date("due"),
            archived: root.flag("archived"),
            deleted: root.flag("deleted"),
            cover: root.parse("cover"),
            created: root.time("created"),
            fields: field::read_raw(root),
            sheet_maps,
            conflicts: conflict::read(tree),
        })
    }

    /// The value of a custom field, if it has one of the field's kind.
    #[must_use]
    pub fn field(&self, field: &Field) -> Option<FieldValue> {
        field::interpret(field, self.fields.get(&field.id)?)
    }
}
