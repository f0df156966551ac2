//! Text files: encoding, delimiter, fields.

use super::{
    encoding::{self, TextEncoding},
    error::ImportError,
    grid::{Budget, Cell, Grid},
};

/// Delimiters that are tried.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// Rows looked at to find the delimiter.
const SNIFFED_ROWS: usize = 50;

/// Reads a text file's bytes as a sheet, in the encoding that somebody says or that suits it best. Everything is text:
/// nothing in such a file says more.
pub(super) fn read(bytes: &[u8], file: &str, said: Option<TextEncoding>) -> Result<Grid, ImportError> {
    let (decoded, mark) = encoding::decide(bytes, said).ok_or_else(|| ImportError::Unsupported {
        file: file.to_owned(),
        why: "it holds binary data, not text".to_owned(),
    })?;
    let (text, broken) = decoded.encoding.encoding().decode_without_bom_handling(&bytes[mark..]);
    // Excel's own way to say the delimiter; the line stays a row, so that rows keep their numbers.
    let said = text.strip_prefix("sep=").and_then(|rest| {
        let mut rest = rest.chars();
        rest.next().filter(|c| DELIMITERS.contains(c) && matches!(rest.next(), None | Some('\r' | '\n')))
    });
    let delimiter = said.unwrap_or_else(|| sniff(&text));

    let mut grid = Grid::new(file, file);
    grid.encoding = Some(decoded);
    let mut budget = Budget::new(file);
    for (row, record) in Records::new(&text, delimiter).enumerate() {
        let record = record.map_err(|line| ImportError::Damaged {
            file: file.to_owned(),
            why: format!("the quotation mark that opens in row {} is never closed", line + 1),
        })?;
        if row == 0 && said.is_some() {
            continue;
        }
        for (column, field) in record.into_iter().enumerate() {
            let cell = if field.is_empty() {
                Cell::Empty
            } else if broken && field.contains(char::REPLACEMENT_CHARACTER) {
                Cell::Unread(field)
            } else {
                Cell::Text(unguarded(field))
            };
            budget.put(&mut grid, row, column, cell)?;
        }
    }
    Ok(grid)
}

/// Whether a spreadsheet program would take a text for a formula, or for one that is guarded already.
pub(crate) fn needs_guard(text: &str) -> bool {
    let mut letters = text.chars();
    match letters.next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => true,
        // A mark before a mark: what is guarded reads back as what it was.
        Some('\'') => letters.next().is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\'')),
        _ => false,
    }
}

/// A text without the mark that keeps spreadsheet programs from computing it.
#[must_use]
pub fn unguarded(mut text: String) -> String {
    if text.starts_with('\'') && needs_guard(&text) {
        text.remove(0);
    }
    text
}

/// The delimiter that cuts most rows into the same number of fields, of those the one that cuts
/// into more.
fn sniff(text: &str) -> char {
    DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|delimiter| {
            let mut counts = [0usize; 64];
            for record in Records::new(text, *delimiter).take(SNIFFED_ROWS).flatten() {
                counts[record.len().min(63)] += 1;
            }
            (2..64).map(|fields| (counts[fields], fields)).max().filter(|(rows, _)| *rows > 0).unwrap_or_default()
        })
        .unwrap_or(',')
}

/// Rows of fields (RFC 4180, and what programs make of it: single line feeds, quotation marks
/// inside of fields). Blank lines are rows too, as spreadsheets count them.
struct Records<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    delimiter: char,
    row: usize,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: char) -> Self {
        Self { rest: text.chars().peekable(), delimiter, row: 0 }
    }
}

impl Iterator for Records<'_> {
    /// The row's number, from 0, where a quotation mark is never closed.
    type Item = Result<Vec<String>, usize>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rest.peek()?;
        let row = self.row;
        self.row += 1;
        let mut record = Vec::new();
        loop {
            let Ok((field, ended)) = self.field() else { return Some(Err(row)) };
            record.push(field);
            if ended {
                return Some(Ok(record));
            }
        }
    }
}

