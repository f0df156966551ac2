//! `rushes field`: what the studio wants to know of its projects and deliverables, and the values.

use super::{
    context::Ctx,
    error::CliError,
    output::{Output, table},
};
use clap::Subcommand;
use rushes_domain::{Command, Field, FieldId, FieldKind, FieldOf, FieldOption, FieldValue, OptionId, State, Studio};
use serde_json::{Map, Value, json};

/// What can be done with custom fields.
#[derive(Debug, Subcommand)]
pub(super) enum FieldCommand {
    /// List the custom fields.
    List {
        /// Of what only: project or deliverable.
        #[arg(long, value_parser = str::parse::<FieldOf>)]
        of: Option<FieldOf>,
        /// Archived ones too.
        #[arg(long)]
        archived: bool,
    },
    /// Make a field, or change the one of that name.
    Define(Define),
    /// Take a field out of sight; its values are kept.
    Archive(Which),
    /// Bring an archived field back.
    Restore(Which),
}

/// A field by name.
#[derive(Debug, clap::Args)]
pub(super) struct Which {
    /// Its name or id.
    name: String,
    /// Of what: project or deliverable.
    #[arg(long, default_value = "deliverable", value_parser = str::parse::<FieldOf>)]
    of: FieldOf,
}

/// A field as it is to be.
#[derive(Debug, clap::Args)]
pub(super) struct Define {
    #[command(flatten)]
    which: Which,
    /// What it takes: text, number, date, choice, multi_choice, checkbox, url or person. It never changes.
    #[arg(long, value_parser = str::parse::<FieldKind>)]
    kind: Option<FieldKind>,
    /// Its new name.
    #[arg(long, value_name = "NEW")]
    rename: Option<String>,
    /// All options of a choice, in order: one that is not named is no longer offered.
    #[arg(long = "option", value_name = "NAME")]
    options: Vec<String>,
    /// Names an option anew; values that have it keep it.
    #[arg(long = "rename-option", value_name = "OLD=NEW", value_parser = pair)]
    renames: Vec<(String, String)>,
    /// Its place in the list, from 1.
    #[arg(long)]
    place: Option<i64>,
}

/// `NAME=VALUE`; the value may be empty.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err(format!("\"{text}\" is not of the form NAME=VALUE")),
    }
}

pub(super) fn run(ctx: &Ctx<'_>, command: FieldCommand) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let studio = &snapshot.state.studio;
    let field = match command {
        FieldCommand::List { of, archived } => return Ok(list(studio, of, archived)),
        FieldCommand::Define(asked) => defined(studio, asked)?,
        FieldCommand::Archive(which) => Field { archived: true, ..named(studio, &which)?.clone() },
        FieldCommand::Restore(which) => Field { archived: false, ..named(studio, &which)?.clone() },
    };
    let id = field.id;
    store.submit(Command::DefineField(field))?;
    let snapshot = store.snapshot();
    let gone = || CliError::missing("field", &id.to_string(), "List the fields again.");
    let field = snapshot.state.studio.fields.get(&id).ok_or_else(gone)?;
    Ok(Output::new(row(field), lines(&[field])))
}

/// The field of a name or an id, archived or not.
fn named<'s>(studio: &'s Studio, which: &Which) -> Result<&'s Field, CliError> {
    let archived = |f: &&Field| f.of == which.of && rushes_domain::names::is_same(&f.name, &which.name);
    studio
        .field_called(which.of, &which.name)
        .or_else(|| studio.fields.values().find(archived))
        .ok_or_else(|| CliError::missing("field", &which.name, "`rushes field list --archived` shows the fields."))
}

fn defined(studio: &Studio, asked: Define) -> Result<Field, CliError> {
    let mut field = match named(studio, &asked.which) {
        Ok(known) => known.clone(),
        Err(missing) => {
            let Some(kind) = asked.kind else {
                let hint = "To make a field, say what it takes with --kind.";
                return Err(CliError { hint: hint.into(), ..missing });
            };
            let order = studio.fields_of(asked.which.of).last().map_or(1, |f| f.order + 1);
            let (name, of) = (asked.which.name.trim().to_owned(), asked.which.of);
            let id = FieldId::new(rushes_store::fresh());
            Field { id, name, kind, of, order, archived: false, options: Vec::new() }
        }
    };
    if let Some(kind) = asked.kind {
        // The store says why it stays as it is.
        field.kind = kind;
    }
    if let Some(name) = asked.rename {
        field.name = name;
    }
    if let Some(place) = asked.place {
        field.order = place;
    }
    for (old, new) in &asked.renames {
        let Some(id) = field.option_called(old).map(|o| o.id) else {
            return Err(CliError::missing("option", old, "`rushes field list` shows the options."));
        };
        field.options.iter_mut().filter(|o| o.id == id).for_each(|o| new.trim().clone_into(&mut o.name));
    }
    if !asked.options.is_empty() {
        field.options = options(&field, &asked.options);
    }
    Ok(field)
}

