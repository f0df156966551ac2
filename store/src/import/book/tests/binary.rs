//! Binary workbooks, written by hand as small as they may be.

use super::*;

fn word(n: u32) -> [u8; 4] {
    n.to_le_bytes()
}

fn half(n: u16) -> [u8; 2] {
    n.to_le_bytes()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A record of an .xlsb part.
fn part(kind: u16, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    if kind < 0x80 {
        out.push(kind as u8);
    } else {
        out.extend([(kind & 0x7F) as u8 | 0x80, (kind >> 7) as u8]);
    }
    let mut length = body.len();
    loop {
        let byte = (length & 0x7F) as u8;
        length >>= 7;
        out.push(if length > 0 { byte | 0x80 } else { byte });
        if length == 0 {
            break;
        }
    }
    out.extend(body);
    out
}

/// A text of an .xlsb record.
fn text(text: &str) -> Vec<u8> {
    [&word(text.encode_utf16().count() as u32)[..], &utf16(text)].concat()
}

#[test]
fn an_xlsb_workbook_reads_like_any_other() {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let bundle = [&word(0)[..], &word(1), &text("rId1"), &text("Plan")].concat();
    let workbook = [
        part(0x0083, &[]),
        part(0x0099, &[0; 12]),
        part(0x008F, &[]),
        part(0x009C, &bundle),
        part(0x0090, &[]),
        part(0x009D, &[0; 26]),
        part(0x0084, &[]),
    ]
    .concat();
    let format = |id: u16, code: &str| part(0x002C, &[&half(id)[..], &text(code)].concat());
    let style = |id: u16| part(0x002F, &[&half(0xFFFF)[..], &half(id), &[0; 12]].concat());
    let styles = [
        part(0x0116, &[]),
        part(0x0267, &word(2)),
        format(164, "\"SH\"0000"),
        format(165, "[h]:mm"),
        part(0x0268, &[]),
        part(0x0269, &word(3)),
        style(0),
        style(164),
        style(165),
        part(0x026A, &[]),
        part(0x0117, &[]),
    ]
    .concat();
    let row = |row: u32, hidden: bool| {
        part(0x0000, &[&word(row)[..], &word(0), &half(300), &[0, if hidden { 0x10 } else { 0 }], &[0; 5]].concat())
    };
    let real = |column: u32, style: u32, value: f64| {
        part(0x0005, &[&word(column)[..], &word(style), &value.to_le_bytes()].concat())
    };
    let words = |column: u32, said: &str| part(0x0006, &[&word(column)[..], &word(0), &text(said)].concat());
    let sheet = [
        part(0x0081, &[]),
        part(0x0094, &[&word(0)[..], &word(2), &word(0), &word(2)].concat()),
        part(0x0186, &[]),
        part(0x003C, &[&word(2)[..], &word(2), &word(2000), &word(0), &half(1)].concat()),
        part(0x0187, &[]),
        part(0x0091, &[]),
        row(0, false),
        words(0, "Name"),
        words(1, "Bid"),
        row(1, false),
        real(0, 1, 10.0),
        real(1, 2, 1.5),
        row(2, true),
        words(0, "SH0020"),
        part(0x0092, &[]),
        part(
            0x01EE,
            &[&word(1)[..], &word(1), &word(0), &word(0), &text("rId7"), &text(""), &text(""), &text("")].concat(),
        ),
        part(0x0082, &[]),
    ]
    .concat();
    let comments = [
        part(0x0274, &[]),
        part(0x0276, &[]),
        part(0x0278, &text("Ada")),
        part(0x0277, &[]),
        part(0x0279, &[]),
        part(0x027B, &[&word(0)[..], &word(1), &word(1), &word(0), &word(0), &[0; 16]].concat()),
        part(0x027D, &[&[0][..], &text("warmer")].concat()),
        part(0x027C, &[]),
    ]
    .concat();
    let of_sheet = format!(
        "<Relationships><Relationship Id=\"rId7\" Type=\"{KIND}/hyperlink\" Target=\"https://ref.example/a\" TargetMode=\"External\"/><Relationship Id=\"rId8\" Type=\"{KIND}/comments\" Target=\"../comments1.bin\"/></Relationships>"
    );
    let of_book = relations(KIND, &[("rId1", "worksheet", "worksheets/sheet1.bin"), ("rId2", "styles", "styles.bin")]);
    let root = relations(KIND, &[("rId1", "officeDocument", "xl/workbook.bin")]);
    let named = |slash: &str| {
        let name = |name: &str| name.replace('/', slash);
        let parts = [
            (name("_rels/.rels"), root.clone().into_bytes()),
            (name("xl/workbook.bin"), workbook.clone()),
            (name("xl/_rels/workbook.bin.rels"), of_book.clone().into_bytes()),
            (name("xl/styles.bin"), styles.clone()),
            (name("xl/worksheets/sheet1.bin"), sheet.clone()),
            (name("xl/worksheets/_rels/sheet1.bin.rels"), of_sheet.clone().into_bytes()),
            (name("xl/comments1.bin"), comments.clone()),
        ];
        let parts: Vec<(&str, Vec<u8>)> = parts.iter().map(|(n, b)| (n.as_str(), b.clone())).collect();
        zipped_bytes(&parts)
    };
    for slash in ["/", "\\"] {
        let book = book("a.xlsb", &named(slash));
        let grid = book.grid();
        assert_eq!(grid.name, "Plan");
        check_row(grid, 0, &["Name", "Bid"]);
        check_row(grid, 1, &["SH0010", "36:00"]);
        assert!(matches!(grid.cell(1, 1), Cell::Duration(m, _) if *m == 2160.0));
        assert_eq!(grid.link(1, 0), Some("https://ref.example/a"), "{slash}");
        assert_eq!(grid.beside.notes[&(1, 0)][0].text, "warmer", "{slash}");
        assert!(grid.hides_row(2) && !grid.hides_row(1) && grid.hides_column(2) && !grid.hides_column(1));
    }
}

/// A record of an .xls stream.
fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    [&half(kind)[..], &half(body.len() as u16), body].concat()
}

