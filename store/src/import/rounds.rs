//! Numbers of rounds: what a sheet's "R3" says of a stage that may have rounds here already.

use super::{
    cells::{self, Said, Wrong},
    grid::Cell,
    preview::Problem,
};
use rushes_domain::{MAX_ROUNDS_BEFORE, Stage};

/// Words that may stand before the number.
const BEFORE: [&str; 16] = [
    "r",
    "rd",
    "rnd",
    "round",
    "v",
    "ver",
    "version",
    "rev",
    "revision",
    "t",
    "take",
    "i",
    "it",
    "iter",
    "iteration",
    "no",
];

/// The number of the newest round, if a cell says one.
pub(super) fn read(cell: &Cell) -> Said<u32> {
    let wrong = || Wrong::new(Problem::Round, format!("is not a round's number, from 0 to {MAX_ROUNDS_BEFORE}"));
    let number = match cells::failed(cell)? {
        Cell::Empty => return Ok(None),
        Cell::Number(number, _) => whole(*number),
        Cell::Text(text) if text.trim().is_empty() || cells::is_nothing(text) => return Ok(None),
        Cell::Text(text) => in_words(text.trim()),
        Cell::Date(..) | Cell::Duration(..) | Cell::Bool(_) | Cell::Error(_) | Cell::Unread(_) => None,
    };
    number.filter(|n| *n <= MAX_ROUNDS_BEFORE).map(Some).ok_or_else(wrong)
}

fn whole(number: f64) -> Option<u32> {
    let fits = number.fract() == 0.0 && (0.0..=f64::from(MAX_ROUNDS_BEFORE)).contains(&number);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the range just checked")]
    fits.then_some(number as u32)
}

/// "3", "R03", "v003", "Round #2".
fn in_words(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse::<f64>() {
        return whole(number);
    }
    let words = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let spoken = rushes_domain::names::letters(words);
    let joined = words.chars().all(|c| c.is_alphabetic() || c == ' ' || matches!(c, '#' | '.' | '_' | '-'));
    let known = spoken.is_empty() || BEFORE.contains(&spoken.as_str());
    (joined && known).then(|| text[words.len()..].parse().ok()).flatten()
}

/// How many rounds a stage had before it was tracked here, if its newest one is to have this number. Nothing where
/// it has it already; an error where more rounds are here than that, with the number they come to.
pub(super) fn before(stage: Option<&Stage>, number: u32) -> Result<Option<u32>, u32> {
    let Some(stage) = stage else { return Ok((number > 0).then_some(number)) };
    let have = stage.round_number();
    let published = u32::try_from(stage.rounds.len()).unwrap_or(u32::MAX);
    match number {
        same if same == have => Ok(None),
        // Nothing was published here: the sheet knows better than what was said before.
        any if published == 0 => Ok(Some(any)),
        more if more > have => Ok(Some(more.saturating_sub(published))),
        // An older sheet: rounds that were published stay what they are called.
        _ => Err(have),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_studios_write_them() {
        let text = |t: &str| read(&Cell::Text(t.into())).ok();
        for (written, number) in [
            ("3", Some(3)),
            (" R03 ", Some(3)),
            ("v003", Some(3)),
            ("Round #2", Some(2)),
            ("Rev. 4", Some(4)),
            ("2.0", Some(2)),
            ("tbd", None),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(text(written), Some(number), "{written}");
        }
        for written in ["1/3", "2.5", "final_v2", "-2", "three", "12345", "R"] {
            assert_eq!(text(written), None, "{written}");
        }
        assert_eq!(read(&Cell::Number(4.0, None)).ok(), Some(Some(4)));
        assert!(read(&Cell::Number(-1.0, None)).is_err() && read(&Cell::Bool(true)).is_err());
    }
}
