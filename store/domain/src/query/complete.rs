//! What can be typed next.

use super::{
    day,
    fold::{fold, plain, word_starts},
    key::{self, About, FLAGS, IS, KEYS, Known, MISSING},
    lex::{self, Piece, Token},
};
use crate::{FieldKind, FieldOf, Priority, Status, state::State};
use std::{collections::BTreeSet, ops::Range};

/// The most that are offered.
const MOST: usize = 12;
/// Deliverables whose types are looked at: types repeat.
const LOOKED_AT: usize = 4_000;

/// What a completion is, for its mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompletionKind {
    /// A key, to be followed by a value.
    Key,
    /// A custom field, to be followed by a value.
    Field,
    /// A word that says something by itself.
    Flag,
    /// A status.
    Status(Status),
    /// A person.
    Person(crate::PersonId),
    /// Another value.
    Value,
}

/// Something that can be typed at the cursor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// What is put there.
    pub insert: String,
    /// Instead of which bytes of the text.
    pub replace: Range<usize>,
    /// As people read it.
    pub label: String,
    /// What it is for.
    pub tells: String,
    /// What it is.
    pub kind: CompletionKind,
}

impl Completion {
    /// The text with the completion in it, and where the cursor then is, in bytes. A value is followed by a
    /// space; a key waits for its value.
    #[must_use]
    pub fn apply(&self, text: &str) -> (String, usize) {
        let (before, after) =
            (text.get(..self.replace.start).unwrap_or(text), text.get(self.replace.end..).unwrap_or_default());
        let more = matches!(self.kind, CompletionKind::Key | CompletionKind::Field);
        let space = if more || after.starts_with([' ', ',']) { "" } else { " " };
        let cursor = before.len() + self.insert.len() + usize::from(!more);
        (format!("{before}{}{space}{after}", self.insert), cursor)
    }
}

/// What can be typed where the cursor is, a place in bytes: keys, then values from the state.
#[must_use]
pub fn complete(text: &str, cursor: usize, state: &State) -> Vec<Completion> {
    let cursor = (0..=cursor.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    let tokens = lex::tokens(text);
    let token = tokens.iter().find(|t| t.at.start < cursor && cursor <= t.at.end);
    let mut found = match token {
        Some(Token { key, rest: Some((_, values)), .. }) if cursor > key.at.end => {
            values.iter().find(|v| v.at.start <= cursor && cursor <= v.at.end).map_or_else(Vec::new, |value| {
                let typed = typed(text, value, cursor);
                of_key(key, typed, &value.at, state)
            })
        }
        Some(Token { rest: Some(_), .. }) => Vec::new(),
        Some(token) => beginnings(typed(text, &token.key, cursor), &token.key.at, state),
        None => beginnings("", &(cursor..cursor), state),
    };
    found.truncate(MOST);
    found
}

/// What of a piece stands before the cursor, without its quote.
fn typed<'a>(text: &'a str, piece: &Piece, cursor: usize) -> &'a str {
    text.get(piece.at.start..cursor.min(piece.at.end)).unwrap_or_default().trim_start_matches(['"', '`'])
}

/// Keys, fields and flags that begin so; then what the word itself may be a value of.
fn beginnings(typed: &str, at: &Range<usize>, state: &State) -> Vec<Completion> {
    let wanted = plain(typed);
    let make = |insert: String, label: &str, tells: &str, kind| Completion {
        insert,
        replace: at.clone(),
        label: label.to_owned(),
        tells: tells.to_owned(),
        kind,
    };
    let begins = |word: &str| plain(word).starts_with(&wanted);
    let mut found: Vec<Completion> = KEYS
        .iter()
        .filter(|k| begins(k.word) || !wanted.is_empty() && k.is_called(&wanted))
        .map(|k| make(format!("{}:", k.word), k.word, k.tells, CompletionKind::Key))
        .collect();
    found.extend(state.studio.fields_of(FieldOf::Deliverable).into_iter().filter(|f| begins(&f.name)).map(|f| {
        let name = lex::quoted(&f.name).replace('"', "`");
        make(format!("{name}:"), &f.name, f.kind.label(), CompletionKind::Field)
    }));
    found.extend(
        FLAGS.iter().filter(|(f, _)| begins(f)).map(|(f, t)| make((*f).to_owned(), f, t, CompletionKind::Flag)),
    );
    if wanted.chars().count() >= 2 {
        for about in [About::Status, About::Person] {
            let word = key::word(about);
            let piece = Piece { at: at.clone(), text: word.into(), quoted: false };
            let values = of_key(&piece, typed, at, state);
            found.extend(values.into_iter().map(|c| Completion { insert: format!("{word}:{}", c.insert), ..c }));
        }
    }
    found
}

