//! Cells to and from a spreadsheet, and cells to the cells below.

use super::{
    columns::Column,
    model::{Row, TableModel},
    select::Selection,
    stage::{self, OfStage},
    value,
};
use crate::kit::counted;
use rushes_domain::{ColumnId, Command, Date, DeliverableChange, StageTarget, State};
use rushes_store::{export::guarded, import::unguarded};
use std::{collections::HashSet, ops::RangeInclusive, sync::Arc};

/// Rows a paste writes at most: more is an import.
const MOST: usize = 20_000;

/// What is to be done, and why some of it cannot be.
pub(super) struct Wanted {
    pub(super) label: String,
    pub(super) commands: Vec<Command>,
    pub(super) wrong: Vec<String>,
}

/// The chosen cells as a spreadsheet takes them; whole rows with a line of titles.
pub(super) fn copy(state: &State, model: &TableModel, selection: &Selection, columns: &[Column]) -> Option<String> {
    let rows = selection.targets(model);
    let whole = selection.is_whole();
    let span = if whole { Some(0..=columns.len().checked_sub(1)?) } else { selection.span(columns) }?;
    let columns = columns.get(span)?;
    let mut lines: Vec<String> = Vec::with_capacity(rows.len() + 1);
    if whole {
        lines.push(columns.iter().map(|c| cell(&c.title)).collect::<Vec<_>>().join("\t"));
    }
    for row in &rows {
        lines.push(columns.iter().map(|c| cell(&value::copied(state, row, c))).collect::<Vec<_>>().join("\t"));
    }
    (!rows.is_empty()).then(|| lines.join("\n"))
}

