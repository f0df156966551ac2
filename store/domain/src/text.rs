//! How long texts may be: one table, asked wherever a text comes in.
//!
//! A text that is too long is refused, never cut. What every kind of record may hold is larger than what these allow, so
//! that whatever was accepted can be read back.

use crate::{
    conflict::SETTLED,
    document::{DocId, DocKind, Edit, Op, Value},
};
use std::collections::HashMap;

/// What a text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Text {
    /// What something is called, on one line.
    Name,
    /// The name of a view or of a custom field: they stand in heads of columns.
    ShortName,
    /// The name of a way to read sheets.
    MappingName,
    /// An e-mail address.
    Address,
    /// The name of a file.
    FileName,
    /// What people write into a form: a description, a note, a reason.
    Note,
    /// A comment.
    Comment,
    /// The value of a custom field.
    FieldValue,
    /// How a view shows its list.
    ViewSettings,
    /// How a sheet is read.
    Mapping,
    /// A mark, with all its points.
    Shape,
    /// What the log says of a change.
    Message,
    /// An id, a day, a word, a hash.
    Word,
}

/// The longest a text may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Most {
    /// Letters.
    pub letters: usize,
    /// Bytes.
    pub bytes: usize,
    /// Whether it stands on one line.
    pub one_line: bool,
}

/// So many letters on one line. A letter takes four bytes at most.
const fn line(letters: usize) -> Most {
    Most { letters, bytes: letters * 4, one_line: true }
}

/// So many bytes on any number of lines.
const fn lines(bytes: usize) -> Most {
    Most { letters: bytes, bytes, one_line: false }
}

impl Text {
    /// Every kind of text.
    pub const ALL: [Self; 13] = [
        Self::Name,
        Self::ShortName,
        Self::MappingName,
        Self::Address,
        Self::FileName,
        Self::Note,
        Self::Comment,
        Self::FieldValue,
        Self::ViewSettings,
        Self::Mapping,
        Self::Shape,
        Self::Message,
        Self::Word,
    ];

    /// The longest it may be. This is the table.
    #[must_use]
    pub const fn most(self) -> Most {
        match self {
            Self::Name => line(200),
            Self::ShortName => line(80),
            Self::MappingName => line(120),
            // RFC 5321 allows 254 bytes.
            Self::Address => Most { letters: 254, bytes: 254, one_line: true },
            // File systems allow 255 bytes or 255 UTF-16 units.
            Self::FileName => line(255),
            Self::Note | Self::Comment | Self::ViewSettings => lines(64 << 10),
            Self::FieldValue => Most { letters: 10_000, bytes: 40_000, one_line: false },
            // A sheet has a few hundred columns.
            Self::Mapping => lines(512 << 10),
            Self::Shape => lines(1 << 20),
            Self::Message => lines(72 << 10),
            Self::Word => lines(1024),
        }
    }

    /// Why a text cannot be this, as a sentence that begins with `what` it is; nothing where it can.
    #[must_use]
    pub fn problem(self, what: &str, text: &str) -> Option<String> {
        let most = self.most();
        let text = text.trim();
        // Counting the letters of a text without end takes its time.
        let long = text.len() > most.bytes || text.chars().count() > most.letters;
        if most.one_line {
            let broken = text.chars().any(char::is_control);
            return (long || broken).then(|| format!("{what} has at most {} letters, on one line.", most.letters));
        }
        let told = match most.bytes {
            bytes if most.letters < bytes => format!("{} letters", most.letters),
            bytes => format!("{} KiB", bytes >> 10),
        };
        long.then(|| format!("{what} is at most {told} long."))
    }
}

