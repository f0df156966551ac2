//! Writing into a cell where it stands: a field, and a list of what it takes.

use super::{
    columns::Column,
    model::{Row, TableModel},
    select::Cell,
    value::{self, OfStage},
};
use crate::{
    actions::{Action, Cx, Toast},
    kit::{self, font, icon, size},
    runtime::Trouble,
};
use egui::{EventFilter, Key, Modifiers, Popup, PopupCloseBehavior, Rect, Stroke, StrokeKind, Ui, vec2};
use rushes_domain::{
    ColumnId, Command, DeliverableChange, FieldKind, FieldValue, OptionId, PersonId, Priority, StageTarget, Status,
    preview, query::fold,
};
use std::collections::BTreeSet;

/// Statuses that are set by hand; the others follow from rounds and decisions.
pub(super) const SETTABLE: [Status; 4] = [Status::Ready, Status::InProgress, Status::OnHold, Status::Skipped];
/// Rows whose types are offered.
const LOOKED_AT: usize = 2_000;
/// Width of the list.
const LIST: f32 = 220.0;
/// Lines of the list at most.
const LISTED: usize = 40;

/// A cell being written into.
pub(super) struct Editor {
    pub(super) cell: Cell,
    text: String,
    /// Something was typed: the list shows what begins so.
    typed: bool,
    chosen: Option<usize>,
    focused: bool,
}

/// Where the cursor goes once the cell is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Leave {
    /// It stays in the cell.
    Stay,
    /// By lines and columns.
    Move(isize, isize),
    /// What was typed goes into every chosen row.
    All(usize),
}

enum Mark {
    Status(Status),
    Priority(Priority),
    Person(PersonId),
    None,
}

enum Act {
    Text(String),
    Person(PersonId),
    Tick(OptionId),
}

struct Choice {
    label: String,
    on: bool,
    mark: Mark,
    act: Act,
}

/// What came of a frame of editing.
pub(super) enum Outcome {
    /// It goes on.
    Open,
    /// It ended, the cell as it was or changed.
    Closed(Leave),
    /// The text is to be written into every chosen row.
    IntoAll(String),
}

impl Editor {
    /// Opens on a cell: with what it says, or with what was just typed.
    pub(super) fn open(cx: &Cx<'_>, row: &Row, column: &Column, typed: Option<String>) -> Self {
        let fresh = typed.is_some();
        let text = typed.unwrap_or_else(|| value::to_edit(&cx.snapshot.state, row, column));
        Self { cell: (row.deliverable.id, column.id.clone()), text, typed: fresh, chosen: None, focused: false }
    }

