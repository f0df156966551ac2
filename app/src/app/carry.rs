//! What views asked for, carried out at the end of a frame.

use super::{App, Phase};
use crate::{
    actions::{Action, Make, Pick, Send, Toast},
    commands::Scene,
    jobs::{
        dialogs, opening, publishing, search,
        taking_in::{IfHere, TakeIn},
        thumbs,
    },
    place::Place,
    runtime::{Event, Trouble},
    shell::{
        over::Over,
        palette::{self, Palette},
    },
};
use rushes_domain::StageTarget;
use std::{path::PathBuf, sync::Arc};

/// Commands under way at most; the window says so rather than queueing more.
pub(super) const MOST_UNANSWERED: usize = 512;

impl App {
    /// Carries out actions in their order.
    pub(super) fn carry_out(&mut self, actions: Vec<Action>) {
        if actions.is_empty() {
            return;
        }
        // What was painted is already old.
        self.ctx.request_repaint();
        for action in actions {
            self.carry(action);
        }
    }

    fn carry(&mut self, action: Action) {
        match action {
            Action::Go(place) => {
                if place == Place::MyWork {
                    self.views.mywork.turn_home();
                }
                self.go(place);
            }
            Action::Turn(place) => self.trail.replace(place),
            Action::Back => drop(self.trail.back()),
            Action::Forward => drop(self.trail.forward()),
            Action::Make(make) => self.make(make),
            Action::Ask(place, ask) => {
                // Another stage of the deliverable shown is no step to go back over.
                match (self.trail.now(), place) {
                    (now, place) if now == place => {}
                    (Place::Deliverable(now, _), Place::Deliverable(id, _)) if now == id => self.trail.replace(place),
                    _ => self.go(place),
                }
                self.views.ask(place, ask);
            }
            Action::Send(send) => self.send(send),
            Action::Publish { target, files, note } => self.publish(target, files, note),
            Action::Pick(pick) => self.pick(pick),
            Action::Picked(pick, files) => self.picked(pick, files),
            Action::ReadSheet(project, path, encoding) => self.read_sheet(project, path, encoding),
            Action::WorkSheet(project) => self.work_sheet(project),
            Action::CommitSheet(project) => self.commit_sheet(project),
            Action::ExportView { title, columns, rows, kind } => self.export_view(title, columns, rows, kind),
            Action::ExportTable(table, kind) => self.export_table(table, kind),
            Action::Export(project, path) => self.export(project, path),
            Action::CreateStudio { name, person, email } => {
                let Some(home) = self.home.clone() else { return };
                self.long(move |desk| opening::create(desk, &home, &name, &person, &email));
            }
            Action::JoinStudio { ticket, person, email } => {
                let Some(home) = self.home.clone() else { return };
                self.long(move |desk| crate::network::join(desk, &home, &ticket, &person, &email));
            }
            Action::OpenSample => self.open_sample(),
            Action::OpenStudio(id) => {
                let Some(home) = self.home.clone() else { return };
                self.long(move |desk| opening::studio(desk, &home, id));
            }
            // A studio that does not open has let go of the home.
            Action::AddStudio if self.home.is_none() => {
                let dir = self.options.home.clone();
                self.long(move |desk| opening::welcome(desk, &dir));
            }
            Action::AddStudio => {
                self.views.welcome = crate::views::welcome::Welcome::default();
                self.phase = Phase::Welcome;
            }
            Action::BringStudio => {
                self.views.welcome = crate::views::welcome::Welcome::bringing();
                self.phase = Phase::Welcome;
            }
            Action::TakeIn(asked) => self.take_in(asked),
            Action::Invite { whom, role, expires } => {
                let Some(store) = self.session.as_ref().map(|s| s.store.clone()) else { return };
                self.long(move |desk| crate::network::invite(desk, &store, whom, role, expires));
            }
            Action::Search(query) => self.search(&query),
            Action::Care(care) => self.care(care),
            Action::ReadLog(query) => self.read_log(query),
            Action::ReadPast(of, change) => self.read_past(of, change),
            Action::TakeBack { again, step } => self.take_back(again, step),
            Action::SyncNow => {
                if !self.node.sync_now(&mut self.runtime) {
                    self.busy();
                }
            }
            Action::ShowDevices => crate::shell::devices::open(&self.ctx),
            Action::Cancel(id) => self.runtime.cancel(id),
            Action::Toast(toast) => self.toast(toast),
            Action::Copy(text) => {
                self.ctx.copy_text(text);
                self.toast(Toast::done("Copied."));
            }
            Action::ToggleTheme => {
                self.settings.dark = !self.settings.dark;
                self.settings_stale = true;
            }
            Action::Scale(step) => {
                self.settings.scale = step.from(self.settings.scale);
                self.settings_stale = true;
            }
            Action::ToggleDensity => {
                self.settings.dense = !self.settings.dense;
                self.settings_stale = true;
            }
            Action::ToggleSidebar if self.overlays(&self.ctx) => match self.over.take() {
                Some(over) => over.close(&self.ctx),
                None => self.over = Some(Over::open(&self.ctx)),
            },
            Action::ToggleSidebar => {
                self.settings.narrow = !self.settings.narrow;
                self.settings_stale = true;
            }
            Action::Immersive(on) => self.immersive = on,
            Action::NextPart { back } => self.next_part(back),
            Action::OpenPalette => {
                let place = self.trail.now();
                self.palette = self
                    .snapshot
                    .as_ref()
                    .map(|snapshot| Palette::open(&Scene { place, snapshot, menu: false }, &self.settings.lately));
            }
            Action::ShowKeys => self.keys_open = true,
            Action::WorkOf(person) => {
                self.views.mywork.turn_to(person);
                self.go(Place::MyWork);
            }
            Action::KeepTable(project, view) => {
                self.settings.tables.insert(project, *view);
                self.settings_stale = true;
            }
            Action::KeepGroups(project, closed) => {
                self.settings.closed_groups.insert(project, closed);
                self.settings_stale = true;
            }
            Action::KeepBoard(scope, look) => {
                self.settings.boards.insert(scope, *look);
                self.settings_stale = true;
            }
            Action::ToggleFavourite(project) => self.toggle_favourite(project),
        }
    }

