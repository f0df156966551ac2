//! A deliverable: its four documents read as one.

use crate::{
    Date, Timestamp,
    command::FeedbackStep,
    conflict::{self, Conflict},
    document::{DocKind, Value},
    feedback::{Feedback, FeedbackEvent, FeedbackStatus},
    field::{self, Field, FieldValue},
    ids::{CommentId, DecisionId, DeliverableId, EventId, FeedbackId, FieldId, ProjectId, RoundId, StageId},
    join,
    round::{self, Decision, Round},
    shape::{Annotation, FrameSpan, Shape},
    stage::{self, Override, Stage, Start},
    status::Status,
    talk::{self, Comment, Thread},
    tree::{Node, Tree},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
    sync::Arc,
};

/// How urgent something is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Before everything else.
    Urgent,
    /// Soon.
    High,
    /// As planned.
    #[default]
    Normal,
    /// When there is time.
    Low,
}

impl Priority {
    /// Every priority, the most urgent first.
    pub const ALL: [Self; 4] = [Self::Urgent, Self::High, Self::Normal, Self::Low];

    /// The word scripts use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Urgent => "urgent",
            Self::High => "high",
            Self::Normal => "normal",
            Self::Low => "low",
        }
    }
}

impl FromStr for Priority {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text.trim().to_lowercase().as_str() {
            "urgent" | "critical" | "p0" | "asap" => Self::Urgent,
            "high" | "p1" => Self::High,
            "normal" | "medium" | "med" | "p2" | "" => Self::Normal,
            "low" | "p3" => Self::Low,
            _ => return Err(format!("\"{text}\" is not a priority; use urgent, high, normal or low")),
        })
    }
}

/// Something a project has to deliver: a shot, an asset, a picture.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Deliverable {
    /// Id.
    pub id: DeliverableId,
    /// Of which project.
    pub project: ProjectId,
    /// Name, unique in its project.
    pub name: String,
    /// What kind of thing, in the studio's own words.
    pub kind: String,
    /// How urgent.
    pub priority: Priority,
    /// Day it is due.
    pub due: Option<Date>,
    /// What it is about.
    pub description: String,
    /// Values of custom fields as written; [`Self::field`] reads them.
    pub fields: BTreeMap<FieldId, Value>,
    /// Taken away; kept for undo.
    pub deleted: bool,
    /// The deliverable it was joined to: the two are read as one.
    pub joined: Option<DeliverableId>,
    /// When it was made.
    pub created: Timestamp,
    /// In order.
    pub stages: Vec<Stage>,
    /// Stages a change of the pipeline took out, nothing done in them: out of sight, kept for coming back.
    pub dropped: Vec<Stage>,
    /// Comments on its rounds and on itself, the oldest first.
    pub comments: Vec<Comment>,
    /// Comments their authors took back: a sheet that says one of them again does not bring it back.
    pub comments_gone: BTreeSet<CommentId>,
    /// Marks on its rounds.
    pub annotations: Vec<Annotation>,
    /// The checklist, the oldest item first.
    pub feedback: Vec<Feedback>,
    /// Unsettled merges.
    pub conflicts: Vec<Conflict>,
}

/// The four documents of a deliverable as read.
#[derive(Clone, Debug)]
pub struct Sources {
    /// Name, stages, people, dates.
    pub plan: Arc<Tree>,
    /// Starts, rounds, resolutions.
    pub work: Arc<Tree>,
    /// Comments, annotations, feedback.
    pub talk: Arc<Tree>,
    /// Decisions, verifications, reopenings.
    pub verdict: Arc<Tree>,
}

impl Deliverable {
    /// Reads a deliverable. Nothing while its plan has not arrived; never an error.
    #[must_use]
    pub fn read(id: DeliverableId, sources: &Sources) -> Option<Self> {
        Self::assemble(id, sources, None)
    }

    /// Reads a deliverable; what comes of its talk is taken from `kept` where that is given.
    pub(crate) fn assemble(id: DeliverableId, sources: &Sources, kept: Option<&Self>) -> Option<Self> {
        let mut stages = read_plan(&sources.plan);
        read_work(&mut stages, sources);
        let mut deliverable = Self::of(id, &sources.plan, stages)?;
        deliverable.conflicts.extend(conflict::read(&sources.work));
        match kept {
            Some(kept) => deliverable.keep_talk(kept),
            None => deliverable.read_talk(sources),
        }
        deliverable.conflicts.extend(conflict::read(&sources.verdict));
        Some(deliverable)
    }

    /// A deliverable as its plan and the stages say, nothing said about it yet.
    pub(crate) fn of(id: DeliverableId, tree: &Tree, mut stages: Vec<Stage>) -> Option<Self> {
        let plan = tree.node();
        let project = plan.parse("project")?;
        stage::derive(&mut stages);
        let (stages, dropped) = Self::shown(stages);

        Some(Self {
            id,
            project,
            name: plan.string("name"),
            kind: plan.string("kind"),
            priority: plan.parse("priority").unwrap_or_default(),
            due: plan.date("due"),
            description: plan.string("description"),
            fields: field::read_raw(plan),
            deleted: plan.flag("deleted"),
            joined: plan.parse(join::JOINED),
            created: plan.time("created"),
            stages,
            dropped,
            comments: Vec::new(),
            comments_gone: BTreeSet::new(),
            annotations: Vec::new(),
            feedback: Vec::new(),
            conflicts: conflict::read(tree),
        })
    }

