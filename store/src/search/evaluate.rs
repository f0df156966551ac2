//! Which entries answer a query, and how well.
//!
//! Every word, phrase and filter is one requirement; an entry counts when it answers all. Each
//! segment has one row of marks that the postings of a requirement tick off. The rarest requirement
//! is read first; of those that many entries answer only the entries that are left are looked up.
//!
//! A word scores by how it was found: exactly before as a beginning before with a typo, in a name
//! before in a text. Typos are looked for only when too little is found without, and come after.

use super::{
    HitKind,
    columns::{Facts, Known},
    index::Fields,
    near::{Nearness, Sought},
    row::{Row, Rows},
};
use rushes_domain::Id;
use std::sync::Arc;
use tantivy::{
    DocId, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, Term,
    fieldnorm::FieldNormReader,
    postings::{BlockSegmentPostings, TermInfo},
    query::{EnableScoring, PhraseQuery, Query},
    schema::{Field, IndexRecordOption},
};

/// Looking an entry up costs about as much as reading so many one after the other.
const LOOKED_UP: usize = 8;

/// Whoever finds so many as they wrote it has not mistyped.
const ENOUGH: usize = 10;

/// What is kept between two queries.
#[derive(Default)]
pub(crate) struct Kept {
    rows: Rows,
    known: Known,
}

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
pub(crate) fn find(
    searcher: &Searcher,
    fields: &Fields,
    kept: &Kept,
    wanted: &Wanted,
    limit: usize,
) -> tantivy::Result<Matches> {
    let facts = kept.known.of(searcher)?;
    let mut row = kept.rows.take();
    let mut pass = |with_typos| {
        let mut matches = Matches { with_typos, ..Matches::default() };
        for (segment, facts) in searcher.segment_readers().iter().zip(&facts) {
            row.begin(segment.max_doc() as usize);
            let asked = Segment { searcher, segment, facts, fields, with_typos };
            if asked.tick(wanted, &mut row)? {
                asked.take(&row, wanted, limit, &mut matches);
            }
        }
        Ok::<_, tantivy::TantivyError>(matches)
    };
    let mut matches = pass(false)?;
    let found: usize = matches.counts.iter().sum();
    if found < limit.min(ENOUGH) && wanted.words.iter().any(Sought::may_have_typos) {
        // Everything found before is found again; it keeps its score, which is the higher half.
        matches = pass(true)?;
    }
    kept.rows.give_back(row);
    Ok(matches)
}

/// A word's or a tag's list of entries, and how it answers.
struct List {
    index: Arc<InvertedIndexReader>,
    info: TermInfo,
    answers: Answers,
}

/// How an entry of a list scores.
enum Answers {
    /// By how often it says the word, and how long it is.
    Exactly { in_name: bool, lengths: Arc<FieldNormReader> },
    /// All alike.
    Alike(f32),
    /// All alike, and with a typo.
    Mistyped(f32),
}

/// One thing that an entry has to answer.
enum Requirement<'a> {
    /// To be in one of these.
    Lists(Vec<List>),
    /// To say these words one after the other.
    Phrase(&'a [String]),
}

struct Segment<'a> {
    searcher: &'a Searcher,
    segment: &'a SegmentReader,
    facts: &'a Facts,
    fields: &'a Fields,
    with_typos: bool,
}

