//! The deliverable's name and facts.

use super::Page;
use crate::{
    actions::Cx,
    commands,
    kit::{self, dates, font, icon, size},
    place::Place,
    textures::ThumbSize,
    views::conflict,
};
use egui::{Sense, Ui, vec2};
use rushes_domain::{Deliverable, Priority};

impl Page {
    pub(super) fn header(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable) {
        if let Some(edit) = &mut self.edit {
            if !edit.ui(ui, cx, deliverable) {
                self.edit = None;
            }
            return;
        }
        ui.horizontal_top(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(128.0, 72.0), Sense::hover());
            let cover = deliverable.cover();
            cx.thumbs.paint(ui.painter(), rect, cover, (ThumbSize::Card, kit::Fit::Cover, size::RADIUS), cx.theme);
            ui.add_space(size::GAP);
            ui.vertical(|ui| {
                ui.horizontal(|ui| {
                    ui.scope(|ui| {
                        ui.set_max_width((ui.available_width() - 90.0).max(120.0));
                        kit::cover_title(ui, &deliverable.name);
                    });
                    let edit = commands::menu::action(cx, cx.place, "deliverable.edit");
                    if let Some(edit) = edit
                        && kit::icon_button(ui, icon::PENCIL_SIMPLE, "Edit the deliverable").clicked()
                    {
                        cx.actions.push(edit);
                    }
                    menu(ui, cx);
                });
                facts(ui, cx, deliverable);
                let marked: Vec<_> = MARKED
                    .into_iter()
                    .filter_map(|key| rushes_domain::Conflict::at(&deliverable.conflicts, &[key]))
                    .collect();
                if !marked.is_empty() {
                    ui.horizontal(|ui| {
                        for found in marked {
                            ui.label(font::weak(found.label(&cx.snapshot.state.studio), cx.theme.weak));
                            ui.push_id(found.id, |ui| conflict::mark(ui, cx, found));
                        }
                    });
                }
                if !deliverable.description.is_empty() {
                    ui.label(font::text(deliverable.description.as_str(), cx.theme.weak));
                }
            });
        });
        conflicts(ui, cx, deliverable);
    }
}

fn facts(ui: &mut Ui, cx: &Cx<'_>, deliverable: &Deliverable) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP_WIDE;
        if !deliverable.kind.is_empty() {
            ui.label(font::text(deliverable.kind.as_str(), cx.theme.weak));
        }
        if deliverable.priority != Priority::Normal
            && let Some((glyph, color)) = kit::status::priority_mark(deliverable.priority, cx.theme)
        {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = size::GRID;
                ui.label(egui::RichText::new(glyph).font(font::icons(size::ICON_SMALL)).color(color));
                ui.label(font::text(kit::status::priority_label(deliverable.priority), cx.theme.text));
            });
        }
        if let Some(due) = deliverable.due {
            let ink = if deliverable.is_late(cx.today) { cx.theme.danger } else { cx.theme.weak };
            ui.label(font::text(format!("due {}", dates::day(due, cx.today)), ink))
                .on_hover_text(dates::day_exact(due, cx.today));
        }
        let done = deliverable.in_pipeline().filter(|s| s.status.frees_dependents()).count();
        let all = deliverable.in_pipeline().count();
        ui.label(font::text(format!("{done} of {all} stages done"), cx.theme.weak));
        let open = deliverable.open_items().count();
        if open > 0 {
            ui.label(font::text(format!("{open} open feedback"), cx.theme.warning));
        }
    });
}

fn menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    let more = kit::icon_button(ui, icon::DOTS_THREE, "More about the deliverable");
    kit::menu(&more).accessible_name("More about the deliverable").show(|ui| {
        let ids = ["this.activity", "this.path", "deliverable.duplicate", "deliverable.delete"];
        commands::menu::of_page(ui, cx, &ids);
    });
}

/// Fields whose mark stands beside them on this page.
const MARKED: [&str; 5] = ["name", "kind", "priority", "due", "description"];

/// What else two people set at once: named here, chosen on a page of its own.
fn conflicts(ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Deliverable) {
    let marked = |c: &&rushes_domain::Conflict| matches!(c.path.as_slice(), [key] if MARKED.contains(&key.as_str()));
    let others = deliverable.conflicts.iter().filter(|c| !marked(c)).count();
    if others == 0 {
        return;
    }
    ui.add_space(size::GAP);
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new(icon::WARNING).font(font::icons_fill(size::ICON_SMALL)).color(cx.theme.warning));
        let words = if others == 1 { "1 more field was".to_owned() } else { format!("{others} more fields were") };
        ui.label(font::text(format!("{words} set twice at once."), cx.theme.text));
        if kit::link(ui, "Conflicts").clicked() {
            cx.go(Place::Conflicts);
        }
    });
}
