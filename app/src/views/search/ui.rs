//! The page: a field, chips, and hits by kind.

use super::{
    Group, Search,
    filters::{self, Filter},
    groups,
    model::title,
    place_of, rows,
};
use crate::{
    actions::{Action, Cx},
    kit::{self, font, icon, size},
};
use egui::{Key, Modifiers, Ui};
use rushes_domain::Status;
use rushes_store::{Found, HitKind, SearchProgress};

/// How soon to ask again when the index was behind, in seconds.
const AGAIN_S: f64 = 0.3;
/// How wide the chips' menus are.
const MENU: f32 = 260.0;

impl Search {
    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let frame = ui.ctx().cumulative_frame_nr();
        let came = self.shown.is_none_or(|shown| frame > shown + 1);
        self.shown = Some(frame);
        // Keys of the list, unless something else than the field has the keyboard.
        let focused = ui.memory(egui::Memory::focused);
        let (steps, enter) = if focused.is_none() || focused == self.field {
            kit::takes_arrows(ui.ctx());
            let steps = kit::steps(ui.ctx(), &kit::UP_AND_DOWN);
            (steps, ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter)))
        } else {
            (Vec::new(), false)
        };
        self.head(ui, cx, came);
        self.ask(ui, cx);
        self.state(ui, cx);

        if self.query.trim().is_empty() {
            (self.answer, self.hasty) = (None, false);
            return nothing_asked(ui, cx);
        }
        // Before there is an answer to all of it, nobody knows where its end is.
        let whole = self
            .answer
            .as_ref()
            .is_some_and(|a| a.query == self.query && a.found.as_ref().is_ok_and(|found| found.indexed_up_to_date));
        let answered = self.answer.as_ref().is_some_and(|a| a.query == self.query);
        if !whole {
            self.chosen = kit::walked(Some(self.chosen), &steps, usize::MAX).unwrap_or(0);
        }
        self.hasty |= enter;
        let Some(answer) = self.answer.take() else { return nothing_asked(ui, cx) };
        match &answer.found {
            Ok(found) if found.hits.is_empty() => {
                self.hasty &= !whole;
                self.nothing_found(ui, found, &answer.progress);
            }
            Ok(found) => {
                let groups = groups(found);
                let shown: usize = groups.iter().map(|g| g.hits.len()).sum();
                let before = self.chosen;
                if whole {
                    self.chosen = kit::walked(Some(self.chosen), &steps, shown).unwrap_or(0);
                }
                let now = self.chosen.min(shown.saturating_sub(1));
                if (whole || enter && answered)
                    && std::mem::take(&mut self.hasty)
                    && let Some(hit) = groups.iter().flat_map(|g| &g.hits).nth(now)
                {
                    cx.go(place_of(hit.target));
                }
                self.list(ui, cx, &groups, (now, !steps.is_empty() || before != self.chosen));
            }
            Err(trouble) => margin(ui, |ui| kit::error_card(ui, &trouble.text, &trouble.hint)),
        }
        // It was taken so that its hits could be shown while the page's state changes.
        self.answer = Some(answer);
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, came: bool) {
        ui.add_space(size::GAP);
        margin(ui, |ui| {
            kit::page_title(ui, "Search");
            ui.add_space(size::GAP);
            let width = ui.available_width();
            let hint = "Names, notes, comments, people";
            let field = kit::search(ui, "Search for", &mut self.query, hint, width);
            self.field = Some(field.id);
            if field.changed() {
                self.chosen = 0;
                self.hasty = false;
            }
            if came {
                field.request_focus();
            }
            ui.add_space(size::GRID);
            ui.horizontal_wrapped(|ui| self.chips(ui, cx));
        });
    }

    /// Asks when there is something new to ask.
    fn ask(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let now = ui.input(|i| i.time);
        if self.again_at.is_some_and(|at| now >= at) {
            self.again_at = None;
            self.asked = None;
        }
        if self.asked.as_deref() != Some(self.query.as_str()) {
            self.asked = Some(self.query.clone());
            cx.actions.push(Action::Search(self.query.clone()));
        }
        // The index is a moment behind what has just happened.
        let behind = self
            .answer
            .as_ref()
            .is_some_and(|a| a.progress.trouble.is_none() && a.found.as_ref().is_ok_and(|f| !f.indexed_up_to_date));
        if behind && self.again_at.is_none() {
            self.again_at = Some(now + AGAIN_S);
            ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(AGAIN_S));
        }
    }

    /// How far the index is, where it is being made, and what is wrong with it.
    fn state(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(progress) = self.answer.as_ref().map(|a| &a.progress) else { return };
        if progress.rebuilding && progress.total > 0 {
            margin(ui, |ui| {
                let words = format!(
                    "Everything is being read for the search: {} of {}. What was read can be found already.",
                    progress.done, progress.total
                );
                ui.label(font::weak(words, cx.theme.weak));
                kit::progress(ui, Some(progress.done as f32 / progress.total as f32), "Reading for the search");
            });
        } else if let Some((what, hint)) = &progress.trouble {
            margin(ui, |ui| kit::error_card(ui, &format!("The newest changes may be missing: {what}."), hint));
        }
    }

    fn chips(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let mut query = None;
        let now = filters::value(&self.query, Filter::Kind).map(str::to_lowercase);
        for kind in HitKind::ALL {
            let on = now.as_deref() == Some(kind.word());
            if kit::chip(ui, None, title(kind), on).clicked() {
                query = Some(filters::with(&self.query, Filter::Kind, (!on).then_some(kind.word())));
            }
        }
        ui.add_space(size::GAP);
        let state = &cx.snapshot.state;
        let mut projects: Vec<(String, String)> = state
            .projects
            .values()
            .filter(|p| !p.archived)
            .map(|p| (p.code.clone(), format!("{}  {}", p.code, p.name)))
            .collect();
        projects.sort();
        let mut people: Vec<(String, String)> =
            state.studio.people.values().map(|p| (p.name.clone(), p.name.clone())).collect();
        people.sort();
        let statuses: Vec<(String, String)> =
            Status::ALL.iter().map(|s| (s.word().to_owned(), s.label().to_owned())).collect();
        let menus = [
            (Filter::Project, icon::FOLDER, "In project", projects),
            (Filter::Person, icon::USER, "By person", people),
            (Filter::Status, icon::CIRCLE_HALF, "With status", statuses),
        ];
        for (filter, glyph, name, choices) in menus {
            query = menu(ui, &self.query, (filter, glyph, name), &choices).or(query);
        }
        let cleared = filters::without(&self.query);
        if cleared != self.query.split_whitespace().collect::<Vec<_>>().join(" ")
            && kit::chip(ui, Some(icon::X), "Clear filters", false).clicked()
        {
            query = Some(cleared);
        }
        if let Some(query) = query {
            self.query = query;
            self.chosen = 0;
        }
    }

    fn nothing_found(&mut self, ui: &mut Ui, found: &Found, progress: &SearchProgress) {
        let cleared = filters::without(&self.query);
        let filtered = cleared.len() < self.query.trim().len();
        let sentence = if let Some(unknown) = found.unknown.first() {
            format!("There is nothing called {unknown} here.")
        } else if !found.indexed_up_to_date && progress.rebuilding {
            "Not everything has been read yet. This page fills as it is.".into()
        } else if filtered {
            "There may be more without these filters.".into()
        } else {
            "Try fewer words, or the beginning of one.".into()
        };
        let button = filtered.then_some((icon::X, "Search without filters"));
        let title = format!("Nothing found for \u{201C}{}\u{201D}", self.query.trim());
        if kit::empty(ui, icon::MAGNIFYING_GLASS, &title, &sentence, button) {
            self.query = cleared;
            ui.ctx().request_repaint();
        }
    }

    fn list(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, groups: &[Group<'_>], (now, moved): (usize, bool)) {
        let mut all_of = None;
        let area = egui::ScrollArea::vertical().id_salt("hits").auto_shrink(false);
        let mut shown = |ui: &mut Ui, width: f32| {
            ui.set_max_width(width);
            kit::scroll_by_keys(ui);
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut place = 0;
            for group in groups {
                group_head(ui, cx, group);
                for hit in &group.hits {
                    let chosen = place == now;
                    let response = rows::hit(ui, cx, hit, chosen);
                    if chosen && moved {
                        response.scroll_to_me(None);
                    }
                    place += 1;
                }
                if group.count > group.hits.len() && groups.len() > 1 {
                    ui.add_space(size::GRID);
                    ui.horizontal(|ui| {
                        ui.add_space(size::PAGE);
                        let words =
                            format!("Show all {} {}", kit::figure(group.count), title(group.kind).to_lowercase());
                        if kit::link(ui, &words).clicked() {
                            all_of = Some(group.kind);
                        }
                    });
                } else if group.count > group.hits.len() {
                    ui.add_space(size::GAP);
                    ui.horizontal(|ui| {
                        ui.add_space(size::PAGE);
                        let words = format!(
                            "The best {} of {}. More words narrow it.",
                            group.hits.len(),
                            kit::figure(group.count)
                        );
                        ui.label(font::weak(words, cx.theme.weak));
                    });
                }
            }
            ui.add_space(size::PAGE);
        };
        kit::scrolled(ui, |ui, width| area.show(ui, |ui| shown(ui, width)));
        if let Some(kind) = all_of {
            self.query = filters::with(&self.query, Filter::Kind, Some(kind.word()));
            self.chosen = 0;
        }
    }
}

