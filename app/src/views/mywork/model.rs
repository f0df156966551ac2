//! A person's work in its groups.

use crate::views::rows::StageRow;
use rushes_domain::{
    Date, PersonId, State,
    mywork::{Bucket, of_person},
};
use std::sync::Arc;

/// Work that has to be done at about the same time.
#[derive(Clone, Debug)]
pub struct Group {
    /// When.
    pub bucket: Bucket,
    /// What, the most urgent first.
    pub rows: Vec<StageRow>,
}

/// A person's work; groups without any are left out.
#[must_use]
pub fn groups(state: &State, person: PersonId, today: Date) -> Vec<Group> {
    let items = of_person(state, person, today);
    Bucket::ALL
        .into_iter()
        .map(|bucket| Group {
            bucket,
            rows: items
                .iter()
                .filter(|i| i.bucket == bucket)
                .filter_map(|item| {
                    let deliverable = state.deliverable(item.deliverable)?;
                    let index = deliverable.stages.iter().position(|s| s.id == item.stage)?;
                    Some(StageRow {
                        deliverable: Arc::clone(deliverable),
                        index,
                        due: item.due,
                        open_feedback: item.open_feedback,
                    })
                })
                .collect(),
        })
        .filter(|g| !g.rows.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::testing::{Sample, today};
    use jiff::civil::date;
    use rushes_domain::Status;

    #[test]
    fn work_falls_into_groups_by_its_day_and_who_has_to_act() {
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
        let told: Vec<String> = groups(&sample.snapshot().state, me, today())
            .iter()
            .flat_map(|g| g.rows.iter().map(|r| format!("{}: {}", g.bucket.label(), r.deliverable.name)))
            .collect();
        assert_eq!(told, ["Today: late", "This week: soon", "Later: far", "Waiting for others: stuck"]);
    }
}
