//! Long work: what, how far, and a way to stop it.

use crate::{
    actions::{Action, Cx},
    kit::{self, font, icon, size},
    runtime::Work,
};
use egui::{Popup, Rect, Response, Sense, Stroke, Ui, UiBuilder, Vec2, pos2, vec2};

/// Height of one piece of work.
const HEIGHT: f32 = 54.0;
/// Room over the first one, with the line in it.
const ABOVE: f32 = 9.0;
/// Pieces of work shown at most.
const MOST: usize = 4;

/// How much of the sidebar's foot it takes.
pub(super) fn height(cx: &Cx<'_>, narrow: bool, item: f32) -> f32 {
    match (cx.tray.len(), narrow) {
        (0, _) => 0.0,
        (_, true) => item,
        (n, false) => n.min(MOST) as f32 * HEIGHT + ABOVE,
    }
}

/// At the sidebar's foot.
pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    if cx.tray.is_empty() {
        return;
    }
    ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top(), Stroke::new(1.0, cx.theme.line));
    ui.add_space(size::GAP_TIGHT);
    lines(ui, cx);
}

/// As a menu, where the sidebar has no room for words.
pub(super) fn menu(under: &Response, cx: &mut Cx<'_>) {
    Popup::menu(under).accessible_name("Long work").show(|ui| {
        ui.set_width(size::SIDEBAR);
        lines(ui, cx);
    });
}

fn lines(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut cancel = None;
    for work in cx.tray.iter().take(MOST) {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
        // In line with the words of the pages above.
        let words = rect.with_min_x(rect.left() + size::GAP).with_max_x(rect.right() - size::CONTROL - size::GRID);
        let mut child = ui.new_child(UiBuilder::new().max_rect(words).id_salt(work.id));
        child.spacing_mut().item_spacing.y = 2.0;
        child
            .add(egui::Label::new(font::weak(work.label.as_str(), cx.theme.text)).truncate())
            .on_hover_text(&work.label);
        child.add(egui::Label::new(font::caption(how_far(work), cx.theme.weak)).truncate());
        kit::progress(&mut child, work.progress.share(), &work.label);
        if work.progress.can_stop() {
            let at = Rect::from_min_size(pos2(words.right() + size::GRID, rect.top()), Vec2::splat(size::CONTROL));
            let mut end = ui.new_child(UiBuilder::new().max_rect(at).id_salt(("stop", work.id)));
            if kit::icon_button(&mut end, icon::X, &format!("Cancel {}", work.label)).clicked() {
                cancel = Some(work.id);
            }
        }
    }
    cx.actions.extend(cancel.map(Action::Cancel));
}

fn how_far(work: &Work) -> String {
    let what = work.progress.what();
    match work.progress.share() {
        _ if work.progress.is_stopping() => "stopping…".to_owned(),
        Some(share) => format!("{:.0} %  {what}", share * 100.0),
        None => what,
    }
}
