//! What views ask for. Nothing happens in mid-frame: the window carries actions out at its end.

use crate::{place::Place, textures::Thumbs};
use rushes_domain::{
    AttachmentRole, Command, Date, DeliverableId, MediaHash, ProjectId, Role, StageId, StageTarget, StudioId, Timestamp,
};
use rushes_store::{ChangeHash, Invitee, LogOf, LogQuery, Snapshot, Store, import::TextEncoding};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// A command, with what to say once it is done.
#[derive(Debug)]
pub struct Send {
    /// The command.
    pub command: Box<Command>,
    /// Said in a toast when it is done; nothing for what one sees anyway.
    pub said: Option<String>,
    /// Where to go when it is done.
    pub then: Option<Place>,
}

/// A file to be published, and what it is to its round.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublishFile {
    /// Where it lies.
    pub path: PathBuf,
    /// The work, or what it is compared with.
    pub role: AttachmentRole,
}

/// What the file dialog is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pick {
    /// Pictures and clips for a round of this stage.
    Media(StageTarget),
    /// A sheet for this project.
    Sheet(ProjectId),
    /// Where to write this project's rows.
    Export(ProjectId),
    /// Where to back the studio up to.
    Backup,
    /// A backup to restore, or to take from.
    Restore,
    /// A folder to write the whole studio into.
    ExportAll,
    /// A studio to bring in.
    TakeIn {
        /// The folder it was exported into, rather than a backup.
        folder: bool,
    },
}

/// What a page is asked to begin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Make {
    /// A project.
    Project,
    /// A deliverable of this project.
    Deliverable(ProjectId),
}

/// A kind of file that rows are written as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// For Excel, LibreOffice and others.
    Workbook,
    /// Text that everything reads.
    Csv,
    /// For scripts.
    Json,
}

impl FileKind {
    /// Every one, the usual one first.
    pub const ALL: [Self; 3] = [Self::Workbook, Self::Csv, Self::Json];

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Workbook => "Workbook (xlsx)",
            Self::Csv => "CSV",
            Self::Json => "JSON",
        }
    }

    /// What its files' names end in.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Workbook => "xlsx",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// What a page is asked to do with what it shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ask {
    /// Open the form that changes the deliverable.
    Edit,
    /// Open the form that makes another one like it.
    Duplicate,
    /// Open the form that sets a stage's status by hand.
    ByHand(StageId),
    /// Put the keyboard into the filter.
    Filter,
    /// Take the keyboard to what the page shows.
    Keys,
    /// Open or close all groups of rows.
    Groups {
        /// Close them.
        closed: bool,
    },
    /// Write what is shown to a file.
    Export(FileKind),
}

/// How a toast sounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something to know.
    Info,
    /// Something was refused or went wrong.
    Wrong,
}

/// A short message at the lower left.
#[derive(Debug)]
pub struct Toast {
    /// How it sounds.
    pub tone: Tone,
    /// What happened.
    pub text: String,
    /// What to do about it; empty where nothing.
    pub hint: String,
    /// A button: its label, and what it does.
    pub action: Option<(String, Box<Action>)>,
}

impl Toast {
    /// Something was done.
    #[must_use]
    pub fn done(text: impl Into<String>) -> Self {
        Self { tone: Tone::Done, text: text.into(), hint: String::new(), action: None }
    }

    /// Something was refused or went wrong.
    #[must_use]
    pub fn wrong(text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { tone: Tone::Wrong, text: text.into(), hint: hint.into(), action: None }
    }

    /// With a button.
    #[must_use]
    pub fn with(mut self, label: impl Into<String>, action: Action) -> Self {
        self.action = Some((label.into(), Box::new(action)));
        self
    }
}

