//! Edits, as automerge operations.

use super::written;
use automerge::{AutomergeError, ObjId, ObjType, ROOT, ScalarValue, Value as Stored, transaction::Transactable};
use rushes_domain::{Op, Timestamp, Value, rewrite, undo::WITHDRAWN};

/// Applies one edit. Maps on the way that nobody has made are an error: only their one maker may.
pub(crate) fn apply<T: Transactable>(tx: &mut T, path: &[String], op: &Op) -> Result<(), AutomergeError> {
    let Some((key, parents)) = path.split_last() else { return Err(AutomergeError::InvalidObjId(String::new())) };
    // Several may have made one map at once; they are read as one, the one in force before the others.
    let mut objects = vec![ROOT];
    for parent in parents {
        let mut next = Vec::new();
        for object in &objects {
            let all = tx.get_all(object, parent.as_str())?.into_iter().rev();
            next.extend(all.filter(|(v, _)| matches!(v, Stored::Object(ObjType::Map))).map(|(_, id)| id));
        }
        objects = next;
    }
    let Some(object) = objects.first() else {
        return Err(AutomergeError::InvalidObjId(parents.last().cloned().unwrap_or_default()));
    };
    match op {
        // Setting what is set already would be no change at all, and whose word it is matters here.
        Op::Put(value) if key == WITHDRAWN && tx.get(object, key.as_str())?.is_some() => {
            tx.delete(object, key.as_str())?;
            put(tx, object, key, value)
        }
        // A text that gives way to another, or to nothing.
        Op::Put(value @ (Value::Text(_) | Value::Null)) if written::is_text(tx, object, key)? => {
            let text = if let Value::Text(text) = value { text.as_str() } else { "" };
            written::say(tx, object, key, text)?;
            put(tx, object, key, value)
        }
        Op::Put(value) => put(tx, object, key, value),
        Op::Delete => objects.iter().try_for_each(|object| match tx.get(object, key.as_str())? {
            Some((Stored::Object(ObjType::Text), _)) => {
                written::say(tx, object, key, "")?;
                tx.delete(object, key.as_str())
            }
            Some(_) => tx.delete(object, key.as_str()),
            None => Ok(()),
        }),
        Op::Rewrite(text) => match tx.get(object, key.as_str())? {
            Some((Stored::Object(ObjType::Text), id)) => {
                written::say(tx, object, key, text)?;
                rewrite(tx, &id, text)
            }
            _ => put(tx, object, key, &Value::Text(text.clone())),
        },
    }
}

/// Changes a text word by word: two who rewrite it at once leave each other's words whole.
fn rewrite<T: Transactable>(tx: &mut T, id: &ObjId, text: &str) -> Result<(), AutomergeError> {
    let hunks = rewrite::hunks(&tx.text(id)?, text);
    // From the end, so that places before it stay what they are.
    hunks
        .into_iter()
        .rev()
        .try_for_each(|hunk| tx.splice_text(id, hunk.at, isize::try_from(hunk.gone).unwrap_or(isize::MAX), &hunk.comes))
}

fn put<T: Transactable>(tx: &mut T, object: &ObjId, key: &str, value: &Value) -> Result<(), AutomergeError> {
    match value {
        Value::Map(entries) => {
            let map = tx.put_object(object, key, ObjType::Map)?;
            entries.iter().try_for_each(|(key, value)| put(tx, &map, key, value))
        }
        Value::Text(text) => {
            let id = tx.put_object(object, key, ObjType::Text)?;
            tx.splice_text(&id, 0, 0, text)
        }
        Value::Null => tx.put(object, key, ScalarValue::Null),
        Value::Bool(b) => tx.put(object, key, *b),
        Value::Int(n) => tx.put(object, key, *n),
        Value::Str(s) => tx.put(object, key, s.as_str()),
        Value::Time(Timestamp(ms)) => tx.put(object, key, ScalarValue::Timestamp(*ms)),
        Value::Bytes(b) => tx.put(object, key, b.clone()),
    }
}
