//! Invitations: for somebody new, for a person known by name, for a device of one's own; and what became of them.

use crate::{
    actions::{Action, Cx},
    kit::{self, Button, dates, font, icon, size},
    runtime::Trouble,
};
use egui::Ui;
use rushes_domain::{DeviceId, Permission, Role, State, Timestamp};
use rushes_store::{Invite, Invitee, Standing};

/// Why the button is off.
pub(super) const WHO_MAY: &str = "Admins and producers invite people.";

/// Invitations listed on the page; those made before are left out.
const LISTED: usize = 8;

/// A ticket that was made on this page.
#[derive(Clone, Debug)]
pub struct MadeTicket {
    /// The text to be sent.
    pub ticket: String,
    /// The name of its invitation in the snapshot's list.
    pub id: String,
    /// When it ends.
    pub expires: Timestamp,
}

/// The card in which an invitation is made.
pub(super) struct Inviting {
    /// Whom the card is for, while it is open.
    whom: Option<Invitee>,
    role: Role,
    days: i64,
    ticket: Option<Result<MadeTicket, Trouble>>,
    asked: bool,
}

impl Default for Inviting {
    fn default() -> Self {
        Self { whom: None, role: Role::Artist, days: 7, ticket: None, asked: false }
    }
}

/// Whether the person here may invite others.
pub(super) fn may(cx: &Cx<'_>) -> bool {
    cx.snapshot.me.role.may(Permission::Invite)
}

impl Inviting {
    pub(super) fn made(&mut self, invited: Result<MadeTicket, Trouble>) {
        self.asked = false;
        self.ticket = Some(invited);
    }

    /// Opens the card for somebody.
    pub(super) fn begin(&mut self, whom: Invitee) {
        // A ticket for somebody else is in the list still.
        // Whoever uses one for a device is oneself: it should not lie about for long.
        let days = if matches!(whom, Invitee::OwnDevice(_)) { 1 } else { Self::default().days };
        *self = Self { whom: Some(whom), role: self.role, days, ..Self::default() };
    }

    /// The ways to begin, in the page's head.
    pub(super) fn buttons(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        // An open invitation has a main button of its own.
        if self.whom.is_some() {
            return;
        }
        let button = Button::primary("Invite").icon(icon::USER_PLUS).hint("Let somebody new in");
        if button.enabled_or(may(cx), WHO_MAY).show(ui).clicked() {
            self.begin(Invitee::Somebody);
        }
        let hint = "Let another device of yours in, as what you are here";
        if Button::new("Add a device of mine").icon(icon::LAPTOP).hint(hint).show(ui).clicked() {
            self.begin(Invitee::OwnDevice(cx.snapshot.me.person));
        }
    }

    /// The card, while it is open.
    pub(super) fn card(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(whom) = self.whom else { return };
        kit::card(cx.theme).show(ui, |ui| {
            ui.set_max_width(size::MEASURE);
            ui.set_min_width(size::MEASURE.min(ui.available_width()));
            let (title, words) = words(&cx.snapshot.state, whom);
            ui.horizontal(|ui| {
                kit::section_title(ui, &title);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if kit::icon_button(ui, icon::X, "Close the invitation").clicked() || kit::escaped(ui.ctx()) {
                        self.whom = None;
                        self.ticket = None;
                    }
                });
            });
            ui.label(font::text(words, cx.theme.weak));
            ui.add_space(size::GAP);
            ui.horizontal(|ui| self.questions(ui, cx, whom));
            match &self.ticket {
                Some(Ok(made)) => {
                    ui.add_space(size::GAP);
                    kit::divider(ui);
                    ticket(ui, cx, made);
                }
                Some(Err(trouble)) => {
                    ui.add_space(size::GAP);
                    kit::error_card(ui, &trouble.text, &trouble.hint);
                }
                None => {}
            }
        });
        ui.add_space(size::GAP_WIDE);
    }

    fn questions(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, whom: Invitee) {
        let mine = cx.snapshot.me.role;
        let own = matches!(whom, Invitee::OwnDevice(_));
        ui.label(font::caption("Role", cx.theme.weak));
        if own {
            ui.label(font::text(mine.word(), cx.theme.text));
        } else {
            let roles: Vec<(Role, String)> =
                Role::ALL.into_iter().filter(|r| mine.may_grant(*r)).map(|r| (r, r.word().to_owned())).collect();
            if let Some(role) = kit::pick(ui, "Role", self.role, &roles) {
                self.role = role;
            }
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
            let role = if own { mine } else { self.role };
            cx.actions.push(Action::Invite { whom, role, expires });
        }
    }
}

