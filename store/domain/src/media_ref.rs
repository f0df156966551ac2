//! Which media files a studio refers to: the one place that knows it, for every kind of document and of entry.
//!
//! [`of`] reads the state: what is to be fetched, exported and looked after. [`named`] reads one value of a document,
//! also one that nothing shows any more: a file that any change has named can come back into sight.

use crate::{
    conflict::{Conflict, SETTLED},
    deliverable::Deliverable,
    document::{DocId, DocKind, Value},
    ids::{AnnotationId, DeliverableId, ProjectId, RoundId},
    join::JOINED,
    media::MediaHash,
    project::Project,
    state::State,
    talk::GONE,
};
use std::{collections::BTreeSet, iter};

/// What a document refers to a file with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MediaUse {
    /// A file of a round.
    Attachment(DeliverableId, RoundId),
    /// The picture that was pasted into a mark.
    Mark(DeliverableId, RoundId, AnnotationId),
    /// The picture a project is known by.
    Cover(ProjectId),
    /// One of several values that were set at once, until somebody settles which.
    Choice(DocId),
}

/// A reference to a media file.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct MediaRef<'a> {
    /// Which file.
    pub hash: MediaHash,
    /// Its name; empty where it has none.
    pub name: &'a str,
    /// Bytes; 0 where the reference does not say.
    pub size: u64,
    /// What refers to it.
    pub by: MediaUse,
}

impl MediaUse {
    /// What refers to the file, for people: a path, or a project.
    #[must_use]
    pub fn told(&self, state: &State) -> String {
        let round = |id, round| {
            let deliverable = state.deliverable_even_deleted(id);
            deliverable.map_or_else(|| "a round".to_owned(), |d| state.path_of(d, None, Some(round)))
        };
        let project = |id| state.project_even_deleted(id).map_or_else(|| "a project".to_owned(), |p| p.code.clone());
        match *self {
            Self::Attachment(deliverable, id) => round(deliverable, id),
            Self::Mark(deliverable, id, _) => format!("a mark on {}", round(deliverable, id)),
            Self::Cover(id) => format!("the cover of {}", project(id)),
            Self::Choice(doc) if doc.kind == DocKind::Project => {
                format!("a conflict in {}", project(ProjectId(doc.id)))
            }
            Self::Choice(doc) => match state.deliverable_even_deleted(DeliverableId(doc.id)) {
                Some(deliverable) => format!("a conflict in {}", state.path_of(deliverable, None, None)),
                None => "a conflict".to_owned(),
            },
        }
    }
}

/// Every reference that the state shows. A file may be referred to more than once. A new kind of document has to say here
/// what it names.
pub fn of(state: &State) -> impl Iterator<Item = MediaRef<'_>> {
    DocKind::ALL.into_iter().flat_map(|kind| -> Box<dyn Iterator<Item = MediaRef<'_>> + '_> {
        match kind {
            DocKind::Studio => Box::new(of_choices(&state.studio.conflicts)),
            DocKind::Project => Box::new(state.projects.values().flat_map(|p| of_project(p))),
            // A deliverable is read from four documents.
            DocKind::Plan => Box::new(state.deliverables().flat_map(|d| of_deliverable(d))),
            DocKind::Work | DocKind::Talk | DocKind::Verdict => Box::new(iter::empty()),
            // Lists of rounds, of projects and of comments: no files.
            DocKind::Session | DocKind::Personal => Box::new(iter::empty()),
        }
    })
}

/// What a project refers to.
pub fn of_project(project: &Project) -> impl Iterator<Item = MediaRef<'_>> {
    let by = MediaUse::Cover(project.id);
    let cover = project.cover.map(|hash| MediaRef { hash, name: "", size: 0, by });
    cover.into_iter().chain(of_choices(&project.conflicts))
}

/// What a deliverable refers to: the files of its rounds, the pictures of its marks, and what there is to choose from.
pub fn of_deliverable(deliverable: &Deliverable) -> impl Iterator<Item = MediaRef<'_>> {
    let id = deliverable.id;
    let attachments = deliverable.stages.iter().flat_map(|s| &s.rounds).flat_map(move |r| {
        let by = MediaUse::Attachment(id, r.id);
        r.attachments.iter().map(move |a| MediaRef { hash: a.hash, name: &a.name, size: a.size, by })
    });
    let marks = deliverable.annotations.iter().filter_map(move |a| {
        let by = MediaUse::Mark(id, a.round, a.id);
        Some(MediaRef { hash: a.shape.image?, name: "", size: 0, by })
    });
    attachments.chain(marks).chain(of_choices(&deliverable.conflicts))
}

fn of_choices(conflicts: &[Conflict]) -> impl Iterator<Item = MediaRef<'_>> {
    conflicts.iter().flat_map(|conflict| {
        let path: Vec<&str> = conflict.path.iter().map(String::as_str).collect();
        let found: BTreeSet<MediaHash> =
            conflict.values.iter().flat_map(|v| named(conflict.doc.kind, &path, &v.value)).collect();
        found.into_iter().map(|hash| MediaRef { hash, name: "", size: 0, by: MediaUse::Choice(conflict.doc) })
    })
}

/// What an entry at the root of a document says of media.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Holds {
    /// Nothing: words, numbers, days, people.
    Nothing,
    /// It is a file.
    File,
    /// A round: each of its files has its hash under `hash`.
    Round,
    /// A mark: its shape may have a picture.
    Mark,
    /// Anything: what there was to choose from, or an entry of a later program.
    Anything,
}

