//! Writing into a cell where it stands: a field, and a list of what it takes.

mod choices;
mod reason;
mod refusal;

use super::{
    columns::Column,
    model::{Row, TableModel},
    select::Cell,
    stage::{self as of_stage, OfStage},
    value,
};
use crate::{
    actions::Cx,
    kit::{self, size},
    runtime::Trouble,
};
use choices::{Act, Choice};
use egui::{EventFilter, Key, Modifiers, Rect, Stroke, StrokeKind, Ui, vec2};
use refusal::Refusal;
use rushes_domain::{ColumnId, Command, DeliverableChange, FieldKind, FieldValue, StageTarget, Status, preview};
use std::collections::BTreeSet;

/// Narrowest field.
const LEAST: f32 = 160.0;
/// A cell's field grows no higher than this.
const HIGHEST: f32 = 240.0;

/// A cell being written into.
pub(super) struct Editor {
    pub(super) cell: Cell,
    text: String,
    /// Something was typed: the list shows what begins so.
    typed: bool,
    chosen: Option<usize>,
    /// The line that was taken last: keys go on from there.
    taken: Option<usize>,
    /// The chosen line was just moved to by keys.
    follow: bool,
    focused: bool,
    /// The status whose reason is being written.
    asking: Option<Status>,
    /// Why it was not taken.
    refusal: Option<Refusal>,
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
        Self {
            cell: (row.deliverable.id, column.id.clone()),
            text,
            typed: fresh,
            chosen: None,
            taken: None,
            follow: false,
            focused: false,
            asking: None,
            refusal: None,
        }
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
        let typed = self.typed.then_some(self.text.as_str());
        let choices = match self.asking {
            Some(_) => Vec::new(),
            None => choices::choices(cx, model, (row, column), typed),
        };
        let long = self.asking.is_none() && takes_lines(column);
        let leave = self.keys(ui, choices.len(), (several, long));
        let least = if self.asking.is_some() { choices::LIST } else { LEAST };
        let rect = rect.with_max_x(rect.right().max(rect.left() + least)).intersect(body);
        let rect = if long { self.grown(ui, rect, body) } else { rect };
        ui.painter().rect_filled(rect, 0.0, cx.theme.field);
        ui.painter().rect_stroke(rect, 0.0, Stroke::new(2.0, cx.theme.link), StrokeKind::Inside);
        let filter = EventFilter { tab: true, escape: true, horizontal_arrows: true, vertical_arrows: true };
        let hint = match self.asking {
            Some(Status::OnHold) => kit::line_hint("Why, if it matters", "sets it"),
            Some(_) => kit::line_hint("Why", "sets it"),
            None if column.id.is_stage() => kit::line_hint("status, person, day, 8h", "sets it"),
            // It stands below what is written.
            None if long => String::new(),
            None => kit::line_hint("", "writes it"),
        };
        let id = ui.scope_id().with("cell editor");
        let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect));
        child.set_clip_rect(rect.intersect(ui.clip_rect()));
        let edit = if long { kit::cell_area(&mut self.text) } else { kit::cell_edit(&mut self.text) };
        let edit = edit.id(id).event_filter(filter).hint_text(hint);
        let shown = edit.desired_width(rect.width()).min_size(rect.size()).show(&mut child);
        if long {
            let words = kit::text_hint("", "writes it");
            let at = rect.right_bottom() - vec2(size::GAP, size::GRID);
            let font = kit::font::regular(size::LABEL);
            child.painter().text(at, egui::Align2::RIGHT_BOTTOM, words, font, cx.theme.hint);
        }
        let cell = format!("{}, {}", row.deliverable.name, column.title);
        let name = match self.asking {
            Some(status) => format!("Why {cell} is {}", status.label().to_lowercase()),
            None => cell,
        };
        let response = shown.response.response.accessible_name(name);
        if !std::mem::replace(&mut self.focused, true) {
            response.request_focus();
            self.select(ui, id);
        } else if response.changed() {
            self.typed = true;
            self.chosen = None;
            self.refusal = None;
        }
        if let Some(refusal) = &self.refusal {
            refusal::ui(ui, rect, id, refusal);
        }
        let pressed = match self.asking {
            Some(status) => {
                reason::ui(ui, cx, (rect, id), (row, column), status);
                None
            }
            None => choices::list(ui, cx, (rect, body, id), &choices, (self.chosen, std::mem::take(&mut self.follow))),
        };
        if let Some(act) = pressed {
            response.request_focus();
            return self.take(cx, row, column, act, Leave::Stay);
        }
        match leave {
            Some(Leaving::Escape) if self.asking.take().is_some() => {
                self.begin_anew();
                return Outcome::Open;
            }
            Some(Leaving::Escape) => return Outcome::Closed(Leave::Stay),
            Some(Leaving::Commit(leave)) => return self.leave(cx, row, column, &choices, leave),
            None => {}
        }
        // A click elsewhere leaves the cell as Enter does.
        if response.lost_focus() && !response.has_focus() {
            if self.asking.is_some() && self.text.trim().is_empty() {
                return Outcome::Closed(Leave::Stay);
            }
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

    /// What leaves the cell: Enter, where it takes one line; in a text of several lines Enter begins one, and Ctrl+Enter
    /// leaves.
    fn keys(&mut self, ui: &Ui, choices: usize, (several, long): (usize, bool)) -> Option<Leaving> {
        let steps = if choices > 0 { kit::steps(ui.ctx(), &kit::UP_AND_DOWN) } else { Vec::new() };
        self.walk(choices, &steps);
        ui.input_mut(|i| {
            let mut hit = |modifiers, key| i.consume_key(modifiers, key);
            if hit(Modifiers::NONE, Key::Escape) {
                return Some(Leaving::Escape);
            }
            let sent = match (several > 1, long) {
                (true, _) => Leave::All(several),
                (false, true) => Leave::Move(1, 0),
                (false, false) => Leave::Stay,
            };
            let leaves = [
                (Modifiers::COMMAND, Key::Enter, sent),
                (Modifiers::SHIFT, Key::Tab, Leave::Move(0, -1)),
                (Modifiers::NONE, Key::Tab, Leave::Move(0, 1)),
                (Modifiers::SHIFT, Key::Enter, Leave::Move(-1, 0)),
                (Modifiers::NONE, Key::Enter, Leave::Move(1, 0)),
            ];
            let leaves = &leaves[..if long { 3 } else { 5 }];
            leaves.iter().find(|(m, k, _)| hit(*m, *k)).map(|(.., leave)| Leaving::Commit(*leave))
        })
    }

    /// Walks the list: down from the line that was taken last, and up out of it.
    fn walk(&mut self, choices: usize, steps: &[isize]) {
        for by in steps {
            let now = self.chosen.or(self.taken.take());
            self.chosen = if *by > 0 { kit::walked(now, &[1], choices) } else { now.and_then(|c| c.checked_sub(1)) };
            self.follow = true;
        }
        self.chosen = self.chosen.filter(|c| *c < choices);
    }

    /// Leaves the cell with what was typed or chosen; stays where that is refused, so that nothing is lost.
    fn leave(&mut self, cx: &mut Cx<'_>, row: &Row, column: &Column, choices: &[Choice], leave: Leave) -> Outcome {
        if let Some(choice) = self.chosen.and_then(|c| choices.get(c)) {
            match &choice.act {
                Act::Text(text) => {
                    self.text.clone_from(text);
                    self.typed = true;
                }
                other => return self.take(cx, row, column, other.clone(), leave),
            }
        }
        // Looked at and left: what somebody else wrote meanwhile stays.
        if !self.typed && self.asking.is_none() && !matches!(leave, Leave::All(_)) {
            return Outcome::Closed(leave);
        }
        let text = match self.asking {
            Some(status) => reason::told(status, &self.text),
            None => self.text.clone(),
        };
        let wanted = value::commands(&cx.snapshot.state, row, column, &text, cx.today);
        // The beginning of the one line that is listed means that line.
        if let (Err(_), [only], true) = (&wanted, choices, self.typed && self.asking.is_none())
            && let Act::Text(_) | Act::Status(_) = only.act
        {
            return self.take(cx, row, column, only.act.clone(), leave);
        }
        if self.asks(cx, row, column) {
            return Outcome::Open;
        }
        if let Leave::All(_) = leave {
            return Outcome::IntoAll(text);
        }
        let sent = match wanted {
            Err(why) => {
                self.refused(why, "What you typed is still there. Correct it, or press Esc.".into());
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

    /// Whether a reason is still to be written for what was typed; asks for it.
    fn asks(&mut self, cx: &Cx<'_>, row: &Row, column: &Column) -> bool {
        let Some(stage) = value::stage(row, column) else { return false };
        let by_hand = |status| stage.only_by_hand(status) && of_stage::decision(stage, status).is_none();
        if let Some(status) = self.asking {
            return self.text.trim().is_empty() && by_hand(status);
        }
        let status = match of_stage::meant(&cx.snapshot.state, &self.text, cx.today).as_deref() {
            Ok([OfStage::Status(status, why)]) if why.is_empty() => *status,
            _ => return false,
        };
        if status == stage.status || !(stage.only_by_hand(status) || status == Status::OnHold) {
            return false;
        }
        self.asking = Some(status);
        self.begin_anew();
        true
    }

    /// The field is empty and has the keyboard.
    fn begin_anew(&mut self) {
        self.text.clear();
        self.typed = false;
        self.chosen = None;
        self.focused = false;
    }

    /// The field's box over a cell of several lines: as high as what is typed, as far as there is room.
    fn grown(&self, ui: &Ui, rect: Rect, body: Rect) -> Rect {
        let wide = rect.width().max(choices::LIST).min(body.width());
        let font = kit::font::regular(size::SECONDARY);
        // A line more than there is: so that a new one does not move what is written.
        let text = format!("{}\n", self.text);
        let room = wide - size::GAP_WIDE;
        let words = ui.painter().layout(text, font, egui::Color32::PLACEHOLDER, room).size().y;
        let high = (words + size::GAP_WIDE).clamp(rect.height(), body.height().min(HIGHEST).max(rect.height()));
        let top = rect.top().min(body.bottom() - high).max(body.top());
        let left = rect.left().min(body.right() - wide);
        Rect::from_min_size(egui::pos2(left, top), vec2(wide, high))
    }

    fn send(&mut self, cx: &mut Cx<'_>, commands: Vec<Command>) -> bool {
        let foreseen = preview(&cx.snapshot.state, cx.snapshot.me, cx.now, &commands);
        if let Some(refusal) = foreseen.iter().flatten().next() {
            let Trouble { text, hint, .. } = Trouble::from(refusal);
            self.refused(text, hint);
            return false;
        }
        commands.into_iter().for_each(|c| cx.send(c));
        true
    }

    fn refused(&mut self, why: String, hint: String) {
        self.refusal = Some(Refusal { why, hint });
    }

    /// Does what a line of the list stands for. People and ticks go on: there may be several.
    fn take(&mut self, cx: &mut Cx<'_>, row: &Row, column: &Column, act: Act, leave: Leave) -> Outcome {
        let deliverable = &row.deliverable;
        let command = match act {
            Act::Text(text) => {
                self.text = text;
                self.typed = true;
                self.chosen = None;
                return self.leave(cx, row, column, &[], leave);
            }
            Act::Status(status) => {
                self.text = status.label().to_owned();
                self.typed = true;
                self.chosen = None;
                return self.leave(cx, row, column, &[], leave);
            }
            Act::Person(person) => {
                let Some(stage) = value::stage(row, column) else { return Outcome::Open };
                let mut people: BTreeSet<_> = (&stage.assignees).into();
                if !people.remove(&person) {
                    people.insert(person);
                }
                let target = StageTarget { deliverable: deliverable.id, stage: stage.id };
                of_stage::command(target, stage, &OfStage::People(people))
            }
            Act::Tick(option) => column.field.as_ref().map(|field| {
                let mut ticked = match deliverable.field(field) {
                    Some(FieldValue::MultiChoice(ticked)) => ticked,
                    _ => BTreeSet::new(),
                };
                if !ticked.remove(&option) {
                    ticked.insert(option);
                }
                let ticked = FieldValue::MultiChoice(ticked);
                self.text = cx.snapshot.state.studio.shown(field, &ticked);
                let change = DeliverableChange::Field(field.id, Some(ticked));
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
        // Enter and Tab leave now, rather than taking it back again.
        self.taken = self.chosen.take();
        Outcome::Open
    }
}

/// Whether a cell's text may have several lines.
fn takes_lines(column: &Column) -> bool {
    match column.id {
        ColumnId::Description => true,
        ColumnId::Field(_) => column.field.as_ref().is_some_and(|f| f.kind == FieldKind::Text),
        _ => false,
    }
}

enum Leaving {
    Escape,
    Commit(Leave),
}
