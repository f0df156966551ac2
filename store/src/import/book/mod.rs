//! Files: which kind they are, and the sheets of workbooks.

mod archive;
mod comments;
mod compound;
mod links;
mod ods;
mod package;
mod shown;
mod xls;
mod xlsb;
mod xlsx;
mod xml;

use super::{
    contacts,
    encoding::TextEncoding,
    error::{ImportError, name_of},
    grid::{Cell, Grid, MAX_CELLS},
    layout, text,
};
use archive::Kind;
#[cfg(test)]
pub(in crate::import) use archive::inspect_within;
use calamine::{Data, SheetVisible};
use package::Package;
use rushes_domain::Date;
use shown::Formats;
use std::{
    fs::File,
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

/// Reads a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods) or a text file (.csv, .tsv, .txt), the latter in the encoding that
/// suits it best.
///
/// # Errors
/// When the file is missing, of another kind than its name or content says, damaged, larger than
/// the limits, or has no such sheet. Never panics on what a file holds.
pub fn read(path: &Path, sheet: Option<&str>) -> Result<Book, ImportError> {
    read_in(path, sheet, None)
}

/// The same, a text file in the encoding that somebody says.
///
/// # Errors
/// As [`read`]; and for a workbook with an encoding, which it says itself.
pub fn read_in(path: &Path, sheet: Option<&str>, encoding: Option<TextEncoding>) -> Result<Book, ImportError> {
    let file = name_of(path);
    // The workbook library is not ours: a hostile file may cost its import, and nothing else.
    let mut sheets = catch_unwind(AssertUnwindSafe(|| read_any(path, &file, encoding)))
        .unwrap_or_else(|_| Err(ImportError::Damaged { file: file.clone(), why: "it cannot be understood".into() }))?;
    let contacts = contacts::list(&sheets);
    let hidden: Vec<String> = sheets.iter().filter(|s| s.hidden && s.height() > 0).map(|s| s.name.clone()).collect();
    for grid in &mut sheets {
        grid.contacts.clone_from(&contacts);
        grid.hidden_sheets = hidden.iter().filter(|name| **name != grid.name).cloned().collect();
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

fn read_any(path: &Path, file: &str, encoding: Option<TextEncoding>) -> Result<Vec<Grid>, ImportError> {
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
    let named_workbook = matches!(extension.as_str(), "xlsx" | "xlsm" | "xltx" | "xltm" | "xlsb" | "xls" | "ods");
    let is_archive = magic.starts_with(b"PK\x03\x04") || magic.starts_with(b"PK\x05\x06");
    let is_compound = magic == b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    if !named_text && !named_workbook {
        return Err(unsupported("its name does not end in .xlsx, .xlsm, .xlsb, .xls, .ods, .csv or .tsv"));
    }
    if named_text && (is_archive || is_compound) {
        return Err(unsupported("it is no text file, whatever its name says"));
    }
    if named_workbook && !is_archive && !is_compound {
        return Err(unsupported("it is no workbook, whatever its name says"));
    }
    if let Some(encoding) = encoding.filter(|_| named_workbook) {
        let why =
            format!("\"{file}\" is a workbook, which says its own encoding; {} is for text files", encoding.name());
        return Err(ImportError::Encoding { why });
    }
    source.rewind().map_err(io)?;
    if is_compound {
        let mut bytes = Vec::new();
        source.take(MAX_FILE).read_to_end(&mut bytes).map_err(io)?;
        let streams = compound::check(&bytes).map_err(|fault| match fault {
            compound::Fault::Broken => damaged(file, &"its sheets do not hold together"),
            compound::Fault::Locked => unsupported("it is protected by a password"),
            compound::Fault::TooLarge => {
                ImportError::TooLarge { file: file.to_owned(), why: format!("more than {MAX_CELLS} cells") }
            }
        })?;
        xls::read(Cursor::new(bytes), &streams, file)
    } else if is_archive {
        let kind = archive::inspect(&mut source, file)?;
        source.rewind().map_err(io)?;
        zipped(source, kind, file)
    } else {
        let mut bytes = Vec::new();
        source.take(MAX_FILE).read_to_end(&mut bytes).map_err(io)?;
        text::read(&bytes, file, encoding).map(|grid| vec![grid])
    }
}

fn zipped(mut source: BufReader<File>, kind: Kind, file: &str) -> Result<Vec<Grid>, ImportError> {
    let failed = |why: String| damaged(file, &why);
    if kind == Kind::Ods {
        return ods::read(source, file);
    }
    let mut package = Package::open(&mut source).map_err(failed)?;
    let straightened = package.straightened().map_err(failed)?;
    let binary = package.workbook().map_or(kind == Kind::Xlsb, |name| name.ends_with(".bin"));
    match straightened {
        Some(bytes) => {
            let straight = Cursor::new(bytes.as_slice());
            // What is written beside the cells is found among the parts as they were.
            if binary { xlsb::read(straight, &mut package, file) } else { xlsx::read(straight, &mut package, file) }
        }
        None => {
            drop(package);
            source.rewind().map_err(|source| ImportError::Io { file: file.to_owned(), source })?;
            let mut bytes = Vec::new();
            source.take(MAX_FILE).read_to_end(&mut bytes).map_err(|e| damaged(file, &e))?;
            let again = || Cursor::new(bytes.as_slice());
            let mut package = Package::open(again()).map_err(failed)?;
            if binary { xlsb::read(again(), &mut package, file) } else { xlsx::read(again(), &mut package, file) }
        }
    }
}

fn damaged(file: &str, why: &dyn std::fmt::Display) -> ImportError {
    ImportError::Damaged { file: file.to_owned(), why: why.to_string() }
}

fn locked(file: &str) -> ImportError {
    ImportError::Unsupported { file: file.to_owned(), why: "it is protected by a password".into() }
}

fn new_grid(sheet: &calamine::Sheet, file: &str) -> Grid {
    let mut grid = Grid::new(&sheet.name, file);
    grid.hidden = sheet.visible != SheetVisible::Visible;
    grid
}

/// What a formula without a saved value reads as: programs that write workbooks without computing
/// them leave such cells.
pub(super) const NO_CACHE: &str = "a formula without a saved value";

fn pair(at: (u32, u32)) -> (usize, usize) {
    (at.0 as usize, at.1 as usize)
}

/// A cell in a style.
fn cell_of(data: &Data, formats: &Formats, style: usize) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) if text.is_empty() => Cell::Empty,
        Data::String(text) => formats.text(text.clone(), style),
        Data::DurationIso(text) => match iso_minutes(text) {
            Some(minutes) => Cell::Duration(minutes, None),
            None => Cell::Text(text.clone()),
        },
        #[allow(clippy::cast_precision_loss, reason = "a sheet's numbers are floats")]
        Data::Int(number) => formats.number(*number as f64, style),
        Data::Float(number) => formats.number(*number, style),
        Data::Bool(yes) => Cell::Bool(*yes),
        Data::Error(error) => Cell::Error(error.to_string()),
        // The library knows days that no format of the workbook tells of.
        Data::DateTime(at) if formats.is_plain(style) && at.is_datetime() => {
            shown::day(at.as_f64(), formats.is_1904(), true)
        }
        Data::DateTime(at) if formats.is_plain(style) => Cell::Duration(at.as_f64() * 1440.0, None),
        Data::DateTime(at) => formats.number(at.as_f64(), style),
        Data::DateTimeIso(text) => iso_day(text).unwrap_or_else(|| Cell::Text(text.clone())),
    }
}

