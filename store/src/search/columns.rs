//! What is known of each entry beside its words.

use rushes_domain::Id;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tantivy::{DocId, Searcher, SegmentReader, columnar::ColumnValues, index::SegmentId};

/// The numbers of a segment's entries, as they lie on disk.
pub(crate) struct Columns {
    kind: Arc<dyn ColumnValues<u64>>,
    at: Arc<dyn ColumnValues<i64>>,
    owner: [Arc<dyn ColumnValues<u64>>; 2],
    id: [Arc<dyn ColumnValues<u64>>; 2],
    /// The fingerprint of the owner it was read from.
    pub(crate) print: Arc<dyn ColumnValues<u64>>,
}

impl Columns {
    pub(crate) fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let number = |name: &str| Ok::<_, tantivy::TantivyError>(fast.u64(name)?.first_or_default_col(0));
        Ok(Self {
            kind: number("kind")?,
            at: fast.i64("at")?.first_or_default_col(0),
            owner: [number("owner_high")?, number("owner_low")?],
            id: [number("id_high")?, number("id_low")?],
            print: number("print")?,
        })
    }

    pub(crate) fn owner(&self, doc: DocId) -> Id {
        joined(&self.owner, doc)
    }

    pub(crate) fn id(&self, doc: DocId) -> Id {
        joined(&self.id, doc)
    }
}

fn joined([high, low]: &[Arc<dyn ColumnValues<u64>>; 2], doc: DocId) -> Id {
    let both = (u128::from(high.get_val(doc)) << 64) | u128::from(low.get_val(doc));
    Id(both.to_be_bytes())
}

/// An id as two numbers.
pub(crate) fn halves(id: Id) -> [u64; 2] {
    let both = u128::from_be_bytes(id.0);
    [(both >> 64) as u64, both as u64]
}

/// What is asked of every entry that answers, unpacked: nine bytes an entry.
pub(super) struct Facts {
    pub(super) columns: Columns,
    kinds: Vec<u8>,
    times: Vec<i64>,
}

impl Facts {
    fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = Columns::of(segment)?;
        let entries = 0..segment.max_doc();
        let kinds = entries.clone().map(|doc| u8::try_from(columns.kind.get_val(doc)).unwrap_or(u8::MAX)).collect();
        let times = entries.map(|doc| columns.at.get_val(doc)).collect();
        Ok(Self { columns, kinds, times })
    }

    /// Its kind's number.
    pub(super) fn kind(&self, doc: DocId) -> u8 {
        self.kinds.get(doc as usize).copied().unwrap_or(u8::MAX)
    }

    /// When it was made.
    pub(super) fn at(&self, doc: DocId) -> i64 {
        self.times.get(doc as usize).copied().unwrap_or_default()
    }
}

/// The facts of the segments that are searched; a segment never changes.
#[derive(Default)]
pub(super) struct Known(Mutex<HashMap<SegmentId, Arc<Facts>>>);

impl Known {
    /// The facts of each segment, in order. Those of segments that are gone are forgotten.
    pub(super) fn of(&self, searcher: &Searcher) -> tantivy::Result<Vec<Arc<Facts>>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let segments = searcher.segment_readers();
        if known.len() > segments.len() {
            known.retain(|id, _| segments.iter().any(|s| s.segment_id() == *id));
        }
        let one = |segment: &SegmentReader| {
            if let Some(facts) = known.get(&segment.segment_id()) {
                return Ok(Arc::clone(facts));
            }
            let facts = Arc::new(Facts::of(segment)?);
            known.insert(segment.segment_id(), Arc::clone(&facts));
            Ok(facts)
        };
        segments.iter().map(one).collect()
    }
}
