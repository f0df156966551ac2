//! `rushes audit`, `rushes store stats` and `rushes store verify`; the rest is in [`care`].

use super::{
    care,
    context::Ctx,
    error::CliError,
    output::{Output, counted, table},
};
use clap::Subcommand;
use rushes_store::{MissingMedia, Verified};
use serde_json::json;

/// What can be done with the studio as it lies on this device.
#[derive(Debug, Subcommand)]
pub(super) enum StoreCommand {
    /// Sizes and counts.
    Stats,
    /// Read everything and name what is damaged.
    Verify,
    /// Set aside what is damaged, so that other devices send it again, and build the rest anew.
    Repair,
    /// Give the database's unused room back to the disk, and tell how much old data lies beside it.
    Compact(care::CompactWith),
    /// Write the studio into one file, also while it is worked on.
    Backup(care::BackupTo),
    /// Put a backup in place, or add what it holds.
    Restore(care::RestoreFrom),
}

impl StoreCommand {
    /// Whether it may be the first in a new data directory.
    pub(super) fn founds(&self) -> bool {
        matches!(self, Self::Restore(_))
    }

    /// Whether it works on the studio that is open, and long.
    pub(super) fn is_long(&self) -> bool {
        !matches!(self, Self::Restore(_) | Self::Repair)
    }
}

pub(super) fn audit(ctx: &Ctx<'_>) -> Result<Output, CliError> {
    let audit = ctx.store()?.audit()?;
    let mut text = format!(
        "{} checked, {} of decisions. {} do not hold, {} are kept aside.\n",
        counted(usize::try_from(audit.changes).unwrap_or(usize::MAX), "change"),
        audit.verdicts,
        audit.bad.len(),
        audit.quarantined.len()
    );
    let faults: Vec<_> = audit
        .bad
        .iter()
        .chain(&audit.quarantined)
        .map(|f| vec![f.doc.clone(), f.change.clone(), f.reason.clone()])
        .collect();
    text.push_str(&table(&["Document", "Change", "Reason"], &faults));
    let failure = (!audit.bad.is_empty()).then(|| {
        CliError::new(
            "damaged",
            format!("{} do not hold", counted(audit.bad.len(), "change")),
            "`rushes store repair` sets them aside, and your other devices send them again; or restore a backup.",
        )
    });
    Ok(Output::new(json!(audit), text).failing(failure))
}

pub(super) fn run(ctx: &Ctx<'_>, command: &StoreCommand) -> Result<Output, CliError> {
    match command {
        StoreCommand::Repair => care::repair(ctx),
        StoreCommand::Compact(asked) => care::compact(ctx, asked),
        StoreCommand::Backup(asked) => care::backup(ctx, asked),
        StoreCommand::Restore(asked) => care::restore(ctx, asked),
        StoreCommand::Stats => {
            let store = ctx.store()?;
            let stats = store.stats()?;
            let rows = [
                ("Projects", stats.projects),
                ("Deliverables", stats.deliverables),
                ("Documents", stats.documents),
                ("Changes", stats.changes),
                ("Kept aside", stats.quarantined),
                ("Database, bytes", stats.database_bytes),
                ("Media files", stats.media_files),
                ("Media, bytes", stats.media_bytes),
                ("Old data, bytes", stats.kept_bytes),
            ];
            let lines: Vec<_> = rows.iter().map(|(what, count)| vec![(*what).to_owned(), count.to_string()]).collect();
            Ok(Output::new(json!(stats), table(&["", ""], &lines).trim_start().to_owned()))
        }
        StoreCommand::Verify => {
            let verified = ctx.store()?.verify_telling(&|_, _, _| (), ctx.cancel)?;
            Ok(told(&verified))
        }
    }
}

/// What a check of everything found.
fn told(verified: &Verified) -> Output {
    let mut text = format!(
        "Read {} documents, {} changes and {} media files: {}.\n",
        verified.documents,
        verified.changes,
        verified.media,
        if verified.damaged.is_empty() {
            "all are whole".into()
        } else {
            format!("{} are damaged", verified.damaged.len())
        }
    );
    for damage in &verified.damaged {
        text.push_str(&format!("  - {damage}\n"));
    }
    let (lost, waited): (Vec<_>, Vec<_>) = verified.missing_media.iter().partition(|m| m.lost);
    if !waited.is_empty() {
        let files = counted(waited.len(), "media file");
        text.push_str(&format!(
            "{files} have not come to this device yet; another device of the studio may have them:\n"
        ));
        waited.iter().for_each(|m| text.push_str(&format!("  - {}\n", missing(m))));
    }
    if !lost.is_empty() {
        let files = counted(lost.len(), "media file");
        text.push_str(&format!("{files} are nowhere: not here, and this is the studio's only device:\n"));
        lost.iter().for_each(|m| text.push_str(&format!("  - {}\n", missing(m))));
    }
    let mut details = verified.damaged.clone();
    details.extend(lost.iter().map(|m| format!("missing: {}", missing(m))));
    let failure = (!verified.is_whole()).then(|| CliError {
        details,
        ..CliError::new(
            "damaged",
            match (verified.damaged.len(), lost.len()) {
                (damaged, 0) => format!("{} damaged", counted(damaged, "thing")),
                (0, lost) => format!("{} missing", counted(lost, "media file")),
                (damaged, lost) => {
                    format!("{} damaged, {} missing", counted(damaged, "thing"), counted(lost, "media file"))
                }
            },
            if verified.damaged.is_empty() {
                "`rushes store restore FILE --merge` takes the files from a backup."
            } else {
                "`rushes store repair` sets it aside, and your other devices send it again at the next sync; or `rushes store restore FILE --merge` takes it from a backup."
            },
        )
    });
    let mut document = json!(verified);
    document["ok"] = json!(verified.is_whole());
    Output::new(document, text).failing(failure)
}

/// A media file that is not here, and what refers to it.
fn missing(file: &MissingMedia) -> String {
    let name = if file.name.is_empty() { file.hash.to_string() } else { format!("{} ({})", file.name, file.hash) };
    format!("{name}, used by {}", file.used_by.join(", "))
}
