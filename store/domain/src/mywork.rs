//! What is on a person's plate, the most urgent first.

use crate::{
    Date, Timestamp,
    deliverable::{Deliverable, Priority},
    ids::{CommentId, DeliverableId, PersonId, StageId},
    state::State,
    status::Status,
};
use serde::{Deserialize, Serialize};

/// When something has to be done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// Today, or overdue.
    Today,
    /// Within seven days.
    ThisWeek,
    /// After that, or without a date.
    Later,
    /// Somebody else has to act first.
    Waiting,
}

impl Bucket {
    /// Every bucket in order.
    pub const ALL: [Self; 4] = [Self::Today, Self::ThisWeek, Self::Later, Self::Waiting];

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::ThisWeek => "This week",
            Self::Later => "Later",
            Self::Waiting => "Waiting for others",
        }
    }
}

/// One stage somebody has to do.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct WorkItem {
    /// When.
    pub bucket: Bucket,
    /// Of which deliverable.
    pub deliverable: DeliverableId,
    /// Which stage.
    pub stage: StageId,
    /// Its status.
    pub status: Status,
    /// When it is due: the stage's day, else the deliverable's.
    pub due: Option<Date>,
    /// Past its day.
    pub overdue: bool,
    /// How urgent the deliverable is.
    pub priority: Priority,
    /// How many feedback items wait for the artist.
    pub open_feedback: usize,
    /// Comments on it that name the person at this device and that they have not seen.
    pub unread: usize,
    /// The stages it waits for.
    pub waits_for: Vec<StageId>,
}

/// A comment that names the person at this device and that they have not seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnreadMention {
    /// About which deliverable.
    pub deliverable: DeliverableId,
    /// About which stage, if about one.
    pub stage: Option<StageId>,
    /// Which comment.
    pub comment: CommentId,
    /// When it was said.
    pub at: Timestamp,
}

/// Every comment that names the person at this device and that they have not seen, the newest first. Those in
/// archived projects are out of sight with them.
#[must_use]
pub fn unread(state: &State) -> Vec<UnreadMention> {
    let mut found: Vec<UnreadMention> = state.live().flat_map(|d| unread_of(state, d)).collect();
    found.sort_by_key(|m| (std::cmp::Reverse(m.at), m.comment));
    found
}

/// Those of one deliverable.
pub fn unread_of<'a>(state: &'a State, deliverable: &'a Deliverable) -> impl Iterator<Item = UnreadMention> + 'a {
    deliverable.comments.iter().filter(|c| state.personal.is_unread(c)).map(|c| UnreadMention {
        deliverable: deliverable.id,
        stage: deliverable.stage_of(c),
        comment: c.id,
        at: c.at,
    })
}

/// Everything a person has to do: the open stages of theirs that count. `today` is the day where they are.
#[must_use]
pub fn of_person(state: &State, person: PersonId, today: Date) -> Vec<WorkItem> {
    let mut items: Vec<WorkItem> = state.live().flat_map(|d| of_deliverable(state, d, person, today)).collect();
    items.sort_by_key(|i| (i.bucket, i.due.is_none(), i.due, i.priority, i.deliverable, i.stage));
    items
}

fn of_deliverable(state: &State, deliverable: &Deliverable, person: PersonId, today: Date) -> Vec<WorkItem> {
    let mine = |s: &&crate::Stage| s.is_open() && s.assignees.contains(&person);
    deliverable
        .stages
        .iter()
        .filter(mine)
        .map(|stage| {
            let due = deliverable.due_of(stage);
            let week = today.saturating_add(jiff::Span::new().days(7));
            let open_feedback = deliverable.open_feedback(stage.id).count();
            let bucket = match stage.status {
                Status::Blocked | Status::OnHold => Bucket::Waiting,
                Status::InReview if open_feedback == 0 => Bucket::Waiting,
                _ if due.is_some_and(|d| d <= today) => Bucket::Today,
                _ if due.is_some_and(|d| d <= week) => Bucket::ThisWeek,
                _ => Bucket::Later,
            };
            WorkItem {
                bucket,
                deliverable: deliverable.id,
                stage: stage.id,
                status: stage.status,
                due,
                overdue: deliverable.is_overdue(stage, today),
                priority: deliverable.priority,
                open_feedback,
                unread: unread_of(state, deliverable).filter(|m| m.stage == Some(stage.id)).count(),
                waits_for: stage.waits_for.clone(),
            }
        })
        .collect()
}
