//! Keys that one kind of page gives meaning to. The pages hear them; their menus and the cheat sheet read them here.

use crate::place::Place;
use egui::{Key, KeyboardShortcut, ModifierNames, Modifiers};
use std::sync::LazyLock;

/// A kind of page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Page {
    /// Review.
    Review,
    /// The table.
    Lists,
    /// The board.
    Board,
    /// My Work.
    MyWork,
    /// The search.
    Search,
    /// Every page.
    Any,
}

impl Page {
    /// Every one, in the order of the cheat sheet.
    pub const ALL: [Self; 6] = [Self::Any, Self::Lists, Self::Board, Self::MyWork, Self::Review, Self::Search];

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Review => "Review",
            Self::Lists => "Table",
            Self::Board => "Board",
            Self::MyWork => "My Work",
            Self::Search => "Search",
            Self::Any => "On every page",
        }
    }

    /// The kind of page a place is.
    #[must_use]
    pub fn of(place: Place) -> Self {
        match place {
            Place::Review(..) => Self::Review,
            Place::Project(_) => Self::Lists,
            Place::Board(_) | Place::AllBoard => Self::Board,
            Place::MyWork => Self::MyWork,
            Place::Search => Self::Search,
            _ => Self::Any,
        }
    }
}

/// What keys do on a page.
pub struct PageKey {
    /// For menus, and for the page that hears it.
    pub id: &'static str,
    /// Where.
    pub page: Page,
    /// The keys. Those of one entry do alike, or the same in several directions.
    pub chords: &'static [KeyboardShortcut],
    /// What they do.
    pub name: &'static str,
}

const fn on(page: Page, id: &'static str, chords: &'static [KeyboardShortcut], name: &'static str) -> PageKey {
    PageKey { id, page, chords, name }
}

/// A key alone.
const fn key(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}

const fn command(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn alt(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::ALT, key)
}

const UP_DOWN: &[KeyboardShortcut] = &[key(Key::ArrowUp), key(Key::ArrowDown)];
const ARROWS: &[KeyboardShortcut] =
    &[key(Key::ArrowLeft), key(Key::ArrowUp), key(Key::ArrowDown), key(Key::ArrowRight)];
const PAGES: &[KeyboardShortcut] = &[key(Key::PageUp), key(Key::PageDown)];
const ENDS: &[KeyboardShortcut] = &[key(Key::Home), key(Key::End)];
const MENU: &[KeyboardShortcut] = &[shift(Key::F10)];
const FILTER: &[KeyboardShortcut] = &[key(Key::Slash)];

