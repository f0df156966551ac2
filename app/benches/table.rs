//! What a frame of the table costs: 100,000 rows, scrolled, without a window. Prints figures; run with
//! `cargo bench -p rushes --bench table`.

#![allow(clippy::print_stdout)] // Printing is what it is for.

use egui::{Event, Modifiers, MouseWheelUnit, RawInput, Rect, TouchPhase, pos2, vec2};
use rushes::{
    actions::Cx,
    kit::{Theme, font},
    place::Place,
    textures::Thumbs,
    views::table::{Filter, Sort, SortBy, Table, TableModel},
};
use rushes_domain::{
    Actor, Deliverable, DeliverableId, DeviceId, Person, PersonId, Pipeline, PipelineId, Priority, Project, ProjectId,
    Role, Stage, StageId, State, Status, Studio, Timestamp,
};
use rushes_store::Snapshot;
use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

const ROWS: usize = 100_000;
const FRAMES: usize = 300;

fn main() {
    let project = ProjectId::new([7; 16]);
    let snapshot = Arc::new(studio(project));
    let mut model = TableModel::default();
    let filter = Filter::default();
    timed("first reading of 100,000 rows", || model.update(&snapshot, project, &filter, Sort::default()));
    timed("nothing changed", || model.update(&snapshot, project, &filter, Sort::default()));
    let by_due = Sort { by: SortBy::Due, descending: true };
    timed("sorted by due day", || model.update(&snapshot, project, &filter, by_due));
    let words = Filter { text: "shot 0999".into(), ..Filter::default() };
    timed("filtered by text", || model.update(&snapshot, project, &words, by_due));
    let changed = Arc::new(Snapshot { seq: 2, ..(*snapshot).clone() });
    timed("after a commit", || model.update(&changed, project, &filter, Sort::default()));
    scroll(&snapshot, project);
}

fn scroll(snapshot: &Arc<Snapshot>, project: ProjectId) {
    let ctx = egui::Context::default();
    font::install(&ctx);
    let theme = Arc::new(Theme::dark());
    theme.install(&ctx);
    let (mut table, mut thumbs, mut actions) = (Table::default(), Thumbs::default(), Vec::new());
    let mut costs: Vec<Duration> = Vec::new();
    for frame in 0..FRAMES {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1920.0, 1080.0))),
            time: Some(frame as f64 / 60.0),
            events: vec![
                Event::PointerMoved(pos2(900.0, 500.0)),
                Event::MouseWheel {
                    unit: MouseWheelUnit::Point,
                    delta: vec2(0.0, -180.0),
                    phase: TouchPhase::Move,
                    source: egui::MouseWheelSource::Wheel,
                    modifiers: Modifiers::NONE,
                },
            ],
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
                place: Place::Project(project),
                now: Timestamp(1_795_000_000_000),
                today: jiff::civil::date(2026, 11, 23),
                gpu: None,
                tray: &[],
                dense: true,
            };
            table.ui(ui, &mut cx, project);
        });
        let primitives = ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        costs.push(begun.elapsed());
        std::hint::black_box(primitives.len());
        // There is no graphics device to upload to.
        output.textures_delta.clear();
    }
    // The first frames lay out fonts and read the rows.
    let mut costs = costs.split_off(10);
    costs.sort();
    let at = |share: f64| costs[((costs.len() - 1) as f64 * share) as usize];
    let (half, most, worst) = (at(0.5), at(0.95), at(1.0));
    println!("a frame of scrolling, 1920 x 1080, dense: median {half:?}, p95 {most:?}, worst {worst:?} (limit 8 ms)");
}

fn timed(what: &str, work: impl FnOnce()) {
    let begun = Instant::now();
    work();
    println!("{what}: {:?}", begun.elapsed());
}

fn studio(project: ProjectId) -> Snapshot {
    let pipeline = Pipeline::default_cg(PipelineId::new([3; 16]));
    let people: Vec<PersonId> = (0..40u8).map(|n| PersonId::new([n; 16])).collect();
    let mut studio = Studio { name: "Bench".into(), ..Studio::default() };
    for (n, id) in people.iter().enumerate() {
        let name = format!("Person {}", (b'A' + (n % 26) as u8) as char);
        studio.people.insert(*id, Person { id: *id, name, email: String::new() });
    }
    studio.pipelines.insert(pipeline.id, pipeline.clone());
    let mut state = State::default();
    state.studio = studio.into();
    state.set_project(
        project,
        Some(Project {
            id: project,
            code: "BIG".into(),
            name: "Big".into(),
            client: String::new(),
            pipeline: Some(pipeline.id),
            start: None,
            due: None,
            archived: false,
            fields: std::collections::BTreeMap::new(),
            created: Timestamp(0),
            conflicts: Vec::new(),
        }),
    );
    for n in 0..ROWS {
        let id = DeliverableId::derive(&[&n.to_le_bytes()]);
        let stages = pipeline.stages.iter().enumerate().map(|(i, def)| Stage {
            id: StageId::derive(&[id.bytes(), def.id.bytes()]),
            def: def.id,
            name: def.name.clone(),
            order: def.order,
            needs: def.needs.clone(),
            assignees: BTreeSet::from([people[(n + i) % people.len()]]),
            start: None,
            due: None,
            estimate: None,
            hold: None,
            skipped: false,
            overrides: Vec::new(),
            starts: Vec::new(),
            rounds: Vec::new(),
            status: Status::ALL[(n * 7 + i * 3) % Status::ALL.len()],
            waits_for: Vec::new(),
            issues: Vec::new(),
        });
        state.set_deliverable(
            id,
            Some(Deliverable {
                id,
                project,
                name: format!("shot {n:05}"),
                kind: ["Shot", "Asset", "Picture"][n % 3].into(),
                priority: Priority::ALL[n % 4],
                due: Some(jiff::civil::date(2026, 11, 1).saturating_add(jiff::Span::new().days((n % 90) as i64))),
                description: String::new(),
                fields: std::collections::BTreeMap::new(),
                deleted: false,
                created: Timestamp(0),
                stages: stages.collect(),
                comments: Vec::new(),
                annotations: Vec::new(),
                feedback: Vec::new(),
                conflicts: Vec::new(),
            }),
        );
    }
    let me = Actor { person: people[0], device: DeviceId([0; 32]), role: Role::Producer };
    Snapshot { seq: 1, state, me, undo: None, redo: None }
}
