//! A column that nothing of the studio means yet becomes a custom field, with the rows.

use super::{meaning, state::Work};
use crate::actions::Cx;
use rushes_domain::{FieldKind, FieldOf, Permission};
use rushes_store::import::ColumnMap;

/// The places of these choices in the list, behind all meanings.
const FIRST: usize = 1 << 20;
/// The kinds that a sheet's column can fill, and their words.
const KINDS: [(FieldKind, &str); 8] = [
    (FieldKind::Text, "New field: text"),
    (FieldKind::Choice, "New field: choice"),
    (FieldKind::MultiChoice, "New field: several choices"),
    (FieldKind::Number, "New field: number"),
    (FieldKind::Date, "New field: date"),
    (FieldKind::Checkbox, "New field: checkbox"),
    (FieldKind::Url, "New field: web address"),
    (FieldKind::Person, "New field: person"),
];

/// Meanings before these: what every deliverable has.
const BEFORE: usize = 8;

/// Offers to make one, behind what every deliverable has.
pub(super) fn offer(cx: &Cx<'_>, choices: &mut Vec<(usize, String)>) {
    if cx.snapshot.me.role.may(Permission::EditStudio) {
        let place = choices.len().min(BEFORE);
        let new = (FIRST..).zip(KINDS).map(|(at, (_, words))| (at, words.to_owned()));
        choices.splice(place..place, new);
    }
}

/// Which kind a choice makes.
pub(super) fn chosen(choice: usize) -> Option<FieldKind> {
    KINDS.get(choice.checked_sub(FIRST)?).map(|(kind, _)| *kind)
}

/// The choice that a column which becomes a field shows.
pub(super) fn choice_of(column: &ColumnMap) -> Option<usize> {
    let place = KINDS.iter().position(|(kind, _)| Some(*kind) == column.make)?;
    Some(FIRST + place)
}

/// The column becomes a field that is called after it; where the studio has one of that name, it means that.
pub(super) fn make(cx: &Cx<'_>, work: &mut Work, index: usize, kind: FieldKind) {
    let Some(column) = work.mapping.columns.get_mut(index) else { return };
    column.custom = None;
    let name = column.own_name();
    let known = cx.snapshot.state.studio.field_called(FieldOf::Deliverable, &name);
    let known = known.and_then(|f| work.meanings.iter().find(|m| m.custom.as_ref() == Some(&f.name)).cloned());
    match known {
        Some(known) => meaning::give(&mut work.mapping, index, &known),
        None => column.becomes(kind),
    }
    work.edited();
}
