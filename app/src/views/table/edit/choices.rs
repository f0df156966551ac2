//! What a cell takes, as a list under it.

use crate::{
    actions::Cx,
    kit::{self, font, size},
    views::table::{
        columns::Column,
        model::{Row, TableModel},
        stage::{self as of_stage, OfStage},
        value,
    },
};
use egui::{Popup, PopupCloseBehavior, Rect, RectAlign, Ui, vec2};
use rushes_domain::{
    ColumnId, FieldKind, FieldValue, OptionId, Permission, PersonId, Priority, Stage, StageTarget, Status, preview,
    query::fold,
};
use std::collections::BTreeSet;

/// Rows whose types are offered.
const LOOKED_AT: usize = 2_000;
/// Width of the list.
pub(super) const LIST: f32 = 280.0;
/// The list is no higher.
const HIGHEST: f32 = 320.0;
/// Where the list stands under its cell, and over it.
const BELOW: [RectAlign; 2] = [RectAlign::BOTTOM_START, RectAlign::BOTTOM_END];
const ABOVE: [RectAlign; 2] = [RectAlign::TOP_START, RectAlign::TOP_END];
/// Between a list and what it must not cover: its frame, and a little.
const AROUND: f32 = 16.0;
/// What a status that needs a reason is called with.
const BY_HAND: &str = " by hand…";
/// Lines of the list at most.
const LISTED: usize = 40;

enum Mark {
    Status(Status),
    Priority(Priority),
    Person(PersonId),
    None,
}

/// What a line of the list stands for.
#[derive(Clone)]
pub(super) enum Act {
    Text(String),
    /// Asks why, where that has to be said.
    Status(Status),
    Person(PersonId),
    Tick(OptionId),
}

/// A line of the list.
pub(super) struct Choice {
    pub(super) label: String,
    on: bool,
    mark: Mark,
    pub(super) act: Act,
}

/// What a cell takes, of that what begins as was typed.
pub(super) fn choices(
    cx: &Cx<'_>,
    model: &TableModel,
    (row, column): (&Row, &Column),
    typed: Option<&str>,
) -> Vec<Choice> {
    let state = &cx.snapshot.state;
    let text = |label: &str, mark: Mark, on: bool| Choice {
        label: label.to_owned(),
        on,
        mark,
        act: Act::Text(label.to_owned()),
    };
    let mut choices: Vec<Choice> = match &column.id {
        ColumnId::Priority => Priority::ALL
            .iter()
            .map(|p| {
                let on = row.deliverable.priority == *p;
                text(kit::status::priority_label(*p), Mark::Priority(*p), on)
            })
            .collect(),
        ColumnId::Kind => {
            let kinds: BTreeSet<&str> =
                model.rows().take(LOOKED_AT).map(|r| r.deliverable.kind.trim()).filter(|k| !k.is_empty()).collect();
            kinds.iter().map(|k| text(k, Mark::None, row.deliverable.kind == **k)).collect()
        }
        ColumnId::Stage(_) => {
            let Some(stage) = value::stage(row, column) else { return Vec::new() };
            let plans = cx.snapshot.me.role.may(Permission::Plan);
            let mut all: Vec<Choice> = Status::ALL.into_iter().filter_map(|s| status(cx, row, stage, s)).collect();
            // What needs no reason comes first, then what decides a round.
            all.sort_by_key(|c| (c.label.ends_with(BY_HAND), c.label.ends_with('…')));
            all.extend(people(cx, |p| stage.assignees.contains(&p), Act::Person).filter(|_| plans));
            all
        }
        ColumnId::Field(_) => match column.field.as_ref() {
            Some(field) => match field.kind {
                FieldKind::Choice => {
                    let now = value::text(state, row, column);
                    field.offered().map(|o| text(&o.name, Mark::None, o.name == now)).collect()
                }
                FieldKind::MultiChoice => {
                    let ticked = row.deliverable.field(field);
                    let on = |id| matches!(&ticked, Some(FieldValue::MultiChoice(t)) if t.contains(&id));
                    let one = |o: &rushes_domain::FieldOption| Choice {
                        label: o.name.clone(),
                        on: on(o.id),
                        mark: Mark::None,
                        act: Act::Tick(o.id),
                    };
                    field.offered().map(one).collect()
                }
                FieldKind::Checkbox => {
                    let now = value::text(state, row, column);
                    ["yes", "no"].map(|w| text(w, Mark::None, w == now)).into()
                }
                FieldKind::Person => {
                    let now = row.deliverable.field(field);
                    let name = |p| Act::Text(state.studio.name_of(p));
                    people(cx, |p| now == Some(FieldValue::Person(p)), name).collect()
                }
                FieldKind::Text | FieldKind::Number | FieldKind::Date | FieldKind::Url => Vec::new(),
            },
            None => Vec::new(),
        },
        _ => Vec::new(),
    };
    if let Some(typed) = typed {
        let last = typed.rsplit([',', ';']).next().unwrap_or_default();
        let wanted = fold(last.trim());
        choices.retain(|c| {
            fold(&c.label).split(' ').any(|w| w.starts_with(&wanted)) || fold(&c.label).starts_with(&wanted)
        });
    }
    choices.truncate(LISTED);
    choices
}

