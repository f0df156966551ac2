//! The ring around what has the keyboard.

use super::{Theme, size};
use egui::{Context, CornerRadius, Event, Id, Key, Painter, Rect, Stroke, StrokeKind, Ui};

/// The ring around what has the keyboard. It is seen while one works with the keys: whoever just pressed the mouse
/// knows where they are.
pub fn focus_ring(painter: &Painter, rect: Rect, radius: u8, theme: &Theme) {
    let ctx = painter.ctx();
    if by_mouse(ctx) {
        return;
    }
    // What the keys have come to is brought into sight, once.
    let now = ctx.memory(egui::Memory::focused);
    if now != ctx.data(|data| data.get_temp(ringed_mark())).unwrap_or(None) {
        ctx.data_mut(|data| data.insert_temp(ringed_mark(), now));
        if let Some(response) = now.and_then(|id| ctx.read_response(id)) {
            // At once: the next one along the list is there for the next key.
            response.scroll_to_me_animation(None, egui::style::ScrollAnimation::none());
        }
    }
    let radius = CornerRadius::same(radius.saturating_add(2));
    painter.rect_stroke(rect.expand(2.0), radius, Stroke::new(2.0, theme.link), StrokeKind::Middle);
}

/// The ring around a field that holds something wrong.
pub fn focus_ring_wrong(ui: &Ui, rect: Rect) {
    let theme = Theme::of(ui.ctx());
    ui.painter().rect_stroke(rect, size::RADIUS, Stroke::new(1.5, theme.danger), StrokeKind::Inside);
}

/// Notices what was worked with last, once a frame: pressing the mouse hides the ring, a key that moves shows it.
pub fn notice_keys(ctx: &Context) {
    let now = ctx.input(|input| {
        input.events.iter().rev().find_map(|event| match event {
            Event::PointerButton { pressed: true, .. } => Some(true),
            Event::Key { key, pressed: true, modifiers, .. } if moves(*key) || modifiers.any() => Some(false),
            _ => None,
        })
    });
    if let Some(now) = now {
        ctx.data_mut(|data| data.insert_temp(mark(), now));
    }
    let focused = ctx.memory(egui::Memory::focused);
    ctx.data_mut(|data| data.insert_temp(first_mark(), focused));
    if ctx.input(|input| input.key_pressed(Key::Tab)) {
        let frame = ctx.cumulative_frame_nr();
        ctx.data_mut(|data| data.insert_temp(tab_mark(), frame));
    }
    // Escape leaves a field or a menu first; what is around these is closed by the next one.
    let busy = focused.is_some() || super::menu_open(ctx);
    let was_busy = ctx.data(|data| data.get_temp(busy_mark())).unwrap_or(false);
    let escaped = ctx.input(|input| input.key_pressed(Key::Escape)) && !was_busy && !busy;
    ctx.data_mut(|data| {
        data.insert_temp(busy_mark(), busy);
        data.insert_temp(escape_mark(), escaped);
    });
}

/// Whether Escape was pressed in this frame with no field, menu or window over the page to leave first: a form that
/// is open closes.
#[must_use]
pub fn escaped(ctx: &Context) -> bool {
    ctx.data(|data| data.get_temp(escape_mark())).unwrap_or(false) && !super::covered(ctx)
}

/// What had the keyboard when the frame began. While Tab is on its way from one control to the next, nothing has it.
#[must_use]
pub fn had_keys(ctx: &Context) -> Option<Id> {
    ctx.data(|data| data.get_temp(first_mark())).unwrap_or(None)
}

/// Whether Tab has just been pressed: back to the one before takes a frame more.
pub(super) fn tabbed(ctx: &Context) -> bool {
    let frame: Option<u64> = ctx.data(|data| data.get_temp(tab_mark()));
    frame.is_some_and(|frame| frame + 1 >= ctx.cumulative_frame_nr())
}

fn tab_mark() -> Id {
    Id::unique("when Tab was pressed")
}

fn first_mark() -> Id {
    Id::unique("what had the keyboard at first")
}

fn ringed_mark() -> Id {
    Id::unique("what the ring is around")
}

fn busy_mark() -> Id {
    Id::unique("something to leave")
}

fn escape_mark() -> Id {
    Id::unique("escaped")
}

