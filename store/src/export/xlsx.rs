//! Workbooks.

use super::{
    Failure,
    table::{Head, Look, Table, Value, priority},
};
use rushes_domain::{Priority, Status};
use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, DataValidationErrorStyle, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::io::{Seek, Write};

/// Letters a workbook's cell can hold.
const MAX_LETTERS: usize = 32_767;

impl From<XlsxError> for Failure {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::IoError(error) => Self::Io(error),
            XlsxError::RowColumnLimitError => Self::Format("it is more than a workbook can hold".into()),
            other => Self::Format(other.to_string()),
        }
    }
}

/// Writes one sheet: where there are groups, two header rows with them above the columns; the header and the
/// names frozen, a filter on every column, real dates, and statuses that keep their colours when edited.
pub(super) fn write(out: &mut (impl Write + Seek + Send), table: &Table) -> Result<(), Failure> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(tab(&table.title))?;
    let looks = Looks::new();
    let header = if table.heads.iter().any(|h| h.group.is_some()) { 2 } else { 1 };
    write_header(sheet, table, header, &looks)?;
    for (index, row) in table.rows.iter().enumerate() {
        let at = row_number(header, index)?;
        for (column, value) in row.iter().enumerate() {
            write_value(sheet, at, column_number(column)?, value, &looks)?;
        }
    }
    let frozen = table.heads.iter().position(|h| h.look == Look::Name).map_or(1, |at| at + 1);
    sheet.set_freeze_panes(header, column_number(frozen)?)?;
    if let Some(last_column) = table.heads.len().checked_sub(1) {
        // A filter spans at least one row, also in a sheet without any.
        let last = row_number(header, table.rows.len().saturating_sub(1))?;
        sheet.autofilter(header - 1, 0, last, column_number(last_column)?)?;
        for (index, head) in table.heads.iter().enumerate() {
            finish_column(sheet, (index, head), table, (header, last), &looks)?;
        }
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, header - 1)?;
    book.save_to_writer(out)?;
    Ok(())
}

/// A title as a workbook's tab can have it.
fn tab(title: &str) -> String {
    let cut: String =
        title.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\')).take(31).collect();
    let cut = cut.trim().trim_matches('\'').to_owned();
    if cut.is_empty() { "Sheet1".into() } else { cut }
}

fn row_number(header: u32, index: usize) -> Result<u32, Failure> {
    u32::try_from(index).ok().and_then(|n| n.checked_add(header)).ok_or_else(|| XlsxError::RowColumnLimitError.into())
}

fn column_number(index: usize) -> Result<u16, Failure> {
    u16::try_from(index).map_err(|_| XlsxError::RowColumnLimitError.into())
}

/// The formats of cells.
struct Looks {
    header: Format,
    group: Format,
    date: Format,
    number: Format,
    text: Format,
    long: Format,
    statuses: [(Status, Format); 8],
}

impl Looks {
    fn new() -> Self {
        let edge = |format: Format| {
            format.set_border(FormatBorder::Thin).set_border_color(0xD9_DADD).set_align(FormatAlign::VerticalCenter)
        };
        let header = edge(Format::new().set_bold().set_background_color(0xF5_F5F6).set_font_color(0x1C_1D1F));
        Self {
            group: header.clone().set_align(FormatAlign::Center),
            header,
            date: Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            number: Format::new().set_num_format("0.######"),
            // Text whatever is typed over it: 002 stays 002.
            text: Format::new().set_align(FormatAlign::Top).set_num_format("@"),
            long: Format::new().set_align(FormatAlign::Top),
            statuses: Status::ALL.map(|status| {
                let (fill, text) = colours(status);
                (status, Format::new().set_background_color(fill).set_font_color(text))
            }),
        }
    }
}

/// A status's fill and text, as RGB: the tints of the marks on screen that stay readable in print.
fn colours(status: Status) -> (u32, u32) {
    match status {
        Status::Blocked => (0xEC_ECEE, 0x4A_4B50),
        Status::Ready => (0xE1_E8F0, 0x34_4A63),
        Status::InProgress => (0xDC_E8FF, 0x1A_4FC0),
        Status::InReview => (0xEA_E2FB, 0x5A_34B0),
        Status::ChangesRequested => (0xFF_EFCF, 0x8A_5300),
        Status::Approved => (0xD9_F2E0, 0x1B_6B35),
        Status::OnHold => (0xFB_E0DE, 0x9B_2C22),
        Status::Skipped => (0xF5_F5F6, 0x8A_8B90),
    }
}

