//! A deliverable or a project as it was right after one change. Nothing can be edited here but brought back.

mod model;

use crate::{
    actions::{Action, Cx},
    kit::{self, Button, dates, font, icon, size},
    place::Place,
    runtime::Trouble,
};
use egui::{Align2, Ui, pos2, vec2};
use model::{Row, Section};
use rushes_domain::{Deliverable, Project};
use rushes_store::{ChangeHash, LogOf, Past};

/// What was read.
#[derive(Debug)]
pub enum Was {
    /// A deliverable.
    Deliverable(Box<Past<Deliverable>>),
    /// A project.
    Project(Box<Past<Project>>),
}

/// The page's own state.
#[derive(Default)]
pub struct AsItWas {
    of: Option<(LogOf, ChangeHash)>,
    was: Option<Result<Was, Trouble>>,
    sections: Option<(u64, Vec<Section>)>,
}

/// Width of a field's name.
const LABEL: f32 = 120.0;
/// Width of the button that brings a field back.
const BUTTON: f32 = 116.0;

impl AsItWas {
    /// It was read.
    pub fn read(&mut self, of: LogOf, change: ChangeHash, was: Result<Was, Trouble>) {
        if self.of == Some((of, change)) {
            self.was = Some(was);
        }
    }

    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, of: LogOf, change: ChangeHash) {
        if self.of != Some((of, change)) {
            *self = Self { of: Some((of, change)), ..Self::default() };
            cx.actions.push(Action::ReadPast(of, change));
        }
        match &self.was {
            None => {}
            Some(Err(trouble)) => kit::error_card(ui, &trouble.text, &trouble.hint),
            Some(Ok(was)) => {
                let seq = cx.snapshot.seq;
                let sections = match self.sections.take() {
                    Some((known, sections)) if known == seq => sections,
                    _ => sections(cx, was),
                };
                kit::page(ui, ("as it was", change), |ui| {
                    ui.set_max_width((size::MEASURE * 1.8).min(ui.available_width()));
                    banner(ui, cx, was, of);
                    for section in &sections {
                        ui.add_space(size::GAP_WIDE);
                        ui.push_id(&section.title, |ui| show(ui, cx, section));
                    }
                });
                self.sections = Some((seq, sections));
            }
        }
    }
}

fn sections(cx: &Cx<'_>, was: &Was) -> Vec<Section> {
    let state = &cx.snapshot.state;
    match was {
        Was::Deliverable(past) => {
            let now = state.deliverable_even_deleted(past.was.id);
            model::deliverable(state, &past.was, now.map(AsRef::as_ref), cx.today)
        }
        Was::Project(past) => {
            let now = state.projects.get(&past.was.id);
            model::project(state, &past.was, now.map(AsRef::as_ref), cx.today)
        }
    }
}

fn banner(ui: &mut Ui, cx: &mut Cx<'_>, was: &Was, of: LogOf) {
    let (at, person, message, name) = match was {
        Was::Deliverable(p) => (p.at, p.person, &p.message, &p.was.name),
        Was::Project(p) => (p.at, p.person, &p.message, &p.was.name),
    };
    kit::page_title(ui, name);
    ui.add_space(size::GAP);
    let line = egui::Stroke::new(1.0, cx.theme.warning);
    kit::card(cx.theme).stroke(line).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let glyph = egui::RichText::new(icon::CLOCK_COUNTER_CLOCKWISE).font(font::icons(size::ICON + 4.0));
            ui.label(glyph.color(cx.theme.warning));
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.set_max_width((ui.available_width() - 180.0).max(160.0));
                let when = format!("As it was, {}", dates::moment(at, cx.now));
                ui.label(font::strong(when, cx.theme.text)).on_hover_text(dates::moment_exact(at));
                ui.label(font::weak(
                    format!("right after {} {}", cx.name_of(person), dates::in_words(message, cx.today)),
                    cx.theme.weak,
                ));
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if Button::new("As it is now").icon(icon::ARROW_RIGHT).show(ui).clicked() {
                    match of {
                        LogOf::Deliverable(id) => cx.go(Place::Deliverable(id, None)),
                        LogOf::Project(id) => cx.go(Place::Project(id)),
                        LogOf::Studio => {}
                    }
                }
            });
        });
    });
}

