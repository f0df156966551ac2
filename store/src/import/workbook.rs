//! Files: which kind they are, and the sheets of workbooks.

use super::{
    archive::{self, Kind},
    compound, contacts,
    error::{ImportError, name_of},
    grid::{Budget, Cell, Grid, MAX_CELLS, MAX_ROWS},
    layout, text,
};
use calamine::{Data, Ods, Reader, SheetType, SheetVisible, Xls, Xlsx, XlsxError};
use rushes_domain::Date;
use std::{
    io::{BufReader, Cursor, Read, Seek},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

/// Bytes a file may have.
const MAX_FILE: u64 = 256 << 20;

/// A file as read: its sheets, and the one that is imported.
#[derive(Clone, Debug)]
pub struct Book {
    /// Every sheet, in the workbook's order; a text file has one.
    pub sheets: Vec<Grid>,
    chosen: usize,
}

impl Book {
    /// The sheet to import: the one asked for, or else the one that looks most like a tracker.
    #[must_use]
    pub fn grid(&self) -> &Grid {
        &self.sheets[self.chosen]
    }
}

/// Reads a workbook (.xlsx, .xlsm, .xls, .ods) or a text file (.csv, .tsv, .txt).
///
/// # Errors
/// When the file is missing, of another kind than its name or content says, damaged, larger than
/// the limits, or has no such sheet. Never panics on what a file holds.
pub fn read(path: &Path, sheet: Option<&str>) -> Result<Book, ImportError> {
    let file = name_of(path);
    // The workbook library is not ours: a hostile file may cost its import, and nothing else.
    let mut sheets = catch_unwind(AssertUnwindSafe(|| read_any(path, &file)))
        .unwrap_or_else(|_| Err(ImportError::Damaged { file: file.clone(), why: "it cannot be understood".into() }))?;
    let contacts = contacts::list(&sheets);
    for grid in &mut sheets {
        grid.contacts.clone_from(&contacts);
    }
    let chosen = match sheet {
        Some(name) => find(&sheets, name)?,
        None => layout::likeliest(&sheets)
            .ok_or_else(|| ImportError::Damaged { file, why: "it has no sheet with anything in it".into() })?,
    };
    Ok(Book { sheets, chosen })
}

fn find(sheets: &[Grid], name: &str) -> Result<usize, ImportError> {
    let wanted = name.trim();
    let exact = sheets.iter().position(|s| s.name == wanted);
    exact.or_else(|| sheets.iter().position(|s| rushes_domain::names::is_same(&s.name, wanted))).ok_or_else(|| {
        ImportError::NoSheet {
            name: name.to_owned(),
            sheets: sheets.iter().map(|s| format!("\"{}\"", s.name)).collect::<Vec<_>>().join(", "),
        }
    })
}

fn read_any(path: &Path, file: &str) -> Result<Vec<Grid>, ImportError> {
    let io = |source| ImportError::Io { file: file.to_owned(), source };
    let unsupported = |why: &str| ImportError::Unsupported { file: file.to_owned(), why: why.to_owned() };
    let source = match crate::plain::open(path) {
        Err(odd) if odd.kind() == std::io::ErrorKind::InvalidInput => return Err(unsupported("it is no plain file")),
        source => source.map_err(io)?,
    };
    let meta = source.metadata().map_err(io)?;
    if meta.len() == 0 {
        return Err(ImportError::Damaged { file: file.to_owned(), why: "it is empty".into() });
    }
    if meta.len() > MAX_FILE {
        return Err(ImportError::TooLarge { file: file.to_owned(), why: format!("more than {} MB", MAX_FILE >> 20) });
    }
    let mut source = BufReader::new(source);
    let mut magic = Vec::new();
    source.by_ref().take(8).read_to_end(&mut magic).map_err(io)?;
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let named_text = matches!(extension.as_str(), "csv" | "tsv" | "tab" | "txt");
    let named_workbook = matches!(extension.as_str(), "xlsx" | "xlsm" | "xltx" | "xls" | "ods");
    let is_archive = magic.starts_with(b"PK\x03\x04") || magic.starts_with(b"PK\x05\x06");
    let is_compound = magic == b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    if !named_text && !named_workbook {
        return Err(unsupported("its name does not end in .xlsx, .xlsm, .xls, .ods, .csv or .tsv"));
    }
    if named_text && (is_archive || is_compound) {
        return Err(unsupported("it is no text file, whatever its name says"));
    }
    if named_workbook && !is_archive && !is_compound {
        return Err(unsupported("it is no workbook, whatever its name says"));
    }
    source.rewind().map_err(io)?;
    if is_compound {
        let mut bytes = Vec::new();
        source.take(MAX_FILE).read_to_end(&mut bytes).map_err(io)?;
        compound::check(&bytes).map_err(|fault| match fault {
            compound::Fault::Broken => damaged(file, &"its sheets do not hold together"),
            compound::Fault::Locked => unsupported("it is protected by a password"),
            compound::Fault::TooLarge => {
                ImportError::TooLarge { file: file.to_owned(), why: format!("more than {MAX_CELLS} cells") }
            }
        })?;
        read_xls(Cursor::new(bytes), file)
    } else if is_archive {
        let kind = archive::inspect(&mut source, file)?;
        source.rewind().map_err(io)?;
        match kind {
            Kind::Xlsx => read_xlsx(source, file),
            Kind::Ods => read_ods(source, file),
        }
    } else {
        let mut bytes = Vec::new();
        source.take(MAX_FILE).read_to_end(&mut bytes).map_err(io)?;
        text::read(&bytes, file).map(|grid| vec![grid])
    }
}

fn damaged(file: &str, why: &dyn std::fmt::Display) -> ImportError {
    ImportError::Damaged { file: file.to_owned(), why: why.to_string() }
}

fn new_grid(sheet: &calamine::Sheet, file: &str) -> Grid {
    let mut grid = Grid::new(&sheet.name, file);
    grid.hidden = sheet.visible != SheetVisible::Visible;
    grid
}

fn read_xlsx<R: Read + Seek>(source: R, file: &str) -> Result<Vec<Grid>, ImportError> {
    let failed = |error: XlsxError| match error {
        XlsxError::Password => {
            ImportError::Unsupported { file: file.to_owned(), why: "it is protected by a password".into() }
        }
        error => damaged(file, &error),
    };
    let mut book: Xlsx<R> = Xlsx::new(source).map_err(failed)?;
    let mut budget = Budget::new(file);
    let mut grids = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut grid = new_grid(&sheet, file);
        // Cell by cell, so that a single cell in the last corner does not ask for 17 billion.
        let mut padded = Vec::new();
        let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(failed)?;
        if reader.styles().iter().any(|s| pad(s).is_some()) {
            padded = reader.styles().iter().map(pad).collect();
        }
        while let Some(record) = reader.next_cell_with_formula_metadata().map_err(failed)? {
            let (row, column) = (record.pos.0 as usize, record.pos.1 as usize);
            let cell = match (cell_of(&Data::from(record.value)), record.formula) {
                (Cell::Empty, Some(_)) => Cell::Error(NO_CACHE.to_owned()),
                (cell, _) => cell,
            };
            budget.put(&mut grid, row, column, cell)?;
        }
        drop(reader);
        if !padded.is_empty() {
            let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(failed)?;
            while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(failed)? {
                if let Some(Some(width)) = padded.get(style)
                    && let Cell::Number(number) = cell_of(&Data::from(cell.get_value().clone()))
                {
                    let (row, column) = cell.get_position();
                    let text = Cell::Text(format!("{number:0width$}"));
                    budget.put(&mut grid, row as usize, column as usize, text)?;
                }
            }
        }
        for region in book.merge_cells_by_sheet_name(&sheet.name).map_err(failed)? {
            grid.merge(pair(region.start), pair(region.end));
        }
        grids.push(grid);
    }
    Ok(grids)
}

