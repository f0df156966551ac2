//! Members, their devices, and invitations.

mod inviting;

pub use inviting::MadeTicket;

use crate::{
    actions::{Action, Cx},
    kit::{self, Button, font, icon, size},
    runtime::Trouble,
};
use egui::{Align2, CursorIcon, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use inviting::Inviting;
use rushes_domain::{DeviceId, Member, Permission, Person};
use rushes_store::Invitee;

/// The page's own state.
#[derive(Default)]
pub struct Team {
    inviting: Inviting,
}

impl Team {
    /// An invitation was made, or could not be.
    pub fn invited(&mut self, invited: Result<MadeTicket, Trouble>) {
        self.inviting.made(invited);
    }

    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        kit::page(ui, "team", |ui| {
            let members = members(&cx.snapshot.state);
            let words = kit::counted(members.len(), "member");
            kit::Head::new("Team").note(words, cx.theme.weak).show(ui, |ui| self.inviting.buttons(ui, cx));
            ui.add_space(size::GAP_WIDE);
            self.inviting.card(ui, cx);
            for (person, member) in &members {
                member_row(ui, cx, person, member);
            }
            let others: Vec<Person> = cx
                .snapshot
                .state
                .studio
                .people
                .values()
                .filter(|p| !cx.snapshot.state.studio.members.contains_key(&p.id))
                .cloned()
                .collect();
            if !others.is_empty() {
                ui.add_space(size::PAGE);
                kit::section_title(ui, "Known by name");
                ui.label(font::text(
                    "Work can be assigned to them. They become members when they join with an invitation of their own.",
                    cx.theme.weak,
                ));
                ui.add_space(size::GAP);
                for person in &others {
                    if person_row(ui, cx, person) {
                        self.inviting.begin(Invitee::Known(person.id));
                    }
                }
            }
            inviting::list(ui, cx);
        });
    }
}

/// Members by role, then by name.
fn members(state: &rushes_domain::State) -> Vec<(Person, Member)> {
    let known = |m: &Member| state.studio.people.get(&m.person).cloned();
    let mut members: Vec<(Person, Member)> =
        state.studio.members.values().filter_map(|m| Some((known(m)?, m.clone()))).collect();
    members.sort_by_cached_key(|(p, m)| (m.role, rushes_domain::names::loose(&p.name), p.id));
    members
}

fn member_row(ui: &mut Ui, cx: &mut Cx<'_>, person: &Person, member: &Member) {
    // Who plans looks at everybody's work.
    let leads = cx.snapshot.me.role.may(Permission::Plan);
    let sense = if leads { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 52.0), sense);
    let devices = counted(&member.devices);
    let spoken = format!("{}, {}, {devices}", person.name, member.role);
    response.widget_info(|| WidgetInfo::labeled(if leads { Role::Link } else { Role::Label }, true, &spoken));
    let painter = ui.painter();
    let around = rect.expand2(vec2(size::GAP, 0.0));
    if leads && response.hovered() {
        painter.rect_filled(around, size::RADIUS, cx.theme.hover);
    }
    if response.has_focus() {
        kit::focus_ring(painter, around.shrink(2.0), size::RADIUS, cx.theme);
    }
    let y = rect.center().y;
    kit::paint_avatar(painter, pos2(rect.left() + 16.0, y), 32.0, person.id, &person.initials(), cx.theme);
    let left = rect.left() + 44.0;
    let you = if person.id == cx.snapshot.me.person { "  (you)" } else { "" };
    let name = format!("{}{you}", person.name);
    painter.text(pos2(left, y - 9.0), Align2::LEFT_CENTER, name, font::medium(size::BODY), cx.theme.text);
    painter.text(
        pos2(left, y + 9.0),
        Align2::LEFT_CENTER,
        &person.email,
        font::regular(size::SECONDARY),
        cx.theme.weak,
    );
    let middle = rect.left() + rect.width() * 0.5;
    let role = member.role.word();
    painter.text(pos2(middle, y), Align2::LEFT_CENTER, role, font::regular(size::BODY), cx.theme.text);
    let at = pos2(rect.left() + rect.width() * 0.72, y);
    painter.text(at, Align2::LEFT_CENTER, icon::LAPTOP, font::icons(size::ICON), cx.theme.weak);
    painter.text(at + vec2(22.0, 0.0), Align2::LEFT_CENTER, &devices, font::regular(size::SECONDARY), cx.theme.weak);
    let listed: Vec<String> = member.devices.iter().map(|d| short(d, cx)).collect();
    let work = if leads { format!("Look at the work of {}\n", person.name) } else { String::new() };
    let response = response.on_hover_text_at_pointer(work + &listed.join("\n"));
    if leads && response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
        cx.actions.push(Action::WorkOf(person.id));
    }
}

fn counted(devices: &[DeviceId]) -> String {
    kit::counted(devices.len(), "device")
}

fn short(device: &DeviceId, cx: &Cx<'_>) -> String {
    let id = device.to_string();
    let here = if *device == cx.snapshot.me.device { " (this one)" } else { "" };
    format!("device {}…{here}", id.get(..12).unwrap_or(&id))
}

/// A person who has not joined. True when they are to be invited.
fn person_row(ui: &mut Ui, cx: &Cx<'_>, person: &Person) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 40.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &person.name));
    let y = rect.center().y;
    let painter = ui.painter();
    kit::paint_avatar(painter, pos2(rect.left() + 16.0, y), size::AVATAR, person.id, &person.initials(), cx.theme);
    let name = pos2(rect.left() + 44.0, y);
    painter.text(name, Align2::LEFT_CENTER, &person.name, font::regular(size::BODY), cx.theme.text);
    let at = pos2(rect.left() + rect.width() * 0.5, y);
    painter.text(at, Align2::LEFT_CENTER, &person.email, font::regular(size::SECONDARY), cx.theme.weak);
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    let mut side = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(layout));
    let spoken = format!("Invite {}", person.name);
    let button = Button::new("Invite").small().name(&spoken).hint("Make a ticket that only they become them with");
    button.enabled_or(inviting::may(cx), inviting::WHO_MAY).show(&mut side).clicked()
}
