//! A mapping made ready for reading rows.

use super::{
    date::{self, ColumnOrder, DateOrder},
    effort::TimeUnit,
    error::ImportError,
    grid::{Cell, Grid, column_index},
    layout::{HEADER_ROWS, words::plain},
    mapping::{ColumnMap, Field, Mapping},
    target::Target,
};
use rushes_domain::{Date, Field as CustomField, FieldKind, StageDefId, Status};
use std::{collections::HashMap, str::FromStr};

/// A column of dates and what its values say about their order.
#[derive(Clone, Copy, Debug)]
pub(super) struct DateColumn {
    pub(super) index: usize,
    pub(super) said: Option<DateOrder>,
    pub(super) inferred: ColumnOrder,
}

/// The columns of one stage.
#[derive(Clone, Debug)]
pub(super) struct StageColumns {
    pub(super) def: StageDefId,
    pub(super) name: String,
    pub(super) status: Option<usize>,
    pub(super) people: Vec<usize>,
    pub(super) start: Option<DateColumn>,
    pub(super) due: Option<DateColumn>,
    pub(super) estimate: Option<EffortColumn>,
    pub(super) round: Option<usize>,
}

impl StageColumns {
    /// All of them.
    pub(super) fn columns(&self) -> Vec<usize> {
        let dates = [self.start, self.due].into_iter().flatten().map(|d| d.index);
        let more = self.estimate.map(|e| e.index).into_iter().chain(self.round);
        self.status.into_iter().chain(self.people.iter().copied()).chain(dates).chain(more).collect()
    }
}

/// A column of estimates, and what its bare numbers count.
#[derive(Clone, Copy, Debug)]
pub(super) struct EffortColumn {
    pub(super) index: usize,
    pub(super) unit: Option<TimeUnit>,
}

/// A column of a custom field.
#[derive(Clone, Debug)]
pub(super) struct CustomColumn<'a> {
    pub(super) index: usize,
    pub(super) field: &'a CustomField,
    /// Where it holds days.
    pub(super) dates: Option<DateColumn>,
}

/// A column of notes, and about which stage they are.
#[derive(Clone, Debug)]
pub(super) struct NotesColumn {
    pub(super) index: usize,
    /// The stage and its name.
    pub(super) stage: Option<(StageDefId, String)>,
}

/// All columns.
#[derive(Clone, Debug)]
pub(super) struct Columns<'a> {
    /// First row below the header, from 0.
    pub(super) first_row: usize,
    pub(super) name: usize,
    /// What is written over the names; a row that repeats it is a header again.
    pub(super) name_header: String,
    pub(super) kind: Option<usize>,
    pub(super) priority: Option<usize>,
    pub(super) due: Option<DateColumn>,
    pub(super) description: Option<usize>,
    pub(super) project: Option<usize>,
    pub(super) stages: Vec<StageColumns>,
    pub(super) custom: Vec<CustomColumn<'a>>,
    pub(super) notes: Vec<NotesColumn>,
    pub(super) statuses: HashMap<String, Option<Status>>,
    /// An empty cell empties the field.
    pub(super) blank_clears: bool,
}

impl<'a> Columns<'a> {
    pub(super) fn new(grid: &Grid, mapping: &Mapping, target: &Target<'a>, today: Date) -> Result<Self, ImportError> {
        let pipeline = target.pipeline;
        let wrong = |why: String| ImportError::Mapping { why };
        let (Some(row), Some(rows)) = (mapping.header_row, mapping.header_rows) else {
            return Err(wrong("The mapping does not say where the header is.".into()));
        };
        if row == 0 || !HEADER_ROWS.contains(&rows) {
            return Err(wrong("A header has 1 to 3 rows, and rows count from 1.".into()));
        }
        let first_row = (row - 1).saturating_add(rows);
        let mut columns = Self {
            first_row,
            name: usize::MAX,
            name_header: String::new(),
            kind: None,
            priority: None,
            due: None,
            description: None,
            project: None,
            stages: Vec::new(),
            custom: Vec::new(),
            notes: Vec::new(),
            statuses: statuses(mapping)?,
            blank_clears: mapping.blank_clears,
        };
        for map in mapping.columns.iter().filter(|c| c.field != Field::Ignore) {
            let index = column_index(&map.column)
                .ok_or_else(|| wrong(format!("\"{}\" names no column; use letters such as B or AA.", map.column)))?;
            let dates = || {
                let said = map.date_order.or(mapping.date_order);
                date_column(grid, index, first_row, said, today)
            };
            let unit = map.unit.or(mapping.unit);
            let twice =
                || wrong(format!("The mapping says {:?} for two columns; the second is {}.", map.field, map.column));
            let Some(stage) = &map.stage else {
                match map.field {
                    Field::Name => {
                        if columns.name != usize::MAX {
                            return Err(twice());
                        }
                        columns.name = index;
                        columns.name_header = plain(map.header.rsplit(" / ").next().unwrap_or_default());
                    }
                    Field::Kind => once(&mut columns.kind, index).ok_or_else(twice)?,
                    Field::Priority => once(&mut columns.priority, index).ok_or_else(twice)?,
                    Field::Due => {
                        let dates = dates();
                        once(&mut columns.due, dates).ok_or_else(twice)?;
                    }
                    Field::Description => once(&mut columns.description, index).ok_or_else(twice)?,
                    Field::Project => once(&mut columns.project, index).ok_or_else(twice)?,
                    Field::Custom => columns.custom(target, map, index, dates)?,
                    Field::Notes => columns.notes.push(NotesColumn { index, stage: None }),
                    Field::Round | Field::Feedback | Field::Ignore => {}
                    Field::Status | Field::People | Field::Start | Field::Estimate => {
                        let why = format!("Column {} is a stage's; the mapping does not say which stage.", map.column);
                        return Err(wrong(why));
                    }
                }
                continue;
            };
            let def = pipeline.stage_called(stage).ok_or_else(|| {
                wrong(format!("The mapping names a stage \"{stage}\" that \"{}\" does not have.", pipeline.name))
            })?;
            if map.field == Field::Notes {
                columns.notes.push(NotesColumn { index, stage: Some((def.id, def.name.clone())) });
                continue;
            }
            let dates = matches!(map.field, Field::Start | Field::Due).then(dates);
            let of_stage = columns.stage_mut(def.id, &def.name);
            match (map.field, dates) {
                (Field::Status, _) => once(&mut of_stage.status, index).ok_or_else(twice)?,
                (Field::People, _) => of_stage.people.push(index),
                (Field::Start, Some(dates)) => once(&mut of_stage.start, dates).ok_or_else(twice)?,
                (Field::Due, Some(dates)) => once(&mut of_stage.due, dates).ok_or_else(twice)?,
                (Field::Estimate, _) => once(&mut of_stage.estimate, EffortColumn { index, unit }).ok_or_else(twice)?,
                (Field::Round, _) => once(&mut of_stage.round, index).ok_or_else(twice)?,
                (Field::Feedback, _) => {}
                (field, _) => {
                    return Err(wrong(format!("The mapping says {field:?} of a stage in column {}.", map.column)));
                }
            }
        }
        if columns.name == usize::MAX {
            return Err(wrong("The mapping does not say which column names the deliverables.".into()));
        }
        Ok(columns)
    }

