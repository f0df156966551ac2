//! One frame of the window.

use super::{App, Phase};
use crate::views::welcome;
use crate::{
    actions::{Action, Cx},
    commands::{self, Scene},
    kit::{self, Part, Theme, size},
    place::Place,
    runtime::{Progress, Work},
    shell::{
        keys,
        palette::Outcome,
        sidebar::{self, Around},
        top_bar::{self, Bar},
    },
};
use egui::{CentralPanel, Frame, Margin, Panel, Ui};
use rushes_domain::State;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// What is open sooner is not worth a word.
const WORTH_SAYING: Duration = Duration::from_millis(150);
/// A change that is saved sooner is not worth a word.
const WORTH_TELLING: Duration = Duration::from_millis(600);

impl App {
    /// Takes in what has come, shows the page, and carries out what it asked for.
    pub fn frame(&mut self, ui: &mut Ui) {
        self.hear();
        let theme = self.theme();
        theme.install(ui.ctx());
        self.take_scale(ui.ctx());
        kit::notice_keys(ui.ctx());
        self.thumbs.begin_frame(ui.ctx());
        let mut actions = Vec::new();
        if !matches!(self.phase, Phase::Open) {
            commands::pressed_without_studio(ui.ctx(), &mut actions);
        }
        self.toasts.tick(ui.ctx());
        self.strip(ui, &theme, &mut actions);
        match (&self.phase, self.snapshot.clone()) {
            (Phase::Open, Some(snapshot)) => {
                let scene = Scene { place: self.trail.now(), snapshot: &snapshot, menu: false };
                commands::pressed(ui.ctx(), &scene, &mut actions);
                self.studio(ui, &snapshot, &theme, &mut actions);
            }
            (Phase::Failed(trouble), _) => {
                let trouble = trouble.clone();
                self.failed(ui, &trouble, &theme, &mut actions);
            }
            (Phase::Welcome, _) => {
                let tray = self.runtime.tray().to_vec();
                let studio = self.snapshot.as_ref().map(|s| Arc::clone(&s.state.studio));
                let around = welcome::Around {
                    theme: &theme,
                    tray: &tray,
                    back_to: studio.as_ref().map(|s| s.name.as_str()),
                    home: &self.options.home,
                    now: rushes_store::now(),
                };
                let (welcome, taking_in) = (&mut self.views.welcome, &mut self.views.taking_in);
                CentralPanel::default().frame(Frame::new().fill(theme.surface)).show(ui, |ui| {
                    welcome.ui(ui, &around, taking_in, &mut actions);
                });
            }
            // The first frames paint the ground; what is known comes within a few more, or something is said.
            (Phase::Opening | Phase::Open, _) => {
                let late = WORTH_SAYING.saturating_sub(self.begun.elapsed());
                ui.ctx().request_repaint_after(late);
                CentralPanel::default().frame(Frame::new().fill(theme.surface)).show(ui, |ui| {
                    if late.is_zero() {
                        kit::reading(ui, "Opening the studio…");
                    }
                });
            }
        }
        self.files(ui, &theme, &mut actions);
        self.carry_out(actions);
        self.ask_thumbs();
        self.ask_palette();
        self.save_settings();
    }

    /// Messages at the window's foot, where there is neither a sidebar nor a top bar. While a picture is looked at
    /// alone, only what went wrong.
    fn strip(&mut self, ui: &mut Ui, theme: &Theme, actions: &mut Vec<Action>) {
        let open = matches!(self.phase, Phase::Open) && self.snapshot.is_some();
        if open && !self.immersive || self.toasts.is_empty(open) {
            return;
        }
        let frame = Frame::new().fill(theme.sunken).inner_margin(Margin::symmetric(size::GAP_WIDE as i8, 0));
        Panel::bottom("messages").resizable(false).exact_size(size::TOP_BAR).frame(frame).show(ui, |ui| {
            let rect = ui.available_rect_before_wrap();
            self.toasts.line(ui, rect, open, actions);
        });
    }

    pub(super) fn overlays(&self, ctx: &egui::Context) -> bool {
        // A picture needs the room sooner than a list does.
        let least = match self.trail.now() {
            Place::Review(..) => size::SIDEBAR_OVERLAY_BELOW_PICTURE,
            _ => size::SIDEBAR_OVERLAY_BELOW,
        };
        ctx.content_rect().width() < least
    }