    fn make(&mut self, make: Make) {
        let Some(snapshot) = self.snapshot.clone() else { return };
        match make {
            Make::Project => {
                self.go(Place::Projects);
                self.views.projects.begin(&snapshot);
            }
            Make::Deliverable(project) => {
                self.go(Place::Project(project));
                self.views.table.begin();
            }
        }
    }

    /// Answers what was typed into the palette, beside the window.
    pub(super) fn ask_palette(&mut self) {
        let Some(wanted) = self.palette.as_mut().and_then(Palette::take_wanted) else { return };
        let Some(snapshot) = self.snapshot.clone() else { return };
        let (place, recent) = (self.trail.now(), self.settings.lately.clone());
        self.runtime.spawn_quick(move |desk| {
            let scene = Scene { place, snapshot: &snapshot, menu: false };
            let found = palette::find(&scene, &recent, &wanted.query, wanted.generation, &wanted.newest);
            if let Some(hits) = found {
                desk.tell(Event::Found(wanted.generation, hits));
            }
        });
    }

    pub(super) fn go(&mut self, place: Place) {
        self.immersive = false;
        self.over = None;
        self.keys_open = false;
        self.palette = None;
        if matches!(self.phase, Phase::Welcome) && self.session.is_some() {
            self.phase = Phase::Open;
        }
        self.trail.go(place);
        if let Some(recent) = palette::Target::Place(place).recent() {
            self.settings_stale |= self.settings.remember(recent);
        }
        let project = self.snapshot.as_ref().and_then(|s| place.trail(&s.state).into_iter().find_map(Place::project));
        if let Some(project) = project {
            self.note_opened(project);
        }
    }

    pub(super) fn long(&mut self, job: impl FnOnce(&crate::runtime::Desk) + std::marker::Send + 'static) {
        if !self.runtime.spawn(job) {
            self.busy();
        }
    }

    pub(super) fn busy(&mut self) {
        let hint = "Nothing was changed. Try again in a moment.";
        self.toast(Toast::wrong("There is too much under way already.", hint));
    }

