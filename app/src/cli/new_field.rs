//! `rushes import --new-field`: columns that become custom fields.

use super::error::CliError;
use rushes_domain::{FieldKind, names};
use rushes_store::import::{self, ColumnMap, Field, Grid, Mapping, Preview};

/// Has columns become fields: "Campaign=choice", or "Campaign" alone for the kind that suits its values.
pub(super) fn answer(asked: &[String], mapping: &mut Mapping, grid: &Grid) -> Result<(), CliError> {
    for asked in asked {
        let (column, kind) = match asked.rsplit_once('=') {
            Some((column, kind)) => {
                let kind = kind.parse::<FieldKind>();
                (column.trim(), Some(kind.map_err(|why| CliError::usage(why, "Write it as COLUMN=KIND."))?))
            }
            None => (asked.trim(), None),
        };
        let at = place(column, mapping)?;
        let kind = kind.unwrap_or_else(|| likely(grid, mapping, &mapping.columns[at]));
        mapping.columns[at].custom = None;
        mapping.columns[at].becomes(kind);
    }
    Ok(())
}

fn likely(grid: &Grid, mapping: &Mapping, column: &ColumnMap) -> FieldKind {
    import::likely_kind(grid, mapping, column, rushes_store::today())
}

/// The column that is meant: by what is written over it, or by its letters.
fn place(column: &str, mapping: &Mapping) -> Result<usize, CliError> {
    let wanted = names::same(column);
    let last = |c: &ColumnMap| names::same(c.header.rsplit(" / ").next().unwrap_or_default());
    let find = |fits: &dyn Fn(&ColumnMap) -> bool| -> Vec<usize> {
        mapping.columns.iter().enumerate().filter(|(_, c)| fits(c)).map(|(at, _)| at).collect()
    };
    let found = [
        find(&|c| names::same(&c.header) == wanted),
        find(&|c| last(c) == wanted),
        find(&|c| names::same(&c.column) == wanted),
    ];
    match found.iter().find(|f| !f.is_empty()).map(Vec::as_slice) {
        Some([one]) => Ok(*one),
        Some(several) => {
            let letters: Vec<&str> = several.iter().map(|at| mapping.columns[*at].column.as_str()).collect();
            Err(CliError::invalid(
                format!("Several columns are called \"{column}\": {}", letters.join(", ")),
                "Name the column by its letters.",
            ))
        }
        None => Err(CliError::invalid(
            format!("The sheet has no column \"{column}\""),
            "`rushes import ... --dry-run --json` lists the columns under \"mapping\".",
        )),
    }
}

/// What is made besides the rows, as lines for people.
pub(super) fn told(preview: &Preview, done: bool) -> String {
    let mut text = String::new();
    for field in &preview.fields {
        let made = if done { "Made the field" } else { "Would make the field" };
        let options = if field.options.is_empty() { String::new() } else { format!(": {}", field.options.join(", ")) };
        text.push_str(&format!("{made} {} ({}{options}).\n", field.name, field.kind.word()));
    }
    if preview.comments > 0 {
        text.push_str(&format!(
            "Notes that {}become comments: {}.\n",
            if done { "" } else { "would " },
            preview.comments
        ));
    }
    text
}

/// How a column that nothing means could be brought in all the same.
pub(super) fn hint(preview: &Preview, mapping: &Mapping) -> String {
    let is_left = |c: &&ColumnMap| c.field == Field::Ignore && preview.ignored.iter().any(|i| i.column == c.column);
    match mapping.columns.iter().find(is_left) {
        Some(column) => format!(
            "A column that is left out can become a custom field: --new-field \"{}\".\n",
            column.header.rsplit(" / ").next().unwrap_or_default()
        ),
        None => String::new(),
    }
}
