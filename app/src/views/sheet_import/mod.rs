//! A sheet on its way into a project: what it would do, what cannot be understood, and the button that does it.

use crate::{
    actions::{Action, Cx, Pick},
    jobs::sheet::Preview,
    kit::{self, Button, Theme, font, icon, size},
    runtime::Trouble,
};
use egui::{Align2, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::{Command, ProjectId};
use rushes_store::import::Outcome;
use std::path::{Path, PathBuf};

#[derive(Default)]
enum State {
    #[default]
    Nothing,
    Reading(PathBuf),
    Read(Box<Preview>),
    Failed(PathBuf, Trouble),
    Sent,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Tab {
    #[default]
    Rows,
    Errors,
    Left,
}

/// The page's own state.
#[derive(Default)]
pub struct SheetImport {
    project: Option<ProjectId>,
    state: State,
    tab: Tab,
    path: String,
}

impl SheetImport {
    /// A sheet is being read.
    pub fn reading(&mut self, project: ProjectId, path: &Path) {
        self.project = Some(project);
        self.state = State::Reading(path.to_path_buf());
    }

    /// It was read, or could not be.
    pub fn read(&mut self, project: ProjectId, preview: Result<Box<Preview>, Trouble>) {
        let State::Reading(path) = &self.state else { return };
        if self.project != Some(project) {
            return;
        }
        self.state = match preview {
            Ok(preview) => {
                self.tab = if preview.found.error_count > 0 { Tab::Errors } else { Tab::Rows };
                State::Read(preview)
            }
            Err(trouble) => State::Failed(path.clone(), trouble),
        };
    }

    /// The command that brings it in, and what to say when it is done.
    pub fn take(&mut self, project: ProjectId) -> Option<(Command, String)> {
        if self.project != Some(project) {
            return None;
        }
        let State::Read(preview) = &mut self.state else { return None };
        let command = preview.found.command.take()?;
        let said = format!("Imported: {} new, {} changed.", preview.found.created, preview.found.updated);
        self.state = State::Sent;
        Some((command, said))
    }

    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        if self.project != Some(project) {
            *self = Self { project: Some(project), ..Self::default() };
        }
        let into = cx.snapshot.state.projects.get(&project).map(|p| p.name.clone()).unwrap_or_default();
        egui::Frame::new().inner_margin(egui::Margin::same(24)).show(ui, |ui| {
            kit::page_title(ui, "Import a sheet");
            ui.label(font::text(format!("Into {into}. Nothing changes before you say so."), cx.theme.weak));
            ui.add_space(size::GAP_WIDE);
            match &self.state {
                State::Nothing | State::Sent => self.choose(ui, cx, project),
                State::Reading(path) => {
                    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                    ui.label(font::text(format!("Reading {name}…"), cx.theme.weak));
                }
                State::Failed(path, trouble) => {
                    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                    let hint = format!("{} Nothing was changed.", trouble.hint);
                    kit::error_card(ui, &format!("{name}: {}", trouble.text), &hint);
                    ui.add_space(size::GAP_WIDE);
                    self.choose(ui, cx, project);
                }
                State::Read(_) => self.preview(ui, cx, project),
            }
        });
    }

    fn choose(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        kit::card(cx.theme).show(ui, |ui| {
            ui.set_max_width(size::MEASURE);
            ui.set_min_width(size::MEASURE.min(ui.available_width()));
            ui.label(font::strong("Drop a tracker sheet here", cx.theme.text));
            let words = "xlsx, xls, ods, csv or tsv. Title rows, two header rows and a group of columns per stage are \
                 understood; names match deliverables that are here already.";
            ui.label(font::text(words, cx.theme.weak));
            ui.add_space(size::GAP);
            ui.horizontal(|ui| {
                if Button::primary("Browse…").icon(icon::FOLDER_OPEN).show(ui).clicked() {
                    cx.actions.push(Action::Pick(Pick::Sheet(project)));
                }
                let field = kit::path(ui, "Path of a sheet", &mut self.path, "or paste its path", 280.0);
                let enter = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
                let ready = !self.path.trim().is_empty();
                let read = Button::new("Read").enabled_or(ready, "Paste a path first.").show(ui).clicked();
                if ready && (enter || read) {
                    let path = PathBuf::from(self.path.trim().trim_matches('"'));
                    cx.actions.push(Action::ReadSheet(project, path, None));
                    self.path.clear();
                }
            });
        });
    }

    fn preview(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        let State::Read(preview) = &self.state else { return };
        let found = &preview.found;
        let name = preview.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let mut again = false;
        ui.horizontal(|ui| {
            ui.label(egui::RichText::new(icon::FILE_XLS).font(font::icons(20.0)).color(cx.theme.good));
            ui.label(font::strong(name, cx.theme.text));
            if preview.sheets.len() > 1 {
                let choices: Vec<(usize, String)> = preview.sheets.iter().cloned().enumerate().collect();
                let now = preview.sheets.iter().position(|s| *s == preview.sheet).unwrap_or(usize::MAX);
                if let Some(other) = kit::pick(ui, "Sheet", now, &choices) {
                    let sheet = preview.sheets.get(other).cloned();
                    cx.actions.push(Action::ReadSheet(project, preview.path.clone(), sheet));
                }
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let rows = found.created + found.updated;
                let words = match rows {
                    1 => "Import 1 row".to_owned(),
                    n => format!("Import {n} rows"),
                };
                let ready = found.command.is_some();
                let button = Button::primary(&words).icon(icon::CHECK);
                if button.enabled_or(ready, "There is nothing to import.").show(ui).clicked() {
                    cx.actions.push(Action::CommitSheet(project));
                }
                again = Button::quiet("Another sheet").show(ui).clicked();
            });
        });
        ui.add_space(size::GAP);
        let facts = [
            ("New", found.created),
            ("Changed", found.updated),
            ("Unchanged", found.unchanged),
            ("Left out", found.skipped),
            ("New people", found.people.len()),
            ("Cells not understood", found.error_count),
        ];
        kit::facts(ui, &facts.map(|(word, n)| (word, n.to_string())));
        ui.add_space(size::GAP);
        if found.error_count > 0 {
            let words = "Rows with a cell that is not understood are left out. Correct them in the sheet and read it again, \
                 or import the rest now.";
            ui.label(font::text(words, cx.theme.warning));
        }
        let errors = format!("Not understood ({})", found.error_count);
        let rows = format!("Rows ({})", found.rows.len());
        let left = format!("Columns left out ({})", found.ignored.len());
        let tabs = [(Tab::Rows, rows.as_str()), (Tab::Errors, errors.as_str()), (Tab::Left, left.as_str())];
        if let Some(tab) = kit::segments(ui, self.tab, &tabs) {
            self.tab = tab;
        }
        ui.add_space(size::GAP);
        match self.tab {
            Tab::Rows => rows_list(ui, preview, cx.theme, cx.row_height()),
            Tab::Errors => errors_list(ui, preview, cx.theme, cx.row_height()),
            Tab::Left => ignored_list(ui, preview, cx.theme, cx.row_height()),
        }
        if again {
            self.state = State::Nothing;
        }
    }
}

