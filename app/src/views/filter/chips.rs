//! Chips that edit the typed query: status and person.

use super::FilterBar;
use crate::{
    actions::Cx,
    kit::{self, icon, size, toggle_item as toggle},
};
use egui::{PopupCloseBehavior, Ui};
use rushes_domain::{
    PersonId, Status,
    query::{PERSON, STATUS, fold},
};
use std::collections::BTreeSet;

/// The word for oneself.
const ME: &str = "me";
/// The word for nobody.
const NONE: &str = "none";
/// People a menu lists at most; a studio's others are typed.
const LISTED: usize = 200;

impl FilterBar {
    pub(super) fn status_chip(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let mut on: BTreeSet<Status> = self.values(STATUS).iter().filter_map(|v| v.parse().ok()).collect();
        let words = match (on.len(), on.first()) {
            (0, _) => "Status".to_owned(),
            (1, Some(status)) => status.label().to_owned(),
            (n, _) => format!("{n} statuses"),
        };
        let chip = kit::chip(ui, Some(icon::FUNNEL_SIMPLE), &words, !on.is_empty());
        let mut changed = false;
        kit::menu(&chip)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name("Filter by status")
            .show(|ui| {
                for status in Status::ALL {
                    let pressed = toggle(ui, status.label(), on.contains(&status), |ui, at| {
                        kit::status::paint_icon(ui.painter(), at, size::ICON_SMALL, status, cx.theme);
                    });
                    if pressed {
                        changed = true;
                        if !on.remove(&status) {
                            on.insert(status);
                        }
                    }
                }
            });
        if changed {
            let words: Vec<String> = on.iter().map(|s| s.word().to_owned()).collect();
            self.set_values(STATUS, &words);
        }
    }

    pub(super) fn person_chip(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let studio = &cx.snapshot.state.studio;
        let me = cx.snapshot.me.person;
        let mut on = self.values(PERSON);
        let words = match on.as_slice() {
            [] => "Person".to_owned(),
            [one] if one == ME => "Me".to_owned(),
            [one] if one == NONE => "Nobody".to_owned(),
            [one] => one.clone(),
            several => format!("{} people", several.len()),
        };
        let chip = kit::chip(ui, Some(icon::USER), &words, !on.is_empty());
        let mut pressed: Option<String> = None;
        kit::menu(&chip)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name("Filter by person")
            .show(|ui| {
                let has = |name: &str| on.iter().any(|v| fold(v) == fold(name));
                let disc = |ui: &Ui, at, id: PersonId, initials: &str| {
                    kit::paint_avatar(ui.painter(), at, size::AVATAR, id, initials, cx.theme);
                };
                if let Some(person) = studio.people.get(&me) {
                    let words = format!("{} (me)", person.name);
                    if toggle(ui, &words, has(ME) || has(&person.name), |ui, at| disc(ui, at, me, &person.initials())) {
                        pressed = Some(if has(&person.name) { person.name.clone() } else { ME.into() });
                    }
                }
                if kit::menu_item(ui, Some(icon::CIRCLE_DASHED), "Nobody", has(NONE)).clicked() {
                    pressed = Some(NONE.into());
                }
                let mut people: Vec<_> = studio.people.values().filter(|p| p.id != me).collect();
                people.sort_by_cached_key(|p| fold(&p.name));
                kit::scroll(360.0).show(ui, |ui| {
                    for person in people.into_iter().take(LISTED) {
                        let on = has(&person.name);
                        if toggle(ui, &person.name, on, |ui, at| disc(ui, at, person.id, &person.initials())) {
                            pressed = Some(person.name.clone());
                        }
                    }
                });
            });
        if let Some(name) = pressed {
            match on.iter().position(|v| fold(v) == fold(&name)) {
                Some(at) => drop(on.remove(at)),
                None => on.push(name),
            }
            self.set_values(PERSON, &on);
        }
    }
}