/// A text of one byte a letter, behind its length in two bytes.
fn long(text: &str) -> Vec<u8> {
    [&half(text.len() as u16)[..], &[0], text.as_bytes()].concat()
}

#[test]
fn an_xls_workbook_reads_like_any_other() {
    let bof = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let format = |id: u16, code: &str| record(0x041E, &[&half(id)[..], &long(code)].concat());
    let style = |id: u16| record(0x00E0, &[&half(0)[..], &half(id), &[0; 16]].concat());
    let globals = |at: u32| {
        let bound = [&word(at)[..], &[0, 0, 4, 0], b"Plan"].concat();
        [
            bof(5),
            format(164, "\"SH\"0000"),
            format(165, "[h]:mm"),
            style(0),
            style(164),
            style(165),
            record(0x0085, &bound),
            record(0x000A, &[]),
        ]
        .concat()
    };
    let number = |row: u16, column: u16, style: u16, value: f64| {
        record(0x0203, &[&half(row)[..], &half(column), &half(style), &value.to_le_bytes()].concat())
    };
    let words = |row: u16, column: u16, text: &str| {
        record(0x0204, &[&half(row)[..], &half(column), &half(0), &long(text)].concat())
    };
    let address = utf16("https://ref.example/a\0");
    let guid = [0xE0, 0xC9, 0xEA, 0x79, 0xF9, 0xBA, 0xCE, 0x11, 0x8C, 0x82, 0, 0xAA, 0, 0x4B, 0xA9, 0x0B];
    let link = [
        &half(1)[..],
        &half(1),
        &half(0),
        &half(0),
        &[0xD0; 16],
        &word(2),
        &word(3),
        &guid,
        &word(address.len() as u32),
        &address,
    ]
    .concat();
    let row = |row: u16, hidden: bool| {
        record(
            0x0208,
            &[&half(row)[..], &half(0), &half(2), &half(300), &[0; 4], &half(if hidden { 0x20 } else { 0 }), &half(0)]
                .concat(),
        )
    };
    let sheet = [
        bof(0x10),
        record(0x007D, &[&half(2)[..], &half(2), &half(2000), &half(0), &half(1), &half(0)].concat()),
        row(1, false),
        row(2, true),
        words(0, 0, "Name"),
        words(0, 1, "Bid"),
        number(1, 0, 1, 10.0),
        number(1, 1, 2, 1.5),
        words(2, 0, "SH0020"),
        record(0x005D, &[&half(0x15)[..], &half(0x12), &half(0x19), &half(5), &[0; 14]].concat()),
        record(0x01B6, &[&[0; 10][..], &half(6), &half(16), &[0; 4]].concat()),
        record(0x003C, &[&[0][..], b"warmer"].concat()),
        record(0x003C, &[0; 16]),
        record(0x001C, &[&half(1)[..], &half(0), &half(0), &half(5), &long("Ada"), &[0]].concat()),
        record(0x01B8, &link),
        record(0x000A, &[]),
    ]
    .concat();
    let at = globals(0).len() as u32;
    let stream = [globals(at), sheet].concat();
    let file = crate::import::tests::hostile::container_of("Workbook", &stream);
    let book = book("a.xls", &file);
    let grid = book.grid();
    check_row(grid, 0, &["Name", "Bid"]);
    check_row(grid, 1, &["SH0010", "36:00"]);
    assert!(matches!(grid.cell(1, 1), Cell::Duration(m, _) if *m == 2160.0));
    assert_eq!(grid.link(1, 0), Some("https://ref.example/a"));
    let note = &grid.beside.notes[&(1, 0)][0];
    assert_eq!((note.author.as_str(), note.text.as_str()), ("Ada", "warmer"));
    assert!(grid.hides_row(2) && !grid.hides_row(1) && grid.hides_column(2) && !grid.hides_column(1));
}
