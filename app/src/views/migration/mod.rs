//! What a change of pipelines does to existing deliverables, before it is done.

use crate::{
    actions::Cx,
    kit::{self, font, icon, size},
};
use egui::{Align2, Color32, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::{
    MigrationPlan, Pipeline,
    migration::{DeliverablePlan, Dropped},
};

/// The highest the table gets, in points.
const MOST_HIGH: f32 = 320.0;
/// Widths of the columns, as shares.
const SHARES: [f32; 4] = [0.28, 0.24, 0.2, 0.28];

/// A few words about the whole, and a table with a line for each deliverable something happens to.
pub fn preview(ui: &mut Ui, cx: &Cx<'_>, template: &Pipeline, plan: &MigrationPlan) {
    let (added, kept, dropped) = plan.counts();
    let count = plan.deliverables.len();
    if count == 0 {
        ui.label(font::text("Every deliverable follows it already: nothing happens to them.", cx.theme.weak));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP_WIDE;
        let noun = if count == 1 { "deliverable changes" } else { "deliverables change" };
        ui.label(font::strong(format!("{count} {noun}"), cx.theme.text));
        if plan.untouched > 0 {
            ui.label(font::text(format!("{} stay as they are", plan.untouched), cx.theme.weak));
        }
        ui.label(font::text(
            format!("{} stages added", kit::figure(added)),
            if added > 0 { cx.theme.good } else { cx.theme.weak },
        ));
        ui.label(font::text(format!("{kept} kept"), cx.theme.weak));
        ui.label(font::text(format!("{dropped} dropped"), if dropped > 0 { cx.theme.warning } else { cx.theme.weak }));
    });
    let stay = plan.with_work().count();
    if stay > 0 {
        let rounds: usize = plan.with_work().map(|d| d.rounds).sum();
        let rounds = if rounds > 0 { format!(" ({})", kit::counted(rounds, "round")) } else { String::new() };
        let stages = kit::counted(stay, "dropped stage");
        let words = if stay == 1 {
            format!("{stages} has work in it{rounds}: it stays in sight, marked as not in the pipeline.")
        } else {
            format!("{stages} have work in them{rounds}: they stay in sight, marked as not in the pipeline.")
        };
        note(ui, cx, &words);
    }
    let people = plan.people_hidden();
    if people > 0 {
        note(ui, cx, &format!("{} to stages nobody has begun go with them.", kit::counted(people, "assignment")));
    }
    ui.add_space(size::GRID);
    let height = size::ROW_DENSE;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        head(ui, cx);
        // On a page that scrolls there is always room for some lines.
        let least = MOST_HIGH.min(height * count as f32);
        let lines = ScrollArea::vertical().id_salt("preview").max_height(MOST_HIGH).min_scrolled_height(least);
        lines.auto_shrink([false, true]).show_rows(ui, height, count, |ui, range| {
            for one in &plan.deliverables[range] {
                line(ui, cx, template, one, height);
            }
        });
    });
}

fn note(ui: &mut Ui, cx: &Cx<'_>, words: &str) {
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new(icon::INFO).font(font::icons(size::ICON_SMALL)).color(cx.theme.warning));
        ui.label(font::text(words, cx.theme.text));
    });
}

/// The columns of a line.
fn columns(rect: Rect) -> [Rect; 4] {
    let mut left = rect.left();
    SHARES.map(|share| {
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(rect.width() * share, rect.height()));
        left = cell.right();
        cell
    })
}

fn head(ui: &mut Ui, cx: &Cx<'_>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    for (cell, words) in columns(rect).into_iter().zip(["Deliverable", "Added", "Kept", "Dropped"]) {
        let at = cell.left_center();
        ui.painter().text(at, Align2::LEFT_CENTER, words, font::medium(size::LABEL), cx.theme.weak);
    }
    ui.painter().hline(rect.x_range(), rect.bottom(), egui::Stroke::new(1.0, cx.theme.line));
}

fn line(ui: &mut Ui, cx: &Cx<'_>, template: &Pipeline, one: &DeliverablePlan, height: f32) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let name_of = |def| template.stages.iter().find(|s| s.id == def).map_or("?", |s| s.name.as_str());
    let added = one.added.iter().map(|(_, def)| name_of(*def)).collect::<Vec<_>>().join(", ");
    let dropped = one.dropped.iter().map(told).collect::<Vec<_>>().join(", ");
    let kept = kept(one, &name_of);
    let spoken = format!("{}: added {added}; kept {kept}; dropped {dropped}", one.name);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, cx.theme.hover);
    }
    let works = one.dropped.iter().any(|d| d.stays);
    let inks: [Color32; 4] =
        [cx.theme.text, cx.theme.good, cx.theme.weak, if works { cx.theme.warning } else { cx.theme.weak }];
    for ((cell, words), ink) in columns(rect).into_iter().zip([one.name.as_str(), &added, &kept, &dropped]).zip(inks) {
        let galley = kit::elided(ui.painter(), words, font::regular(size::BODY), ink, cell.width() - size::GAP);
        ui.painter().galley(pos2(cell.left(), cell.center().y - galley.size().y * 0.5), galley, ink);
    }
    response.on_hover_text_at_pointer(spoken);
}

fn kept<'t>(one: &DeliverablePlan, name_of: &impl Fn(rushes_domain::StageDefId) -> &'t str) -> String {
    let back = one.kept.iter().filter(|k| k.back).map(|k| format!("{} comes back", name_of(k.def)));
    let renamed =
        one.kept.iter().filter_map(|k| Some(format!("{} becomes {}", k.renamed_from.as_deref()?, name_of(k.def))));
    let told: Vec<String> = back.chain(renamed).collect();
    if told.is_empty() { one.kept.len().to_string() } else { format!("{}: {}", one.kept.len(), told.join(", ")) }
}

fn told(dropped: &Dropped) -> String {
    if dropped.stays {
        let work = if dropped.rounds == 0 { "work".to_owned() } else { kit::counted(dropped.rounds, "round") };
        return format!("{} (stays: {work})", dropped.name);
    }
    match dropped.people {
        0 => dropped.name.clone(),
        people => format!("{} ({} assigned)", dropped.name, people),
    }
}
