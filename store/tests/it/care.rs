//! Backups: made while work goes on, restored whole or not at all.

use crate::studio::*;
use rushes_domain::*;
use rushes_store::{
    Home, Store, StoreError,
    care::{BackupOptions, Existing, backup},
};
use std::{
    path::Path,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

pub fn quiet() -> AtomicBool {
    AtomicBool::new(false)
}

pub fn back_up(store: &Store, file: &Path) -> rushes_store::care::Backup {
    store.backup(file, BackupOptions::default(), &|_, _| (), &quiet()).unwrap()
}

pub fn restore(home: &Home, file: &Path) -> Result<rushes_store::care::Restored, StoreError> {
    home.restore(file, Existing::Refuse, &|_, _| (), &quiet())
}

/// A studio with rounds, a decision, comments, and two media files, one of several pieces.
pub fn busy_studio() -> Device {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    deliverable(&ada.store, project(&ada.store, "SIDE"), "Lamp");
    let files = tempfile::tempdir().unwrap();
    let mut attachments = Vec::new();
    for (number, size) in [(1u8, 700usize), (2, 3_000_000)] {
        let file = files.path().join("file");
        std::fs::write(&file, vec![number; size]).unwrap();
        let stored = ada.store.media().import(&file, &|_, _| (), &quiet()).unwrap();
        let name = format!("frame {number}.png");
        attachments.push(Attachment { hash: stored.hash, size: stored.size, name, ..picture() });
    }
    let (_, stage) = ada.store.snapshot().state.resolve_stage("HERO/Bottle/Modeling").unwrap();
    let target = StageTarget { deliverable: id, stage };
    let round = RoundId::new(rushes_store::fresh());
    ada.store.submit(Command::Publish { target, round, attachments, note: "first".into() }).unwrap();
    for word in ["one", "two"] {
        say(&ada.store, id, word);
    }
    decided(&ada.store, "HERO/Bottle/Modeling", Verdict::Changes, "brighter").unwrap();
    ada
}

pub fn say(store: &Store, deliverable: DeliverableId, body: &str) -> CommentId {
    let id = CommentId::new(rushes_store::fresh());
    store
        .submit(Command::Comment { deliverable, round: None, id, body: body.into(), reply_to: None, action: false })
        .unwrap();
    id
}

/// Everything a person can see.
pub fn seen(store: &Store) -> String {
    let snapshot = store.snapshot();
    let deliverables: Vec<_> = snapshot.state.deliverables().collect();
    let mut studio = (*snapshot.state.studio).clone();
    // A device that was let in anew is one more.
    studio.members.clear();
    format!("{studio:#?} {:#?} {deliverables:#?}", snapshot.state.projects)
}

#[test]
fn a_backup_brings_a_studio_back_on_the_device_that_made_it() {
    let ada = busy_studio();
    let file = ada.dir.path().join("backup.tar");
    let made = back_up(&ada.store, &file);
    assert!(made.holds_key && made.left_out.is_empty() && made.media_files == 2, "{made:?}");
    assert_eq!(made.bytes, std::fs::metadata(&file).unwrap().len());
    assert_eq!(ada.store.last_backup().unwrap(), made.head);
    assert_eq!(backup::head(&file).unwrap().name, "Meridian");
    let (before, digests, studio) = (seen(&ada.store), ada.store.digests(), ada.store.studio());
    let id = ada.store.snapshot().state.deliverables().next().unwrap().id;

    // Lost after the backup: the restored copy does not know it, and must not stand in its place.
    let lost = say(&ada.store, id, "after the backup");
    let later =
        ada.store.envelopes(DocId::of(DocKind::Talk, id), &ada.store.changes(DocId::of(DocKind::Talk, id)).unwrap());
    let Device { dir, store } = ada;
    drop(store);
    let home = Home::open(dir.path()).unwrap();
    assert_eq!(restore(&home, &file).unwrap_err().code(), "conflict");
    let restored = home.restore(&file, Existing::Replace, &|_, _| (), &quiet()).unwrap();
    assert!(restored.writable, "the home has the device's key");
    assert_eq!((restored.documents, restored.changes, restored.media_files), (made.documents, made.changes, 2));
    assert!(restored.replaced.as_ref().unwrap().join("store.redb").exists(), "the old one is kept");
    let again = home.open_studio(studio).unwrap();
    assert_eq!((seen(&again), again.digests()), (before, digests));
    assert_eq!(again.verify().unwrap().damaged, Vec::<String>::new());

    // Written under a new actor: what was lost here and lives on elsewhere merges with it.
    let new = say(&again, id, "after the restore");
    let received = again.receive(Vec::new(), later.unwrap()).unwrap();
    assert_eq!((received.changes_new, received.quarantined, received.refused), (1, 0, 0));
    let deliverable = again.snapshot().state.deliverable(id).cloned().unwrap();
    assert!(deliverable.comment(lost).is_some() && deliverable.comment(new).is_some());
    assert!(again.audit().unwrap().bad.is_empty());
}

#[test]
fn on_a_new_device_the_root_key_lets_in_and_without_it_one_reads() {
    let ada = busy_studio();
    let with = ada.dir.path().join("with.tar");
    let without = ada.dir.path().join("without.tar");
    back_up(&ada.store, &with);
    let options = BackupOptions { media: false, key: false };
    let made = ada.store.backup(&without, options, &|_, _| (), &quiet()).unwrap();
    assert!(!made.holds_key && made.media_files == 0);
    let person = ada.store.me().person;

    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path()).unwrap();
    assert_ne!(home.device(), ada.store.device());
    assert!(restore(&home, &with).unwrap().writable);
    let store = home.open_studio(ada.store.studio()).unwrap();
    assert_eq!((store.me().person, store.me().role), (person, Role::Admin), "the same person on another device");
    assert_eq!(seen(&store), seen(&ada.store));
    let id = store.snapshot().state.deliverables().next().unwrap().id;
    say(&store, id, "from the new device");
    sync(&ada.store, &store);
    assert_eq!(seen(&store), seen(&ada.store), "both live on and merge");

    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path()).unwrap();
    assert!(!restore(&home, &without).unwrap().writable);
    let store = home.open_studio(ada.store.studio()).unwrap();
    assert_eq!(store.media().known(), []);
    assert_eq!(store.media().wanted(&store.snapshot()).len(), 2, "other devices send them");
    assert_eq!(project_refused(&store), "permission_denied");
    // An invitation makes it a member.
    let secret = ada.store.invite(Role::Producer, Timestamp(i64::MAX)).unwrap();
    let facts = ada.store.redeem(&secret, home.device(), "Ada Vale", "").unwrap();
    store.receive(facts, Vec::new()).unwrap();
    project(&store, "NEW");
}

