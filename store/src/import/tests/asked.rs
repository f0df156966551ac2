//! What only a person can say, custom fields, estimates, and mappings that are kept.

use super::*;
use rushes_domain::{
    Command, Decimal, Field as Custom, FieldId, FieldKind, FieldOf, FieldOption, FieldValue, OptionId,
};
use rushes_domain::{Person, PersonId, SheetMapId};

fn csv(text: &str) -> TextFile {
    TextFile::new("plan.csv", text)
}

fn field(memory: &mut Memory, id: u8, name: &str, kind: FieldKind, options: &[&str]) -> FieldId {
    let id = FieldId::new([id; 16]);
    let options = (1..)
        .zip(options)
        .map(|(n, name)| FieldOption {
            id: OptionId::new([n; 16]),
            name: (*name).into(),
            order: n.into(),
            removed: false,
        })
        .collect();
    let of = FieldOf::Deliverable;
    memory.submit(Command::DefineField(Custom { id, name: name.into(), kind, of, order: 0, archived: false, options }));
    id
}

fn person(memory: &mut Memory, id: u8, name: &str) -> PersonId {
    let id = PersonId::new([id; 16]);
    memory.submit(Command::AddPerson(Person { id, name: name.into(), email: String::new() }));
    id
}

#[test]
fn questions_name_what_is_open_and_answers_close_them() {
    let mut memory = Memory::new();
    let hugo = person(&mut memory, 5, "Hugo Weiß");
    let file = csv(concat!(
        "Name,Due,Modeling,Modeling Artist,Modeling Bid,Texturing Due\n",
        "a,03/04/2026,Kick-off,Hugo Weis,2,27/11/2026\n",
        "b,05/06/2026,kick off,Hugo Weis; Ana Ruiz,4,03/04/2026\n",
    ));
    let asked = preview(&memory, &file.path, None, false);
    let q = &asked.questions;
    assert_eq!((q.dates.len(), q.units.len(), q.statuses.len(), q.people.len()), (2, 1, 1, 2));
    let due = q.dates.iter().find(|d| d.column == "B").unwrap();
    assert!(due.is_open() && due.cells == 2 && due.samples[0].days.len() == 2, "{due:?}");
    let texturing = q.dates.iter().find(|d| d.column == "F").unwrap();
    assert_eq!((texturing.cells, texturing.follows, texturing.is_open()), (1, Some(DateOrder::Dmy), false));
    assert_eq!((q.statuses[0].word.as_str(), q.statuses[0].cells), ("Kick-off", 2));
    assert_eq!(
        (q.people[0].text.as_str(), q.people[0].cells, q.people[0].candidates.clone()),
        ("Hugo Weis", 2, vec![hugo])
    );
    assert_eq!((q.units[0].column.as_str(), q.units[0].samples.join(" ")), ("E", "2 4".into()));
    assert_eq!(q.open(), 3, "new people are made where nobody says otherwise");
    assert!(asked.command.is_none());

    let said: Mapping = serde_json::from_str(
        r#"{"date_order": "dmy", "unit": "days", "statuses": {"Kick-off": "in_progress"}, "people": {"hugo weis": "Hugo Weiß"}}"#,
    )
    .unwrap();
    let answered = preview(&memory, &file.path, Some(&said), false);
    assert_eq!((told(&answered), answered.questions.open()), (Vec::new(), 0));
    assert_eq!(answered.people, ["Ana Ruiz"]);
    memory.submit(answered.command.unwrap());
    let stage = &memory.called("a").stages[0];
    assert_eq!((stage.status.word(), stage.estimate, stage.assignees.len()), ("in_progress", Some(960), 1));
    assert!(stage.assignees.contains(&hugo));

    // Nobody, and nothing.
    let said: Mapping = serde_json::from_str(
        r#"{"date_order": "dmy", "unit": "days", "statuses": {"kickoff": ""}, "people": {"Hugo Weis": ""}}"#,
    )
    .unwrap();
    let mut other = Memory::new();
    other.submit(preview(&other, &file.path, Some(&said), false).command.unwrap());
    assert!(other.called("a").stages[0].assignees.is_empty());
    assert_eq!(other.called("a").stages[0].status.word(), "ready");
}

