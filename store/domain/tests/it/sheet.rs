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
        stages: vec![
            stage("Modeling", Status::Approved),
            stage("Texturing", Status::InReview),
            stage("Look Dev", Status::Skipped),
            stage("Lighting", Status::Ready),
        ],
    }
}

fn import(rows: Vec<ImportRow>) -> Command {
    let people = vec![Person { id: PersonId::new([5; 16]), name: "Ben".into(), email: String::new() }];
    Command::Import { project: ProjectId::new([3; 16]), people, rows, source: "sheet.xlsx".into() }
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
