//! Checking everything: signatures, and whether what is on disk reads as it was written.

use crate::{
    actor,
    authority::{Authority, Envelope, Fact, Judgement, hex},
    database::contain,
    error::StoreError,
    store::Store,
    tables,
};
use redb::{ReadableTable, ReadableTableMetadata};
use rushes_domain::{DeviceId, DocId, MediaHash, media_ref};
use serde::Serialize;
use std::{
    cell::Cell,
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
};

/// A change that does not hold.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AuditFault {
    /// Of which document.
    pub doc: String,
    /// The document, where its name can be read.
    #[serde(skip)]
    pub doc_id: Option<DocId>,
    /// The change's hash, hexadecimal.
    pub change: String,
    /// What is wrong with it.
    pub reason: String,
    /// Who wrote it, where that can be read: a name, or a device.
    pub by: Option<String>,
}

/// What an audit found.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Audit {
    /// How many accepted changes were checked.
    pub changes: u64,
    /// How many of them are decisions, verifications and reopenings.
    pub verdicts: u64,
    /// Those that do not hold although they count here.
    pub bad: Vec<AuditFault>,
    /// Those kept aside: they do not count.
    pub quarantined: Vec<AuditFault>,
}

/// Sizes and counts.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Stats {
    /// Documents.
    pub documents: u64,
    /// Accepted changes.
    pub changes: u64,
    /// Changes kept aside.
    pub quarantined: u64,
    /// Projects.
    pub projects: u64,
    /// Deliverables.
    pub deliverables: u64,
    /// Media files here, whole.
    pub media_files: u64,
    /// Bytes of the database file.
    pub database_bytes: u64,
    /// Bytes of the media files.
    pub media_bytes: u64,
    /// Bytes of old data, kept when something took its place.
    pub kept_bytes: u64,
}

/// What a check of everything found.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Verified {
    /// Documents read.
    pub documents: u64,
    /// Changes read and checked.
    pub changes: u64,
    /// Media files read and hashed.
    pub media: u64,
    /// What is damaged, by name.
    pub damaged: Vec<String>,
    /// Media files that something refers to and that are not on this device.
    pub missing_media: Vec<MissingMedia>,
}

/// A media file that something refers to and that is not on this device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MissingMedia {
    /// Which file.
    pub hash: MediaHash,
    /// Its name, where a reference says one.
    pub name: String,
    /// What refers to it.
    pub used_by: Vec<String>,
    /// Whether no other device is in the studio that could have it: it is lost then, unless a backup has it. Where
    /// there are others, it comes with them at a sync, and may merely not have come yet.
    pub lost: bool,
}

impl Verified {
    /// Whether something is not as it should be. A file that has not come from another device yet is no fault.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.damaged.is_empty() && self.missing_media.iter().all(|m| !m.lost)
    }
}

