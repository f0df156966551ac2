//! Choosing: chips, segments, menus.

use super::{Theme, focus::focus_ring, font, icon, size};
use egui::{
    Align2, Color32, CursorIcon, Id, Key, Modifiers, Popup, Response, Role, Sense, SetOpenCommand, Stroke, StrokeKind,
    Ui, WidgetInfo,
    containers::menu::{MenuConfig, SubMenu},
    pos2, vec2,
};

/// A small thing that is on or off, or that opens a menu; `on` lights it.
pub fn chip(ui: &mut Ui, icon_before: Option<&str>, words: &str, on: bool) -> Response {
    let theme = Theme::of(ui.ctx());
    let galley = ui.painter().layout_no_wrap(words.to_owned(), font::medium(size::SECONDARY), Color32::PLACEHOLDER);
    let icon_width = if icon_before.is_some() { size::ICON_SMALL + size::GRID } else { 0.0 };
    let width = (galley.size().x + icon_width + 20.0).ceil();
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, words));
    let fill = match (on, response.hovered()) {
        (true, _) => theme.selected,
        (false, true) => theme.hover,
        (false, false) => Color32::TRANSPARENT,
    };
    let line = if on { theme.link.gamma_multiply(0.6) } else { theme.line };
    let ink = if on { theme.link } else { theme.text };
    ui.painter().rect(rect, rect.height() * 0.5, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    if response.has_focus() {
        focus_ring(ui.painter(), rect, (rect.height() * 0.5) as u8, &theme);
    }
    let mut x = rect.left() + 10.0;
    if let Some(i) = icon_before {
        let at = pos2(x + size::ICON_SMALL * 0.5, rect.center().y);
        ui.painter().text(at, Align2::CENTER_CENTER, i, font::icons(size::ICON_SMALL), ink);
        x += icon_width;
    }
    ui.painter().galley(pos2(x, rect.center().y - galley.size().y * 0.5), galley, ink);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Tabs side by side, one of which is chosen. Gives the one that was just chosen.
pub fn segments<T: Copy + PartialEq>(ui: &mut Ui, now: T, choices: &[(T, &str)]) -> Option<T> {
    let theme = Theme::of(ui.ctx());
    let mut chosen = None;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.horizontal(|ui| {
            for (value, words) in choices {
                let on = *value == now;
                let font = if on { font::medium(size::BODY) } else { font::regular(size::BODY) };
                let galley = ui.painter().layout_no_wrap((*words).to_owned(), font, Color32::PLACEHOLDER);
                let wanted = vec2((galley.size().x + 24.0).ceil(), size::CONTROL);
                let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
                response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, *words));
                let fill = match (on, response.hovered()) {
                    (true, _) => theme.pressed,
                    (false, true) => theme.hover,
                    (false, false) => Color32::TRANSPARENT,
                };
                ui.painter().rect_filled(rect, size::RADIUS, fill);
                if response.has_focus() {
                    focus_ring(ui.painter(), rect, size::RADIUS, &theme);
                }
                let ink = if on || response.hovered() { theme.text } else { theme.weak };
                ui.painter().galley(rect.center() - galley.size() * 0.5, galley, ink);
                if response.on_hover_cursor(CursorIcon::PointingHand).clicked() && !on {
                    chosen = Some(*value);
                }
            }
        });
    });
    chosen
}

/// The menu that a press of this opens: its lines stand close under one another.
pub fn menu(response: &Response) -> Popup<'_> {
    Popup::menu(response).style(close_lines)
}

/// The menu that a press of the other button opens, and the menu key where this has the keyboard.
pub fn context_menu<R>(response: &Response, content: impl FnOnce(&mut Ui) -> R) -> Option<R> {
    context_menu_at(response, None, content)
}

/// The same where a page has a cursor of its own: where that is, if it is on this. It counts while no control has the
/// keyboard.
pub fn context_menu_at<R>(
    response: &Response,
    cursor: Option<egui::Rect>,
    content: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    let ctx = &response.ctx;
    let mark = response.id.with("where the menu key was pressed");
    let here = response.has_focus() || cursor.is_some() && ctx.memory(|memory| memory.focused().is_none());
    let asked = here && !super::menu_open(ctx) && !super::covered(ctx) && menu_key(ctx);
    if asked {
        ctx.data_mut(|data| {
            data.insert_temp(mark, Some(cursor.unwrap_or(response.rect)));
            data.insert_temp(first_line(), true);
        });
        ctx.request_repaint();
    } else if response.secondary_clicked() {
        ctx.data_mut(|data| data.insert_temp(mark, None::<egui::Rect>));
    }
    let by_keys: Option<egui::Rect> = ctx.data(|data| data.get_temp(mark)).flatten();
    let popup = match by_keys {
        Some(rect) => Popup::menu(response).anchor(rect).open_memory(asked.then_some(SetOpenCommand::Bool(true))),
        None => Popup::context_menu(response),
    };
    popup.style(close_lines).show(content).map(|shown| shown.inner)
}

