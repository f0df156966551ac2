//! Dates written as text, in whichever order.

use super::{book::date, cells::Wrong, preview::Problem};
use rushes_domain::Date;
use serde::{Deserialize, Serialize};

/// The order in which a sheet writes day, month and year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 2026-11-27, and 26-11-27.
    Ymd,
    /// 27/11/2026.
    Dmy,
    /// 11/27/2026.
    Mdy,
}

impl DateOrder {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Dmy, Self::Mdy, Self::Ymd];

    /// The word a mapping uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ymd => "ymd",
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
        }
    }

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Ymd => "year-month-day",
            Self::Dmy => "day/month/year",
            Self::Mdy => "month/day/year",
        }
    }
}

impl std::str::FromStr for DateOrder {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let word = text.trim().to_lowercase();
        Self::ALL
            .into_iter()
            .find(|o| o.word() == word)
            .ok_or_else(|| format!("\"{text}\" is no order of dates; use dmy, mdy or ymd"))
    }
}

/// What a text may mean as a date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Written {
    /// One day, whatever the order of its column: the month is a word, or the year comes first with four digits.
    Certain(Date),
    /// A day in each of these orders; one is left where the others are no days of the calendar.
    Ordered(Vec<(DateOrder, Date)>),
    /// No date.
    Unreadable,
}

/// What the values of one column say about its order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ColumnOrder {
    /// This one fits all of them, and no other does.
    One(DateOrder),
    /// Several fit all of them.
    Open,
    /// None fits all of them.
    Mixed,
}

/// The order that follows from those values of a column of which only one reading is a day.
pub(super) fn infer<'a>(column: impl Iterator<Item = &'a Written>) -> ColumnOrder {
    let mut fitting = vec![DateOrder::Ymd, DateOrder::Dmy, DateOrder::Mdy];
    for written in column {
        if let Written::Ordered(readings) = written {
            fitting.retain(|order| readings.iter().any(|(o, _)| o == order));
        }
    }
    match fitting.as_slice() {
        [] => ColumnOrder::Mixed,
        [one] => ColumnOrder::One(*one),
        _ => ColumnOrder::Open,
    }
}

impl Written {
    /// The day in each order; empty where there is nothing to choose.
    pub(super) fn readings(self) -> Vec<(DateOrder, Date)> {
        if let Self::Ordered(readings) = self { readings } else { Vec::new() }
    }

    /// Whether different days are meant in different orders.
    pub(super) fn is_ambiguous(&self) -> bool {
        matches!(self, Self::Ordered(readings) if readings.iter().any(|(_, day)| Some(*day) != readings.first().map(|r| r.1)))
    }

    /// The day in a column of this order, or why it cannot be told.
    pub(super) fn day(&self, said: Option<DateOrder>, inferred: ColumnOrder) -> Result<Date, Wrong> {
        let wrong = |why: String| Wrong::new(Problem::Date, why);
        let readings = match self {
            Self::Certain(day) => return Ok(*day),
            Self::Unreadable => return Err(wrong("is not a date; write it as 2026-11-27".into())),
            Self::Ordered(readings) => readings,
        };
        let order = said.or(match inferred {
            ColumnOrder::One(order) => Some(order),
            ColumnOrder::Open | ColumnOrder::Mixed => None,
        });
        if let Some(order) = order {
            return readings
                .iter()
                .find_map(|(o, day)| (*o == order).then_some(*day))
                .ok_or_else(|| wrong(format!("is no date in the order {}", order.label())));
        }
        let Some((_, first)) = readings.first() else {
            return Err(wrong("is no day of the calendar".into()));
        };
        if readings.iter().all(|(_, day)| day == first) {
            return Ok(*first);
        }
        let choices: Vec<String> = readings.iter().map(|(o, day)| format!("{day} ({})", o.label())).collect();
        Err(Wrong::new(Problem::DateOrder, format!("could be {}; say which", choices.join(" or "))))
    }
}

/// One piece of a written date.
#[derive(Debug)]
enum Piece {
    Number { value: i32, digits: usize },
    Month(i32),
}

