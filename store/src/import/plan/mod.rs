//! From rows to what would be created and changed.

mod asked;
mod beside;
mod rows;

use super::{
    cells::{self, Wrong},
    columns::{Columns, CustomColumn, NotesColumn, StageColumns},
    custom,
    error::ImportError,
    grid::{Cell, Grid, column_letters},
    layout::words::plain,
    making,
    mapping::Mapping,
    notes,
    people::People,
    preview::{CellError, Left, NewField, Outcome, Preview, Problem, RowPreview},
    questions::{Questions, Words},
    rounds,
    target::Target,
    update,
};
use rushes_domain::{
    Command, Date, Deliverable, DeliverableId, Field, FieldId, FieldKind, FieldValue, ImportNote, ImportRow,
    ImportStage, PersonId, Project, ProjectId, State, Status, names,
};
use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// Errors kept at most; the rest is counted.
const MAX_ERRORS: usize = 10_000;

/// Which rows are left out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Skip {
    /// Those with errors; otherwise one error forbids them all.
    pub errors: bool,
    /// These, by their numbers from 1.
    pub rows: BTreeSet<usize>,
    /// Those that the sheet hides, and its hidden columns with them.
    pub hidden: bool,
}

impl Skip {
    /// Leaves rows with errors out.
    #[must_use]
    pub fn errors() -> Self {
        Self { errors: true, ..Self::default() }
    }
}

/// Works out what importing a sheet would do, and the command that does it. Pure: nothing changes
/// until the command is submitted, so that a dry run is a preview and nothing more.
///
/// With errors there is no command, unless `skip` leaves the rows that have any out.
/// `today` decides the year of dates without one; `fresh` gives 16 random bytes for each new
/// deliverable.
///
/// # Errors
/// When the project has no pipeline here, or the mapping does not fit the sheet.
pub fn plan(
    state: &State,
    project: ProjectId,
    grid: &Grid,
    mapping: &Mapping,
    today: Date,
    fresh: &mut dyn FnMut() -> [u8; 16],
    skip: &Skip,
) -> Result<Preview, ImportError> {
    let hidden = beside::hidden_columns(grid, mapping);
    let mapping = &*if skip.hidden { beside::without(mapping, &hidden) } else { Cow::Borrowed(mapping) };
    let made = making::fields(state, grid, mapping, fresh);
    let mut target = Target::of(state, project)?;
    let project = target.project;
    target.fields.extend(&made);
    let columns = Columns::new(grid, mapping, &target, today)?;
    let of_people = columns.people();
    let names = (columns.first_row..grid.height()).flat_map(|row| of_people.iter().map(move |c| (row, *c))).filter_map(
        |(row, column)| if let Cell::Text(text) = grid.cell(row, column) { Some(text.as_str()) } else { None },
    );
    let people = People::new(state, &grid.contacts, &mapping.people, names);
    let mut reading = Reading {
        state,
        project,
        grid,
        columns: &columns,
        today,
        people,
        seen: HashMap::new(),
        statuses: Words::default(),
        skip_errors: skip.errors,
        unread: 0,
        hidden_rows: Vec::new(),
        preview: Preview { ignored: mapping.ignored(), ..Preview::default() },
        rows: Vec::new(),
    };
    let only_own = reading.project_column(mapping);
    for row in columns.first_row..grid.height() {
        if reading.is_data(row) {
            if grid.hides_row(row) {
                reading.hidden_rows.push(row + 1);
            }
            if skip.rows.contains(&(row + 1)) {
                reading.leave(row, Left::Asked);
            } else if skip.hidden && grid.hides_row(row) {
                reading.leave(row, Left::Hidden);
            } else {
                reading.row(row, only_own, fresh);
            }
        } else {
            reading.notes_of_nothing(row);
        }
    }
    (0..columns.first_row).for_each(|row| reading.notes_of_nothing(row));
    reading.preview.questions.hidden = reading.hides(&hidden, skip.hidden);
    Ok(reading.finish(skip, mapping, &made))
}

struct Reading<'a> {
    state: &'a State,
    project: &'a Project,
    grid: &'a Grid,
    columns: &'a Columns<'a>,
    today: Date,
    people: People<'a>,
    /// Names in the sheet so far, to their rows.
    seen: HashMap<String, usize>,
    /// Words for statuses that nobody knows, or that somebody explained.
    statuses: Words,
    skip_errors: bool,
    /// Cells of which some bytes could not be read, but for names: where errors are left out they cost themselves and
    /// not their rows.
    unread: usize,
    /// Hidden rows that name a deliverable, from 1.
    hidden_rows: Vec<usize>,
    preview: Preview,
    rows: Vec<ImportRow>,
}

