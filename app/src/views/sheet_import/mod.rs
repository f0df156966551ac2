//! A sheet on its way into a project, in steps: the file, its sheet and header, what each column means, what
//! only a person can answer, and what would happen.

mod beside;
mod columns;
mod file;
mod meaning;
mod new_field;
mod preview;
mod questions;
mod sheet;
mod state;

use crate::{
    actions::{Action, Cx},
    jobs::sheet::{Ask, Brought, Opened, Order, Unread, Worked},
    kit::{self, Button, font, icon, size},
    place::Place,
    runtime::Trouble,
    views::path_field::PathField,
};
use egui::{Align2, Color32, CursorIcon, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::ProjectId;
use rushes_store::import::Book;
use state::{Commit, Step, Work};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// What came of something the page asked for.
#[derive(Debug)]
pub enum SheetTold {
    /// A file was opened.
    Opened(Result<Box<Opened>, Trouble>),
    /// What was asked was worked out; its number tells whether it is still wanted.
    Worked(u64, Result<Box<Worked>, Unread>),
    /// The sheet was brought in, or was not.
    Brought(Result<Brought, Trouble>),
}

#[derive(Default)]
enum State {
    #[default]
    Nothing,
    Reading(PathBuf),
    Failed(Trouble),
    Open(Box<Work>),
}

/// The page's own state.
#[derive(Default)]
pub struct SheetImport {
    project: Option<ProjectId>,
    state: State,
    step: Step,
    /// The step to come back to when the same file is read anew.
    back: Option<Step>,
    path: PathField,
    generation: u64,
    /// Sheets imported lately, the newest first.
    pub recent: Vec<PathBuf>,
}

impl SheetImport {
    /// A sheet is being read.
    pub fn reading(&mut self, project: ProjectId, path: &Path) {
        let again = self.project == Some(project) && matches!(&self.state, State::Open(work) if work.path == path);
        self.back = again.then_some(self.step);
        self.project = Some(project);
        self.step = Step::File;
        self.state = State::Reading(path.to_path_buf());
    }

    /// What came of what the page asked for. Gives the file that was opened, to be remembered.
    pub fn told(&mut self, project: ProjectId, told: SheetTold, state: &rushes_domain::State) -> Option<PathBuf> {
        if self.project != Some(project) {
            return None;
        }
        match told {
            SheetTold::Opened(opened) => {
                let State::Reading(asked) = &self.state else { return None };
                match opened {
                    Ok(opened) => {
                        let path = opened.path.clone();
                        let work = Work::new(*opened, state, project);
                        self.step = self.back.take().unwrap_or_else(|| work.first_step());
                        self.state = State::Open(Box::new(work));
                        self.path.clear();
                        return Some(path);
                    }
                    Err(trouble) => {
                        // What was typed stays to be corrected.
                        self.path.set(asked);
                        self.state = State::Failed(trouble);
                    }
                }
            }
            SheetTold::Worked(generation, worked) => {
                if let State::Open(work) = &mut self.state {
                    work.answered(generation, worked);
                }
            }
            SheetTold::Brought(outcome) => {
                if let State::Open(work) = &mut self.state {
                    work.brought(outcome);
                }
            }
        }
        None
    }

    /// What is to be worked out.
    pub fn ask(&mut self, project: ProjectId) -> Option<(u64, Arc<Book>, Ask)> {
        if self.project != Some(project) {
            return None;
        }
        let State::Open(work) = &mut self.state else { return None };
        self.generation += 1;
        work.next_ask(self.generation)
    }

    /// Too much is under way for it.
    pub fn refused(&mut self) {
        if let State::Open(work) = &mut self.state {
            work.unanswered();
        }
    }

    /// What is to be brought in.
    pub fn order(&mut self, project: ProjectId) -> Option<Order> {
        if self.project != Some(project) {
            return None;
        }
        let State::Open(work) = &mut self.state else { return None };
        work.order(project)
    }

    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        if self.project != Some(project) {
            let recent = std::mem::take(&mut self.recent);
            *self = Self { project: Some(project), recent, generation: self.generation, ..Self::default() };
        }
        let into = cx.snapshot.state.projects.get(&project).map(|p| p.name.clone()).unwrap_or_default();
        egui::Frame::new().inner_margin(egui::Margin::same(size::PAGE as i8)).show(ui, |ui| {
            kit::page_title(ui, "Import a sheet");
            let what = match &self.state {
                State::Open(work) => format!("{} into {into}", work.name()),
                _ => format!("Into {into}"),
            };
            let promise = if self.is_done() { "" } else { " Nothing changes before you say so." };
            ui.label(font::text(format!("{what}.{promise}"), cx.theme.weak));
            ui.add_space(size::GAP);
            self.stepper(ui, cx);
            kit::divider(ui);
            ui.add_space(size::GAP);
            if matches!(self.state, State::Open(_)) && self.step != Step::File {
                self.open(ui, cx, project);
            } else {
                self.choose(ui, cx, project);
            }
        });
        if let State::Open(work) = &self.state
            && work.wants_answer()
        {
            cx.actions.push(Action::WorkSheet(project));
        }
    }

    /// Whether the sheet is in.
    fn is_done(&self) -> bool {
        matches!(&self.state, State::Open(work) if matches!(work.commit, Commit::Done(..)))
    }

    /// The first step: which file.
    fn choose(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        let name = |path: &Path| path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let trouble = match &self.state {
            State::Reading(path) => {
                ui.label(font::text(format!("Reading {}…", name(path)), cx.theme.weak));
                return;
            }
            State::Failed(trouble) => Some(trouble),
            State::Nothing | State::Open(_) => None,
        };
        file::ui(ui, cx, project, (&mut self.path, trouble), &self.recent);
        if let State::Open(work) = &self.state {
            ui.add_space(size::GAP_WIDE);
            let words = format!("Go on with {}", work.name());
            if Button::new(&words).icon(icon::ARROW_RIGHT).show(ui).clicked() {
                self.step = Step::Sheet;
            }
        }
    }

    fn open(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
        let State::Open(work) = &mut self.state else { return };
        if let Commit::Done(created, updated) = work.commit {
            if done(ui, cx, project, &work.name(), (created, updated)) {
                self.state = State::Nothing;
                self.step = Step::File;
            }
            return;
        }
        // What the buttons stand on is laid out first, so that the lists above get the rest.
        let height = size::CONTROL + size::GAP * 2.0 + 1.0;
        let room = ui.available_height() - height;
        let width = ui.available_width();
        ui.allocate_ui(vec2(width, room.max(120.0)), |ui| {
            ui.set_min_size(vec2(width, room.max(120.0)));
            match self.step {
                Step::File => {}
                Step::Sheet => sheet::ui(ui, cx, work),
                Step::Columns => columns::ui(ui, cx, project, work),
                Step::Questions => questions::ui(ui, cx, project, work),
                Step::Preview => preview::ui(ui, cx, project, work),
            }
        });
        kit::divider(ui);
        ui.add_space(size::GAP);
        if let Some(step) = foot(ui, cx, project, work, self.step) {
            self.step = step;
        }
    }

    /// The steps as one line of buttons.
    fn stepper(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let theme = cx.theme;
        let open = matches!(self.state, State::Open(_));
        let asked = match &self.state {
            State::Open(work) => work.worked.as_ref().map_or(0, |w| w.found.questions.open()),
            _ => 0,
        };
        let busy = matches!(&self.state, State::Open(work) if work.commit != Commit::Not);
        let mut wanted = None;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = size::GAP;
            for (index, step) in Step::ALL.into_iter().enumerate() {
                if index > 0 {
                    ui.label(
                        egui::RichText::new(icon::CARET_RIGHT).font(font::icons(size::SECONDARY)).color(theme.weak),
                    );
                    // As much as a step has after its word.
                    ui.add_space(size::GAP);
                }
                let now = self.step == step;
                let enabled = (open || step == Step::File) && !busy;
                let number = (index + 1).to_string();
                let words = match (step, asked) {
                    (Step::Questions, n) if n > 0 => format!("Questions ({n})"),
                    _ => step.label().to_owned(),
                };
                let font = if now { font::medium(size::BODY) } else { font::regular(size::BODY) };
                let galley = ui.painter().layout_no_wrap(words.clone(), font, Color32::PLACEHOLDER);
                let side = size::AVATAR;
                let sense = if enabled { Sense::click() } else { Sense::hover() };
                let (rect, response) = ui.allocate_exact_size(
                    vec2(side + size::GAP_TIGHT + galley.size().x + size::GAP, size::CONTROL),
                    sense,
                );
                let spoken = format!("Step {number}: {words}");
                response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, now, &spoken));
                let center = pos2(rect.left() + side * 0.5, rect.center().y);
                let done = self.is_done();
                let now = now && !done;
                let past = done || (step < self.step && open && !(step == Step::Questions && asked > 0));
                let (fill, ink) = match (now, past) {
                    (true, _) => (theme.accent, theme.on_accent),
                    (false, true) => (theme.pressed, theme.text),
                    (false, false) => (Color32::TRANSPARENT, theme.weak),
                };
                ui.painter().circle(
                    center,
                    side * 0.5,
                    fill,
                    Stroke::new(1.0, if now { fill } else { theme.line_strong }),
                );
                let (glyph, font) = if past {
                    (icon::CHECK.to_owned(), font::icons(size::SECONDARY))
                } else {
                    (number, font::medium(size::LABEL))
                };
                ui.painter().text(center, Align2::CENTER_CENTER, glyph, font, ink);
                let ink = if now || (enabled && response.hovered()) { theme.text } else { theme.weak };
                let ink = if step == Step::Questions && asked > 0 && !now { theme.warning } else { ink };
                let at = pos2(rect.left() + side + size::GAP_TIGHT, rect.center().y - galley.size().y * 0.5);
                ui.painter().galley(at, galley, ink);
                if response.has_focus() {
                    kit::focus_ring(ui.painter(), rect, size::RADIUS, theme);
                }
                if enabled && response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
                    wanted = Some(step);
                }
            }
        });
        ui.add_space(size::GAP);
        if let Some(step) = wanted {
            self.step = step;
        }
    }
}