/// What an entry holds, by the key at its document's root; nothing where no such entry is known. A new kind of document
/// or of entry has to say here what it names: a test makes every kind of command, and finds each key known.
fn known(kind: DocKind, key: &str) -> Option<Holds> {
    let entry = key.split_once(':').map_or(key, |(entry, _)| entry);
    match entry {
        SETTLED => return Some(Holds::Anything),
        // A text as a whole, beside the text.
        "written" => return Some(Holds::Nothing),
        JOINED => return Some(Holds::Nothing),
        _ => {}
    }
    let words: &[&str] = match kind {
        DocKind::Studio => &["name", "brand", "person", "pipeline", "field", "view"],
        DocKind::Project => match entry {
            "cover" => return Some(Holds::File),
            _ => &[
                "code", "name", "client", "pipeline", "start", "due", "archived", "deleted", "created", "field",
                "pick", "sheetmap",
            ],
        },
        DocKind::Plan => &[
            "project",
            "name",
            "kind",
            "priority",
            "due",
            "description",
            "deleted",
            "created",
            "field",
            "pick",
            "stage",
            "override",
            JOINED,
        ],
        DocKind::Work => match entry {
            "round" => return Some(Holds::Round),
            _ => &["start", "step"],
        },
        DocKind::Talk => match entry {
            "annotation" => return Some(Holds::Mark),
            _ => &["comment", "feedback", GONE],
        },
        DocKind::Verdict => &["decision", "step"],
        DocKind::Session => &[],
        DocKind::Personal => &["view", "read", "favourite", "opened"],
    };
    words.contains(&entry).then_some(Holds::Nothing)
}

/// Whether this program knows what an entry at the root of a document holds.
#[must_use]
pub fn is_known(kind: DocKind, key: &str) -> bool {
    known(kind, key).is_some()
}

/// The files that a value at a place of a document names, as the place says. Where the place is not known, or belongs to
/// a later program, whatever may name a file does.
#[must_use]
pub fn named(kind: DocKind, path: &[&str], value: &Value) -> BTreeSet<MediaHash> {
    let holds = path.first().and_then(|key| known(kind, key)).unwrap_or(Holds::Anything);
    let mut found = BTreeSet::new();
    collect(holds, path.last().copied().unwrap_or_default(), value, &mut found);
    found
}

/// `key` is the one that the value lies under.
fn collect(holds: Holds, key: &str, value: &Value, found: &mut BTreeSet<MediaHash>) {
    match (holds, value) {
        (Holds::Nothing, _) => {}
        (_, Value::Map(entries)) => entries.iter().for_each(|(key, value)| collect(holds, key, value, found)),
        (Holds::Anything, Value::Bytes(bytes)) => found.extend(bytes.as_slice().try_into().ok().map(MediaHash)),
        (Holds::Anything, Value::Str(text) | Value::Text(text)) => found.extend(within(text)),
        (Holds::File, Value::Str(text)) => found.extend(text.parse::<MediaHash>().ok()),
        (Holds::Round, Value::Str(text)) if key == "hash" => found.extend(text.parse::<MediaHash>().ok()),
        // Whatever else a shape of a later program says.
        (Holds::Mark, Value::Str(text)) if key == "shape" => found.extend(within(text)),
        _ => {}
    }
}

/// Every hash that is written in a text.
fn within(text: &str) -> impl Iterator<Item = MediaHash> + '_ {
    text.split(|c: char| !c.is_ascii_hexdigit()).filter_map(|word| word.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_file_is_found_wherever_it_lies() {
        let hash = MediaHash([0xab; 32]);
        let text = Value::Str(hash.to_string());
        let shape = Value::Str(format!(r#"{{"kind":"screenshot","points":[],"image":"{hash}"}}"#));
        let file = |key: &str| Value::map([(key, Value::map([("hash", text.clone())]))]);
        let found = [
            (DocKind::Project, vec!["cover"], text.clone()),
            (DocKind::Work, vec!["round:1"], file("media:2")),
            (DocKind::Work, vec!["round:1", "media:2", "hash"], text.clone()),
            (DocKind::Talk, vec!["annotation:1"], Value::map([("shape", shape.clone())])),
            (DocKind::Talk, vec!["annotation:1", "shape"], shape.clone()),
            (DocKind::Talk, vec!["settled:1", "value:0", "value"], shape.clone()),
            (DocKind::Project, vec!["settled:1"], file("value:1")),
            (DocKind::Session, vec!["item:1"], file("of a later program")),
            (DocKind::Plan, vec![], text.clone()),
            (DocKind::Plan, vec!["poster"], Value::Bytes(hash.0.to_vec())),
        ];
        for (kind, path, value) in found {
            assert_eq!(named(kind, &path, &value), BTreeSet::from([hash]), "{kind:?} {path:?}");
        }
        let nothing = [
            (DocKind::Plan, vec!["description"], Value::Text(hash.to_string())),
            (DocKind::Talk, vec!["comment:1", "body"], Value::Text(hash.to_string())),
            (DocKind::Work, vec!["round:1", "media:2", "name"], text),
            (DocKind::Project, vec!["cover"], Value::Null),
        ];
        for (kind, path, value) in nothing {
            assert_eq!(named(kind, &path, &value), BTreeSet::new(), "{kind:?} {path:?}");
        }
    }
}
