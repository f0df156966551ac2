//! What happened to the deliverable lately, and the way to all of it.

use crate::{
    actions::Cx,
    kit::{self, dates, font, size},
    place::Place,
};
use egui::Ui;
use rushes_domain::{Deliverable, FeedbackStep, PersonId, Timestamp};

/// How many events are shown.
const SHOWN: usize = 6;

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Event {
    at: Timestamp,
    by: Option<PersonId>,
    what: String,
}

/// The newest events first: rounds, decisions, starts, statuses set by hand, steps of the checklist, comments.
fn recent(deliverable: &Deliverable, most: usize) -> Vec<Event> {
    let mut events = Vec::new();
    let mut add = |at, by, what: String| events.push(Event { at, by, what });
    for stage in &deliverable.stages {
        for start in &stage.starts {
            add(start.at, start.by, format!("began {}", stage.name));
        }
        for set in &stage.overrides {
            let status = set.status.label().to_lowercase();
            add(set.at, set.by, format!("set {} to {status} by hand: {}", stage.name, set.reason));
        }
        for round in &stage.rounds {
            add(round.at, round.by, format!("published {}, round {}", stage.name, round.number));
            for decision in &round.decisions {
                let verdict = kit::status::verdict_label(decision.verdict).to_lowercase();
                add(decision.at, decision.by, format!("decided {}, round {}: {verdict}", stage.name, round.number));
            }
        }
    }
    for item in &deliverable.feedback {
        for step in &item.events {
            let deed = match step.step {
                FeedbackStep::Start => "began",
                FeedbackStep::Resolve => "resolved",
                FeedbackStep::Verify => "verified",
                FeedbackStep::Reopen => "reopened",
            };
            add(step.at, step.by, format!("{deed} \"{}\"", item.summary));
        }
    }
    for comment in &deliverable.comments {
        add(comment.at, comment.by, format!("said \"{}\"", comment.summary()));
    }
    events.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.what.cmp(&b.what)));
    events.truncate(most);
    events
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable) {
    ui.horizontal(|ui| {
        kit::section_title(ui, "Activity");
        ui.add_space(size::GAP);
        if kit::link(ui, "All activity").clicked() {
            cx.go(Place::Activity(Some(deliverable.id)));
        }
    });
    let events = recent(deliverable, SHOWN);
    if events.is_empty() {
        ui.label(font::text("No round, decision or comment yet. All activity shows every change.", cx.theme.weak));
        return;
    }
    ui.add_space(size::GRID);
    for event in events {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = size::GAP;
            let person = event.by.and_then(|p| cx.snapshot.state.studio.people.get(&p));
            match person {
                Some(person) => drop(kit::avatar(ui, person, size::AVATAR)),
                None => ui.add_space(size::AVATAR),
            }
            let moment = dates::moment(event.at, cx.now);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(font::weak(moment, cx.theme.weak)).on_hover_text(dates::moment_exact(event.at));
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    let words = format!("{} {}", cx.name_of(event.by), event.what);
                    ui.add(egui::Label::new(font::text(words, cx.theme.text)).truncate());
                });
            });
        });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::views::testing::{Sample, project_id, round};

    #[test]
    fn the_newest_comes_first_and_the_rest_is_left_out() {
        let mut sample = Sample::of(&["a"]);
        sample.stage("a", 0, |s| {
            s.rounds = vec![round(s.id, 1, 1_000), round(s.id, 2, 3_000)];
            s.overrides = vec![rushes_domain::Override {
                id: rushes_domain::EventId::default(),
                status: rushes_domain::Status::OnHold,
                reason: "holidays".into(),
                seen_round: None,
                seen_decision: None,
                replaces: std::collections::BTreeSet::new(),
                by: None,
                at: Timestamp(2_000),
            }];
        });
        let found = sample.snapshot().state.of_project(project_id()).next().unwrap().clone();
        let told: Vec<String> = recent(&found, 2).into_iter().map(|e| e.what).collect();
        assert_eq!(told, ["published Modeling, round 2", "set Modeling to on hold by hand: holidays"]);
        assert_eq!(recent(&found, 99).len(), 3);
    }
}
