//! Commands about one thing: a project, a deliverable, a round. A menu gives the thing it was opened on; keys and the
//! palette mean the one the page is about.

use super::{Command, Group, Scene};
use crate::{
    actions::{Action, Send},
    kit::icon,
    place::Place,
};
use rushes_domain::{
    Command as Change, Deliverable, DeliverableChange, Permission, Project, ProjectChange, ProjectId, Round, Stage,
    Timestamp,
};

/// About one thing.
pub(super) const fn thing(
    id: &'static str,
    name: &'static str,
    also: &'static str,
    icon: &'static str,
    needs: Option<Permission>,
    act: fn(&Scene<'_>) -> Option<Action>,
) -> Command {
    Command { id, name, also, group: Group::This, icon, keys: &[], needs, act }
}

/// Every one, in the order menus show them.
pub const THINGS: &[Command] = &[
    thing("this.open", "Open", "", icon::ARROW_RIGHT, None, |scene| scene.menu.then_some(Action::Go(scene.place))),
    thing("this.review", "Review", "", icon::EYE, None, |scene| {
        matches!(scene.place, Place::Review(..)).then_some(Action::Go(scene.place)).filter(|_| scene.menu)
    }),
    thing("this.review_newest", "Review the newest round", "look picture", icon::EYE, None, |scene| {
        let (deliverable, stage) = deliverable(scene)?;
        let round = stage.map_or_else(|| newest(deliverable), Stage::latest)?;
        Some(Action::Go(Place::Review(deliverable.id, round.id)))
    }),
    thing("this.deliverable", "Open the deliverable", "page stage", icon::CUBE, None, |scene| match scene.place {
        Place::Review(..) => scene.place.parent(&scene.snapshot.state).map(Action::Go),
        _ => None,
    }),
    thing("this.project", "Open the project", "table page", icon::TABLE, None, |scene| {
        let of = match scene.place {
            Place::Deliverable(id, _) | Place::Review(id, _) => scene.snapshot.state.deliverable(id)?.project,
            _ => return None,
        };
        Some(Action::Go(Place::Project(of)))
    }),
    thing("this.activity", "Activity of the deliverable", "history log who", CLOCK, None, |scene| match scene.place {
        Place::Deliverable(id, _) | Place::Review(id, _) => Some(Action::Go(Place::Activity(Some(id)))),
        _ => None,
    }),
    thing("project.activity", "Activity of the project", "history log who", CLOCK, None, |scene| {
        Some(Action::Go(Place::ProjectActivity(project(scene)?.id)))
    }),
    thing("project.settings", "Settings of the project", "edit dates pipeline cover", icon::GEAR, None, |scene| {
        Some(Action::Go(Place::ProjectSettings(project(scene)?.id)))
    }),
    thing("project.keep", "Keep in favourites", "star pin", icon::STAR, None, |scene| {
        let id = project(scene)?.id;
        (!kept(scene, id)).then_some(Action::ToggleFavourite(id))
    }),
    thing("project.drop", "Remove from favourites", "star pin", icon::STAR, None, |scene| {
        let id = project(scene)?.id;
        kept(scene, id).then_some(Action::ToggleFavourite(id))
    }),
    thing("this.path", "Copy the path", "link name address", icon::LINK, None, |scene| {
        let state = &scene.snapshot.state;
        Some(Action::Copy(match scene.place {
            Place::Deliverable(id, stage) => state.path_of(state.deliverable(id)?, stage, None),
            Place::Review(id, round) => state.path_of(state.deliverable(id)?, None, Some(round)),
            Place::Project(id) | Place::Board(id) => state.projects.get(&id)?.code.clone(),
            _ => return None,
        }))
    }),
    thing("project.archive", "Archive", "put away", icon::TRAY, EDIT, |scene| {
        let project = project(scene).filter(|p| !p.archived)?;
        Some(change(project, ProjectChange::Archived(true), "is archived."))
    }),
    thing("project.restore", "Bring back", "archive restore", icon::TRAY, EDIT, |scene| {
        let project = project(scene).filter(|p| p.archived)?;
        Some(change(project, ProjectChange::Archived(false), "is back."))
    }),
    thing("project.delete", "Delete the project", "remove", icon::TRASH, EDIT, |scene| {
        Some(change(project(scene).filter(|_| scene.menu)?, ProjectChange::Deleted(true), "was deleted."))
    }),
    thing("deliverable.delete", "Delete the deliverable", "remove", icon::TRASH, Some(Permission::Plan), |scene| {
        let (deliverable, _) = deliverable(scene)?;
        let changes = vec![DeliverableChange::Deleted(true)];
        let command = Box::new(Change::EditDeliverable { id: deliverable.id, changes });
        let said = Some(format!("{} was deleted.", deliverable.name));
        // Its own page has nothing to show then.
        let then = (!scene.menu).then_some(Place::Project(deliverable.project));
        Some(Action::Send(Send { command, said, then }))
    }),
];

const CLOCK: &str = icon::CLOCK_COUNTER_CLOCKWISE;
const EDIT: Option<Permission> = Some(Permission::EditProjects);

fn kept(scene: &Scene<'_>, project: ProjectId) -> bool {
    scene.snapshot.state.personal.favourites.contains_key(&project)
}

fn project<'a>(scene: &'a Scene<'_>) -> Option<&'a Project> {
    let id = match scene.place {
        Place::SheetImport(id) => id,
        place => crate::views::project::of_tab(place)?,
    };
    scene.snapshot.state.projects.get(&id).map(AsRef::as_ref)
}

fn deliverable<'a>(scene: &'a Scene<'_>) -> Option<(&'a Deliverable, Option<&'a Stage>)> {
    let Place::Deliverable(id, stage) = scene.place else { return None };
    let found = scene.snapshot.state.deliverable(id)?;
    Some((found, stage.and_then(|stage| found.stage(stage))))
}

fn newest(deliverable: &Deliverable) -> Option<&Round> {
    deliverable.stages.iter().filter_map(Stage::latest).max_by_key(|round| -> Timestamp { round.at })
}

fn change(project: &Project, change: ProjectChange, said: &str) -> Action {
    let command = Box::new(Change::EditProject { id: project.id, changes: vec![change] });
    Action::Send(Send { command, said: Some(format!("{} {said}", project.name)), then: None })
}
