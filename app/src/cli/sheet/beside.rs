//! What is told of a sheet beside its rows: its encoding where that is a guess, and what it hides.

use crate::cli::output::counted;
use rushes_store::import::{EncodingQuestion, HiddenAnswer, HiddenQuestion, Preview};

/// Rows and names shown to people; the document has them all.
const SHOWN: usize = 12;

pub(super) fn told(preview: &Preview) -> String {
    let asked = &preview.questions;
    let mut text = asked.encoding.as_ref().map_or_else(String::new, encoding);
    text.push_str(&asked.hidden.as_ref().map_or_else(String::new, hidden));
    text
}

fn encoding(asked: &EncodingQuestion) -> String {
    if let Some(said) = asked.answer {
        return format!("Read as {}, as you said.\n", said.name());
    }
    let sure = asked.confidence * 100.0;
    let mut text = format!(
        "Read as {} ({}), a guess, {sure:.0} % sure; --encoding NAME says otherwise.\n",
        asked.encoding.name(),
        asked.label
    );
    for other in &asked.candidates {
        if let Some(sample) = other.samples.first() {
            text.push_str(&format!("  {:<14} {sample}\n", other.encoding.name()));
        }
    }
    text
}

fn hidden(asked: &HiddenQuestion) -> String {
    let mut text = String::new();
    let (does, otherwise) = match asked.answer {
        HiddenAnswer::Take => ("come in like the rest", "--hidden skip leaves them out"),
        HiddenAnswer::Skip => ("are left out", "--hidden take brings them in"),
    };
    let more = |all: usize| if all > SHOWN { ", …" } else { "" };
    if asked.row_count > 0 {
        let rows: Vec<String> = asked.rows.iter().take(SHOWN).map(usize::to_string).collect();
        let how = if asked.filtered { "filtered out of sight" } else { "hidden" };
        text.push_str(&format!(
            "{} {how} in the sheet ({}{}) {does}; {otherwise}.\n",
            counted(asked.row_count, "row"),
            rows.join(", "),
            more(asked.row_count)
        ));
    }
    if !asked.columns.is_empty() {
        let names: Vec<String> =
            asked.columns.iter().take(SHOWN).map(|c| format!("{} {}", c.column, c.header)).collect();
        text.push_str(&format!(
            "{} hidden in the sheet ({}{}) {does}; {otherwise}.\n",
            counted(asked.columns.len(), "column"),
            names.join(", "),
            more(asked.columns.len())
        ));
    }
    if !asked.sheets.is_empty() {
        let names: Vec<String> = asked.sheets.iter().take(SHOWN).map(|s| format!("\"{s}\"")).collect();
        text.push_str(&format!(
            "Hidden sheets of the workbook are not imported: {}{}. --sheet NAME takes one.\n",
            names.join(", "),
            more(asked.sheets.len())
        ));
    }
    text
}
