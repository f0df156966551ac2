//! The last step: what would happen to each row, the rows with errors first.

use super::{
    beside::{self, Room},
    state::{Show, Work},
};
use crate::{
    actions::Cx,
    jobs::sheet::{Line, Worked},
    kit::{self, Theme, dates, font, icon, size},
};
use egui::{Align2, Color32, Rect, ScrollArea, Sense, Ui, pos2, vec2};
use rushes_domain::{Date, ProjectId};
use rushes_store::import::{Change, Left, NewField, Outcome, Preview, Problem, RowPreview};

/// Width of the tick, in points.
const TICK: f32 = 32.0;
/// Width of the row's number, in points.
const NUMBER: f32 = 56.0;
/// Width of what happens, in points.
const OUTCOME: f32 = 104.0;
/// Letters of a line that is shown whole, in as many lines as it takes.
const READ: usize = 360;
/// A letter of a name, about, in points.
const LETTER: f32 = 7.2;

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId, work: &mut Work) {
    let theme = cx.theme;
    let Some(worked) = &work.worked else {
        ui.label(font::text("The sheet is not understood yet; go back to its header and columns.", theme.weak));
        return;
    };
    let found = &worked.found;
    if let Some(name) = &work.recalled {
        ui.label(font::weak(format!("Read by the kept mapping {name}."), theme.weak));
    }
    let answer = beside::ui(ui, cx, &found.questions, Room::Line);
    // Lines with errors come first.
    let with_errors = worked.lines.partition_point(|l| l.errors.1 > 0);
    let counts = [
        (Show::All, "All", worked.lines.len()),
        (Show::Errors, "Errors", with_errors),
        (Show::Created, "New", found.created),
        (Show::Updated, "Changed", found.updated),
        (Show::Unchanged, "Unchanged", found.unchanged),
        (Show::Warnings, "Notes", worked.lines.iter().filter(|l| l.warnings.1 > 0).count()),
        (Show::Left, "Left out", work.left_out()),
        (Show::Columns, "Columns left out", found.ignored.len()),
    ];
    let people = match found.people.as_slice() {
        [] => String::new(),
        [one] => format!("Adds {one}."),
        some => format!("Adds {} people: {}.", some.len(), some.join(", ")),
    };
    let (mut show, mut skip) = (None, None);
    let mut refilter = false;
    ui.horizontal_wrapped(|ui| {
        for (value, words, count) in counts {
            let always = matches!(value, Show::All | Show::Created | Show::Updated);
            let words = format!("{words} {}", kit::figure(count));
            if (count > 0 || always) && kit::chip(ui, None, &words, work.show == value).clicked() {
                show = Some(value);
            }
        }
        refilter = kit::search(ui, "Filter the rows", &mut work.filter, "Filter rows", 180.0).changed();
        if with_errors > 0 {
            let mut on = work.ask.skip.errors;
            if ui.checkbox(&mut on, "Leave rows with errors out").changed() {
                skip = Some(on);
            }
        }
    });
    for line in [people, fields(found), comments(found), notes_left(found)].into_iter().filter(|l| !l.is_empty()) {
        let label = egui::Label::new(font::weak(line.as_str(), theme.weak));
        // A few names are read; hundreds would leave no room for the rows.
        let label = if line.chars().count() <= READ { label.wrap() } else { label.truncate() };
        ui.add(label).on_hover_text(line);
    }
    ui.add_space(size::GRID);
    if refilter {
        work.refilter();
    }
    beside::take(cx, project, work, answer);
    if let Some(show) = show {
        work.show = show;
        work.refilter();
    }
    if let Some(skip) = skip {
        work.skip_errors(skip);
    }
    if work.show == Show::Columns {
        columns_left(ui, cx, work);
    } else {
        rows(ui, cx, work);
    }
}

/// The fields that columns become.
fn fields(found: &Preview) -> String {
    let told = |field: &NewField| match field.options.as_slice() {
        [] => format!("{} ({})", field.name, field.kind.label().to_lowercase()),
        options => format!("{} ({}: {})", field.name, field.kind.label().to_lowercase(), options.join(", ")),
    };
    let all: Vec<String> = found.fields.iter().map(told).collect();
    match all.as_slice() {
        [] => String::new(),
        [one] => format!("Makes the field {one}."),
        some => format!("Makes {} fields: {}.", some.len(), some.join("; ")),
    }
}

