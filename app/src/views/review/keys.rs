//! The page's keys. They mean something only while no text is being written.

use super::{ReviewModel, ReviewPage};
use crate::{
    actions::Cx,
    commands::{Page, heard},
    place::Place,
    viewer::{camera::View, draw::Tool},
};
use egui::{Context, Event};
use rushes_domain::{FeedbackId, Verdict};

/// What a key asks for.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Wish {
    Fit,
    OneToOne,
    Zoom(bool),
    Take(Tool),
    Decide(Verdict),
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

/// What an entry of the list of keys asks for, by its id and which of its keys it is.
fn wish(entry: (&str, usize)) -> Option<Wish> {
    if let Some(tool) = Tool::ALL.into_iter().find(|t| t.command() == Some(entry.0)) {
        return Some(Wish::Take(tool));
    }
    Some(match entry {
        ("review.approve", _) => Wish::Decide(Verdict::Approve),
        ("review.changes", _) => Wish::Decide(Verdict::Changes),
        ("review.reject", _) => Wish::Decide(Verdict::Reject),
        ("review.fit", _) => Wish::Fit,
        ("review.whole", _) => Wish::OneToOne,
        ("review.zoom", at) => Wish::Zoom(at < 2),
        ("review.marks", _) => Wish::Marks,
        ("review.alone", _) => Wish::Panels,
        ("review.play", _) => Wish::Play,
        ("review.frame", at) => Wish::Step(if at == 0 { -1 } else { 1 }),
        ("review.ten", at) => Wish::Step(if at == 0 { -10 } else { 10 }),
        ("review.ends", 0) => Wish::First,
        ("review.ends", _) => Wish::Last,
        ("review.shuttle", 0) => Wish::Shuttle(false),
        ("review.shuttle", 1) => Wish::Pause,
        ("review.shuttle", _) => Wish::Shuttle(true),
        ("review.notes", at) => Wish::Note(at == 1),
        ("review.erase", _) => Wish::Erase,
        ("review.resolve", _) => Wish::Resolve,
        ("review.undo", _) => Wish::Undo,
        ("review.leave", _) => Wish::Escape,
        _ => return None,
    })
}

impl Wish {
    /// Holding the key asks for it again and again.
    fn repeats(self) -> bool {
        matches!(self, Self::Step(_) | Self::Zoom(_))
    }

    /// Its key moves the keyboard itself while something else has it.
    fn moves(self) -> bool {
        matches!(self, Self::Panels | Self::Step(_) | Self::First | Self::Last | Self::Play)
    }
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
                    Event::Key { key, pressed, modifiers, repeat, .. } => {
                        let wish = heard(Page::Review, *key, *modifiers).and_then(wish)?;
                        // What is held drags the picture: whether it was to play shows when it is let go.
                        let now = *pressed != (wish == Wish::Play);
                        let own = on_canvas || !wish.moves();
                        (now && own && (!*repeat || wish.repeats())).then_some(wish)
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
            (Wish::Decide(verdict), _) => self.begin_deciding(model, verdict),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::PAGE_KEYS;

    #[test]
    fn every_entry_of_the_list_does_something_on_the_page() {
        for entry in PAGE_KEYS.iter().filter(|k| k.page == Page::Review) {
            for at in 0..entry.chords.len() {
                assert!(wish((entry.id, at)).is_some(), "{}", entry.id);
            }
        }
        for tool in Tool::ALL {
            let entry = tool.command().and_then(|id| PAGE_KEYS.iter().find(|k| k.id == id));
            assert!(entry.is_some_and(|e| e.name == tool.label()), "{}", tool.label());
        }
    }
}
