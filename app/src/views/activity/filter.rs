//! What of the log is shown.

use crate::{
    actions::Cx,
    kit::{self, Button, dates, icon, size},
};
use egui::Ui;
use rushes_domain::{Date, DocKind, PersonId, Timestamp};
use rushes_store::{LogOf, LogQuery};

/// Kinds of documents, as people name what is done in them.
const KINDS: [(DocKind, &str); 6] = [
    (DocKind::Plan, "Plan"),
    (DocKind::Work, "Work"),
    (DocKind::Talk, "Comments and marks"),
    (DocKind::Verdict, "Decisions"),
    (DocKind::Project, "Projects"),
    (DocKind::Studio, "Studio"),
];

/// What is looked for.
#[derive(Clone, PartialEq, Default)]
pub(super) struct Filter {
    person: Option<PersonId>,
    kind: Option<DocKind>,
    text: String,
    from: String,
    to: String,
}

impl Filter {
    /// The bar. Gives whether something changed.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let before = self.clone();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = size::GAP;
            kit::search(ui, "Find in the activity", &mut self.text, "What was done", 200.0);
            let mut people: Vec<_> =
                cx.snapshot.state.studio.people.values().map(|p| (Some(p.id), p.name.clone())).collect();
            people.sort_by_cached_key(|(_, name)| rushes_domain::names::loose(name));
            people.insert(0, (None, "Everybody".into()));
            if let Some(person) = kit::pick(ui, "Who", self.person, &people) {
                self.person = person;
            }
            let kinds: Vec<_> = [(None, "Everything".to_owned())]
                .into_iter()
                .chain(KINDS.map(|(k, w)| (Some(k), w.to_owned())))
                .collect();
            if let Some(kind) = kit::pick(ui, "What", self.kind, &kinds) {
                self.kind = kind;
            }
            for (name, hint, value) in
                [("From", "From, e.g. 20 Nov", &mut self.from), ("To", "To, e.g. today", &mut self.to)]
            {
                let edit = egui::TextEdit::singleline(value)
                    .hint_text(kit::hint(hint, cx.theme))
                    .margin(egui::Margin::symmetric(8, 6))
                    .min_size(egui::vec2(0.0, size::CONTROL))
                    .desired_width(132.0);
                ui.add(edit).accessible_name(name);
            }
            if *self != Self::default() && Button::quiet("Show all").icon(icon::X).show(ui).clicked() {
                *self = Self::default();
            }
        });
        *self != before
    }

    /// As the store is asked.
    pub(super) fn query(&self, of: LogOf, after: Option<u64>, limit: usize, today: Date) -> LogQuery {
        LogQuery {
            person: self.person,
            kind: self.kind,
            text: self.text.clone(),
            from: dates::parse(&self.from, today).and_then(dates::start_of),
            to: dates::parse(&self.to, today)
                .and_then(|d| d.tomorrow().ok())
                .and_then(dates::start_of)
                .map(|t| Timestamp(t.0 - 1)),
            after,
            ..LogQuery::of(of, limit)
        }
    }
}
