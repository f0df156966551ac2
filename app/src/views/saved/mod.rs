//! The menu of saved views that lists share: one's own and everybody's, to take, to save, to remove.

use crate::{
    actions::Cx,
    kit::{self, Button, font, icon, size},
};
use egui::{PopupCloseBehavior, Ui};
use rushes_domain::{Command, DocKind, NewView, ProjectId, SavedView, ViewId, ViewSettings};

/// The menu's own state.
#[derive(Default)]
pub struct SavedViews {
    /// The view taken last.
    current: Option<ViewId>,
    /// A view about to be saved: its name, and whether it is for everybody.
    naming: Option<(String, bool)>,
}

/// What was chosen in the menu.
enum Chosen {
    Take(ViewId),
    /// The list as it is at first.
    Leave,
    Save {
        id: ViewId,
        name: String,
        shared: bool,
    },
    Remove(ViewId),
}

fn is_shared(cx: &Cx<'_>, id: ViewId) -> bool {
    cx.snapshot.state.studio.views.contains_key(&id)
}

fn find<'a>(cx: &'a Cx<'_>, id: ViewId) -> Option<&'a SavedView> {
    let state = &cx.snapshot.state;
    state.personal.views.get(&id).or_else(|| state.studio.views.get(&id))
}

impl SavedViews {
    /// Shows the menu's button. `now` are the list's settings as they are; gives those of a view just taken.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, project: Option<ProjectId>, now: &str) -> Option<String> {
        // One that was just saved is not in the snapshot yet; one that was removed is not any more.
        let taken = self.current.and_then(|id| find(cx, id)).cloned();
        let changed = taken.as_ref().is_some_and(|v| v.settings != now);
        let words = match &taken {
            Some(view) if changed => format!("{} (changed)", view.name),
            Some(view) => view.name.clone(),
            None => "Views".to_owned(),
        };
        let chip = kit::chip(ui, Some(icon::STAR), &words, taken.is_some());
        let mut chosen = None;
        kit::menu(&chip).close_behavior(PopupCloseBehavior::CloseOnClickOutside).accessible_name("Saved views").show(
            |ui| {
                ui.set_max_width(280.0);
                chosen = self.list(ui, cx, project);
                kit::menu_divider(ui);
                if let (Some(view), true) = (&taken, changed) {
                    let shared = is_shared(cx, view.id);
                    let save = format!("Save the changes to \"{}\"", view.name);
                    let may = !shared || may_share(cx);
                    if ui.add_enabled_ui(may, |ui| kit::menu_item(ui, Some(icon::CHECK), &save, false)).inner.clicked()
                    {
                        chosen = Some(Chosen::Save { id: view.id, name: view.name.clone(), shared });
                    }
                }
                chosen = chosen.take().or(self.new_view(ui, cx));
            },
        );
        self.hear(cx, chosen?, project, now)
    }

    /// The views there are, the project's and those of all projects.
    fn list(&self, ui: &mut Ui, cx: &Cx<'_>, project: Option<ProjectId>) -> Option<Chosen> {
        let state = &cx.snapshot.state;
        let mut chosen = None;
        let fits = |v: &&SavedView| v.project.is_none() || v.project == project;
        let of = |views: &mut dyn Iterator<Item = &SavedView>| {
            let mut views: Vec<SavedView> = views.filter(fits).cloned().collect();
            views.sort_by_cached_key(|v| (rushes_domain::names::loose(&v.name), v.id));
            views
        };
        let own = of(&mut state.personal.views.values());
        let shared = of(&mut state.studio.views.values());
        if own.is_empty() && shared.is_empty() {
            // On the line of the words of the menu's lines, which fill the menu and would spread these.
            kit::menu_form(ui, |ui| {
                ui.vertical(|ui| {
                    ui.label(font::weak(
                        "A view keeps filter, order, groups and columns. Save the first one here.",
                        cx.theme.weak,
                    ));
                });
            });
        }
        for (title, views, mine) in [("Yours", own, true), ("Everybody's", shared, false)] {
            if views.is_empty() {
                continue;
            }
            ui.horizontal(|ui| {
                ui.add_space(size::GAP);
                ui.label(font::caption(title, cx.theme.weak));
            });
            for view in views {
                ui.push_id(view.id, |ui| {
                    let line = kit::menu_item(ui, None, &view.name, self.current == Some(view.id));
                    if line.clicked() {
                        chosen = Some(Chosen::Take(view.id));
                    }
                    kit::context_menu(&line, |ui| {
                        let may = mine || may_share(cx);
                        let remove = format!("Remove \"{}\"", view.name);
                        let item = ui.add_enabled_ui(may, |ui| kit::menu_item(ui, Some(icon::TRASH), &remove, false));
                        if item.inner.clicked() {
                            chosen = Some(Chosen::Remove(view.id));
                        }
                    });
                });
            }
        }
        let taken = self.current.and_then(|id| find(cx, id));
        if taken.is_some() {
            kit::menu_divider(ui);
            if kit::menu_item(ui, Some(icon::X), "Show without a view", false).clicked() {
                chosen = Some(Chosen::Leave);
            }
        }
        if let Some(view) = taken.filter(|view| may_share(cx) || !is_shared(cx, view.id)) {
            let words = format!("Remove \"{}\"", view.name);
            if kit::menu_item(ui, Some(icon::TRASH), &words, false).clicked() {
                chosen = Some(Chosen::Remove(view.id));
            }
        }
        chosen
    }

    fn new_view(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Chosen> {
        let Some((name, shared)) = &mut self.naming else {
            if Button::quiet("Save as a new view…").icon(icon::PLUS).show(ui).clicked() {
                self.naming = Some((String::new(), false));
            }
            return None;
        };
        let mut chosen = None;
        kit::menu_form(ui, |ui| {
            let field = kit::field(ui, "Name of the view", name, &kit::line_hint("Late shots", "saves"));
            if name.is_empty() && !ui.ctx().text_edit_focused() {
                field.request_focus();
            }
            let enter = kit::entered(ui, &field);
            ui.horizontal(|ui| {
                if may_share(cx) && kit::chip(ui, Some(icon::USERS), "For everybody", *shared).clicked() {
                    *shared = !*shared;
                }
                let ready = !name.trim().is_empty();
                let save = Button::primary("Save").name("Save the view").enabled_or(ready, "A view needs a name.");
                if (save.show(ui).clicked() || enter) && ready {
                    let id = ViewId::new(rushes_store::fresh());
                    chosen = Some(Chosen::Save { id, name: name.trim().to_owned(), shared: *shared });
                }
            });
        });
        if chosen.is_some() {
            self.naming = None;
            ui.close();
        }
        chosen
    }

    fn hear(&mut self, cx: &mut Cx<'_>, chosen: Chosen, project: Option<ProjectId>, now: &str) -> Option<String> {
        match chosen {
            Chosen::Take(id) => {
                self.current = Some(id);
                return find(cx, id).map(|v| v.settings.clone());
            }
            Chosen::Leave => {
                self.current = None;
                return Some(ViewSettings::default().to_text());
            }
            Chosen::Save { id, name, shared } => {
                self.current = Some(id);
                let said = format!("The view \"{name}\" is saved.");
                let of = find(cx, id).map_or(project, |v| v.project);
                let view = NewView { id, name, project: of, settings: now.to_owned() };
                cx.send_saying(Command::SaveView { view, shared }, said);
            }
            Chosen::Remove(id) => {
                let view = find(cx, id)?;
                let said = format!("The view \"{}\" was removed.", view.name);
                self.current = None;
                cx.send_saying(Command::RemoveView { id }, said);
            }
        }
        None
    }
}

fn may_share(cx: &Cx<'_>) -> bool {
    cx.snapshot.me.role.may_write(DocKind::Studio)
}
