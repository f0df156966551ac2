//! Custom fields: their definitions, and which values they take.

use super::{Case, Decided, Refusal, fits, invalid, missing, not_now, on_one_line};
use crate::{
    document::{DocId, Edit, Value},
    field::{Field, FieldKind, FieldOf, FieldOption, FieldValue},
    ids::FieldId,
    names::{self, plain},
    permission::Permission,
    text::Text,
};
use std::collections::{BTreeMap, BTreeSet};

/// Makes the field read as given, editing only what differs, so that two people's edits merge.
pub(super) fn define(case: &Case<'_>, field: &Field) -> Result<Decided, Refusal> {
    case.need(Permission::EditStudio)?;
    let name = names::tidy(&field.name);
    let name = name.as_str();
    if name.is_empty() {
        return Err(invalid("A field needs a name."));
    }
    fits(Text::ShortName, "A field's name", name)?;
    let of_same = case.state.studio.fields.values().filter(|f| f.of == field.of && f.id != field.id && !f.archived);
    if !field.archived && of_same.into_iter().any(|f| plain(&f.name) == plain(name)) {
        return Err(not_now(format!("Another field is called \"{name}\"."), "Choose another name."));
    }
    let mut names = BTreeSet::new();
    if field.options.iter().any(|o| names::tidy(&o.name).is_empty()) {
        return Err(invalid("An option needs a name."));
    }
    field.options.iter().try_for_each(|option| on_one_line("An option's name", &option.name))?;
    if let Some(twice) = field.offered().find(|o| !names.insert(plain(&o.name))) {
        return Err(invalid(format!("Two options are called \"{}\".", twice.name)));
    }
    if matches!(field.kind, FieldKind::Choice | FieldKind::MultiChoice) && field.offered().next().is_none() {
        return Err(invalid("A choice needs at least one option."));
    }
    let doc = DocId::studio(case.state.studio.id);
    let key = format!("field:{}", field.id);
    let Some(old) = case.state.studio.fields.get(&field.id) else {
        let mut entry: BTreeMap<String, Value> = BTreeMap::from([
            ("name".into(), name.into()),
            ("kind".into(), field.kind.word().into()),
            ("of".into(), field.of.word().into()),
            ("order".into(), field.order.into()),
        ]);
        entry.extend(field.options.iter().map(|o| (format!("option:{}", o.id), option_value(o))));
        return Ok(Decided {
            edits: vec![Edit::put(doc, [key], Value::Map(entry))],
            message: format!("made the field {name}"),
        });
    };
    if old.kind != field.kind || old.of != field.of {
        return Err(not_now(
            format!("The field {} keeps its kind: values of the old kind would be lost.", old.name),
            "Make a new field, and archive this one.",
        ));
    }
    let mut edits = Vec::new();
    if old.name != name {
        edits.push(Edit::put(doc, [key.as_str(), "name"], name));
    }
    if old.order != field.order {
        edits.push(Edit::put(doc, [key.as_str(), "order"], field.order));
    }
    if old.archived != field.archived {
        edits.push(Edit::put(doc, [key.as_str(), "archived"], field.archived));
    }
    for option in &field.options {
        let place = format!("option:{}", option.id);
        let Some(before) = old.options.iter().find(|o| o.id == option.id) else {
            edits.push(Edit::put(doc, [key.clone(), place], option_value(option)));
            continue;
        };
        let name = names::tidy(&option.name);
        if before.name != name {
            edits.push(Edit::put(doc, [key.as_str(), &place, "name"], name));
        }
        if before.order != option.order {
            edits.push(Edit::put(doc, [key.as_str(), &place, "order"], option.order));
        }
        if before.removed != option.removed {
            edits.push(Edit::put(doc, [key.as_str(), &place, "removed"], option.removed));
        }
    }
    let kept = |id| field.options.iter().any(|o| o.id == id);
    for gone in old.options.iter().filter(|o| !o.removed && !kept(o.id)) {
        edits.push(Edit::put(doc, [key.as_str(), &format!("option:{}", gone.id), "removed"], true));
    }
    Ok(Decided { edits, message: format!("changed the field {name}") })
}

fn option_value(option: &FieldOption) -> Value {
    Value::map([("name", Value::from(names::tidy(&option.name))), ("order", option.order.into())])
}

/// The field, if it is one of these things and takes the value.
pub(super) fn usable<'a>(
    case: &Case<'a>,
    of: FieldOf,
    id: FieldId,
    value: Option<&FieldValue>,
) -> Result<&'a Field, Refusal> {
    let field = case.state.studio.fields.get(&id).filter(|f| f.of == of).ok_or_else(|| missing("the field"))?;
    takes(case, field, value)?;
    Ok(field)
}

/// Whether the field takes the value.
pub(super) fn takes(case: &Case<'_>, field: &Field, value: Option<&FieldValue>) -> Result<(), Refusal> {
    let Some(value) = value else { return Ok(()) };
    if value.kind() != field.kind {
        return Err(invalid(format!("The field {} takes {}.", field.name, field.kind.label().to_lowercase())));
    }
    if let FieldValue::Text(text) | FieldValue::Url(text) = value {
        fits(Text::FieldValue, &field.name, text)?;
    }
    let known = |o| field.options.iter().any(|x| x.id == o);
    match value {
        FieldValue::Url(url) if !is_web_address(url) => {
            Err(invalid(format!("\"{url}\" is not a web address; write https:// and the rest.")))
        }
        FieldValue::Choice(option) if !known(*option) => Err(missing("the option")),
        FieldValue::MultiChoice(options) if !options.iter().all(|o| known(*o)) => Err(missing("an option")),
        FieldValue::Person(person) if !case.state.studio.people.contains_key(person) => Err(missing("the person")),
        _ => Ok(()),
    }
}

fn is_web_address(text: &str) -> bool {
    let text = text.trim();
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    text.is_empty() || rest.is_some_and(|r| !r.is_empty() && !r.chars().any(|c| c.is_whitespace() || c.is_control()))
}

/// What the log says of a new value.
pub(super) fn told(case: &Case<'_>, field: &Field, value: Option<&FieldValue>) -> String {
    match value {
        Some(value) => format!("{} {}", field.name, quoted(case, field, value)),
        None => format!("{} emptied", field.name),
    }
}

/// What the log says of one field's new value alone, as a deed.
pub(super) fn told_alone(case: &Case<'_>, of: &str, field: &Field, value: Option<&FieldValue>) -> String {
    match value {
        Some(value) => format!("set {} of {of} to {}", field.name, quoted(case, field, value)),
        None => format!("emptied {} of {of}", field.name),
    }
}

/// Letters of a value that the log repeats.
const MOST_TOLD: usize = 80;

/// A value as people of the studio read it, in quotes, its beginning where it is long.
fn quoted(case: &Case<'_>, field: &Field, value: &FieldValue) -> String {
    let shown = case.state.studio.shown(field, value);
    let line = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = line.chars();
    let told: String = letters.by_ref().take(MOST_TOLD).collect();
    format!("\"{told}{}\"", if letters.next().is_some() { "…" } else { "" })
}
