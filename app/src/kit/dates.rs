//! Dates as people say them.

use rushes_domain::{Date, Timestamp};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// "today", "tomorrow", "Fri 27 Nov", and with its year when that is another: "Fri 27 Nov 2027".
#[must_use]
pub fn day(date: Date, today: Date) -> String {
    match days_between(today, date) {
        0 => "today".into(),
        1 => "tomorrow".into(),
        -1 => "yesterday".into(),
        _ => by_name(date, today),
    }
}

/// "Fri 27 Nov", and with its year when that is another than today's: what a field to type a day in begins with,
/// since a "tomorrow" that stands there is another day after midnight.
#[must_use]
pub fn by_name(date: Date, today: Date) -> String {
    let weekday = DAYS[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0) % 7];
    let month = MONTHS[usize::try_from(date.month() - 1).unwrap_or(0) % 12];
    let year = if date.year() == today.year() { String::new() } else { format!(" {}", date.year()) };
    format!("{weekday} {} {month}{year}", date.day())
}

/// Letters of a day as machines write it: 2026-11-27.
const WRITTEN: usize = 10;

/// A sentence with the days in it as the window says them: "due 2026-11-27" as "due Fri 27 Nov". A day that is part of
/// a name, `plate_2026-11-27`, stays.
#[must_use]
pub fn in_words(text: &str, today: Date) -> String {
    let mut told = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(next) = rest.chars().next() {
        let apart = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '/' | '\\' | '.');
        let written = rest.get(..WRITTEN).filter(|w| w.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
        // A point ends a sentence, or goes on in a file's name.
        let after = rest.get(WRITTEN..).unwrap_or_default();
        let after = after.strip_prefix('.').unwrap_or(after).chars().next();
        let day = written.filter(|_| apart(before) && after.is_none_or(apart)).and_then(|w| w.parse::<Date>().ok());
        let length = match day {
            Some(day) => {
                told.push_str(&by_name(day, today));
                WRITTEN
            }
            None => {
                told.push(next);
                next.len_utf8()
            }
        };
        (before, rest) = (next, &rest[length..]);
    }
    told
}

/// "November 2026".
#[must_use]
pub fn month(date: Date) -> String {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    format!("{} {}", NAMES[usize::try_from(date.month() - 1).unwrap_or(0) % 12], date.year())
}

/// Exact, for hovering: "Friday 27 November 2026, in 4 days".
#[must_use]
pub fn day_exact(date: Date, today: Date) -> String {
    let far = match days_between(today, date) {
        0 => "today".to_owned(),
        1 => "in 1 day".to_owned(),
        -1 => "1 day ago".to_owned(),
        n if n > 0 => format!("in {n} days"),
        n => format!("{} days ago", -n),
    };
    format!("{date}, {far}")
}

/// "just now", "12 min ago", "3 h ago", "yesterday 14:02", "Fri 27 Nov 14:02".
#[must_use]
pub fn moment(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.0.saturating_sub(at.0) / 1000;
    match seconds {
        -60..60 => "just now".into(),
        60..3600 => format!("{} min ago", seconds / 60),
        3600..21_600 => format!("{} h ago", seconds / 3600),
        _ => match (local(at), local(now)) {
            (Some(then), Some(now)) => {
                format!("{} {:02}:{:02}", day(then.date(), now.date()), then.hour(), then.minute())
            }
            _ => told(at),
        },
    }
}

/// A moment that is still to come: "tomorrow, 14:02", "Fri 27 Nov, 14:02".
#[must_use]
pub fn moment_to_come(at: Timestamp, today: Date) -> String {
    local(at).map_or_else(|| told(at), |t| format!("{}, {:02}:{:02}", day(t.date(), today), t.hour(), t.minute()))
}

