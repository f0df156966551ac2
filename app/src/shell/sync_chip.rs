//! What the sync chip says. Offline is normal, not an alarm.

use super::devices::Device;
use crate::kit::{dates, icon};
use rushes_domain::{MediaHash, Timestamp};
use std::collections::BTreeMap;

/// What is known of the network, for people.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Network {
    /// Whether the studio has other devices at all.
    pub shared: bool,
    /// Devices that can be reached now.
    pub peers: usize,
    /// Changes made here that no other device has confirmed.
    pub to_send: usize,
    /// Devices that can be reached now, and do not hold the same as this one yet.
    pub behind: usize,
    /// Since when nobody could be reached.
    pub offline_since: Option<Timestamp>,
    /// Bytes of media on their way: here already, and in all.
    pub media: Option<(u64, u64)>,
    /// The same of each file on its way.
    pub arriving: BTreeMap<MediaHash, (u64, u64)>,
    /// What went wrong with the network itself.
    pub trouble: Option<String>,
    /// Files that the studio speaks of and that are not here.
    pub missing: usize,
    /// The studio's other devices.
    pub devices: Vec<Device>,
}

/// The chip: icon, words, and the sentence on hover.
#[must_use]
pub fn chip(network: &Network) -> (&'static str, String, String) {
    if let Some((here, all)) = network.media.filter(|_| network.peers > 0) {
        let words = format!("receiving {} of {}", bytes(here), bytes(all));
        return (icon::CLOUD_ARROW_DOWN, words, "Pictures and clips are on their way from other devices.".into());
    }
    if !network.shared {
        let hint = "Everything is saved on this device. Invite a second one under Team.";
        return (icon::CHECK_CIRCLE, "saved here".into(), hint.into());
    }
    if network.peers == 0 {
        let since = network.offline_since.map(dates::clock).filter(|c| !c.is_empty());
        let words = since.map_or_else(|| "offline".into(), |clock| format!("offline since {clock}"));
        let mut hint = "Everything is saved here, and is sent when another device is in reach.".to_owned();
        if let Some(trouble) = &network.trouble {
            hint = format!("{hint}\n{trouble}");
        }
        return (icon::CLOUD_SLASH, words, hint);
    }
    let devices = if network.peers == 1 { "1 device".to_owned() } else { format!("{} devices", network.peers) };
    if network.to_send > 0 {
        let words = match network.to_send {
            1 => "1 change to send".to_owned(),
            n => format!("{} changes to send", crate::kit::figure(n)),
        };
        return (icon::CLOUD_ARROW_UP, words, format!("Connected to {devices}."));
    }
    if network.behind > 0 {
        let hint = format!("Connected to {devices}. What the other side has is on its way.");
        return (icon::CLOUD_ARROW_DOWN, "syncing".into(), hint);
    }
    (icon::CLOUD_CHECK, "all synced".into(), format!("Connected to {devices}. Both sides have confirmed it."))
}

/// Bytes as people read them, in powers of 1000.
#[must_use]
pub fn bytes(count: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"];
    let mut value = count as f64;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    if unit == 0 || value >= 99.5 {
        format!("{value:.0} {}", units[unit])
    } else {
        format!("{value:.1} {}", units[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(network: &Network) -> String {
        chip(network).1
    }

    #[test]
    fn the_chip_says_what_people_need_to_know() {
        let alone = Network::default();
        assert_eq!(said(&alone), "saved here");
        let near = Network { shared: true, peers: 1, ..Network::default() };
        assert_eq!(said(&near), "all synced");
        assert_eq!(said(&Network { to_send: 1, ..near.clone() }), "1 change to send");
        assert_eq!(said(&Network { to_send: 3, ..near.clone() }), "3 changes to send");
        assert_eq!(said(&Network { behind: 1, ..near.clone() }), "syncing", "what comes counts as well");
        assert_eq!(said(&Network { peers: 0, behind: 1, ..near.clone() }), "offline");
        assert_eq!(said(&Network { media: Some((1_500_000, 12_000_000)), ..near }), "receiving 1.5 MB of 12.0 MB");
    }

    #[test]
    fn bytes_read_well() {
        assert_eq!([0, 999, 1000, 999_600, 1_234_567_890].map(bytes), ["0 B", "999 B", "1.0 kB", "1.0 MB", "1.2 GB"]);
    }
}