    fn custom(
        &mut self,
        target: &Target<'a>,
        map: &ColumnMap,
        index: usize,
        dates: impl FnOnce() -> DateColumn,
    ) -> Result<(), ImportError> {
        let wrong = |why: String| ImportError::Mapping { why };
        let name = map.custom.as_deref().map_or_else(|| map.own_name(), str::to_owned);
        let field = target.field(&name).ok_or_else(|| {
            wrong(format!("Column {} is about a field \"{name}\" that deliverables do not have.", map.column))
        })?;
        if self.custom.iter().any(|c| c.field.id == field.id) {
            return Err(wrong(format!("The mapping says \"{name}\" for two columns; the second is {}.", map.column)));
        }
        let dates = (field.kind == FieldKind::Date).then(dates);
        self.custom.push(CustomColumn { index, field, dates });
        Ok(())
    }

    fn stage_mut(&mut self, def: StageDefId, name: &str) -> &mut StageColumns {
        let at = self.stages.iter().position(|s| s.def == def).unwrap_or_else(|| {
            let name = name.to_owned();
            self.stages.push(StageColumns {
                def,
                name,
                status: None,
                people: Vec::new(),
                start: None,
                due: None,
                estimate: None,
                round: None,
            });
            self.stages.len() - 1
        });
        &mut self.stages[at]
    }

    /// The status a word means, in this sheet's own words first: nothing where the word means none,
    /// and an error where nobody knows.
    pub(super) fn status(&self, word: &str) -> Result<Option<Status>, ()> {
        match self.statuses.get(&plain(word)) {
            Some(answer) => Ok(*answer),
            None => Status::from_sheet(word).map(Some).ok_or(()),
        }
    }

    /// Every column of days, with what its values say about their order.
    pub(super) fn dates(&self) -> Vec<DateColumn> {
        let stages = self.stages.iter().flat_map(|s| [s.start, s.due]);
        let custom = self.custom.iter().map(|c| c.dates);
        std::iter::once(self.due).chain(stages).chain(custom).flatten().collect()
    }

    /// Every column that names people.
    pub(super) fn people(&self) -> Vec<usize> {
        let stages = self.stages.iter().flat_map(|s| s.people.iter().copied());
        let custom = self.custom.iter().filter(|c| c.field.kind == FieldKind::Person).map(|c| c.index);
        stages.chain(custom).collect()
    }
}

fn once<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}

fn statuses(mapping: &Mapping) -> Result<HashMap<String, Option<Status>>, ImportError> {
    let read = |(word, status): (&String, &String)| {
        if status.trim().is_empty() {
            return Ok((plain(word), None));
        }
        let status =
            Status::from_str(status).map_err(|why| ImportError::Mapping { why: format!("In the mapping, {why}.") })?;
        Ok((plain(word), Some(status)))
    };
    mapping.statuses.iter().map(read).collect()
}

fn date_column(grid: &Grid, index: usize, first_row: usize, said: Option<DateOrder>, today: Date) -> DateColumn {
    let written: Vec<_> = (first_row..grid.height())
        .filter_map(|row| match grid.cell(row, index) {
            Cell::Text(text) => Some(date::read(text, today)),
            _ => None,
        })
        .collect();
    DateColumn { index, said, inferred: date::infer(written.iter()) }
}