/// The line at the bottom: back, what is known, and on. Gives the step to go to.
fn foot(ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId, work: &Work, step: Step) -> Option<Step> {
    let mut to = None;
    let place = Step::ALL.iter().position(|s| *s == step).unwrap_or_default();
    ui.horizontal(|ui| {
        if work.commit == Commit::Under {
            under_way(ui, cx);
            return;
        }
        if Button::quiet("Back").icon(icon::CARET_LEFT).show(ui).clicked() {
            to = place.checked_sub(1).and_then(|p| Step::ALL.get(p).copied());
        }
        if let Some(note) = &work.note {
            ui.label(font::weak(format!("{} {}", note.text, note.hint), cx.theme.warning));
        } else if work.is_pending() {
            ui.label(font::weak("Working it out…", cx.theme.weak));
        } else if let Some(trouble) = &work.trouble {
            ui.label(font::weak(trouble.text.as_str(), cx.theme.warning));
        } else if let Some(worked) = &work.worked {
            ui.label(font::weak(summary(worked, work.left_out()), cx.theme.weak));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if step == Step::Preview {
                let rows = work.worked.as_ref().map_or(0, |w| w.found.created + w.found.updated);
                let words = format!("Import {}", kit::counted(rows, "row"));
                let why = work.why_not();
                let button = Button::primary(&words).icon(icon::CHECK).enabled_or(why.is_empty(), why);
                if button.show(ui).clicked() {
                    cx.actions.push(Action::CommitSheet(project));
                }
                return;
            }
            let next = Step::ALL.get(place + 1).copied().unwrap_or(Step::Preview);
            let nothing_to_ask = || work.worked.as_ref().is_some_and(|w| w.found.questions.is_empty());
            let next = if next == Step::Questions && nothing_to_ask() { Step::Preview } else { next };
            let words = format!("Next: {}", next.label());
            // Where the header is wrong only the steps before the columns can help.
            let ready = work.worked.is_some() || step == Step::Sheet;
            let why = "First the sheet has to be understood.";
            if Button::primary(&words).icon(icon::ARROW_RIGHT).enabled_or(ready, why).show(ui).clicked() {
                to = Some(next);
            }
        });
    });
    to
}

