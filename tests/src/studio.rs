//! Studios of any size, made from a seed: the same every time. A made one is kept, because a large
//! one takes a while.

use crate::still;
use rushes_domain::{
    Attachment, AttachmentId, Command, CommentId, Date, DeliverableId, Id, ImportRow, ImportStage, MediaHash,
    NewProject, Person, PersonId, Pipeline, PipelineId, Priority, ProjectId, RoundId, StageDef, StageDefId,
    StageTarget, Status,
};
use rushes_store::{Home, Store, StoreError};
use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    sync::mpsc,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Raised when the same seed makes another studio.
const VERSION: u32 = 1;
/// Rows of one import.
const BATCH: usize = 1000;
/// Deliverables of one project, about.
const PROJECT: usize = 2000;

/// The stages of every deliverable.
pub const STAGES: [&str; 8] =
    ["Modeling", "Texturing", "Look Dev", "Layout", "Animation", "Lighting", "Compositing", "QC"];

/// A fountain of numbers that a seed determines.
#[derive(Clone, Debug)]
pub struct Seeded(u64);

impl Seeded {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    /// The next number (splitmix64).
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.number() % (end.max(1) as u64)).unwrap_or_default()
    }

    /// One of these.
    ///
    /// # Panics
    /// When there are none.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Bits for an id.
    pub fn id(&mut self) -> [u8; 16] {
        Id::derive("generated", &[&self.number().to_le_bytes()]).0
    }
}

/// A studio of this many deliverables with eight stages each, as many comments (at most 100,000), a
/// round for every fifth, and people to do it all. Returns its data directory, which nobody changes:
/// work on a [`copy_of`] it.
///
/// # Errors
/// What keeps the store from writing.
pub fn studio_of(deliverables: usize, seed: u64) -> Outcome<PathBuf> {
    let dir = kept().join(format!("studio-{deliverables}-{seed}-{VERSION}"));
    if !dir.exists() {
        fs::create_dir_all(kept())?;
        let making = tempfile::tempdir_in(kept())?;
        make(making.path(), deliverables, seed)?;
        fs::rename(making.keep(), &dir)?;
    }
    Ok(dir)
}

fn kept() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target")).join("bench")
}

/// A copy of a data directory, beside it on the same disk; it goes with the handle.
///
/// # Errors
/// When it cannot be copied.
pub fn copy_of(dir: &Path) -> Outcome<tempfile::TempDir> {
    let copy = tempfile::tempdir_in(dir.parent().unwrap_or(dir))?;
    copy_into(dir, copy.path())?;
    Ok(copy)
}

fn copy_into(from: &Path, to: &Path) -> Outcome<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&place)?;
            copy_into(&entry.path(), &place)?;
        } else {
            fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}

/// Opens the studio of a data directory.
///
/// # Errors
/// When there is none, or it cannot be opened.
pub fn open(dir: &Path) -> Outcome<Store> {
    let home = Home::open(dir)?;
    let studio = home.current().ok_or("no studio")?;
    Ok(home.open_studio(studio)?)
}

fn make(dir: &Path, deliverables: usize, seed: u64) -> Outcome<()> {
    let store = Home::open(dir)?.create_studio("Generated", "Ada Vale", "ada@meridian.test")?;
    let mut seeded = Seeded::new(seed);
    let pipeline = pipeline(&mut seeded);
    store.submit(Command::ApplyPipeline(pipeline.clone()))?;
    let people = people(&mut seeded, 10 + (deliverables / 250).min(190));
    let projects = deliverables.div_ceil(PROJECT).max(1);
    for number in 0..projects {
        let project = ProjectId::new(seeded.id());
        store.submit(Command::CreateProject(NewProject {
            id: project,
            code: format!("P{number:03}"),
            name: format!("Project {number}"),
            client: format!("Client {}", number % 7),
            pipeline: pipeline.id,
            start: None,
            due: None,
        }))?;
        let numbers: Vec<usize> = (number..deliverables).step_by(projects).collect();
        for batch in numbers.chunks(BATCH) {
            let rows = batch.iter().map(|n| row(&mut seeded, *n, &pipeline, &people)).collect();
            let source = "generated".to_owned();
            store.submit(Command::Import { project, people: people.clone(), fields: Vec::new(), rows, source })?;
        }
    }
    publish(&store, &mut seeded, deliverables / 5)?;
    talk(&store, &mut seeded, deliverables.min(100_000))
}

fn pipeline(seeded: &mut Seeded) -> Pipeline {
    let ids: Vec<StageDefId> = STAGES.iter().map(|_| StageDefId::new(seeded.id())).collect();
    let stages = STAGES.iter().enumerate().map(|(n, name)| StageDef {
        id: ids[n],
        name: (*name).to_owned(),
        order: i64::try_from(n).unwrap_or_default(),
        needs: n.checked_sub(1).map(|before| ids[before]).into_iter().collect(),
        removed: false,
    });
    let stages = stages.collect();
    Pipeline { id: PipelineId::new(seeded.id()), name: "Eight stages".into(), archived: false, stages }
}

fn people(seeded: &mut Seeded, count: usize) -> Vec<Person> {
    let first = ["Ada", "Ben", "Chloé", "Dmitri", "Emi", "Farah", "Gus", "Hana", "Ivo", "Jun"];
    let last = ["Vale", "Okafor", "Lindqvist", "Marsh", "Tanaka", "Reyes", "Novak", "Haddad", "Price", "Sørensen"];
    (0..count)
        .map(|n| Person {
            id: PersonId::new(seeded.id()),
            name: format!("{} {} {n}", seeded.one(&first), seeded.one(&last)),
            email: format!("person{n}@meridian.test"),
        })
        .collect()
}

