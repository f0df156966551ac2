//! Workbooks made here: what they say beside their cells, in every kind of file.
#![allow(clippy::unwrap_used)]

use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Note, Workbook, Worksheet};
use std::io::Write;
use zip::{ZipWriter, write::SimpleFileOptions};

/// A zip archive of these parts.
pub(crate) fn zipped_parts(parts: &[(&str, &str)]) -> Vec<u8> {
    let bytes: Vec<(&str, Vec<u8>)> = parts.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
    zipped_bytes(&bytes)
}

fn zipped_bytes(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn book(name: &str, bytes: &[u8]) -> Book {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    read(&path, None).unwrap()
}

fn xlsx(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

#[track_caller]
fn check_row(grid: &Grid, row: usize, expect: &[&str]) {
    let shown: Vec<String> = (0..expect.len()).map(|c| grid.cell(row, c).shown()).collect();
    assert_eq!(shown, expect);
}

const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Plan" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const SHEET: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" s="1"><v>10</v></c></row></sheetData></worksheet>"#;
const TEXTS: &str =
    r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Name</t></si></sst>"#;
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="&quot;SH&quot;0000"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>"#;

fn relations(kind: &str, list: &[(&str, &str, &str)]) -> String {
    let one = |(id, name, target): &(&str, &str, &str)| {
        format!("<Relationship Id=\"{id}\" Type=\"{kind}/{name}\" Target=\"{target}\"/>")
    };
    let all: String = list.iter().map(one).collect();
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>"
    )
}

#[test]
fn parts_are_found_whatever_their_names_are() {
    const USUAL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    // What comes before each part, and how the relations name them.
    for (named, kind, [root, workbook, rels, sheet, texts, styles], [to_workbook, to_sheet, to_texts, to_styles]) in [
        (
            "backslashes",
            USUAL,
            [
                "_rels\\.rels",
                "xl\\workbook.xml",
                "xl\\_rels\\workbook.xml.rels",
                "xl\\worksheets\\sheet1.xml",
                "xl\\sharedStrings.xml",
                "xl\\styles.xml",
            ],
            ["xl/workbook.xml", "worksheets/sheet1.xml", "sharedStrings.xml", "styles.xml"],
        ),
        (
            "backslashes in relations too",
            USUAL,
            [
                "_rels\\.rels",
                "xl\\workbook.xml",
                "xl\\_rels\\workbook.xml.rels",
                "xl\\worksheets\\sheet1.xml",
                "xl\\sharedStrings.xml",
                "xl\\styles.xml",
            ],
            ["xl\\workbook.xml", "worksheets\\sheet1.xml", "sharedStrings.xml", "styles.xml"],
        ),
        (
            "other letter case",
            USUAL,
            [
                "_Rels/.rels",
                "XL/Workbook.xml",
                "XL/_rels/Workbook.xml.rels",
                "XL/Worksheets/Sheet1.xml",
                "XL/SharedStrings.xml",
                "XL/Styles.xml",
            ],
            ["xl/workbook.xml", "worksheets/sheet1.xml", "sharedStrings.xml", "styles.xml"],
        ),
        (
            "a slash before each",
            USUAL,
            [
                "/_rels/.rels",
                "/xl/workbook.xml",
                "/xl/_rels/workbook.xml.rels",
                "/xl/worksheets/sheet1.xml",
                "/xl/sharedStrings.xml",
                "/xl/styles.xml",
            ],
            ["/xl/workbook.xml", "/xl/worksheets/sheet1.xml", "/xl/sharedStrings.xml", "/xl/styles.xml"],
        ),
        (
            "names of their own",
            USUAL,
            [
                "_rels/.rels",
                "book/main.xml",
                "book/_rels/main.xml.rels",
                "book/worksheets/sheet1.xml",
                "book/texts.xml",
                "book/looks.xml",
            ],
            ["book/main.xml", "./worksheets/sheet1.xml", "texts.xml", "../book/looks.xml"],
        ),
        (
            "all in one folder",
            STRICT,
            ["_rels/.rels", "workbook.xml", "_rels/workbook.xml.rels", "sheet1.xml", "sharedStrings.xml", "styles.xml"],
            ["workbook.xml", "sheet1.xml", "sharedStrings.xml", "styles.xml"],
        ),
    ] {
        let roots = relations(kind, &[("rId1", "officeDocument", to_workbook)]);
        let of_book = relations(
            kind,
            &[("rId1", "worksheet", to_sheet), ("rId2", "sharedStrings", to_texts), ("rId3", "styles", to_styles)],
        );
        let file = zipped_parts(&[
            ("[Content_Types].xml", "<Types/>"),
            (root, &roots),
            (workbook, WORKBOOK),
            (rels, &of_book),
            (sheet, SHEET),
            (texts, TEXTS),
            (styles, STYLES),
        ]);
        let book = book("a.xlsx", &file);
        let grid = book.grid();
        assert_eq!(grid.name, "Plan", "{named}");
        assert_eq!((grid.cell(0, 0).shown(), grid.cell(1, 0).shown()), ("Name".into(), "SH0010".into()), "{named}");
    }
}

#[test]
fn a_sheet_shows_numbers_lengths_and_days_as_its_formats_have_them() {
    let format = |code: &str| Format::new().set_num_format(code);
    let bytes = xlsx(|sheet| {
        for (column, (value, code)) in [
            (10.0, "\"SH\"0000"),
            (0.25, "0%"),
            (1.1, "0.00"),
            (1001.0, "#,##0"),
            (1.0 / 3.0, "[h]:mm"),
            (1.5, "[h]:mm"),
            (0.510_416_666_666_666_6, "h:mm"),
            (46_353.583_333_333_336, "yyyy-mm-dd hh:mm"),
            (7.0, "General"),
        ]
        .into_iter()
        .enumerate()
        {
            sheet.write_with_format(0, column as u16, value, &format(code)).unwrap();
        }
        sheet.write_with_format(1, 0, "010", &format("\"SH\"@")).unwrap();
        let day = ExcelDateTime::from_ymd(2026, 11, 27).unwrap();
        sheet.write_with_format(1, 1, day, &format("dd mmm")).unwrap();
        sheet.write_formula_with_format(1, 2, Formula::new("=2+2").set_result("4"), &format("000")).unwrap();
    });
    let book = book("a.xlsx", &bytes);
    check_row(book.grid(), 0, &["SH0010", "25%", "1.10", "1,001", "8:00", "36:00", "12:15", "2026-11-27 14:00", "7"]);
    check_row(book.grid(), 1, &["SH010", "2026-11-27", "004"]);
    assert!(matches!(book.grid().cell(0, 5), Cell::Duration(m, _) if *m == 2160.0));
}

#[test]
fn a_sheet_says_more_than_its_cells() {
    let bytes = xlsx(|sheet| {
        for (column, text) in ["Name", "Reference", "Secret"].into_iter().enumerate() {
            sheet.write(0, column as u16, text).unwrap();
        }
        sheet.write(1, 0, "SH010").unwrap();
        sheet.write_url_with_text(1, 1, "https://ref.example/boards/sh010", "moodboard").unwrap();
        sheet.write(2, 0, "SH020").unwrap();
        let formula =
            Formula::new("=HYPERLINK(\"https://ref.example/boards/\"&A3,\"moodboard\")").set_result("moodboard");
        sheet.write_formula(2, 1, formula).unwrap();
        sheet.write(3, 0, "SH030").unwrap();
        sheet.insert_note(1, 0, &Note::new("client wants it warmer").set_author("Ada")).unwrap();
        sheet.set_row_hidden(3).unwrap();
        sheet.set_column_hidden(2).unwrap();
    });
    let book = book("a.xlsx", &bytes);
    let grid = book.grid();
    assert_eq!(grid.link(1, 1), Some("https://ref.example/boards/sh010"));
    assert_eq!(grid.link(2, 1), Some("https://ref.example/boards/SH020"));
    assert_eq!(grid.linked(1, 1).shown(), "moodboard (https://ref.example/boards/sh010)");
    let notes: Vec<_> = grid.beside.notes.iter().collect();
    let note = crate::import::CellNote { author: "Ada".into(), text: "client wants it warmer".into() };
    assert_eq!(notes, [(&(1, 0), &vec![note])]);
    assert!(grid.hides_row(3) && !grid.hides_row(2) && grid.hides_column(2) && !grid.hides_column(1));
}

#[test]
fn a_thread_of_comments_names_everybody_who_wrote_in_it() {
    const KIND: &str = "http://schemas.microsoft.com/office/2017/10/relationships";
    let usual = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let both = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{usual}/comments\" Target=\"../comments1.xml\"/><Relationship Id=\"rId2\" Type=\"{KIND}/threadedComment\" Target=\"../threadedComments/threadedComment1.xml\"/></Relationships>"
    );
    let of_book = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{usual}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{usual}/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"rId3\" Type=\"{KIND}/person\" Target=\"persons/person.xml\"/></Relationships>"
    );
    let file = zipped_parts(&[
        ("_rels/.rels", &relations(usual, &[("rId1", "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", &of_book),
        ("xl/worksheets/sheet1.xml", SHEET),
        ("xl/worksheets/_rels/sheet1.xml.rels", &both),
        ("xl/sharedStrings.xml", TEXTS),
        (
            "xl/comments1.xml",
            r#"<comments><authors><author>tc={1}</author><author>Cy</author></authors><commentList><comment ref="A2" authorId="0"><text><t>[Threaded comment] Your version of this program… Comment: warmer</t></text></comment><comment ref="A1" authorId="1"><text><r><t>Cy:</t></r><r><t xml:space="preserve">
codes only</t></r></text></comment></commentList></comments>"#,
        ),
        (
            "xl/threadedComments/threadedComment1.xml",
            r#"<ThreadedComments><threadedComment ref="A2" personId="{A}" id="{1}"><text>warmer &amp; softer</text></threadedComment><threadedComment ref="A2" personId="{B}" id="{2}" parentId="{1}"><text>done</text></threadedComment></ThreadedComments>"#,
        ),
        (
            "xl/persons/person.xml",
            r#"<personList><person displayName="Ada Lin" id="{a}"/><person displayName="Ben" id="{B}"/></personList>"#,
        ),
    ]);
    let book = book("a.xlsx", &file);
    let told: Vec<String> = book
        .grid()
        .beside
        .notes
        .iter()
        .flat_map(|((row, column), notes)| {
            notes.iter().map(move |n| format!("{row},{column} {}: {}", n.author, n.text))
        })
        .collect();
    assert_eq!(told, ["0,0 Cy: codes only", "1,0 Ada Lin: warmer & softer", "1,0 Ben: done"]);
}

/// An .ods workbook of one table.
pub(crate) fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:style="s" xmlns:dc="d" xmlns:calcext="c"><office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet><table:tracked-changes><table:table-cell><text:p>before</text:p></table:table-cell></table:tracked-changes><table:table table:name="Shots">{rows}</table:table><table:table table:name="Old" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    zipped_parts(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

#[test]
fn an_open_document_says_what_its_cells_are_and_show() {
    let cell = |said: &str, text: &str| format!("<table:table-cell {said}><text:p>{text}</text:p></table:table-cell>");
    let rows = [
        "<table:table-column/><table:table-column table:visibility=\"collapse\" table:number-columns-repeated=\"2\"/>".to_owned(),
        format!("<table:table-row>{}</table:table-row>", cell("office:value-type=\"string\" table:number-columns-spanned=\"2\"", "Head")),
        format!(
            "<table:table-row>{}{}{}{}{}{}{}{}</table:table-row>",
            cell("office:value-type=\"float\" office:value=\"10\"", "0010"),
            cell("office:value-type=\"percentage\" office:value=\"0.5\"", "50%"),
            cell("office:value-type=\"time\" office:time-value=\"PT36H15M00S\"", "36:15"),
            cell("office:value-type=\"date\" office:date-value=\"2026-11-27T14:00:00\"", "27/11/26"),
            cell("office:value-type=\"float\" office:value=\"2\"", "2"),
            cell("office:value-type=\"string\"", "line<text:s text:c=\"3\"/>one<text:line-break/>br</text:p><text:p>two\n   words"),
            cell("office:value-type=\"string\"", "<text:a xlink:href=\"https://ref.example/x\">board</text:a> v2"),
            cell("office:value-type=\"string\" calcext:value-type=\"error\" table:formula=\"of:=1/0\"", "#DIV/0!"),
        ),
        "<table:table-row table:visibility=\"filter\" table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\" table:number-columns-repeated=\"2\"><text:p>TRUE</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>".to_owned(),
        "<table:table-row><table:table-cell office:value-type=\"string\"><office:annotation><dc:creator>Ada</dc:creator><text:p>warmer</text:p><text:p>please</text:p></office:annotation><text:p>SH010</text:p></table:table-cell><table:table-cell table:formula=\"of:=HYPERLINK(&quot;https://ref.example/&quot;&amp;[.A5];&quot;b&quot;)\" office:value-type=\"string\"><text:p>b</text:p></table:table-cell></table:table-row>".to_owned(),
        "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>".to_owned(),
    ]
    .concat();
    let book = book("a.ods", &ods(&rows));
    let grid = book.grid();
    assert_eq!((grid.name.as_str(), grid.height(), book.sheets[1].hidden), ("Shots", 5, true));
    assert_eq!(grid.hidden_sheets, ["Old"]);
    check_row(
        grid,
        1,
        &["0010", "50%", "36:15", "2026-11-27 14:00", "2", "line   one\nbr\ntwo words", "board v2", "#DIV/0!"],
    );
    assert!(matches!(grid.cell(1, 2), Cell::Duration(m, _) if *m == 2175.0));
    assert_eq!(grid.cell(1, 4), &Cell::Number(2.0, None));
    assert!(matches!(grid.cell(1, 7), Cell::Error(_)));
    assert_eq!(grid.columns_spanned(0, 0), 2);
    assert_eq!((grid.link(1, 6), grid.link(4, 1)), (Some("https://ref.example/x"), Some("https://ref.example/SH010")));
    check_row(grid, 3, &["TRUE", "TRUE"]);
    assert!(grid.hides_row(2) && grid.hides_row(3) && !grid.hides_row(4) && grid.beside.filtered);
    assert!(!grid.hides_column(0) && grid.hides_column(1) && grid.hides_column(2));
    assert_eq!(grid.beside.notes[&(4, 0)][0].text, "warmer\nplease");
    assert_eq!(grid.beside.notes[&(4, 0)][0].author, "Ada");
}

#[test]
fn an_open_document_under_a_password_says_so() {
    let file = zipped_parts(&[
        ("content.xml", "\u{1}nothing to be read"),
        ("META-INF/manifest.xml", "<manifest><file-entry><encryption-data/></file-entry></manifest>"),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ods");
    std::fs::write(&path, file).unwrap();
    let error = read(&path, None).unwrap_err();
    assert!(error.to_string().contains("protected by a password"), "{error}");
}

#[test]
fn lengths_of_time_are_read_as_xml_schema_writes_them() {
    for (text, minutes) in
        [("PT36H15M00S", 2175.0), ("PT8H", 480.0), ("P1DT12H", 2160.0), ("-PT30M", -30.0), ("PT90.5S", 1.508_333)]
    {
        assert_eq!(iso_minutes(text), Some(minutes), "{text}");
    }
    for text in ["", "P", "36:00", "PT5X", "PTH", "PTÄ"] {
        assert!(iso_minutes(text).is_none_or(|m| m == 0.0), "{text}");
    }
}

mod binary;
