//! Messages, with what to do about them. They stand where nothing else can be pressed: at the sidebar's foot, and where
//! that is narrow or hidden, in a line of the top bar.

mod line;
mod stack;

use crate::{
    actions::{Action, Toast, Tone},
    kit::{Theme, dates, icon},
};
use egui::{
    Color32, Context, Id, Rect, Ui, WidgetInfo,
    accesskit::{Live, Role},
};
use std::time::Duration;

/// Messages shown at once; older ones give way.
const MOST: usize = 4;

struct Shown {
    toast: Toast,
    /// What else its button does, of the same messages before it.
    more: Vec<Action>,
    /// How many times it was said.
    times: usize,
    until: f64,
    id: u64,
    /// It was painted in the last frame.
    seen: bool,
}

impl Shown {
    fn is_same(&self, toast: &Toast) -> bool {
        let label = |toast: &Toast| toast.action.as_ref().map(|(label, _)| label.clone());
        (self.toast.tone, &self.toast.text, &self.toast.hint) == (toast.tone, &toast.text, &toast.hint)
            && label(&self.toast) == label(toast)
    }

    /// Takes the place of the same message before it. What failed again is counted, and its button tries all of it.
    fn follow(&mut self, before: &mut Self) {
        self.id = before.id;
        if self.toast.tone != Tone::Wrong {
            return;
        }
        self.times += before.times;
        self.more = std::mem::take(&mut before.more);
        self.more.extend(before.toast.action.take().map(|(_, action)| *action));
    }

    /// What is read: the message, and how many times.
    fn words(&self) -> String {
        if self.times == 1 { self.toast.text.clone() } else { format!("{} ({} times)", self.toast.text, self.times) }
    }

    /// It is on the screen: while the pointer or the keyboard is on it, it stays.
    fn seen(&mut self, ui: &Ui, rect: Rect, now: f64) {
        self.seen = true;
        let keys = ui.memory(egui::Memory::focused).and_then(|id| ui.ctx().read_response(id));
        if ui.rect_contains_pointer(rect) || keys.is_some_and(|r| rect.contains_rect(r.rect)) {
            self.until = self.until.max(now + 2.0);
        }
    }

    /// Whether something would be lost with it.
    fn waits(&self) -> bool {
        self.until.is_infinite()
    }
}

/// The messages.
#[derive(Default)]
pub struct Toasts {
    shown: Vec<Shown>,
    next: u64,
    /// When the last frame was, in egui's time.
    last: f64,
}

impl Toasts {
    /// Shows one more.
    pub fn push(&mut self, ctx: &Context, mut toast: Toast) {
        // Hints say how a day is written; what happened says it as the window does.
        toast.text = dates::in_words(&toast.text, rushes_store::today());
        let seconds = match (toast.tone, toast.action.is_some()) {
            // What failed and can be tried again, or saved, waits for somebody to do so.
            (Tone::Wrong, true) => f64::INFINITY,
            (Tone::Wrong, false) => 14.0,
            (_, true) => 8.0,
            (_, false) => 4.0,
        };
        self.next += 1;
        let mut shown =
            Shown { toast, more: Vec::new(), times: 1, until: ctx.time() + seconds, id: self.next, seen: false };
        // Only the newest step can be taken back: the buttons of older messages would do nothing.
        let newest = takes_back(&shown.toast);
        self.shown.retain_mut(|before| {
            let same = before.is_same(&shown.toast);
            if same {
                shown.follow(before);
            }
            !(same || newest && takes_back(&before.toast))
        });
        self.shown.push(shown);
        if self.shown.len() > MOST {
            self.shown.remove(self.shown.iter().position(|s| !s.waits()).unwrap_or(0));
        }
        ctx.request_repaint();
    }

