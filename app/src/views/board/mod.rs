//! A board of a project, or of all: columns by status or by stage, cards that are dragged between them, refusals said
//! before the drop.

mod ask;
mod bulk;
mod card;
mod column;
mod head;
mod keys;
mod look;
mod model;
mod moves;
mod scope;
mod stack;
#[cfg(test)]
mod tests;

pub use look::Look;
pub use model::{BoardModel, Card, CardId, Column, ColumnKey, Layout, current};
pub use moves::{Meant, Plan, Reason, meant};
pub use scope::Scope;
pub(crate) use scope::named;

use crate::{
    actions::{Action, Cx, Make, Toast},
    kit::{self, icon, size},
    place::Place,
    views::{Choice, bulk::Bulk, filter::FilterBar, proposal, saved::SavedViews, table::no_deliverables},
};
use egui::{DragAndDrop, Id, Rect, ScrollArea, Sense, Ui, UiBuilder, pos2, vec2};
use rushes_domain::{Command, ProjectId, ViewSettings};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Narrowest open column.
const COLUMN_LEAST: f32 = 236.0;
/// Widest open column.
const COLUMN_MOST: f32 = 480.0;
/// A collapsed column.
const COLUMN_NARROW: f32 = 40.0;
/// How near to the edge a carried card scrolls the board.
const EDGE: f32 = 48.0;
/// How far it scrolls in a frame, at most.
const NUDGE: f32 = 18.0;

/// Cards on their way: what egui carries while they are dragged.
#[derive(Clone, Debug)]
pub(crate) struct Carried {
    cards: Arc<[CardId]>,
}

/// What carried cards would meet in each column, worked out once.
struct Previews {
    cards: Arc<[CardId]>,
    seq: u64,
    plans: Vec<Plan>,
}

/// The page's own state.
pub struct Board {
    scope: Option<Scope>,
    model: BoardModel,
    filter: FilterBar,
    views: SavedViews,
    /// The rest of the view taken last: what the board does not show of it is kept.
    settings: ViewSettings,
    look: Look,
    /// How each board was looked at last.
    kept: BTreeMap<Scope, Look>,
    cursor: Option<CardId>,
    follow: bool,
    /// The card that Tab came to last.
    tabbed: Option<Id>,
    selected: BTreeSet<CardId>,
    /// What was chosen on another page of the project.
    wanted: Option<Choice>,
    bulk: Bulk,
    proposal: Option<proposal::Proposal>,
    prompt: Option<ask::Prompt>,
    previews: Option<Previews>,
    stacks: BTreeMap<ColumnKey, stack::Stack>,
    scroll: f32,
    nudged: bool,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            scope: None,
            model: BoardModel::default(),
            filter: FilterBar::default(),
            views: SavedViews::default(),
            settings: ViewSettings::default(),
            look: Look::default(),
            kept: BTreeMap::new(),
            cursor: None,
            follow: false,
            tabbed: None,
            selected: BTreeSet::new(),
            wanted: None,
            bulk: Bulk::default(),
            proposal: None,
            prompt: None,
            previews: None,
            stacks: BTreeMap::new(),
            scroll: 0.0,
            nudged: false,
        }
    }
}

/// What happened on the board in this frame.
enum Heard {
    Open(CardId),
    /// Tab came to a card: the control that it is.
    At(CardId, Id),
    Toggle(CardId),
    Range(CardId),
    Collapse(ColumnKey),
    Move(Vec<CardId>, ColumnKey),
    Bulk(crate::views::bulk::Asked),
}

/// What hears the cards, and what their menus remember.
struct Ear {
    heard: Vec<Heard>,
    bulk: Bulk,
}

impl Board {
    /// The filter, which other pages of the project share.
    pub fn filter(&mut self) -> &mut FilterBar {
        &mut self.filter
    }

    /// What is chosen of a project, for its other pages.
    pub(super) fn chosen(&self, project: ProjectId) -> Option<Choice> {
        let rows = self.selected.iter().map(|(deliverable, _)| *deliverable).collect();
        let cursor = self.cursor.map(|(deliverable, _)| deliverable);
        (self.scope == Some(Scope::Project(project))).then_some(Choice { rows, cursor })
    }

