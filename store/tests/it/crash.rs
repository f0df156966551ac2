//! Crash consistency, as redb tests itself: a disk that loses what was not synced, cut at any write
//! or sync of a generated run of commands. What was acknowledged is there afterwards, and everything
//! that is there is whole.
//!
//! `RUSHES_CRASH_RUNS` says how many runs, `RUSHES_CRASH_SEED` replays one.

use crate::{care::say, studio::*};
use redb::StorageBackend;
use rushes_domain::*;
use rushes_store::{Home, Store, fresh};
use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

/// Numbers that follow from a seed (SplitMix64).
#[derive(Clone)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

#[derive(Debug)]
enum Step {
    Write(u64, Vec<u8>),
    Len(u64),
}

/// What is on a disk, by the files' names.
type Image = BTreeMap<String, Vec<u8>>;

#[derive(Debug, Default)]
struct OneFile {
    /// As the program sees it.
    now: Vec<u8>,
    /// As it was at the last sync.
    synced: Vec<u8>,
    /// What has happened since, in order.
    since: Vec<Step>,
}

#[derive(Debug)]
struct Disk {
    files: BTreeMap<String, OneFile>,
    /// How many writes and syncs go through before the power goes.
    left: u64,
    dead: bool,
}

/// A disk in memory that loses its power.
#[derive(Clone, Debug)]
struct Failing(Arc<Mutex<Disk>>);

/// A file on it.
#[derive(Debug)]
struct FailingFile {
    disk: Failing,
    name: String,
}

impl Failing {
    fn holding(image: Image, left: u64) -> Self {
        let file = |bytes: Vec<u8>| OneFile { now: bytes.clone(), synced: bytes, since: Vec::new() };
        let files = image.into_iter().map(|(name, bytes)| (name, file(bytes))).collect();
        Self(Arc::new(Mutex::new(Disk { files, left, dead: false })))
    }

    fn file(&self, name: &str) -> FailingFile {
        FailingFile { disk: self.clone(), name: name.to_owned() }
    }

    fn synced(&self) -> Image {
        let disk = self.0.lock().unwrap();
        disk.files.iter().map(|(name, file)| (name.clone(), file.synced.clone())).collect()
    }

    /// What is on the disk after the crash: what was synced, and of the rest any part, the last of
    /// it perhaps torn.
    fn after(&self, dice: &mut Dice) -> Image {
        let disk = self.0.lock().unwrap();
        disk.files.iter().map(|(name, file)| (name.clone(), file.after(dice))).collect()
    }
}

impl FailingFile {
    fn look<T>(&self, f: impl FnOnce(&mut OneFile) -> T) -> T {
        f(self.disk.0.lock().unwrap().files.entry(self.name.clone()).or_default())
    }

    fn step(&self, f: impl FnOnce(&mut OneFile)) -> io::Result<()> {
        let mut disk = self.disk.0.lock().unwrap();
        if disk.left == 0 {
            disk.dead = true;
        }
        if disk.dead {
            return Err(io::Error::other("the power is gone"));
        }
        disk.left -= 1;
        f(disk.files.entry(self.name.clone()).or_default());
        Ok(())
    }
}

impl OneFile {
    fn after(&self, dice: &mut Dice) -> Vec<u8> {
        let mut image = self.synced.clone();
        let keep = dice.roll(4);
        for step in &self.since {
            let there = match keep {
                0 => false,
                1 => true,
                _ => dice.roll(2) == 0,
            };
            match step {
                _ if !there => {}
                Step::Len(len) => image.resize(*len as usize, 0),
                Step::Write(at, bytes) => {
                    // A disk writes sectors whole, and any number of those of a write.
                    let sectors = bytes.len().div_ceil(512) as u64;
                    let whole = if dice.roll(3) == 0 { dice.roll(sectors + 1) * 512 } else { bytes.len() as u64 };
                    let bytes = &bytes[..bytes.len().min(whole as usize)];
                    let at = *at as usize;
                    if image.len() < at + bytes.len() {
                        continue;
                    }
                    image[at..at + bytes.len()].copy_from_slice(bytes);
                }
            }
        }
        image
    }
}

