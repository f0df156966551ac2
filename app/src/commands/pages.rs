//! Keys that one kind of page gives meaning to. The pages hear them themselves; their menus and the cheat sheet read
//! them here.

/// A kind of page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Page {
    /// Tables and lists.
    Lists,
    /// The board.
    Board,
    /// My Work.
    MyWork,
    /// Review.
    Review,
}

impl Page {
    /// Every one, in the order of the cheat sheet.
    pub const ALL: [Self; 4] = [Self::Lists, Self::Board, Self::MyWork, Self::Review];

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Lists => "Tables and lists",
            Self::Board => "Board",
            Self::MyWork => "My Work",
            Self::Review => "Review",
        }
    }
}

/// What a key does on a page.
pub struct PageKey {
    /// For menus.
    pub id: &'static str,
    /// Where.
    pub page: Page,
    /// The keys, as people read them.
    pub keys: &'static str,
    /// What they do.
    pub name: &'static str,
}

const fn on(page: Page, id: &'static str, keys: &'static str, name: &'static str) -> PageKey {
    PageKey { id, page, keys, name }
}

/// Every one, in the order of the cheat sheet.
pub const PAGE_KEYS: &[PageKey] = &[
    on(Page::Lists, "list.move", "↑ ↓", "Move"),
    on(Page::Lists, "list.several", "Shift+↑ ↓", "Choose several"),
    on(Page::Lists, "list.all", "Ctrl+A", "Choose all that match"),
    on(Page::Lists, "list.edit", "Enter, F2", "Write into the cell"),
    on(Page::Lists, "list.open", "Ctrl+Enter", "Open; in a cell: into all chosen"),
    on(Page::Lists, "list.copy", "Ctrl+C", "Copy the cells"),
    on(Page::Lists, "list.paste", "Ctrl+V", "Paste cells"),
    on(Page::Lists, "list.fill", "Ctrl+D", "Fill down"),
    on(Page::Lists, "list.line", "Alt+Enter", "In a cell: a new line; on a mark: the conflict"),
    on(Page::Lists, "list.ends", "Home / End", "First, last column"),
    on(Page::Lists, "list.menu", "Shift+F10", "Menu of the cell"),
    on(Page::Lists, "list.filter", "/", "Filter"),
    on(Page::Lists, "list.none", "Esc", "Choose nothing, clear the filter"),
    on(Page::Board, "board.walk", "← ↑ ↓ →", "Walk over the cards"),
    on(Page::Board, "board.ends", "Home / End", "First, last card of the column"),
    on(Page::Board, "board.next", "Ctrl+← →", "Move to the next column"),
    on(Page::Board, "board.choose", "Space", "Choose, or no longer"),
    on(Page::Board, "board.several", "Shift+↑ ↓", "Choose several"),
    on(Page::Board, "board.all", "Ctrl+A, Esc", "Choose all, none"),
    on(Page::Board, "board.menu", "Shift+F10", "Menu of the card"),
    on(Page::Board, "board.open", "Enter", "Open"),
    on(Page::MyWork, "work.move", "↑ ↓", "Move"),
    on(Page::MyWork, "work.open", "Enter", "Open"),
    on(Page::MyWork, "work.settle", "Alt+Enter", "On a mark: the conflict"),
    on(Page::MyWork, "work.feedback", "X", "Tick feedback off"),
    on(Page::MyWork, "work.start", "S", "Start"),
    on(Page::MyWork, "work.publish", "P", "Publish"),
    on(Page::Review, "review.fit", "F", "Fit the picture"),
    on(Page::Review, "review.whole", "0", "100 %"),
    on(Page::Review, "review.zoom", "+ −", "Closer, farther"),
    on(Page::Review, "review.marks", "M", "Hide marks"),
    on(Page::Review, "review.alone", "Tab", "Picture alone"),
    on(Page::Review, "review.play", "Space", "Play, pause"),
    on(Page::Review, "review.frame", "← →", "One frame; with Shift ten"),
    on(Page::Review, "review.ends", "Home / End", "First, last frame"),
    on(Page::Review, "review.shuttle", "J K L", "Shuttle"),
    on(Page::Review, "review.notes", ", .", "Previous, next note"),
    on(Page::Review, "review.resolve", "X", "Resolve the chosen feedback, or reopen it"),
    on(Page::Review, "review.erase", "Del", "Erase the mark"),
];

/// The keys of what has this id; empty where nothing has.
#[must_use]
pub fn page_keys(id: &str) -> &'static str {
    PAGE_KEYS.iter().find(|k| k.id == id).map_or("", |k| k.keys)
}
