//! The storage page.

use super::Storage;
use crate::{
    actions::{Action, Cx, Pick},
    jobs::care::{Care, Figures},
    kit::{self, Button, dates, font, icon, size},
    shell::sync_chip::bytes,
    views::{
        path_field::{Line, PathField, Wanted},
        taking_in::TakingIn,
    },
};
use egui::Ui;
use std::path::PathBuf;

/// Damaged things named on the page; the rest is counted.
const NAMED: usize = 12;

impl Storage {
    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, taking_in: &mut TakingIn) {
        if !self.asked {
            self.asked = true;
            cx.actions.push(Action::Care(Care::Look));
        }
        kit::page(ui, "storage", |ui| {
            crate::views::settings::head(ui, cx, |_, _| ());
            let words = "How this studio lies on this device. Other devices keep their own copy.";
            ui.label(font::text(words, cx.theme.weak));
            ui.add_space(size::GAP_WIDE);
            match &self.figures {
                Some(Ok(figures)) => sizes(ui, cx, figures),
                Some(Err(trouble)) => kit::error_card(ui, &trouble.text, &trouble.hint),
                None => drop(ui.label(font::text("Reading the figures…", cx.theme.weak))),
            }
            ui.add_space(size::GAP_WIDE);
            self.backup(ui, cx);
            ui.add_space(size::GAP_WIDE);
            self.check(ui, cx);
            self.old_data(ui, cx);
            ui.add_space(size::GAP_WIDE);
            self.export(ui, cx);
            ui.add_space(size::GAP_WIDE);
            let words = "From a backup file, or from a folder that everything was exported into. It stands beside the studios \
                 that are here; nothing of them changes.";
            section(ui, cx, "Bring a studio in", words, |ui, cx| taking_in.ui(ui, cx.theme, cx.tray, cx.actions));
        });
    }

    fn backup(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        section(
            ui,
            cx,
            "Backup",
            "One file with everything, made while you work. It can be restored on any device.",
            |ui, cx| {
                let last = match &self.figures {
                    Some(Ok(figures)) => figures.last_backup.as_ref(),
                    _ => None,
                };
                let words = last.map_or_else(
                    || "No backup has been made on this device.".to_owned(),
                    |head| format!("The last backup was made {}.", dates::moment(head.at, cx.now)),
                );
                ui.label(font::text(words, cx.theme.text));
                ui.add_space(size::GAP);
                ui.horizontal(|ui| {
                    if kit::chip(ui, self.options.media.then_some(icon::CHECK), "With media files", self.options.media)
                        .clicked()
                    {
                        self.options.media = !self.options.media;
                    }
                    if kit::chip(ui, self.options.key.then_some(icon::CHECK), "With the root key", self.options.key)
                        .clicked()
                    {
                        self.options.key = !self.options.key;
                    }
                });
                ui.add_space(size::GRID);
                let words = if self.options.key {
                    "With the root key the studio can be written again on a new device, by whoever has the file: keep it as safe as the studio."
                } else {
                    "Without the root key a new device needs an invitation from another one before it can write."
                };
                ui.label(font::weak(words, cx.theme.weak));
                ui.add_space(size::GAP);
                let idle = idle(cx, "Backing up");
                let options = self.options;
                to_path(
                    ui,
                    cx,
                    &mut self.backup_path,
                    ("Path of the backup", Wanted::NewFile),
                    ("Back up", icon::PACKAGE),
                    (Pick::Backup, idle),
                    |file| Care::BackUp { file, options },
                );
                ui.add_space(size::GAP_WIDE);
                ui.label(font::text(
                    "Something is missing here? A backup of this studio adds what it holds.",
                    cx.theme.weak,
                ));
                ui.add_space(size::GAP);
                let free = self::idle(cx, "Restoring a backup");
                to_path(
                    ui,
                    cx,
                    &mut self.restore_path,
                    ("Path of a backup to take from", Wanted::File),
                    ("Add from it", icon::DOWNLOAD_SIMPLE),
                    (Pick::Restore, free),
                    Care::Restore,
                );
            },
        );
    }

    fn check(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        section(ui, cx, "Check", "Reads everything: every signature, every document, every media file.", |ui, cx| {
            ui.horizontal(|ui| {
                let checking = idle(cx, "Checking everything");
                let check = Button::new("Check everything").icon(icon::SHIELD_CHECK);
                if check.enabled_or(checking, "It is being checked.").show(ui).clicked() {
                    cx.actions.push(Action::Care(Care::Verify));
                }
                let hint =
                    "Sets aside what is damaged, so that your other devices send it again, and builds the rest anew.";
                let repair = Button::new("Repair").icon(icon::ARROWS_CLOCKWISE).hint(hint);
                if repair.enabled_or(idle(cx, "Repairing"), "It is being repaired.").show(ui).clicked() {
                    cx.actions.push(Action::Care(Care::Repair));
                }
                let hint = "Gives unused room of the database back to the disk. Changes wait meanwhile.";
                let compact = Button::new("Compact").icon(icon::ARROWS_IN).hint(hint);
                if compact.enabled_or(idle(cx, "Compacting the database"), "It is being compacted.").show(ui).clicked()
                {
                    cx.actions.push(Action::Care(Care::Compact));
                }
            });
            match &self.verified {
                None => {}
                Some(Err(trouble)) => {
                    ui.add_space(size::GAP);
                    kit::error_card(ui, &trouble.text, &trouble.hint);
                }
                Some(Ok(verified)) if verified.damaged.is_empty() => {
                    ui.add_space(size::GAP);
                    ui.horizontal(|ui| {
                        ui.label(
                            egui::RichText::new(icon::CHECK_CIRCLE).font(font::icons(size::ICON)).color(cx.theme.good),
                        );
                        let words = format!(
                            "All is whole: {} documents, {} changes and {} media files were read.",
                            count(verified.documents),
                            count(verified.changes),
                            count(verified.media)
                        );
                        ui.label(font::text(words, cx.theme.text));
                    });
                }
                Some(Ok(verified)) => {
                    ui.add_space(size::GAP);
                    let what = format!("{} damaged", verified.damaged.len());
                    kit::error_card(
                        ui,
                        &what,
                        "Repair sets it aside; your other devices send it again at the next sync.",
                    );
                    named(ui, cx, verified.damaged.iter().map(String::as_str));
                }
            }
            if let Some(Ok(verified)) = &self.verified {
                super::missing::show(ui, cx, &verified.missing_media);
            }
            if let Some(Ok(figures)) = &self.figures
                && !figures.damaged.is_empty()
            {
                ui.add_space(size::GAP);
                let what = format!("{} not whole on this device", figures.damaged.len());
                kit::error_card(
                    ui,
                    &what,
                    "Everything else works. What is missing comes back from your other devices.",
                );
                let lines: Vec<String> = figures
                    .damaged
                    .iter()
                    .map(|d| {
                        let what = d.doc.map_or_else(|| "A grant".to_owned(), |doc| doc.to_string());
                        format!("{what}: {}", d.reason)
                    })
                    .collect();
                named(ui, cx, lines.iter().map(String::as_str));
            }
        });
    }

    /// What was kept when something took its place, where there is any.
    fn old_data(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(Ok(figures)) = &self.figures else { return };
        let kept = figures.stats.kept_bytes;
        if kept == 0 {
            self.removing = false;
            return;
        }
        ui.add_space(size::GAP_WIDE);
        let words = "Studios that a backup took the place of, what repairs set aside, and files of rounds that were never \
             published. Nothing needs it any more.";
        section(ui, cx, "Old data", words, |ui, cx| {
            ui.label(font::text(format!("It takes {}.", bytes(kept)), cx.theme.text));
            ui.add_space(size::GAP);
            let idle = idle(cx, "Removing old data");
            ui.horizontal(|ui| {
                if !self.removing {
                    let button = Button::new("Remove old data…").icon(icon::TRASH);
                    self.removing = button.enabled_or(idle, "It is being removed.").show(ui).clicked();
                    return;
                }
                // First, where the pointer still is: a second click by mistake keeps it.
                if Button::new("Keep it").show(ui).clicked() {
                    self.removing = false;
                }
                if Button::danger("Remove it for good").icon(icon::TRASH).show(ui).clicked() {
                    self.removing = false;
                    cx.actions.push(Action::Care(Care::RemoveOld));
                }
            });
        });
    }

    fn export(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let words = "The whole studio as JSON and media files under names people know, with every signature. It can be brought back.";
        section(ui, cx, "Export everything", words, |ui, cx| {
            let idle = idle(cx, "Exporting everything");
            to_path(
                ui,
                cx,
                &mut self.export_path,
                ("Path of an empty folder", Wanted::EmptyFolder),
                ("Export", icon::EXPORT),
                (Pick::ExportAll, idle),
                Care::ExportAll,
            );
        });
    }
}

