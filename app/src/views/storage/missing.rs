//! Media files that something refers to and that are not on this device.

use super::ui::named;
use crate::{
    actions::Cx,
    kit::{self, font, size},
};
use egui::Ui;
use rushes_store::MissingMedia;

/// Names them: those that are nowhere as an error, those that may come from another device in a plain line.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, missing: &[MissingMedia]) {
    let (lost, waited): (Vec<_>, Vec<_>) = missing.iter().partition(|m| m.lost);
    let lines = |files: &[&MissingMedia]| files.iter().map(|m| told(m)).collect::<Vec<String>>();
    if !lost.is_empty() {
        ui.add_space(size::GAP);
        let what = format!("{} nowhere", kit::counted(lost.len(), "media file"));
        kit::error_card(ui, &what, "This is the studio's only device. A backup may have them: restore it to add them.");
        named(ui, cx, lines(&lost).iter().map(String::as_str));
    }
    if !waited.is_empty() {
        ui.add_space(size::GAP);
        let files = kit::counted(waited.len(), "media file");
        let words = format!("{files} not here yet; another device of the studio may have them.");
        ui.label(font::text(words, cx.theme.weak));
        named(ui, cx, lines(&waited).iter().map(String::as_str));
    }
}

fn told(file: &MissingMedia) -> String {
    let name = if file.name.is_empty() { "a picture" } else { &file.name };
    format!("{name}, used by {}", file.used_by.join(", "))
}
