//! Who changed what, when, from which device.

use crate::{
    actor,
    authority::{ChangeHash, Envelope, hex},
    error::StoreError,
    store::Store,
    tables,
};
use automerge::Change;
use redb::ReadableTable;
use rushes_domain::{DeviceId, DocId, DocKind, PersonId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One entry of the log.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LogEntry {
    /// When, by that device's clock.
    pub at: Timestamp,
    /// Who, where known.
    pub person: Option<PersonId>,
    /// On which device.
    pub device: DeviceId,
    /// What was done.
    pub message: String,
    /// Which documents it touched.
    pub docs: Vec<DocId>,
    /// The first change's hash; empty where it was not noted.
    pub change: String,
    /// The hash of the change of each document, in their order; empty where it was not noted.
    pub changes: Vec<String>,
    /// More documents were touched than are named.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

/// The most documents a feed entry names: as many as a sheet has rows, within what one entry should weigh.
const MAX_DOCS: usize = 50_000;
/// The most that entries named once.
const MAX_DOCS_ONCE: usize = 256;

/// One entry of the numbered feed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct FeedEntry {
    pub(crate) at: Timestamp,
    pub(crate) device: DeviceId,
    pub(crate) message: String,
    pub(crate) docs: Vec<DocId>,
    /// The change of each document, in their order.
    pub(crate) changes: Vec<ChangeHash>,
}

/// As it was written before changes were noted.
#[derive(Deserialize)]
struct FeedEntryV1 {
    at: Timestamp,
    device: DeviceId,
    message: String,
    docs: Vec<DocId>,
}

impl FeedEntry {
    /// Of changes signed together.
    pub(crate) fn of(at: Timestamp, device: DeviceId, message: &str, envelopes: &[Envelope]) -> Self {
        let (docs, changes) = envelopes.iter().map(|e| (e.doc, e.hash)).unzip();
        Self { at, device, message: message.to_owned(), docs, changes }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut short = self.clone();
        short.docs.truncate(MAX_DOCS);
        short.changes.truncate(MAX_DOCS);
        let mut bytes = vec![2];
        bytes.extend(postcard::to_stdvec(&short).unwrap_or_default());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        match version {
            1 => {
                let FeedEntryV1 { at, device, message, docs } = postcard::from_bytes(rest).ok()?;
                Some(Self { at, device, message, docs, changes: Vec::new() })
            }
            2 => postcard::from_bytes(rest).ok(),
            _ => None,
        }
    }

    /// As the log shows it.
    pub(crate) fn shown(self, person: Option<PersonId>) -> LogEntry {
        let more = self.is_cut();
        let Self { at, device, message, docs, changes } = self;
        let changes: Vec<String> = changes.iter().map(|hash| hex(hash)).collect();
        LogEntry {
            at,
            person,
            device,
            message,
            docs,
            change: changes.first().cloned().unwrap_or_default(),
            changes,
            more,
        }
    }

    /// Whether documents may have been left out.
    pub(crate) fn is_cut(&self) -> bool {
        self.docs.len() >= MAX_DOCS || self.docs.len() == MAX_DOCS_ONCE
    }

    /// Changes that one command made become one entry.
    pub(crate) fn grouped(changes: Vec<(Timestamp, Envelope, String)>) -> Vec<Self> {
        let mut groups: BTreeMap<(Timestamp, DeviceId, String), Vec<Envelope>> = BTreeMap::new();
        for (at, envelope, message) in changes {
            groups.entry((at, envelope.device, message)).or_default().push(envelope);
        }
        groups.into_iter().map(|((at, device, message), of)| Self::of(at, device, &message, &of)).collect()
    }
}

impl Store {
    /// The log of some documents, or of the whole studio where none are named, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn log(&self, docs: &[DocId], limit: usize) -> Result<Vec<LogEntry>, StoreError> {
        if docs.is_empty() { self.studio_log(limit) } else { self.documents_log(docs, limit) }
    }

    fn studio_log(&self, limit: usize) -> Result<Vec<LogEntry>, StoreError> {
        let authority = self.authority();
        let read = self.db().begin_read()?;
        let feed = read.open_table(tables::FEED)?;
        let mut entries = Vec::new();
        for entry in feed.iter()?.rev() {
            if entries.len() >= limit {
                break;
            }
            let (_, value) = entry?;
            if let Some(entry) = FeedEntry::from_bytes(value.value()) {
                // What people keep for themselves is no event of the studio.
                if !entry.docs.is_empty() && entry.docs.iter().all(|d| d.kind == DocKind::Personal) {
                    continue;
                }
                let person = authority.person_of(&entry.device);
                entries.push(entry.shown(person));
            }
        }
        Ok(entries)
    }

    fn documents_log(&self, docs: &[DocId], limit: usize) -> Result<Vec<LogEntry>, StoreError> {
        let authority = self.authority();
        let read = self.db().begin_read()?;
        let table = read.open_table(tables::ENVELOPE)?;
        let mut entries = Vec::new();
        for doc in docs.iter().collect::<BTreeSet<_>>() {
            let (first, last) = actor::change_range(*doc);
            for entry in table.range::<&[u8]>(first.as_slice()..=last.as_slice())? {
                let (_, value) = entry?;
                let Ok(envelope) = Envelope::from_bytes(value.value()) else { continue };
                let Ok(change) = Change::from_bytes(envelope.change) else { continue };
                entries.push(LogEntry {
                    at: Timestamp(change.timestamp()),
                    person: authority.person_of(&envelope.device),
                    device: envelope.device,
                    message: change.message().unwrap_or_default().to_owned(),
                    docs: vec![*doc],
                    change: hex(&envelope.hash),
                    changes: vec![hex(&envelope.hash)],
                    more: false,
                });
            }
        }
        entries.sort_by(|a, b| (b.at, &b.change).cmp(&(a.at, &a.change)));
        entries.truncate(limit);
        Ok(entries)
    }
}
