//! What only a person can say of a sheet. What is not answered stays an error of each cell.

use super::{
    date::DateOrder,
    effort::TimeUnit,
    encoding::{Decoded, Reading, TextEncoding},
    grid::{Grid, column_letters},
    mapping::Mapping,
};
use rushes_domain::{Date, PersonId, Status};
use serde::Serialize;
use std::collections::BTreeMap;

/// Values shown with a question.
pub(super) const SAMPLES: usize = 4;

/// Everything to be asked, answered or not.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Questions {
    /// In which encoding a text file is written, where that is a guess.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<EncodingQuestion>,
    /// What becomes of what the sheet hides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden: Option<HiddenQuestion>,
    /// In which order columns write their dates.
    pub dates: Vec<DateQuestion>,
    /// What columns of estimates count.
    pub units: Vec<UnitQuestion>,
    /// What words mean as statuses.
    pub statuses: Vec<StatusQuestion>,
    /// Who is meant.
    pub people: Vec<PersonQuestion>,
}

impl Questions {
    /// How many of them forbid the import of some rows until they are answered.
    #[must_use]
    pub fn open(&self) -> usize {
        self.dates.iter().filter(|q| q.is_open()).count()
            + self.units.iter().filter(|q| q.answer.is_none()).count()
            + self.statuses.iter().filter(|q| q.answer.is_none()).count()
            + self.people.iter().filter(|q| q.is_open()).count()
    }

    /// Whether there is nothing to ask at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let asks_more = self.encoding.is_some() || self.hidden.as_ref().is_some_and(HiddenQuestion::asks);
        !asks_more
            && self.dates.is_empty()
            && self.units.is_empty()
            && self.statuses.is_empty()
            && self.people.is_empty()
    }
}

/// A text file that does not say its encoding.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct EncodingQuestion {
    /// The encoding in which it is read.
    #[serde(rename = "name")]
    pub encoding: TextEncoding,
    /// The words people read for it.
    pub label: &'static str,
    /// How likely it is, from 0 to 1.
    pub confidence: f64,
    /// What it may be, the likeliest first, each as it would look.
    pub candidates: Vec<Reading>,
    /// What somebody said.
    pub answer: Option<TextEncoding>,
}

impl EncodingQuestion {
    pub(super) fn of(decoded: &Decoded) -> Option<Self> {
        decoded.is_guess().then(|| Self {
            encoding: decoded.encoding,
            label: decoded.encoding.label(),
            confidence: decoded.confidence(),
            candidates: decoded.readings.clone(),
            answer: decoded.answer,
        })
    }
}

/// What a sheet hides. It is taken like the rest until somebody says otherwise.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct HiddenQuestion {
    /// Hidden rows that name a deliverable, by their numbers from 1; the first 1,000.
    pub rows: Vec<usize>,
    /// How many of those there are.
    pub row_count: usize,
    /// A filter hides them.
    pub filtered: bool,
    /// Hidden columns that mean something, each with what is written over it.
    pub columns: Vec<HiddenColumn>,
    /// Hidden sheets beside this one; they are not imported unless one is chosen.
    pub sheets: Vec<String>,
    /// What happens to the rows and columns: `take` or `skip`.
    pub answer: HiddenAnswer,
}

impl HiddenQuestion {
    /// Whether there is something to choose: hidden sheets are only named.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.row_count > 0 || !self.columns.is_empty()
    }
}

/// A hidden column.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct HiddenColumn {
    /// Its letters.
    pub column: String,
    /// What is written over it.
    pub header: String,
}

/// What happens to hidden rows and columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HiddenAnswer {
    /// They come in like the others.
    #[default]
    Take,
    /// They are left out.
    Skip,
}

/// A column of dates that can be read in several orders.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DateQuestion {
    /// Its letters.
    pub column: String,
    /// What is written over it.
    pub header: String,
    /// Some of its values, each with the days it may mean.
    pub samples: Vec<DateSample>,
    /// How many cells are open.
    pub cells: usize,
    /// What somebody said.
    pub answer: Option<DateOrder>,
    /// What other values of the column say.
    pub follows: Option<DateOrder>,
}

impl DateQuestion {
    /// Whether its cells stay errors until somebody says.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.answer.is_none() && self.follows.is_none()
    }
}

/// A written date and what it may mean.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DateSample {
    /// As written.
    pub text: String,
    /// The days, by order.
    pub days: Vec<(DateOrder, Date)>,
}

/// A column of numbers that do not say what they count.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct UnitQuestion {
    /// Its letters.
    pub column: String,
    /// What is written over it.
    pub header: String,
    /// Some of its values.
    pub samples: Vec<String>,
    /// How many cells are open.
    pub cells: usize,
    /// What somebody said.
    pub answer: Option<TimeUnit>,
}

/// A word where a status would be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StatusQuestion {
    /// As written first.
    pub word: String,
    /// How many cells say it.
    pub cells: usize,
    /// What somebody said: a status, or that it says nothing.
    pub answer: Option<StatusAnswer>,
}

/// What a word means.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusAnswer {
    /// This status.
    Status(Status),
    /// Nothing: the stage stays as it is.
    Nothing,
}

/// Somebody whom the studio does not know, or knows several of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PersonQuestion {
    /// As written first.
    pub text: String,
    /// How many cells name them.
    pub cells: usize,
    /// The name under which somebody new is made; nothing where several known people are meant.
    pub new: Option<String>,
    /// Known people who may be meant, the likelier ones first.
    pub candidates: Vec<PersonId>,
    /// What somebody said: a name or an address, or the empty text for nobody.
    pub answer: Option<String>,
}

impl PersonQuestion {
    /// Whether its cells stay errors until somebody says.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.answer.is_none() && self.new.is_none()
    }
}

/// Words that were met, by how they fold.
#[derive(Debug, Default)]
pub(super) struct Words(BTreeMap<String, (String, usize)>);

impl Words {
    pub(super) fn met(&mut self, key: String, text: &str, cells: usize) {
        self.0.entry(key).or_insert_with(|| (text.trim().to_owned(), 0)).1 += cells;
    }

    /// Each word as first written and how often, the most frequent first.
    pub(super) fn counted(self) -> Vec<(String, usize)> {
        let mut words: Vec<(String, usize)> = self.0.into_values().collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        words
    }
}

/// The letters and the header of a column.
pub(super) fn place(mapping: &Mapping, index: usize) -> (String, String) {
    let column = column_letters(index);
    let header = mapping.columns.iter().find(|c| c.column == column).map_or_else(String::new, |c| c.header.clone());
    (column, header)
}

/// The first few different values of a column that `wanted` holds for, and how many cells it holds for.
pub(super) fn samples<T>(
    grid: &Grid,
    (first_row, column): (usize, usize),
    wanted: impl Fn(&super::grid::Cell) -> Option<T>,
) -> (Vec<(String, T)>, usize) {
    let (mut shown, mut count): (Vec<(String, T)>, usize) = (Vec::new(), 0);
    for row in first_row..grid.height() {
        let cell = grid.cell(row, column);
        if let Some(found) = wanted(cell) {
            count += 1;
            let text = cell.shown();
            if shown.len() < SAMPLES && shown.iter().all(|(t, _)| *t != text) {
                shown.push((text, found));
            }
        }
    }
    (shown, count)
}
