//! What a command answers when it could not do what was asked.

use super::hint;
use crate::{publish::PublishError, sentence::sentence};
use rushes_domain::{PathError, Refusal};
use rushes_media::MediaError;
use rushes_store::StoreError;
use serde_json::{Value, json};
use std::{borrow::Cow, path::Path};

/// A failure as scripts and people read it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct CliError {
    /// The stable word.
    pub code: &'static str,
    /// What happened, as a sentence.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// Every single thing that is wrong, where there is more than one.
    pub details: Vec<String>,
    /// The command itself was written wrongly: exit status 2 instead of 1.
    pub usage: bool,
}

impl CliError {
    /// A failure.
    #[must_use]
    pub fn new(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: sentence(&message.into()), hint: hint.into(), details: Vec::new(), usage: false }
    }

    pub(super) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { usage: true, ..Self::new("invalid_input", message, hint) }
    }

    pub(super) fn invalid(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new("invalid_input", message, hint)
    }

    pub(super) fn missing(what: &str, name: &str, hint: impl Into<String>) -> Self {
        Self::new("not_found", format!("The {what} \"{name}\" was not found"), hint)
    }

    /// A file or folder the system did not let us read or write.
    pub(super) fn file(path: &Path, error: &std::io::Error) -> Self {
        let (code, hint) = match error.kind() {
            std::io::ErrorKind::NotFound => ("not_found", "Check the path."),
            std::io::ErrorKind::InvalidInput => ("invalid_input", "Name a plain file: no folder, pipe or device."),
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                ("io", "The disk is full: free some space and try again.")
            }
            std::io::ErrorKind::PermissionDenied => ("io", "Check that you may read or write there."),
            _ => ("io", "Check the path and the disk, then try again."),
        };
        Self::new(code, format!("{}: {error}", path.display()), hint)
    }

    /// As `{"error":{...}}`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let (message, hint) = (brief(&self.message), brief(&self.hint));
        let mut error = json!({"code": self.code, "message": message, "hint": hint});
        if !self.details.is_empty() {
            error["details"] = self.details.iter().map(|detail| brief(detail)).collect();
        }
        json!({ "error": error })
    }

    /// For people.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("Error: {}\n", for_terminal(&self.message));
        for detail in &self.details {
            text.push_str(&format!("  - {}\n", for_terminal(detail)));
        }
        if !self.hint.is_empty() {
            text.push_str(&format!("  {}\n", self.hint));
        }
        text
    }

    /// The process's exit status.
    #[must_use]
    pub fn exit(&self) -> u8 {
        if self.usage { 2 } else { 1 }
    }
}

/// The longest sentence that is told whole, in letters.
const MOST: usize = 1_000;
/// How much of a longer one is told, from its beginning and from its end.
const ENDS: [usize; 2] = [300, 200];

/// Without the middle of something very long that somebody gave us: a sentence that repeats a megabyte tells nothing.
fn brief(text: &str) -> Cow<'_, str> {
    let count = text.chars().count();
    if count <= MOST {
        return text.into();
    }
    let first: String = text.chars().take(ENDS[0]).collect();
    let last: String = text.chars().skip(count - ENDS[1]).collect();
    format!("{first} … {last}").into()
}

/// The same without orders to the terminal, which what somebody gave us may hold.
pub(super) fn for_terminal(text: &str) -> String {
    brief(text).replace(|c: char| c.is_control() && c != '\n', "\u{fffd}")
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        let hint = hint::of_store(&error);
        Self::new(error.code(), error.to_string(), hint)
    }
}

impl From<Refusal> for CliError {
    fn from(refusal: Refusal) -> Self {
        let hint = hint::of_refusal(&refusal);
        Self::new(refusal.code(), refusal.to_string(), hint)
    }
}

impl From<PathError> for CliError {
    fn from(error: PathError) -> Self {
        let (code, hint) = match &error {
            PathError::NotFound { what: "project", .. } => ("not_found", "`rushes project list` shows the projects."),
            PathError::NotFound { what: "round" | "a round of", .. } => {
                ("not_found", "`rushes deliverable list` shows how many rounds each stage has.")
            }
            PathError::Before { .. } => {
                ("not_found", "Rounds published here come after it; `rushes deliverable show` lists them.")
            }
            PathError::NotFound { .. } => {
                ("not_found", "`rushes deliverable list` shows the deliverables and their stages.")
            }
            PathError::Ambiguous { .. } => ("invalid_input", "Name it by its id."),
            PathError::Wrong { .. } => ("invalid_input", "Write it as CODE/Deliverable/Stage@3, or use an id."),
        };
        Self::new(code, error.to_string(), hint)
    }
}

impl From<MediaError> for CliError {
    fn from(error: MediaError) -> Self {
        Self::new(error.code(), error.to_string(), media_hint(&error))
    }
}

/// What to do about a file that cannot be used.
pub(super) fn media_hint(error: &MediaError) -> &'static str {
    match error.code() {
        "unsupported_media" => "Use PNG, TIFF, JPEG, WebP, EXR or DPX pictures, or MP4 and MOV clips.",
        "damaged" => "Export the file again, then retry.",
        "invalid_input" => "`rushes media info FILE` shows its size, frames and layers.",
        "not_found" => "Check the path.",
        _ => "Check that the file can be read and that the disk has room, then retry.",
    }
}

impl From<PublishError> for CliError {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Media { file, source } => {
                let hint = media_hint(&source);
                Self::new(source.code(), format!("{}: {source}", file.display()), hint)
            }
            PublishError::Store(error) => error.into(),
            PublishError::NoFile { file } => {
                let code = if file.exists() { "unsupported_media" } else { "not_found" };
                Self::new(code, format!("{} is no file", file.display()), "Name a picture or a clip.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_sentences_and_paths_stay_as_they_are() {
        assert_eq!(CliError::invalid("the code is taken", "").message, "The code is taken.");
        assert_eq!(CliError::invalid("hero.png: broken", "").message, "hero.png: broken.");
    }

    #[test]
    fn the_document_has_code_message_and_hint() {
        let shown = CliError::missing("project", "XX", "List them.").to_json();
        assert_eq!(shown["error"]["code"], "not_found");
        assert_eq!(shown["error"]["message"], "The project \"XX\" was not found.");
        assert_eq!(shown["error"]["hint"], "List them.");
    }
}
