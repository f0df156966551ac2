//! The page.

use super::{Activity, Filter, Line, PAGE, Part};
use crate::{
    actions::{Action, Cx},
    kit::{self, dates, font, icon, size},
    place::Place,
};
use egui::{Align2, Rect, Ui, UiBuilder, pos2, vec2};
use rushes_store::{LogEntry, LogOf};

/// Width of the time and the button at the right.
const RIGHT: f32 = 196.0;

impl Activity {
    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, of: LogOf) {
        if self.of != Some(of) {
            *self = Self { of: Some(of), stale: true, ..Self::default() };
        }
        // A project's activity is a tab under the project's own title.
        let tab = matches!(of, LogOf::Project(_));
        let top = if tab { 8 } else { 24 };
        egui::Frame::new().inner_margin(egui::Margin { left: 24, right: 24, top, bottom: 12 }).show(ui, |ui| {
            if !tab {
                let about = match of {
                    LogOf::Studio => "the studio".to_owned(),
                    other => super::model::called(&cx.snapshot.state, other),
                };
                let words = format!("of {about}; every entry is signed");
                kit::Head::new("Activity").note(words, cx.theme.weak).show(ui, |_| ());
                ui.add_space(size::GAP);
            }
            self.stale |= self.filter.ui(ui, cx);
        });
        if std::mem::take(&mut self.stale) {
            // As many as are shown already, so that the place one looks at stays.
            let limit = self.entries.len().clamp(PAGE, PAGE * 10);
            self.ask(cx, of, None, limit);
        }
        if let Some(trouble) = &self.trouble {
            kit::error_card(ui, &trouble.text, &trouble.hint);
            return;
        }
        if self.lines.is_empty() {
            if self.known {
                nothing(ui, &self.filter);
            } else {
                kit::reading(ui, "Reading the activity…");
            }
            return;
        }
        self.list(ui, cx, of);
    }

    fn ask(&mut self, cx: &mut Cx<'_>, of: LogOf, after: Option<u64>, limit: usize) {
        let query = self.filter.query(of, after, limit, cx.today);
        self.asked = Some(query.clone());
        cx.actions.push(Action::ReadLog(Box::new(query)));
    }

    fn list(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, of: LogOf) {
        let height = cx.row_height();
        let count = self.lines.len();
        let mut toggled = None;
        let mut last = 0;
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = egui::ScrollArea::vertical().auto_shrink(false).id_salt(of);
        let mut lines = |ui: &mut Ui, width: f32, range: std::ops::Range<usize>| {
            ui.set_max_width(width);
            kit::scroll_by_keys(ui);
            last = range.end;
            for line in self.lines.get(range).unwrap_or_default() {
                match line {
                    Line::Day(words) => day(ui, cx, words, height),
                    Line::Entry(i) => {
                        let Some((entry, parts)) = self.entries.get(*i).zip(self.parts.get(*i)) else { continue };
                        let open = self.open.contains(i);
                        if ui.push_id(i, |ui| entry_row(ui, cx, entry, parts, open, height)).inner {
                            toggled = Some(*i);
                        }
                    }
                    Line::Part(i, n) => {
                        let Some(part) = self.parts.get(*i).and_then(|p| p.get(*n)) else { continue };
                        ui.push_id((i, n), |ui| part_row(ui, cx, part, height));
                    }
                }
            }
        };
        kit::scrolled(ui, |ui, width| area.show_rows(ui, height, count, |ui, range| lines(ui, width, range)));
        if let Some(i) = toggled {
            if !self.open.remove(&i) {
                self.open.insert(i);
            }
            self.lay_out(cx.today);
        }
        if last + 20 >= count && self.asked.is_none() && self.next.is_some() {
            self.ask(cx, of, self.next, PAGE);
        }
    }
}

fn nothing(ui: &mut Ui, filter: &Filter) {
    let (title, sentence) = if *filter == Filter::default() {
        ("Nothing has happened yet", "Everything that is done here is noted, signed by the device that did it.")
    } else {
        ("Nothing found", "Nothing that was done here matches the filter.")
    };
    kit::empty(ui, icon::CLOCK_COUNTER_CLOCKWISE, title, sentence, None);
}

fn day(ui: &mut Ui, cx: &Cx<'_>, words: &str, height: f32) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, words));
    let at = pos2(rect.left() + 24.0, rect.bottom() - 8.0);
    ui.painter().text(at, Align2::LEFT_BOTTOM, words, font::semibold(size::SECONDARY), cx.theme.weak);
}

