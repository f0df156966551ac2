#![allow(clippy::unwrap_used)]
use super::headless::Reading;
use super::*;
use rushes_domain::{FeedbackStatus, Role, State, Status};
use std::collections::BTreeSet;

fn counts(state: &State) -> (usize, usize, usize, usize) {
    let rounds = state.deliverables().flat_map(|d| &d.stages).map(|s| s.rounds.len()).sum();
    let items = state.deliverables().map(|d| d.feedback.len()).sum();
    (state.projects.len(), state.deliverables().count(), rounds, items)
}

#[test]
fn the_sample_is_alive_and_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let first = {
        let home = Home::open(folder.path()).unwrap();
        let store = ensure(&home).unwrap();
        let snapshot = store.snapshot();
        let state = &snapshot.state;
        assert!(state.studio.people.len() >= 8);
        assert_eq!(store.me().role, Role::Admin);
        let statuses: BTreeSet<Status> = state.deliverables().flat_map(|d| &d.stages).map(|s| s.status).collect();
        assert_eq!(statuses.len(), Status::ALL.len(), "every status is to be seen: {statuses:?}");
        let items: BTreeSet<&str> = state.deliverables().flat_map(|d| &d.feedback).map(|f| f.status.word()).collect();
        for status in
            [FeedbackStatus::Open, FeedbackStatus::InProgress, FeedbackStatus::Resolved, FeedbackStatus::Verified]
        {
            assert!(items.contains(status.word()), "no item is {status:?}");
        }
        assert!(state.deliverables().flat_map(|d| &d.feedback).any(|f| f.carried_from().is_some() && f.is_open()));
        assert!(state.deliverables().all(|d| d.stages.iter().all(|s| s.issues.is_empty())), "nothing in it is odd");
        let voices: BTreeSet<_> = state.deliverables().flat_map(|d| &d.comments).filter_map(|c| c.by).collect();
        assert!(voices.len() >= 3, "several people speak");
        let mine = rushes_domain::mywork::of_person(state, store.me().person, today());
        assert!(mine.iter().any(|w| w.overdue) && mine.len() >= 4, "{mine:?}");
        let audit = store.audit().unwrap();
        assert!(audit.bad.is_empty() && audit.quarantined.is_empty() && audit.verdicts > 10);
        assert!(store.media().wanted(&snapshot).is_empty(), "every file is here");
        (store.studio(), counts(state))
    };
    assert!(first.1.0 == 2 && first.1.1 >= 18 && first.1.2 >= 22 && first.1.3 >= 20, "{first:?}");
    let home = Home::open(folder.path()).unwrap();
    let again = ensure(&home).unwrap();
    assert_eq!((again.studio(), counts(&again.snapshot().state)), first);
    assert_eq!(home.studios().len(), 1);
}

#[test]
fn a_sample_left_half_made_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::open(folder.path()).unwrap();
    let half = home.create_studio(STUDIO, "Mara Lindqvist", "").unwrap().studio();
    remember(home.dir(), &Note { studio: half, whole: false }).unwrap();
    let store = ensure(&home).unwrap();
    assert_ne!(store.studio(), half);
    assert_eq!(home.studios().len(), 1);
}

#[test]
fn the_main_job_leaves_its_four_files() {
    let out = tempfile::tempdir().unwrap();
    let summary = headless_with(None, out.path(), &Reading::Here).unwrap();
    assert_eq!(summary["ok"], true);
    assert_eq!(summary["audit"]["bad"].as_array().unwrap().len(), 0);
    let png = std::fs::read(out.path().join("annotated.png")).unwrap();
    assert!(png.starts_with(b"\x89PNG"));
    assert!(std::fs::read(out.path().join("workbook.xlsx")).unwrap().starts_with(b"PK"));
    let pdf = std::fs::read(out.path().join("feedback.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && String::from_utf8_lossy(&pdf).contains("/Count 1"), "one page");
    let kept: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.path().join("summary.json")).unwrap()).unwrap();
    assert_eq!(kept, summary);
    assert!(kept["steps"].as_array().unwrap().len() >= 15);
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, b"").unwrap();
    let error = headless_with(None, &file.join("out"), &Reading::Here).unwrap_err();
    assert!(format!("{error:#}").contains("folder"), "{error:#}");
}
