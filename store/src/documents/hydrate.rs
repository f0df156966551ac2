//! A document, read as a tree: total, whatever a merge made of it.

use super::{settled, written};
use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value as Stored, ValueRef};
use rushes_domain::{BY, Clash, ClashValue, DocId, MADE, OPEN, PersonId, Timestamp, Tree, Value, undo::WITHDRAWN};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeBounds,
};

/// Deeper maps than ours are somebody's attack: they read as nothing.
const MAX_DEPTH: usize = 8;

/// Who an automerge actor is.
pub(crate) trait Authors {
    /// The person, where known.
    fn person(&self, actor: &[u8]) -> Option<PersonId>;
}

/// Reads a document.
pub(crate) fn hydrate(id: DocId, doc: &Automerge, authors: &impl Authors) -> Tree {
    let mut reader = Reader { doc, authors, clashes: Vec::new(), path: Vec::new() };
    let root = reader.map(&ROOT, ..);
    reader.clashes.sort_by(|a, b| a.path.cmp(&b.path));
    Tree { doc: id, root, clashes: reader.clashes }
}

/// Reads anew what lies under some keys of a document's root.
pub(crate) fn rehydrate(tree: &mut Tree, keys: &BTreeSet<String>, doc: &Automerge, authors: &impl Authors) {
    let mut reader = Reader { doc, authors, clashes: Vec::new(), path: Vec::new() };
    // Whether a settlement is open follows from the field it is about.
    let settled: Vec<String> = tree.root.keys().filter(|k| settled::is_one(k)).cloned().collect();
    // A text, and what was written of it as a whole, are read together.
    let keys: BTreeSet<String> = keys.iter().map(|k| written::about(k).unwrap_or(k).to_owned()).collect();
    for key in keys.iter().chain(settled.iter().filter(|k| !keys.contains(*k))) {
        tree.root.remove(key);
        tree.root.extend(reader.map(&ROOT, key.clone()..=key.clone()));
        let beside = written::beside(key);
        tree.root.extend(reader.map(&ROOT, beside.clone()..=beside));
    }
    if !(tree.clashes.is_empty() && reader.clashes.is_empty()) {
        tree.clashes.retain(|c| c.path.first().is_none_or(|key| !keys.contains(key)));
        tree.clashes.append(&mut reader.clashes);
        tree.clashes.sort_by(|a, b| a.path.cmp(&b.path));
    }
}

/// One value, with all it holds.
pub(super) fn read_at(doc: &Automerge, authors: &impl Authors, value: &Stored<'_>, id: &ObjId) -> Value {
    let mut reader = Reader { doc, authors, clashes: Vec::new(), path: Vec::new() };
    match value {
        Stored::Object(kind) => plain(reader.object(*kind, id)),
        Stored::Scalar(scalar) => scalar_value(scalar),
    }
}

/// Without what a reader adds.
fn plain(value: Value) -> Value {
    match value {
        Value::Map(entries) => {
            Value::Map(entries.into_iter().filter(|(k, _)| !k.starts_with('@')).map(|(k, v)| (k, plain(v))).collect())
        }
        other => other,
    }
}

/// Who made an object, or set a value.
pub(super) fn author(authors: &impl Authors, id: &ObjId) -> Option<PersonId> {
    match id {
        ObjId::Id(_, actor, _) => authors.person(actor.to_bytes()),
        ObjId::Root => None,
    }
}

/// Whether a map's author has said that it no longer counts. What others say of it does not matter.
pub(super) fn withdrawn(doc: &Automerge, authors: &impl Authors, map: &ObjId) -> bool {
    let said = doc.get_all(map, WITHDRAWN).unwrap_or_default();
    if said.is_empty() {
        return false;
    }
    let own = author(authors, map);
    let last = said.iter().rev().find(|(_, id)| own.is_some() && author(authors, id) == own);
    last.is_some_and(|(value, _)| value.as_bool() == Some(true))
}

struct Reader<'a, A> {
    doc: &'a Automerge,
    authors: &'a A,
    clashes: Vec<Clash>,
    path: Vec<String>,
}