    /// Stages, and those that are out of sight. Whoever took a stage out may not have known of work done elsewhere
    /// meanwhile: work is always shown.
    pub(crate) fn shown(stages: Vec<Stage>) -> (Vec<Stage>, Vec<Stage>) {
        stages.into_iter().partition(|s| !s.removed || s.has_work())
    }

    fn read_talk(&mut self, sources: &Sources) {
        let talk = sources.talk.node();
        self.comments =
            talk.maps("comment").map(|(id, n)| Comment::read(id, n)).filter(|c| !c.body.is_empty()).collect();
        self.comments.sort_by_key(|c| (c.at, c.id));
        self.comments_gone = talk.flags(talk::GONE).collect();
        self.annotations = talk.maps("annotation").filter_map(|(id, n)| read_annotation(id, n)).collect();
        self.annotations.sort_by_key(|a| (a.at, a.id));
        self.conflicts.extend(conflict::read(&sources.talk));
        self.read_feedback(talk, sources);
    }

    /// Everything that [`Self::read_talk`] fills in.
    pub(crate) fn keep_talk(&mut self, kept: &Self) {
        self.comments.clone_from(&kept.comments);
        self.comments_gone.clone_from(&kept.comments_gone);
        self.annotations.clone_from(&kept.annotations);
        self.feedback.clone_from(&kept.feedback);
        self.conflicts.extend(kept.conflicts.iter().filter(|c| c.doc.kind == DocKind::Talk).cloned());
    }

    fn read_feedback(&mut self, talk: Node<'_>, sources: &Sources) {
        let mut items: BTreeMap<FeedbackId, Feedback> = BTreeMap::new();
        for (id, node) in talk.maps::<FeedbackId>("feedback") {
            let Some(comment) = node.parse::<CommentId>("comment") else { continue };
            let Some(said) = self.comment(comment) else { continue };
            let Some(origin) = said.round else { continue };
            let Some(stage) = self.round(origin).map(|r| r.stage) else { continue };
            let annotation = node.parse("annotation").filter(|a| self.annotations.iter().any(|x| x.id == *a));
            items.insert(
                id,
                Feedback {
                    id,
                    stage,
                    origin,
                    round: origin,
                    comment,
                    annotation,
                    summary: said.summary(),
                    action: node.flag("action"),
                    status: FeedbackStatus::Open,
                    events: Vec::new(),
                    by: node.by(),
                    at: node.time("at"),
                },
            );
        }
        for round in self.stages.iter().flat_map(|s| &s.rounds) {
            for id in &round.carried {
                if let Some(item) = items.get_mut(id).filter(|i| i.stage == round.stage) {
                    item.round = round.id;
                }
            }
        }
        let steps = [
            (&sources.work, [FeedbackStep::Start, FeedbackStep::Resolve]),
            (&sources.verdict, [FeedbackStep::Verify, FeedbackStep::Reopen]),
        ];
        for (tree, kinds) in steps {
            for (id, node) in tree.node().maps::<EventId>("step") {
                if let Some(event) = FeedbackEvent::read(id, node, kinds)
                    && let Some(item) = items.get_mut(&event.feedback)
                {
                    item.events.push(event);
                }
            }
        }
        self.feedback = items.into_values().collect();
        for item in &mut self.feedback {
            item.events.sort_by_key(|e| (e.at, e.id));
            item.settle();
        }
        self.feedback.sort_by_key(|f| (f.at, f.id));
        // A comment that asks for something is resolved when what it asks for is: one state, said once.
        let done: BTreeMap<CommentId, bool> =
            self.feedback.iter().filter(|f| f.action).map(|f| (f.comment, !f.status.is_open())).collect();
        for comment in &mut self.comments {
            if let Some(done) = done.get(&comment.id) {
                comment.resolved = *done;
            }
        }
    }

    /// Its stages without those that are shown for their work alone.
    pub fn in_pipeline(&self) -> impl Iterator<Item = &Stage> {
        self.stages.iter().filter(|s| !s.removed)
    }

    /// One of its stages.
    #[must_use]
    pub fn stage(&self, id: StageId) -> Option<&Stage> {
        self.stages.iter().find(|s| s.id == id)
    }

    /// One of its rounds.
    #[must_use]
    pub fn round(&self, id: RoundId) -> Option<&Round> {
        self.stages.iter().flat_map(|s| &s.rounds).find(|r| r.id == id)
    }

    /// The value of a custom field, if it has one of the field's kind.
    #[must_use]
    pub fn field(&self, field: &Field) -> Option<FieldValue> {
        field::interpret(field, self.fields.get(&field.id)?)
    }

