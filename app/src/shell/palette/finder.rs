//! What the palette finds: commands, pages, projects, deliverables and people, by a few letters of their names.

use crate::{
    actions::Action,
    commands::{self, Scene},
    jobs::settings::Recent,
    kit::icon,
    place::Place,
};
use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};
use rushes_domain::names;
use rushes_store::Snapshot;
use std::{
    cmp::Reverse,
    sync::atomic::{AtomicU64, Ordering},
};

/// Results shown.
pub(super) const MOST: usize = 12;
/// What a hit gains by having been used lately: about one more letter that fits.
const RECENT_BONUS: u32 = 24;
/// How many names are looked at between two looks at whether anybody still wants to know.
const AT_ONCE: usize = 2048;

/// What a hit leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// Does something.
    Command(&'static str),
    /// Opens something.
    Place(Place),
}

impl Target {
    /// How it is remembered, if it is.
    #[must_use]
    pub fn recent(self) -> Option<Recent> {
        match self {
            Self::Command(id) => Some(Recent::Command(id.to_owned())),
            Self::Place(Place::Project(id)) => Some(Recent::Project(id)),
            Self::Place(Place::Deliverable(id, _)) => Some(Recent::Deliverable(id)),
            Self::Place(_) => None,
        }
    }

    /// What choosing it asks for.
    #[must_use]
    pub fn action(self, scene: &Scene<'_>) -> Option<Action> {
        match self {
            Self::Command(id) => commands::called(id)?.action(scene),
            Self::Place(place) => Some(Action::Go(place)),
        }
    }
}

/// Something that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Where it leads.
    pub target: Target,
    /// What it is called.
    pub title: String,
    /// What it belongs to.
    pub detail: String,
    /// Its glyph.
    pub icon: &'static str,
}

fn command(command: &commands::Command) -> Hit {
    Hit {
        target: Target::Command(command.id),
        title: command.name.to_owned(),
        detail: command.group.label().to_owned(),
        icon: command.icon,
    }
}

fn project(project: &rushes_domain::Project) -> Hit {
    Hit {
        target: Target::Place(Place::Project(project.id)),
        title: project.name.clone(),
        detail: project.code.clone(),
        icon: icon::FOLDER,
    }
}

fn deliverable(snapshot: &Snapshot, deliverable: &rushes_domain::Deliverable) -> Hit {
    let project = snapshot.state.projects.get(&deliverable.project);
    Hit {
        target: Target::Place(Place::Deliverable(deliverable.id, None)),
        title: deliverable.name.clone(),
        detail: project.map(|p| p.name.clone()).unwrap_or_default(),
        icon: icon::CUBE,
    }
}

/// What is shown before anything is typed: what was used last, then every command that makes sense here.
#[must_use]
pub fn at_first(scene: &Scene<'_>, recent: &[Recent]) -> Vec<Hit> {
    let used = recent.iter().filter_map(|r| match r {
        Recent::Command(id) => commands::called(id).filter(|c| c.action(scene).is_some()).map(command),
        Recent::Project(id) => scene.snapshot.state.projects.get(id).map(|p| project(p)),
        Recent::Deliverable(id) => scene.snapshot.state.deliverable(*id).map(|d| deliverable(scene.snapshot, d)),
    });
    let mut hits: Vec<Hit> = used.collect();
    // What is about this page first.
    let here = commands::THINGS.iter().chain(commands::STAGES).chain(commands::COMMANDS);
    for known in here.filter(|c| c.id != "find" && c.action(scene).is_some()) {
        if hits.iter().all(|h| h.target != Target::Command(known.id)) {
            hits.push(command(known));
        }
    }
    hits.truncate(MOST);
    hits
}

