//! What people ask for.

use crate::{
    Date,
    deliverable::Priority,
    document::{DocId, Value},
    field::{Field, FieldValue},
    ids::{
        AnnotationId, AttachmentId, CommentId, DecisionId, DeliverableId, EventId, FeedbackId, FieldId, PersonId,
        PipelineId, ProjectId, RoundId, SheetMapId, StageId, ViewId,
    },
    media::{Attachment, MediaHash},
    migration::Migration,
    person::Person,
    personal::NewView,
    pipeline::Pipeline,
    round::Verdict,
    shape::{FrameSpan, Shape},
    sheet_row::ImportRow,
    status::Status,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, str::FromStr};

/// One step with an item of the checklist.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackStep {
    /// The artist begins.
    Start,
    /// The artist is done.
    Resolve,
    /// The reviewer agrees.
    Verify,
    /// The reviewer does not.
    Reopen,
}

impl FeedbackStep {
    /// The word scripts use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Resolve => "resolve",
            Self::Verify => "verify",
            Self::Reopen => "reopen",
        }
    }
}

impl FromStr for FeedbackStep {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Start, Self::Resolve, Self::Verify, Self::Reopen]
            .into_iter()
            .find(|s| s.word() == text)
            .ok_or_else(|| format!("\"{text}\" is not a step; use start, resolve, verify or reopen"))
    }
}

/// A stage of a deliverable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StageTarget {
    /// Of which deliverable.
    pub deliverable: DeliverableId,
    /// Which stage.
    pub stage: StageId,
}

/// A project to be made.
#[derive(Clone, PartialEq, Debug)]
pub struct NewProject {
    /// Its id.
    pub id: ProjectId,
    /// Code, unique in the studio.
    pub code: String,
    /// Name.
    pub name: String,
    /// Brand or client.
    pub client: String,
    /// Template.
    pub pipeline: PipelineId,
    /// First day.
    pub start: Option<Date>,
    /// Last day.
    pub due: Option<Date>,
}

/// A new value for one field of a project.
#[derive(Clone, PartialEq, Debug)]
pub enum ProjectChange {
    /// Name.
    Name(String),
    /// Brand or client.
    Client(String),
    /// First day.
    Start(Option<Date>),
    /// Last day.
    Due(Option<Date>),
    /// Code, unique in the studio.
    Code(String),
    /// The template new deliverables take their stages from. Those there are keep theirs: see
    /// [`Command::Migrate`].
    Pipeline(PipelineId),
    /// The picture it is known by: a file of one of its rounds; nothing for the newest.
    Cover(Option<MediaHash>),
    /// Out of sight, or back.
    Archived(bool),
    /// Taken away with all it holds, or back.
    Deleted(bool),
    /// A custom field; nothing takes the value away.
    Field(FieldId, Option<FieldValue>),
}

/// A deliverable to be made.
#[derive(Clone, PartialEq, Debug)]
pub struct NewDeliverable {
    /// Its id.
    pub id: DeliverableId,
    /// Of which project.
    pub project: ProjectId,
    /// Name, unique in the project.
    pub name: String,
    /// What kind of thing.
    pub kind: String,
    /// How urgent.
    pub priority: Priority,
    /// Day it is due.
    pub due: Option<Date>,
    /// What it is about.
    pub description: String,
}

/// A new value for one field of a deliverable.
#[derive(Clone, PartialEq, Debug)]
pub enum DeliverableChange {
    /// Name.
    Name(String),
    /// Kind.
    Kind(String),
    /// Priority.
    Priority(Priority),
    /// Due day.
    Due(Option<Date>),
    /// Description.
    Description(String),
    /// Into another project.
    Project(ProjectId),
    /// Taken away, or back.
    Deleted(bool),
    /// A custom field; nothing takes the value away.
    Field(FieldId, Option<FieldValue>),
}

/// Another deliverable like one there is: its stages begin anew.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Duplicate {
    /// The new one's id.
    pub id: DeliverableId,
    /// Like which.
    pub of: DeliverableId,
    /// Its name, unique in the project.
    pub name: String,
    /// With the same people.
    pub people: bool,
    /// With the same dates.
    pub dates: bool,
}

