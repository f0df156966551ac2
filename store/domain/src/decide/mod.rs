//! From a command to edits, or to a refusal that a person can read.

mod alone;
mod batch;
mod duplicate;
mod field;
mod join;
mod migrate;
mod personal;
mod plan;
mod project;
mod settle;
mod sheet;
mod sheet_map;
mod studio;
mod talk;
mod verdict;
mod work;

pub use duplicate::free_name;

use crate::{
    Timestamp,
    command::{Command, StageTarget},
    deliverable::Deliverable,
    document::{DocKind, Edit},
    ids::{DeliverableId, ProjectId, RoundId},
    media_ref,
    permission::{Actor, Permission},
    project::Project,
    round::Round,
    stage::Stage,
    state::State,
    text::{self, Text},
};

/// The edits a command comes to.
#[derive(Clone, PartialEq, Debug)]
pub struct Decided {
    /// What changes in which documents.
    pub edits: Vec<Edit>,
    /// What was done, for the log: "approved Lighting, round 2".
    pub message: String,
}

/// Why a command was not carried out. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such thing.
    #[error("{what} was not found")]
    NotFound {
        /// What was looked for.
        what: String,
    },
    /// The role may not.
    #[error("as {role} you may not {deed}")]
    PermissionDenied {
        /// Who asked.
        role: &'static str,
        /// What for.
        deed: &'static str,
    },
    /// The state does not allow it now.
    #[error("{why}")]
    InvalidTransition {
        /// Why, as a sentence.
        why: String,
        /// What to do instead.
        hint: String,
        /// Setting the status by hand, with a reason, would do it all the same.
        by_hand: bool,
    },
    /// The command itself is wrong.
    #[error("{why}")]
    InvalidInput {
        /// Why, as a sentence.
        why: String,
    },
}

impl Refusal {
    /// The stable word for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not_found",
            Self::PermissionDenied { .. } => "permission_denied",
            Self::InvalidTransition { .. } => "invalid_transition",
            Self::InvalidInput { .. } => "invalid_input",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &str {
        match self {
            Self::NotFound { .. } => "Check the name, or list what there is.",
            Self::PermissionDenied { .. } => "Ask a producer or an admin of the studio.",
            Self::InvalidTransition { hint, .. } => hint,
            Self::InvalidInput { .. } => "Correct the input and try again.",
        }
    }

    /// Whether setting the status by hand, with a reason, would do it all the same.
    #[must_use]
    pub fn settable_by_hand(&self) -> bool {
        matches!(self, Self::InvalidTransition { by_hand: true, .. })
    }
}

/// Whether a name fits where names stand.
fn on_one_line(what: &str, text: &str) -> Result<(), Refusal> {
    fits(Text::Name, what, text)
}

/// Whether a text is of a length that people read.
fn not_endless(what: &str, text: &str) -> Result<(), Refusal> {
    fits(Text::Note, what, text)
}

/// Whether a text is no longer than its kind may be.
fn fits(kind: Text, what: &str, text: &str) -> Result<(), Refusal> {
    kind.problem(what, text).map_or(Ok(()), |problem| Err(invalid(problem)))
}

fn invalid(why: impl Into<String>) -> Refusal {
    Refusal::InvalidInput { why: why.into() }
}

fn not_now(why: impl Into<String>, hint: impl Into<String>) -> Refusal {
    Refusal::InvalidTransition { why: why.into(), hint: hint.into(), by_hand: false }
}

/// The same where setting the status by hand would do it.
fn not_by_itself(why: impl Into<String>, hint: impl Into<String>) -> Refusal {
    Refusal::InvalidTransition { why: why.into(), hint: hint.into(), by_hand: true }
}

fn missing(what: impl Into<String>) -> Refusal {
    Refusal::NotFound { what: what.into() }
}

/// Who asks, of what, when: what every decision needs.
struct Case<'a> {
    state: &'a State,
    actor: Actor,
    at: Timestamp,
}