/// The best hits for what was typed, the best first. Nothing when `wanted` no longer is `generation`: somebody
/// typed on.
#[must_use]
pub fn find(
    scene: &Scene<'_>,
    recent: &[Recent],
    query: &str,
    generation: u64,
    wanted: &AtomicU64,
) -> Option<Vec<Hit>> {
    let mut best = Best::new(query, recent);
    for known in commands::all().filter(|c| c.id != "find" && c.action(scene).is_some()) {
        best.weigh(known.name, &[known.also], Target::Command(known.id), || command(known));
    }
    let state = &scene.snapshot.state;
    for known in state.projects.values().filter(|p| !p.archived) {
        let target = Target::Place(Place::Project(known.id));
        best.weigh(&known.name, &[&known.code, &known.client], target, || project(known));
    }
    for (n, known) in state.deliverables().enumerate() {
        if n % AT_ONCE == 0 && wanted.load(Ordering::Relaxed) != generation {
            return None;
        }
        let of = state.projects.get(&known.project).map_or("", |p| p.name.as_str());
        let target = Target::Place(Place::Deliverable(known.id, None));
        best.weigh(&known.name, &[of], target, || deliverable(scene.snapshot, known));
    }
    Some(best.hits())
}

/// The best so far: never more than are shown, so that a studio of any size costs one pass and no list.
struct Best<'a> {
    matcher: Matcher,
    /// The letters in their order, however far apart.
    scattered: Pattern,
    /// The words as written, each of them anywhere.
    whole: Pattern,
    recent: &'a [Recent],
    text: String,
    buffer: Vec<char>,
    at: Vec<u32>,
    found: Vec<(Rank, Hit)>,
    /// The best score, before what was used lately gains.
    peak: u32,
}

/// How well something answers, the best first.
type Rank = (Nearness, Reverse<u32>);

/// How what was typed stands in something's words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// The title begins so.
    Begins,
    /// Each word begins a word of the title.
    Words,
    /// Each word begins a word of something else that is said of it.
    Beside,
    /// Each word is somewhere within the title.
    Within,
    /// Each word is somewhere.
    Somewhere,
    /// The letters are there in their order.
    Scattered,
}

impl<'a> Best<'a> {
    fn new(query: &str, recent: &'a [Recent]) -> Self {
        let mut folded = String::new();
        put(query, &mut folded);
        let parse = |kind| Pattern::new(&folded, CaseMatching::Ignore, Normalization::Smart, kind);
        Self {
            matcher: Matcher::new(Config::DEFAULT),
            scattered: parse(AtomKind::Fuzzy),
            whole: parse(AtomKind::Substring),
            recent,
            text: String::new(),
            buffer: Vec::new(),
            at: Vec::new(),
            found: Vec::with_capacity(MOST + 1),
            peak: 0,
        }
    }

    /// Looks at something: its title, and what else is said of it.
    fn weigh(&mut self, title: &str, more: &[&str], target: Target, hit: impl FnOnce() -> Hit) {
        self.text.clear();
        put(title, &mut self.text);
        let letters = self.text.chars().count();
        for words in more {
            self.text.push(' ');
            put(words, &mut self.text);
        }
        let text = Utf32Str::new(&self.text, &mut self.buffer);
        let Some(mut score) = self.scattered.score(text, &mut self.matcher) else { return };
        let nearness = nearness(&self.whole, text, letters, (&mut self.at, &mut self.matcher));
        self.peak = self.peak.max(score);
        if target.recent().is_some_and(|r| self.recent.contains(&r)) {
            score += RECENT_BONUS;
        }
        let rank = (nearness, Reverse(score));
        let place = self.found.partition_point(|(known, _)| *known <= rank);
        if place < MOST {
            self.found.insert(place, (rank, hit()));
            self.found.truncate(MOST);
        }
    }

    /// Letters found far apart are no hit beside words that were found whole.
    fn hits(self) -> Vec<Hit> {
        let whole = self.found.first().is_some_and(|(rank, _)| rank.0 < Nearness::Scattered);
        let least = self.peak / 3 * 2;
        let counts = |(nearness, Reverse(score)): &Rank| match nearness {
            Nearness::Scattered => !whole && *score >= least,
            _ => true,
        };
        self.found.into_iter().filter(|(rank, _)| counts(rank)).map(|(_, hit)| hit).collect()
    }
}

/// Puts a text behind another as it is searched for. Plain letters keep their case, in which words begin.
fn put(text: &str, into: &mut String) {
    match text.is_ascii() {
        true => into.push_str(text),
        false => names::loose_into(text, into),
    }
}

