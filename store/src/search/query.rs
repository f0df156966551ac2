//! What is asked: words, quoted phrases, and filters such as `kind:comment`.
//!
//! Nothing that can be typed is wrong: what is no filter is words.

use super::{HitKind, texts::tag, words::folded};
use rushes_domain::{Actor, PersonId, ProjectId, State, Status};

/// More words than anybody remembers writing are left out.
const MOST_WORDS: usize = 16;
const MOST_PHRASES: usize = 8;
const MOST_FILTERS: usize = 32;

/// What a filter is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Key {
    Kind,
    Project,
    Person,
    Status,
}

impl Key {
    fn of(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "kind" | "type" | "is" => Self::Kind,
            "project" | "in" => Self::Project,
            "person" | "by" | "author" | "from" => Self::Person,
            "status" => Self::Status,
            _ => return None,
        })
    }

    fn word(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Project => "project",
            Self::Person => "person",
            Self::Status => "status",
        }
    }
}

/// A query as typed, taken apart.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Asked {
    /// All of them must be found. The last may be the beginning of a word.
    pub(crate) words: Vec<String>,
    /// Words that must follow one another.
    pub(crate) phrases: Vec<Vec<String>>,
    filters: Vec<(Key, String)>,
}

/// What filters mean in a state: one of each group's tags must be there.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Tags {
    pub(crate) any_of: Vec<Vec<String>>,
    /// Filters that mean nothing here, as `key:value`.
    pub(crate) unknown: Vec<String>,
}

impl Asked {
    pub(crate) fn parse(text: &str) -> Self {
        let mut asked = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            rest = asked.one(rest).trim_start();
        }
        asked.words.truncate(MOST_WORDS);
        asked.phrases.truncate(MOST_PHRASES);
        asked.filters.truncate(MOST_FILTERS);
        asked
    }

    /// Takes one part; gives what is left.
    fn one<'a>(&mut self, text: &'a str) -> &'a str {
        if let Some(inside) = text.strip_prefix('"') {
            // A phrase that is still being typed is words.
            return match inside.split_once('"') {
                Some((phrase, rest)) => {
                    let words = folded(phrase);
                    if !words.is_empty() {
                        self.phrases.push(words.into_iter().take(MOST_WORDS).collect());
                    }
                    rest
                }
                None => {
                    self.words.extend(folded(inside));
                    ""
                }
            };
        }
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        if let Some((key, value)) = text[..end].split_once(':')
            && let Some(key) = Key::of(key)
        {
            let from = end - value.len();
            let (value, rest) = match text[from..].strip_prefix('"') {
                Some(inside) => inside.split_once('"').unwrap_or((inside, "")),
                None => (value, &text[end..]),
            };
            // Without a value it is still being typed.
            if !value.trim().is_empty() {
                self.filters.push((key, value.trim().to_owned()));
            }
            return rest;
        }
        // A quote in the middle begins a part of its own.
        let end = text[..end].find('"').unwrap_or(end);
        self.words.extend(folded(&text[..end]));
        &text[end..]
    }

    /// Whether nothing is asked yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrases.is_empty() && self.filters.is_empty()
    }

    /// What the filters mean here. Those of one key widen each other, those of different keys narrow.
    pub(crate) fn tags(&self, state: &State, me: &Actor) -> Tags {
        let mut tags = Tags::default();
        for key in [Key::Kind, Key::Project, Key::Person, Key::Status] {
            let mut any = Vec::new();
            let mut asked = false;
            for (_, value) in self.filters.iter().filter(|(k, _)| *k == key) {
                asked = true;
                let before = any.len();
                any.extend(meaning(key, value, state, me));
                if any.len() == before {
                    tags.unknown.push(format!("{}:{value}", key.word()));
                }
            }
            if asked {
                tags.any_of.push(any);
            }
        }
        tags
    }
}