fn idle(cx: &Cx<'_>, label: &str) -> bool {
    !cx.tray.iter().any(|w| w.label == label)
}

fn sizes(ui: &mut Ui, cx: &Cx<'_>, figures: &Figures) {
    let stats = &figures.stats;
    kit::card(cx.theme).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        kit::facts(
            ui,
            &[
                ("Database", bytes(stats.database_bytes)),
                ("Media", bytes(stats.media_bytes)),
                ("Media files", count(stats.media_files)),
                ("Projects", count(stats.projects)),
                ("Deliverables", count(stats.deliverables)),
                ("Documents", count(stats.documents)),
                ("Changes", count(stats.changes)),
                ("Kept aside", count(stats.quarantined)),
                ("Old data", bytes(stats.kept_bytes)),
            ],
        );
    });
}

fn section(ui: &mut Ui, cx: &mut Cx<'_>, title: &str, words: &str, content: impl FnOnce(&mut Ui, &mut Cx<'_>)) {
    kit::card(cx.theme).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        kit::section_title(ui, title);
        ui.label(font::text(words, cx.theme.weak));
        ui.add_space(size::GAP);
        content(ui, cx);
    });
}

/// A path, a button that starts, and one that opens the file dialog.
fn to_path(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    path: &mut PathField,
    (name, wanted): (&str, Wanted),
    (words, glyph): (&str, &str),
    (pick, idle): (Pick, bool),
    care: impl FnOnce(PathBuf) -> Care,
) {
    let not_now = if idle { "" } else { "It is under way." };
    let button = Button::new(words).icon(glyph).width(size::ACTION);
    let line = Line { name, hint: name, wanted, button, not_now, after: size::ACTION * 2.0 };
    let other = format!("{name}: choose");
    let choose = |ui: &mut Ui| {
        let choose = Button::new("Choose…").name(&other);
        if choose.enabled_or(idle, not_now).show(ui).clicked() {
            cx.actions.push(Action::Pick(pick));
        }
    };
    if let Some(file) = path.ui(ui, line, |_| (), choose).and_then(|paths| paths.into_iter().next()) {
        cx.actions.push(Action::Care(care(file)));
    }
}

pub(super) fn named<'a>(ui: &mut Ui, cx: &Cx<'_>, names: impl Iterator<Item = &'a str>) {
    let names: Vec<&str> = names.collect();
    ui.add_space(size::GAP);
    for name in names.iter().take(NAMED) {
        ui.label(font::caption(*name, cx.theme.weak));
    }
    if names.len() > NAMED {
        ui.label(font::caption(format!("… and {} more", kit::figure(names.len() - NAMED)), cx.theme.weak));
    }
}

fn count(n: u64) -> String {
    kit::figure(usize::try_from(n).unwrap_or(usize::MAX))
}
