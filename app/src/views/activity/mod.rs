//! Who changed what, when, from which device.

use crate::{
    actions::{Action, Cx},
    kit::{self, dates, font, icon, size},
    runtime::Trouble,
};
use egui::{Align2, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::DeliverableId;
use rushes_store::LogEntry;

/// The page's own state.
#[derive(Default)]
pub struct Activity {
    of: Option<Option<DeliverableId>>,
    entries: Option<Result<Vec<LogEntry>, Trouble>>,
    asked: bool,
}

impl Activity {
    /// The log was read.
    pub fn read(&mut self, of: Option<DeliverableId>, entries: Result<Vec<LogEntry>, Trouble>) {
        if self.of == Some(of) {
            self.entries = Some(entries);
        }
    }

    /// Something changed: the log is read again when it is looked at.
    pub fn stale(&mut self) {
        self.asked = false;
    }

    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, of: Option<DeliverableId>) {
        if self.of != Some(of) {
            *self = Self { of: Some(of), ..Self::default() };
        }
        if !std::mem::replace(&mut self.asked, true) {
            cx.actions.push(Action::ReadLog(of));
        }
        egui::Frame::new().inner_margin(egui::Margin { left: 24, right: 24, top: 16, bottom: 12 }).show(ui, |ui| {
            ui.horizontal(|ui| {
                kit::page_title(ui, "Activity");
                let about =
                    of.and_then(|id| cx.snapshot.state.deliverable(id)).map_or("the studio", |d| d.name.as_str());
                ui.label(font::weak(format!("of {about}; every entry is signed"), cx.theme.weak));
            });
        });
        match &self.entries {
            None => {}
            Some(Err(trouble)) => kit::error_card(ui, &trouble.text, &trouble.hint),
            Some(Ok(entries)) if entries.is_empty() => {
                let sentence = "Everything that is done here is noted, signed by the device that did it.";
                kit::empty(ui, icon::CLOCK_COUNTER_CLOCKWISE, "Nothing has happened yet", sentence, None);
            }
            Some(Ok(entries)) => {
                let height = cx.row_height();
                let count = entries.len();
                ui.spacing_mut().item_spacing.y = 0.0;
                egui::ScrollArea::vertical().auto_shrink(false).show_rows(ui, height, count, |ui, range| {
                    for entry in &entries[range] {
                        line(ui, cx, entry, height);
                    }
                });
            }
        }
    }
}

fn line(ui: &mut Ui, cx: &Cx<'_>, entry: &LogEntry, height: f32) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let name = cx.name_of(entry.person);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name} {}", entry.message)));
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, cx.theme.hover);
    }
    let y = rect.center().y;
    let painter = ui.painter();
    if let Some(person) = entry.person {
        let initials = cx.snapshot.state.studio.people.get(&person).map(rushes_domain::Person::initials);
        let at = pos2(rect.left() + 34.0, y);
        kit::paint_avatar(painter, at, size::AVATAR, person, &initials.unwrap_or_default(), cx.theme);
    }
    let left = rect.left() + 56.0;
    let room = rect.width() - 56.0 - 180.0;
    let who = kit::elided(painter, &name, font::medium(size::BODY), cx.theme.text, room * 0.4);
    let start = left + who.size().x + 6.0;
    painter.galley(pos2(left, y - who.size().y * 0.5), who, cx.theme.text);
    let what = kit::elided(painter, &entry.message, font::regular(size::BODY), cx.theme.text, left + room - start);
    painter.galley(pos2(start, y - what.size().y * 0.5), what, cx.theme.text);
    let font = font::tabular(size::SECONDARY);
    let right = pos2(rect.right() - 24.0, y);
    painter.text(right, Align2::RIGHT_CENTER, dates::moment(entry.at, cx.now), font, cx.theme.weak);
    let device = entry.device.to_string();
    let hint = format!("{}\nfrom device {}…", dates::moment_exact(entry.at), device.get(..12).unwrap_or(&device));
    response.on_hover_text_at_pointer(hint);
}
