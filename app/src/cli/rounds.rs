//! `rushes publish`.

use super::{
    context::Ctx,
    error::CliError,
    output::{Output, counted},
    rows, stage,
};
use crate::{
    actions::PublishFile,
    publish::{self, Step},
};
use clap::Args;
use rushes_domain::{Attachment, AttachmentId, AttachmentRole, Command, MediaHash, MediaKind, Round, RoundId, decide};
use serde_json::{Value, json};
use std::{
    cell::Cell,
    path::PathBuf,
    time::{Duration, Instant},
};

/// `rushes publish`.
#[derive(Debug, Args)]
pub(super) struct Publish {
    /// The stage: CODE/Deliverable/Stage, or an id.
    path: String,
    /// Pictures and clips to review.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// A picture or clip to compare with; can be given several times.
    #[arg(long)]
    reference: Vec<PathBuf>,
    /// What there is to say about the round.
    #[arg(long, default_value = "")]
    note: String,
}

/// How often progress is told at most.
const TELL_EVERY: Duration = Duration::from_secs(1);
/// Files smaller than this are there before anybody wonders; in bytes.
const WORTH_TELLING: u64 = 16 << 20;

pub(super) fn publish(ctx: &Ctx<'_>, asked: Publish) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let target = stage::target(&snapshot.state, &asked.path)?;
    let round = RoundId::new(rushes_store::fresh());
    // Whether the stage takes a round now is asked before any byte is copied.
    let rehearsed = Command::Publish { target, round, attachments: vec![stand_in()], note: asked.note.clone() };
    decide(&snapshot.state, snapshot.me, rushes_store::now(), rehearsed)?;

    let with = |paths: &[PathBuf], role| -> Vec<PublishFile> {
        paths.iter().map(|p| PublishFile { path: ctx.path(p), role }).collect()
    };
    let mut files = with(&asked.files, AttachmentRole::Current);
    files.extend(with(&asked.reference, AttachmentRole::Reference));
    let told: Cell<Option<Instant>> = Cell::new(None);
    let progress = |step: Step<'_>| {
        let now = Instant::now();
        if step.total >= WORTH_TELLING
            && step.done > 0
            && told.get().is_none_or(|last| now.duration_since(last) >= TELL_EVERY)
        {
            told.set(Some(now));
            let name = step.file.file_name().unwrap_or_default().to_string_lossy();
            ctx.tell(&format!("{name}: {} of {} MB", step.done / 1_000_000, step.total / 1_000_000));
        }
    };
    let thumbs = crate::jobs::thumbs::folder(ctx.home().dir());
    let attachments = publish::attachments(store, ctx.worker, &files, &thumbs, &progress, ctx.cancel)?;
    store.submit(Command::Publish { target, round, attachments, note: asked.note })?;
    shown(ctx, target.deliverable, round)
}

/// What a round is asked about before its files are known.
fn stand_in() -> Attachment {
    Attachment {
        id: AttachmentId::default(),
        role: AttachmentRole::Current,
        kind: MediaKind::Image,
        hash: MediaHash([0; 32]),
        name: String::new(),
        size: 0,
        format: String::new(),
        width: 1,
        height: 1,
        frames: 1,
        fps: None,
        duration_ms: None,
        codec: String::new(),
        alpha: false,
    }
}

fn shown(ctx: &Ctx<'_>, deliverable: rushes_domain::DeliverableId, id: RoundId) -> Result<Output, CliError> {
    let snapshot = ctx.snapshot()?;
    let state = &snapshot.state;
    let deliverable = state.resolve_deliverable(&deliverable.to_string())?;
    let gone = || CliError::missing("round", &id.to_string(), "List the deliverable's rounds again.");
    let round: &Round = deliverable.round(id).ok_or_else(gone)?;
    let carried: Vec<Value> = deliverable
        .feedback
        .iter()
        .filter(|f| round.carried.contains(&f.id))
        .map(|f| rows::feedback(state, &deliverable, f))
        .collect();
    let path = state.path_of(&deliverable, None, Some(id));
    let mut text = format!("Published {path} with {}.", counted(round.attachments.len(), "file"));
    if !carried.is_empty() {
        text.push_str(&format!(" Still open from earlier: {}.", counted(carried.len(), "item")));
    }
    let mut document = rows::round(state, &deliverable, round);
    document["revision"] = json!(id);
    document["carried"] = Value::Array(carried);
    Ok(Output::new(document, text))
}
