//! The bar at the top: where one is, finding, sync, theme, person.

use super::{
    devices,
    sync_chip::{self, Network},
    toasts::Toasts,
};
use crate::{
    actions::{Action, Cx},
    commands,
    kit::{self, font, icon, size},
    place::Place,
};
use egui::{Align, Align2, CursorIcon, Layout, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2};

/// What the bar needs beyond what views are given.
pub struct Bar<'a> {
    /// There is somewhere to go back to.
    pub can_back: bool,
    /// There is somewhere to go forward to.
    pub can_forward: bool,
    /// What the chip is about.
    pub network: &'a Network,
    /// The sidebar is hidden and opens over the page.
    pub overlay: bool,
}

/// Paints it, the newest message in it where messages are shown here.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>, bar: &Bar<'_>, messages: Option<&mut Toasts>) {
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = size::GRID;
        let (glyph, name) = if bar.overlay {
            (icon::LIST, "Show the sidebar")
        } else {
            (icon::SIDEBAR_SIMPLE, "Narrow or wide sidebar")
        };
        if kit::icon_button(ui, glyph, name).clicked() {
            cx.actions.push(Action::ToggleSidebar);
        }
        for (glyph, name, can) in
            [(icon::ARROW_LEFT, "Back", bar.can_back), (icon::ARROW_RIGHT, "Forward", bar.can_forward)]
        {
            if ui.add_enabled_ui(can, |ui| kit::icon_button(ui, glyph, name).clicked()).inner {
                cx.actions.push(if name == "Back" { Action::Back } else { Action::Forward });
            }
        }
        ui.add_space(size::GAP);
        let end = kit::width_at_right(ui, END) + size::GAP;
        let full = ui.available_rect_before_wrap();
        let way = full.with_max_x((full.right() - end).max(full.left()));
        let line = Layout::left_to_right(Align::Center);
        let message = messages.and_then(|m| m.wish(ui).map(|wish| (m, wish)));
        // The message stands beside the way here where both have room, else in its place.
        let beside = message.as_ref().map_or(0.0, |(_, wish)| wish + size::GAP_WIDE);
        let alone = message.is_some() && crumbs(ui, cx).iter().sum::<f32>() + beside > way.width();
        if !alone {
            let way = way.with_max_x(way.right() - beside);
            let mut child = ui.new_child(UiBuilder::new().max_rect(way).layout(line).id_salt("the way here"));
            breadcrumb(&mut child, cx);
        }
        if let Some((messages, wish)) = message {
            let rect = if alone { way } else { way.with_min_x(way.right() - wish) };
            messages.line(ui, rect, false, cx.actions);
        }
        kit::at_right(ui, END, |ui, room| {
            ui.spacing_mut().item_spacing.x = size::GRID;
            find(ui, cx, room - chip_width(ui, bar.network) - 2.0 * (size::CONTROL + size::GRID));
            chip(ui, bar.network, cx);
            theme_toggle(ui, cx);
            person(ui, cx);
        });
    });
}

/// What stands at the right end of the bar.
const END: &str = "the end of the top bar";

fn breadcrumb(ui: &mut Ui, cx: &mut Cx<'_>) {
    let trail = cx.place.trail(&cx.snapshot.state);
    let clip = ui.available_rect_before_wrap();
    ui.set_clip_rect(ui.clip_rect().intersect(clip.expand2(vec2(2.0, 8.0))));
    ui.spacing_mut().item_spacing.x = 2.0;
    // Where there is no room for all, only the last parts are shown.
    let fit = crumbs(ui, cx)
        .iter()
        .rev()
        .scan(0.0, |used, width| {
            *used += width;
            Some(*used)
        })
        .skip(1)
        .take_while(|used| *used <= clip.width())
        .count();
    let skip = trail.len().saturating_sub(fit + 1);
    for (i, place) in trail.iter().enumerate().skip(skip) {
        let last = i + 1 == trail.len();
        if i > skip {
            ui.label(egui::RichText::new(icon::CARET_RIGHT).font(font::icons(11.0)).color(cx.theme.weak));
        }
        let title = place.title(&cx.snapshot.state);
        if last {
            // The links before it have as much inside.
            if i > skip {
                ui.add_space(CRUMB);
            }
            ui.add(egui::Label::new(font::strong(title, cx.theme.text)).truncate());
        } else if crumb(ui, &title, cx).clicked() {
            cx.go(*place);
        }
    }
}

/// How wide the parts of the way here are, each with the mark before it.
fn crumbs(ui: &Ui, cx: &Cx<'_>) -> Vec<f32> {
    let trail = cx.place.trail(&cx.snapshot.state);
    let wide = |(i, place): (usize, &Place)| {
        let last = i + 1 == trail.len();
        let font = if last { font::medium(size::BODY) } else { font::regular(size::BODY) };
        let words = ui.painter().layout_no_wrap(place.title(&cx.snapshot.state), font, cx.theme.text);
        words.size().x + CRUMB * 2.0 + if i > 0 { BETWEEN } else { 0.0 }
    };
    trail.iter().enumerate().map(wide).collect()
}

/// Room between two parts of the way here, with the mark in it.
const BETWEEN: f32 = 16.0;
/// Room at the sides of a link of the way here.
const CRUMB: f32 = 5.0;

