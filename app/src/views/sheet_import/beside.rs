//! What is asked of the file as a whole: its encoding where that is a guess, and what becomes of what it hides.

use super::state::Work;
use crate::{
    actions::{Action, Cx},
    kit::{self, font, size},
};
use egui::Ui;
use rushes_domain::ProjectId;
use rushes_store::import::{EncodingQuestion, HiddenAnswer, HiddenQuestion, Questions, TextEncoding};

/// Width of the list of encodings, in points.
const LIST: f32 = 300.0;
/// A guess that is less likely than this stands out.
const SURE: f64 = 0.9;
/// Rows, columns and sheets named at most.
const NAMED: usize = 10;

/// How much room there is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// A card with lines of the file.
    Card,
    /// A line over the rows.
    Line,
}

/// What was answered.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    Encoding(TextEncoding),
    SkipHidden(bool),
}

/// Shows it. Gives what was just answered.
pub(super) fn ui(ui: &mut Ui, cx: &Cx<'_>, asked: &Questions, room: Room) -> Option<Answer> {
    let mut answer = None;
    let mut put = |ui: &mut Ui, part: &mut dyn FnMut(&mut Ui) -> Option<Answer>| {
        if room == Room::Card {
            kit::card(cx.theme).show(ui, |ui| {
                ui.set_min_width(ui.available_width());
                answer = part(ui).or(answer);
            });
        } else {
            answer = part(ui).or(answer);
            ui.add_space(size::GRID);
        }
    };
    if let Some(question) = &asked.encoding {
        put(ui, &mut |ui| encoding(ui, cx, question, room));
    }
    if let Some(question) = &asked.hidden {
        put(ui, &mut |ui| hidden(ui, cx, question));
    }
    answer
}

/// Does what was answered.
pub(super) fn take(cx: &mut Cx<'_>, project: ProjectId, work: &mut Work, answer: Option<Answer>) {
    match answer {
        Some(Answer::Encoding(encoding)) => {
            cx.actions.push(Action::ReadSheet(project, work.path.clone(), Some(encoding)));
        }
        Some(Answer::SkipHidden(skip)) => work.skip_hidden(skip),
        None => {}
    }
}

fn encoding(ui: &mut Ui, cx: &Cx<'_>, asked: &EncodingQuestion, room: Room) -> Option<Answer> {
    let theme = cx.theme;
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let mut choices: Vec<(TextEncoding, String)> = Vec::new();
    for candidate in &asked.candidates {
        choices
            .push((candidate.encoding, format!("{}, {}", candidate.encoding.label(), percent(candidate.confidence))));
    }
    for other in TextEncoding::all() {
        if choices.iter().all(|(known, _)| *known != other) {
            choices.push((other, other.label().to_owned()));
        }
    }
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        ui.label(font::strong("Encoding", theme.text));
        chosen = kit::pick_wide(ui, "Encoding of the file", asked.encoding, &choices, LIST);
        let words = match asked.answer {
            Some(_) => "as you said".to_owned(),
            None => format!("a guess, {} sure: the file does not say it", percent(asked.confidence)),
        };
        ui.label(font::weak(words, if asked.confidence < SURE { theme.warning } else { theme.weak }));
    });
    if room == Room::Card {
        for candidate in asked.candidates.iter().take(4) {
            let Some(sample) = candidate.samples.first() else { continue };
            let ink = if candidate.encoding == asked.encoding { theme.text } else { theme.weak };
            ui.horizontal(|ui| {
                let side = egui::vec2(LIST, size::ROW_DENSE);
                ui.allocate_ui_with_layout(side, egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.set_min_width(LIST);
                    ui.add(egui::Label::new(font::weak(candidate.encoding.label(), theme.weak)).truncate());
                });
                ui.add(egui::Label::new(font::text(sample.as_str(), ink)).truncate());
            });
        }
    }
    chosen.map(Answer::Encoding)
}

fn hidden(ui: &mut Ui, cx: &Cx<'_>, asked: &HiddenQuestion) -> Option<Answer> {
    let theme = cx.theme;
    let dots = |all: usize| if all > NAMED { ", …" } else { "" };
    let mut told = Vec::new();
    if asked.row_count > 0 {
        let rows: Vec<String> = asked.rows.iter().take(NAMED).map(usize::to_string).collect();
        let are = if asked.row_count == 1 { "is" } else { "are" };
        let how = if asked.filtered { "filtered out of sight" } else { "hidden" };
        told.push(format!(
            "{} {are} {how}: {}{}",
            kit::counted(asked.row_count, "row"),
            rows.join(", "),
            dots(asked.row_count)
        ));
    }
    if !asked.columns.is_empty() {
        let names: Vec<&str> = asked.columns.iter().take(NAMED).map(|c| c.header.as_str()).collect();
        let are = if asked.columns.len() == 1 { "is" } else { "are" };
        told.push(format!(
            "{} {are} hidden: {}{}",
            kit::counted(asked.columns.len(), "column"),
            names.join(", "),
            dots(asked.columns.len())
        ));
    }
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        if asked.asks() {
            ui.label(font::strong("Hidden in the sheet", theme.text));
            let choices = [(HiddenAnswer::Take, "Take in"), (HiddenAnswer::Skip, "Leave out")];
            chosen = kit::segments(ui, asked.answer, &choices);
            ui.label(font::weak(told.join("; "), theme.warning));
        }
        if !asked.sheets.is_empty() {
            let names: Vec<&str> = asked.sheets.iter().take(NAMED).map(String::as_str).collect();
            let words = format!("Hidden sheets, not imported: {}{}", names.join(", "), dots(asked.sheets.len()));
            ui.label(font::weak(words, theme.weak));
        }
    });
    chosen.map(|answer| Answer::SkipHidden(answer == HiddenAnswer::Skip))
}
