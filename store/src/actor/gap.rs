//! A record of the journal was damaged while later ones are whole: those say of documents that they hold what was lost.

use super::{Digest, Writer, heal::Lost};
use crate::{
    authority::{ChangeHash, Envelope, actor_of},
    care::digests,
    database::{Batch, GAP},
    error::StoreError,
    journal::Table,
    tables,
};
use automerge::Change;
use redb::ReadableTable;
use rushes_domain::DocId;
use std::collections::{BTreeMap, BTreeSet};

const WHY: &str = "a record of the journal was damaged on this device";

/// What the tables come to, worked out from the changes themselves.
struct Found {
    /// Documents whose digest says that they hold more than they do: as noted, as counted.
    short: Vec<(DocId, Digest, Digest)>,
    /// Who the automerge actors are.
    actors: BTreeMap<[u8; 16], [u8; 32]>,
}

impl Writer {
    /// Names the documents that lack something, so that their digests shift and the next sync brings it; builds
    /// everything else anew from what is whole.
    pub(super) fn mend_gap(&mut self, tx: &Batch<'_>) -> Result<(), StoreError> {
        let found = tx.directly(|tx| {
            let (envelopes, aside) = (tx.open_table(tables::ENVELOPE)?, tx.open_table(tables::QUARANTINE)?);
            let heads = tx.open_table(tables::HEADS)?;
            let mut actors = BTreeMap::new();
            let counted = digests::counted([&envelopes, &aside], |value| {
                if let Ok(envelope) = Envelope::from_bytes(value) {
                    actors.insert(actor_of(&envelope.device, &envelope.nonce), envelope.device.0);
                }
            })?;
            let mut short = Vec::new();
            for entry in heads.iter()? {
                let (key, value) = entry?;
                let noted = DocId::from_bytes(key.value()).zip(Digest::from_bytes(value.value()));
                let Some((doc, noted)) = noted else { continue };
                let counted = counted.get(&doc).copied().unwrap_or_default();
                if noted.count > counted.count {
                    short.push((doc, noted, counted));
                }
            }
            Ok(Found { short, actors })
        })?;
        for (actor, device) in found.actors {
            self.know(tx, &actor, rushes_domain::DeviceId(device))?;
        }
        let mut docs = BTreeSet::new();
        for (doc, noted, counted) in found.short {
            let missing = missing(tx, doc, noted, counted)?;
            let had = if missing.len() as u64 >= noted.count - counted.count { 0 } else { noted.count };
            tracing::error!(%doc, missing = noted.count - counted.count, "a document is incomplete");
            let key = doc.to_bytes();
            let before = tx.get(Table::Damaged, &key)?.map(|bytes| Lost::from_bytes(&bytes)).unwrap_or_default();
            let missing = missing.into_iter().chain(before.missing).collect();
            tx.put(Table::Damaged, &key, &Lost { reason: WHY.into(), missing, had }.to_bytes())?;
            self.note_damaged(key.to_vec());
            docs.insert(doc);
        }
        self.repair(tx, &docs)?;
        tx.remove(Table::Meta, GAP.as_bytes())
    }
}

/// The hashes of what a document lacks, as far as they follow from what it holds: those that its changes build on, and
/// of the last one the difference of the digests, which add changes up.
fn missing(tx: &Batch<'_>, doc: DocId, noted: Digest, counted: Digest) -> Result<BTreeSet<ChangeHash>, StoreError> {
    let (first, last) = super::change_range(doc);
    let (mut held, mut deps) = (BTreeSet::new(), BTreeSet::new());
    for (_, value) in tx.range(Table::Envelope, &first, &last)? {
        let Ok(envelope) = Envelope::from_bytes(&value) else { continue };
        held.insert(envelope.hash);
        deps.extend(Change::from_bytes(envelope.change).iter().flat_map(Change::deps).map(|d| d.0));
    }
    let mut missing: BTreeSet<ChangeHash> = deps.difference(&held).copied().collect();
    if missing.len() as u64 + 1 == noted.count - counted.count {
        let mut known = counted;
        missing.iter().for_each(|hash| known.add(hash));
        missing.insert(known.until(&noted));
    }
    Ok(missing)
}
