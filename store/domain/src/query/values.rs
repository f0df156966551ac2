//! What the values of a query mean.

use super::{
    Notice,
    condition::{OfField, Part, Whole},
    day::{self, Days},
    fold::{fold, nearest, plain, word_starts},
    key::{About, IS, MISSING},
    lex::{self, Compare, Piece},
    parse::Test,
};
use crate::{
    Date, Decimal, Field, FieldOf, PersonId, Priority, Project, ProjectId, Status, ids::OptionId, state::State,
    time::parse_worked,
};
use jiff::ToSpan;
use std::{collections::BTreeSet, ops::RangeInclusive};

/// Reads values, and keeps what it did not understand.
pub(super) struct Values<'a> {
    pub(super) state: &'a State,
    pub(super) me: PersonId,
    pub(super) today: Date,
    pub(super) notices: Vec<Notice>,
}

impl Values<'_> {
    fn unknown(&mut self, piece: &Piece, what: &str, suggestion: Option<&str>) {
        let text = format!("\"{}\" is not {what}; it is left out.", piece.text);
        self.notices.push(Notice { at: piece.at.clone(), text, suggestion: suggestion.map(lex::quoted) });
    }

    /// A status by its word, by what sheets call it, or by how it begins.
    pub(super) fn statuses(&mut self, piece: &Piece) -> Option<Vec<Status>> {
        if let Ok(status) = piece.text.parse::<Status>() {
            return Some(vec![status]);
        }
        let wanted = plain(&piece.text);
        let begins =
            |s: &Status| word_starts(&fold(s.label()), &fold(&piece.text)) || plain(s.word()).starts_with(&wanted);
        let found: Vec<Status> = Status::ALL.into_iter().filter(begins).collect();
        if found.is_empty() || wanted.is_empty() {
            let suggestion = nearest(&piece.text, Status::ALL.map(Status::word));
            self.unknown(piece, "a status", suggestion);
            return None;
        }
        Some(found)
    }

    /// Everybody a text may mean: oneself, an id, a whole name or address, initials, or how a name begins.
    pub(super) fn people(&mut self, piece: &Piece) -> Option<BTreeSet<PersonId>> {
        if !piece.quoted && fold(&piece.text) == "me" {
            return Some([self.me].into());
        }
        let people = &self.state.studio.people;
        if let Some(known) = piece.text.parse().ok().filter(|id| people.contains_key(id)) {
            return Some([known].into());
        }
        let wanted = fold(piece.text.trim());
        let exact: BTreeSet<_> =
            people.values().filter(|p| fold(&p.name) == wanted || fold(&p.email) == wanted).map(|p| p.id).collect();
        if !exact.is_empty() {
            return Some(exact);
        }
        let begins = |p: &&crate::Person| {
            word_starts(&fold(&p.name), &wanted) || fold(&p.email).starts_with(&wanted) || fold(&p.initials()) == wanted
        };
        let found: BTreeSet<_> = people.values().filter(begins).map(|p| p.id).collect();
        if found.is_empty() {
            let first = people.values().filter_map(|p| p.name.split_whitespace().next());
            let suggestion = nearest(&piece.text, people.values().map(|p| p.name.as_str()).chain(first));
            self.unknown(piece, "anybody in the studio", suggestion);
            return None;
        }
        Some(found)
    }

    /// A stage by how a word of its name begins. One that no pipeline has is looked for all the same:
    /// deliverables keep stages that their pipeline has lost.
    pub(super) fn stage(&mut self, piece: &Piece) -> Part {
        let name = fold(piece.text.trim());
        let short = plain(&name);
        let all = || self.state.studio.pipelines.values().flat_map(|p| &p.stages);
        let named = |s: &&crate::StageDef| plain(&s.name) == short;
        let begins = |s: &&crate::StageDef| word_starts(&fold(&s.name), &name) || plain(&s.name).starts_with(&short);
        let mut defs: BTreeSet<_> = all().filter(named).map(|s| s.id).collect();
        if defs.is_empty() {
            defs = all().filter(begins).map(|s| s.id).collect();
        }
        let known = all().map(|s| s.id).collect();
        if defs.is_empty() {
            let suggestion = nearest(&piece.text, all().map(|s| s.name.as_str())).map(lex::quoted);
            let text = format!("No pipeline has a stage \"{}\".", piece.text);
            self.notices.push(Notice { at: piece.at.clone(), text, suggestion });
        }
        Part::Stage { defs, known, name }
    }

    /// Days from and to, both included.
    pub(super) fn days(&mut self, compare: Compare, piece: &Piece) -> Option<(Date, Date)> {
        if let Some((from, to)) = piece.text.split_once("..")
            && let (Some(from), Some(to)) = (self.day_or(from, Date::MIN), self.day_or(to, Date::MAX))
        {
            return Some((from.from, to.to));
        }
        let Some(days) = day::days(&piece.text, self.today) else {
            let suggestion = nearest(&piece.text, day::OFFERED);
            self.unknown(piece, "a day; write today, 7d, this-week, fri or 2026-12-01", suggestion);
            return None;
        };
        Some(match compare {
            Compare::Is if days.counted => (days.from.min(self.today), days.to.max(self.today)),
            Compare::Is => (days.from, days.to),
            Compare::Below => (Date::MIN, days.from.saturating_sub(1.day())),
            Compare::AtMost => (Date::MIN, days.to),
            Compare::Above => (days.to.saturating_add(1.day()), Date::MAX),
            Compare::AtLeast => (days.from, Date::MAX),
        })
    }

    fn day_or(&self, text: &str, open: Date) -> Option<Days> {
        let open = Days { from: open, to: open, counted: false };
        if text.is_empty() { Some(open) } else { day::days(text, self.today) }
    }

    /// A whole number, with or without what it is counted in.
    pub(super) fn number(&mut self, compare: Compare, piece: &Piece, unit: &str) -> Option<RangeInclusive<i64>> {
        let read = |t: &str| t.trim().trim_start_matches(unit).trim_end_matches(unit).parse::<i64>().ok();
        self.range(compare, piece, "a whole number", read)
    }

    pub(super) fn decimal(&mut self, compare: Compare, piece: &Piece) -> Option<RangeInclusive<i64>> {
        self.range(compare, piece, "a number", |t| t.parse::<Decimal>().ok().map(|d| d.0))
    }

    /// A length of work, in minutes. A bare number is hours, as estimates are talked about.
    pub(super) fn work(&mut self, compare: Compare, piece: &Piece) -> Option<RangeInclusive<i64>> {
        let read = |t: &str| {
            let t = t.trim();
            let bare = !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
            let minutes = parse_worked(&if bare { format!("{t}h") } else { t.to_owned() });
            minutes.ok().map(i64::from)
        };
        self.range(compare, piece, "a length of work; write 8h, 2d or 1h30m", read)
    }

    fn range(
        &mut self,
        compare: Compare,
        piece: &Piece,
        what: &str,
        read: impl Fn(&str) -> Option<i64>,
    ) -> Option<RangeInclusive<i64>> {
        let open = |t: &str, open: i64| if t.trim().is_empty() { Some(open) } else { read(t) };
        if let Some((from, to)) = piece.text.split_once("..")
            && let (Some(from), Some(to)) = (open(from, i64::MIN), open(to, i64::MAX))
        {
            return Some(from..=to);
        }
        let Some(number) = read(&piece.text) else {
            self.unknown(piece, what, None);
            return None;
        };
        Some(match compare {
            Compare::Is => number..=number,
            Compare::Below => i64::MIN..=number.saturating_sub(1),
            Compare::AtMost => i64::MIN..=number,
            Compare::Above => number.saturating_add(1)..=i64::MAX,
            Compare::AtLeast => number..=i64::MAX,
        })
    }

    /// Priorities; urgent is above high.
    pub(super) fn priorities(&mut self, compare: Compare, piece: &Piece) -> Option<Vec<Priority>> {
        let wanted = plain(&piece.text);
        let begins = |p: &Priority| !wanted.is_empty() && p.word().starts_with(&wanted);
        let parsed = piece.text.parse::<Priority>().ok();
        let Some(priority) = parsed.or_else(|| Priority::ALL.into_iter().find(begins)) else {
            let suggestion = nearest(&piece.text, Priority::ALL.map(Priority::word));
            self.unknown(piece, "a priority", suggestion);
            return None;
        };
        // The most urgent comes first in the order of the type.
        let fits = |p: &Priority| match compare {
            Compare::Is => *p == priority,
            Compare::Below => *p > priority,
            Compare::AtMost => *p >= priority,
            Compare::Above => *p < priority,
            Compare::AtLeast => *p <= priority,
        };
        Some(Priority::ALL.into_iter().filter(fits).collect())
    }

    pub(super) fn projects(&mut self, piece: &Piece) -> Option<BTreeSet<ProjectId>> {
        let wanted = fold(piece.text.trim());
        let begins = |p: &Project| fold(&p.code).starts_with(&wanted) || word_starts(&fold(&p.name), &wanted);
        let exact = self.state.project_called(&piece.text).map(|p| p.id);
        let found = exact.map_or_else(|| self.projects_where(begins), |id| [id].into());
        let names: Vec<_> = self.state.projects.values().flat_map(|p| [p.code.as_str(), p.name.as_str()]).collect();
        self.some(found, piece, "a project", names)
    }

    pub(super) fn clients(&mut self, piece: &Piece) -> Option<BTreeSet<ProjectId>> {
        let wanted = fold(piece.text.trim());
        let found = if super::parse::is_none(piece) {
            self.projects_where(|p| p.client.trim().is_empty())
        } else {
            self.projects_where(|p| word_starts(&fold(&p.client), &wanted))
        };
        let names: Vec<_> = self.state.projects.values().map(|p| p.client.as_str()).collect();
        self.some(found, piece, "a client of any project", names)
    }

    fn projects_where(&self, fits: impl Fn(&Project) -> bool) -> BTreeSet<ProjectId> {
        self.state.projects.values().filter(|p| fits(p)).map(|p| p.id).collect()
    }

    fn some(
        &mut self,
        found: BTreeSet<ProjectId>,
        piece: &Piece,
        what: &str,
        names: Vec<&str>,
    ) -> Option<BTreeSet<ProjectId>> {
        if found.is_empty() {
            let suggestion = nearest(&piece.text, names).map(str::to_owned);
            self.unknown(piece, what, suggestion.as_deref());
            return None;
        }
        Some(found)
    }

    /// `is:overdue`, `is:done`, or a status.
    pub(super) fn is(&mut self, piece: &Piece) -> Option<Test> {
        let done = || vec![Status::Approved, Status::Skipped];
        Some(Test::Part(match fold(&piece.text).as_str() {
            "overdue" | "late" => Part::Overdue(self.today),
            "unassigned" => Part::Nobody,
            "done" | "finished" => Part::Status(done()),
            "open" | "unfinished" => Part::Status(Status::ALL.into_iter().filter(|s| !s.frees_dependents()).collect()),
            _ => match piece.text.parse::<Status>() {
                Ok(status) => Part::Status(vec![status]),
                Err(_) => {
                    let suggestion = nearest(&piece.text, IS.into_iter().chain(Status::ALL.map(Status::word)));
                    self.unknown(piece, "something a stage can be", suggestion);
                    return None;
                }
            },
        }))
    }

    /// What is missing where it is missing.
    pub(super) fn missing(&mut self, piece: &Piece) -> Option<Test> {
        let about = match super::key::find(&piece.text, piece.quoted, self.state) {
            Some(super::key::Known::Field(field)) => {
                return Some(Test::Whole(Whole::Field(Box::new(field.clone()), OfField::None)));
            }
            Some(super::key::Known::Key(key)) => Some(key.about),
            None => None,
        };
        Some(match (about, fold(&piece.text).as_str()) {
            (Some(About::Person), _) => Test::Part(Part::Nobody),
            (Some(About::Due), _) => Test::Part(Part::NoDue),
            (Some(About::Start), _) => Test::Part(Part::NoStart),
            (Some(About::Round), _) => Test::Part(Part::Rounds(0..=0)),
            (Some(About::Feedback), _) => Test::Part(Part::Feedback(0..=0)),
            (Some(About::Estimate), _) => Test::Part(Part::NoEstimate),
            (Some(About::Kind), _) => Test::Whole(Whole::NoKind),
            (Some(About::Description), _) => Test::Whole(Whole::NoDescription),
            (None, "issue" | "issues") => Test::Part(Part::NoIssue),
            (None, "conflict" | "conflicts") => Test::Whole(Whole::Not(Box::new(Whole::Conflict))),
            _ => {
                let fields = self.state.studio.fields_of(FieldOf::Deliverable);
                let suggestion =
                    nearest(&piece.text, MISSING.into_iter().chain(fields.iter().map(|f| f.name.as_str())));
                let suggestion = suggestion.map(str::to_owned);
                self.unknown(piece, "something that can be missing", suggestion.as_deref());
                return None;
            }
        })
    }

    pub(super) fn options(&mut self, field: &Field, piece: &Piece) -> Option<BTreeSet<OptionId>> {
        if let Some(option) = field.option_called(&piece.text) {
            return Some([option.id].into());
        }
        let wanted = fold(piece.text.trim());
        let begins = |o: &&crate::FieldOption| word_starts(&fold(&o.name), &wanted);
        let found: BTreeSet<_> = field.options.iter().filter(begins).map(|o| o.id).collect();
        if found.is_empty() {
            let suggestion = nearest(&piece.text, field.offered().map(|o| o.name.as_str()));
            self.unknown(piece, &format!("an option of {}", field.name), suggestion);
            return None;
        }
        Some(found)
    }

    pub(super) fn yes(&mut self, piece: &Piece) -> Option<bool> {
        match fold(piece.text.trim()).as_str() {
            "yes" | "y" | "true" | "1" | "x" | "on" => Some(true),
            "no" | "n" | "false" | "0" | "off" | "none" | "-" => Some(false),
            _ => {
                self.unknown(piece, "yes or no", Some("yes"));
                None
            }
        }
    }
}
