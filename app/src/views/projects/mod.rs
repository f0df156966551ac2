//! Every project, and the form that makes one.

mod form;
mod model;

pub use model::{ProjectCard, cards, deleted_cards};

use crate::{
    actions::Cx,
    beside::Beside,
    commands::menu,
    kit::{self, Button, dates, font, icon, size},
    place::Place,
    textures::ThumbSize,
};
use egui::{Align2, CursorIcon, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::{Command, Date, Permission, ProjectChange, State, Status};

/// The page's own state.
#[derive(Default)]
pub struct Projects {
    known: Beside<(), (u64, Date), Vec<ProjectCard>>,
    form: Option<form::Form>,
    archived: bool,
    deleted: bool,
}

/// Least width of a card, in points.
const WIDTH: f32 = 336.0;
/// Height of its words.
const WORDS: f32 = 112.0;

/// How high the pictures of a card of this width are.
fn cover(width: f32) -> f32 {
    (width * 0.4).round()
}

impl Projects {
    /// Opens the form that makes a project.
    pub fn begin(&mut self, snapshot: &rushes_store::Snapshot) {
        self.form.get_or_insert_with(|| form::Form::new(snapshot));
    }

    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let seq = cx.snapshot.seq;
        let read = |state: &State| cards(state).into_iter().chain(deleted_cards(state)).collect();
        let Some(all) = self.known.of(ui.ctx(), &cx.snapshot.state, &(), &(seq, cx.today), read) else {
            kit::reading(ui, "Looking at the projects…");
            return;
        };
        let may = cx.snapshot.me.role.may(Permission::EditProjects);
        kit::picture_page(ui, "projects", |ui| {
            let deleted = all.iter().filter(|c| c.project.deleted).count();
            let archived = all.iter().filter(|c| c.project.archived && !c.project.deleted).count();
            kit::Head::new("Projects").show(ui, |ui| {
                if archived > 0 {
                    let words = format!("Archived ({archived})");
                    if kit::chip(ui, Some(icon::TRAY), &words, self.archived).clicked() {
                        self.archived = !self.archived;
                    }
                }
                if deleted > 0 {
                    let words = format!("Deleted ({deleted})");
                    if kit::chip(ui, Some(icon::TRASH), &words, self.deleted).clicked() {
                        self.deleted = !self.deleted;
                    }
                }
                let board = Button::new("Board of all").icon(icon::KANBAN).name("Board of all projects");
                if all.len() > deleted + archived && board.show(ui).clicked() {
                    cx.go(Place::AllBoard);
                }
                let new = Button::primary("New project").icon(icon::PLUS);
                // An empty page offers the first one in its middle, and an open form makes it.
                let elsewhere = self.form.is_some() || may && all.is_empty();
                if !elsewhere && new.enabled_or(may, "Producers make projects.").show(ui).clicked() {
                    self.form.get_or_insert_with(|| form::Form::new(cx.snapshot));
                }
            });
            ui.add_space(size::GAP_WIDE);
            if let Some(form) = &mut self.form {
                if !form.ui(ui, cx) {
                    self.form = None;
                }
                ui.add_space(size::GAP_WIDE);
            }
            let seen = |c: &&ProjectCard| match (c.project.deleted, c.project.archived) {
                (true, _) => self.deleted,
                (false, true) => self.archived,
                (false, false) => true,
            };
            let shown: Vec<&ProjectCard> = all.iter().filter(seen).collect();
            if shown.is_empty() && self.form.is_none() {
                let sentence = "A project holds deliverables and the pipeline they pass through: modeling, texturing, \
                     lighting and so on.";
                let button = may.then_some((icon::PLUS, "Make the first project"));
                if kit::empty(ui, icon::FOLDERS, "No projects yet", sentence, button) {
                    self.form = Some(form::Form::new(cx.snapshot));
                }
                return;
            }
            kit::cards(ui, shown.len(), WIDTH, |ui, i, width| {
                ui.push_id(shown[i].project.id, |ui| project_card(ui, cx, shown[i], may, width));
            });
        });
    }
}