impl<A: Authors> Reader<'_, A> {
    fn map(&mut self, object: &ObjId, keys: impl RangeBounds<String> + 'static) -> BTreeMap<String, Value> {
        let mut entries = BTreeMap::new();
        let mut twice = Vec::new();
        let doc = self.doc;
        for item in doc.map_range(object, keys) {
            // Only a reader may say who made something.
            if item.key.starts_with('@') || item.key == WITHDRAWN {
                continue;
            }
            if let Some(text) = written::about(&item.key) {
                twice.extend(item.conflict.then(|| text.to_owned()));
                continue;
            }
            let id = item.id();
            let settled = self.path.is_empty() && settled::is_one(&item.key);
            let away = matches!(item.value, ValueRef::Object(ObjType::Map))
                && self.all_withdrawn(object, &item.key, &id, item.conflict);
            if away && !settled {
                continue;
            }
            let inner = matches!(item.value, ValueRef::Object(_));
            // Most entries are plain: nobody asks where they lie.
            if item.conflict || inner {
                self.path.push(item.key.to_string());
            }
            if item.conflict {
                self.clash(object, &item.key);
            }
            let mut value = match item.value {
                ValueRef::Object(ObjType::Map) if item.conflict => self.maps(object, &item.key),
                ValueRef::Object(kind) => self.object(kind, &id),
                ValueRef::Scalar(scalar) => scalar_value(&scalar.into()),
            };
            if item.conflict || inner {
                self.path.pop();
            }
            if let (true, Value::Map(record)) = (settled, &mut value) {
                record.insert(MADE.to_owned(), Value::Int(i64::try_from(settled::depth(&id)).unwrap_or(i64::MAX)));
                record.insert(OPEN.to_owned(), Value::Bool(away && settled::is_open(doc, &id)));
            }
            entries.insert(item.key.into_owned(), value);
        }
        for key in twice {
            if let Some(first) = self.apart(object, &key) {
                entries.insert(key, first);
            }
        }
        if let Some(person) = author(self.authors, object) {
            entries.insert(BY.to_owned(), Value::Str(person.to_string()));
        }
        entries
    }

    /// Whether no map under a key counts any more.
    fn all_withdrawn(&self, object: &ObjId, key: &str, id: &ObjId, several: bool) -> bool {
        if !several {
            return withdrawn(self.doc, self.authors, id);
        }
        let all = self.doc.get_all(object, key).unwrap_or_default();
        all.iter().all(|(_, id)| withdrawn(self.doc, self.authors, id))
    }

    /// Maps that several made under one key at once, read as one: those made for the same cause are the same
    /// thing, and what was written into any of them is not lost. The one in force goes before the others.
    fn maps(&mut self, object: &ObjId, key: &str) -> Value {
        let all = self.doc.get_all(object, key).unwrap_or_default();
        let mut merged = BTreeMap::new();
        for (value, id) in all.into_iter().rev() {
            let counts = self.path.len() < MAX_DEPTH && !withdrawn(self.doc, self.authors, &id);
            if let (Stored::Object(ObjType::Map), true) = (value, counts) {
                for (key, value) in self.map(&id, ..) {
                    merged.entry(key).or_insert(value);
                }
            }
        }
        Value::Map(merged)
    }

    fn object(&mut self, kind: ObjType, id: &ObjId) -> Value {
        match kind {
            ObjType::Map if self.path.len() < MAX_DEPTH => Value::Map(self.map(id, ..)),
            ObjType::Text => Value::Text(self.doc.text(id).unwrap_or_default()),
            ObjType::Map | ObjType::Table | ObjType::List => Value::Null,
        }
    }

    /// Keeps every value of a field that was set at once, the one in force first.
    fn clash(&mut self, object: &ObjId, key: &str) {
        let Ok(all) = self.doc.get_all(object, key) else { return };
        let values: Vec<ClashValue> = all
            .into_iter()
            .rev()
            .map(|(value, id)| ClashValue {
                value: match value {
                    Stored::Object(ObjType::Text) => Value::Text(self.doc.text(&id).unwrap_or_default()),
                    Stored::Object(_) => Value::Null,
                    Stored::Scalar(scalar) => scalar_value(&scalar),
                },
                by: author(self.authors, &id),
                at: self.written(&id),
            })
            .collect();
        if values.len() > 1 {
            self.clashes.push(Clash { path: self.path.clone(), values });
        }
    }

    /// A text that several wrote anew at once: what each made of it, like values of a field. Gives the one in force.
    fn apart(&mut self, object: &ObjId, key: &str) -> Option<Value> {
        let read = |(text, id): (String, ObjId)| ClashValue {
            value: Value::Text(text),
            by: author(self.authors, &id),
            at: self.written(&id),
        };
        let values: Vec<ClashValue> = written::versions(self.doc, object, key).into_iter().map(read).collect();
        let first = values.first()?.value.clone();
        let path: Vec<String> = self.path.iter().cloned().chain([key.to_owned()]).collect();
        self.clashes.retain(|c| c.path != path);
        if values.len() > 1 {
            self.clashes.push(Clash { path, values });
        }
        Some(first)
    }

    fn written(&self, id: &ObjId) -> Timestamp {
        let meta = self.doc.hash_for_opid(id).and_then(|hash| self.doc.get_change_meta_by_hash(&hash));
        Timestamp(meta.map_or(0, |m| m.timestamp))
    }
}

fn scalar_value(scalar: &ScalarValue) -> Value {
    match scalar {
        ScalarValue::Str(s) => Value::Str(s.to_string()),
        ScalarValue::Int(n) => Value::Int(*n),
        ScalarValue::Uint(n) => Value::Int(i64::try_from(*n).unwrap_or(i64::MAX)),
        ScalarValue::Boolean(b) => Value::Bool(*b),
        ScalarValue::Timestamp(ms) => Value::Time(Timestamp(*ms)),
        ScalarValue::Bytes(b) => Value::Bytes(b.clone()),
        ScalarValue::Counter(_) | ScalarValue::F64(_) | ScalarValue::Unknown { .. } | ScalarValue::Null => Value::Null,
    }
}
