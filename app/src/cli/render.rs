//! `rushes render`: what the viewer shows, without a window.

use super::{
    context::Ctx,
    error::CliError,
    output::{Output, as_text},
};
use crate::render::{self, RenderError, RenderOptions, RoundRef, compare};
use clap::{Args, ValueEnum};
use rushes_domain::State;
use serde_json::json;
use std::path::PathBuf;

/// How two rounds are shown together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    Side,
    Wipe,
    Overlay,
    Difference,
}

/// `rushes render`.
#[derive(Debug, Args)]
pub(super) struct Render {
    /// The round: CODE/Deliverable/Stage@3, an id, or a stage for its newest round.
    round: String,
    /// Where to, as PNG.
    out: PathBuf,
    /// Which frame, counted from 0.
    #[arg(long, default_value_t = 0)]
    frame: u64,
    /// With the marks that are on that frame.
    #[arg(long)]
    annotations: bool,
    /// A round to compare with.
    #[arg(long)]
    compare: Option<String>,
    /// Which layer of OpenEXR files; `media info` lists them.
    #[arg(long)]
    layer: Option<String>,
    /// How to compare.
    #[arg(long, requires = "compare")]
    mode: Option<Mode>,
}

impl From<Mode> for compare::Mode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Side => Self::Side,
            Mode::Wipe => Self::Wipe,
            Mode::Overlay => Self::Overlay,
            Mode::Difference => Self::Difference,
        }
    }
}

impl From<RenderError> for CliError {
    fn from(error: RenderError) -> Self {
        Self::new(error.code(), error.to_string(), error.hint())
    }
}

fn round(state: &State, path: &str) -> Result<RoundRef, CliError> {
    let (deliverable, round) = state.resolve_round(path)?;
    Ok(RoundRef { deliverable, round, attachment: None })
}

pub(super) fn render(ctx: &Ctx<'_>, asked: &Render) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let first = round(&snapshot.state, &asked.round)?;
    let compare = match &asked.compare {
        Some(other) => Some((round(&snapshot.state, other)?, asked.mode.unwrap_or(Mode::Side).into())),
        None => None,
    };
    let options =
        RenderOptions { frame: asked.frame, annotations: asked.annotations, compare, layer: asked.layer.clone() };
    let out = ctx.path(&asked.out);
    let written = render::render_round(store, first, &options, &out)?;
    let text = format!("Wrote {} x {} to {}.", written.width, written.height, out.display());
    Ok(Output::new(json!({"width": written.width, "height": written.height, "out": as_text(&out)}), text))
}
