//! The field a comment is written into: `@` offers the people there are.

use crate::{
    actions::Cx,
    kit::{self, font, size},
};
use egui::{
    EventFilter, Id, Key, Margin, Modifiers, Popup, PopupCloseBehavior, Rect, Response, Role, Sense, TextEdit, Ui,
    WidgetInfo, pos2,
    text::{CCursor, CCursorRange},
    vec2,
};
use rushes_domain::{Person, names};
use std::ops::Range;

/// People offered at once.
const OFFERED: usize = 6;
/// The longest part of a name that is still looked for.
const LONGEST: usize = 40;

/// Who is offered while a name is typed.
#[derive(Default)]
pub(crate) struct TalkField {
    id: Option<Id>,
    /// Where the cursor was, in bytes.
    cursor: usize,
    chosen: usize,
    closed: bool,
    /// Names are offered: Enter takes one.
    offering: bool,
    pub(crate) wants_focus: bool,
}

/// The name being typed before the cursor: where it and its `@` stand.
fn fragment(text: &str, cursor: usize) -> Option<Range<usize>> {
    let before = text.get(..cursor)?;
    let at = before.rfind('@')?;
    let typed = &before[at + 1..];
    let begins = !before[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
    let fits = typed.chars().count() <= LONGEST && !typed.contains('\n') && !typed.starts_with(' ');
    (begins && fits).then_some(at..cursor)
}

/// The people a part of a name may mean, by name. With a space in it only whole beginnings fit.
fn offered<'a>(typed: &str, people: impl Iterator<Item = &'a Person>) -> Vec<&'a Person> {
    let ended = typed.ends_with(char::is_whitespace);
    let mut typed = names::loose(typed);
    if ended && !typed.is_empty() {
        typed.push(' ');
    }
    let mut found: Vec<(bool, String, &Person)> = people
        .filter_map(|person| {
            let name = names::loose(&person.name);
            let whole = name.starts_with(&typed);
            let word = || name.split_whitespace().any(|w| w.starts_with(&typed));
            // What is typed to its end needs no list.
            let done = name == typed.trim_end() && !typed.is_empty();
            ((whole || word()) && !done).then_some((!whole, name, person))
        })
        .collect();
    found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    found.into_iter().take(OFFERED).map(|(_, _, person)| person).collect()
}

impl TalkField {
    /// One that takes the keyboard when it is first shown.
    pub(crate) fn focused() -> Self {
        Self { wants_focus: true, ..Self::default() }
    }

    /// Whether what is written is sent. To be asked before the field is shown.
    pub(crate) fn sent(&self, ui: &Ui) -> bool {
        self.id.is_some_and(|id| kit::sent(ui, id))
    }

    /// Whether Escape would put the list of names away.
    pub(crate) fn is_offering(&self) -> bool {
        self.offering
    }

