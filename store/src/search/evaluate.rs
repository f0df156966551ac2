//! Which entries answer a query, and how well.
//!
//! Every word, phrase and filter is one requirement; an entry counts when it answers all. Each
//! segment has one row of marks that the postings of a requirement tick off, so the work is
//! that of reading the postings once.
//!
//! A word scores by how it was found: exactly before as a beginning before with a typo, in a name
//! before in a text. Typos are looked for only when too little is found without, and come after.

use super::{
    HitKind,
    index::Fields,
    near::{Nearness, Sought},
};
use rushes_domain::Id;
use std::sync::Arc;
use tantivy::{
    DocId, Searcher, SegmentReader, TERMINATED, Term,
    columnar::ColumnValues,
    fieldnorm::FieldNormReader,
    postings::BlockSegmentPostings,
    query::{EnableScoring, PhraseQuery, Query},
    schema::{Field, IndexRecordOption},
    termdict::TermDictionary,
};

/// What an entry has to answer.
pub(crate) struct Wanted {
    /// One of each group.
    pub(crate) any_of: Vec<Vec<String>>,
    pub(crate) phrases: Vec<Vec<String>>,
    pub(crate) words: Vec<Sought>,
}

/// An entry that does.
#[derive(Clone, Debug)]
pub(crate) struct Match {
    /// 0 to 1.
    pub(crate) score: f32,
    pub(crate) at: i64,
    pub(crate) kind: HitKind,
    pub(crate) owner: Id,
    pub(crate) id: Id,
}

/// The best of those that do.
#[derive(Default)]
pub(crate) struct Matches {
    /// The best first.
    pub(crate) best: Vec<Match>,
    /// How many there are of each kind, by [`HitKind::ALL`].
    pub(crate) counts: [usize; HitKind::ALL.len()],
    /// Whether typos were looked for.
    pub(crate) with_typos: bool,
    /// What is below this is not among the best.
    floor: Option<(f32, i64)>,
}

impl Matches {
    /// Keeps the best, in order.
    fn settle(&mut self, limit: usize) {
        self.best.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.at.cmp(&a.at)).then(a.id.cmp(&b.id)));
        self.best.truncate(limit);
        if self.best.len() == limit {
            self.floor = self.best.last().map(|worst| (worst.score, worst.at));
        }
    }
}

/// The most a word can score.
const MOST: f32 = 9.0;

/// A word's score, from 0 to [`MOST`]. `fine` from 0 to 1 tells those of one kind apart.
fn score(in_name: bool, nearness: Nearness, fine: f32) -> f32 {
    let fine = fine.clamp(0.0, 1.0) * 0.9;
    match (in_name, nearness) {
        (true, Nearness::Exact) => 8.0 + fine,
        (true, Nearness::Prefix) => 5.0 + fine,
        (false, Nearness::Exact) => 3.0 + fine,
        (false, Nearness::Prefix) => 2.0 + fine,
        (true, Nearness::Typo(n)) => (1.0 + fine) / f32::from(n.max(1)),
        (false, Nearness::Typo(n)) => fine / f32::from(n.max(1)),
    }
}

/// The best `limit` matches.
pub(crate) fn find(searcher: &Searcher, fields: &Fields, wanted: &Wanted, limit: usize) -> tantivy::Result<Matches> {
    let mut matches = pass(searcher, fields, wanted, limit, false)?;
    if matches.best.len() < limit && wanted.words.iter().any(|w| w.near().is_some()) {
        // Everything found before is found again; it keeps its score, which is the higher half.
        matches = pass(searcher, fields, wanted, limit, true)?;
        matches.with_typos = true;
    }
    Ok(matches)
}

fn pass(
    searcher: &Searcher,
    fields: &Fields,
    wanted: &Wanted,
    limit: usize,
    with_typos: bool,
) -> tantivy::Result<Matches> {
    let mut matches = Matches::default();
    for segment in searcher.segment_readers() {
        let mut row = Row::new(segment.max_doc() as usize);
        let asked = Segment { searcher, segment, fields, with_typos };
        if asked.tick(wanted, &mut row)? {
            asked.take(&row, wanted, limit, &mut matches)?;
        }
    }
    Ok(matches)
}