fn margin<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let side = size::PAGE as i8;
    egui::Frame::new()
        .inner_margin(egui::Margin { left: side, right: side, top: 16, bottom: 0 })
        .show(ui, content)
        .inner
}

fn group_head(ui: &mut Ui, cx: &Cx<'_>, group: &Group<'_>) {
    ui.add_space(size::GAP_WIDE);
    ui.horizontal(|ui| {
        ui.add_space(size::PAGE);
        kit::section_title(ui, title(group.kind));
        ui.label(font::number(kit::figure(group.count), cx.theme.weak));
    });
    ui.add_space(size::GRID);
}

/// A chip that opens a list of values. Gives the query with the one that was chosen.
fn menu(
    ui: &mut Ui,
    query: &str,
    (filter, glyph, name): (Filter, &str, &str),
    choices: &[(String, String)],
) -> Option<String> {
    let now = filters::value(query, filter);
    let words = now.map_or_else(|| name.to_owned(), |value| format!("{name}: {value}"));
    let chip = kit::chip(ui, Some(glyph), &words, now.is_some());
    let mut chosen = None;
    kit::menu(&chip).accessible_name(name).show(|ui| {
        // A menu is as wide as its scroll area lets it be.
        ui.set_width(MENU);
        kit::scroll(320.0).show(ui, |ui| {
            if kit::menu_item(ui, None, "Any", now.is_none()).clicked() {
                chosen = Some(filters::with(query, filter, None));
            }
            for (value, words) in choices {
                let on = now.is_some_and(|now| now.eq_ignore_ascii_case(value));
                if kit::menu_item(ui, None, words, on).clicked() {
                    chosen = Some(filters::with(query, filter, Some(value)));
                }
            }
        });
    });
    chosen
}

fn nothing_asked(ui: &mut Ui, cx: &mut Cx<'_>) {
    let sentence = "All words are looked for, the last as a beginning; a typo does no harm. \u{201C}Words in \
                    quotes\u{201D} stay together, and project:HERO, person:ada or status:review narrow it.";
    let button = cx.snapshot.state.projects.is_empty().then_some((icon::FOLDERS, "Make the first project"));
    if kit::empty(ui, icon::MAGNIFYING_GLASS, "Find what people have written", sentence, button) {
        cx.go(crate::place::Place::Projects);
    }
}