/// Why an edit cannot be written, as a sentence; nothing where it can. Whatever a command forgets to ask is asked here.
#[must_use]
pub(crate) fn edit_problem(edit: &Edit) -> Option<String> {
    if let Some(key) = edit.path.iter().find(|key| key.len() > Text::Word.most().bytes) {
        return Text::Word.problem("A key", key);
    }
    let (first, last) = (edit.path.first().map_or("", String::as_str), edit.path.last().map_or("", String::as_str));
    match &edit.op {
        Op::Delete => None,
        Op::Rewrite(text) => kind_of(edit.doc.kind, first, last).problem("A text", text),
        Op::Put(value) => value_problem(edit.doc.kind, first, last, value),
    }
}

/// The most that one step writes into one document, in bytes. It has to fit into a message between devices.
const MOST_AT_ONCE: usize = 6 << 20;
/// What an entry takes beside its words, in bytes.
const ENTRY: usize = 64;

/// Whether a step writes more into one document than it may.
#[must_use]
pub(crate) fn is_too_much(edits: &[Edit]) -> bool {
    let mut of: HashMap<DocId, usize> = HashMap::new();
    edits.iter().any(|edit| {
        let bytes = of.entry(edit.doc).or_default();
        *bytes += ENTRY
            + match &edit.op {
                Op::Delete => 0,
                // The words, and what the text is as a whole.
                Op::Rewrite(text) => text.len() * 2,
                Op::Put(value) => size(value),
            };
        *bytes > MOST_AT_ONCE
    })
}

fn size(value: &Value) -> usize {
    ENTRY
        + match value {
            Value::Map(entries) => entries.iter().map(|(key, value)| key.len() + size(value)).sum(),
            Value::Str(text) | Value::Text(text) => text.len() * 2,
            Value::Bytes(bytes) => bytes.len(),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Time(_) => 0,
        }
}

fn value_problem(kind: DocKind, entry: &str, key: &str, value: &Value) -> Option<String> {
    match value {
        Value::Map(entries) => entries.iter().find_map(|(key, value)| value_problem(kind, entry, key, value)),
        Value::Str(text) | Value::Text(text) => kind_of(kind, entry, key).problem("A text", text),
        Value::Bytes(bytes) if bytes.len() > Text::Note.most().bytes => Some("Bytes are at most 64 KiB long.".into()),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Time(_) | Value::Bytes(_) => None,
    }
}

/// What the text under a key is, by the entry at the root that it lies in.
fn kind_of(kind: DocKind, entry: &str, key: &str) -> Text {
    let entry = entry.split_once(':').map_or(entry, |(entry, _)| entry);
    let name = key.split_once(':').map_or(key, |(key, _)| key);
    match (kind, entry, name) {
        // What there was to choose from may be anything.
        (_, SETTLED, _) | (DocKind::Talk, "annotation", "shape") => Text::Shape,
        (DocKind::Project, "sheetmap", "mapping") => Text::Mapping,
        (DocKind::Project, "sheetmap", "name") => Text::MappingName,
        (DocKind::Work, "round", "name") => Text::FileName,
        (DocKind::Talk, "comment", "body") => Text::Comment,
        (_, "view", "settings") => Text::ViewSettings,
        (_, "view", "name") => Text::ShortName,
        (_, _, "name" | "code" | "client" | "kind") => Text::Name,
        (DocKind::Studio, "person", "email") => Text::Address,
        (_, "field", "field") => Text::FieldValue,
        (_, _, "note" | "reason" | "hold" | "description" | "path") => Text::Note,
        _ => Text::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_takes_its_longest_and_no_more() {
        for kind in Text::ALL {
            let most = kind.most();
            let longest = "x".repeat(most.letters.min(most.bytes));
            assert_eq!(kind.problem("It", &longest), None, "{kind:?}");
            assert!(kind.problem("It", &format!("{longest}x")).is_some(), "{kind:?}");
            assert_eq!(kind.problem("It", "two\nlines").is_some(), most.one_line, "{kind:?}");
        }
        let wide = "\u{1F3AC}".repeat(200);
        assert_eq!(Text::Name.problem("A name", &wide), None, "letters are counted, not bytes");
    }
}