fn crumb(ui: &mut Ui, words: &str, cx: &Cx<'_>) -> egui::Response {
    let galley = ui.painter().layout_no_wrap(words.to_owned(), font::regular(size::BODY), cx.theme.weak);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + CRUMB * 2.0, 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, format!("Up to {words}")));
    if response.hovered() {
        ui.painter().rect_filled(rect, size::RADIUS_SMALL, cx.theme.hover);
    }
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect.shrink(1.0), size::RADIUS_SMALL, cx.theme);
    }
    ui.painter().galley(rect.center() - galley.size() * 0.5, galley, cx.theme.weak);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// `room` is what the way here and this have together, in points.
fn find(ui: &mut Ui, cx: &mut Cx<'_>, room: f32) {
    let (width, words) = if room > 520.0 { (220.0, "Find anything") } else { (136.0, "Find") };
    if room < 400.0 {
        if kit::icon_button(ui, icon::MAGNIFYING_GLASS, "Find anything").clicked() {
            cx.actions.push(Action::OpenPalette);
        }
        return;
    }
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Find anything"));
    let line = if response.hovered() { cx.theme.line_strong } else { cx.theme.line };
    ui.painter().rect(rect, size::RADIUS, cx.theme.field, Stroke::new(1.0, line), StrokeKind::Inside);
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect, size::RADIUS, cx.theme);
    }
    let at = pos2(rect.left() + 16.0, rect.center().y);
    let painter = ui.painter();
    painter.text(at, Align2::CENTER_CENTER, icon::MAGNIFYING_GLASS, font::icons(size::ICON_SMALL), cx.theme.weak);
    let font = font::regular(size::BODY);
    painter.text(pos2(rect.left() + 30.0, rect.center().y), Align2::LEFT_CENTER, words, font, cx.theme.hint);
    let keys = commands::called("find").map(|c| c.keys_shown(ui.ctx())).unwrap_or_default();
    let right = pos2(rect.right() - 10.0, rect.center().y);
    painter.text(right, Align2::RIGHT_CENTER, keys, font::medium(size::LABEL), cx.theme.weak);
    if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
        cx.actions.push(Action::OpenPalette);
    }
}

/// Beside the words of the chip: its glyph and room at its ends.
const CHIP: f32 = 36.0;

fn chip_width(ui: &Ui, network: &Network) -> f32 {
    let (_, words, _) = sync_chip::chip(network);
    ui.painter().layout_no_wrap(words, font::regular(size::SECONDARY), egui::Color32::PLACEHOLDER).size().x + CHIP
}

fn chip(ui: &mut Ui, network: &Network, cx: &mut Cx<'_>) {
    let (glyph, words, hint) = sync_chip::chip(network);
    let galley = ui.painter().layout_no_wrap(words.clone(), font::regular(size::SECONDARY), cx.theme.weak);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + CHIP, size::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Devices: {words}")));
    if response.hovered() {
        ui.painter().rect_filled(rect, size::RADIUS, cx.theme.hover);
    }
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect, size::RADIUS, cx.theme);
    }
    let at = pos2(rect.left() + 16.0, rect.center().y);
    ui.painter().text(at, Align2::CENTER_CENTER, glyph, font::icons(size::ICON), cx.theme.weak);
    ui.painter().galley(pos2(rect.left() + 28.0, rect.center().y - galley.size().y * 0.5), galley, cx.theme.weak);
    devices::list(&response, network, &hint, cx);
    if !kit::menu_open(ui.ctx()) {
        response.on_hover_text(hint).on_hover_cursor(CursorIcon::PointingHand);
    }
}

fn theme_toggle(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (glyph, name) = if cx.theme.dark { (icon::SUN, "Switch to light") } else { (icon::MOON, "Switch to dark") };
    if kit::icon_button(ui, glyph, name).clicked() {
        cx.actions.push(Action::ToggleTheme);
    }
}

fn person(ui: &mut Ui, cx: &mut Cx<'_>) {
    let me = cx.snapshot.me;
    let name = cx.snapshot.state.studio.name_of(me.person);
    let initials = cx.snapshot.state.studio.people.get(&me.person).map(rushes_domain::Person::initials);
    let (rect, response) = ui.allocate_exact_size(vec2(32.0, 32.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name}, {}", me.role)));
    let initials = initials.unwrap_or_default();
    kit::paint_avatar(ui.painter(), rect.center(), size::AVATAR_LARGE, me.person, &initials, cx.theme);
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect.shrink(2.0), 14, cx.theme);
    }
    let response = response.on_hover_text(format!("{name}, {}", me.role)).on_hover_cursor(CursorIcon::PointingHand);
    kit::menu(&response).accessible_name("You").show(|ui| {
        ui.set_min_width(220.0);
        ui.add_space(size::GRID);
        ui.horizontal(|ui| {
            ui.add_space(6.0);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.label(font::strong(name.as_str(), cx.theme.text));
                ui.label(font::weak(me.role.word(), cx.theme.weak));
            });
        });
        kit::menu_divider(ui);
        commands::menu::of_page(ui, cx, &["view.theme", "view.rows", "view.sidebar", "help.keys"]);
    });
}
