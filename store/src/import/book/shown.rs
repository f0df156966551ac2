//! What a cell means and shows by its number format: `0000` makes 10 a "0010", `[h]:mm` makes 1.5 a day and a half of
//! time. The codes are those of ECMA-376 part 1, 18.8.30-31; every kind of workbook but .ods has them.

use super::date;
use crate::import::grid::Cell;
use calamine::{ExcelDateTime, ExcelDateTimeType};
use ssfmt::{
    DateSystem, FormatOptions, NumberFormat,
    ast::{DatePart, FormatPart},
};

/// Bytes of a code; spreadsheets allow 255 letters.
const MAX_CODE: usize = 1024;
/// Styles kept of one workbook; spreadsheets allow 65,490.
const MAX_STYLES: usize = 70_000;

/// What a format makes of numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Number,
    Day,
    Time,
}

#[derive(Clone, Debug)]
struct Format {
    kind: Kind,
    /// Its parts say hours or minutes.
    clock: bool,
    code: NumberFormat,
}

/// The number formats of a workbook, by the numbers that its cells name them with.
#[derive(Clone, Debug, Default)]
pub(super) struct Formats {
    styles: Vec<Option<Box<Format>>>,
    is_1904: bool,
}

impl Formats {
    /// None yet; days count from 1904 in workbooks of old Macs.
    pub(super) fn new(is_1904: bool) -> Self {
        Self { styles: Vec::new(), is_1904 }
    }

    /// The format of the next style: its code, or nothing for a plain one.
    pub(super) fn push(&mut self, code: Option<&str>) {
        if self.styles.len() < MAX_STYLES {
            self.styles.push(code.and_then(read).map(Box::new));
        }
    }

    /// Whether days count from 1904.
    pub(super) fn is_1904(&self) -> bool {
        self.is_1904
    }

    /// The code that a number stands for in every workbook.
    pub(super) fn built_in(id: u32) -> Option<&'static str> {
        match id {
            // Days as the region writes them; all that counts here is that they are days.
            27..=31 | 36 | 50..=54 | 57..=58 => Some("yyyy-mm-dd"),
            32..=35 | 55..=56 => Some("h:mm"),
            // The two of accounts that the list leaves out.
            41 => Some("#,##0"),
            42 => Some("$#,##0"),
            43 => Some("#,##0.00"),
            44 => Some("$#,##0.00"),
            id => ssfmt::format_code_from_id(id),
        }
    }

    /// Whether numbers of this style read as they are.
    pub(super) fn is_plain(&self, style: usize) -> bool {
        self.styles.get(style).is_none_or(Option::is_none)
    }

    /// Whether there is nothing but plain numbers.
    pub(super) fn are_plain(&self) -> bool {
        self.styles.iter().all(Option::is_none)
    }

    /// A number in a style.
    pub(super) fn number(&self, value: f64, style: usize) -> Cell {
        let Some(format) = self.styles.get(style).and_then(Option::as_deref).filter(|_| value.is_finite()) else {
            return Cell::Number(value, None);
        };
        match format.kind {
            Kind::Day => day(value, self.is_1904, format.clock),
            Kind::Time => {
                // The sums of days that spreadsheets keep are off by less than a millionth.
                let minutes = (value * 1440.0 * 1e6).round() / 1e6;
                Cell::Duration(minutes, Some(self.shown(format, value).into()))
            }
            Kind::Number => {
                let shown = self.shown(format, value);
                let plain = shown.is_empty() || shown == value.to_string();
                Cell::Number(value, (!plain).then(|| shown.into()))
            }
        }
    }

    /// A text in a style: `"SH"@` puts something before it.
    pub(super) fn text(&self, text: String, style: usize) -> Cell {
        let format = self.styles.get(style).and_then(Option::as_deref);
        let sections = format.map_or(&[][..], |f| f.code.sections());
        // The fourth section is that of texts, or the only one.
        let section = if sections.len() == 1 { sections.first() } else { sections.get(3) };
        let Some(section) = section.filter(|s| s.has_text_placeholder()) else { return Cell::Text(text) };
        let parts = section.parts.iter().map(|part| match part {
            FormatPart::Literal(more) | FormatPart::EscapedLiteral(more) => more.as_str(),
            FormatPart::TextPlaceholder => text.as_str(),
            _ => "",
        });
        Cell::Text(parts.collect())
    }

    fn options(&self) -> FormatOptions {
        let date_system = if self.is_1904 { DateSystem::Date1904 } else { DateSystem::Date1900 };
        FormatOptions { date_system, ..FormatOptions::default() }
    }

    fn shown(&self, format: &Format, value: f64) -> String {
        format.code.format(value, &self.options()).trim().to_owned()
    }
}

/// A day by its number, with the time where its format shows one.
pub(super) fn day(value: f64, is_1904: bool, clock: bool) -> Cell {
    let at = ExcelDateTime::new(value, ExcelDateTimeType::DateTime, is_1904);
    let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
    if value < 1.0 && !is_1904 || !(0.0..=3_000_000.0).contains(&value) {
        return Cell::Number(value, None);
    }
    let Some(day) = date(i32::from(year), i32::from(month), i32::from(day)) else { return Cell::Number(value, None) };
    let timed = clock && (hour, minute) != (0, 0);
    Cell::Date(day, timed.then(|| format!("{day} {hour:02}:{minute:02}").into()))
}

