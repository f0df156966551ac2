//! Where a sheet's header is, and what its columns mean.

mod headers;
pub(super) mod words;

use super::{
    effort::TimeUnit,
    error::ImportError,
    grid::{Grid, column_index, column_letters},
    mapping::{ColumnMap, Field, Mapping},
    notes,
    target::Target,
};
use crate::export::column::{FIELD_MARK, is_own_label};
use headers::{Column, Header};
use rushes_domain::{Pipeline, Status};
use std::ops::RangeInclusive;
use words::plain;

/// Rows at the top in which a header is looked for.
pub const HEADER_WITHIN: usize = 20;
/// How many rows a header may have: a row of columns, groups over them, and groups over those.
pub const HEADER_ROWS: RangeInclusive<usize> = 1..=3;
/// Rows whose values are looked at to tell what an unknown column holds.
const SAMPLED_ROWS: usize = 200;

/// Finds out how to read a sheet for a pipeline. What `given` says holds; the rest is found.
///
/// # Errors
/// When no header row names the deliverables, or `given` asks for columns that are not there.
pub fn detect(grid: &Grid, target: &Target<'_>, given: Option<&Mapping>) -> Result<Mapping, ImportError> {
    let mapping = outline(grid, target, given)?;
    if !mapping.columns.iter().any(|c| c.field == Field::Name) {
        let seen: Vec<String> = mapping.columns.iter().take(12).map(|c| format!("\"{}\"", c.header)).collect();
        let why = format!(
            "No column of \"{}\" names the deliverables. Row {} reads {}.",
            grid.name,
            mapping.header_row.unwrap_or(1),
            if seen.is_empty() { "nothing".to_owned() } else { seen.join(", ") }
        );
        return Err(ImportError::Mapping { why });
    }
    Ok(mapping)
}

/// As [`detect`], also where no column is found that names the deliverables: somebody may say which one does.
///
/// # Errors
/// When the sheet is empty, or `given` asks for columns that are not there.
pub fn outline(grid: &Grid, target: &Target<'_>, given: Option<&Mapping>) -> Result<Mapping, ImportError> {
    let pipeline = target.pipeline;
    let header = find_header(grid, target, given)?;
    let mut columns: Vec<ColumnMap> = Vec::new();
    for column in &header.columns {
        let mut meaning = meaning(&header, column, target);
        // A number of open points is counted here; the points themselves are notes.
        if meaning.field == Field::Feedback && holds_words(grid, &header, column) {
            meaning.field = Field::Notes;
        }
        columns.push(ColumnMap {
            column: column_letters(column.index),
            header: column.header(),
            field: meaning.field,
            stage: meaning.stage.map(str::to_owned),
            custom: meaning.custom.map(str::to_owned),
            date_order: None,
            make: None,
            unit: TimeUnit::of_header(&column.header()).filter(|_| meaning.field == Field::Estimate),
            why: if meaning.field == Field::Ignore { reason(grid, &header, column, pipeline) } else { String::new() },
        });
    }
    one_of_each(grid, &header, &mut columns);
    let mut mapping = Mapping {
        sheet: Some(grid.name.clone()),
        header_row: Some(header.row + 1),
        header_rows: Some(header.rows),
        columns,
        ..Mapping::default()
    };
    if let Some(given) = given {
        overlay(&mut mapping, given, target)?;
    }
    Ok(mapping)
}

/// The sheet that looks most like a tracker, hidden ones last; nothing where all are empty.
pub(super) fn likeliest(sheets: &[Grid]) -> Option<usize> {
    let best = |grid: &Grid| {
        let headers = (0..grid.height().min(HEADER_WITHIN)).flat_map(|row| {
            let fits = HEADER_ROWS.filter(move |rows| row + rows <= grid.height());
            fits.map(move |rows| headers::read(grid, row, rows))
        });
        let best = headers.map(|header| {
            let said = plain_score(&header);
            let stages = |c: &&Column| words::about_stage(&c.label).is_some() || words::is_stage_like(&c.label);
            said + header.columns.iter().filter(stages).count()
        });
        best.max().unwrap_or_default()
    };
    let ranked: Vec<_> = sheets.iter().enumerate().filter(|(_, g)| g.height() > 0).collect();
    if let [(only, _)] = ranked.as_slice() {
        return Some(*only);
    }
    ranked.into_iter().max_by_key(|(index, g)| (!g.hidden, best(g), std::cmp::Reverse(*index))).map(|(index, _)| index)
}