/// `2026-11-27T14:00:00` as a day that shows its time.
fn iso_day(text: &str) -> Option<Cell> {
    let day: Date = text.get(..10)?.parse().ok()?;
    let time = text.get(11..16).filter(|t| *t != "00:00");
    Some(Cell::Date(day, time.map(|time| format!("{day} {time}").into())))
}

/// `PT36H15M00S` as minutes (ISO 8601, as XML Schema has it).
fn iso_minutes(text: &str) -> Option<f64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let (days, times) = rest.strip_prefix('P')?.split_once('T').unwrap_or((rest.strip_prefix('P')?, ""));
    let mut minutes = 0.0;
    for (part, units) in [(days, &[('D', 1440.0)][..]), (times, &[('H', 60.0), ('M', 1.0), ('S', 1.0 / 60.0)])] {
        let mut rest = part;
        while !rest.is_empty() {
            let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))?;
            let number: f64 = rest[..end].replace(',', ".").parse().ok()?;
            let unit = rest[end..].chars().next()?;
            minutes += number * units.iter().find(|(u, _)| *u == unit)?.1;
            rest = &rest[end + unit.len_utf8()..];
        }
    }
    Some((sign * minutes * 1e6).round() / 1e6)
}

/// A day of the calendar, if there is one.
pub(super) fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests;
