//! The first step: which file.

use crate::{
    actions::{Action, Cx, Pick},
    kit::{self, Button, font, icon, size},
    runtime::Trouble,
    views::path_field::{Line, PathField, Wanted},
};
use egui::Ui;
use rushes_domain::ProjectId;
use std::path::PathBuf;

/// Width of the button beside the path, with its gap.
const READ: f32 = 64.0;

/// Asks for a file: by a dialog, by what was opened lately, or by its path, with what was wrong with the last one.
pub(super) fn ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    project: ProjectId,
    (path, trouble): (&mut PathField, Option<&Trouble>),
    recent: &[PathBuf],
) {
    kit::card(cx.theme).show(ui, |ui| {
        let width = size::MEASURE.min(ui.available_width());
        ui.set_max_width(width);
        ui.set_min_width(width);
        ui.label(font::strong("Drop a tracker sheet here", cx.theme.text));
        let words = "xlsx, xlsb, xls, ods, csv or tsv. Title rows, up to three header rows and a group of columns per stage are \
             understood; names match deliverables that are here already.";
        ui.label(font::text(words, cx.theme.weak));
        ui.add_space(size::GAP);
        let line = Line {
            name: "Path of a sheet",
            hint: "or paste its path",
            wanted: Wanted::File,
            button: Button::new("Read"),
            not_now: "",
            after: READ,
        };
        let browse = |ui: &mut Ui| {
            if Button::primary("Browse…").icon(icon::FOLDER_OPEN).show(ui).clicked() {
                cx.actions.push(Action::Pick(Pick::Sheet(project)));
            }
        };
        let file = path.ui(ui, line, browse, |_| ()).and_then(|paths| paths.into_iter().next());
        cx.actions.extend(file.map(|file| Action::ReadSheet(project, file, None)));
        if let Some(trouble) = trouble {
            ui.add_space(size::GRID);
            ui.label(font::text(trouble.text.as_str(), cx.theme.danger));
            ui.label(font::weak(format!("{} Nothing was changed.", trouble.hint), cx.theme.weak));
        }
    });
    if recent.is_empty() {
        return;
    }
    ui.add_space(size::GAP_WIDE);
    ui.label(font::caption("Recent", cx.theme.weak));
    for file in recent {
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = file.parent().map(|f| f.display().to_string()).unwrap_or_default();
        let spoken = format!("Read {name} in {folder}");
        let theme = cx.theme;
        ui.scope(|ui| {
            ui.set_max_width(size::MEASURE + size::CARD * 2.0);
            let row = kit::row(ui, &spoken, cx.row_height(), false, |ui, rect| {
                let y = rect.center().y;
                let at = egui::pos2(rect.left() + size::GAP + size::ICON * 0.5, y);
                let glyph = font::icons(size::ICON);
                ui.painter().text(at, egui::Align2::CENTER_CENTER, icon::FILE_XLS, glyph, theme.good);
                let left = rect.left() + size::GAP * 2.0 + size::ICON;
                let half = (rect.right() - left) * 0.5;
                let galley = kit::elided(ui.painter(), &name, font::regular(size::BODY), theme.text, half);
                ui.painter().galley(egui::pos2(left, y - galley.size().y * 0.5), galley, theme.text);
                let room = half - size::GAP * 2.0;
                let galley = kit::elided(ui.painter(), &folder, font::regular(size::SECONDARY), theme.weak, room);
                ui.painter().galley(egui::pos2(left + half + size::GAP, y - galley.size().y * 0.5), galley, theme.weak);
            });
            if row.clicked() {
                cx.actions.push(Action::ReadSheet(project, file.clone(), None));
            }
        });
    }
}
