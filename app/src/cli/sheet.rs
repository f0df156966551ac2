//! `rushes import`, `rushes export` and `rushes sheet-map`.

mod beside;

use super::{
    context::{self, Ctx},
    error::CliError,
    new_field,
    output::{Output, as_text, counted, table},
    project, views,
};
use clap::{Args, Subcommand, ValueEnum};
use rushes_domain::{Command, Project, SheetMapId};
use rushes_store::{
    export::{self, Column, ExportError, View},
    import::{self, DateOrder, Grid, ImportError, Mapping, Preview, Problem, Skip, Target, TextEncoding, TimeUnit},
};
use serde_json::json;
use std::{collections::BTreeSet, path::PathBuf};

/// `rushes import`.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// A workbook or a text file: .xlsx, .xlsm, .xlsb, .xls, .ods, .csv, .tsv.
    file: PathBuf,
    /// The project's code or id.
    #[arg(long)]
    project: String,
    /// Which sheet of a workbook; the one that looks like a tracker where not said.
    #[arg(long)]
    sheet: Option<String>,
    /// The encoding of a text file: utf-8, windows-1252, gbk, shift_jis, macintosh and every other label of the WHATWG's
    /// Encoding Standard. Found in the file where not said; --dry-run shows how sure that is.
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// What becomes of hidden and filtered rows and of hidden columns: take (the default) or skip.
    #[arg(long, value_name = "take|skip", default_value = "take", hide_default_value = true)]
    hidden: Hidden,
    /// A JSON file that says which column means what, or the name of a mapping that the project keeps; what it
    /// leaves out is found. Without it the kept mapping with the same headers is used.
    #[arg(long, value_name = "FILE|NAME")]
    map: Option<String>,
    /// Use no kept mapping.
    #[arg(long, conflicts_with = "map")]
    no_map: bool,
    /// Keep the mapping in the project under this name.
    #[arg(long, value_name = "NAME")]
    save_map: Option<String>,
    /// The order of dates such as 03/04/2026: dmy, mdy or ymd.
    #[arg(long)]
    date_order: Option<DateOrder>,
    /// What bare numbers of estimates count: minutes, hours or days.
    #[arg(long)]
    unit: Option<TimeUnit>,
    /// What a word of the sheet means as a status: "Kick-off=in progress". May be repeated.
    #[arg(long, value_name = "WORD=STATUS")]
    status: Vec<String>,
    /// Whom a word of the sheet means: "AR=Ana Ruiz". May be repeated.
    #[arg(long, value_name = "WORD=PERSON")]
    person: Vec<String>,
    /// A column that becomes a custom field with its rows: "Campaign=choice", or "Campaign" alone for the kind that
    /// suits its values (text, number, date, choice, multi_choice, checkbox, url, person). A field of that name that
    /// there is already is taken as it is. May be repeated.
    #[arg(long, value_name = "COLUMN[=KIND]")]
    new_field: Vec<String>,
    /// An empty cell empties the field, instead of saying nothing.
    #[arg(long)]
    blank_clears: bool,
    /// Say what would happen and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Leave rows with errors out instead of refusing the whole sheet.
    #[arg(long)]
    skip_errors: bool,
    /// Leave these rows out: 5,7-9.
    #[arg(long, value_name = "ROWS", value_delimiter = ',')]
    skip_rows: Vec<String>,
}

/// What becomes of what a sheet hides.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Hidden {
    /// It comes in like the rest.
    Take,
    /// It is left out.
    Skip,
}

/// `rushes export`.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// Where to; the ending says the kind: .xlsx, .csv, .tsv or .json.
    file: PathBuf,
    /// One project only: its code or id.
    #[arg(long)]
    project: Option<String>,
    /// Only those that meet a query, such as "status:review person:me due<7d hero".
    #[arg(long, allow_hyphen_values = true)]
    query: Option<String>,
    /// Only those that a saved view shows: its name or id.
    #[arg(long)]
    view: Option<String>,
    /// These columns in this order: name,due,"modeling status". A stage's name means all about it.
    #[arg(long, value_delimiter = ',')]
    columns: Vec<String>,
    /// Write text files without the mark that says UTF-8.
    #[arg(long)]
    no_mark: bool,
}

