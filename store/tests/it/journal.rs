//! What is acknowledged and lies in the journal alone: there after an end without a word, and in what is made
//! of a damaged database.

use crate::{care::say, studio::*};
use rushes_domain::*;
use rushes_store::{Home, Store, StoreError};
use std::{fs, path::Path};

/// The home as it is on disk now, the store still open on it: what another process finds after a kill.
fn as_it_lies(home: &Path) -> tempfile::TempDir {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            let to = to.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                copy(&entry.path(), &to);
            } else {
                fs::copy(entry.path(), to).unwrap();
            }
        }
    }
    let dir = tempfile::tempdir().unwrap();
    copy(home, dir.path());
    dir
}

fn body(store: &Store, on: DeliverableId, comment: CommentId) -> Option<String> {
    store.snapshot().state.deliverable(on)?.comment(comment).map(|c| c.body.clone())
}

#[test]
fn what_only_the_journal_holds_is_there_after_a_kill_and_can_be_taken_back() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "P"), "Shot");
    let said: Vec<CommentId> = (0..20).map(|n| say(&ada.store, id, &format!("comment {n}"))).collect();
    let (state, steps, log) =
        (ada.store.snapshot().state.deliverable(id).cloned(), ada.store.steps(), ada.store.log(&[], 1000));
    let last = say(&ada.store, id, "the last");
    let killed = as_it_lies(ada.dir.path());
    let home = Home::open(killed.path()).unwrap();
    let store = home.open_studio(ada.store.studio()).unwrap();
    assert_eq!(body(&store, id, last).as_deref(), Some("the last"));
    assert!(said.iter().all(|c| body(&store, id, *c).is_some()));
    assert_eq!(store.digests(), ada.store.digests());
    assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
    // Undone on the one as on the other.
    store.undo().unwrap();
    assert_eq!(store.snapshot().state.deliverable(id).cloned(), state);
    assert_eq!(store.steps().unwrap()[1..], steps.unwrap());
    let told = store.log(&[], 1000).unwrap();
    assert_eq!(told[2..], log.unwrap());
    // Closed in order, it leaves nothing behind, and nothing is lost by throwing the journal away.
    let dir = home.studio_dir(store.studio());
    let before = store.snapshot().state.deliverable(id).cloned();
    drop(store);
    assert_eq!(fs::metadata(dir.join("journal")).unwrap().len(), 0);
    fs::remove_file(dir.join("journal")).unwrap();
    assert_eq!(home.open_studio(ada.store.studio()).unwrap().snapshot().state.deliverable(id).cloned(), before);
}

/// What lies in the journal of a database that is gone is no part of the one that takes its place.
#[test]
fn a_studio_joined_anew_does_not_take_over_the_journal_of_the_one_before() {
    let ada = new_studio();
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let id = deliverable(&ada.store, project(&ada.store, "P"), "Shot");
    sync(&ada.store, &ben.store);
    let said: Vec<CommentId> = (0..5).map(|n| say(&ben.store, id, &format!("from Ben {n}"))).collect();
    sync(&ada.store, &ben.store);
    let facts: Vec<Vec<u8>> = ada.store.facts().unwrap().into_iter().map(|(_, fact)| fact).collect();
    for remove in [false, true] {
        let killed = as_it_lies(ben.dir.path());
        let home = Home::open(killed.path()).unwrap();
        let path = home.studio_dir(ada.store.studio()).join("store.redb");
        if remove { fs::remove_file(&path) } else { fs::write(&path, vec![0x5a; 40_000]) }.unwrap();
        let store = home.join_studio(&facts).unwrap();
        assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
        sync(&ada.store, &store);
        assert!(said.iter().all(|c| body(&store, id, *c).is_some()), "removed: {remove}");
        assert_eq!(store.digests(), ada.store.digests());
        assert_eq!(store.kept().unwrap().entries.len(), if remove { 0 } else { 2 });
    }
}