/// A mark to be drawn, with the comment that says what it means.
#[derive(Clone, PartialEq, Debug)]
pub struct NewAnnotation {
    /// Its id.
    pub id: AnnotationId,
    /// The comment's id.
    pub comment: CommentId,
    /// On which deliverable.
    pub deliverable: DeliverableId,
    /// On which round.
    pub round: RoundId,
    /// On which of its files; the one to review where not said.
    pub attachment: Option<AttachmentId>,
    /// On which frames.
    pub frames: FrameSpan,
    /// What is drawn.
    pub shape: Shape,
    /// What it means.
    pub body: String,
    /// Something to do, rather than something to know.
    pub action: bool,
}

/// Something a person asks for. Ids are chosen by who asks, so that asking twice makes one thing.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// Name and brand of the studio.
    EditStudio {
        /// New name.
        name: Option<String>,
        /// New brand colour as `#RRGGBB`.
        brand: Option<String>,
    },
    /// Somebody work can be assigned to.
    AddPerson(Person),
    /// Makes a pipeline template, or changes one to be so.
    ApplyPipeline(Pipeline),
    /// Has projects and their deliverables follow a template, in one step; changes the template where it differs.
    Migrate(Migration),
    /// Makes a custom field, or changes one to be so. Its kind stays.
    DefineField(Field),
    /// Makes a project.
    CreateProject(NewProject),
    /// Changes fields of a project.
    EditProject {
        /// Which.
        id: ProjectId,
        /// What.
        changes: Vec<ProjectChange>,
    },
    /// Makes a deliverable with the stages of its project's pipeline.
    CreateDeliverable(NewDeliverable),
    /// Changes fields of a deliverable.
    EditDeliverable {
        /// Which.
        id: DeliverableId,
        /// What.
        changes: Vec<DeliverableChange>,
    },
    /// Makes another deliverable like one there is.
    DuplicateDeliverable(Duplicate),
    /// Has two deliverables of one project be one from now on: nothing said about either is lost.
    JoinDeliverables {
        /// The one whose name, priority and stages stay.
        survivor: DeliverableId,
        /// The one that is read as part of it.
        joined: DeliverableId,
    },
    /// Has two people be one from now on: whatever names either names the survivor.
    JoinPeople {
        /// The one whose name stays.
        survivor: PersonId,
        /// The other, who is no member.
        joined: PersonId,
    },
    /// Says who works on a stage.
    AssignStage {
        /// Which stage.
        target: StageTarget,
        /// Everybody who does, from now on.
        people: BTreeSet<PersonId>,
    },
    /// Plans a stage.
    DateStage {
        /// Which stage.
        target: StageTarget,
        /// First day.
        start: Option<Date>,
        /// Day it is due.
        due: Option<Date>,
    },
    /// Says how long a stage should take.
    EstimateStage {
        /// Which stage.
        target: StageTarget,
        /// In minutes of work; nothing takes the estimate away.
        minutes: Option<u32>,
    },
    /// Says how many rounds of a stage were done before it was tracked here: those published here come after.
    CountRoundsBefore {
        /// Which stage.
        target: StageTarget,
        /// How many.
        rounds: u32,
    },
    /// Several commands as one step: one change to the log, one step to undo. All are decided on the same
    /// state, so that they should be about different things.
    Batch {
        /// What they are together, for the log: "assigned Ada to 12 stages".
        label: String,
        /// The commands; none of them a batch.
        commands: Vec<Command>,
        /// Leave out those that are refused, rather than doing none.
        skip_refused: bool,
    },
    /// Moves a stage to a status.
    SetStageStatus {
        /// Which stage.
        target: StageTarget,
        /// Where to.
        status: Status,
        /// Set it by hand, whatever the facts say.
        force: bool,
        /// Why.
        reason: String,
        /// The id of what is recorded.
        event: EventId,
    },
    /// Publishes a round.
    Publish {
        /// Of which stage.
        target: StageTarget,
        /// The round's id.
        round: RoundId,
        /// Its files.
        attachments: Vec<Attachment>,
        /// What the artist says.
        note: String,
    },
    /// Says something.
    Comment {
        /// About which deliverable.
        deliverable: DeliverableId,
        /// About which round, if about one.
        round: Option<RoundId>,
        /// The comment's id.
        id: CommentId,
        /// What it says.
        body: String,
        /// The comment it answers.
        reply_to: Option<CommentId>,
        /// Makes an item of the checklist: something to do, or something to know. An answer makes none.
        action: bool,
    },
    /// Says it differently.
    EditComment {
        /// About which deliverable.
        deliverable: DeliverableId,
        /// Which comment.
        id: CommentId,
        /// What it says now.
        body: String,
    },
    /// Takes one's own comment back, with its mark and its item. Only while nobody has acted on it.
    WithdrawComment {
        /// About which deliverable.
        deliverable: DeliverableId,
        /// Which comment.
        id: CommentId,
    },
    /// Resolves a thread, or reopens it. Where the comment asks for something this is a step with its item of the
    /// checklist.
    ResolveComment {
        /// About which deliverable.
        deliverable: DeliverableId,
        /// Which comment.
        id: CommentId,
        /// Resolved or not.
        resolved: bool,
    },
    /// Draws on a picture.
    Annotate(NewAnnotation),
    /// Moves or resizes a mark.
    Reshape {
        /// On which deliverable.
        deliverable: DeliverableId,
        /// Which mark.
        id: AnnotationId,
        /// As it is now.
        shape: Shape,
    },
    /// Takes a mark away; its comment stays.
    Erase {
        /// On which deliverable.
        deliverable: DeliverableId,
        /// Which mark.
        id: AnnotationId,
        /// Away, or back.
        erased: bool,
    },
    /// Takes a step with an item of the checklist.
    StepFeedback {
        /// Of which deliverable.
        deliverable: DeliverableId,
        /// Which item.
        feedback: FeedbackId,
        /// The step's id.
        event: EventId,
        /// Which step.
        step: FeedbackStep,
        /// What there is to say about it.
        note: String,
    },
    /// Makes an item something to do, or something to know.
    ClassifyFeedback {
        /// Of which deliverable.
        deliverable: DeliverableId,
        /// Which item.
        feedback: FeedbackId,
        /// Something to do.
        action: bool,
    },
    /// Decides a round.
    Decide {
        /// Of which deliverable.
        deliverable: DeliverableId,
        /// Which round.
        round: RoundId,
        /// The decision's id.
        id: DecisionId,
        /// The outcome.
        verdict: Verdict,
        /// Why.
        note: String,
    },
    /// Saves a view of a list, or changes a saved one to be so.
    SaveView {
        /// The view.
        view: NewView,
        /// For everybody, or for oneself.
        shared: bool,
    },
    /// Takes a saved view away.
    RemoveView {
        /// Which.
        id: ViewId,
    },
    /// Notes that one has seen comments that name one.
    MarkRead {
        /// Which.
        comments: BTreeSet<CommentId>,
    },
    /// Keeps a project at hand for oneself, or no longer.
    Favourite {
        /// Which.
        project: ProjectId,
        /// At hand, or no longer.
        on: bool,
    },
    /// Notes that one has opened a project.
    Opened {
        /// Which.
        project: ProjectId,
    },
    /// Settles a field that two people set at once.
    Settle {
        /// Which document.
        doc: DocId,
        /// Where in it.
        path: Vec<String>,
        /// The value from now on.
        value: Value,
    },
    /// Brings in a sheet, all rows or none.
    Import {
        /// Into which project.
        project: ProjectId,
        /// People the sheet names who are not known yet.
        people: Vec<Person>,
        /// Custom fields that its columns become.
        fields: Vec<Field>,
        /// Its rows.
        rows: Vec<ImportRow>,
        /// What it was, for the log.
        source: String,
    },
    /// Keeps a way to read a project's sheets under a name, instead of what the name meant before.
    KeepSheetMap {
        /// Of which project.
        project: ProjectId,
        /// Its id.
        id: SheetMapId,
        /// Its name.
        name: String,
        /// What it says.
        mapping: String,
    },
    /// No longer offers a way to read sheets, or offers it again.
    RemoveSheetMap {
        /// Of which project.
        project: ProjectId,
        /// Which.
        id: SheetMapId,
        /// Away, or back.
        removed: bool,
    },
}
