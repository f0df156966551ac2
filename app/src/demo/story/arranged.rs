//! What the studio wants to know besides: custom fields of both, and how long stages should take.

use super::super::{cast::Who, teller::Teller};
use rushes_domain::{
    Command, Decimal, Deliverable, DeliverableChange, Field, FieldId, FieldKind, FieldOf, FieldOption, FieldValue,
    OptionId, ProjectChange, StageTarget,
};

/// Fields of deliverables: the name, the kind, the options.
const OF_DELIVERABLES: [(&str, FieldKind, &[&str]); 5] = [
    ("Format", FieldKind::Choice, &["Square", "Portrait", "Landscape", "Clip"]),
    ("Markets", FieldKind::MultiChoice, &["Europe", "America", "Asia"]),
    ("Versions", FieldKind::Number, &[]),
    ("Legal checked", FieldKind::Checkbox, &[]),
    ("Brief", FieldKind::Url, &[]),
];
/// Hours a stage should take, by the length of its name: plausible, and the same every time.
const HOURS: [u32; 4] = [4, 6, 12, 16];

/// Arranges them, and fills them in.
///
/// # Errors
/// When the studio refuses a step of it.
pub(super) fn tell(t: &mut Teller) -> anyhow::Result<()> {
    let mut fields = Vec::new();
    for (order, (name, kind, options)) in (1..).zip(OF_DELIVERABLES) {
        fields.push(define(t, FieldOf::Deliverable, (order, name, kind), options)?);
    }
    let days = define(t, FieldOf::Project, (1, "Days sold", FieldKind::Number), &[])?;
    let contact = define(t, FieldOf::Project, (2, "Contact", FieldKind::Person), &[])?;
    let (projects, deliverables) = t.made_so_far()?;
    let producer = t.cast.person(Who::Mara)?;
    for (n, id) in (1i64..).zip(projects) {
        let changes = vec![
            ProjectChange::Field(days.id, Some(FieldValue::Number(Decimal(n * 42_500_000)))),
            ProjectChange::Field(contact.id, Some(FieldValue::Person(producer))),
        ];
        t.cast.act(Who::Mara, Command::EditProject { id, changes })?;
    }
    for (n, deliverable) in deliverables.iter().enumerate() {
        let changes = fields.iter().filter_map(|f| Some(DeliverableChange::Field(f.id, Some(value(f, n)?)))).collect();
        t.cast.act(Who::Mara, Command::EditDeliverable { id: deliverable.id, changes })?;
        estimates(t, deliverable)?;
    }
    Ok(())
}

fn define(
    t: &mut Teller,
    of: FieldOf,
    (order, name, kind): (i64, &str, FieldKind),
    options: &[&str],
) -> anyhow::Result<Field> {
    let options = (1..).zip(options).map(|(order, name)| FieldOption {
        id: OptionId::new(t.id()),
        name: (*name).to_owned(),
        order,
        removed: false,
    });
    let options = options.collect();
    let field = Field { id: FieldId::new(t.id()), name: name.to_owned(), kind, of, order, archived: false, options };
    t.cast.act(Who::Mara, Command::DefineField(field.clone()))?;
    Ok(field)
}

/// The value of the nth deliverable; some have none, as in life.
fn value(field: &Field, n: usize) -> Option<FieldValue> {
    let option = |i: usize| field.options.get(i % field.options.len().max(1)).map(|o| o.id);
    Some(match field.kind {
        FieldKind::Choice => FieldValue::Choice(option(n)?),
        FieldKind::MultiChoice => FieldValue::MultiChoice((0..=n % 3).filter_map(option).collect()),
        FieldKind::Number if n % 4 != 3 => FieldValue::Number(Decimal((n as i64 % 5 + 1) * 1_000_000)),
        FieldKind::Checkbox if n.is_multiple_of(3) => FieldValue::Checkbox(true),
        FieldKind::Url if n.is_multiple_of(2) => {
            FieldValue::Url(format!("https://meridian.example/briefs/{}", 1040 + n))
        }
        _ => return None,
    })
}

fn estimates(t: &mut Teller, deliverable: &Deliverable) -> anyhow::Result<()> {
    let commands: Vec<Command> = deliverable
        .stages
        .iter()
        .map(|stage| {
            let target = StageTarget { deliverable: deliverable.id, stage: stage.id };
            let minutes = Some(HOURS[stage.name.len() % HOURS.len()] * 60);
            Command::EstimateStage { target, minutes }
        })
        .collect();
    let label = format!("estimated every stage of {}", deliverable.name);
    t.cast.act(Who::Mara, Command::Batch { label, commands, skip_refused: false })
}
