//! Sheets kept beside the project, where they are there.

use super::*;
use std::path::PathBuf;

fn shared(file: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: ../shared/data/{file} is not here");
    None
}

#[test]
fn a_master_tracker_comes_in_whole_and_again_changes_nothing() {
    for (file, count) in [("tracker/master-tracker.xlsx", 60), ("tracker/master-tracker-2000.xlsx", 2000)] {
        let Some(path) = shared(file) else { return };
        let mut memory = Memory::new();
        let preview = preview(&memory, &path, None, false);
        assert_eq!(told(&preview), Vec::<String>::new());
        assert_eq!((preview.created, preview.updated, preview.unchanged, preview.skipped), (count, 0, 0, 0));
        assert_eq!(preview.people.len(), 10, "{:?}", preview.people);
        let ignored: Vec<&str> = preview.ignored.iter().map(|i| i.header.as_str()).collect();
        assert_eq!(ignored[..2], ["Campaign", "Producer"], "{ignored:?}");
        assert_eq!(ignored.len(), 2 + 1, "and the days left: {ignored:?}");
        memory.submit(preview.command.unwrap());

        let again = super::preview(&memory, &path, None, false);
        assert_eq!(
            (again.created, again.updated, again.unchanged),
            (0, 0, count),
            "{:?}",
            again.rows.iter().find(|r| !r.changes.is_empty())
        );
        assert!(again.command.is_none());
    }
}

#[test]
fn stages_of_a_master_tracker_are_as_written() {
    let Some(path) = shared("tracker/master-tracker.xlsx") else { return };
    let mut memory = Memory::new();
    memory.submit(preview(&memory, &path, None, false).command.unwrap());
    let found = memory.called("Victus 15 - Lifestyle Composite 0007");
    assert_eq!((found.kind.as_str(), found.priority.word()), ("Lifestyle Composite", "urgent"));
    assert_eq!(found.due, Some(Date::constant(2026, 4, 14)));
    assert_eq!(found.description, "Match ref; keep contact shadow");
    let look = &found.stages[2];
    assert_eq!((look.status.word(), look.due), ("approved", Some(Date::constant(2026, 3, 30))));
    let mut people: Vec<_> = look.assignees.iter().map(|p| memory.state.studio.people[p].clone()).collect();
    people.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["Grace Kim", "Hugo Weiß"]);
    assert_eq!(people[0].email, "grace.kim@example.com", "the workbook lists addresses on another sheet");
    let first = memory.called("Envy 16 - Feature Animation 0001");
    let statuses: Vec<_> = first.stages.iter().map(|s| s.status.word()).collect();
    assert_eq!(statuses, ["skipped", "approved", "approved", "in_review", "blocked", "blocked", "blocked"]);
    assert_eq!(first.due, Some(Date::constant(2026, 3, 6)), "a date as text");
}

#[test]
fn a_list_of_assets_comes_in() {
    let Some(path) = shared("caminandes/assets.csv") else { return };
    let mut memory = Memory::new();
    let preview = preview(&memory, &path, None, false);
    assert_eq!((preview.created, told(&preview)), (9, Vec::new()));
    let ignored: Vec<String> = preview.ignored.iter().map(|i| format!("{}: {}", i.header, i.reason)).collect();
    let expect = |text: &str| assert!(ignored.iter().any(|i| i.contains(text)), "{text} in {ignored:?}");
    expect("Concept: The pipeline \"CG Production\" has no stage \"Concept\".");
    expect("Setup: The pipeline \"CG Production\" has no stage \"Setup\".");
    expect("Project: No row names the project LLAMA here: every row goes into it.");
    memory.submit(preview.command.unwrap());
    let found = memory.called("girafo");
    assert_eq!((found.kind.as_str(), found.stages[0].status.word()), ("Characters", "in_review"));
    assert_eq!(memory.called("Wind").stages[0].status.word(), "ready");
}
