//! From words to conditions.

use super::{
    Notice, Query,
    condition::{OfField, Part, Term, Whole},
    fold::{fold, nearest},
    key::{self, About, FLAGS, KEYS, Known},
    lex::{self, Compare, Piece, Token},
    values::Values,
};
use crate::{Date, Field, FieldKind, FieldOf, PersonId, state::State};

/// What one value comes to: a test, or nothing and a notice that says why.
pub(super) enum Test {
    Whole(Whole),
    Part(Part),
}

pub(super) fn parse(text: &str, state: &State, me: PersonId, today: Date) -> (Query, Vec<Notice>) {
    let mut parser = Parser { values: Values { state, me, today, notices: Vec::new() }, query: Query::default() };
    let mut tokens = lex::tokens(text).into_iter().peekable();
    while let Some(mut token) = tokens.next() {
        if awaits_unit(&token)
            && let Some(unit) = tokens.next_if(|t| t.rest.is_none() && !t.negated && is_unit(&t.key.text))
            && let Some(last) = token.rest.as_mut().and_then(|(_, values)| values.last_mut())
        {
            // "due:this week" without quotes.
            last.text = format!("{} {}", last.text, unit.key.text);
            last.at.end = unit.at.end;
        }
        parser.token(&token);
    }
    (parser.query, parser.values.notices)
}

fn awaits_unit(token: &Token) -> bool {
    let last = token.rest.as_ref().and_then(|(_, values)| values.last());
    last.is_some_and(|v| !v.quoted && matches!(v.text.to_lowercase().as_str(), "this" | "next" | "last"))
}

fn is_unit(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "week" | "month")
}

struct Parser<'a> {
    values: Values<'a>,
    query: Query,
}