/// A format that makes more of numbers than they are.
fn read(code: &str) -> Option<Format> {
    if code.len() > MAX_CODE || code.eq_ignore_ascii_case("general") || code == "@" || code.is_empty() {
        return None;
    }
    let code = NumberFormat::parse(code).ok()?;
    let parts = || code.sections().iter().flat_map(|s| &s.parts);
    let time = |part: &DatePart| {
        use DatePart::{Hour, Hour2, Minute, Minute2, Second, Second2, SubSecond};
        matches!(part, Hour | Hour2 | Minute | Minute2 | Second | Second2 | SubSecond(_))
    };
    let clock = parts().any(|p| match p {
        FormatPart::DatePart(part) => time(part),
        FormatPart::AmPm(_) | FormatPart::Elapsed(_) => true,
        _ => false,
    });
    let days = parts().any(|p| matches!(p, FormatPart::DatePart(part) if !time(part)));
    let elapsed = parts().any(|p| matches!(p, FormatPart::Elapsed(_)));
    let kind = match (days && !elapsed, clock) {
        (true, _) => Kind::Day,
        (false, true) => Kind::Time,
        (false, false) => Kind::Number,
    };
    Some(Format { kind, clock, code })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[track_caller]
    fn check(code: &str, value: f64, shown: &str) -> Cell {
        let mut formats = Formats::new(false);
        formats.push(Some(code));
        let cell = formats.number(value, 0);
        assert_eq!(cell.shown(), shown, "{code} of {value}");
        cell
    }

    #[test]
    fn numbers_read_as_their_cells_show_them() {
        for (code, value, shown) in [
            ("General", 10.0, "10"),
            ("@", 10.0, "10"),
            ("0000", 10.0, "0010"),
            ("\"SH\"0000", 10.0, "SH0010"),
            ("\\S\\H0000", 10.0, "SH0010"),
            ("\"v\"000", 1.0, "v001"),
            ("\"sc\"00\"_sh\"0000", 120_030.0, "sc12_sh0030"),
            ("000-000", 12_345.0, "012-345"),
            ("0%", 0.25, "25%"),
            ("0.0%", 0.125, "12.5%"),
            ("0.00", 1.1, "1.10"),
            ("#,##0", 1001.0, "1,001"),
            ("#,##0.00", 1234.5, "1,234.50"),
            ("0.00E+00", 12_345.0, "1.23E+04"),
            ("0\" fr\"", 24.0, "24 fr"),
            ("[$€-407] #,##0.00", 5.0, "€ 5.00"),
            ("_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)", -1200.0, "(1,200)"),
            ("0;-0;\"none\"", 0.0, "none"),
            ("0.0;[Red]-0.0", -2.0, "-2.0"),
            ("[>=100]\"big\";\"small\"", 5.0, "small"),
            ("0,", 12_000.0, "12"),
            ("# ?/?", 1.5, "1 1/2"),
            ("[Blue]000", 7.0, "007"),
        ] {
            let cell = check(code, value, shown);
            assert!(matches!(cell, Cell::Number(n, _) if n == value), "{code}: {cell:?}");
        }
        // Where nothing is shown the number stays to be seen.
        check(";;;", 5.0, "5");
    }

    #[test]
    fn times_are_lengths_and_days_are_days() {
        for (code, value, shown, minutes) in [
            ("[h]:mm", 1.0 / 3.0, "8:00", 480.0),
            ("[h]:mm", 1.5, "36:00", 2160.0),
            ("[hh]:mm:ss", 1.5, "36:00:00", 2160.0),
            ("[mm]:ss", 0.0625, "90:00", 90.0),
            ("h:mm", 0.0625, "1:30", 90.0),
            ("h:mm AM/PM", 0.510_416_666_666_666_6, "12:15 PM", 735.0),
            ("[h]\" h\"", 0.5, "12 h", 720.0),
        ] {
            let cell = check(code, value, shown);
            assert!(matches!(cell, Cell::Duration(m, _) if m == minutes), "{code}: {cell:?}");
        }
        for (code, value, shown) in [
            ("dd mmm", 46_353.0, "2026-11-27"),
            ("m/d/yy h:mm", 46_353.583_333_333_336, "2026-11-27 14:00"),
            ("yyyy-mm-dd", 46_353.583_333_333_336, "2026-11-27"),
        ] {
            let cell = check(code, value, shown);
            assert!(matches!(cell, Cell::Date(..)), "{code}: {cell:?}");
        }
        let mut old = Formats::new(true);
        old.push(Some("yyyy-mm-dd"));
        assert_eq!(old.number(44_891.0, 0).shown(), "2026-11-27");
    }

    #[test]
    fn a_text_may_have_a_beginning_of_its_format() {
        let mut formats = Formats::new(false);
        formats.push(Some("\"SH\"@"));
        formats.push(Some("0;0;0;\"sc_\"@"));
        formats.push(Some("0000"));
        let text = |style| formats.text("010".into(), style).shown();
        assert_eq!([text(0), text(1), text(2), text(9)], ["SH010", "sc_010", "010", "010"]);
    }

    #[test]
    fn no_code_is_too_strange() {
        for code in ["[", "\"", "[h", "0.0.0.0", "????/????", "\\", "*", "_", "[>]0", "e+", "[$-", "AM/", ";;;;;;;"] {
            let mut formats = Formats::new(false);
            formats.push(Some(code));
            for value in [0.0, -1.0, 1e300, -1e-300, f64::MAX, 60.0, 0.5, f64::NAN, f64::INFINITY] {
                let _ = formats.number(value, 0).shown();
            }
        }
    }
}