/// A status, unless the person may not bring the stage there.
fn status(cx: &Cx<'_>, row: &Row, stage: &Stage, to: Status) -> Option<Choice> {
    let on = stage.status == to;
    let round = of_stage::decision(stage, to).map(|(round, _)| round.number);
    let by_hand = !on && round.is_none() && stage.only_by_hand(to);
    if !on && !cx.snapshot.me.role.may(Permission::Plan) {
        let target = StageTarget { deliverable: row.deliverable.id, stage: stage.id };
        let command = of_stage::command(target, stage, &OfStage::Status(to, String::new()))?;
        if by_hand || preview(&cx.snapshot.state, cx.snapshot.me, cx.now, &[command]).iter().any(Option::is_some) {
            return None;
        }
    }
    let label = match round {
        Some(round) => format!("{}: decide r{round}…", to.label()),
        None if by_hand => format!("{}{BY_HAND}", to.label()),
        None => to.label().to_owned(),
    };
    Some(Choice { label, on, mark: Mark::Status(to), act: Act::Status(to) })
}

/// The list under the cell; gives what was pressed.
pub(super) fn list(
    ui: &Ui,
    cx: &Cx<'_>,
    (rect, body, id): (Rect, Rect, egui::Id),
    choices: &[Choice],
    (chosen, follow): (Option<usize>, bool),
) -> Option<Act> {
    if choices.is_empty() {
        return None;
    }
    let mut pressed = None;
    let (align, high) = beside(ui.ctx().content_rect(), rect, body);
    let popup = Popup::new(id.with("choices"), ui.ctx().clone(), rect, ui.layer_id())
        .open(true)
        .align(align)
        .align_alternatives(if align == RectAlign::BOTTOM_START { &BELOW } else { &ABOVE })
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
        .accessible_name("What the cell takes")
        .gap(2.0);
    popup.show(|ui| {
        ui.set_width(LIST);
        kit::scroll(high).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, choice) in choices.iter().enumerate() {
                if follow && chosen == Some(at) {
                    let rect = Rect::from_min_size(ui.cursor().min, vec2(LIST, size::CONTROL));
                    ui.scroll_to_rect(rect, None);
                }
                if line(ui, cx, choice, chosen == Some(at)) {
                    pressed = Some(at);
                }
            }
        });
    });
    pressed.and_then(|at| choices.get(at)).map(|c| c.act.clone())
}

/// Where the list of a cell is, and how high at most: under the cell, or over it where there is more room. The titles
/// over the table's body stay to be seen.
fn beside(window: Rect, cell: Rect, body: Rect) -> (RectAlign, f32) {
    let below = window.bottom() - cell.bottom() - AROUND;
    let above = cell.top() - body.top() - AROUND;
    if below >= HIGHEST || below >= above {
        (RectAlign::BOTTOM_START, below.clamp(size::CONTROL, HIGHEST))
    } else {
        (RectAlign::TOP_START, above.clamp(size::CONTROL, HIGHEST))
    }
}

fn people(cx: &Cx<'_>, on: impl Fn(PersonId) -> bool, act: impl Fn(PersonId) -> Act) -> impl Iterator<Item = Choice> {
    let mut people: Vec<_> = cx.snapshot.state.studio.people.values().collect();
    // Those who are on it come first, then by name.
    people.sort_by_cached_key(|p| (!on(p.id), fold(&p.name)));
    let one = |p: &rushes_domain::Person| Choice {
        label: p.name.clone(),
        on: on(p.id),
        mark: Mark::Person(p.id),
        act: act(p.id),
    };
    people.into_iter().map(one).collect::<Vec<_>>().into_iter()
}

fn line(ui: &mut Ui, cx: &Cx<'_>, choice: &Choice, chosen: bool) -> bool {
    let top = ui.cursor().min;
    if chosen {
        let rect = Rect::from_min_size(top, vec2(ui.available_width(), size::CONTROL));
        ui.painter().rect_filled(rect, size::RADIUS_SMALL, cx.theme.selected);
    }
    if matches!(choice.mark, Mark::None) {
        return kit::menu_item(ui, None, &choice.label, choice.on).clicked();
    }
    kit::marked_item(ui, &choice.label, choice.on, |ui, at| match &choice.mark {
        Mark::Status(status) => {
            kit::status::paint_icon(ui.painter(), at, size::ICON_SMALL, *status, cx.theme);
        }
        Mark::Person(person) => {
            let found = cx.snapshot.state.studio.people.get(person);
            let initials = found.map_or_else(String::new, rushes_domain::Person::initials);
            kit::paint_avatar(ui.painter(), at, size::AVATAR, *person, &initials, cx.theme);
        }
        Mark::Priority(priority) => {
            if let Some((glyph, color)) = kit::status::priority_mark(*priority, cx.theme) {
                let font = font::icons(size::ICON_SMALL);
                ui.painter().text(at, egui::Align2::CENTER_CENTER, glyph, font, color);
            }
        }
        Mark::None => {}
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn the_list_covers_neither_the_titles_nor_its_cell() {
        let window = Rect::from_min_max(pos2(0.0, 0.0), pos2(1024.0, 700.0));
        let body = Rect::from_min_max(pos2(220.0, 300.0), pos2(1024.0, 660.0));
        for top in [300.0, 400.0, 480.0, 560.0, 630.0_f32] {
            let cell = Rect::from_min_size(pos2(400.0, top), vec2(92.0, 36.0));
            let (align, high) = beside(window, cell, body);
            let over = align == RectAlign::TOP_START;
            let end = if over { cell.top() - high } else { cell.bottom() + high };
            assert!(end >= body.top() && end <= window.bottom(), "a cell at {top}: the list ends at {end}");
            assert!(high >= 100.0, "a cell at {top}: the list is {high} high");
        }
    }
}
