//! Files that are not what they seem.

use super::*;
use proptest::prelude::*;

fn code(name: &str, bytes: &[u8]) -> &'static str {
    let file = TextFile::new(name, bytes);
    read(&file.path, None).unwrap_err().code()
}

pub(super) fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in ["Name", "Modeling", "Notes"].into_iter().enumerate() {
        sheet.write(0, column as u16, text).unwrap();
    }
    for row in 1..40 {
        sheet.write(row, 0, format!("Shot {row}")).unwrap().write(row, 1, "wip").unwrap();
        sheet.write(row, 2, "a text that repeats").unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// The bytes of a zip archive of one stored part, whose directory may say any size.
fn archive(name: &str, content: &[u8], said: u32) -> Vec<u8> {
    let mut local = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0".to_vec();
    local.extend([0; 4]);
    for size in [content.len() as u32, said] {
        local.extend(size.to_le_bytes());
    }
    local.extend((name.len() as u16).to_le_bytes());
    local.extend([0, 0]);
    local.extend(name.as_bytes());
    local.extend(content);
    let start = local.len() as u32;
    let mut part = b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0".to_vec();
    part.extend([0; 4]);
    for size in [content.len() as u32, said] {
        part.extend(size.to_le_bytes());
    }
    part.extend((name.len() as u16).to_le_bytes());
    part.extend([0; 16]);
    part.extend(name.as_bytes());
    let size = part.len() as u32;
    local.extend(part);
    local.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    local.extend(size.to_le_bytes());
    local.extend(start.to_le_bytes());
    local.extend([0, 0]);
    local
}

#[test]
fn what_is_no_sheet_is_refused_with_its_reason() {
    assert_eq!(code("a.xlsx", b"Name,Type\nx,y\n"), "unsupported_media");
    assert_eq!(code("a.xls", b"<html><table></table></html>"), "unsupported_media");
    assert_eq!(code("a.csv", &workbook()), "unsupported_media");
    assert_eq!(code("a.pdf", b"%PDF-1.7"), "unsupported_media");
    assert_eq!(code("a.xlsx", &archive("word/document.xml", b"<x/>", 4)), "unsupported_media");
    assert_eq!(code("a.xlsx", &archive("xl/workbook.xml", b"<x/>", 4)), "damaged");
    assert_eq!(code("a.xlsx", &archive("xl/workbook.xml", b"<x/>", 3 << 30)), "invalid_input");
    assert_eq!(code("a.xlsx", b""), "damaged");
    assert_eq!(code("a.csv", b"\n\n"), "damaged");
    assert_eq!(code("a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and nothing more"), "damaged");
    assert_eq!(read(Path::new("nowhere/a.xlsx"), None).unwrap_err().code(), "not_found");
    assert_eq!(read(Path::new("."), None).unwrap_err().code(), "unsupported_media");
}

#[test]
fn a_truncated_workbook_is_damaged_wherever_it_ends() {
    let whole = workbook();
    for end in (1..whole.len() - 1).step_by(61) {
        let file = TextFile::new("a.xlsx", &whole[..end]);
        let error = read(&file.path, None).unwrap_err();
        assert!(["damaged", "unsupported_media"].contains(&error.code()), "cut at {end}: {error}");
    }
}

#[test]
fn a_cell_in_the_last_corner_is_told_and_not_made_room_for() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Name").unwrap().write(1_048_575, 16_383, "x").unwrap();
    let file = TextFile::new("a.xlsx", book.save_to_buffer().unwrap());
    let error = read(&file.path, None).unwrap_err();
    assert_eq!(error.code(), "invalid_input");
    assert!(error.to_string().contains("XFD1048576"), "{error}");
}

#[test]
fn a_sheet_that_is_not_there_names_those_that_are() {
    let file = TextFile::new("a.xlsx", workbook());
    let error = read(&file.path, Some("Plan")).unwrap_err();
    assert_eq!(error.code(), "not_found");
    assert!(error.to_string().contains("Sheet1"), "{error}");
    assert!(read(&file.path, Some("sheet1")).is_ok());
}

