//! Settlements that their author took back: whether the field still stands as it did when they were.

use super::standing::parent;
use automerge::{Automerge, ObjId, ReadDoc};
use rushes_domain::{SETTLED, undo::WITHDRAWN};

/// Whether a key of a root is that of a settlement.
pub(super) fn is_one(key: &str) -> bool {
    key.strip_prefix(SETTLED).is_some_and(|rest| rest.starts_with(':'))
}

/// How many changes deep an object or a value was made: later ones, of those that knew of each other, are deeper.
pub(super) fn depth(id: &ObjId) -> u64 {
    match id {
        ObjId::Id(depth, ..) => *depth,
        ObjId::Root => 0,
    }
}

/// Whether nobody has set a settlement's field since it was taken back.
pub(super) fn is_open(doc: &Automerge, record: &ObjId) -> bool {
    let path = doc.get(record, "path").ok().flatten().and_then(|(value, _)| value.into_string().ok());
    let Some(path) = path else { return false };
    let path: Vec<String> = path.split('/').map(str::to_owned).collect();
    let Some((object, key)) = parent(doc, &path).zip(path.last()) else { return false };
    let set = doc.get(&object, key.as_str()).ok().flatten();
    let taken_back = doc.get(record, WITHDRAWN).ok().flatten();
    set.zip(taken_back).is_some_and(|((_, set), (_, back))| depth(&set) < depth(&back))
}
