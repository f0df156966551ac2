//! The field a query is typed into, and the list of what can be typed next.

use crate::{
    actions::Cx,
    kit::{self, font, icon, size},
};
use egui::{
    Align2, Context, EventFilter, Id, Key, Modifiers, Popup, PopupCloseBehavior, Rect, Role, Sense, Ui, WidgetInfo,
    pos2,
    text::{CCursor, CCursorRange},
    vec2,
};
use rushes_domain::query::{Completion, CompletionKind, complete};

/// What the field is called.
const NAME: &str = "Filter";
/// What the empty field says, the first that it has room for.
const HINTS: [&str; 4] = [
    "Filter: words, status:review, person:me, due<7d",
    "Filter: words, status:review, person:me",
    "Filter: words, status:review",
    "Filter",
];
/// The field's icon and what is around its words, in points.
const AROUND_HINT: f32 = 40.0;
/// Narrowest list of completions.
const LEAST: f32 = 300.0;
/// Widest list of completions.
const LIST: f32 = 380.0;

#[derive(Default)]
pub(super) struct Field {
    pub(super) wants_focus: bool,
    id: Option<Id>,
    /// Where the cursor was, in bytes.
    cursor: usize,
    offered: Vec<Completion>,
    /// What the offered completions were made for.
    made_for: Option<(String, usize, u64)>,
    chosen: Option<usize>,
    closed: bool,
    /// The list was asked for where nothing was begun.
    asked: bool,
}

/// What the keys asked of the list.
#[derive(Default)]
struct Keys {
    accept: bool,
    escape: bool,
}

impl Field {
    pub(super) fn close(&mut self) {
        self.closed = true;
        self.chosen = None;
        self.made_for = None;
    }

    pub(super) fn offered(&self) -> &[Completion] {
        if self.closed { &[] } else { &self.offered }
    }

    /// Where the cursor is while the field has the keyboard.
    pub(super) fn cursor_if_typing(&self, ctx: &Context) -> Option<usize> {
        self.id.filter(|id| ctx.memory(|m| m.has_focus(*id))).map(|_| self.cursor)
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, text: &mut String, width: f32) {
        let typing = self.cursor_if_typing(ui.ctx()).is_some();
        let open = typing && !self.closed && !self.offered.is_empty();
        // Tab writes to its end what was begun, or takes the line that was walked to; else it goes on.
        let begun = text.get(..self.cursor).is_some_and(|t| t.ends_with(char::is_alphanumeric));
        let tab = open && (begun || self.chosen.is_some());
        let keys = if typing { self.keys(ui, (open, tab), text.is_empty()) } else { Keys::default() };
        let mut accepted = keys.accept.then(|| self.offered.get(self.chosen.unwrap_or(0)).cloned()).flatten();
        let wide = |hint: &str| {
            let font = font::regular(size::BODY);
            ui.painter().layout_no_wrap(hint.to_owned(), font, cx.theme.hint).size().x + AROUND_HINT
        };
        let hint = HINTS.into_iter().find(|hint| wide(hint) <= width).unwrap_or_default();
        let filter =
            EventFilter { tab, escape: open || !text.is_empty(), horizontal_arrows: true, vertical_arrows: true };
        let shown = kit::search_edit(cx.theme, text, hint, width).event_filter(filter).show(ui);
        let response = shown.response.response.accessible_name(NAME);
        self.id = Some(response.id);
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
            self.closed = true;
        }
        if response.changed() {
            self.asked = false;
            self.closed = false;
            self.chosen = None;
        }
        if response.gained_focus() {
            self.closed = !text.is_empty();
        }
        if keys.escape && !open {
            text.clear();
            self.closed = true;
        }
        if let Some(range) = shown.cursor_range {
            self.cursor = byte_of(text, range.primary.index.0);
        }
        if typing {
            self.offer(text, cx);
        }
        if open && accepted.is_none() {
            accepted = self.list(ui, cx, response.rect, response.id);
        }
        if let Some(completion) = accepted {
            self.put(ui.ctx(), text, &completion, response.id);
            response.request_focus();
        }
    }

    fn keys(&mut self, ui: &Ui, (open, tab): (bool, bool), empty: bool) -> Keys {
        let mut steps = kit::steps(ui.ctx(), &kit::UP_AND_DOWN);
        if !open && let Some(down) = steps.iter().position(|by| *by > 0) {
            // The first one opens the list, the others walk it.
            steps.drain(..=down);
            self.closed = false;
            self.asked = true;
            self.made_for = None;
        } else if !open {
            steps.clear();
        }
        for by in steps {
            self.chosen = match by {
                1 => Some(self.chosen.map_or(0, |c| c + 1)),
                _ => self.chosen.and_then(|c| c.checked_sub(1)),
            };
            // The list that is asked for is made in this frame.
            let known = open.then(|| self.offered.len().saturating_sub(1));
            self.chosen = self.chosen.map(|c| known.map_or(c, |last| c.min(last)));
        }
        ui.input_mut(|i| {
            let mut keys = Keys::default();
            let none = Modifiers::NONE;
            if open {
                keys.accept =
                    tab && i.consume_key(none, Key::Tab) || self.chosen.is_some() && i.consume_key(none, Key::Enter);
            }
            if open || !empty {
                keys.escape = i.consume_key(none, Key::Escape);
            }
            if open && (keys.escape || i.key_pressed(Key::Enter)) {
                self.closed = true;
            }
            keys
        })
    }

    fn offer(&mut self, text: &str, cx: &Cx<'_>) {
        let now = (text, self.cursor, cx.snapshot.seq);
        if self.made_for.as_ref().is_some_and(|(t, c, s)| (t.as_str(), *c, *s) == now) {
            return;
        }
        self.offered = complete(text, self.cursor, &cx.snapshot.state);
        // What is typed to its end needs no list.
        let typed = |c: &Completion| text.get(c.replace.clone()) == Some(c.insert.as_str());
        // Behind a word everything could follow: that is offered when it is asked for.
        let begun = text.get(..self.cursor).is_some_and(|t| t.ends_with(char::is_whitespace));
        if self.offered.iter().all(typed) || begun && !self.asked {
            self.offered.clear();
        }
        self.chosen = self.chosen.and_then(|c| Some(c.min(self.offered.len().checked_sub(1)?)));
        self.made_for = Some((text.to_owned(), self.cursor, cx.snapshot.seq));
    }

    /// The list; gives what was clicked.
    fn list(&mut self, ui: &Ui, cx: &Cx<'_>, under: Rect, id: Id) -> Option<Completion> {
        let mut clicked = None;
        let popup = Popup::new(id.with("completions"), ui.ctx().clone(), under, ui.layer_id())
            .open(true)
            .close_behavior(PopupCloseBehavior::IgnoreClicks)
            .accessible_name("What can be typed")
            .gap(size::GRID);
        popup.show(|ui| {
            ui.set_width(under.width().clamp(LEAST, LIST));
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, completion) in self.offered.iter().enumerate() {
                if line(ui, cx, completion, self.chosen == Some(at)) {
                    clicked = Some(completion.clone());
                }
            }
        });
        clicked
    }

    fn put(&mut self, ctx: &Context, text: &mut String, completion: &Completion, id: Id) {
        let (new, cursor) = completion.apply(text);
        let letters = new.get(..cursor).map_or(0, |t| t.chars().count());
        *text = new;
        self.cursor = cursor;
        self.chosen = None;
        self.made_for = None;
        // A key waits for its value: the list goes on with those.
        self.closed = !matches!(completion.kind, CompletionKind::Key | CompletionKind::Field);
        if let Some(mut state) = egui::TextEdit::load_state(ctx, id) {
            state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(letters))));
            state.store(ctx, id);
        }
    }
}

