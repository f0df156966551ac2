//! Fields to type in.

use super::{Theme, focus::tabbed, font, icon, size};
use egui::{
    Margin, Response, RichText, TextEdit, Ui,
    text::{CCursor, CCursorRange},
    vec2,
};

/// What an empty field asks for, as its hint text.
#[must_use]
pub fn hint(words: impl Into<String>, theme: &Theme) -> RichText {
    RichText::new(words).color(theme.hint)
}

/// A field of one line under its label.
pub fn field(ui: &mut Ui, label: &str, value: &mut String, hint: &str) -> Response {
    let theme = Theme::of(ui.ctx());
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = size::GRID;
        let label = ui.label(font::caption(label, theme.weak));
        let edit = TextEdit::singleline(value)
            .hint_text(self::hint(hint, &theme))
            .margin(Margin::symmetric(10, 6))
            .min_size(vec2(0.0, size::CONTROL))
            .desired_width(f32::INFINITY);
        let field = ui.add(edit);
        chosen(ui, field, value).labelled_by(label.id)
    })
    .inner
}

/// What is in a field that Tab comes to is chosen: typing replaces it.
fn chosen(ui: &Ui, field: Response, value: &str) -> Response {
    if field.gained_focus() && tabbed(ui.ctx()) {
        let mut state = TextEdit::load_state(ui.ctx(), field.id).unwrap_or_default();
        let all = CCursorRange::two(CCursor::new(0), CCursor::new(value.chars().count()));
        state.cursor.set_char_range(Some(all));
        state.store(ui.ctx(), field.id);
    }
    field
}

/// A field of one line without a label; its name is read aloud.
pub fn entry(ui: &mut Ui, name: &str, value: &mut String, hint: &str, width: f32) -> Response {
    let theme = Theme::of(ui.ctx());
    let edit = TextEdit::singleline(value)
        .hint_text(self::hint(hint, &theme))
        .margin(Margin::symmetric(8, 6))
        .min_size(vec2(0.0, size::CONTROL))
        .desired_width(width);
    let field = ui.add(edit);
    chosen(ui, field, value).accessible_name(name)
}

/// A field of several lines; its name is read aloud, its hint is shown.
pub fn area(ui: &mut Ui, name: &str, value: &mut String, hint: &str, rows: usize) -> Response {
    let theme = Theme::of(ui.ctx());
    let edit = TextEdit::multiline(value)
        .hint_text(self::hint(hint, &theme))
        .margin(Margin::symmetric(10, 7))
        .desired_rows(rows)
        .desired_width(f32::INFINITY);
    ui.add(edit).accessible_name(name)
}

/// A field with a magnifying glass.
pub fn search(ui: &mut Ui, name: &str, value: &mut String, hint: &str, width: f32) -> Response {
    iconed(ui, icon::MAGNIFYING_GLASS, (name, hint), value, width)
}

/// A field for a path. It keeps the keyboard also when more or less comes to stand above it.
pub fn path(ui: &mut Ui, name: &str, value: &mut String, hint: &str, width: f32) -> Response {
    let theme = Theme::of(ui.ctx());
    let id = ui.scope_id().with(("path", name));
    ui.add(edit(&theme, icon::LINK, hint, value, width).id(id)).accessible_name(name)
}

/// The edit of [`search`], for a field that has keys of its own.
pub fn search_edit<'a>(theme: &Theme, value: &'a mut String, hint: &str, width: f32) -> TextEdit<'a> {
    edit(theme, icon::MAGNIFYING_GLASS, hint, value, width)
}

/// An edit that fills a cell of a table: without a frame, in the cell's own type.
pub fn cell_edit(value: &mut String) -> TextEdit<'_> {
    TextEdit::singleline(value)
        .frame(egui::Frame::NONE.inner_margin(Margin::symmetric(8, 0)))
        .font(font::regular(size::SECONDARY))
        .align(egui::Align2::LEFT_CENTER)
}

/// The same for a text of several lines.
pub fn cell_area(value: &mut String) -> TextEdit<'_> {
    TextEdit::multiline(value)
        .frame(egui::Frame::NONE.inner_margin(Margin::symmetric(8, 6)))
        .font(font::regular(size::SECONDARY))
        .desired_rows(1)
}

fn iconed(ui: &mut Ui, glyph: &str, (name, hint): (&str, &str), value: &mut String, width: f32) -> Response {
    let theme = Theme::of(ui.ctx());
    ui.add(edit(&theme, glyph, hint, value, width)).accessible_name(name)
}

fn edit<'a>(theme: &Theme, glyph: &str, hint: &str, value: &'a mut String, width: f32) -> TextEdit<'a> {
    TextEdit::singleline(value)
        .hint_text(self::hint(hint, theme))
        .prefix(RichText::new(glyph).font(font::icons(size::ICON_SMALL)).color(theme.weak))
        .margin(Margin::symmetric(8, 6))
        .min_size(vec2(0.0, size::CONTROL))
        .desired_width(width)
}
