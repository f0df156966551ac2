#![allow(clippy::unwrap_used)]

use super::*;
use crate::views::testing::{Sample, project_id, today};
use rushes_domain::{ColumnId, PersonId, Priority, StageDefId, Status};

fn asked(sample: &Sample, query: &str) -> Asked {
    let snapshot = sample.snapshot();
    let (query, _) = Query::parse(query, &snapshot.state, sample.me, today());
    Asked { query: Arc::new(query), ..Asked::all(today()) }
}

fn sorted(keys: &[(ColumnId, bool)]) -> Vec<SortKey> {
    keys.iter().map(|(by, descending)| SortKey { by: by.clone(), descending: *descending }).collect()
}

/// The table as text: a header as `[label n]`, a row as its name.
fn text(model: &TableModel) -> String {
    let line = |at| match model.line(at).unwrap() {
        Line::Group(group, hidden) => {
            format!("[{} {}{}]", group.key.label, group.count, if hidden { " +" } else { "" })
        }
        Line::Row(row) => row.deliverable.name.clone(),
    };
    (0..model.lines()).map(line).collect::<Vec<_>>().join(", ")
}

fn arranged(sample: &Sample, asked: &Asked) -> TableModel {
    let mut model = TableModel::default();
    model.update(&sample.snapshot(), project_id(), asked, || {});
    model
}

fn approved(model: &TableModel) -> usize {
    model.totals().stages[Status::Approved as usize]
}

#[test]
fn names_sort_as_people_count() {
    let sample = Sample::of(&["shot 10", "shot 9", "Shot 9b", "asset"]);
    assert_eq!(text(&arranged(&sample, &asked(&sample, ""))), "asset, shot 9, Shot 9b, shot 10");
    let down = Asked { sort: sorted(&[(ColumnId::Name, true)]), ..asked(&sample, "") };
    assert_eq!(text(&arranged(&sample, &down)), "shot 10, Shot 9b, shot 9, asset");
}

#[test]
fn several_keys_one_after_the_other_and_what_is_missing_last() {
    let mut sample = Sample::of(&["a", "b", "c", "d"]);
    for (name, kind, day) in
        [("a", "Shot", Some(24)), ("b", "Asset", None), ("c", "asset", Some(25)), ("d", "", Some(1))]
    {
        sample.edit(name, |d| {
            d.kind = kind.into();
            d.due = day.map(|n| jiff::civil::date(2026, 11, n));
        });
    }
    let by = |keys: &[(ColumnId, bool)]| {
        let asked = Asked { sort: sorted(keys), ..asked(&sample, "") };
        text(&arranged(&sample, &asked))
    };
    assert_eq!(by(&[(ColumnId::Due, false)]), "d, a, c, b");
    assert_eq!(by(&[(ColumnId::Due, true)]), "c, a, d, b");
    assert_eq!(by(&[(ColumnId::Kind, false), (ColumnId::Due, true)]), "c, b, a, d");
    assert_eq!(by(&[(ColumnId::Kind, true), (ColumnId::Name, true)]), "a, c, b, d");
}

#[test]
fn rows_stand_under_headers_that_open_and_close() {
    let mut sample = Sample::of(&["a", "b", "c"]);
    sample.edit("b", |d| d.priority = Priority::Urgent);
    let grouped = Asked { group: Some(GroupBy::Priority), ..asked(&sample, "") };
    let mut model = arranged(&sample, &grouped);
    assert_eq!(text(&model), "[Urgent 1], b, [Normal 2], a, c");
    let c = model.rows().last().unwrap().deliverable.id;
    assert_eq!((model.line_of(c), model.row(4).map(|r| r.deliverable.id)), (Some(4), Some(c)));
    model.toggle("Normal");
    assert_eq!((text(&model).as_str(), model.line_of(c)), ("[Urgent 1], b, [Normal 2 +]", None));
    model.collapse_all(false);
    sample.edit("c", |d| d.priority = Priority::Urgent);
    model.update(&sample.snapshot(), project_id(), &grouped, || {});
    assert_eq!(text(&model), "[Urgent 2], b, c, [Normal 1], a");
    sample.edit("a", |d| d.priority = Priority::Low);
    model.update(&sample.snapshot(), project_id(), &grouped, || {});
    assert_eq!(text(&model), "[Urgent 2], b, c, [Low 1], a");
}

#[test]
fn headers_of_every_kind() {
    let mut sample = Sample::of(&["a", "b"]);
    let ana = sample.person("Ana Ito");
    sample.stage("a", 0, |s| s.status = Status::Approved);
    sample.stage("a", 1, |s| {
        s.status = Status::InReview;
        s.assignees.insert(ana);
    });
    sample.edit("a", |d| d.due = Some(jiff::civil::date(2026, 11, 27)));
    let by = |group: GroupBy| text(&arranged(&sample, &Asked { group: Some(group), ..asked(&sample, "") }));
    assert_eq!(by(GroupBy::Status), "[Ready 1], b, [In review 1], a");
    assert_eq!(by(GroupBy::Stage), "[Modeling 1], b, [Texturing 1], a");
    assert_eq!(by(GroupBy::Person), "[Ana Ito 1], a, [Nobody 1], b");
    assert_eq!(by(GroupBy::DueWeek), "[This week 1], a, [Without a day 1], b");
    assert_eq!(by(GroupBy::Kind), "[Asset 2], a, b");
    assert_eq!(by(GroupBy::Other("moon".into())), "a, b");
}

