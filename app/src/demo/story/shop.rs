//! The campaign, and the things the shop sells.

use super::{
    super::{
        cast::Who,
        teller::{Drawn, Teller},
    },
    Others, approved, assign, plan, up_to,
};
use rushes_domain::{FeedbackStep, Priority, ProjectId, ShapeKind, Status, Verdict};

pub(super) fn campaign(t: &mut Teller, project: ProjectId, others: &Others) -> anyhow::Result<()> {
    let mara = t.cast.person(Who::Mara)?;
    let elin = t.cast.person(Who::Elin)?;
    let dusk = t.deliverable(
        project,
        &plan("Campaign, dusk", "Key visual", Priority::High, 9, "The whole family at the end of the day. Candle lit."),
    )?;
    assign(t, dusk, &[("Lighting", mara, 0), ("Rendering", elin, 5), ("Retouch", others.noor, 8)])?;
    let lighting = up_to(t, dusk, "Lighting", Status::Approved)?;
    let round = t.publish(
        Who::Mara,
        lighting,
        &["sol-campaign-dusk.jpg"],
        "Moved the carton back so that it stops fighting the bottle.",
    )?;
    let carton = Drawn::new(ShapeKind::Rect, &[(100.0, 278.0), (288.0, 552.0)]);
    t.mark(Who::Henrik, round, carton, "The carton is lost in the dark. A kicker from the left, very little.", true)?;
    let flame = t.mark(
        Who::Henrik,
        round,
        Drawn::new(ShapeKind::Ellipse, &[(796.0, 374.0), (888.0, 444.0)]),
        "The flame clips.",
        true,
    )?;
    t.step(Who::Mara, round, flame, FeedbackStep::Resolve, "Down by a stop, glow kept.")?;

    let day = t.deliverable(
        project,
        &plan("Campaign, day", "Key visual", Priority::Normal, 12, "The same set at noon, for the press kit."),
    )?;
    assign(t, day, &[("Lighting", mara, -1), ("Rendering", elin, 7)])?;
    let lighting = up_to(t, day, "Lighting", Status::Approved)?;
    let round = t.publish(Who::Mara, lighting, &["sol-campaign-day.jpg"], "First light, no grade.")?;
    t.mark(
        Who::Claire,
        round,
        Drawn::new(ShapeKind::Ellipse, &[(418.0, 70.0), (744.0, 505.0)]),
        "A bit pale beside the dusk version. Could the bottle carry more contrast?",
        true,
    )?;
    t.decide(Who::Claire, round, Verdict::Changes, "Love the calm of it. A touch more depth, please.")?;

    let cut = t.deliverable(
        project,
        &plan("Social cutdown 9:16", "Animation", Priority::Low, 18, "Six seconds from the turntable, reframed."),
    )?;
    let rendering = up_to(t, cut, "Rendering", Status::Skipped)?;
    let tomas = t.cast.person(Who::Tomas)?;
    t.assign(rendering, &[tomas], 14)
}

