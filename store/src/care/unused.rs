//! Media files that came here for a round that never was: its publishing was called off, or refused, after they were
//! stored. A file that any change ever named is none of them: what was taken back can be done again, and anything can
//! be looked at as it was.

use super::kept::is_old;
use crate::{actor, authority::Envelope, error::StoreError, store::Store, tables};
use automerge::{Change, ScalarValue, legacy::OpType};
use redb::ReadableTable;
use rushes_domain::{DocId, DocKind, MediaHash};
use std::{collections::BTreeSet, path::PathBuf};

impl Store {
    /// Those files, each with where it lies. Those of the last day may be on their way into a round.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) fn unused_media(&self) -> Result<Vec<(MediaHash, PathBuf)>, StoreError> {
        let state = &self.snapshot().state;
        let rounds = state.deliverables().flat_map(|d| &d.stages).flat_map(|s| &s.rounds);
        let spoken: BTreeSet<MediaHash> = rounds.flat_map(|r| &r.attachments).map(|a| a.hash).collect();
        let known = self.media().known().into_iter().map(|(hash, _)| hash).filter(|hash| !spoken.contains(hash));
        let found = known.filter_map(|hash| Some((hash, self.media().path(hash)?)));
        let mut unused: Vec<(MediaHash, PathBuf)> = found.filter(|(_, path)| is_old(path)).collect();
        // What the state does not show may still be in a change. Few files are asked about, and seldom any.
        if !unused.is_empty() {
            let named = self.named(&unused.iter().map(|(hash, _)| *hash).collect())?;
            unused.retain(|(hash, _)| !named.contains(hash));
        }
        Ok(unused)
    }

    /// Which of these files some change names, also one that does not count. Where a change cannot be read, all.
    fn named(&self, asked: &BTreeSet<MediaHash>) -> Result<BTreeSet<MediaHash>, StoreError> {
        let read = self.db().begin_read()?;
        let mut named = BTreeSet::new();
        for entry in read.open_table(tables::ENVELOPE)?.iter()? {
            let (key, value) = entry?;
            let doc = key.value().get(..17).and_then(DocId::from_bytes);
            if doc.is_some_and(|doc| !may_name(doc.kind)) {
                continue;
            }
            match Envelope::from_bytes(value.value()).ok().and_then(|e| Change::from_bytes(e.change).ok()) {
                Some(change) => name(&change, asked, &mut named),
                None => return Ok(asked.clone()),
            }
        }
        for entry in read.open_table(tables::QUARANTINE)?.iter()? {
            let (_, value) = entry?;
            let envelope = actor::read_quarantined(value.value()).map(|(_, envelope)| envelope);
            match envelope.and_then(|e| Change::from_bytes(e.change).ok()) {
                Some(change) => name(&change, asked, &mut named),
                None => return Ok(asked.clone()),
            }
        }
        Ok(named)
    }
}

/// Rounds name files, and so do marks with a picture in them and covers.
fn may_name(kind: DocKind) -> bool {
    !matches!(kind, DocKind::Verdict | DocKind::Plan | DocKind::Personal | DocKind::Studio)
}

fn name(change: &Change, asked: &BTreeSet<MediaHash>, named: &mut BTreeSet<MediaHash>) {
    for op in change.decode().operations {
        if let OpType::Put(ScalarValue::Str(text)) = op.action
            && let Ok(hash) = text.parse::<MediaHash>()
            && asked.contains(&hash)
        {
            named.insert(hash);
        }
    }
}