fn meaning(key: Key, value: &str, state: &State, me: &Actor) -> Vec<String> {
    match key {
        Key::Kind => HitKind::called(value).map(tag::kind).into_iter().collect(),
        Key::Project => projects(state, value).into_iter().map(tag::project).collect(),
        Key::Person => people(state, me, value).into_iter().map(tag::person).collect(),
        Key::Status => value.parse::<Status>().map(tag::status).into_iter().collect(),
    }
}

/// By code or id, else every project whose name begins so.
fn projects(state: &State, value: &str) -> Vec<ProjectId> {
    if let Some(project) = state.project_called(value) {
        return vec![project.id];
    }
    let begun = |text: &str| begins(text, value);
    state.projects.values().filter(|p| begun(&p.code) || begun(&p.name)).map(|p| p.id).collect()
}

/// By name, e-mail address or id, else everybody one of whose names begins so.
fn people(state: &State, me: &Actor, value: &str) -> Vec<PersonId> {
    if value.eq_ignore_ascii_case("me") {
        return vec![me.person];
    }
    if let Some(person) = state.studio.person_called(value) {
        return vec![person.id];
    }
    state.studio.people.values().filter(|p| begins(&p.name, value)).map(|p| p.id).collect()
}

/// Whether each word asked begins a word of the text.
fn begins(text: &str, asked: &str) -> bool {
    let (have, asked) = (folded(text), folded(asked));
    !asked.is_empty() && asked.iter().all(|a| have.iter().any(|h| h.starts_with(a.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, words: &[&str], phrases: &[&[&str]], filters: &[(Key, &str)]) {
        let asked = Asked::parse(text);
        assert_eq!(asked.words, words, "words of {text}");
        assert_eq!(asked.phrases, phrases, "phrases of {text}");
        let found: Vec<_> = asked.filters.iter().map(|(k, v)| (*k, v.as_str())).collect();
        assert_eq!(found, filters, "filters of {text}");
    }

    #[test]
    fn queries_are_taken_apart() {
        check("Hero chair", &["hero", "chair"], &[], &[]);
        check("hero-chair", &["hero", "chair"], &[], &[]);
        check("legs kind:comment", &["legs"], &[], &[(Key::Kind, "comment")]);
        check("\"thin legs\" oak", &["oak"], &[&["thin", "legs"]], &[]);
        check("by:\"Ada Vale\"legs", &["legs"], &[], &[(Key::Person, "Ada Vale")]);
        check("STATUS:review in:HERO", &[], &[], &[(Key::Status, "review"), (Key::Project, "HERO")]);
        check("foo\"thin legs\"", &["foo"], &[&["thin", "legs"]], &[]);
    }

    #[test]
    fn what_is_still_being_typed_asks_what_it_can() {
        check("\"thin le", &["thin", "le"], &[], &[]);
        check("legs kind:", &["legs"], &[], &[]);
        check("person:\"ada va", &[], &[], &[(Key::Person, "ada va")]);
        check("\"\" : :: \"", &[], &[], &[]);
    }

    #[test]
    fn what_is_no_filter_is_words() {
        check("note:this 10:30", &["note", "this", "10", "30"], &[], &[]);
    }

    #[test]
    fn filters_of_one_key_widen_and_unknown_ones_are_named() {
        let me = Actor {
            person: PersonId::new([1; 16]),
            device: rushes_domain::DeviceId([0; 32]),
            role: rushes_domain::Role::Artist,
        };
        let tags = Asked::parse("kind:comment is:round status:wip person:me project:NONE").tags(&State::default(), &me);
        assert_eq!(tags.any_of[0], [tag::kind(HitKind::Comment), tag::kind(HitKind::Round)]);
        assert_eq!(tags.any_of[1], Vec::<String>::new());
        assert_eq!(tags.any_of[2], [tag::person(me.person)]);
        assert_eq!(tags.any_of[3], [tag::status(Status::InProgress)]);
        assert_eq!(tags.unknown, ["project:NONE"]);
    }
}