impl StorageBackend for FailingFile {
    fn len(&self) -> io::Result<u64> {
        Ok(self.look(|file| file.now.len()) as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let at = offset as usize;
        self.look(|file| {
            out.copy_from_slice(file.now.get(at..at + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?);
            Ok(())
        })
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.step(|disk| {
            disk.now.resize(len as usize, 0);
            disk.since.push(Step::Len(len));
        })
    }

    fn sync_data(&self) -> io::Result<()> {
        self.step(|disk| {
            disk.synced = disk.now.clone();
            disk.since.clear();
        })
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.step(|disk| {
            let end = offset as usize + data.len();
            if disk.now.len() < end {
                disk.now.resize(end, 0);
            }
            disk.now[offset as usize..end].copy_from_slice(data);
            disk.since.push(Step::Write(offset, data.to_vec()));
        })
    }
}

/// The studio as its folder holds it.
fn image_of(home: &Home, studio: StudioId) -> Image {
    let read = |name: &str| std::fs::read(home.studio_dir(studio).join(name)).unwrap();
    ["store.redb", "journal"].map(|name| (name.to_owned(), read(name))).into()
}

/// A device's studio on a disk in memory.
fn on_a_disk(device: Device) -> (tempfile::TempDir, Home, StudioId, Failing) {
    let studio = device.store.studio();
    let Device { dir, store } = device;
    drop(store);
    let home = Home::open(dir.path()).unwrap();
    let disk = Failing::holding(image_of(&home, studio), u64::MAX);
    (dir, home, studio, disk)
}

/// Something that was acknowledged.
#[derive(Debug, Clone)]
enum Told {
    Comment(DeliverableId, CommentId),
    Project(ProjectId),
    Deliverable(DeliverableId),
    Kind(DeliverableId, String),
}

impl Told {
    fn is_there(&self, store: &Store) -> bool {
        let state = &store.snapshot().state;
        match self {
            Self::Comment(on, id) => state.deliverable(*on).is_some_and(|d| d.comment(*id).is_some()),
            Self::Project(id) => state.projects.contains_key(id),
            Self::Deliverable(id) => state.deliverable(*id).is_some(),
            Self::Kind(id, kind) => state.deliverable(*id).is_some_and(|d| d.kind == *kind),
        }
    }
}

/// Works until a command fails. Gives what was acknowledged; a later value takes the earlier's place.
fn work(store: &Store, dice: &mut Dice, commands: u64, told: &mut Vec<Told>) {
    for _ in 0..commands {
        let state = store.snapshot().state.clone();
        let all: Vec<_> = state.deliverables().map(|d| d.id).collect();
        let one = all[dice.roll(all.len() as u64) as usize];
        let projects: Vec<_> = state.projects.keys().copied().collect();
        let (command, tells) = match dice.roll(10) {
            0 => {
                let id = ProjectId::new(fresh());
                let new = NewProject {
                    id,
                    code: format!("P{}", projects.len()),
                    name: "more".into(),
                    client: String::new(),
                    pipeline: *state.studio.pipelines.keys().next().unwrap(),
                    start: None,
                    due: None,
                };
                (Command::CreateProject(new), Told::Project(id))
            }
            1 | 2 => {
                let id = DeliverableId::new(fresh());
                let new = NewDeliverable {
                    id,
                    project: projects[dice.roll(projects.len() as u64) as usize],
                    name: format!("Shot {}", all.len()),
                    kind: "Shot".into(),
                    priority: Priority::Normal,
                    due: None,
                    description: "long enough to fill pages ".repeat(dice.roll(200) as usize),
                };
                (Command::CreateDeliverable(new), Told::Deliverable(id))
            }
            3 | 4 => {
                let kind = format!("Kind {}", dice.roll(1_000_000));
                let changes = vec![DeliverableChange::Kind(kind.clone())];
                (Command::EditDeliverable { id: one, changes }, Told::Kind(one, kind))
            }
            _ => {
                let id = CommentId::new(fresh());
                let body = "words ".repeat(1 + dice.roll(50) as usize);
                let command =
                    Command::Comment { deliverable: one, round: None, id, body, reply_to: None, action: false };
                (command, Told::Comment(one, id))
            }
        };
        if store.submit(command).is_err() {
            return;
        }
        if let Told::Kind(of, _) = &tells {
            told.retain(|t| !matches!(t, Told::Kind(other, _) if other == of));
        }
        told.push(tells);
    }
}

/// Works, loses the power, looks, and works on after the crash. Gives how many commands were
/// acknowledged.
fn run(home: &Home, studio: StudioId, base: &Image, seed: u64) -> usize {
    let mut dice = Dice(seed);
    let mut image = base.clone();
    let mut told = Vec::new();
    for _ in 0..2 {
        let left = dice.roll(400);
        let disk = Failing::holding(image, left);
        let lent = disk.clone();
        // The power may go before it is even open.
        if let Ok(store) = home.open_studio_on(studio, move |name| lent.file(name)) {
            // An edit that was not acknowledged may be there, or not: it takes nothing away.
            let commands = 4 + dice.roll(30);
            work(&store, &mut dice, commands, &mut told);
            let unsure = store.snapshot().state.deliverables().map(|d| d.id).collect::<Vec<_>>();
            drop(store);
            if disk.0.lock().unwrap().dead {
                told.retain(|t| !matches!(t, Told::Kind(id, _) if unsure.contains(id)));
            }
        }
        image = disk.after(&mut dice);
        let whole = Failing::holding(image.clone(), u64::MAX);
        let lent = whole.clone();
        let store = home.open_studio_on(studio, move |name| lent.file(name)).unwrap();
        for one in &told {
            assert!(one.is_there(&store), "acknowledged and lost: {one:?}");
        }
        assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
        assert_eq!(store.audit().unwrap().bad, []);
        let one = store.snapshot().state.deliverables().next().unwrap().id;
        told.push(Told::Comment(one, say(&store, one, "after the crash")));
        drop(store);
        image = whole.synced();
    }
    told.len()
}

#[test]
fn a_disk_that_loses_power_anywhere_loses_nothing_acknowledged() {
    let ada = new_studio();
    deliverable(&ada.store, project(&ada.store, "P"), "Shot");
    let studio = ada.store.studio();
    let Device { dir, store } = ada;
    drop(store);
    let home = Home::open(dir.path()).unwrap();
    let base = image_of(&home, studio);
    let asked = |name: &str| std::env::var(name).ok().and_then(|v| v.parse::<u64>().ok());
    if let Some(seed) = asked("RUSHES_CRASH_SEED") {
        run(&home, studio, &base, seed);
        return;
    }
    let runs = asked("RUSHES_CRASH_RUNS").unwrap_or(60);
    let mut acknowledged = 0;
    for seed in 0..runs {
        let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&home, studio, &base, seed)));
        match ran {
            Ok(count) => acknowledged += count,
            Err(_) => panic!("seed {seed} fails; RUSHES_CRASH_SEED={seed} replays it"),
        }
    }
    eprintln!("{runs} runs, {acknowledged} acknowledged commands, all there; verify clean every time");
    assert!(acknowledged as u64 > runs * 3, "{acknowledged} in {runs} runs: hardly anything was tried");
}

