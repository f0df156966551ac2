//! What a command changed, noted before it changes it.

use super::{Entry, Place};
use crate::document::{DocId, DocKind, Edit, Op, Value};

/// What one command's edits of one document come to. `fresh` says that nobody has written the document yet;
/// `before` says what is at a place now.
#[must_use]
pub fn record(doc: DocId, fresh: bool, edits: &[Edit], before: impl Fn(&[String]) -> Place) -> Vec<Entry> {
    if fresh && matches!(doc.kind, DocKind::Plan | DocKind::Project) {
        return vec![Entry::Whole { doc, away: true }];
    }
    let mut entries: Vec<Entry> = Vec::new();
    // What one has seen, opened and keeps at hand is no work to take back.
    let noted = |e: &&Edit| doc.kind == DocKind::Personal && !e.path.first().is_some_and(|k| k.starts_with("view:"));
    for edit in edits.iter().filter(|e| !noted(e)) {
        let within = |e: &Entry| matches!(e, Entry::Made { path, .. } if edit.path.starts_with(path));
        if entries.iter().any(within) {
            continue;
        }
        // Twice at one place: what the last one left, back to what the first one found.
        if let Some(known) = entries.iter_mut().find(|e| e.path() == edit.path) {
            again(known, &edit.op);
            continue;
        }
        let values = match before(&edit.path) {
            Place::Values(values) => values,
            Place::Nowhere => Vec::new(),
        };
        let found = values.into_iter().next().filter(|s| !s.withdrawn).map(|s| s.value);
        let path = edit.path.clone();
        entries.push(match (&edit.op, found) {
            (Op::Put(Value::Map(_)), None) => Entry::Made { doc, path, away: true },
            (Op::Rewrite(left), Some(Value::Text(back))) => Entry::Text { doc, path, left: left.clone(), back },
            (Op::Rewrite(left), None) => Entry::Text { doc, path, left: left.clone(), back: String::new() },
            (op, back) => Entry::Set { doc, path, left: left_by(op), back },
        });
    }
    entries.retain(|entry| match entry {
        Entry::Set { left, back, .. } => left != back,
        Entry::Text { left, back, .. } => left != back,
        Entry::Made { .. } | Entry::Whole { .. } => true,
    });
    entries
}

fn left_by(op: &Op) -> Option<Value> {
    match op {
        Op::Put(value) => Some(value.clone()),
        Op::Rewrite(text) => Some(Value::Text(text.clone())),
        Op::Delete => None,
    }
}

fn again(entry: &mut Entry, op: &Op) {
    match (entry, op) {
        (Entry::Set { left, .. }, op) => *left = left_by(op),
        (Entry::Text { left, .. }, Op::Rewrite(text) | Op::Put(Value::Str(text) | Value::Text(text))) => {
            left.clone_from(text);
        }
        (Entry::Text { left, .. }, _) => left.clear(),
        (Entry::Made { .. } | Entry::Whole { .. }, _) => {}
    }
}
