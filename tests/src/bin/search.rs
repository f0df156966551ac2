//! The figures of searching: 150,000 seeded texts, beside SQLite's FTS5 over the same texts with the same queries.
//!
//! FTS5 runs in a Python of the system, which has SQLite in it; what is timed there is the statements alone. Both are
//! asked for the same page: the best 20 with their words marked, and how many there are in all.
#![allow(clippy::print_stdout)]

use rushes_domain::{Command, CommentId, Deliverable, DeliverableId, RoundId, Timestamp};
use rushes_store::{Home, Snapshot, fresh, search::Apart};
use std::{
    collections::BTreeSet,
    error::Error,
    fmt::Write as _,
    path::Path,
    process::{Command as Process, ExitCode},
    time::Instant,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

const DELIVERABLES: usize = 10_000;
const ROUNDS: usize = 2;
const COMMENTS: usize = 12;
/// Words that anybody uses at all.
const WORDS: usize = 30_000;
/// Queries of each kind.
const QUERIES: usize = 200;
/// Each query is asked so often.
const TIMES: usize = 3;
const LIMIT: usize = 20;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("search: FAILED: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A seeded source of numbers.
struct Seed(u64);

impl Seed {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() >> 16).unwrap_or_default() % most.max(1)
    }

    /// Some words are said all the time and most hardly ever: the n-th as often as 1/n.
    fn rank(&mut self) -> usize {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((WORDS as f64).powf(share) as usize).clamp(1, WORDS) - 1
    }
}

/// Words that can be spoken, the short ones first.
fn vocabulary(seed: &mut Seed) -> Vec<String> {
    const SYLLABLES: [&str; 40] = [
        "ba", "cor", "del", "en", "fi", "gra", "har", "in", "ka", "lum", "mo", "na", "or", "pel", "qui", "ra", "sol",
        "tan", "u", "vel", "win", "xe", "yo", "zan", "sha", "tre", "cli", "bro", "nim", "rus", "ter", "mal", "gon",
        "sti", "per", "lo", "di", "cha", "ir", "eth",
    ];
    let mut words = BTreeSet::new();
    let mut all = Vec::with_capacity(WORDS);
    while all.len() < WORDS {
        let parts = 1 + all.len() * 3 / WORDS + seed.below(3);
        let word: String = (0..parts).map(|_| SYLLABLES[seed.below(SYLLABLES.len())]).collect();
        if word.len() > 2 && words.insert(word.clone()) {
            all.push(word);
        }
    }
    all
}

fn text(seed: &mut Seed, words: &[String], least: usize, most: usize) -> String {
    let count = least + seed.below(most - least + 1);
    let chosen: Vec<&str> = (0..count).map(|_| words[seed.rank()].as_str()).collect();
    chosen.join(" ")
}

/// A studio with one of everything, made by commands; then as many of it as are wanted.
fn studio(dir: &Path, seed: &mut Seed, words: &[String]) -> Outcome<Snapshot> {
    let store = Home::open(dir)?.create_studio("Bench", "Ada Vale", "ada@bench.example")?;
    let project = rushes_tests::project(&store, "BEN")?;
    let id = rushes_tests::deliverable(&store, project, "Pattern")?;
    let pattern = store.snapshot().state.deliverable(id).ok_or("a deliverable is missing")?.clone();
    store.submit(rushes_tests::comment(&pattern, "pattern").1)?;
    let target = rushes_domain::StageTarget { deliverable: id, stage: pattern.stages[0].id };
    let attachments = vec![rushes_tests::still(rushes_domain::MediaHash([1; 32]), 1)];
    store.submit(Command::Publish { target, round: RoundId::new(fresh()), attachments, note: "pattern".into() })?;
    let mut snapshot = (*store.snapshot()).clone();
    let pattern: Deliverable = (**snapshot.state.deliverable(id).ok_or("a deliverable is missing")?).clone();
    snapshot.state.set_deliverable(id, None);
    let (said, shown) = (pattern.comments[0].clone(), pattern.stages[0].rounds[0].clone());
    for n in 0..DELIVERABLES {
        let mut one = pattern.clone();
        one.id = DeliverableId::derive(&[&n.to_le_bytes()]);
        one.name = format!("SH{n:05} {}", text(seed, words, 1, 2));
        one.description = text(seed, words, 4, 20);
        let round = |r: usize, seed: &mut Seed| {
            let mut round = shown.clone();
            round.id = RoundId::derive(&[&n.to_le_bytes(), &r.to_le_bytes()]);
            round.note = text(seed, words, 3, 12);
            round.at = Timestamp((n * 100 + r) as i64);
            round
        };
        one.stages[0].rounds = (0..ROUNDS).map(|r| round(r, seed)).collect();
        one.comments = (0..COMMENTS)
            .map(|c| {
                let mut comment = said.clone();
                comment.id = CommentId::derive(&[&n.to_le_bytes(), &c.to_le_bytes()]);
                comment.body = text(seed, words, 5, 30);
                comment.at = Timestamp((n * 100 + c) as i64);
                comment
            })
            .collect();
        snapshot.state.set_deliverable(one.id, Some(one));
    }
    Ok(snapshot)
}