/// A list with columns of fixed shares, only rows in sight painted.
fn list(
    ui: &mut Ui,
    id: &str,
    (height, count): (f32, usize),
    (titles, shares): (&[&str], &[f32]),
    theme: &Theme,
    line: impl Fn(usize) -> Vec<(String, egui::Color32)>,
) {
    let width = ui.available_width();
    let paint = |ui: &Ui, rect: Rect, cells: &[(String, egui::Color32)], font: &egui::FontId| {
        let mut x = rect.left() + 8.0;
        for ((words, color), share) in cells.iter().zip(shares) {
            let room = width * share;
            let galley = kit::elided(ui.painter(), words, font.clone(), *color, room - 12.0);
            ui.painter().galley(pos2(x, rect.center().y - galley.size().y * 0.5), galley, *color);
            x += room;
        }
    };
    let (rect, _) = ui.allocate_exact_size(vec2(width, 28.0), Sense::hover());
    let head: Vec<_> = titles.iter().map(|t| ((*t).to_owned(), theme.weak)).collect();
    paint(ui, rect, &head, &font::medium(size::LABEL));
    kit::divider(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical().id_salt(id).auto_shrink(false).show_rows(ui, height, count, |ui, range| {
        for i in range {
            let cells = line(i);
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
            let spoken: Vec<&str> = cells.iter().map(|(w, _)| w.as_str()).filter(|w| !w.is_empty()).collect();
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken.join(", ")));
            if response.hovered() {
                ui.painter().rect_filled(rect, size::RADIUS_SMALL, theme.hover);
            }
            paint(ui, rect, &cells, &font::regular(size::SECONDARY));
        }
        if count == 0 {
            let rect = ui.available_rect_before_wrap();
            let font = font::regular(size::BODY);
            ui.painter().text(
                rect.center_top() + vec2(0.0, 32.0),
                Align2::CENTER_CENTER,
                "Nothing here.",
                font,
                theme.weak,
            );
        }
    });
}

fn rows_list(ui: &mut Ui, preview: &Preview, theme: &Theme, height: f32) {
    let rows = &preview.found.rows;
    let shape: (&[&str], &[f32]) = (&["Row", "Name", "What happens", "Changes"], &[0.06, 0.26, 0.12, 0.56]);
    list(ui, "rows", (height, rows.len()), shape, theme, |i| {
        let row = &rows[i];
        let (words, color) = match row.outcome {
            Outcome::Created => ("new", theme.good),
            Outcome::Updated => ("changes", theme.link),
            Outcome::Unchanged => ("unchanged", theme.weak),
            Outcome::Skipped => ("left out", theme.warning),
        };
        let changes: Vec<String> = row
            .changes
            .iter()
            .map(|c| match c.from.as_str() {
                "" => format!("{}: {}", c.field, c.to),
                from => format!("{}: {from} → {}", c.field, c.to),
            })
            .collect();
        vec![
            (row.row.to_string(), theme.weak),
            (row.name.clone(), theme.text),
            (words.to_owned(), color),
            (changes.join(", "), theme.weak),
        ]
    });
}

fn errors_list(ui: &mut Ui, preview: &Preview, theme: &Theme, height: f32) {
    let errors = &preview.found.errors;
    let shape: (&[&str], &[f32]) =
        (&["Sheet", "Row", "Column", "Value", "What is wrong"], &[0.14, 0.06, 0.08, 0.2, 0.52]);
    list(ui, "errors", (height, errors.len()), shape, theme, |i| {
        let e = &errors[i];
        vec![
            (e.sheet.clone(), theme.weak),
            (e.row.to_string(), theme.text),
            (e.column.clone(), theme.text),
            (e.value.clone(), theme.text),
            (e.message.clone(), theme.warning),
        ]
    });
}

fn ignored_list(ui: &mut Ui, preview: &Preview, theme: &Theme, height: f32) {
    let ignored = &preview.found.ignored;
    let shape: (&[&str], &[f32]) = (&["Column", "Header", "Why"], &[0.08, 0.32, 0.6]);
    list(ui, "ignored", (height, ignored.len()), shape, theme, |i| {
        let column = &ignored[i];
        vec![
            (column.column.clone(), theme.weak),
            (column.header.clone(), theme.text),
            (column.reason.clone(), theme.weak),
        ]
    });
}
