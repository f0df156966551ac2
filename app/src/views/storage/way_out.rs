//! What to do about a studio that does not open.

use crate::{
    actions::{Action, Pick},
    jobs::care::Care,
    kit::{self, Button, Theme, font, icon, size},
    runtime::{Trouble, Work},
    views::path_field::{Line, PathField, Wanted},
};
use egui::{Id, Ui};

/// Buttons for every way there is, and what is under way. Gives whether it is to be tried again.
pub(crate) fn way_out(
    ui: &mut Ui,
    trouble: &Trouble,
    tray: &[Work],
    backup: &mut PathField,
    actions: &mut Vec<Action>,
) -> bool {
    let mut again = false;
    let idle = tray.is_empty();
    ui.horizontal_wrapped(|ui| {
        again = Button::primary("Try again").icon(icon::ARROW_CLOCKWISE).show(ui).clicked();
        if trouble.mendable {
            mend(ui, idle, actions);
        }
        if Button::new("Copy details").icon(icon::COPY).show(ui).clicked() {
            let said = [&trouble.text, &trouble.hint, &trouble.detail];
            let said: Vec<&str> = said.into_iter().map(String::as_str).filter(|s| !s.is_empty()).collect();
            actions.push(Action::Copy(said.join("\n")));
        }
        details(ui, trouble);
    });
    if trouble.mendable {
        ui.add_space(size::GAP);
        restore(ui, idle, backup, actions);
    }
    let theme = Theme::of(ui.ctx());
    for work in tray {
        ui.add_space(size::GAP);
        ui.label(font::text(work.label.as_str(), theme.weak));
        kit::progress(ui, work.progress.share(), &work.label);
        if work.progress.can_stop() && Button::quiet("Cancel").show(ui).clicked() {
            actions.push(Action::Cancel(work.id));
        }
    }
    again
}

/// What only a technician understands, shown when it is asked for.
fn details(ui: &mut Ui, trouble: &Trouble) {
    if trouble.detail.is_empty() {
        return;
    }
    let id = Id::unique("details of the trouble");
    let mut open = ui.data(|d| d.get_temp::<bool>(id)).unwrap_or_default();
    let glyph = if open { icon::CARET_DOWN } else { icon::CARET_RIGHT };
    if Button::quiet("Details").icon(glyph).show(ui).clicked() {
        open = !open;
        ui.data_mut(|d| d.insert_temp(id, open));
    }
    if open {
        ui.end_row();
        ui.label(font::weak(trouble.detail.as_str(), Theme::of(ui.ctx()).weak));
    }
}

const BUSY: &str = "Wait until what is under way has ended.";

/// What may make the data whole.
fn mend(ui: &mut Ui, idle: bool, actions: &mut Vec<Action>) {
    let hint = "Keeps everything that can be read and builds the rest anew. The damaged file is kept beside.";
    if Button::new("Repair").icon(icon::SHIELD_CHECK).hint(hint).enabled_or(idle, BUSY).show(ui).clicked() {
        actions.push(Action::Care(Care::Repair));
    }
    let hint = "Puts a backup in its place. What is here now is kept beside.";
    let restore = Button::new("Restore a backup…").icon(icon::PACKAGE).hint(hint);
    if restore.enabled_or(idle, BUSY).show(ui).clicked() {
        actions.push(Action::Pick(Pick::Restore));
    }
    let hint = "Joining the same studio again brings it back from other devices. The damaged file is kept beside.";
    let join = Button::new("Make or join a studio").icon(icon::USER_PLUS).hint(hint);
    if join.enabled_or(idle, BUSY).show(ui).clicked() {
        actions.push(Action::AddStudio);
    }
}

/// A backup by its path, where the system has no file dialog.
fn restore(ui: &mut Ui, idle: bool, path: &mut PathField, actions: &mut Vec<Action>) {
    let line = Line {
        name: "Path of a backup",
        hint: "Or paste the path of a backup",
        wanted: Wanted::File,
        button: Button::new("Restore it"),
        not_now: if idle { "" } else { BUSY },
        after: size::SIDEBAR,
    };
    let files = path.ui(ui, line, |_| (), |_| ()).unwrap_or_default();
    actions.extend(files.into_iter().next().map(|file| Action::Care(Care::Restore(file))));
}
