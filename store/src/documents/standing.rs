//! What stands at one place of a document, and who put it there.

use super::{
    hydrate::{Authors, author, read_at, withdrawn},
    written,
};
use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, Value as Stored};
use rushes_domain::{
    PersonId, Value,
    undo::{Other, Place, Standing},
};

/// Deeper than any document of ours goes.
const MAX_DEPTH: usize = 8;

/// The map a path's last key is in.
pub(super) fn parent(doc: &Automerge, path: &[String]) -> Option<ObjId> {
    let (_, parents) = path.split_last()?;
    parents.iter().try_fold(ROOT, |object, key| match doc.get(&object, key.as_str()).ok()?? {
        (Stored::Object(ObjType::Map), id) => Some(id),
        _ => None,
    })
}

/// Every value at a place, the one in force first. A document nobody has written has an empty root.
pub(crate) fn place(doc: Option<&Automerge>, authors: &impl Authors, path: &[String]) -> Place {
    let Some(doc) = doc else {
        return if path.len() == 1 { Place::Values(Vec::new()) } else { Place::Nowhere };
    };
    let Some((object, key)) = parent(doc, path).zip(path.last()) else { return Place::Nowhere };
    let versions = written::versions(doc, &object, key);
    if !versions.is_empty() {
        let standing = |(text, id): (String, ObjId)| Standing {
            withdrawn: false,
            by: author(authors, &id),
            value: Value::Text(text),
        };
        return Place::Values(versions.into_iter().map(standing).collect());
    }
    let values = doc.get_all(&object, key.as_str()).unwrap_or_default();
    let standing = |(value, id): (Stored<'_>, ObjId)| Standing {
        withdrawn: matches!(value, Stored::Object(ObjType::Map)) && withdrawn(doc, authors, &id),
        by: author(authors, &id),
        value: read_at(doc, authors, &value, &id),
    };
    Place::Values(values.into_iter().rev().map(standing).collect())
}

/// Somebody else who has set a value anywhere within the map at a place.
pub(crate) fn other_within(doc: &Automerge, authors: &impl Authors, path: &[String], me: PersonId) -> Option<Other> {
    let object = parent(doc, path)?;
    match doc.get(&object, path.last()?.as_str()).ok()?? {
        (Stored::Object(ObjType::Map), id) => other_in(doc, authors, &id, me, 0),
        _ => None,
    }
}

fn other_in(doc: &Automerge, authors: &impl Authors, map: &ObjId, me: PersonId, depth: usize) -> Option<Other> {
    for key in doc.keys(map) {
        for (value, id) in doc.get_all(map, key.as_str()).unwrap_or_default() {
            let by = author(authors, &id);
            if by != Some(me) {
                return Some(by);
            }
            if matches!(value, Stored::Object(ObjType::Map))
                && depth < MAX_DEPTH
                && let Some(other) = other_in(doc, authors, &id, me, depth + 1)
            {
                return Some(other);
            }
        }
    }
    None
}