fn under_way(ui: &mut Ui, cx: &mut Cx<'_>) {
    let work = cx.tray.iter().find(|w| w.label.starts_with("Importing"));
    let (what, share) = work.map_or_else(Default::default, |w| (w.progress.what(), w.progress.share()));
    ui.label(font::weak(if what.is_empty() { "Importing…" } else { &what }, cx.theme.weak));
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        if let Some(work) = work.filter(|w| w.progress.can_stop())
            && Button::new("Cancel").name("Cancel the import").show(ui).clicked()
        {
            cx.actions.push(Action::Cancel(work.id));
        }
        kit::progress(ui, share, "How far the import is");
    });
}

fn summary(worked: &Worked, left_out: usize) -> String {
    let found = &worked.found;
    let mut told = vec![
        format!("{} new", kit::figure(found.created)),
        format!("{} changed", kit::figure(found.updated)),
        format!("{} unchanged", kit::figure(found.unchanged)),
    ];
    if left_out > 0 {
        told.push(format!("{} left out", kit::figure(left_out)));
    }
    match found.error_count {
        0 => {}
        1 => told.push("1 cell is not understood".into()),
        n => told.push(format!("{} cells are not understood", kit::figure(n))),
    }
    told.join("  ·  ")
}

/// After the import. Gives whether another sheet is wanted.
fn done(ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId, name: &str, (created, updated): (usize, usize)) -> bool {
    let mut another = false;
    ui.vertical_centered(|ui| {
        ui.add_space(size::PAGE * 2.0);
        ui.label(egui::RichText::new(icon::CHECK_CIRCLE).font(font::icons(size::ICON_HUGE)).color(cx.theme.good));
        kit::section_title(ui, &format!("{name} is in"));
        let (created, updated) = (kit::figure(created), kit::figure(updated));
        let words = format!("{created} new and {updated} changed deliverables, as one step.");
        ui.label(font::text(words, cx.theme.weak));
        ui.add_space(size::GAP_WIDE);
        if Button::primary("Show the table").icon(icon::TABLE).show(ui).clicked() {
            cx.go(Place::Project(project));
        }
        ui.add_space(size::GAP);
        another = Button::quiet("Import another sheet").show(ui).clicked();
    });
    another
}