/// What a view asks for.
#[derive(Debug)]
pub enum Action {
    /// Go to a page.
    Go(Place),
    /// Change what the page is about, without a step to go back over.
    Turn(Place),
    /// The page before.
    Back,
    /// The page one came back from.
    Forward,
    /// Open the form that makes something.
    Make(Make),
    /// Have a page do something with what it shows; it is turned to first.
    Ask(Place, Ask),
    /// Send a command to the store.
    Send(Send),
    /// Hash, probe, keep and publish files as a round; progress goes to the tray.
    Publish {
        /// Of which stage.
        target: StageTarget,
        /// Its files.
        files: Vec<PublishFile>,
        /// What the artist says.
        note: String,
    },
    /// Open the file dialog.
    Pick(Pick),
    /// Files came from somewhere, for what [`Pick`] says.
    Picked(Pick, Vec<PathBuf>),
    /// Read a sheet, or one of a workbook's sheets by name, and show what it would do.
    ReadSheet(ProjectId, PathBuf, Option<TextEncoding>),
    /// Work out what the sheet that was read would do, as the page asks for it now.
    WorkSheet(ProjectId),
    /// Bring in the sheet that was read.
    CommitSheet(ProjectId),
    /// Ask where to, and write these deliverables, in this order and with these columns, to a file.
    ExportView {
        /// What they are, for the file's name.
        title: String,
        /// The columns; nothing means all there are.
        columns: Option<Vec<rushes_store::export::Column>>,
        /// The rows.
        rows: Vec<DeliverableId>,
        /// As which kind of file.
        kind: FileKind,
    },
    /// Ask where to, and write any list to a file of this kind.
    ExportTable(Arc<rushes_store::export::Table>, FileKind),
    /// Write a project's rows to a file.
    Export(ProjectId, PathBuf),
    /// Make a studio and open it.
    CreateStudio {
        /// Its name.
        name: String,
        /// The name of who makes it.
        person: String,
        /// Their e-mail address.
        email: String,
    },
    /// Join a studio.
    JoinStudio {
        /// As the inviter gave it.
        ticket: String,
        /// The name of who joins.
        person: String,
        /// Their e-mail address.
        email: String,
    },
    /// Make the sample studio, if it is not there, and open it.
    OpenSample,
    /// Open another studio of this home.
    OpenStudio(StudioId),
    /// Show the first-run page, to make or join another studio, or bring one in.
    AddStudio,
    /// Show the first-run page where a studio is brought in.
    BringStudio,
    /// Bring a whole studio in.
    TakeIn(crate::jobs::taking_in::TakeIn),
    /// Make an invitation.
    Invite {
        /// For whom.
        whom: Invitee,
        /// As what.
        role: Role,
        /// Until when.
        expires: Timestamp,
    },
    /// Read a page of the log for the activity page.
    ReadLog(Box<LogQuery>),
    /// Read something as it was right after a change.
    ReadPast(LogOf, ChangeHash),
    /// Take back the newest thing the person did, or with `again` do again what was taken back last. With a step,
    /// only while that is the one.
    TakeBack {
        /// Do again.
        again: bool,
        /// Which step a button is for.
        step: Option<u64>,
    },
    /// Search for what the search page asks.
    Search(String),
    /// Look for the studio's other devices now.
    SyncNow,
    /// Show the studio's other devices.
    ShowDevices,
    /// Stop a piece of long work.
    Cancel(u64),
    /// Say something.
    Toast(Toast),
    /// Put text on the clipboard.
    Copy(String),
    /// The other theme.
    ToggleTheme,
    /// Everything larger, smaller, or as large as usual.
    Scale(crate::app::scale::Step),
    /// Takes the keyboard to another part of the window.
    NextPart {
        /// To the one before.
        back: bool,
    },
    /// The other row height.
    ToggleDensity,
    /// Narrow or widen the sidebar.
    ToggleSidebar,
    /// Hide everything around the page, or show it again.
    Immersive(bool),
    /// Open the palette.
    OpenPalette,
    /// Show the keys.
    ShowKeys,
    /// Look after the studio as it lies on this device.
    Care(crate::jobs::care::Care),
    /// Keep a project at hand in the sidebar, or no longer.
    ToggleFavourite(ProjectId),
    /// The page of somebody's work.
    WorkOf(rushes_domain::PersonId),
    /// Remember how a project's table is looked at.
    KeepTable(ProjectId, Box<rushes_domain::ViewSettings>),
    /// Remember which groups of a project's table are closed.
    KeepGroups(ProjectId, std::collections::BTreeSet<String>),
    /// Remember how a board is looked at.
    KeepBoard(crate::views::board::Scope, Box<crate::views::board::Look>),
}

/// What a view is given: everything it may read, and where it puts what it asks for.
pub struct Cx<'a> {
    /// The studio as it was when the frame began.
    pub snapshot: &'a Arc<Snapshot>,
    /// For reading media files; commands go through [`Self::send`]. Absent only in tests of a view alone.
    pub store: Option<&'a Store>,
    /// What the views of this frame asked for.
    pub actions: &'a mut Vec<Action>,
    /// Colours and sizes.
    pub theme: &'a Arc<crate::kit::Theme>,
    /// Thumbnails.
    pub thumbs: &'a mut Thumbs,
    /// The page shown.
    pub place: Place,
    /// Now, by the device's clock.
    pub now: Timestamp,
    /// The day where the device is.
    pub today: Date,
    /// The graphics device, for views that draw with shaders of their own.
    pub gpu: Option<&'a eframe::egui_wgpu::RenderState>,
    /// How it stands with the other devices.
    pub network: &'a crate::shell::sync_chip::Network,
    /// Long work under way.
    pub tray: &'a [crate::runtime::Work],
    /// Rows are 28 points high rather than 36.
    pub dense: bool,
}

impl Cx<'_> {
    /// Goes to a page.
    pub fn go(&mut self, place: Place) {
        self.actions.push(Action::Go(place));
    }

    /// Sends a command whose effect shows by itself.
    pub fn send(&mut self, command: Command) {
        self.actions.push(Action::Send(Send { command: Box::new(command), said: None, then: None }));
    }

    /// Sends a command, says so when it is done, and offers to take it back.
    pub fn send_saying(&mut self, command: Command, said: impl Into<String>) {
        let said = Some(said.into());
        self.actions.push(Action::Send(Send { command: Box::new(command), said, then: None }));
    }

    /// Where a media file lies, when it is here, whole.
    #[must_use]
    pub fn media_path(&self, hash: MediaHash) -> Option<PathBuf> {
        self.store.and_then(|s| s.media().path(hash))
    }

    /// Where derived files may be cached: `HOME/cache`.
    #[must_use]
    pub fn cache_dir(&self) -> Option<PathBuf> {
        self.store.map(|s| s.home().dir().join("cache"))
    }

    /// The height of a row of a list, in points.
    #[must_use]
    pub fn row_height(&self) -> f32 {
        if self.dense { crate::kit::size::ROW_DENSE } else { crate::kit::size::ROW }
    }

    /// A person's name.
    #[must_use]
    pub fn name_of(&self, person: Option<rushes_domain::PersonId>) -> String {
        person.map_or_else(|| "somebody".into(), |p| self.snapshot.state.studio.name_of(p))
    }
}

/// Whether a file's name says that it is a sheet.
#[must_use]
pub fn is_sheet(path: &Path) -> bool {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    matches!(ending.as_str(), "xlsx" | "xls" | "xlsm" | "ods" | "csv" | "tsv")
}
