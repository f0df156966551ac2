//! Several real stores at work at once: every kind of command, undo and redo, deliveries in any order and more
//! than once; then quiet; then all must hold the same and say the same.
//!
//! `RUSHES_SEEDS=1000` runs that many seeds, `RUSHES_SEED=n` that one again. The same seed does the same things in
//! the same order; keys and clocks are real, so that of two values set at once another one may be in force.

use crate::studio::*;
use rushes_domain::*;
use rushes_store::{Store, StoreError};
use std::{
    collections::BTreeSet,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

/// Seeds run where nobody says how many.
const SEEDS: u64 = 24;
/// What happens in one run.
const STEPS: usize = 60;
/// Runs at the same time.
const SIDE_BY_SIDE: usize = 4;

/// Numbers that look random and are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.roll() % u64::try_from(n.max(1)).unwrap()).unwrap()
    }

    fn id(&mut self) -> [u8; 16] {
        let (high, low) = (self.roll().to_be_bytes(), self.roll().to_be_bytes());
        [high, low].concat().try_into().unwrap()
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }
}

/// A command that says it is about one deliverable alone comes to the same without all others, and changes no
/// other: the store carries such ones out side by side.
fn tells_what_it_is_about(store: &Store, command: &Command) {
    let Some(id) = command.alone() else { return };
    let snapshot = store.snapshot();
    let mut bare = snapshot.state.clone();
    bare.set_deliverables(snapshot.state.deliverable_even_deleted(id).cloned().into_iter().collect());
    let decided = |state: &State| decide(state, snapshot.me, Timestamp(1), command.clone());
    let with_all = decided(&snapshot.state);
    assert_eq!(with_all, decided(&bare), "{command:?} is not about one deliverable alone");
    let others = with_all.iter().flat_map(|d| &d.edits).filter(|edit| edit.doc.id != id.0).count();
    assert_eq!(others, 0, "{command:?} changes another deliverable");
}

/// A change on its way to a store.
struct Parcel {
    to: usize,
    envelopes: Vec<Vec<u8>>,
}

struct World {
    dice: Dice,
    devices: Vec<Device>,
    under_way: Vec<Parcel>,
    sent: Vec<BTreeSet<(DocId, [u8; 32])>>,
    tally: [usize; 4],
}

fn words(dice: &mut Dice) -> String {
    let all = ["dark", "tall", "blue", "glass", "bottle", "soft", "edge", "warm", "rim", "light"];
    (0..1 + dice.below(5)).map(|_| all[dice.below(all.len())]).collect::<Vec<_>>().join(" ")
}

fn day(dice: &mut Dice) -> Option<Date> {
    (!dice.chance(5)).then(|| Date::constant(2026, 12, 1 + i8::try_from(dice.below(28)).unwrap()))
}