#[test]
fn a_damaged_database_is_made_anew_with_what_the_journal_holds() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "P"), "Shot");
    for n in 0..30 {
        say(&ada.store, id, &format!("comment {n}"));
    }
    let studio = ada.store.studio();
    let Device { dir, store } = ada;
    drop(store);
    let home = Home::open(dir.path()).unwrap();
    let place = home.studio_dir(studio);
    let (path, journal) = (place.join("store.redb"), place.join("journal"));
    // The tables as they were closed in order, and a journal that is further.
    let tables = fs::read(&path).unwrap();
    let store = home.open_studio(studio).unwrap();
    let last = say(&store, id, "in the journal alone");
    let ahead = fs::read(&journal).unwrap();
    drop(store);
    let (mut salvaged, mut kept) = (0, 0);
    for page in 1..tables.len() / 4096 {
        let mut bytes = tables.clone();
        let spoilt = &mut bytes[page * 4096..(page + 1) * 4096];
        if spoilt.iter().all(|b| *b == 0) {
            continue;
        }
        spoilt.fill(0xa5);
        fs::write(&path, bytes).unwrap();
        fs::write(&journal, &ahead).unwrap();
        let mut named = false;
        let store = match home.open_studio(studio) {
            Err(StoreError::Damaged { .. }) => {
                // Where not even the studio's beginning can be read, only a backup helps, and that is said.
                let Ok(made) = home.salvage(studio) else { continue };
                salvaged += 1;
                named |= !made.damaged.is_empty();
                home.open_studio(studio).unwrap()
            }
            other => other.unwrap(),
        };
        let there = body(&store, id, last).is_some();
        kept += usize::from(there);
        assert!(there || named || !store.damaged().unwrap().is_empty(), "page {page}: lost without a word");
    }
    assert!(salvaged > 0 && kept > 10, "{salvaged} made anew, {kept} kept all");
}

/// The places of the records in a journal's bytes.
fn records(journal: &[u8]) -> Vec<usize> {
    (0..journal.len()).step_by(512).filter(|at| journal[*at..].starts_with(b"RJ01")).collect()
}

/// Later records claim that the document holds what was lost: it is named, and the next sync brings it.
#[test]
fn a_damaged_record_between_others_is_named_at_once_and_comes_back() {
    let ada = new_studio();
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let id = deliverable(&ada.store, project(&ada.store, "P"), "Shot");
    publish(&ada.store, "P/Shot/Modeling", "first");
    sync(&ada.store, &ben.store);
    drop(ada.store.verify().unwrap());
    // From here on each is a record of its own.
    let lost = say(&ada.store, id, "lost on Ada's disk");
    let kept = say(&ada.store, id, "kept");
    decided(&ada.store, "P/Shot/Modeling", Verdict::Approve, "").unwrap();
    sync(&ada.store, &ben.store);
    let killed = as_it_lies(ada.dir.path());
    let studio = ada.store.studio();
    let place = Home::open(killed.path()).unwrap().studio_dir(studio).join("journal");
    let whole = fs::read(&place).unwrap();
    let mut tried = 0;
    for at in records(&whole) {
        let again = as_it_lies(killed.path());
        let home = Home::open(again.path()).unwrap();
        let mut bytes = whole.clone();
        bytes[at + 60] ^= 0x55;
        fs::write(home.studio_dir(studio).join("journal"), bytes).unwrap();
        let store = home.open_studio(studio).unwrap();
        let short = store.digests() != ada.store.digests();
        let named = store.damaged().unwrap();
        let verified = store.verify().unwrap();
        assert!(
            verified.damaged.iter().all(|d| d.contains("incomplete here")),
            "record at {at}: nothing is wrong but what is named: {:?}",
            verified.damaged
        );
        let talk = DocId::of(DocKind::Talk, id);
        if body(&store, id, lost).is_none() && ada.store.changes(talk).unwrap() != store.changes(talk).unwrap() {
            tried += 1;
            assert!(short, "record at {at}: the digest says that something is missing");
            if store.changes(talk).unwrap().len() > 1 {
                assert!(named.iter().any(|d| d.doc == Some(talk)), "record at {at}: {named:?}");
            }
        }
        drop(store);
        let store = home.open_studio(studio).unwrap();
        assert_eq!(store.damaged().unwrap(), named, "known without looking again");
        // Work goes on before the peer is met, on what is there.
        if store.snapshot().state.deliverable(id).is_some() {
            say(&store, id, "meanwhile");
        }
        sync(&store, &ben.store);
        assert_eq!(store.damaged().unwrap(), [], "record at {at}");
        assert!(body(&store, id, lost).is_some() && body(&store, id, kept).is_some());
        assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new(), "record at {at}");
    }
    assert!(tried > 0);
}
