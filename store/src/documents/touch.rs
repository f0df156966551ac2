//! What of a document some changes touch.

use automerge::{
    Change,
    legacy::{Key, ObjectId, OpId, OpType},
};
use rushes_domain::Touch;
use std::collections::{BTreeSet, HashMap};

/// The keys of the root under which these changes write. A change inside of a map that an older
/// change made does not say where that map lies: it may be anywhere.
pub(crate) fn touched<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Touch {
    let mut keys = BTreeSet::new();
    for change in changes {
        let mut made: HashMap<OpId, String> = HashMap::new();
        for (id, op) in (change.start_op().get()..).zip(change.decode().operations) {
            let key = match (&op.obj, &op.key) {
                (ObjectId::Root, Key::Map(key)) => key.to_string(),
                (ObjectId::Root, Key::Seq(_)) => return Touch::All,
                (ObjectId::Id(object), _) => match made.get(object) {
                    Some(key) => key.clone(),
                    None => return Touch::All,
                },
            };
            if matches!(op.action, OpType::Make(_)) {
                made.insert(OpId::new(id, change.actor_id()), key.clone());
            }
            keys.insert(key);
        }
    }
    Touch::Keys(keys)
}
