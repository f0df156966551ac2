//! Bringing a whole studio in: on the first page, and under Storage.

use super::path_field::{Line, PathField, Wanted};
use crate::{
    actions::{Action, Pick},
    jobs::taking_in::{Here, IfHere, LABEL, NotTaken, TakeIn, Why},
    kit::{self, Button, Theme, font, icon, size},
    runtime::Work,
};
use egui::Ui;

/// What is to be brought in, and what came of it.
#[derive(Default)]
pub struct TakingIn {
    path: PathField,
    refused: Option<NotTaken>,
}

impl TakingIn {
    /// It was brought in: nothing is left to say.
    pub fn done(&mut self) {
        self.refused = None;
        self.path.clear();
    }

    /// It was not: said beside the path, which stays to be corrected.
    pub fn refused(&mut self, refused: NotTaken) {
        self.refused = Some(refused);
    }

    /// Whether something is being brought in.
    #[must_use]
    pub fn under_way(tray: &[Work]) -> Option<&Work> {
        tray.iter().find(|work| work.label == LABEL)
    }

    /// Shows the path, both dialogs, how far it is, and what went wrong.
    pub fn ui(&mut self, ui: &mut Ui, theme: &Theme, tray: &[Work], actions: &mut Vec<Action>) {
        let busy = Self::under_way(tray);
        let not_now = if busy.is_some() { "It is under way." } else { "" };
        let line = Line {
            name: "Path of a backup or a folder",
            hint: "Path of a backup or a folder",
            wanted: Wanted::Either,
            button: Button::new("Bring it in").icon(icon::DOWNLOAD_SIMPLE).width(size::ACTION),
            not_now,
            after: size::ACTION + size::GAP,
        };
        let mut asked = self.path.ui(ui, line, |_| (), |_| ()).and_then(|paths| paths.into_iter().next());
        ui.add_space(size::GRID);
        ui.horizontal_wrapped(|ui| {
            for (words, folder) in [("Choose a backup…", false), ("Choose a folder…", true)] {
                if Button::new(words).enabled_or(busy.is_none(), not_now).show(ui).clicked() {
                    actions.push(Action::Pick(Pick::TakeIn { folder }));
                }
            }
        });
        if let Some(work) = busy {
            self.refused = None;
            under_way(ui, theme, work, actions);
        }
        asked = asked.filter(|_| busy.is_none());
        actions.extend(asked.map(|path| Action::TakeIn(TakeIn { path, if_here: IfHere::Say })));
        if let Some(NotTaken { why: Why::Trouble(trouble), here }) = &self.refused {
            ui.add_space(size::GAP);
            kit::error_card(ui, &trouble.text, &trouble.hint);
            if let Some(here) = here {
                ui.add_space(size::GAP);
                ways_on(ui, here, actions);
            }
        }
    }
}

/// What can be done where the studio is here already.
fn ways_on(ui: &mut Ui, here: &Here, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        if let Some(backup) = &here.backup {
            let take = |if_here| Action::TakeIn(TakeIn { path: backup.clone(), if_here });
            if Button::new("Add what is missing here").icon(icon::DOWNLOAD_SIMPLE).show(ui).clicked() {
                actions.push(take(IfHere::Add));
            }
            let hint = "The one that is here is kept beside, and goes when old data is removed under Storage.";
            let replace = Button::danger("Put it in the place of the one here").hint(hint);
            let why = "It is the studio that is open. Open another one first, or add what is missing.";
            if replace.enabled_or(!here.open, why).show(ui).clicked() {
                actions.push(take(IfHere::Replace));
            }
        }
        if !here.open && Button::new("Open the one here").show(ui).clicked() {
            actions.push(Action::OpenStudio(here.studio));
        }
    });
}

/// How far it is, with a way to stop it.
pub(super) fn under_way(ui: &mut Ui, theme: &Theme, work: &Work, actions: &mut Vec<Action>) {
    ui.add_space(size::GAP);
    let what = work.progress.what();
    let words = match (work.progress.is_stopping(), what.is_empty()) {
        (true, _) => format!("{}: stopping…", work.label),
        (_, true) => format!("{}…", work.label),
        (_, false) => format!("{}: {what}", work.label),
    };
    ui.label(font::text(words, theme.weak));
    kit::progress(ui, work.progress.share(), &work.label);
    if work.progress.can_stop() {
        ui.add_space(size::GRID);
        let name = format!("Cancel {}", work.label);
        if Button::quiet("Cancel").icon(icon::X).name(&name).show(ui).clicked() {
            actions.push(Action::Cancel(work.id));
        }
    }
}
