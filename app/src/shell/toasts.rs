//! Messages at the lower left, with what to do about them.

use crate::{
    actions::{Action, Toast, Tone},
    kit::{self, Button, Theme, dates, font, icon, size},
};
use egui::{Align2, Area, Context, Id, Order, RichText, vec2};
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
        let mut shown = Shown { toast, more: Vec::new(), times: 1, until: ctx.time() + seconds, id: self.next };
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

    /// Paints them, their lower left corner beside the sidebar.
    pub fn ui(&mut self, ctx: &Context, left: f32, actions: &mut Vec<Action>) {
        let now = ctx.time();
        self.shown.retain(|s| s.until > now);
        if let Some(first) = self.shown.iter().map(|s| s.until).reduce(f64::min) {
            ctx.request_repaint_after(Duration::from_secs_f64((first - now).clamp(0.02, 60.0)));
        }
        let mut gone = None;
        // Above the totals of a table, and what can be done with its chosen rows.
        let mut up = size::TOP_BAR + kit::kept_clear(ctx);
        let theme = Theme::of(ctx);
        for shown in self.shown.iter_mut().rev() {
            let area = Area::new(Id::unique(("toast", shown.id)))
                .order(Order::Foreground)
                .anchor(Align2::LEFT_BOTTOM, vec2(left + size::GAP_WIDE, -up));
            let response = area.show(ctx, |ui| {
                kit::float_frame(ui)
                    .inner_margin(egui::Margin::symmetric(12, 10))
                    .show(ui, |ui| one(ui, shown, &theme, actions))
                    .inner
            });
            if response.inner {
                gone = Some(shown.id);
            }
            if response.response.contains_pointer() {
                shown.until = shown.until.max(now + 2.0);
            }
            up += response.response.rect.height() + size::GAP;
        }
        if let Some(id) = gone {
            self.shown.retain(|s| s.id != id);
            ctx.request_repaint();
        }
    }
}

fn takes_back(toast: &Toast) -> bool {
    toast.action.as_ref().is_some_and(|(_, action)| matches!(**action, Action::TakeBack { .. }))
}

/// Widest line of words.
const WORDS: f32 = 360.0;

fn one(ui: &mut egui::Ui, shown: &mut Shown, theme: &Theme, actions: &mut Vec<Action>) -> bool {
    let mut gone = false;
    let words = shown.words();
    ui.set_max_width(480.0);
    ui.horizontal(|ui| {
        let (glyph, ink) = match shown.toast.tone {
            Tone::Done => (icon::CHECK_CIRCLE, theme.good),
            Tone::Info => (icon::INFO, theme.link),
            Tone::Wrong => (icon::WARNING_CIRCLE, theme.danger),
        };
        ui.label(RichText::new(glyph).font(font::icons(size::ICON)).color(ink));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.set_max_width(WORDS);
            if shown.toast.hint.is_empty() {
                // One line stands beside the middle of its button.
                let tall = ui.painter().layout(words.clone(), font::regular(size::BODY), theme.text, WORDS).size().y;
                ui.add_space(((size::CONTROL - tall) * 0.5).max(0.0));
            }
            let text = ui.label(font::text(words.as_str(), theme.text));
            // Read aloud when it comes.
            ui.ctx().accesskit_node_builder(text.id, |node| {
                node.set_role(egui::accesskit::Role::Status);
                node.set_label(words.as_str());
                node.set_live(egui::accesskit::Live::Polite);
            });
            if !shown.toast.hint.is_empty() {
                ui.label(font::weak(shown.toast.hint.as_str(), theme.weak));
            }
        });
        if let Some((label, _)) = &shown.toast.action
            && Button::new(label).show(ui).clicked()
        {
            gone = true;
            actions.append(&mut shown.more);
            actions.extend(shown.toast.action.take().map(|(_, action)| *action));
        }
        if kit::icon_button(ui, icon::X, "Dismiss").clicked() {
            gone = true;
        }
    });
    gone
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