/// Every text with its id, as FTS5 is given them: id, name, the rest.
fn texts(snapshot: &Snapshot) -> Vec<(String, String, String)> {
    let mut texts = Vec::new();
    for d in snapshot.state.deliverables() {
        texts.push((d.id.to_string(), d.name.clone(), format!("{} {}", d.description, d.kind)));
        for round in d.stages.iter().flat_map(|s| &s.rounds) {
            let files: Vec<&str> = round.attachments.iter().map(|a| a.name.as_str()).collect();
            texts.push((round.id.to_string(), String::new(), format!("{} {}", round.note, files.join(" "))));
        }
        texts.extend(d.comments.iter().map(|c| (c.id.to_string(), String::new(), c.body.clone())));
    }
    texts
}

/// A query, in both languages.
struct Query {
    kind: usize,
    ours: String,
    /// Nothing where FTS5 has no such query.
    theirs: Option<String>,
}

const KINDS: [&str; 4] = ["one word", "two words", "begun word", "typo"];

fn queries(seed: &mut Seed, texts: &[(String, String, String)]) -> Vec<Query> {
    let mut queries = Vec::new();
    while queries.len() < QUERIES * KINDS.len() {
        let kind = queries.len() / QUERIES;
        let words: Vec<&str> = texts[seed.below(texts.len())]
            .2
            .split(' ')
            .filter(|w| w.len() > 3 && w.chars().all(char::is_alphabetic))
            .collect();
        if words.len() < 2 {
            continue;
        }
        let (a, b) = (words[seed.below(words.len())], words[seed.below(words.len())]);
        let (ours, theirs) = match kind {
            0 => (a.to_owned(), Some(format!("{a}*"))),
            1 => (format!("{a} {b}"), Some(format!("{a} {b}*"))),
            2 => {
                let begun = &a[..2 + seed.below(a.len() - 2)];
                (begun.to_owned(), Some(format!("{begun}*")))
            }
            _ => {
                if a.len() < 5 {
                    continue;
                }
                let mut letters: Vec<char> = a.chars().collect();
                let at = 1 + seed.below(letters.len() - 2);
                letters.swap(at, at + 1);
                (letters.into_iter().collect(), None)
            }
        };
        queries.push(Query { kind, ours, theirs });
    }
    queries
}

/// What one side found: how long it took, how many there are, which are the best.
struct Told {
    took_ms: f64,
    count: usize,
    ids: BTreeSet<String>,
}

fn percentile(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    times[((times.len() - 1) as f64 * share).round() as usize]
}

/// FTS5's answers: `query number, milliseconds, count, ids` on a line each; the first line is the seconds that
/// taking in took.
fn fts5(dir: &Path, texts: &[(String, String, String)], queries: &[Query]) -> Outcome<(f64, Vec<(usize, Told)>)> {
    let mut lines = String::new();
    for (id, name, body) in texts {
        writeln!(lines, "{id}\t{name}\t{body}")?;
    }
    std::fs::write(dir.join("texts.tsv"), lines)?;
    let mut lines = String::new();
    for (n, query) in queries.iter().enumerate() {
        if let Some(theirs) = &query.theirs {
            writeln!(lines, "{n}\t{theirs}")?;
        }
    }
    std::fs::write(dir.join("queries.tsv"), lines)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("fts5.py");
    let ran = Process::new("python3").arg(script).arg(dir).args([TIMES.to_string(), LIMIT.to_string()]).output()?;
    if !ran.status.success() {
        return Err(format!("FTS5: {}", String::from_utf8_lossy(&ran.stderr)).into());
    }
    let told = String::from_utf8(ran.stdout)?;
    let mut lines = told.lines();
    let seconds = lines.next().ok_or("FTS5 said nothing")?.parse()?;
    let mut answers = Vec::new();
    for line in lines {
        let parts: Vec<&str> = line.split('\t').collect();
        let [n, took, count, ids] = parts.as_slice() else { return Err(format!("FTS5: {line}").into()) };
        let ids = ids.split(',').filter(|i| !i.is_empty()).map(str::to_owned).collect();
        answers.push((n.parse()?, Told { took_ms: took.parse()?, count: count.parse()?, ids }));
    }
    Ok((seconds, answers))
}

