//! What a frame of the board costs: 1,000 cards, scrolled and carried, without a window. Prints figures; run
//! with `cargo bench -p rushes --bench board`.

#![allow(clippy::print_stdout)] // Printing is what it is for.
#![allow(clippy::unwrap_used)]

use egui::{Event, Modifiers, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect, TouchPhase, pos2, vec2};
use rushes::{
    actions::Cx,
    kit::{Theme, font},
    place::Place,
    textures::Thumbs,
    views::board::{Board, BoardModel, Layout, Scope},
};
use rushes_domain::{
    Command, DeliverableId, ImportRow, ImportStage, NewProject, PersonId, Priority, ProjectId, Status, query::Query,
};
use rushes_store::{Home, Snapshot};
use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

const CARDS: usize = 1_000;
const FRAMES: usize = 400;
/// The goal, at the 99th percentile.
const GOAL: Duration = Duration::from_millis(4);

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let (snapshot, project) = studio(&dir);
    let query = Arc::new(Query::default());
    let mut model = BoardModel::default();
    timed("first reading of 1,000 cards", || model.update(&snapshot, Scope::Project(project), &query, Layout::Status));
    timed("nothing changed", || model.update(&snapshot, Scope::Project(project), &query, Layout::Status));
    let changed = Snapshot { seq: snapshot.seq + 1, ..(*snapshot).clone() };
    timed("after a commit", || model.update(&changed, Scope::Project(project), &query, Layout::Status));
    let (narrow, _) = Query::parse("0999", &snapshot.state, snapshot.me.person, jiff::civil::date(2026, 11, 23));
    timed("filtered by text", || model.update(&changed, Scope::Project(project), &Arc::new(narrow), Layout::Status));

    frames("scrolling", &snapshot, project, |frame| {
        let at = pos2(500.0, 600.0);
        let wheel = Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, if frame % 200 < 100 { -120.0 } else { 120.0 }),
            phase: TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        };
        vec![Event::PointerMoved(at), wheel]
    });
    frames("a card carried over the columns", &snapshot, project, |frame| {
        let from = pos2(150.0, 300.0);
        let at = pos2(150.0 + (frame % 160) as f32 * 10.0, 320.0 + (frame % 40) as f32);
        match frame {
            12 => vec![Event::PointerMoved(from)],
            13 => vec![Event::PointerMoved(from), button(from, true)],
            n if n > 13 => vec![Event::PointerMoved(at)],
            _ => Vec::new(),
        }
    });
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
}

fn frames(what: &str, snapshot: &Arc<Snapshot>, project: ProjectId, input: impl Fn(usize) -> Vec<Event>) {
    let ctx = egui::Context::default();
    font::install(&ctx);
    let theme = Arc::new(Theme::dark());
    theme.install(&ctx);
    let (mut board, mut thumbs, mut actions) = (Board::default(), Thumbs::default(), Vec::new());
    let mut costs: Vec<Duration> = Vec::new();
    for frame in 0..FRAMES {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1920.0, 1080.0))),
            time: Some(frame as f64 / 60.0),
            events: input(frame),
            ..RawInput::default()
        };
        let begun = Instant::now();
        let mut output = ctx.run_ui(input, |ui| {
            let mut cx = Cx {
                snapshot,
                store: None,
                actions: &mut actions,
                theme: &theme,
                thumbs: &mut thumbs,
                place: Place::Board(project),
                now: rushes_store::now(),
                today: jiff::civil::date(2026, 11, 23),
                gpu: None,
                network: &rushes::shell::sync_chip::Network::default(),
                tray: &[],
                dense: true,
            };
            board.ui(ui, &mut cx, Scope::Project(project));
        });
        let primitives = ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        costs.push(begun.elapsed());
        std::hint::black_box(primitives.len());
        // There is no graphics device to upload to.
        output.textures_delta.clear();
    }
    // The first frames lay out fonts and read the cards.
    let mut costs = costs.split_off(10);
    costs.sort();
    let at = |share: f64| costs[((costs.len() - 1) as f64 * share) as usize];
    let (half, most, worst) = (at(0.5), at(0.99), at(1.0));
    println!("a frame, {what}, 1920 x 1080: median {half:?}, p99 {most:?}, worst {worst:?} (goal {GOAL:?})");
}

fn timed(what: &str, work: impl FnOnce()) {
    let begun = Instant::now();
    work();
    println!("{what}: {:?}", begun.elapsed());
}

/// A studio whose cards stand in every column.
fn studio(dir: &tempfile::TempDir) -> (Arc<Snapshot>, ProjectId) {
    let store = Home::open(dir.path()).unwrap().create_studio("Bench", "Ana Ruiz", "ana@bench.test").unwrap();
    let pipeline = store.snapshot().state.studio.pipelines.values().next().cloned().unwrap();
    let project = ProjectId::new([7; 16]);
    let new = NewProject {
        id: project,
        code: "BIG".into(),
        name: "Big".into(),
        client: String::new(),
        pipeline: pipeline.id,
        start: None,
        due: None,
    };
    store.submit(Command::CreateProject(new)).unwrap();
    let people: Vec<PersonId> = (0..40u8).map(|n| PersonId::new([n; 16])).collect();
    let named = people.iter().enumerate().map(|(n, id)| rushes_domain::Person {
        id: *id,
        name: format!("Person {}", (b'A' + (n % 26) as u8) as char),
        email: String::new(),
    });
    let rows = (0..CARDS).map(|n| {
        let day = jiff::civil::date(2026, 11, 1).saturating_add(jiff::Span::new().days((n % 90) as i64));
        let first = &pipeline.stages[0];
        let stage = ImportStage {
            def: first.id,
            status: Some(Status::ALL[n % Status::ALL.len()]),
            assignees: Some(BTreeSet::from([people[n % 40], people[(n * 7 + 3) % 40]])),
            start: None,
            due: None,
            estimate: None,
            rounds_before: None,
        };
        ImportRow {
            id: DeliverableId::derive(&[&n.to_le_bytes()]),
            name: format!("shot {n:05}"),
            kind: Some("Shot".into()),
            priority: Some(Priority::ALL[n % 4]),
            due: Some(Some(day)),
            description: None,
            fields: Vec::new(),
            notes: Vec::new(),
            stages: vec![stage],
        }
    });
    let command = Command::Import {
        project,
        people: named.collect(),
        fields: Vec::new(),
        rows: rows.collect(),
        source: "the bench".into(),
    };
    store.submit(command).unwrap();
    (store.snapshot(), project)
}
