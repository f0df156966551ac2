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
        if on_canvas {
            crate::kit::takes_arrows(ctx);
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
        for wish in wishes {
            self.grant(wish, ctx, cx, model, now_s);
        }
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
            (Wish::Undo, _) => {
                if !canvas.drawing.cancel() {
                    self.draft = None;
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
            // Among stills the arrows go through the rounds.
            (Wish::Step(by), None) => self.turn_by(cx, model, by),
            (Wish::Play, None) => canvas.space_panned = false,
            (Wish::First | Wish::Last | Wish::Shuttle(_) | Wish::Pause, None) => {}
        }
    }

    /// One thing after the other: what is being drawn or written, the choice, the tool, the panels.
    fn escape(&mut self, cx: &mut Cx<'_>, model: &ReviewModel) {
        let canvas = &mut self.viewer.canvas;
        let writing = [
            canvas.drawing.cancel(),
            self.draft.take().is_some(),
            self.deciding.take().is_some(),
            self.stepping.take().is_some(),
            self.answering.take().is_some(),
        ];
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

    /// To a newer round, or an older one.
    pub(super) fn turn_by(&mut self, cx: &mut Cx<'_>, model: &ReviewModel, by: i64) {
        let Some(now) = model.rounds.iter().position(|r| r.id == model.round) else { return };
        // The newest comes first.
        let next = if by > 0 { now.checked_sub(1) } else { Some(now + 1) };
        if let Some(round) = next.and_then(|n| model.rounds.get(n)) {
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
