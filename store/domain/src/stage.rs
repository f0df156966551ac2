//! A stage of a deliverable, and how its status follows from facts.

use crate::{
    Date, Few, Timestamp,
    ids::{DecisionId, EventId, PersonId, RoundId, StageDefId, StageId},
    issue::Issue,
    round::{Round, Verdict},
    status::Status,
    tree::Node,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A status somebody set by hand. It holds until a round or a decision comes that it had not seen:
/// facts, not clocks, end it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Override {
    /// Id.
    pub id: EventId,
    /// The status.
    pub status: Status,
    /// Why.
    pub reason: String,
    /// The newest round it saw.
    pub seen_round: Option<RoundId>,
    /// The decision on that round it saw.
    pub seen_decision: Option<DecisionId>,
    /// The overrides it stands instead of.
    pub replaces: BTreeSet<EventId>,
    /// Who set it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

/// Somebody began to work.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Start {
    /// Id.
    pub id: EventId,
    /// The newest round when they began; nothing before the first.
    pub after_round: Option<RoundId>,
    /// Who began.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

/// Where a stage's document says how many rounds were before it was tracked here.
pub(crate) const ROUNDS_BEFORE: &str = "rounds_before";
/// So many rounds nobody makes: a larger number is a slip.
pub const MAX_ROUNDS_BEFORE: u32 = 9_999;

/// A stage of a deliverable.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Stage {
    /// Id.
    pub id: StageId,
    /// The template's stage it was made from.
    pub def: StageDefId,
    /// Name.
    pub name: String,
    /// Place in the list.
    pub order: i64,
    /// Stages of the same deliverable that must be approved or skipped first.
    pub needs: Few<StageDefId>,
    /// Who works on it.
    pub assignees: Few<PersonId>,
    /// First day planned.
    pub start: Option<Date>,
    /// Day it is due.
    pub due: Option<Date>,
    /// How long it should take, in minutes of work.
    pub estimate: Option<u32>,
    /// Why it is on hold, if it is.
    pub hold: Option<String>,
    /// Rounds that were done before the stage was tracked here: the first one published here comes after them.
    pub rounds_before: u32,
    /// Not needed for this deliverable.
    pub skipped: bool,
    /// Taken out by a change of the pipeline. It is shown only where there is work in it, and holds up nobody.
    pub removed: bool,
    /// Statuses set by hand, the oldest first.
    pub overrides: Vec<Override>,
    /// When work began, the oldest first.
    pub starts: Vec<Start>,
    /// Rounds in order.
    pub rounds: Vec<Round>,
    /// Derived.
    pub status: Status,
    /// The stages it waits for, while blocked.
    pub waits_for: Vec<StageId>,
    /// What a merge made of it.
    pub issues: Vec<Issue>,
}

impl Stage {
    pub(crate) fn read(id: StageId, node: Node<'_>) -> Self {
        Self {
            id,
            def: node.parse("def").unwrap_or_default(),
            name: node.string("name"),
            order: node.int("order").unwrap_or_default(),
            needs: node.flags("need").collect(),
            assignees: node.flags("assignee").collect(),
            start: node.date("start"),
            due: node.date("due"),
            estimate: node.int("estimate").and_then(|n| u32::try_from(n).ok()),
            hold: node.text("hold").map(str::to_owned),
            rounds_before: node
                .int(ROUNDS_BEFORE)
                .and_then(|n| u32::try_from(n).ok())
                .map_or(0, |n| n.min(MAX_ROUNDS_BEFORE)),
            skipped: node.flag("skipped"),
            removed: node.flag("removed"),
            overrides: Vec::new(),
            starts: Vec::new(),
            rounds: Vec::new(),
            status: Status::Ready,
            waits_for: Vec::new(),
            issues: Vec::new(),
        }
    }

    /// Whether anything was done in it: a round, here or before, a start, a status set by hand.
    #[must_use]
    pub fn has_work(&self) -> bool {
        self.rounds_before > 0 || !(self.rounds.is_empty() && self.starts.is_empty() && self.overrides.is_empty())
    }

    /// The number of its newest round, those before it was tracked here counted; 0 before the first.
    #[must_use]
    pub fn round_number(&self) -> u32 {
        self.latest().map_or(self.rounds_before, |r| r.number)
    }

    /// The rounds before it was tracked here, as people say it: "rounds 1–3"; nothing where there were none.
    #[must_use]
    pub fn rounds_before_shown(&self) -> Option<String> {
        match self.rounds_before {
            0 => None,
            1 => Some("round 1".into()),
            many => Some(format!("rounds 1–{many}")),
        }
    }

    /// The newest round.
    #[must_use]
    pub fn latest(&self) -> Option<&Round> {
        self.rounds.last()
    }

    /// The override in force, if one is.
    #[must_use]
    pub fn override_in_force(&self) -> Option<&Override> {
        let latest = self.latest();
        let decision = latest.and_then(Round::decision).map(|d| d.id);
        let replaced: BTreeSet<_> = self.overrides.iter().flat_map(|o| &o.replaces).collect();
        self.overrides
            .iter()
            .filter(|o| !replaced.contains(&o.id))
            .filter(|o| o.seen_round == latest.map(|r| r.id) && o.seen_decision == decision)
            .max_by_key(|o| (o.at, o.id))
    }

