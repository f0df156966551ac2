//! The picture everything turns around, and the clip of the same bottle.

use super::{
    super::{
        cast::Who,
        teller::{Drawn, Teller},
    },
    Others, approved, assign, plan, up_to,
};
use rushes_domain::{DeliverableId, FeedbackStep, Priority, ProjectId, ShapeKind, Status, Verdict};

/// The second colour people draw in.
const AMBER: &str = "#FFCC00";

/// The picture everything turns around: its lighting, and what led there.
pub(super) fn picture(t: &mut Teller, project: ProjectId, others: &Others) -> anyhow::Result<()> {
    let about = "Key visual for the launch: the 50 ml bottle in late sun through a window. Warm, quiet, no gradients in the glass.";
    let id = t.deliverable(project, &plan("Hero bottle", "Key visual", Priority::Urgent, 6, about))?;
    let [jonas, tomas, elin, mara] = [Who::Jonas, Who::Tomas, Who::Elin, Who::Mara].map(|w| t.cast.person(w));
    let rows = [
        ("Modeling", jonas?, -16),
        ("Texturing", tomas?, -12),
        ("Look Dev", t.cast.person(Who::Tomas)?, -7),
        ("Lighting", elin?, 0),
        ("Rendering", t.cast.person(Who::Tomas)?, 3),
        ("Retouch", others.noor, 5),
        ("QC", mara?, 6),
    ];
    assign(t, id, &rows)?;

    let modeling = t.stage(id, "Modeling")?;
    let first = t.publish(
        Who::Jonas,
        modeling,
        &["sol-bottle-model-r1.jpg"],
        "Blocked out from the client's drawing. Foot is 2 mm wider so that it stands.",
    )?;
    let cap = t.mark(
        Who::Henrik,
        first,
        Drawn::new(ShapeKind::Ellipse, &[(466.0, 98.0), (572.0, 196.0)]),
        "The cap reads too small. The drawing has it at a third of the body.",
        true,
    )?;
    let edge = t.mark(
        Who::Henrik,
        first,
        Drawn::new(ShapeKind::Arrow, &[(800.0, 250.0), (672.0, 318.0)]),
        "Razor edge. It needs a real chamfer or it will never catch the rim light.",
        true,
    )?;
    t.decide(Who::Henrik, first, Verdict::Changes, "Proportions first, then the edges.")?;
    t.status(Who::Jonas, modeling, Status::InProgress, false, "")?;
    t.step(Who::Jonas, first, cap, FeedbackStep::Resolve, "Cap at 0.33 of the diameter now.")?;
    t.step(Who::Jonas, first, edge, FeedbackStep::Resolve, "3 mm chamfer, four segments.")?;
    let second =
        t.publish(Who::Jonas, modeling, &["sol-bottle-model-r2.jpg"], "New cap, chamfered. Wires on, all quads.")?;
    t.step(Who::Henrik, second, cap, FeedbackStep::Verify, "")?;
    t.step(Who::Henrik, second, edge, FeedbackStep::Verify, "That is the one.")?;
    t.decide(Who::Henrik, second, Verdict::Approve, "Lovely silhouette. Go.")?;

    let texturing = t.stage(id, "Texturing")?;
    approved(
        t,
        Who::Tomas,
        texturing,
        &["sol-bottle-texture-r1.jpg"],
        "Unwrapped; the seam runs up the back.",
        "No stretching on the face. Approved.",
    )?;

    let look = t.stage(id, "Look Dev")?;
    let first = t.publish(
        Who::Tomas,
        look,
        &["sol-bottle-lookdev-r1.jpg"],
        "Glass, brass and travertine. The juice is from the lab's sample.",
    )?;
    let juice = t.mark(
        Who::Claire,
        first,
        Drawn::new(ShapeKind::Rect, &[(284.0, 288.0), (596.0, 530.0)]),
        "Our juice is amber, not champagne. Think of strong tea with the sun behind it.",
        true,
    )?;
    let print = t.mark(
        Who::Henrik,
        first,
        Drawn::new(ShapeKind::Rect, &[(366.0, 418.0), (516.0, 452.0)]),
        "The small line disappears. Heavier print, or a warmer ink.",
        true,
    )?;
    t.decide(Who::Henrik, first, Verdict::Changes, "Glass and stone are there. The juice is not.")?;
    t.step(Who::Tomas, first, juice, FeedbackStep::Resolve, "Two stops deeper, matched to the swatch.")?;
    t.step(Who::Tomas, first, print, FeedbackStep::Resolve, "Ivory ink, 12 % heavier.")?;
    let second = t.publish(Who::Tomas, look, &["sol-bottle-lookdev-r2.jpg"], "Deeper juice and heavier print.")?;
    t.step(Who::Henrik, second, juice, FeedbackStep::Verify, "")?;
    t.step(Who::Henrik, second, print, FeedbackStep::Verify, "")?;
    t.decide(Who::Henrik, second, Verdict::Approve, "Client signed off on the colour on the phone.")?;
    lighting(t, id)
}

