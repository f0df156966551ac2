//! What the table costs: reading, filtering, sorting, following a change, and a frame of scrolling, at 10,000
//! and 100,000 deliverables of eight stages, without a window. Prints figures; run with
//! `cargo bench -p rushes --bench table`.

#![allow(clippy::print_stdout)] // Printing is what it is for.

use egui::{Event, Modifiers, MouseWheelUnit, RawInput, Rect, TouchPhase, pos2, vec2};
use rushes::{
    actions::Cx,
    kit::{Theme, font},
    place::Place,
    textures::Thumbs,
    views::table::{Asked, Table, TableModel},
};
use rushes_domain::{
    Actor, ColumnId, Date, Deliverable, DeliverableId, DeviceId, GroupBy, Person, PersonId, Pipeline, PipelineId,
    Priority, Project, ProjectId, Role, SortKey, Stage, StageDef, StageDefId, StageId, State, Status, Studio,
    Timestamp, query::Query,
};
use rushes_store::Snapshot;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const ROWS: usize = 100_000;
const FRAMES: usize = 300;

fn main() {
    for rows in [10_000, ROWS] {
        println!("{rows} deliverables, {} stage rows:", rows * 8);
        let snapshot = Arc::new(studio(rows));
        model(&snapshot);
        scroll(&snapshot);
    }
}

fn project() -> ProjectId {
    ProjectId::new([7; 16])
}

fn today() -> Date {
    jiff::civil::date(2026, 11, 23)
}

/// The rows of a table, without a window. Many rows are worked out beside it: what is told is how long until they
/// are there, and how long the window was busy meanwhile.
fn model(snapshot: &Arc<Snapshot>) {
    let mut model = TableModel::default();
    let asked = |query: &str, sort: &[(ColumnId, bool)], group: Option<GroupBy>| {
        let (query, _) = Query::parse(query, &snapshot.state, snapshot.me.person, today());
        let sort = sort.iter().map(|(by, descending)| SortKey { by: by.clone(), descending: *descending }).collect();
        Asked { query: Arc::new(query), sort, group, today: today() }
    };
    let three = [(ColumnId::Priority, false), (ColumnId::Due, true), (ColumnId::Kind, false)];
    let everything = asked("", &[], None);
    let filtered = asked("status:review,ready -type:asset priority<=normal due<60d", &three, None);
    update(&mut model, "first reading", snapshot, &everything);
    update(&mut model, "nothing changed", snapshot, &everything);
    update(&mut model, "filter of four conditions and a sort by three keys", snapshot, &filtered);
    update(&mut model, "sort by three keys alone", snapshot, &asked("", &three, None));
    update(&mut model, "filter by words", snapshot, &asked("shot 0999", &three, None));
    update(&mut model, "groups by person", snapshot, &asked("", &three, Some(GroupBy::Person)));
    update(&mut model, "everything again", snapshot, &filtered);
    // One remote change: the work is to be proportional to it.
    let mut state = snapshot.state.clone();
    let changed = state.deliverables().nth(500).cloned();
    if let Some(changed) = changed {
        let mut changed = (*changed).clone();
        changed.priority = Priority::Urgent;
        state.set_deliverable(changed.id, Some(changed));
    }
    let next = Arc::new(Snapshot { seq: 2, state, ..(**snapshot).clone() });
    update(&mut model, "after one change", &next, &filtered);
}

fn update(model: &mut TableModel, what: &str, snapshot: &Snapshot, asked: &Asked) {
    let (sender, woken) = std::sync::mpsc::sync_channel(1);
    let begun = Instant::now();
    model.update(snapshot, project(), asked, move || {
        let _ = sender.send(());
    });
    let mut busy = begun.elapsed();
    if model.is_working() {
        let _ = woken.recv();
        let settling = Instant::now();
        model.update(snapshot, project(), asked, || {});
        busy += settling.elapsed();
    }
    println!("  {what}: {:?}, of which the window was busy {busy:?}; {} rows", begun.elapsed(), model.shown());
}

fn scroll(snapshot: &Arc<Snapshot>) {
    let project = project();
    let ctx = egui::Context::default();
    font::install(&ctx);
    let theme = Arc::new(Theme::dark());
    theme.install(&ctx);
    let (mut table, mut thumbs, mut actions) = (Table::default(), Thumbs::default(), Vec::new());
    let mut costs: Vec<Duration> = Vec::new();
    let mut frame = 0;
    while frame < FRAMES {
        // Rows are read beside the window: frames count once they are there.
        if table.is_reading() {
            std::thread::sleep(Duration::from_millis(5));
        } else {
            frame += 1;
        }
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
                today: today(),
                gpu: None,
                network: &rushes::shell::sync_chip::Network::default(),
                tray: &[],
                dense: true,
            };
            table.ui(ui, &mut cx, project);
        });
        let primitives = ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        if !table.is_reading() {
            costs.push(begun.elapsed());
        }
        std::hint::black_box(primitives.len());
        // There is no graphics device to upload to.
        output.textures_delta.clear();
    }
    // The first frames lay out fonts.
    let mut costs = costs.split_off(10);
    costs.sort();
    let at = |share: f64| costs[((costs.len() - 1) as f64 * share) as usize];
    let (half, most, worst) = (at(0.5), at(0.99), at(1.0));
    println!("  a frame of scrolling, 1920 x 1080, dense: median {half:?}, p99 {most:?}, worst {worst:?} (goal 4 ms)");
}

fn studio(rows: usize) -> Snapshot {
    let project = project();
    let mut pipeline = Pipeline::default_cg(PipelineId::new([3; 16]));
    let delivery = StageDef {
        id: StageDefId::new([8; 16]),
        name: "Delivery".into(),
        order: 8,
        needs: std::collections::BTreeSet::new(),
        removed: false,
    };
    pipeline.stages.push(delivery);
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
            deleted: false,
            cover: None,
            fields: std::collections::BTreeMap::new(),
            created: Timestamp(0),
            sheet_maps: Vec::new(),
            conflicts: Vec::new(),
        }),
    );
    for n in 0..rows {
        let id = DeliverableId::derive(&[&n.to_le_bytes()]);
        let stages = pipeline.stages.iter().enumerate().map(|(i, def)| Stage {
            id: StageId::derive(&[id.bytes(), def.id.bytes()]),
            def: def.id,
            name: def.name.clone(),
            order: def.order,
            needs: def.needs.clone().into(),
            assignees: [people[(n + i) % people.len()]].into(),
            start: None,
            due: None,
            estimate: None,
            rounds_before: 0,
            hold: None,
            skipped: false,
            removed: false,
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
                joined: None,
                created: Timestamp(0),
                stages: stages.collect(),
                dropped: Vec::new(),
                comments: Vec::new(),
                comments_gone: std::collections::BTreeSet::new(),
                annotations: Vec::new(),
                feedback: Vec::new(),
                conflicts: Vec::new(),
            }),
        );
    }
    let me = Actor { person: people[0], device: DeviceId([0; 32]), role: Role::Producer };
    Snapshot { seq: 1, state, me, undo: None, redo: None, invites: Arc::default() }
}