/// `rushes sheet-map`.
#[derive(Debug, Subcommand)]
pub(super) enum SheetMaps {
    /// The mappings a project keeps.
    List {
        /// The project's code or id.
        #[arg(long)]
        project: String,
    },
    /// Keeps one no longer.
    Remove {
        /// Its name.
        name: String,
        /// The project's code or id.
        #[arg(long)]
        project: String,
    },
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
    let target = Target::of(state, project.id)?;
    let encoding = asked.encoding.as_deref().map(str::parse::<TextEncoding>).transpose()?;
    let skip = Skip { errors: asked.skip_errors, rows: rows(&asked.skip_rows)?, hidden: asked.hidden == Hidden::Skip };
    let in_file = match &asked.map {
        Some(map) if ctx.path(map.as_ref()).is_file() || map.ends_with(".json") => {
            Some(read_mapping(&ctx.path(map.as_ref()))?)
        }
        _ => None,
    };
    let sheet = asked.sheet.as_deref().or_else(|| in_file.as_ref().and_then(|m| m.sheet.as_deref()));
    let book = import::read_in(&ctx.path(&asked.file), sheet, encoding)?;
    let (kept, mut given) = chosen(asked, project, in_file, book.grid())?;
    answers(asked, &mut given)?;
    let mut mapping = import::detect(book.grid(), &target, Some(&given))?;
    if !asked.new_field.is_empty() {
        new_field::answer(&asked.new_field, &mut mapping, book.grid())?;
        // Once more, so that a field there is already is found, and what it was found for elsewhere gives way.
        mapping = import::detect(book.grid(), &target, Some(&mapping))?;
    }
    let today = rushes_store::today();
    let mut preview = import::plan(state, project.id, book.grid(), &mapping, today, &mut rushes_store::fresh, &skip)?;
    for error in &mut preview.errors {
        error.message.push_str(option_for(error.kind));
    }
    let refused = preview.error_count > 0 && !asked.skip_errors;
    let mut document = json!(preview);
    document["dry_run"] = json!(asked.dry_run);
    document["mapping"] = json!(mapping);
    document["map"] = json!(kept);
    let mut commands: Vec<Command> = Vec::new();
    if !asked.dry_run && !refused {
        commands.extend(preview.command.clone());
        let done = !commands.is_empty();
        commands.extend(asked.save_map.as_ref().map(|name| Command::KeepSheetMap {
            project: project.id,
            id: SheetMapId::new(rushes_store::fresh()),
            name: name.clone(),
            mapping: import::keep(&mapping),
        }));
        submit(store, commands, &book.grid().file)?;
        document["saved_map"] = json!(asked.save_map);
        return Ok(Output::new(document, told(&preview, done, kept.as_deref())));
    }
    let failure = (refused && !asked.dry_run).then(|| {
        CliError::invalid(
            format!("Nothing was imported: {} cannot be understood", counted(preview.error_count, "cell")),
            "Correct them, or leave those rows out with --skip-errors.",
        )
    });
    Ok(Output::new(document, told(&preview, false, kept.as_deref()) + &new_field::hint(&preview, &mapping))
        .failing(failure))
}

/// All of it as one step.
fn submit(store: &rushes_store::Store, mut commands: Vec<Command>, file: &str) -> Result<(), CliError> {
    let command = match commands.len() {
        0 => return Ok(()),
        1 => commands.remove(0),
        _ => Command::Batch { label: format!("imported {file}"), commands, skip_refused: false },
    };
    store.submit(command)?;
    Ok(())
}

