//! What moving a card to a column means, and why it may not be moved there. Pure: asked before the drop,
//! while a card is carried over a column, and again when it falls.

use super::{
    model::{Card, ColumnKey},
    scope::named,
};
use crate::runtime::Trouble;
use rushes_domain::{
    Command, DecisionId, Deliverable, EventId, Refusal, RoundId, Stage, StageId, StageTarget, State, Status, Timestamp,
    Verdict, decide::preview,
};
use rushes_store::Snapshot;

/// What a move comes to.
#[derive(Clone, PartialEq, Debug)]
pub enum Meant {
    /// The card is there already.
    Stays,
    /// A command.
    Send(Box<Command>),
    /// A decision of a round, which asks for a note.
    Ask {
        /// The round.
        round: RoundId,
        /// Of which stage.
        stage: StageId,
        /// The outcome.
        verdict: Verdict,
    },
    /// A status that asks for a reason first.
    Reason(Reason),
    /// It may not be moved there.
    Refused {
        /// Why, as a sentence.
        why: String,
        /// What to do instead.
        hint: String,
    },
}

impl Meant {
    /// Why not, if so.
    #[must_use]
    pub fn refusal(&self) -> Option<(&str, &str)> {
        match self {
            Self::Refused { why, hint } => Some((why, hint)),
            _ => None,
        }
    }

    fn refused(why: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { why: why.into(), hint: hint.into() }
    }
}

impl From<Refusal> for Meant {
    fn from(refusal: Refusal) -> Self {
        let Trouble { text, hint, .. } = Trouble::from(&refusal);
        Self::Refused { why: text, hint }
    }
}

/// A status that is set with a reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// Of which stage.
    pub target: StageTarget,
    /// Which status.
    pub status: Status,
    /// Why nothing else leads to it, where only setting it by hand does; then there has to be a reason.
    pub by_hand: Option<String>,
}

impl Reason {
    fn command(&self, reason: &str) -> Command {
        Command::SetStageStatus {
            target: self.target,
            status: self.status,
            force: self.by_hand.is_some(),
            reason: reason.trim().to_owned(),
            event: EventId::new(rushes_store::fresh()),
        }
    }
}

/// What moving a card to a column means now.
#[must_use]
pub fn meant(snapshot: &Snapshot, card: &Card, to: ColumnKey, now: Timestamp) -> Meant {
    let (deliverable, stage) = (&*card.deliverable, card.stage());
    match to {
        ColumnKey::Status(status) => to_status(snapshot, deliverable, stage, status, now),
        ColumnKey::Stage(def) => match deliverable.stages.iter().find(|s| s.def == def || named(&s.name) == def) {
            Some(target) => to_stage(snapshot, deliverable, stage, target, now),
            None => Meant::refused(
                format!("{} has no such stage.", deliverable.name),
                "Its pipeline has other stages than this column's.",
            ),
        },
        ColumnKey::Done => to_done(snapshot, deliverable, stage, now),
    }
}

fn to_status(snapshot: &Snapshot, deliverable: &Deliverable, stage: &Stage, to: Status, now: Timestamp) -> Meant {
    if stage.status == to {
        return Meant::Stays;
    }
    let verdict = match to {
        Status::Approved => Some(Verdict::Approve),
        Status::ChangesRequested => Some(Verdict::Changes),
        _ => None,
    };
    // Decided statuses come of decisions; a stage that is held or skipped is taken up first.
    let rests = matches!(stage.status, Status::OnHold | Status::Skipped);
    if let Some(verdict) = verdict.filter(|_| !rests)
        && let Some(round) = stage.latest()
    {
        return ask(snapshot, deliverable, stage, round.id, verdict, now);
    }
    let target = StageTarget { deliverable: deliverable.id, stage: stage.id };
    let command = Command::SetStageStatus {
        target,
        status: to,
        force: false,
        reason: String::new(),
        event: EventId::new(rushes_store::fresh()),
    };
    let reason = |by_hand| Reason { target, status: to, by_hand };
    match refusal(snapshot, &command, now) {
        // Whoever may set it by hand is asked for the reason, as in the table.
        Some(refused) if refused.settable_by_hand() => {
            let by_hand = reason(Some(Trouble::from(&refused).text));
            match refusal(snapshot, &by_hand.command("asked for"), now) {
                None => Meant::Reason(by_hand),
                Some(_) => refused.into(),
            }
        }
        Some(refused) => refused.into(),
        None if to == Status::OnHold => Meant::Reason(reason(None)),
        None => Meant::Send(Box::new(command)),
    }
}

fn ask(
    snapshot: &Snapshot,
    deliverable: &Deliverable,
    stage: &Stage,
    round: RoundId,
    verdict: Verdict,
    now: Timestamp,
) -> Meant {
    let command = decision(deliverable, round, verdict, String::new());
    match refusal(snapshot, &command, now) {
        Some(refusal) => refusal.into(),
        None => Meant::Ask { round, stage: stage.id, verdict },
    }
}

/// The command that decides a round.
#[must_use]
fn decision(deliverable: &Deliverable, round: RoundId, verdict: Verdict, note: String) -> Command {
    let id = DecisionId::new(rushes_store::fresh());
    Command::Decide { deliverable: deliverable.id, round, id, verdict, note }
}

fn refusal(snapshot: &Snapshot, command: &Command, now: Timestamp) -> Option<Refusal> {
    preview(&snapshot.state, snapshot.me, now, std::slice::from_ref(command)).pop().flatten()
}