fn find_header(grid: &Grid, target: &Target<'_>, given: Option<&Mapping>) -> Result<Header, ImportError> {
    let wrong = |why: String| ImportError::Mapping { why };
    let (row, rows) = given.map_or((None, None), |g| (g.header_row, g.header_rows));
    if let Some(rows) = rows.filter(|r| !HEADER_ROWS.contains(r)) {
        return Err(wrong(format!("The mapping says {rows} header rows; a header has 1 to 3.")));
    }
    let candidates = match row {
        Some(row) if row == 0 || row > grid.height() => {
            return Err(wrong(format!(
                "The mapping says header row {row}; \"{}\" has {} rows.",
                grid.name,
                grid.height()
            )));
        }
        Some(row) => row - 1..row,
        None => 0..grid.height().min(HEADER_WITHIN),
    };
    // Fewer rows before more, and the upper before the lower: a further row has to bring something.
    let header = HEADER_ROWS
        .flat_map(|rows| candidates.clone().map(move |row| (row, rows)))
        .filter(|(row, r)| rows.is_none_or(|rows| rows == *r) && row + r <= grid.height())
        .map(|(row, rows)| {
            let header = headers::read(grid, row, rows);
            let score = score(&header, target);
            (header, score)
        })
        .reduce(|best, next| {
            // What is not understood is a header all the same, where it stands below one that is.
            let names_more = next.0.row == best.0.row && next.0.columns.len() > best.0.columns.len();
            if next.1 > best.1 || (next.1 == best.1 && names_more) { next } else { best }
        });
    header.map(|(header, _)| header).ok_or_else(|| wrong(format!("The sheet \"{}\" is empty.", grid.name)))
}

/// How much a header says, whatever the pipeline.
fn plain_score(header: &Header) -> usize {
    let fields: Vec<Field> =
        header.columns.iter().filter_map(|c| words::about_deliverable(&c.label)).map(|(field, _)| field).collect();
    fields.len() + if fields.contains(&Field::Name) { 1000 } else { 0 }
}

fn score(header: &Header, target: &Target<'_>) -> usize {
    // Most rows are no header: they are told without looking at what else they say.
    let about = |c: &Column| words::about_deliverable(&c.label).map(|(field, _)| field);
    if !header.columns.iter().any(|c| about(c) == Some(Field::Name)) {
        return header.columns.iter().filter(|c| about(c).is_some()).count();
    }
    let (mut named, mut score) = (false, 0);
    for column in &header.columns {
        match meaning(header, column, target) {
            Meaning { field: Field::Name, .. } => named = true,
            Meaning { stage: Some(_), .. } => score += 2,
            Meaning { field: Field::Ignore, .. } => {}
            _ => score += 1,
        }
    }
    // Without names a row is hardly a header, however much else it says.
    if named { score + 1000 } else { score }
}

#[derive(Default)]
struct Meaning<'a> {
    field: Field,
    stage: Option<&'a str>,
    custom: Option<&'a str>,
}

fn meaning<'a>(header: &Header, column: &Column, target: &Target<'a>) -> Meaning<'a> {
    let pipeline = target.pipeline;
    let ignored = Meaning::default();
    let of_deliverable = || {
        let usual = words::about_deliverable(&column.label).map(|(field, _)| field);
        // A field that the studio made is meant before the usual words, except by what names the rows.
        let marked = column.label.trim().strip_suffix(FIELD_MARK);
        let custom = match marked {
            Some(name) => target.field(name),
            None if is_own_label(&column.label) => None,
            None => target.field(&column.label).filter(|_| usual != Some(Field::Name)),
        };
        if let Some(field) = custom {
            return Some(Meaning { field: Field::Custom, custom: Some(&field.name), ..Meaning::default() });
        }
        usual.map(|field| Meaning { field, ..Meaning::default() })
    };
    let of_stage = |stage, field| Meaning { field, stage: Some(stage), ..Meaning::default() };
    if let Some(stage) = stage_over(column, pipeline) {
        if let Some(field) = words::about_stage(&column.label) {
            return of_stage(stage, field);
        }
    } else if column.groups.last().is_some_and(|group| header.is_stage_group(group)) {
        return ignored;
    }
    if let Some(found) = of_deliverable() {
        return found;
    }
    match words::stage_and_field(pipeline, &column.label) {
        Some((stage, field)) => of_stage(stage, field),
        None => ignored,
    }
}

/// The stage whose group a column is in: of groups over groups the nearest that names one.
fn stage_over<'a>(column: &Column, pipeline: &'a Pipeline) -> Option<&'a str> {
    column.groups.iter().rev().find_map(|group| words::stage(pipeline, group))
}

/// Why nothing is done with a column.
fn reason(grid: &Grid, header: &Header, column: &Column, pipeline: &Pipeline) -> String {
    let no_stage = |name: &str| format!("The pipeline \"{}\" has no stage \"{name}\".", pipeline.name);
    if let Some(stage) = stage_over(column, pipeline) {
        return format!("{stage} has no field \"{}\".", column.label);
    }
    if let Some(group) = column.groups.last().filter(|group| header.is_stage_group(group)) {
        return no_stage(group);
    }
    if words::is_stage_like(&column.label) || holds_statuses(grid, header, column) {
        return no_stage(&column.label);
    }
    if words::about_stage(&column.label).is_some() {
        return "It does not say of which stage; a deliverable's own status follows from its stages.".into();
    }
    format!("A deliverable has no field \"{}\".", column.label)
}