impl Segment<'_> {
    /// Reads every requirement's lists, the shortest first; false when nothing answers all of them.
    fn tick(&self, wanted: &Wanted, row: &mut Row) -> tantivy::Result<bool> {
        let mut asked: Vec<(u64, Requirement<'_>)> = Vec::new();
        for group in &wanted.any_of {
            asked.push(counted(self.tags(group)?));
        }
        for word in &wanted.words {
            asked.push(counted(self.word(word)?));
        }
        for phrase in &wanted.phrases {
            match phrase.as_slice() {
                [word] => asked.push(counted(self.word_alone(word)?)),
                words => asked.push((self.rarest(words)?, Requirement::Phrase(words))),
            }
        }
        // What nothing answers needs no reading of the others.
        if asked.iter().any(|(count, _)| *count == 0) {
            return Ok(false);
        }
        asked.sort_by_key(|(count, _)| *count);
        for (_, requirement) in asked {
            match requirement {
                Requirement::Lists(lists) => {
                    let mut opened = None;
                    lists.iter().try_for_each(|list| read(list, row, &mut opened))?;
                }
                Requirement::Phrase(words) => self.phrase(words, row)?,
            }
            if !row.next() {
                return Ok(false);
            }
        }
        Ok(row.left().is_some())
    }

    fn texts(&self) -> [(Field, bool); 2] {
        [(self.fields.name, true), (self.fields.body, false)]
    }

    fn tags(&self, group: &[String]) -> tantivy::Result<Vec<List>> {
        let index = self.segment.inverted_index(self.fields.tag)?;
        let mut lists = Vec::with_capacity(group.len());
        for tag in group {
            if let Some(info) = index.terms().get(tag.as_bytes())? {
                lists.push(List { index: Arc::clone(&index), info, answers: Answers::Alike(0.0) });
            }
        }
        Ok(lists)
    }

    /// The lists of a word, exact ones before longer words before typos: a typo is one only where nothing better
    /// was found.
    fn word(&self, word: &Sought) -> tantivy::Result<Vec<List>> {
        let mut lists = self.word_alone(word.word())?;
        if word.is_prefix() {
            for (field, in_name) in self.texts() {
                let index = self.segment.inverted_index(field)?;
                let mut longer = index.terms().range().gt(word.word().as_bytes()).into_stream()?;
                while longer.advance() && longer.key().starts_with(word.word().as_bytes()) {
                    let share = std::str::from_utf8(longer.key()).map_or(0.0, |w| word.share_of(w));
                    let answers = Answers::Alike(score(in_name, Nearness::Prefix, share));
                    lists.push(List { index: Arc::clone(&index), info: longer.value().clone(), answers });
                }
            }
        }
        if self.with_typos {
            for (field, in_name) in self.texts() {
                self.typos(field, in_name, word, &mut lists)?;
            }
        }
        Ok(lists)
    }

    fn word_alone(&self, word: &str) -> tantivy::Result<Vec<List>> {
        let mut lists = Vec::new();
        for (field, in_name) in self.texts() {
            let index = self.segment.inverted_index(field)?;
            if let Some(info) = index.terms().get(word.as_bytes())? {
                let lengths = Arc::new(self.segment.get_fieldnorms_reader(field)?);
                lists.push(List { index, info, answers: Answers::Exactly { in_name, lengths } });
            }
        }
        Ok(lists)
    }

    fn typos(&self, field: Field, in_name: bool, word: &Sought, lists: &mut Vec<List>) -> tantivy::Result<()> {
        let Some(near) = word.near() else { return Ok(()) };
        let index = self.segment.inverted_index(field)?;
        let mut found = index.terms().search(near).into_stream()?;
        while found.advance() {
            let Ok(term) = std::str::from_utf8(found.key()) else { continue };
            let Some(nearness @ Nearness::Typo(_)) = word.answered_by(term, true) else { continue };
            let answers = Answers::Mistyped(score(in_name, nearness, 0.5 + 0.5 * word.share_of(term)));
            lists.push(List { index: Arc::clone(&index), info: found.value().clone(), answers });
        }
        Ok(())
    }

    /// How many entries may hold a phrase: those of its rarest word, in names and in texts.
    fn rarest(&self, words: &[String]) -> tantivy::Result<u64> {
        let mut sum = 0;
        for (field, _) in self.texts() {
            let index = self.segment.inverted_index(field)?;
            let mut least = u64::MAX;
            for word in words {
                let count = index.terms().get(word.as_bytes())?.map_or(0, |info| u64::from(info.doc_freq));
                least = least.min(count);
            }
            sum += least;
        }
        Ok(sum)
    }

    fn phrase(&self, words: &[String], row: &mut Row) -> tantivy::Result<()> {
        for (field, in_name) in self.texts() {
            let terms = words.iter().map(|word| Term::from_field_text(field, word)).collect();
            let weight = PhraseQuery::new(terms).weight(EnableScoring::disabled_from_searcher(self.searcher))?;
            let mut scorer = weight.scorer(self.segment, 1.0)?;
            let found = score(in_name, Nearness::Exact, 1.0);
            let mut doc = scorer.doc();
            while doc != TERMINATED {
                row.mark(doc, found);
                doc = scorer.advance();
            }
        }
        Ok(())
    }

    /// Takes the best of those that answered everything.
    fn take(&self, row: &Row, wanted: &Wanted, limit: usize, into: &mut Matches) {
        let alive = self.segment.alive_bitset();
        let parts = (wanted.words.len() + wanted.phrases.len()).max(1) as f32;
        let better = |a: &Candidate, b: &Candidate| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2));
        let mut best: Vec<Candidate> = Vec::with_capacity(limit.saturating_mul(4));
        for (doc, mark) in row.answered() {
            if alive.is_some_and(|alive| !alive.is_alive(doc)) {
                continue;
            }
            let Some(count) = into.counts.get_mut(usize::from(self.facts.kind(doc))) else { continue };
            *count += 1;
            let share = mark.total / (parts * MOST);
            let score = if mark.typo { share * 0.5 } else { 0.5 + share * 0.5 };
            // What cannot be among the best is not looked at further.
            if into.floor.is_some_and(|(floor, _)| score < floor) {
                continue;
            }
            let at = self.facts.at(doc);
            if into.floor.is_some_and(|floor| (score, at) < floor) {
                continue;
            }
            best.push((score, at, doc));
            if best.len() >= limit.saturating_mul(4) {
                let (_, worst, _) = best.select_nth_unstable_by(limit - 1, better);
                into.floor = Some((worst.0, worst.1));
                best.truncate(limit);
            }
        }
        best.sort_unstable_by(better);
        best.truncate(limit);
        let columns = &self.facts.columns;
        for (score, at, doc) in best {
            if let Some(kind) = HitKind::from_number(u64::from(self.facts.kind(doc))) {
                into.best.push(Match { score, at, kind, owner: columns.owner(doc), id: columns.id(doc) });
            }
        }
        into.settle(limit);
    }
}