/// A disk that is full for a while: commands fail, nothing acknowledged is lost, and it goes on
/// without being opened again.
#[test]
fn a_full_disk_refuses_and_goes_on_once_there_is_room() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "P"), "Shot");
    let (_dir, home, studio, disk) = on_a_disk(ada);
    let full = Arc::new(AtomicBool::new(false));
    let (lent, of) = (disk.clone(), Arc::clone(&full));
    let lend = move |name: &str| Full { disk: lent.file(name), full: Arc::clone(&of) };
    let store = home.open_studio_on(studio, lend.clone()).unwrap();
    for round in 0..3 {
        let kept = say(&store, id, "before");
        full.store(true, Ordering::SeqCst);
        for _ in 0..3 {
            let comment = Command::Comment {
                deliverable: id,
                round: None,
                id: CommentId::new(fresh()),
                body: "no room".into(),
                reply_to: None,
                action: false,
            };
            let error = store.submit(comment).unwrap_err();
            assert_eq!(error.code(), "io", "{error}");
        }
        assert!(store.snapshot().state.deliverable(id).unwrap().comment(kept).is_some(), "one can still look");
        full.store(false, Ordering::SeqCst);
        let after = say(&store, id, "after");
        let now = store.snapshot().state.deliverable(id).cloned().unwrap();
        assert!(now.comment(kept).is_some() && now.comment(after).is_some(), "round {round}");
        assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
    }
    let state = store.snapshot().state.deliverable(id).cloned().unwrap();
    drop(store);
    let again = home.open_studio_on(studio, lend).unwrap();
    assert_eq!(again.snapshot().state.deliverable(id).cloned().unwrap(), state);
}

/// No room for the tables while there is some left in the journal: what was acknowledged is kept there.
#[test]
fn tables_without_room_lose_nothing_that_the_journal_holds() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "P"), "Shot");
    let (_dir, home, studio, disk) = on_a_disk(ada);
    let full = Arc::new(AtomicBool::new(false));
    let (lent, of) = (disk.clone(), Arc::clone(&full));
    let lend = move |name: &str| {
        let full = if name == "journal" { Arc::default() } else { Arc::clone(&of) };
        Full { disk: lent.file(name), full }
    };
    let store = home.open_studio_on(studio, lend.clone()).unwrap();
    let before = say(&store, id, "before");
    full.store(true, Ordering::SeqCst);
    let meanwhile = say(&store, id, "while the tables have no room");
    assert_eq!(store.log(&[], 1).unwrap()[0].message, "commented on Shot", "one can look, and work on");
    assert_eq!(store.compact().unwrap_err().code(), "io", "what needs room says so");
    full.store(false, Ordering::SeqCst);
    let after = say(&store, id, "after");
    let said = |store: &Store| {
        let state = store.snapshot().state.deliverable(id).cloned().unwrap();
        [before, meanwhile, after].map(|c| state.comment(c).is_some())
    };
    assert_eq!(said(&store), [true; 3]);
    assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
    full.store(true, Ordering::SeqCst);
    // Closing cannot bring it into the tables: opening does.
    let last = say(&store, id, "at the end");
    drop(store);
    assert_eq!(home.open_studio_on(studio, lend.clone()).unwrap_err().code(), "io");
    full.store(false, Ordering::SeqCst);
    let store = home.open_studio_on(studio, lend).unwrap();
    assert_eq!(said(&store), [true; 3]);
    assert!(store.snapshot().state.deliverable(id).unwrap().comment(last).is_some());
}

#[derive(Debug)]
struct Full {
    disk: FailingFile,
    full: Arc<AtomicBool>,
}

impl Full {
    fn room(&self) -> io::Result<()> {
        if self.full.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }
}

impl StorageBackend for Full {
    fn len(&self) -> io::Result<u64> {
        self.disk.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.disk.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.room()?;
        self.disk.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.room()?;
        self.disk.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.room()?;
        self.disk.write(offset, data)
    }
}