fn write_header(sheet: &mut Worksheet, table: &Table, header: u32, looks: &Looks) -> Result<(), Failure> {
    let mut index = 0;
    while let Some(head) = table.heads.get(index) {
        let at = column_number(index)?;
        let Some(group) = &head.group else {
            if header > 1 {
                sheet.merge_range(0, at, 1, at, &fit(&head.label), &looks.header)?;
            } else {
                sheet.write_string_with_format(0, at, fit(&head.label), &looks.header)?;
            }
            index += 1;
            continue;
        };
        let span = table.heads[index..].iter().take_while(|h| h.group.as_ref() == Some(group)).count();
        if span > 1 {
            sheet.merge_range(0, at, 0, column_number(index + span - 1)?, &fit(group), &looks.group)?;
        } else {
            sheet.write_string_with_format(0, at, fit(group), &looks.group)?;
        }
        for (offset, head) in table.heads[index..index + span].iter().enumerate() {
            sheet.write_string_with_format(1, column_number(index + offset)?, fit(&head.label), &looks.header)?;
        }
        index += span;
    }
    Ok(())
}

fn write_value(sheet: &mut Worksheet, row: u32, column: u16, value: &Value, looks: &Looks) -> Result<(), Failure> {
    match value {
        Value::Nothing => {}
        // Written as text, whatever it looks like: 001 stays 001, and =1+1 computes nothing.
        Value::Text(text) => {
            // Excel shows #### for longer ones that are formatted as text.
            let look = if text.len() > 255 { &looks.long } else { &looks.text };
            sheet.write_string_with_format(row, column, fit(text), look)?;
        }
        Value::Date(date) => {
            let (year, month, day) = (u16::try_from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()));
            let serial = match (year, month, day) {
                (Ok(year @ 1900..), Ok(month), Ok(day)) => ExcelDateTime::from_ymd(year, month, day).ok(),
                _ => None,
            };
            match serial {
                Some(serial) => sheet.write_datetime_with_format(row, column, &serial, &looks.date)?,
                // Before 1900 a workbook knows no dates.
                None => sheet.write_string_with_format(row, column, date.to_string(), &looks.text)?,
            };
        }
        Value::Count(count) => {
            #[allow(clippy::cast_precision_loss, reason = "nobody publishes 2^53 rounds")]
            sheet.write_number(row, column, *count as f64)?;
        }
        Value::Number(number) => {
            #[allow(clippy::cast_precision_loss, reason = "a workbook's numbers are floats")]
            sheet.write_number_with_format(row, column, number.0 as f64 / 1e6, &looks.number)?;
        }
        Value::Check(on) => {
            sheet.write_boolean(row, column, *on)?;
        }
        Value::Status(status) => {
            let look = looks.statuses.iter().find(|(s, _)| s == status).map_or(&looks.text, |(_, f)| f);
            sheet.write_string_with_format(row, column, status.label(), look)?;
        }
    }
    Ok(())
}

/// Width, choices and colours of a column.
fn finish_column(
    sheet: &mut Worksheet,
    (index, head): (usize, &Head),
    table: &Table,
    (first, last): (u32, u32),
    looks: &Looks,
) -> Result<(), Failure> {
    let at = column_number(index)?;
    let longest = || table.rows.iter().filter_map(|r| r.get(index)).map(letters).max().unwrap_or_default();
    // Room for the words and the filter's button.
    let label = head.label.chars().count() + 4;
    let width = match head.look {
        Look::Name => longest().clamp(16, 60),
        Look::Long => longest().clamp(14, 50),
        Look::Text | Look::Priority => longest().clamp(10, 30),
        Look::Status => 18,
        Look::People => longest().clamp(12, 32),
        Look::Date => 12,
        Look::Count | Look::Number | Look::Check => 8,
    };
    #[allow(clippy::cast_precision_loss, reason = "at most 60")]
    sheet.set_column_width(at, width.max(label.min(30)) as f64)?;
    match head.look {
        Look::Status => {
            sheet.add_data_validation(first, at, last, at, &one_of(&Status::ALL.map(Status::label))?)?;
            for (status, look) in &looks.statuses {
                let rule = ConditionalFormatCellRule::EqualTo(status.label());
                let coloured = ConditionalFormatCell::new().set_rule(rule).set_format(look);
                sheet.add_conditional_format(first, at, last, at, &coloured)?;
            }
        }
        Look::Priority => {
            sheet.add_data_validation(first, at, last, at, &one_of(&Priority::ALL.map(priority))?)?;
        }
        _ => {}
    }
    Ok(())
}

/// A list to choose from; other words are warned of, and allowed.
fn one_of(words: &[&str]) -> Result<DataValidation, Failure> {
    Ok(DataValidation::new().allow_list_strings(words)?.set_error_style(DataValidationErrorStyle::Warning))
}

fn letters(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.lines().map(|l| l.chars().count()).max().unwrap_or_default() + 2,
        Value::Date(_) => 12,
        _ => 0,
    }
}

/// A text that a cell can hold: what does not fit is cut, which loses less than no file at all.
fn fit(text: &str) -> String {
    let units = text.encode_utf16().count();
    if units <= MAX_LETTERS {
        return text.to_owned();
    }
    let mut left = MAX_LETTERS - 1;
    let mut cut: String = text
        .chars()
        .take_while(|c| {
            let fits = left >= c.len_utf16();
            left = left.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    cut.push('…');
    cut
}