/// An entry of a segment: its score, when it was made, and its number there.
type Candidate = (f32, i64, DocId);

/// A requirement of lists, with how many entries they hold.
fn counted<'a>(lists: Vec<List>) -> (u64, Requirement<'a>) {
    (lists.iter().map(|l| u64::from(l.info.doc_freq)).sum(), Requirement::Lists(lists))
}

/// Marks the entries of a list that can still answer. `opened` is what lists of a requirement that all score alike are
/// read with, one after the other: there may be thousands of them.
fn read(list: &List, row: &mut Row, opened: &mut Option<BlockSegmentPostings>) -> tantivy::Result<()> {
    let List { index, info, answers } = list;
    let holds = info.doc_freq as usize;
    if let Answers::Exactly { in_name, lengths } = answers {
        let mut postings = index.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        over(&mut postings, holds, row, |row, doc, times| {
            row.mark(doc, score(*in_name, Nearness::Exact, weight(lengths, doc, times)));
        });
        return Ok(());
    }
    let postings = match opened {
        Some(postings) => {
            index.reset_block_postings_from_terminfo(info, postings)?;
            postings
        }
        None => opened.insert(index.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?),
    };
    match answers {
        Answers::Mistyped(score) => over(postings, holds, row, |row, doc, _| row.mark_typo(doc, *score)),
        Answers::Alike(score) => over(postings, holds, row, |row, doc, _| row.mark(doc, *score)),
        Answers::Exactly { .. } => {}
    }
    Ok(())
}

/// Goes over a list, or looks up in it the entries that are left where those are far fewer.
fn over(postings: &mut BlockSegmentPostings, holds: usize, row: &mut Row, mut f: impl FnMut(&mut Row, DocId, u32)) {
    if row.left().is_none_or(|left| left.saturating_mul(LOOKED_UP) >= holds) {
        each(postings, |doc, times| f(row, doc, times));
        return;
    }
    let live = row.take_live();
    look_up(postings, &live, |doc, times| f(row, doc, times));
    row.put_live(live);
}

/// How well a text is about a word: by how often it says it, and how short it is. 0 to 1.
fn weight(lengths: &FieldNormReader, doc: DocId, times: u32) -> f32 {
    let times = times as f32;
    times / (times + 0.3 + 0.1 * lengths.fieldnorm(doc) as f32)
}

fn each(postings: &mut BlockSegmentPostings, mut f: impl FnMut(DocId, u32)) {
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

/// The entries of a list that are among these, which are in order.
fn look_up(postings: &mut BlockSegmentPostings, among: &[DocId], mut f: impl FnMut(DocId, u32)) {
    for doc in among {
        let place = postings.seek(*doc);
        if postings.doc(place) == *doc {
            f(*doc, postings.freq(place));
        }
    }
}
