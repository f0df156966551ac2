//! The log of steps that touched very many things.

use crate::studio::*;
use rushes_domain::*;
use rushes_store::{Home, LogOf, LogQuery, Store, fresh};

/// A sheet of so many rows, each with a note.
fn import(store: &Store, project: ProjectId, count: usize) -> Vec<DeliverableId> {
    let row = |n: usize| ImportRow {
        id: DeliverableId::new(fresh()),
        name: format!("Shot {n}"),
        notes: vec![ImportNote { stage: None, text: format!("note {n}") }],
        ..ImportRow::default()
    };
    let rows: Vec<ImportRow> = (0..count).map(row).collect();
    let ids = rows.iter().map(|r| r.id).collect();
    let (people, fields, source) = (Vec::new(), Vec::new(), "sheet.csv".into());
    store.submit(Command::Import { project, people, fields, rows, source }).unwrap();
    ids
}

fn messages(store: &Store, query: &LogQuery) -> Vec<String> {
    store.history(query).unwrap().entries.into_iter().map(|e| e.message).collect()
}

#[test]
fn a_step_over_two_projects_stands_in_the_log_of_everything_it_touched() {
    let Device { dir, store } = new_studio();
    let (one, other) = (project(&store, "ONE"), project(&store, "TWO"));
    let mut ids = import(&store, one, 300);
    ids.extend(import(&store, other, 300));
    let urgent = |id: &DeliverableId| Command::EditDeliverable {
        id: *id,
        changes: vec![DeliverableChange::Kind("Plate".into())],
    };
    let commands = ids.iter().map(urgent).collect();
    let label = "Set 600 deliverables to type Plate".to_owned();
    store.submit(Command::Batch { label: label.clone(), commands, skip_refused: false }).unwrap();

    let studio = store.snapshot().state.studio.id;
    drop(store);
    let store = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    for project in [one, other] {
        let found = messages(&store, &LogQuery::of(LogOf::Project(project), 10));
        assert_eq!(found[0], label);
        assert!(found[1].starts_with("imported 300 rows of sheet.csv"), "{found:?}");
        // Comments come after the plans, and are named too.
        let said = LogQuery { kind: Some(DocKind::Talk), ..LogQuery::of(LogOf::Project(project), 10) };
        assert_eq!(messages(&store, &said).len(), 1);
    }
    for id in [ids[0], ids[256], ids[299], ids[599]] {
        let found = messages(&store, &LogQuery::of(LogOf::Deliverable(id), 10));
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0], label);
    }
    let page = store.history(&LogQuery::of(LogOf::Studio, 1)).unwrap();
    let entry = &page.entries[0];
    assert!(ids.iter().all(|id| entry.docs.iter().any(|d| d.id == id.0)), "all of them are named");
    assert_eq!(entry.docs.len(), entry.changes.len());
}