/// Whether the key that opens the menu of what has the keyboard is pressed; whoever asks takes it.
fn menu_key(ctx: &egui::Context) -> bool {
    ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Menu) || i.consume_key(Modifiers::SHIFT, Key::F10))
}

/// Gives the keyboard to the line of a menu that is shown next: below a field that was written in.
pub fn to_the_lines(ctx: &egui::Context) {
    ctx.data_mut(|data| data.insert_temp(first_line(), true));
    ctx.request_repaint();
}

/// The first line of the menu that is shown next is to have the keyboard.
fn first_line() -> Id {
    Id::unique("a menu was opened by its key")
}

fn close_lines(style: &mut egui::Style) {
    egui::containers::menu::menu_style(style);
    style.spacing.item_spacing.y = 0.0;
}

/// A line between the lines of a menu.
pub fn menu_divider(ui: &mut Ui) {
    ui.add_space(size::GRID);
    super::divider(ui);
    ui.add_space(size::GRID);
}

/// What is written in a menu: fields and buttons, with room around them.
pub fn menu_form<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let form = egui::Frame::new().inner_margin(size::GAP).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = size::GAP;
        // The lines of menus have no frames; fields have them.
        ui.style_mut().visuals = ui.ctx().global_style().visuals.clone();
        content(ui)
    });
    form.inner
}

/// One line of a menu, with a tick where it is on. Closes the menu when chosen.
pub fn menu_item(ui: &mut Ui, icon_before: Option<&str>, words: &str, on: bool) -> Response {
    let response = menu_line(ui, icon_before, words, on, After::glyph(on.then_some(icon::CHECK)));
    if response.clicked() {
        ui.close();
    }
    response
}

/// One line of a menu, with the keys that do the same at its end. Closes the menu when chosen.
pub fn menu_item_with(ui: &mut Ui, icon_before: Option<&str>, words: &str, keys: &str) -> Response {
    let response = menu_line(ui, icon_before, words, false, After::Keys(keys));
    if response.clicked() {
        ui.close();
    }
    response
}

/// What stands at the end of a line of a menu.
#[derive(Clone, Copy)]
enum After<'a> {
    Nothing,
    Glyph(&'a str),
    Keys(&'a str),
}

impl<'a> After<'a> {
    fn glyph(glyph: Option<&'a str>) -> Self {
        glyph.map_or(Self::Nothing, Self::Glyph)
    }
}

/// One line of a menu that opens another menu beside it.
pub fn submenu(ui: &mut Ui, icon_before: Option<&str>, words: &str, content: impl FnOnce(&mut Ui)) {
    let response = menu_line(ui, icon_before, words, false, After::Glyph(icon::CARET_RIGHT));
    let config = MenuConfig::new().style(close_lines);
    SubMenu::new().config(config).show(ui, &response, content);
}

fn menu_line(ui: &mut Ui, icon_before: Option<&str>, words: &str, on: bool, after: After<'_>) -> Response {
    let theme = Theme::of(ui.ctx());
    let font = font::regular(size::BODY);
    let galley = ui.painter().layout_no_wrap(words.to_owned(), font, Color32::PLACEHOLDER);
    let keys = match after {
        After::Keys(keys) if !keys.is_empty() => {
            Some(ui.painter().layout_no_wrap(keys.to_owned(), font::regular(size::LABEL), theme.weak))
        }
        _ => None,
    };
    let end = keys.as_ref().map_or(0.0, |keys| keys.size().x + size::GAP);
    let own = (galley.size().x + size::ICON + size::GAP + 40.0 + end).max(180.0);
    // While a menu is measured, its room says nothing; then every line is as wide as the widest.
    let room = ui.available_width();
    let width = own.max(if ui.is_sizing_pass() { room.min(size::MENU) } else { room });
    let (rect, response) = ui.allocate_exact_size(vec2(width.ceil(), size::CONTROL), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        if on {
            WidgetInfo::selected(Role::Button, enabled, on, words)
        } else {
            WidgetInfo::labeled(Role::Button, enabled, words)
        }
    });
    if !ui.is_sizing_pass() && ui.data_mut(|data| data.remove_temp::<bool>(first_line())).is_some() {
        response.request_focus();
    }
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, size::RADIUS_SMALL, theme.pressed);
    }
    let ink = if enabled { theme.text } else { theme.weak };
    if let Some(i) = icon_before {
        let at = pos2(rect.left() + 8.0 + size::ICON * 0.5, rect.center().y);
        ui.painter().text(at, Align2::CENTER_CENTER, i, font::icons(size::ICON), theme.weak);
    }
    let x = rect.left() + if icon_before.is_some() { size::ICON + 16.0 } else { 10.0 };
    ui.painter().galley(pos2(x, rect.center().y - galley.size().y * 0.5), galley, ink);
    if let Some(keys) = keys {
        let at = pos2(rect.right() - size::GAP - keys.size().x, rect.center().y - keys.size().y * 0.5);
        ui.painter().galley(at, keys, theme.weak);
    }
    if let After::Glyph(glyph) = after {
        let at = pos2(rect.right() - 14.0, rect.center().y);
        let ink = if on { theme.link } else { theme.weak };
        ui.painter().text(at, Align2::CENTER_CENTER, glyph, font::icons(size::ICON_SMALL), ink);
    }
    response
}

