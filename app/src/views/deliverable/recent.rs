//! What happened to the deliverable lately, as the log has it, and the way to all of it.

use crate::{
    actions::{Action, Cx},
    kit::{self, dates, font, size},
    place::Place,
    runtime::Trouble,
    views::activity::after_name,
};
use egui::Ui;
use rushes_domain::Deliverable;
use rushes_store::{LogEntry, LogOf, LogPage, LogQuery};
use std::sync::Arc;

/// How many entries are shown.
const SHOWN: usize = 6;

/// The newest entries of the deliverable's log, read beside the window.
#[derive(Default)]
pub(super) struct Recent {
    /// As it was when the log was asked for last.
    of: Option<Arc<Deliverable>>,
    asked: Option<LogQuery>,
    entries: Option<Vec<LogEntry>>,
}

impl Recent {
    /// The log was read.
    pub(super) fn read(&mut self, query: &LogQuery, page: Result<&LogPage, &Trouble>) {
        if self.asked.as_ref() == Some(query) {
            self.asked = None;
            // Where it cannot be read, the page of all activity says why.
            self.entries = Some(page.map(|page| page.entries.clone()).unwrap_or_default());
        }
    }

    /// Asks for the log, once for each change of the deliverable.
    fn follow(&mut self, cx: &mut Cx<'_>, deliverable: &Arc<Deliverable>) {
        let known = self.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, deliverable) || of == deliverable);
        if known || self.asked.is_some() {
            return;
        }
        self.of = Some(Arc::clone(deliverable));
        let query = LogQuery::of(LogOf::Deliverable(deliverable.id), SHOWN);
        self.asked = Some(query.clone());
        cx.actions.push(Action::ReadLog(Box::new(query)));
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, deliverable: &Arc<Deliverable>) {
        self.follow(cx, deliverable);
        ui.horizontal(|ui| {
            kit::section_title(ui, "Activity");
            ui.add_space(size::GAP);
            if kit::link(ui, "All activity").clicked() {
                cx.go(Place::Activity(Some(deliverable.id)));
            }
        });
        ui.add_space(size::GRID);
        for entry in self.entries.iter().flatten() {
            line(ui, cx, entry);
        }
    }
}

fn line(ui: &mut Ui, cx: &Cx<'_>, entry: &LogEntry) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        match entry.person.and_then(|p| cx.snapshot.state.studio.people.get(&p)) {
            Some(person) => drop(kit::avatar(ui, person, size::AVATAR)),
            None => ui.add_space(size::AVATAR),
        }
        let moment = dates::moment(entry.at, cx.now);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(font::weak(moment, cx.theme.weak)).on_hover_text(dates::moment_exact(entry.at));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let message = dates::in_words(&after_name(&entry.message), cx.today);
                let words = format!("{} {message}", cx.name_of(entry.person));
                ui.add(egui::Label::new(font::text(words, cx.theme.text)).truncate());
            });
        });
    });
}
