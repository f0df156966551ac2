//! What Home shows.

use crate::{place::Question, views::rows::Asking};
use rushes_domain::{
    Date, Deliverable, DeliverableId, PersonId, RoundId, State, Status, Timestamp,
    mywork::{Bucket, of_person},
};
use std::{cmp::Reverse, collections::BinaryHeap, sync::Arc};

/// Newest rounds shown.
const RECENT: usize = 12;

/// What Home shows.
#[derive(Clone, Debug, Default)]
pub struct HomeModel {
    /// How many stages answer each question, in their order; of open feedback how many items there are.
    pub figures: [usize; 4],
    /// The newest rounds, the newest first.
    pub recent: Vec<(Arc<Deliverable>, RoundId)>,
    /// Stages of this person that are due today or late.
    pub today: usize,
    /// Stages that were sent back to this person.
    pub sent_back: usize,
    /// Stages that wait for a decision, when this person may decide.
    pub to_decide: usize,
    /// Stages that count, by status.
    pub statuses: Vec<(Status, usize)>,
}

impl HomeModel {
    /// Of a state. Walks everything, once.
    #[must_use]
    pub fn of(state: &State, me: PersonId, may_decide: bool, today: Date) -> Self {
        let asking = Asking::on(today);
        let mut figures = [0; Question::ALL.len()];
        let mut statuses = Status::ALL.map(|status| (status, 0));
        // The newest rounds so far, the oldest of them on top.
        let mut newest: BinaryHeap<Reverse<(Timestamp, RoundId, DeliverableId)>> = BinaryHeap::new();
        for deliverable in state.live() {
            let rounds = deliverable.stages.iter().flat_map(|s| &s.rounds);
            for round in rounds.map(|r| Reverse((r.at, r.id, deliverable.id))) {
                if newest.len() < RECENT || newest.peek().is_some_and(|oldest| round < *oldest) {
                    newest.push(round);
                    if newest.len() > RECENT {
                        newest.pop();
                    }
                }
            }
            for stage in deliverable.in_pipeline() {
                for (count, question) in figures.iter_mut().zip(Question::ALL) {
                    *count += match question {
                        Question::OpenFeedback => deliverable.open_feedback(stage.id).count(),
                        _ => usize::from(asking.answers(question, deliverable, stage)),
                    };
                }
                if let Some((_, count)) = statuses.iter_mut().find(|(status, _)| *status == stage.status) {
                    *count += 1;
                }
            }
        }
        let recent = newest.into_sorted_vec().into_iter().filter_map(|Reverse((_, round, id))| {
            state.deliverable(id).map(|deliverable| (Arc::clone(deliverable), round))
        });
        let mine = of_person(state, me, today);
        Self {
            figures,
            recent: recent.collect(),
            today: mine.iter().filter(|i| i.bucket == Bucket::Today).count(),
            sent_back: mine.iter().filter(|i| i.status == Status::ChangesRequested).count(),
            to_decide: if may_decide { figures[1] } else { 0 },
            statuses: statuses.into_iter().filter(|(_, n)| *n > 0).collect(),
        }
    }

    /// What needs the person now, as a sentence.
    #[must_use]
    pub fn needs(&self) -> String {
        let some = |n: usize, one: &str, many: &str| match n {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{} {many}", crate::kit::figure(n))),
        };
        let parts: Vec<String> = [
            some(self.today, "stage of yours is due", "stages of yours are due"),
            some(self.sent_back, "round came back with changes", "rounds came back with changes"),
            some(self.to_decide, "stage waits for a decision", "stages wait for a decision"),
        ]
        .into_iter()
        .flatten()
        .collect();
        match parts.as_slice() {
            [] => "Nothing needs you right now.".into(),
            [one] => format!("{one}."),
            [first, last] => format!("{first}, and {last}."),
            [all @ .., last] => format!("{}, and {last}.", all.join(", ")),
        }
    }
}

/// By the hour where the device is.
#[must_use]
pub fn greeting(hour: i8, first_name: &str) -> String {
    let words = match hour {
        5..12 => "Good morning",
        12..18 => "Good afternoon",
        _ => "Good evening",
    };
    if first_name.is_empty() { words.to_owned() } else { format!("{words}, {first_name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::testing::{Sample, round, today};

    #[test]
    fn the_sentence_says_what_needs_the_person() {
        let told =
            |today, sent_back, to_decide| HomeModel { today, sent_back, to_decide, ..HomeModel::default() }.needs();
        assert_eq!(told(0, 0, 0), "Nothing needs you right now.");
        assert_eq!(told(1, 0, 0), "1 stage of yours is due.");
        assert_eq!(
            told(2, 1, 3),
            "2 stages of yours are due, 1 round came back with changes, and 3 stages wait for a decision."
        );
    }

    #[test]
    fn the_newest_rounds_come_first() {
        let mut sample = Sample::of(&["a", "b"]);
        sample.stage("a", 0, |s| s.rounds = vec![round(s.id, 1, 100), round(s.id, 2, 300)]);
        sample.stage("b", 0, |s| s.rounds = vec![round(s.id, 1, 200)]);
        let model = HomeModel::of(&sample.snapshot().state, sample.me, true, today());
        let told: Vec<_> =
            model.recent.iter().filter_map(|(d, r)| Some(format!("{}{}", d.name, d.round(*r)?.number))).collect();
        assert_eq!(told, ["a2", "b1", "a1"]);
    }
}