/// Exact, for hovering: "2026-11-27 14:02:33".
#[must_use]
pub fn moment_exact(at: Timestamp) -> String {
    local(at).map_or_else(|| told(at), |t| t.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

/// The day a moment is on, where the device is.
#[must_use]
pub fn date_of(at: Timestamp) -> Option<Date> {
    local(at).map(|t| t.date())
}

/// A day's first moment, where the device is.
#[must_use]
pub fn start_of(day: Date) -> Option<Timestamp> {
    Some(Timestamp(day.to_zoned(jiff::tz::TimeZone::system()).ok()?.timestamp().as_millisecond()))
}

/// "14:02", where the device is.
#[must_use]
pub fn clock(at: Timestamp) -> String {
    local(at).map_or_else(String::new, |t| format!("{:02}:{:02}", t.hour(), t.minute()))
}

/// Days from one day to another; negative when the other is earlier.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// A day as it is typed: `2026-11-27`, `27 Nov`, `27.11.2026`, `today`, `tomorrow`, `+3`. Nothing where it
/// is none.
#[must_use]
pub fn parse(text: &str, today: Date) -> Option<Date> {
    let text = text.trim().to_lowercase();
    if let Ok(date) = text.parse::<Date>() {
        return Some(date);
    }
    let ahead = |n: i64| jiff::Span::new().try_days(n).ok().and_then(|s| today.checked_add(s).ok());
    match text.as_str() {
        "today" => return Some(today),
        "tomorrow" => return ahead(1),
        "yesterday" => return ahead(-1),
        _ => {}
    }
    if let Some(days) = text.strip_prefix('+') {
        return days.trim_end_matches('d').parse().ok().and_then(ahead);
    }
    let words: Vec<&str> = text.split([' ', '.', '/', ',', '-']).filter(|w| !w.is_empty()).collect();
    let words = match words.first() {
        Some(first) if DAYS.iter().any(|d| first.starts_with(&d.to_lowercase())) => &words[1..],
        _ => &words[..],
    };
    let month = |w: &str| {
        let named = MONTHS.iter().position(|m| w.starts_with(&m.to_lowercase())).map(|i| i as i8 + 1);
        named.or_else(|| w.parse().ok())
    };
    let year = match words.get(2) {
        Some(year) => year.parse::<i16>().ok().map(|y| if y < 100 { y + 2000 } else { y })?,
        None => today.year(),
    };
    Date::new(year, month(words.get(1)?)?, words.first()?.parse().ok()?).ok()
}

/// A time no calendar here reaches.
fn told(at: Timestamp) -> String {
    Some(at.rfc3339()).filter(|t| !t.is_empty()).unwrap_or_else(|| "at an unknown time".into())
}

fn local(at: Timestamp) -> Option<jiff::Zoned> {
    Some(jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned(jiff::tz::TimeZone::system()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_read_as_people_say_them() {
        let today = date(2026, 11, 23);
        let said: Vec<String> =
            [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 22), date(2026, 11, 27), date(2027, 1, 4)]
                .map(|d| day(d, today))
                .into();
        assert_eq!(said, ["today", "tomorrow", "yesterday", "Fri 27 Nov", "Mon 4 Jan 2027"]);
    }

    #[test]
    fn days_in_a_sentence_are_said_and_those_in_names_stay() {
        let today = date(2026, 11, 23);
        for (text, said) in [
            ("planned Hero from 2026-11-23 to open", "planned Hero from Mon 23 Nov to open"),
            ("It would be due (2026-11-27).", "It would be due (Fri 27 Nov)."),
            ("\"2027-01-04\"; größer", "\"Mon 4 Jan 2027\"; größer"),
            ("plate_2026-11-27 and 2026-13-40 and 12026-11-27", "plate_2026-11-27 and 2026-13-40 and 12026-11-27"),
            ("ß2026-11-27", "ß2026-11-27"),
            ("Written to /out/2026-11-27.csv.", "Written to /out/2026-11-27.csv."),
            ("due 2026-11-27.", "due Fri 27 Nov."),
        ] {
            assert_eq!(in_words(text, today), said);
        }
    }

    #[test]
    fn days_can_be_typed_in_many_ways() {
        let today = date(2026, 11, 23);
        for text in ["2026-11-27", "27 Nov", "27.11.", "27.11.2026", "fri 27 nov", "+4", "27/11/26"] {
            assert_eq!(parse(text, today), Some(date(2026, 11, 27)), "{text}");
        }
        for text in ["", "soon", "32 Nov", "27", "1.13."] {
            assert_eq!(parse(text, today), None, "{text}");
        }
    }

    #[test]
    fn what_a_field_begins_with_reads_as_the_same_day() {
        let today = date(2026, 11, 23);
        for day in [today, date(2026, 11, 24), date(2026, 12, 22), date(2025, 2, 28), date(2031, 5, 1)] {
            assert_eq!(parse(&by_name(day, today), today), Some(day));
        }
        assert_eq!(by_name(date(2026, 11, 24), today), "Tue 24 Nov", "tomorrow is another day after midnight");
    }

    #[test]
    fn moments_far_apart_do_not_overflow() {
        assert_eq!(moment(Timestamp(0), Timestamp(30_000)), "just now");
        assert_eq!(moment(Timestamp(0), Timestamp(600_000)), "10 min ago");
        assert!(!moment(Timestamp(i64::MAX / 2), Timestamp(0)).is_empty());
    }
}
