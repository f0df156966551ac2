//! Workbooks.

use super::{
    Failure,
    table::{Column, StageColumn, Table, Value, priority},
};
use rushes_domain::{Priority, Status};
use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, DataValidationErrorStyle, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::io::{Seek, Write};

/// Header rows: the groups, and the columns.
const HEADER: u32 = 2;
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

/// Writes one sheet: two header rows with the stages as groups, the header and the names frozen,
/// a filter on every column, real dates, and statuses that keep their colours when edited.
pub(super) fn write(out: &mut (impl Write + Seek + Send), table: &Table) -> Result<(), Failure> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Deliverables")?;
    let looks = Looks::new();
    write_header(sheet, table, &looks)?;
    for (index, row) in table.rows.iter().enumerate() {
        let at = row_number(index)?;
        for (column, value) in row.iter().enumerate() {
            write_value(sheet, at, column_number(column)?, value, &looks)?;
        }
    }
    let frozen = table.columns.iter().position(|c| *c == Column::Of("Name")).map_or(1, |at| at + 1);
    sheet.set_freeze_panes(HEADER, column_number(frozen)?)?;
    if let Some(last_column) = table.columns.len().checked_sub(1) {
        // A filter spans at least one row, also in a sheet without any.
        let last = row_number(table.rows.len().saturating_sub(1))?;
        sheet.autofilter(HEADER - 1, 0, last, column_number(last_column)?)?;
        for (index, column) in table.columns.iter().enumerate() {
            finish_column(sheet, index, column, table, last, &looks)?;
        }
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, HEADER - 1)?;
    book.save_to_writer(out)?;
    Ok(())
}

fn row_number(index: usize) -> Result<u32, Failure> {
    u32::try_from(index).ok().and_then(|n| n.checked_add(HEADER)).ok_or_else(|| XlsxError::RowColumnLimitError.into())
}

fn column_number(index: usize) -> Result<u16, Failure> {
    u16::try_from(index).map_err(|_| XlsxError::RowColumnLimitError.into())
}

/// The formats of cells.
struct Looks {
    header: Format,
    group: Format,
    date: Format,
    text: Format,
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
            text: Format::new().set_align(FormatAlign::Top),
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

fn write_header(sheet: &mut Worksheet, table: &Table, looks: &Looks) -> Result<(), Failure> {
    let mut index = 0;
    while index < table.columns.len() {
        let at = column_number(index)?;
        match &table.columns[index] {
            Column::Of(label) => {
                sheet.merge_range(0, at, 1, at, label, &looks.header)?;
                index += 1;
            }
            Column::Stage { stage, .. } => {
                let span = table.columns[index..]
                    .iter()
                    .take_while(|c| matches!(c, Column::Stage { stage: s, .. } if s == stage));
                let span = span.count();
                sheet.merge_range(0, at, 0, column_number(index + span - 1)?, &fit(stage), &looks.group)?;
                for (offset, column) in table.columns[index..index + span].iter().enumerate() {
                    if let Column::Stage { column, .. } = column {
                        let at = column_number(index + offset)?;
                        sheet.write_string_with_format(1, at, column.label(), &looks.header)?;
                    }
                }
                index += span;
            }
        }
    }
    Ok(())
}

fn write_value(sheet: &mut Worksheet, row: u32, column: u16, value: &Value, looks: &Looks) -> Result<(), Failure> {
    match value {
        Value::Nothing => {}
        // Written as text, whatever it looks like: 001 stays 001, and =1+1 computes nothing.
        Value::Text(text) => {
            sheet.write_string_with_format(row, column, fit(text), &looks.text)?;
        }
        Value::Date(date) => {
            let (year, month, day) = (u16::try_from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()));
            let serial = match (year, month, day) {
                (Ok(year), Ok(month), Ok(day)) => ExcelDateTime::from_ymd(year, month, day).ok(),
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
    index: usize,
    column: &Column,
    table: &Table,
    last: u32,
    looks: &Looks,
) -> Result<(), Failure> {
    let at = column_number(index)?;
    let longest = || table.rows.iter().filter_map(|r| r.get(index)).map(letters).max().unwrap_or_default();
    let width = match column {
        Column::Of("Name") => longest().clamp(16, 60),
        Column::Of("Description") => longest().clamp(14, 50),
        Column::Of(_) => longest().clamp(10, 30),
        Column::Stage { column: StageColumn::Status, .. } => 18,
        Column::Stage { column: StageColumn::People, .. } => longest().clamp(12, 32),
        Column::Stage { column: StageColumn::Start | StageColumn::Due, .. } => 12,
        Column::Stage { column: StageColumn::Round, .. } => 8,
        Column::Stage { column: StageColumn::OpenFeedback, .. } => 14,
    };
    #[allow(clippy::cast_precision_loss, reason = "at most 60")]
    sheet.set_column_width(at, width as f64)?;
    match column {
        Column::Stage { column: StageColumn::Status, .. } => {
            sheet.add_data_validation(HEADER, at, last, at, &one_of(&Status::ALL.map(Status::label))?)?;
            for (status, look) in &looks.statuses {
                let rule = ConditionalFormatCellRule::EqualTo(status.label());
                let coloured = ConditionalFormatCell::new().set_rule(rule).set_format(look);
                sheet.add_conditional_format(HEADER, at, last, at, &coloured)?;
            }
        }
        Column::Of("Priority") => {
            sheet.add_data_validation(HEADER, at, last, at, &one_of(&Priority::ALL.map(priority))?)?;
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
