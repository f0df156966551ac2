//! The third step: what each column means.

use super::{meaning, new_field, state::Work};
use crate::{
    actions::Cx,
    jobs::sheet::Start,
    kit::{self, Button, font, icon, size},
};
use egui::{ScrollArea, Ui, UiBuilder, pos2, vec2};
use rushes_domain::{Command, ProjectId, SheetMapId};
use rushes_store::import::{self, Field};

/// Width of the letters, in points.
const LETTERS: f32 = 36.0;
/// Width of the list of meanings, in points.
const MEANING: f32 = 220.0;
/// Room at the right for the bar that scrolls.
const BAR: f32 = 12.0;

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId, work: &mut Work) {
    work.follow(&cx.snapshot.state, project);
    kept(ui, cx, project, work);
    ui.add_space(size::GAP);
    if let Some(trouble) = &work.trouble {
        kit::error_card(ui, &trouble.text, &trouble.hint);
        ui.add_space(size::GAP);
    }
    list(ui, cx, work);
}

/// The kept mappings, and what the mapping says of all columns.
fn kept(ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId, work: &mut Work) {
    let theme = cx.theme;
    let Some(known) = cx.snapshot.state.projects.get(&project).cloned() else { return };
    ui.horizontal_wrapped(|ui| {
        if !known.sheet_maps.is_empty() {
            let mut choices: Vec<(usize, String)> = vec![(usize::MAX, "As found in the sheet".into())];
            choices.extend(known.sheet_maps.iter().enumerate().map(|(i, m)| (i, m.name.clone())));
            let now = work
                .recalled
                .as_ref()
                .and_then(|name| known.sheet_maps.iter().position(|m| m.name == *name))
                .unwrap_or(usize::MAX);
            ui.label(font::text("Mapping", theme.weak));
            if let Some(chosen) = kit::pick(ui, "Kept mapping", now, &choices) {
                let start = match known.sheet_maps.get(chosen) {
                    Some(map) => Start::Named(map.name.clone()),
                    None => {
                        let mapping = &work.mapping;
                        Start::Header(mapping.header_row.unwrap_or(1), mapping.header_rows.unwrap_or(1))
                    }
                };
                work.begin(work.ask.sheet, start);
            }
            if let Some(map) = known.sheet_maps.get(now)
                && kit::icon_button(ui, icon::TRASH, "Keep this mapping no longer").clicked()
            {
                let (project, id) = (known.id, map.id);
                let said = format!("The mapping {} is kept no longer.", map.name);
                cx.send_saying(Command::RemoveSheetMap { project, id, removed: true }, said);
                work.recalled = None;
            }
            ui.add_space(size::GAP_WIDE);
        }
        let name = egui::TextEdit::singleline(&mut work.map_name)
            .hint_text("Name for this mapping")
            .desired_width(180.0)
            .min_size(vec2(0.0, size::CONTROL))
            .margin(egui::Margin::symmetric(8, 6));
        ui.add(name).accessible_name("Name for this mapping");
        let ready = !work.map_name.trim().is_empty() && work.worked.is_some() && !work.is_pending();
        let keep =
            Button::new("Keep").name("Keep the mapping").hint("The next sheet with these headers is read so by itself");
        if keep.enabled_or(ready, "Give it a name first.").show(ui).clicked() {
            let name = work.map_name.trim().to_owned();
            let command = Command::KeepSheetMap {
                project,
                id: SheetMapId::new(rushes_store::fresh()),
                name: name.clone(),
                mapping: import::keep(&work.mapping),
            };
            cx.send_saying(command, format!("Kept as {name}: sheets with these headers are read so from now on."));
            work.recalled = Some(name);
        }
        ui.add_space(size::GAP_WIDE);
        let mut clears = work.mapping.blank_clears;
        if ui.checkbox(&mut clears, "Empty cells empty the field").changed() {
            work.mapping.blank_clears = clears;
            work.edited();
        }
    });
}

