//! Files dragged over the window: where they will go is said while they hover.

use super::{App, Phase};
use crate::{
    actions::{Action, Pick, Toast, is_sheet},
    kit::{Theme, font, icon, size},
    place::Place,
    views::deliverable::{chosen, closed},
};
use egui::{Align2, Area, Color32, Frame, Id, LayerId, Order, RichText, Stroke, StrokeKind, Ui, vec2};
use rushes_domain::{Deliverable, DeliverableId, Permission, StageId, StageTarget};
use rushes_store::Snapshot;
use std::path::PathBuf;

/// What files over the page shown are for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Landing {
    /// They have a place: what for, and its name.
    On(Pick, String),
    /// They have none: why, and what to do.
    Nowhere(String, &'static str),
}

impl App {
    /// Files dragged over the window and dropped on it.
    pub(super) fn files(&mut self, ui: &Ui, theme: &Theme, actions: &mut Vec<Action>) {
        if !matches!(self.phase, Phase::Open) {
            return;
        }
        let (over, hovered, dropped) = ui.ctx().input(|i| {
            let hovered: Vec<PathBuf> = i.raw.hovered_files.iter().filter_map(|f| f.path.clone()).collect();
            let dropped: Vec<PathBuf> = i.raw.dropped_files.iter().map(|f| f.path().to_path_buf()).collect();
            (!i.raw.hovered_files.is_empty(), hovered, dropped)
        });
        if !dropped.is_empty() {
            match self.landing(&dropped) {
                Landing::On(pick, _) => actions.push(Action::Picked(pick, dropped)),
                Landing::Nowhere(why, hint) => actions.push(Action::Toast(Toast::wrong(why, hint))),
            }
        } else if over {
            show(ui, theme, &self.landing(&hovered), &hovered);
        }
    }

    fn landing(&self, files: &[PathBuf]) -> Landing {
        const HINT: &str = "Drop pictures and clips on a deliverable's stage, and sheets on a project.";
        let nowhere = || Landing::Nowhere("These files have no place on this page.".into(), HINT);
        let Some(snapshot) = &self.snapshot else { return nowhere() };
        let sheet = files.first().is_some_and(|f| is_sheet(f));
        match self.trail.now() {
            Place::Project(id) | Place::Board(id) | Place::SheetImport(id) if sheet => {
                let project = snapshot.state.projects.get(&id);
                let name = project.map(|p| p.name.clone()).unwrap_or_default();
                Landing::On(Pick::Sheet(id), format!("Drop to import into {name}"))
            }
            Place::Deliverable(id, stage) if !sheet => {
                let deliverable = snapshot.state.deliverable(id);
                let stage = deliverable.and_then(|d| chosen(d, stage, &snapshot.me));
                stage.map_or_else(nowhere, |stage| on_stage(snapshot, id, stage))
            }
            Place::Review(id, round) if !sheet => {
                let deliverable = snapshot.state.deliverable(id);
                let stage = deliverable.and_then(|d| Some(d.round(round)?.stage));
                stage.map_or_else(nowhere, |stage| on_stage(snapshot, id, stage))
            }
            _ => nowhere(),
        }
    }
}

fn on_stage(snapshot: &Snapshot, id: DeliverableId, stage: StageId) -> Landing {
    let found = snapshot.state.deliverable(id).and_then(|d: &std::sync::Arc<Deliverable>| Some((d, d.stage(stage)?)));
    let Some((deliverable, stage)) = found else {
        return Landing::Nowhere("This stage is not here any more.".into(), "Choose another one.");
    };
    let name = format!("{} / {}", deliverable.name, stage.name);
    if !snapshot.me.role.may(Permission::Work) {
        return Landing::Nowhere(format!("You cannot publish rounds of {name}."), "An artist or a producer can.");
    }
    if let Some(why) = closed(stage) {
        return Landing::Nowhere(format!("{name} takes no round now."), why);
    }
    let target = StageTarget { deliverable: id, stage: stage.id };
    Landing::On(Pick::Media(target), format!("Drop for round {} of {name}", stage.round_number() + 1))
}

/// Dims the page and says in its middle where the files go.
fn show(ui: &Ui, theme: &Theme, landing: &Landing, files: &[PathBuf]) {
    let (glyph, ink, title, below) = match landing {
        Landing::On(Pick::Sheet(_), words) => (icon::TABLE, theme.link, words.as_str(), named(files)),
        Landing::On(_, words) => (icon::UPLOAD_SIMPLE, theme.link, words.as_str(), named(files)),
        Landing::Nowhere(why, hint) => (icon::PROHIBIT, theme.warning, why.as_str(), (*hint).to_owned()),
    };
    let rect = ui.ctx().content_rect();
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Foreground, Id::unique("drop")));
    painter.rect_filled(rect, 0.0, theme.scrim);
    painter.rect_stroke(rect.shrink(size::GAP), size::RADIUS_CARD, Stroke::new(2.0, ink), StrokeKind::Inside);
    let plate = Area::new(Id::unique("drop plate")).order(Order::Tooltip).interactable(false);
    plate.anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0)).show(ui.ctx(), |ui| {
        Frame::new()
            .fill(theme.raised)
            .stroke(Stroke::new(1.0, theme.line_strong))
            .corner_radius(size::RADIUS_CARD)
            .shadow(ui.visuals().window_shadow)
            .inner_margin(size::PAGE)
            .show(ui, |ui| words(ui, theme, (glyph, ink), title, &below));
    });
}

fn words(ui: &mut Ui, theme: &Theme, (glyph, ink): (&str, Color32), title: &str, below: &str) {
    ui.set_max_width(size::MEASURE.min(ui.ctx().content_rect().width() - 4.0 * size::PAGE));
    ui.vertical_centered(|ui| {
        ui.label(RichText::new(glyph).font(font::icons(size::ICON_HUGE)).color(ink));
        ui.add_space(size::GAP);
        ui.label(RichText::new(title).font(font::display(size::SECTION)).color(theme.text));
        if !below.is_empty() {
            ui.label(font::text(below, theme.weak));
        }
    });
}

/// The file, or how many; nothing where the system does not say before they are dropped.
fn named(files: &[PathBuf]) -> String {
    match files {
        [] => String::new(),
        [one] => one.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        many => format!("{} files", many.len()),
    }
}

impl App {
    /// Without a file dialog the page with a field for the path is shown, and that said.
    pub(super) fn no_dialog(&mut self, pick: Pick) {
        let (page, hint) = match pick {
            Pick::Media(target) => (
                Some(Place::Deliverable(target.deliverable, Some(target.stage))),
                "Paste the path of the file into the field beside \"Browse\", or drop the file on this page.",
            ),
            Pick::Sheet(project) => (
                Some(Place::SheetImport(project)),
                "Paste the path of the sheet into the field, or drop the sheet on this page.",
            ),
            Pick::Backup => (Some(Place::Storage), "Write the path of the backup into its field."),
            Pick::Restore => (Some(Place::Storage), "Paste the path of the backup into its field."),
            Pick::TakeIn { .. } => (None, "Paste the path of the backup, or of the folder, into its field."),
            Pick::ExportAll => (Some(Place::Storage), "Write the path of an empty folder into its field."),
            Pick::Export(_) => (
                None,
                "Make a folder called Downloads in your own folder, then export again: the file is written there.",
            ),
        };
        if let Some(page) = page.filter(|_| matches!(self.phase, Phase::Open)) {
            self.trail.go(page);
        }
        self.toast(Toast::wrong("This system has no file dialog.", hint));
    }
}
