//! `rushes search`.

use super::{
    context::Ctx,
    error::CliError,
    output::{Output, counted},
    rows,
};
use clap::Args;
use rushes_store::{
    Found, Hit, SearchProgress,
    search::{Snippet, Target},
};
use serde_json::{Value, json};
use std::{
    cell::Cell,
    ops::Range,
    time::{Duration, Instant},
};

/// How often progress is told at most.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// `rushes search`.
#[derive(Debug, Args)]
pub(super) struct Search {
    /// Words that must all be found; the last may be the beginning of one, longer ones may have typos.
    /// "Words in quotes" follow one another. Filters: kind:comment, project:CODE, person:NAME, status:review.
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    /// How many hits at most.
    #[arg(long, default_value_t = 20)]
    limit: usize,
}

pub(super) fn search(ctx: &Ctx<'_>, asked: &Search) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let told = Cell::new(Instant::now());
    let tell = |progress: &SearchProgress| {
        if progress.total > 0 && told.get().elapsed() >= TELL_EVERY {
            told.set(Instant::now());
            ctx.tell(&format!("Reading for the search: {} of {}", progress.done, progress.total));
        }
    };
    // What there is can be searched also where the index cannot be written.
    if let Err(error) = store.catch_up_search(&tell, ctx.cancel) {
        ctx.tell(&format!("The newest changes may be missing: {error}. {}", error.hint()));
    }
    let query = asked.query.join(" ");
    let found = store.search(&query, asked.limit)?;
    let state = &store.snapshot().state;
    let hits: Vec<Value> = found.hits.iter().map(|hit| row(state, hit)).collect();
    let counts: serde_json::Map<String, Value> =
        found.counts.iter().map(|(kind, count)| (kind.word().to_owned(), json!(count))).collect();
    let document = json!({
        "hits": hits,
        "took_ms": (found.took_ms * 1e3).round() / 1e3,
        "up_to_date": found.indexed_up_to_date,
        "counts": counts,
        "unknown_filters": found.unknown,
    });
    Ok(Output::new(document, text(&query, &found)))
}

fn row(state: &rushes_domain::State, hit: &Hit) -> Value {
    let mut row = json!({
        "kind": hit.kind.word(),
        "id": hit.id,
        "path": hit.path,
        "title": hit.title.text,
        "snippet": hit.snippet.text,
        "marks": letters(&hit.snippet),
        "score": (f64::from(hit.score) * 1e4).round() / 1e4,
        "by": rows::name(state, hit.by),
        "at": (hit.at.0 != 0).then(|| hit.at.rfc3339()),
    });
    let (deliverable, round) = match hit.target {
        Target::Deliverable(id) => (Some(id), None),
        Target::Round(id, _, round) => (Some(id), Some(round)),
        Target::Comment(id, _, _, round) => (Some(id), round),
        Target::Project(_) | Target::Person(_) => (None, None),
    };
    row["deliverable_id"] = json!(deliverable);
    row["round_id"] = json!(round);
    row
}

/// Marks as pairs of letters' places: what scripts count in.
fn letters(snippet: &Snippet) -> Vec<[usize; 2]> {
    let place = |byte: usize| snippet.text.get(..byte).map_or(0, |t| t.chars().count());
    snippet.marks.iter().map(|Range { start, end }| [place(*start), place(*end)]).collect()
}

/// For people: what answers stands in brackets.
fn text(query: &str, found: &Found) -> String {
    let mut text = String::new();
    for unknown in &found.unknown {
        text.push_str(&format!("Nothing here is meant by {unknown}.\n"));
    }
    if found.hits.is_empty() {
        text.push_str(&format!("Nothing answers \"{query}\".\n"));
        return text;
    }
    let widest = found.hits.iter().map(|h| h.kind.word().len()).max().unwrap_or_default();
    for hit in &found.hits {
        text.push_str(&format!("{:<widest$}  {}\n", hit.kind.word(), hit.path));
        let shown = marked(&hit.snippet);
        if !shown.is_empty() && shown != hit.path {
            text.push_str(&format!("{:widest$}  {shown}\n", ""));
        }
    }
    let all: usize = found.counts.iter().map(|(_, count)| count).sum();
    text.push_str(&format!("{} in {:.1} ms", counted(all.max(found.hits.len()), "hit"), found.took_ms));
    if all > found.hits.len() {
        text.push_str(&format!(", {} shown", found.hits.len()));
    }
    text.push_str(".\n");
    text
}

fn marked(snippet: &Snippet) -> String {
    let mut text = snippet.text.clone();
    for mark in snippet.marks.iter().rev() {
        text.insert(mark.end, ']');
        text.insert(mark.start, '[');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_letters_for_scripts_and_stand_in_brackets_for_people() {
        let snippet = Snippet { text: "Die Größe passt".into(), marks: vec![4..11, 12..17] };
        assert_eq!(letters(&snippet), [[4, 9], [10, 15]]);
        assert_eq!(marked(&snippet), "Die [Größe] [passt]");
    }
}
