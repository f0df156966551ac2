//! In which order rows stand, and under which headers. Every key becomes a whole number, so that sorting
//! compares numbers alone.

use super::{
    content::{Content, Slot},
    row::Row,
};
use rushes_domain::{ColumnId, Date, Field, FieldValue, GroupBy, Priority, SortKey, Status, Studio, query::fold};
use std::{borrow::Cow, cmp::Ordering, collections::HashMap, sync::Arc};

/// Keys of an order that count.
pub const MOST_KEYS: usize = 3;

/// A value as it sorts. What is missing comes last, whichever way the order runs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Sorted<'a> {
    Number(u64),
    Text(Cow<'a, str>),
    Missing,
}

/// One key of the order, looked up.
enum By {
    Name,
    Kind,
    Priority,
    Due,
    Progress,
    Estimate,
    Feedback,
    Description,
    Stage(usize),
    Field(Box<Field>),
}

/// An order, looked up in one studio.
pub(super) struct Order {
    keys: Vec<(By, bool)>,
    group: Option<Grouping>,
    studio: Arc<Studio>,
    today: Date,
}

struct Grouping {
    by: GroupBy,
    field: Option<Field>,
}

/// What rows under one header have in common.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct GroupKey {
    order: u64,
    /// What the header says.
    pub label: String,
}

/// A header, and how many rows stand under it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// What its rows have in common.
    pub key: GroupKey,
    /// How many rows.
    pub count: usize,
}

impl Order {
    pub(super) fn new(
        sort: &[SortKey],
        group: Option<&GroupBy>,
        content: &Content,
        studio: &Arc<Studio>,
        today: Date,
    ) -> Self {
        let look_up = |key: &SortKey| {
            let by = match &key.by {
                ColumnId::Name => By::Name,
                ColumnId::Kind => By::Kind,
                ColumnId::Priority => By::Priority,
                ColumnId::Due => By::Due,
                ColumnId::Progress => By::Progress,
                ColumnId::Estimate => By::Estimate,
                ColumnId::Feedback => By::Feedback,
                ColumnId::Description => By::Description,
                ColumnId::Stage(def) => By::Stage(content.columns.iter().position(|(d, _)| d == def)?),
                ColumnId::Field(id) => By::Field(Box::new(studio.fields.get(id)?.clone())),
                ColumnId::Other(_) => return None,
            };
            Some((by, key.descending))
        };
        let field = match group {
            Some(GroupBy::Field(id)) => studio.fields.get(id).cloned(),
            _ => None,
        };
        Self {
            keys: sort.iter().take(MOST_KEYS).filter_map(look_up).collect(),
            group: group.filter(|g| !matches!(g, GroupBy::Other(_))).map(|by| Grouping { by: by.clone(), field }),
            studio: Arc::clone(studio),
            today,
        }
    }

    /// Sorts slots, and counts what stands under each header.
    pub(super) fn sort(&self, content: &Content, slots: &mut Vec<Slot>) -> Vec<Group> {
        let mut entries: Vec<([u64; MOST_KEYS + 2], Slot)> =
            slots.iter().map(|slot| ([0; MOST_KEYS + 2], *slot)).collect();
        let rows = |slot: &Slot| content.row(*slot);
        for (place, key) in self.keys.iter().enumerate() {
            self.fill(content, &mut entries, place + 1, key);
        }
        let mut groups = Vec::new();
        if self.group.is_some() {
            groups = self.group_up(content, &mut entries);
        }
        for (keys, slot) in &mut entries {
            keys[MOST_KEYS + 1] = content.name_rank(*slot);
        }
        debug_assert!(slots.iter().all(|s| rows(s).is_some()));
        entries.sort_unstable();
        slots.clear();
        slots.extend(entries.into_iter().map(|(_, slot)| slot));
        groups
    }