fn holds_statuses(grid: &Grid, header: &Header, column: &Column) -> bool {
    let first = header.row + header.rows;
    let values = (first..grid.height().min(first + SAMPLED_ROWS))
        .map(|row| grid.cell(row, column.index))
        .filter(|cell| !cell.is_blank());
    let (mut statuses, mut all) = (0, 0);
    for cell in values {
        all += 1;
        statuses += usize::from(Status::from_sheet(&cell.shown()).is_some());
    }
    all > 0 && statuses * 2 > all
}

fn holds_words(grid: &Grid, header: &Header, column: &Column) -> bool {
    let first = header.row + header.rows;
    let mut cells = (first..grid.height()).map(|row| grid.cell(row, column.index));
    cells.any(|cell| matches!(notes::read(cell), Ok(Some(_))))
}

/// Of several columns that say the same thing the likeliest counts. People may have several.
fn one_of_each(grid: &Grid, header: &Header, columns: &mut [ColumnMap]) {
    for at in 0..columns.len() {
        let (field, stage, custom) = (columns[at].field, columns[at].stage.clone(), columns[at].custom.clone());
        if field == Field::Ignore || field.is_shared() {
            continue;
        }
        let rank = |index: usize| {
            let likely = words::about_deliverable(&header.columns[index].label).map_or(0, |(_, rank)| rank);
            (likely, index)
        };
        let same = |c: &ColumnMap| c.field == field && c.stage == stage && c.custom == custom;
        let best = (0..columns.len()).filter(|i| same(&columns[*i])).min_by_key(|i| rank(*i));
        if let Some(best) = best.filter(|best| *best != at) {
            // Beside a description, further words about it are notes.
            if field == Field::Description && holds_words(grid, header, &header.columns[at]) {
                columns[at].field = Field::Notes;
                continue;
            }
            let why = format!("Column {} says the same already.", columns[best].column);
            columns[at] = ColumnMap { field: Field::Ignore, stage: None, custom: None, why, ..columns[at].clone() };
        }
    }
}

fn overlay(mapping: &mut Mapping, given: &Mapping, target: &Target<'_>) -> Result<(), ImportError> {
    let pipeline = target.pipeline;
    let wrong = |why: String| ImportError::Mapping { why };
    for wanted in &given.columns {
        let at = match column_index(&wanted.column) {
            Some(index) => {
                let letters = column_letters(index);
                mapping.columns.iter().position(|c| c.column == letters).unwrap_or_else(|| {
                    mapping.columns.push(ColumnMap { column: letters, ..ColumnMap::default() });
                    mapping.columns.len() - 1
                })
            }
            None if wanted.column.is_empty() => {
                let header = plain(&wanted.header);
                let found = mapping.columns.iter().position(|c| plain(&c.header) == header && !header.is_empty());
                found.ok_or_else(|| {
                    wrong(format!("The mapping names a column \"{}\" that is not there.", wanted.header))
                })?
            }
            None => return Err(wrong(format!("\"{}\" names no column; use letters such as B or AA.", wanted.column))),
        };
        let stage = match &wanted.stage {
            None => None,
            Some(name) => Some(words::stage(pipeline, name).map(str::to_owned).ok_or_else(|| {
                wrong(format!("The mapping names a stage \"{name}\" that \"{}\" does not have.", pipeline.name))
            })?),
        };
        let custom = match &wanted.custom {
            None => None,
            Some(name) => Some(match target.field(name) {
                Some(known) => known.name.clone(),
                None if wanted.make.is_some() => wanted.own_name(),
                None => {
                    return Err(wrong(format!("The mapping names a field \"{name}\" that deliverables do not have.")));
                }
            }),
        };
        // What was found for this field elsewhere gives way.
        if wanted.field != Field::Ignore && !wanted.field.is_shared() {
            for (index, other) in mapping.columns.iter_mut().enumerate() {
                if index != at && other.field == wanted.field && other.stage == stage && other.custom == custom {
                    other.field = Field::Ignore;
                    other.stage = None;
                    other.custom = None;
                    other.why = "The mapping takes this from another column.".into();
                }
            }
        }
        let place = &mut mapping.columns[at];
        place.field = wanted.field;
        place.stage = stage;
        place.custom = custom;
        place.make = None;
        if let Some(kind) = wanted.make.filter(|_| wanted.field == Field::Custom) {
            place.becomes(kind);
            if let Some(known) = target.field(&place.own_name()) {
                (place.custom, place.make) = (Some(known.name.clone()), None);
            }
        }
        place.date_order = wanted.date_order;
        if wanted.unit.is_some() || wanted.field != Field::Estimate {
            place.unit = wanted.unit;
        }
        place.why.clone_from(&wanted.why);
    }
    mapping.date_order = given.date_order;
    mapping.unit = given.unit;
    mapping.blank_clears = given.blank_clears;
    mapping.statuses.clone_from(&given.statuses);
    mapping.people.clone_from(&given.people);
    Ok(())
}

/// What is written over each column when these rows are read as a header: the column, and its words.
pub(super) fn headers_of(grid: &Grid, row: usize, rows: usize) -> Vec<(usize, String)> {
    headers::read(grid, row, rows).columns.iter().map(|c| (c.index, c.header())).collect()
}
