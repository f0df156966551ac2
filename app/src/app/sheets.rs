//! Sheets on their way in and out.

use super::App;
use crate::{
    actions::FileKind,
    jobs::{dialogs, sheet},
    place::Place,
    runtime::Event,
    views::sheet_import::SheetTold,
};
use rushes_domain::ProjectId;
use rushes_store::{export, import::TextEncoding};
use std::{path::PathBuf, sync::Arc};

impl App {
    pub(super) fn read_sheet(&mut self, project: ProjectId, path: PathBuf, encoding: Option<TextEncoding>) {
        let Some(store) = self.session.as_ref().map(|s| s.store.clone()) else { return };
        self.views.sheet_import.reading(project, &path);
        self.views.sheet_import.recent.clone_from(&self.settings.recent_sheets);
        self.go(Place::SheetImport(project));
        let put = self.runtime.spawn_steady("Reading the sheet", move |desk, _| {
            desk.tell(Event::Sheet(project, SheetTold::Opened(sheet::open(&store, project, &path, encoding))));
        });
        if !put {
            self.busy();
        }
    }

    /// What became of a sheet.
    pub(super) fn sheet_told(&mut self, project: ProjectId, told: SheetTold) {
        let Some(snapshot) = self.snapshot.clone() else { return };
        if let Some(path) = self.views.sheet_import.told(project, told, &snapshot.state) {
            self.settings_stale |= self.settings.used_sheet(&path);
            self.views.sheet_import.recent.clone_from(&self.settings.recent_sheets);
        }
    }

    pub(super) fn work_sheet(&mut self, project: ProjectId) {
        let Some(store) = self.session.as_ref().map(|s| s.store.clone()) else { return };
        let Some((generation, book, ask)) = self.views.sheet_import.ask(project) else { return };
        let put = self.runtime.spawn(move |desk| {
            let worked = sheet::work_out(&store.snapshot(), project, &book, &ask);
            desk.tell(Event::Sheet(project, SheetTold::Worked(generation, worked)));
        });
        if !put {
            self.views.sheet_import.refused();
            self.busy();
        }
    }

    pub(super) fn commit_sheet(&mut self, project: ProjectId) {
        let Some(store) = self.session.as_ref().map(|s| s.store.clone()) else { return };
        let Some(order) = self.views.sheet_import.order(project) else { return };
        let name = order.book.sheets.first().map(|s| s.file.clone()).unwrap_or_default();
        let put = self.runtime.spawn_shown(&format!("Importing {name}"), move |desk, progress| {
            let brought = sheet::bring_in(desk, progress, &store, &order);
            desk.tell(Event::Sheet(project, SheetTold::Brought(brought)));
        });
        if !put {
            self.sheet_told(project, SheetTold::Brought(Ok(sheet::Brought::Stopped)));
            self.busy();
        }
    }

    pub(super) fn export(&mut self, project: ProjectId, path: PathBuf) {
        let Some(snapshot) = self.snapshot.clone() else { return };
        let put = self.runtime.spawn_steady("Exporting the table", move |desk, _| {
            desk.tell(Event::Say(sheet::export(&snapshot, project, &path)));
        });
        if !put {
            self.busy();
        }
    }

    pub(super) fn export_view(
        &mut self,
        title: String,
        columns: Option<Vec<export::Column>>,
        rows: Vec<rushes_domain::DeliverableId>,
        kind: FileKind,
    ) {
        let Some(snapshot) = self.snapshot.clone() else { return };
        let put = self.runtime.spawn_steady("Exporting the table", move |desk, _| {
            if let Some(path) = dialogs::save(desk, &title, kind) {
                desk.tell(Event::Say(sheet::export_view(&snapshot, title, columns, &rows, &path)));
            }
        });
        if !put {
            self.busy();
        }
    }

    pub(super) fn export_table(&mut self, table: Arc<export::Table>, kind: FileKind) {
        let put = self.runtime.spawn_steady("Exporting the list", move |desk, _| {
            if let Some(path) = dialogs::save(desk, &table.title, kind) {
                desk.tell(Event::Say(sheet::export_table(&table, &path)));
            }
        });
        if !put {
            self.busy();
        }
    }
}