/// What a formula without a saved value reads as: programs that write workbooks without computing
/// them leave such cells.
pub(super) const NO_CACHE: &str = "a formula without a saved value";

/// How many digits a number format such as `000` pads to: such a number reads as written.
fn pad(style: &calamine::Style) -> Option<usize> {
    let code = style.number_format.as_ref()?.format_code.as_str();
    (2..=32).contains(&code.len()).then_some(code.len()).filter(|_| code.bytes().all(|b| b == b'0'))
}

fn pair(at: (u32, u32)) -> (usize, usize) {
    (at.0 as usize, at.1 as usize)
}

fn read_xls<R: Read + Seek>(source: R, file: &str) -> Result<Vec<Grid>, ImportError> {
    let mut book: Xls<R> = Xls::new(source).map_err(|error| match error {
        calamine::XlsError::Password => {
            ImportError::Unsupported { file: file.to_owned(), why: "it is protected by a password".into() }
        }
        error => damaged(file, &error),
    })?;
    let mut budget = Budget::new(file);
    let mut grids = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut grid = new_grid(&sheet, file);
        let range = book.worksheet_range(&sheet.name).map_err(|e| damaged(file, &e))?;
        fill(&mut grid, &mut budget, &range)?;
        for region in book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default() {
            grid.merge(pair(region.start), pair(region.end));
        }
        grids.push(grid);
    }
    Ok(grids)
}

fn read_ods<R: Read + Seek>(source: R, file: &str) -> Result<Vec<Grid>, ImportError> {
    let mut book: Ods<R> = Ods::new(source).map_err(|error| match error {
        calamine::OdsError::Password => {
            ImportError::Unsupported { file: file.to_owned(), why: "it is protected by a password".into() }
        }
        error => damaged(file, &error),
    })?;
    let mut budget = Budget::new(file);
    let mut grids = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        let mut grid = new_grid(&sheet, file);
        let range = book.worksheet_range(&sheet.name).map_err(|e| damaged(file, &e))?;
        fill(&mut grid, &mut budget, &range)?;
        grids.push(grid);
    }
    Ok(grids)
}

fn fill(grid: &mut Grid, budget: &mut Budget, range: &calamine::Range<Data>) -> Result<(), ImportError> {
    let Some(start) = range.start().map(pair) else { return Ok(()) };
    for (row, column, data) in range.used_cells() {
        budget.put(grid, start.0.saturating_add(row).min(MAX_ROWS), start.1.saturating_add(column), cell_of(data))?;
    }
    Ok(())
}

fn cell_of(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) if text.is_empty() => Cell::Empty,
        Data::String(text) | Data::DurationIso(text) => Cell::Text(text.clone()),
        #[allow(clippy::cast_precision_loss, reason = "a sheet's numbers are floats")]
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::Bool(yes) => Cell::Bool(*yes),
        Data::Error(error) => Cell::Error(error.to_string()),
        Data::DateTime(at) if at.is_datetime() && at.as_f64() >= 1.0 => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            date(i32::from(year), i32::from(month), i32::from(day)).map_or(Cell::Number(at.as_f64()), Cell::Date)
        }
        Data::DateTime(at) => Cell::Number(at.as_f64()),
        Data::DateTimeIso(text) => {
            let day = text.get(..10).and_then(|day| day.parse().ok());
            day.map_or_else(|| Cell::Text(text.clone()), Cell::Date)
        }
    }
}

/// A day of the calendar, if there is one.
pub(super) fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
