//! Cells of custom fields.

use super::{
    cells::{self, Said, Wrong},
    columns::CustomColumn,
    grid::Cell,
    preview::Problem,
};
use rushes_domain::{Date, Decimal, FieldKind, FieldValue, text::Text};

/// What a cell says of a field. People are read by whoever knows them, and come as texts here.
///
/// Of a linked cell an address takes the `link`, and a text comes with it written out.
pub(super) fn value(cell: &Cell, link: Option<&str>, column: &CustomColumn<'_>, today: Date) -> Said<FieldValue> {
    let cell = cells::failed(cell)?;
    if let (FieldKind::Date, Some(dates)) = (column.field.kind, &column.dates) {
        return Ok(cells::day(cell, dates, today)?.map(FieldValue::Date));
    }
    let whole = cells::text(cell)?.unwrap_or_default();
    let text = whole.trim().to_owned();
    if text.is_empty() {
        return Ok(None);
    }
    cells::fits(Text::FieldValue, &text)?;
    let wrong = |why: String| Wrong::new(Problem::Value, why);
    Ok(Some(match column.field.kind {
        FieldKind::Number => {
            match cell {
                Cell::Number(..) | Cell::Duration(..) => FieldValue::Number(counted(cell).ok_or_else(|| {
                    wrong("is no number that the field takes: up to six digits after the point".into())
                })?),
                _ if cells::is_nothing(&text) => return Ok(None),
                _ => FieldValue::Number(number(&text).map_err(wrong)?),
            }
        }
        FieldKind::Url => {
            let behind = link.and_then(|l| l.split_whitespace().find_map(address));
            let said = behind.or_else(|| address(&text));
            FieldValue::Url(said.ok_or_else(|| wrong("is not a web address; write https:// and the rest".into()))?)
        }
        FieldKind::Choice => FieldValue::Choice(option(column, &text)?),
        FieldKind::MultiChoice => {
            let whole = column.field.option_called(&text).map(|o| o.id);
            match whole {
                Some(one) => FieldValue::MultiChoice([one].into()),
                None => FieldValue::MultiChoice(
                    parts(&text).into_iter().map(|p| option(column, p)).collect::<Result<_, _>>()?,
                ),
            }
        }
        FieldKind::Checkbox => match cell {
            Cell::Bool(yes) => FieldValue::Checkbox(*yes),
            _ => match text.to_lowercase().as_str() {
                "yes" | "y" | "true" | "1" | "x" | "on" | "✓" | "✔" => FieldValue::Checkbox(true),
                "no" | "n" | "false" | "0" | "off" | "-" => FieldValue::Checkbox(false),
                _ => return Err(wrong("is neither yes nor no".into())),
            },
        },
        FieldKind::Text | FieldKind::Date | FieldKind::Person => FieldValue::Text(whole),
    }))
}

/// The parts of a cell of several choices.
pub(super) fn parts(text: &str) -> Vec<&str> {
    // A semicolon or a new line divides before a comma does, which may belong to a name.
    let hard: Vec<&str> = text.split([';', '\n', '|']).collect();
    let parts = if hard.len() > 1 { hard } else { text.split(',').collect() };
    parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).collect()
}

fn option(column: &CustomColumn<'_>, text: &str) -> Result<rushes_domain::OptionId, Wrong> {
    let found = column.field.option_called(text).map(|o| o.id);
    found.ok_or_else(|| {
        let names: Vec<&str> = column.field.offered().map(|o| o.name.as_str()).collect();
        let why = format!("is no option of {}; it has {}", column.field.name, names.join(", "));
        Wrong::new(Problem::Value, why)
    })
}

/// What a number of a field counts: percents where the sheet shows percents, hours of a length of time.
fn counted(cell: &Cell) -> Option<Decimal> {
    match cell {
        Cell::Number(number, Some(shown)) if shown.ends_with('%') => from_float(number * 100.0),
        Cell::Number(number, _) => from_float(*number),
        Cell::Duration(minutes, _) => from_float(minutes / 60.0),
        _ => None,
    }
}

/// A sheet's float as the exact number a person typed.
fn from_float(number: f64) -> Option<Decimal> {
    let millionths = (number * 1e6).round();
    #[allow(clippy::cast_possible_truncation, reason = "within the range just checked")]
    (millionths.abs() < 9e18).then_some(Decimal(millionths as i64))
}

/// "1,200" may be a thousand two hundred, or one and a fifth: only a person knows.
fn number(text: &str) -> Result<Decimal, String> {
    let groups: Vec<&str> = text.trim().trim_start_matches(['-', '+']).split(',').collect();
    let digits = |g: &&str| g.bytes().all(|b| b.is_ascii_digit());
    if let [first, rest @ ..] = groups.as_slice()
        && !rest.is_empty()
        && (1..=3).contains(&first.len())
        && groups.iter().all(digits)
        && rest.iter().all(|g| g.len() == 3)
    {
        let (whole, point) = (groups.concat(), groups.join("."));
        let or = if rest.len() == 1 { format!(" or {point}") } else { String::new() };
        return Err(format!("could be {whole}{or}; write it without the comma"));
    }
    text.parse().map_err(|_| "is not a number with up to six digits after the point".into())
}

/// A web address; what begins with "www." gets what it lacks.
fn address(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let whole = if lower.starts_with("www.") { format!("https://{text}") } else { text.to_owned() };
    let rest = whole.strip_prefix("https://").or_else(|| whole.strip_prefix("http://"))?;
    (!rest.is_empty() && !rest.chars().any(|c| c.is_whitespace() || c.is_control())).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_that_may_be_a_point_is_asked_about() {
        assert_eq!(number("1200"), Ok(Decimal(1_200_000_000)));
        assert_eq!(number("1,5"), Ok(Decimal(1_500_000)));
        assert_eq!(number("1,200"), Err("could be 1200 or 1.200; write it without the comma".into()));
        assert!(number("1,200,300").is_err() && number("€ 5").is_err());
    }

    #[test]
    fn web_addresses_are_completed_or_refused() {
        assert_eq!(address("www.example.com").as_deref(), Some("https://www.example.com"));
        assert_eq!(address("https://a.example/x").as_deref(), Some("https://a.example/x"));
        assert_eq!(address("a b"), None);
        assert_eq!(address("ftp://x"), None);
    }
}
