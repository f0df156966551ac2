//! A person's work in its groups.

use crate::views::{conflict, rows::StageRow};
use rushes_domain::{
    Comment, Conflict, Date, Deliverable, PersonId, Stage, StageId, StageTarget, State, Status,
    mywork::{Bucket, WorkItem, of_person, unread},
    query::Query,
};
use std::sync::Arc;

/// A stage somebody has to do.
#[derive(Clone, Debug)]
pub struct WorkRow {
    /// Of which deliverable.
    pub deliverable: Arc<Deliverable>,
    index: usize,
    /// When it is due: the stage's day, else the deliverable's.
    pub due: Option<Date>,
    /// Past its day.
    pub overdue: bool,
    /// Feedback that waits for the artist.
    pub open_feedback: usize,
    /// Comments on it that name the person here and that they have not seen.
    pub unread: usize,
    /// Who has to act first: the stages it waits for, the reason of a hold, whoever decides.
    pub waits: String,
}

/// A comment that names the person here and that they have not seen.
#[derive(Clone, Debug)]
pub struct MentionRow {
    /// About which deliverable.
    pub deliverable: Arc<Deliverable>,
    /// About which stage, if about one.
    pub stage: Option<StageId>,
    /// Which comment, by its place.
    comment: usize,
}

/// Work that has to be done at about the same time.
#[derive(Clone, Debug)]
pub struct Group {
    /// When.
    pub bucket: Bucket,
    /// What, the most urgent first.
    pub rows: Vec<WorkRow>,
}

/// Everything that waits for a person.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// Who named them. Only known of the person here.
    pub mentions: Vec<MentionRow>,
    /// What they have to do; groups without any are left out.
    pub groups: Vec<Group>,
    /// How much work they have, whatever the filter.
    pub total: usize,
}

impl WorkRow {
    fn new(state: &State, item: &WorkItem) -> Option<Self> {
        let deliverable = Arc::clone(state.deliverable(item.deliverable)?);
        let index = deliverable.stages.iter().position(|s| s.id == item.stage)?;
        let waits = waits(&deliverable, &deliverable.stages[index]);
        Some(Self {
            index,
            due: item.due,
            overdue: item.overdue,
            open_feedback: item.open_feedback,
            unread: item.unread,
            waits,
            deliverable,
        })
    }

    /// As lists of stages over all projects show it.
    #[must_use]
    pub fn as_row(&self) -> StageRow {
        let (deliverable, index) = (Arc::clone(&self.deliverable), self.index);
        StageRow { deliverable, index, due: self.due, open_feedback: self.open_feedback }
    }

    /// The stage.
    #[must_use]
    pub fn stage(&self) -> &Stage {
        &self.deliverable.stages[self.index]
    }

    /// What of it two people set at once and nobody settled.
    #[must_use]
    pub fn conflicts(&self) -> Vec<&Conflict> {
        conflict::of_stage(&self.deliverable, self.stage().id)
    }

    /// The stage, for commands.
    #[must_use]
    pub fn target(&self) -> StageTarget {
        StageTarget { deliverable: self.deliverable.id, stage: self.stage().id }
    }
}

impl MentionRow {
    /// What was said.
    #[must_use]
    pub fn comment(&self) -> &Comment {
        &self.deliverable.comments[self.comment]
    }
}

/// What a stage waits for, as people say it; empty where it waits for nobody.
fn waits(deliverable: &Deliverable, stage: &Stage) -> String {
    match stage.status {
        Status::Blocked => {
            let names: Vec<&str> =
                stage.waits_for.iter().filter_map(|s| deliverable.stage(*s)).map(|s| s.name.as_str()).collect();
            if names.is_empty() { String::new() } else { format!("waits for {}", names.join(", ")) }
        }
        Status::OnHold => match stage.hold.as_deref().filter(|r| !r.is_empty()) {
            Some(reason) => format!("on hold: {reason}"),
            None => "on hold".into(),
        },
        Status::InReview => "waits for a decision".into(),
        _ => String::new(),
    }
}

