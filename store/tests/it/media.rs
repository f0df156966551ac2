//! Media files: in, once, whole, and to another device piece by piece.

use crate::studio::*;
use rushes_domain::*;
use rushes_store::{Store, fresh, media::PIECE};
use std::sync::atomic::AtomicBool;

fn import(store: &Store, bytes: &[u8]) -> rushes_store::Stored {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, bytes).unwrap();
    store.media().import(&file, &|_, _| (), &AtomicBool::new(false)).unwrap()
}

#[test]
fn a_file_is_kept_once_and_reads_back() {
    let device = new_studio();
    for size in [0, 1, 1000, PIECE, PIECE + 1, 9 * PIECE + 5] {
        let bytes: Vec<u8> = (0..size).map(|n| (n % 253) as u8).collect();
        let stored = import(&device.store, &bytes);
        assert_eq!(stored.hash.0, *blake3::hash(&bytes).as_bytes());
        assert!(stored.new && !import(&device.store, &bytes).new);
        assert_eq!(std::fs::read(device.store.media().path(stored.hash).unwrap()).unwrap(), bytes);
        assert_eq!(device.store.media().damage(stored.hash), None);
    }
    assert_eq!(device.store.verify().unwrap().media, 6);
    let left = std::fs::read_dir(device.store.home().studio_dir(device.store.studio()).join("media/incoming")).unwrap();
    assert_eq!(left.count(), 0);
}

#[test]
fn a_check_of_everything_tells_how_far_it_is_and_can_be_stopped() {
    let device = new_studio();
    import(&device.store, &vec![5; 20 * PIECE]);
    let seen = std::cell::RefCell::new(Vec::new());
    let told = |what: &str, done, total| seen.borrow_mut().push((what.to_owned(), done, total));
    device.store.verify_telling(&told, &AtomicBool::new(false)).unwrap();
    let seen = seen.into_inner();
    assert!(seen.is_sorted_by_key(|(_, done, _)| *done) && seen.iter().all(|(_, done, total)| done <= total));
    assert_eq!(seen.last().map(|(what, done, total)| (what.as_str(), done == total)), Some(("media files", true)));
    assert!(seen.iter().filter(|(what, ..)| what == "media files").count() > 1, "also within one file");

    let cancel = AtomicBool::new(false);
    let stop = |what: &str, _, _| cancel.store(what == "media files", std::sync::atomic::Ordering::Relaxed);
    let stopped = device.store.verify_telling(&stop, &cancel);
    assert!(matches!(stopped, Err(rushes_store::StoreError::Cancelled)), "{stopped:?}");
}

/// As a share that vanishes, or a render that is written over.
#[test]
fn a_file_that_changes_while_it_is_copied_is_refused() {
    let device = new_studio();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    let media = device.store.media();
    let open = || std::fs::File::options().write(true).open(&file).unwrap();
    let changes: [&dyn Fn(); 3] =
        [&|| open().set_len(9 * PIECE as u64).unwrap(), &|| open().set_len(40 * PIECE as u64).unwrap(), &|| {
            open().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
        }];
    for change in changes {
        std::fs::write(&file, vec![1; 30 * PIECE]).unwrap();
        let error = media.import(&file, &|_, _| change(), &AtomicBool::new(false)).unwrap_err();
        assert!(error.to_string().contains("changed while it was copied"), "{error}");
        assert!(media.known().is_empty());
    }
    let incoming = device.store.home().studio_dir(device.store.studio()).join("media/incoming");
    assert_eq!(std::fs::read_dir(incoming).unwrap().count(), 0);
}

fn grow_old(path: &std::path::Path) {
    let before = std::time::SystemTime::now() - std::time::Duration::from_secs(48 * 3600);
    std::fs::File::options().append(true).open(path).unwrap().set_modified(before).unwrap();
}

/// Publishes a file as a round.
fn show(store: &Store, hash: MediaHash) {
    let project = project(store, &hash.to_string()[..6]);
    let deliverable = deliverable(store, project, "Bottle");
    let stage = store.snapshot().state.deliverable(deliverable).unwrap().stages[0].id;
    let (target, round) = (StageTarget { deliverable, stage }, RoundId::new(fresh()));
    let attachments = vec![Attachment { hash, ..picture() }];
    store.submit(Command::Publish { target, round, attachments, note: String::new() }).unwrap();
}

