//! Projects.

use crate::{
    Date, Timestamp,
    conflict::{self, Conflict},
    document::Value,
    field::{self, Field, FieldValue},
    ids::{FieldId, PipelineId, ProjectId},
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
    /// When it was made.
    pub created: Timestamp,
    /// Values of custom fields as written; [`Self::field`] reads them.
    pub fields: BTreeMap<FieldId, Value>,
    /// Unsettled merges.
    pub conflicts: Vec<Conflict>,
}

impl Project {
    /// Reads a project's document. Nothing where nobody has made the project yet.
    #[must_use]
    pub fn read(id: ProjectId, tree: &Tree) -> Option<Self> {
        let root = tree.node();
        root.text("code")?;
        Some(Self {
            id,
            code: root.string("code"),
            name: root.string("name"),
            client: root.string("client"),
            pipeline: root.parse("pipeline"),
            start: root.date("start"),
            due: root.date("due"),
            archived: root.flag("archived"),
            created: root.time("created"),
            fields: field::read_raw(root),
            conflicts: conflict::read(tree),
        })
    }

    /// The value of a custom field, if it has one of the field's kind.
    #[must_use]
    pub fn field(&self, field: &Field) -> Option<FieldValue> {
        field::interpret(field, self.fields.get(&field.id)?)
    }
}
