//! The one field for paths: whatever is typed into it is looked up beside the window, and what is wrong with it is said
//! under it.

mod disk;

pub use disk::Wanted;

use crate::kit::{self, Button, Theme, font, icon, size};
use egui::{Context, Ui};
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, TryRecvError, sync_channel},
    },
    thread,
    time::Duration,
};

/// For how long nothing has been typed when a path is looked up by itself, in seconds.
const TYPED: f64 = 0.4;
/// Lookups under way at most: each may hang on a disk that does not answer.
const MOST: usize = 4;

type Found = Result<Vec<PathBuf>, String>;

/// A path that is being typed. It stays until the page takes it away.
#[derive(Default)]
pub struct PathField {
    typed: String,
    /// When something was typed last, in egui's time.
    changed: f64,
    looking: Option<(String, Receiver<Found>)>,
    found: Option<(String, Found)>,
    /// It was asked to go on, and does so as soon as the path is known to be right.
    going: bool,
    under_way: Arc<AtomicUsize>,
}

/// How the line of a path looks, and what it is for.
pub struct Line<'a> {
    /// Its name, read aloud.
    pub name: &'a str,
    /// What the empty field asks for.
    pub hint: &'a str,
    /// What the path is for.
    pub wanted: Wanted,
    /// The button that goes on.
    pub button: Button<'a>,
    /// Why one cannot go on now; empty where one can.
    pub not_now: &'a str,
    /// Room for what stands after the field, the button among it, in points.
    pub after: f32,
}

impl PathField {
    /// Takes the text away: it has been used.
    pub fn clear(&mut self) {
        *self = Self { under_way: Arc::clone(&self.under_way), ..Self::default() };
    }

    /// Puts a path there, to be corrected.
    pub fn set(&mut self, path: &std::path::Path) {
        self.clear();
        self.typed = path.to_string_lossy().into_owned();
    }

    /// Shows the field and its button, `before` and `after` them, and under them what is wrong. Gives the paths once,
    /// when the button or Enter was pressed and they are what is wanted.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        line: Line<'_>,
        before: impl FnOnce(&mut Ui),
        after: impl FnOnce(&mut Ui),
    ) -> Option<Vec<PathBuf>> {
        self.hear();
        let mut begun = None;
        let before_typing = self.typed.clone();
        let field = ui
            .horizontal(|ui| {
                before(ui);
                let width = (ui.available_width() - line.after).clamp(120.0, size::MEASURE);
                let field = kit::path(ui, line.name, &mut self.typed, line.hint, width);
                let why = if line.not_now.is_empty() { "Paste a path first." } else { line.not_now };
                let ready = line.not_now.is_empty() && !self.typed.trim().is_empty();
                let pressed = line.button.enabled_or(ready, why).show(ui).clicked();
                begun = (ready && (pressed || kit::entered(ui, &field))).then_some(());
                after(ui);
                field
            })
            .inner;
        if self.typed != before_typing {
            self.changed = ui.input(|i| i.time);
            self.going = false;
        }
        if begun.is_some() {
            self.going = true;
            // The disk may have changed since.
            self.found = None;
        }
        self.look(ui.ctx(), line.wanted);
        let refused = self.going;
        let paths = self.settled();
        if let Some(problem) = self.problem() {
            // Enter has taken the keyboard out of the field that is to be mended.
            if refused && ui.memory(|m| m.focused().is_none()) {
                field.request_focus();
            }
            kit::focus_ring_wrong(ui, field.rect);
            says(ui, problem);
        }
        paths
    }

    /// What is wrong with what is typed, where that is known.
    fn problem(&self) -> Option<&str> {
        let (typed, found) = self.found.as_ref()?;
        found.as_ref().err().filter(|_| *typed == self.typed).map(String::as_str)
    }

    /// The paths, once, where it was asked to go on and they are right.
    fn settled(&mut self) -> Option<Vec<PathBuf>> {
        let (typed, found) = self.found.as_ref().filter(|_| self.going)?;
        if *typed != self.typed {
            return None;
        }
        self.going = false;
        found.as_ref().ok().cloned()
    }

    fn hear(&mut self) {
        let Some((typed, coming)) = self.looking.take() else { return };
        match coming.try_recv() {
            Ok(found) => self.found = Some((typed, found)),
            Err(TryRecvError::Empty) => self.looking = Some((typed, coming)),
            Err(TryRecvError::Disconnected) => {}
        }
    }

    fn look(&mut self, ctx: &Context, wanted: Wanted) {
        let known = self.found.as_ref().is_some_and(|(typed, _)| *typed == self.typed);
        let coming = self.looking.as_ref().is_some_and(|(typed, _)| *typed == self.typed);
        if self.typed.trim().is_empty() || known || coming {
            return;
        }
        let left = self.changed + TYPED - ctx.input(|i| i.time);
        if left > 0.0 && !self.going {
            return ctx.request_repaint_after(Duration::from_secs_f64(left));
        }
        if self.under_way.load(Ordering::Relaxed) >= MOST {
            return ctx.request_repaint_after(Duration::from_secs_f64(TYPED));
        }
        let (sender, coming) = sync_channel(1);
        let (typed, asked) = (self.typed.clone(), self.typed.clone());
        let (ctx, under_way) = (ctx.clone(), Arc::clone(&self.under_way));
        under_way.fetch_add(1, Ordering::Relaxed);
        let counted = Arc::clone(&under_way);
        let spawned = thread::Builder::new().name("rushes path".into()).spawn(move || {
            let found = disk::look(&asked, wanted);
            under_way.fetch_sub(1, Ordering::Relaxed);
            // Nobody waits any more where this fails: something else was typed.
            let _ = sender.send(found);
            ctx.request_repaint();
        });
        match spawned {
            Ok(_) => self.looking = Some((typed, coming)),
            Err(_) => drop(counted.fetch_sub(1, Ordering::Relaxed)),
        }
    }
}

/// What is wrong, read aloud when it comes.
fn says(ui: &mut Ui, problem: &str) {
    let theme = Theme::of(ui.ctx());
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP_TIGHT;
        ui.label(egui::RichText::new(icon::WARNING).font(font::icons(size::ICON_SMALL)).color(theme.danger));
        let text = ui.add(egui::Label::new(font::weak(problem, theme.danger)).wrap());
        ui.ctx().accesskit_node_builder(text.id, |node| {
            node.set_role(egui::accesskit::Role::Status);
            node.set_label(problem);
            node.set_live(egui::accesskit::Live::Polite);
        });
    });
}
