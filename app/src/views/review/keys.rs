//! The page's keys. They mean something only while no text is being written.

use super::{ReviewModel, ReviewPage};
use crate::{
    actions::Cx,
    place::Place,
    viewer::{camera::View, draw::Tool},
};
use egui::{Context, Event, Key, Modifiers};
use rushes_domain::FeedbackId;

/// What a key asks for.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Wish {
    Fit,
    OneToOne,
    Zoom(bool),
    Take(Tool),
    Marks,
    Panels,
    Step(i64),
    First,
    Last,
    Play,
    Shuttle(bool),
    Pause,
    Note(bool),
    Erase,
    Resolve,
    Undo,
    Escape,
}

/// What a key means. Keys that the whole window uses come with a modifier, and are left alone.
fn wish(key: Key, modifiers: Modifiers) -> Option<Wish> {
    if modifiers.command && key == Key::Z && !modifiers.shift {
        return Some(Wish::Undo);
    }
    if modifiers.command || modifiers.ctrl || modifiers.alt {
        return None;
    }
    if let Some(tool) = Tool::ALL.into_iter().find(|t| t.key() == Some(key)) {
        return Some(Wish::Take(tool));
    }
    Some(match key {
        Key::F => Wish::Fit,
        Key::Num0 => Wish::OneToOne,
        Key::Plus | Key::Equals => Wish::Zoom(true),
        Key::Minus => Wish::Zoom(false),
        Key::M => Wish::Marks,
        Key::Tab => Wish::Panels,
        Key::ArrowLeft => Wish::Step(if modifiers.shift { -10 } else { -1 }),
        Key::ArrowRight => Wish::Step(if modifiers.shift { 10 } else { 1 }),
        Key::Home => Wish::First,
        Key::End => Wish::Last,
        Key::L => Wish::Shuttle(true),
        Key::J => Wish::Shuttle(false),
        Key::K => Wish::Pause,
        Key::Comma => Wish::Note(false),
        Key::Period => Wish::Note(true),
        Key::Delete | Key::Backspace => Wish::Erase,
        Key::X => Wish::Resolve,
        Key::Escape => Wish::Escape,
        _ => return None,
    })
}

impl ReviewPage {
    /// Does what the keys of this frame ask for.
    pub(super) fn keys(&mut self, ctx: &Context, cx: &mut Cx<'_>, model: &ReviewModel, now_s: f64) {
        let focused = ctx.memory(egui::Memory::focused);
        let on_canvas = focused.is_none() || focused == Some(crate::viewer::canvas::canvas_id());
        if ctx.text_edit_focused() || crate::kit::menu_open(ctx) || crate::kit::covered(ctx) {
            return;
        }
        let wishes: Vec<Wish> = ctx.input(|i| {
            i.events
                .iter()
                .filter_map(|event| match event {
                    Event::Key { key: Key::Space, pressed: false, .. } if on_canvas => Some(Wish::Play),
                    Event::Key { key, pressed: true, modifiers, repeat, .. } => {
                        // These move the keyboard itself while something else has it.
                        let own = !matches!(key, Key::Tab | Key::ArrowLeft | Key::ArrowRight | Key::Home | Key::End);
                        let again =
                            *repeat && !matches!(key, Key::ArrowLeft | Key::ArrowRight | Key::Plus | Key::Minus);
                        wish(*key, *modifiers).filter(|_| (own || on_canvas) && !again)
                    }
                    _ => None,
                })
                .collect()
        });
        // Among stills the arrows go through the rounds: every press counts, also several in one frame.
        let still = self.viewer.index().is_none();
        let mut rounds = 0;
        for wish in wishes {
            match wish {
                Wish::Step(by) if still => rounds += by.signum(),
                wish => self.grant(wish, ctx, cx, model, now_s),
            }
        }
        self.turn_by(cx, model, rounds);
    }

