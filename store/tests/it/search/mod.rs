//! Searching: what is found, in which order, and that the index keeps up whatever happens to it.

mod asking;
mod following;

use crate::studio::*;
use rushes_domain::*;
use rushes_store::{Found, HitKind, Store, fresh};
use std::sync::atomic::AtomicBool;

/// What a query finds once everything is in.
fn search(store: &Store, query: &str) -> Found {
    store.catch_up_search(&|_| (), &AtomicBool::new(false)).unwrap();
    let found = store.search(query, 50).unwrap();
    assert!(found.indexed_up_to_date);
    found
}

/// As lines: kind, path, and the snippet with what answers in brackets.
fn told(store: &Store, query: &str) -> Vec<String> {
    let found = search(store, query);
    found
        .hits
        .iter()
        .map(|hit| {
            let mut text = hit.snippet.text.clone();
            for mark in hit.snippet.marks.iter().rev() {
                text.insert(mark.end, ']');
                text.insert(mark.start, '[');
            }
            format!("{} {}: {text}", hit.kind.word(), hit.path)
        })
        .collect()
}

#[track_caller]
fn check(store: &Store, query: &str, expected: &[&str]) {
    let mut told = told(store, query);
    let mut expected: Vec<String> = expected.iter().map(|e| (*e).to_owned()).collect();
    told.sort();
    expected.sort();
    assert_eq!(told, expected, "{query}");
}

fn paths(store: &Store, query: &str) -> Vec<String> {
    search(store, query).hits.iter().map(|h| h.path.clone()).collect()
}

fn comment(store: &Store, path: &str, body: &str) -> CommentId {
    let state = &store.snapshot().state;
    let (deliverable, round) = match state.resolve_round(path) {
        Ok((deliverable, round)) => (deliverable, Some(round)),
        Err(_) => (state.resolve_deliverable(path).unwrap().id, None),
    };
    let id = CommentId::new(fresh());
    let said = Command::Comment { deliverable, round, id, body: body.into(), reply_to: None, action: false };
    store.submit(said).unwrap();
    id
}

fn edit(store: &Store, id: DeliverableId, change: DeliverableChange) {
    store.submit(Command::EditDeliverable { id, changes: vec![change] }).unwrap();
}

fn kinds(found: &Found) -> Vec<HitKind> {
    found.hits.iter().map(|h| h.kind).collect()
}