/// A line of a menu that is on or off, with a mark painted before it. Gives whether it was pressed. The menu stays
/// open if it is one that does: several may be wanted.
pub fn toggle_item(ui: &mut Ui, words: &str, on: bool, mark: impl FnOnce(&Ui, egui::Pos2)) -> bool {
    let response = menu_line(ui, Some(" "), words, on, After::glyph(on.then_some(icon::CHECK)));
    mark(ui, pos2(response.rect.left() + 8.0 + size::ICON * 0.5, response.rect.center().y));
    response.clicked()
}

/// The same without a mark.
pub fn toggle_words(ui: &mut Ui, words: &str, on: bool) -> bool {
    menu_line(ui, None, words, on, After::glyph(on.then_some(icon::CHECK))).clicked()
}

/// A line with a mark where one is chosen: closes the menu.
pub fn marked_item(ui: &mut Ui, words: &str, on: bool, mark: impl FnOnce(&Ui, egui::Pos2)) -> bool {
    let pressed = toggle_item(ui, words, on, mark);
    if pressed {
        ui.close();
    }
    pressed
}

/// A field that opens a list of choices; gives the one that was just chosen.
pub fn pick<T: Copy + PartialEq>(ui: &mut Ui, name: &str, now: T, choices: &[(T, String)]) -> Option<T> {
    let words = choices.iter().find(|(v, _)| *v == now).map_or("", |(_, w)| w.as_str());
    let galley = ui.painter().layout_no_wrap(words.to_owned(), font::regular(size::BODY), Color32::PLACEHOLDER);
    let width = (galley.size().x + 44.0).max(120.0).min(ui.available_width()).ceil();
    pick_wide(ui, name, now, choices, width)
}

/// The same of a width of its own, in points.
pub fn pick_wide<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    now: T,
    choices: &[(T, String)],
    width: f32,
) -> Option<T> {
    let words = choices.iter().find(|(v, _)| *v == now).map_or("", |(_, w)| w.as_str());
    let response = dropdown(ui, name, words, width);
    let mut chosen = None;
    menu(&response).accessible_name(name).show(|ui| {
        ui.set_min_width(width - 8.0);
        super::scroll(320.0).show(ui, |ui| {
            for (value, words) in choices {
                if menu_item(ui, None, words, *value == now).clicked() {
                    chosen = Some(*value);
                }
            }
        });
    });
    chosen.filter(|c| *c != now)
}

/// A field that shows what is chosen and opens whatever is put under it.
pub fn dropdown(ui: &mut Ui, name: &str, words: &str, width: f32) -> Response {
    let theme = Theme::of(ui.ctx());
    let room = width - 34.0;
    let galley = super::elided(ui.painter(), words, font::regular(size::BODY), theme.text, room);
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    let value = words.to_owned();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(value.clone());
        info
    });
    let line = if response.hovered() { theme.line_strong } else { theme.line };
    ui.painter().rect(rect, size::RADIUS, theme.field, Stroke::new(1.0, line), StrokeKind::Inside);
    if response.has_focus() {
        focus_ring(ui.painter(), rect, size::RADIUS, &theme);
    }
    let inside = egui::Rect::from_min_max(rect.min, pos2(rect.right() - 24.0, rect.bottom()));
    let painter = ui.painter().with_clip_rect(inside.intersect(ui.clip_rect()));
    painter.galley(pos2(rect.left() + 10.0, rect.center().y - galley.size().y * 0.5), galley, theme.text);
    let at = pos2(rect.right() - 14.0, rect.center().y);
    ui.painter().text(at, Align2::CENTER_CENTER, icon::CARET_DOWN, font::icons(12.0), theme.weak);
    response.on_hover_cursor(CursorIcon::PointingHand)
}
