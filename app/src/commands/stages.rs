//! Commands about a stage, about what a page shows, and about a pipeline template.

use super::{Command, Scene, things::thing};
use crate::{
    actions::{Action, Ask, FileKind, Pick, Send},
    kit::icon,
    place::Place,
    views::deliverable,
};
use rushes_domain::{
    Command as Change, Deliverable, DocKind, EventId, Permission, Pipeline, PipelineId, Stage, StageTarget, Status,
};

const PLAN: Option<Permission> = Some(Permission::Plan);
const WORK: Option<Permission> = Some(Permission::Work);

/// Every one, in the order menus show them.
pub const STAGES: &[Command] = &[
    thing("stage.start", "Start the stage", "begin work in progress", icon::PLAY, WORK, |scene| {
        let (_, stage) = stage(scene)?;
        let begins = matches!(stage.status, Status::Ready | Status::ChangesRequested);
        begins.then(|| to(scene, Status::InProgress)).flatten()
    }),
    thing("stage.publish", "Publish a round", "upload submit version media", icon::UPLOAD_SIMPLE, WORK, |scene| {
        let (_, stage) = stage(scene).filter(|(_, s)| deliverable::closed(s).is_none())?;
        Some(Action::Pick(Pick::Media(target(scene, stage)?)))
    }),
    thing("stage.again", "Take up again", "resume hold skip unskip", icon::ARROW_COUNTER_CLOCKWISE, PLAN, |scene| {
        rests(scene)?.then(|| to(scene, Status::Ready)).flatten()
    }),
    thing("stage.hold", "Put on hold", "pause wait stop", icon::PAUSE, PLAN, |scene| {
        (!rests(scene)?).then(|| to(scene, Status::OnHold)).flatten()
    }),
    thing("stage.skip", "Skip: not needed here", "leave out n/a omit", icon::SKIP_FORWARD, PLAN, |scene| {
        (!rests(scene)?).then(|| to(scene, Status::Skipped)).flatten()
    }),
    thing("stage.by_hand", "Set the status by hand…", "override force approve", icon::PENCIL_SIMPLE, PLAN, |scene| {
        let (found, stage) = stage(scene)?;
        Some(Action::Ask(Place::Deliverable(found.id, Some(stage.id)), Ask::ByHand(stage.id)))
    }),
    thing("deliverable.edit", "Edit the deliverable", "rename name type due", icon::PENCIL_SIMPLE, PLAN, |scene| {
        of_deliverable(scene, Ask::Edit)
    }),
    thing("deliverable.duplicate", "Duplicate…", "copy another like this", icon::STACK, PLAN, |scene| {
        of_deliverable(scene, Ask::Duplicate)
    }),
    thing("page.filter", "Filter what is shown", "query search narrow", icon::FUNNEL, None, |scene| {
        let filters = matches!(scene.place, Place::Project(_) | Place::Board(_) | Place::AllBoard | Place::MyWork);
        filters.then_some(Action::Ask(scene.place, Ask::Filter))
    }),
    thing("table.open_groups", "Open all groups", "expand unfold", icon::CARET_DOWN, None, |scene| {
        of_table(scene, Ask::Groups { closed: false })
    }),
    thing("table.close_groups", "Close all groups", "collapse fold", icon::CARET_RIGHT, None, |scene| {
        of_table(scene, Ask::Groups { closed: true })
    }),
    thing("table.export", "Export what is shown…", "excel xlsx workbook save", icon::DOWNLOAD_SIMPLE, None, |scene| {
        of_table(scene, Ask::Export(FileKind::Workbook))
    }),
    thing("table.export_csv", "Export what is shown as CSV…", "text save", icon::DOWNLOAD_SIMPLE, None, |scene| {
        of_table(scene, Ask::Export(FileKind::Csv))
    }),
    thing("table.export_json", "Export what is shown as JSON…", "script save", icon::DOWNLOAD_SIMPLE, None, |scene| {
        of_table(scene, Ask::Export(FileKind::Json))
    }),
    thing("pipeline.duplicate", "Duplicate the pipeline", "copy template", icon::COPY, None, |scene| {
        let (pipeline, studio) = (pipeline(scene)?, &scene.snapshot.state.studio);
        let copy =
            pipeline.duplicate(PipelineId::new(rushes_store::fresh()), studio.free_pipeline_name(&pipeline.name));
        let said = format!("Made {}.", copy.name);
        Some(saying(Change::ApplyPipeline(copy), said))
    }),
    thing("pipeline.archive", "Archive the pipeline", "put away template", icon::TRAY, None, |scene| {
        let found = pipeline(scene).filter(|p| !p.archived)?;
        let said = format!("{} is archived; projects that have it keep it.", found.name);
        Some(saying(Change::ApplyPipeline(Pipeline { archived: true, ..found.clone() }), said))
    }),
    thing("pipeline.restore", "Bring the pipeline back", "archive restore template", icon::TRAY, None, |scene| {
        let found = pipeline(scene).filter(|p| p.archived)?;
        let said = format!("{} is back.", found.name);
        Some(saying(Change::ApplyPipeline(Pipeline { archived: false, ..found.clone() }), said))
    }),
];

/// The stage the page, or the menu, is about.
fn stage<'a>(scene: &'a Scene<'_>) -> Option<(&'a Deliverable, &'a Stage)> {
    let Place::Deliverable(id, stage) = scene.place else { return None };
    let found = scene.snapshot.state.deliverable(id)?;
    let chosen = deliverable::chosen(found, stage, &scene.snapshot.me)?;
    Some((found, found.stage(chosen)?))
}

fn target(scene: &Scene<'_>, stage: &Stage) -> Option<StageTarget> {
    let Place::Deliverable(deliverable, _) = scene.place else { return None };
    Some(StageTarget { deliverable, stage: stage.id })
}

/// Whether it is on hold, or skipped.
fn rests(scene: &Scene<'_>) -> Option<bool> {
    stage(scene).map(|(_, stage)| matches!(stage.status, Status::OnHold | Status::Skipped))
}

fn to(scene: &Scene<'_>, status: Status) -> Option<Action> {
    let (_, stage) = stage(scene)?;
    let command = Change::SetStageStatus {
        target: target(scene, stage)?,
        status,
        force: false,
        reason: String::new(),
        event: EventId::new(rushes_store::fresh()),
    };
    match status {
        // One sees these where one is.
        Status::InProgress | Status::Ready => {
            Some(Action::Send(Send { command: Box::new(command), said: None, then: None }))
        }
        status => Some(saying(command, format!("{} is {}.", stage.name, status.label().to_lowercase()))),
    }
}

fn of_deliverable(scene: &Scene<'_>, ask: Ask) -> Option<Action> {
    let Place::Deliverable(id, _) = scene.place else { return None };
    scene.snapshot.state.deliverable(id).map(|_| Action::Ask(scene.place, ask))
}

fn of_table(scene: &Scene<'_>, ask: Ask) -> Option<Action> {
    matches!(scene.place, Place::Project(_)).then_some(Action::Ask(scene.place, ask))
}

fn pipeline<'a>(scene: &'a Scene<'_>) -> Option<&'a Pipeline> {
    let Place::Pipeline(id) = scene.place else { return None };
    scene.snapshot.state.studio.pipelines.get(&id).filter(|_| scene.snapshot.me.role.may_write(DocKind::Studio))
}

fn saying(command: Change, said: String) -> Action {
    Action::Send(Send { command: Box::new(command), said: Some(said), then: None })
}
