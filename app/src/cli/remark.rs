//! `rushes annotate` and `rushes comment`.

use super::{
    context::Ctx,
    error::CliError,
    output::Output,
    parse::{self, Points},
    rows,
};
use clap::{Args, ValueEnum};
use rushes_domain::{
    AnnotationId, Command, CommentId, Deliverable, DeliverableId, FrameSpan, MediaHash, NewAnnotation, Point, Resolved,
    RoundId, Shape, ShapeKind, State, decide,
};
use rushes_media::{Answer, Job, MediaError, MediaKind, Sandbox};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The shapes one can draw.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "lower")]
enum Kind {
    Rect,
    Ellipse,
    Arrow,
    Freehand,
    Text,
    Pin,
    Screenshot,
}

impl From<Kind> for ShapeKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Rect => Self::Rect,
            Kind::Ellipse => Self::Ellipse,
            Kind::Arrow => Self::Arrow,
            Kind::Freehand => Self::Freehand,
            Kind::Text => Self::Text,
            Kind::Pin => Self::Pin,
            Kind::Screenshot => Self::Screenshot,
        }
    }
}

/// `rushes annotate`.
#[derive(Debug, Args)]
pub(super) struct Annotate {
    /// The round: CODE/Deliverable/Stage@3, an id, or a stage for its newest round.
    round: String,
    /// What is drawn.
    #[arg(long)]
    shape: Kind,
    /// Where, in image pixels: x,y[,x,y...].
    #[arg(long, value_parser = parse::points, allow_hyphen_values = true)]
    points: Points,
    /// The words of a text mark.
    #[arg(long, default_value = "")]
    text: String,
    /// The picture of a screenshot mark.
    #[arg(long)]
    image: Option<PathBuf>,
    /// #RRGGBB, or red, orange, yellow, green, blue, white, black.
    #[arg(long, default_value = Shape::RED, value_parser = parse::color)]
    color: String,
    /// Width of the line, in image pixels.
    #[arg(long, default_value_t = 4.0)]
    width: f32,
    /// The frame, or the frames N-M, counted from 0.
    #[arg(long, default_value = "0", value_parser = parse::frames)]
    frame: FrameSpan,
    /// On which file of the round: its name or id; the first to review where not said.
    #[arg(long)]
    file: Option<String>,
    /// What it means.
    #[arg(long)]
    comment: String,
    /// Something to know, with nothing to do.
    #[arg(long)]
    info: bool,
}

/// `rushes comment`.
#[derive(Debug, Args)]
pub(super) struct Comment {
    /// The round, a stage for its newest round, or a deliverable.
    round: String,
    /// What to say.
    text: String,
    /// The comment this answers.
    #[arg(long)]
    reply_to: Option<String>,
    /// Something to know, with nothing to do.
    #[arg(long)]
    info: bool,
}

