//! Columns that nothing of the studio means yet become custom fields.

use super::{
    cells,
    date::{self, Written},
    grid::{Cell, Grid, column_index},
    layout::words::plain,
    mapping::{ColumnMap, Field, Mapping},
};
use rushes_domain::{self as domain, Date, FieldId, FieldKind, FieldOf, FieldOption, OptionId, State};
use std::collections::BTreeSet;

/// With more different values than this a column is no choice.
const MOST_OPTIONS: usize = 60;
/// Letters of a field's name, and of an option's.
const MOST_LETTERS: usize = 60;
/// Rows whose values are looked at to tell what kind of field a column would be.
const SAMPLED_ROWS: usize = 400;

impl ColumnMap {
    /// What a field is called that this column becomes.
    #[must_use]
    pub fn own_name(&self) -> String {
        let said = self.custom.as_deref().or_else(|| self.header.rsplit(" / ").next()).unwrap_or_default();
        let name: String = said.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST_LETTERS).collect();
        if name.is_empty() { format!("Column {}", self.column) } else { name }
    }

    /// Has the column become a custom field of this kind; one of its name that there is already is taken as it is.
    pub fn becomes(&mut self, kind: FieldKind) {
        let name = self.own_name();
        *self = Self {
            field: Field::Custom,
            stage: None,
            custom: Some(name),
            make: Some(kind),
            why: String::new(),
            ..self.clone()
        };
    }
}

/// The fields that a mapping's columns become: those of its custom columns that the studio does not have.
pub(super) fn fields(
    state: &State,
    grid: &Grid,
    mapping: &Mapping,
    fresh: &mut dyn FnMut() -> [u8; 16],
) -> Vec<domain::Field> {
    let last = state.studio.fields.values().map(|f| f.order).max();
    let orders = last.map_or(0, |last| last.saturating_add(1))..;
    let known: BTreeSet<String> =
        state.studio.fields_of(FieldOf::Deliverable).into_iter().map(|f| plain(&f.name)).collect();
    let columns = mapping.columns.iter().filter(|c| c.field == Field::Custom && c.stage.is_none());
    let made = columns.filter_map(|c| Some((c.make?, c.own_name(), c))).filter(|(_, n, _)| !known.contains(&plain(n)));
    made.zip(orders)
        .map(|((kind, name, column), order)| {
            let chooses = matches!(kind, FieldKind::Choice | FieldKind::MultiChoice);
            let options = if chooses { options(grid, mapping, column, kind, fresh) } else { Vec::new() };
            // Too many values to choose from, or none: they are kept as they are written.
            let kind = if chooses && options.is_empty() { FieldKind::Text } else { kind };
            let id = FieldId::new(fresh());
            domain::Field { id, name, kind, of: FieldOf::Deliverable, order, archived: false, options }
        })
        .collect()
}

/// The kind that suits the values of a column best.
#[must_use]
pub fn likely_kind(grid: &Grid, mapping: &Mapping, column: &ColumnMap, today: Date) -> FieldKind {
    let cells: Vec<&Cell> = values(grid, mapping, column).take(SAMPLED_ROWS).collect();
    let all = |fits: &dyn Fn(&Cell) -> bool| !cells.is_empty() && cells.iter().all(|c| fits(c));
    let text = |fits: &dyn Fn(&str) -> bool, cell: &Cell| matches!(cell, Cell::Text(text) if fits(text.trim()));
    let day = |t: &str| date::read(t, today) != Written::Unreadable;
    let web = |t: &str| t.starts_with("https://") || t.starts_with("http://");
    if links(grid, mapping, column, &web) {
        return FieldKind::Url;
    }
    if all(&|c| matches!(c, Cell::Bool(_)) || text(&|t| matches!(&*t.to_lowercase(), "yes" | "no"), c)) {
        return FieldKind::Checkbox;
    }
    if all(&|c| reads_as_number(c) || text(&|t| t.parse::<domain::Decimal>().is_ok(), c)) {
        return FieldKind::Number;
    }
    if all(&|c| matches!(c, Cell::Date(..)) || text(&day, c)) {
        return FieldKind::Date;
    }
    if all(&|c| text(&web, c)) {
        return FieldKind::Url;
    }
    let different: BTreeSet<String> = cells.iter().map(|c| plain(&c.shown())).collect();
    let short = cells.iter().all(|c| c.shown().chars().count() <= MOST_LETTERS);
    // Values that come again are chosen from a list; those that never do are texts.
    if short && different.len() <= MOST_OPTIONS && different.len() * 2 <= cells.len() {
        return FieldKind::Choice;
    }
    FieldKind::Text
}

/// Whether the cells of a column lead to web addresses, all that hold something.
fn links(grid: &Grid, mapping: &Mapping, column: &ColumnMap, web: &dyn Fn(&str) -> bool) -> bool {
    let Some(index) = column_index(&column.column) else { return false };
    let first = mapping.header_row.unwrap_or(1).saturating_sub(1) + mapping.header_rows.unwrap_or(1);
    let mut rows =
        (first..grid.height()).filter(|row| !grid.cell(*row, index).is_blank()).take(SAMPLED_ROWS).peekable();
    rows.peek().is_some()
        && rows.all(|row| {
            let said = grid.cell(row, index);
            grid.link(row, index).is_some_and(web) || matches!(said, Cell::Text(text) if web(text.trim()))
        })
}

/// Whether a number is shown as one: `1,001` and `1.10` are, `v001` and `25%` are texts.
fn reads_as_number(cell: &Cell) -> bool {
    let Cell::Number(_, shown) = cell else { return false };
    let digits =
        |shown: &str| shown.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | ' ' | '\u{a0}'));
    let zeros = |shown: &str| shown.starts_with('0') && shown.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    shown.as_deref().is_none_or(|shown| digits(shown) && !zeros(shown))
}

/// What a column holds below the header, without what is empty or stands for nothing.
fn values<'a>(grid: &'a Grid, mapping: &Mapping, column: &ColumnMap) -> impl Iterator<Item = &'a Cell> {
    let first = mapping.header_row.unwrap_or(1).saturating_sub(1) + mapping.header_rows.unwrap_or(1);
    let rows = column_index(&column.column).map(|index| (first..grid.height()).map(move |row| grid.cell(row, index)));
    rows.into_iter().flatten().filter(|c| !c.is_blank() && !matches!(c, Cell::Text(t) if cells::is_nothing(t)))
}

/// A column's different values; none where they are too many to choose from.
fn options(
    grid: &Grid,
    mapping: &Mapping,
    column: &ColumnMap,
    kind: FieldKind,
    fresh: &mut dyn FnMut() -> [u8; 16],
) -> Vec<FieldOption> {
    let mut seen = BTreeSet::new();
    let mut options = Vec::new();
    for cell in values(grid, mapping, column).filter(|c| !matches!(c, Cell::Error(_))) {
        let whole = cell.shown();
        let parts = if kind == FieldKind::MultiChoice { super::custom::parts(&whole) } else { vec![whole.as_str()] };
        for part in parts {
            let name = part.split_whitespace().collect::<Vec<_>>().join(" ");
            if name.is_empty() || !seen.insert(plain(&name)) {
                continue;
            }
            if options.len() == MOST_OPTIONS || name.chars().count() > MOST_LETTERS {
                return Vec::new();
            }
            let order = i64::try_from(options.len()).unwrap_or_default();
            options.push(FieldOption { id: OptionId::new(fresh()), name, order, removed: false });
        }
    }
    options
}
