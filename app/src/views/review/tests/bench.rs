//! A small studio on disk, and the page in a window without a screen.

use crate::{
    actions::{Action, Cx},
    kit::{Theme, font},
    place::Place,
    shell::sync_chip::Network,
    textures::{ThumbOutcome, Thumbs},
    views::review::{ReviewModel, ReviewPage, ReviewTarget},
};
use egui_kittest::Harness;
use rushes_domain::*;
use rushes_store::{Home, Snapshot, Store, fresh};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

/// A studio with a deliverable whose Lighting stage is reviewed.
pub(super) struct Studio {
    pub(super) store: Store,
    pub(super) deliverable: DeliverableId,
    pub(super) stage: StageId,
    pub(super) folder: tempfile::TempDir,
}

impl Studio {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(&folder.path().join("home")).unwrap();
        let store = home.create_studio("North", "Ada Brandt", "ada@north.test").unwrap();
        let pipeline = *store.snapshot().state.studio.pipelines.keys().next().unwrap();
        let project = ProjectId::new(fresh());
        store
            .submit(Command::CreateProject(NewProject {
                id: project,
                code: "AUR".into(),
                name: "Aurora".into(),
                client: String::new(),
                pipeline,
                start: None,
                due: None,
            }))
            .unwrap();
        let deliverable = DeliverableId::new(fresh());
        store
            .submit(Command::CreateDeliverable(NewDeliverable {
                id: deliverable,
                project,
                name: "Hero bottle".into(),
                kind: "shot".into(),
                priority: Priority::Normal,
                due: None,
                description: String::new(),
            }))
            .unwrap();
        let stage = store
            .snapshot()
            .state
            .deliverable(deliverable)
            .unwrap()
            .stages
            .iter()
            .find(|s| s.name == "Modeling")
            .unwrap()
            .id;
        Self { store, deliverable, stage, folder }
    }

    pub(super) fn target(&self) -> StageTarget {
        StageTarget { deliverable: self.deliverable, stage: self.stage }
    }

    /// Publishes a file as a round.
    pub(super) fn publish(&self, path: &Path, note: &str) -> RoundId {
        let stored = self.store.media().import(path, &|_, _| {}, &AtomicBool::new(false)).unwrap();
        let info = rushes_media::probe(path).unwrap();
        let attachment = Attachment {
            id: AttachmentId::new(fresh()),
            role: AttachmentRole::Current,
            kind: if info.frames > 1 { MediaKind::Video } else { MediaKind::Image },
            hash: stored.hash,
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            size: stored.size,
            format: info.format,
            width: info.width,
            height: info.height,
            frames: info.frames,
            fps: info.fps.map(|r| FrameRate { num: r.num.unsigned_abs(), den: r.den.unsigned_abs() }),
            duration_ms: Some(info.duration_ms),
            codec: info.codec,
            alpha: info.alpha,
        };
        self.publish_as(attachment, note)
    }

    /// Publishes a round whose file is described, whether it is here or not.
    pub(super) fn publish_as(&self, attachment: Attachment, note: &str) -> RoundId {
        let round = RoundId::new(fresh());
        let attachments = vec![attachment];
        self.store.submit(Command::Publish { target: self.target(), round, attachments, note: note.into() }).unwrap();
        round
    }

    /// A picture of `width` x `height` pixels whose colours tell where one is.
    pub(super) fn picture(&self, name: &str, width: u32, height: u32) -> PathBuf {
        let path = self.folder.path().join(name);
        image::ImageBuffer::from_fn(width, height, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 90]))
            .save(&path)
            .unwrap();
        path
    }

    /// A clip of grey frames, each of its own brightness, 25 a second.
    pub(super) fn clip(&self, name: &str, frames: u8) -> PathBuf {
        let path = self.folder.path().join(name);
        let mut bytes = b"YUV4MPEG2 W64 H48 F25:1 Ip A1:1 C420jpeg\n".to_vec();
        for frame in 0..frames {
            bytes.extend_from_slice(b"FRAME\n");
            bytes.extend(std::iter::repeat_n(30 + frame * 4, 64 * 48));
            bytes.extend(std::iter::repeat_n(128, 2 * 32 * 24));
        }
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(super) fn annotate(&self, round: RoundId, shape: Shape, body: &str, action: bool, frame: u64) -> AnnotationId {
        let id = AnnotationId::new(fresh());
        self.store
            .submit(Command::Annotate(NewAnnotation {
                id,
                comment: CommentId::new(fresh()),
                deliverable: self.deliverable,
                round,
                attachment: None,
                frames: FrameSpan::at(frame),
                shape,
                body: body.into(),
                action,
            }))
            .unwrap();
        id
    }

    pub(super) fn step(&self, item: FeedbackId, step: FeedbackStep, note: &str) {
        let event = EventId::new(fresh());
        let deliverable = self.deliverable;
        self.store
            .submit(Command::StepFeedback { deliverable, feedback: item, event, step, note: note.into() })
            .unwrap();
    }

    pub(super) fn decide(&self, round: RoundId, verdict: Verdict, note: &str) {
        let id = DecisionId::new(fresh());
        let deliverable = self.deliverable;
        self.store.submit(Command::Decide { deliverable, round, id, verdict, note: note.into() }).unwrap();
    }

    /// What the page shows of a round to somebody with this role.
    pub(super) fn model(&self, round: RoundId, role: Role) -> ReviewModel {
        let snapshot = self.store.snapshot();
        let target = ReviewTarget { deliverable: self.deliverable, round, attachment: None };
        ReviewModel::read(&snapshot.state, Actor { role, ..snapshot.me }, target).unwrap()
    }
}