/// Reads a text as a date; a time behind it is left out. A date without a year is at most three
/// months before today.
pub(super) fn read(text: &str, today: Date) -> Written {
    let day_part = without_time(text.trim());
    if day_part.len() > 64 {
        return Written::Unreadable;
    }
    let Some(pieces) = pieces(day_part) else { return Written::Unreadable };
    let dotted = !day_part.contains(['/', '-', '_', ' ']);
    if let [Piece::Number { value, digits: 8 }] = pieces[..] {
        return certain(plausible(value / 10_000, value / 100 % 100, value % 100));
    }
    let month_at = pieces.iter().position(|p| matches!(p, Piece::Month(_)));
    let numbers: Vec<(i32, usize)> = pieces
        .iter()
        .filter_map(|p| if let Piece::Number { value, digits } = p { Some((*value, *digits)) } else { None })
        .collect();
    if numbers.iter().any(|(_, digits)| *digits == 3 || *digits > 4) || pieces.len() > 3 {
        return Written::Unreadable;
    }
    match (month_at.map(|at| &pieces[at]), numbers.as_slice()) {
        (Some(Piece::Month(month)), [(day, 1 | 2)]) => certain(nearest(*month, *day, today)),
        (Some(Piece::Month(month)), [(year, 4), (day, 1 | 2)] | [(day, 1 | 2), (year, 4)]) => {
            certain(plausible(*year, *month, *day))
        }
        (Some(Piece::Month(month)), [(day, 1 | 2), (year, 2)]) => certain(plausible(century(*year), *month, *day)),
        // Written as an export writes it: also a day long past, which nobody plans and a field may hold.
        (None, [(year, 4), (month, 1 | 2), (day, 1 | 2)]) => certain(if (1800..1950).contains(year) {
            date(*year, *month, *day)
        } else {
            plausible(*year, *month, *day)
        }),
        (None, [(a, 1 | 2), (b, 1 | 2), (year, 4)]) => {
            ordered([(DateOrder::Dmy, plausible(*year, *b, *a)), (DateOrder::Mdy, plausible(*year, *a, *b))], dotted)
        }
        (None, [(a, 2), (b, 2), (c, 2)]) => ordered(
            [
                (DateOrder::Ymd, plausible(century(*a), *b, *c)),
                (DateOrder::Dmy, plausible(century(*c), *b, *a)),
                (DateOrder::Mdy, plausible(century(*c), *a, *b)),
            ],
            dotted,
        ),
        (None, [(a, 1 | 2), (b, 1 | 2), (year, 2)]) => ordered(
            [(DateOrder::Dmy, plausible(century(*year), *b, *a)), (DateOrder::Mdy, plausible(century(*year), *a, *b))],
            dotted,
        ),
        (None, [(a, 1 | 2), (b, 1 | 2)]) => {
            ordered([(DateOrder::Dmy, nearest(*b, *a, today)), (DateOrder::Mdy, nearest(*a, *b, today))], dotted)
        }
        _ => Written::Unreadable,
    }
}

fn certain(day: Option<Date>) -> Written {
    day.map_or(Written::Unreadable, Written::Certain)
}

/// Only days of the calendar are readings. Nobody writes dots with the month first.
fn ordered<const N: usize>(readings: [(DateOrder, Option<Date>); N], dotted: bool) -> Written {
    let readings: Vec<_> = readings
        .into_iter()
        .filter(|(order, _)| !(dotted && *order == DateOrder::Mdy))
        .filter_map(|(order, day)| Some((order, day?)))
        .collect();
    if readings.is_empty() { Written::Unreadable } else { Written::Ordered(readings) }
}

/// Years outside of living memory and planning are slips of the hand.
fn plausible(year: i32, month: i32, day: i32) -> Option<Date> {
    (1950..2150).contains(&year).then(|| date(year, month, day)).flatten()
}

fn century(year: i32) -> i32 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// The year in which the day lies at most three months back: plans look forward, and keep what was
/// due lately.
fn nearest(month: i32, day: i32, today: Date) -> Option<Date> {
    const BACK_SECONDS: i64 = 92 * 86_400;
    (-1..=1)
        .filter_map(|offset| plausible(i32::from(today.year()) + offset, month, day))
        .find(|found| found.duration_since(today).as_secs() >= -BACK_SECONDS)
}

fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let head = &text[..colon];
    head.rfind(['T', ' ']).map_or(text, |at| head[..at].trim_end_matches([',', ' ']))
}

/// Numbers and month names in their order; weekdays, ordinals and small words are left out.
fn pieces(text: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same: fn(char) -> bool = if first.is_ascii_digit() {
            |c| c.is_ascii_digit()
        } else if first.is_alphabetic() {
            char::is_alphabetic
        } else {
            if !matches!(first, ' ' | '/' | '-' | '.' | ',' | '_' | '\'' | '\u{a0}' | '\u{2019}') {
                return None;
            }
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let (run, after) = rest.split_at(rest.find(|c| !same(c)).unwrap_or(rest.len()));
        rest = after;
        if first.is_ascii_digit() {
            pieces.push(Piece::Number { value: run.parse().ok()?, digits: run.len() });
        } else if let Some(month) = month(run) {
            pieces.push(Piece::Month(month));
        } else if !is_filler(run) {
            return None;
        }
    }
    Some(pieces)
}

fn is_filler(word: &str) -> bool {
    let word = word.to_lowercase();
    const SMALL: [&str; 8] = ["st", "nd", "rd", "th", "of", "the", "de", "le"];
    const WEEKDAYS: [&str; 23] = [
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "mo",
        "di",
        "mi",
        "do",
        "fr",
        "sa",
        "so",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
    ];
    SMALL.contains(&word.as_str()) || WEEKDAYS.contains(&word.as_str()) || word.ends_with("day")
}

