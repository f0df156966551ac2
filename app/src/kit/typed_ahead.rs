//! Keys typed ahead: what follows a key that may open something waits until that is there, however slow the frames
//! are. Without it, letters typed right after Ctrl+K would go to the table behind the palette. Keys that lead from one
//! control to the next, or walk a list that follows what is typed, come one after the other: each of them counts.

use super::presses::arrows_are_taken;
use egui::{Context, Event, Key, Plugin, RawInput};
use std::iter::Peekable;

/// So many passes what comes next waits for a field that takes text.
const PATIENCE: u8 = 3;
/// So many after a key that left a field: the next one, if there is one, is reached by then.
const LEFT: u8 = 2;
/// So many after an arrow key that led from one control to the next: that is reached, the list around it has scrolled
/// there, and the one after it is there.
const LED: u8 = 3;
/// So many until a field has taken in what was written into it, and the list under it is of that and has the keys.
const TAKEN_IN: u8 = 2;

/// Holds keys back that were typed ahead. One per window.
#[derive(Default)]
pub struct TypedAhead {
    held: Vec<Event>,
    /// Passes still to wait, and whether a field had the keyboard when the waiting began.
    wait: Option<(u8, bool)>,
    /// The key seen last is held down.
    again: bool,
}

impl Plugin for TypedAhead {
    fn debug_name(&self) -> &'static str {
        "keys typed ahead"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        let typing = ctx.text_edit_focused();
        self.wait = match self.wait {
            // The field that was waited for is there.
            Some((_, false)) if typing => None,
            Some((passes, was_typing)) if passes > 1 => Some((passes - 1, was_typing)),
            _ => None,
        };
        let come = std::mem::take(&mut input.events);
        let mut events = std::mem::take(&mut self.held).into_iter().chain(come).peekable();
        if self.wait.is_none() {
            let has = match (typing, arrows_are_taken(ctx)) {
                (true, _) => Has::Field,
                (false, true) => Has::Arrows,
                (false, false) => Has::Control,
            };
            self.hand_over(&mut events, &mut input.events, has);
        }
        // Nobody types ahead with the mouse.
        for event in events {
            match self.wait {
                Some(_) if is_typed(&event) || self.lets_go(&event) => self.hold(event),
                _ => input.events.push(event),
            }
        }
        if !self.held.is_empty() {
            ctx.request_repaint();
        }
    }
}

impl TypedAhead {
    /// Hands over what comes up to the first key that may open something, and what this key writes.
    fn hand_over(&mut self, from: &mut Peekable<impl Iterator<Item = Event>>, to: &mut Vec<Event>, has: Has) {
        let typing = has == Has::Field;
        let mut written = false;
        // What walks or leaves a field comes after what was written there.
        while let Some(event) = from.next_if(|next| !(written && comes_after_words(next))) {
            let writes = writes(&event);
            let opens = opens(&event, typing);
            let leads_on = has == Has::Control && is_arrow(&event);
            written |= typing && matches!(event, Event::Text(_) | Event::Paste(_));
            to.push(event);
            if opens {
                // The letter belongs to its key.
                to.extend(from.next_if(|next| writes && matches!(next, Event::Text(_))));
                self.wait = Some(if typing { (LEFT, true) } else { (PATIENCE, false) });
                return;
            }
            if leads_on {
                self.wait = Some((LED, true));
                return;
            }
        }
        if from.peek().is_some() {
            self.wait = Some((TAKEN_IN, true));
        }
    }

    /// Whether a key that is held back is let go: not before it is pressed.
    fn lets_go(&self, event: &Event) -> bool {
        let Event::Key { key, pressed: false, .. } = event else { return false };
        self.held.iter().any(|held| matches!(held, Event::Key { key: k, pressed: true, .. } if k == key))
    }

    /// A key that is held down is not kept many times over, nor what it writes.
    fn hold(&mut self, event: Event) {
        let again = match event {
            Event::Key { repeat, .. } => repeat,
            Event::Text(_) => self.again,
            _ => false,
        };
        self.again = again && matches!(event, Event::Key { .. });
        if !again {
            self.held.push(event);
        }
    }
}

/// What has the keyboard.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Has {
    /// A field that takes text.
    Field,
    /// Something that takes all arrow keys of a frame at once.
    Arrows,
    /// A control, or nothing: an arrow key leads to one other control in a frame.
    Control,
}

/// Whether somebody typed this.
fn is_typed(event: &Event) -> bool {
    matches!(
        event,
        Event::Key { pressed: true, .. } | Event::Text(_) | Event::Ime(_) | Event::Copy | Event::Cut | Event::Paste(_)
    )
}

/// Whether what is typed next may be meant for something that is not there yet.
fn opens(event: &Event, typing: bool) -> bool {
    match event {
        // With Alt an arrow leads to another page.
        Event::Key { pressed: true, modifiers, .. } if modifiers.alt => true,
        Event::Key { key, pressed: true, modifiers, .. } if typing => leaves(*key) || modifiers.command,
        Event::Key { key, pressed: true, .. } => !walks(*key),
        Event::Text(_) | Event::Paste(_) => !typing,
        _ => false,
    }
}

/// Whether a letter that comes after this is its own.
fn writes(event: &Event) -> bool {
    matches!(event, Event::Key { key, modifiers, .. } if !modifiers.command && !leaves(*key))
}

/// Whether this means what it does only once a field has taken in what was written before it.
fn comes_after_words(event: &Event) -> bool {
    matches!(event, Event::Key { key, pressed: true, .. } if leaves(*key) || matches!(key, Key::ArrowUp | Key::ArrowDown))
}

fn is_arrow(event: &Event) -> bool {
    use Key::{ArrowDown, ArrowLeft, ArrowRight, ArrowUp};
    matches!(event, Event::Key { key: ArrowUp | ArrowDown | ArrowLeft | ArrowRight, pressed: true, .. })
}