/// A deliverable moves on when the stage it is at is approved, and back when an earlier one is sent back.
fn to_stage(snapshot: &Snapshot, deliverable: &Deliverable, at: &Stage, to: &Stage, now: Timestamp) -> Meant {
    if at.id == to.id {
        if at.status.frees_dependents() {
            return back_to(snapshot, deliverable, to, now);
        }
        return Meant::Stays;
    }
    let place = |stage: &Stage| deliverable.stages.iter().position(|s| s.id == stage.id);
    if place(to) < place(at) {
        return back_to(snapshot, deliverable, to, now);
    }
    let between = || deliverable.stages.iter().skip_while(|s| s.id != at.id).skip(1).take_while(|s| s.id != to.id);
    let open: Vec<&str> =
        between().filter(|s| !s.removed && !s.status.frees_dependents()).map(|s| s.name.as_str()).collect();
    if !open.is_empty() {
        return Meant::refused(
            format!("{} {} first.", list(&open), if open.len() == 1 { "comes" } else { "come" }),
            "Move it one stage at a time, or skip the stages that are not needed.",
        );
    }
    on_from(snapshot, deliverable, at, &to.name, now)
}

fn to_done(snapshot: &Snapshot, deliverable: &Deliverable, at: &Stage, now: Timestamp) -> Meant {
    if at.status.frees_dependents() {
        return Meant::Stays;
    }
    let open: Vec<&str> = deliverable
        .stages
        .iter()
        .filter(|s| s.id != at.id && !s.removed && !s.status.frees_dependents())
        .map(|s| s.name.as_str())
        .collect();
    if open.is_empty() {
        return on_from(snapshot, deliverable, at, "Done", now);
    }
    Meant::refused(
        format!("{} {} not done.", list(&open), if open.len() == 1 { "is" } else { "are" }),
        "A deliverable is done when every stage is approved or skipped.",
    )
}

/// Leaves the stage it is at: by approving its newest round.
fn on_from(snapshot: &Snapshot, deliverable: &Deliverable, at: &Stage, to: &str, now: Timestamp) -> Meant {
    match (at.status, at.latest()) {
        (Status::InReview | Status::ChangesRequested, Some(round)) => {
            ask(snapshot, deliverable, at, round.id, Verdict::Approve, now)
        }
        _ => Meant::refused(
            format!(
                "{} is {}. It moves to {to} when {} is approved.",
                at.name,
                at.status.label().to_lowercase(),
                at.name
            ),
            "Publish a round and approve it, or skip the stage.",
        ),
    }
}

/// Goes back to a stage: by asking for changes of its newest round.
fn back_to(snapshot: &Snapshot, deliverable: &Deliverable, to: &Stage, now: Timestamp) -> Meant {
    match to.latest() {
        Some(round) if to.status == Status::Approved => ask(snapshot, deliverable, to, round.id, Verdict::Changes, now),
        _ => Meant::refused(
            format!("{} is {}, without a round to ask changes of.", to.name, to.status.label().to_lowercase()),
            "Open the deliverable to take the stage up again.",
        ),
    }
}

fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What moving several cards comes to: what can be sent at once, what asks for a note, and who stays.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plan {
    /// Commands, with those that take them back.
    pub sends: Vec<Command>,
    /// Rounds to decide, all with one verdict.
    pub asks: Vec<(Asked, Verdict)>,
    /// Statuses that ask for a reason, all the same one.
    pub reasons: Vec<Reason>,
    /// The first refusal, and how many there are.
    pub refused: Option<(String, String)>,
    /// How many are refused.
    pub refusals: usize,
}

/// A round that a decision is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Of which deliverable.
    pub deliverable: rushes_domain::DeliverableId,
    /// Of which stage.
    pub stage: StageId,
    /// Which round.
    pub round: RoundId,
}

impl Plan {
    /// Works it out.
    #[must_use]
    pub fn of<'a>(
        snapshot: &Snapshot,
        cards: impl IntoIterator<Item = &'a Card>,
        to: ColumnKey,
        now: Timestamp,
    ) -> Self {
        let mut plan = Self::default();
        for card in cards {
            match meant(snapshot, card, to, now) {
                Meant::Stays => {}
                Meant::Send(command) => plan.sends.push(*command),
                Meant::Ask { round, stage, verdict } => {
                    plan.asks.push((Asked { deliverable: card.deliverable.id, stage, round }, verdict));
                }
                Meant::Reason(reason) => plan.reasons.push(reason),
                Meant::Refused { why, hint } => {
                    plan.refusals += 1;
                    plan.refused.get_or_insert((why, hint));
                }
            }
        }
        plan
    }

    /// Whether anything can be moved.
    #[must_use]
    pub fn moves(&self) -> bool {
        !self.sends.is_empty() || self.asks_for_words()
    }

    /// Whether somebody has to say something first.
    #[must_use]
    pub fn asks_for_words(&self) -> bool {
        !self.asks.is_empty() || !self.reasons.is_empty()
    }

    /// Why some of them can only be set by hand, if so; then there has to be a reason.
    #[must_use]
    pub fn by_hand(&self) -> Option<&str> {
        self.reasons.iter().find_map(|r| r.by_hand.as_deref())
    }

    /// What it comes to, with the words that were asked for.
    #[must_use]
    pub fn commands(self, state: &State, words: &str) -> Vec<Command> {
        let reasons = self.reasons.iter().map(|r| r.command(words));
        let asks = self.asks.iter().filter_map(|(asked, verdict)| {
            Some(decision(state.deliverable(asked.deliverable)?, asked.round, *verdict, words.to_owned()))
        });
        let more: Vec<Command> = asks.chain(reasons).collect();
        self.sends.into_iter().chain(more).collect()
    }
}