/// An .xls file of one sheet whose cells are numbers, small enough to write by hand.
fn xls(cells: &[(u16, u16)]) -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat();
    let bof = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let sheet_at = (bof(5).len() + 4 + 6 + 8 + end.len()) as u32;
    let mut bound = sheet_at.to_le_bytes().to_vec();
    bound.extend([0, 0, 4, 0]);
    bound.extend(b"Plan\0\0");
    let mut stream = [bof(5), record(0x0085, &bound), end.clone(), bof(0x10)].concat();
    for (row, column) in cells {
        let mut data = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        data.extend(1.0f64.to_le_bytes());
        stream.extend(record(0x0203, &data));
    }
    stream.extend(end);
    container_of("Workbook", &stream)
}

/// An old container of one stream of 4096 bytes.
pub(crate) fn container_of(stream_name: &str, stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    assert!(stream.len() <= 4096, "one chain of eight sectors is written here");
    stream.resize(4096, 0);
    // Sector 0 is the table, 1 the directory, 2 to 9 the stream.
    let mut file = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    file.resize(24, 0);
    for half in [0x3Eu16, 3, 0xFFFE, 9, 6] {
        file.extend(half.to_le_bytes());
    }
    file.resize(44, 0);
    for word in [1u32, 1, 0, 4096, 0xFFFF_FFFE, 0, 0xFFFF_FFFE, 0, 0] {
        file.extend(word.to_le_bytes());
    }
    file.resize(512, 0xFF);
    let mut table = vec![0xFFFF_FFFDu32, 0xFFFF_FFFE];
    table.extend(3..10);
    table.push(0xFFFF_FFFE);
    table.resize(128, u32::MAX);
    file.extend(table.iter().flat_map(|w| w.to_le_bytes()));
    for (name, kind, start, size) in [("Root Entry", 5u8, 0xFFFF_FFFEu32, 0u32), (stream_name, 2, 2, 4096)] {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(64, 0);
        entry.extend((name.len() as u16 * 2 + 2).to_le_bytes());
        entry.extend([kind, 1]);
        entry.resize(116, 0);
        entry.extend([start.to_le_bytes(), size.to_le_bytes()].concat());
        entry.resize(128, 0);
        file.extend(entry);
    }
    file.resize(512 * 3, 0);
    file.extend(stream);
    file
}

#[test]
fn an_old_workbook_that_asks_for_all_memory_is_refused_before_it_gets_any() {
    let near = TextFile::new("a.xls", xls(&[(0, 0), (4, 2)]));
    let book = read(&near.path, None).unwrap();
    assert_eq!((book.grid().name.as_str(), book.grid().height(), book.grid().width()), ("Plan", 5, 3));
    assert_eq!(code("a.xls", &xls(&[(0, 0), (65_535, 65_535)])), "damaged", "there is no such column");
    assert_eq!(code("a.xls", &xls(&[(0, 0), (65_535, 255)])), "invalid_input", "too many cells between the two");
}

/// An old container that holds one stream of this name: what a program writes for a workbook under a password.
fn container(name: &str) -> Vec<u8> {
    let mut file = xls(&[(0, 0)]);
    let entry = 1024 + 128;
    file[entry..entry + 64].fill(0);
    let letters: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    file[entry..entry + letters.len()].copy_from_slice(&letters);
    file[entry + 64..entry + 66].copy_from_slice(&(letters.len() as u16 + 2).to_le_bytes());
    file
}

#[test]
fn a_workbook_under_a_password_says_so() {
    let file = TextFile::new("a.xlsx", container("EncryptedPackage"));
    let error = read(&file.path, None).unwrap_err();
    assert_eq!(error.code(), "unsupported_media");
    assert!(error.to_string().contains("protected by a password"), "{error}");
}

