//! Texts that several people wrote anew at once.
//!
//! Changes of one text are put together word by word. Where two wrote it anew, that would stand their words side by
//! side, which neither has written. So whoever changes a text under `KEY` also says, under `written:KEY`, what it is
//! as a whole from then on: two who did so at once leave two values, and where these have little in common the text
//! is a field that was set twice.

use automerge::{AutomergeError, ObjId, ObjType, ReadDoc, ScalarValue, Value as Stored, transaction::Transactable};
use rushes_domain::rewrite;

/// What the keys begin with.
const WRITTEN: &str = "written:";

/// Where it stands what a text is as a whole.
pub(super) fn beside(key: &str) -> String {
    format!("{WRITTEN}{key}")
}

/// The text that such a key is about.
pub(super) fn about(key: &str) -> Option<&str> {
    key.strip_prefix(WRITTEN)
}

/// Whether a text stands at a place.
pub(super) fn is_text(doc: &impl ReadDoc, object: &ObjId, key: &str) -> Result<bool, AutomergeError> {
    Ok(matches!(doc.get(object, key)?, Some((Stored::Object(ObjType::Text), _))))
}

/// Says what a text is as a whole.
pub(super) fn say<T: Transactable>(tx: &mut T, object: &ObjId, key: &str, text: &str) -> Result<(), AutomergeError> {
    tx.put(object, beside(key), ScalarValue::Str(text.into()))
}

/// What several made of a text at once, the one in force first; nothing where what they wrote goes together. Where all
/// wrote the same, it is one.
pub(super) fn versions(doc: &impl ReadDoc, object: &ObjId, key: &str) -> Vec<(String, ObjId)> {
    let all = doc.get_all(object, beside(key)).unwrap_or_default();
    if all.len() < 2 {
        return Vec::new();
    }
    let texts = all.into_iter().rev().filter_map(|(value, id)| Some((value.as_str()?.to_owned(), id)));
    let mut versions: Vec<(String, ObjId)> = texts.collect();
    let merged = match doc.get(object, key) {
        Ok(Some((Stored::Object(ObjType::Text), id))) => doc.text(id).unwrap_or_default(),
        _ => String::new(),
    };
    let words: Vec<&str> = versions.iter().map(|(text, _)| text.as_str()).collect();
    if rewrite::together(&merged, &words) {
        return Vec::new();
    }
    if words.iter().all(|text| *text == words[0]) {
        versions.truncate(1);
    }
    versions
}
