//! The one rule of what sends what is typed: Enter sends a field of one line; in a text of several lines Enter begins
//! a line, and Ctrl+Enter sends it. A field says so in its hint.

use super::Theme;
use egui::{Event, Id, Key, Margin, Response, TextEdit, Ui};

/// The keys that send a text of several lines, as people read them.
pub const SENDS: &str = if cfg!(target_os = "macos") { "Cmd+Enter" } else { "Ctrl+Enter" };

/// The hint of a field of one line: what goes here, and what Enter does: `line_hint("A reason", "sets it")`.
#[must_use]
pub fn line_hint(words: &str, does: &str) -> String {
    said(words, "Enter", does)
}

/// The hint of a text of several lines: what goes here, and what Ctrl+Enter does.
#[must_use]
pub fn text_hint(words: &str, does: &str) -> String {
    said(words, SENDS, does)
}

fn said(words: &str, keys: &str, does: &str) -> String {
    if words.is_empty() { format!("{keys} {does}") } else { format!("{words}  ·  {keys} {does}") }
}

/// Whether Enter was pressed in a field of one line: what its form is for may be done.
pub fn entered(ui: &Ui, field: &Response) -> bool {
    field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter))
}

/// Whether Ctrl+Enter, or Cmd+Enter, was pressed, wherever the keyboard is. Asked of the press itself: in a slow frame
/// the modifier may be let go of again.
pub fn sends(ui: &Ui) -> bool {
    ui.input(|i| i.events.iter().any(is_sending))
}

/// Whether Ctrl+Enter was pressed in the text of several lines with this id; the press is taken, so that it sends once.
pub fn sent(ui: &Ui, id: Id) -> bool {
    ui.memory(|m| m.has_focus(id))
        && ui.input_mut(|i| {
            let all = i.events.len();
            i.events.retain(|e| !is_sending(e));
            i.events.len() < all
        })
}

fn is_sending(event: &Event) -> bool {
    matches!(event, Event::Key { key: Key::Enter, pressed: true, modifiers, .. } if modifiers.command)
}

/// A text that grows with its lines: Enter begins one, Ctrl+Enter sends. `does` ends the hint's "Ctrl+Enter …".
/// Gives whether it is sent.
pub fn lines(ui: &mut Ui, name: &str, value: &mut String, (hint, does): (&str, &str), width: f32) -> (Response, bool) {
    let theme = Theme::of(ui.ctx());
    let id = ui.scope_id().with(("lines", name));
    let sent = sent(ui, id);
    let edit = TextEdit::multiline(value)
        .id(id)
        .hint_text(super::hint(text_hint(hint, does), &theme))
        .margin(Margin::symmetric(10, 6))
        .desired_rows(1)
        .desired_width(width);
    let response = ui.add(edit).accessible_name(name);
    (response.on_hover_text(format!("Enter begins a line, {SENDS} {does}")), sent)
}
