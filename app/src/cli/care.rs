//! Backups, repair, compaction, and the studio as files.

use super::{
    context::Ctx,
    error::CliError,
    output::{Output, as_text, counted},
};
use clap::Args;
use rushes_store::{
    Home, StoreError,
    care::{BackupOptions, Existing, Kept, Restored, backup as backups},
};
use serde_json::json;
use std::{
    cell::Cell,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// `rushes store backup`.
#[derive(Debug, Args)]
pub(super) struct BackupTo {
    /// The file; one of that name is replaced once the new one is whole.
    file: PathBuf,
    /// Leave the media files out.
    #[arg(long)]
    no_media: bool,
    /// Leave the studio's root key out: the backup then brings the studio back for reading, and an
    /// invitation lets a new device write again.
    #[arg(long)]
    no_key: bool,
}

/// `rushes store restore`.
#[derive(Debug, Args)]
pub(super) struct RestoreFrom {
    /// The backup.
    file: PathBuf,
    /// Where the studio is here already, put the backup in its place; the old one is kept beside.
    #[arg(long, conflicts_with = "merge")]
    replace: bool,
    /// Where the studio is here already, add what the backup holds and it lacks.
    #[arg(long)]
    merge: bool,
}

/// `rushes store compact`.
#[derive(Debug, Args)]
pub(super) struct CompactWith {
    /// Remove the old data for good: studios that a restored backup took the place of, what repairs set aside, and files
    /// that came for a round which was never published. A file that any change names stays.
    #[arg(long)]
    remove_old_data: bool,
}

/// `rushes export-all`.
#[derive(Debug, Args)]
pub(super) struct ExportAll {
    /// A new or empty folder.
    dir: PathBuf,
    /// Add the studio's root key: whoever has the folder can then write as its admin.
    #[arg(long)]
    with_key: bool,
}

/// `rushes import-all`.
#[derive(Debug, Args)]
pub(super) struct ImportAll {
    /// A folder that `rushes export-all` wrote.
    dir: PathBuf,
}

/// How often progress is told at most.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// Tells how far something is, once a second.
fn telling<'a>(ctx: &'a Ctx<'_>, what: &'a str) -> impl Fn(u64, u64) + 'a {
    let (began, last) = (Instant::now(), Cell::new(Duration::ZERO));
    move |done, total| {
        let now = began.elapsed();
        if now - last.get() >= TELL_EVERY {
            last.set(now);
            ctx.tell(&format!("{what}: {} of {} MB", done / 1_000_000, total / 1_000_000));
        }
    }
}

pub(super) fn backup(ctx: &Ctx<'_>, asked: &BackupTo) -> Result<Output, CliError> {
    let file = ctx.path(&asked.file);
    let options = BackupOptions { media: !asked.no_media, key: !asked.no_key };
    let made = ctx.store()?.backup(&file, options, &telling(ctx, "Backing up"), ctx.cancel)?;
    let mut text = format!(
        "Backed up {}: {}, {}, {} MB, to {}.\n",
        made.head.name,
        changes(made.changes),
        files(made.media_files),
        made.bytes.div_ceil(1_000_000),
        file.display()
    );
    if made.holds_key {
        text.push_str("It holds the studio's root key: keep it as safe as the studio itself, or use --no-key.\n");
    }
    if !made.missing_media.is_empty() {
        let missing = counted(made.missing_media.len(), "media file");
        text.push_str(&format!("{missing} are not on this device, and not in it; `rushes store verify` names them.\n"));
    }
    let failure = (!made.left_out.is_empty()).then(|| CliError {
        details: made.left_out.clone(),
        ..CliError::new(
            "damaged",
            format!("The backup is whole; {} damaged on this device, and not in it", things(made.left_out.len())),
            "`rushes store repair` lets your other devices send them again; then back up once more.",
        )
    });
    let mut document = json!(made);
    document["file"] = json!(as_text(&file));
    Ok(Output::new(document, text).failing(failure))
}

pub(super) fn restore(ctx: &Ctx<'_>, asked: &RestoreFrom) -> Result<Output, CliError> {
    let file = ctx.path(&asked.file);
    let studio = backups::head(&file)?.studio;
    if asked.merge && ctx.home().studios().iter().any(|s| s.id == studio) {
        return merge(ctx, &file, studio);
    }
    let existing = if asked.replace { Existing::Replace } else { Existing::Refuse };
    let restored = ctx.home().restore(&file, existing, &telling(ctx, "Restoring"), ctx.cancel)?;
    // Opened once, so that what comes next works with it.
    drop(ctx.home().open_studio(studio)?);
    Ok(Output::new(json!(restored), told(&restored)))
}

/// What a restore came to, in words.
fn told(restored: &Restored) -> String {
    let mut text = format!(
        "Restored {} as it was on {}: {}, {}.\n",
        restored.head.name,
        restored.head.at.rfc3339(),
        changes(restored.changes),
        files(restored.media_files)
    );
    if let Some(kept) = &restored.replaced {
        text.push_str(&format!("The studio that was here is kept in {}; delete it when you like.\n", kept.display()));
    }
    for left_out in &restored.left_out {
        text.push_str(&format!("The backup has a damaged {left_out}; your other devices send it.\n"));
    }
    text + if restored.writable { "" } else { READ_ONLY }
}

