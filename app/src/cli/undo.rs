//! `rushes undo` and `rushes redo`.

use super::{
    context::Ctx,
    error::CliError,
    history::{place_of, whose},
    output::{Output, counted, table},
};
use clap::Args;
use rushes_store::{Step, TakenBack};
use serde_json::{Value, json};

/// `rushes undo`.
#[derive(Debug, Args)]
pub(super) struct Undo {
    /// Show what can be taken back and done again; take nothing back.
    #[arg(long)]
    list: bool,
}

pub(super) fn undo(ctx: &Ctx<'_>, asked: &Undo) -> Result<Output, CliError> {
    let store = ctx.store()?;
    if asked.list {
        return Ok(list(&store.steps()?));
    }
    answer(ctx, &store.undo()?, "Took back")
}

pub(super) fn redo(ctx: &Ctx<'_>) -> Result<Output, CliError> {
    let taken = ctx.store()?.redo()?;
    answer(ctx, &taken, "Did again")
}

fn answer(ctx: &Ctx<'_>, taken: &TakenBack, deed: &str) -> Result<Output, CliError> {
    let snapshot = ctx.snapshot()?;
    let left: Vec<Value> = taken
        .left
        .iter()
        .map(|l| json!({"path": whose(&snapshot.state, l.doc), "place": l.path.join("/"), "reason": l.why}))
        .collect();
    let mut text = format!("{deed}: {}.\n", taken.label);
    if let Some(told) = taken.told_left() {
        text.push_str(&format!("{told}\n"));
    }
    for left in &taken.left {
        text.push_str(&format!("  {}: {}\n", place_of(&snapshot.state, left.doc, &left.path), left.why));
    }
    Ok(Output::new(json!({"undone": taken.undone, "label": taken.label, "left": left}), text))
}

fn list(steps: &[Step]) -> Output {
    let rows: Vec<Value> = steps
        .iter()
        .map(|s| json!({"label": s.label, "at": s.at.rfc3339(), "places": s.places, "stands": s.stands}))
        .collect();
    let lines: Vec<Vec<String>> = steps
        .iter()
        .map(|s| {
            let what = if s.stands { "undo" } else { "redo" };
            vec![what.into(), s.at.rfc3339(), s.label.clone(), counted(s.places as usize, "place")]
        })
        .collect();
    let text = if lines.is_empty() {
        "There is nothing to take back.".to_owned()
    } else {
        table(&["Next", "Done", "What", "Changed"], &lines)
    };
    Output::new(json!({ "steps": rows }), text)
}
