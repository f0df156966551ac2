//! The list.

use super::{Command, Group, Scene};
use crate::{
    actions::{Action, Make, Pick},
    app::scale::Step,
    kit::icon,
    place::{Place, SettingsPage},
};
use egui::{Key, KeyboardShortcut, Modifiers};
use rushes_domain::Permission;

const fn key(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

const COMMAND: Modifiers = Modifiers::COMMAND;
const COMMAND_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// A page that is always there.
const fn page(
    id: &'static str,
    name: &'static str,
    icon: &'static str,
    keys: &'static [KeyboardShortcut],
    act: fn(&Scene<'_>) -> Option<Action>,
) -> Command {
    Command { id, name, also: "page", group: Group::Go, icon, keys, needs: None, act }
}

/// Takes the keyboard past a part of the window.
const fn part(
    id: &'static str,
    name: &'static str,
    icon: &'static str,
    keys: &'static [KeyboardShortcut],
    act: fn(&Scene<'_>) -> Option<Action>,
) -> Command {
    Command { id, name, also: "sidebar bar head skip focus keyboard", group: Group::Go, icon, keys, needs: None, act }
}

/// Something about the window.
const fn view(
    id: &'static str,
    name: &'static str,
    also: &'static str,
    icon: &'static str,
    keys: &'static [KeyboardShortcut],
    act: fn(&Scene<'_>) -> Option<Action>,
) -> Command {
    Command { id, name, also, group: Group::View, icon, keys, needs: None, act }
}

/// Every command, in the order menus and the cheat sheet show them.
pub const COMMANDS: &[Command] = &[
    Command {
        id: "find",
        name: "Find anything",
        also: "palette search command",
        group: Group::Go,
        icon: icon::MAGNIFYING_GLASS,
        keys: &[key(COMMAND, Key::K)],
        needs: None,
        act: |_| Some(Action::OpenPalette),
    },
    page("go.home", "Home", icon::HOUSE, &[key(COMMAND, Key::Num1)], |_| Some(Action::Go(Place::Home))),
    page("go.work", "My Work", icon::LIST_CHECKS, &[key(COMMAND, Key::Num2)], |_| Some(Action::Go(Place::MyWork))),
    page("go.projects", "Projects", icon::FOLDERS, &[key(COMMAND, Key::Num3)], |_| Some(Action::Go(Place::Projects))),
    page("go.reviews", "Reviews", icon::MONITOR_PLAY, &[key(COMMAND, Key::Num4)], |_| Some(Action::Go(Place::Reviews))),
    page("go.team", "Team", icon::USERS, &[key(COMMAND, Key::Num5)], |_| Some(Action::Go(Place::Team))),
    page("go.activity", "Activity", icon::CLOCK_COUNTER_CLOCKWISE, &[key(COMMAND, Key::Num6)], |_| {
        Some(Action::Go(Place::Activity(None)))
    }),
    page("go.search", "Search", icon::MAGNIFYING_GLASS, &[key(COMMAND_SHIFT, Key::F)], |_| {
        Some(Action::Go(Place::Search))
    }),
    page("go.settings", "Settings", icon::GEAR, &[key(COMMAND, Key::Comma)], |_| {
        Some(Action::Go(Place::Settings(SettingsPage::Fields)))
    }),
    page("go.fields", "Custom fields", icon::TAG, &[], |_| Some(Action::Go(Place::Settings(SettingsPage::Fields)))),
    page("go.pipelines", "Pipelines", icon::LIST_CHECKS, &[], |_| {
        Some(Action::Go(Place::Settings(SettingsPage::Pipelines)))
    }),
    Command {
        id: "go.board",
        name: "Board of the project",
        also: "kanban cards columns page",
        group: Group::Go,
        icon: icon::KANBAN,
        keys: &[],
        needs: None,
        act: |scene| scene.project().map(|p| Action::Go(Place::Board(p))),
    },
    page("go.all_board", "Board of all projects", icon::KANBAN, &[], |_| Some(Action::Go(Place::AllBoard))),
    page("go.storage", "Storage and backups", icon::PACKAGE, &[], |_| Some(Action::Go(Place::Storage))),
    page("go.conflicts", "Conflicts: fields set twice at once", icon::WARNING, &[], |_| {
        Some(Action::Go(Place::Conflicts))
    }),
    Command {
        id: "sync.devices",
        name: "Devices of the studio",
        also: "sync network peers offline chip",
        group: Group::Go,
        icon: icon::LAPTOP,
        keys: &[key(COMMAND_SHIFT, Key::Y)],
        needs: None,
        act: |_| Some(Action::ShowDevices),
    },
    Command {
        id: "sync.now",
        name: "Sync now",
        also: "network devices peers send receive",
        group: Group::Go,
        icon: icon::ARROWS_CLOCKWISE,
        keys: &[],
        needs: None,
        act: |_| Some(Action::SyncNow),
    },
    page("go.back", "Back", icon::ARROW_LEFT, &[key(Modifiers::ALT, Key::ArrowLeft)], |_| Some(Action::Back)),
    page("go.forward", "Forward", icon::ARROW_RIGHT, &[key(Modifiers::ALT, Key::ArrowRight)], |_| {
        Some(Action::Forward)
    }),
    part("go.part", "Next part of the window", icon::CARET_RIGHT, &[key(Modifiers::NONE, Key::F6)], |_| {
        Some(Action::NextPart { back: false })
    }),
    part("go.part_back", "Part of the window before", icon::CARET_LEFT, &[key(Modifiers::SHIFT, Key::F6)], |_| {
        Some(Action::NextPart { back: true })
    }),
    Command {
        id: "make.project",
        name: "New project",
        also: "create add",
        group: Group::Make,
        icon: icon::FOLDER,
        keys: &[key(COMMAND_SHIFT, Key::N)],
        needs: Some(Permission::EditProjects),
        act: |_| Some(Action::Make(Make::Project)),
    },
    Command {
        id: "make.deliverable",
        name: "New deliverable",
        also: "create add shot asset",
        group: Group::Make,
        icon: icon::CUBE,
        keys: &[key(COMMAND, Key::N)],
        needs: Some(Permission::Plan),
        act: |scene| scene.project().map(|p| Action::Make(Make::Deliverable(p))),
    },
    Command {
        id: "make.import",
        name: "Import a sheet",
        also: "excel csv workbook tracker",
        group: Group::Make,
        icon: icon::UPLOAD_SIMPLE,
        keys: &[],
        needs: Some(Permission::Plan),
        act: |scene| scene.project().map(|p| Action::Go(Place::SheetImport(p))),
    },
    Command {
        id: "make.export",
        name: "Export the project",
        also: "excel csv workbook save",
        group: Group::Make,
        icon: icon::DOWNLOAD_SIMPLE,
        keys: &[],
        needs: None,
        act: |scene| scene.project().map(|p| Action::Pick(Pick::Export(p))),
    },
    Command {
        id: "make.backup",
        name: "Back up the studio",
        also: "backup save copy",
        group: Group::Make,
        icon: icon::PACKAGE,
        keys: &[],
        needs: None,
        act: |_| Some(Action::Pick(Pick::Backup)),
    },
    Command {
        id: "make.studio",
        name: "Make or join a studio",
        also: "create ticket invitation",
        group: Group::Make,
        icon: icon::BUILDINGS,
        keys: &[],
        needs: None,
        act: |_| Some(Action::AddStudio),
    },
    Command {
        id: "make.bring",
        name: "Bring a studio in",
        also: "restore backup import folder back",
        group: Group::Make,
        icon: icon::PACKAGE,
        keys: &[],
        needs: None,
        act: |_| Some(Action::BringStudio),
    },
    Command {
        id: "edit.undo",
        name: "Undo",
        also: "take back revert",
        group: Group::Edit,
        icon: icon::ARROW_COUNTER_CLOCKWISE,
        keys: &[key(COMMAND, Key::Z)],
        needs: None,
        act: |scene| scene.snapshot.undo.as_ref().map(|_| Action::TakeBack { again: false, step: None }),
    },
    Command {
        id: "edit.redo",
        name: "Redo",
        also: "do again",
        group: Group::Edit,
        icon: icon::ARROW_CLOCKWISE,
        keys: &[key(COMMAND_SHIFT, Key::Z), key(COMMAND, Key::Y)],
        needs: None,
        act: |scene| scene.snapshot.redo.as_ref().map(|_| Action::TakeBack { again: true, step: None }),
    },
    view("view.sidebar", "Narrow or wide sidebar", "collapse", icon::SIDEBAR_SIMPLE, &[key(COMMAND, Key::B)], |_| {
        Some(Action::ToggleSidebar)
    }),
    view(
        "view.theme",
        "Light or dark",
        "theme colours night",
        icon::CIRCLE_HALF,
        &[key(COMMAND_SHIFT, Key::L)],
        |_| Some(Action::ToggleTheme),
    ),
    view(
        "view.larger",
        "Everything larger",
        "scale zoom interface bigger text 4k",
        icon::MAGNIFYING_GLASS_PLUS,
        &[key(COMMAND, Key::Plus), key(COMMAND, Key::Equals)],
        |_| Some(Action::Scale(Step::Larger)),
    ),
    view(
        "view.smaller",
        "Everything smaller",
        "scale zoom interface text",
        icon::MAGNIFYING_GLASS_MINUS,
        &[key(COMMAND, Key::Minus)],
        |_| Some(Action::Scale(Step::Smaller)),
    ),
    view(
        "view.usual",
        "Everything as large as usual",
        "scale zoom interface reset 100 %",
        icon::MAGNIFYING_GLASS,
        &[key(COMMAND, Key::Num0)],
        |_| Some(Action::Scale(Step::Usual)),
    ),
    view("view.rows", "Dense or comfortable rows", "density height", icon::ROWS, &[key(COMMAND_SHIFT, Key::D)], |_| {
        Some(Action::ToggleDensity)
    }),
    Command {
        id: "help.keys",
        name: "Keys",
        also: "shortcuts cheat sheet keyboard",
        group: Group::Help,
        icon: icon::KEYBOARD,
        keys: &[],
        needs: None,
        act: |_| Some(Action::ShowKeys),
    },
];
