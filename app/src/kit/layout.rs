//! Pages, cards, lines, and what stands in for content.

use super::{Button, Theme, font, icon, size};
use egui::{
    Align, Frame, Key, Layout, Margin, Modifiers, Rect, Role, ScrollArea, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use std::hash::Hash;

/// A vertical scroll area at most this high, in points, and as wide as what is in it: a menu around it does not grow.
pub fn scroll(max_height: f32) -> ScrollArea {
    ScrollArea::vertical().max_height(max_height).auto_shrink(true)
}

/// A page: scrolls, has margins, and is never wider than reads well. `id` says what is looked at: another one
/// begins at its top.
pub fn page<R>(ui: &mut Ui, id: impl Hash + std::fmt::Debug, content: impl FnOnce(&mut Ui) -> R) -> R {
    page_within(ui, id, size::PAGE_WIDE, content)
}

/// A page to be read and answered: as wide as a form, in the middle.
pub fn form_page<R>(ui: &mut Ui, id: impl Hash + std::fmt::Debug, content: impl FnOnce(&mut Ui) -> R) -> R {
    page_within(ui, id, size::MEASURE + size::CARD * 2.0, content)
}

/// A page of pictures: as wide as there is room for.
pub fn picture_page<R>(ui: &mut Ui, id: impl Hash + std::fmt::Debug, content: impl FnOnce(&mut Ui) -> R) -> R {
    page_within(ui, id, f32::INFINITY, content)
}

fn page_within<R>(ui: &mut Ui, id: impl Hash + std::fmt::Debug, most: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    ScrollArea::vertical()
        .id_salt(("page", id))
        .auto_shrink(false)
        .show(ui, |ui| {
            if !covered(ui.ctx()) {
                scroll_by_keys(ui);
            }
            let spare = ((ui.available_width() - most).max(0.0) * 0.5).floor();
            let side = size::PAGE + spare;
            let rect = ui.available_rect_before_wrap();
            let right = (rect.right() - side).max(rect.left() + side);
            let inner = Rect::from_min_max(rect.min + vec2(side, size::PAGE), pos2(right, rect.bottom()));
            let mut child = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::top_down(Align::Min)));
            let result = content(&mut child);
            let bottom = child.min_rect().bottom() + size::PAGE * 2.0;
            ui.advance_cursor_after_rect(Rect::from_min_max(rect.min, pos2(rect.right(), bottom)));
            result
        })
        .inner
}

/// Where a list that scrolls by itself lies: as wide as a page, in the middle as that is. On the widest screens a row's
/// end is not a metre from its beginning.
pub fn column<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    column_within(ui, 0.5, content)
}

/// The same under a head that goes across the window: it begins where the head does.
pub fn column_under_head<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    column_within(ui, 0.0, content)
}

/// `before` is the share of the spare room that is left of the column.
fn column_within<R>(ui: &mut Ui, before: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    let rect = ui.available_rect_before_wrap();
    let spare = (rect.width() - size::PAGE_WIDE).max(0.0);
    let left = rect.left() + (spare * before).floor();
    let inner = Rect::from_min_max(pos2(left, rect.top()), pos2(left + rect.width() - spare, rect.bottom()));
    let mut child = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::top_down(Align::Min)));
    let result = content(&mut child);
    ui.advance_cursor_after_rect(rect);
    result
}

/// Where what is in a column scrolls: the bar stands at the page's edge, not in the middle of a wide screen. `content`
/// is given the column's width, for its lines.
pub fn scrolled<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui, f32) -> R) -> R {
    let column = ui.available_rect_before_wrap();
    let whole = column.with_max_x(column.right().max(ui.clip_rect().right()));
    let mut child = ui.new_child(UiBuilder::new().max_rect(whole).layout(Layout::top_down(Align::Min)));
    let result = content(&mut child, column.width());
    ui.advance_cursor_after_rect(column);
    result
}

/// Page Up and Page Down scroll what `ui` is in; Home and End too, while no control has the keyboard.
pub fn scroll_by_keys(ui: &Ui) {
    let ctx = ui.ctx();
    if ctx.text_edit_focused() || menu_open(ctx) {
        return;
    }
    // A little of what was seen stays in sight.
    let page = (ui.clip_rect().height() - size::ROW * 2.0).max(size::ROW);
    let end = ui.clip_rect().height() * 1e4;
    let free = ctx.memory(|m| m.focused().is_none());
    let ways = [(Key::PageDown, -page), (Key::PageUp, page), (Key::End, -end), (Key::Home, end)];
    let ways = &ways[..if free { 4 } else { 2 }];
    let pressed = super::presses(ctx, |key, modifiers| {
        let way = ways.iter().find(|(way, _)| *way == key && modifiers.matches_logically(Modifiers::NONE));
        way.map(|(_, by)| *by)
    });
    for by in pressed {
        ui.scroll_with_delta(vec2(0.0, by));
    }
}