/// Keys that leave a field.
fn leaves(key: Key) -> bool {
    matches!(key, Key::Enter | Key::Tab | Key::Escape)
}

/// Keys that go over what is shown, and open nothing.
fn walks(key: Key) -> bool {
    use Key::{ArrowDown, ArrowLeft, ArrowRight, ArrowUp, End, Home, PageDown, PageUp};
    matches!(key, ArrowUp | ArrowDown | ArrowLeft | ArrowRight | Home | End | PageUp | PageDown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Modifiers, TextEdit};

    fn key(key: Key, modifiers: Modifiers, repeat: bool) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat, modifiers }
    }

    fn letters(words: &str) -> impl Iterator<Item = Event> + '_ {
        words.chars().flat_map(|c| {
            let name = c.to_string();
            let pressed = Key::from_name(&name.to_uppercase()).map(|k| key(k, Modifiers::NONE, false));
            pressed.into_iter().chain([Event::Text(name)])
        })
    }

    /// A page that hears letters, and a field that opens on Ctrl+K a frame later, as forms do.
    #[derive(Default)]
    struct Desk {
        ctx: Context,
        page: String,
        field: Option<String>,
        opens: bool,
        enters: usize,
    }

    impl Desk {
        fn new() -> Self {
            let desk = Self::default();
            desk.ctx.add_plugin(TypedAhead::default());
            desk
        }

        fn frame(&mut self, events: Vec<Event>) {
            let Self { ctx, page, field, opens, enters } = self;
            let mut output = ctx.run_ui(RawInput { events, ..RawInput::default() }, |ui| {
                if std::mem::take(opens) {
                    *field = Some(String::new());
                    let shown = ui.add(TextEdit::singleline(field.get_or_insert_default()));
                    shown.request_focus();
                } else if let Some(text) = field {
                    let shown = ui.add(TextEdit::singleline(text));
                    if shown.lost_focus() {
                        *enters += 1;
                    }
                }
                let typing = ui.ctx().text_edit_focused();
                ui.input_mut(|input| {
                    if input.consume_key(Modifiers::COMMAND, Key::K) {
                        *opens = true;
                    }
                    for event in &input.events {
                        match event {
                            Event::Text(text) if !typing => page.push_str(text),
                            _ => {}
                        }
                    }
                });
            });
            output.textures_delta.clear();
        }

        fn rest(&mut self) {
            for _ in 0..12 {
                self.frame(Vec::new());
            }
        }
    }

    #[test]
    fn letters_typed_with_the_key_go_to_what_it_opens() {
        let mut desk = Desk::new();
        let open = key(Key::K, Modifiers::COMMAND, false);
        desk.frame(std::iter::once(open).chain(letters("hero")).collect());
        desk.frame(letters(" ch").collect());
        desk.frame(letters("air").collect());
        desk.rest();
        assert_eq!(desk.field.as_deref(), Some("hero chair"));
        assert_eq!(desk.page, "", "nothing of it went to the page");
    }

    #[test]
    fn a_page_hears_every_letter_in_order() {
        let mut desk = Desk::new();
        desk.frame(letters("abc").collect());
        desk.frame(letters("de").collect());
        for _ in 0..20 {
            desk.frame(Vec::new());
        }
        assert_eq!(desk.page, "abcde");
        // Held down, it is not heard for long afterwards.
        desk.page.clear();
        for _ in 0..10 {
            desk.frame(vec![key(Key::A, Modifiers::NONE, true), Event::Text("a".into())]);
        }
        assert!(desk.ctx.plugin::<TypedAhead>().lock().held.len() < 2);
    }

    #[test]
    fn a_key_is_let_go_after_it_is_pressed() {
        let mut desk = Desk::new();
        let let_go =
            |key| Event::Key { key, physical_key: None, pressed: false, repeat: false, modifiers: Modifiers::NONE };
        desk.frame(letters("ab").collect());
        desk.frame(vec![let_go(Key::A), let_go(Key::B)]);
        desk.rest();
        assert_eq!(desk.page, "ab");
        assert!(desk.ctx.input(|input| input.keys_down.is_empty()), "nothing seems to be held down");
    }

    #[test]
    fn one_who_types_slowly_waits_for_nothing() {
        let mut desk = Desk::new();
        desk.frame(vec![key(Key::K, Modifiers::COMMAND, false)]);
        for _ in 0..3 {
            desk.frame(Vec::new());
        }
        desk.frame(letters("x").collect());
        assert_eq!(desk.field.as_deref(), Some("x"), "in the same frame");
        // A field takes any number of letters at once.
        desk.frame(letters("yz").collect());
        assert_eq!(desk.field.as_deref(), Some("xyz"));
    }

    #[test]
    fn arrows_lead_from_control_to_control_one_by_one() {
        let ctx = Context::default();
        ctx.add_plugin(TypedAhead::default());
        let mut pressed = None;
        let mut frame = |events: Vec<Event>| {
            let mut output = ctx.run_ui(RawInput { events, ..RawInput::default() }, |ui| {
                for at in 0..9 {
                    let button = ui.button(at.to_string());
                    if ui.memory(|memory| memory.focused().is_none()) {
                        button.request_focus();
                    }
                    pressed = button.clicked().then_some(at).or(pressed);
                }
            });
            output.textures_delta.clear();
        };
        frame(Vec::new());
        frame(Vec::new());
        let down = key(Key::ArrowDown, Modifiers::NONE, false);
        frame([vec![down; 5], vec![key(Key::Enter, Modifiers::NONE, false)]].concat());
        for _ in 0..20 {
            frame(Vec::new());
        }
        assert_eq!(pressed, Some(5));
    }
}
