//! Edits, as automerge operations.

use automerge::{AutomergeError, ObjId, ObjType, ROOT, ScalarValue, Value as Stored, transaction::Transactable};
use rushes_domain::{Op, Timestamp, Value};

/// Applies one edit. Maps on the way that nobody has made are an error: only their one maker may.
pub(crate) fn apply<T: Transactable>(tx: &mut T, path: &[String], op: &Op) -> Result<(), AutomergeError> {
    let Some((key, parents)) = path.split_last() else { return Err(AutomergeError::InvalidObjId(String::new())) };
    let mut object = ROOT;
    for parent in parents {
        object = match tx.get(&object, parent.as_str())? {
            Some((Stored::Object(ObjType::Map), id)) => id,
            _ => return Err(AutomergeError::InvalidObjId(parent.clone())),
        };
    }
    match op {
        Op::Put(value) => put(tx, &object, key, value),
        Op::Delete => match tx.get(&object, key.as_str())? {
            Some(_) => tx.delete(&object, key.as_str()),
            None => Ok(()),
        },
        Op::Rewrite(text) => match tx.get(&object, key.as_str())? {
            Some((Stored::Object(ObjType::Text), id)) => tx.update_text(&id, text),
            _ => put(tx, &object, key, &Value::Text(text.clone())),
        },
    }
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
