//! A column that nothing of the studio means yet becomes a custom field.

use super::{meaning, state::Work};
use crate::actions::Cx;
use rushes_domain::{Command, Field, FieldId, FieldKind, FieldOf, FieldOption, OptionId, Permission};
use rushes_store::import;
use std::collections::BTreeSet;

/// The places of these choices in the list, behind all meanings.
const FIRST: usize = 1 << 20;
/// The kinds that a sheet's column can fill, and their words.
const KINDS: [(FieldKind, &str); 5] = [
    (FieldKind::Text, "New field: text"),
    (FieldKind::Choice, "New field: choice"),
    (FieldKind::Number, "New field: number"),
    (FieldKind::Date, "New field: date"),
    (FieldKind::Person, "New field: person"),
];
/// With more different values than this a column is no choice.
const MOST_OPTIONS: usize = 60;
/// Letters of a field's name.
const MOST_LETTERS: usize = 60;

/// Offers to make one, right behind "Not imported".
pub(super) fn offer(cx: &Cx<'_>, choices: &mut Vec<(usize, String)>) {
    if cx.snapshot.me.role.may(Permission::EditStudio) {
        let place = choices.len().min(1);
        let new = (FIRST..).zip(KINDS).map(|(at, (_, words))| (at, words.to_owned()));
        choices.splice(place..place, new);
    }
}

/// Which kind a choice makes.
pub(super) fn chosen(choice: usize) -> Option<FieldKind> {
    KINDS.get(choice.checked_sub(FIRST)?).map(|(kind, _)| *kind)
}

/// Makes the field that a column is called after; the column means it as soon as it is there.
pub(super) fn make(cx: &mut Cx<'_>, work: &mut Work, index: usize, kind: FieldKind) {
    let Some(column) = work.mapping.columns.get(index) else { return };
    let header = column.header.rsplit(" / ").next().unwrap_or_default();
    let name: String = header.trim().chars().take(MOST_LETTERS).collect();
    let name = if name.is_empty() { format!("Column {}", column.column) } else { name };
    if cx.snapshot.state.studio.field_called(FieldOf::Deliverable, &name).is_none() {
        let options = if kind == FieldKind::Choice { options(work, index) } else { Vec::new() };
        let kind = if kind == FieldKind::Choice && options.is_empty() { FieldKind::Text } else { kind };
        let order = cx.snapshot.state.studio.fields.values().map(|f| f.order).max().map_or(0, |last| last + 1);
        let field = Field {
            id: FieldId::new(rushes_store::fresh()),
            name: name.clone(),
            kind,
            of: FieldOf::Deliverable,
            order,
            archived: false,
            options,
        };
        let said = format!("{name} is a field of deliverables now: {}.", kind.label().to_lowercase());
        cx.send_saying(Command::DefineField(field), said);
    }
    work.awaits = Some((index, name));
}

/// Gives the column its meaning once the field is there.
pub(super) fn arrived(cx: &Cx<'_>, work: &mut Work) {
    let Some((index, name)) = &work.awaits else { return };
    let Some(field) = cx.snapshot.state.studio.field_called(FieldOf::Deliverable, name) else { return };
    let wanted = work.meanings.iter().find(|m| m.custom.as_ref() == Some(&field.name)).cloned();
    if let Some(wanted) = wanted {
        meaning::give(&mut work.mapping, *index, &wanted);
        work.awaits = None;
        work.edited();
    }
}

/// The column's different values; none where they are too many to choose from.
fn options(work: &Work, index: usize) -> Vec<FieldOption> {
    let column = work.mapping.columns.get(index).and_then(|c| import::column_index(&c.column));
    let (Some(column), Some(grid)) = (column, work.grid()) else { return Vec::new() };
    let first = work.mapping.header_row.unwrap_or(1) - 1 + work.mapping.header_rows.unwrap_or(1);
    let mut seen = BTreeSet::new();
    let mut options = Vec::new();
    for row in first..grid.height() {
        let text = grid.cell(row, column).shown().split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() || !seen.insert(text.to_lowercase()) {
            continue;
        }
        if options.len() == MOST_OPTIONS || text.chars().count() > MOST_LETTERS {
            return Vec::new();
        }
        let order = i64::try_from(options.len()).unwrap_or_default();
        options.push(FieldOption { id: OptionId::new(rushes_store::fresh()), name: text, order, removed: false });
    }
    options
}