/// How words stand in a text whose first `title` letters are its title.
fn nearness(words: &Pattern, text: Utf32Str<'_>, title: usize, room: (&mut Vec<u32>, &mut Matcher)) -> Nearness {
    let (at, matcher) = room;
    let (mut begins, mut in_title, mut at_word) = (true, true, true);
    for (n, word) in words.atoms.iter().enumerate() {
        at.clear();
        if word.indices(text, matcher, at).is_none() {
            return Nearness::Scattered;
        }
        let (Some(first), Some(last)) = (at.first().copied(), at.last().copied()) else { continue };
        begins &= n > 0 || first == 0;
        in_title &= (last as usize) < title;
        at_word &= first == 0 || !text.get(first - 1).is_alphanumeric();
    }
    match (in_title, at_word) {
        (true, true) if begins => Nearness::Begins,
        (true, true) => Nearness::Words,
        (false, true) => Nearness::Beside,
        (true, false) => Nearness::Within,
        (false, false) => Nearness::Somewhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::testing::Sample;

    fn found(snapshot: &Snapshot, query: &str, recent: &[Recent]) -> Vec<String> {
        let scene = Scene { place: Place::Home, snapshot, menu: false };
        let hits = find(&scene, recent, query, 1, &AtomicU64::new(1)).unwrap_or_default();
        hits.into_iter().map(|h| h.title).collect()
    }

    #[test]
    fn a_few_letters_find_the_nearest_name_first() {
        let snapshot = Sample::of(&["Hero chair", "Cherry tree"]).snapshot();
        assert_eq!(found(&snapshot, "chr", &[]).first().map(String::as_str), Some("Cherry tree"));
        assert!(found(&snapshot, "chr", &[]).contains(&"Hero chair".to_owned()));
        assert_eq!(found(&snapshot, "tst", &[])[0], "Test project", "codes count too");
        assert_eq!(found(&snapshot, "shortcuts", &[]), ["Keys"], "and other words for a command");
        assert!(found(&snapshot, "zzzz", &[]).is_empty());
    }

    #[test]
    fn whole_words_come_before_letters_that_are_only_there() {
        let snapshot = Sample::of(&["Superhero", "Hero bottle", "A hero", "Cap of a hero"]).snapshot();
        let hits = found(&snapshot, "hero", &[]);
        assert_eq!(hits[0], "Hero bottle");
        assert_eq!(hits[3], "Superhero");
        assert_eq!(hits.len(), 4, "letters of other names are no hits beside them: {hits:?}");
        assert_eq!(found(&snapshot, "hero cap", &[]), ["Cap of a hero"]);
        let scene =
            Scene { place: Place::Project(crate::views::testing::project_id()), snapshot: &snapshot, menu: false };
        let hits = find(&scene, &[], "hero", 1, &AtomicU64::new(1)).unwrap_or_default();
        assert!(hits.iter().all(|h| h.title != "Board of the project"), "t-h-e p-r-o is no hero");
    }

    #[test]
    fn every_spelling_of_a_name_finds_it() {
        let snapshot = Sample::of(&["Cafe\u{301} front", "ＳＨ０１０"]).snapshot();
        for spelled in ["café", "cafe", "cafe\u{301}", "CAFÉ FR"] {
            assert_eq!(found(&snapshot, spelled, &[]), ["Cafe\u{301} front"], "{spelled}");
        }
        assert_eq!(found(&snapshot, "sh010", &[]), ["ＳＨ０１０"]);
    }

    #[test]
    fn what_was_used_last_comes_first() {
        let snapshot = Sample::of(&["Shot 010", "Shot 020"]).snapshot();
        let scene = Scene { place: Place::Home, snapshot: &snapshot, menu: false };
        let second = snapshot.state.deliverables().nth(1).map(|d| d.id).unwrap_or_default();
        let recent = [Recent::Deliverable(second), Recent::Command("view.theme".into())];
        assert_eq!(found(&snapshot, "shot", &recent)[0], "Shot 020");
        let first: Vec<_> = at_first(&scene, &recent).into_iter().map(|h| h.title).take(3).collect();
        assert_eq!(first, ["Shot 020", "Light or dark", "Home"]);
    }

    #[test]
    fn a_search_nobody_wants_any_more_ends() {
        let snapshot = Sample::of(&["Shot 010"]).snapshot();
        let scene = Scene { place: Place::Home, snapshot: &snapshot, menu: false };
        assert_eq!(find(&scene, &[], "shot", 1, &AtomicU64::new(2)), None);
    }
}
