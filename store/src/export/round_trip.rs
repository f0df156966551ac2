//! Out, into an empty studio, and out again: the same, with every column that can be brought in.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::import::{
    Cell,
    tests::{
        preview,
        studio::{Memory, PROJECT, publish},
    },
};
use rushes_domain::{
    Command, Date, Decimal, DeliverableChange, DeliverableId, Field, FieldId, FieldKind, FieldOf, FieldOption,
    FieldValue, ImportRow, ImportStage, OptionId, Person, PersonId, Priority, StageTarget, Status,
};

fn option(n: u8, name: &str) -> FieldOption {
    FieldOption { id: OptionId::new([n; 16]), name: name.into(), order: n.into(), removed: false }
}

/// One field of each kind, some with names that a header may take for another.
const FIELDS: [(u8, &str, FieldKind); 8] = [
    (1, "Type", FieldKind::Text),
    (2, "Cost", FieldKind::Number),
    (3, "Shoot", FieldKind::Date),
    (4, "Look", FieldKind::Choice),
    (5, "Outputs", FieldKind::MultiChoice),
    (6, "Print", FieldKind::Checkbox),
    (7, "Producer", FieldKind::Person),
    (8, "Brief link", FieldKind::Url),
];

/// A studio with nothing in it but its fields.
fn empty() -> Memory {
    let mut memory = Memory::new();
    for (n, name, kind) in FIELDS {
        let options = match kind {
            FieldKind::Choice => vec![option(1, "Wet"), option(2, "Dry, matt")],
            FieldKind::MultiChoice => vec![option(3, "Web"), option(4, "Print, A4"), option(5, "Social")],
            _ => Vec::new(),
        };
        memory.submit(Command::DefineField(Field {
            id: FieldId::new([n; 16]),
            name: name.into(),
            kind,
            of: FieldOf::Deliverable,
            order: n.into(),
            archived: false,
            options,
        }));
    }
    memory
}

fn person(n: u8) -> PersonId {
    PersonId::new([n; 16])
}

fn full() -> Memory {
    let mut memory = empty();
    let people = [(21, "Ana Ruiz", "ana@a.example"), (22, "Hugo Weiß", ""), (23, "Ana Ruiz", "ana@b.example")];
    let people = people.map(|(n, name, email)| Person { id: person(n), name: name.into(), email: email.into() });
    let target = memory.target();
    let defs: Vec<_> = target.pipeline.stages.iter().map(|s| s.id).collect();
    let day = |text: &str| Some(Some(text.parse::<Date>().unwrap()));
    let row = |n: u8, name: &str, description: &str, stages: Vec<ImportStage>| ImportRow {
        id: DeliverableId::new([n; 16]),
        name: name.into(),
        kind: Some(if n.is_multiple_of(2) { "Prop, small".into() } else { String::new() }),
        priority: Some(Priority::ALL[usize::from(n) % 4]),
        due: (n < 4).then(|| Some(Date::constant(2026, 4, 1))),
        description: Some(description.into()),
        fields: Vec::new(),
        notes: Vec::new(),
        stages,
    };
    let stage = |at: usize, status, rounds_before| ImportStage {
        def: defs[at],
        status: Some(status),
        assignees: Some([person(22), person(if at == 0 { 21 } else { 23 })].into()),
        start: day("2026-01-02"),
        due: day("2026-01-09"),
        estimate: Some(Some([50, 480, 7][at % 3])),
        rounds_before,
    };
    let rows = vec![
        row(
            1,
            "001",
            "two\nlines, \"quoted\"\n\n- and a list",
            vec![
                stage(0, Status::Approved, Some(3)),
                stage(1, Status::InProgress, Some(12)),
                stage(4, Status::OnHold, None),
            ],
        ),
        row(2, "=1+1", "'@me", vec![stage(0, Status::ChangesRequested, Some(1)), stage(6, Status::Skipped, None)]),
        row(3, "1e5", "007", vec![stage(2, Status::InReview, Some(9999))]),
        row(4, "2026-01-02", "", Vec::new()),
        row(5, "-", "+49 30 1", Vec::new()),
    ];
    memory.submit(Command::Import {
        project: PROJECT,
        people: people.to_vec(),
        fields: Vec::new(),
        rows,
        source: "test".into(),
    });
    let set = |memory: &mut Memory, n: u8, values: Vec<(u8, FieldValue)>| {
        let changes =
            values.into_iter().map(|(f, v)| DeliverableChange::Field(FieldId::new([f; 16]), Some(v))).collect();
        memory.submit(Command::EditDeliverable { id: DeliverableId::new([n; 16]), changes });
    };
    set(
        &mut memory,
        1,
        vec![
            (1, FieldValue::Text("=SUM(A1)\nsecond line".into())),
            (2, FieldValue::Number(Decimal(-250_001))),
            (3, FieldValue::Date(Date::constant(1899, 12, 31))),
            (4, FieldValue::Choice(OptionId::new([2; 16]))),
            (5, FieldValue::MultiChoice([OptionId::new([3; 16]), OptionId::new([4; 16])].into())),
            (6, FieldValue::Checkbox(true)),
            (7, FieldValue::Person(person(23))),
            (8, FieldValue::Url("https://a.example/x?y=1,2".into())),
        ],
    );
    set(
        &mut memory,
        2,
        vec![
            (1, FieldValue::Text("001".into())),
            (2, FieldValue::Number(Decimal(1_000_000_000_000))),
            (3, FieldValue::Date(Date::constant(2026, 2, 28))),
            (4, FieldValue::Choice(OptionId::new([1; 16]))),
            (5, FieldValue::MultiChoice([OptionId::new([4; 16])].into())),
            (6, FieldValue::Checkbox(false)),
            (7, FieldValue::Person(person(22))),
        ],
    );
    // A round that was published here is a number like those of before.
    let target =
        StageTarget { deliverable: DeliverableId::new([4; 16]), stage: memory.called("2026-01-02").stages[0].id };
    memory.submit(publish(target, 9));
    memory
}

