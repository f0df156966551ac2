//! Days as a query says them: from today, by weekday, by week and month, by date.

use crate::Date;
use jiff::{Span, ToSpan};

/// A span of days, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Days {
    pub(super) from: Date,
    pub(super) to: Date,
    /// Counted from today, as `7d` is: by itself it means everything between.
    pub(super) counted: bool,
}

/// The words that are offered for a day.
pub(super) const OFFERED: [&str; 8] =
    ["today", "tomorrow", "yesterday", "this-week", "next-week", "7d", "2w", "this-month"];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The one day a text means: `fri`, `7d`, `2026-12-01`.
#[must_use]
pub fn parse_day(text: &str, today: Date) -> Option<Date> {
    days(text, today).filter(|d| d.from == d.to).map(|d| d.from)
}

/// What a text means, if it means days.
pub(super) fn days(text: &str, today: Date) -> Option<Days> {
    let text = text.trim().to_lowercase().replace(['-', '_'], " ");
    let one = |day: Date| Some(Days { from: day, to: day, counted: false });
    let ahead = |span: Span| today.checked_add(span).ok();
    match text.as_str() {
        "today" | "now" => return one(today),
        "tomorrow" => return one(ahead(1.day())?),
        "yesterday" => return one(ahead((-1).days())?),
        _ => {}
    }
    let (which, unit) = text.split_once(' ').unwrap_or(("this", text.as_str()));
    let step = match which {
        "this" => Some(0),
        "next" => Some(1),
        "last" | "previous" => Some(-1),
        _ => None,
    };
    match (step, unit) {
        (Some(step), "week") => return week(today.checked_add(Span::new().weeks(step)).ok()?),
        (Some(step), "month") => return month(today.first_of_month().checked_add(Span::new().months(step)).ok()?),
        _ => {}
    }
    counted(&text, today).or_else(|| weekday(&text, today).and_then(one)).or_else(|| dated(&text, today))
}

fn week(day: Date) -> Option<Days> {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    let from = day.checked_sub(Span::new().days(back)).ok()?;
    Some(Days { from, to: from.checked_add(6.days()).ok()?, counted: false })
}

fn month(day: Date) -> Option<Days> {
    Some(Days { from: day.first_of_month(), to: day.last_of_month(), counted: false })
}

/// `7d`, `2w`, `3m`, `+5`, and back with a minus, which is a space by now.
fn counted(text: &str, today: Date) -> Option<Days> {
    let back = text.starts_with(' ');
    let plain = text.trim();
    let ahead = plain.strip_prefix('+');
    let digits = ahead.unwrap_or(plain);
    let letters = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let count: i64 = digits[..letters].parse().ok().filter(|n| *n <= 36_500)?;
    let count = if back { -count } else { count };
    let span = match digits[letters..].trim() {
        "d" | "day" | "days" => Span::new().days(count),
        "w" | "week" | "weeks" => Span::new().weeks(count),
        "m" | "month" | "months" => Span::new().months(count),
        "" if ahead.is_some() || back => Span::new().days(count),
        _ => return None,
    };
    let day = today.checked_add(span).ok()?;
    Some(Days { from: day, to: day, counted: true })
}

/// The next day of that name, today included.
fn weekday(text: &str, today: Date) -> Option<Date> {
    let index = WEEKDAYS.iter().position(|d| text.len() >= 3 && d.starts_with(text))?;
    let now = usize::try_from(today.weekday().to_monday_zero_offset()).ok()?;
    today.checked_add(Span::new().days(i64::try_from((index + 7 - now) % 7).ok()?)).ok()
}

/// `2026-12-01`, `2026-12`, `1.12.2026`, `1.12.`, `1 dec`, `december`, `2026`.
fn dated(text: &str, today: Date) -> Option<Days> {
    let parts: Vec<&str> = text.split([' ', '.', '/']).filter(|p| !p.is_empty()).collect();
    let year = |t: &str| t.parse::<i16>().ok().filter(|y| (1000..=9999).contains(y));
    let named = |t: &str| {
        let found = MONTHS.iter().position(|m| t.len() >= 3 && m.starts_with(t))?;
        i8::try_from(found + 1).ok()
    };
    let number = |t: &str| t.parse::<i8>().ok().filter(|_| t.len() <= 2);
    let on = |y, m, d| Date::new(y, m, d).ok().map(|day| Days { from: day, to: day, counted: false });
    match parts.as_slice() {
        [y] if year(y).is_some() => {
            let (from, to) = (Date::new(year(y)?, 1, 1).ok()?, Date::new(year(y)?, 12, 31).ok()?);
            Some(Days { from, to, counted: false })
        }
        [m] => month(Date::new(today.year(), named(m)?, 1).ok()?),
        [y, m] if year(y).is_some() => month(Date::new(year(y)?, number(m).or_else(|| named(m))?, 1).ok()?),
        [m, y] if named(m).is_some() && year(y).is_some() => month(Date::new(year(y)?, named(m)?, 1).ok()?),
        [d, m] if number(d).is_some() => on(today.year(), number(m).or_else(|| named(m))?, number(d)?),
        [m, d] => on(today.year(), named(m)?, number(d)?),
        [y, m, d] if year(y).is_some() => on(year(y)?, number(m).or_else(|| named(m))?, number(d)?),
        [d, m, y] => on(year(y)?, number(m).or_else(|| named(m))?, number(d)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_people_say_them() {
        // A Tuesday.
        let today = jiff::civil::date(2026, 11, 24);
        let told = |text: &str| match days(text, today) {
            Some(d) if d.from == d.to => d.from.to_string(),
            Some(d) => format!("{}..{}", d.from, d.to),
            None => "nothing".into(),
        };
        for (text, meant) in [
            ("today", "2026-11-24"),
            ("7d", "2026-12-01"),
            ("-3d", "2026-11-21"),
            ("+5", "2026-11-29"),
            ("2w", "2026-12-08"),
            ("this week", "2026-11-23..2026-11-29"),
            ("next-week", "2026-11-30..2026-12-06"),
            ("week", "2026-11-23..2026-11-29"),
            ("last month", "2026-10-01..2026-10-31"),
            ("fri", "2026-11-27"),
            ("Tuesday", "2026-11-24"),
            ("mon", "2026-11-30"),
            ("2026-12-01", "2026-12-01"),
            ("2026-12", "2026-12-01..2026-12-31"),
            ("1.12.2026", "2026-12-01"),
            ("1-dec", "2026-12-01"),
            ("dec", "2026-12-01..2026-12-31"),
            ("2027", "2027-01-01..2027-12-31"),
            ("31.2.2026", "nothing"),
            ("7", "nothing"),
            ("99999999999d", "nothing"),
            ("soon", "nothing"),
        ] {
            assert_eq!(told(text), meant, "{text}");
        }
    }
}
