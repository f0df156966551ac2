//! Cells to and from a spreadsheet, and cells to the cells below.

use super::{
    columns::Column,
    model::{Row, TableModel},
    proposal::counted,
    select::Selection,
    value::{self, OfStage},
};
use rushes_domain::{ColumnId, Command, Date, DeliverableChange, StageTarget, State};
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
        lines.push(columns.iter().map(|c| cell(&value::text(state, row, c))).collect::<Vec<_>>().join("\t"));
    }
    (!rows.is_empty()).then(|| lines.join("\n"))
}

/// A text as a cell: in quotes where it holds tabs, line ends or quotes.
fn cell(text: &str) -> String {
    if text.contains(['\t', '\n', '\r', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
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
    rows
}

/// What pasting comes to: from the cursor on, or one value into every chosen cell.
pub(super) fn paste(
    state: &State,
    model: &TableModel,
    selection: &Selection,
    columns: &[Column],
    text: &str,
    today: Date,
) -> Option<Wanted> {
    let mut given = cells(text);
    if given.len() > 1 && is_titles(&given[0], columns) {
        given.remove(0);
    }
    let span = selection.span(columns)?;
    let single = given.len() == 1 && given[0].len() == 1;
    let rows: Vec<Arc<Row>> = if selection.is_of_several() {
        selection.targets(model)
    } else {
        let first = selection.cursor.as_ref().and_then(|(id, _)| model.line_of(*id))?;
        (first..model.lines()).filter_map(|l| model.row(l)).take(given.len()).cloned().collect()
    };
    let mut wanted = Writing::default();
    if single {
        for row in &rows {
            for column in columns.get(span.clone()).into_iter().flatten() {
                wanted.write(state, row, column, &given[0][0], today);
            }
        }
    } else {
        for (row, texts) in rows.iter().zip(&given).take(MOST) {
            for (column, text) in columns.iter().skip(*span.start()).zip(texts) {
                wanted.write(state, row, column, text, today);
            }
        }
        let left = given.len() - rows.len().min(given.len()).min(MOST);
        if left > 0 {
            let words = counted(left, "row");
            wanted.wrong.push(format!("{words} of the clipboard did not fit below the cursor."));
        }
        let wide = given.iter().map(Vec::len).max().unwrap_or(0);
        let room = columns.len() - span.start();
        if wide > room {
            let words = counted(wide - room, "column");
            wanted.wrong.push(format!("{words} of the clipboard did not fit beside the cursor."));
        }
    }
    let label = format!("Pasted into {}", counted(wanted.commands.len(), "cell"));
    Some(Wanted { label, commands: wanted.commands, wrong: wanted.wrong })
}

/// Whether a line is the titles of the columns, as [`copy`] writes them.
fn is_titles(line: &[String], columns: &[Column]) -> bool {
    line.len() > 1 && line.iter().all(|t| columns.iter().any(|c| c.title == *t))
}

#[derive(Default)]
struct Writing {
    commands: Vec<Command>,
    wrong: Vec<String>,
    names: HashSet<String>,
}

impl Writing {
    fn write(&mut self, state: &State, row: &Row, column: &Column, text: &str, today: Date) {
        match value::commands(state, row, column, text, today) {
            Ok(commands) => {
                for command in commands {
                    // All are decided on one state, which does not know yet of the names given beside.
                    let name = named(&command);
                    if name.is_none_or(|n| self.names.insert(n.to_lowercase())) {
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
    let mut commands = Vec::new();
    commands.extend(value::of_stage(target, stage, &OfStage::People((&source.assignees).into())));
    if (source.start, source.due) != (stage.start, stage.due) {
        commands.push(Command::DateStage { target, start: source.start, due: source.due });
    }
    commands.extend(source.estimate.and_then(|m| value::of_stage(target, stage, &OfStage::Estimate(m))));
    commands
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