fn lighting(t: &mut Teller, id: DeliverableId) -> anyhow::Result<()> {
    let lighting = t.stage(id, "Lighting")?;
    let first = t.publish(
        Who::Elin,
        lighting,
        &["sol-hero-lighting-r1.jpg"],
        "Set dressed, one big soft source to check values.",
    )?;
    let sun = t.mark(
        Who::Henrik,
        first,
        Drawn::new(ShapeKind::Arrow, &[(1380.0, 120.0), (1010.0, 300.0)]),
        "Flat. I want the last sun of the day through a window from the left, bars and all.",
        true,
    )?;
    let wall = t.mark(
        Who::Henrik,
        first,
        Drawn::new(ShapeKind::Rect, &[(70.0, 60.0), (500.0, 350.0)]),
        "Let this corner fall off. It is as bright as the product.",
        true,
    )?;
    let orange = t.mark(
        Who::Claire,
        first,
        Drawn::new(ShapeKind::Ellipse, &[(340.0, 745.0), (560.0, 955.0)]),
        "The orange cuts into the stone here. Lift it out, please.",
        true,
    )?;
    t.decide(Who::Henrik, first, Verdict::Changes, "Beautiful set. Now give me a time of day.")?;
    t.status(Who::Elin, lighting, Status::InProgress, false, "")?;
    t.step(Who::Elin, first, sun, FeedbackStep::Resolve, "Sun at 14 degrees through a 2 by 3 window.")?;
    t.step(Who::Elin, first, wall, FeedbackStep::Resolve, "Key flagged off the wall, a stop and a half down.")?;
    let second = t.publish(
        Who::Elin,
        lighting,
        &["sol-hero-lighting-r2.jpg", "sol-hero-lighting-r2.exr"],
        "Late sun through the window. Linear EXR beside it for the grade. The orange is still in the stone, it comes with the next round.",
    )?;
    t.step(Who::Henrik, second, sun, FeedbackStep::Verify, "Yes. This is the picture.")?;
    t.step(Who::Elin, second, orange, FeedbackStep::Start, "")?;
    t.mark(
        Who::Henrik,
        second,
        Drawn::new(ShapeKind::Rect, &[(675.0, 515.0), (895.0, 645.0)]),
        "Lift the label half a stop. It has to be the first thing one reads.",
        true,
    )?;
    t.mark(
        Who::Claire,
        second,
        Drawn::new(ShapeKind::Arrow, &[(1330.0, 855.0), (1112.0, 735.0)]),
        "The name in the shadow on the cube is a gift. Please keep it exactly there.",
        false,
    )?;
    let streak = Drawn { color: AMBER, ..Drawn::new(ShapeKind::Freehand, &STREAK) };
    t.mark(
        Who::Henrik,
        second,
        streak,
        "Could the edge of the window soften with distance? It is as hard here as at the sill.",
        true,
    )?;
    let pin = Drawn { color: AMBER, ..Drawn::new(ShapeKind::Pin, &[(770.0, 255.0)]) };
    t.mark(Who::Mara, second, pin, "Slight bloom on the collar would sell the brass.", true)?;
    let asked = t.say(Who::Claire, second, "Can we see this one without the left column? My team is split.", None)?;
    t.say(Who::Elin, second, "With tomorrow's round. It is two clicks.", Some(asked))?;
    t.say(Who::Claire, second, "Wonderful, thank you.", Some(asked))?;
    Ok(())
}

/// Along the edge of the light on the wall.
const STREAK: [(f32, f32); 9] = [
    (848.0, 122.0),
    (880.0, 128.0),
    (918.0, 140.0),
    (960.0, 150.0),
    (1000.0, 166.0),
    (1038.0, 176.0),
    (1072.0, 190.0),
    (1098.0, 196.0),
    (1120.0, 206.0),
];

/// A clip in two rounds, with marks on frames.
pub(super) fn turntable(t: &mut Teller, project: ProjectId, others: &Others) -> anyhow::Result<()> {
    let about = "Four seconds, one turn, for the shop and for social. Opens on the label.";
    let id = t.deliverable(project, &plan("Bottle turntable", "Animation", Priority::High, 4, about))?;
    let tomas = t.cast.person(Who::Tomas)?;
    assign(t, id, &[("Rendering", tomas, 1), ("Retouch", others.noor, 3), ("QC", others.kofi, 4)])?;
    let rendering = up_to(t, id, "Rendering", Status::Skipped)?;
    let first = t.publish(Who::Tomas, rendering, &["sol-turntable-r1.mp4"], "Grey pass for the move.")?;
    let text =
        Drawn { frames: (60, 95), words: "hold here", width: 2.0, ..Drawn::new(ShapeKind::Text, &[(330.0, 40.0)]) };
    let hold = t.mark(
        Who::Henrik,
        first,
        text,
        "The cap leaves the picture over the last second. Pull back, and let it settle.",
        true,
    )?;
    let rise = Drawn { frames: (30, 54), width: 2.0, ..Drawn::new(ShapeKind::Arrow, &[(90.0, 250.0), (90.0, 120.0)]) };
    let rise =
        t.mark(Who::Henrik, first, rise, "Rise a little through the turn, so that we see the cap from above.", true)?;
    t.decide(Who::Henrik, first, Verdict::Changes, "The turn is right, the camera is asleep.")?;
    t.step(Who::Tomas, first, rise, FeedbackStep::Resolve, "Rises 40 cm between frames 20 and 80.")?;
    let second = t.publish(
        Who::Tomas,
        rendering,
        &["sol-turntable-r2.mp4"],
        "Materials and light in, camera rises. Pulled back, and it settles on the three-quarter view.",
    )?;
    t.step(Who::Henrik, second, rise, FeedbackStep::Verify, "")?;
    t.step(Who::Tomas, second, hold, FeedbackStep::Resolve, "Holds for fifteen frames.")?;
    let shown =
        Drawn { frames: (46, 52), width: 2.0, ..Drawn::new(ShapeKind::Ellipse, &[(178.0, 96.0), (306.0, 236.0)]) };
    t.mark(
        Who::Henrik,
        second,
        shown,
        "Around the back the juice loses its glow. A small card behind it, in step with the turn?",
        true,
    )?;
    let open = Drawn { frames: (0, 0), width: 2.0, ..Drawn::new(ShapeKind::Pin, &[(240.0, 168.0)]) };
    t.mark(Who::Claire, second, open, "Perfect first frame for the thumbnail.", false)?;
    Ok(())
}
