//! The studio's other devices, under the sync chip: who, when met last, through what, and what waits on either side.

use super::sync_chip::{Network, bytes};
use crate::{
    actions::{Action, Cx},
    kit::{self, Button, dates, font, icon, size},
    place::Place,
    sentence::sentence,
};
use egui::{Context, Id, Popup, PopupCloseBehavior, Response, RichText, Ui};
use rushes_domain::{DeviceId, PersonId, Timestamp};
use rushes_sync::{PeerStatus, Route};

/// Another device of the studio, as people read it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Device {
    /// Which.
    pub id: DeviceId,
    /// Who uses it.
    pub person: Option<PersonId>,
    /// It can be reached now.
    pub connected: bool,
    /// When both last held the same.
    pub met: Option<Timestamp>,
    /// The way to it, or where it was found last.
    pub through: String,
    /// What waits to go there.
    pub to_send: usize,
    /// Both hold the same, media too.
    pub settled: bool,
    /// Why it is not reached, or not in sync.
    pub problem: Option<String>,
}

impl Device {
    /// From what the network knows.
    #[must_use]
    pub fn of(peer: &PeerStatus) -> Self {
        let through = match (&peer.route, peer.address) {
            (Some(Route::Lan(at)), _) => format!("Local network, {at}"),
            (Some(Route::Direct(at)), _) => format!("Direct, {at}"),
            (Some(Route::Relay(url)), _) => format!("Relay {url}"),
            (None, Some(at)) => format!("Last found at {at}"),
            (None, None) => String::new(),
        };
        Self {
            id: peer.device,
            person: peer.person,
            connected: peer.connected,
            met: peer.last_synced,
            through,
            to_send: usize::try_from(peer.to_send).unwrap_or(usize::MAX),
            settled: peer.settled,
            problem: peer.problem.as_deref().filter(|_| !peer.settled).map(sentence),
        }
    }

    /// What waits to go there, and to come from there.
    fn waits(&self) -> String {
        let there = match self.to_send {
            0 => "It has all changes of this device".to_owned(),
            n => format!("{} to send", kit::counted(n, "change")),
        };
        let here = match (self.settled, self.connected) {
            (true, _) => "nothing waits there",
            (false, true) => "what it has is on its way",
            (false, false) => "what it has comes when it is in reach",
        };
        format!("{there}; {here}.")
    }
}

/// Has the list open with the next frame.
pub fn open(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(asked(), true));
}

fn asked() -> Id {
    Id::unique("the list of devices is asked for")
}

/// Shows the list under the chip, when it is pressed or asked for.
pub(super) fn list(chip: &Response, network: &Network, hint: &str, cx: &mut Cx<'_>) {
    let ctx = &chip.ctx;
    let popup = Popup::menu(chip).close_behavior(PopupCloseBehavior::CloseOnClickOutside).accessible_name("Devices");
    let id = popup.get_id();
    if ctx.data_mut(|data| data.remove_temp::<bool>(asked())).is_some() {
        Popup::open_id(ctx, id);
    }
    let was_open = ctx.data(|data| data.get_temp::<bool>(id.with("was open"))).unwrap_or(false);
    let shown = popup.show(|ui| {
        kit::menu_form(ui, |ui| {
            ui.set_width(size::MENU * 1.3);
            content(ui, network, hint, cx, !was_open);
        });
    });
    ctx.data_mut(|data| data.insert_temp(id.with("was open"), shown.is_some()));
}