/// A shape of two points.
pub(super) fn shape(kind: ShapeKind, points: &[(f32, f32)]) -> Shape {
    Shape {
        kind,
        points: points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect(),
        text: String::new(),
        color: Shape::RED.into(),
        width: 6.0,
        image: None,
    }
}

/// The page with what it asked for.
pub(super) struct Shown {
    pub(super) store: Store,
    pub(super) page: ReviewPage,
    pub(super) place: (DeliverableId, RoundId),
    pub(super) role: Role,
    pub(super) theme: Arc<Theme>,
    thumbs: Thumbs,
    /// Every command that was asked for, in order.
    pub(super) sent: Vec<Command>,
    /// The store takes nothing.
    pub(super) refusing: bool,
    pub(super) network: Network,
    fonts: bool,
}

impl Shown {
    fn frame(&mut self, ui: &mut egui::Ui) {
        if !self.fonts {
            font::install(ui.ctx());
            self.theme.install(ui.ctx());
            self.fonts = true;
            ui.ctx().request_repaint();
            return;
        }
        for key in self.thumbs.take_wanted() {
            let made = self.store.media().path(key.0).and_then(|p| rushes_media::thumbnail(&p, key.1.pixels()).ok());
            let outcome = made.map_or(ThumbOutcome::Away, |p| {
                let size = [p.width as usize, p.height as usize];
                ThumbOutcome::Picture(egui::ColorImage::from_rgba_unmultiplied(size, &p.rgba))
            });
            self.thumbs.settle(key, outcome);
        }
        self.thumbs.begin_frame(ui.ctx());
        let snapshot = self.store.snapshot();
        let snapshot = Arc::new(Snapshot { me: Actor { role: self.role, ..snapshot.me }, ..(*snapshot).clone() });
        let mut actions = Vec::new();
        let mut cx = Cx {
            snapshot: &snapshot,
            store: Some(&self.store),
            actions: &mut actions,
            theme: &self.theme,
            thumbs: &mut self.thumbs,
            place: Place::Review(self.place.0, self.place.1),
            now: rushes_store::now(),
            today: rushes_store::today(),
            gpu: None,
            network: &self.network,
            tray: &[],
            dense: true,
        };
        self.page.ui(ui, &mut cx, self.place.0, self.place.1);
        for action in actions {
            match action {
                Action::Send(send) => {
                    self.sent.push((*send.command).clone());
                    if self.refusing {
                        self.page.refused(&send.command, "You may only look here.");
                    } else {
                        self.store.submit(*send.command).unwrap();
                    }
                    ui.ctx().request_repaint();
                }
                Action::Turn(Place::Review(deliverable, round)) | Action::Go(Place::Review(deliverable, round)) => {
                    self.place = (deliverable, round);
                }
                _ => {}
            }
        }
    }
}

/// Opens the page on a round in a window of this size.
pub(super) fn open(studio: &Studio, round: RoundId, size: [f32; 2], theme: Theme) -> Harness<'static, Shown> {
    let mut harness = window(studio, round, size, theme);
    until(&mut harness, |shown| shown.page.viewer.is_current());
    harness
}

/// Opens the page on a round, and waits until something holds.
pub(super) fn open_when(studio: &Studio, round: RoundId, holds: impl Fn(&Shown) -> bool) -> Harness<'static, Shown> {
    let mut harness = window(studio, round, [1280.0, 800.0], Theme::dark());
    until(&mut harness, holds);
    harness
}

fn window(studio: &Studio, round: RoundId, size: [f32; 2], theme: Theme) -> Harness<'static, Shown> {
    let shown = Shown {
        store: studio.store.clone(),
        page: ReviewPage::default(),
        place: (studio.deliverable, round),
        role: Role::Admin,
        theme: Arc::new(theme),
        thumbs: Thumbs::default(),
        sent: Vec::new(),
        refusing: false,
        network: Network::default(),
        fonts: false,
    };
    Harness::builder()
        .with_size(egui::vec2(size[0], size[1]))
        .with_max_steps(64)
        .build_ui_state(|ui, shown: &mut Shown| shown.frame(ui), shown)
}

/// Lets frames pass until something holds; what is decoded elsewhere takes its time.
pub(super) fn until(harness: &mut Harness<'static, Shown>, holds: impl Fn(&Shown) -> bool) {
    for _ in 0..2000 {
        harness.step();
        if holds(harness.state()) {
            harness.step();
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    panic!("it never came: {:?}", harness.state().page.viewer.absent());
}
