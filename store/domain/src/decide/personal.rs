//! Saved views, what somebody has seen, keeps at hand and opened.

use super::{Case, Decided, Refusal, fits, invalid, missing, not_now};
use crate::{
    document::{DocId, DocKind, Edit, Value},
    ids::{CommentId, ProjectId, ViewId},
    names,
    personal::{NewView, SavedView},
    text::Text,
};
use std::collections::BTreeSet;

fn may_share(case: &Case<'_>) -> Result<(), Refusal> {
    if case.actor.role.may_write(DocKind::Studio) {
        return Ok(());
    }
    Err(Refusal::PermissionDenied { role: case.actor.role.word(), deed: "change shared views" })
}

fn checked(case: &Case<'_>, new: &NewView, shared: bool) -> Result<String, Refusal> {
    let name = names::tidy(&new.name);
    if name.is_empty() {
        return Err(invalid("A view needs a name."));
    }
    fits(Text::ShortName, "A view's name", &name)?;
    fits(Text::ViewSettings, "How a view shows its list", &new.settings)?;
    if new.project.is_some_and(|p| !case.state.projects.contains_key(&p)) {
        return Err(missing("the project"));
    }
    let namesake = |v: &SavedView| v.id != new.id && v.project == new.project && names::is_same(&v.name, &name);
    let taken = if shared {
        case.state.studio.views.values().any(namesake)
    } else {
        case.state.personal.views.values().any(namesake)
    };
    if taken {
        return Err(not_now(format!("There is a view \"{name}\" already."), "Choose another name, or save over it."));
    }
    Ok(name)
}

pub(super) fn save_view(case: &Case<'_>, new: &NewView, shared: bool) -> Result<Decided, Refusal> {
    let own = DocId::personal(case.actor.person);
    let studio = DocId::studio(case.state.studio.id);
    let known_own = case.state.personal.views.get(&new.id);
    let known_shared = case.state.studio.views.get(&new.id);
    if shared || known_shared.is_some() {
        may_share(case)?;
    }
    let name = checked(case, new, shared)?;
    let name = name.as_str();
    let key = format!("view:{}", new.id);
    let (here, known, elsewhere) = if shared {
        (studio, known_shared, known_own.map(|_| own))
    } else {
        (own, known_own, known_shared.map(|_| studio))
    };
    let mut edits: Vec<Edit> = elsewhere.map(|doc| Edit::set(doc, [key.as_str()], Value::Null)).into_iter().collect();
    match known {
        None => {
            let entry = Value::map([
                ("name", Value::from(name)),
                ("project", new.project.map(|p| p.0).into()),
                ("settings", new.settings.as_str().into()),
                ("at", case.at.into()),
            ]);
            edits.push(Edit::put(here, [key], entry));
        }
        Some(old) => {
            let mut fields: Vec<(&str, Value)> = Vec::new();
            if old.name != name {
                fields.push(("name", name.into()));
            }
            if old.project != new.project {
                fields.push(("project", new.project.map(|p| p.0).into()));
            }
            if old.settings != new.settings {
                fields.push(("settings", new.settings.as_str().into()));
            }
            if !fields.is_empty() {
                fields.push(("at", case.at.into()));
            }
            edits.extend(fields.into_iter().map(|(field, value)| Edit::set(here, [key.as_str(), field], value)));
        }
    }
    let kind = if shared { "the shared view" } else { "the view" };
    Ok(Decided { edits, message: format!("saved {kind} \"{name}\"") })
}

pub(super) fn remove_view(case: &Case<'_>, id: ViewId) -> Result<Decided, Refusal> {
    let key = format!("view:{id}");
    if let Some(view) = case.state.personal.views.get(&id) {
        let edits = vec![Edit::set(DocId::personal(case.actor.person), [key], Value::Null)];
        return Ok(Decided { edits, message: format!("removed the view \"{}\"", view.name) });
    }
    let view = case.state.studio.views.get(&id).ok_or_else(|| missing("the view"))?;
    may_share(case)?;
    let edits = vec![Edit::set(DocId::studio(case.state.studio.id), [key], Value::Null)];
    Ok(Decided { edits, message: format!("removed the shared view \"{}\"", view.name) })
}

pub(super) fn mark_read(case: &Case<'_>, comments: &BTreeSet<CommentId>) -> Decided {
    let doc = DocId::personal(case.actor.person);
    let new = comments.iter().filter(|c| !case.state.personal.read.contains(*c));
    let edits: Vec<Edit> = new.map(|c| Edit::put(doc, [format!("read:{c}")], true)).collect();
    let count = edits.len();
    Decided { edits, message: format!("saw {count} mention{}", if count == 1 { "" } else { "s" }) }
}

pub(super) fn favourite(case: &Case<'_>, project: ProjectId, on: bool) -> Result<Decided, Refusal> {
    let name = &case.project(project)?.name;
    let known = case.state.personal.favourites.contains_key(&project);
    let edit =
        || Edit::set(DocId::personal(case.actor.person), [format!("favourite:{project}")], on.then_some(case.at));
    let edits = (known != on).then(edit).into_iter().collect();
    let message =
        format!("{} {name} {} favourites", if on { "kept" } else { "took" }, if on { "in" } else { "out of" });
    Ok(Decided { edits, message })
}

/// A project opened again so soon is not noted again, in milliseconds: the list is in the order of its days.
const SOON: i64 = 10 * 60 * 1000;
/// How many projects are remembered as opened.
const OPENED: usize = 20;

pub(super) fn opened(case: &Case<'_>, project: ProjectId) -> Result<Decided, Refusal> {
    let name = &case.project(project)?.name;
    let opened = &case.state.personal.opened;
    let doc = DocId::personal(case.actor.person);
    let soon = opened.get(&project).is_some_and(|at| at.0 <= case.at.0 && case.at.0 - at.0 < SOON);
    let mut edits = Vec::new();
    if !soon {
        edits.push(Edit::put(doc, [format!("opened:{project}")], case.at));
        let older = case.state.personal.recent().filter(|p| *p != project).skip(OPENED - 1);
        edits.extend(older.map(|p| Edit::set(doc, [format!("opened:{p}")], Value::Null)));
    }
    Ok(Decided { edits, message: format!("opened {name}") })
}