const READ_ONLY: &str = "This device may read it and not change it: use an invitation with `rushes studio join`.\n";

fn merge(ctx: &Ctx<'_>, file: &Path, studio: rushes_domain::StudioId) -> Result<Output, CliError> {
    let open = ctx.store().ok().filter(|s| s.studio() == studio).cloned();
    let store = match open {
        Some(store) => store,
        None => ctx.home().open_studio(studio)?,
    };
    let (added, media) = store.merge_backup(file, &telling(ctx, "Adding"), ctx.cancel)?;
    let text = format!("Added {} and {} that were missing here.", changes(added), files(media));
    Ok(Output::new(json!({"studio": studio, "changes": added, "media_files": media}), text))
}

pub(super) fn compact(ctx: &Ctx<'_>, asked: &CompactWith) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let removed = if asked.remove_old_data { store.give_up_kept()? } else { Kept::default() };
    let compacted = store.compact()?;
    let kept = store.kept()?;
    let mut text = format!("The database takes {} bytes; it took {}.\n", compacted.after, compacted.before);
    if asked.remove_old_data {
        text.push_str(&format!("Removed {} bytes of old data.\n", removed.bytes));
    }
    if !kept.entries.is_empty() {
        text.push_str(&format!("Old data takes {} bytes; `--remove-old-data` removes it for good:\n", kept.bytes));
        for (path, bytes) in &kept.entries {
            text.push_str(&format!("  - {}, {bytes} bytes\n", path.display()));
        }
    }
    let mut document = json!(compacted);
    document["kept_bytes"] = json!(kept.bytes);
    document["kept"] =
        kept.entries.iter().map(|(path, bytes)| json!({"path": as_text(path), "bytes": bytes})).collect();
    document["removed_bytes"] = json!(removed.bytes);
    Ok(Output::new(document, text))
}

pub(super) fn repair(ctx: &Ctx<'_>) -> Result<Output, CliError> {
    let mut salvaged = None;
    let store = match ctx.studio() {
        Ok(store) => store,
        Err(StoreError::Damaged { .. }) => {
            salvaged = Some(ctx.home().salvage(current(ctx.home())?)?);
            ctx.studio()?
        }
        Err(error) => return Err(error.into()),
    };
    let repaired = store.repair()?;
    let mut text = String::new();
    if let Some(salvaged) = &salvaged {
        text.push_str(&format!(
            "The database was made anew from {}; the damaged one is kept as {}.\n",
            changes(salvaged.changes),
            salvaged.kept.display()
        ));
    }
    text.push_str(&format!(
        "Set {} and {} aside; everything else was built anew.\n",
        changes(repaired.set_aside),
        files(repaired.media)
    ));
    for missing in &repaired.missing {
        let what = missing.doc.map_or_else(|| "a grant or the studio's beginning".into(), |doc| doc.to_string());
        text.push_str(&format!("  - {what}: {}\n", missing.reason));
    }
    if !repaired.missing.is_empty() {
        text.push_str("Your other devices send what is missing at the next sync; a backup adds it with `rushes store restore FILE --merge`.\n");
    }
    let mut document = json!(repaired);
    document["salvaged"] = json!(salvaged);
    Ok(Output::new(document, text))
}

fn current(home: &Home) -> Result<rushes_domain::StudioId, CliError> {
    home.current().ok_or_else(|| super::context::no_studio(home.dir()))
}

pub(super) fn export_all(ctx: &Ctx<'_>, asked: &ExportAll) -> Result<Output, CliError> {
    let dir = ctx.path(&asked.dir);
    let exported = ctx.store()?.export_all(&dir, asked.with_key, &telling(ctx, "Exporting"), ctx.cancel)?;
    let mut text = format!(
        "Wrote {}, {} and {} to {}.\n",
        counted(usize::try_from(exported.projects).unwrap_or(usize::MAX), "project"),
        changes(exported.changes),
        files(exported.media_files),
        dir.display()
    );
    for left_out in &exported.left_out {
        text.push_str(&format!("  - {left_out} is not on this device, or damaged\n"));
    }
    let mut document = json!(exported);
    document["dir"] = json!(as_text(&dir));
    Ok(Output::new(document, text))
}

pub(super) fn import_all(ctx: &Ctx<'_>, asked: &ImportAll) -> Result<Output, CliError> {
    let imported = ctx.home().import_all(&ctx.path(&asked.dir), &telling(ctx, "Importing"), ctx.cancel)?;
    drop(ctx.home().open_studio(imported.studio)?);
    let text = format!(
        "Imported {}: {} and {}.\n{}",
        imported.name,
        changes(imported.changes),
        files(imported.media_files),
        if imported.writable { "" } else { READ_ONLY }
    );
    Ok(Output::new(json!(imported), text))
}

fn changes(count: u64) -> String {
    counted(usize::try_from(count).unwrap_or(usize::MAX), "change")
}

fn files(count: u64) -> String {
    counted(usize::try_from(count).unwrap_or(usize::MAX), "media file")
}

fn things(count: usize) -> String {
    if count == 1 { "one thing is".into() } else { format!("{count} things are") }
}