/// Whether something lies over the page that has the keyboard until it is closed.
#[must_use]
pub fn covered(ctx: &egui::Context) -> bool {
    ctx.memory(|m| m.top_modal_layer().is_some())
}

/// Whether a menu is open: then the keys are its own. Also at the frame's beginning, before it is painted.
#[must_use]
pub fn menu_open(ctx: &egui::Context) -> bool {
    egui::Popup::is_any_open(ctx)
}

/// A raised box.
pub fn card(theme: &Theme) -> Frame {
    Frame::new()
        .fill(theme.raised)
        .stroke(Stroke::new(1.0, theme.line))
        .corner_radius(size::RADIUS_CARD)
        .inner_margin(Margin::same(size::CARD as i8))
}

/// A box that floats over the page.
pub fn float_frame(ui: &Ui) -> Frame {
    Frame::popup(ui.style())
}

/// How much narrower than they want to be cards may get, where one more fits on a line so.
const NARROWER: f32 = 0.92;
/// Cards beside one another at most, about.
const MOST_CARDS: f32 = 8.0;

/// Cards of one size in lines, as wide as fills the lines: about `least` points or more, and more where there would be too
/// many beside one another to look at. `one` is given each
/// card's place in the list and its width; not those a screen and more away, where there may be thousands.
pub fn cards(ui: &mut Ui, count: usize, least: f32, mut one: impl FnMut(&mut Ui, usize, f32)) {
    let gap = size::GAP_WIDE;
    let room = ui.available_width();
    let least = least.max(room / MOST_CARDS - gap);
    // A little narrower is better than a third of the line left empty.
    let columns = (((room + gap) / (least * NARROWER + gap)).floor() as usize).max(1);
    let width = ((room - gap * (columns - 1) as f32) / columns as f32).floor().min(least * 1.4);
    ui.spacing_mut().item_spacing = vec2(gap, gap);
    let near = ui.clip_rect().expand2(vec2(0.0, ui.clip_rect().height()));
    let mut high: Option<f32> = None;
    for line in 0..count.div_ceil(columns) {
        let top = ui.cursor().top();
        if let Some(high) = high.filter(|high| top > near.bottom() || top + high < near.top()) {
            ui.allocate_space(vec2(0.0, high));
            continue;
        }
        let shown = ui.horizontal_top(|ui| {
            for i in line * columns..((line + 1) * columns).min(count) {
                one(ui, i, width);
            }
        });
        high = Some(shown.response.rect.height());
    }
}

/// Things of these widths in lines, as many beside one another as there is room for. `one` is given each thing's
/// place in the list.
pub fn flow(ui: &mut Ui, widths: &[f32], mut one: impl FnMut(&mut Ui, usize)) {
    let gap = size::GAP_WIDE;
    let room = ui.available_width();
    let mut next = 0;
    while next < widths.len() {
        let (first, mut used) = (next, widths[next]);
        next += 1;
        while next < widths.len() && used + gap + widths[next] <= room {
            used += gap + widths[next];
            next += 1;
        }
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            (first..next).for_each(|i| one(ui, i));
        });
    }
}

/// A thin line across.
pub fn divider(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    // A menu that is being measured is as wide as its words, not as its lines.
    let width = if ui.is_sizing_pass() { 0.0 } else { ui.available_width() };
    let (rect, _) = ui.allocate_exact_size(vec2(width, 1.0), egui::Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, theme.line));
}

/// What stands where nothing is yet: what goes here, and the button that makes the first one. Gives
/// whether it was pressed.
pub fn empty(ui: &mut Ui, glyph: &str, title: &str, sentence: &str, button: Option<(&str, &str)>) -> bool {
    let mut pressed = false;
    empty_with(ui, glyph, title, sentence, |ui| {
        if let Some((glyph, words)) = button {
            ui.add_space(size::GAP);
            pressed = Button::primary(words).icon(glyph).show(ui).clicked();
        }
    });
    pressed
}

/// The same with more than one way on under the sentence.
pub fn empty_with(ui: &mut Ui, glyph: &str, title: &str, sentence: &str, ways: impl FnOnce(&mut Ui)) {
    let theme = Theme::of(ui.ctx());
    ui.vertical_centered(|ui| {
        ui.add_space(size::PAGE * 2.0);
        ui.label(egui::RichText::new(glyph).font(font::icons(size::ICON_HUGE)).color(theme.weak.gamma_multiply(0.7)));
        ui.add_space(size::GRID);
        ui.label(egui::RichText::new(title).font(font::display(size::SECTION)).color(theme.text));
        ui.scope(|ui| {
            ui.set_max_width(420.0);
            ui.label(font::text(sentence, theme.weak));
        });
        ways(ui);
        ui.add_space(size::PAGE * 2.0);
    });
}