/// The notes that become comments.
fn comments(found: &Preview) -> String {
    match found.comments {
        0 => String::new(),
        1 => "One note becomes a comment.".to_owned(),
        some => format!("{} notes become comments.", kit::figure(some)),
    }
}

/// The notes that are about no deliverable: no row below says them.
fn notes_left(found: &Preview) -> String {
    let lost = found.warnings.iter().filter(|w| w.kind == Problem::Note);
    let told: Vec<String> = lost.map(|w| format!("{}{}: {}", w.column, w.row, w.message)).collect();
    told.join("  ·  ")
}

fn rows(ui: &mut Ui, cx: &Cx<'_>, work: &mut Work) {
    let theme = cx.theme;
    let shown = work.shown();
    let Some(worked) = &work.worked else { return };
    if shown.is_empty() {
        ui.add_space(size::PAGE);
        ui.vertical_centered(|ui| ui.label(font::text("No such rows.", theme.weak)));
        return;
    }
    let height = cx.row_height();
    let skip = &work.ask.skip;
    let longest = worked.found.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let mut toggled = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().id_salt("preview").auto_shrink(false).show_rows(ui, height, shown.len(), |ui, range| {
        for place in range {
            let Some(line) = shown.get(place).and_then(|i| worked.lines.get(*i)) else { continue };
            let Some(row) = worked.found.rows.get(line.row) else { continue };
            let (happens, ink) = outcome(row, line, skip.errors, theme);
            let details = details(worked, row, line, cx.today);
            let can = !matches!(row.left, Some(Left::OtherProject | Left::Hidden));
            // A row that nobody can read is wanted until somebody says otherwise: it holds the others back.
            let held = row.left.is_none() || (row.left == Some(Left::Errors) && !skip.errors);
            let comes = can && !skip.rows.contains(&row.row) && held;
            let spoken = format!("Row {}, {}: {happens}. {details}", row.row, named(row));
            ui.push_id(row.row, |ui| {
                let response = kit::row(ui, &spoken, height, false, |ui, rect| {
                    paint(
                        ui,
                        rect,
                        theme,
                        (row, comes, can, longest),
                        (happens, ink),
                        (&details, line.errors.1 + line.warnings.1 > 0),
                    );
                });
                let tip = if can { "Click to leave the row out, or to take it in again." } else { "" };
                if response.clicked() && can {
                    toggled = Some(row.row);
                }
                response.on_hover_ui(|ui| {
                    ui.label(details.replace("  ·  ", "\n"));
                    if !tip.is_empty() {
                        ui.label(font::weak(tip, theme.weak));
                    }
                });
            });
        }
    });
    if let Some(row) = toggled {
        work.toggle(row);
    }
}

fn named(row: &RowPreview) -> &str {
    if row.name.is_empty() { "without a name" } else { &row.name }
}

fn paint(
    ui: &Ui,
    rect: Rect,
    theme: &Theme,
    (row, comes, can, longest): (&RowPreview, bool, bool, usize),
    (happens, ink): (&str, Color32),
    (details, wrong): (&str, bool),
) {
    let middle = rect.center().y;
    let painter = ui.painter();
    let tick = Rect::from_center_size(pos2(rect.left() + TICK * 0.5, middle), vec2(size::ICON, size::ICON));
    if can {
        let fill = if comes { theme.accent } else { theme.field };
        let line = egui::Stroke::new(1.0, if comes { theme.accent } else { theme.line_strong });
        painter.rect(tick, size::RADIUS_SMALL, fill, line, egui::StrokeKind::Inside);
        if comes {
            let font = font::icons(size::SECONDARY);
            painter.text(tick.center(), Align2::CENTER_CENTER, icon::CHECK, font, theme.on_accent);
        }
    }
    let mut left = rect.left() + TICK;
    let number = pos2(left + NUMBER - size::GAP_WIDE, middle);
    painter.text(number, Align2::RIGHT_CENTER, row.row.to_string(), font::tabular(size::SECONDARY), theme.weak);
    left += NUMBER;
    let room = (rect.right() - left - OUTCOME).max(160.0);
    // Names have the room they need before what is said of them has.
    let name = (longest as f32 * LETTER + size::GAP_WIDE).clamp(room * 0.3, room * 0.65).floor();
    let rest = room - name;
    let text = if comes { theme.text } else { theme.weak };
    let words = if row.name.is_empty() { "(no name)" } else { &row.name };
    let galley = kit::name_elided(painter, words, font::regular(size::BODY), text, name - size::GAP_WIDE);
    painter.galley(pos2(left, middle - galley.size().y * 0.5), galley, text);
    left += name;
    painter.text(pos2(left, middle), Align2::LEFT_CENTER, happens, font::medium(size::SECONDARY), ink);
    left += OUTCOME;
    let ink = if wrong { theme.warning } else { theme.weak };
    let galley = kit::elided(painter, details, font::regular(size::SECONDARY), ink, rest - size::GAP);
    painter.galley(pos2(left, middle - galley.size().y * 0.5), galley, ink);
}