impl Work {
    /// A person's work that meets a query.
    #[must_use]
    pub fn of(state: &State, person: PersonId, today: Date, query: &Query) -> Self {
        let items = of_person(state, person, today);
        let total = items.len();
        let rows: Vec<(Bucket, WorkRow)> = items
            .iter()
            .filter_map(|item| Some((item.bucket, WorkRow::new(state, item)?)))
            .filter(|(_, row)| query.item(state, &row.deliverable, row.stage()))
            .collect();
        let mut groups: Vec<Group> = Bucket::ALL.map(|bucket| Group { bucket, rows: Vec::new() }).into();
        for (bucket, row) in rows {
            if let Some(group) = groups.iter_mut().find(|g| g.bucket == bucket) {
                group.rows.push(row);
            }
        }
        groups.retain(|g| !g.rows.is_empty());
        let mentions = if person == state.personal.person { mentions(state, query) } else { Vec::new() };
        Self { mentions, groups, total }
    }

    /// How many lines can be chosen.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.mentions.len() + self.groups.iter().map(|g| g.rows.len()).sum::<usize>()
    }

    /// A row by its place among all lines; nothing where a mention stands there.
    #[must_use]
    pub fn row(&self, line: usize) -> Option<&WorkRow> {
        let at = line.checked_sub(self.mentions.len())?;
        self.groups.iter().flat_map(|g| &g.rows).nth(at)
    }
}

fn mentions(state: &State, query: &Query) -> Vec<MentionRow> {
    unread(state)
        .into_iter()
        .filter_map(|mention| {
            let deliverable = Arc::clone(state.deliverable(mention.deliverable)?);
            let comment = deliverable.comments.iter().position(|c| c.id == mention.comment)?;
            Some(MentionRow { deliverable, stage: mention.stage, comment })
        })
        .filter(|m| query.deliverable(state, &m.deliverable))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::views::testing::{Sample, today};
    use jiff::civil::date;

    fn told(sample: &Sample, text: &str) -> Vec<String> {
        let state = &sample.snapshot().state;
        let (query, _) = Query::parse(text, state, sample.me, today());
        let work = Work::of(state, sample.me, today(), &query);
        work.groups
            .iter()
            .flat_map(|g| g.rows.iter().map(|r| format!("{}: {}", g.bucket.label(), r.deliverable.name)))
            .collect()
    }

    fn sample() -> Sample {
        let mut sample = Sample::of(&["late", "soon", "far", "stuck", "other"]);
        let me = sample.me;
        for name in ["late", "soon", "far", "stuck"] {
            sample.stage(name, 0, |s| {
                s.assignees.insert(me);
            });
        }
        sample.edit("late", |d| d.due = Some(date(2026, 11, 20)));
        sample.edit("soon", |d| d.due = Some(date(2026, 11, 27)));
        sample.stage("stuck", 0, |s| s.status = Status::Blocked);
        sample
    }

    #[test]
    fn work_falls_into_groups_by_its_day_and_who_has_to_act() {
        let sample = sample();
        let all = ["Today: late", "This week: soon", "Later: far", "Waiting for others: stuck"];
        assert_eq!(told(&sample, ""), all);
        assert_eq!(told(&sample, "status:blocked"), ["Waiting for others: stuck"]);
        assert!(told(&sample, "nothing").is_empty());
    }

    #[test]
    fn a_row_says_what_it_waits_for() {
        let mut sample = sample();
        let waits = |sample: &Sample| {
            let state = &sample.snapshot().state;
            let work = Work::of(state, sample.me, today(), &Query::default());
            let row = work.groups.iter().flat_map(|g| &g.rows).find(|r| r.deliverable.name == "stuck").unwrap();
            row.waits.clone()
        };
        sample.edit("stuck", |d| {
            let second = d.stages[1].id;
            d.stages[0].waits_for = vec![second];
        });
        assert_eq!(waits(&sample), "waits for Texturing");
        sample.stage("stuck", 0, |s| (s.status, s.hold) = (Status::OnHold, Some("client travels".into())));
        assert_eq!(waits(&sample), "on hold: client travels");
    }
}