    /// One of its comments.
    #[must_use]
    pub fn comment(&self, id: CommentId) -> Option<&Comment> {
        self.comments.iter().find(|c| c.id == id)
    }

    /// Its comments with what was answered to each, the oldest first.
    #[must_use]
    pub fn threads(&self) -> Vec<Thread<'_>> {
        talk::threads(&self.comments)
    }

    /// The stage a comment is about, if it is about one.
    #[must_use]
    pub fn stage_of(&self, comment: &Comment) -> Option<StageId> {
        comment.round.and_then(|r| self.round(r)).map(|r| r.stage).or(comment.stage)
    }

    /// Feedback of one stage that the artist still has to act on.
    pub fn open_feedback(&self, stage: StageId) -> impl Iterator<Item = &Feedback> {
        self.feedback.iter().filter(move |f| f.stage == stage && f.is_open())
    }

    /// How many of a hundred stages of the pipeline are approved, those that are skipped left out.
    #[must_use]
    pub fn progress(&self) -> u8 {
        let needed = self.in_pipeline().filter(|s| s.status != Status::Skipped).count();
        let approved = self.in_pipeline().filter(|s| s.status == Status::Approved).count();
        match needed {
            0 if self.in_pipeline().next().is_none() => 0,
            0 => 100,
            _ => u8::try_from(approved * 100 / needed).unwrap_or(100),
        }
    }

    /// The stage that is worked on now: the first that is neither approved nor skipped.
    #[must_use]
    pub fn current_stage(&self) -> Option<&Stage> {
        self.stages.iter().find(|s| s.is_open())
    }

    /// The newest picture or clip of any stage, the later stages first.
    #[must_use]
    pub fn cover(&self) -> Option<&crate::Attachment> {
        self.stages.iter().rev().find_map(|s| s.latest()).and_then(Round::current)
    }
}

/// The stages as they are planned, in their order.
pub(crate) fn read_plan(plan: &Tree) -> Vec<Stage> {
    let plan = plan.node();
    let mut stages: Vec<Stage> = plan.maps::<StageId>("stage").map(|(id, n)| Stage::read(id, n)).collect();
    stages.sort_by_key(|s| (s.order, s.id));
    for (id, node) in plan.maps::<EventId>("override") {
        if let Some((stage, entry)) = read_override(id, node)
            && let Some(stage) = stages.iter_mut().find(|s| s.id == stage)
        {
            stage.overrides.push(entry);
        }
    }
    for stage in &mut stages {
        stage.overrides.sort_by_key(|o| (o.at, o.id));
    }
    stages
}

fn read_work(stages: &mut [Stage], sources: &Sources) {
    let work = sources.work.node();
    let mut decisions: BTreeMap<RoundId, Vec<Decision>> = BTreeMap::new();
    for (id, node) in sources.verdict.node().maps::<DecisionId>("decision") {
        if let Some(decision) = Decision::read(id, node) {
            decisions.entry(decision.round).or_default().push(decision);
        }
    }
    let mut rounds: BTreeMap<StageId, Vec<Round>> = BTreeMap::new();
    for (id, node) in work.maps::<RoundId>("round") {
        if let Some(mut round) = Round::read(id, node) {
            round.decisions = decisions.remove(&id).unwrap_or_default();
            round.decisions.sort_by_key(|d| (d.at, d.id));
            rounds.entry(round.stage).or_default().push(round);
        }
    }
    for stage in stages {
        stage.rounds = round::number(rounds.remove(&stage.id).unwrap_or_default(), stage.rounds_before);
        stage.starts = work
            .maps::<EventId>("start")
            .filter(|(_, n)| n.parse("stage") == Some(stage.id))
            .map(|(id, n)| Start { id, after_round: n.parse("after_round"), by: n.by(), at: n.time("at") })
            .collect();
        stage.starts.sort_by_key(|s| (s.at, s.id));
    }
}

fn read_override(id: EventId, node: Node<'_>) -> Option<(StageId, Override)> {
    let entry = Override {
        id,
        status: node.parse("status")?,
        reason: node.string("reason"),
        seen_round: node.parse("seen_round"),
        seen_decision: node.parse("seen_decision"),
        replaces: node.flags("replaces").collect(),
        by: node.by(),
        at: node.time("at"),
    };
    Some((node.parse("stage")?, entry))
}

fn read_annotation(id: crate::AnnotationId, node: Node<'_>) -> Option<Annotation> {
    if node.flag("erased") {
        return None;
    }
    let shape: Shape = serde_json::from_str(node.text("shape")?).ok()?;
    let whole = |key| node.int(key).and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
    let frames = FrameSpan { first: whole("first"), last: whole("last").max(whole("first")) };
    shape.problem().is_none().then(|| Annotation {
        id,
        round: node.parse("round").unwrap_or_default(),
        attachment: node.parse("attachment"),
        frames,
        shape,
        comment: node.parse("comment"),
        by: node.by(),
        at: node.time("at"),
    })
}
