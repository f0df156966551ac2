//! The file in figures, and every decision about the round.

use super::{ReviewModel, ReviewPage, panel::body, said};
use crate::{
    actions::{Action, Cx},
    kit::{self, Button, font, icon, size, status},
};
use egui::{RichText, Ui, vec2};
use rushes_domain::{Attachment, MediaKind};

impl ReviewPage {
    /// Shows the figures.
    pub(super) fn info(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        let theme = cx.theme.clone();
        match &model.file {
            Some(file) => {
                kit::section_title(ui, "File");
                table(ui, &figures(file), &theme);
                if Button::new("Copy the content's hash").icon(icon::HASH).show(ui).clicked() {
                    cx.actions.push(Action::Copy(file.hash.to_string()));
                }
            }
            None => body(ui, "This round has no file.", theme.weak),
        }
        ui.add_space(size::GAP);
        kit::section_title(ui, "Round");
        if let Some(card) = model.rounds.iter().find(|r| r.id == model.round) {
            let published = format!("{} by {}", kit::dates::moment(card.at, cx.now), cx.name_of(card.by));
            let mut rows = vec![("Number", model.number.to_string()), ("Published", published)];
            if !card.note.is_empty() {
                rows.push(("Note", card.note.clone()));
            }
            table(ui, &rows, &theme);
        }
        ui.add_space(size::GAP);
        kit::section_title(ui, "Decisions");
        if model.decisions.is_empty() {
            body(ui, "Nobody has decided this round yet.", theme.weak);
        }
        for decision in &model.decisions {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(size::GAP_TIGHT, size::GRID);
                let color = status::verdict_color(decision.verdict, &theme);
                let word =
                    RichText::new(status::verdict_label(decision.verdict)).font(font::medium(size::BODY)).color(color);
                ui.label(word);
                let who = format!("{}, {}", cx.name_of(decision.by), kit::dates::moment(decision.at, cx.now));
                ui.label(font::weak(who, theme.weak)).on_hover_text(kit::dates::moment_exact(decision.at));
            });
            if !decision.note.is_empty() {
                body(ui, &decision.note, theme.text);
            }
        }
    }
}

/// A file in figures.
fn figures(file: &Attachment) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        ("Name", file.name.clone()),
        ("Size", format!("{} × {} pixels", file.width, file.height)),
        ("Format", format(file)),
        ("Alpha", if file.alpha { "yes, shown on white".into() } else { "no".into() }),
        ("On disk", said::bytes(file.size)),
    ];
    if file.kind == MediaKind::Video {
        let rate = file.fps.map_or_else(|| "unknown".to_owned(), |r| format!("{:.3} per second", r.per_second()));
        rows.push(("Frames", format!("{} (0 to {})", file.frames, file.frames.saturating_sub(1))));
        rows.push(("Rate", rate.replace(".000", "")));
        if let Some(ms) = file.duration_ms {
            rows.push(("Length", said::length(ms)));
        }
    }
    let hash = file.hash.to_string();
    rows.push(("Content", format!("{}…", &hash[..16])));
    rows
}

/// The format, and the codec where it says more.
fn format(file: &Attachment) -> String {
    let format = file.format.to_uppercase();
    if file.codec.is_empty() || file.codec.eq_ignore_ascii_case(&format) {
        return format;
    }
    format!("{format}, {}", file.codec)
}

/// Width of the words before the figures, so that all of them stand under one another.
const LABELS: f32 = 72.0;

fn table(ui: &mut Ui, rows: &[(&str, String)], theme: &kit::Theme) {
    for (label, value) in rows {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = size::GAP;
            let left = egui::Layout::left_to_right(egui::Align::Center);
            ui.allocate_ui_with_layout(vec2(LABELS, size::GAP_WIDE), left, |ui| {
                ui.set_min_width(LABELS);
                ui.label(font::weak(*label, theme.weak));
            });
            ui.add(egui::Label::new(kit::text(value, theme.text)).wrap());
        });
    }
}
