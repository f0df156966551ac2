//! The filter that table and board share: a typed query, what can be typed next, and chips that edit the same
//! text.

mod chips;
mod field;
mod shared;

pub use shared::Shared;

use crate::{
    actions::Cx,
    kit::{self, font, icon, size},
};
use egui::Ui;
use rushes_domain::{
    Date, PersonId,
    query::{self, Completion, Notice, Query},
};
use rushes_store::Snapshot;
use std::sync::Arc;

/// Narrowest field.
const LEAST: f32 = 120.0;
/// Widest field: longer queries are rare, and what stands beside it should not be far.
const MOST: f32 = 760.0;

/// How wide the field is where this much room is left for it, in points.
#[must_use]
pub(crate) fn width(room: f32) -> f32 {
    room.clamp(LEAST, MOST).floor()
}

/// What is typed, and what it means in the snapshot.
#[derive(Default)]
pub struct FilterBar {
    text: String,
    read: Option<Read>,
    field: field::Field,
}

/// A text that was read, and what it was read with.
struct Read {
    text: String,
    seq: u64,
    me: PersonId,
    today: Date,
    query: Arc<Query>,
    notices: Vec<Notice>,
}

impl FilterBar {
    /// With a text in it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// What is typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Puts another text in: of a saved view, or nothing.
    pub fn set_text(&mut self, text: impl Into<String>) {
        self.text = text.into();
        self.field.close();
    }

    /// Whether nothing is typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Puts the keyboard into the field in the next frame.
    pub fn focus(&mut self) {
        self.field.wants_focus = true;
    }

    /// Whether the field has the keyboard.
    #[must_use]
    pub fn has_focus(&self, ctx: &egui::Context) -> bool {
        self.field.cursor_if_typing(ctx).is_some()
    }

    /// The query, read again only when the text, the studio or the day changed. The same query is the same
    /// pointer.
    pub fn query(&mut self, snapshot: &Snapshot, today: Date) -> Arc<Query> {
        Arc::clone(&self.read(snapshot, today).query)
    }

    fn read(&mut self, snapshot: &Snapshot, today: Date) -> &Read {
        let me = snapshot.me.person;
        let good =
            self.read.take().filter(|r| r.seq == snapshot.seq && r.me == me && r.today == today && r.text == self.text);
        let read = good.unwrap_or_else(|| {
            let (query, notices) = Query::parse(&self.text, &snapshot.state, me, today);
            Read { text: self.text.clone(), seq: snapshot.seq, me, today, query: Arc::new(query), notices }
        });
        self.read.insert(read)
    }

    /// Shows the field and the chips in a line. `width` is the field's.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, width: f32) {
        self.field.ui(ui, cx, &mut self.text, width);
        self.status_chip(ui, cx);
        self.person_chip(ui, cx);
        if !self.is_empty() && kit::icon_button(ui, icon::X, "Clear").clicked() {
            self.set_text("");
        }
    }

    /// Shows what was not understood, in a line of its own. Nothing while it is being typed.
    pub fn notices(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let cursor = self.field.cursor_if_typing(ui.ctx());
        let notices: Vec<Notice> = self.read(cx.snapshot, cx.today).notices.clone();
        let told = notices.into_iter().filter(|n| cursor.is_none_or(|c| !(n.at.start..=n.at.end).contains(&c)));
        let mut better = None;
        for notice in told.take(2) {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = size::GAP_TIGHT;
                let mark = egui::RichText::new(icon::WARNING).font(font::icons(size::ICON_SMALL));
                ui.label(mark.color(cx.theme.warning));
                ui.label(font::weak(notice.text, cx.theme.weak));
                if let Some(meant) = notice.suggestion {
                    let words = format!("Did you mean {meant}?");
                    if kit::link(ui, &words).clicked() {
                        better = Some((notice.at, meant));
                    }
                }
            });
        }
        if let Some((at, meant)) = better
            && self.text.get(at.clone()).is_some()
        {
            self.text.replace_range(at, &meant);
        }
    }

    /// What the field offers now, for tests.
    #[must_use]
    pub fn offered(&self) -> &[Completion] {
        self.field.offered()
    }

    fn values(&self, key: &str) -> Vec<String> {
        query::values(&self.text, key)
    }

    fn set_values(&mut self, key: &str, values: &[String]) {
        self.set_text(query::with_values(&self.text, key, values));
    }
}
