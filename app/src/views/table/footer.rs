//! What the rows come to together; what the chosen ones come to, when some are chosen.

use super::{
    model::{TableModel, Totals},
    select::Selection,
};
use crate::{
    actions::Cx,
    kit::{self, font, icon, size},
};
use egui::{Align2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2};
use rushes_domain::Status;

/// Height of the footer.
pub(super) const HEIGHT: f32 = 36.0;

/// A mark and the room after it.
const MARK: f32 = 20.0;

/// Shows it.
pub(super) fn ui(ui: &mut Ui, cx: &Cx<'_>, model: &TableModel, selection: &mut Selection, rect: Rect) {
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect_filled(rect, 0.0, cx.theme.surface);
    painter.hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, cx.theme.line));
    let chosen = selection.totals(model).map(|(count, totals)| (count, totals.clone()));
    let (words, totals) = match chosen {
        Some((count, totals)) => (format!("{} of {} selected", kit::figure(count), kit::figure(model.shown())), totals),
        None => (shown_of(model), model.totals().clone()),
    };
    let response = ui.interact(rect, ui.scope_id().with("totals"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken(&words, &totals)));
    let mut x = rect.left() + size::PAGE;
    let y = rect.center().y;
    let font = font::tabular(size::SECONDARY);
    let wide = |words: &str| painter.layout_no_wrap(words.to_owned(), font.clone(), cx.theme.weak).size().x;
    let hours =
        (totals.estimate > 0).then(|| rushes_domain::worked(u32::try_from(totals.estimate).unwrap_or(u32::MAX)));
    let open = (totals.open > 0).then(|| format!("{} open feedback", kit::figure(totals.open)));
    let full = |count: usize, status: Status| format!("{} {}", kit::figure(count), status.label().to_lowercase());
    let counts = totals.statuses().map(|(status, count)| wide(&full(count, status)));
    let after = counts.chain(hours.iter().chain(&open).map(|w| wide(w))).map(|w| w + MARK + size::GAP_WIDE);
    // Where there is no room for the words the marks stand for them, and the pointer is told.
    let terse = size::PAGE * 2.0 + wide(&words) + after.sum::<f32>() > rect.width();
    let text =
        |x: f32, words: &str, color| painter.text(pos2(x, y), Align2::LEFT_CENTER, words, font.clone(), color).right();
    let mark = |x: f32, glyph: &str, color| {
        painter.text(pos2(x + 7.0, y), Align2::CENTER_CENTER, glyph, font::icons(size::ICON_SMALL), color);
        x + MARK
    };
    x = text(x, &words, cx.theme.text) + size::PAGE;
    for (status, count) in totals.statuses() {
        kit::status::paint_icon(&painter, pos2(x + 7.0, y), size::ICON_SMALL, status, cx.theme);
        let words = if terse { kit::figure(count) } else { full(count, status) };
        x = text(x + MARK, &words, cx.theme.weak) + size::GAP_WIDE;
    }
    if let Some(hours) = hours {
        x = text(mark(x, icon::HOURGLASS, cx.theme.weak), &hours, cx.theme.weak) + size::GAP_WIDE;
    }
    if let Some(open) = open {
        let words = if terse { kit::figure(totals.open) } else { open };
        text(mark(x, icon::CHAT_CIRCLE, cx.theme.warning), &words, cx.theme.weak);
    }
    if terse {
        response.on_hover_text(spoken(&words, &totals));
    }
}

fn shown_of(model: &TableModel) -> String {
    match (model.len(), model.shown()) {
        (all, shown) if all == shown => kit::counted(all, "deliverable"),
        (all, shown) => format!("{} of {}", kit::figure(shown), kit::counted(all, "deliverable")),
    }
}

fn spoken(words: &str, totals: &Totals) -> String {
    let counted: Vec<String> =
        totals.statuses().map(|(s, n)| format!("{} {}", kit::figure(n), s.label().to_lowercase())).collect();
    let mut told = format!("{words}; stages: {}", counted.join(", "));
    if totals.estimate > 0 {
        let minutes = u32::try_from(totals.estimate).unwrap_or(u32::MAX);
        told.push_str(&format!("; estimated {}", rushes_domain::worked(minutes)));
    }
    if totals.open > 0 {
        told.push_str(&format!("; {} open feedback", totals.open));
    }
    told
}