/// Every one, in the order of the cheat sheet.
pub const PAGE_KEYS: &[PageKey] = &[
    on(Page::Any, "any.next", &[key(Key::Tab), shift(Key::Tab)], "Next control, the one before"),
    on(Page::Any, "any.press", &[key(Key::Space), key(Key::Enter)], "Press what has the keyboard"),
    on(Page::Any, "any.line", &[key(Key::Enter)], "In a field of one line: done"),
    on(Page::Any, "any.send", &[command(Key::Enter)], "In a text of several lines: send"),
    on(Page::Any, "any.menu", MENU, "Menu of what has the keyboard"),
    on(Page::Any, "any.leave", &[key(Key::Escape)], "Close, leave, let go"),
    on(Page::Any, "any.scroll", PAGES, "Scroll"),
    on(Page::Any, "any.ends", ENDS, "To the top, to the end"),
    on(Page::Any, "any.grip", UP_DOWN, "On a grip: move the line"),
    on(Page::Lists, "list.move", ARROWS, "Move"),
    on(Page::Lists, "list.next", &[key(Key::Tab), shift(Key::Tab)], "Next cell, the one before"),
    on(Page::Lists, "list.page", PAGES, "A page up, down"),
    on(Page::Lists, "list.ends", ENDS, "First, last column"),
    on(
        Page::Lists,
        "list.edge",
        &[
            command(Key::ArrowLeft),
            command(Key::ArrowUp),
            command(Key::ArrowDown),
            command(Key::ArrowRight),
            command(Key::Home),
            command(Key::End),
        ],
        "To the edge, the first, the last cell",
    ),
    on(
        Page::Lists,
        "list.several",
        &[shift(Key::ArrowLeft), shift(Key::ArrowUp), shift(Key::ArrowDown), shift(Key::ArrowRight)],
        "Choose several",
    ),
    on(Page::Lists, "list.choose", &[shift(Key::Space), command(Key::Space)], "Choose, or no longer"),
    on(Page::Lists, "list.all", &[command(Key::A)], "Choose all that match"),
    on(Page::Lists, "list.edit", &[key(Key::Enter), key(Key::F2)], "Write into the cell"),
    on(Page::Lists, "list.up", &[shift(Key::Enter)], "In a cell: done, and up"),
    on(Page::Lists, "list.open", &[command(Key::Enter)], "Open; in a cell: into all chosen"),
    on(Page::Lists, "list.copy", &[command(Key::C)], "Copy the cells"),
    on(Page::Lists, "list.paste", &[command(Key::V)], "Paste cells"),
    on(Page::Lists, "list.fill", &[command(Key::D)], "Fill down"),
    on(Page::Lists, "list.empty", &[key(Key::Delete), key(Key::Backspace)], "Empty the cells"),
    on(Page::Lists, "list.line", &[alt(Key::Enter)], "On a mark: the conflict"),
    on(Page::Lists, "list.menu", MENU, "Menu of the cell"),
    on(Page::Lists, "list.filter", FILTER, "Filter"),
    on(Page::Lists, "list.none", &[key(Key::Escape)], "Choose nothing, clear the filter"),
    on(Page::Board, "board.walk", ARROWS, "Walk over the cards"),
    on(Page::Board, "board.page", PAGES, "Eight cards up, down"),
    on(Page::Board, "board.ends", ENDS, "First, last card of the column"),
    on(Page::Board, "board.next", &[command(Key::ArrowLeft), command(Key::ArrowRight)], "Move to the next column"),
    on(Page::Board, "board.choose", &[key(Key::Space), key(Key::X)], "Choose, or no longer"),
    on(
        Page::Board,
        "board.several",
        &[shift(Key::ArrowUp), shift(Key::ArrowDown), shift(Key::Home), shift(Key::End)],
        "Choose several",
    ),
    on(Page::Board, "board.all", &[command(Key::A), key(Key::Escape)], "Choose all, none"),
    on(Page::Board, "board.menu", MENU, "Menu of the card"),
    on(Page::Board, "board.open", &[key(Key::Enter)], "Open"),
    on(Page::Board, "board.filter", FILTER, "Filter"),
    on(Page::MyWork, "work.move", UP_DOWN, "Move"),
    on(Page::MyWork, "work.page", PAGES, "Ten lines up, down"),
    on(Page::MyWork, "work.open", &[key(Key::Enter)], "Open"),
    on(Page::MyWork, "work.settle", &[alt(Key::Enter)], "On a mark: the conflict"),
    on(Page::MyWork, "work.feedback", &[key(Key::X)], "Tick feedback off"),
    on(Page::MyWork, "work.start", &[key(Key::S)], "Start"),
    on(Page::MyWork, "work.publish", &[key(Key::P)], "Publish"),
    on(Page::MyWork, "work.filter", FILTER, "Filter"),
    on(Page::Review, "review.approve", &[shift(Key::A)], "Approve the round"),
    on(Page::Review, "review.changes", &[shift(Key::C)], "Ask for changes"),
    on(Page::Review, "review.reject", &[shift(Key::R)], "Reject the round"),
    on(Page::Review, "review.select", &[key(Key::V)], "Select and move"),
    on(Page::Review, "review.rectangle", &[key(Key::U)], "Rectangle"),
    on(Page::Review, "review.ellipse", &[key(Key::Q)], "Ellipse"),
    on(Page::Review, "review.arrow", &[key(Key::W)], "Arrow"),
    on(Page::Review, "review.freehand", &[key(Key::D)], "Draw freely"),
    on(Page::Review, "review.text", &[key(Key::T)], "Text"),
    on(Page::Review, "review.pin", &[key(Key::P)], "Pin"),
    on(Page::Review, "review.resolve", &[key(Key::X)], "Resolve the chosen feedback, or reopen it"),
    on(Page::Review, "review.erase", &[key(Key::Delete), key(Key::Backspace)], "Erase the mark"),
    on(Page::Review, "review.undo", &[command(Key::Z)], "Let go of what is being drawn"),
    on(Page::Review, "review.notes", &[key(Key::Comma), key(Key::Period)], "Previous, next note"),
    on(Page::Review, "review.fit", &[key(Key::F)], "Fit the picture"),
    on(Page::Review, "review.whole", &[key(Key::Num0)], "100 %"),
    on(Page::Review, "review.zoom", &[key(Key::Plus), key(Key::Equals), key(Key::Minus)], "Closer, farther"),
    on(Page::Review, "review.marks", &[key(Key::M)], "Hide marks"),
    on(Page::Review, "review.alone", &[key(Key::Tab)], "Picture alone"),
    on(Page::Review, "review.play", &[key(Key::Space)], "Play, pause; held, drag the picture"),
    on(
        Page::Review,
        "review.frame",
        &[key(Key::ArrowLeft), key(Key::ArrowRight)],
        "One frame; without a clip, one round",
    ),
    on(Page::Review, "review.ten", &[shift(Key::ArrowLeft), shift(Key::ArrowRight)], "Ten frames"),
    on(Page::Review, "review.ends", ENDS, "First, last frame"),
    on(Page::Review, "review.shuttle", &[key(Key::J), key(Key::K), key(Key::L)], "Shuttle"),
    on(Page::Review, "review.leave", &[key(Key::Escape)], "Leave what is being done"),
    on(Page::Search, "search.walk", UP_DOWN, "Walk over what was found"),
    on(Page::Search, "search.open", &[key(Key::Enter)], "Open"),
];

