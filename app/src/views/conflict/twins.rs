//! Deliverables, and people, of one name: which of them stays when they are joined into one.

use crate::{
    actions::Cx,
    kit::{self, Button, font, icon, size},
    place::Place,
};
use egui::Ui;
use rushes_domain::{Command, Deliverable, Permission, Person, State};
use std::sync::Arc;

/// Several of one name.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Twins {
    /// What tells this group from the others.
    pub(super) key: String,
    /// The name.
    pub(super) name: String,
    /// Where they are, or that they are people.
    pub(super) of: String,
    /// Who may join them.
    needs: Permission,
    /// They, the one that has most first.
    pub(super) rows: Vec<Twin>,
}

/// One of several.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Twin {
    /// As it is written.
    pub(super) name: String,
    /// What it has.
    pub(super) has: String,
    /// Where it is to be seen.
    place: Option<Place>,
    /// What makes the others part of it; nothing where that cannot be.
    pub(super) keep: Option<Command>,
}

/// All groups, deliverables before people.
pub(super) fn all(state: &State, most: usize) -> Vec<Twins> {
    let deliverables = state.twins().into_iter().map(|group| of_deliverables(state, &group));
    let people = state.studio.twins().into_iter().map(|group| of_people(state, &group));
    deliverables.chain(people).take(most).collect()
}

fn of_deliverables(state: &State, group: &[&Arc<Deliverable>]) -> Twins {
    let mut sorted: Vec<&Arc<Deliverable>> = group.to_vec();
    let rounds = |d: &Deliverable| d.stages.iter().map(|s| s.rounds.len()).sum::<usize>();
    sorted.sort_by_key(|d| (std::cmp::Reverse((rounds(d), d.comments.len())), d.created, d.id));
    let rows = sorted
        .iter()
        .map(|one| {
            let others = sorted.iter().filter(|d| d.id != one.id);
            let joins = others.map(|d| Command::JoinDeliverables { survivor: one.id, joined: d.id }).collect();
            let has = [
                kit::counted(rounds(one), "round"),
                kit::counted(one.comments.len(), "comment"),
                kit::counted(one.feedback.len(), "feedback item"),
            ];
            Twin {
                name: one.name.clone(),
                has: has.join("  ·  "),
                place: Some(Place::Deliverable(one.id, None)),
                keep: together(&one.name, joins),
            }
        })
        .collect();
    Twins {
        key: sorted[0].id.to_string(),
        name: sorted[0].name.clone(),
        of: state.projects.get(&sorted[0].project).map(|p| p.name.clone()).unwrap_or_default(),
        needs: Permission::Plan,
        rows,
    }
}

fn of_people(state: &State, group: &[&Person]) -> Twins {
    let members = &state.studio.members;
    let mut sorted: Vec<&Person> = group.to_vec();
    sorted.sort_by_key(|p| (!members.contains_key(&p.id), p.email.is_empty(), p.id));
    let rows = sorted
        .iter()
        .map(|one| {
            let member = members.get(&one.id);
            // Members are joined to nobody, so that only one of them can stay.
            let others = sorted.iter().filter(|p| p.id != one.id && !members.contains_key(&p.id));
            let joins: Vec<Command> = others.map(|p| Command::JoinPeople { survivor: one.id, joined: p.id }).collect();
            let stays = member.is_some() || !sorted.iter().any(|p| members.contains_key(&p.id));
            let told = [member.map_or("known by name", |m| m.role.word()), one.email.as_str()];
            Twin {
                name: one.name.clone(),
                has: told.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("  ·  "),
                place: None,
                keep: if stays { together(&one.name, joins) } else { None },
            }
        })
        .collect();
    let name = sorted[0].name.clone();
    Twins { key: format!("{} {name}", sorted[0].id), name, of: "People".into(), needs: Permission::EditStudio, rows }
}

/// One step of several joins.
fn together(name: &str, joins: Vec<Command>) -> Option<Command> {
    match joins.len() {
        0 => None,
        1 => joins.into_iter().next(),
        n => {
            let label = format!("joined {} into {name}", kit::counted(n, "other"));
            Some(Command::Batch { label, commands: joins, skip_refused: false })
        }
    }
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, group: &Twins) {
    ui.add_space(size::GAP);
    let may = cx.snapshot.me.role.may(group.needs);
    kit::card(cx.theme).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.label(egui::RichText::new(icon::COPY).font(font::icons(size::ICON)).color(cx.theme.warning));
            ui.label(font::strong(&group.name, cx.theme.text));
            ui.label(font::text(&group.of, cx.theme.weak));
        });
        for (at, row) in group.rows.iter().enumerate() {
            ui.add_space(size::GRID);
            ui.push_id(at, |ui| {
                ui.horizontal(|ui| {
                    match row.place {
                        Some(place) => {
                            if kit::link(ui, &row.name).clicked() {
                                cx.go(place);
                            }
                        }
                        None => drop(ui.label(font::text(&row.name, cx.theme.text))),
                    }
                    ui.label(font::weak(&row.has, cx.theme.weak));
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        let why = match (may, &row.keep) {
                            (false, _) => "Producers and admins join them.",
                            _ => "A member is joined to nobody: keep the member.",
                        };
                        let name = format!("Keep {}, {}, and join the others to it", row.name, row.has);
                        let button =
                            Button::new("Keep this one").name(&name).enabled_or(may && row.keep.is_some(), why);
                        if button.show(ui).clicked()
                            && let Some(command) = &row.keep
                        {
                            cx.send_saying(command.clone(), format!("{} is one now.", group.name));
                        }
                    });
                });
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::testing::Sample;
    use rushes_domain::PersonId;

    #[test]
    fn each_of_one_name_may_stay_but_no_member_goes() {
        let mut sample = Sample::of(&["Café", "Cafe\u{301} ", "Other"]);
        sample.person("KIM  LEE");
        let state = sample.snapshot().state;
        let found = all(&state, 10);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].of.as_str(), found[0].rows.len()), ("Test project", 2));
        assert!(found[0].rows.iter().all(|r| matches!(r.keep, Some(Command::JoinDeliverables { .. }))));
        assert_eq!((found[1].of.as_str(), found[1].rows.len()), ("People", 2));
        let kim = PersonId::derive(&["KIM  LEE".as_bytes()]);
        let joins = |t: &Twin| matches!(t.keep, Some(Command::JoinPeople { joined, .. }) if joined == kim);
        assert!(found[1].rows.iter().any(joins));
    }
}