/// One line of the list. Gives whether it was pressed.
fn line(ui: &mut Ui, cx: &Cx<'_>, completion: &Completion, chosen: bool) -> bool {
    // The field keeps the keyboard: the lines are walked by its arrows, and Tab goes past them.
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), Sense::CLICK);
    let name = if completion.tells.is_empty() {
        completion.label.clone()
    } else {
        format!("{}, {}", completion.label, completion.tells)
    };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &name));
    if chosen || response.hovered() {
        let fill = if chosen { cx.theme.selected } else { cx.theme.pressed };
        ui.painter().rect_filled(rect, size::RADIUS_SMALL, fill);
    }
    let at = pos2(rect.left() + size::GAP + size::ICON * 0.5, rect.center().y);
    let glyph = match completion.kind {
        CompletionKind::Key => icon::FUNNEL_SIMPLE,
        CompletionKind::Field => icon::TAG,
        CompletionKind::Flag => icon::FLAG,
        _ => "",
    };
    match completion.kind {
        CompletionKind::Status(status) => {
            kit::status::paint_icon(ui.painter(), at, size::ICON_SMALL, status, cx.theme);
        }
        CompletionKind::Person(person) => {
            let found = cx.snapshot.state.studio.people.get(&person);
            let initials = found.map_or_else(String::new, rushes_domain::Person::initials);
            kit::paint_avatar(ui.painter(), at, size::AVATAR, person, &initials, cx.theme);
        }
        _ => {
            let font = font::icons(size::ICON_SMALL);
            ui.painter().text(at, Align2::CENTER_CENTER, glyph, font, cx.theme.weak);
        }
    }
    let left = at.x + size::ICON * 0.5 + size::GAP;
    let key = matches!(completion.kind, CompletionKind::Key | CompletionKind::Field);
    let words = if key { format!("{}:", completion.label) } else { completion.label.clone() };
    let font = font::regular(size::BODY);
    let galley = kit::elided(ui.painter(), &words, font, cx.theme.text, rect.right() - left - size::GAP);
    let end = left + galley.size().x;
    ui.painter().galley(pos2(left, rect.center().y - galley.size().y * 0.5), galley, cx.theme.text);
    let room = rect.right() - size::GAP - end - size::GAP_WIDE;
    if room > size::PAGE && !completion.tells.is_empty() {
        let font = font::regular(size::SECONDARY);
        let told = kit::elided(ui.painter(), &completion.tells, font, cx.theme.weak, room);
        let at = pos2(rect.right() - size::GAP - told.size().x, rect.center().y - told.size().y * 0.5);
        ui.painter().galley(at, told, cx.theme.weak);
    }
    response.clicked()
}

fn byte_of(text: &str, letters: usize) -> usize {
    text.char_indices().nth(letters).map_or(text.len(), |(at, _)| at)
}