impl World {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let ada = new_studio();
        project(&ada.store, "HERO");
        let mut devices = vec![ada];
        for (name, role) in
            [("Ben", Role::Producer), ("Cy", Role::Artist), ("Di", Role::Client)].into_iter().take(1 + dice.below(3))
        {
            let joined = joined(&devices[0].store, role, name);
            devices.push(joined);
        }
        for device in &devices[1..] {
            sync(&devices[0].store, &device.store);
        }
        for device in devices[1..].iter().rev() {
            sync(&devices[0].store, &device.store);
        }
        let sent = devices.iter().map(|d| held(&d.store).into_iter().collect()).collect();
        Self { dice, devices, under_way: Vec::new(), sent, tally: [0; 4] }
    }

    fn step(&mut self) {
        let at = self.dice.below(self.devices.len());
        match self.dice.below(12) {
            0 => self.turn(at, false),
            1 => self.turn(at, true),
            2 | 3 => self.dispatch(at),
            4..=6 => self.deliver(),
            _ => {
                let command = any_command(&mut self.dice, &self.devices[at].store, true);
                tells_what_it_is_about(&self.devices[at].store, &command);
                match self.devices[at].store.submit(command) {
                    Ok(_) => self.tally[0] += 1,
                    Err(StoreError::Refused(_)) => self.tally[1] += 1,
                    Err(error) => panic!("{error}"),
                }
            }
        }
    }

    fn turn(&mut self, at: usize, again: bool) {
        let store = &self.devices[at].store;
        match if again { store.redo() } else { store.undo() } {
            Ok(taken) => self.tally[if taken.left.is_empty() { 2 } else { 3 }] += 1,
            Err(StoreError::Refused(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }

    /// Sends what a store has and has not sent yet, in a random order, in parcels, some of them twice.
    fn dispatch(&mut self, from: usize) {
        let store = &self.devices[from].store;
        let mut news: Vec<_> = held(store).into_iter().filter(|c| !self.sent[from].contains(c)).collect();
        self.sent[from].extend(news.iter().copied());
        while !news.is_empty() {
            let size = 1 + self.dice.below(5).min(news.len() - 1);
            let some: Vec<_> = (0..size).map(|_| news.swap_remove(self.dice.below(news.len()))).collect();
            for to in 0..self.devices.len() {
                let envelopes =
                    some.iter().flat_map(|(doc, hash)| store.envelopes(*doc, &[*hash]).unwrap()).collect::<Vec<_>>();
                for _ in 0..if self.dice.chance(4) { 2 } else { 1 } {
                    if to != from {
                        self.under_way.push(Parcel { to, envelopes: envelopes.clone() });
                    }
                }
            }
        }
    }

    fn deliver(&mut self) {
        if self.under_way.is_empty() {
            return;
        }
        let parcel = self.under_way.swap_remove(self.dice.below(self.under_way.len()));
        let received = self.devices[parcel.to].store.receive(Vec::new(), parcel.envelopes).unwrap();
        assert_eq!(received.refused, 0);
    }

    fn settle(&mut self) {
        for at in 0..self.devices.len() {
            self.dispatch(at);
        }
        while !self.under_way.is_empty() {
            self.deliver();
        }
    }
}

fn held(store: &Store) -> Vec<(DocId, [u8; 32])> {
    store
        .digests()
        .into_iter()
        .flat_map(|(doc, _)| store.changes(doc).unwrap().into_iter().map(move |h| (doc, h)))
        .collect()
}

/// One of all kinds of commands, about what this store knows.
fn any_command(dice: &mut Dice, store: &Store, whole: bool) -> Command {
    let snapshot = store.snapshot();
    let state = &snapshot.state;
    let projects: Vec<ProjectId> = state.projects.keys().copied().collect();
    let Some(project) = dice.pick(&projects).copied() else {
        // The last one was taken back.
        return Command::CreateProject(NewProject {
            id: ProjectId::new(dice.id()),
            code: format!("P{}", dice.below(1000)),
            name: words(dice),
            client: String::new(),
            pipeline: state.studio.pipelines.keys().next().copied().unwrap_or_default(),
            start: None,
            due: None,
        });
    };
    let all: Vec<_> = state.deliverables().cloned().collect();
    let create = |dice: &mut Dice| NewDeliverable {
        id: DeliverableId::new(dice.id()),
        project,
        name: format!("Shot {}", dice.below(12)),
        kind: words(dice),
        priority: Priority::Normal,
        due: day(dice),
        description: words(dice),
    };
    let Some(found) = dice.pick(&all).cloned() else { return Command::CreateDeliverable(create(dice)) };
    let id = found.id;
    let stage = dice.pick(&found.stages).cloned();
    let target = StageTarget { deliverable: id, stage: stage.as_ref().map(|s| s.id).unwrap_or_default() };
    let rounds: Vec<RoundId> = found.stages.iter().flat_map(|s| &s.rounds).map(|r| r.id).collect();
    let round = dice.pick(&rounds).copied();
    let change = |change| Command::EditDeliverable { id, changes: vec![change] };
    let statuses = [Status::InProgress, Status::OnHold, Status::Skipped, Status::Ready, Status::Approved];
    let people: Vec<PersonId> = state.studio.people.keys().copied().collect();
    let fields: Vec<Field> = state.studio.fields.values().cloned().collect();
    match dice.below(if whole { 27 } else { 24 }) {
        0 => Command::CreateDeliverable(create(dice)),
        1 => change(DeliverableChange::Kind(words(dice))),
        2 => change(DeliverableChange::Due(day(dice))),
        3 => change(DeliverableChange::Description(format!("{} {}", found.description, words(dice)))),
        4 => change(DeliverableChange::Name(format!("Shot {}", dice.below(12)))),
        5 => change(DeliverableChange::Deleted(dice.chance(2))),
        6 => {
            let people = people.iter().filter(|_| dice.chance(2)).copied().collect();
            Command::AssignStage { target, people }
        }
        7 => Command::DateStage { target, start: None, due: day(dice) },
        8 if dice.chance(2) => Command::CountRoundsBefore { target, rounds: dice.below(4) as u32 },
        8 => Command::EstimateStage { target, minutes: (!dice.chance(4)).then(|| 30 * dice.below(20) as u32) },
        9 | 10 => Command::SetStageStatus {
            target,
            status: statuses[dice.below(statuses.len())],
            force: dice.chance(3),
            reason: words(dice),
            event: EventId::new(dice.id()),
        },
        11 | 12 => {
            Command::Publish { target, round: RoundId::new(dice.id()), attachments: vec![picture()], note: words(dice) }
        }
        13 | 14 => Command::Comment {
            deliverable: id,
            round,
            id: CommentId::new(dice.id()),
            body: words(dice),
            reply_to: dice.pick(&found.comments).filter(|c| c.body.len() % 2 == 0).map(|c| c.id),
            action: true,
        },
        15 => {
            let comment = dice.pick(&found.comments).map(|c| c.id).unwrap_or_default();
            Command::EditComment { deliverable: id, id: comment, body: words(dice) }
        }
        16 => {
            let comment = dice.pick(&found.comments).map(|c| c.id).unwrap_or_default();
            Command::ResolveComment { deliverable: id, id: comment, resolved: dice.chance(2) }
        }
        17 => Command::Annotate(NewAnnotation {
            id: AnnotationId::new(dice.id()),
            comment: CommentId::new(dice.id()),
            deliverable: id,
            round: round.unwrap_or_default(),
            attachment: None,
            frames: FrameSpan { first: 0, last: 0 },
            shape: Shape {
                kind: ShapeKind::Rect,
                points: vec![Point { x: 1.0, y: 1.0 }, Point { x: 5.0, y: 5.0 }],
                text: String::new(),
                color: Shape::RED.into(),
                width: 4.0,
                image: None,
            },
            body: words(dice),
            action: true,
        }),
        18 => {
            let mark = dice.pick(&found.annotations).map(|a| a.id).unwrap_or_default();
            Command::Erase { deliverable: id, id: mark, erased: true }
        }
        19 | 20 => {
            let steps = [FeedbackStep::Start, FeedbackStep::Resolve, FeedbackStep::Verify, FeedbackStep::Reopen];
            Command::StepFeedback {
                deliverable: id,
                feedback: dice.pick(&found.feedback).map(|f| f.id).unwrap_or_default(),
                event: EventId::new(dice.id()),
                step: steps[dice.below(4)],
                note: words(dice),
            }
        }
        21 => Command::Decide {
            deliverable: id,
            round: round.unwrap_or_default(),
            id: DecisionId::new(dice.id()),
            verdict: [Verdict::Approve, Verdict::Changes, Verdict::Reject][dice.below(3)],
            note: words(dice),
        },
        22 => match dice.pick(&fields) {
            Some(field) => change(DeliverableChange::Field(field.id, Some(FieldValue::Text(words(dice))))),
            None => Command::DefineField(Field {
                id: FieldId::new(dice.id()),
                name: words(dice),
                kind: FieldKind::Text,
                of: FieldOf::Deliverable,
                order: 0,
                archived: false,
                options: Vec::new(),
            }),
        },
        23 => {
            let conflicts: Vec<Conflict> = conflict::all(state).cloned().collect();
            match dice.pick(&conflicts) {
                Some(c) => Command::Settle { doc: c.doc, path: c.path.clone(), value: c.values[0].value.clone() },
                None => change(DeliverableChange::Priority(Priority::ALL[dice.below(4)])),
            }
        }
        24 => {
            let mut pipeline = state.studio.pipelines.values().next().unwrap().clone();
            let last = pipeline.stages.last().map(|s| (s.id, s.order)).unwrap_or_default();
            if dice.chance(2) && pipeline.stages.len() > 3 {
                let gone = pipeline.stages.remove(1).id;
                pipeline.stages.iter_mut().for_each(|s| s.needs.retain(|n| *n != gone));
            } else {
                pipeline.stages.push(StageDef {
                    id: StageDefId::new(dice.id()),
                    name: format!("Extra {}", dice.below(1000)),
                    order: last.1 + 1,
                    needs: [last.0].into(),
                    removed: false,
                });
            }
            Command::ApplyPipeline(pipeline)
        }
        25 => {
            let person = Person { id: PersonId::new(dice.id()), name: words(dice), email: String::new() };
            let row = |dice: &mut Dice, name: String| ImportRow {
                id: state.called(project, &name).next().map_or_else(|| DeliverableId::new(dice.id()), |d| d.id),
                name: name.clone(),
                kind: Some(words(dice)),
                priority: None,
                due: day(dice).map(Some),
                description: Some(words(dice)),
                fields: Vec::new(),
                notes: dice.chance(2).then(|| ImportNote { stage: None, text: words(dice) }).into_iter().collect(),
                stages: found
                    .stages
                    .iter()
                    .take(2)
                    .map(|s| ImportStage {
                        def: s.def,
                        status: Some(statuses[dice.below(statuses.len())]),
                        assignees: Some([person.id].into()),
                        start: None,
                        estimate: None,
                        rounds_before: dice.chance(3).then(|| dice.below(4) as u32),
                        due: day(dice).map(Some),
                    })
                    .collect(),
            };
            let first = dice.below(8);
            let rows = (first..first + 4).map(|n| row(dice, format!("Shot {n}"))).collect();
            Command::Import { project, people: vec![person.clone()], fields: Vec::new(), rows, source: "sheet".into() }
        }
        _ => {
            let commands = (0..2 + dice.below(4)).map(|_| any_command(dice, store, false)).collect();
            Command::Batch { label: words(dice), commands, skip_refused: dice.chance(2) }
        }
    }
}

/// Everything a store says, as one text to compare.
fn said(store: &Store) -> Vec<String> {
    let snapshot = store.snapshot();
    let state = &snapshot.state;
    let mut said = vec![format!("{:?}", state.studio)];
    said.extend(state.projects.values().map(|p| format!("{p:?}")));
    said.extend(state.deliverables().map(|d| format!("{d:?}")));
    said.extend(conflict::issues(state).map(|(d, s, issue)| format!("{} {} {issue:?}", d.id, s.id)));
    said
}

fn run(seed: u64) -> [usize; 4] {
    let mut world = World::new(seed);
    for _ in 0..STEPS {
        world.step();
    }
    world.settle();
    let first = &world.devices[0].store;
    let expected = said(first);
    for device in &world.devices[1..] {
        assert_eq!(device.store.digests(), first.digests(), "not all was delivered");
        for (theirs, ours) in said(&device.store).iter().zip(&expected) {
            assert_eq!(theirs, ours);
        }
        assert_eq!(said(&device.store).len(), expected.len());
    }
    // What was written reads the same when everything is read anew.
    let studio = first.studio();
    let Device { dir, store } = world.devices.swap_remove(0);
    drop(store);
    let again = rushes_store::Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    assert_eq!(said(&again), expected, "a restart reads something else");
    world.tally
}

#[test]
fn replicas_agree_whatever_is_done_and_whenever_it_arrives() {
    let number = |name| std::env::var(name).ok().and_then(|v| v.parse::<u64>().ok());
    let seeds = match number("RUSHES_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("RUSHES_SEEDS").unwrap_or(SEEDS),
    };
    let mut tally = [0; 4];
    let (next, ran) = (AtomicU64::new(seeds.start), Mutex::new(Vec::new()));
    // Mostly waiting for the disk: several at a time.
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    let one = std::panic::catch_unwind(|| run(seed)).map_err(|_| seed);
                    ran.lock().unwrap().push(one);
                }
            });
        }
    });
    for one in ran.into_inner().unwrap() {
        match one {
            Ok(one) => tally.iter_mut().zip(one).for_each(|(sum, n)| *sum += n),
            Err(seed) => panic!("seed {seed}: run it again with RUSHES_SEED={seed}"),
        }
    }
    if seeds.end - seeds.start >= SEEDS {
        // The runs are worth something only while commands are carried out, refused, taken back in whole and in part.
        assert!(tally.iter().all(|n| *n > 0), "{tally:?}");
    }
}