/// The marks of a segment's entries.
struct Row {
    /// How many requirements each entry has answered, one after the other.
    answered: Vec<u8>,
    total: Vec<f32>,
    /// The best score for the requirement that is being read.
    best: Vec<f32>,
    /// Whether a word was found only with a typo.
    typo: Vec<bool>,
    /// The requirement that is being read.
    now: u8,
    /// How many entries have answered it.
    count: usize,
}

impl Row {
    fn new(entries: usize) -> Self {
        Self {
            answered: vec![0; entries],
            total: vec![0.0; entries],
            best: vec![0.0; entries],
            typo: vec![false; entries],
            now: 0,
            count: 0,
        }
    }

    fn mark(&mut self, doc: DocId, score: f32) {
        let at = doc as usize;
        let Some(answered) = self.answered.get_mut(at) else { return };
        if *answered == self.now {
            *answered += 1;
            self.count += 1;
            self.total[at] += score;
            self.best[at] = score;
        } else if *answered == self.now + 1 && score > self.best[at] {
            self.total[at] += score - self.best[at];
            self.best[at] = score;
        }
    }

    /// The next requirement; false when no entry is left for it.
    fn next(&mut self) -> bool {
        self.now += 1;
        std::mem::take(&mut self.count) > 0
    }
}

struct Segment<'a> {
    searcher: &'a Searcher,
    segment: &'a SegmentReader,
    fields: &'a Fields,
    with_typos: bool,
}

