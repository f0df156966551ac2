//! Text files.

use super::{
    Failure,
    table::{Table, Value},
};
use crate::import::text::needs_guard;
use std::io::Write;

/// Writes UTF-8, with its mark where wanted, without which Excel takes it for another encoding, and one
/// header row: "Modeling Status".
pub(super) fn write(out: &mut impl Write, table: &Table, delimiter: u8, mark: bool) -> Result<(), Failure> {
    if mark {
        out.write_all("\u{FEFF}".as_bytes())?;
    }
    let mut csv = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    let failed = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => Failure::Io(error),
        other => Failure::Format(format!("{other:?}")),
    };
    csv.write_record(table.heads.iter().map(|head| guarded(head.full()))).map_err(failed)?;
    for row in &table.rows {
        csv.write_record(row.iter().map(text)).map_err(failed)?;
    }
    csv.flush()?;
    Ok(())
}

fn text(value: &Value) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Text(text) => guarded(text.clone()),
        Value::Date(date) => date.to_string(),
        Value::Count(count) => count.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Check(on) => if *on { "yes" } else { "no" }.to_owned(),
        Value::Status(status) => status.label().to_owned(),
    }
}

/// A text that no spreadsheet program computes: what begins like a formula gets a mark before it, which
/// the import takes away again.
#[must_use]
pub fn guarded(text: String) -> String {
    if needs_guard(&text) { format!("'{text}") } else { text }
}
