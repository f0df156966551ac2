//! The menus of what is done to several deliverables.

use super::plan::{Deed, On};
use crate::{
    actions::Cx,
    kit::{self, Button, dates, font, icon, size},
    views::table::value,
};
use egui::Ui;
use rushes_domain::{
    Date, Deliverable, FieldKind, FieldOf, FieldValue, PersonId, Priority, ProjectId, Status, parse_worked, query::fold,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Statuses that need no reason: the others follow from rounds and decisions, or are set by hand with one.
const SETTABLE: [Status; 4] = [Status::Ready, Status::InProgress, Status::OnHold, Status::Skipped];
/// Deliverables whose types are offered.
const LOOKED_AT: usize = 2_000;
/// Types a menu offers.
const KINDS: usize = 12;

pub(super) fn status(ui: &mut Ui, cx: &Cx<'_>, typed: &mut String) -> Option<Deed> {
    let line = |ui: &mut Ui, status: Status| {
        kit::marked_item(ui, status.label(), false, |ui, at| {
            kit::status::paint_icon(ui.painter(), at, size::ICON_SMALL, status, cx.theme);
        })
    };
    let mut deed = None;
    for status in SETTABLE {
        if line(ui, status) {
            deed = Some(Deed::Status(status, String::new()));
        }
    }
    kit::menu_divider(ui);
    kit::submenu(ui, Some(icon::PENCIL_SIMPLE), "By hand, with a reason", |ui| {
        ui.set_max_width(size::MENU);
        let field = kit::menu_form(ui, |ui| {
            kit::field(ui, "Reason", typed, &kit::line_hint("approved by mail", "leads to the statuses"))
        });
        if kit::entered(ui, &field) && !typed.trim().is_empty() {
            kit::to_the_lines(ui.ctx());
        }
        ui.add_enabled_ui(!typed.trim().is_empty(), |ui| {
            for status in Status::ALL {
                if line(ui, status) {
                    deed = Some(Deed::Status(status, std::mem::take(typed)));
                }
            }
        });
    });
    deed
}

pub(super) fn priority(ui: &mut Ui, cx: &Cx<'_>) -> Option<Deed> {
    let mut deed = None;
    for priority in Priority::ALL {
        let mark = kit::status::priority_mark(priority, cx.theme);
        if kit::marked_item(ui, kit::status::priority_label(priority), false, |ui, at| {
            if let Some((glyph, color)) = mark {
                let font = font::icons(size::ICON_SMALL);
                ui.painter().text(at, egui::Align2::CENTER_CENTER, glyph, font, color);
            }
        }) {
            deed = Some(Deed::Priority(priority));
        }
    }
    deed
}

/// Everybody: a press assigns who is not on all of the stages, and takes off who is. Nobody takes all off.
pub(super) fn people(ui: &mut Ui, cx: &Cx<'_>, chosen: &[Arc<Deliverable>], on: On) -> Option<Deed> {
    let (mut stages, mut counts) = (0, BTreeMap::<PersonId, usize>::new());
    for deliverable in chosen {
        for stage in super::plan::stages(deliverable, on) {
            stages += 1;
            for person in &stage.assignees {
                *counts.entry(*person).or_default() += 1;
            }
        }
    }
    let mut people: Vec<_> = cx.snapshot.state.studio.people.values().collect();
    people.sort_by_cached_key(|p| fold(&p.name));
    let mut deed = None;
    kit::scroll(320.0).show(ui, |ui| {
        for person in people {
            let count = counts.get(&person.id).copied().unwrap_or_default();
            let everywhere = stages > 0 && count == stages;
            let words = match count {
                0 => person.name.clone(),
                n if n == stages => person.name.clone(),
                n => format!("{} ({} of {})", person.name, kit::figure(n), kit::figure(stages)),
            };
            if kit::marked_item(ui, &words, everywhere, |ui, at| {
                kit::paint_avatar(ui.painter(), at, size::AVATAR, person.id, &person.initials(), cx.theme);
            }) {
                deed = Some(if everywhere { Deed::RemovePerson(person.id) } else { Deed::AddPerson(person.id) });
            }
        }
    });
    kit::menu_divider(ui);
    kit::submenu(ui, Some(icon::USER), "Assign only…", |ui| {
        kit::scroll(320.0).show(ui, |ui| {
            for person in cx.snapshot.state.studio.people.values() {
                if kit::menu_item(ui, None, &person.name, false).clicked() {
                    deed = Some(Deed::SetPeople([person.id].into()));
                }
            }
        });
    });
    if kit::menu_item(ui, Some(icon::CIRCLE_DASHED), "Nobody", false).clicked() {
        deed = Some(Deed::SetPeople(BTreeSet::new()));
    }
    deed
}

pub(super) fn dates(ui: &mut Ui, cx: &Cx<'_>, typed: &mut String) -> Option<Deed> {
    let mut deed = None;
    let mut line = |ui: &mut Ui, glyph: &str, words: &str, found: Deed| {
        if kit::menu_item(ui, Some(glyph), words, false).clicked() {
            deed = Some(found);
        }
    };
    let ahead = |days: i64| cx.today.saturating_add(jiff::Span::new().days(days));
    let friday = (0..7).map(ahead).find(|d| d.weekday() == jiff::civil::Weekday::Friday);
    let near = [Some(cx.today), Some(ahead(1)), friday, Some(ahead(7))];
    let mut seen: BTreeSet<Date> = BTreeSet::new();
    for day in near.into_iter().flatten().filter(|d| seen.insert(*d)) {
        let words = format!("Stage due {}", dates::day(day, cx.today));
        line(ui, icon::CALENDAR_BLANK, &words, Deed::StageDue(Some(day)));
    }
    line(ui, icon::X, "Stage without a due day", Deed::StageDue(None));
    kit::menu_divider(ui);
    for (words, days) in [("A day later", 1), ("A week later", 7), ("A day earlier", -1), ("A week earlier", -7)] {
        let glyph = if days > 0 { icon::ARROW_RIGHT } else { icon::ARROW_LEFT };
        line(ui, glyph, words, Deed::Shift(days));
    }
    kit::menu_divider(ui);
    let day = value::day(typed.trim(), cx.today).ok().flatten();
    kit::menu_form(ui, |ui| {
        ui.set_max_width(200.0);
        let field = kit::field(ui, "Another day", typed, &kit::line_hint("fri, +5", "sets stage due"));
        let enter = kit::entered(ui, &field);
        let words = day.map_or_else(|| "Stage due".to_owned(), |d| format!("Stage due {}", dates::day(d, cx.today)));
        let ready = day.is_some();
        let why = "Write a day first.";
        let pressed = Button::new(&words).enabled_or(ready, why).name("Set the stage's due day").show(ui).clicked();
        if ready && (pressed || enter) {
            deed = Some(Deed::StageDue(day));
            ui.close();
        }
        for (words, found) in [("Stage starts", Deed::StageStart(day)), ("Deliverable due", Deed::Due(day))] {
            let told = day.map_or_else(|| words.to_owned(), |d| format!("{words} {}", dates::day(d, cx.today)));
            if Button::new(&told).enabled_or(ready, why).name(words).show(ui).clicked() {
                deed = Some(found);
                ui.close();
            }
        }
    });
    if deed.is_some() {
        typed.clear();
    }
    deed
}

pub(super) fn more(ui: &mut Ui, cx: &Cx<'_>, project: Option<ProjectId>, typed: &mut String) -> Option<Deed> {
    let mut deed = None;
    kit::submenu(ui, Some(icon::CUBE), "Type", |ui| {
        let projects = cx.snapshot.state.projects.keys().filter(|id| project.is_none_or(|p| p == **id));
        let looked_at = projects.flat_map(|id| cx.snapshot.state.of_project(*id)).take(LOOKED_AT);
        let kinds: BTreeSet<&str> = looked_at.map(|d| d.kind.trim()).filter(|k| !k.is_empty()).collect();
        for kind in kinds.into_iter().take(KINDS) {
            if kit::menu_item(ui, None, kind, false).clicked() {
                deed = Some(Deed::Kind(kind.to_owned()));
            }
        }
    });
    kit::submenu(ui, Some(icon::HOURGLASS), "Estimate", |ui| {
        for hours in [2, 4, 8, 16, 24, 40] {
            let minutes = hours * 60;
            if kit::menu_item(ui, None, &rushes_domain::worked(minutes), false).clicked() {
                deed = Some(Deed::Estimate(Some(minutes)));
            }
        }
        if kit::menu_item(ui, Some(icon::X), "No estimate", false).clicked() {
            deed = Some(Deed::Estimate(None));
        }
        if let Some(text) = write(ui, "Another estimate", "6h, 2d", typed, |t| parse_worked(t).is_ok()) {
            deed = parse_worked(&text).ok().map(|m| Deed::Estimate(Some(m)));
        }
    });
    for field in cx.snapshot.state.studio.fields_of(FieldOf::Deliverable) {
        kit::submenu(ui, Some(icon::TAG), &field.name, |ui| {
            let mut line = |ui: &mut Ui, words: &str, value: Option<FieldValue>| {
                if kit::menu_item(ui, None, words, false).clicked() {
                    deed = Some(Deed::Field(field.id, value));
                }
            };
            match field.kind {
                FieldKind::Choice => field.offered().for_each(|o| line(ui, &o.name, Some(FieldValue::Choice(o.id)))),
                FieldKind::MultiChoice => {
                    field.offered().for_each(|o| line(ui, &o.name, Some(FieldValue::MultiChoice([o.id].into()))));
                }
                FieldKind::Checkbox => {
                    line(ui, "Yes", Some(FieldValue::Checkbox(true)));
                    line(ui, "No", Some(FieldValue::Checkbox(false)));
                }
                FieldKind::Person => {
                    for person in cx.snapshot.state.studio.people.values() {
                        line(ui, &person.name, Some(FieldValue::Person(person.id)));
                    }
                }
                FieldKind::Text | FieldKind::Number | FieldKind::Date | FieldKind::Url => {}
            }
            line(ui, "Clear the value", None);
            if matches!(field.kind, FieldKind::Text | FieldKind::Number | FieldKind::Date | FieldKind::Url) {
                let read = |t: &str| match field.kind {
                    FieldKind::Date => value::day(t.trim(), cx.today).ok().flatten().map(FieldValue::Date),
                    _ => cx.snapshot.state.studio.parse_value(field, t).ok().flatten(),
                };
                if let Some(text) = write(ui, &field.name, field.kind.label(), typed, |t| read(t).is_some()) {
                    deed = read(&text).map(|value| Deed::Field(field.id, Some(value)));
                }
            }
        });
    }
    deed
}

/// A field and a button in a menu; gives what was written once it is set.
fn write(ui: &mut Ui, name: &str, hint: &str, typed: &mut String, good: impl Fn(&str) -> bool) -> Option<String> {
    kit::menu_form(ui, |ui| {
        ui.set_max_width(200.0);
        let field = kit::field(ui, name, typed, &kit::line_hint(hint, "sets it"));
        let enter = kit::entered(ui, &field);
        let ready = good(typed);
        let pressed = Button::new("Set").enabled_or(ready, "Write a value first.").show(ui).clicked();
        if ready && (pressed || enter) {
            ui.close();
            return Some(std::mem::take(typed));
        }
        None
    })
}