pub(super) fn family(t: &mut Teller, project: ProjectId, others: &Others) -> anyhow::Result<()> {
    let [jonas, elin, tomas, mara] =
        [t.cast.person(Who::Jonas)?, t.cast.person(Who::Elin)?, t.cast.person(Who::Tomas)?, t.cast.person(Who::Mara)?];
    let id = t.deliverable(
        project,
        &plan("Candle", "Packshot", Priority::High, 5, "Amber & Fig, 220 g. Speckled stoneware."),
    )?;
    assign(
        t,
        id,
        &[("Texturing", tomas, -9), ("Look Dev", tomas, -4), ("Lighting", elin, 2), ("Rendering", tomas, 4)],
    )?;
    let texturing = up_to(t, id, "Texturing", Status::Approved)?;
    approved(t, Who::Tomas, texturing, &["sol-candle-texture-r1.jpg"], "Unwrapped in three strips.", "")?;
    let look = t.stage(id, "Look Dev")?;
    approved(
        t,
        Who::Tomas,
        look,
        &["sol-candle-lookdev-r1.jpg"],
        "Speckle from the potter's tile.",
        "Exactly the tile.",
    )?;
    let lighting = t.stage(id, "Lighting")?;
    let round =
        t.publish(Who::Elin, lighting, &["sol-candle-lighting-r1.jpg"], "Lit by its own flame and a cold window.")?;
    t.say(Who::Henrik, round, "The cold rim is a great idea. Looking at it on the big monitor tonight.", None)?;

    let id = t.deliverable(
        project,
        &plan("Travel spray", "Packshot", Priority::Normal, 3, "10 ml, brushed brass, travertine cap."),
    )?;
    assign(t, id, &[("Look Dev", tomas, -6), ("Lighting", jonas, -2), ("Rendering", tomas, 2)])?;
    let look = up_to(t, id, "Look Dev", Status::Approved)?;
    approved(
        t,
        Who::Tomas,
        look,
        &["sol-spray-lookdev-r1.jpg"],
        "Brass with a year of handling on it.",
        "Good. A little less wear on the cap edge later.",
    )?;
    let lighting = t.stage(id, "Lighting")?;
    let round = t.publish(Who::Jonas, lighting, &["sol-spray-lighting-r1.jpg"], "Hard noon sun.")?;
    t.mark(
        Who::Henrik,
        round,
        Drawn::new(ShapeKind::Ellipse, &[(306.0, 464.0), (740.0, 626.0)]),
        "The lying one pulls the eye. Closer to the stone, or out.",
        true,
    )?;
    t.decide(
        Who::Henrik,
        round,
        Verdict::Reject,
        "The composition does not hold. Start again from the still life sketch.",
    )?;

    let id = t.deliverable(
        project,
        &plan("Gift box", "Packshot", Priority::Normal, 11, "Ribbed paper, foil sun. Opens for the second picture."),
    )?;
    assign(t, id, &[("Modeling", jonas, 1), ("Texturing", tomas, 5)])?;
    let modeling = t.stage(id, "Modeling")?;
    t.publish(Who::Jonas, modeling, &["sol-giftbox-model-r1.jpg"], "Lid lifts 28 mm. Ribs will be displacement.")?;

    let id = t.deliverable(
        project,
        &plan("Packshot, front", "Packshot", Priority::Normal, -3, "For the shop, on transparent."),
    )?;
    assign(t, id, &[("Rendering", tomas, -6), ("Retouch", others.noor, -4), ("QC", others.kofi, -3)])?;
    let rendering = up_to(t, id, "Rendering", Status::Approved)?;
    approved(t, Who::Tomas, rendering, &["sol-packshot-r1.png"], "16 bit, with alpha.", "Approved for retouch.")?;
    for stage in ["Retouch", "QC"] {
        let target = t.stage(id, stage)?;
        t.status(Who::Mara, target, Status::Approved, true, "Delivered to the shop on the client's own server")?;
    }

    let id = t.deliverable(
        project,
        &plan("Packshot, candle", "Packshot", Priority::Normal, 1, "For the shop, on transparent."),
    )?;
    assign(t, id, &[("Rendering", tomas, -2), ("Retouch", others.noor, 0), ("QC", mara, 1)])?;
    let rendering = up_to(t, id, "Rendering", Status::Approved)?;
    approved(t, Who::Tomas, rendering, &["sol-packshot-candle.png"], "Straight from the farm.", "")?;
    let retouch = t.stage(id, "Retouch")?;
    t.status(Who::Mara, retouch, Status::Approved, true, "Noor sent it by mail")?;
    let qc = t.stage(id, "QC")?;
    t.status(Who::Mara, qc, Status::InProgress, false, "")?;

    let id = t.deliverable(
        project,
        &plan("Cap detail", "Macro", Priority::Normal, 8, "Travertine so close that one feels it."),
    )?;
    let lighting = up_to(t, id, "Lighting", Status::Approved)?;
    t.assign(lighting, &[elin], 6)?;
    t.status(Who::Elin, lighting, Status::InProgress, false, "")?;

    let id =
        t.deliverable(project, &plan("Discovery set", "Packshot", Priority::Normal, 13, "Five vials in a sleeve."))?;
    let modeling = t.stage(id, "Modeling")?;
    t.assign(modeling, &[jonas], 3)?;
    t.status(Who::Jonas, modeling, Status::InProgress, false, "")?;

    let id = t.deliverable(
        project,
        &plan("Store display", "Print", Priority::Low, 21, "Two by three metres, seen from one."),
    )?;
    let modeling = t.stage(id, "Modeling")?;
    t.assign(modeling, &[jonas], 7)?;
    t.status(Who::Mara, modeling, Status::OnHold, false, "Maison Sol decides on the format on Thursday")?;

    let id =
        t.deliverable(project, &plan("Refill pouch", "Packshot", Priority::Low, 24, "Paper, matt, with a spout."))?;
    let modeling = t.stage(id, "Modeling")?;
    t.assign(modeling, &[jonas], 10)?;
    let retouch = t.stage(id, "Retouch")?;
    t.status(Who::Mara, retouch, Status::Skipped, false, "")
}