impl<'a> Case<'a> {
    fn need(&self, permission: Permission) -> Result<(), Refusal> {
        if self.actor.role.may(permission) {
            return Ok(());
        }
        Err(Refusal::PermissionDenied { role: self.actor.role.word(), deed: permission.deed() })
    }

    fn project(&self, id: ProjectId) -> Result<&'a Project, Refusal> {
        self.state.projects.get(&id).map(AsRef::as_ref).ok_or_else(|| missing("the project"))
    }

    fn deliverable(&self, id: DeliverableId) -> Result<&'a Deliverable, Refusal> {
        self.state.deliverable(self.state.survivor(id)).map(AsRef::as_ref).ok_or_else(|| missing("the deliverable"))
    }

    fn stage(&self, target: StageTarget) -> Result<(&'a Deliverable, &'a Stage), Refusal> {
        let deliverable = self.deliverable(target.deliverable)?;
        let stage = deliverable.stage(target.stage).ok_or_else(|| missing("the stage"))?;
        Ok((deliverable, stage))
    }

    fn round(&self, deliverable: &'a Deliverable, id: RoundId) -> Result<(&'a Stage, &'a Round), Refusal> {
        let round = deliverable.round(id).ok_or_else(|| missing("the round"))?;
        let stage = deliverable.stage(round.stage).ok_or_else(|| missing("the stage"))?;
        Ok((stage, round))
    }

    /// "Hero shot / Lighting, round 2".
    fn called(deliverable: &Deliverable, stage: &Stage, round: Option<&Round>) -> String {
        let round = round.map_or_else(String::new, |r| format!(", round {}", r.number));
        format!("{} / {}{round}", deliverable.name, stage.name)
    }
}

