//! Members, their devices, and invitations.

use crate::{
    actions::{Action, Cx},
    kit::{self, Button, dates, font, icon, size},
    runtime::Trouble,
};
use egui::{Align2, CursorIcon, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::{DeviceId, Member, Permission, Person, Role as Rank, Timestamp};

/// The page's own state.
pub struct Team {
    open: bool,
    role: Rank,
    days: i64,
    ticket: Option<Result<(String, Timestamp), Trouble>>,
    asked: bool,
}

impl Default for Team {
    fn default() -> Self {
        Self { open: false, role: Rank::Artist, days: 7, ticket: None, asked: false }
    }
}

impl Team {
    /// An invitation was made, or could not be.
    pub fn invited(&mut self, invited: Result<(String, Timestamp), Trouble>) {
        self.asked = false;
        self.ticket = Some(invited);
    }

    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        kit::page(ui, "team", |ui| {
            let members = members(&cx.snapshot.state);
            let words = kit::counted(members.len(), "member");
            kit::Head::new("Team").note(words, cx.theme.weak).show(ui, |ui| {
                let may = cx.snapshot.me.role.may(Permission::Invite);
                let why = "Admins and producers invite people.";
                let button = Button::primary("Invite").icon(icon::USER_PLUS).enabled_or(may, why);
                // An open invitation has a main button of its own.
                if !self.open && button.show(ui).clicked() {
                    self.open = true;
                }
            });
            ui.add_space(size::GAP_WIDE);
            if self.open {
                self.invite(ui, cx);
                ui.add_space(size::GAP_WIDE);
            }
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
                    "Work can be assigned to them. They become members when they join.",
                    cx.theme.weak,
                ));
                ui.add_space(size::GAP);
                for person in &others {
                    person_row(ui, cx, person);
                }
            }
        });
    }

    fn invite(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        kit::card(cx.theme).show(ui, |ui| {
            ui.set_max_width(size::MEASURE);
            ui.set_min_width(size::MEASURE.min(ui.available_width()));
            ui.horizontal(|ui| {
                kit::section_title(ui, "Invite somebody, or a device of yours");
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if kit::icon_button(ui, icon::X, "Close the invitation").clicked() || kit::escaped(ui.ctx()) {
                        self.open = false;
                        self.ticket = None;
                    }
                });
            });
            let words = "The ticket works once, for one device. Send it so that only they can read it; keep Rushes \
                 open here until they have joined.";
            ui.label(font::text(words, cx.theme.weak));
            ui.add_space(size::GAP);
            ui.horizontal(|ui| {
                ui.label(font::caption("Role", cx.theme.weak));
                let mine = cx.snapshot.me.role;
                let roles: Vec<(Rank, String)> =
                    Rank::ALL.into_iter().filter(|r| mine.may_grant(*r)).map(|r| (r, r.word().to_owned())).collect();
                if let Some(role) = kit::pick(ui, "Role", self.role, &roles) {
                    self.role = role;
                }
                ui.add_space(size::GAP);
                ui.label(font::caption("Works for", cx.theme.weak));
                let days = [(1, "1 day".to_owned()), (7, "7 days".to_owned()), (30, "30 days".to_owned())];
                if let Some(days) = kit::pick(ui, "Works for", self.days, &days) {
                    self.days = days;
                }
                let ready = !self.asked;
                if Button::primary("Make a ticket").enabled_or(ready, "It is being made.").show(ui).clicked() {
                    self.asked = true;
                    self.ticket = None;
                    let expires = Timestamp(cx.now.0.saturating_add(self.days * 86_400_000));
                    cx.actions.push(Action::Invite { role: self.role, expires });
                }
            });
            match &self.ticket {
                Some(Ok((ticket, expires))) => {
                    ui.add_space(size::GAP);
                    kit::divider(ui);
                    let mut shown = ticket.clone();
                    kit::area(ui, "Ticket", &mut shown, "", 3);
                    ui.horizontal(|ui| {
                        if Button::new("Copy the ticket").icon(icon::COPY).show(ui).clicked() {
                            cx.actions.push(Action::Copy(ticket.clone()));
                        }
                        let until = dates::moment_to_come(*expires, cx.today);
                        ui.label(font::weak(format!("works until {until}"), cx.theme.weak))
                            .on_hover_text(dates::moment_exact(*expires));
                    });
                }
                Some(Err(trouble)) => {
                    ui.add_space(size::GAP);
                    kit::error_card(ui, &trouble.text, &trouble.hint);
                }
                None => {}
            }
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

fn person_row(ui: &mut Ui, cx: &Cx<'_>, person: &Person) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &person.name));
    let y = rect.center().y;
    let painter = ui.painter();
    kit::paint_avatar(painter, pos2(rect.left() + 16.0, y), size::AVATAR, person.id, &person.initials(), cx.theme);
    let name = pos2(rect.left() + 44.0, y);
    painter.text(name, Align2::LEFT_CENTER, &person.name, font::regular(size::BODY), cx.theme.text);
    let at = pos2(rect.left() + rect.width() * 0.5, y);
    painter.text(at, Align2::LEFT_CENTER, &person.email, font::regular(size::SECONDARY), cx.theme.weak);
}