/// Keys that go from one thing to another, or open and close one.
fn moves(key: Key) -> bool {
    use Key::{
        ArrowDown, ArrowLeft, ArrowRight, ArrowUp, End, Enter, Escape, F2, F6, Home, PageDown, PageUp, Questionmark,
        Slash, Tab,
    };
    matches!(
        key,
        Tab | Enter
            | Escape
            | ArrowUp
            | ArrowDown
            | ArrowLeft
            | ArrowRight
            | Home
            | End
            | PageUp
            | PageDown
            | F2
            | F6
            | Slash
            | Questionmark
    )
}

fn by_mouse(ctx: &Context) -> bool {
    ctx.data(|data| data.get_temp(mark())).unwrap_or(false)
}

fn mark() -> Id {
    Id::unique("worked with the mouse last")
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Modifiers, PointerButton, RawInput, pos2};

    fn after(events: Vec<Event>, ctx: &Context) -> bool {
        let mut output = ctx.run_ui(RawInput { events, ..RawInput::default() }, |ui| notice_keys(ui.ctx()));
        output.textures_delta.clear();
        by_mouse(ctx)
    }

    fn key(key: Key, modifiers: Modifiers) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
    }

    #[test]
    fn the_mouse_hides_the_ring_and_keys_that_move_bring_it_back() {
        let ctx = Context::default();
        assert!(!by_mouse(&ctx), "whoever comes first sees where the keyboard is");
        let press = Event::PointerButton {
            pos: pos2(10.0, 10.0),
            button: PointerButton::Primary,
            pressed: true,
            modifiers: Modifiers::NONE,
        };
        assert!(after(vec![press.clone()], &ctx));
        assert!(after(vec![Event::PointerMoved(pos2(20.0, 20.0))], &ctx), "moving the mouse says nothing");
        assert!(after(vec![key(Key::A, Modifiers::NONE)], &ctx), "nor does typing");
        assert!(!after(vec![key(Key::Tab, Modifiers::NONE)], &ctx));
        assert!(after(vec![key(Key::Tab, Modifiers::NONE), press], &ctx), "the last one counts");
        assert!(!after(vec![key(Key::K, Modifiers::COMMAND)], &ctx));
    }

    #[test]
    fn what_the_keys_come_to_is_brought_into_sight() {
        let ctx = Context::default();
        let screen = Rect::from_min_size(pos2(0.0, 0.0), egui::vec2(300.0, 200.0));
        let (mut focused, mut seen) = (0, Rect::NOTHING);
        for frame in 0..120 {
            // Thirty steps down, then time to come to rest.
            let events = if frame < 60 && frame % 2 == 0 { vec![key(Key::Tab, Modifiers::NONE)] } else { Vec::new() };
            let input = RawInput {
                events,
                screen_rect: Some(screen),
                time: Some(f64::from(frame) * 0.1),
                ..RawInput::default()
            };
            let mut output = ctx.run_ui(input, |ui| {
                notice_keys(ui.ctx());
                egui::ScrollArea::vertical().show(ui, |ui| {
                    for n in 0..40 {
                        let button = ui.button(n.to_string());
                        if button.has_focus() {
                            focus_ring(ui.painter(), button.rect, size::RADIUS, &Theme::of(ui.ctx()));
                            (focused, seen) = (n, button.rect);
                        }
                    }
                });
            });
            output.textures_delta.clear();
        }
        assert!(focused > 20 && screen.contains_rect(seen), "button {focused} is at {seen}");
    }

    #[test]
    fn escape_leaves_a_field_before_it_closes_what_is_around_it() {
        let ctx = Context::default();
        let field = Id::unique("field");
        let frame = |events: Vec<Event>, focus: bool| {
            let mut closes = false;
            let mut output = ctx.run_ui(RawInput { events, ..RawInput::default() }, |ui| {
                notice_keys(ui.ctx());
                closes = escaped(ui.ctx());
                let mut text = String::new();
                let shown = ui.add(egui::TextEdit::singleline(&mut text).id(field));
                if focus {
                    shown.request_focus();
                }
            });
            output.textures_delta.clear();
            closes
        };
        frame(Vec::new(), true);
        frame(Vec::new(), false);
        assert!(!frame(vec![key(Key::Escape, Modifiers::NONE)], false), "the field is left");
        assert!(!frame(Vec::new(), false));
        assert!(frame(vec![key(Key::Escape, Modifiers::NONE)], false), "then the form");
    }
}
