//! What a project's card says.

use rushes_domain::{Attachment, Project, State, Status, Timestamp, names};
use std::sync::Arc;

/// A project as a card.
#[derive(Clone, Debug)]
pub struct ProjectCard {
    /// The project.
    pub project: Arc<Project>,
    /// How many deliverables it has.
    pub deliverables: usize,
    /// Share of its stages that are approved, of those not skipped; 0 to 1.
    pub done: f32,
    /// Share of the stages by status, for the bar: approved, in review, changes requested, in progress.
    pub shares: Vec<(Status, f32)>,
    /// Stages that wait for a decision.
    pub in_review: usize,
    /// Its newest pictures, the newest first; at most three.
    pub covers: Vec<Attachment>,
}

/// Every project: live ones first, the one due next first.
#[must_use]
pub fn cards(state: &State) -> Vec<ProjectCard> {
    let mut cards: Vec<ProjectCard> = state.projects.values().map(|p| card(state, p)).collect();
    cards.sort_by_cached_key(|c| {
        let project = &c.project;
        (project.archived, project.due.is_none(), project.due, names::loose(&project.name))
    });
    cards
}

/// Every deleted project, the newest first. What it holds is out of sight with it, and is only counted.
#[must_use]
pub fn deleted_cards(state: &State) -> Vec<ProjectCard> {
    let mut cards: Vec<ProjectCard> = state
        .deleted_projects()
        .map(|p| ProjectCard { deliverables: state.even_deleted_of(p.id).count(), ..card(state, p) })
        .collect();
    cards.sort_by_key(|c| std::cmp::Reverse(c.project.created));
    cards
}

fn card(state: &State, project: &Arc<Project>) -> ProjectCard {
    let mut covers: Vec<(Timestamp, &Attachment)> = Vec::new();
    let mut counts = [0usize; Status::ALL.len()];
    let mut deliverables = 0;
    for deliverable in state.of_project(project.id) {
        deliverables += 1;
        for stage in deliverable.in_pipeline() {
            counts[stage.status as usize] += 1;
        }
        let newest = deliverable.stages.iter().filter_map(|s| s.latest()).max_by_key(|r| r.at);
        covers.extend(newest.and_then(|r| Some((r.at, r.current()?))));
    }
    covers.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    // A chosen picture stands alone.
    let chosen = project.cover.and_then(|_| state.cover_of(project)).filter(|a| Some(a.hash) == project.cover);
    let of = |status: Status| counts[status as usize];
    let all = counts.iter().sum::<usize>() - of(Status::Skipped);
    let share = |status| if all == 0 { 0.0 } else { of(status) as f32 / all as f32 };
    let shown = [Status::Approved, Status::InReview, Status::ChangesRequested, Status::InProgress];
    ProjectCard {
        project: Arc::clone(project),
        deliverables,
        done: share(Status::Approved),
        shares: shown.map(|s| (s, share(s))).into_iter().filter(|(_, n)| *n > 0.0).collect(),
        in_review: of(Status::InReview),
        covers: match chosen {
            Some(file) => vec![file],
            None => covers.into_iter().take(3).map(|(_, a)| a.clone()).collect(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::testing::Sample;

    #[test]
    fn what_is_skipped_does_not_count_towards_what_is_done() {
        let mut sample = Sample::of(&["a"]);
        for index in 0..3 {
            sample.stage("a", index, |s| s.status = Status::Approved);
        }
        sample.stage("a", 3, |s| s.status = Status::Skipped);
        let cards = cards(&sample.snapshot().state);
        assert!((cards[0].done - 0.5).abs() < 1e-6, "3 of 6: {}", cards[0].done);
        assert_eq!(cards[0].deliverables, 1);
    }
}