/// What a press means on a page: which entry, and which of its keys.
#[must_use]
pub fn heard(page: Page, pressed: Key, modifiers: Modifiers) -> Option<(&'static str, usize)> {
    let is = |chord: &KeyboardShortcut| {
        // Signs and digits lie elsewhere on each keyboard, some only with Shift.
        let digit = matches!(pressed.name().as_bytes(), [b'0'..=b'9']);
        let sign = matches!(pressed, Key::Plus | Key::Equals | Key::Minus | Key::Comma | Key::Period | Key::Slash);
        let free = sign || digit;
        chord.logical_key == pressed
            && chord.modifiers.command == (modifiers.command || modifiers.ctrl)
            && chord.modifiers.alt == modifiers.alt
            && (free || chord.modifiers.shift == modifiers.shift)
    };
    let mut of = PAGE_KEYS.iter().filter(|k| k.page == page);
    of.find_map(|k| k.chords.iter().position(is).map(|at| (k.id, at)))
}

/// The keys as people read them, in the order of [`PAGE_KEYS`].
static WRITTEN: LazyLock<Vec<String>> = LazyLock::new(|| PAGE_KEYS.iter().map(|k| together(k.chords)).collect());

/// The keys of what has this id, as people read them; empty where nothing has.
#[must_use]
pub fn page_keys(id: &str) -> &'static str {
    PAGE_KEYS.iter().position(|k| k.id == id).map_or("", |at| WRITTEN[at].as_str())
}

/// Several keys: what is held with all of them is said once.
fn together(chords: &[KeyboardShortcut]) -> String {
    let mut out = String::new();
    let mut held = None;
    for chord in chords {
        if held == Some(chord.modifiers) {
            out.push(' ');
        } else {
            if held.is_some() {
                out.push_str(", ");
            }
            let mac = cfg!(target_os = "macos");
            let modifiers = ModifierNames::NAMES.format(&chord.modifiers, mac);
            out.push_str(&modifiers);
            if !modifiers.is_empty() {
                out.push('+');
            }
        }
        held = Some(chord.modifiers);
        out.push_str(written(chord.logical_key));
    }
    out
}

