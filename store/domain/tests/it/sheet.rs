//! Sheets: all rows in one step, and the same sheet again changes nothing.

use crate::paper::{ADA, Paper};
use rushes_domain::*;

fn row(paper: &Paper, id: u8, name: &str) -> ImportRow {
    let pipeline = paper.state.studio.pipelines.values().next().unwrap();
    let stage = |name: &str, status| ImportStage {
        def: pipeline.stage_called(name).unwrap().id,
        status: Some(status),
        assignees: Some([PersonId::new([5; 16])].into()),
        start: None,
        due: Some(Some("2026-12-01".parse().unwrap())),
        estimate: None,
        rounds_before: None,
    };
    ImportRow {
        id: DeliverableId::new([id; 16]),
        name: name.into(),
        kind: Some("Shot".into()),
        priority: Some(Priority::High),
        due: None,
        description: None,
        fields: Vec::new(),
        notes: Vec::new(),
        stages: vec![
            stage("Modeling", Status::Approved),
            stage("Texturing", Status::InReview),
            stage("Look Dev", Status::Skipped),
            stage("Lighting", Status::Ready),
        ],
    }
}

#[test]
fn notes_become_comments_once_and_what_is_written_on_in_a_cell_is_another() {
    let mut paper = Paper::new();
    let modeling = paper.state.studio.pipelines.values().next().unwrap().stage_called("Modeling").unwrap().id;
    let said = |paper: &mut Paper, text: &str, stage| {
        let note = ImportNote { stage, text: text.into() };
        paper.ok(import(vec![ImportRow { notes: vec![note], ..row(paper, 10, "SH010") }])).edits.len()
    };
    let bodies = |paper: &Paper| -> Vec<String> {
        let shot = paper.state.resolve_deliverable("HERO/SH010").unwrap();
        let stage = |c: &Comment| shot.stage_of(c).and_then(|s| shot.stage(s)).map_or("", |s| s.name.as_str());
        shot.comments.iter().map(|c| format!("{}|{}", stage(c), c.body)).collect()
    };
    said(&mut paper, "warmer light", None);
    assert_eq!(said(&mut paper, " warmer light\n", None), 0, "the same words again, whatever stands around them");
    assert_eq!(said(&mut paper, "warmer light", Some(modeling)), 1, "about a stage it is another note");
    assert_eq!(said(&mut paper, "warmer light\n\n12/3: and softer", None), 1);
    assert_eq!(said(&mut paper, "14/3: done?\nwarmer light\n12/3: and softer", None), 1);
    assert_eq!(said(&mut paper, "14/3: done?\nwarmer light\n12/3: and softer", None), 0);
    let all = ["|warmer light", "Modeling|warmer light", "|12/3: and softer", "|14/3: done?"];
    assert_eq!(bodies(&paper), all);
    assert!(paper.state.resolve_deliverable("HERO/SH010").unwrap().feedback.is_empty(), "a note asks for nothing");
}

#[test]
fn a_sheet_makes_fields_with_its_rows_or_is_refused() {
    let mut paper = Paper::new();
    let field = |id: u8, name: &str| Field {
        id: FieldId::new([id; 16]),
        name: name.into(),
        kind: FieldKind::Text,
        of: FieldOf::Deliverable,
        order: 0,
        archived: false,
        options: Vec::new(),
    };
    let with = |paper: &Paper, fields: Vec<Field>, value: FieldValue| {
        let row = ImportRow { fields: vec![(fields[0].id, Some(value))], ..row(paper, 10, "SH010") };
        let Command::Import { project, people, rows, source, .. } = import(vec![row]) else { unreachable!() };
        Command::Import { project, people, fields, rows, source }
    };
    let spring = || FieldValue::Text("Spring".into());
    let twice = with(&paper, vec![field(20, "Campaign"), field(21, "campaign ")], spring());
    assert!(paper.try_as(ADA, twice).unwrap_err().to_string().contains("twice"));
    let wrong = with(&paper, vec![field(20, "Campaign")], FieldValue::Checkbox(true));
    assert!(paper.try_as(ADA, wrong).unwrap_err().to_string().contains("takes text"));
    let command = with(&paper, vec![field(20, "Campaign")], spring());
    paper.ok(command.clone());
    let made = &paper.state.studio.fields[&FieldId::new([20; 16])];
    assert_eq!(paper.state.resolve_deliverable("HERO/SH010").unwrap().field(made), Some(spring()));
    assert!(paper.ok(command).edits.is_empty());
    let other = with(&paper, vec![field(22, "CAMPAIGN")], spring());
    assert!(paper.try_as(ADA, other).unwrap_err().to_string().contains("Another field"));
}

fn import(rows: Vec<ImportRow>) -> Command {
    let people = vec![Person { id: PersonId::new([5; 16]), name: "Ben".into(), email: String::new() }];
    Command::Import { project: ProjectId::new([3; 16]), people, fields: Vec::new(), rows, source: "sheet.xlsx".into() }
}

#[test]
fn rows_become_deliverables_and_stay_as_they_are_the_second_time() {
    let mut paper = Paper::new();
    let rows = vec![row(&paper, 10, "SH010"), row(&paper, 11, "001")];
    let command = import(rows.clone());
    paper.ok(command);
    let shot = paper.state.resolve_deliverable("HERO/sh010").unwrap();
    let statuses: Vec<_> = shot.stages.iter().map(|s| s.status).collect();
    use Status::{Approved, Blocked, InReview, Ready, Skipped};
    // Lighting waits for Look Dev alone, which is skipped.
    assert_eq!(statuses, [Approved, InReview, Skipped, Ready, Blocked, Blocked, Blocked]);
    assert_eq!(paper.state.studio.name_of(PersonId::new([5; 16])), "Ben");
    assert_eq!(paper.state.resolve_deliverable("HERO/001").unwrap().name, "001");

    let again = paper.ok(import(rows.clone()));
    assert!(again.edits.is_empty(), "{:?}", again.edits);

    let mut twice = rows;
    twice[1].name = "sh010".into();
    assert!(paper.try_as(ADA, import(twice)).unwrap_err().to_string().contains("twice"));
}