fn outcome(row: &RowPreview, line: &Line, skip_errors: bool, theme: &Theme) -> (&'static str, Color32) {
    match (row.outcome, row.left) {
        (Outcome::Created, _) => ("new", theme.good),
        (Outcome::Updated, _) => ("changes", theme.link),
        (Outcome::Unchanged, _) => ("unchanged", theme.weak),
        (Outcome::Skipped, Some(Left::Errors)) if line.errors.1 > 0 && !skip_errors => ("error", theme.danger),
        (Outcome::Skipped, Some(Left::OtherProject)) => ("other project", theme.weak),
        (Outcome::Skipped, Some(Left::Hidden)) => ("hidden", theme.weak),
        (Outcome::Skipped, _) => ("left out", theme.warning),
    }
}

/// Its errors, which say days as they are written; or what changes: "Due: Wed 1 Apr → Thu 2 Apr"; and what is to be
/// known of it.
fn details(worked: &Worked, row: &RowPreview, line: &Line, today: Date) -> String {
    let (first, count) = line.errors;
    let errors = worked.found.errors.iter().skip(first).take(count);
    let mut told: Vec<String> = if count > 0 {
        errors.map(|e| format!("{}{}: {}", e.column, e.row, e.message)).collect()
    } else {
        let or_empty = |text: &str| if text.is_empty() { "empty".to_owned() } else { dates::in_words(text, today) };
        let told = |c: &Change| match row.outcome {
            Outcome::Created => format!("{}: {}", c.field, or_empty(&c.to)),
            _ => format!("{}: {} → {}", c.field, or_empty(&c.from), or_empty(&c.to)),
        };
        row.changes.iter().map(told).collect()
    };
    let warnings = worked.found.warnings.iter().skip(line.warnings.0).take(line.warnings.1);
    told.extend(warnings.map(|w| format!("{}{}: {}", w.column, w.row, w.message)));
    told.join("  ·  ")
}

fn columns_left(ui: &mut Ui, cx: &Cx<'_>, work: &Work) {
    let theme = cx.theme;
    let Some(worked) = &work.worked else { return };
    let ignored = &worked.found.ignored;
    let height = cx.row_height();
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().id_salt("columns left").auto_shrink(false).show_rows(
        ui,
        height,
        ignored.len(),
        |ui, range| {
            for column in ignored.get(range).unwrap_or_default() {
                let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
                let spoken = format!("Column {}, {}: {}", column.column, column.header, column.reason);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
                let middle = rect.center().y;
                let at = pos2(rect.left() + TICK, middle);
                let font = font::medium(size::LABEL);
                ui.painter().text(at, Align2::RIGHT_CENTER, &column.column, font, theme.weak);
                let left = rect.left() + TICK + size::GAP_WIDE;
                let room = rect.right() - left;
                let text = font::regular(size::BODY);
                let galley = kit::elided(ui.painter(), &column.header, text, theme.text, room * 0.34 - size::GAP);
                ui.painter().galley(pos2(left, middle - galley.size().y * 0.5), galley, theme.text);
                let text = font::regular(size::SECONDARY);
                let galley = kit::elided(ui.painter(), &column.reason, text, theme.weak, room * 0.66 - size::GAP);
                ui.painter().galley(pos2(left + room * 0.34, middle - galley.size().y * 0.5), galley, theme.weak);
            }
        },
    );
}