    /// Shows it over its cell. `several` says how many rows are chosen.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        model: &TableModel,
        (row, column): (&Row, &Column),
        (rect, body): (Rect, Rect),
        several: usize,
    ) -> Outcome {
        let choices = self.choices(cx, model, row, column);
        let leave = self.keys(ui, choices.len(), several);
        let rect = rect.with_max_x(rect.right().max(rect.left() + 160.0)).intersect(body);
        ui.painter().rect_filled(rect, 0.0, cx.theme.field);
        ui.painter().rect_stroke(rect, 0.0, Stroke::new(2.0, cx.theme.link), StrokeKind::Inside);
        let filter = EventFilter { tab: true, escape: true, horizontal_arrows: true, vertical_arrows: true };
        let hint = if column.id.is_stage() { "status, person, day, 8h" } else { "" };
        let id = ui.scope_id().with("cell editor");
        let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect));
        child.set_clip_rect(rect.intersect(ui.clip_rect()));
        let edit = kit::cell_edit(&mut self.text).id(id).event_filter(filter).hint_text(hint);
        let shown = edit.desired_width(rect.width()).min_size(rect.size()).show(&mut child);
        let name = format!("{}, {}", row.deliverable.name, column.title);
        let response = shown.response.response.accessible_name(name);
        if !std::mem::replace(&mut self.focused, true) {
            response.request_focus();
            self.select(ui, id);
        } else if response.changed() {
            self.typed = true;
            self.chosen = None;
        }
        let pressed = self.list(ui, cx, rect, id, &choices);
        if let Some(act) = pressed {
            response.request_focus();
            return self.take(cx, row, column, act);
        }
        match leave {
            Some(Leaving::Escape) => return Outcome::Closed(Leave::Stay),
            Some(Leaving::Commit(leave)) => return self.leave(cx, row, column, &choices, leave),
            None => {}
        }
        // A click elsewhere leaves the cell as Enter does.
        if response.lost_focus() && !response.has_focus() {
            return self.leave(cx, row, column, &choices, Leave::Stay);
        }
        Outcome::Open
    }

    /// All of the text chosen where it was there before, the cursor behind what was just typed.
    fn select(&self, ui: &Ui, id: egui::Id) {
        use egui::text::{CCursor, CCursorRange};
        let end = CCursor::new(self.text.chars().count());
        let start = if self.typed { end } else { CCursor::new(0) };
        let mut state = egui::TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
        state.cursor.set_char_range(Some(CCursorRange::two(start, end)));
        state.store(ui.ctx(), id);
    }

    fn keys(&mut self, ui: &Ui, choices: usize, several: usize) -> Option<Leaving> {
        ui.input_mut(|i| {
            let mut hit = |modifiers, key| i.consume_key(modifiers, key);
            if hit(Modifiers::NONE, Key::Escape) {
                return Some(Leaving::Escape);
            }
            if choices > 0 && hit(Modifiers::NONE, Key::ArrowDown) {
                self.chosen = Some(self.chosen.map_or(0, |c| (c + 1).min(choices - 1)));
            }
            if choices > 0 && hit(Modifiers::NONE, Key::ArrowUp) {
                self.chosen = self.chosen.and_then(|c| c.checked_sub(1));
            }
            self.chosen = self.chosen.filter(|c| *c < choices);
            let leaves = [
                (Modifiers::COMMAND, Key::Enter, if several > 1 { Leave::All(several) } else { Leave::Stay }),
                (Modifiers::SHIFT, Key::Enter, Leave::Move(-1, 0)),
                (Modifiers::NONE, Key::Enter, Leave::Move(1, 0)),
                (Modifiers::SHIFT, Key::Tab, Leave::Move(0, -1)),
                (Modifiers::NONE, Key::Tab, Leave::Move(0, 1)),
            ];
            leaves.into_iter().find(|(m, k, _)| hit(*m, *k)).map(|(.., leave)| Leaving::Commit(leave))
        })
    }

    /// Leaves the cell with what was typed or chosen; stays where that is refused, so that nothing is lost.
    fn leave(&mut self, cx: &mut Cx<'_>, row: &Row, column: &Column, choices: &[Choice], leave: Leave) -> Outcome {
        if let Some(choice) = self.chosen.and_then(|c| choices.get(c)) {
            match &choice.act {
                Act::Text(text) => self.text.clone_from(text),
                Act::Person(person) => return self.take(cx, row, column, Act::Person(*person)),
                Act::Tick(option) => return self.take(cx, row, column, Act::Tick(*option)),
            }
        }
        if let Leave::All(_) = leave {
            return Outcome::IntoAll(self.text.clone());
        }
        let wanted = value::commands(&cx.snapshot.state, row, column, &self.text, cx.today);
        let sent = match wanted {
            Err(why) => {
                self.refused(cx, why, "What you typed is still there. Correct it, or press Esc.".into());
                false
            }
            Ok(commands) => self.send(cx, commands),
        };
        if sent {
            return Outcome::Closed(leave);
        }
        self.focused = false;
        self.typed = true;
        Outcome::Open
    }

    fn send(&self, cx: &mut Cx<'_>, commands: Vec<Command>) -> bool {
        let foreseen = preview(&cx.snapshot.state, cx.snapshot.me, cx.now, &commands);
        if let Some(refusal) = foreseen.iter().flatten().next() {
            let Trouble { text, hint } = Trouble::from(refusal);
            self.refused(cx, text, hint);
            return false;
        }
        commands.into_iter().for_each(|c| cx.send(c));
        true
    }

    fn refused(&self, cx: &mut Cx<'_>, why: String, hint: String) {
        cx.actions.push(Action::Toast(Toast::wrong(why, hint)));
    }

    /// Does what a line of the list stands for. People and ticks go on: there may be several.
    fn take(&mut self, cx: &mut Cx<'_>, row: &Row, column: &Column, act: Act) -> Outcome {
        let deliverable = &row.deliverable;
        let command = match act {
            Act::Text(text) => {
                self.text = text;
                self.chosen = None;
                return self.leave(cx, row, column, &[], Leave::Stay);
            }
            Act::Person(person) => {
                let Some(stage) = value::stage(row, column) else { return Outcome::Open };
                let mut people: BTreeSet<_> = (&stage.assignees).into();
                if !people.remove(&person) {
                    people.insert(person);
                }
                let target = StageTarget { deliverable: deliverable.id, stage: stage.id };
                value::of_stage(target, stage, &OfStage::People(people))
            }
            Act::Tick(option) => column.field.as_ref().map(|field| {
                let mut ticked = match deliverable.field(field) {
                    Some(FieldValue::MultiChoice(ticked)) => ticked,
                    _ => BTreeSet::new(),
                };
                if !ticked.remove(&option) {
                    ticked.insert(option);
                }
                let change = DeliverableChange::Field(field.id, Some(FieldValue::MultiChoice(ticked)));
                Command::EditDeliverable { id: deliverable.id, changes: vec![change] }
            }),
        };
        self.send(cx, command.into_iter().collect());
        // What was typed found the line; the next one is looked for anew.
        if column.id.is_stage() {
            self.text.clear();
        }
        self.typed = false;
        self.focused = false;
        Outcome::Open
    }

    fn choices(&self, cx: &Cx<'_>, model: &TableModel, row: &Row, column: &Column) -> Vec<Choice> {
        let state = &cx.snapshot.state;
        let text = |label: &str, mark: Mark, on: bool| Choice {
            label: label.to_owned(),
            on,
            mark,
            act: Act::Text(label.to_owned()),
        };
        let mut choices: Vec<Choice> = match &column.id {
            ColumnId::Priority => Priority::ALL
                .iter()
                .map(|p| {
                    let on = row.deliverable.priority == *p;
                    text(kit::status::priority_label(*p), Mark::Priority(*p), on)
                })
                .collect(),
            ColumnId::Kind => {
                let kinds: BTreeSet<&str> =
                    model.rows().take(LOOKED_AT).map(|r| r.deliverable.kind.trim()).filter(|k| !k.is_empty()).collect();
                kinds.iter().map(|k| text(k, Mark::None, row.deliverable.kind == **k)).collect()
            }
            ColumnId::Stage(_) => {
                let Some(stage) = value::stage(row, column) else { return Vec::new() };
                let statuses = SETTABLE.iter().map(|s| text(s.label(), Mark::Status(*s), stage.status == *s));
                statuses.chain(people(cx, |p| stage.assignees.contains(&p), Act::Person)).collect()
            }
            ColumnId::Field(_) => match column.field.as_ref() {
                Some(field) => match field.kind {
                    FieldKind::Choice => {
                        let now = value::text(state, row, column);
                        field.offered().map(|o| text(&o.name, Mark::None, o.name == now)).collect()
                    }
                    FieldKind::MultiChoice => {
                        let ticked = row.deliverable.field(field);
                        let on = |id| matches!(&ticked, Some(FieldValue::MultiChoice(t)) if t.contains(&id));
                        let one = |o: &rushes_domain::FieldOption| Choice {
                            label: o.name.clone(),
                            on: on(o.id),
                            mark: Mark::None,
                            act: Act::Tick(o.id),
                        };
                        field.offered().map(one).collect()
                    }
                    FieldKind::Checkbox => {
                        let now = value::text(state, row, column);
                        ["yes", "no"].map(|w| text(w, Mark::None, w == now)).into()
                    }
                    FieldKind::Person => {
                        let now = row.deliverable.field(field);
                        let name = |p| Act::Text(state.studio.name_of(p));
                        people(cx, |p| now == Some(FieldValue::Person(p)), name).collect()
                    }
                    FieldKind::Text | FieldKind::Number | FieldKind::Date | FieldKind::Url => Vec::new(),
                },
                None => Vec::new(),
            },
            _ => Vec::new(),
        };
        if self.typed {
            let last = self.text.rsplit([',', ';']).next().unwrap_or_default();
            let wanted = fold(last.trim());
            choices.retain(|c| {
                fold(&c.label).split(' ').any(|w| w.starts_with(&wanted)) || fold(&c.label).starts_with(&wanted)
            });
        }
        choices.truncate(LISTED);
        choices
    }

    /// The list under the cell; gives what was pressed.
    fn list(&self, ui: &Ui, cx: &Cx<'_>, rect: Rect, id: egui::Id, choices: &[Choice]) -> Option<Act> {
        if choices.is_empty() {
            return None;
        }
        let mut pressed = None;
        let popup = Popup::new(id.with("choices"), ui.ctx().clone(), rect, ui.layer_id())
            .open(true)
            .close_behavior(PopupCloseBehavior::IgnoreClicks)
            .accessible_name("What the cell takes")
            .gap(2.0);
        popup.show(|ui| {
            ui.set_width(LIST);
            kit::scroll(320.0).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (at, choice) in choices.iter().enumerate() {
                    if line(ui, cx, choice, self.chosen == Some(at)) {
                        pressed = Some(at);
                    }
                }
            });
        });
        pressed.and_then(|at| choices.get(at)).map(|c| match &c.act {
            Act::Text(text) => Act::Text(text.clone()),
            Act::Person(person) => Act::Person(*person),
            Act::Tick(option) => Act::Tick(*option),
        })
    }
}

