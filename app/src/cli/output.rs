//! What a command answers: one document for scripts, text for people.

use super::error::CliError;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::Path;

/// The widest column that others stand beside, in letters.
const WIDEST: usize = 200;

/// A path as a document says it: one that is no text is told as well as it can be.
pub(super) fn as_text(path: &Path) -> String {
    path.display().to_string()
}

/// What came of a command.
#[derive(Debug)]
pub(crate) struct Output {
    /// For scripts.
    pub(super) json: Value,
    /// For people.
    pub(super) text: String,
    /// It was done, and what it found is reason to fail: damage, rows that do not fit.
    pub(super) failure: Option<CliError>,
}

impl Output {
    pub(super) fn new(json: Value, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        Self { json, text, failure: None }
    }

    pub(super) fn failing(mut self, failure: Option<CliError>) -> Self {
        self.failure = failure;
        self
    }
}

/// What a process prints and how it ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reply {
    /// The exit status.
    pub(crate) exit: u8,
    /// For standard output.
    pub(crate) stdout: String,
    /// For standard error.
    pub(crate) stderr: String,
}

impl Reply {
    /// As the rules of the command line ask for it.
    pub(crate) fn of(result: Result<Output, CliError>, json: bool) -> Self {
        let (stdout, failure) = match result {
            Ok(output) => {
                // What people wrote may hold orders to the terminal.
                let text = || output.text.replace(|c: char| c.is_control() && !matches!(c, '\n' | '\t'), "\u{fffd}");
                let document = if json { format!("{:#}\n", output.json) } else { text() };
                (document, output.failure)
            }
            Err(error) => (String::new(), Some(error)),
        };
        let exit = failure.as_ref().map_or(0, CliError::exit);
        let stderr = failure
            .map_or_else(String::new, |error| if json { format!("{}\n", error.to_json()) } else { error.to_text() });
        Self { exit, stdout, stderr }
    }
}

/// Columns in line, two spaces apart; nothing where there are no rows.
pub(super) fn table(headers: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut widths: Vec<usize> = headers.iter().map(|h| h.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    // A cell that is longer than any screen is wide moves only itself.
    widths.iter_mut().for_each(|width| *width = (*width).min(WIDEST));
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells.zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    let mut text = line(&mut headers.iter().copied());
    for row in rows {
        text.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    text
}

/// A count with its noun: "1 row", "3 rows".
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_failure_leaves_standard_output_empty_and_says_why_on_standard_error() {
        let reply = Reply::of(Err(CliError::usage("no", "do")), true);
        assert_eq!((reply.exit, reply.stdout.as_str()), (2, ""));
        assert_eq!(reply.stderr.lines().count(), 1);
        let reply = Reply::of(Ok(Output::new(json!({"a": 1}), "one")), false);
        assert_eq!((reply.exit, reply.stdout.as_str(), reply.stderr.as_str()), (0, "one\n", ""));
    }

    #[test]
    fn a_cell_of_any_length_is_printed_and_gives_no_orders_to_the_terminal() {
        let long = "x".repeat(100_000);
        assert!(table(&["Name", "Due"], &[vec![long.clone(), "y".into()]]).contains(&format!("{long}  y")));
        let reply = Reply::of(Ok(Output::new(json!({}), "a\tb \u{1b}[31mred\n")), false);
        assert_eq!(reply.stdout, "a\tb \u{fffd}[31mred\n");
    }

    #[test]
    fn columns_stand_in_line_whatever_the_letters() {
        let text = table(&["Name", "Due"], &[vec!["Größe".into(), "x".into()], vec!["a".into(), String::new()]]);
        assert_eq!(text, "Name   Due\nGröße  x\na\n");
    }
}
