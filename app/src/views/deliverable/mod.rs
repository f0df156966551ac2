//! A deliverable: its stages and what they wait for, the chosen stage's rounds, and what people say.

mod by_hand;
mod comments;
mod duplicate;
mod earlier;
mod edit;
mod fields;
mod header;
mod model;
mod people;
mod publish;
mod recent;
mod rounds;
mod stage;
mod strip;

pub use model::{Layout, chosen, layered, layout};
pub(crate) use publish::closed;
pub(crate) use strip::joint;

use crate::{
    actions::{Ask, Cx},
    kit::{self, size},
    runtime::Trouble,
};
use egui::{Frame, Margin, Panel, Ui};
use rushes_domain::{Deliverable, DeliverableId, StageId, StageTarget};
use rushes_store::{LogPage, LogQuery};
use std::path::PathBuf;

/// Pages wider than this have the comments beside them, narrower ones under them.
const BESIDE: f32 = 920.0;
/// Width of the comments, from narrow windows to wide ones.
const COMMENTS: [f32; 2] = [320.0, 420.0];
/// Their share of the page in between.
const COMMENTS_SHARE: f32 = 0.22;

/// The page's own state.
#[derive(Default)]
pub struct Page {
    of: Option<DeliverableId>,
    draft: publish::Draft,
    comments: comments::Comments,
    edit: Option<edit::Edit>,
    duplicate: Option<duplicate::Copy>,
    stage: stage::Fields,
    recent: recent::Recent,
    /// What a command asked for.
    asked: Option<Ask>,
}

impl Page {
    /// Another deliverable: what was being changed of the old one is dropped, what was being said is kept.
    fn turn_to(&mut self, id: DeliverableId) {
        let mut comments = std::mem::take(&mut self.comments);
        comments.turn_to(id);
        *self = Self { of: Some(id), comments, asked: self.asked, ..Self::default() };
    }

    /// Opens a form, in the next frame.
    pub fn ask(&mut self, ask: Ask) {
        self.asked = Some(ask);
    }

    fn answer(&mut self, cx: &Cx<'_>, deliverable: &Deliverable) {
        match self.asked.take() {
            Some(Ask::Edit) => self.edit = Some(edit::Edit::of(deliverable, cx.today)),
            Some(Ask::Duplicate) => self.duplicate = Some(duplicate::Copy::of(cx, deliverable)),
            Some(Ask::ByHand(id)) => self.stage.by_hand(deliverable.stage(id)),
            Some(Ask::Filter | Ask::Keys | Ask::Groups { .. } | Ask::Export(_)) | None => {}
        }
    }

    /// Files came for a round of this stage.
    pub fn add_files(&mut self, target: StageTarget, files: Vec<PathBuf>) {
        if self.of != Some(target.deliverable) {
            self.turn_to(target.deliverable);
        }
        self.draft.add(target, files);
    }

    /// A round is on its way.
    pub fn publishing(&mut self, target: StageTarget) {
        self.draft.send(target);
    }

    /// It was published, or was not: then its draft is there to be corrected.
    pub fn published(&mut self, target: StageTarget, done: bool) {
        self.draft.settle(target, done);
    }

    /// A log was read, maybe this deliverable's.
    pub fn log_read(&mut self, query: &LogQuery, page: Result<&LogPage, &Trouble>) {
        self.recent.read(query, page);
    }

    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, id: DeliverableId, stage: Option<StageId>) {
        if self.of != Some(id) {
            self.turn_to(id);
        }
        let Some(deliverable) = cx.snapshot.state.deliverable(id).cloned() else { return };
        self.answer(cx, &deliverable);
        let now = chosen(&deliverable, stage, &cx.snapshot.me);
        let beside = ui.available_width() >= BESIDE;
        if beside {
            let frame =
                Frame::new().fill(cx.theme.surface).inner_margin(Margin { left: 16, right: 16, top: 16, bottom: 12 });
            let wide = (ui.available_width() * COMMENTS_SHARE).clamp(COMMENTS[0], COMMENTS[1]).floor();
            let shown = Panel::right("comments").resizable(false).exact_size(wide).frame(frame).show(ui, |ui| {
                self.comments.ui(ui, cx, &deliverable, now, true);
            });
            kit::part(ui.ctx(), kit::Part::Side, shown.response.rect);
        }
        kit::picture_page(ui, ("deliverable", id), |ui| {
            self.header(ui, cx, &deliverable);
            if let Some(copy) = &mut self.duplicate
                && !copy.ui(ui, cx, &deliverable)
            {
                self.duplicate = None;
            }
            fields::ui(ui, cx, &deliverable);
            ui.add_space(size::GAP_WIDE);
            strip::ui(ui, cx, &deliverable, now);
            ui.add_space(size::PAGE);
            if let Some(stage) = now.and_then(|s| deliverable.stage(s)) {
                self.stage.ui(ui, cx, &deliverable, stage);
                ui.add_space(size::PAGE);
                rounds::ui(ui, cx, &deliverable, stage);
                ui.add_space(size::GAP_WIDE);
                ui.scope(|ui| {
                    ui.set_max_width(ui.available_width().min(size::ENDS));
                    self.draft.ui(ui, cx, &deliverable, stage);
                });
            }
            ui.add_space(size::PAGE);
            ui.scope(|ui| {
                ui.set_max_width(ui.available_width().min(size::ENDS));
                self.recent.ui(ui, cx, &deliverable);
            });
            if !beside {
                ui.add_space(size::PAGE);
                kit::divider(ui);
                ui.add_space(size::GAP_WIDE);
                self.comments.ui(ui, cx, &deliverable, now, false);
            }
        });
    }
}