/// The mapping to begin with, and its name where the project keeps it.
fn chosen(
    asked: &Import,
    project: &Project,
    in_file: Option<Mapping>,
    grid: &Grid,
) -> Result<(Option<String>, Mapping), CliError> {
    if let Some(mapping) = in_file {
        return Ok((None, mapping));
    }
    let found = match &asked.map {
        Some(name) => Some(import::named(project, name, grid)?),
        None if asked.no_map => None,
        None => import::recall(project, grid),
    };
    Ok(found.map_or_else(Default::default, |found| (Some(found.name), found.mapping)))
}

/// What the caller answers beforehand, on top of what the mapping says.
fn answers(asked: &Import, mapping: &mut Mapping) -> Result<(), CliError> {
    if asked.date_order.is_some() {
        mapping.date_order = asked.date_order;
        mapping.columns.iter_mut().for_each(|c| c.date_order = None);
    }
    if asked.unit.is_some() {
        mapping.unit = asked.unit;
    }
    mapping.blank_clears |= asked.blank_clears;
    let pairs = |words: &[String], what: &str| {
        words
            .iter()
            .map(|pair| {
                let (word, meaning) = pair.split_once('=').ok_or_else(|| {
                    CliError::usage(
                        format!("\"{pair}\" does not say what it means"),
                        format!("Write it as WORD={what}; nothing behind the sign means nothing."),
                    )
                })?;
                Ok((word.trim().to_owned(), meaning.trim().to_owned()))
            })
            .collect::<Result<Vec<_>, CliError>>()
    };
    mapping.statuses.extend(pairs(&asked.status, "STATUS")?);
    mapping.people.extend(pairs(&asked.person, "PERSON")?);
    Ok(())
}

/// "5" and "7-9" as rows.
fn rows(asked: &[String]) -> Result<BTreeSet<usize>, CliError> {
    let wrong = |text: &str| {
        CliError::usage(format!("\"{text}\" names no rows"), "Write numbers and spans of them: 5,7-9.".to_owned())
    };
    let mut rows = BTreeSet::new();
    for text in asked.iter().map(|t| t.trim()).filter(|t| !t.is_empty()) {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let number = |n: &str| n.trim().parse::<usize>().map_err(|_| wrong(text));
        let (first, last) = (number(first)?, number(last)?);
        if first == 0 || last < first || last > import::MAX_ROWS {
            return Err(wrong(text));
        }
        rows.extend(first..=last);
    }
    Ok(rows)
}

/// How the command line answers a question.
fn option_for(problem: Problem) -> &'static str {
    match problem {
        Problem::DateOrder => " Use --date-order dmy, mdy or ymd.",
        Problem::Unit => " Use --unit minutes, hours or days.",
        Problem::Status => " Use --status \"WORD=STATUS\".",
        Problem::Person => " Use --person \"WORD=PERSON\".",
        Problem::Encoding => {
            " Use --encoding NAME where the whole file is in another; --skip-errors leaves the cell out."
        }
        _ => "",
    }
}

fn read_mapping(file: &std::path::Path) -> Result<Mapping, CliError> {
    let most = rushes_domain::text::Text::Mapping.most().bytes as u64;
    let text = rushes_store::plain::read_to_string(file, most).map_err(|e| CliError::file(file, &e))?;
    serde_json::from_str(&text).map_err(|e| {
        CliError::invalid(
            format!("{} is no mapping: {e}", file.display()),
            "`rushes import ... --dry-run --json` shows the mapping that was found; edit that.",
        )
    })
}