/// The values of a key that begin so.
fn of_key(key: &Piece, typed: &str, at: &Range<usize>, state: &State) -> Vec<Completion> {
    let wanted = fold(typed.trim());
    let mut offered: Vec<(String, String, String, CompletionKind)> = Vec::new();
    let mut offer = |insert: &str, label: &str, tells: &str, kind| {
        offered.push((insert.to_owned(), label.to_owned(), tells.to_owned(), kind));
    };
    let plain_value = CompletionKind::Value;
    match key::find(&key.text, key.quoted, state) {
        Some(Known::Key(known)) => match known.about {
            About::Status => {
                Status::ALL.iter().for_each(|s| offer(s.word(), s.label(), "", CompletionKind::Status(*s)));
            }
            About::Person => people(state, true, &mut offer),
            About::Stage => {
                let names: BTreeSet<&str> =
                    state.studio.pipelines.values().flat_map(|p| &p.stages).map(|s| s.name.as_str()).collect();
                names.iter().for_each(|n| offer(n, n, "", plain_value));
            }
            About::Due | About::Start => {
                day::OFFERED.iter().for_each(|d| offer(d, d, "", plain_value));
                offer("none", "none", "without a day", plain_value);
            }
            About::Priority => Priority::ALL.iter().for_each(|p| offer(p.word(), p.word(), "", plain_value)),
            About::Kind => {
                let kinds: BTreeSet<&str> =
                    state.deliverables().take(LOOKED_AT).map(|d| d.kind.trim()).filter(|k| !k.is_empty()).collect();
                kinds.iter().for_each(|k| offer(k, k, "", plain_value));
            }
            About::Project => {
                state
                    .projects
                    .values()
                    .filter(|p| !p.archived)
                    .for_each(|p| offer(&p.code, &p.code, &p.name, plain_value));
            }
            About::Client => {
                let clients: BTreeSet<&str> =
                    state.projects.values().map(|p| p.client.trim()).filter(|c| !c.is_empty()).collect();
                clients.iter().for_each(|c| offer(c, c, "", plain_value));
            }
            About::Is => IS.iter().for_each(|w| offer(w, w, "", plain_value)),
            About::No | About::Has => {
                MISSING.iter().for_each(|w| offer(w, w, "", plain_value));
                let fields = state.studio.fields_of(FieldOf::Deliverable);
                fields.iter().for_each(|f| offer(&f.name, &f.name, f.kind.label(), plain_value));
            }
            About::Round | About::Feedback | About::Estimate | About::Progress => {}
            About::Name | About::Description => {}
        },
        Some(Known::Field(field)) => match field.kind {
            FieldKind::Choice | FieldKind::MultiChoice => {
                field.offered().for_each(|o| offer(&o.name, &o.name, "", plain_value));
                offer("none", "none", "without a choice", plain_value);
            }
            FieldKind::Checkbox => ["yes", "no"].iter().for_each(|w| offer(w, w, "", plain_value)),
            FieldKind::Person => people(state, false, &mut offer),
            FieldKind::Date => day::OFFERED.iter().for_each(|d| offer(d, d, "", plain_value)),
            FieldKind::Text | FieldKind::Number | FieldKind::Url => {}
        },
        None => {}
    }
    let fits = |insert: &str, label: &str| {
        wanted.is_empty() || word_starts(&fold(label), &wanted) || fold(insert).starts_with(&wanted)
    };
    offered
        .into_iter()
        .filter(|(insert, label, ..)| fits(insert, label))
        .map(|(insert, label, tells, kind)| Completion {
            insert: lex::quoted(&insert),
            replace: at.clone(),
            label,
            tells,
            kind,
        })
        .collect()
}

fn people(state: &State, none: bool, offer: &mut impl FnMut(&str, &str, &str, CompletionKind)) {
    offer("me", "me", "you", CompletionKind::Value);
    let mut known: Vec<_> = state.studio.people.values().collect();
    known.sort_by_cached_key(|p| fold(&p.name));
    known.iter().for_each(|p| offer(&p.name, &p.name, &p.email, CompletionKind::Person(p.id)));
    if none {
        offer("none", "none", "nobody", CompletionKind::Value);
    }
}
