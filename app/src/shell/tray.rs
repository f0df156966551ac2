//! Long work: what, how far, and a way to stop it.

use crate::{
    actions::{Action, Cx},
    kit::{self, font, icon, size},
    runtime::Work,
};
use egui::{Popup, Response, Stroke, Ui};

/// Height of one piece of work.
const HEIGHT: f32 = 52.0;
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
    let mut cancel = None;
    for work in cx.tray.iter().take(MOST) {
        ui.push_id(work.id, |ui| {
            ui.horizontal(|ui| {
                // In line with the words of the pages above.
                ui.add_space(size::GRID);
                ui.vertical(|ui| {
                    ui.set_width(ui.available_width() - size::CONTROL - size::GRID);
                    ui.add(egui::Label::new(font::weak(work.label.as_str(), cx.theme.text)).truncate());
                    ui.add(egui::Label::new(font::caption(how_far(work), cx.theme.weak)).truncate());
                    ui.add_space(2.0);
                    kit::progress(ui, work.progress.share(), &work.label);
                });
                let name = format!("Cancel {}", work.label);
                if work.progress.can_stop() && kit::icon_button(ui, icon::X, &name).clicked() {
                    cancel = Some(work.id);
                }
            });
        });
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
