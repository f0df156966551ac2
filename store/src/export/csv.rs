//! Text files.

use super::{
    Failure,
    table::{Column, Table, Value},
};
use std::io::Write;

/// Writes UTF-8 with its mark, without which Excel takes it for another encoding, and one header
/// row: "Modeling Status".
pub(super) fn write(out: &mut impl Write, table: &Table, delimiter: u8) -> Result<(), Failure> {
    out.write_all("\u{FEFF}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    let failed = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => Failure::Io(error),
        other => Failure::Format(format!("{other:?}")),
    };
    let header = table.columns.iter().map(|column| match column {
        Column::Of(label) => (*label).to_owned(),
        Column::Stage { stage, column } => format!("{stage} {}", column.label()),
    });
    csv.write_record(header).map_err(failed)?;
    for row in &table.rows {
        csv.write_record(row.iter().map(text)).map_err(failed)?;
    }
    csv.flush()?;
    Ok(())
}

fn text(value: &Value) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Text(text) => text.clone(),
        Value::Date(date) => date.to_string(),
        Value::Count(count) => count.to_string(),
        Value::Status(status) => status.label().to_owned(),
    }
}