fn content(ui: &mut Ui, network: &Network, hint: &str, cx: &mut Cx<'_>, fresh: bool) {
    let theme = cx.theme;
    kit::section_title(ui, "Devices");
    ui.label(font::weak(hint, theme.weak));
    if network.devices.is_empty() {
        ui.label(font::text("No other device is in this studio yet.", theme.text));
        let invite = Button::primary("Invite one").icon(icon::USER_PLUS).show(ui);
        if fresh {
            invite.request_focus();
        }
        if invite.clicked() {
            ui.close();
            cx.go(Place::Team);
        }
        return;
    }
    kit::scroll(ui.ctx().content_rect().height() * 0.5).show(ui, |ui| {
        for device in &network.devices {
            // Room for the bar beside them.
            ui.set_max_width(ui.available_width() - size::GAP_WIDE);
            kit::divider(ui);
            one(ui, device, cx);
        }
    });
    kit::divider(ui);
    if network.missing > 0 {
        let files = kit::counted(network.missing, "picture or clip");
        let way = network.media.map_or(String::new(), |(here, all)| format!(": {} of {}", bytes(here), bytes(all)));
        ui.label(font::weak(format!("{files} still to come{way}"), theme.weak));
    }
    let busy = cx.tray.iter().any(|work| work.label == crate::network::SYNCING);
    let button = Button::primary("Sync now").icon(icon::ARROWS_CLOCKWISE);
    let pressed = button.enabled_or(!busy, "It is under way.").show(ui);
    if fresh {
        pressed.request_focus();
    }
    if pressed.clicked() {
        cx.actions.push(Action::SyncNow);
    }
}

fn one(ui: &mut Ui, device: &Device, cx: &Cx<'_>) {
    let theme = cx.theme;
    let (glyph, ink) = match (device.connected, device.settled) {
        (true, true) => (icon::CLOUD_CHECK, theme.good),
        (true, false) => (icon::ARROWS_CLOCKWISE, theme.link),
        (false, _) => (icon::CLOUD_SLASH, theme.weak),
    };
    let line = ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        ui.label(RichText::new(glyph).font(font::icons(size::ICON)).color(ink));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let id = device.id.to_string();
            let name = format!("{}, device {}", cx.name_of(device.person), id.get(..6).unwrap_or(&id));
            ui.add(egui::Label::new(font::strong(name, theme.text)).truncate()).on_hover_text(id);
            let met = match (device.connected, device.met) {
                (true, _) => "In reach now".to_owned(),
                (false, Some(at)) => format!("Last met {}", dates::moment(at, cx.now)),
                (false, None) => "Not met yet".to_owned(),
            };
            let between = if device.through.is_empty() { "" } else { "  ·  " };
            let met = format!("{met}{between}{}", device.through);
            ui.add(egui::Label::new(font::weak(met, theme.weak)).wrap());
            ui.add(egui::Label::new(font::weak(device.waits(), theme.weak)).wrap());
            // That a device is away is nothing to worry about.
            if let Some(problem) = device.problem.as_ref().filter(|_| device.connected) {
                ui.add(egui::Label::new(font::weak(problem.as_str(), theme.warning)).wrap());
            }
        });
    });
    if let Some(problem) = &device.problem {
        line.response.on_hover_text(problem);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_says_the_way_to_it_and_what_waits() {
        let mut peer = PeerStatus::new(DeviceId([1; 32]));
        assert_eq!(Device::of(&peer).through, "", "it was never found");
        assert_eq!(
            Device::of(&peer).waits(),
            "It has all changes of this device; what it has comes when it is in reach."
        );
        peer.address = "192.168.1.5:4433".parse().ok();
        peer.to_send = 3;
        assert_eq!(Device::of(&peer).through, "Last found at 192.168.1.5:4433");
        assert!(Device::of(&peer).waits().starts_with("3 changes to send;"));
        peer.connected = true;
        peer.route = peer.address.map(Route::to);
        assert_eq!(Device::of(&peer).through, "Local network, 192.168.1.5:4433");
        (peer.settled, peer.to_send) = (true, 0);
        peer.route = Some(Route::Relay("https://relay.example".into()));
        let device = Device::of(&peer);
        assert_eq!(device.through, "Relay https://relay.example");
        assert_eq!(device.waits(), "It has all changes of this device; nothing waits there.");
    }
}
