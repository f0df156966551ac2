//! A small tracker sheet as studios keep them: a title, two header rows, a group of columns a stage, and one cell
//! that nobody can read.

use rushes_domain::Date;

/// What the unreadable cell says.
pub(super) const UNREADABLE: &str = "after the shoot";
/// Rows of the sheet; all but the one with that cell come in.
pub(super) const ROWS: usize = 6;
/// Deliverables that come in.
pub(super) const GOOD: usize = ROWS - 1;

/// The sheet as text with commas; dates count from `today`.
pub(super) fn tracker(today: Date) -> String {
    let day = |days: i64| today.saturating_add(jiff::Span::new().days(days)).to_string();
    let mut text = String::from("Sol launch: master tracker,,,,,,,,,\n,,,,,,,,,\n");
    text.push_str(",,,,Modeling,,Texturing,Look Dev,Lighting,\n");
    text.push_str("Deliverable,Type,Priority,Due,Status,Artist,Status,Status,Status,Artist\n");
    let rows: [(&str, &str, &str, String, [&str; 4]); ROWS] = [
        ("Hero bottle", "Key visual", "urgent", day(6), ["Approved", "Approved", "Approved", "Ready"]),
        ("Bottle turntable", "Animation", "high", day(4), ["N/A", "N/A", "N/A", "N/A"]),
        ("Candle", "Packshot", "high", day(5), ["Approved", "WIP", "", ""]),
        ("Travel spray", "Packshot", "normal", day(-1), ["Done", "Done", "In Review", ""]),
        ("Gift box", "Packshot", "normal", UNREADABLE.to_owned(), ["WIP", "", "", ""]),
        ("Store display", "Print", "low", day(21), ["On Hold", "", "", ""]),
    ];
    for (name, kind, priority, due, [modeling, texturing, look, lighting]) in rows {
        text.push_str(&format!(
            "{name},{kind},{priority},{due},{modeling},Jonas Weber,{texturing},{look},{lighting},Elin Sato\n"
        ));
    }
    text
}
