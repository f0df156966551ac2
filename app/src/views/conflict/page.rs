//! Everything that merges left to look at.

use super::{
    twins::{self, Twins},
    values,
};
use crate::{
    actions::Cx,
    beside::Beside,
    kit::{self, font, icon, size},
    place::Place,
};
use egui::{Align2, Ui, pos2};
use rushes_domain::{
    Conflict, DeliverableId, DocId, DocKind, ProjectId, StageId, State,
    conflict::{all, issues},
};

/// An issue, and where it is.
#[derive(Clone, PartialEq, Debug)]
struct IssueRow {
    deliverable: DeliverableId,
    stage: StageId,
    called: String,
    sentence: &'static str,
}

/// What is listed, made once per snapshot.
#[derive(Default)]
struct Rows {
    conflicts: Vec<(Conflict, String, Option<Place>)>,
    issues: Vec<IssueRow>,
    twins: Vec<Twins>,
}

/// The page's own state.
#[derive(Default)]
pub struct Conflicts {
    known: Beside<(), u64, Rows>,
}

/// The most entries that are shown; the rest follow as these are settled.
const MOST: usize = 500;

impl Conflicts {
    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let seq = cx.snapshot.seq;
        let Some(rows) = self.known.of(ui.ctx(), &cx.snapshot.state, &(), &seq, read) else {
            kit::reading(ui, "Looking for conflicts…");
            return;
        };
        kit::form_page(ui, "conflicts", |ui| {
            kit::page_title(ui, "Conflicts");
            if rows.conflicts.is_empty() && rows.issues.is_empty() && rows.twins.is_empty() {
                let sentence = "When two people set one field at once, both values wait here until somebody chooses.";
                kit::empty(ui, icon::CHECK_CIRCLE, "There are no conflicts", sentence, None);
                return;
            }
            if !rows.conflicts.is_empty() {
                ui.add_space(size::GAP_WIDE);
                kit::section_title(ui, "Fields set twice at once");
                let words = "Choose the value that holds. Until then the first one is in force.";
                ui.label(font::text(words, cx.theme.weak));
            }
            for (conflict, whose, place) in &rows.conflicts {
                ui.push_id(conflict.id, |ui| field(ui, cx, conflict, whose, *place));
            }
            if !rows.twins.is_empty() {
                ui.add_space(size::PAGE);
                kit::section_title(ui, "One name, several times");
                let words = "Made at once on two devices, or brought in twice by sheets that spell it differently. \
                     Joining loses nothing that was said, and can be undone.";
                ui.label(font::text(words, cx.theme.weak));
                for group in &rows.twins {
                    ui.push_id(&group.key, |ui| twins::ui(ui, cx, group));
                }
            }
            if !rows.issues.is_empty() {
                ui.add_space(size::PAGE);
                kit::section_title(ui, "Problems left after devices were synced");
                for row in &rows.issues {
                    ui.push_id((row.stage, row.sentence), |ui| issue(ui, cx, row));
                }
            }
        });
    }
}

fn field(ui: &mut Ui, cx: &mut Cx<'_>, conflict: &Conflict, whose: &str, place: Option<Place>) {
    ui.add_space(size::GAP);
    kit::card(cx.theme).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.label(egui::RichText::new(icon::WARNING).font(font::icons_fill(size::ICON)).color(cx.theme.warning));
            ui.label(font::strong(conflict.label(&cx.snapshot.state.studio), cx.theme.text));
            if let Some(place) = place
                && kit::link(ui, whose).clicked()
            {
                cx.go(place);
            } else if place.is_none() {
                ui.label(font::text(whose, cx.theme.weak));
            }
        });
        ui.add_space(size::GRID);
        values(ui, cx, conflict);
    });
}

fn issue(ui: &mut Ui, cx: &mut Cx<'_>, row: &IssueRow) {
    let name = format!("{}: {}", row.called, row.sentence);
    let response = kit::row(ui, &name, 52.0, false, |ui, rect| {
        let at = pos2(rect.left() + 18.0, rect.center().y);
        ui.painter().text(at, Align2::CENTER_CENTER, icon::INFO, font::icons(size::ICON), cx.theme.warning);
        let left = rect.left() + 40.0;
        let room = rect.right() - left - 12.0;
        let title = kit::elided(ui.painter(), &row.called, font::medium(size::BODY), cx.theme.text, room);
        ui.painter().galley(pos2(left, rect.center().y - title.size().y - 1.0), title, cx.theme.text);
        let words = kit::elided(ui.painter(), row.sentence, font::regular(size::SECONDARY), cx.theme.weak, room);
        ui.painter().galley(pos2(left, rect.center().y + 2.0), words, cx.theme.weak);
    });
    if response.on_hover_text(row.sentence).clicked() {
        cx.go(Place::Deliverable(row.deliverable, Some(row.stage)));
    }
}

fn read(state: &State) -> Rows {
    let conflicts = all(state).take(MOST).map(|c| (c.clone(), whose(state, c.doc), place(state, c))).collect();
    let issues = issues(state)
        .take(MOST)
        .map(|(d, stage, issue)| IssueRow {
            deliverable: d.id,
            stage: stage.id,
            called: format!("{} / {}", d.name, stage.name),
            sentence: issue.sentence(),
        })
        .collect();
    Rows { conflicts, issues, twins: twins::all(state, MOST) }
}

/// What a document belongs to.
fn whose(state: &State, doc: DocId) -> String {
    match doc.kind {
        DocKind::Studio => state.studio.name.clone(),
        DocKind::Project => state.projects.get(&ProjectId(doc.id)).map(|p| p.name.clone()).unwrap_or_default(),
        _ => state.deliverable_even_deleted(DeliverableId(doc.id)).map(|d| d.name.clone()).unwrap_or_default(),
    }
}

/// Where the field is to be seen.
fn place(state: &State, conflict: &Conflict) -> Option<Place> {
    match conflict.doc.kind {
        DocKind::Studio => None,
        DocKind::Project => Some(Place::Project(ProjectId(conflict.doc.id))),
        _ => {
            let id = state.survivor(DeliverableId(conflict.doc.id));
            let stage: Option<StageId> =
                conflict.path.first().and_then(|k| k.strip_prefix("stage:")).and_then(|k| k.parse().ok());
            state.deliverable(id).map(|_| Place::Deliverable(id, stage))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::views::testing::{Sample, project_id};
    use rushes_domain::{ConflictValue, Id, Issue, Timestamp, Value};

    #[test]
    fn everything_unsettled_is_listed_with_where_it_is() {
        let mut sample = Sample::of(&["Hero"]);
        let id = sample.snapshot().state.called(project_id(), "Hero").next().unwrap().id;
        let stage = sample.snapshot().state.deliverable(id).unwrap().stages[1].id;
        let value =
            |shown: &str| ConflictValue { shown: shown.into(), value: Value::from(shown), by: None, at: Timestamp(0) };
        sample.edit("Hero", |d| {
            d.conflicts.push(Conflict {
                id: Id([1; 16]),
                doc: DocId::of(DocKind::Plan, id),
                path: vec![format!("stage:{stage}"), "due".into()],
                field: "due".into(),
                values: vec![value("2026-12-01"), value("2026-12-02")],
            });
        });
        sample.stage("Hero", 0, |s| s.issues.push(Issue::Circle));
        let rows = read(&sample.snapshot().state);
        assert_eq!(rows.conflicts[0].1, "Hero");
        assert_eq!(rows.conflicts[0].2, Some(Place::Deliverable(id, Some(stage))));
        assert_eq!(rows.issues[0].called, "Hero / Modeling");
    }
}
