//! The command line as written: what every command is called and takes.

use super::{
    bulk, care, context::Ctx, device, error::CliError, feedback, field, history, media, output::Output, pipeline,
    project, remark, render, rounds, search, sheet, stage, storage, studio, sync, threads, twins, undo, views,
};
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Track production and review pictures and clips, with or without a network.
///
/// Without a command the window opens.
#[derive(Debug, Parser)]
#[command(name = "rushes", version, max_term_width = 100, disable_help_subcommand = true)]
pub(super) struct Cli {
    /// The data directory.
    #[arg(long, global = true, env = "RUSHES_HOME", hide_env_values = true, value_name = "DIR")]
    pub(super) home: Option<PathBuf>,
    /// Print one JSON document; progress and failures go to standard error.
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open the window at a place.
    Open {
        /// CODE/Deliverable/Stage@3, or an id.
        path: Option<String>,
    },
    /// Open the window on a sample studio, made on first use.
    Demo {
        /// No window: walk through the main job and leave the results in this folder.
        #[arg(long, value_name = "OUT")]
        headless: Option<PathBuf>,
    },
    /// Look at files without a studio.
    #[command(subcommand)]
    Media(media::MediaCommand),
    /// Serve the media jobs of another process of this program.
    #[command(name = "media-worker", hide = true)]
    MediaWorker,
    #[command(flatten)]
    OfHome(OfHome),
}

/// What needs a home. It is carried out in the process that holds the home.
#[derive(Debug, Subcommand)]
pub(super) enum OfHome {
    /// Make or join a studio, invite people.
    #[command(subcommand)]
    Studio(studio::StudioCommand),
    /// Your own second device, and the devices of the studio.
    #[command(subcommand)]
    Device(device::DeviceCommand),
    /// Pipeline templates.
    #[command(subcommand)]
    Pipeline(pipeline::PipelineCommand),
    /// Custom fields of projects and deliverables.
    #[command(subcommand)]
    Field(field::FieldCommand),
    /// Projects.
    #[command(subcommand)]
    Project(project::ProjectCommand),
    /// Deliverables.
    #[command(subcommand)]
    Deliverable(project::DeliverableCommand),
    /// Status, people, dates, estimate and earlier rounds of a stage.
    #[command(subcommand)]
    Stage(stage::StageCommand),
    /// Change many deliverables or their stages as one step, which one undo takes back.
    Bulk(Box<bulk::Bulk>),
    /// What is on a person's plate, most urgent first.
    Work {
        /// Their name, e-mail address or id; you where not said.
        #[arg(long)]
        person: Option<String>,
        /// Only what meets a query, such as "status:review due<7d -type:shot".
        #[arg(long, allow_hyphen_values = true)]
        query: Option<String>,
    },
    /// Bring in a sheet, all rows or none.
    Import(sheet::Import),
    /// Write deliverables to a sheet.
    Export(sheet::Export),
    /// Ways to read a project's sheets.
    #[command(subcommand)]
    SheetMap(sheet::SheetMaps),
    /// Publish files as a round of a stage.
    Publish(rounds::Publish),
    /// Draw on a round's picture, with a comment.
    Annotate(remark::Annotate),
    /// Say something about a round.
    Comment(remark::Comment),
    /// Comments that were made: list, edit, resolve, take back.
    #[command(subcommand)]
    Thread(threads::ThreadCommand),
    /// Saved views of lists, one's own and shared.
    #[command(subcommand)]
    View(views::ViewCommand),
    /// The checklist that comments and marks make.
    #[command(subcommand)]
    Feedback(feedback::FeedbackCommand),
    /// Decide a round.
    Decide(feedback::Decide),
    /// Write what the viewer shows, without a window.
    Render(render::Render),
    /// Find words in names, notes, comments and people.
    Search(search::Search),
    /// Who changed what, when, from which device.
    Log(history::Log),
    /// Fields that two people set at once.
    Conflicts(history::Conflicts),
    /// Deliverables, and people, of one name: list them, and join two into one.
    Twins(twins::Twins),
    /// Take back the newest thing you did on this device.
    Undo(undo::Undo),
    /// Do again what was taken back last.
    Redo,
    /// Check the signature of every change and decision.
    Audit,
    /// Sync with the studio's other devices.
    Sync(sync::Sync),
    /// The studio as it lies on this device.
    #[command(subcommand)]
    Store(storage::StoreCommand),
    /// Write the whole studio as JSON and media files.
    ExportAll(care::ExportAll),
    /// Bring in a studio that was written with `export-all`.
    ImportAll(care::ImportAll),
}

impl OfHome {
    /// Whether it may be the first in a new data directory.
    pub(super) fn founds(&self) -> bool {
        match self {
            Self::Studio(command) => command.founds(),
            Self::Store(command) => command.founds(),
            Self::ImportAll(_) => true,
            _ => false,
        }
    }

    /// Whether it can hold the home so long that others should hand themselves over meanwhile.
    pub(super) fn is_long(&self) -> bool {
        match self {
            // The one that stays takes commands itself, with its network to lend.
            Self::Sync(asked) => asked.once,
            Self::Publish(_)
            | Self::Import(_)
            | Self::Bulk(_)
            | Self::Audit
            | Self::Render(_)
            | Self::ExportAll(_)
            | Self::Search(_) => true,
            Self::Store(command) => command.is_long(),
            _ => false,
        }
    }

    /// Carries it out.
    pub(super) fn run(self, ctx: &Ctx<'_>) -> Result<Output, CliError> {
        match self {
            Self::Studio(command) => studio::run(ctx, command),
            Self::Device(command) => device::run(ctx, &command),
            Self::Pipeline(command) => pipeline::run(ctx, command),
            Self::Field(command) => field::run(ctx, command),
            Self::Project(command) => project::run(ctx, command),
            Self::Deliverable(command) => project::run_deliverable(ctx, command),
            Self::Stage(command) => stage::run(ctx, command),
            Self::Bulk(asked) => bulk::bulk(ctx, *asked),
            Self::Work { person, query } => stage::work(ctx, person.as_deref(), query.as_deref()),
            Self::Import(asked) => sheet::import(ctx, &asked),
            Self::Export(asked) => sheet::export(ctx, &asked),
            Self::SheetMap(asked) => sheet::sheet_map(ctx, &asked),
            Self::Publish(asked) => rounds::publish(ctx, asked),
            Self::Annotate(asked) => remark::annotate(ctx, asked),
            Self::Comment(asked) => remark::comment(ctx, asked),
            Self::Thread(command) => threads::run(ctx, command),
            Self::View(command) => views::run(ctx, command),
            Self::Feedback(command) => feedback::run(ctx, command),
            Self::Decide(asked) => feedback::decide(ctx, asked),
            Self::Render(asked) => render::render(ctx, &asked),
            Self::Search(asked) => search::search(ctx, &asked),
            Self::Log(asked) => history::log(ctx, &asked),
            Self::Conflicts(asked) => history::conflicts(ctx, &asked),
            Self::Twins(asked) => twins::twins(ctx, &asked),
            Self::Undo(asked) => undo::undo(ctx, &asked),
            Self::Redo => undo::redo(ctx),
            Self::Audit => storage::audit(ctx),
            Self::Sync(asked) => sync::sync(ctx, &asked),
            Self::Store(command) => storage::run(ctx, &command),
            Self::ExportAll(asked) => care::export_all(ctx, &asked),
            Self::ImportAll(asked) => care::import_all(ctx, &asked),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
