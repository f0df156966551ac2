//! One durable command, and 64 at once, beside a bare write and fdatasync on the same disk; and on one that syncs as
//! slowly as most do, where waiting for the disk is what a command costs.

use crate::measure::{Bare, Outcome, line, median, timed};
use redb::{StorageBackend, backends::FileBackend};
use rushes_domain::{Command, CommentId, DeliverableChange, DeliverableId, StageTarget, State};
use rushes_store::{Home, Store, fresh};
use rushes_tests::{
    studio::{self, Seeded, copy_of},
    studio_of,
};
use std::{
    fs::File,
    io,
    path::Path,
    time::{Duration, Instant},
};

const AT_ONCE: usize = 64;
/// A sync of a common SSD without a capacitor, in milliseconds.
const SLOW: u64 = 4;

pub(crate) fn command(sizes: &[usize]) -> Outcome<()> {
    println!("  Kitsu (Zou 1.0.97): 105 ms for a comment with a status");
    commands(sizes, None)?;
    println!("  the same, each sync {SLOW} ms longer");
    commands(sizes, Some(Duration::from_millis(SLOW)))?;
    many_comments()
}

fn commands(sizes: &[usize], longer: Option<Duration>) -> Outcome<()> {
    let mut smallest = None;
    for size in sizes {
        let dir = copy_of(&studio_of(*size, 1)?)?;
        let store = match longer {
            None => studio::open(dir.path())?,
            Some(longer) => on_a_slow_disk(dir.path(), longer)?,
        };
        let mut bare = Bare::new(dir.path(), longer)?;
        let mut seeded = Seeded::new(7);
        let ids: Vec<DeliverableId> = store.snapshot().state.deliverables().map(|d| d.id).collect();
        let (mut ours, mut peer) = (Vec::new(), Vec::new());
        for _ in 0..200 {
            peer.push(bare.write()?);
            let command = some_command(&store.snapshot().state, &mut seeded, &ids)?;
            ours.push(timed(|| Ok(store.submit(command)?))?);
        }
        let (ours, peer) = (median(ours), median(peer));
        line(&format!("  one durable command at {size}, p50"), ours, "ms", "4 KB write and fdatasync (1.5)", peer);
        let each = at_once(&store, &mut seeded, &ids)?;
        line(&format!("  each of {AT_ONCE} at once at {size}"), each, "ms", "one at a time (0.1)", ours);
        let smallest = *smallest.get_or_insert(ours);
        line(&format!("  one durable command at {size}"), ours, "ms", "on the smallest (1.3)", smallest);
    }
    Ok(())
}

/// A file whose syncs take longer.
#[derive(Debug)]
struct Slow {
    file: FileBackend,
    longer: Duration,
}

impl StorageBackend for Slow {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        std::thread::sleep(self.longer);
        self.file.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.file.write(offset, data)
    }
}

fn on_a_slow_disk(dir: &Path, longer: Duration) -> Outcome<Store> {
    let home = Home::open(dir)?;
    let studio = home.current().ok_or("no studio")?;
    let place = home.studio_dir(studio);
    let mut files = Vec::new();
    for name in ["store.redb", "journal"] {
        let path = place.join(name);
        files.push((name, File::options().read(true).write(true).create(true).truncate(false).open(path)?));
    }
    let open = move |wanted: &str| {
        let file = files.iter().find(|(name, _)| *name == wanted).and_then(|(_, file)| file.try_clone().ok());
        // Both are open, and there are handles enough for a second one each.
        let file = file.and_then(|file| FileBackend::new(file).ok()).unwrap_or_else(|| std::process::abort());
        Slow { file, longer }
    };
    Ok(home.open_studio_on(studio, open)?)
}

/// What people do all day: comment, plan, assign, edit.
fn some_command(state: &State, seeded: &mut Seeded, ids: &[DeliverableId]) -> Outcome<Command> {
    let deliverable = state.deliverable(*seeded.one(ids)).ok_or("a deliverable is missing")?;
    let target = StageTarget { deliverable: deliverable.id, stage: seeded.one(&deliverable.stages).id };
    Ok(match seeded.below(4) {
        0 => rushes_tests::comment(deliverable, &studio::sentence(seeded, 8)).1,
        1 => Command::DateStage { target, start: None, due: seeded.one(&deliverable.stages).due },
        2 => {
            let people: Vec<_> = state.studio.people.keys().copied().collect();
            Command::AssignStage { target, people: [*seeded.one(&people)].into() }
        }
        _ => {
            let changes = vec![DeliverableChange::Kind(studio::sentence(seeded, 2))];
            Command::EditDeliverable { id: deliverable.id, changes }
        }
    })
}

/// Milliseconds each, with 64 people who wait for theirs.
fn at_once(store: &Store, seeded: &mut Seeded, ids: &[DeliverableId]) -> Outcome<f64> {
    const EACH: usize = 20;
    let state = &store.snapshot().state;
    let mut commands = Vec::new();
    for _ in 0..AT_ONCE {
        commands.push((0..EACH).map(|_| some_command(state, seeded, ids)).collect::<Outcome<Vec<_>>>()?);
    }
    let began = Instant::now();
    std::thread::scope(|scope| {
        let people: Vec<_> = commands
            .into_iter()
            .map(|mine| scope.spawn(move || mine.into_iter().try_for_each(|c| store.submit(c).map(drop))))
            .collect();
        people.into_iter().try_for_each(|p| p.join().unwrap_or(Ok(())))
    })?;
    Ok(began.elapsed().as_secs_f64() * 1e3 / (AT_ONCE * EACH) as f64)
}

/// The thousandth comment on one deliverable costs what the first did.
fn many_comments() -> Outcome<()> {
    let dir = copy_of(&studio_of(1000, 1)?)?;
    let store = studio::open(dir.path())?;
    let snapshot = store.snapshot();
    let id = snapshot.state.deliverables().next().ok_or("no deliverable")?.id;
    let mut seeded = Seeded::new(3);
    let say = |seeded: &mut Seeded| Command::Comment {
        deliverable: id,
        round: None,
        id: CommentId::new(fresh()),
        body: studio::sentence(seeded, 8),
        reply_to: None,
        action: false,
    };
    let some = |seeded: &mut Seeded| {
        (0..40).map(|_| timed(|| Ok(store.submit(say(seeded))?))).collect::<Outcome<Vec<_>>>().map(median)
    };
    let first = some(&mut seeded)?;
    studio::send_all(&store, (0..1500).map(|_| say(&mut seeded)).collect::<Vec<_>>())?;
    line("  one more comment on a deliverable with 1,500", some(&mut seeded)?, "ms", "with none", first);
    Ok(())
}
