//! `rushes import` and `rushes export`.

use super::{
    context::Ctx,
    error::CliError,
    output::{Output, counted, table},
    project,
};
use clap::Args;
use rushes_store::{
    export::{self, ExportError},
    import::{self, ImportError, Mapping, Preview},
};
use serde_json::json;
use std::path::PathBuf;

/// `rushes import`.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// A workbook or a text file: .xlsx, .xlsm, .xls, .ods, .csv, .tsv.
    file: PathBuf,
    /// The project's code or id.
    #[arg(long)]
    project: String,
    /// Which sheet of a workbook; the one that looks like a tracker where not said.
    #[arg(long)]
    sheet: Option<String>,
    /// A JSON file that says which column means what; what it leaves out is found.
    #[arg(long)]
    map: Option<PathBuf>,
    /// Say what would happen and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Leave rows with errors out instead of refusing the whole sheet.
    #[arg(long)]
    skip_errors: bool,
}

/// `rushes export`.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// Where to; the ending says the kind: .xlsx, .csv, .tsv or .json.
    file: PathBuf,
    /// One project only: its code or id.
    #[arg(long)]
    project: Option<String>,
}

impl From<ImportError> for CliError {
    fn from(error: ImportError) -> Self {
        Self::new(error.code(), error.to_string(), error.hint())
    }
}

impl From<ExportError> for CliError {
    fn from(error: ExportError) -> Self {
        Self::new(error.code(), error.to_string(), error.hint())
    }
}

/// Errors shown to people; the document has them all.
const SHOWN: usize = 20;

pub(super) fn import(ctx: &Ctx<'_>, asked: &Import) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let state = &snapshot.state;
    let project = project::named(state, &asked.project)?;
    let pipeline = project.pipeline.and_then(|id| state.studio.pipelines.get(&id)).ok_or_else(|| {
        CliError::new(
            "not_found",
            "The project's pipeline is not known here yet",
            "Sync with the studio, then try again.",
        )
    })?;
    let given = asked.map.as_ref().map(|file| read_mapping(&ctx.path(file))).transpose()?;
    let sheet = asked.sheet.as_deref().or_else(|| given.as_ref().and_then(|m| m.sheet.as_deref()));
    let file = ctx.path(&asked.file);
    let book = import::read(&file, sheet)?;
    let mapping = import::detect(book.grid(), pipeline, given.as_ref())?;
    let today = rushes_store::today();
    let preview =
        import::plan(state, project.id, book.grid(), &mapping, today, &mut rushes_store::fresh, asked.skip_errors)?;
    let refused = preview.error_count > 0 && !asked.skip_errors;
    let command = preview.command.clone().filter(|_| !asked.dry_run && !refused);
    let mut document = json!(preview);
    document["dry_run"] = json!(asked.dry_run);
    document["mapping"] = json!(mapping);
    let done = command.is_some();
    if let Some(command) = command {
        store.submit(command)?;
    }
    let failure = (refused && !asked.dry_run).then(|| {
        CliError::invalid(
            format!("Nothing was imported: {} cannot be understood", counted(preview.error_count, "cell")),
            "Correct them, or leave those rows out with --skip-errors.",
        )
    });
    Ok(Output::new(document, told(&preview, done)).failing(failure))
}

fn read_mapping(file: &std::path::Path) -> Result<Mapping, CliError> {
    let text = std::fs::read_to_string(file).map_err(|e| CliError::file(file, &e))?;
    serde_json::from_str(&text).map_err(|e| {
        CliError::invalid(
            format!("{} is no mapping: {e}", file.display()),
            "`rushes import ... --dry-run --json` shows the mapping that was found; edit that.",
        )
    })
}

fn told(preview: &Preview, done: bool) -> String {
    let verb = if done { "Imported" } else { "This would be imported" };
    let mut text = format!(
        "{verb}: {} new, {} changed, {} unchanged, {} left out.\n",
        preview.created, preview.updated, preview.unchanged, preview.skipped
    );
    if !preview.people.is_empty() {
        text.push_str(&format!("New people: {}.\n", preview.people.join(", ")));
    }
    let errors: Vec<_> = preview
        .errors
        .iter()
        .take(SHOWN)
        .map(|e| {
            let place = format!("{}!{}{}", e.sheet, e.column, e.row);
            vec![place, format!("\"{}\"", e.value), e.message.clone()]
        })
        .collect();
    text.push_str(&table(&["Cell", "Value", "Problem"], &errors));
    if preview.error_count > errors.len() {
        text.push_str(&format!("... and {} more.\n", preview.error_count - errors.len()));
    }
    let ignored: Vec<_> =
        preview.ignored.iter().map(|i| vec![i.column.clone(), i.header.clone(), i.reason.clone()]).collect();
    text.push_str(&table(&["Column", "Header", "Not imported because"], &ignored));
    text
}

pub(super) fn export(ctx: &Ctx<'_>, asked: &Export) -> Result<Output, CliError> {
    let snapshot = ctx.snapshot()?;
    let chosen =
        asked.project.as_deref().map(|code| project::named(&snapshot.state, code).map(|p| p.id)).transpose()?;
    let file = ctx.path(&asked.file);
    let written = export::write(&file, &snapshot.state, chosen)?;
    let text = format!("Wrote {} to {}.", counted(written.rows, "deliverable"), file.display());
    Ok(Output::new(json!({"rows": written.rows, "file": file}), text))
}
