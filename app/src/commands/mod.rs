//! Commands of the window, each defined once: what it is called, its keys, who may, where it makes sense,
//! and what it does. Menus, the palette, the keys and the cheat sheet all read this one list.

mod list;
pub mod menu;
mod pages;
mod stages;
mod things;

pub use list::COMMANDS;
pub use pages::{PAGE_KEYS, Page, heard, page_keys};
pub use stages::STAGES;
pub use things::THINGS;

use crate::{actions::Action, app::scale::Step, place::Place};
use egui::{Context, KeyboardShortcut};
use rushes_domain::Permission;
use rushes_store::Snapshot;

/// Where a command belongs in menus and in the cheat sheet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Group {
    /// Leads to a page.
    Go,
    /// Is about what the page, or the menu, is about.
    This,
    /// Makes something.
    Make,
    /// Changes something back or forth.
    Edit,
    /// Changes how the window looks.
    View,
    /// Explains.
    Help,
}

impl Group {
    /// Every group, in the order people read them.
    pub const ALL: [Self; 6] = [Self::Go, Self::This, Self::Make, Self::Edit, Self::View, Self::Help];

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Go => "Go to",
            Self::This => "Here",
            Self::Make => "Make",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Help => "Help",
        }
    }
}

/// What a command may look at before it acts.
pub struct Scene<'a> {
    /// The page shown, or what a menu was opened on.
    pub place: Place,
    /// The studio.
    pub snapshot: &'a Snapshot,
    /// A menu asks, about a thing that is not the page itself.
    pub menu: bool,
}

impl Scene<'_> {
    /// The project the page is about, if it is about one.
    #[must_use]
    pub fn project(&self) -> Option<rushes_domain::ProjectId> {
        self.place.trail(&self.snapshot.state).into_iter().find_map(Place::project)
    }
}

/// One command.
pub struct Command {
    /// Its name in settings and tests. It never changes.
    pub id: &'static str,
    /// What people read.
    pub name: &'static str,
    /// Other words people look for it by.
    pub also: &'static str,
    /// Where it belongs.
    pub group: Group,
    /// Its glyph.
    pub icon: &'static str,
    /// Its keys; the first is the one shown.
    pub keys: &'static [KeyboardShortcut],
    /// Who may.
    pub needs: Option<Permission>,
    /// What it does here; nothing where it makes no sense.
    pub act: fn(&Scene<'_>) -> Option<Action>,
}

impl Command {
    /// What it does here, if it makes sense here and this person may.
    #[must_use]
    pub fn action(&self, scene: &Scene<'_>) -> Option<Action> {
        let may = self.needs.is_none_or(|p| scene.snapshot.me.role.may(p));
        may.then(|| (self.act)(scene)).flatten()
    }

    /// Its keys as this system writes them; empty where it has none.
    #[must_use]
    pub fn keys_shown(&self, ctx: &Context) -> String {
        match self.id {
            // It is heard as text, wherever it lies on the keyboard.
            "help.keys" => "?".to_owned(),
            _ => self.keys.first().map(|k| written(&ctx.format_shortcut(k))).unwrap_or_default(),
        }
    }
}

/// Keys as they stand on the keyboard, rather than by their names.
fn written(keys: &str) -> String {
    keys.replace("Comma", ",").replace("Plus", "+").replace("Minus", "−").replace("Left", "←").replace("Right", "→")
}

/// Every command: of the window, then about one thing, a stage, a page.
pub fn all() -> impl Iterator<Item = &'static Command> {
    COMMANDS.iter().chain(THINGS).chain(STAGES)
}

/// The command with an id.
#[must_use]
pub fn called(id: &str) -> Option<&'static Command> {
    all().find(|c| c.id == id)
}

/// What the keys pressed in this frame ask for.
pub fn pressed(ctx: &Context, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let typing = ctx.text_edit_focused();
    // Keys with shift first: those without would take them too.
    for shift in [true, false] {
        for command in COMMANDS {
            // A text field has its own undo, and takes letters as text.
            let for_text = |k: &KeyboardShortcut| {
                let letter = k.modifiers.is_none() && k.logical_key != egui::Key::F6;
                typing && (command.group == Group::Edit || letter)
            };
            let mut keys = command.keys.iter().filter(|k| k.modifiers.shift == shift && !for_text(k));
            if ctx.input_mut(|input| keys.any(|k| input.consume_shortcut(k))) {
                actions.extend(command.action(scene));
            }
        }
    }
    // A question mark lies elsewhere on each keyboard: it is heard as text.
    if !typing && ctx.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Text(t) if t == "?"))) {
        actions.push(Action::ShowKeys);
    }
}

/// The same while no studio is open: what is about the window itself.
pub fn pressed_without_studio(ctx: &Context, actions: &mut Vec<Action>) {
    let looks = [
        ("view.theme", Action::ToggleTheme),
        ("view.larger", Action::Scale(Step::Larger)),
        ("view.smaller", Action::Scale(Step::Smaller)),
        ("view.usual", Action::Scale(Step::Usual)),
    ];
    for (id, action) in looks {
        let keys = called(id).map_or(&[][..], |c| c.keys);
        if ctx.input_mut(|input| keys.iter().any(|keys| input.consume_shortcut(keys))) {
            actions.push(action);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_command_has_a_name_and_keys_of_its_own() {
        let (mut ids, mut names, mut keys) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for command in all() {
            assert!(ids.insert(command.id), "{} twice", command.id);
            assert!(names.insert(command.name), "{} twice", command.name);
            for key in command.keys {
                assert!(!keys.contains(key), "{} shares its key", command.name);
                keys.push(*key);
            }
        }
    }

    #[test]
    fn what_a_role_may_not_do_is_not_offered() {
        let mut snapshot = crate::views::testing::Sample::of(&[]).snapshot();
        let make = called("make.project").map(|c| c.needs);
        assert_eq!(make, Some(Some(Permission::EditProjects)));
        for (role, offered) in [(rushes_domain::Role::Producer, true), (rushes_domain::Role::Artist, false)] {
            snapshot.me.role = role;
            let scene = Scene { place: Place::Home, snapshot: &snapshot, menu: false };
            let found = called("make.project").is_some_and(|c| c.action(&scene).is_some());
            assert_eq!(found, offered, "{role}");
        }
    }
}