impl Records<'_> {
    /// One field, and whether the row ends after it.
    fn field(&mut self) -> Result<(String, bool), ()> {
        let mut field = String::new();
        if self.rest.next_if_eq(&'"').is_some() {
            loop {
                match self.rest.next().ok_or(())? {
                    '"' if self.rest.next_if_eq(&'"').is_some() => field.push('"'),
                    '"' => break,
                    other => field.push(other),
                }
            }
        }
        loop {
            match self.rest.next() {
                None | Some('\n') => return Ok((field, true)),
                Some('\r') => {
                    self.rest.next_if_eq(&'\n');
                    return Ok((field, true));
                }
                Some(c) if c == self.delimiter => return Ok((field, false)),
                Some(c) => field.push(c),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expect: &[&[&str]]) {
        let grid = read(bytes, "a.csv", None).unwrap();
        let rows: Vec<Vec<String>> =
            (0..grid.height()).map(|r| (0..grid.width()).map(|c| grid.cell(r, c).shown()).collect()).collect();
        assert_eq!(rows, expect);
    }

    fn utf16(text: &str, bom: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let mark = bom.then_some(0xFEFF);
        mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
    }

    #[test]
    fn every_delimiter_is_found() {
        for delimiter in DELIMITERS {
            let text = "Name,Notes\n001,\"a, b; c|d\te\"\nx,\n".replace(',', &delimiter.to_string());
            let inner = "a, b; c|d\te".replace(',', &delimiter.to_string());
            check(text.as_bytes(), &[&["Name", "Notes"], &["001", &inner], &["x", ""]]);
        }
    }

    #[test]
    fn every_encoding_is_found() {
        let text = "Name;Künstler\r\nHugo;Weiß\r\n";
        let expect: &[&[&str]] = &[&["Name", "Künstler"], &["Hugo", "Weiß"]];
        check(text.as_bytes(), expect);
        check(format!("\u{FEFF}{text}").as_bytes(), expect);
        check(&utf16(text, true, u16::to_le_bytes), expect);
        check(&utf16(text, true, u16::to_be_bytes), expect);
        check(&utf16(text, false, u16::to_le_bytes), expect);
        check(&encoding_rs::WINDOWS_1252.encode(text).0, expect);
    }

    #[test]
    fn a_bad_byte_costs_its_cell_and_no_other() {
        let bytes = ["Name,Description\nForêt,le héros court à côté\nGare,caf".as_bytes(), b"\xE9\n"].concat();
        let grid = read(&bytes, "a.csv", None).unwrap();
        assert_eq!(grid.cell(1, 1), &Cell::Text("le héros court à côté".into()));
        assert_eq!(grid.cell(2, 0), &Cell::Text("Gare".into()));
        assert_eq!(grid.cell(2, 1), &Cell::Unread("caf\u{FFFD}".into()));
        assert!(!grid.encoding.unwrap().is_guess());
        let said = read(&bytes, "a.csv", Some("windows-1252".parse().unwrap())).unwrap();
        assert_eq!(said.cell(2, 1), &Cell::Text("café".into()), "what somebody says holds");
    }

    #[test]
    fn rows_keep_the_numbers_they_have_in_a_spreadsheet() {
        check(
            b"a,b\n\n\"two\nlines\",\"say \"\"hi\"\"\"\r\rlast,\"q\"x\n",
            &[&["a", "b"], &["", ""], &["two\nlines", "say \"hi\""], &["", ""], &["last", "qx"]],
        );
        check(b"sep=;\nA,B;C\n", &[&["", ""], &["A,B", "C"]]);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.csv", None).unwrap_err().code(), "unsupported_media");
        let open = read(b"Name\n\"never closed\nx\n", "a.csv", None).unwrap_err();
        assert_eq!(open.code(), "damaged");
        assert!(open.to_string().contains("row 2"), "{open}");
    }
}
