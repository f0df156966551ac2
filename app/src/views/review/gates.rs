//! What a person may do on the review page, and why not where they may not. Pure.

use rushes_domain::{Actor, Annotation, Feedback, FeedbackStatus, FeedbackStep, Permission, Role, Round, Stage};

/// What a person may do with a round; the error is the reason why not, as a sentence.
#[derive(Clone, PartialEq, Debug)]
pub struct Gates {
    /// Approve, ask for changes, reject.
    pub decide: Result<(), String>,
    /// Comment and draw.
    pub talk: Result<(), String>,
    /// Make an item something to do or something to know.
    pub classify: Result<(), String>,
}

impl Gates {
    /// For a round of a stage.
    #[must_use]
    pub fn of(me: Actor, stage: &Stage, round: &Round) -> Self {
        let newest = stage.latest().is_none_or(|r| r.id == round.id);
        let decide = allowed(me.role, Permission::Decide).and_then(|()| {
            let number = stage.round_number();
            if newest { Ok(()) } else { Err(format!("This is not the newest round. Decide round {number}.")) }
        });
        let talk = allowed(me.role, Permission::Talk);
        Self { decide, classify: talk.clone(), talk }
    }
}

/// Whether a role has a permission.
fn allowed(role: Role, permission: Permission) -> Result<(), String> {
    if role.may(permission) {
        return Ok(());
    }
    Err(format!("As {} you may not {}. Ask a producer.", role.word(), permission.deed()))
}

/// The steps that an item can take now, each with the reason where this person may not.
#[must_use]
pub(super) fn steps(me: Actor, item: &Feedback) -> Vec<(FeedbackStep, Result<(), String>)> {
    if !item.action {
        return Vec::new();
    }
    let steps: &[FeedbackStep] = match item.status {
        FeedbackStatus::Open | FeedbackStatus::Reopened => &[FeedbackStep::Start, FeedbackStep::Resolve],
        FeedbackStatus::InProgress => &[FeedbackStep::Resolve],
        FeedbackStatus::Resolved => &[FeedbackStep::Verify, FeedbackStep::Reopen],
        FeedbackStatus::Verified => &[FeedbackStep::Reopen],
    };
    steps
        .iter()
        .map(|step| {
            let permission = match step {
                FeedbackStep::Start | FeedbackStep::Resolve => Permission::Work,
                FeedbackStep::Verify | FeedbackStep::Reopen => Permission::Decide,
            };
            let why = |_| match step {
                FeedbackStep::Start | FeedbackStep::Resolve => "The artist resolves this.".to_owned(),
                FeedbackStep::Verify | FeedbackStep::Reopen => "The reviewer verifies or reopens this.".to_owned(),
            };
            (*step, allowed(me.role, permission).map_err(why))
        })
        .collect()
}

/// Whether a person may move or erase a mark: their own, and any for those who plan.
#[must_use]
pub(super) fn may_move(me: Actor, mark: &Annotation) -> bool {
    mark.by == Some(me.person) || me.role.may(Permission::Plan)
}