/// A month's name or its beginning, in English, German, French and Spanish.
fn month(word: &str) -> Option<i32> {
    let word = word.to_lowercase();
    if word.chars().count() < 3 {
        return None;
    }
    const NAMES: [&[&str]; 12] = [
        &["january", "januar", "jänner", "janvier", "enero"],
        &["february", "februar", "feber", "février", "fevrier", "febrero"],
        &["march", "märz", "maerz", "mars", "marzo"],
        &["april", "avril", "abril"],
        &["may", "mai", "mayo"],
        &["june", "juni", "juin", "junio"],
        &["july", "juli", "juillet", "julio"],
        &["august", "août", "aout", "agosto"],
        &["september", "sept", "septembre", "septiembre", "setiembre"],
        &["october", "oktober", "octobre", "octubre"],
        &["november", "novembre", "noviembre"],
        &["december", "dezember", "décembre", "decembre", "diciembre"],
    ];
    let mut found = (1..).zip(NAMES).filter(|(_, names)| names.iter().any(|n| n.starts_with(&word)));
    let (number, _) = found.next()?;
    // "jui" begins June and July in French: it names neither.
    found.next().is_none().then_some(number)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn today() -> Date {
        Date::constant(2026, 3, 16)
    }

    #[test]
    fn one_day_in_many_hands() {
        let day = Date::constant(2026, 11, 27);
        for text in [
            "2026-11-27",
            "2026/11/27",
            "2026.11.27",
            "20261127",
            "2026-11-27 14:00",
            "2026-11-27T00:00:00Z",
            "27 Nov 2026",
            "27-Nov-2026",
            "27-nov-26",
            "27Nov2026",
            "Nov 27, 2026",
            "November 27th, 2026",
            "Fri 27 November 2026",
            "Friday, 27. November 2026",
            "Nov 27",
            "27 Nov",
            "27 novembre 2026",
            "27 de noviembre de 2026",
            "2026 Nov 27",
            "Nov 27 '26",
        ] {
            assert_eq!(read(text, today()), Written::Certain(day), "{text}");
        }
        for text in ["27/11/2026", "27-11-2026", "27.11.2026", "27.11.", "27/11"] {
            assert_eq!(read(text, today()), Written::Ordered(vec![(DateOrder::Dmy, day)]), "{text}");
        }
        assert_eq!(read("11/27/2026", today()), Written::Ordered(vec![(DateOrder::Mdy, day)]));
        assert_eq!(read("27.11.26", today()).day(Some(DateOrder::Dmy), ColumnOrder::Open), Ok(day));
        assert_eq!(read("26-11-27", today()).day(Some(DateOrder::Ymd), ColumnOrder::Open), Ok(day));
    }

    #[test]
    fn what_is_no_date_is_told() {
        for text in [
            "TBD?",
            "31/02/2026",
            "2026-13-01",
            "Nov 2026",
            "202-11-27",
            "12",
            "soon",
            "1/2/3/4",
            "2026-11-27 x",
            "jui 3",
        ] {
            assert_eq!(read(text, today()), Written::Unreadable, "{text}");
        }
    }

    #[test]
    fn a_date_without_a_year_lies_ahead_or_shortly_back() {
        assert_eq!(read("Jan 5", Date::constant(2026, 12, 20)), Written::Certain(Date::constant(2027, 1, 5)));
        assert_eq!(read("Dec 20", Date::constant(2027, 1, 5)), Written::Certain(Date::constant(2026, 12, 20)));
    }

    #[test]
    fn a_column_tells_its_order_or_is_asked_for_it() {
        let column = |texts: &[&str]| texts.iter().map(|t| read(t, today())).collect::<Vec<_>>();
        let clear = column(&["03/04/2026", "27/11/2026"]);
        assert_eq!(infer(clear.iter()), ColumnOrder::One(DateOrder::Dmy));
        assert_eq!(clear[0].day(None, infer(clear.iter())), Ok(Date::constant(2026, 4, 3)));

        let open = column(&["03/04/2026", "05/06/2026", "05/05/2026", "2026-01-02"]);
        assert_eq!(infer(open.iter()), ColumnOrder::Open);
        let why = open[0].day(None, ColumnOrder::Open).unwrap_err();
        assert_eq!(why.kind, Problem::DateOrder);
        assert!(why.why.contains("2026-04-03 (day/month/year) or 2026-03-04 (month/day/year)"), "{why:?}");
        assert_eq!(open[2].day(None, ColumnOrder::Open), Ok(Date::constant(2026, 5, 5)), "both orders say the same");
        assert!(open[3].day(None, ColumnOrder::Open).is_ok());

        let mixed = column(&["27/11/2026", "11/27/2026", "03/04/2026"]);
        assert_eq!(infer(mixed.iter()), ColumnOrder::Mixed);
        assert!(mixed[0].day(None, ColumnOrder::Mixed).is_ok());
        assert!(mixed[2].day(None, ColumnOrder::Mixed).is_err());
        assert!(mixed[1].day(Some(DateOrder::Dmy), ColumnOrder::Mixed).unwrap_err().why.contains("day/month/year"));
    }
}