fn list(ui: &mut Ui, cx: &mut Cx<'_>, work: &mut Work) {
    let theme = cx.theme.clone();
    let theme = &theme;
    let mut choices: Vec<(usize, String)> =
        work.meanings.iter().enumerate().map(|(i, m)| (i, m.label.clone())).collect();
    new_field::offer(cx, &mut choices);
    let (mut rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW_DENSE), egui::Sense::hover());
    rect.max.x -= BAR;
    let room = (rect.width() - LETTERS - MEANING - size::GAP_WIDE * 2.0).max(120.0);
    let left = rect.left() + LETTERS;
    for (x, words) in [(left, "Header"), (left + room * 0.34, "Values"), (rect.right() - MEANING, "Means")] {
        let (at, font) = (pos2(x, rect.center().y), font::medium(size::LABEL));
        ui.painter().text(at, egui::Align2::LEFT_CENTER, words, font, theme.weak);
    }
    let mut given = None;
    let height = size::ROW;
    let count = work.mapping.columns.len();
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().id_salt("columns").auto_shrink(false).show_rows(ui, height, count, |ui, range| {
        for index in range {
            let Some(column) = work.mapping.columns.get(index) else { continue };
            let (mut rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), egui::Sense::hover());
            rect.max.x -= BAR;
            let line = egui::Stroke::new(1.0, theme.line.gamma_multiply(0.6));
            ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
            let imported = column.field != Field::Ignore;
            let middle = rect.center().y;
            let at = pos2(rect.left() + LETTERS - size::GAP, middle);
            let font = font::medium(size::LABEL);
            ui.painter().text(at, egui::Align2::RIGHT_CENTER, &column.column, font, theme.weak);
            let left = rect.left() + LETTERS;
            let room = (rect.width() - LETTERS - MEANING - size::GAP_WIDE * 2.0).max(120.0);
            let (header, sample) = (room * 0.34, room * 0.66);
            let ink = if imported { theme.text } else { theme.weak };
            let galley = kit::elided(ui.painter(), &column.header, font::medium(size::BODY), ink, header - size::GAP);
            ui.painter().galley(pos2(left, middle - galley.size().y * 0.5), galley, ink);
            let samples = work.samples.get(index).map_or("", String::as_str);
            let words = if column.why.is_empty() { samples.to_owned() } else { format!("{samples}   {}", column.why) };
            let font = font::regular(size::SECONDARY);
            let galley = kit::elided(ui.painter(), &words, font, theme.weak, sample - size::GAP);
            ui.painter().galley(pos2(left + header, middle - galley.size().y * 0.5), galley, theme.weak);
            let spoken = format!("Column {}, {}: {}", column.column, column.header, words.trim());
            let text = egui::Rect::from_min_max(rect.min, pos2(left + room, rect.bottom()));
            let label = ui.interact(text, ui.scope_id().with(("column", index)), egui::Sense::hover());
            label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
            label.on_hover_text(words.trim());
            let now = work.meanings.iter().position(|m| m.is_of(column)).or_else(|| new_field::choice_of(column));
            let now = now.unwrap_or_default();
            let place = egui::Rect::from_min_max(
                pos2(rect.right() - MEANING, middle - size::CONTROL * 0.5),
                pos2(rect.right(), middle + size::CONTROL * 0.5),
            );
            let mut child = ui.new_child(UiBuilder::new().max_rect(place).id_salt(("meaning", index)));
            let name = format!("Meaning of column {}", column.column);
            if let Some(chosen) = kit::pick_wide(&mut child, &name, now, &choices, MEANING) {
                given = Some((index, chosen));
            }
        }
    });
    if let Some((index, chosen)) = given
        && let Some(kind) = new_field::chosen(chosen)
    {
        new_field::make(cx, work, index, kind);
    } else if let Some((index, chosen)) = given
        && let Some(meaning) = work.meanings.get(chosen).cloned()
    {
        meaning::give(&mut work.mapping, index, &meaning);
        work.edited();
    }
}
