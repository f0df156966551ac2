//! What single cells say, or why they cannot be understood. The messages go on after the value:
//! "32/13/2026" is not a date.

use super::{
    book,
    columns::{Columns, DateColumn, EffortColumn},
    date,
    effort::Effort,
    grid::Cell,
    preview::Problem,
};
use rushes_domain::{Date, Priority, Status, text::Text};

/// Why a cell cannot be understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Wrong {
    pub(super) kind: Problem,
    /// Goes on after the value, or is a sentence of its own.
    pub(super) why: String,
}

impl Wrong {
    pub(super) fn new(kind: Problem, why: impl Into<String>) -> Self {
        Self { kind, why: why.into() }
    }
}

/// What a cell says, if it says anything.
pub(super) type Said<T> = Result<Option<T>, Wrong>;

/// A short text on one line.
pub(super) fn name(cell: &Cell) -> Said<String> {
    let text = failed(cell)?.shown().split_whitespace().collect::<Vec<_>>().join(" ");
    fits(Text::Name, &text)?;
    Ok((!text.is_empty()).then_some(text))
}

/// A long text.
pub(super) fn text(cell: &Cell) -> Said<String> {
    // What stands around it stays: what is exported comes back as it was.
    let text = match failed(cell)? {
        cell if cell.is_blank() => String::new(),
        Cell::Text(text) => text.replace("\r\n", "\n").replace('\r', "\n"),
        other => other.shown(),
    };
    fits(Text::Note, &text)?;
    Ok((!text.is_empty()).then_some(text))
}

/// Whether a text is no longer than the rules let it be: a longer one is a paragraph in the wrong column.
pub(super) fn fits(kind: Text, text: &str) -> Result<(), Wrong> {
    if kind.problem("", text).is_none() {
        return Ok(());
    }
    let most = kind.most();
    let long = match most.bytes {
        bytes if most.one_line || most.letters < bytes => format!("is longer than {} letters", most.letters),
        bytes => format!("is longer than {} KiB", bytes >> 10),
    };
    Err(Wrong::new(Problem::Long, long))
}

/// A day.
pub(super) fn day(cell: &Cell, column: &DateColumn, today: Date) -> Said<Date> {
    match failed(cell)? {
        Cell::Date(day, _) => Ok(Some(*day)),
        Cell::Text(text) if is_nothing(text) => Ok(None),
        Cell::Text(text) => date::read(text, today).day(column.said, column.inferred).map(Some),
        Cell::Number(number, _) => {
            number_as_day(*number, today).map(Some).map_err(|why| Wrong::new(Problem::Date, why))
        }
        Cell::Empty => Ok(None),
        Cell::Duration(..) | Cell::Bool(_) | Cell::Error(_) | Cell::Unread(_) => {
            Err(Wrong::new(Problem::Date, "is not a date; write it as 2026-11-27"))
        }
    }
}

/// A number is a day only where it reads as one, 20261127. The days that spreadsheets count from
/// 1900 are numbers like any other until somebody formats them as dates.
fn number_as_day(number: f64, today: Date) -> Result<Date, String> {
    let plain = Cell::Number(number, None).shown();
    if plain.len() == 8
        && let date::Written::Certain(day) = date::read(&plain, today)
    {
        return Ok(day);
    }
    #[allow(clippy::cast_possible_truncation, reason = "within the range just checked")]
    let counted = (20_000.0..80_000.0).contains(&number).then_some(number as i64);
    let counted = counted.and_then(|days| {
        let start = book::date(1899, 12, 30)?;
        start.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
    });
    Err(match counted {
        Some(day) => format!("is a number, not a date; if it means {day}, format the column as dates"),
        None => "is a number, not a date; write it as 2026-11-27".into(),
    })
}

/// A status.
pub(super) fn status(cell: &Cell, columns: &Columns) -> Said<Status> {
    let word = failed(cell)?.shown();
    if word.chars().all(|c| matches!(c, '-' | '–' | '—')) {
        return Ok(None);
    }
    columns.status(&word).map_err(|()| {
        Wrong::new(
            Problem::Status,
            "is not a status; use not started, in progress, in review, changes requested, approved, on hold or n/a, \
             or say what it means",
        )
    })
}

/// How long something should take, in minutes.
pub(super) fn effort(cell: &Cell, column: EffortColumn) -> Said<u32> {
    let cell = failed(cell)?;
    if let Cell::Text(text) = cell
        && is_nothing(text)
    {
        return Ok(None);
    }
    match Effort::read(cell).minutes(column.unit) {
        Some(read) => read.map_err(|why| Wrong::new(Problem::Effort, why)),
        None => Err(Wrong::new(Problem::Unit, "could be minutes, hours or days; say which")),
    }
}

/// A priority.
pub(super) fn priority(cell: &Cell) -> Said<Priority> {
    let word = failed(cell)?.shown();
    if is_nothing(&word) {
        return Ok(None);
    }
    word.parse()
        .map(Some)
        .map_err(|_| Wrong::new(Problem::Priority, "is not a priority; use urgent, high, normal or low"))
}

/// The text of a cell that names people.
pub(super) fn people(cell: &Cell) -> Said<String> {
    match failed(cell)? {
        Cell::Text(text) if !text.trim().is_empty() => {
            // However they are parted, each has a name.
            let most = Text::Name.most().letters;
            if text.split([',', ';', '/', '&', '\n']).any(|one| one.chars().count() > most) {
                return Err(Wrong::new(Problem::Long, format!("is longer than {most} letters")));
            }
            Ok(Some(text.clone()))
        }
        Cell::Text(_) | Cell::Empty => Ok(None),
        _ => Err(Wrong::new(Problem::Person, "is not a person's name")),
    }
}

/// The cell, unless it is a formula that gives nothing.
pub(super) fn failed(cell: &Cell) -> Result<&Cell, Wrong> {
    match cell {
        Cell::Error(error) if error == book::NO_CACHE => {
            Err(Wrong::new(Problem::Formula, "has no value; open the file in a spreadsheet program and save it"))
        }
        Cell::Error(_) => Err(Wrong::new(Problem::Formula, "is a formula's error")),
        Cell::Unread(_) => Err(Wrong::new(Problem::Encoding, "holds bytes that the file's encoding does not have")),
        cell => Ok(cell),
    }
}

/// Words for a date or a priority that is not known yet.
pub(super) fn is_nothing(text: &str) -> bool {
    let word = rushes_domain::names::letters(text);
    matches!(word.as_str(), "na" | "tbd" | "tbc" | "tba" | "none")
        || text.trim().chars().all(|c| matches!(c, '-' | '–' | '—' | '?' | '/'))
}