    /// Chooses the cards of what was chosen on another page of the project, once they are there.
    pub(super) fn choose(&mut self, choice: Option<Choice>) {
        self.wanted = choice;
    }

    fn take_wanted(&mut self) {
        let Some(choice) = self.wanted.take_if(|_| !self.model.is_unread()) else { return };
        let cards = || self.model.columns().iter().flat_map(|c| &c.cards).map(Card::id);
        self.cursor = cards().find(|c| Some(c.0) == choice.cursor);
        self.selected = cards().filter(|c| choice.rows.contains(&c.0)).collect();
        self.follow = self.cursor.is_some();
    }

    /// Shows it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scope: Scope) {
        if self.scope != Some(scope) {
            self.enter(scope);
        }
        let before = self.look.clone();
        self.page(ui, cx, scope);
        if self.look != before {
            self.kept.insert(scope, self.look.clone());
            cx.actions.push(Action::KeepBoard(scope, Box::new(self.look.clone())));
        }
    }

    /// How boards were looked at when the window was open last.
    pub fn remember(&mut self, kept: BTreeMap<Scope, Look>) {
        self.kept = kept;
    }

    /// Another board: looked at as it was the last time.
    fn enter(&mut self, scope: Scope) {
        let kept = std::mem::take(&mut self.kept);
        let look = kept.get(&scope).cloned().unwrap_or_default();
        *self = Self { scope: Some(scope), look, kept, ..Self::default() };
    }

    fn page(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scope: Scope) {
        if let Layout::StatusOf(stage) = self.look.layout
            && !scope.stages(&cx.snapshot.state).iter().any(|(def, _)| *def == stage)
        {
            // The pipeline has it no more.
            self.look.set_layout(Layout::default());
        }
        let query = self.filter.query(cx.snapshot, cx.today);
        let ctx = ui.ctx().clone();
        self.model.follow(cx.snapshot, scope, &query, self.look.layout, move || ctx.request_repaint());
        self.take_wanted();
        self.forget_gone();
        self.keys(ui, cx);
        self.head(ui, cx, scope);
        if self.model.is_unread() {
            kit::reading(ui, "Reading the cards…");
            return;
        }
        if self.model.total() == 0 {
            self.nothing(ui, cx, scope);
            return;
        }
        let full = ui.available_rect_before_wrap();
        let body = self.bulk(ui, cx, scope, full);
        let mut child = ui.new_child(UiBuilder::new().max_rect(body).id_salt("columns"));
        let heard = self.columns(&mut child, cx);
        if let Some(proposal) = self.proposal.take() {
            self.proposal = proposal.ui(ui, cx, body);
        }
        ui.advance_cursor_after_rect(full);
        self.carried(ui, cx);
        if !heard.is_empty() {
            // What was painted is already old.
            ui.ctx().request_repaint();
        }
        for heard in heard {
            self.hear(ui, cx, heard);
        }
        self.ask(ui, cx);
    }

    /// What stands in place of the columns while there is no deliverable.
    fn nothing(&self, ui: &mut Ui, cx: &mut Cx<'_>, scope: Scope) {
        let Scope::Project(project) = scope else {
            let sentence = "The deliverables of every project appear here as cards, in the column of their status.";
            let button = Some((icon::FOLDERS, "Go to the projects"));
            if kit::empty(ui, icon::KANBAN, "No deliverables yet", sentence, button) {
                cx.go(Place::Projects);
            }
            return;
        };
        let sentence = "Deliverables appear here as cards, in the column of their status. Drop a tracker sheet here \
             (xlsx, ods, csv), or make the first one by hand.";
        if no_deliverables(ui, cx, project, (icon::KANBAN, sentence), true) {
            cx.actions.push(Action::Make(Make::Deliverable(project)));
        }
    }

    /// Cards that are not shown any more are chosen no more.
    fn forget_gone(&mut self) {
        let model = &self.model;
        self.selected.retain(|c| model.place(*c).is_some());
        self.cursor = self.cursor.filter(|c| model.place(*c).is_some());
    }

    fn is_collapsed(&self, key: ColumnKey) -> bool {
        self.look.collapsed.contains(&key)
    }

    fn columns(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Vec<Heard> {
        let full = ui.available_rect_before_wrap();
        let carried = DragAndDrop::payload::<Carried>(ui.ctx());
        self.preview(cx, carried.as_deref());
        let widths = self.widths(full.width());
        let all = widths.iter().sum::<f32>() + size::GAP * widths.len().saturating_sub(1) as f32 + size::PAGE * 2.0;
        let mut ear = Ear { heard: Vec::new(), bulk: std::mem::take(&mut self.bulk) };
        let mut area = ScrollArea::horizontal().id_salt(("board", self.scope)).auto_shrink(false);
        if let Some(to) = self.followed(&widths, full.width()) {
            (self.scroll, self.nudged) = (to, true);
        }
        if std::mem::take(&mut self.nudged) {
            area = area.horizontal_scroll_offset(self.scroll);
        }
        let output = area.show_viewport(ui, |ui, view| {
            ui.set_min_size(vec2(all, full.height()));
            let mut x = full.left() - view.min.x + size::PAGE;
            for (at, width) in widths.iter().enumerate() {
                let rect = Rect::from_min_max(pos2(x, full.top()), pos2(x + width, full.bottom() - size::GAP_WIDE));
                x += width + size::GAP;
                if rect.right() < full.left() || rect.left() > full.right() {
                    continue;
                }
                let key = self.model.columns()[at].key;
                if !self.is_collapsed(key) {
                    self.stack(ui.painter(), at, column::room(*width));
                }
                let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(("column", key)));
                column::ui(self, &mut child, cx, at, rect, &mut ear);
            }
        });
        let Ear { heard, bulk } = ear;
        self.bulk = bulk;
        self.scroll = output.state.clamped_offset().x;
        self.follow = false;
        if carried.is_some() {
            self.scroll_at_the_edge(ui, full, all);
        }
        heard
    }

    /// How far the board scrolls so that the column of the card that was walked to is to be seen.
    fn followed(&self, widths: &[f32], room: f32) -> Option<f32> {
        let (column, _) = self.cursor.filter(|_| self.follow).and_then(|card| self.model.place(card))?;
        let left = size::PAGE + widths.iter().take(column).map(|width| width + size::GAP).sum::<f32>();
        let right = left + widths.get(column)?;
        let to = self.scroll.min(left - size::PAGE).max(right + size::PAGE - room);
        (to != self.scroll).then_some(to)
    }

    /// What is carried to the edge moves the board under it.
    fn scroll_at_the_edge(&mut self, ui: &Ui, full: Rect, all: f32) {
        let Some(at) = ui.ctx().pointer_latest_pos().filter(|p| full.contains(*p)) else { return };
        let room = (all - full.width()).max(0.0);
        let left = (full.left() + EDGE - at.x).max(0.0) / EDGE;
        let right = (at.x - full.right() + EDGE).max(0.0) / EDGE;
        let to = (self.scroll + (right - left) * NUDGE).clamp(0.0, room);
        if (to - self.scroll).abs() > 0.5 {
            self.scroll = to;
            self.nudged = true;
            ui.ctx().request_repaint();
        }
    }

    fn widths(&self, room: f32) -> Vec<f32> {
        let columns = self.model.columns();
        let narrow = columns.iter().filter(|c| self.is_collapsed(c.key)).count();
        let open = (columns.len() - narrow).max(1) as f32;
        let gaps = size::GAP * columns.len().saturating_sub(1) as f32 + size::PAGE * 2.0;
        let share = (room - gaps - narrow as f32 * COLUMN_NARROW) / open;
        let width = share.clamp(COLUMN_LEAST, COLUMN_MOST).floor();
        columns.iter().map(|c| if self.is_collapsed(c.key) { COLUMN_NARROW } else { width }).collect()
    }

    /// Works out once what the carried cards would meet in each column.
    fn preview(&mut self, cx: &Cx<'_>, carried: Option<&Carried>) {
        let Some(carried) = carried else {
            self.previews = None;
            return;
        };
        let seq = cx.snapshot.seq;
        if self.previews.as_ref().is_some_and(|p| p.seq == seq && Arc::ptr_eq(&p.cards, &carried.cards)) {
            return;
        }
        let plans = self.model.columns().iter().map(|column| self.plan(cx, &carried.cards, column.key)).collect();
        self.previews = Some(Previews { cards: Arc::clone(&carried.cards), seq, plans });
    }

    fn plan(&self, cx: &Cx<'_>, cards: &[CardId], to: ColumnKey) -> Plan {
        Plan::of(cx.snapshot, cards.iter().filter_map(|c| self.model.card(*c)), to, cx.now)
    }

    /// What is on its way follows the pointer.
    fn carried(&self, ui: &Ui, cx: &mut Cx<'_>) {
        if let Some(carried) = DragAndDrop::payload::<Carried>(ui.ctx())
            && let Some(first) = carried.cards.first().and_then(|c| self.model.card(*c))
            && let Some(at) = ui.ctx().pointer_latest_pos()
        {
            card::ghost(ui.ctx(), cx, first, carried.cards.len(), at);
            ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
        }
    }

    fn hear(&mut self, ui: &Ui, cx: &mut Cx<'_>, heard: Heard) {
        match heard {
            Heard::Open(card) => {
                self.cursor = Some(card);
                cx.go(Place::Deliverable(card.0, Some(card.1)));
            }
            Heard::At(card, control) => {
                self.cursor = Some(card);
                self.tabbed = Some(control);
            }
            Heard::Toggle(card) => self.toggle(card),
            Heard::Range(card) => self.range(card),
            Heard::Collapse(key) => self.look.collapse(key),
            Heard::Move(cards, to) => self.move_to(cx, &cards, to),
            Heard::Bulk(asked) => {
                self.proposal = proposal::offer(ui, cx, asked.label, asked.commands, Vec::new());
            }
        }
    }

    fn toggle(&mut self, card: CardId) {
        self.cursor = Some(card);
        if !self.selected.remove(&card) {
            self.selected.insert(card);
        }
    }

    /// Chooses from the card chosen last to this one, where both stand in one column.
    fn range(&mut self, card: CardId) {
        let ends = self.cursor.and_then(|c| self.model.place(c)).zip(self.model.place(card));
        match ends {
            Some(((from_column, from), (column, to))) if from_column == column => {
                let cards = &self.model.columns()[column].cards[from.min(to)..=from.max(to)];
                self.selected.extend(cards.iter().map(Card::id));
            }
            _ => drop(self.selected.insert(card)),
        }
        self.cursor = Some(card);
    }

    /// The cards a move of this one moves: all that are chosen, if it is one of them.
    fn moved_with(&self, card: CardId) -> Vec<CardId> {
        if self.selected.contains(&card) { self.selected.iter().copied().collect() } else { vec![card] }
    }

    /// Moves cards: sends what can be sent, asks for the note of a decision, says what was refused.
    fn move_to(&mut self, cx: &mut Cx<'_>, cards: &[CardId], to: ColumnKey) {
        let plan = self.plan(cx, cards, to);
        if !plan.moves() {
            if let Some((why, hint)) = plan.refused {
                cx.actions.push(Action::Toast(Toast::wrong(why, hint)));
            }
            return;
        }
        let title = self.model.columns().iter().find(|c| c.key == to).map(|c| c.title.clone()).unwrap_or_default();
        let what = match cards {
            [one] => self.model.card(*one).map_or_else(String::new, |c| c.deliverable.name.clone()),
            several => format!("{} cards", several.len() - plan.refusals),
        };
        if plan.asks_for_words() {
            self.prompt = Some(ask::Prompt::new(plan, &title, cx));
        } else {
            send(cx, plan, &format!("{what} moved to {title}"), "");
        }
        self.follow = true;
    }
}

/// Sends a plan as one step. `words` are what it asked for: the note of its decisions, the reason of its statuses.
fn send(cx: &mut Cx<'_>, plan: Plan, said: &str, words: &str) {
    let said = match (plan.refusals, &plan.refused) {
        (0, _) | (_, None) => format!("{said}."),
        (n, Some((why, _))) => format!("{said}. {n} could not be moved: {why}"),
    };
    let mut commands = plan.commands(&cx.snapshot.state, words);
    let command = match commands.len() {
        0 => return,
        1 => commands.remove(0),
        _ => Command::Batch { label: said.clone(), commands, skip_refused: true },
    };
    cx.send_saying(command, said);
}

/// An area that takes drops without being anything to click.
fn drop_zone(ui: &Ui, rect: Rect, key: ColumnKey) -> egui::Response {
    ui.interact(rect, ui.scope_id().with(("drop", key)), Sense::hover())
}
