//! Lists of stages as tables to be written.

use super::StageRow;
use crate::{actions::FileKind, kit};
use rushes_domain::State;
use rushes_store::export::{Head, Look, Table, Value};
use std::borrow::Borrow;

/// Stages in the order they are shown, each with the heading it stands under, if it stands under one.
pub(crate) fn table<'a, R: Borrow<StageRow>>(
    state: &State,
    title: &str,
    heading: Option<&str>,
    rows: impl IntoIterator<Item = (&'a str, R)>,
) -> Table {
    let mut heads: Vec<Head> = heading.map(|h| Head::new(h, Look::Text)).into_iter().collect();
    heads.extend(
        [
            ("Project", Look::Text),
            ("Deliverable", Look::Name),
            ("Stage", Look::Text),
            ("Status", Look::Status),
            ("People", Look::People),
            ("Priority", Look::Priority),
            ("Due", Look::Date),
            ("Round", Look::Count),
            ("Open feedback", Look::Count),
        ]
        .map(|(label, look)| Head::new(label, look)),
    );
    let text = |text: &str| if text.is_empty() { Value::Nothing } else { Value::Text(text.to_owned()) };
    let count = |n: usize| if n == 0 { Value::Nothing } else { Value::Count(n) };
    let rows = rows
        .into_iter()
        .map(|(under, row)| {
            let row = row.borrow();
            let (deliverable, stage) = (&row.deliverable, row.stage());
            let mut people: Vec<String> = stage.assignees.iter().map(|p| state.studio.name_of(*p)).collect();
            people.sort();
            let mut cells: Vec<Value> = heading.map(|_| text(under)).into_iter().collect();
            cells.extend([
                text(state.projects.get(&deliverable.project).map_or("", |p| p.code.as_str())),
                text(&deliverable.name),
                text(&stage.name),
                Value::Status(stage.status),
                text(&people.join(", ")),
                text(kit::status::priority_label(deliverable.priority)),
                row.due.map_or(Value::Nothing, Value::Date),
                count(stage.round_number() as usize),
                count(row.open_feedback),
            ]);
            cells
        })
        .collect();
    Table { title: title.to_owned(), heads, rows }
}

/// The button that asks as what to write a list.
pub(crate) fn button(ui: &mut egui::Ui) -> Option<FileKind> {
    let button = kit::Button::quiet("Export").icon(kit::icon::DOWNLOAD_SIMPLE);
    file_kinds(&button.name("Export this list").hint("As a workbook, CSV or JSON").show(ui))
}

/// The menu of kinds of files under a button. Gives the one that was just chosen.
pub(crate) fn file_kinds(under: &egui::Response) -> Option<FileKind> {
    let mut chosen = None;
    kit::menu(under).accessible_name("Export as").show(|ui| {
        for kind in FileKind::ALL {
            if kit::menu_item(ui, None, kind.label(), false).clicked() {
                chosen = Some(kind);
            }
        }
    });
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        place::Question,
        views::{
            rows::answer,
            testing::{Sample, today},
        },
    };

    #[test]
    fn a_list_has_a_row_for_each_stage_that_is_shown() {
        let mut sample = Sample::of(&["late", "soon"]);
        sample.stage("late", 0, |s| s.due = Some(today()));
        let snapshot = sample.snapshot();
        let rows = answer(&snapshot.state, Question::DueThisWeek, today());
        let table = table(&snapshot.state, "Due", Some("When"), rows.iter().map(|r| ("Today", r)));
        assert_eq!((table.rows.len(), table.heads.len()), (1, table.rows[0].len()));
        assert_eq!(table.rows[0][..4], ["Today", "TST", "late", "Modeling"].map(|t| Value::Text(t.into())));
        assert_eq!(table.rows[0][7], Value::Date(today()));
    }
}