enum Leaving {
    Escape,
    Commit(Leave),
}

fn people(cx: &Cx<'_>, on: impl Fn(PersonId) -> bool, act: impl Fn(PersonId) -> Act) -> impl Iterator<Item = Choice> {
    let mut people: Vec<_> = cx.snapshot.state.studio.people.values().collect();
    // Those who are on it come first, then by name.
    people.sort_by_cached_key(|p| (!on(p.id), fold(&p.name)));
    let one = |p: &rushes_domain::Person| Choice {
        label: p.name.clone(),
        on: on(p.id),
        mark: Mark::Person(p.id),
        act: act(p.id),
    };
    people.into_iter().map(one).collect::<Vec<_>>().into_iter()
}

fn line(ui: &mut Ui, cx: &Cx<'_>, choice: &Choice, chosen: bool) -> bool {
    let top = ui.cursor().min;
    if chosen {
        let rect = Rect::from_min_size(top, vec2(ui.available_width(), size::CONTROL));
        ui.painter().rect_filled(rect, size::RADIUS_SMALL, cx.theme.selected);
    }
    kit::toggle_item(ui, &choice.label, choice.on, |ui, at| match &choice.mark {
        Mark::Status(status) => {
            kit::status::paint_icon(ui.painter(), at, size::ICON_SMALL, *status, cx.theme);
        }
        Mark::Person(person) => {
            let found = cx.snapshot.state.studio.people.get(person);
            let initials = found.map_or_else(String::new, rushes_domain::Person::initials);
            kit::paint_avatar(ui.painter(), at, size::AVATAR, *person, &initials, cx.theme);
        }
        Mark::Priority(priority) => {
            if let Some((glyph, color)) = kit::status::priority_mark(*priority, cx.theme) {
                let font = font::icons(size::ICON_SMALL);
                ui.painter().text(at, egui::Align2::CENTER_CENTER, glyph, font, color);
            }
        }
        Mark::None => {
            let font = font::icons(size::ICON_SMALL);
            ui.painter().text(at, egui::Align2::CENTER_CENTER, icon::DOT, font, cx.theme.weak);
        }
    })
}