/// What the card is called, and what is to be known.
fn words(state: &State, whom: Invitee) -> (String, &'static str) {
    match whom {
        Invitee::Somebody => (
            "Invite somebody new".into(),
            "The ticket works once, for one device. Send it so that only they can read it; keep Rushes open here until \
             they have joined.",
        ),
        Invitee::Known(person) => (
            format!("Invite {}", state.studio.name_of(person)),
            "Whoever uses this ticket is this person, with the work that is assigned to them. Send it so that only \
             they can read it; keep Rushes open here until they have joined.",
        ),
        Invitee::OwnDevice(_) => (
            "Add a device of yours".into(),
            "Join with this ticket on the other device: it is you there too, with what you keep for yourself. Give it \
             to nobody; keep Rushes open here until the device has joined.",
        ),
    }
}

/// A ticket while it can be used; what became of it afterwards.
fn ticket(ui: &mut Ui, cx: &mut Cx<'_>, made: &MadeTicket) {
    let invite = cx.snapshot.invites.iter().find(|i| i.id == made.id);
    // The list follows the next snapshot; until then it is open as long as its time is.
    let ended = if made.expires < cx.now { Standing::Expired } else { Standing::Open };
    match invite.map_or(ended, |i| i.standing(cx.now)) {
        Standing::Open => {
            let mut shown = made.ticket.clone();
            kit::area(ui, "Ticket", &mut shown, "", 3);
            ui.horizontal(|ui| {
                if Button::new("Copy the ticket").icon(icon::COPY).show(ui).clicked() {
                    cx.actions.push(Action::Copy(made.ticket.clone()));
                }
                let until = dates::moment_to_come(made.expires, cx.today);
                ui.label(font::weak(format!("works until {until}"), cx.theme.weak))
                    .on_hover_text(dates::moment_exact(made.expires));
            });
        }
        Standing::Used(device) => {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = size::GAP_TIGHT;
                ui.label(egui::RichText::new(icon::CHECK_CIRCLE).font(font::icons(size::ICON)).color(cx.theme.good));
                let words = format!("This ticket was used by {}.", user(&cx.snapshot.state, device));
                ui.label(font::text(words, cx.theme.text));
            });
        }
        Standing::Expired => {
            let words = format!("This ticket ended {}. Make another one.", dates::moment(made.expires, cx.now));
            ui.label(font::text(words, cx.theme.weak));
        }
    }
}

fn user(state: &State, device: DeviceId) -> String {
    let member = state.studio.members.values().find(|m| m.devices.contains(&device));
    member.map_or_else(|| "somebody".into(), |m| state.studio.name_of(m.person))
}

/// The invitations of this device, the newest first.
pub(super) fn list(ui: &mut Ui, cx: &Cx<'_>) {
    let invites = &cx.snapshot.invites;
    if invites.is_empty() {
        return;
    }
    ui.add_space(size::PAGE);
    kit::section_title(ui, "Invitations of this device");
    ui.add_space(size::GAP);
    for invite in invites.iter().take(LISTED) {
        row(ui, cx, invite);
    }
    if invites.len() > LISTED {
        let older = kit::figure(invites.len() - LISTED);
        ui.label(font::caption(format!("and {older} made before"), cx.theme.weak));
    }
}

fn row(ui: &mut Ui, cx: &Cx<'_>, invite: &Invite) {
    let state = &cx.snapshot.state;
    let whom = match invite.whom {
        Invitee::Somebody => format!("Somebody new, {}", invite.role),
        Invitee::Known(person) => format!("{}, {}", state.studio.name_of(person), invite.role),
        Invitee::OwnDevice(_) => "A device of yours".to_owned(),
    };
    let (words, ink) = match invite.standing(cx.now) {
        Standing::Open => (format!("works until {}", dates::moment_to_come(invite.expires, cx.today)), cx.theme.text),
        Standing::Used(device) => (format!("used by {}", user(state, device)), cx.theme.weak),
        Standing::Expired => (format!("ended {}", dates::moment(invite.expires, cx.now)), cx.theme.weak),
    };
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 32.0), egui::Sense::hover());
    let spoken = format!("Invitation: {whom}, {words}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
    let painter = ui.painter();
    let y = rect.center().y;
    let left = egui::pos2(rect.left(), y);
    painter.text(left, egui::Align2::LEFT_CENTER, whom, font::regular(size::BODY), ink);
    let middle = egui::pos2(rect.left() + rect.width() * 0.5, y);
    painter.text(middle, egui::Align2::LEFT_CENTER, words, font::regular(size::SECONDARY), cx.theme.weak);
}
