//! The tabs of a project. Each is a place of its own: a new one is a line in [`TABS`] and one in [`of_tab`].

use crate::{
    actions::{Action, Cx},
    kit::{Theme, focus_ring, font, icon, size},
    place::Place,
};
use egui::{Align2, Color32, CursorIcon, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::ProjectId;

/// A tab: its icon, its words, where it leads.
type Tab = (&'static str, &'static str, fn(ProjectId) -> Place);

const TABS: &[Tab] = &[
    (icon::TABLE, "Table", Place::Project),
    (icon::KANBAN, "Board", Place::Board),
    (icon::CLOCK_COUNTER_CLOCKWISE, "Activity", Place::ProjectActivity),
    (icon::GEAR, "Settings", Place::ProjectSettings),
];

/// The project whose tab a place is.
#[must_use]
pub fn of_tab(place: Place) -> Option<ProjectId> {
    match place {
        Place::Project(id) | Place::Board(id) | Place::ProjectActivity(id) | Place::ProjectSettings(id) => Some(id),
        _ => None,
    }
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GRID;
        for (glyph, words, place) in TABS {
            let place = place(project);
            if tab(ui, glyph, words, cx.place == place, cx.theme).clicked() && cx.place != place {
                cx.actions.push(Action::Turn(place));
            }
        }
    });
}

fn tab(ui: &mut Ui, glyph: &str, words: &str, on: bool, theme: &Theme) -> egui::Response {
    let font = if on { font::medium(size::BODY) } else { font::regular(size::BODY) };
    let galley = ui.painter().layout_no_wrap(words.to_owned(), font, Color32::PLACEHOLDER);
    let wanted = vec2((galley.size().x + size::ICON + size::GAP_TIGHT + 20.0).ceil(), size::ROW);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, on, format!("{words} of the project")));
    let ink = if on || response.hovered() { theme.text } else { theme.weak };
    let at = pos2(rect.left() + 10.0 + size::ICON * 0.5, rect.center().y);
    ui.painter().text(at, Align2::CENTER_CENTER, glyph, font::icons(size::ICON), if on { theme.link } else { ink });
    let left = rect.left() + 10.0 + size::ICON + size::GAP_TIGHT;
    ui.painter().galley(pos2(left, rect.center().y - galley.size().y * 0.5), galley, ink);
    if on {
        let line =
            Rect::from_min_max(pos2(rect.left() + 4.0, rect.bottom() - 2.0), pos2(rect.right() - 4.0, rect.bottom()));
        ui.painter().rect_filled(line, 1.0, theme.link);
    }
    if response.has_focus() {
        focus_ring(ui.painter(), rect.shrink(3.0), size::RADIUS, theme);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}