    fn fill(
        &self,
        content: &Content,
        entries: &mut [([u64; MOST_KEYS + 2], Slot)],
        place: usize,
        (by, descending): &(By, bool),
    ) {
        let turn = |n: u64| if *descending { u64::MAX - 1 - n.min(u64::MAX - 1) } else { n.min(u64::MAX - 1) };
        if by.is_text() {
            // Texts repeat: each one is ranked once.
            let values: Vec<Sorted<'_>> =
                entries.iter().map(|(_, s)| content.row(*s).map_or(Sorted::Missing, |r| by.of(r, self))).collect();
            let mut distinct: Vec<&Sorted<'_>> = values.iter().filter(|v| **v != Sorted::Missing).collect();
            distinct.sort_unstable();
            distinct.dedup();
            let ranks: HashMap<&str, u64> = (0..)
                .zip(distinct)
                .filter_map(|(rank, v)| match v {
                    Sorted::Text(text) => Some((text.as_ref(), rank)),
                    _ => None,
                })
                .collect();
            for ((keys, _), value) in entries.iter_mut().zip(&values) {
                keys[place] = match value {
                    Sorted::Text(text) => turn(ranks.get(text.as_ref()).copied().unwrap_or_default()),
                    _ => u64::MAX,
                };
            }
            return;
        }
        for (keys, slot) in entries {
            keys[place] = match content.row(*slot).map(|r| by.of(r, self)) {
                Some(Sorted::Number(n)) => turn(n),
                _ => u64::MAX,
            };
        }
    }

    fn group_up(&self, content: &Content, entries: &mut [([u64; MOST_KEYS + 2], Slot)]) -> Vec<Group> {
        let keys: Vec<GroupKey> =
            entries.iter().map(|(_, s)| content.row(*s).map_or_else(missing, |r| self.group_of(r))).collect();
        let mut distinct: Vec<&GroupKey> = keys.iter().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let mut groups: Vec<Group> = distinct.iter().map(|k| Group { key: (*k).clone(), count: 0 }).collect();
        let ranks: HashMap<&GroupKey, u64> = distinct.iter().copied().zip(0..).collect();
        for ((numbers, _), key) in entries.iter_mut().zip(&keys) {
            let rank = ranks.get(key).copied().unwrap_or_default();
            numbers[0] = rank;
            if let Some(group) = groups.get_mut(usize::try_from(rank).unwrap_or(usize::MAX)) {
                group.count += 1;
            }
        }
        groups
    }

    /// Which of two rows comes first: as [`Self::sort`] puts them.
    pub(super) fn compare(&self, a: &Row, b: &Row) -> Ordering {
        let groups = || {
            if self.group.is_some() { self.group_of(a).cmp(&self.group_of(b)) } else { Ordering::Equal }
        };
        let key = |(by, descending): &(By, bool)| {
            let (x, y) = (by.of(a, self), by.of(b, self));
            let turned = *descending && x != Sorted::Missing && y != Sorted::Missing;
            if turned { y.cmp(&x) } else { x.cmp(&y) }
        };
        let keys = || self.keys.iter().map(key).find(|o| o.is_ne()).unwrap_or(Ordering::Equal);
        groups().then_with(keys).then_with(|| by_name(a, b))
    }

    pub(super) fn is_grouped(&self) -> bool {
        self.group.is_some()
    }

    /// The header a row stands under.
    pub(super) fn group_of(&self, row: &Row) -> GroupKey {
        let Some(group) = &self.group else { return missing() };
        let of = |order: u64, label: &str| GroupKey { order, label: label.to_owned() };
        let deliverable = &row.deliverable;
        match &group.by {
            GroupBy::Status => match row.current().map(|s| s.status) {
                Some(status) => of(status as u64, status.label()),
                None => of(Status::ALL.len() as u64, "All stages done"),
            },
            GroupBy::Stage => match row.current() {
                Some(stage) => of(u64::try_from(stage.order).unwrap_or_default(), &stage.name),
                None => of(u64::MAX, "All stages done"),
            },
            GroupBy::Kind if deliverable.kind.trim().is_empty() => of(u64::MAX, "Without a type"),
            GroupBy::Kind => of(0, deliverable.kind.trim()),
            GroupBy::Priority => {
                let place = Priority::ALL.iter().position(|p| *p == deliverable.priority).unwrap_or_default();
                of(place as u64, crate::kit::status::priority_label(deliverable.priority))
            }
            GroupBy::Person => {
                let people = row.current().map(|s| &s.assignees);
                let names: Vec<String> = people.into_iter().flatten().map(|p| self.studio.name_of(*p)).collect();
                match (names.is_empty(), row.current()) {
                    (false, _) => of(0, &names.join(", ")),
                    (true, Some(_)) => of(u64::MAX - 1, "Nobody"),
                    (true, None) => of(u64::MAX, "All stages done"),
                }
            }
            GroupBy::DueWeek => match deliverable.due.and_then(|d| week(d, self.today)) {
                Some((order, label)) => GroupKey { order, label },
                None => of(u64::MAX, "Without a day"),
            },
            GroupBy::Field(_) => {
                let value = group.field.as_ref().and_then(|f| Some((f, deliverable.field(f)?)));
                match value {
                    Some((field, FieldValue::Choice(option))) => {
                        let place = field.options.iter().position(|o| o.id == option).unwrap_or_default();
                        of(place as u64, &self.studio.shown(field, &FieldValue::Choice(option)))
                    }
                    Some((field, value)) => of(0, &self.studio.shown(field, &value)),
                    None => of(u64::MAX, "Without a value"),
                }
            }
            GroupBy::Other(_) => missing(),
        }
    }
}

