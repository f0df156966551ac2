//! First run: make a studio, join one, bring one in, or look at the sample. The choices, then one question at a time.

mod choices;
mod questions;

use crate::{
    actions::Action,
    kit::{self, Theme, font, icon, size},
    place::Place,
    runtime::{Trouble, Work},
    views::taking_in::{TakingIn, under_way},
};
use egui::{Align, Layout, Rect, Ui, UiBuilder, pos2, vec2};
use questions::Answers;
use std::path::Path;

/// How somebody begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Make,
    Join,
}

/// What the page is shown with.
pub struct Around<'a> {
    /// Colours and sizes.
    pub theme: &'a Theme,
    /// Long work under way.
    pub tray: &'a [Work],
    /// The open studio, where another one is being added.
    pub back_to: Option<&'a str>,
    /// Where everything is kept.
    pub home: &'a Path,
    /// Now, by the device's clock.
    pub now: rushes_domain::Timestamp,
}

/// The page's own state.
#[derive(Default)]
pub struct Welcome {
    /// Which way was chosen, and how many of its questions are answered.
    asking: Option<(Way, usize)>,
    /// A studio is brought in.
    bringing: bool,
    answers: Answers,
    /// The studio is being made or joined.
    waiting: bool,
    trouble: Option<Trouble>,
    /// What is shown has had the keyboard.
    focused: bool,
}

/// Width of the column.
const WIDTH: f32 = 480.0;
/// About its height: the questions begin where the choices did.
const HEIGHT: f32 = 480.0;
/// Least room above it.
const TOP: f32 = 56.0;

impl Welcome {
    /// The studio could not be made, or joined.
    pub fn refused(&mut self, trouble: Trouble) {
        self.waiting = false;
        self.focused = false;
        self.trouble = Some(trouble);
    }

    /// Where a studio is brought in.
    #[must_use]
    pub fn bringing() -> Self {
        Self { bringing: true, ..Self::default() }
    }

