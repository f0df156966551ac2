//! `rushes thread`: what was said, after it was said.

use super::{
    context::Ctx,
    error::CliError,
    output::{Output, counted, table},
    rows,
};
use clap::Subcommand;
use rushes_domain::{Command, Comment, CommentId, Deliverable, Resolved, State, Thread, mywork};
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::Arc};

/// What can be done with comments that were made.
#[derive(Debug, Subcommand)]
pub(super) enum ThreadCommand {
    /// List comments with their answers: of a deliverable, a stage or a round.
    List {
        /// CODE/Deliverable, CODE/Deliverable/Stage or CODE/Deliverable/Stage@3.
        path: String,
        /// Only threads that are not resolved.
        #[arg(long)]
        open: bool,
    },
    /// Say it differently: one's own comment.
    Edit {
        /// The comment's id.
        id: String,
        /// What it says from now on.
        text: String,
    },
    /// Take one's own comment back, while nobody has acted on it.
    Withdraw {
        /// The comment's id.
        id: String,
    },
    /// Resolve a thread; where it asks for something, its item of the checklist too: they are one.
    Resolve {
        /// The comment's id.
        id: String,
    },
    /// Reopen a resolved thread.
    Reopen {
        /// The comment's id.
        id: String,
    },
    /// List the comments that name you and that you have not seen.
    Mentions,
    /// Note that you have seen comments that name you.
    Seen {
        /// Comments' ids; all of `thread mentions` where not said.
        ids: Vec<String>,
    },
}

pub(super) fn run(ctx: &Ctx<'_>, command: ThreadCommand) -> Result<Output, CliError> {
    match command {
        ThreadCommand::List { path, open } => list(&ctx.snapshot()?.state, &path, open),
        ThreadCommand::Edit { id, text } => {
            change(ctx, &id, "Rewrote", |deliverable, id| Command::EditComment { deliverable, id, body: text.clone() })
        }
        ThreadCommand::Resolve { id } => {
            change(ctx, &id, "Resolved", |deliverable, id| Command::ResolveComment { deliverable, id, resolved: true })
        }
        ThreadCommand::Reopen { id } => {
            change(ctx, &id, "Reopened", |deliverable, id| Command::ResolveComment { deliverable, id, resolved: false })
        }
        ThreadCommand::Withdraw { id } => {
            let snapshot = ctx.snapshot()?;
            let (found, comment) = named(&snapshot.state, &id)?;
            let document = rows::comment(&snapshot.state, &found, comment_of(&found, comment, &id)?);
            ctx.store()?.submit(Command::WithdrawComment { deliverable: found.id, id: comment })?;
            Ok(Output::new(document, "Took the comment back."))
        }
        ThreadCommand::Mentions => mentions(&ctx.snapshot()?.state),
        ThreadCommand::Seen { ids } => {
            let snapshot = ctx.snapshot()?;
            let comments: BTreeSet<CommentId> = if ids.is_empty() {
                mywork::unread(&snapshot.state).into_iter().map(|m| m.comment).collect()
            } else {
                ids.iter().map(|id| named(&snapshot.state, id).map(|(_, c)| c)).collect::<Result<_, _>>()?
            };
            ctx.store()?.submit(Command::MarkRead { comments: comments.clone() })?;
            let text = format!("{} seen.", counted(comments.len(), "comment"));
            Ok(Output::new(json!({"seen": comments}), text))
        }
    }
}

/// The comment with an id, wherever it is.
fn named(state: &State, text: &str) -> Result<(Arc<Deliverable>, CommentId), CliError> {
    let found = text.parse::<CommentId>().ok().and_then(|id| {
        let deliverable = state.deliverables().find(|d| d.comment(id).is_some())?;
        Some((Arc::clone(deliverable), id))
    });
    found.ok_or_else(|| CliError::missing("comment", text, "`rushes thread list PATH --json` shows comments' ids."))
}

fn comment_of<'d>(deliverable: &'d Deliverable, id: CommentId, text: &str) -> Result<&'d Comment, CliError> {
    deliverable.comment(id).ok_or_else(|| CliError::missing("comment", text, "List the thread again."))
}

fn change(
    ctx: &Ctx<'_>,
    id: &str,
    did: &str,
    command: impl Fn(rushes_domain::DeliverableId, CommentId) -> Command,
) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let (found, comment) = named(&snapshot.state, id)?;
    store.submit(command(found.id, comment))?;
    let snapshot = store.snapshot();
    let found = snapshot.state.resolve_deliverable(&found.id.to_string())?;
    let document = rows::comment(&snapshot.state, &found, comment_of(&found, comment, id)?);
    Ok(Output::new(document, format!("{did} a comment on {}.", snapshot.state.path_of(&found, None, None))))
}

fn list(state: &State, path: &str, open: bool) -> Result<Output, CliError> {
    let (stage, round) = match state.resolve(path)? {
        Resolved::Stage(_, stage) => (Some(stage), None),
        Resolved::Round(_, _, round) => (None, Some(round)),
        _ => (None, None),
    };
    let found = state.resolve_deliverable(path)?;
    let wanted = |c: &&Comment| {
        stage.is_none_or(|s| found.stage_of(c) == Some(s))
            && round.is_none_or(|r| c.round == Some(r))
            && (!open || !c.resolved)
    };
    let threads: Vec<Thread<'_>> = found.threads().into_iter().filter(|t| wanted(&t.comment)).collect();
    let mut lines = Vec::new();
    let documents: Vec<Value> = threads
        .iter()
        .map(|Thread { comment, answers }| {
            let resolved = if comment.resolved { "resolved" } else { "" };
            lines.push(line(state, comment, "", resolved));
            lines.extend(answers.iter().map(|a| line(state, a, "  ", "")));
            let mut document = rows::comment(state, &found, comment);
            document["answers"] = answers.iter().map(|a| rows::comment(state, &found, a)).collect();
            document
        })
        .collect();
    Ok(Output::new(json!({"threads": documents}), table(&["Who", "What", ""], &lines)))
}

fn line(state: &State, comment: &Comment, indent: &str, note: &str) -> Vec<String> {
    let who = rows::name(state, comment.by).unwrap_or_default();
    vec![who, format!("{indent}{}", comment.summary()), note.to_owned()]
}

fn mentions(state: &State) -> Result<Output, CliError> {
    let mut lines = Vec::new();
    let mut documents = Vec::new();
    for mention in mywork::unread(state) {
        let Some(found) = state.deliverable(mention.deliverable) else { continue };
        let Some(comment) = found.comment(mention.comment) else { continue };
        let path = state.path_of(found, mention.stage, comment.round);
        let mut document = rows::comment(state, found, comment);
        document["path"] = json!(path);
        documents.push(document);
        lines.push(vec![path, rows::name(state, comment.by).unwrap_or_default(), comment.summary()]);
    }
    let text = if lines.is_empty() {
        "Nobody has named you since you looked last.".to_owned()
    } else {
        table(&["Where", "Who", "What"], &lines)
    };
    Ok(Output::new(json!({"mentions": documents}), text))
}
