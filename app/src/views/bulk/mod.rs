//! What is done to several deliverables: the bar at the bottom of the table and of the board, and the same in the
//! menu of a row or card.

mod menus;
pub(crate) mod plan;

use crate::{
    actions::Cx,
    kit::{self, Button, font, icon, size},
    views::table::StageColumn,
};
use egui::{Align, Layout, PopupCloseBehavior, Rect, Stroke, Ui};
use plan::On;
use rushes_domain::{Command, Deliverable, Permission, ProjectId, StageDefId};
use std::sync::Arc;

/// Height of the bar.
pub(crate) const HEIGHT: f32 = 44.0;

/// Narrower bars have icons for some of the words.
const TERSE: f32 = 900.0;

/// What the bar remembers between frames.
#[derive(Default)]
pub(crate) struct Bulk {
    /// Which stage was chosen; the cursor's where nothing was.
    on: Option<On>,
    typed: String,
}

/// A bulk edit that is asked for.
pub(crate) struct Asked {
    pub(crate) label: String,
    pub(crate) commands: Vec<Command>,
}

/// What is chosen on a page.
pub(crate) struct Chosen<'a> {
    /// How many.
    pub(crate) count: usize,
    /// The project they are of; of several where not said.
    pub(crate) project: Option<ProjectId>,
    /// The stages there are to choose from.
    pub(crate) stages: &'a [StageColumn],
    /// The stage that is meant where none was chosen.
    pub(crate) under: Option<StageDefId>,
    /// The deliverables, looked up when something is done to them.
    pub(crate) deliverables: &'a dyn Fn() -> Vec<Arc<Deliverable>>,
}

impl Bulk {
    /// Forgets what was chosen for others.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }

    fn on(&self, chosen: &Chosen<'_>) -> On {
        self.on.or(chosen.under.map(On::Stage)).unwrap_or_default()
    }

    /// Shows the bar; what `lead` shows comes first, as an icon alone where it is told so. Gives what was asked for, and whether the choice is to end.
    pub(crate) fn bar(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        chosen: &Chosen<'_>,
        rect: Rect,
        lead: impl FnOnce(&mut Ui, bool),
    ) -> (Option<Asked>, bool) {
        let on = self.on(chosen);
        let may = cx.snapshot.me.role.may(Permission::Plan);
        kit::part(ui.ctx(), kit::Part::Foot, rect);
        ui.painter().rect_filled(rect, 0.0, cx.theme.raised);
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, cx.theme.line_strong));
        let inner = rect.shrink2(egui::vec2(size::PAGE, size::GAP));
        let layout = Layout::left_to_right(Align::Center);
        let mut child = ui.new_child(egui::UiBuilder::new().max_rect(inner).layout(layout).id_salt("bulk bar"));
        child.set_clip_rect(rect);
        let ui = &mut child;
        let (mut deed, mut ends) = (None, false);
        ui.label(font::strong(format!("{} selected", kit::figure(chosen.count)), cx.theme.text));
        ui.add_space(size::GAP);
        let terse = rect.width() < TERSE;
        lead(ui, terse);
        self.on_chip(ui, chosen, on);
        let menu = |ui: &mut Ui, glyph: &str, words: &str, content: &mut dyn FnMut(&mut Ui)| {
            let name = format!("Set {}", words.to_lowercase());
            let button = Button::quiet(words).name(&name).icon(glyph);
            let button = button.enabled_or(may, "Producers plan the work.").show(ui);
            kit::menu(&button)
                .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
                .accessible_name(name)
                .show(content);
        };
        let typed = &mut self.typed;
        menu(ui, icon::CIRCLE_HALF, "Status", &mut |ui| deed = menus::status(ui, cx, typed).or(deed.take()));
        menu(ui, icon::USERS, "People", &mut |ui| {
            deed = menus::people(ui, cx, &(chosen.deliverables)(), on).or(deed.take());
        });
        menu(ui, icon::CALENDAR_BLANK, "Dates", &mut |ui| deed = menus::dates(ui, cx, typed).or(deed.take()));
        menu(ui, icon::FLAG, "Priority", &mut |ui| deed = menus::priority(ui, cx).or(deed.take()));
        menu(ui, icon::DOTS_THREE, "More", &mut |ui| {
            deed = menus::more(ui, cx, chosen.project, typed).or(deed.take());
        });
        let right = Rect::from_min_max(ui.cursor().min, inner.max);
        let layout = Layout::right_to_left(Align::Center);
        let mut end = ui.new_child(egui::UiBuilder::new().max_rect(right).layout(layout));
        if kit::icon_button(&mut end, icon::X, "Clear the selection").clicked() {
            ends = true;
        }
        let why = "Producers plan the work.";
        let delete = if terse {
            end.add_enabled_ui(may, |ui| kit::icon_button(ui, icon::TRASH, "Delete")).inner.on_disabled_hover_text(why)
        } else {
            Button::danger("Delete").icon(icon::TRASH).enabled_or(may, why).show(&mut end)
        };
        if delete.clicked() {
            deed = Some(plan::Deed::Delete);
        }
        (deed.map(|deed| asked(cx, chosen, on, &deed)), ends)
    }

    fn on_chip(&mut self, ui: &mut Ui, chosen: &Chosen<'_>, on: On) {
        let words = match on {
            On::Current => "Current stage".to_owned(),
            On::All => "All stages".to_owned(),
            On::Stage(def) => chosen.stages.iter().find(|(d, _)| *d == def).map_or_else(String::new, |c| c.1.clone()),
        };
        let chip = kit::chip(ui, Some(icon::STACK), &words, true).on_hover_text("Which stage of each");
        kit::menu(&chip).accessible_name("Which stage of each").show(|ui| {
            let mut line = |ui: &mut Ui, words: &str, value: On| {
                if kit::menu_item(ui, None, words, on == value).clicked() {
                    self.on = Some(value);
                }
            };
            line(ui, "Current stage", On::Current);
            for (def, name) in chosen.stages {
                line(ui, name, On::Stage(*def));
            }
            line(ui, "All stages", On::All);
        });
    }

    /// The same in the menu of a row or card. Gives what was asked for.
    pub(crate) fn menu(&mut self, ui: &mut Ui, cx: &Cx<'_>, chosen: &Chosen<'_>) -> Option<Asked> {
        let on = self.on(chosen);
        let typed = &mut self.typed;
        let mut deed = None;
        kit::submenu(ui, Some(icon::CIRCLE_HALF), "Status", |ui| deed = menus::status(ui, cx, typed));
        let mut next = |found: Option<plan::Deed>| deed = found.or(deed.take());
        kit::submenu(ui, Some(icon::USERS), "People", |ui| next(menus::people(ui, cx, &(chosen.deliverables)(), on)));
        kit::submenu(ui, Some(icon::CALENDAR_BLANK), "Dates", |ui| next(menus::dates(ui, cx, typed)));
        kit::submenu(ui, Some(icon::FLAG), "Priority", |ui| next(menus::priority(ui, cx)));
        kit::submenu(ui, Some(icon::DOTS_THREE), "More", |ui| next(menus::more(ui, cx, chosen.project, typed)));
        if kit::menu_item(ui, Some(icon::TRASH), "Delete", false).clicked() {
            deed = Some(plan::Deed::Delete);
        }
        deed.map(|deed| asked(cx, chosen, on, &deed))
    }
}

fn asked(cx: &Cx<'_>, chosen: &Chosen<'_>, on: On, deed: &plan::Deed) -> Asked {
    let (label, commands) = plan::commands(&(chosen.deliverables)(), on, deed, &cx.snapshot.state.studio);
    Asked { label, commands }
}
