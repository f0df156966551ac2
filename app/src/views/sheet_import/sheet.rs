//! The second step: which of the file's sheets, and where its header is.

use super::state::Work;
use crate::{
    actions::Cx,
    jobs::sheet::Start,
    kit::{self, font, size},
};
use egui::{Rect, ScrollArea, Ui, pos2, vec2};
use rushes_store::import::{HEADER_WITHIN, column_letters};

/// Columns shown of a sheet.
const SHOWN_COLUMNS: usize = 40;
/// Rows shown of a sheet: those in which a header may be, and a few more.
const SHOWN_ROWS: usize = HEADER_WITHIN + 20;
/// Width of a column, in points.
const COLUMN: f32 = 132.0;
/// Width of the row's number, in points.
const NUMBER: f32 = 44.0;

pub(super) fn ui(ui: &mut Ui, cx: &Cx<'_>, work: &mut Work) {
    let theme = cx.theme;
    let (row, rows) = (work.mapping.header_row.unwrap_or(1), work.mapping.header_rows.unwrap_or(1));
    let mut begin = None;
    ui.horizontal_wrapped(|ui| {
        let sheets: Vec<(usize, String)> = work
            .book
            .sheets
            .iter()
            .enumerate()
            .map(|(i, s)| {
                let hidden = if s.hidden { ", hidden" } else { "" };
                (i, format!("{} ({} rows{hidden})", s.name, kit::figure(s.height())))
            })
            .collect();
        if sheets.len() > 1
            && let Some(sheet) = kit::pick(ui, "Sheet", work.ask.sheet, &sheets)
        {
            begin = Some((sheet, Start::Recall));
        }
        ui.label(font::text(format!("The header begins in row {row} and has"), theme.weak));
        if let Some(rows) = kit::segments(ui, rows, &[(1, "One row"), (2, "Two rows"), (3, "Three rows")]) {
            begin = Some((work.ask.sheet, Start::Header(row, rows)));
        }
    });
    ui.label(font::weak("Click the row in which the header begins, where another one was taken for it.", theme.weak));
    ui.add_space(size::GAP);
    if let Some(trouble) = &work.trouble {
        kit::error_card(ui, &trouble.text, &trouble.hint);
        ui.add_space(size::GAP);
    }
    if let Some(picked) = table(ui, cx, work, (row, rows)) {
        begin = Some((work.ask.sheet, Start::Header(picked, rows)));
    }
    if let Some((sheet, start)) = begin {
        work.begin(sheet, start);
    }
}

/// The sheet's first rows. Gives the row that was clicked, from 1.
fn table(ui: &mut Ui, cx: &Cx<'_>, work: &Work, (header, rows): (usize, usize)) -> Option<usize> {
    let grid = work.grid()?;
    let theme = cx.theme;
    let columns = grid.width().min(SHOWN_COLUMNS);
    let count = grid.height().min(SHOWN_ROWS);
    let width = NUMBER + COLUMN * columns as f32;
    let mut picked = None;
    ScrollArea::both().id_salt("sheet").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.set_min_width(width);
        let (rect, _) = ui.allocate_exact_size(vec2(width, size::ROW_DENSE), egui::Sense::hover());
        for column in 0..columns {
            let left = rect.left() + NUMBER + COLUMN * column as f32 + size::GAP;
            let at = pos2(left, rect.center().y);
            let font = font::medium(size::LABEL);
            ui.painter().text(at, egui::Align2::LEFT_CENTER, column_letters(column), font, theme.weak);
        }
        for row in 0..count {
            let is_header = row + 1 >= header && row + 1 < header + rows;
            let text: Vec<String> = (0..columns).map(|c| shown(&grid.cell(row, c).shown())).collect();
            let said: Vec<&str> = text.iter().map(String::as_str).filter(|t| !t.is_empty()).take(8).collect();
            let spoken = format!("Row {}{}: {}", row + 1, if is_header { ", header" } else { "" }, said.join(", "));
            let response = kit::row(ui, &spoken, size::ROW_DENSE, is_header, |ui, rect| {
                let number = (row + 1).to_string();
                let at = pos2(rect.left() + NUMBER - size::GAP, rect.center().y);
                let font = font::tabular(size::SECONDARY);
                ui.painter().text(at, egui::Align2::RIGHT_CENTER, number, font, theme.weak);
                for (column, text) in text.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
                    let left = rect.left() + NUMBER + COLUMN * column as f32 + size::GAP;
                    let cell = Rect::from_min_max(pos2(left, rect.top()), pos2(left + COLUMN, rect.bottom()));
                    if !ui.is_rect_visible(cell) {
                        continue;
                    }
                    let font = if is_header { font::medium(size::SECONDARY) } else { font::regular(size::SECONDARY) };
                    let ink = if is_header || row + 1 > header { theme.text } else { theme.weak };
                    let span = grid.columns_spanned(row, column).clamp(1, 8) as f32;
                    let galley = kit::elided(ui.painter(), text, font, ink, COLUMN * span - size::GAP * 2.0);
                    ui.painter().galley(pos2(left, rect.center().y - galley.size().y * 0.5), galley, ink);
                }
            });
            if response.clicked() {
                picked = Some(row + 1);
            }
        }
        if grid.height() > count {
            let rest = grid.height() - count;
            ui.add_space(size::GAP);
            ui.label(font::weak(format!("… and {} more rows", kit::figure(rest)), theme.weak));
        }
    });
    picked
}

/// A cell on one short line: it may hold a book.
fn shown(text: &str) -> String {
    text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
