//! From matches to hits: what is shown comes from the snapshot.

use super::{
    Found, Hit, HitKind, Target,
    evaluate::{self, Match, Wanted},
    follow::Following,
    index::Reading,
    near::Sought,
    query::Asked,
    snippet::{Marker, Snippet},
    texts::{Entry, Owner, stage_of},
};
use crate::{error::StoreError, snapshot::Snapshot};
use rushes_domain::{CommentId, Deliverable, Id, RoundId, State, Timestamp};
use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

/// Hits asked for at most.
const MOST_HITS: usize = 1000;
/// So many more are looked up than asked for: some may have been deleted a moment ago.
const SPARE: usize = 16;

/// Answers from what has been taken in so far.
pub(super) fn answer(
    snapshot: &Snapshot,
    following: &Following,
    query: &str,
    limit: usize,
) -> Result<Found, StoreError> {
    let up_to_date = following.has(snapshot.seq);
    let Some(reading) = following.reading.load_full() else {
        return match following.trouble() {
            Some(trouble) => Err(trouble),
            None => Ok(Found { indexed_up_to_date: up_to_date, ..Found::default() }),
        };
    };
    let found = read(snapshot, &reading, query, limit).inspect_err(|_| following.doubt())?;
    Ok(Found { indexed_up_to_date: up_to_date, ..found })
}

/// Answers from an index.
pub(super) fn read(snapshot: &Snapshot, reading: &Reading, query: &str, limit: usize) -> Result<Found, StoreError> {
    let began = Instant::now();
    let limit = limit.clamp(1, MOST_HITS);
    let asked = Asked::parse(query);
    let mut found = Found::default();
    if asked.is_empty() {
        return Ok(found);
    }
    let tags = asked.tags(&snapshot.state, &snapshot.me);
    found.unknown = tags.unknown;
    let last = asked.words.len();
    let words = (1..).zip(asked.words).map(|(n, word)| Sought::new(word, n == last)).collect();
    let wanted = Wanted { any_of: tags.any_of, phrases: asked.phrases, words };
    // A broken file must cost this answer, not the process: the thread makes the index anew.
    let matches = catch_unwind(AssertUnwindSafe(|| {
        evaluate::find(&reading.reader.searcher(), &reading.fields, &reading.kept, &wanted, limit + SPARE)
    }))
    .unwrap_or_else(|_| Err(tantivy::TantivyError::InternalError("a fault of the program".into())))
    .map_err(|error| StoreError::damaged("the search index", error))?;
    let marker = Marker { words: &wanted.words, phrases: &wanted.phrases, with_typos: matches.with_typos };
    let mut owners: HashMap<Id, Option<Owner>> = HashMap::new();
    for one in &matches.best {
        if found.hits.len() == limit {
            break;
        }
        let owner = owners.entry(one.owner).or_insert_with(|| Owner::of(&snapshot.state, one.owner));
        found.hits.extend(owner.as_ref().and_then(|owner| hit(&snapshot.state, owner, one, &marker)));
    }
    found.counts = HitKind::ALL.into_iter().zip(matches.counts).filter(|(_, count)| *count > 0).collect();
    found.took_ms = began.elapsed().as_secs_f64() * 1e3;
    Ok(found)
}

fn hit(state: &State, owner: &Owner, one: &Match, marker: &Marker<'_>) -> Option<Hit> {
    let entry = owner.entry(one.kind, one.id)?;
    let (target, path, title, by) = place(state, owner, &entry)?;
    let texts: Vec<&str> = entry.bodies.iter().chain(&entry.names).copied().collect();
    Some(Hit {
        kind: one.kind,
        id: one.id,
        target,
        path,
        title: Snippet { marks: marker.marks(&title), text: title },
        snippet: marker.best(&texts),
        by,
        at: Timestamp(entry.at),
        score: one.score,
    })
}

type Place = (Target, String, String, Option<rushes_domain::PersonId>);

/// Where an entry is, what it is called, and who wrote it.
fn place(state: &State, owner: &Owner, entry: &Entry<'_>) -> Option<Place> {
    Some(match owner {
        Owner::Project(p, _) => (Target::Project(p.id), p.code.clone(), p.name.clone(), None),
        Owner::Person(p) => (Target::Person(p.id), p.name.clone(), p.name.clone(), Some(p.id)),
        Owner::Deliverable(d, _) => match entry.kind {
            HitKind::Round => {
                let round = d.round(RoundId(entry.id))?;
                let target = Target::Round(d.id, round.stage, round.id);
                let title = title(d, Some(round.stage), Some(round.id));
                (target, state.path_of(d, None, Some(round.id)), title, round.by)
            }
            HitKind::Comment => {
                let comment = d.comment(CommentId(entry.id))?;
                let stage = stage_of(d, comment).map(|s| s.id);
                let round = comment.round.filter(|r| d.round(*r).is_some());
                let target = Target::Comment(d.id, comment.id, stage, round);
                (target, state.path_of(d, stage, round), title(d, stage, round), comment.by)
            }
            HitKind::Deliverable | HitKind::Project | HitKind::Person => {
                (Target::Deliverable(d.id), state.path_of(d, None, None), d.name.clone(), None)
            }
        },
    })
}

/// As people say it: "Hero chair, Modeling, round 3".
fn title(d: &Deliverable, stage: Option<rushes_domain::StageId>, round: Option<RoundId>) -> String {
    let mut title = d.name.clone();
    if let Some(stage) = stage.and_then(|s| d.stage(s)) {
        title.push_str(", ");
        title.push_str(&stage.name);
    }
    if let Some(round) = round.and_then(|r| d.round(r)) {
        title.push_str(&format!(", round {}", round.number));
    }
    title
}