/// A key as it stands on the keyboard.
fn written(key: Key) -> &'static str {
    match key {
        Key::ArrowUp => "↑",
        Key::ArrowDown => "↓",
        Key::ArrowLeft => "←",
        Key::ArrowRight => "→",
        Key::PageUp => "PgUp",
        Key::PageDown => "PgDn",
        Key::Escape => "Esc",
        Key::Delete => "Del",
        Key::Slash => "/",
        Key::Comma => ",",
        Key::Period => ".",
        Key::Plus => "+",
        Key::Equals => "=",
        Key::Minus => "−",
        other => other.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_as_they_stand_on_the_keyboard() {
        assert_eq!(page_keys("review.frame"), "← →");
        assert_eq!(page_keys("review.ten"), "Shift+← →");
        assert_eq!(page_keys("review.erase"), "Del Backspace");
        assert_eq!(page_keys("review.zoom"), "+ = −");
        assert_eq!(page_keys("review.whole"), "0");
        assert_eq!(page_keys("no such"), "");
        #[cfg(not(target_os = "macos"))]
        assert_eq!(page_keys("board.all"), "Ctrl+A, Esc");
    }

    #[test]
    fn every_entry_of_a_page_has_keys_and_an_id_of_its_own() {
        for (i, entry) in PAGE_KEYS.iter().enumerate() {
            assert!(!entry.chords.is_empty(), "{}", entry.id);
            assert!(PAGE_KEYS[i + 1..].iter().all(|other| other.id != entry.id), "{}", entry.id);
        }
        let review: Vec<_> = PAGE_KEYS.iter().filter(|k| k.page == Page::Review).collect();
        for entry in &review {
            for (at, chord) in entry.chords.iter().enumerate() {
                assert_eq!(heard(Page::Review, chord.logical_key, chord.modifiers), Some((entry.id, at)));
            }
        }
    }

    #[test]
    fn signs_are_heard_with_and_without_shift_and_letters_as_they_are_written() {
        assert_eq!(heard(Page::Review, Key::Plus, Modifiers::SHIFT), Some(("review.zoom", 0)));
        assert_eq!(heard(Page::Review, Key::Num0, Modifiers::SHIFT), Some(("review.whole", 0)));
        assert_eq!(heard(Page::Review, Key::A, Modifiers::NONE), None);
        assert_eq!(heard(Page::Review, Key::A, Modifiers::SHIFT), Some(("review.approve", 0)));
        assert_eq!(heard(Page::Review, Key::F, Modifiers::CTRL), None, "those are the window's");
    }

    /// Reads the pages' own sources: a key that somebody adds there is a key that people have to find here.
    #[test]
    fn every_key_that_a_page_listens_to_is_in_the_cheat_sheet() {
        let sources: [(Page, &[&str]); 5] = [
            (Page::Lists, &["table/keys.rs", "table/edit/mod.rs"]),
            (Page::Board, &["board/keys.rs"]),
            (Page::MyWork, &["mywork/keys.rs"]),
            (Page::Review, &["review/keys.rs"]),
            (Page::Search, &["search/ui.rs"]),
        ];
        for (page, files) in sources {
            for file in files {
                let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/views").join(file);
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                let named = keys_in(&text);
                assert!(page == Page::Review || !named.is_empty(), "{file} names no keys");
                for named in named {
                    let known = |k: &&PageKey| {
                        (k.page == page || k.page == Page::Any) && k.chords.iter().any(|c| c.logical_key == named)
                    };
                    assert!(PAGE_KEYS.iter().any(|k| known(&k)), "{named:?} of {file} is not in the cheat sheet");
                }
            }
        }
    }

    /// The keys that a source names as `Key::Name`, its tests apart.
    fn keys_in(source: &str) -> Vec<Key> {
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let mut found = Vec::new();
        let mut rest = source;
        while let Some(at) = rest.find("Key::") {
            let before = rest[..at].chars().next_back();
            rest = &rest[at + "Key::".len()..];
            if before.is_some_and(char::is_alphanumeric) {
                continue;
            }
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            let arrow = name.strip_prefix("Arrow").unwrap_or(&name);
            let digit = name.strip_prefix("Num").unwrap_or(arrow);
            found.extend(Key::from_name(digit));
        }
        found
    }
}
