//! Values as they are written on a command line.

use rushes_domain::{Date, FrameSpan, Point};

/// `2026-03-14`.
pub(super) fn date(text: &str) -> Result<Date, String> {
    text.trim().parse().map_err(|_| format!("\"{text}\" is not a date; write it as YYYY-MM-DD"))
}

/// A date, or `none` to take it away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct MaybeDate(pub(super) Option<Date>);

pub(super) fn maybe_date(text: &str) -> Result<MaybeDate, String> {
    if text.trim().eq_ignore_ascii_case("none") { Ok(MaybeDate(None)) } else { Ok(MaybeDate(Some(date(text)?))) }
}

/// `7d`, `12h`, `30m`: in milliseconds, at most ten years.
pub(super) fn lasting(text: &str) -> Result<i64, String> {
    let wrong = || format!("\"{text}\" is not a length of time; write it as 7d, 12h or 30m");
    let text = text.trim();
    let unit = text.chars().last().ok_or_else(wrong)?;
    let count: i64 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| wrong())?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return Err(wrong()),
    };
    let total = count.checked_mul(seconds).and_then(|s| s.checked_mul(1000)).ok_or_else(wrong)?;
    if !(1..=315_360_000_000).contains(&total) {
        return Err(format!("\"{text}\" is too short or too long; use at most ten years"));
    }
    Ok(total)
}

/// The points of a mark.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Points(pub(super) Vec<Point>);

/// `x,y[,x,y...]` in image pixels; spaces and semicolons separate as well.
pub(super) fn points(text: &str) -> Result<Points, String> {
    let numbers = text
        .split([',', ';', ' '])
        .filter(|t| !t.is_empty())
        .map(|t| t.parse::<f32>().ok().filter(|n| n.is_finite()).ok_or_else(|| format!("\"{t}\" is not a number")))
        .collect::<Result<Vec<f32>, String>>()?;
    if numbers.is_empty() || !numbers.len().is_multiple_of(2) {
        return Err("points come in pairs: x,y or x,y,x,y".into());
    }
    Ok(Points(numbers.chunks_exact(2).map(|p| Point { x: p[0], y: p[1] }).collect()))
}

/// `12` or `12-48`, counted from 0.
pub(super) fn frames(text: &str) -> Result<FrameSpan, String> {
    let wrong = || format!("\"{text}\" is not a frame; write it as 12 or 12-48, counted from 0");
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let first: u64 = first.trim().parse().map_err(|_| wrong())?;
    let last: u64 = last.trim().parse().map_err(|_| wrong())?;
    if first > last { Err(wrong()) } else { Ok(FrameSpan { first, last }) }
}

/// `#RRGGBB`, with or without the `#`, or one of a few names.
pub(super) fn color(text: &str) -> Result<String, String> {
    let named = match text.trim().to_lowercase().as_str() {
        "red" => Some("#FF3B30"),
        "orange" => Some("#FF9500"),
        "yellow" => Some("#FFCC00"),
        "green" => Some("#34C759"),
        "blue" => Some("#0A84FF"),
        "white" => Some("#FFFFFF"),
        "black" => Some("#000000"),
        _ => None,
    };
    if let Some(known) = named {
        return Ok(known.to_owned());
    }
    let digits = text.trim().trim_start_matches('#');
    if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(format!("#{}", digits.to_uppercase()));
    }
    Err(format!("\"{text}\" is not a colour; write it as #RRGGBB, or red, orange, yellow, green, blue, white, black"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn lengths_of_time() {
        assert_eq!(lasting("7d").unwrap(), 7 * 86_400_000);
        assert_eq!(lasting("12h").unwrap(), 12 * 3_600_000);
        for wrong in ["", "d", "7", "-1d", "0h", "7 years", "99999999999999999999d", "9999999d", "7é"] {
            assert!(lasting(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn points_come_in_pairs_of_finite_numbers() {
        assert_eq!(points("1,2,3.5,-4").unwrap().0[1], Point { x: 3.5, y: -4.0 });
        for wrong in ["", "1", "1,2,3", "1,x", "NaN,1", "inf,1"] {
            assert!(points(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn frames_run_forwards() {
        assert_eq!(frames("12").unwrap(), FrameSpan { first: 12, last: 12 });
        assert_eq!(frames("12-48").unwrap(), FrameSpan { first: 12, last: 48 });
        assert!(frames("48-12").is_err() && frames("-1").is_err() && frames("a").is_err());
    }

    #[test]
    fn colours() {
        assert_eq!(color("ff0080").unwrap(), "#FF0080");
        assert_eq!(color("red").unwrap(), rushes_domain::Shape::RED);
        assert!(color("#12345").is_err() && color("reddish").is_err());
    }

    #[test]
    fn dates_and_none() {
        assert_eq!(maybe_date("none").unwrap(), MaybeDate(None));
        assert!(date("14.03.2026").is_err() && date("2026-02-30").is_err());
    }
}