impl Parser<'_> {
    fn token(&mut self, token: &Token) {
        let Some((compare, pieces)) = &token.rest else { return self.word(token) };
        let given: Vec<&Piece> = pieces.iter().filter(|p| !p.text.trim().is_empty()).collect();
        match key::find(&token.key.text, token.key.quoted, self.values.state) {
            Some(Known::Key(known)) => {
                let tests = given.iter().filter_map(|p| self.test(known.about, *compare, p)).collect();
                self.put(token.negated, tests);
            }
            Some(Known::Field(field)) => {
                let tests = given.iter().filter_map(|p| {
                    let test = self.values.of_field(field, *compare, p)?;
                    Some(Test::Whole(Whole::Field(Box::new(field.clone()), test)))
                });
                let tests = tests.collect();
                self.put(token.negated, tests);
            }
            None => self.unknown(token, &given),
        }
    }

    /// A word by itself: one that says something, or one to look for.
    fn word(&mut self, token: &Token) {
        if token.key.text.trim().is_empty() {
            return;
        }
        let plain = fold(&token.key.text);
        if !token.key.quoted && FLAGS.iter().any(|(flag, _)| *flag == plain) {
            let tests = self.test(About::Is, Compare::Is, &token.key).into_iter().collect();
            return self.put(token.negated, tests);
        }
        self.put(token.negated, vec![Test::Whole(Whole::Word(plain))]);
    }

    /// A key nobody knows: what is written is looked for as a word, so that `12:30` and `a<b` are found.
    fn unknown(&mut self, token: &Token, given: &[&Piece]) {
        let fields = self.values.state.studio.fields_of(FieldOf::Deliverable);
        let known = KEYS.iter().map(|k| k.word).chain(fields.iter().map(|f| f.name.as_str()));
        let suggestion = nearest(&token.key.text, known).map(lex::quoted);
        if given.is_empty() {
            return;
        }
        let text = format!("\"{}\" is not something to filter by; it is looked for as a word.", token.key.text);
        self.values.notices.push(Notice { at: token.key.at.clone(), text, suggestion });
        let signs = [token.key.text.as_str()].into_iter().chain(given.iter().map(|p| p.text.as_str()));
        let words: Vec<String> = signs.map(fold).filter(|w| !w.is_empty()).collect();
        for word in words {
            self.put(token.negated, vec![Test::Whole(Whole::Word(word))]);
        }
    }

    /// Takes a condition in. One without any test that was understood says nothing.
    fn put(&mut self, negated: bool, tests: Vec<Test>) {
        let (mut whole, mut part) = (Vec::new(), Vec::new());
        for test in tests {
            match test {
                Test::Whole(test) => whole.push(test),
                Test::Part(test) => part.push(test),
            }
        }
        // `no:person,type` mixes both kinds; each then is a condition of its own.
        if !whole.is_empty() {
            self.query.whole.push(Term { negated, any: whole });
        }
        if !part.is_empty() {
            self.query.part.push(Term { negated, any: part });
        }
    }

    fn test(&mut self, about: About, compare: Compare, piece: &Piece) -> Option<Test> {
        let none = is_none(piece);
        let v = &mut self.values;
        let folded = fold(piece.text.trim());
        Some(match about {
            About::Status => Test::Part(Part::Status(v.statuses(piece)?)),
            About::Person if none => Test::Part(Part::Nobody),
            About::Person => Test::Part(Part::People(v.people(piece)?)),
            About::Stage => Test::Part(v.stage(piece)),
            About::Due if none => Test::Part(Part::NoDue),
            About::Due => {
                let (from, to) = v.days(compare, piece)?;
                Test::Part(Part::Due(from, to))
            }
            About::Start if none => Test::Part(Part::NoStart),
            About::Start => {
                let (from, to) = v.days(compare, piece)?;
                Test::Part(Part::Start(from, to))
            }
            About::Round if none => Test::Part(Part::Rounds(0..=0)),
            About::Round => Test::Part(Part::Rounds(v.number(compare, piece, "r")?)),
            About::Feedback if none => Test::Part(Part::Feedback(0..=0)),
            About::Feedback if folded == "open" => Test::Part(Part::Feedback(1..=i64::MAX)),
            About::Feedback => Test::Part(Part::Feedback(v.number(compare, piece, "")?)),
            About::Estimate if none => Test::Part(Part::NoEstimate),
            About::Estimate => Test::Part(Part::Estimate(v.work(compare, piece)?)),
            About::Priority => Test::Whole(Whole::Priority(v.priorities(compare, piece)?)),
            About::Kind if none => Test::Whole(Whole::NoKind),
            About::Kind => Test::Whole(Whole::Kind(folded)),
            About::Name => Test::Whole(Whole::Name(folded)),
            About::Description if none => Test::Whole(Whole::NoDescription),
            About::Description => Test::Whole(Whole::Description(folded)),
            About::Project => Test::Whole(Whole::Project(v.projects(piece)?)),
            About::Client => Test::Whole(Whole::Project(v.clients(piece)?)),
            About::Progress => Test::Whole(Whole::Progress(v.number(compare, piece, "%")?)),
            About::Is => v.is(piece)?,
            About::No => v.missing(piece)?,
            About::Has => match v.missing(piece)? {
                Test::Part(part) => Test::Part(opposite(part)),
                Test::Whole(Whole::Not(there)) => Test::Whole(*there),
                Test::Whole(missing) => Test::Whole(Whole::Not(Box::new(missing))),
            },
        })
    }
}

/// Whether a value asks for what is not there.
pub(super) fn is_none(piece: &Piece) -> bool {
    !piece.quoted && matches!(fold(&piece.text).as_str(), "none" | "nobody" | "no" | "empty" | "nothing" | "-")
}

fn opposite(part: Part) -> Part {
    match part {
        Part::Nobody => Part::Somebody,
        Part::NoDue => Part::Due(Date::MIN, Date::MAX),
        Part::NoStart => Part::Start(Date::MIN, Date::MAX),
        Part::NoEstimate => Part::Estimate(0..=i64::MAX),
        Part::Rounds(_) => Part::Rounds(1..=i64::MAX),
        Part::Feedback(_) => Part::Feedback(1..=i64::MAX),
        Part::NoIssue => Part::Issue,
        other => other,
    }
}

impl Values<'_> {
    /// A test of a custom field's value.
    fn of_field(&mut self, field: &Field, compare: Compare, piece: &Piece) -> Option<OfField> {
        if is_none(piece) && field.kind != FieldKind::Checkbox {
            return Some(OfField::None);
        }
        Some(match field.kind {
            FieldKind::Text | FieldKind::Url => OfField::Text(fold(piece.text.trim())),
            FieldKind::Number => OfField::Number(self.decimal(compare, piece)?),
            FieldKind::Date => {
                let (from, to) = self.days(compare, piece)?;
                OfField::Date(from, to)
            }
            FieldKind::Choice | FieldKind::MultiChoice => OfField::Options(self.options(field, piece)?),
            FieldKind::Checkbox => OfField::Checked(self.yes(piece)?),
            FieldKind::Person => OfField::People(self.people(piece)?),
        })
    }
}