fn project_card(ui: &mut Ui, cx: &mut Cx<'_>, card: &ProjectCard, may: bool, width: f32) {
    let project = &card.project;
    let (rect, response) = ui.allocate_exact_size(vec2(width, cover(width) + WORDS), Sense::click());
    let gone = if project.deleted { ", deleted" } else { "" };
    let spoken = format!("Project {}, {}{gone}", project.name, project.code);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    kit::first_of_walk(&response);
    if ui.is_rect_visible(rect) {
        let lit = response.hovered();
        let line = Stroke::new(1.0, if lit { cx.theme.line_strong } else { cx.theme.line });
        let fill = if lit { cx.theme.hover } else { cx.theme.raised };
        ui.painter().rect(rect, size::RADIUS_CARD, fill, line, StrokeKind::Inside);
        if response.has_focus() {
            kit::focus_ring(ui.painter(), rect, size::RADIUS_CARD, cx.theme);
        }
        covers(ui, cx, card, Rect::from_min_size(rect.min + vec2(1.0, 1.0), vec2(width - 2.0, cover(width))));
        words(ui, cx, card, rect);
    }
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if project.deleted {
        let response = response.on_hover_text("Deleted. Click to bring it back with all it holds.");
        if response.clicked() && may {
            bring_back(cx, card);
        }
        kit::context_menu(&response, |ui| {
            if may && kit::menu_item(ui, Some(icon::ARROW_COUNTER_CLOCKWISE), "Bring back", false).clicked() {
                bring_back(cx, card);
            }
        });
        return;
    }
    if response.clicked() {
        cx.go(Place::Project(project.id));
    }
    let commands = [
        "this.open",
        "project.activity",
        "project.settings",
        "project.keep",
        "project.drop",
        "this.path",
        "project.archive",
        "project.restore",
        "project.delete",
    ];
    kit::context_menu(&response, |ui| menu::about(ui, cx, Place::Project(project.id), &commands));
}

fn bring_back(cx: &mut Cx<'_>, card: &ProjectCard) {
    let change = |deleted| Command::EditProject { id: card.project.id, changes: vec![ProjectChange::Deleted(deleted)] };
    cx.send_saying(change(false), format!("{} is back.", card.project.name));
}

/// Up to three of its newest pictures beside one another.
fn covers(ui: &Ui, cx: &mut Cx<'_>, card: &ProjectCard, rect: Rect) {
    let painter = ui.painter();
    match card.covers.len() {
        0 => {
            kit::picture_placeholder(painter, rect, Some(icon::FOLDER), 7, cx.theme);
        }
        1 => cx.thumbs.paint(painter, rect, card.covers.first(), (ThumbSize::Card, kit::Fit::Cover, 7), cx.theme),
        n => {
            let big = Rect::from_min_size(rect.min, vec2((rect.width() * 0.62).round(), rect.height()));
            cx.thumbs.paint(painter, big, card.covers.first(), (ThumbSize::Card, kit::Fit::Cover, 7), cx.theme);
            let left = big.right() + 2.0;
            let half = if n > 2 { (rect.height() - 2.0) * 0.5 } else { rect.height() };
            for (i, file) in card.covers.iter().skip(1).take(2).enumerate() {
                let top = rect.top() + i as f32 * (half + 2.0);
                let small = Rect::from_min_max(pos2(left, top), pos2(rect.right(), top + half));
                cx.thumbs.paint(painter, small, Some(file), (ThumbSize::Card, kit::Fit::Cover, 4), cx.theme);
            }
        }
    }
}

fn words(ui: &Ui, cx: &Cx<'_>, card: &ProjectCard, rect: Rect) {
    let painter = ui.painter();
    let project = &card.project;
    let left = rect.left() + size::CARD;
    let right = rect.right() - size::CARD;
    let top = rect.top() + cover(rect.width());
    let code = painter.layout_no_wrap(project.code.clone(), font::medium(size::LABEL), cx.theme.weak);
    let name =
        kit::elided(painter, &project.name, font::semibold(14.0), cx.theme.text, right - left - code.size().x - 12.0);
    painter.galley(pos2(left, top + 14.0), name, cx.theme.text);
    painter.galley(pos2(right - code.size().x, top + 16.0), code, cx.theme.weak);
    let count = kit::counted(card.deliverables, "deliverable");
    let sub = if project.client.is_empty() { count } else { format!("{}  ·  {count}", project.client) };
    let sub = kit::elided(painter, &sub, font::regular(size::SECONDARY), cx.theme.weak, right - left);
    painter.galley(pos2(left, top + 38.0), sub, cx.theme.weak);
    let bar = Rect::from_min_max(pos2(left, top + 66.0), pos2(right, top + 72.0));
    kit::paint_shares(painter, bar, &card.shares, cx.theme);
    let done = match (project.deleted, project.archived) {
        (true, _) => "deleted, click to bring back".to_owned(),
        (false, true) => format!("archived, {:.0} % approved", card.done * 100.0),
        (false, false) => format!("{:.0} % approved", card.done * 100.0),
    };
    let y = top + 90.0;
    painter.text(pos2(left, y), Align2::LEFT_CENTER, done, font::tabular(size::SECONDARY), cx.theme.weak);
    if let Some(due) = project.due {
        let ink = if due < cx.today && card.done < 1.0 { cx.theme.danger } else { cx.theme.weak };
        let words = format!("due {}", dates::day(due, cx.today));
        painter.text(pos2(right, y), Align2::RIGHT_CENTER, words, font::tabular(size::SECONDARY), ink);
    } else if card.in_review > 0 {
        let ink = kit::status::color(Status::InReview, cx.theme);
        let words = format!("{} in review", kit::figure(card.in_review));
        painter.text(pos2(right, y), Align2::RIGHT_CENTER, words, font::tabular(size::SECONDARY), ink);
    }
}
