//! My Work.

use super::{MyWork, Work, row};
use crate::{
    actions::Cx,
    kit::{self, font, icon, size},
    place::Place,
    views::filter::{self, FilterBar},
};
use egui::{Frame, Margin, Ui};
use rushes_domain::{Permission, PersonId, State};
use std::sync::Arc;

/// What stands on the line beside the filter's field, in points.
const REST: f32 = 280.0;

impl MyWork {
    /// The filter.
    pub fn filter(&mut self) -> &mut FilterBar {
        &mut self.filter
    }

    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let person = self.person.unwrap_or(cx.snapshot.me.person);
        let query = self.filter.query(cx.snapshot, cx.today);
        let seq = cx.snapshot.seq;
        let (today, filter) = (cx.today, Arc::clone(&query));
        let read = move |state: &State| Work::of(state, person, today, &filter);
        let Some(work) = self.known.of(ui.ctx(), &cx.snapshot.state, &person, &(seq, today, query), read) else {
            kit::reading(ui, "Looking for the work…");
            return;
        };
        self.keys(ui, cx, &work);
        self.head(ui, cx, person, &work);
        if work.lines() == 0 {
            self.nothing(ui, cx, person, work.total);
            return;
        }
        self.lines(ui, cx, &work);
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, person: PersonId, work: &Work) {
        Frame::new().inner_margin(Margin { left: 24, right: 24, top: 24, bottom: 8 }).show(ui, |ui| {
            let mine = person == cx.snapshot.me.person;
            let title = if mine { "My Work".to_owned() } else { cx.name_of(Some(person)) };
            let shown: usize = work.groups.iter().map(|g| g.rows.len()).sum();
            let words = if shown == work.total {
                format!("{} open", kit::figure(shown))
            } else {
                format!("{} of {} open", kit::figure(shown), kit::figure(work.total))
            };
            let mut head = kit::Head::new(&title).note(words, cx.theme.weak);
            let late = work.groups.iter().flat_map(|g| &g.rows).filter(|r| r.overdue).count();
            if late > 0 {
                head = head.note(format!("{} overdue", kit::figure(late)), cx.theme.danger);
            }
            head.show(ui, |ui| {
                if shown > 0
                    && let Some(kind) = crate::views::rows::export::button(ui)
                {
                    let rows = work.groups.iter().flat_map(|g| g.rows.iter().map(|r| (g.bucket.label(), r.as_row())));
                    let table = crate::views::rows::export::table(&cx.snapshot.state, &title, Some("When"), rows);
                    cx.actions.push(crate::actions::Action::ExportTable(std::sync::Arc::new(table), kind));
                }
                if cx.snapshot.me.role.may(Permission::Plan) {
                    self.whose(ui, cx, person);
                }
            });
            if work.total > 0 || !self.filter.is_empty() {
                ui.add_space(size::GAP);
                ui.horizontal(|ui| {
                    let width = filter::width(ui.available_width() - REST);
                    self.filter.ui(ui, cx, width);
                });
                self.filter.notices(ui, cx);
            }
        });
    }

    fn nothing(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, person: PersonId, total: usize) {
        if total > 0 {
            let sentence = format!("None of the {} open stages meets the filter.", kit::figure(total));
            let clear = Some((icon::X, "Clear the filter"));
            if kit::empty(ui, icon::FUNNEL, "Nothing matches", &sentence, clear) {
                self.filter = FilterBar::default();
            }
            return;
        }
        let mine = person == cx.snapshot.me.person;
        let (title, sentence) = if mine {
            ("Nothing is waiting for you", "Stages that are assigned to you appear here, the most urgent first.")
        } else {
            ("Nothing is waiting for them", "Stages that are assigned to them appear here, the most urgent first.")
        };
        let button = Some((icon::FOLDERS, "Look at the projects"));
        if kit::empty(ui, icon::LIST_CHECKS, title, sentence, button) {
            cx.go(Place::Projects);
        }
    }

    fn lines(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, work: &Work) {
        let height = cx.row_height() + size::GAP;
        let chosen = self.chosen;
        let follow = std::mem::take(&mut self.follow);
        let opens = self.opened.take();
        let mut opened = None;
        let area = egui::ScrollArea::vertical().auto_shrink(false).id_salt("my work");
        let mut shown = |ui: &mut Ui, width: f32| {
            ui.set_max_width(width);
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut line = 0;
            let mut one = |ui: &mut Ui, cx: &mut Cx<'_>, show: &dyn Fn(&mut Ui, &mut Cx<'_>, bool) -> bool| {
                let top = ui.cursor().top();
                let on = chosen == Some(line);
                if on && follow {
                    let rect = egui::Rect::from_min_size(ui.cursor().min, egui::vec2(ui.available_width(), height));
                    ui.scroll_to_rect(rect, None);
                }
                // Rows out of sight take their room and nothing else.
                if top > ui.clip_rect().bottom() || top + height < ui.clip_rect().top() {
                    ui.allocate_space(egui::vec2(ui.available_width(), height));
                } else if show(ui, cx, on) {
                    opened = Some(line);
                }
                line += 1;
            };
            if !work.mentions.is_empty() {
                title(ui, cx, "You were named", work.mentions.len(), 0);
                for mention in &work.mentions {
                    one(ui, cx, &|ui, cx, on| row::mention(ui, cx, mention, height, on));
                }
            }
            for group in &work.groups {
                let late = group.rows.iter().filter(|r| r.overdue).count();
                title(ui, cx, group.bucket.label(), group.rows.len(), late);
                for found in &group.rows {
                    one(ui, cx, &|ui, cx, on| row::stage(ui, cx, found, height, (on, opens.filter(|_| on))));
                }
            }
            ui.add_space(size::PAGE);
        };
        kit::scrolled(ui, |ui, width| area.show(ui, |ui| shown(ui, width)));
        let Some(line) = opened else { return };
        self.chosen = Some(line);
        match (work.row(line), work.mentions.get(line)) {
            (Some(found), _) => cx.go(Place::Deliverable(found.deliverable.id, Some(found.stage().id))),
            (None, Some(mention)) => cx.go(Place::Deliverable(mention.deliverable.id, mention.stage)),
            (None, None) => {}
        }
    }

    fn whose(&mut self, ui: &mut Ui, cx: &Cx<'_>, now: PersonId) {
        let mut people: Vec<(PersonId, String)> =
            cx.snapshot.state.studio.people.values().map(|p| (p.id, p.name.clone())).collect();
        people.sort_by_cached_key(|(id, name)| (*id != cx.snapshot.me.person, rushes_domain::names::loose(name)));
        if let Some(person) = kit::pick(ui, "Whose work", now, &people) {
            self.turn_to(person);
        }
    }

    /// One's own work again.
    pub fn turn_home(&mut self) {
        if self.person.take().is_some() {
            self.chosen = None;
        }
    }

    /// Somebody's work.
    pub fn turn_to(&mut self, person: PersonId) {
        self.person = Some(person);
        self.chosen = None;
    }
}

fn title(ui: &mut Ui, cx: &Cx<'_>, words: &str, count: usize, late: usize) {
    ui.add_space(size::GAP_WIDE);
    ui.horizontal(|ui| {
        ui.add_space(size::PAGE);
        kit::section_title(ui, words);
        kit::badge(ui, count, words, cx.theme.pressed, cx.theme.text);
        if late > 0 {
            ui.label(font::weak(format!("{} overdue", kit::figure(late)), cx.theme.danger));
        }
    });
    ui.add_space(size::GAP);
}
