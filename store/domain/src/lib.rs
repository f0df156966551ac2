//! The rules of production, pure: what a studio is, what may happen to it, and what follows.
//!
//! This crate knows no files, no clock, no randomness and no threads. Time and ids come in as
//! arguments; [`decide()`] turns a [`Command`] into [`Edit`]s of documents or a [`Refusal`], and
//! hydrating the documents that a merge produced is total: it gives a state and a list of
//! [`Issue`]s, never an error.

mod command;
pub mod conflict;
mod count;
pub mod decide;
pub mod dependency;
mod document;
mod feedback;
mod few;
mod field;
mod figure;
mod ids;
mod issue;
mod join;
mod media;
pub mod media_ref;
mod mention;
pub mod migration;
pub mod mywork;
pub mod names;
mod path;
mod permission;
pub mod person;
mod personal;
pub mod pipeline;
mod project;
pub mod query;
mod replan;
mod reread;
pub mod rewrite;
mod round;
mod shape;
mod sheet_map;
mod sheet_row;
mod stage;
mod state;
mod status;
mod studio;
mod talk;
pub mod text;
mod time;
mod tree;
pub mod undo;
mod view;

pub mod deliverable;

pub use command::{
    Command, DeliverableChange, Duplicate, FeedbackStep, NewAnnotation, NewDeliverable, NewProject, ProjectChange,
    StageTarget,
};
pub use conflict::{Conflict, ConflictValue, MADE, OPEN, SETTLED};
pub use decide::{Decided, Refusal, decide, preview};
pub use deliverable::{Deliverable, Priority};
pub use document::{DocId, DocKind, Edit, Op, Value};
pub use feedback::{Feedback, FeedbackStatus};
pub use few::Few;
pub use field::{Decimal, Field, FieldKind, FieldOf, FieldOption, FieldValue};
pub use figure::{counted, figure};
pub use ids::*;
pub use issue::Issue;
pub use media::{Attachment, AttachmentRole, FrameRate, MediaHash, MediaKind};
pub use media_ref::{MediaRef, MediaUse};
pub use mention::{Mention, mentioned, mentions};
pub use migration::{Migration, MigrationPlan};
pub use path::{EntityPath, PathError, Resolved};
pub use permission::{Actor, Permission, Role};
pub use person::{Member, Person};
pub use personal::{NewView, Personal, SavedView};
pub use pipeline::{Pipeline, StageDef};
pub use project::Project;
pub use reread::Touch;
pub use round::{Decision, Round, Verdict};
pub use shape::{Annotation, FrameSpan, MAX_POINTS, Point, Shape, ShapeKind};
pub use sheet_map::SheetMap;
pub use sheet_row::{ImportNote, ImportRow, ImportStage};
pub use stage::{MAX_ROUNDS_BEFORE, Override, Stage};
pub use state::State;
pub use status::Status;
pub use studio::Studio;
pub use talk::{Comment, Thread};
pub use time::{Timestamp, parse_worked, worked};
pub use tree::{BY, Clash, ClashValue, Node, Tree};
pub use view::{ColumnId, ColumnSettings, GroupBy, SortKey, ViewSettings};

/// A calendar day without a zone, as plans use it.
pub use jiff::civil::Date;