pub(super) fn annotate(ctx: &Ctx<'_>, asked: Annotate) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let (deliverable, round) = snapshot.state.resolve_round(&asked.round)?;
    let kind = ShapeKind::from(asked.shape);
    let image = asked.image.as_deref().map(|p| ctx.path(p));
    if image.is_some() && kind != ShapeKind::Screenshot {
        return Err(CliError::usage(
            "Only a screenshot mark has a picture",
            "Use --shape screenshot, or leave --image out.",
        ));
    }
    let mut points = asked.points.0;
    if let (Some(file), &[corner]) = (&image, points.as_slice()) {
        let (width, height) = size_of(ctx, file)?;
        points.push(Point { x: corner.x + width as f32, y: corner.y + height as f32 });
    }
    let attachment = match &asked.file {
        None => None,
        Some(wanted) => {
            let files = snapshot.state.deliverable(deliverable).and_then(|d| d.round(round)).map(|r| &r.attachments);
            let found = files.into_iter().flatten().find(|a| a.name == *wanted || a.id.to_string() == *wanted);
            Some(found.ok_or_else(|| CliError::missing("file", wanted, "Name one of the round's files."))?.id)
        }
    };
    let shape = Shape {
        kind,
        points,
        text: asked.text,
        color: asked.color,
        width: asked.width,
        image: image.as_ref().map(|_| MediaHash([0; 32])),
    };
    let mut new = NewAnnotation {
        id: AnnotationId::new(rushes_store::fresh()),
        comment: CommentId::new(rushes_store::fresh()),
        deliverable,
        round,
        attachment,
        frames: asked.frame,
        shape,
        body: asked.comment,
        action: !asked.info,
    };
    // What would be refused is refused before a picture is kept for it.
    decide(&snapshot.state, snapshot.me, rushes_store::now(), Command::Annotate(new.clone()))?;
    if let Some(file) = &image {
        size_of(ctx, file)?;
        new.shape.image = Some(store.media().import(file, &|_, _| {}, ctx.cancel)?.hash);
    }
    let (annotation, comment) = (new.id, new.comment);
    store.submit(Command::Annotate(new))?;
    let snapshot = store.snapshot();
    let (made, document) = said(&snapshot.state, deliverable, comment)?;
    let mut document = document;
    document["annotation"] = json!(annotation);
    let text = format!("Annotated {}.", snapshot.state.path_of(&made, None, Some(round)));
    Ok(Output::new(document, text))
}

/// The size of a picture, which is read whole so that a broken one is refused.
fn size_of(ctx: &Ctx<'_>, file: &Path) -> Result<(u32, u32), CliError> {
    let told = |error: MediaError| {
        let hint = super::error::media_hint(&error);
        CliError::new(error.code(), format!("{}: {error}", file.display()), hint)
    };
    let scratch = tempfile::tempdir().map_err(|e| CliError::file(&std::env::temp_dir(), &e))?;
    let job = Job::Derive { path: file.to_owned(), max_side: 16, out: scratch.path().join("small.png") };
    match ctx.worker.run(&job, &Sandbox::default()).map_err(told)? {
        Answer::Derived { info, .. } if info.kind == MediaKind::Still => Ok((info.width, info.height)),
        _ => Err(CliError::new("unsupported_media", format!("{} is no picture", file.display()), "Use a PNG or JPEG.")),
    }
}

pub(super) fn comment(ctx: &Ctx<'_>, asked: Comment) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let state = &snapshot.state;
    let (deliverable, round): (DeliverableId, Option<RoundId>) = match state.resolve(&asked.round)? {
        Resolved::Deliverable(id) => (id, None),
        _ => state.resolve_round(&asked.round).map(|(d, r)| (d, Some(r)))?,
    };
    let reply_to = match &asked.reply_to {
        None => None,
        Some(id) => {
            let known = id
                .parse::<CommentId>()
                .ok()
                .filter(|c| state.deliverable(deliverable).is_some_and(|d| d.comment(*c).is_some()));
            Some(known.ok_or_else(|| {
                CliError::missing("comment", id, "`rushes feedback list --json` shows comments' ids.")
            })?)
        }
    };
    let id = CommentId::new(rushes_store::fresh());
    let body = asked.text;
    store.submit(Command::Comment { deliverable, round, id, body, reply_to, action: !asked.info })?;
    let snapshot = store.snapshot();
    let (made, document) = said(&snapshot.state, deliverable, id)?;
    let text = format!("Commented on {}.", snapshot.state.path_of(&made, None, round));
    Ok(Output::new(document, text))
}

/// What a comment came to.
fn said(
    state: &State,
    deliverable: DeliverableId,
    comment: CommentId,
) -> Result<(std::sync::Arc<Deliverable>, Value), CliError> {
    let found = state.resolve_deliverable(&deliverable.to_string())?;
    let item = found.feedback.iter().find(|f| f.comment == comment);
    let document = json!({
        "comment": comment,
        "mentions": found.comment(comment).map(|c| rows::mentions(state, c)),
        "feedback": item.map(|f| f.id),
        "item": item.map(|f| rows::feedback(state, &found, f)),
    });
    Ok((found, document))
}