impl Segment<'_> {
    /// Reads every requirement's postings; false when nothing answers all of them.
    fn tick(&self, wanted: &Wanted, row: &mut Row) -> tantivy::Result<bool> {
        for group in &wanted.any_of {
            let index = self.segment.inverted_index(self.fields.tag)?;
            for tag in group {
                if let Some(info) = index.terms().get(tag.as_bytes())? {
                    let postings = index.read_block_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
                    each(postings, |doc, _| row.mark(doc, 0.0));
                }
            }
            if !row.next() {
                return Ok(false);
            }
        }
        for phrase in &wanted.phrases {
            for (field, in_name) in self.texts() {
                self.phrase(field, in_name, phrase, row)?;
            }
            if !row.next() {
                return Ok(false);
            }
        }
        for word in &wanted.words {
            // Exact before near: a typo is one only where nothing better was found.
            for (field, in_name) in self.texts() {
                self.word(field, in_name, word, row)?;
            }
            if self.with_typos {
                for (field, in_name) in self.texts() {
                    self.typos(field, in_name, word, row)?;
                }
            }
            if !row.next() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn texts(&self) -> [(Field, bool); 2] {
        [(self.fields.name, true), (self.fields.body, false)]
    }

    fn phrase(&self, field: Field, in_name: bool, phrase: &[String], row: &mut Row) -> tantivy::Result<()> {
        if let [word] = phrase {
            return self.word(field, in_name, &Sought::new(word.clone(), false), row);
        }
        let terms = phrase.iter().map(|word| Term::from_field_text(field, word)).collect();
        let weight = PhraseQuery::new(terms).weight(EnableScoring::disabled_from_searcher(self.searcher))?;
        let mut scorer = weight.scorer(self.segment, 1.0)?;
        let found = score(in_name, Nearness::Exact, 1.0);
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            row.mark(doc, found);
            doc = scorer.advance();
        }
        Ok(())
    }

    fn word(&self, field: Field, in_name: bool, word: &Sought, row: &mut Row) -> tantivy::Result<()> {
        let index = self.segment.inverted_index(field)?;
        let lengths = self.segment.get_fieldnorms_reader(field)?;
        if let Some(info) = index.terms().get(word.word().as_bytes())? {
            let postings = index.read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?;
            each(postings, |doc, times| {
                row.mark(doc, score(in_name, Nearness::Exact, weight(&lengths, doc, times)));
            });
        }
        if word.is_prefix() {
            let mut longer = index.terms().range().gt(word.word().as_bytes()).into_stream()?;
            while longer.advance() && longer.key().starts_with(word.word().as_bytes()) {
                let share = std::str::from_utf8(longer.key()).map_or(0.0, |w| word.share_of(w));
                let found = score(in_name, Nearness::Prefix, share);
                let postings = index.read_block_postings_from_terminfo(longer.value(), IndexRecordOption::Basic)?;
                each(postings, |doc, _| row.mark(doc, found));
            }
        }
        Ok(())
    }

    fn typos(&self, field: Field, in_name: bool, word: &Sought, row: &mut Row) -> tantivy::Result<()> {
        let Some(near) = word.near() else { return Ok(()) };
        let index = self.segment.inverted_index(field)?;
        let terms: &TermDictionary = index.terms();
        let mut found = terms.search(near).into_stream()?;
        while found.advance() {
            let Ok(term) = std::str::from_utf8(found.key()) else { continue };
            let Some(nearness @ Nearness::Typo(_)) = word.answered_by(term, true) else { continue };
            let reached = score(in_name, nearness, 0.5 + 0.5 * word.share_of(term));
            let postings = index.read_block_postings_from_terminfo(found.value(), IndexRecordOption::Basic)?;
            let now = row.now;
            each(postings, |doc, _| {
                if row.answered.get(doc as usize) == Some(&now) {
                    row.typo[doc as usize] = true;
                }
                row.mark(doc, reached);
            });
        }
        Ok(())
    }

    /// Takes the best of those that answered everything.
    fn take(&self, row: &Row, wanted: &Wanted, limit: usize, into: &mut Matches) -> tantivy::Result<()> {
        let columns = Columns::of(self.segment)?;
        let alive = self.segment.alive_bitset();
        let all = row.now;
        let parts = (wanted.words.len() + wanted.phrases.len()).max(1) as f32;
        let better = |a: &Candidate, b: &Candidate| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2));
        let mut best: Vec<Candidate> = Vec::with_capacity(limit.saturating_mul(4));
        for (doc, _) in row.answered.iter().enumerate().filter(|(_, answered)| **answered == all) {
            let id = doc as DocId;
            if alive.is_some_and(|alive| !alive.is_alive(id)) {
                continue;
            }
            let Some(kind) = HitKind::from_number(columns.kind.get_val(id)) else { continue };
            into.counts[kind as usize] += 1;
            let share = row.total[doc] / (parts * MOST);
            let score = if row.typo[doc] { share * 0.5 } else { 0.5 + share * 0.5 };
            // What cannot be among the best is not looked at further.
            if into.floor.is_some_and(|(floor, _)| score < floor) {
                continue;
            }
            let at = columns.at.get_val(id);
            if into.floor.is_some_and(|floor| (score, at) < floor) {
                continue;
            }
            best.push((score, at, id));
            if best.len() >= limit.saturating_mul(4) {
                let (_, worst, _) = best.select_nth_unstable_by(limit - 1, better);
                into.floor = Some((worst.0, worst.1));
                best.truncate(limit);
            }
        }
        best.sort_unstable_by(better);
        best.truncate(limit);
        for (score, at, doc) in best {
            if let Some(kind) = HitKind::from_number(columns.kind.get_val(doc)) {
                into.best.push(Match { score, at, kind, owner: columns.owner(doc), id: columns.id(doc) });
            }
        }
        into.settle(limit);
        Ok(())
    }
}

/// An entry of a segment: its score, when it was made, and its number there.
type Candidate = (f32, i64, DocId);

/// How well a text is about a word: by how often it says it, and how short it is. 0 to 1.
fn weight(lengths: &FieldNormReader, doc: DocId, times: u32) -> f32 {
    let times = times as f32;
    times / (times + 0.3 + 0.1 * lengths.fieldnorm(doc) as f32)
}

fn each(mut postings: BlockSegmentPostings, mut f: impl FnMut(DocId, u32)) {
    loop {
        let docs = postings.docs();
        if docs.is_empty() {
            return;
        }
        for (i, doc) in docs.iter().enumerate() {
            f(*doc, postings.freq(i));
        }
        postings.advance();
    }
}

/// What is known of each entry beside its words.
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

    fn id(&self, doc: DocId) -> Id {
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