fn run() -> Outcome<()> {
    let dir = tempfile::tempdir_in(std::env::current_dir()?)?;
    let mut seed = Seed(0x9E37_79B9_7F4A_7C15);
    let words = vocabulary(&mut seed);
    let snapshot = studio(&dir.path().join("home"), &mut seed, &words)?;
    let texts = texts(&snapshot);
    let queries = queries(&mut seed, &texts);

    let folder = dir.path().join("search");
    let mut index = Apart::make(&folder)?;
    let began = Instant::now();
    index.take_in(&snapshot)?;
    let seconds = began.elapsed().as_secs_f64();
    let index = index.settle(&folder)?;
    let (their_seconds, theirs) = fts5(dir.path(), &texts, &queries)?;
    let rate = |seconds: f64| texts.len() as f64 / seconds;
    println!("search: {} texts taken in, on disk: {:.0} a second (goal 20000)", texts.len(), rate(seconds));
    println!("  SQLite FTS5: {:.0} a second", rate(their_seconds));

    let mut ours: Vec<Vec<f64>> = vec![Vec::new(); KINDS.len()];
    let mut last = Vec::new();
    for time in 0..TIMES {
        for query in &queries {
            let began = Instant::now();
            let found = index.search(&snapshot, &query.ours, LIMIT)?;
            ours[query.kind].push(began.elapsed().as_secs_f64() * 1e3);
            if time == 0 {
                last.push(found);
            }
        }
    }
    let mut peers: Vec<Vec<f64>> = vec![Vec::new(); KINDS.len()];
    let (mut same, mut checked) = (0, 0);
    for (n, told) in &theirs {
        let query = &queries[*n];
        peers[query.kind].push(told.took_ms);
        let found = &last[*n];
        let count: usize = found.counts.iter().map(|(_, count)| count).sum();
        let ids: BTreeSet<String> = found.hits.iter().map(|h| h.id.to_string()).collect();
        // Where little is found exactly, words with a typo are found as well, after everything else. Which are
        // the best of many is for each to say.
        let agrees = match told.count {
            few if few <= LIMIT => told.ids.is_subset(&ids),
            some if some < LIMIT * 2 => count >= some,
            many => count == many,
        };
        checked += 1;
        same += usize::from(agrees);
        if !agrees {
            println!("  differs: {} found {count}, FTS5 {}", query.ours, told.count);
        }
    }
    for (kind, name) in KINDS.iter().enumerate() {
        let (p50, p95) = (percentile(&mut ours[kind], 0.5), percentile(&mut ours[kind], 0.95));
        print!("  {name}: p50 {p50:.2} ms, p95 {p95:.2} ms (goal 5)");
        if peers[kind].is_empty() {
            println!("; FTS5 has no such query");
        } else {
            let (their50, their95) = (percentile(&mut peers[kind], 0.5), percentile(&mut peers[kind], 0.95));
            println!(
                "; FTS5 p50 {their50:.2} ms, p95 {their95:.2} ms: {:.1} and {:.1} times as fast (goal 3)",
                their50 / p50,
                their95 / p95
            );
        }
    }
    let mut all: Vec<f64> = ours.into_iter().flatten().collect();
    println!("  all: p50 {:.2} ms, p95 {:.2} ms", percentile(&mut all, 0.5), percentile(&mut all, 0.95));
    println!("  the same hits in {same} of {checked} queries");
    if same < checked {
        return Err("the two do not find the same".into());
    }
    Ok(())
}
