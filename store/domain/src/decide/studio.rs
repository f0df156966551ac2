//! Name, brand, people and pipelines of the studio.

use super::{Case, Decided, Refusal, invalid, not_now, on_one_line};
use crate::{
    document::{DocId, Edit, Value},
    names,
    permission::Permission,
    person::Person,
    pipeline::{Pipeline, StageDef},
    studio,
};
use std::collections::BTreeMap;

pub(super) fn edit(case: &Case<'_>, name: Option<String>, brand: Option<String>) -> Result<Decided, Refusal> {
    case.need(Permission::EditStudio)?;
    let doc = DocId::studio(case.state.studio.id);
    let mut edits = Vec::new();
    if let Some(name) = name {
        let name = names::tidy(&name);
        if name.is_empty() {
            return Err(invalid("A studio needs a name."));
        }
        on_one_line("A studio's name", &name)?;
        edits.push(Edit::put(doc, ["name"], name));
    }
    if let Some(brand) = brand {
        let digits = brand.strip_prefix('#').unwrap_or_default();
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(invalid(format!("\"{brand}\" is not a colour; write it as #RRGGBB.")));
        }
        edits.push(Edit::put(doc, ["brand"], brand));
    }
    Ok(Decided { edits, message: "changed the studio".into() })
}

pub(super) fn add_person(case: &Case<'_>, person: &Person) -> Result<Decided, Refusal> {
    case.need(Permission::EditStudio)?;
    if names::tidy(&person.name).is_empty() {
        return Err(invalid("A person needs a name."));
    }
    on_one_line("A person's name", &person.name)?;
    if let Some(problem) = Person::address_problem(&person.email) {
        return Err(invalid(problem));
    }
    let taken = |p: &&Person| p.id != person.id && !person.email.is_empty() && p.is_called(&person.email);
    if let Some(other) = case.state.studio.people.values().find(taken) {
        return Err(not_now(
            format!("{} already has the address {}.", other.name, person.email),
            "Use that person, or another address.",
        ));
    }
    let edit = studio::add_person(DocId::studio(case.state.studio.id), person);
    Ok(Decided { edits: vec![edit], message: format!("added {}", person.name) })
}

/// Makes the template read as given, editing only what differs, so that two people's edits of one
/// template merge.
pub(super) fn apply_pipeline(case: &Case<'_>, pipeline: &Pipeline) -> Result<Decided, Refusal> {
    case.need(Permission::EditStudio)?;
    on_one_line("A pipeline's name", &pipeline.name)?;
    pipeline.stages.iter().try_for_each(|stage| on_one_line("A stage's name", &stage.name))?;
    let mut problems = pipeline.problems();
    let name = names::tidy(&pipeline.name);
    let name = name.as_str();
    let namesake = |p: &&Pipeline| p.id != pipeline.id && names::is_same(&p.name, name);
    if case.state.studio.pipelines.values().any(|p| namesake(&p)) {
        problems.push(format!("Another pipeline is called \"{name}\"."));
    }
    if !problems.is_empty() {
        return Err(invalid(problems.join(" ")));
    }
    let doc = DocId::studio(case.state.studio.id);
    let key = format!("pipeline:{}", pipeline.id);
    let message = format!("changed the pipeline {name}");
    let Some(old) = case.state.studio.pipelines.get(&pipeline.id) else {
        let mut entry: BTreeMap<String, Value> = BTreeMap::from([("name".into(), name.into())]);
        if pipeline.archived {
            entry.insert("archived".into(), true.into());
        }
        entry.extend(pipeline.stages.iter().map(|s| (format!("stage:{}", s.id), stage_value(s))));
        return Ok(Decided { edits: vec![Edit::put(doc, [key], Value::Map(entry))], message });
    };
    let mut edits = Vec::new();
    if old.name != name {
        edits.push(Edit::put(doc, [key.as_str(), "name"], name));
    }
    if old.archived != pipeline.archived {
        edits.push(Edit::put(doc, [key.as_str(), "archived"], pipeline.archived));
    }
    for stage in &pipeline.stages {
        let place = format!("stage:{}", stage.id);
        let Some(before) = old.stages.iter().find(|s| s.id == stage.id) else {
            edits.push(Edit::put(doc, [key.clone(), place], stage_value(stage)));
            continue;
        };
        let name = names::tidy(&stage.name);
        if before.name != name {
            edits.push(Edit::put(doc, [key.as_str(), &place, "name"], name));
        }
        if before.order != stage.order {
            edits.push(Edit::put(doc, [key.as_str(), &place, "order"], stage.order));
        }
        for need in stage.needs.symmetric_difference(&before.needs) {
            let wanted = stage.needs.contains(need).then_some(true);
            edits.push(Edit::set(doc, [key.as_str(), &place, &format!("need:{need}")], wanted));
        }
    }
    for gone in old.stages.iter().filter(|s| pipeline.stages.iter().all(|n| n.id != s.id)) {
        edits.push(Edit::put(doc, [key.as_str(), &format!("stage:{}", gone.id), "removed"], true));
    }
    Ok(Decided { edits, message })
}

fn stage_value(stage: &StageDef) -> Value {
    let mut entry: BTreeMap<String, Value> =
        BTreeMap::from([("name".into(), names::tidy(&stage.name).into()), ("order".into(), stage.order.into())]);
    entry.extend(stage.needs.iter().map(|n| (format!("need:{n}"), true.into())));
    Value::Map(entry)
}