    /// Whether a studio is brought in.
    #[must_use]
    pub fn is_bringing(&self) -> bool {
        self.bringing
    }

    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, around: &Around<'_>, taking_in: &mut TakingIn, actions: &mut Vec<Action>) {
        let whole = ui.max_rect();
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let width = WIDTH.min(ui.available_width() - size::PAGE * 2.0);
            let left = ui.max_rect().left() + ((ui.available_width() - width) * 0.5).max(0.0).floor();
            let top = ui.max_rect().top() + ((whole.height() - HEIGHT) * 0.42).max(TOP).floor();
            let rect = Rect::from_min_size(pos2(left, top), vec2(width, HEIGHT));
            let mut child = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min)));
            match self.asking {
                None if self.bringing => self.bring(&mut child, around, taking_in, actions),
                None => self.choose(&mut child, around, actions),
                Some((way, at)) => self.ask(&mut child, around, way, at, actions),
            }
            let bottom = child.min_rect().bottom() + size::PAGE;
            ui.advance_cursor_after_rect(Rect::from_min_max(ui.max_rect().min, pos2(left + width, bottom)));
        });
        corners(ui, whole, around, actions);
    }

    fn choose(&mut self, ui: &mut Ui, around: &Around<'_>, actions: &mut Vec<Action>) {
        let theme = around.theme;
        if around.back_to.is_some() && ui.input(|i| i.key_pressed(egui::Key::Escape)) {
            actions.push(Action::Go(Place::Home));
        }
        choices::brand(ui, theme, around.back_to.is_some());
        ui.add_space(size::PAGE);
        let fresh = !std::mem::replace(&mut self.focused, true);
        match choices::ui(ui, theme, fresh, around.tray.is_empty()) {
            Some(choices::Choice::Way(way)) => {
                *self = Self { asking: Some((way, 0)), answers: std::mem::take(&mut self.answers), ..Self::default() };
            }
            Some(choices::Choice::Bring) => *self = Self::bringing(),
            Some(choices::Choice::Sample) => actions.push(Action::OpenSample),
            None => {}
        }
        ui.add_space(size::GAP);
        if around.tray.is_empty() {
            choices::kept(ui, theme, around.home);
        }
        for work in around.tray {
            under_way(ui, theme, work, actions);
        }
    }

    fn bring(&mut self, ui: &mut Ui, around: &Around<'_>, taking_in: &mut TakingIn, actions: &mut Vec<Action>) {
        let theme = around.theme;
        kit::page_title(ui, "Bring a studio in");
        let words = "A backup file, or the folder that everything of a studio was exported into. It is checked whole before \
             anything of it is in place.";
        ui.label(font::text(words, theme.weak));
        ui.add_space(size::GAP);
        taking_in.ui(ui, theme, around.tray, actions);
        ui.add_space(size::GAP_WIDE);
        if kit::Button::quiet("Back").show(ui).clicked() || kit::escaped(ui.ctx()) {
            self.bringing = false;
            self.focused = false;
        }
    }

    fn ask(&mut self, ui: &mut Ui, around: &Around<'_>, way: Way, at: usize, actions: &mut Vec<Action>) {
        let questions = self.answers.questions(way);
        let Some(question) = questions.get(at) else {
            self.asking = None;
            return;
        };
        let theme = around.theme;
        self.steps(ui, theme, way, (at, questions.len()));
        ui.add_space(size::PAGE);
        let fresh = !self.waiting && !std::mem::replace(&mut self.focused, true);
        let said = self.answers.ask(ui, theme, question, (fresh, !self.waiting), around.now);
        if let Some(trouble) = &self.trouble {
            ui.add_space(size::GAP);
            kit::error_card(ui, &trouble.text, &trouble.hint);
        }
        ui.add_space(size::GAP_WIDE);
        let last = at + 1 == questions.len();
        let words = match (last, way) {
            (false, _) => "Next",
            (true, Way::Make) => "Make the studio",
            (true, Way::Join) => "Join the studio",
        };
        let mut back = ui.input(|i| i.key_pressed(egui::Key::Escape));
        ui.horizontal(|ui| {
            let why = if self.waiting { "It is under way." } else { said.problem.as_str() };
            let button = kit::Button::primary(words).enabled_or(why.is_empty(), why).show(ui);
            let on = button.clicked() || said.entered;
            back |= kit::Button::quiet("Back").show(ui).clicked();
            // Enter where something is missing leaves the keyboard in the field.
            self.focused &= !said.entered;
            if on && why.is_empty() {
                self.trouble = None;
                self.focused = false;
                if last {
                    self.waiting = true;
                    actions.push(self.answers.action(way));
                } else {
                    self.asking = Some((way, at + 1));
                }
            }
        });
        if self.waiting {
            ui.add_space(size::GAP_WIDE);
            let words = match way {
                Way::Make => "Making the studio…",
                Way::Join => "Asking the device that made the ticket. It has to be on, with Rushes open.",
            };
            ui.label(font::text(words, theme.weak));
            kit::progress(ui, None, words);
        }
        if back {
            self.trouble = None;
            self.waiting = false;
            self.focused = false;
            self.asking = at.checked_sub(1).map(|before| (way, before));
        }
    }

    /// What is being done, and how far one is.
    fn steps(&mut self, ui: &mut Ui, theme: &Theme, way: Way, (at, all): (usize, usize)) {
        let title = match way {
            Way::Make => "Make a studio",
            Way::Join => "Join a studio",
        };
        ui.label(font::strong(title, theme.weak));
        ui.add_space(size::GRID);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID), egui::Sense::hover());
        let spoken = format!("Question {} of {all}", at + 1);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
        let width = (rect.width() - size::GRID * (all - 1) as f32) / all as f32;
        for step in 0..all {
            let left = rect.left() + step as f32 * (width + size::GRID);
            let piece = Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
            let ink = if step <= at { theme.link } else { theme.pressed };
            ui.painter().rect_filled(piece, rect.height() * 0.5, ink);
        }
        response.on_hover_text(spoken);
    }
}

/// The way back at the left, the theme at the right.
fn corners(ui: &mut Ui, whole: Rect, around: &Around<'_>, actions: &mut Vec<Action>) {
    let bar = Rect::from_min_size(whole.min, vec2(whole.width(), size::TOP_BAR)).shrink2(vec2(size::GAP_WIDE, 0.0));
    let line = |layout| UiBuilder::new().max_rect(bar).layout(layout);
    if let Some(studio) = around.back_to {
        let mut left = ui.new_child(line(Layout::left_to_right(Align::Center)).id_salt("back"));
        let words = format!("Back to {studio}");
        if kit::Button::quiet(&words).icon(icon::ARROW_LEFT).show(&mut left).clicked() {
            actions.push(Action::Go(Place::Home));
        }
    }
    let mut right = ui.new_child(line(Layout::right_to_left(Align::Center)).id_salt("theme"));
    let (glyph, name) = if around.theme.dark { (icon::SUN, "Switch to light") } else { (icon::MOON, "Switch to dark") };
    if kit::icon_button(&mut right, glyph, name).clicked() {
        actions.push(Action::ToggleTheme);
    }
}
