//! What has happened in the sample studio: two projects, their deliverables, and what people said and decided.

mod arranged;
mod hero;
mod shop;

use super::{
    cast::Who,
    teller::{Drawn, Plan, Teller, Told},
};
use rushes_domain::{
    Command, DeliverableId, NewProject, Person, PersonId, PipelineId, Priority, ProjectId, ShapeKind, StageTarget,
    Status, Verdict,
};

const STAGES: [&str; 7] = ["Modeling", "Texturing", "Look Dev", "Lighting", "Rendering", "Retouch", "QC"];
const BEFORE: &str = "Approved before the project came to Rushes";

/// People who are in the plan and have not joined.
struct Others {
    noor: PersonId,
    kofi: PersonId,
}

/// Tells the whole story.
///
/// # Errors
/// When the studio refuses a step of it, or cannot be written.
pub(super) fn tell(t: &mut Teller, pipeline: PipelineId) -> anyhow::Result<()> {
    let others = Others { noor: PersonId::new(t.id()), kofi: PersonId::new(t.id()) };
    for (id, name, email) in
        [(others.noor, "Noor Haddad", "noor@meridian.example"), (others.kofi, "Kofi Mensah", "kofi@meridian.example")]
    {
        t.cast.act(Who::Mara, Command::AddPerson(Person { id, name: name.into(), email: email.into() }))?;
    }
    let sol = project(t, pipeline, ("SOL", "Sol launch", "Maison Sol"), -24, 26)?;
    let tomo = project(t, pipeline, ("TOMO", "Tomo table lamp", "Atelier Tomo"), -9, 33)?;
    lamp(t, tomo, &others)?;
    shop::family(t, sol, &others)?;
    shop::campaign(t, sol, &others)?;
    hero::turntable(t, sol, &others)?;
    hero::picture(t, sol, &others)?;
    arranged::tell(t)
}

fn project(
    t: &mut Teller,
    pipeline: PipelineId,
    named: (&str, &str, &str),
    start: i64,
    due: i64,
) -> anyhow::Result<ProjectId> {
    let id = ProjectId::new(t.id());
    let new = NewProject {
        id,
        code: named.0.into(),
        name: named.1.into(),
        client: named.2.into(),
        pipeline,
        start: Some(t.day(start)),
        due: Some(t.day(due)),
    };
    t.cast.act(Who::Mara, Command::CreateProject(new))?;
    Ok(id)
}

fn plan(name: &'static str, kind: &'static str, priority: Priority, due: i64, about: &'static str) -> Plan {
    Plan { name, kind, priority, due, about }
}

/// Sets the stages before `stage` approved by hand, or skipped, and returns that stage.
fn up_to(t: &mut Teller, id: DeliverableId, stage: &str, status: Status) -> anyhow::Result<StageTarget> {
    for name in STAGES.iter().take_while(|name| **name != stage) {
        let target = t.stage(id, name)?;
        let by_hand = status == Status::Approved;
        t.status(Who::Mara, target, status, by_hand, if by_hand { BEFORE } else { "" })?;
    }
    t.stage(id, stage)
}

fn approved(
    t: &mut Teller,
    who: Who,
    target: StageTarget,
    files: &[&str],
    note: &str,
    said: &str,
) -> anyhow::Result<Told> {
    let round = t.publish(who, target, files, note)?;
    t.decide(Who::Henrik, round, Verdict::Approve, said)?;
    Ok(round)
}

fn assign(t: &mut Teller, id: DeliverableId, rows: &[(&str, PersonId, i64)]) -> anyhow::Result<()> {
    for (stage, person, due) in rows {
        let target = t.stage(id, stage)?;
        t.assign(target, &[*person], *due)?;
    }
    Ok(())
}

fn lamp(t: &mut Teller, project: ProjectId, others: &Others) -> anyhow::Result<()> {
    let [jonas, elin, tomas, mara] =
        [t.cast.person(Who::Jonas)?, t.cast.person(Who::Elin)?, t.cast.person(Who::Tomas)?, t.cast.person(Who::Mara)?];
    let id = t.deliverable(
        project,
        &plan("Lamp, model", "Asset", Priority::High, 2, "From the designer's section drawing."),
    )?;
    assign(t, id, &[("Modeling", jonas, -3), ("Texturing", tomas, 2)])?;
    let modeling = t.stage(id, "Modeling")?;
    approved(
        t,
        Who::Jonas,
        modeling,
        &["tomo-lamp-model-r1.jpg"],
        "Turned from the section, 48 sides.",
        "The foot is perfect.",
    )?;
    let texturing = t.stage(id, "Texturing")?;
    t.status(Who::Tomas, texturing, Status::InProgress, false, "")?;

    let id = t.deliverable(
        project,
        &plan("Lamp, evening", "Key visual", Priority::High, 7, "Terracotta version, the only light in the room."),
    )?;
    assign(t, id, &[("Lighting", elin, 1), ("Rendering", tomas, 4), ("QC", mara, 7)])?;
    let lighting = up_to(t, id, "Lighting", Status::Approved)?;
    let round = t.publish(Who::Elin, lighting, &["tomo-lamp-evening-r1.jpg"], "Only the lamp and the moon.")?;
    t.mark(
        Who::Henrik,
        round,
        Drawn::new(ShapeKind::Rect, &[(562.0, 448.0), (764.0, 542.0)]),
        "The books want a touch more light to read as books.",
        true,
    )?;

    let id =
        t.deliverable(project, &plan("Lamp, day", "Key visual", Priority::Normal, 10, "Butter version by a window."))?;
    assign(t, id, &[("Rendering", tomas, -1), ("Retouch", others.noor, 2)])?;
    let rendering = up_to(t, id, "Rendering", Status::Approved)?;
    approved(t, Who::Tomas, rendering, &["tomo-lamp-day-r1.jpg"], "Final frame.", "That shadow. Approved.")?;

    let id = t.deliverable(
        project,
        &plan("Catalogue spread", "Print", Priority::Low, 20, "Both versions across the fold."),
    )?;
    let modeling = t.stage(id, "Modeling")?;
    t.assign(modeling, &[jonas], 12)
}
