//! A window on a studio of its own, and what a test does with it.

use crate::made;
use egui_kittest::{Harness, kittest::Queryable};
use rushes::{app::App, jobs::opening::Session, publish::Bench};
use rushes_domain::{
    Command, DeliverableId, MediaHash, NewDeliverable, NewProject, ProjectId, Role, RoundId, Timestamp,
};
use rushes_media::Sandbox;
use rushes_store::{Home, Snapshot, Store};
use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

/// How long a test waits for something that happens beside the window.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Desk {
    pub(crate) harness: Harness<'static, App>,
    pub(crate) session: Session,
    dir: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::sized(1440.0, 900.0)
    }

    pub(crate) fn sized(width: f32, height: f32) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::open(&dir.path().join("home")).unwrap();
        let store = home.create_studio("Northlight", "Ana Ruiz", "ana@northlight.example").unwrap();
        Self::on(Session { home, store }, dir, (width, height))
    }

    /// The window of somebody with this role, in a studio that its founder has readied.
    pub(crate) fn joined(role: Role, ready: impl FnOnce(&Store)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let founder = Home::open(&dir.path().join("founder")).unwrap();
        let founder = founder.create_studio("Northlight", "Ana Ruiz", "ana@northlight.example").unwrap();
        ready(&founder);
        let home = Home::open(&dir.path().join("home")).unwrap();
        let secret = founder.invite(role, Timestamp(i64::MAX)).unwrap();
        let facts = founder.redeem(&secret, home.device(), "Ben Roy", "ben@northlight.example").unwrap();
        let store = home.join_studio(&facts).unwrap();
        made::give(&founder, &store).unwrap();
        Self::on(Session { home, store }, dir, (1440.0, 900.0))
    }

    fn on(session: Session, dir: tempfile::TempDir, (width, height): (f32, f32)) -> Self {
        let mine = session.clone();
        let sandbox = Sandbox { program: Some(env!("CARGO_BIN_EXE_rushes").into()), ..Sandbox::default() };
        rushes::reading::use_program(env!("CARGO_BIN_EXE_rushes").into());
        let bench = Bench { sandbox, ..Bench::default() };
        let harness = Harness::builder()
            .with_size(egui::vec2(width, height))
            .with_max_steps(64)
            .build_eframe(move |cc| App::on_session(&cc.egui_ctx, mine, bench));
        // Which fonts a system has is not what is tested.
        harness.ctx.set_missing_glyph_policy(egui::epaint::text::MissingGlyphPolicy::Tofu);
        let mut desk = Self { harness, session, dir };
        desk.steps(3);
        desk
    }

    /// The same studio in a window opened anew.
    pub(crate) fn again(self) -> Self {
        let Self { harness, session, dir } = self;
        let size = harness.ctx.content_rect().size();
        drop(harness);
        Self::on(session, dir, (size.x, size.y))
    }

    pub(crate) fn project(&self) -> ProjectId {
        make_project(&self.session.store)
    }

    pub(crate) fn deliverable(&self, project: ProjectId, name: &str) -> DeliverableId {
        make_deliverable(&self.session.store, project, name)
    }

    pub(crate) fn picture(&self, name: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        let picture = image::RgbImage::from_fn(320, 180, |x, y| image::Rgb([x as u8, y as u8, 90]));
        picture.save_with_format(&path, image::ImageFormat::Png).unwrap();
        path
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.session.store.snapshot()
    }

    pub(crate) fn steps(&mut self, count: usize) {
        for _ in 0..count {
            self.harness.step();
        }
    }

    pub(crate) fn click(&mut self, name: &str) {
        self.wait(&format!("a control called {name}"), |desk| desk.harness.query_by_label(name).is_some());
        self.harness.get_by_label(name).click();
        self.steps(3);
    }

    pub(crate) fn value(&self, name: &str) -> String {
        self.harness.get_by_label(name).value().unwrap()
    }

    pub(crate) fn sees(&self, words: &str) -> bool {
        self.harness.query_all_by_label_contains(words).next().is_some()
    }

    pub(crate) fn type_into(&mut self, name: &str, text: &str) {
        self.harness.get_by_label(name).focus();
        self.steps(1);
        self.harness.get_by_label(name).type_text(text);
        self.steps(2);
    }

    /// Goes on until something holds; fails when it does not within a minute.
    pub(crate) fn wait(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !done(self) {
            assert!(Instant::now() < until, "waited in vain for {what}");
            self.harness.step();
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

pub(crate) fn make_project(store: &Store) -> ProjectId {
    let id = ProjectId::new([5; 16]);
    let new = NewProject { id, name: "Lumen".into(), client: "Orchard".into(), ..made::new_project(store, "LUM") };
    store.submit(Command::CreateProject(new)).unwrap();
    id
}

pub(crate) fn make_deliverable(store: &Store, project: ProjectId, name: &str) -> DeliverableId {
    let id = DeliverableId::derive(&[name.as_bytes()]);
    let new = NewDeliverable { id, kind: "Asset".into(), ..made::new_deliverable(project, name) };
    store.submit(Command::CreateDeliverable(new)).unwrap();
    id
}

/// A round of a deliverable's first stage.
pub(crate) fn publish(store: &Store, deliverable: DeliverableId) -> RoundId {
    let target = made::first_stage(store, deliverable).unwrap();
    made::publish(store, target, made::still(MediaHash([7; 32]), 10), "first").unwrap()
}
