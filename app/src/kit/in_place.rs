//! Fields that are edited where they stand: what was typed counts on leaving the field, and when it is sent: by Enter,
//! by Ctrl+Enter in a text of several lines.

use super::{Theme, focus::focus_ring_wrong, sent, size};
use egui::{Align2, Id, Key, Margin, Response, TextEdit, Ui, vec2};

/// What is being typed, and what stood there when it began.
#[derive(Clone, Default)]
struct Draft {
    stood: String,
    text: String,
}

/// A field to be edited in place.
#[must_use]
pub struct InPlace<'a> {
    id: Id,
    name: &'a str,
    now: &'a str,
    hint: &'a str,
    width: f32,
    number: bool,
    lines: bool,
    wrong: bool,
}

impl<'a> InPlace<'a> {
    /// `id` tells it from others on the page, `name` is read aloud, `now` is the value there is.
    pub fn new(id: Id, name: &'a str, now: &'a str) -> Self {
        Self { id, name, now, hint: "", width: f32::INFINITY, number: false, lines: false, wrong: false }
    }

    /// Shown while it is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// At most as wide as this, in points.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Right-aligned, as figures are.
    pub fn number(mut self) -> Self {
        self.number = true;
        self
    }

    /// It grows with its text: Enter begins a line.
    pub fn lines(mut self) -> Self {
        self.lines = true;
        self
    }

    /// What was typed last could not be read.
    pub fn wrong(mut self, wrong: bool) -> Self {
        self.wrong = wrong;
        self
    }

    /// Shows it. Gives what was typed once it counts, where that is something new. Escape puts back what stood.
    pub fn show(self, ui: &mut Ui) -> (Response, Option<String>) {
        let theme = Theme::of(ui.ctx());
        let mut draft: Draft = ui.data(|d| d.get_temp(self.id)).unwrap_or_default();
        if draft.stood != self.now {
            draft = Draft { stood: self.now.to_owned(), text: self.now.to_owned() };
        }
        let id = self.id.with("edit");
        if self.lines && sent(ui, id) {
            ui.memory_mut(|m| m.surrender_focus(id));
        }
        let text = &mut draft.text;
        let edit = if self.lines { TextEdit::multiline(text).desired_rows(1) } else { TextEdit::singleline(text) };
        let edit = if self.lines { edit.id(id) } else { edit };
        let edit = edit
            .hint_text(super::hint(self.hint, &theme))
            .margin(Margin::symmetric(8, 6))
            .min_size(vec2(0.0, size::CONTROL))
            .align(if self.number { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER })
            .desired_width(self.width);
        let response = ui.add(edit).accessible_name(self.name);
        let told = if self.lines {
            format!("Enter begins a line, {} saves, Esc puts back what stood", super::SENDS)
        } else {
            "Enter saves, Esc puts back what stood".to_owned()
        };
        let response = if response.has_focus() { response } else { response.on_hover_text(told) };
        if self.wrong {
            focus_ring_wrong(ui, response.rect);
        }
        let mut said = None;
        if response.lost_focus() {
            if ui.input(|i| i.key_pressed(Key::Escape)) {
                draft.text.clone_from(&draft.stood);
            } else if draft.text != draft.stood {
                said = Some(draft.text.clone());
            }
        }
        ui.data_mut(|d| d.insert_temp(self.id, draft));
        (response, said)
    }

    /// Forgets what was typed: the value there is shows again.
    pub fn forget(ui: &Ui, id: Id) {
        ui.data_mut(|d| d.remove::<Draft>(id));
    }
}