fn project_refused(store: &Store) -> &'static str {
    let edit = Command::EditStudio { name: Some("Mine".into()), brand: None };
    store.submit(edit).unwrap_err().code()
}

/// One that version 0.1.0 wrote, in its first format: its rows are not packed.
#[test]
fn a_backup_of_format_1_is_restored() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/backup-1.tar");
    assert_eq!(backup::head(&file).unwrap().format, 1);
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path()).unwrap();
    let restored = restore(&home, &file).unwrap();
    assert_eq!((restored.documents, restored.changes, restored.writable), (5, 6, false));
    let store = home.open_studio(restored.head.studio).unwrap();
    let said: Vec<String> =
        store.snapshot().state.deliverables().flat_map(|d| &d.comments).map(|c| c.body.clone()).collect();
    assert_eq!(said, ["brighter please"]);
    assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
}

#[test]
fn a_backup_is_smaller_than_what_it_holds() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    for n in 0..400 {
        say(&ada.store, id, &format!("The light comes from the left, and the shadow has to follow it: {n}"));
    }
    let file = ada.dir.path().join("backup.tar");
    let made = back_up(&ada.store, &file);
    ada.store.compact().unwrap();
    let database = ada.store.stats().unwrap().database_bytes;
    assert!(made.bytes * 3 < database * 2, "{} of {database}", made.bytes);
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path()).unwrap();
    restore(&home, &file).unwrap();
    assert_eq!(home.open_studio(ada.store.studio()).unwrap().digests(), ada.store.digests());
}

