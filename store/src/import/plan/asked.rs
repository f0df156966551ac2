//! What only a person can say of the sheet that was read.

use super::{
    super::{
        date,
        effort::{Effort, TimeUnit},
        grid::Cell,
        layout::words::plain,
        mapping::Mapping,
        questions::{
            self, DateQuestion, DateSample, EncodingQuestion, Questions, StatusAnswer, StatusQuestion, UnitQuestion,
        },
    },
    Reading,
};

impl Reading<'_> {
    /// What only a person can say, answered or not.
    pub(super) fn questions(&mut self, mapping: &Mapping) -> Questions {
        let (grid, columns, today) = (self.grid, self.columns, self.today);
        let encoding = grid.encoding.as_ref().and_then(EncodingQuestion::of);
        let mut asked = Questions { encoding, people: self.people.questions(), ..Questions::default() };
        for column in columns.dates() {
            let (samples, cells) = questions::samples(grid, (columns.first_row, column.index), |cell| match cell {
                Cell::Text(text) => match date::read(text, today) {
                    written @ date::Written::Ordered(_) if written.is_ambiguous() => Some(written),
                    _ => None,
                },
                _ => None,
            });
            if cells == 0 {
                continue;
            }
            let (letters, header) = questions::place(mapping, column.index);
            let samples = samples.into_iter().map(|(text, written)| DateSample { text, days: written.readings() });
            let follows = match column.inferred {
                date::ColumnOrder::One(order) => Some(order),
                date::ColumnOrder::Open | date::ColumnOrder::Mixed => None,
            };
            let (samples, answer) = (samples.collect(), column.said);
            asked.dates.push(DateQuestion { column: letters, header, samples, cells, answer, follows });
        }
        for estimate in columns.stages.iter().filter_map(|s| s.estimate) {
            let from_header = TimeUnit::of_header(&questions::place(mapping, estimate.index).1);
            let (samples, cells) = questions::samples(grid, (columns.first_row, estimate.index), |cell| {
                matches!(Effort::read(cell), Effort::Bare(n) if n != 0.0).then_some(())
            });
            if cells == 0 || (from_header.is_some() && from_header == estimate.unit) {
                continue;
            }
            let (column, header) = questions::place(mapping, estimate.index);
            let samples = samples.into_iter().map(|(text, ())| text).collect();
            asked.units.push(UnitQuestion { column, header, samples, cells, answer: estimate.unit });
        }
        let answer = |word: &str| match columns.statuses.get(&plain(word))? {
            Some(status) => Some(StatusAnswer::Status(*status)),
            None => Some(StatusAnswer::Nothing),
        };
        let words = std::mem::take(&mut self.statuses).counted();
        asked.statuses =
            words.into_iter().map(|(word, cells)| StatusQuestion { answer: answer(&word), word, cells }).collect();
        asked
    }
}