    fn studio(
        &mut self,
        ui: &mut Ui,
        snapshot: &Arc<rushes_store::Snapshot>,
        theme: &Arc<Theme>,
        actions: &mut Vec<Action>,
    ) {
        let today = rushes_store::today();
        let me = snapshot.me.person;
        let place = self.trail.now().now(&snapshot.state);
        if place != self.trail.now() {
            self.trail.replace(place);
        }
        let read = move |state: &State| sidebar::counts(state, me, today);
        let counts = self.counts.of(ui.ctx(), &snapshot.state, &(), &(snapshot.seq, today), read);
        let counts = counts.map(|c| *c).unwrap_or_default();
        let overlay = self.overlays(ui.ctx());
        let saving = self.saving();
        let tray: Vec<Work> = self.runtime.tray().iter().cloned().chain(saving).collect();
        let mut cx = Cx {
            snapshot,
            store: self.session.as_ref().map(|s| &s.store),
            actions,
            theme,
            thumbs: &mut self.thumbs,
            place: self.trail.now(),
            now: rushes_store::now(),
            today,
            gpu: self.gpu.as_ref(),
            network: &self.network,
            tray: &tray,
            dense: self.settings.dense,
        };
        let around = Around {
            narrow: self.settings.narrow && !overlay,
            studios: &self.studios,
            version: env!("CARGO_PKG_VERSION"),
        };
        let frame = Frame::new().fill(theme.sunken).inner_margin(Margin::symmetric(8, 8));
        if !self.immersive && !overlay {
            let width = if around.narrow { size::SIDEBAR_NARROW } else { size::SIDEBAR };
            let shown = Panel::left("sidebar").resizable(false).exact_size(width).frame(frame).show(ui, |ui| {
                let messages = (!around.narrow).then_some(&mut self.toasts);
                sidebar::ui(ui, &mut cx, &around, counts, messages)
            });
            kit::part(ui.ctx(), Part::Sidebar, shown.response.rect);
            self.page_line = shown.inner.map(|line| line.id);
        }
        if !self.immersive {
            let bar = Bar {
                can_back: self.trail.can_back(),
                can_forward: self.trail.can_forward(),
                network: &self.network,
                overlay,
            };
            let bar_frame = Frame::new().fill(theme.surface).inner_margin(Margin::symmetric(12, 0));
            let shown =
                Panel::top("top bar").resizable(false).exact_size(size::TOP_BAR).frame(bar_frame).show(ui, |ui| {
                    let messages = (overlay || around.narrow).then_some(&mut self.toasts);
                    top_bar::ui(ui, &mut cx, &bar, messages);
                });
            kit::part(ui.ctx(), Part::Bar, shown.response.rect);
        }
        kit::part(ui.ctx(), Part::Page, ui.available_rect_before_wrap());
        CentralPanel::default().frame(Frame::new().fill(theme.surface)).show(ui, |ui| {
            self.views.ui(ui, &mut cx);
        });
        if let Some(over) = self.over.take().filter(|_| overlay && !self.immersive) {
            self.over = over.ui(ui, &mut cx, &around, counts);
        }
        self.floating(ui, snapshot, actions);
        self.begin_walk(ui.ctx());
    }

    /// What the tray shows while changes take longer than one would wait without a word.
    fn saving(&mut self) -> Option<Work> {
        if self.unanswered == 0 {
            self.unanswered_since = None;
            return None;
        }
        let left = WORTH_TELLING.saturating_sub(self.unanswered_since.get_or_insert_with(Instant::now).elapsed());
        if !left.is_zero() {
            self.ctx.request_repaint_after(left);
            return None;
        }
        Some(Work { id: 0, label: "Saving your changes".to_owned(), progress: Arc::new(Progress::steady()) })
    }

    fn floating(&mut self, ui: &Ui, snapshot: &rushes_store::Snapshot, actions: &mut Vec<Action>) {
        let scene = Scene { place: self.trail.now(), snapshot, menu: false };
        if let Some(palette) = &mut self.palette {
            match palette.ui(ui.ctx(), &scene, &self.settings.lately) {
                Outcome::Open => {}
                Outcome::Closed => self.palette = None,
                Outcome::Search(text) => {
                    self.palette = None;
                    self.views.search.look_for(text);
                    actions.push(Action::Go(Place::Search));
                }
                Outcome::Chosen(target) => {
                    self.palette = None;
                    actions.extend(target.action(&scene));
                    if let Some(recent) = target.recent() {
                        self.settings_stale |= self.settings.remember(recent);
                    }
                }
            }
        }
        if self.keys_open {
            self.keys_open = keys::cheat_sheet(ui.ctx(), self.trail.now());
        }
    }

    fn failed(&mut self, ui: &mut Ui, trouble: &crate::runtime::Trouble, theme: &Theme, actions: &mut Vec<Action>) {
        let mut again = false;
        let tray = self.runtime.tray().to_vec();
        CentralPanel::default().frame(Frame::new().fill(theme.surface)).show(ui, |ui| {
            ui.add_space(ui.available_height() * 0.3);
            ui.horizontal(|ui| {
                ui.add_space(((ui.available_width() - size::MEASURE) * 0.5).max(size::PAGE));
                ui.vertical(|ui| {
                    ui.set_width(size::MEASURE.min(ui.available_width() - size::PAGE));
                    kit::section_title(ui, "The studio could not be opened");
                    ui.add_space(size::GAP);
                    kit::error_card(ui, &trouble.text, &trouble.hint);
                    ui.add_space(size::GAP);
                    let backup = self.views.storage.backup_to_restore();
                    again = crate::views::storage::way_out(ui, trouble, &tray, backup, actions);
                });
            });
        });
        if again {
            self.open_home();
        }
    }
}
