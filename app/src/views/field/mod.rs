//! Values of custom fields, shown and edited: one widget for each kind, without a label, for pages and for cells.

mod list;

pub use list::list;

use crate::{
    actions::{Action, Cx, Toast},
    kit::{self, InPlace, dates, font, icon, size},
};
use egui::{OpenUrl, PopupCloseBehavior, Ui};
use rushes_domain::{Field, FieldKind, FieldValue, OptionId, PersonId};
use std::collections::BTreeSet;

/// Edits a value where it stands. Gives the new one once it is chosen or typed: nothing inside where it is taken
/// away. What cannot be read is said in a toast, and what was typed stays to be corrected.
pub fn edit(ui: &mut Ui, cx: &mut Cx<'_>, field: &Field, value: Option<&FieldValue>) -> Option<Option<FieldValue>> {
    match (field.kind, value) {
        (FieldKind::Choice, value) => choice(ui, field, value),
        (FieldKind::MultiChoice, value) => several(ui, field, value),
        (FieldKind::Person, value) => person(ui, cx, field, value),
        (FieldKind::Checkbox, value) => {
            let on = value == Some(&FieldValue::Checkbox(true));
            let pressed = kit::tick(ui, &field.name, "", on).clicked();
            pressed.then_some(Some(FieldValue::Checkbox(!on)))
        }
        (FieldKind::Date, value) => date(ui, cx, field, value),
        (FieldKind::Url, value) => url(ui, cx, field, value),
        (FieldKind::Text | FieldKind::Number, value) => typed(ui, cx, field, value, ui.available_width()),
    }
}

/// A value that is only read.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, field: &Field, value: Option<&FieldValue>) {
    match value {
        Some(FieldValue::Url(url)) => {
            if kit::link(ui, url).clicked() {
                ui.ctx().open_url(OpenUrl::new_tab(url));
            }
        }
        Some(FieldValue::Date(day)) => {
            ui.label(font::text(dates::day(*day, cx.today), cx.theme.text))
                .on_hover_text(dates::day_exact(*day, cx.today));
        }
        Some(value) => {
            ui.label(font::text(cx.snapshot.state.studio.shown(field, value), cx.theme.text));
        }
        None => {
            ui.label(font::text("–", cx.theme.weak));
        }
    }
}

/// Whether the last text typed into a field could be read.
#[derive(Clone, PartialEq, Eq)]
struct Wrong;

fn typed(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    field: &Field,
    value: Option<&FieldValue>,
    width: f32,
) -> Option<Option<FieldValue>> {
    let id = ui.scope_id().with(("field", field.id));
    let studio = &cx.snapshot.state.studio;
    let now = match value {
        Some(FieldValue::Date(day)) => dates::by_name(*day, cx.today),
        Some(value) => studio.shown(field, value),
        None => String::new(),
    };
    let hint = match field.kind {
        FieldKind::Date => "such as fri, +5",
        FieldKind::Url => "https://",
        _ => "",
    };
    let wrong = ui.data(|d| d.get_temp::<Wrong>(id).is_some());
    let mut entry = InPlace::new(id.with("text"), &field.name, &now).hint(hint).width(width).wrong(wrong);
    match field.kind {
        FieldKind::Number => entry = entry.number(),
        FieldKind::Text => entry = entry.lines(),
        _ => {}
    }
    let (response, said) = entry.show(ui);
    if response.gained_focus() || (response.lost_focus() && said.is_none()) {
        ui.data_mut(|d| d.remove::<Wrong>(id));
    }
    let read = match (field.kind, dates::parse(said.as_deref()?, cx.today)) {
        (FieldKind::Date, Some(day)) => Ok(Some(FieldValue::Date(day))),
        _ => studio.parse_value(field, said.as_deref().unwrap_or_default()),
    };
    match read {
        Ok(new) => Some(new),
        Err(sentence) => {
            ui.data_mut(|d| d.insert_temp(id, Wrong));
            let hint = "Nothing was changed. Correct what you typed.";
            cx.actions.push(Action::Toast(Toast::wrong(format!("{sentence}."), hint)));
            None
        }
    }
}