    /// Whether this status can only be set by hand, with a reason: nothing a person does to the stage leads to it
    /// from where it stands.
    #[must_use]
    pub fn only_by_hand(&self, to: Status) -> bool {
        match to {
            Status::OnHold => self.skipped,
            Status::Skipped => false,
            Status::Ready => self.hold.is_none() && !self.skipped,
            Status::InProgress => !matches!(self.status, Status::Ready | Status::ChangesRequested),
            Status::Blocked | Status::InReview | Status::ChangesRequested | Status::Approved => true,
        }
    }

    /// The status its own work gives it, whatever it waits for; nothing before work begins.
    fn work_status(&self) -> Option<Status> {
        let latest = self.latest();
        let started = self.starts.iter().any(|s| s.after_round == latest.map(|r| r.id));
        let Some(round) = latest else { return started.then_some(Status::InProgress) };
        Some(match round.decision().map(|d| d.verdict) {
            Some(Verdict::Approve) => Status::Approved,
            Some(Verdict::Changes | Verdict::Reject) if started => Status::InProgress,
            Some(Verdict::Changes | Verdict::Reject) => Status::ChangesRequested,
            None => Status::InReview,
        })
    }
}

/// Derives every stage's status and issues. Total: circles and unknown needs become issues.
pub(crate) fn derive(stages: &mut [Stage]) {
    let by_def = by_def(stages);
    let needs: BTreeMap<usize, BTreeSet<usize>> = (0..stages.len()).map(|i| (i, waits(stages, &by_def, i))).collect();
    let circle: BTreeSet<usize> = crate::dependency::cycle(&needs).into_iter().flatten().collect();

    // Only what a stage says itself decides whether it frees others, so that one pass is enough.
    let own: Vec<Option<Status>> = stages.iter().map(own_status).collect();
    for index in 0..stages.len() {
        let waits_for: Vec<StageId> = needs[&index]
            .iter()
            .filter(|n| !(circle.contains(n) && circle.contains(&index)))
            .filter(|n| !own[**n].is_some_and(Status::frees_dependents))
            .map(|n| stages[*n].id)
            .collect();
        let stage = &mut stages[index];
        stage.issues = issues(stage, &by_def, circle.contains(&index));
        stage.status = own[index].unwrap_or(if waits_for.is_empty() { Status::Ready } else { Status::Blocked });
        if !waits_for.is_empty() && !stage.rounds.is_empty() && !stage.skipped && stage.override_in_force().is_none() {
            stage.issues.push(Issue::WorkedWhileBlocked { waits_for: waits_for.clone() });
        }
        stage.waits_for = waits_for;
    }
}

/// The stages by their definitions. Of two of one definition, which only a merge makes, one that is in the
/// pipeline counts.
fn by_def(stages: &[Stage]) -> BTreeMap<StageDefId, usize> {
    let mut by_def = BTreeMap::new();
    for (i, stage) in stages.iter().enumerate() {
        let known = by_def.entry(stage.def).or_insert(i);
        if stages[*known].removed && !stage.removed {
            *known = i;
        }
    }
    by_def
}

/// The stages one waits for. What a stage taken out of the pipeline waited for, those after it wait for instead.
fn waits(stages: &[Stage], by_def: &BTreeMap<StageDefId, usize>, index: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::from([index]);
    let mut next = vec![index];
    while let Some(at) = next.pop() {
        for need in stages[at].needs.iter().filter_map(|d| by_def.get(d).copied()) {
            if !stages[need].removed {
                found.insert(need);
            } else if seen.insert(need) {
                next.push(need);
            }
        }
    }
    found
}

/// What a stage says of itself, if it says anything: skipped before on hold before set by hand
/// before its work.
fn own_status(stage: &Stage) -> Option<Status> {
    if stage.skipped {
        return Some(Status::Skipped);
    }
    if stage.hold.is_some() {
        return Some(Status::OnHold);
    }
    stage.override_in_force().map(|o| o.status).or_else(|| stage.work_status())
}

fn issues(stage: &Stage, by_def: &BTreeMap<StageDefId, usize>, in_circle: bool) -> Vec<Issue> {
    let mut issues = Vec::new();
    for round in &stage.rounds {
        let mut verdicts = round.standing().into_iter().map(|d| d.verdict);
        if let Some(first) = verdicts.next()
            && verdicts.any(|v| v != first)
        {
            issues.push(Issue::DecidedTwice { round: round.id });
        }
    }
    if let Some((latest, older)) = stage.rounds.split_last()
        && latest.decision().is_none()
        && let Some(approved) = older
            .iter()
            .rev()
            .find(|r| r.decision().is_some_and(|d| d.verdict == Verdict::Approve && d.at >= latest.at))
    {
        issues.push(Issue::ApprovedOlderRound { round: approved.id });
    }
    let mut by_parent: BTreeMap<Option<RoundId>, Vec<RoundId>> = BTreeMap::new();
    for round in &stage.rounds {
        by_parent.entry(round.parent).or_default().push(round.id);
    }
    issues.extend(by_parent.into_values().filter(|r| r.len() > 1).map(|rounds| Issue::PublishedAtOnce { rounds }));
    if stage.needs.iter().any(|n| !by_def.contains_key(n)) {
        issues.push(Issue::NeedsUnknownStage);
    }
    if in_circle {
        issues.push(Issue::Circle);
    }
    issues
}
