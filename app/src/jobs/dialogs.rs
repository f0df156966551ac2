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
        Pick::Export(_) => save(desk, suggested).map(|f| vec![f]),
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
        // Its own dialog has told already why there is none.
        None if matches!(pick, Pick::Export(_)) => {}
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

/// Asks where to write a table. Where the system has no dialog, it is written among the downloads.
pub fn save(desk: &Desk, suggested: &str) -> Option<std::path::PathBuf> {
    let asked = std::time::Instant::now();
    let chosen = rfd::FileDialog::new()
        .set_title("Export the table")
        .set_file_name(suggested)
        .add_filter("Workbook", &["xlsx"])
        .add_filter("CSV", &["csv"])
        .add_filter("JSON", &["json"])
        .save_file();
    if chosen.is_some() || asked.elapsed().as_millis() >= 150 {
        return chosen;
    }
    let Some(folder) = downloads() else {
        desk.tell(Event::Say(Toast::wrong(
            "The file dialog could not be opened.",
            "Use `rushes export FILE` on the command line.",
        )));
        return None;
    };
    let (stem, ending) = suggested.rsplit_once('.').unwrap_or((suggested, "xlsx"));
    let stem: String = stem.chars().map(|c| if matches!(c, '/' | '\\' | ':') { '-' } else { c }).collect();
    let named =
        |n: usize| folder.join(if n == 0 { format!("{stem}.{ending}") } else { format!("{stem} {n}.{ending}") });
    (0..1000).map(named).find(|path| !path.exists())
}

fn downloads() -> Option<std::path::PathBuf> {
    let user = directories::UserDirs::new()?;
    let folder = user.download_dir().map_or_else(|| user.home_dir().to_path_buf(), std::path::Path::to_path_buf);
    folder.is_dir().then_some(folder)
}