fn told(preview: &Preview, done: bool, kept: Option<&str>) -> String {
    let verb = if done { "Imported" } else { "This would be imported" };
    let mut text = format!(
        "{verb}: {} new, {} changed, {} unchanged, {} left out.\n",
        preview.created, preview.updated, preview.unchanged, preview.skipped
    );
    if let Some(name) = kept {
        text.push_str(&format!("Read by the mapping \"{name}\".\n"));
    }
    text.push_str(&beside::told(preview));
    text.push_str(&new_field::told(preview, done));
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
    let warnings: Vec<_> = preview
        .warnings
        .iter()
        .take(SHOWN)
        .map(|w| vec![format!("{}!{}{}", w.sheet, w.column, w.row), w.message.clone()])
        .collect();
    text.push_str(&table(&["Cell", "Kept as it is"], &warnings));
    if preview.warning_count > warnings.len() {
        text.push_str(&format!("... and {} more.\n", preview.warning_count - warnings.len()));
    }
    let ignored: Vec<_> =
        preview.ignored.iter().map(|i| vec![i.column.clone(), i.header.clone(), i.reason.clone()]).collect();
    text.push_str(&table(&["Column", "Header", "Not imported because"], &ignored));
    text
}

pub(super) fn export(ctx: &Ctx<'_>, asked: &Export) -> Result<Output, CliError> {
    let snapshot = ctx.snapshot()?;
    let state = &snapshot.state;
    let chosen = asked.project.as_deref().map(|code| project::named(state, code).map(|p| p.id)).transpose()?;
    let file = ctx.path(&asked.file);
    let options = export::Options { mark: !asked.no_mark };
    let saved = asked.view.as_deref().map(|name| views::named(state, name, chosen).map(|(v, _)| v)).transpose()?;
    let chosen = chosen.or(saved.and_then(|v| v.project));
    let saved = saved.map(|v| rushes_domain::ViewSettings::from_text(&v.settings).query);
    let mut view = View::of(state, chosen)?;
    for text in [asked.query.as_deref(), saved.as_deref()] {
        let query = context::query(ctx, &snapshot, text);
        view.rows.retain(|d| query.deliverable(state, d));
    }
    let json = file.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
    let all = Column::all(state, &view.rows, chosen.is_none());
    if !asked.columns.is_empty() {
        let found = asked.columns.iter().map(|text| Column::called(text, &all, state));
        let hint = "Name columns as an export without --columns calls them.";
        let columns = found.collect::<Result<Vec<_>, _>>().map_err(|why| CliError::invalid(why, hint))?;
        view.columns = Some(columns.into_iter().flatten().collect());
    } else if !json {
        view.columns = Some(all);
    }
    let written = export::write_view(&file, state, &view, options)?;
    let text = format!("Wrote {} to {}.", counted(written.rows, "deliverable"), file.display());
    Ok(Output::new(json!({"rows": written.rows, "file": as_text(&file)}), text))
}

pub(super) fn sheet_map(ctx: &Ctx<'_>, asked: &SheetMaps) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    match asked {
        SheetMaps::List { project } => {
            let project = project::named(&snapshot.state, project)?;
            let maps: Vec<_> = project
                .sheet_maps
                .iter()
                .map(|m| {
                    let mapping: serde_json::Value = serde_json::from_str(&m.mapping).unwrap_or_default();
                    json!({"id": m.id, "name": m.name, "kept": m.kept.rfc3339(), "mapping": mapping})
                })
                .collect();
            let rows: Vec<_> = project.sheet_maps.iter().map(|m| vec![m.name.clone(), m.kept.rfc3339()]).collect();
            Ok(Output::new(json!({"maps": maps}), table(&["Mapping", "Kept"], &rows)))
        }
        SheetMaps::Remove { name, project } => {
            let project = project::named(&snapshot.state, project)?;
            let found =
                project.sheet_maps.iter().find(|m| rushes_domain::names::is_same(&m.name, name)).ok_or_else(|| {
                    CliError::new(
                        "not_found",
                        format!("{} keeps no mapping \"{}\"", project.name, name.trim()),
                        "List them with `rushes sheet-map list --project CODE`.",
                    )
                })?;
            store.submit(Command::RemoveSheetMap { project: project.id, id: found.id, removed: true })?;
            Ok(Output::new(json!({"removed": found.name}), format!("Removed the mapping {}.", found.name)))
        }
    }
}
