//! Where other devices were last found, kept beside the studio.
//!
//! Losing this file loses no work: devices on the same network find each other again.

use rushes_domain::{DeviceId, StudioId, Timestamp};
use rushes_store::Home;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write,
    net::SocketAddr,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

/// Addresses kept for one device, the newest first.
const MAX_ADDRESSES: usize = 12;

#[derive(Serialize, Deserialize, Default)]
struct Kept {
    format: u32,
    peers: BTreeMap<DeviceId, Entry>,
}

/// What is known of one device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) addresses: Vec<SocketAddr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) relay: Option<String>,
    /// When both last held the same.
    #[serde(default)]
    pub(crate) last_synced: Option<Timestamp>,
}

/// When each device was last met, as far as it is noted: both held the same then.
#[must_use]
pub fn last_met(home: &Home, studio: StudioId) -> BTreeMap<DeviceId, Timestamp> {
    let book = Book::open(home, studio);
    book.lock().peers.iter().filter_map(|(device, entry)| Some((*device, entry.last_synced?))).collect()
}

/// The notebook of addresses of one studio.
pub(crate) struct Book {
    path: PathBuf,
    kept: Mutex<Kept>,
}

impl Book {
    /// Reads it; one that is missing or damaged is begun anew.
    pub(crate) fn open(home: &Home, studio: StudioId) -> Self {
        let path = home.studio_dir(studio).join("peers.json");
        let kept = fs::read(&path).ok().and_then(|bytes| match serde_json::from_slice::<Kept>(&bytes) {
            Ok(kept) => Some(kept),
            Err(error) => {
                tracing::warn!(%error, path = %path.display(), "the notebook of addresses is begun anew");
                None
            }
        });
        Self { path, kept: Mutex::new(kept.unwrap_or_default()) }
    }

    pub(crate) fn entry(&self, device: DeviceId) -> Entry {
        self.lock().peers.get(&device).cloned().unwrap_or_default()
    }

    /// When any device last held the same as this one.
    pub(crate) fn last_synced(&self) -> Option<Timestamp> {
        self.lock().peers.values().filter_map(|entry| entry.last_synced).max()
    }

    /// Notes where a device was found. Writes only what is new.
    pub(crate) fn found_at(&self, device: DeviceId, addresses: &[SocketAddr], relay: Option<&str>) {
        let mut kept = self.lock();
        let entry = kept.peers.entry(device).or_default();
        let before = entry.clone();
        for address in addresses.iter().rev() {
            if !entry.addresses.contains(address) {
                entry.addresses.insert(0, *address);
            }
        }
        entry.addresses.truncate(MAX_ADDRESSES);
        if let Some(relay) = relay {
            entry.relay = Some(relay.to_owned());
        }
        if *entry != before {
            self.write(&mut kept);
        }
    }

    /// Notes that a device holds the same. On disk with the next [`Self::flush`].
    pub(crate) fn synced(&self, device: DeviceId, at: Timestamp) {
        self.lock().peers.entry(device).or_default().last_synced = Some(at);
    }

    pub(crate) fn flush(&self) {
        self.write(&mut self.lock());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, kept: &mut Kept) {
        kept.format = 1;
        let temporary = self.path.with_extension("json.new");
        let written = serde_json::to_vec_pretty(&*kept).map_err(std::io::Error::other).and_then(|bytes| {
            let mut file = File::create(&temporary)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&temporary, &self.path)
        });
        if let Err(error) = written {
            tracing::warn!(%error, path = %self.path.display(), "addresses could not be noted");
        }
    }
}
