//! Ways to read a project's sheets.

use super::{Case, Decided, Refusal, fits, invalid, missing};
use crate::{
    document::{DocId, Edit, Value},
    ids::{ProjectId, SheetMapId},
    names,
    permission::Permission,
    text::Text,
};

pub(super) fn keep(
    case: &Case<'_>,
    project: ProjectId,
    id: SheetMapId,
    name: &str,
    mapping: String,
) -> Result<Decided, Refusal> {
    case.need(Permission::Plan)?;
    let project = case.project(project)?;
    let name = names::tidy(name);
    let name = name.as_str();
    if name.is_empty() {
        return Err(invalid("A mapping needs a name."));
    }
    fits(Text::MappingName, "A mapping's name", name)?;
    fits(Text::Mapping, "A mapping", &mapping)?;
    let doc = DocId::project(project.id);
    let message = format!("kept the sheet mapping {name} of {}", project.name);
    // Another one of this name would make it two things; it becomes this one.
    let known = project.sheet_maps.iter().find(|m| m.id == id || names::is_same(&m.name, name));
    let Some(known) = known else {
        let entry =
            Value::map([("name", name.into()), ("mapping", Value::Str(mapping)), ("kept", Value::Time(case.at))]);
        return Ok(Decided { edits: vec![Edit::put(doc, [format!("sheetmap:{id}")], entry)], message });
    };
    let key = format!("sheetmap:{}", known.id);
    let mut edits = vec![Edit::put(doc, [key.as_str(), "kept"], case.at)];
    if known.name != name {
        edits.push(Edit::put(doc, [key.as_str(), "name"], name));
    }
    if known.mapping != mapping {
        edits.push(Edit::put(doc, [key.as_str(), "mapping"], mapping));
    }
    Ok(Decided { edits, message })
}

pub(super) fn remove(case: &Case<'_>, project: ProjectId, id: SheetMapId, removed: bool) -> Result<Decided, Refusal> {
    case.need(Permission::Plan)?;
    let project = case.project(project)?;
    // What was removed is not in the project's list any more, and may come back.
    if removed && !project.sheet_maps.iter().any(|m| m.id == id) {
        return Err(missing("the sheet mapping"));
    }
    let edit = Edit::put(DocId::project(project.id), [format!("sheetmap:{id}").as_str(), "removed"], removed);
    let deed = if removed { "removed" } else { "brought back" };
    Ok(Decided { edits: vec![edit], message: format!("{deed} a sheet mapping of {}", project.name) })
}
