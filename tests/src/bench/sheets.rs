//! Sheets: reading one and working out what it would do, bringing it in, reading it again, writing it.

use crate::measure::{Outcome, line};
use rushes_domain::ProjectId;
use rushes_store::{
    Home, Store, export,
    import::{self, Preview, Skip, Target},
    today,
};
use std::{
    fmt::Write,
    path::{Path, PathBuf},
    time::Instant,
};

/// Rows of the sheets made here: ten times the rows may take ten times as long, and not more.
const ROWS: [usize; 2] = [2_000, 20_000];
const STAGES: [&str; 7] = ["Modeling", "Texturing", "Look Dev", "Lighting", "Rendering", "Retouch", "QC"];

pub(crate) fn sheets() -> Outcome<()> {
    println!("  Kitsu (Zou 1.0.97): 88 s to import 1,000 rows, committed row by row");
    let dir = tempfile::tempdir()?;
    let tracker = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/tracker/master-tracker-2000.xlsx");
    if tracker.exists() {
        measure(dir.path(), &tracker, 2_000)?;
    } else {
        println!("  skipped: ../shared/data/tracker/master-tracker-2000.xlsx is not here");
    }
    for rows in ROWS {
        let text = made(dir.path(), rows)?;
        let (store, project) = measure(dir.path(), &text, rows)?;
        let workbook = dir.path().join(format!("{rows}.xlsx"));
        let began = Instant::now();
        export::write(&workbook, &store.snapshot().state, Some(project))?;
        line(&format!("  {rows} rows written as a workbook"), ms(began), "ms", "bound", bound(2_000.0, rows));
        drop(store);
        measure(dir.path(), &workbook, rows)?;
    }
    Ok(())
}

fn ms(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e3
}

/// What 2,000 rows may take, for as many as there are.
fn bound(of_2000: f64, rows: usize) -> f64 {
    of_2000 * rows as f64 / 2_000.0
}

fn measure(dir: &Path, sheet: &Path, rows: usize) -> Outcome<(Store, ProjectId)> {
    let home = tempfile::tempdir_in(dir)?.keep();
    let store = Home::open(&home)?.create_studio("Bench", "Ada", "")?;
    let project = rushes_tests::project(&store, "P")?;
    let name = sheet.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let began = Instant::now();
    let preview = look(&store, project, sheet)?;
    line(&format!("  {name}: preview"), ms(began), "ms", "bound", bound(2_000.0, rows));
    if preview.created != rows || preview.error_count > 0 {
        return Err(format!("{} rows of {rows} would come in, {} errors", preview.created, preview.error_count).into());
    }
    let command = preview.command.ok_or("nothing to bring in")?;
    let began = Instant::now();
    store.submit(command)?;
    line(&format!("  {name}: commit"), ms(began), "ms", "bound", bound(3_000.0, rows));
    let began = Instant::now();
    let again = look(&store, project, sheet)?;
    line(&format!("  {name}: preview of the same again"), ms(began), "ms", "bound", bound(2_000.0, rows));
    if again.unchanged != rows {
        return Err(format!("the same sheet again changes {} rows", again.updated).into());
    }
    Ok((store, project))
}

fn look(store: &Store, project: ProjectId, sheet: &Path) -> Outcome<Preview> {
    let snapshot = store.snapshot();
    let book = import::read(sheet, None)?;
    let target = Target::of(&snapshot.state, project)?;
    let mapping = import::detect(book.grid(), &target, None)?;
    let skip = Skip::default();
    Ok(import::plan(&snapshot.state, project, book.grid(), &mapping, today(), &mut rushes_store::fresh, &skip)?)
}

/// A text file like a studio's master tracker, the same each time.
fn made(dir: &Path, rows: usize) -> Outcome<PathBuf> {
    let mut text = String::from("Name,Type,Priority,Due,Notes");
    for stage in STAGES {
        write!(text, ",{stage} Status,{stage} Artist,{stage} Start,{stage} Due")?;
    }
    text.push('\n');
    let words = ["Approved", "WIP", "In Review", "Ready", "N/A", "On Hold", "Retake"];
    for row in 0..rows {
        let (day, month) = (row % 28 + 1, row % 12 + 1);
        write!(text, "Shot {row:05},Shot,High,2027-{month:02}-{day:02},Match the reference")?;
        for stage in 0..STAGES.len() {
            let (word, artist) = (words[(row + stage) % words.len()], (row * 7 + stage) % 40);
            write!(text, ",{word},Artist No{artist} Smith,2027-{month:02}-01,2027-{month:02}-{day:02}")?;
        }
        text.push('\n');
    }
    let path = dir.join(format!("{rows}.csv"));
    std::fs::write(&path, text)?;
    Ok(path)
}
