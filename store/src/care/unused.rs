//! Media files that came here for a round that never was: its publishing was called off, or refused, after they were
//! stored. A file that any change ever named is none of them: what was taken back can be done again, and anything can
//! be looked at as it was.

use super::kept::is_old;
use crate::{actor, authority::Envelope, error::StoreError, store::Store, tables};
use automerge::{
    Change, ExpandedChange, ScalarValue,
    legacy::{Key, ObjectId, OpId, OpType},
};
use redb::ReadableTable;
use rushes_domain::{DocId, MediaHash, Value, media_ref};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::PathBuf,
};

/// The deepest place that is looked for. Ours are less deep; what lies deeper counts as of no known place.
const MAX_DEPTH: usize = 16;

impl Store {
    /// Those files, each with where it lies. Those of the last day may be on their way into a round.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) fn unused_media(&self) -> Result<Vec<(MediaHash, PathBuf)>, StoreError> {
        let snapshot = self.snapshot();
        let spoken: BTreeSet<MediaHash> = media_ref::of(&snapshot.state).map(|m| m.hash).collect();
        let known = self.media().known().into_iter().map(|(hash, _)| hash).filter(|hash| !spoken.contains(hash));
        let found = known.filter_map(|hash| Some((hash, self.media().path(hash)?)));
        let mut unused: Vec<(MediaHash, PathBuf)> = found.filter(|(_, path)| is_old(path)).collect();
        // What the state does not show may still be in a change. Few files are asked about, and seldom any.
        if !unused.is_empty() {
            match self.ever_named()? {
                Some(named) => unused.retain(|(hash, _)| !named.contains(hash)),
                None => unused.clear(),
            }
        }
        Ok(unused)
    }

    /// The files that some change names, also one that does not count. Nothing where a change cannot be read: it may
    /// name any.
    fn ever_named(&self) -> Result<Option<BTreeSet<MediaHash>>, StoreError> {
        let read = self.db().begin_read()?;
        let mut aside: BTreeMap<DocId, Vec<ExpandedChange>> = BTreeMap::new();
        for entry in read.open_table(tables::QUARANTINE)?.iter()? {
            let (key, value) = entry?;
            let envelope = actor::read_quarantined(value.value()).map(|(_, envelope)| envelope);
            let Some((doc, change)) = expanded(key.value(), envelope) else { return Ok(None) };
            aside.entry(doc).or_default().push(change);
        }
        let mut named = BTreeSet::new();
        let mut of: Option<(DocId, Vec<ExpandedChange>)> = None;
        for entry in read.open_table(tables::ENVELOPE)?.iter()? {
            let (key, value) = entry?;
            let envelope = Envelope::from_bytes(value.value()).ok();
            let Some((doc, change)) = expanded(key.value(), envelope) else { return Ok(None) };
            // The changes of a document lie side by side.
            match &mut of {
                Some((same, changes)) if *same == doc => changes.push(change),
                _ => {
                    let changes = aside.remove(&doc).into_iter().flatten().chain([change]).collect();
                    if let Some((doc, changes)) = of.replace((doc, changes)) {
                        name(doc, &changes, &mut named);
                    }
                }
            }
        }
        of.into_iter().chain(aside).for_each(|(doc, changes)| name(doc, &changes, &mut named));
        Ok(Some(named))
    }
}

fn expanded(key: &[u8], envelope: Option<Envelope>) -> Option<(DocId, ExpandedChange)> {
    let doc = key.get(..17).and_then(DocId::from_bytes)?;
    Some((doc, Change::from_bytes(envelope?.change).ok()?.decode()))
}

/// What the changes of a document name, each as the place says that it is written to.
fn name(doc: DocId, changes: &[ExpandedChange], named: &mut BTreeSet<MediaHash>) {
    // Where each map lies: in which other, and under which key.
    let mut maps: HashMap<OpId, (&ObjectId, &str)> = HashMap::new();
    for change in changes {
        for (at, op) in (change.start_op.get()..).zip(&change.operations) {
            if let (OpType::Make(_), Key::Map(key)) = (&op.action, &op.key) {
                maps.insert(OpId(at, change.actor_id.clone()), (&op.obj, key));
            }
        }
    }
    for op in changes.iter().flat_map(|change| &change.operations) {
        let value = match &op.action {
            OpType::Put(ScalarValue::Str(text)) => Value::Str(text.to_string()),
            OpType::Put(ScalarValue::Bytes(bytes)) => Value::Bytes(bytes.clone()),
            _ => continue,
        };
        let Key::Map(key) = &op.key else { continue };
        named.extend(media_ref::named(doc.kind, &path(&maps, &op.obj, key), &value));
    }
}

/// The keys from the root to a place; none where a map on the way is not known.
fn path<'a>(maps: &HashMap<OpId, (&'a ObjectId, &'a str)>, object: &'a ObjectId, key: &'a str) -> Vec<&'a str> {
    let (mut path, mut object) = (vec![key], object);
    while let ObjectId::Id(id) = object {
        let Some((above, key)) = maps.get(id).filter(|_| path.len() < MAX_DEPTH) else { return Vec::new() };
        path.push(key);
        object = above;
    }
    path.reverse();
    path
}