impl Reading<'_> {
    fn name(&self, row: usize) -> String {
        // A cell may hold a book: a name is cut where it is refused anyway.
        let name: String = self.grid.cell(row, self.columns.name).shown().chars().take(400).collect();
        name.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn leave(&mut self, row: usize, why: Left) {
        let name = self.name(row);
        self.preview.skipped += 1;
        let (row, changes) = (row + 1, Vec::new());
        self.preview.rows.push(RowPreview { row, name, outcome: Outcome::Skipped, left: Some(why), changes });
    }

    fn row(&mut self, row: usize, only_own: bool, fresh: &mut dyn FnMut() -> [u8; 16]) {
        if only_own && self.columns.project.is_some_and(|c| !self.is_own(row, c)) {
            self.leave(row, Left::OtherProject);
            return;
        }
        let name = self.name(row);
        let (before, unread) = (self.preview.error_count, self.unread);
        let known = self.known(row, &name);
        let said = self.said(row, name.clone(), known.as_deref());
        let passed = if self.skip_errors { self.unread - unread } else { 0 };
        if self.preview.error_count - before > passed {
            self.leave(row, Left::Errors);
            return;
        }
        match known {
            None => {
                let said = ImportRow { id: DeliverableId::new(fresh()), ..said };
                let changes = update::changes(None, &said, self.columns, &|id| self.people.name(id), self.state);
                self.count_notes(&said, None);
                self.rows.push(said);
                self.note(row, name, Outcome::Created, changes);
            }
            Some(known) => {
                // A name matches whatever its case, so case is no change.
                let said = ImportRow { id: known.id, name: known.name.clone(), ..said };
                let changes =
                    update::changes(Some(&known), &said, self.columns, &|id| self.people.name(id), self.state);
                let outcome = if changes.is_empty() { Outcome::Unchanged } else { Outcome::Updated };
                if outcome == Outcome::Updated {
                    self.count_notes(&said, Some(&known));
                    self.rows.push(said);
                }
                self.note(row, name, outcome, changes);
            }
        }
    }

    /// The deliverable of this name, if the project has it. A name that cannot be used is an error.
    fn known(&mut self, row: usize, name: &str) -> Option<Arc<Deliverable>> {
        let column = self.columns.name;
        match cells::name(self.grid.cell(row, column)) {
            Err(wrong) => {
                self.wrong(row, column, &wrong);
                return None;
            }
            Ok(None) => {
                let why = "The row has no name; give it one, or delete the row.";
                self.wrong(row, column, &Wrong::new(Problem::Name, why));
                return None;
            }
            Ok(Some(_)) => {}
        }
        if let Some(first) = self.seen.insert(names::same(name), row) {
            let why = format!("is the name of row {} already", first + 1);
            self.seen.insert(names::same(name), first);
            self.wrong(row, column, &Wrong::new(Problem::Duplicate, why));
            return None;
        }
        let found: Vec<_> = self.state.called(self.project.id, name).take(2).cloned().collect();
        if found.len() > 1 {
            let why = "is the name of several deliverables in the project; rename them first";
            self.wrong(row, column, &Wrong::new(Problem::Duplicate, why));
            return None;
        }
        found.into_iter().next()
    }

    /// Everything a row says. Each cell that cannot be understood becomes an error.
    fn said(&mut self, row: usize, name: String, known: Option<&Deliverable>) -> ImportRow {
        let columns = self.columns;
        let (grid, today) = (self.grid, self.today);
        let stages: Vec<ImportStage> = columns.stages.iter().filter_map(|s| self.stage(row, s, known)).collect();
        let fields = columns.custom.iter().filter_map(|c| self.custom(row, c)).collect();
        ImportRow {
            id: DeliverableId::default(),
            name,
            // A type is often written once, in a cell merged over many rows.
            kind: self.say(row, columns.kind, |c| cells::name(grid.spread(row, c))).map(Option::unwrap_or_default),
            priority: self
                .say(row, columns.priority, |c| cells::priority(grid.cell(row, c)))
                .map(Option::unwrap_or_default),
            due: columns.due.and_then(|d| self.say(row, Some(d.index), |c| cells::day(grid.cell(row, c), &d, today))),
            description: self
                .say(row, columns.description, |c| cells::text(&grid.linked(row, c)))
                .map(Option::unwrap_or_default),
            fields,
            notes: self.notes(row),
            stages,
        }
    }

    fn note_of(&mut self, row: usize, column: &NotesColumn) -> Option<ImportNote> {
        let grid = self.grid;
        let text = self.say(row, Some(column.index), |c| notes::read(&grid.linked(row, c))).flatten()?;
        Some(ImportNote { stage: column.stage.as_ref().map(|(def, _)| *def), text })
    }

    fn count_notes(&mut self, said: &ImportRow, known: Option<&Deliverable>) {
        self.preview.comments += said.notes.iter().filter(|n| n.comment(said.id, known).is_some()).count();
    }

    fn custom(&mut self, row: usize, column: &CustomColumn<'_>) -> Option<(FieldId, Option<FieldValue>)> {
        let (grid, today) = (self.grid, self.today);
        if column.field.kind != FieldKind::Person {
            let said = self.say(row, Some(column.index), |c| {
                let cell = if column.field.kind == FieldKind::Text {
                    grid.linked(row, c)
                } else {
                    Cow::Borrowed(grid.cell(row, c))
                };
                custom::value(&cell, grid.link(row, c), column, today)
            })?;
            return Some((column.field.id, said));
        }
        match self.say(row, Some(column.index), |c| cells::people(grid.cell(row, c)))? {
            None => Some((column.field.id, None)),
            Some(text) => match self.people.read(&text) {
                Ok(found) if found.len() > 1 => {
                    let why = format!("names several people, and {} takes one", column.field.name);
                    self.wrong(row, column.index, &Wrong::new(Problem::Value, why));
                    None
                }
                Ok(found) => found.first().map(|p| (column.field.id, Some(FieldValue::Person(*p)))),
                Err(wrong) => {
                    self.wrong(row, column.index, &wrong);
                    None
                }
            },
        }
    }

    fn stage(&mut self, row: usize, stage: &StageColumns, known: Option<&Deliverable>) -> Option<ImportStage> {
        let (grid, columns, today) = (self.grid, self.columns, self.today);
        if let Some(column) = stage.status {
            self.meet_status(row, column);
        }
        let said = ImportStage {
            def: stage.def,
            // A stage always has a status: an empty cell asks for none.
            status: self.say(row, stage.status, |c| cells::status(grid.cell(row, c), columns)).flatten(),
            assignees: self.assignees(row, &stage.people),
            start: stage.start.and_then(|d| self.say(row, Some(d.index), |c| cells::day(grid.cell(row, c), &d, today))),
            due: stage.due.and_then(|d| self.say(row, Some(d.index), |c| cells::day(grid.cell(row, c), &d, today))),
            estimate: stage
                .estimate
                .and_then(|e| self.say(row, Some(e.index), |c| cells::effort(grid.cell(row, c), e))),
            rounds_before: self.rounds(row, stage, known),
        };
        if let (Some(Some(start)), Some(Some(due)), Some(column)) = (said.start, said.due, stage.start)
            && start > due
        {
            let why = format!("is after the day it is due, {due}");
            self.wrong(row, column.index, &Wrong::new(Problem::Date, why));
        }
        (said != ImportStage { def: stage.def, ..ImportStage::default() }).then_some(said)
    }

    /// How many rounds a stage had before, by the number of its newest one in the sheet.
    fn rounds(&mut self, row: usize, stage: &StageColumns, known: Option<&Deliverable>) -> Option<u32> {
        let column = stage.round?;
        let grid = self.grid;
        let known = known.and_then(|d| d.stages.iter().chain(&d.dropped).find(|s| s.def == stage.def));
        match self.say(row, Some(column), |c| rounds::read(grid.cell(row, c)))? {
            Some(number) => rounds::before(known, number).unwrap_or_else(|have| {
                let why = format!("is less than the {have} rounds of {}: they stay as they are", stage.name);
                self.warn(row, column, Problem::Round, &why);
                None
            }),
            // Empty where empty cells count: rounds that were published here are not taken away by that.
            None => known.filter(|s| s.rounds.is_empty() && s.rounds_before > 0).map(|_| 0),
        }
    }

    fn assignees(&mut self, row: usize, from: &[usize]) -> Option<BTreeSet<PersonId>> {
        let grid = self.grid;
        let mut assignees: Option<BTreeSet<PersonId>> = None;
        for column in from {
            let text = self.say(row, Some(*column), |c| cells::people(grid.cell(row, c)));
            match text.map(|text| text.map(|text| self.people.read(&text))) {
                Some(Some(Ok(found))) if !found.is_empty() => assignees.get_or_insert_default().extend(found),
                Some(Some(Err(wrong))) => self.wrong(row, *column, &wrong),
                _ => {}
            }
        }
        let all_blank = || !from.is_empty() && from.iter().all(|c| grid.cell(row, *c).is_blank());
        assignees.or_else(|| (self.columns.blank_clears && all_blank()).then(BTreeSet::new))
    }

    fn meet_status(&mut self, row: usize, column: usize) {
        if let Cell::Text(word) = self.grid.cell(row, column) {
            let key = plain(word);
            let asked = self.columns.statuses.contains_key(&key) || Status::from_sheet(word).is_none();
            if asked && !key.is_empty() && key.len() <= 100 {
                self.statuses.met(key, word, 1);
            }
        }
    }

    /// What a cell says: nothing, that the field is empty, or a value. An error is kept, and reads as nothing.
    fn say<T>(
        &mut self,
        row: usize,
        column: Option<usize>,
        read: impl FnOnce(usize) -> cells::Said<T>,
    ) -> Option<Option<T>> {
        let column = column?;
        match read(column) {
            Ok(Some(value)) => Some(Some(value)),
            Ok(None) => (self.columns.blank_clears && self.grid.cell(row, column).is_blank()).then_some(None),
            Err(wrong) => {
                self.wrong(row, column, &wrong);
                None
            }
        }
    }

    fn wrong(&mut self, row: usize, column: usize, wrong: &Wrong) {
        self.preview.error_count += 1;
        self.unread += usize::from(wrong.kind == Problem::Encoding && column != self.columns.name);
        if self.preview.errors.len() < MAX_ERRORS {
            let error = self.told(row, column, wrong.kind, &wrong.why);
            self.preview.errors.push(error);
        }
    }

    /// Something to know that keeps nothing from being imported.
    fn warn(&mut self, row: usize, column: usize, kind: Problem, why: &str) {
        self.preview.warning_count += 1;
        if self.preview.warnings.len() < MAX_ERRORS {
            let warning = self.told(row, column, kind, why);
            self.preview.warnings.push(warning);
        }
    }

    fn told(&self, row: usize, column: usize, kind: Problem, why: &str) -> CellError {
        // A cell may hold a book: what is shown of it is cut.
        let value: String = self.grid.cell(row, column).shown().chars().take(200).collect();
        let sentence = why.starts_with(|c: char| c.is_uppercase() || c == '"');
        let message = if sentence { why.to_owned() } else { format!("\"{value}\" {why}") };
        let message = if message.ends_with('.') { message } else { format!("{message}.") };
        let (sheet, column) = (self.grid.name.clone(), column_letters(column));
        CellError { sheet, row: row + 1, column, value, message, kind }
    }

    fn note(&mut self, row: usize, name: String, outcome: Outcome, changes: Vec<super::preview::Change>) {
        let count = match outcome {
            Outcome::Created => &mut self.preview.created,
            Outcome::Updated => &mut self.preview.updated,
            Outcome::Unchanged => &mut self.preview.unchanged,
            Outcome::Skipped => &mut self.preview.skipped,
        };
        *count += 1;
        self.preview.rows.push(RowPreview { row: row + 1, name, outcome, left: None, changes });
    }

    fn finish(mut self, skip: &Skip, mapping: &Mapping, made: &[Field]) -> Preview {
        let hidden = self.preview.questions.hidden.take();
        self.preview.questions = Questions { hidden, ..self.questions(mapping) };
        let Self { mut preview, rows, people, project, grid, .. } = self;
        let place = |e: &CellError| (e.row, e.column.len(), e.column.clone());
        preview.errors.sort_by_cached_key(place);
        preview.warnings.sort_by_cached_key(place);
        let assigned = rows.iter().flat_map(|r| &r.stages).flat_map(|s| s.assignees.iter().flatten()).copied();
        let in_fields = rows.iter().flat_map(|r| &r.fields).filter_map(|(_, value)| match value {
            Some(FieldValue::Person(person)) => Some(*person),
            _ => None,
        });
        let used: BTreeSet<PersonId> = assigned.chain(in_fields).collect();
        let people = people.added(&used);
        if !rows.is_empty() {
            preview.fields = made.iter().map(NewField::of).collect();
        }
        preview.people = people.iter().map(|p| p.name.clone()).collect();
        if !rows.is_empty() && (preview.error_count == 0 || skip.errors) {
            let source = grid.file.clone();
            let fields = made.to_vec();
            preview.command = Some(Command::Import { project: project.id, people, fields, rows, source });
        }
        preview
    }
}
