//! Points in time, in UTC.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z, as the writing device's clock had them. Clocks may be
/// wrong: time orders what people read, and decides nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// As RFC 3339 in UTC, whole seconds. A time outside the years -9999 to 9999 reads as its limit.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let clamped = self.0.clamp(-377_705_023_201_000, 253_402_207_200_999);
        jiff::Timestamp::from_millisecond(clamped)
            .map(|t| t.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
            .unwrap_or_default()
    }
}

/// Minutes of work as people read them: "45 min", "6 h", "6 h 30 min".
#[must_use]
pub fn worked(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// Minutes of work from "90", "90m", "1.5h", "1h 30m", "2d" (a day of eight hours) or "1:30".
///
/// # Errors
/// A sentence that says how to write them.
pub fn parse_worked(text: &str) -> Result<u32, String> {
    let wrong = || format!("\"{}\" is not a length of work; write 90m, 1.5h, 1h 30m, 2d or 1:30", text.trim());
    let plain = text.trim().to_lowercase();
    if let Some((hours, minutes)) = plain.split_once(':') {
        let (hours, minutes): (u32, u32) =
            (hours.trim().parse().map_err(|_| wrong())?, minutes.trim().parse().map_err(|_| wrong())?);
        return hours.checked_mul(60).and_then(|h| h.checked_add(minutes)).filter(|_| minutes < 60).ok_or_else(wrong);
    }
    let mut total: i64 = 0;
    let mut rest = plain.as_str();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(rest.len());
        let number: crate::field::Decimal = rest[..digits].parse().map_err(|_| wrong())?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let unit = match &rest[..letters] {
            "" | "m" | "min" | "mins" | "minute" | "minutes" => 1,
            "h" | "hr" | "hrs" | "hour" | "hours" => 60,
            "d" | "day" | "days" => 8 * 60,
            "w" | "week" | "weeks" => 5 * 8 * 60,
            _ => return Err(wrong()),
        };
        rest = rest[letters..].trim_start();
        total = number.0.checked_mul(unit).and_then(|n| n.checked_add(total)).ok_or_else(wrong)?;
    }
    u32::try_from((total + 500_000) / 1_000_000).ok().filter(|_| !plain.is_empty()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_work_are_read_as_people_write_them() {
        for (text, minutes) in [
            ("90", 90),
            ("90m", 90),
            ("1.5h", 90),
            ("1h 30m", 90),
            ("1h30", 90),
            ("2d", 960),
            ("1:30", 90),
            ("1 w", 2400),
        ] {
            assert_eq!(parse_worked(text), Ok(minutes), "{text}");
        }
        for text in ["", "x", "1:70", "5 parsecs", "-3", "h"] {
            assert!(parse_worked(text).is_err(), "{text}");
        }
        assert_eq!([worked(45), worked(360), worked(390)], ["45 min", "6 h", "6 h 30 min"]);
    }
}