fn day(seeded: &mut Seeded, from: i16, days: usize) -> Option<Date> {
    let first = rushes_domain::Date::new(2026, 1, 1).ok()?;
    let after = i64::from(from) + i64::try_from(seeded.below(days)).ok()?;
    Some(first.saturating_add(std::time::Duration::from_secs(u64::try_from(after).ok()? * 86_400)))
}

/// A deliverable somewhere on its way: what is behind it approved, one or two stages in work.
fn row(seeded: &mut Seeded, number: usize, pipeline: &Pipeline, people: &[Person]) -> ImportRow {
    let reached = seeded.below(STAGES.len() + 1);
    let stages = pipeline.stages.iter().enumerate().map(|(place, def)| {
        let status = match place.cmp(&reached) {
            std::cmp::Ordering::Less => Some(Status::Approved),
            std::cmp::Ordering::Equal => Some(*seeded.one(&[Status::InProgress, Status::InReview, Status::OnHold])),
            std::cmp::Ordering::Greater => None,
        };
        let many = 1 + seeded.below(2);
        let start = i16::try_from(place * 12).unwrap_or_default();
        ImportStage {
            def: def.id,
            status,
            assignees: Some((0..many).map(|_| seeded.one(people).id).collect()),
            start: day(seeded, start, 200).map(Some),
            due: day(seeded, start + 10, 200).map(Some),
            estimate: None,
            rounds_before: None,
        }
    });
    let stages = stages.collect();
    ImportRow {
        id: DeliverableId::new(seeded.id()),
        name: format!("SQ{:03}_SH{:04}", number / 50, number % 50 * 10),
        kind: Some((*seeded.one(&["Shot", "Asset", "Environment", "Packshot"])).to_owned()),
        priority: Some(*seeded.one(&Priority::ALL)),
        due: day(seeded, 100, 250).map(Some),
        fields: Vec::new(),
        notes: Vec::new(),
        description: Some(sentence(seeded, 9)),
        stages,
    }
}

/// A sentence as people write them.
pub fn sentence(seeded: &mut Seeded, words: usize) -> String {
    const WORDS: [&str; 40] = [
        "the",
        "rim",
        "light",
        "edge",
        "too",
        "hot",
        "on",
        "left",
        "shoulder",
        "please",
        "soften",
        "falloff",
        "match",
        "plate",
        "grain",
        "frame",
        "roto",
        "matte",
        "bleeds",
        "into",
        "background",
        "check",
        "reflection",
        "glass",
        "label",
        "reads",
        "soft",
        "from",
        "distance",
        "texture",
        "seam",
        "visible",
        "under",
        "key",
        "lower",
        "bounce",
        "colour",
        "drifts",
        "towards",
        "magenta",
    ];
    let many = words + seeded.below(words);
    (0..many).map(|_| *seeded.one(&WORDS)).collect::<Vec<_>>().join(" ")
}

/// Sends commands without waiting for each, and waits for all in the end.
///
/// # Errors
/// The first refusal or failure.
pub fn send_all(store: &Store, commands: impl IntoIterator<Item = Command>) -> Outcome<usize> {
    const WAITING: usize = 2000;
    let (told, tell) = mpsc::sync_channel::<Result<(), StoreError>>(WAITING);
    let (mut sent, mut answered) = (0, 0);
    for command in commands {
        let told = told.clone();
        store.send(command, move |result| drop(told.send(result.map(drop))))?;
        sent += 1;
        if sent - answered == WAITING {
            tell.recv()??;
            answered += 1;
        }
    }
    while answered < sent {
        tell.recv()??;
        answered += 1;
    }
    Ok(sent)
}

/// Publishes rounds on first stages, whatever they wait for: nothing.
fn publish(store: &Store, seeded: &mut Seeded, rounds: usize) -> Outcome<()> {
    let snapshot = store.snapshot();
    let ready: Vec<StageTarget> = snapshot
        .state
        .deliverables()
        .filter_map(|d| {
            let stage = d.stages.first().filter(|s| !matches!(s.status, Status::OnHold | Status::Skipped))?;
            Some(StageTarget { deliverable: d.id, stage: stage.id })
        })
        .collect();
    let every = (ready.len() / rounds.max(1)).max(1);
    send_all(
        store,
        ready.into_iter().step_by(every).take(rounds).map(|target| Command::Publish {
            target,
            round: RoundId::new(seeded.id()),
            attachments: vec![picture(seeded)],
            note: sentence(seeded, 5),
        }),
    )?;
    Ok(())
}

fn picture(seeded: &mut Seeded) -> Attachment {
    let mut hash = [0; 32];
    hash[..16].copy_from_slice(&seeded.id());
    Attachment { id: AttachmentId::new(seeded.id()), ..still(MediaHash(hash), 1 << 20) }
}

/// Spreads comments over the deliverables.
fn talk(store: &Store, seeded: &mut Seeded, comments: usize) -> Outcome<()> {
    let snapshot = store.snapshot();
    let all: Vec<_> = snapshot.state.deliverables().collect();
    send_all(
        store,
        (0..comments).map(|_| {
            let on = seeded.one(&all).id;
            let id = CommentId::new(seeded.id());
            let body = sentence(seeded, 8);
            Command::Comment { deliverable: on, round: None, id, body, reply_to: None, action: false }
        }),
    )?;
    Ok(())
}