/// One entry. Gives whether it was opened or closed.
fn entry_row(ui: &mut Ui, cx: &mut Cx<'_>, entry: &LogEntry, parts: &[Part], open: bool, height: f32) -> bool {
    let who = cx.name_of(entry.person);
    let message = dates::in_words(&super::model::after_name(&entry.message), cx.today);
    let name = format!("{who} {message}");
    let several = parts.len() > 1;
    let button = match parts {
        [one] => past(one),
        _ => None,
    };
    let response = kit::row(ui, &name, height, open, |ui, rect| {
        paint(ui, cx, entry, (&who, &message), several.then_some((parts.len(), entry.more, open)), rect);
    });
    see_as_it_was(ui, cx, response.rect, button);
    let device = entry.device.to_string();
    let exact = format!("{}\nfrom device {}…", dates::moment_exact(entry.at), device.get(..12).unwrap_or(&device));
    if !response.on_hover_text_at_pointer(exact).clicked() {
        return false;
    }
    match parts {
        [one] => go(cx, one),
        _ => return several,
    }
    false
}

fn paint(
    ui: &Ui,
    cx: &Cx<'_>,
    entry: &LogEntry,
    (who, message): (&str, &str),
    several: Option<(usize, bool, bool)>,
    rect: Rect,
) {
    let y = rect.center().y;
    let painter = ui.painter();
    if let Some(person) = entry.person {
        let initials = cx.snapshot.state.studio.people.get(&person).map(rushes_domain::Person::initials);
        let at = pos2(rect.left() + 34.0, y);
        kit::paint_avatar(painter, at, size::AVATAR, person, &initials.unwrap_or_default(), cx.theme);
    }
    let left = rect.left() + 56.0;
    let room = rect.width()
        - 56.0
        - RIGHT
        - match several {
            Some((_, true, _)) => 180.0,
            Some(_) => 84.0,
            None => 0.0,
        };
    let who = kit::elided(painter, who, font::medium(size::BODY), cx.theme.text, room * 0.4);
    let start = left + who.size().x + 6.0;
    painter.galley(pos2(left, y - who.size().y * 0.5), who, cx.theme.text);
    let what = kit::elided(painter, message, font::regular(size::BODY), cx.theme.text, left + room - start);
    let end = start + what.size().x;
    painter.galley(pos2(start, y - what.size().y * 0.5), what, cx.theme.text);
    if let Some((count, more, open)) = several {
        let glyph = if open { icon::CARET_DOWN } else { icon::CARET_RIGHT };
        let at = pos2(end + 14.0, y);
        painter.text(at, Align2::CENTER_CENTER, glyph, font::icons(size::SECONDARY), cx.theme.weak);
        let words =
            if more { format!("more than {}", kit::counted(count, "thing")) } else { kit::counted(count, "thing") };
        painter.text(pos2(end + 24.0, y), Align2::LEFT_CENTER, words, font::regular(size::SECONDARY), cx.theme.weak);
    }
    let right = pos2(rect.right() - 60.0, y);
    let words = dates::clock(entry.at);
    painter.text(right, Align2::RIGHT_CENTER, words, font::tabular(size::SECONDARY), cx.theme.weak);
}

fn part_row(ui: &mut Ui, cx: &mut Cx<'_>, part: &Part, height: f32) {
    let response = kit::row(ui, &format!("Go to {}", part.name), height, false, |ui, rect| {
        let at = pos2(rect.left() + 66.0, rect.center().y);
        let glyph = match part.of {
            LogOf::Studio => icon::BUILDINGS,
            LogOf::Project(_) => icon::FOLDER,
            LogOf::Deliverable(_) => icon::CUBE,
        };
        ui.painter().text(at, Align2::CENTER_CENTER, glyph, font::icons(size::ICON_SMALL), cx.theme.weak);
        let room = rect.width() - 84.0 - RIGHT;
        let name = kit::elided(ui.painter(), &part.name, font::regular(size::BODY), cx.theme.text, room);
        ui.painter().galley(pos2(rect.left() + 84.0, rect.center().y - name.size().y * 0.5), name, cx.theme.text);
    });
    see_as_it_was(ui, cx, response.rect, past(part));
    if response.clicked() {
        go(cx, part);
    }
}

/// The page of something as it was.
fn past(part: &Part) -> Option<Place> {
    let change = part.change.as_deref().and_then(rushes_store::change_hash)?;
    (part.of != LogOf::Studio).then_some(Place::AsItWas(part.of, change))
}

fn see_as_it_was(ui: &mut Ui, cx: &mut Cx<'_>, row: Rect, place: Option<Place>) {
    let Some(place) = place else { return };
    let at = Rect::from_center_size(pos2(row.right() - 34.0, row.center().y), vec2(size::CONTROL, size::CONTROL));
    let mut child = ui.new_child(UiBuilder::new().max_rect(at));
    if kit::icon_button(&mut child, icon::CLOCK_COUNTER_CLOCKWISE, "As it was then").clicked() {
        cx.go(place);
    }
}

fn go(cx: &mut Cx<'_>, part: &Part) {
    match part.of {
        LogOf::Studio => {}
        LogOf::Project(id) => cx.go(Place::Project(id)),
        LogOf::Deliverable(id) => cx.go(Place::Deliverable(id, None)),
    }
}
