//! Custom fields of eight kinds, and several commands as one step.

use crate::paper::{BOTTLE, Paper, with_role};
use rushes_domain::*;
use std::collections::BTreeSet;

fn field(kind: FieldKind, name: &str) -> Field {
    let option = |n: u8, name: &str| FieldOption {
        id: OptionId::new([n; 16]),
        name: name.into(),
        order: i64::from(n),
        removed: false,
    };
    let options = match kind {
        FieldKind::Choice | FieldKind::MultiChoice => vec![option(1, "Red"), option(2, "Green")],
        _ => Vec::new(),
    };
    Field {
        id: FieldId::derive(&[name.as_bytes()]),
        name: name.into(),
        kind,
        of: FieldOf::Deliverable,
        order: 1,
        archived: false,
        options,
    }
}

fn set(paper: &mut Paper, field: &Field, value: Option<FieldValue>) -> Result<Decided, Refusal> {
    let changes = vec![DeliverableChange::Field(field.id, value)];
    paper.try_as(crate::paper::ADA, Command::EditDeliverable { id: BOTTLE, changes })
}

#[test]
fn every_kind_of_field_keeps_what_people_write() {
    let mut paper = Paper::with_bottle();
    let cases = [
        (FieldKind::Text, "glossy, but not wet", "glossy, but not wet"),
        (FieldKind::Number, "12,5", "12.5"),
        (FieldKind::Date, "2026-12-01", "2026-12-01"),
        (FieldKind::Choice, "red", "Red"),
        (FieldKind::MultiChoice, "green; RED", "Red, Green"),
        (FieldKind::Checkbox, "Yes", "yes"),
        (FieldKind::Url, "https://example.test/a", "https://example.test/a"),
        (FieldKind::Person, "ada@meridian.test", "Ada Vale"),
    ];
    for (kind, written, shown) in cases {
        let field = field(kind, kind.label());
        paper.ok(Command::DefineField(field.clone()));
        let value = paper.state.studio.parse_value(&field, written).unwrap();
        assert_eq!(value.as_ref().map(FieldValue::kind), Some(kind));
        set(&mut paper, &field, value).unwrap();
        let kept = paper.state.deliverable(BOTTLE).unwrap().field(&field).unwrap();
        assert_eq!(paper.state.studio.shown(&field, &kept), shown);
        set(&mut paper, &field, None).unwrap();
        let left = paper.state.deliverable(BOTTLE).unwrap().field(&field);
        assert!(left.is_none() || left == Some(FieldValue::MultiChoice(BTreeSet::new())), "{left:?}");
    }
}

#[test]
fn what_a_field_does_not_take_is_refused() {
    let mut paper = Paper::with_bottle();
    let number = field(FieldKind::Number, "Frames");
    let choice = field(FieldKind::Choice, "Look");
    let url = field(FieldKind::Url, "Reference");
    for field in [&number, &choice, &url] {
        paper.ok(Command::DefineField(field.clone()));
    }
    assert!(set(&mut paper, &number, Some(FieldValue::Checkbox(true))).is_err());
    assert!(set(&mut paper, &choice, Some(FieldValue::Choice(OptionId::new([9; 16])))).is_err());
    assert!(set(&mut paper, &url, Some(FieldValue::Url("javascript:alert(1)".into()))).is_err());
    assert!(paper.try_as(with_role(Role::Artist), Command::DefineField(field(FieldKind::Text, "Mine"))).is_err());
    let other_kind = Field { kind: FieldKind::Text, ..number.clone() };
    assert!(paper.try_as(crate::paper::ADA, Command::DefineField(other_kind)).is_err(), "a kind stays");
    let twin = Field { id: FieldId::new([8; 16]), name: "frames".into(), ..number };
    assert!(paper.try_as(crate::paper::ADA, Command::DefineField(twin)).is_err(), "one name, one field");
}

#[test]
fn several_commands_are_one_step_or_none() {
    let mut paper = Paper::with_bottle();
    let stages: Vec<StageId> = paper.state.deliverable(BOTTLE).unwrap().stages.iter().map(|s| s.id).collect();
    let target = |i: usize| StageTarget { deliverable: BOTTLE, stage: stages[i] };
    let good = |i| Command::EstimateStage { target: target(i), minutes: Some(90) };
    let bad = Command::EstimateStage { target: target(0), minutes: Some(0) };
    let batch = |commands, skip_refused| Command::Batch { label: "estimated".into(), commands, skip_refused };
    let refused = paper.try_as(crate::paper::ADA, batch(vec![good(0), bad.clone()], false));
    assert!(refused.is_err());
    assert_eq!(paper.state.deliverable(BOTTLE).unwrap().stages[0].estimate, None);
    let decided = paper.ok(batch(vec![good(0), bad.clone(), good(1)], true));
    assert_eq!(decided.message, "estimated");
    let minutes: Vec<_> = paper.state.deliverable(BOTTLE).unwrap().stages.iter().map(|s| s.estimate).collect();
    assert_eq!(minutes[..3], [Some(90), Some(90), None]);
    let actor = crate::paper::ADA;
    let foreseen = preview(&paper.state, actor, Timestamp(1), &[good(2), bad.clone()]);
    assert!(foreseen[0].is_none() && foreseen[1].is_some());
    assert!(paper.try_as(actor, batch(vec![bad], true)).is_err(), "nothing done is a refusal");
    assert!(paper.try_as(actor, batch(vec![batch(vec![good(0)], true)], true)).is_err());
}