    /// Shows the field; `name` is read aloud, its hint says what sends it.
    pub(crate) fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        (name, hint, rows): (&str, &str, usize),
        text: &mut String,
    ) -> Response {
        let typing = self.id.is_some_and(|id| ui.memory(|m| m.has_focus(id)));
        let people: Vec<Person> = if typing && !self.closed { self.people(cx, text) } else { Vec::new() };
        self.chosen = self.chosen.min(people.len().saturating_sub(1));
        let open = !people.is_empty();
        self.offering = open;
        let mut accepted = if open { self.keys(ui, people.len()) } else { None }.and_then(|at| people.get(at));
        let filter = EventFilter { tab: open, escape: open, horizontal_arrows: true, vertical_arrows: true };
        let shown = TextEdit::multiline(text)
            .hint_text(kit::hint(kit::text_hint(hint, "sends"), cx.theme))
            .margin(Margin::symmetric(10, 7))
            .desired_rows(rows)
            .desired_width(f32::INFINITY)
            .event_filter(filter)
            .show(ui);
        let response = shown.response.response.accessible_name(name);
        self.id = Some(response.id);
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
        }
        if response.changed() {
            (self.closed, self.chosen) = (false, 0);
            // Who is meant is looked up in the next frame.
            ui.ctx().request_repaint();
        }
        if let Some(range) = shown.cursor_range {
            self.cursor = text.char_indices().nth(range.primary.index.0).map_or(text.len(), |(at, _)| at);
        }
        if open && accepted.is_none() {
            accepted = self.list(ui, cx, &people, response.rect, response.id).and_then(|at| people.get(at));
        }
        if let Some(person) = accepted {
            self.put(ui, text, &person.name, response.id);
            response.request_focus();
        }
        response
    }

    fn people(&self, cx: &Cx<'_>, text: &str) -> Vec<Person> {
        let Some(part) = fragment(text, self.cursor) else { return Vec::new() };
        let people = cx.snapshot.state.studio.people.values();
        offered(&text[part.start + 1..part.end], people).into_iter().cloned().collect()
    }

    fn keys(&mut self, ui: &Ui, count: usize) -> Option<usize> {
        for by in kit::steps(ui.ctx(), &kit::UP_AND_DOWN) {
            self.chosen = (self.chosen + count).saturating_add_signed(by) % count;
        }
        ui.input_mut(|i| {
            let none = Modifiers::NONE;
            if i.consume_key(none, Key::Escape) {
                self.closed = true;
            }
            let accept = i.consume_key(none, Key::Tab) || i.consume_key(none, Key::Enter);
            accept.then_some(self.chosen)
        })
    }

    /// The list; gives which was clicked.
    fn list(&self, ui: &Ui, cx: &Cx<'_>, people: &[Person], over: Rect, id: Id) -> Option<usize> {
        let mut clicked = None;
        let popup = Popup::new(id.with("people"), ui.ctx().clone(), over, ui.layer_id())
            .open(true)
            .align(egui::RectAlign::TOP_START)
            .close_behavior(PopupCloseBehavior::IgnoreClicks)
            .accessible_name("People to name")
            .gap(size::GRID);
        popup.show(|ui| {
            ui.set_width(over.width().min(280.0));
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, person) in people.iter().enumerate() {
                if line(ui, cx, person, at == self.chosen) {
                    clicked = Some(at);
                }
            }
        });
        clicked
    }

    fn put(&mut self, ui: &Ui, text: &mut String, name: &str, id: Id) {
        let Some(part) = fragment(text, self.cursor) else { return };
        let named = format!("@{name} ");
        let end = part.start + named.len();
        text.replace_range(part, &named);
        self.cursor = end;
        let letters = text.get(..end).map_or(0, |t| t.chars().count());
        if let Some(mut state) = TextEdit::load_state(ui.ctx(), id) {
            state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(letters))));
            state.store(ui.ctx(), id);
        }
    }
}

/// One line of the list. Gives whether it was pressed.
fn line(ui: &mut Ui, cx: &Cx<'_>, person: &Person, chosen: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("Name {}", person.name)));
    if chosen || response.hovered() {
        let fill = if chosen { cx.theme.selected } else { cx.theme.pressed };
        ui.painter().rect_filled(rect, size::RADIUS_SMALL, fill);
    }
    let y = rect.center().y;
    let disc = pos2(rect.left() + size::GAP + size::AVATAR * 0.5, y);
    kit::paint_avatar(ui.painter(), disc, size::AVATAR, person.id, &person.initials(), cx.theme);
    let left = disc.x + size::AVATAR * 0.5 + size::GAP;
    let room = rect.right() - left - size::GAP;
    let name = kit::elided(ui.painter(), &person.name, font::regular(size::BODY), cx.theme.text, room);
    ui.painter().galley(pos2(left, y - name.size().y * 0.5), name, cx.theme.text);
    response.clicked()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushes_domain::PersonId;

    #[test]
    fn a_name_is_offered_while_it_is_typed() {
        let names = ["Ana Ruiz", "Ben Roy", "Ruth Ana Bell"];
        let people: Vec<Person> = names
            .iter()
            .map(|n| Person { id: PersonId::derive(&[n.as_bytes()]), name: (*n).into(), email: String::new() })
            .collect();
        let told = |text: &str| -> Option<Vec<&str>> {
            let part = fragment(text, text.len())?;
            let found = offered(&text[part.start + 1..part.end], people.iter());
            Some(found.iter().map(|p| p.name.as_str()).collect())
        };
        assert_eq!(told("@"), Some(vec!["Ana Ruiz", "Ben Roy", "Ruth Ana Bell"]));
        assert_eq!(told("hey @an"), Some(vec!["Ana Ruiz", "Ruth Ana Bell"]));
        assert_eq!(told("hey @Ana R"), Some(vec!["Ana Ruiz"]));
        assert_eq!(told("hey @Ana Ruiz"), Some(vec![]), "typed to its end");
        assert_eq!(told("mail ana@b"), None);
        assert_eq!(told("@ana\nmore"), None);
        assert_eq!(told("nobody"), None);
    }
}