/// What went wrong, that nothing was lost, and what to do.
pub fn error_card(ui: &mut Ui, what: &str, hint: &str) {
    let theme = Theme::of(ui.ctx());
    card(&theme).show(ui, |ui| {
        ui.set_min_width(ui.available_width().min(size::MEASURE - size::CARD * 2.0));
        ui.horizontal(|ui| {
            ui.label(egui::RichText::new(icon::WARNING).font(font::icons(size::ICON)).color(theme.danger));
            ui.vertical(|ui| {
                ui.label(font::strong(what, theme.text));
                if !hint.is_empty() {
                    ui.label(font::text(hint, theme.weak));
                }
            });
        });
    });
}

/// What is there sooner is not worth a word, in seconds.
const WORTH_SAYING: f64 = 0.15;

/// What stands in a page while its content is read for the first time, if that takes a while.
pub fn reading(ui: &mut Ui, words: &str) {
    let theme = Theme::of(ui.ctx());
    let (now, frame) = (ui.input(|i| i.time), ui.ctx().cumulative_frame_nr());
    let mark = egui::Id::unique(("reading", words));
    let seen: Option<(f64, u64)> = ui.data(|data| data.get_temp(mark));
    let since = seen.filter(|(_, last)| last + 1 >= frame).map_or(now, |(since, _)| since);
    ui.data_mut(|data| data.insert_temp(mark, (since, frame)));
    if now - since < WORTH_SAYING {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(WORTH_SAYING - (now - since)));
        return;
    }
    ui.vertical_centered(|ui| {
        ui.add_space(size::PAGE * 2.0);
        ui.label(font::text(words, theme.weak));
        ui.scope(|ui| {
            ui.set_max_width(240.0);
            progress(ui, None, words.trim_end_matches('…'));
        });
    });
}

/// How often the bar of what takes nobody knows how long moves on.
const STEP: std::time::Duration = std::time::Duration::from_millis(60);

/// A bar that fills, `share` from 0 to 1; nothing known where absent.
pub fn progress(ui: &mut Ui, share: Option<f32>, name: &str) {
    let theme = Theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), egui::Sense::hover());
    let value = share.unwrap_or(0.0).clamp(0.0, 1.0);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, name);
        info.value = Some(f64::from(value));
        info
    });
    ui.painter().rect_filled(rect, 2.0, theme.pressed);
    let filled = match share {
        Some(_) => rect.with_max_x(rect.left() + rect.width() * value),
        // It goes to and fro: something is being done.
        None => {
            ui.ctx().request_repaint_after(STEP);
            let wide = rect.width() * 0.25;
            let way = (ui.input(|i| i.time) * 0.4).fract() as f32;
            let left = rect.left() + (rect.width() - wide) * (1.0 - (way * 2.0 - 1.0).abs());
            rect.with_min_x(left).with_max_x(left + wide)
        }
    };
    ui.painter().rect_filled(filled, 2.0, theme.link);
}

/// A word over a control that has the same name itself: seen, and read aloud once.
pub fn over(ui: &mut Ui, words: &str) {
    let theme = Theme::of(ui.ctx());
    let galley = super::elided(ui.painter(), words, font::medium(size::LABEL), theme.weak, ui.available_width());
    let (rect, _) = ui.allocate_exact_size(galley.size(), egui::Sense::hover());
    // On one line with the words of other labels, which leave a little room above.
    ui.painter().galley(rect.min + vec2(0.0, 1.0), galley, theme.weak);
}

/// A word over a control that has the same name itself, as near as the words over fields are.
pub fn under<R>(ui: &mut Ui, words: &str, control: impl FnOnce(&mut Ui) -> R) -> R {
    let both = ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = size::GRID;
        over(ui, words);
        control(ui)
    });
    both.inner
}

/// A word over a value.
pub fn labelled_value(ui: &mut Ui, label: &str, value: &str) -> egui::Response {
    let theme = Theme::of(ui.ctx());
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.label(font::caption(label, theme.weak));
        ui.label(font::text(value, theme.text))
    })
    .inner
}

/// Several words over values, side by side.
pub fn facts(ui: &mut Ui, facts: &[(&str, String)]) {
    let wide = |words: &str, font| {
        ui.painter().layout_no_wrap(words.to_owned(), font, egui::Color32::PLACEHOLDER).size().x.ceil()
    };
    let widths: Vec<f32> = facts
        .iter()
        .map(|(label, value)| {
            wide(label, font::medium(size::LABEL)).max(wide(value, font::regular(size::BODY))) + size::GAP
        })
        .collect();
    flow(ui, &widths, |ui, i| {
        let (label, value) = &facts[i];
        ui.scope(|ui| {
            ui.set_width(widths[i]);
            labelled_value(ui, label, value);
        });
    });
}