    fn grant(&mut self, wish: Wish, ctx: &Context, cx: &mut Cx<'_>, model: &ReviewModel, now_s: f64) {
        let index = self.viewer.index();
        let canvas = &mut self.viewer.canvas;
        let view = View { rect: canvas.rect, pixels_per_point: ctx.pixels_per_point(), size: canvas.size };
        match (wish, index) {
            (Wish::Fit, _) => canvas.camera.fit(),
            (Wish::OneToOne, _) => canvas.camera.zoom_to(&view, view.rect.center(), 1.0),
            (Wish::Zoom(inwards), _) => canvas.camera.step(&view, inwards),
            (Wish::Take(tool), _) => {
                if model.gates.talk.is_ok() {
                    canvas.drawing.tool = tool;
                }
            }
            (Wish::Marks, _) => canvas.marks_hidden = !canvas.marks_hidden,
            (Wish::Panels, _) => self.hide_panels(cx, !self.panels_hidden),
            (Wish::Erase, _) => self.erase_chosen(cx, model),
            (Wish::Resolve, _) => {
                if let Some(item) = self.chosen.and_then(|id| model.item(id)).map(super::Item::point) {
                    crate::views::talk::resolve::turn(cx, model.deliverable, [&item], !item.resolved);
                }
            }
            (Wish::Undo, _) => {
                if !canvas.drawing.cancel() {
                    self.drafts.leave();
                }
            }
            (Wish::Escape, _) => self.escape(cx, model),
            (Wish::Note(forward), _) => {
                let next = next_note(model, self.chosen, self.viewer.player.frame(), forward);
                if next.is_some() {
                    self.choose(model, next);
                }
            }
            (Wish::Step(by), Some(_)) => self.viewer.player.step(by, self.viewer.frames().unwrap_or(1)),
            (Wish::First, Some(_)) => self.viewer.player.seek(0, self.viewer.frames().unwrap_or(1)),
            (Wish::Last, Some(_)) => self.viewer.player.seek(u64::MAX, self.viewer.frames().unwrap_or(1)),
            (Wish::Play, Some(index)) => {
                if !std::mem::take(&mut canvas.space_panned) {
                    self.viewer.player.toggle(&*index, now_s);
                }
            }
            (Wish::Shuttle(forward), Some(index)) => self.viewer.player.shuttle(&*index, now_s, forward),
            (Wish::Pause, Some(_)) => self.viewer.player.pause(),
            (Wish::Play, None) => canvas.space_panned = false,
            (Wish::Step(_) | Wish::First | Wish::Last | Wish::Shuttle(_) | Wish::Pause, None) => {}
        }
    }

    /// One thing after the other: what is being drawn or written, the choice, the tool, the panels.
    fn escape(&mut self, cx: &mut Cx<'_>, model: &ReviewModel) {
        let canvas = &mut self.viewer.canvas;
        let writing = [
            canvas.drawing.cancel(),
            // Its own box asks first.
            self.drafts.open().is_some(),
            self.stop_deciding(model.round),
            self.stop_stepping(),
            self.stop_answering(),
        ];
        let canvas = &mut self.viewer.canvas;
        if writing.contains(&true) {
            return;
        }
        if self.chosen.is_some() || self.mark.is_some() {
            self.choose(model, None);
        } else if canvas.drawing.tool != Tool::Select {
            canvas.drawing.tool = Tool::Select;
        } else if self.panels_hidden {
            self.hide_panels(cx, false);
        }
    }

    /// Hides everything but the picture, the window's own bars too, or shows it again.
    fn hide_panels(&mut self, cx: &mut Cx<'_>, hide: bool) {
        self.panels_hidden = hide;
        cx.actions.push(crate::actions::Action::Immersive(hide));
    }

    /// So many rounds on, to newer ones, or back below 0; to the last there is.
    pub(super) fn turn_by(&mut self, cx: &mut Cx<'_>, model: &ReviewModel, by: i64) {
        let Some(now) = model.rounds.iter().position(|r| r.id == model.round) else { return };
        // The newest comes first.
        let by = isize::try_from(by).unwrap_or_default();
        let next = now.saturating_add_signed(by.saturating_neg()).min(model.rounds.len() - 1);
        if let Some(round) = model.rounds.get(next).filter(|_| next != now) {
            cx.actions.push(crate::actions::Action::Turn(Place::Review(model.deliverable, round.id)));
        }
    }
}

/// The next note after the chosen one, or after the frame shown; from the end to the beginning.
fn next_note(model: &ReviewModel, chosen: Option<FeedbackId>, frame: u64, forward: bool) -> Option<FeedbackId> {
    let order = model.in_order();
    let last = order.len().checked_sub(1)?;
    let now = chosen.and_then(|id| order.iter().position(|(_, other)| *other == id));
    let next = match (now, forward) {
        (Some(now), true) => {
            if now == last {
                0
            } else {
                now + 1
            }
        }
        (Some(now), false) => now.checked_sub(1).unwrap_or(last),
        (None, true) => order.iter().position(|(f, _)| *f >= frame).unwrap_or(0),
        (None, false) => order.iter().rposition(|(f, _)| *f <= frame).unwrap_or(last),
    };
    order.get(next).map(|(_, id)| *id)
}
