//! The system's file dialogs, off the window's thread.

use crate::{
    actions::{Pick, Toast},
    runtime::{Desk, Event},
};

/// Asks for files. Where the system has no dialog, says so and what to do instead.
pub fn run(desk: &Desk, pick: Pick, suggested: &str) {
    let dialog = rfd::FileDialog::new();
    let asked = std::time::Instant::now();
    let files = match pick {
        Pick::Media(_) => dialog
            .set_title("Publish a round")
            .add_filter(
                "Pictures and clips",
                &[
                    "png", "jpg", "jpeg", "tif", "tiff", "webp", "exr", "dpx", "bmp", "tga", "hdr", "mp4", "mov",
                    "mkv", "webm", "avi", "mxf",
                ],
            )
            .add_filter("All files", &["*"])
            .pick_files(),
        Pick::Sheet(_) => dialog
            .set_title("Import a sheet")
            .add_filter("Sheets", &["xlsx", "xls", "xlsm", "ods", "csv", "tsv"])
            .pick_file()
            .map(|f| vec![f]),
        Pick::Export(_) => dialog
            .set_title("Export the table")
            .set_file_name(suggested)
            .add_filter("Workbook", &["xlsx"])
            .add_filter("CSV", &["csv"])
            .add_filter("JSON", &["json"])
            .save_file()
            .map(|f| vec![f]),
        Pick::Backup => dialog
            .set_title("Back up the studio")
            .set_file_name(suggested)
            .add_filter("Backup", &["tar"])
            .save_file()
            .map(|f| vec![f]),
        Pick::Restore => dialog
            .set_title("Choose a backup")
            .add_filter("Backup", &["tar"])
            .add_filter("All files", &["*"])
            .pick_file()
            .map(|f| vec![f]),
        Pick::ExportAll => dialog.set_title("Choose an empty folder").pick_folder().map(|f| vec![f]),
    };
    match files {
        Some(files) if !files.is_empty() => desk.tell(Event::Picked(pick, files)),
        // Faster than any person cancels: there was no dialog.
        _ if asked.elapsed().as_millis() < 150 => {
            desk.tell(Event::Say(Toast::wrong(
                "The file dialog could not be opened.",
                "Drop the file here, or paste its path.",
            )));
        }
        _ => {}
    }
}