#[test]
fn custom_fields_are_columns_of_their_kind() {
    let mut memory = Memory::new();
    field(&mut memory, 1, "Campaign", FieldKind::Choice, &["Spring", "Fall"]);
    field(&mut memory, 2, "Budget", FieldKind::Number, &[]);
    field(&mut memory, 3, "Shoot day", FieldKind::Date, &[]);
    field(&mut memory, 4, "Print", FieldKind::Checkbox, &[]);
    field(&mut memory, 5, "Link", FieldKind::Url, &[]);
    field(&mut memory, 6, "Producer", FieldKind::Person, &[]);
    field(&mut memory, 7, "Tags", FieldKind::MultiChoice, &["Hero", "Wet, cold"]);
    field(&mut memory, 8, "Ref", FieldKind::Text, &[]);
    let file = csv(concat!(
        "Name,CAMPAIGN,Budget,Shoot day,Print,Link,Producer,Tags,Ref\n",
        "a,spring,\"1200,50\",2026-05-01,x,www.example.com,Ada King,\"Hero; Wet, cold\",007\n",
        "b,Winter,\"1,200\",maybe,perhaps,nowhere,\"Ada King, Ben Okafor\",Dry,\n",
    ));
    let result = preview(&memory, &file.path, None, true);
    let wrong: Vec<String> = told(&result).iter().map(|t| t.split(':').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(wrong, ["B3", "C3", "D3", "E3", "F3", "G3", "H3"], "{:#?}", told(&result));
    memory.submit(result.command.unwrap());
    let value = |name: &str| {
        let found = memory.state.studio.fields_of(FieldOf::Deliverable).into_iter().find(|f| f.name == name).unwrap();
        memory.called("a").field(found)
    };
    assert_eq!(value("Budget"), Some(FieldValue::Number(Decimal(1_200_500_000))));
    assert_eq!(value("Shoot day"), Some(FieldValue::Date(Date::constant(2026, 5, 1))));
    assert_eq!(value("Print"), Some(FieldValue::Checkbox(true)));
    assert_eq!(value("Link"), Some(FieldValue::Url("https://www.example.com".into())));
    assert_eq!(value("Ref"), Some(FieldValue::Text("007".into())));
    assert!(matches!(value("Tags"), Some(FieldValue::MultiChoice(tags)) if tags.len() == 2), "{:?}", value("Tags"));
    assert!(matches!(value("Producer"), Some(FieldValue::Person(p)) if memory.state.studio.name_of(p) == "Ada King"));
    let again = csv("Name,Campaign,Budget\na,Fall,1200.5\n");
    let result = preview(&memory, &again.path, None, false);
    let changes: Vec<_> = result.rows[0].changes.iter().map(|c| format!("{} {} {}", c.field, c.from, c.to)).collect();
    assert_eq!(changes, ["Campaign Spring Fall"]);
}

#[test]
fn an_empty_cell_says_nothing_unless_it_is_asked_to_empty_the_field() {
    let mut memory = Memory::new();
    field(&mut memory, 2, "Budget", FieldKind::Number, &[]);
    let full = csv(concat!(
        "Name,Type,Due,Notes,Budget,Modeling,Modeling Artist,Modeling Due,Modeling Days\n",
        "a,Set,2026-04-01,text,5,wip,Ana Ruiz,2026-03-20,2\n",
    ));
    memory.submit(preview(&memory, &full.path, None, false).command.unwrap());
    let header = std::fs::read_to_string(&full.path).unwrap().lines().next().unwrap().to_owned();
    let empty = csv(&format!("{header}\na,,,,,,,,\n"));
    assert_eq!(preview(&memory, &empty.path, None, false).unchanged, 1);

    let clears = Mapping { blank_clears: true, ..Mapping::default() };
    let result = preview(&memory, &empty.path, Some(&clears), false);
    let cleared: Vec<&str> = result.rows[0].changes.iter().map(|c| c.field.as_str()).collect();
    let expect = ["Type", "Due", "Description", "Budget", "Modeling people", "Modeling due", "Modeling estimate"];
    assert_eq!(cleared, expect);
    assert!(result.rows[0].changes.iter().all(|c| c.to.is_empty()));
    memory.submit(result.command.unwrap());
    let found = memory.called("a");
    assert_eq!((found.kind.as_str(), found.due, found.description.as_str()), ("", None, ""));
    assert!(found.stages[0].assignees.is_empty() && found.stages[0].due.is_none());
    assert_eq!(
        (found.stages[0].estimate, found.stages[0].status.word()),
        (None, "in_progress"),
        "a status is never empty"
    );
    assert!(preview(&memory, &empty.path, Some(&clears), false).command.is_none(), "and again changes nothing");
}

#[test]
fn named_rows_are_left_out_with_their_errors() {
    let memory = Memory::new();
    let file = csv("Name,Due\na,\nb,never\nc,\na,\n");
    let book = read(&file.path, None).unwrap();
    let mapping = detect(book.grid(), &memory.target(), None).unwrap();
    let with = |rows: &[usize]| {
        let skip = Skip { errors: false, rows: rows.iter().copied().collect(), hidden: false };
        plan(&memory.state, PROJECT, book.grid(), &mapping, today(), &mut ids(), &skip).unwrap()
    };
    assert_eq!((with(&[]).error_count, with(&[3]).error_count), (2, 1));
    // Without row 2 the other row of its name comes in.
    let result = with(&[2, 3]);
    assert_eq!((result.error_count, result.created, result.skipped), (0, 2, 2));
    assert_eq!(result.rows[0].left, Some(Left::Asked));
    assert!(result.command.is_some());
}

#[test]
fn a_kept_mapping_is_found_by_its_headers_wherever_they_are() {
    let mut memory = Memory::new();
    let file = csv("Thing,Look,Modeling\nx,Spring,Kick-off\n");
    let given: Mapping = serde_json::from_str(
        r#"{"header_row": 1, "columns": [{"column": "A", "field": "name"}, {"column": "B", "field": "kind"}],
            "statuses": {"kick off": "in_progress"}, "date_order": "mdy"}"#,
    )
    .unwrap();
    let book = read(&file.path, None).unwrap();
    let mapping = detect(book.grid(), &memory.target(), Some(&given)).unwrap();
    assert!(recall(memory.target().project, book.grid()).is_none());
    let id = SheetMapId::new([4; 16]);
    memory.submit(Command::KeepSheetMap { project: PROJECT, id, name: "Weekly".into(), mapping: keep(&mapping) });

    // Two rows further down, and the columns in another order.
    let moved = csv("Our plan,,\n,,\nModeling,Look,Thing\nKick-off,Spring,x\n");
    let book = read(&moved.path, None).unwrap();
    let found = recall(memory.target().project, book.grid()).unwrap();
    assert_eq!((found.name.as_str(), found.mapping.header_row), ("Weekly", Some(3)));
    let mapping = detect(book.grid(), &memory.target(), Some(&found.mapping)).unwrap();
    let result = plan(&memory.state, PROJECT, book.grid(), &mapping, today(), &mut ids(), &Skip::default()).unwrap();
    assert_eq!((told(&result), result.rows[0].name.as_str()), (Vec::new(), "x"));

    // Other headers are another sheet; by name it helps as far as it goes.
    let other = csv("Thing,Look,Modeling,More\nx,Spring,Kick-off,1\n");
    let book = read(&other.path, None).unwrap();
    assert!(recall(memory.target().project, book.grid()).is_none());
    let found = named(memory.target().project, "weekly", book.grid()).unwrap();
    let mapping = detect(book.grid(), &memory.target(), Some(&found.mapping)).unwrap();
    assert_eq!(mapping.columns[1].field, Field::Kind);
    assert!(named(memory.target().project, "monthly", book.grid()).unwrap_err().to_string().contains("\"Weekly\""));

    // The same name again is the same mapping; a removed one is not chosen.
    let second = SheetMapId::new([6; 16]);
    memory.submit(Command::KeepSheetMap {
        project: PROJECT,
        id: second,
        name: "WEEKLY".into(),
        mapping: keep(&mapping),
    });
    assert_eq!(memory.target().project.sheet_maps.len(), 1);
    assert!(recall(memory.target().project, book.grid()).is_some());
    memory.submit(Command::RemoveSheetMap { project: PROJECT, id, removed: true });
    assert!(memory.target().project.sheet_maps.is_empty());
}