#[test]
fn rows_follow_what_changes_and_a_stage_the_pipeline_lost_keeps_a_column() {
    let mut sample = Sample::of(&["a", "b", "c"]);
    let mut model = TableModel::default();
    let everything = asked(&sample, "");
    let mut update = |sample: &Sample| {
        model.update(&sample.snapshot(), project_id(), &everything, || {});
        format!("{}; {} columns, {} approved", text(&model), model.columns().len(), approved(&model))
    };
    assert_eq!(update(&sample), "a, b, c; 7 columns, 0 approved");
    sample.stage("b", 0, |s| s.status = Status::Approved);
    assert_eq!(update(&sample), "a, b, c; 7 columns, 1 approved");
    sample.edit("b", |d| d.deleted = true);
    assert_eq!(update(&sample), "a, c; 7 columns, 0 approved");
    sample.stage("c", 6, |s| {
        s.def = StageDefId::new([99; 16]);
        s.name = "Grading".into();
    });
    assert_eq!(update(&sample), "a, c; 8 columns, 0 approved");
    sample.edit("c", |d| d.name = "0".into());
    assert_eq!(update(&sample), "0, a; 8 columns, 0 approved");
}

#[test]
fn totals_count_what_is_shown() {
    let mut sample = Sample::of(&["a", "b"]);
    sample.stage("a", 0, |s| {
        s.status = Status::Approved;
        s.estimate = Some(90);
    });
    let all = arranged(&sample, &asked(&sample, ""));
    assert_eq!((approved(&all), all.totals().estimate), (1, 90));
    let b = arranged(&sample, &asked(&sample, "name:b"));
    assert_eq!((approved(&b), b.totals().estimate, b.shown(), b.len()), (0, 0, 1, 2));
}

/// A number that follows from a seed, for changes that look random.
fn next(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as usize
}

#[test]
fn following_changes_comes_to_the_same_as_reading_everything() {
    let names: Vec<String> = (0..40).map(|n| format!("shot {n}")).collect();
    let mut sample = Sample::of(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let people: Vec<PersonId> = ["Ana", "Ben"].map(|n| sample.person(n)).into();
    let mut seed = 7;
    for (query, group, keys) in [
        ("", None, vec![(ColumnId::Due, true), (ColumnId::Kind, false)]),
        ("status:ready -shot3", Some(GroupBy::Status), vec![(ColumnId::Priority, false)]),
        ("person:ana", Some(GroupBy::Person), vec![(ColumnId::Progress, true), (ColumnId::Name, true)]),
        ("shot", Some(GroupBy::DueWeek), vec![]),
    ] {
        let wanted = Asked { sort: sorted(&keys), group, ..asked(&sample, query) };
        let mut followed = arranged(&sample, &wanted);
        for _ in 0..60 {
            let name = &names[next(&mut seed) % names.len()];
            let (what, n) = (next(&mut seed) % 6, next(&mut seed));
            match what {
                0 => sample.stage(name, n % 7, |s| s.status = Status::ALL[n % 8]),
                1 => sample.stage(name, n % 7, |s| {
                    s.assignees.insert(people[n % 2]);
                }),
                2 => sample.edit(name, |d| d.priority = Priority::ALL[n % 4]),
                3 => sample.edit(name, |d| d.due = Some(jiff::civil::date(2026, 11, 1 + (n % 30) as i8))),
                4 => sample.edit(name, |d| d.kind = ["Shot", "Asset", ""][n % 3].into()),
                _ => sample.edit(name, |d| d.deleted = n % 2 == 0),
            }
            followed.update(&sample.snapshot(), project_id(), &wanted, || {});
            let read = arranged(&sample, &wanted);
            assert_eq!(text(&followed), text(&read), "{query}");
            assert_eq!((followed.totals(), followed.everything()), (read.totals(), read.everything()));
        }
    }
}

#[test]
fn many_rows_are_read_beside_the_window() {
    let names: Vec<String> = (0..=MANY).map(|n| format!("shot {n}")).collect();
    let sample = Sample::of(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut model = TableModel::default();
    let (sender, woken) = std::sync::mpsc::sync_channel(4);
    let update = |model: &mut TableModel, query: &str| {
        let sender = sender.clone();
        model.update(&sample.snapshot(), project_id(), &asked(&sample, query), move || {
            let _ = sender.send(());
        });
    };
    update(&mut model, "");
    assert!(model.is_working() && model.is_unread());
    woken.recv().unwrap();
    update(&mut model, "");
    assert!(!model.is_working() && model.lines() == MANY + 1);
    update(&mut model, &format!("\"shot {MANY}\""));
    assert!(model.is_working() && model.lines() == MANY + 1, "the old rows are shown meanwhile");
    woken.recv().unwrap();
    update(&mut model, &format!("\"shot {MANY}\""));
    assert_eq!(text(&model), format!("shot {MANY}"));
}