/// Decides a command: pure, so that a test can name every case.
///
/// # Errors
/// A [`Refusal`] that says why and what to do. A refused command changes nothing.
pub fn decide(state: &State, actor: Actor, at: Timestamp, command: Command) -> Result<Decided, Refusal> {
    let case = Case { state, actor, at };
    let command = join::retarget(state, command);
    let mut decided = match command {
        Command::Batch { label, commands, skip_refused } => batch::decide(&case, label, commands, skip_refused),
        Command::Migrate(migration) => migrate::migrate(&case, &migration),
        Command::JoinDeliverables { survivor, joined } => join::deliverables(&case, survivor, joined),
        Command::JoinPeople { survivor, joined } => join::people(&case, survivor, joined),
        Command::DuplicateDeliverable(new) => duplicate::duplicate(&case, &new),
        Command::DefineField(field) => field::define(&case, &field),
        Command::EstimateStage { target, minutes } => plan::estimate(&case, target, minutes),
        Command::CountRoundsBefore { target, rounds } => plan::rounds_before(&case, target, rounds),
        Command::EditStudio { name, brand } => studio::edit(&case, name, brand),
        Command::AddPerson(person) => studio::add_person(&case, &person),
        Command::ApplyPipeline(pipeline) => studio::apply_pipeline(&case, &pipeline),
        Command::CreateProject(new) => project::create_project(&case, &new),
        Command::EditProject { id, changes } => project::edit_project(&case, id, changes),
        Command::CreateDeliverable(new) => plan::create_deliverable(&case, &new),
        Command::EditDeliverable { id, changes } => plan::edit_deliverable(&case, id, changes),
        Command::AssignStage { target, people } => plan::assign(&case, target, &people),
        Command::DateStage { target, start, due } => plan::date(&case, target, start, due),
        Command::SetStageStatus { target, status, force, reason, event } => {
            plan::set_status(&case, target, status, force, &reason, event)
        }
        Command::Publish { target, round, attachments, note } => {
            work::publish(&case, target, round, &attachments, note)
        }
        Command::Comment { deliverable, round, id, body, reply_to, action } => {
            talk::comment(&case, deliverable, round, id, &body, reply_to, action)
        }
        Command::EditComment { deliverable, id, body } => talk::edit_comment(&case, deliverable, id, &body),
        Command::WithdrawComment { deliverable, id } => talk::withdraw(&case, deliverable, id),
        Command::ResolveComment { deliverable, id, resolved } => talk::resolve(&case, deliverable, id, resolved),
        Command::Annotate(new) => talk::annotate(&case, &new),
        Command::Reshape { deliverable, id, shape } => talk::reshape(&case, deliverable, id, &shape),
        Command::Erase { deliverable, id, erased } => talk::erase(&case, deliverable, id, erased),
        Command::StepFeedback { deliverable, feedback, event, step, note } => {
            verdict::step(&case, deliverable, feedback, event, step, &note)
        }
        Command::ClassifyFeedback { deliverable, feedback, action } => {
            talk::classify(&case, deliverable, feedback, action)
        }
        Command::Decide { deliverable, round, id, verdict, note } => {
            verdict::decide(&case, deliverable, round, id, verdict, &note)
        }
        Command::SaveView { view, shared } => personal::save_view(&case, &view, shared),
        Command::RemoveView { id } => personal::remove_view(&case, id),
        Command::MarkRead { comments } => Ok(personal::mark_read(&case, &comments)),
        Command::Favourite { project, on } => personal::favourite(&case, project, on),
        Command::Opened { project } => personal::opened(&case, project),
        Command::Settle { doc, path, value } => settle::settle(&case, doc, path, value),
        Command::Import { project, people, fields, rows, source } => {
            sheet::import(&case, project, (&people, &fields), &rows, &source)
        }
        Command::KeepSheetMap { project, id, name, mapping } => sheet_map::keep(&case, project, id, &name, mapping),
        Command::RemoveSheetMap { project, id, removed } => sheet_map::remove(&case, project, id, removed),
    }?;
    decided.edits = join::route(state, decided.edits);
    // What the role may not write would be refused by every peer: better now than there.
    let foreign = |e: &Edit| e.doc.kind == DocKind::Personal && e.doc.id != actor.person.0;
    if decided.edits.iter().any(foreign) {
        return Err(Refusal::PermissionDenied { role: actor.role.word(), deed: "write what somebody else keeps" });
    }
    may_write(actor, decided.edits.iter().map(|e| e.doc.kind))?;
    if let Some(problem) = decided.edits.iter().find_map(text::edit_problem) {
        return Err(invalid(problem));
    }
    if text::is_too_much(&decided.edits) {
        return Err(invalid("That is more than one step can write into one place. Do it in parts."));
    }
    fits(Text::Message, "What a step is called", &decided.message)?;
    debug_assert!(
        decided.edits.iter().all(|e| e.path.first().is_none_or(|key| media_ref::is_known(e.doc.kind, key))),
        "a new kind of entry has to say which media it names"
    );
    Ok(decided)
}

/// Refuses what the role may not write.
pub(crate) fn may_write(actor: Actor, kinds: impl IntoIterator<Item = DocKind>) -> Result<(), Refusal> {
    let Some(kind) = kinds.into_iter().find(|kind| !actor.role.may_write(*kind)) else { return Ok(()) };
    let permission = match kind {
        DocKind::Studio => Permission::EditStudio,
        DocKind::Project => Permission::EditProjects,
        DocKind::Plan => Permission::Plan,
        DocKind::Work => Permission::Work,
        DocKind::Verdict | DocKind::Session => Permission::Decide,
        DocKind::Talk | DocKind::Personal => Permission::Talk,
    };
    Err(Refusal::PermissionDenied { role: actor.role.word(), deed: permission.deed() })
}

/// What each of several commands would meet: nothing, or the refusal. For showing before it is done.
#[must_use]
pub fn preview(state: &State, actor: Actor, at: Timestamp, commands: &[Command]) -> Vec<Option<Refusal>> {
    commands.iter().map(|c| decide(state, actor, at, c.clone()).err()).collect()
}
