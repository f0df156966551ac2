//! How long something should take: "2d", "1:30", and numbers that need a unit.

use super::grid::Cell;
use rushes_domain::parse_worked;
use serde::{Deserialize, Serialize};

/// The longest estimate, in minutes: ten years of work, as the rules have it.
const MAX_MINUTES: u32 = 10 * 250 * 8 * 60;

/// What a bare number counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days of eight hours.
    Days,
}

impl TimeUnit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Minutes, Self::Hours, Self::Days];

    /// The word a mapping uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }

    fn minutes(self) -> f64 {
        match self {
            Self::Minutes => 1.0,
            Self::Hours => 60.0,
            Self::Days => 480.0,
        }
    }

    /// What a header says its numbers count: "Bid Days", "Estimate (h)".
    pub(super) fn of_header(header: &str) -> Option<Self> {
        let lower = header.to_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).find_map(|word| match word {
            "d" | "day" | "days" | "mandays" | "md" | "pd" | "biddays" => Some(Self::Days),
            "h" | "hr" | "hrs" | "hour" | "hours" | "manhours" | "mh" | "bidhours" => Some(Self::Hours),
            "min" | "mins" | "minutes" => Some(Self::Minutes),
            _ => None,
        })
    }
}

impl std::str::FromStr for TimeUnit {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let word = text.trim().to_lowercase();
        Self::ALL
            .into_iter()
            .find(|u| u.word() == word)
            .ok_or_else(|| format!("\"{text}\" is no unit of work; use minutes, hours or days"))
    }
}

/// A cell as minutes of work.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Effort {
    /// Nothing, or no time at all.
    Nothing,
    /// This many minutes.
    Minutes(u32),
    /// A number without a unit.
    Bare(f64),
    /// Something else.
    Unreadable,
}

impl Effort {
    /// Reads a cell that holds no formula's error.
    pub(super) fn read(cell: &Cell) -> Self {
        match cell {
            Cell::Number(number, _) => Self::Bare(*number),
            Cell::Duration(minutes, _) => length(*minutes),
            Cell::Text(text) => {
                let text = text.trim();
                if text.is_empty() {
                    return Self::Nothing;
                }
                let plain = text.replace(',', ".");
                if let Ok(number) = plain.parse::<f64>() {
                    return Self::Bare(number);
                }
                if let Some(minutes) = clock(text) {
                    return length(minutes);
                }
                parse_worked(text).map_or(Self::Unreadable, |m| if m == 0 { Self::Nothing } else { Self::Minutes(m) })
            }
            Cell::Empty => Self::Nothing,
            Cell::Date(..) | Cell::Bool(_) | Cell::Error(_) | Cell::Unread(_) => Self::Unreadable,
        }
    }

    /// Minutes where bare numbers count `unit`; nothing to tell them by is `None`.
    pub(super) fn minutes(self, unit: Option<TimeUnit>) -> Option<Result<Option<u32>, &'static str>> {
        let number = match self {
            Self::Nothing => return Some(Ok(None)),
            Self::Bare(0.0) => return Some(Ok(None)),
            Self::Minutes(minutes) if minutes > MAX_MINUTES => return Some(Err("is more than ten years of work")),
            Self::Minutes(minutes) => return Some(Ok(Some(minutes))),
            Self::Unreadable => return Some(Err("is not a length of work; write 90m, 1.5h, 2d or 1:30")),
            Self::Bare(number) => number,
        };
        let minutes = (number * unit?.minutes()).round();
        if !(1.0..=f64::from(MAX_MINUTES)).contains(&minutes) {
            return Some(Err("is not between a minute and ten years of work"));
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the range just checked")]
        Some(Ok(Some(minutes as u32)))
    }
}

/// A length of time as minutes of work.
fn length(minutes: f64) -> Effort {
    let minutes = minutes.round();
    if minutes == 0.0 {
        return Effort::Nothing;
    }
    if minutes < 0.0 {
        return Effort::Unreadable;
    }
    // Longer ones are told to be too long.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the range just checked")]
    Effort::Minutes(minutes.min(f64::from(u32::MAX)) as u32)
}

/// "36:00:00" and "1:30:15", as text files write what `[h]:mm:ss` shows.
fn clock(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.split(':').collect();
    let [hours, minutes, seconds] = parts.as_slice() else { return None };
    let number = |part: &str| part.trim().parse::<u32>().ok().map(f64::from);
    let below = |part: &str| number(part).filter(|n| *n < 60.0);
    Some(number(hours)? * 60.0 + below(minutes)? + below(seconds)? / 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_need_a_unit_and_words_bring_their_own() {
        let text = |t: &str| Effort::read(&Cell::Text(t.into()));
        for (cell, unit, minutes) in [
            (text("2d"), None, 960),
            (text("1:30"), None, 90),
            (text("1,5"), Some(TimeUnit::Hours), 90),
            (Effort::read(&Cell::Number(2.0, None)), Some(TimeUnit::Days), 960),
            (text("36:00:00"), Some(TimeUnit::Days), 2160),
            (Effort::read(&Cell::Duration(735.0, None)), Some(TimeUnit::Hours), 735),
            (Effort::read(&Cell::Number(0.833_333_333, None)), Some(TimeUnit::Hours), 50),
        ] {
            assert_eq!(cell.minutes(unit), Some(Ok(Some(minutes))), "{cell:?}");
        }
        assert_eq!(Effort::read(&Cell::Number(2.0, None)).minutes(None), None, "days or hours?");
        assert_eq!(Effort::read(&Cell::Number(0.0, None)).minutes(None), Some(Ok(None)));
        assert!(matches!(text("soon").minutes(Some(TimeUnit::Days)), Some(Err(_))));
        assert!(matches!(text("-3").minutes(Some(TimeUnit::Days)), Some(Err(_))));
        for (header, unit) in
            [("Bid Days", Some(TimeUnit::Days)), ("Estimate (h)", Some(TimeUnit::Hours)), ("Estimate", None)]
        {
            assert_eq!(TimeUnit::of_header(header), unit, "{header}");
        }
    }
}