/// These options in this order, those known already with their ids; the others are no longer offered.
fn options(field: &Field, names: &[String]) -> Vec<FieldOption> {
    let mut options: Vec<FieldOption> = Vec::new();
    for (order, name) in (1i64..).zip(names) {
        let known = field.option_called(name).filter(|o| options.iter().all(|n| n.id != o.id));
        options.push(match known {
            Some(option) => FieldOption { order, removed: false, ..option.clone() },
            None => {
                let id = OptionId::new(rushes_store::fresh());
                FieldOption { id, name: name.trim().to_owned(), order, removed: false }
            }
        });
    }
    let gone = field.options.iter().filter(|o| options.iter().all(|n| n.id != o.id));
    let gone: Vec<_> = gone.map(|o| FieldOption { removed: true, ..o.clone() }).collect();
    options.extend(gone);
    options
}

fn list(studio: &Studio, of: Option<FieldOf>, archived: bool) -> Output {
    let mut fields: Vec<&Field> =
        studio.fields.values().filter(|f| of.is_none_or(|of| f.of == of) && (archived || !f.archived)).collect();
    fields.sort_by_key(|f| (f.archived, f.of, f.order, f.id));
    let text = if fields.is_empty() { "There are no custom fields.".to_owned() } else { lines(&fields) };
    Output::new(fields.into_iter().map(row).collect(), text)
}

fn row(field: &Field) -> Value {
    let options: Vec<Value> = field.offered().map(|o| json!({"id": o.id, "name": o.name})).collect();
    json!({
        "id": field.id,
        "name": field.name,
        "kind": field.kind.word(),
        "of": field.of.word(),
        "archived": field.archived,
        "options": options,
    })
}

fn lines(fields: &[&Field]) -> String {
    let lines: Vec<_> = fields
        .iter()
        .map(|f| {
            let options = f.offered().map(|o| o.name.as_str()).collect::<Vec<_>>().join(", ");
            let options = if f.archived { format!("(archived) {options}") } else { options };
            vec![f.name.clone(), f.kind.label().to_owned(), f.of.word().to_owned(), options]
        })
        .collect();
    table(&["Field", "Takes", "Of", ""], &lines)
}

/// What `--field NAME=VALUE` asks for, in order; everything that is wrong at once.
pub(super) fn values(
    state: &State,
    of: FieldOf,
    pairs: &[(String, String)],
) -> Result<Vec<(FieldId, Option<FieldValue>)>, CliError> {
    let mut values = Vec::new();
    let mut wrong = Vec::new();
    for (name, text) in pairs {
        let Some(field) = state.studio.field_called(of, name) else {
            wrong.push(format!("There is no field \"{name}\" of a {}.", of.word()));
            continue;
        };
        match state.studio.parse_value(field, text) {
            Ok(value) => values.push((field.id, value)),
            Err(sentence) => wrong.push(format!("{sentence}.")),
        }
    }
    match wrong.as_slice() {
        [] => Ok(values),
        _ => Err(CliError {
            details: wrong.clone(),
            ..CliError::invalid(wrong.join(" "), "Nothing was changed. `rushes field list` shows the fields.")
        }),
    }
}

/// Every field in use with its value: `{"Look": "Wet", "Frames": 48, ...}`.
pub(super) fn document(state: &State, of: FieldOf, value: impl Fn(&Field) -> Option<FieldValue>) -> Value {
    let fields = state.studio.fields_of(of);
    let entries: Map<String, Value> = fields
        .into_iter()
        .map(|field| (field.name.clone(), value(field).map_or(Value::Null, |v| one(state, field, &v))))
        .collect();
    Value::Object(entries)
}

fn one(state: &State, field: &Field, value: &FieldValue) -> Value {
    let shown = || state.studio.shown(field, value);
    match value {
        FieldValue::Checkbox(on) => json!(on),
        // As a number where that is exact, which it is but for the largest.
        FieldValue::Number(number) => {
            let text = number.to_string();
            serde_json::from_str(&text)
                .ok()
                .filter(|n: &Value| n.is_i64() || number.0.unsigned_abs() < (1 << 53))
                .unwrap_or(Value::String(text))
        }
        FieldValue::MultiChoice(ticked) => {
            field.options.iter().filter(|o| ticked.contains(&o.id)).map(|o| o.name.clone()).collect::<Vec<_>>().into()
        }
        _ => json!(shown()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn options_keep_their_ids_by_name_and_those_left_out_are_no_longer_offered() {
        let option =
            |n: u8, name: &str| FieldOption { id: OptionId::new([n; 16]), name: name.into(), order: 1, removed: false };
        let field = Field {
            id: FieldId::new([1; 16]),
            name: "Look".into(),
            kind: FieldKind::Choice,
            of: FieldOf::Deliverable,
            order: 1,
            archived: false,
            options: vec![option(1, "Wet"), option(2, "Dry")],
        };
        let new = options(&field, &["Frosted".into(), "wet".into()]);
        let seen: Vec<_> = new.iter().map(|o| (o.name.as_str(), o.order, o.removed)).collect();
        assert_eq!(seen, [("Frosted", 1, false), ("Wet", 2, false), ("Dry", 1, true)]);
        assert_eq!((new[1].id, new[2].id), (field.options[0].id, field.options[1].id));
    }

    #[test]
    fn pairs_may_have_an_empty_value_and_never_an_empty_name() {
        assert_eq!(pair("Look = Wet = very"), Ok(("Look".into(), " Wet = very".into())));
        assert_eq!(pair("Look="), Ok(("Look".into(), String::new())));
        assert!(pair("=x").is_err() && pair("Look").is_err());
    }
}