fn missing() -> GroupKey {
    GroupKey { order: u64::MAX, label: String::new() }
}

/// Name, numbers in it by value; then id, so that the order is the same everywhere.
pub(super) fn by_name(a: &Row, b: &Row) -> Ordering {
    a.order.cmp(&b.order).then_with(|| a.deliverable.id.cmp(&b.deliverable.id))
}

/// Days as numbers that grow.
fn day(date: Date) -> u64 {
    let months = (i64::from(date.year()) + 10_000) * 12 + i64::from(date.month());
    u64::try_from(months * 31 + i64::from(date.day())).unwrap_or_default()
}

/// The week of a day, and what it is called.
fn week(date: Date, today: Date) -> Option<(u64, String)> {
    let monday = |d: Date| {
        let back = i64::from(d.weekday().to_monday_zero_offset());
        d.checked_sub(jiff::Span::new().days(back)).ok()
    };
    let (from, this) = (monday(date)?, monday(today)?);
    let label = match crate::kit::dates::days_between(this, from) {
        0 => "This week".to_owned(),
        7 => "Next week".to_owned(),
        -7 => "Last week".to_owned(),
        _ => format!("Week of {}", crate::kit::dates::day(from, today)),
    };
    Some((day(from), label))
}

impl By {
    fn is_text(&self) -> bool {
        use rushes_domain::FieldKind;
        match self {
            Self::Name | Self::Kind | Self::Description => true,
            Self::Field(field) => {
                matches!(field.kind, FieldKind::Text | FieldKind::Url | FieldKind::Person | FieldKind::MultiChoice)
            }
            _ => false,
        }
    }

    fn of<'r>(&self, row: &'r Row, order: &Order) -> Sorted<'r> {
        let text = |t: Cow<'r, str>| if t.trim().is_empty() { Sorted::Missing } else { Sorted::Text(t) };
        let number = |n: u64| Sorted::Number(n);
        let deliverable = &row.deliverable;
        match self {
            Self::Name => Sorted::Text(Cow::Borrowed(&row.order)),
            Self::Kind => text(Cow::Borrowed(row.searched.kind())),
            Self::Description => text(Cow::Owned(fold(&deliverable.description))),
            Self::Priority => number(deliverable.priority as u64),
            Self::Due => deliverable.due.map_or(Sorted::Missing, |d| number(day(d))),
            Self::Progress => number(u64::from(row.progress)),
            Self::Estimate if row.estimate == 0 => Sorted::Missing,
            Self::Estimate => number(u64::from(row.estimate)),
            Self::Feedback => number(u64::from(row.open)),
            Self::Stage(column) => row.stage(*column).map_or(Sorted::Missing, |(s, _)| number(s.status as u64)),
            Self::Field(field) => match deliverable.field(field) {
                None => Sorted::Missing,
                // From the smallest number to the largest, as one counts up.
                Some(FieldValue::Number(n)) => number((n.0 as u64) ^ (1 << 63)),
                Some(FieldValue::Date(d)) => number(day(d)),
                Some(FieldValue::Checkbox(on)) => number(u64::from(!on)),
                Some(FieldValue::Choice(o)) => {
                    let place = field.options.iter().position(|x| x.id == o);
                    place.map_or(Sorted::Missing, |p| number(p as u64))
                }
                Some(value) => text(Cow::Owned(fold(&order.studio.shown(field, &value)))),
            },
        }
    }
}