fn show(ui: &mut Ui, cx: &mut Cx<'_>, section: &Section) {
    kit::section_title(ui, &section.title);
    ui.add_space(size::GRID);
    ui.spacing_mut().item_spacing.y = 0.0;
    let changed = section.rows.iter().any(|r| r.now.is_some());
    if changed {
        heads(ui, cx);
    }
    for row in &section.rows {
        ui.push_id(&row.label, |ui| field(ui, cx, row));
    }
}

/// The left edges of then and now, and the room each has.
fn columns(rect: egui::Rect) -> (f32, f32, f32) {
    let room = ((rect.width() - LABEL - BUTTON - size::GAP_WIDE) * 0.5).max(60.0);
    (rect.left() + LABEL, rect.left() + LABEL + room, room - size::GAP_WIDE)
}

fn heads(ui: &mut Ui, cx: &Cx<'_>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), egui::Sense::hover());
    let (then, now, _) = columns(rect);
    for (x, words) in [(then, "Then"), (now, "Now, where it differs")] {
        let at = pos2(x, rect.center().y);
        ui.painter().text(at, Align2::LEFT_CENTER, words, font::medium(size::LABEL), cx.theme.weak);
    }
}

fn field(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row) {
    let height = size::ROW;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), egui::Sense::hover());
    let spoken = match &row.now {
        Some(now) => format!("{}: {} then, {now} now", row.label, row.then),
        None => format!("{}: {}", row.label, row.then),
    };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
    let painter = ui.painter();
    let y = rect.center().y;
    if row.now.is_some() {
        painter.rect_filled(rect, size::RADIUS_SMALL, cx.theme.selected);
    }
    let (then, now, room) = columns(rect);
    let put = |x: f32, words: &str, font, ink, room| {
        let one_line = words.lines().next().unwrap_or_default();
        let words = kit::elided(painter, one_line, font, ink, room);
        painter.galley(pos2(x, y - words.size().y * 0.5), words, ink);
    };
    put(rect.left() + 10.0, &row.label, font::regular(size::SECONDARY), cx.theme.weak, LABEL - 18.0);
    let strength = if row.now.is_some() { font::medium(size::BODY) } else { font::regular(size::BODY) };
    let wide = if row.now.is_some() { room } else { rect.right() - then - size::GAP_WIDE };
    put(then, &row.then, strength, cx.theme.text, wide);
    if let Some(words) = &row.now {
        put(now, words, font::regular(size::BODY), cx.theme.weak, room);
    }
    painter.hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, cx.theme.line.gamma_multiply(0.6)));
    if let Some(command) = &row.back
        && cx.snapshot.me.role.may(rushes_domain::Permission::Plan)
    {
        let at = egui::Rect::from_min_max(
            pos2(rect.right() - BUTTON + 4.0, rect.top() + 4.0),
            pos2(rect.right() - 4.0, rect.bottom() - 4.0),
        );
        let mut child = ui.new_child(egui::UiBuilder::new().max_rect(at));
        let name = format!("Bring back {}", row.label.to_lowercase());
        if Button::new("Bring back").icon(icon::ARROW_COUNTER_CLOCKWISE).name(&name).show(&mut child).clicked() {
            cx.send_saying(command.clone(), format!("{} is {} again.", row.label, row.then));
        }
    }
    if !row.exact.is_empty() {
        response.on_hover_text(&row.exact);
    } else if row.then.lines().count() > 1 || row.then.len() > 60 {
        response.on_hover_text(&row.then);
    }
}
