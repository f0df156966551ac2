//! What is done to several rows: the bar at the bottom and the same in the menu of a row.

mod menus;
mod plan;

use super::{
    columns::Column,
    model::{Row, TableModel},
    select::Selection,
};
use crate::{
    actions::Cx,
    kit::{self, Button, font, icon, size},
};
use egui::{Align, Layout, Popup, PopupCloseBehavior, Rect, Stroke, Ui};
use plan::On;
use rushes_domain::{Command, Permission};
use std::sync::Arc;

/// Height of the bar.
pub(super) const HEIGHT: f32 = 44.0;

/// What the bar remembers between frames.
#[derive(Default)]
pub(super) struct Bulk {
    /// Which stage was chosen; the cursor's where nothing was.
    on: Option<On>,
    typed: String,
}

/// A bulk edit that is asked for.
pub(super) struct Asked {
    pub(super) label: String,
    pub(super) commands: Vec<Command>,
}

impl Bulk {
    /// Forgets what was chosen for other rows.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    fn on(&self, selection: &Selection, columns: &[Column]) -> On {
        let under = selection.cursor.as_ref().and_then(|(_, id)| columns.iter().find(|c| c.id == *id));
        let stage = under.and_then(|c| match c.id {
            rushes_domain::ColumnId::Stage(def) => Some(On::Stage(def)),
            _ => None,
        });
        self.on.or(stage).unwrap_or_default()
    }

    /// Shows the bar. Gives what was asked for, and whether the choice of rows is to end.
    pub(super) fn bar(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        model: &TableModel,
        selection: &mut Selection,
        columns: &[Column],
        rect: Rect,
    ) -> (Option<Asked>, bool) {
        let Some(count) = selection.totals(model).map(|(count, _)| count) else { return (None, false) };
        let on = self.on(selection, columns);
        let may = cx.snapshot.me.role.may(Permission::Plan);
        ui.painter().rect_filled(rect, 0.0, cx.theme.raised);
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, cx.theme.line_strong));
        let inner = rect.shrink2(egui::vec2(size::PAGE, size::GAP));
        let layout = Layout::left_to_right(Align::Center);
        let mut child = ui.new_child(egui::UiBuilder::new().max_rect(inner).layout(layout).id_salt("bulk bar"));
        child.set_clip_rect(rect);
        let ui = &mut child;
        let (mut deed, mut ends) = (None, false);
        ui.label(font::strong(format!("{count} selected"), cx.theme.text));
        ui.add_space(size::GAP);
        self.on_chip(ui, model, on);
        let menu = |ui: &mut Ui, glyph: &str, words: &str, content: &mut dyn FnMut(&mut Ui)| {
            let name = format!("Set {}", words.to_lowercase());
            let button = Button::quiet(words).name(&name).icon(glyph);
            let button = button.enabled_or(may, "Producers plan the work.").show(ui);
            Popup::menu(&button)
                .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
                .accessible_name(name)
                .show(content);
        };
        let rows = &selection.targets(model);
        menu(ui, icon::CIRCLE_HALF, "Status", &mut |ui| deed = menus::status(ui, cx).or(deed.take()));
        menu(ui, icon::USERS, "People", &mut |ui| deed = menus::people(ui, cx, rows, on).or(deed.take()));
        menu(ui, icon::CALENDAR_BLANK, "Dates", &mut |ui| {
            deed = menus::dates(ui, cx, &mut self.typed).or(deed.take());
        });
        menu(ui, icon::FLAG, "Priority", &mut |ui| deed = menus::priority(ui, cx).or(deed.take()));
        menu(ui, icon::DOTS_THREE, "More", &mut |ui| {
            deed = menus::more(ui, cx, model, &mut self.typed).or(deed.take());
        });
        let right = Rect::from_min_max(ui.cursor().min, inner.max);
        let layout = Layout::right_to_left(Align::Center);
        let mut end = ui.new_child(egui::UiBuilder::new().max_rect(right).layout(layout));
        if kit::icon_button(&mut end, icon::X, "Select nothing").clicked() {
            ends = true;
        }
        let why = "Producers plan the work.";
        if Button::danger("Delete").icon(icon::TRASH).enabled_or(may, why).show(&mut end).clicked() {
            deed = Some(plan::Deed::Delete);
        }
        (deed.map(|deed| asked(cx, rows, on, &deed)), ends)
    }

    fn on_chip(&mut self, ui: &mut Ui, model: &TableModel, on: On) {
        let words = match on {
            On::Current => "Current stage".to_owned(),
            On::All => "All stages".to_owned(),
            On::Stage(def) => model.columns().iter().find(|(d, _)| *d == def).map_or_else(String::new, |c| c.1.clone()),
        };
        let chip = kit::chip(ui, Some(icon::STACK), &words, true).on_hover_text("Which stage of each row");
        Popup::menu(&chip).accessible_name("Which stage of each row").show(|ui| {
            let mut line = |ui: &mut Ui, words: &str, value: On| {
                if kit::menu_item(ui, None, words, on == value).clicked() {
                    self.on = Some(value);
                }
            };
            line(ui, "Current stage", On::Current);
            for (def, name) in model.columns() {
                line(ui, name, On::Stage(*def));
            }
            line(ui, "All stages", On::All);
        });
    }

    /// The same in the menu of a row. Gives what was asked for.
    pub(super) fn menu(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        model: &TableModel,
        selection: &Selection,
        columns: &[Column],
    ) -> Option<Asked> {
        let on = self.on(selection, columns);
        let rows = selection.targets(model);
        let mut deed = None;
        kit::submenu(ui, Some(icon::CIRCLE_HALF), "Status", |ui| deed = menus::status(ui, cx));
        let mut next = |found: Option<plan::Deed>| deed = found.or(deed.take());
        kit::submenu(ui, Some(icon::USERS), "People", |ui| next(menus::people(ui, cx, &rows, on)));
        kit::submenu(ui, Some(icon::CALENDAR_BLANK), "Dates", |ui| next(menus::dates(ui, cx, &mut self.typed)));
        kit::submenu(ui, Some(icon::FLAG), "Priority", |ui| next(menus::priority(ui, cx)));
        kit::submenu(ui, Some(icon::DOTS_THREE), "More", |ui| next(menus::more(ui, cx, model, &mut self.typed)));
        if kit::menu_item(ui, Some(icon::TRASH), "Delete", false).clicked() {
            deed = Some(plan::Deed::Delete);
        }
        deed.map(|deed| asked(cx, &rows, on, &deed))
    }
}

fn asked(cx: &Cx<'_>, rows: &[Arc<Row>], on: On, deed: &plan::Deed) -> Asked {
    let name = |p| cx.snapshot.state.studio.name_of(p);
    let (label, commands) = plan::commands(rows, on, deed, &name);
    Asked { label, commands }
}
