//! The system's file dialogs, off the window's thread.

use crate::{
    actions::{FileKind, Pick, Toast},
    runtime::{Desk, Event},
};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

/// Endings of files that a round is made of.
const MEDIA: [&str; 18] = [
    "png", "jpg", "jpeg", "tif", "tiff", "webp", "exr", "dpx", "bmp", "tga", "hdr", "mp4", "mov", "m4v", "mkv", "webm",
    "avi", "mxf",
];
/// Endings of sheets.
const SHEETS: [&str; 6] = ["xlsx", "xls", "xlsm", "ods", "csv", "tsv"];

/// A dialog for saving that ends sooner than this was never there: nobody cancels so fast.
const NEVER_SHOWN: Duration = Duration::from_millis(400);

/// What came of a dialog.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Outcome {
    Chosen(Vec<PathBuf>),
    Cancelled,
    /// The system has no dialog.
    Absent,
}

/// Asks for files. Where the system has no dialog, that is told.
pub fn run(desk: &Desk, pick: Pick, suggested: &str) {
    let dialog = rfd::FileDialog::new();
    let outcome = match pick {
        Pick::Media(_) => opened(
            dialog
                .set_title("Publish a round")
                .add_filter("Pictures and clips", &cased(&MEDIA))
                .add_filter("All files", &["*"])
                .pick_files(),
        ),
        Pick::Sheet(_) => opened(dialog.set_title("Import a sheet").add_filter("Sheets", &cased(&SHEETS)).pick_files()),
        Pick::Restore => opened(backup(dialog)),
        Pick::TakeIn { folder: false } => opened(backup(dialog)),
        Pick::TakeIn { folder: true } => {
            opened(dialog.set_title("Choose the folder a studio was exported into").pick_folders())
        }
        Pick::ExportAll => opened(dialog.set_title("Choose an empty folder").pick_folders()),
        Pick::Backup => {
            let dialog = dialog.set_title("Back up the studio").set_file_name(suggested);
            saved(dialog.add_filter("Backup", &["tar"]))
        }
        Pick::Export(_) => export(desk, suggested.trim_end_matches(".xlsx")),
    };
    match outcome {
        Outcome::Chosen(files) => desk.tell(Event::Picked(pick, files)),
        Outcome::Cancelled => {}
        Outcome::Absent => desk.tell(Event::NoDialog(pick)),
    }
}

fn backup(dialog: rfd::FileDialog) -> Option<Vec<PathBuf>> {
    let dialog = dialog.set_title("Choose a backup").add_filter("Backup", &cased(&["tar"]));
    dialog.add_filter("All files", &["*"]).pick_files()
}

/// Both cases: some dialogs tell `MOV` from `mov`, and cameras do not.
fn cased(endings: &[&str]) -> Vec<String> {
    endings.iter().flat_map(|e| [(*e).to_owned(), e.to_uppercase()]).collect()
}

/// Several files are asked for even where one is used: only that dialog tells "none chosen" from "none there".
fn opened(files: Option<Vec<PathBuf>>) -> Outcome {
    match files {
        None => Outcome::Absent,
        Some(files) if files.is_empty() => Outcome::Cancelled,
        Some(files) => Outcome::Chosen(files),
    }
}

fn saved(dialog: rfd::FileDialog) -> Outcome {
    let asked = Instant::now();
    match dialog.save_file() {
        Some(file) => Outcome::Chosen(vec![file]),
        None if asked.elapsed() < NEVER_SHOWN => Outcome::Absent,
        None => Outcome::Cancelled,
    }
}

/// Asks where to write a table.
fn export(desk: &Desk, suggested: &str) -> Outcome {
    match save(desk, suggested, FileKind::Workbook) {
        Some(file) => Outcome::Chosen(vec![file]),
        // What there was to say is said.
        None => Outcome::Cancelled,
    }
}

/// Asks where to write a table that is called something. Where the system has no dialog, it is written among the
/// downloads.
pub fn save(desk: &Desk, title: &str, kind: FileKind) -> Option<PathBuf> {
    let plain: String = title.chars().map(|c| if matches!(c, '/' | '\\' | ':') { '-' } else { c }).collect();
    let mut dialog =
        rfd::FileDialog::new().set_title("Export the table").set_file_name(format!("{plain}.{}", kind.ending()));
    // The kind that was chosen comes first: that is what the dialog shows.
    for kind in [kind].into_iter().chain(FileKind::ALL.into_iter().filter(|other| *other != kind)) {
        dialog = dialog.add_filter(kind.label(), &[kind.ending()]);
    }
    match saved(dialog) {
        Outcome::Chosen(files) => return files.into_iter().next(),
        Outcome::Cancelled => return None,
        Outcome::Absent => {}
    }
    let Some(folder) = downloads() else {
        desk.tell(Event::Say(Toast::wrong(
            "The file dialog could not be opened.",
            "Make a folder called Downloads in your own folder, then export again: the file is written there.",
        )));
        return None;
    };
    let ending = kind.ending();
    let named =
        |n: usize| folder.join(if n == 0 { format!("{plain}.{ending}") } else { format!("{plain} {n}.{ending}") });
    (0..1000).map(named).find(|path| !path.exists())
}

fn downloads() -> Option<PathBuf> {
    let user = directories::UserDirs::new()?;
    // Where the desktop does not say which folder it is, it is the one that is called so.
    let said = user.download_dir().map(std::path::Path::to_path_buf);
    let usual = user.home_dir().join("Downloads");
    said.into_iter().chain([usual, user.home_dir().to_path_buf()]).find(|folder| folder.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_dialog_is_told_from_none() {
        assert_eq!(opened(None), Outcome::Absent);
        assert_eq!(opened(Some(Vec::new())), Outcome::Cancelled);
        assert_eq!(opened(Some(vec!["a.png".into()])), Outcome::Chosen(vec!["a.png".into()]));
        assert_eq!(cased(&["mov", "tif"]), ["mov", "MOV", "tif", "TIF"]);
    }
}