/// A text as a cell: in quotes where it holds tabs, line ends or quotes, and never a formula.
fn cell(text: &str) -> String {
    let number = text.parse::<f64>().is_ok();
    let text = if number { text.to_owned() } else { guarded(text.to_owned()) };
    if text.contains(['\t', '\n', '\r', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// A spreadsheet's text as cells.
pub(super) fn cells(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut letters = text.chars().peekable();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        let Some(now) = rows.last_mut().and_then(|r| r.last_mut()) else { break };
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                now.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if now.is_empty() => quoted = true,
            '\t' if !quoted => rows.last_mut().into_iter().for_each(|r| r.push(String::new())),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            other => now.push(other),
        }
    }
    // Spreadsheets end the last line, too.
    if rows.len() > 1 && rows.last().is_some_and(|r| r.len() == 1 && r[0].is_empty()) {
        rows.pop();
    }
    for text in rows.iter_mut().flatten() {
        *text = unguarded(std::mem::take(text));
    }
    rows
}

/// What pasting comes to: from the cursor on, or over what is chosen, as often as it fits there.
pub(super) fn paste(
    state: &State,
    model: &TableModel,
    selection: &Selection,
    columns: &[Column],
    text: &str,
    today: Date,
) -> Option<Wanted> {
    let mut given = cells(text);
    let titled = given.len() > 1 && is_titles(&given[0], columns);
    let titles = if titled { given.remove(0) } else { Vec::new() };
    let span = selection.span(columns)?;
    let several = selection.is_of_several();
    let rows: Vec<Arc<Row>> = if several {
        selection.targets(model)
    } else {
        let first = selection.cursor.as_ref().and_then(|(id, _)| model.line_of(*id))?;
        (first..model.lines()).filter_map(|l| model.row(l)).take(given.len()).cloned().collect()
    };
    let mut wanted = Writing::default();
    let wide = given.iter().map(Vec::len).max().unwrap_or(0);
    let places: Vec<&Column> = if titled {
        // Whole rows say which column each cell is of; what follows from others is only told.
        titles.iter().filter_map(|t| columns.iter().find(|c| c.title == *t)).collect()
    } else {
        let room = columns.len() - span.start();
        if wide > room {
            let words = counted(wide - room, "column");
            wanted.wrong.push(format!("{words} of the clipboard did not fit beside the cursor."));
        }
        let chosen = span.end() - span.start() + 1;
        columns.iter().skip(*span.start()).take(often(wide, chosen)).collect()
    };
    let lines = if several { often(given.len(), rows.len()) } else { given.len() };
    if lines > rows.len() || lines > MOST {
        let words = counted(lines - rows.len().min(MOST), "row");
        let room = if several { "the rows that are chosen" } else { "the table below the cursor" };
        wanted.wrong.push(format!("{words} of the clipboard did not fit into {room}."));
    }
    for (line, row) in rows.iter().enumerate().take(lines.min(MOST)) {
        let Some(texts) = given.get(line % given.len()) else { break };
        for (place, column) in places.iter().enumerate() {
            if titled && !column.is_editable() {
                continue;
            }
            if let Some(text) = texts.get(if titled { place } else { place % wide.max(1) }) {
                wanted.write(state, row, column, text, today);
            }
        }
    }
    let label = format!("Pasted into {}", counted(wanted.cells, "cell"));
    Some(Wanted { label, commands: wanted.commands, wrong: wanted.wrong })
}

/// How many lines or columns a clipboard of so many goes into: all that are chosen where it fits there a whole
/// number of times, else as many as it has.
fn often(given: usize, chosen: usize) -> usize {
    if given > 0 && chosen.is_multiple_of(given) { chosen } else { given }
}

/// Whether a line is the titles of the columns, as [`copy`] writes them.
fn is_titles(line: &[String], columns: &[Column]) -> bool {
    line.len() > 1 && line.iter().all(|t| columns.iter().any(|c| c.title == *t))
}

#[derive(Default)]
struct Writing {
    commands: Vec<Command>,
    wrong: Vec<String>,
    /// How many cells change.
    cells: usize,
    names: HashSet<String>,
}

impl Writing {
    fn write(&mut self, state: &State, row: &Row, column: &Column, text: &str, today: Date) {
        match value::commands(state, row, column, text, today) {
            Ok(commands) => {
                self.cells += usize::from(!commands.is_empty());
                for command in commands {
                    // All are decided on one state, which does not know yet of the names given beside.
                    let name = named(&command);
                    if name.is_none_or(|n| self.names.insert(rushes_domain::names::same(n))) {
                        self.commands.push(command);
                    } else {
                        self.wrong.push(format!("Two rows cannot both be called \"{}\".", text.trim()));
                    }
                }
            }
            Err(why) => self.wrong.push(why),
        }
    }
}

fn named(command: &Command) -> Option<&str> {
    let Command::EditDeliverable { changes, .. } = command else { return None };
    changes.iter().find_map(|c| match c {
        DeliverableChange::Name(name) => Some(name.as_str()),
        _ => None,
    })
}

/// What filling down comes to: the first chosen row's cells in those below. Of a stage what is planned is
/// filled: people, days, estimate.
pub(super) fn fill_down(
    state: &State,
    rows: &[Arc<Row>],
    columns: &[Column],
    span: RangeInclusive<usize>,
    today: Date,
) -> Option<Wanted> {
    let (first, below) = rows.split_first().filter(|(_, below)| !below.is_empty())?;
    let mut wanted = Writing::default();
    for column in columns.get(span)? {
        if matches!(column.id, ColumnId::Name) {
            wanted.wrong.push("Names are not filled down: two rows cannot have one name.".into());
            continue;
        }
        for row in below {
            if column.id.is_stage() {
                wanted.commands.extend(planned(first, row, column));
            } else {
                wanted.write(state, row, column, &value::text(state, first, column), today);
            }
        }
    }
    let label = format!("Filled {} from {}", counted(below.len(), "row"), first.deliverable.name);
    Some(Wanted { label, commands: wanted.commands, wrong: wanted.wrong })
}

fn planned(from: &Row, to: &Row, column: &Column) -> Vec<Command> {
    let (Some(source), Some(stage)) = (value::stage(from, column), value::stage(to, column)) else {
        return Vec::new();
    };
    let target = StageTarget { deliverable: to.deliverable.id, stage: stage.id };
    let mut planned = vec![OfStage::People((&source.assignees).into()), OfStage::Days(source.start, source.due)];
    planned.extend(source.estimate.map(|minutes| OfStage::Estimate(Some(minutes))));
    stage::commands(target, stage, &planned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_went() {
        let texts = ["plain", "", "two\nlines", "a\ttab", "say \"hi\"", "  spaces "];
        let line = texts.map(cell).join("\t");
        assert_eq!(cells(&format!("{line}\r\n{line}\n")), [texts.map(str::to_owned), texts.map(str::to_owned)]);
        assert_eq!(cells("one"), [["one"]]);
        assert_eq!(cells("5\" wide\tx"), [["5\" wide", "x"]]);
    }
}