#[test]
fn a_backup_is_of_one_moment_while_work_goes_on() {
    let ada = busy_studio();
    let id = ada.store.snapshot().state.deliverables().next().unwrap().id;
    let stop = AtomicBool::new(false);
    let file = ada.dir.path().join("backup.tar");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                say(&ada.store, id, "meanwhile");
            }
        });
        for _ in 0..3 {
            back_up(&ada.store, &file);
            let dir = tempfile::tempdir().unwrap();
            let home = Home::open(dir.path()).unwrap();
            restore(&home, &file).unwrap();
            let store = home.open_studio(ada.store.studio()).unwrap();
            assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
        }
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn cancelling_leaves_nothing() {
    let ada = busy_studio();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.tar");
    let cancel = quiet();
    let most = AtomicU64::new(0);
    let stop = |done: u64, total: u64| {
        assert!(done <= total);
        most.fetch_max(done, Ordering::Relaxed);
        if done > 100_000 {
            cancel.store(true, Ordering::Relaxed);
        }
    };
    let refused = ada.store.backup(&file, BackupOptions::default(), &stop, &cancel).unwrap_err();
    assert!(matches!(refused, StoreError::Cancelled), "{refused:?}");
    assert!(most.load(Ordering::Relaxed) > 0);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);

    back_up(&ada.store, &file);
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path()).unwrap();
    cancel.store(false, Ordering::Relaxed);
    let refused = home.restore(&file, Existing::Refuse, &stop, &cancel).unwrap_err();
    assert!(matches!(refused, StoreError::Cancelled), "{refused:?}");
    assert_eq!(left_in(dir.path()), Vec::<String>::new());
}

/// What lies in a home beside its own files.
pub fn left_in(home: &Path) -> Vec<String> {
    let mut left: Vec<String> = ["", "studios"]
        .iter()
        .flat_map(|part| std::fs::read_dir(home.join(part)).unwrap())
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !["studios", "lock", "device.key", "home.json", "rushes.sock"].contains(&name.as_str()))
        .collect();
    left.sort();
    left
}

#[test]
fn a_damaged_backup_is_refused_or_comes_out_the_same_and_leaves_nothing_half_made() {
    let ada = busy_studio();
    let file = ada.dir.path().join("backup.tar");
    back_up(&ada.store, &file);
    let whole = std::fs::read(&file).unwrap();
    let wanted = ada.store.digests();
    let bad = ada.dir.path().join("bad.tar");
    let attempt = |bytes: &[u8], what: &str| {
        std::fs::write(&bad, bytes).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let home = Home::open(dir.path()).unwrap();
        match restore(&home, &bad) {
            Ok(_) => {
                let store = home.open_studio(ada.store.studio()).unwrap();
                assert_eq!(store.digests(), wanted, "{what}");
                false
            }
            Err(error) => {
                assert_eq!(error.code(), "damaged", "{what}: {error}");
                assert_eq!(left_in(dir.path()), Vec::<String>::new(), "{what}");
                true
            }
        }
    };
    let mut refused = 0;
    for n in 0..24usize {
        let mut bytes = whole.clone();
        let at = n * 7919 * 523 % bytes.len();
        bytes[at] ^= 0x20;
        refused += usize::from(attempt(&bytes, &format!("byte {at} changed")));
    }
    assert!(refused >= 20, "only {refused}");
    for cut in [0, 100, 512, 5000, whole.len() / 2, whole.len() - 4096] {
        assert!(attempt(&whole[..cut], &format!("cut at {cut}")));
    }
    assert!(attempt(b"just words", "no backup"));
    // The first member says the format.
    let newer = replace(&whole, br#""format": 2"#, br#""format": 9"#);
    std::fs::write(&bad, newer).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let error = restore(&Home::open(dir.path()).unwrap(), &bad).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 9, .. }), "{error}");
}