fn date(ui: &mut Ui, cx: &mut Cx<'_>, field: &Field, value: Option<&FieldValue>) -> Option<Option<FieldValue>> {
    let now = match value {
        Some(FieldValue::Date(day)) => Some(*day),
        _ => None,
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GRID;
        let room = (ui.available_width() - size::CONTROL - size::GRID).max(size::CONTROL);
        let typed = typed(ui, cx, field, value, room);
        let name = format!("Choose a day for {}", field.name);
        let chosen = kit::day_button(ui, &name, now, cx.today);
        chosen.map(|day| Some(FieldValue::Date(day))).or(typed)
    })
    .inner
}

fn url(ui: &mut Ui, cx: &mut Cx<'_>, field: &Field, value: Option<&FieldValue>) -> Option<Option<FieldValue>> {
    let Some(FieldValue::Url(now)) = value else {
        return typed(ui, cx, field, value, ui.available_width());
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GRID;
        let room = (ui.available_width() - size::CONTROL - size::GRID).max(size::CONTROL);
        let typed = typed(ui, cx, field, value, room);
        if kit::icon_button(ui, icon::ARROW_UP_RIGHT, &format!("Open {}", field.name)).clicked() {
            ui.ctx().open_url(OpenUrl::new_tab(now));
        }
        typed
    })
    .inner
}

fn choice(ui: &mut Ui, field: &Field, value: Option<&FieldValue>) -> Option<Option<FieldValue>> {
    let now = match value {
        Some(FieldValue::Choice(option)) => Some(*option),
        _ => None,
    };
    let mut choices: Vec<(Option<OptionId>, String)> = vec![(None, "–".to_owned())];
    // An option that is no longer offered stays for those that have it.
    let offered = field.options.iter().filter(|o| !o.removed || now == Some(o.id));
    choices.extend(offered.map(|o| (Some(o.id), o.name.clone())));
    let width = ui.available_width();
    kit::pick_wide(ui, &field.name, now, &choices, width).map(|option| option.map(FieldValue::Choice))
}

fn person(ui: &mut Ui, cx: &Cx<'_>, field: &Field, value: Option<&FieldValue>) -> Option<Option<FieldValue>> {
    let now = match value {
        Some(FieldValue::Person(person)) => Some(*person),
        _ => None,
    };
    let mut people: Vec<(Option<PersonId>, String)> =
        cx.snapshot.state.studio.people.values().map(|p| (Some(p.id), p.name.clone())).collect();
    people.sort_by_cached_key(|(_, name)| rushes_domain::names::loose(name));
    people.insert(0, (None, "–".to_owned()));
    let width = ui.available_width();
    kit::pick_wide(ui, &field.name, now, &people, width).map(|person| person.map(FieldValue::Person))
}

fn several(ui: &mut Ui, field: &Field, value: Option<&FieldValue>) -> Option<Option<FieldValue>> {
    let now: BTreeSet<OptionId> = match value {
        Some(FieldValue::MultiChoice(ticked)) => ticked.clone(),
        _ => BTreeSet::new(),
    };
    let ticked: Vec<&str> = field.options.iter().filter(|o| now.contains(&o.id)).map(|o| o.name.as_str()).collect();
    let words = match ticked.as_slice() {
        [] => "–".to_owned(),
        names => names.join(", "),
    };
    let width = ui.available_width();
    let button = kit::dropdown(ui, &field.name, &words, width);
    let mut pressed = None;
    kit::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).accessible_name(&field.name).show(
        |ui| {
            for option in field.options.iter().filter(|o| !o.removed || now.contains(&o.id)) {
                if kit::toggle_words(ui, &option.name, now.contains(&option.id)) {
                    pressed = Some(option.id);
                }
            }
        },
    );
    pressed.map(|option| {
        let mut new = now;
        if !new.remove(&option) {
            new.insert(option);
        }
        Some(new).filter(|n| !n.is_empty()).map(FieldValue::MultiChoice)
    })
}