    fn send(&mut self, send: Send) {
        let Some(session) = &self.session else { return };
        if self.unanswered >= MOST_UNANSWERED {
            return self.busy();
        }
        let desk = self.runtime.desk();
        let command = (*send.command).clone();
        let sent = session.store.send(command, move |answer| {
            // As many answers as commands under way fit into the channel.
            desk.mention(Event::Answered(Box::new(send), answer));
        });
        match sent {
            Ok(()) => self.unanswered += 1,
            Err(error) => self.toast(Trouble::from(error).into()),
        }
    }

    fn publish(&mut self, target: StageTarget, files: Vec<crate::actions::PublishFile>, note: String) {
        let Some(store) = self.session.as_ref().map(|s| s.store.clone()) else { return };
        let bench = Arc::clone(&self.bench);
        let name = self
            .snapshot
            .as_ref()
            .and_then(|s| {
                let deliverable = s.state.deliverable(target.deliverable)?;
                Some(format!("{} / {}", deliverable.name, deliverable.stage(target.stage)?.name))
            })
            .unwrap_or_default();
        let label = format!("Publishing {name}");
        let put = self.runtime.spawn_shown(&label, move |desk, progress| {
            publishing::run(desk, progress, &store, &bench, target, &files, note);
        });
        if put {
            self.views.deliverable.publishing(target);
        } else {
            self.busy();
        }
    }

    fn pick(&mut self, pick: Pick) {
        let suggested = match pick {
            Pick::Export(project) => self
                .snapshot
                .as_ref()
                .and_then(|s| s.state.projects.get(&project))
                .map(|p| format!("{}.xlsx", p.code))
                .unwrap_or_default(),
            Pick::Backup => self.backup_name(),
            Pick::Media(_) | Pick::Sheet(_) | Pick::Restore | Pick::ExportAll | Pick::TakeIn { .. } => String::new(),
        };
        self.long(move |desk| dialogs::run(desk, pick, &suggested));
    }

    fn picked(&mut self, pick: Pick, files: Vec<PathBuf>) {
        match pick {
            Pick::Media(target) => {
                self.views.deliverable.add_files(target, files);
                self.trail.go(Place::Deliverable(target.deliverable, Some(target.stage)));
            }
            Pick::Sheet(project) => {
                if let Some(file) = files.into_iter().next() {
                    self.read_sheet(project, file, None);
                }
            }
            Pick::Backup | Pick::Restore | Pick::ExportAll => self.picked_for_care(pick, files),
            Pick::TakeIn { .. } => {
                if let Some(path) = files.into_iter().next() {
                    self.take_in(TakeIn { path, if_here: IfHere::Say });
                }
            }
            Pick::Export(project) => {
                if let Some(file) = files.into_iter().next() {
                    self.export(project, file);
                }
            }
        }
    }

    fn open_sample(&mut self) {
        let Some(home) = self.home.clone() else { return };
        let put = self.runtime.spawn_steady("Making the sample studio", move |desk, _| {
            opening::sample_in(desk, &home);
        });
        if !put {
            self.busy();
        }
    }

    /// Shows in the tray how far the search is.
    pub(super) fn show_search(&mut self) {
        let Some(store) = self.session.as_ref().map(|s| s.store.clone()) else { return };
        self.runtime.spawn_steady("Preparing the search", move |desk, progress| {
            search::show(desk, progress, &store);
        });
    }

    fn search(&mut self, query: &str) {
        let Some(store) = self.session.as_ref().map(|s| &s.store) else { return };
        if !self.views.search.typing().ask(&self.runtime, store, query, search::PAGE_HITS, Event::Searched) {
            self.views.search.stale();
        }
    }

    /// Asks for the thumbnails this frame wanted.
    pub(super) fn ask_thumbs(&mut self) {
        let Some(session) = &self.session else { return };
        for key in self.thumbs.take_wanted() {
            let (store, bench) = (session.store.clone(), Arc::clone(&self.bench));
            if !self.runtime.spawn_quick(move |desk| thumbs::run(desk, &store, &bench, key)) {
                self.thumbs.give_up(key);
            }
        }
    }

    /// Writes the settings, when they have changed.
    pub(super) fn save_settings(&mut self) {
        if std::mem::take(&mut self.settings_stale) {
            self.settings.write(&self.options.home);
        }
    }
}