impl Store {
    /// Checks every change's signature and standing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn audit(&self) -> Result<Audit, StoreError> {
        contain(|| self.check_changes(&mut || Ok(())))
    }

    /// `each` is called for every change, and ends it with its error.
    fn check_changes(&self, each: &mut dyn FnMut() -> Result<(), StoreError>) -> Result<Audit, StoreError> {
        let read = self.db().begin_read()?;
        let mut facts = BTreeMap::new();
        let mut audit = Audit::default();
        for entry in read.open_table(tables::FACT)?.iter()? {
            let (key, value) = entry?;
            match Fact::from_bytes(value.value()) {
                Ok(fact) => {
                    facts.insert(fact.hash(), fact);
                }
                Err(error) => audit.bad.push(AuditFault {
                    doc: "facts".into(),
                    doc_id: None,
                    change: hex(key.value()),
                    reason: error.to_string(),
                    by: None,
                }),
            }
        }
        let authority = Authority::of(self.studio(), &facts);
        let table = read.open_table(tables::ENVELOPE)?;
        for entry in table.iter()? {
            let (key, value) = entry?;
            each()?;
            audit.changes += 1;
            if let Some(doc) = key.value().get(..17).and_then(DocId::from_bytes)
                && doc.kind == rushes_domain::DocKind::Verdict
            {
                audit.verdicts += 1;
            }
            if let Some(reason) = fault(&authority, key.value(), value.value(), |doc, dep| {
                table.get(actor::change_key(doc, dep).as_slice()).is_ok_and(|found| found.is_some())
            }) {
                audit.bad.push(named(key.value(), reason));
            }
        }
        for entry in read.open_table(tables::QUARANTINE)?.iter()? {
            let (key, value) = entry?;
            let aside = actor::read_quarantined(value.value());
            let by = aside.as_ref().map(|(_, envelope)| self.author(&authority, &envelope.device));
            let reason = aside.map_or_else(|| "unreadable".into(), |(why, _)| why);
            audit.quarantined.push(AuditFault { by, ..named(key.value(), reason) });
        }
        Ok(audit)
    }

    fn author(&self, authority: &Authority, device: &DeviceId) -> String {
        let person = authority.person_of(device).map(|p| self.snapshot().state.studio.name_of(p));
        person.unwrap_or_else(|| device.to_string())
    }

    /// Sizes and counts.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn stats(&self) -> Result<Stats, StoreError> {
        let read = self.db().begin_read()?;
        let snapshot = self.snapshot();
        let dir = self.dir();
        let media = self.media().known();
        Ok(Stats {
            documents: read.open_table(tables::HEADS)?.len()?,
            changes: read.open_table(tables::ENVELOPE)?.len()?,
            quarantined: read.open_table(tables::QUARANTINE)?.len()?,
            projects: snapshot.state.projects.len() as u64,
            deliverables: snapshot.state.count() as u64,
            media_files: media.len() as u64,
            database_bytes: std::fs::metadata(dir.join("store.redb")).map_or(0, |m| m.len()),
            media_bytes: media.iter().map(|(_, size)| size).sum(),
            kept_bytes: self.kept()?.bytes,
        })
    }

    /// Reads everything and names what is damaged: changes, documents, media files.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub fn verify(&self) -> Result<Verified, StoreError> {
        self.verify_telling(&|_, _, _| (), &AtomicBool::new(false))
    }

    /// As [`Self::verify`]. `progress` is told what is being read, and work done and in all; setting `cancel` ends it.
    ///
    /// # Errors
    /// As there, and when it was cancelled.
    pub fn verify_telling(
        &self,
        progress: &dyn Fn(&str, u64, u64),
        cancel: &AtomicBool,
    ) -> Result<Verified, StoreError> {
        contain(|| self.read_everything(progress, cancel))
    }

    fn read_everything(&self, progress: &dyn Fn(&str, u64, u64), cancel: &AtomicBool) -> Result<Verified, StoreError> {
        let changes = self.db().begin_read()?.open_table(tables::ENVELOPE)?.len()?;
        let media = self.media().known();
        let documents = self.digests().len() as u64;
        let total = changes * CHANGE + documents * DOCUMENT + media.iter().map(|(_, size)| size).sum::<u64>();
        let done = Cell::new(0u64);
        let on = |what: &str, work: u64| {
            done.set(done.get() + work);
            progress(what, done.get(), total.max(done.get()));
            if cancel.load(Ordering::Relaxed) { Err(StoreError::Cancelled) } else { Ok(()) }
        };
        let audit = self.check_changes(&mut || on("changes", CHANGE))?;
        let mut verified = Verified { changes: audit.changes, documents, ..Verified::default() };
        verified.damaged.extend(audit.bad.iter().map(|b| format!("change {} of {}: {}", b.change, b.doc, b.reason)));
        let unreadable = self.unreadable_documents(&mut || on("documents", DOCUMENT / 2))?;
        verified.damaged.extend(unreadable.into_iter().map(|(_, why)| why));
        verified.damaged.extend(self.stale_rows(&mut || on("documents", DOCUMENT / 2))?);
        let wrong = |doc| format!("the digest of {doc} does not fit its changes");
        verified.damaged.extend(self.wrong_digests()?.into_iter().map(wrong));
        verified.damaged.extend(self.damaged()?.into_iter().map(|d| {
            let what = d.doc.map_or_else(|| "a fact".into(), |doc| doc.to_string());
            format!("{what} is incomplete here: {}", d.reason)
        }));
        for (hash, _) in media {
            verified.media += 1;
            if let Some(why) = self.media().damage_telling(hash, &mut |bytes| on("media files", bytes))? {
                verified.damaged.push(format!("media {hash}: {why}"));
            }
        }
        verified.missing_media = self.missing_media();
        Ok(verified)
    }

    /// The media files that something refers to and that are not on this device, by their names.
    #[must_use]
    pub fn missing_media(&self) -> Vec<MissingMedia> {
        let snapshot = self.snapshot();
        let state = &snapshot.state;
        let mut devices = state.studio.members.values().flat_map(|m| &m.devices);
        let lost = devices.all(|device| *device == self.device());
        let mut missing: BTreeMap<MediaHash, MissingMedia> = BTreeMap::new();
        for named in media_ref::of(state).filter(|m| self.media().path(m.hash).is_none()) {
            let new = || MissingMedia { hash: named.hash, name: String::new(), used_by: Vec::new(), lost };
            let entry = missing.entry(named.hash).or_insert_with(new);
            if entry.name.is_empty() {
                named.name.clone_into(&mut entry.name);
            }
            entry.used_by.push(named.by.told(state));
        }
        let mut missing: Vec<MissingMedia> = missing.into_values().collect();
        for file in &mut missing {
            file.used_by.sort();
            file.used_by.dedup();
        }
        missing.sort_by(|a, b| (&a.used_by, &a.name, a.hash).cmp(&(&b.used_by, &b.name, b.hash)));
        missing
    }
}

/// What the checks of one change and of one document are worth beside reading a media file, in bytes of it.
const CHANGE: u64 = 50_000;
const DOCUMENT: u64 = 100_000;

fn named(key: &[u8], reason: String) -> AuditFault {
    let doc_id = key.get(..17).and_then(DocId::from_bytes);
    let doc = doc_id.map_or_else(|| "unknown".into(), |d| d.to_string());
    AuditFault { doc, doc_id, change: key.get(17..).map_or_else(String::new, hex), reason, by: None }
}

fn fault(authority: &Authority, key: &[u8], value: &[u8], held: impl Fn(DocId, &[u8; 32]) -> bool) -> Option<String> {
    let envelope = match Envelope::from_bytes(value) {
        Ok(envelope) => envelope,
        Err(error) => return Some(error.to_string()),
    };
    if actor::change_key(envelope.doc, &envelope.hash) != key {
        return Some("it lies under another change's key".into());
    }
    let change = match envelope.check() {
        Ok(change) => change,
        Err(error) => return Some(error.to_string()),
    };
    let deps = change.deps().iter().all(|d| held(envelope.doc, &d.0));
    match authority.judge(&envelope, deps) {
        Judgement::Accept => None,
        Judgement::Quarantine(reason) => Some(reason.to_owned()),
    }
}
