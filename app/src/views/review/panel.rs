//! The panel at the right: its tabs.

use super::{ReviewModel, ReviewPage, Tab};
use crate::{
    actions::Cx,
    kit::{self, size},
};
use egui::{Frame, Margin, ScrollArea, Ui};

impl ReviewPage {
    /// Shows the panel.
    pub(super) fn panel(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        let open = model.actions.iter().filter(|i| i.status.is_open()).count();
        let count = |n: usize| if n == 0 { String::new() } else { format!(" {n}") };
        let labels = [
            (Tab::Feedback, format!("Feedback{}", count(open))),
            (Tab::Rounds, format!("Rounds{}", count(model.rounds.len()))),
            (Tab::Comments, format!("Comments{}", count(model.threads.len()))),
            (Tab::Info, "Info".to_owned()),
        ];
        Frame::new().inner_margin(Margin { left: 8, right: 8, top: 8, bottom: 4 }).show(ui, |ui| {
            let choices: Vec<(Tab, &str)> = labels.iter().map(|(tab, words)| (*tab, words.as_str())).collect();
            if let Some(tab) = kit::segments(ui, self.tab, &choices) {
                self.tab = tab;
            }
        });
        kit::divider(ui);
        if self.tab == Tab::Comments {
            self.comment_writer(ui, cx, model);
        }
        ScrollArea::vertical().id_salt(("review tab", self.tab as u8)).auto_shrink(false).show(ui, |ui| {
            Frame::new().inner_margin(Margin { left: 12, right: 12, top: 4, bottom: 12 }).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = size::GAP;
                match self.tab {
                    Tab::Feedback => self.feedback(ui, cx, model),
                    Tab::Rounds => self.rounds(ui, cx, model),
                    Tab::Comments => self.comments(ui, cx, model),
                    Tab::Info => self.info(ui, cx, model),
                }
            });
        });
    }
}

/// Words in several lines, as wide as there is room.
pub(super) fn body(ui: &mut Ui, words: &str, color: egui::Color32) {
    ui.add(egui::Label::new(kit::text(words, color)).wrap());
}