/// With the first place where it stands changed.
pub fn replace(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = bytes.windows(old.len()).position(|w| w == old).unwrap();
    [&bytes[..at], new, &bytes[at + old.len()..]].concat()
}

#[test]
fn an_invitation_in_a_backup_works_no_second_time() {
    let ada = new_studio();
    let secret = ada.store.invite(Role::Artist, Timestamp(i64::MAX)).unwrap();
    let file = ada.dir.path().join("backup.tar");
    back_up(&ada.store, &file);
    ada.store.redeem(&secret, DeviceId([5; 32]), "Ben", "").unwrap();
    let studio = ada.store.studio();
    let Device { dir, store } = ada;
    drop(store);
    let home = Home::open(dir.path()).unwrap();
    home.restore(&file, Existing::Replace, &|_, _| (), &quiet()).unwrap();
    let store = home.open_studio(studio).unwrap();
    assert!(store.redeem(&secret, DeviceId([6; 32]), "Cy", "").is_err());
}

#[test]
fn an_open_studio_is_not_replaced_and_can_be_added_to() {
    let ada = busy_studio();
    let file = ada.dir.path().join("backup.tar");
    let id = ada.store.snapshot().state.deliverables().next().unwrap().id;
    back_up(&ada.store, &file);
    let refused = ada.store.home().restore(&file, Existing::Replace, &|_, _| (), &quiet()).unwrap_err();
    assert!(refused.code() == "conflict" && refused.to_string().contains("open already"), "{refused}");
    assert_eq!(ada.store.merge_backup(&file, &|_, _| (), &quiet()).unwrap(), (0, 0), "nothing is missing");

    // Another device that has only the grants.
    let ben = joined(&ada.store, Role::Producer, "Ben");
    say(&ben.store, id, "from Ben");
    back_up(&ben.store, &file);
    let (changes, media) = ada.store.merge_backup(&file, &|_, _| (), &quiet()).unwrap();
    assert_eq!((changes, media), (1, 0));
    let other = new_studio();
    assert_eq!(other.store.merge_backup(&file, &|_, _| (), &quiet()).unwrap_err().code(), "damaged");
}

#[test]
fn compaction_gives_room_back_and_is_refused_while_something_reads() {
    let ada = busy_studio();
    let id = ada.store.snapshot().state.deliverables().next().unwrap().id;
    for n in 0..300 {
        say(&ada.store, id, &format!("comment {n}"));
        // Who reads lets the tables take over what was said: that leaves pages unused.
        ada.store.steps().unwrap();
    }
    let (before, digests) = (seen(&ada.store), ada.store.digests());
    let compacted = ada.store.compact().unwrap();
    assert!(compacted.after < compacted.before, "{compacted:?}");
    assert_eq!((seen(&ada.store), ada.store.digests()), (before, digests));
    say(&ada.store, id, "goes on");
    assert_eq!(ada.store.verify().unwrap().damaged, Vec::<String>::new());
}

/// A kill while a backup is put in its place: before the mark nothing is kept, after it it is done.
#[test]
fn what_a_killed_restore_has_left_is_cleared_away_or_finished() {
    let ada = busy_studio();
    let (studio, before) = (ada.store.studio(), seen(&ada.store));
    let place = ada.store.home().studio_dir(studio);
    let Device { dir, store } = ada;
    drop(store);
    let half = dir.path().join(format!("restoring-{studio}-0a0b0c0d"));
    std::fs::create_dir_all(half.join("media")).unwrap();
    std::fs::write(half.join("store.redb"), b"half").unwrap();
    drop(Home::open(dir.path()).unwrap());
    assert!(!half.exists() && place.exists());

    std::fs::rename(&place, &half).unwrap();
    std::fs::write(half.join("ready"), b"").unwrap();
    let home = Home::open(dir.path()).unwrap();
    assert!(!half.exists());
    assert_eq!(seen(&home.open_studio(studio).unwrap()), before);
}