    /// Lets go of what has been read. Once a frame, before they are painted.
    pub fn tick(&mut self, ctx: &Context) {
        let now = ctx.time();
        let passed = (now - self.last).clamp(0.0, 1.0);
        self.last = now;
        for shown in &mut self.shown {
            // What went wrong is not over before it could be seen.
            if !std::mem::take(&mut shown.seen) && shown.toast.tone == Tone::Wrong {
                shown.until += passed;
            }
        }
        self.shown.retain(|s| s.until > now);
        if let Some(first) = self.shown.iter().map(|s| s.until).reduce(f64::min) {
            ctx.request_repaint_after(Duration::from_secs_f64((first - now).clamp(0.02, 60.0)));
        }
    }

    /// Whether there are none; with `wrong`, none of something that went wrong.
    #[must_use]
    pub fn is_empty(&self, wrong: bool) -> bool {
        !self.shown.iter().any(|s| !wrong || s.toast.tone == Tone::Wrong)
    }

    /// What a press of a message's buttons came to.
    fn pressed(&mut self, id: u64, pressed: Pressed, actions: &mut Vec<Action>) {
        let Some(at) = self.shown.iter().position(|s| s.id == id) else { return };
        let mut gone = self.shown.remove(at);
        if pressed == Pressed::Action {
            actions.append(&mut gone.more);
            actions.extend(gone.toast.action.take().map(|(_, action)| *action));
        }
    }
}

/// Which button of a message was pressed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pressed {
    /// Its own.
    Action,
    /// The one that takes it away.
    Dismiss,
}

/// The icon of a tone, and its colour.
fn mark(tone: Tone, theme: &Theme) -> (&'static str, Color32) {
    match tone {
        Tone::Done => (icon::CHECK_CIRCLE, theme.good),
        Tone::Info => (icon::INFO, theme.link),
        Tone::Wrong => (icon::WARNING_CIRCLE, theme.danger),
    }
}

/// Says what a message is to those who hear it: its place, and its words, read aloud when they come.
fn spoken(ui: &Ui, id: Id, rect: Rect, words: &str) {
    // What is scrolled away stands nowhere.
    let shown = rect.intersect(ui.clip_rect());
    let rect = if shown.is_positive() { shown } else { Rect::from_min_size(ui.clip_rect().min, egui::Vec2::ZERO) };
    let whole = ui.interact(rect, id.with("whole"), egui::Sense::hover());
    whole.widget_info(|| WidgetInfo::labeled(Role::Group, true, "Message"));
    let said = ui.interact(rect, id.with("words"), egui::Sense::hover());
    said.widget_info(|| WidgetInfo::labeled(Role::Status, true, words));
    ui.ctx().accesskit_node_builder(said.id, |node| node.set_live(Live::Polite));
}

fn takes_back(toast: &Toast) -> bool {
    toast.action.as_ref().is_some_and(|(_, action)| matches!(**action, Action::TakeBack { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn try_again(place: crate::place::Place) -> Toast {
        Toast::wrong("The disk is full.", "Make room.").with("Try again", Action::Go(place))
    }

    #[test]
    fn what_fails_again_is_counted_and_tried_again_whole() {
        use crate::place::Place;
        let ctx = Context::default();
        let mut toasts = Toasts::default();
        for place in [Place::Home, Place::Team, Place::Search] {
            toasts.push(&ctx, try_again(place));
        }
        assert_eq!(toasts.shown.len(), 1);
        let shown = &toasts.shown[0];
        assert_eq!(shown.words(), "The disk is full. (3 times)");
        let tried: Vec<_> = shown.more.iter().chain(shown.toast.action.as_ref().map(|(_, a)| &**a)).collect();
        assert!(
            matches!(tried[..], [Action::Go(Place::Home), Action::Go(Place::Team), Action::Go(Place::Search)]),
            "in their order: {tried:?}"
        );
        toasts.push(&ctx, Toast::wrong("The disk is full.", "Make room."));
        assert_eq!(toasts.shown.len(), 2, "without the button it is another message");
        for _ in 0..3 {
            toasts.push(&ctx, Toast::done("Copied."));
        }
        assert_eq!(toasts.shown[2].words(), "Copied.", "what was done is not counted");
        assert_eq!(toasts.shown.len(), 3);
    }
}
