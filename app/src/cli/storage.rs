//! `rushes audit`, `rushes store stats` and `rushes store verify`; the rest is in [`care`].

use super::{
    care,
    context::Ctx,
    error::CliError,
    output::{Output, counted, table},
};
use clap::Subcommand;
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
            let failure = (!verified.damaged.is_empty()).then(|| CliError {
                details: verified.damaged.clone(),
                ..CliError::new(
                    "damaged",
                    format!("{} damaged", counted(verified.damaged.len(), "thing")),
                    "`rushes store repair` sets it aside, and your other devices send it again at the next sync; or `rushes store restore FILE --merge` takes it from a backup.",
                )
            });
            let mut document = json!(verified);
            document["ok"] = json!(verified.damaged.is_empty());
            Ok(Output::new(document, text).failing(failure))
        }
    }
}