#[test]
fn files_of_rounds_that_never_were_can_be_removed_and_no_others() {
    let device = new_studio();
    let store = &device.store;
    let [shown, taken_back, never, again] =
        ["shown", "taken back", "never", "again"].map(|t| import(store, t.as_bytes()));
    show(store, shown.hash);
    show(store, taken_back.hash);
    store.undo().unwrap();
    let path = |hash| store.media().path(hash).unwrap();
    assert!(store.kept().unwrap().entries.is_empty(), "what has just come may be on its way into a round");
    for stored in [shown, taken_back, never, again] {
        grow_old(&path(stored.hash));
    }
    // Whoever wants it again has it again.
    assert!(!import(store, b"again").new);
    let place = path(never.hash);
    assert_eq!(store.kept().unwrap().entries, [(place.clone(), 5)]);
    assert_eq!(store.stats().unwrap().kept_bytes, 5);
    assert_eq!(store.give_up_kept().unwrap().bytes, 5);
    assert!(!place.exists() && store.media().path(never.hash).is_none());
    for stored in [shown, taken_back, again] {
        assert!(path(stored.hash).exists());
    }
    store.redo().unwrap();
    assert!(store.verify().unwrap().damaged.is_empty() && store.media().wanted(&store.snapshot()).is_empty());
    assert!(import(store, b"never").new, "and it can come once more");
}

#[test]
fn a_file_nobody_speaks_of_is_old_data_after_a_day() {
    let device = new_studio();
    let stored = import(&device.store, b"spoken of");
    show(&device.store, stored.hash);
    let folder = device.store.media().path(stored.hash).unwrap().parent().unwrap().to_owned();
    let name = format!("{}{}", &stored.hash.to_string()[..2], "0".repeat(62));
    let unspoken = folder.join(name);
    std::fs::write(&unspoken, b"left by a kill").unwrap();
    assert_eq!(device.store.kept().unwrap().entries, []);
    for path in [&unspoken, &device.store.media().path(stored.hash).unwrap()] {
        grow_old(path);
    }
    assert_eq!(device.store.kept().unwrap().entries, [(unspoken.clone(), 14)]);
    device.store.give_up_kept().unwrap();
    assert!(!unspoken.exists() && device.store.verify().unwrap().damaged.is_empty());
}

#[test]
fn cancelling_or_failing_leaves_nothing() {
    let device = new_studio();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, vec![1; 3 * PIECE]).unwrap();
    let media = device.store.media();
    assert_eq!(media.import(&file, &|_, _| (), &AtomicBool::new(true)).unwrap_err().code(), "io");
    assert_eq!(media.import(dir.path(), &|_, _| (), &AtomicBool::new(false)).unwrap_err().code(), "invalid_input");
    assert_eq!(media.import(&dir.path().join("none"), &|_, _| (), &AtomicBool::new(false)).unwrap_err().code(), "io");
    assert!(media.known().is_empty());
}

#[test]
fn a_transfer_goes_on_where_it_ended_and_takes_no_wrong_piece() {
    let ada = new_studio();
    let ben = new_studio();
    let bytes: Vec<u8> = (0..5 * PIECE + 77).map(|n| (n % 251) as u8).collect();
    let hash = import(&ada.store, &bytes).hash;
    let outline = ada.store.media().outline(hash).unwrap().unwrap();
    let mut wrong = outline.clone();
    wrong.pieces.swap(0, 1);
    assert!(ben.store.media().incoming(hash, wrong).is_err());

    let mut incoming = ben.store.media().incoming(hash, outline.clone()).unwrap();
    let piece = |index| ada.store.media().read_piece(hash, index).unwrap().unwrap();
    incoming.write(3, &piece(3)).unwrap();
    assert!(incoming.write(2, &piece(1)).is_err());
    drop(incoming);
    let mut incoming = ben.store.media().incoming(hash, outline).unwrap();
    assert_eq!(incoming.missing(), [0, 1, 2, 4, 5]);
    for index in incoming.missing() {
        incoming.write(index, &piece(index)).unwrap();
    }
    assert_eq!(incoming.done_bytes(), bytes.len() as u64);
    incoming.finish().unwrap();
    assert_eq!(std::fs::read(ben.store.media().path(hash).unwrap()).unwrap(), bytes);
}