#[test]
fn a_bomb_that_lies_about_its_size_is_refused_before_it_goes_off() {
    use std::io::{Cursor, Write};
    let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&vec![b' '; 4 << 20]).unwrap();
    let packed = packed.finish().unwrap();
    let mut file = archive("xl/workbook.xml", &packed, 1000);
    // Deflated, as both of its heads say.
    let directory = file.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    file[8] = 8;
    file[directory + 10] = 8;
    let within = |limit| crate::import::book::inspect_within(&mut Cursor::new(&file), "a.xlsx", limit);
    assert!(within(5 << 20).is_ok());
    assert_eq!(within(3 << 20).unwrap_err().code(), "invalid_input");
}

#[test]
fn a_row_of_a_million_columns_is_told_and_not_kept() {
    let wide = format!("Name{}\nx\n", ",a".repeat(1_000_000));
    assert_eq!(code("a.csv", wide.as_bytes()), "invalid_input");
}

#[test]
fn a_cell_that_holds_a_book_is_one_error() {
    let book = "word ".repeat(400_000);
    let file = TextFile::new("a.csv", format!("Name,Notes,Due\n{book},,\nx,{book},\ny,,{book}\n"));
    let memory = Memory::new();
    let result = preview(&memory, &file.path, None, true);
    let places: Vec<String> = result.errors.iter().map(|e| format!("{}{} {:?}", e.column, e.row, e.kind)).collect();
    assert_eq!(places, ["A2 Long", "B3 Long", "C4 Date"]);
    assert!(result.errors.iter().all(|e| e.value.len() <= 200 && e.message.len() < 400));
}

#[test]
fn a_workbook_of_broken_xml_is_damaged() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "Name").unwrap();
    let whole = book.save_to_buffer().unwrap();
    assert!(read(&TextFile::new("a.xlsx", &whole).path, None).is_ok());
    for broken in [&b"<workbook><sheets><sheet name=\"x\""[..], b"", b"\xFF\xFE\x00", b"<a/>"] {
        let error = read(&TextFile::new("a.xlsx", archive("xl/workbook.xml", broken, broken.len() as u32)).path, None);
        assert!(["damaged", "unsupported_media"].contains(&error.unwrap_err().code()));
    }
}

/// Everything that follows from a file, whatever it is.
fn walk(name: &str, bytes: &[u8]) {
    let memory = Memory::new();
    let file = TextFile::new(name, bytes);
    if let Ok(book) = read(&file.path, None)
        && let Ok(mapping) = detect(book.grid(), &memory.target(), None)
    {
        let _ = plan(&memory.state, PROJECT, book.grid(), &mapping, today(), &mut ids(), &Skip::errors());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000), kind in 0..4usize) {
        let magic: [&[u8]; 4] = [b"", b"PK\x03\x04", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"PK\x05\x06"];
        let bytes = [magic[kind], &bytes].concat();
        walk(["a.csv", "a.xlsx", "a.xls", "a.ods"][kind], &bytes);
    }

    #[test]
    fn a_workbook_with_any_byte_changed_never_panics(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = workbook();
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        walk("a.xlsx", &bytes);
    }

    #[test]
    fn an_old_workbook_with_any_byte_changed_never_panics(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = xls(&[(0, 0), (4, 2)]);
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        walk("a.xls", &bytes);
    }

    #[test]
    fn any_text_under_a_header_never_panics(cells in prop::collection::vec("[ -~\u{a0}ßéЖ\\n\"]{0,24}", 7..70)) {
        let mut text = "Name,Type,Due,Priority,Modeling,Modeling Artist,Modeling Due\n".to_owned();
        for row in cells.chunks(7) {
            let fields: Vec<String> = row.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
            text.push_str(&fields.join(","));
            text.push('\n');
        }
        walk("a.csv", text.as_bytes());
    }
}