fn cells(path: &Path) -> Vec<Vec<Cell>> {
    let book = crate::import::read(path, None).unwrap();
    let grid = book.grid();
    (0..grid.height()).map(|r| (0..grid.width()).map(|c| grid.cell(r, c).clone()).collect()).collect()
}

#[test]
fn everything_that_can_be_brought_in_comes_back_as_it_was() {
    let memory = full();
    let folder = tempfile::tempdir().unwrap();
    for file in ["out.xlsx", "out.csv", "out.tsv"] {
        let (out, back) = (folder.path().join(file), folder.path().join(format!("back-{file}")));
        write(&out, &memory.state, Some(PROJECT)).unwrap();
        let mut other = empty();
        // The list of people comes with the studio: two of one name are told apart by their addresses.
        let found = preview(&other, &out, None, false);
        assert_eq!((found.errors.as_slice(), found.created, found.warning_count), ([].as_slice(), 5, 0), "{file}");
        // Counted here, and said so: nothing is unknown.
        assert!(
            found.ignored.iter().all(|i| i.reason.starts_with("Open feedback is counted here")),
            "{:?}",
            found.ignored
        );
        assert_eq!(found.ignored.len(), 7);
        other.submit(found.command.unwrap());
        write(&back, &other.state, Some(PROJECT)).unwrap();
        let (before, after) = (cells(&out), cells(&back));
        for (row, (a, b)) in before.iter().zip(&after).enumerate() {
            assert_eq!(a, b, "{file}, row {}", row + 1);
        }
        assert_eq!(before.len(), after.len());
        assert_eq!(preview(&other, &back, None, false).unchanged, 5, "{file}");
        assert_eq!(preview(&memory, &out, None, false).unchanged, 5, "{file}: its own export changes nothing");
    }
}

#[test]
fn the_columns_are_all_there() {
    let memory = full();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.csv");
    write(&out, &memory.state, Some(PROJECT)).unwrap();
    let heads: Vec<String> = cells(&out)[0].iter().map(Cell::shown).collect();
    for head in [
        "Name",
        "Type",
        "Priority",
        "Due",
        "Description",
        "Type (field)",
        "Cost",
        "Shoot",
        "Look",
        "Outputs",
        "Print",
        "Producer",
        "Brief link",
        "Modeling Status",
        "Modeling People",
        "Modeling Start",
        "Modeling Due",
        "Modeling Estimate (h)",
        "Modeling Round",
        "Modeling Open feedback",
    ] {
        assert!(heads.iter().any(|h| h == head), "{head} in {heads:?}");
    }
    let round = heads.iter().position(|h| h == "Modeling Round").unwrap();
    let numbers: Vec<String> = cells(&out)[1..].iter().map(|r| r[round].shown()).collect();
    assert_eq!(numbers.iter().filter(|n| !n.is_empty()).count(), 3, "{numbers:?}");
}
