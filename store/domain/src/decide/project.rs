//! Projects: made, changed, archived, deleted and brought back.

use super::{Case, Decided, Refusal, invalid, missing, not_now, on_one_line, plan::in_order};
use crate::{
    command::{NewProject, ProjectChange},
    document::{DocId, Edit, Value},
    field::{self, FieldOf},
    ids::ProjectId,
    media::MediaHash,
    names,
    permission::Permission,
    project::Project,
};

pub(super) fn create_project(case: &Case<'_>, new: &NewProject) -> Result<Decided, Refusal> {
    case.need(Permission::EditProjects)?;
    let code = checked_code(case, new.id, &new.code)?;
    let (name, client) = (names::tidy(&new.name), names::tidy(&new.client));
    if name.is_empty() {
        return Err(invalid("A project needs a name."));
    }
    on_one_line("A project's name", &name)?;
    on_one_line("A client's name", &client)?;
    if !case.state.studio.pipelines.contains_key(&new.pipeline) {
        return Err(missing("the pipeline"));
    }
    in_order(new.start, new.due)?;
    let doc = DocId::project(new.id);
    let fields: [(&str, Value); 7] = [
        ("code", code.into()),
        ("name", name.as_str().into()),
        ("client", client.into()),
        ("pipeline", new.pipeline.0.into()),
        ("start", new.start.into()),
        ("due", new.due.into()),
        ("created", case.at.into()),
    ];
    let edits = fields.into_iter().filter(|(_, v)| *v != Value::Null).map(|(k, v)| Edit::put(doc, [k], v)).collect();
    Ok(Decided { edits, message: format!("made the project {name}") })
}

pub(super) fn edit_project(case: &Case<'_>, id: ProjectId, changes: Vec<ProjectChange>) -> Result<Decided, Refusal> {
    case.need(Permission::EditProjects)?;
    let project = case.state.project_even_deleted(id).ok_or_else(|| missing("the project"))?;
    let comes_back = changes.contains(&ProjectChange::Deleted(false));
    if project.deleted && !comes_back {
        return Err(not_now(format!("The project {} is deleted.", project.code), "Bring it back first."));
    }
    if project.deleted && !changes.iter().any(|c| matches!(c, ProjectChange::Code(_))) {
        // Its code may have been taken meanwhile.
        checked_code(case, id, &project.code)?;
    }
    days_in_order(project, &changes)?;
    // What happens to the whole of it is told as such.
    let whole = match changes[..] {
        [ProjectChange::Archived(true)] => Some("archived the project"),
        [ProjectChange::Archived(false)] => Some("took up again the project"),
        [ProjectChange::Deleted(true)] => Some("deleted the project"),
        [ProjectChange::Deleted(false)] => Some("brought back the project"),
        _ => None,
    };
    let alone = match &changes[..] {
        [ProjectChange::Field(id, value)] => {
            let field = super::field::usable(case, FieldOf::Project, *id, value.as_ref())?;
            let of = format!("the project {}", project.name);
            Some(super::field::told_alone(case, &of, field, value.as_ref()))
        }
        _ => None,
    };
    let mut edits = Vec::new();
    let mut told = Vec::new();
    for change in changes {
        let (made, said) = change_edits(case, project, change)?;
        edits.extend(made);
        told.push(said);
    }
    let message = match (whole, alone) {
        (Some(deed), _) => format!("{deed} {}", project.name),
        (None, Some(deed)) => deed,
        (None, None) => format!("changed the project {}: {}", project.name, told.join(", ")),
    };
    Ok(Decided { edits, message })
}

/// One change as edits, and what the log says of it.
fn change_edits(case: &Case<'_>, project: &Project, change: ProjectChange) -> Result<(Vec<Edit>, String), Refusal> {
    let doc = DocId::project(project.id);
    let said_day =
        |word: &str, day: Option<crate::Date>| day.map_or_else(|| format!("no {word} day"), |d| format!("{word} {d}"));
    let (edit, said) = match change {
        ProjectChange::Name(name) if names::tidy(&name).is_empty() => return Err(invalid("A project needs a name.")),
        ProjectChange::Name(name) => {
            on_one_line("A project's name", &name)?;
            let name = names::tidy(&name);
            (Edit::put(doc, ["name"], name.as_str()), format!("name {name}"))
        }
        ProjectChange::Code(code) => {
            let code = checked_code(case, project.id, &code)?;
            let said = format!("code {code}");
            (Edit::put(doc, ["code"], code), said)
        }
        ProjectChange::Client(client) => {
            on_one_line("A client's name", &client)?;
            let client = names::tidy(&client);
            (Edit::put(doc, ["client"], client.as_str()), format!("client {client}"))
        }
        ProjectChange::Start(day) => (Edit::set(doc, ["start"], day), said_day("start", day)),
        ProjectChange::Due(day) => (Edit::set(doc, ["due"], day), said_day("due", day)),
        ProjectChange::Pipeline(id) => {
            let pipeline = case.state.studio.pipelines.get(&id).ok_or_else(|| missing("the pipeline"))?;
            let said = format!("pipeline {} for new deliverables", pipeline.name);
            (Edit::put(doc, ["pipeline"], id.0), said)
        }
        ProjectChange::Cover(None) => (Edit::set(doc, ["cover"], Value::Null), "cover from the newest round".into()),
        ProjectChange::Cover(Some(hash)) => {
            if !has_file(case, project, hash) {
                return Err(missing("a round of the project with this file"));
            }
            (Edit::put(doc, ["cover"], hash.to_string()), "cover".into())
        }
        ProjectChange::Archived(archived) => {
            let said = if archived { "archived" } else { "taken up again" };
            (Edit::put(doc, ["archived"], archived), said.into())
        }
        ProjectChange::Deleted(deleted) => {
            (Edit::put(doc, ["deleted"], deleted), if deleted { "deleted" } else { "brought back" }.into())
        }
        ProjectChange::Field(id, value) => {
            let field = super::field::usable(case, FieldOf::Project, id, value.as_ref())?;
            let edits = field::edits(doc, field, project.fields.get(&id), value.as_ref());
            return Ok((edits, super::field::told(case, field, value.as_ref())));
        }
    };
    Ok((vec![edit], said))
}

/// The code as it is kept, if a project may have it.
fn checked_code(case: &Case<'_>, id: ProjectId, code: &str) -> Result<String, Refusal> {
    let code = names::tidy(code);
    if code.is_empty() || code.contains(['/', '@']) || code.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(invalid("A project's code is a short word without spaces, / and @."));
    }
    on_one_line("A project's code", &code)?;
    match case.state.projects.values().find(|p| p.id != id && names::is_same(&p.code, &code)) {
        Some(other) => Err(not_now(
            format!("The code {} belongs to the project {}.", other.code, other.name),
            "Choose another code.",
        )),
        None => Ok(code),
    }
}

fn days_in_order(project: &Project, changes: &[ProjectChange]) -> Result<(), Refusal> {
    let (mut start, mut due) = (project.start, project.due);
    for change in changes {
        match change {
            ProjectChange::Start(day) => start = *day,
            ProjectChange::Due(day) => due = *day,
            _ => {}
        }
    }
    if (start, due) == (project.start, project.due) { Ok(()) } else { in_order(start, due) }
}

fn has_file(case: &Case<'_>, project: &Project, hash: MediaHash) -> bool {
    let rounds = case.state.of_project(project.id).flat_map(|d| &d.stages).flat_map(|s| &s.rounds);
    rounds.flat_map(|r| &r.attachments).any(|a| a.hash == hash)
}
