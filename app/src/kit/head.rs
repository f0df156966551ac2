//! The head of a page: its title, what is said beside it, and what can be done at the right. All on one line, and
//! the same line on every page.

use super::{Theme, at_right, elided, font, size, width_at_right};
use egui::{Align, Color32, Galley, Layout, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use std::sync::Arc;

/// The head of a page.
#[must_use]
pub struct Head<'a> {
    title: &'a str,
    notes: Vec<(String, Color32)>,
}

impl<'a> Head<'a> {
    /// With its title.
    pub fn new(title: &'a str) -> Self {
        Self { title, notes: Vec::new() }
    }

    /// With a few words beside the title, in secondary text. Where there is no room, the last ones go first.
    pub fn note(mut self, words: impl Into<String>, ink: Color32) -> Self {
        self.notes.push((words.into(), ink));
        self
    }

    /// Shows it. What `actions` adds goes to the right, the last at the edge.
    pub fn show<R>(self, ui: &mut Ui, actions: impl FnOnce(&mut Ui) -> R) -> R {
        let theme = Theme::of(ui.ctx());
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), Sense::hover());
        let layout = Layout::left_to_right(Align::Center);
        let mut line = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout).id_salt("head"));
        let result = at_right(&mut line, END, |ui, _| actions(ui));
        let used = width_at_right(&line, END);
        let end = if used > 0.0 { rect.right() - used - size::GAP_WIDE } else { rect.right() };

        let painter = ui.painter();
        let title = elided(painter, self.title, font::display(size::TITLE), theme.text, end - rect.left());
        let at = pos2(rect.left(), rect.center().y - title.size().y * 0.5);
        let line = at.y + baseline(&title);
        let mut left = at.x + title.size().x;
        said(ui, Rect::from_min_size(at, title.size()), self.title, true);
        ui.painter().galley(at, title, theme.text);
        for (words, ink) in self.notes {
            let note = ui.painter().layout_no_wrap(words.clone(), font::regular(size::SECONDARY), ink);
            let at = pos2(left + NOTE_GAP, line - baseline(&note));
            if at.x + note.size().x > end {
                break;
            }
            left = at.x + note.size().x;
            said(ui, Rect::from_min_size(at, note.size()), &words, false);
            ui.painter().galley(at, note, ink);
        }
        result
    }
}

/// What stands at the right of a head.
const END: &str = "the end of a head";
/// Between the title and what is said beside it.
const NOTE_GAP: f32 = 12.0;

/// A page's title with nothing beside it.
pub fn page_title(ui: &mut Ui, words: &str) {
    Head::new(words).show(ui, |_| ());
}

/// From the top of a line of text to what its letters stand on.
fn baseline(galley: &Arc<Galley>) -> f32 {
    galley.rows.first().and_then(|row| row.glyphs.first().map(|glyph| row.pos.y + glyph.pos.y)).unwrap_or(0.0)
}

fn said(ui: &mut Ui, rect: Rect, words: &str, heading: bool) {
    let response = ui.interact(rect, ui.scope_id().with(("head", words)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    if heading {
        font::heading(&response, words);
    }
}
