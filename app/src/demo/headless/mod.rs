//! The main job from end to end, without a window: each step is done as a person would do it and checked for what it
//! must give. A step that gives something else ends the walk with the reason.

mod planning;
mod results;
mod review;

use super::assets;
use crate::{actions::PublishFile, publish, render::RoundRef};
use anyhow::{Context as _, ensure};
use rushes_domain::{
    Attachment, AttachmentId, AttachmentRole, Command, DeliverableId, ProjectId, RoundId, Stage, StageTarget, Status,
};
use rushes_media::Worker;
use rushes_store::{Home, Store, fresh};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
    time::Instant,
};

/// Where files that are published are looked into.
#[derive(Debug)]
pub enum Reading {
    /// In a process apart, as the window and the command line do. The running program has to know `media-worker`.
    Apart(Worker),
    /// In this process.
    Here,
}

/// Walks the main job on a fresh home and leaves `annotated.png`, `workbook.xlsx`, `feedback.pdf` and
/// `summary.json` in `out`. The home is a temporary one unless given. Returns the summary.
///
/// # Errors
/// The first step that does not give what it must, or what keeps it from being done.
pub fn headless(home: Option<&Path>, out: &Path) -> anyhow::Result<Value> {
    headless_with(home, out, &Reading::Apart(Worker::new()))
}

/// As [`headless`], with a choice of where files are looked into.
///
/// # Errors
/// As [`headless`].
pub fn headless_with(home: Option<&Path>, out: &Path, reading: &Reading) -> anyhow::Result<Value> {
    fs::create_dir_all(out).with_context(|| format!("cannot make the folder {}", out.display()))?;
    let work = tempfile::tempdir()?;
    let dir = home.map_or_else(|| work.path().join("home"), Path::to_path_buf);
    let home = Home::open(&dir)?;
    let store = home.create_studio("Meridian Studio", "Mara Lindqvist", "mara@meridian.example")?;
    let mut walk = Walk {
        store,
        reading,
        work: work.path().to_path_buf(),
        out: out.to_path_buf(),
        steps: Vec::new(),
        began: Instant::now(),
    };
    walk.done("studio", json!({"studio": walk.store.studio(), "device": walk.store.device()}));

    let project = walk.project()?;
    walk.import(project)?;
    let hero = walk.named(project, "Hero bottle")?;
    let lighting = walk.stage(hero, "Lighting")?;
    let first = walk.publish("publish a still", lighting, "sol-hero-lighting-r1.jpg")?;
    let items = walk.annotate(first)?;
    walk.clip(project)?;
    walk.resolve(first, &items)?;
    let second = walk.next_round(lighting, first, &items)?;
    walk.approve(hero, second, &items)?;
    walk.export(project)?;
    walk.pictures(first, second)?;
    walk.report(first)?;
    let audit = walk.audit()?;
    let Walk { store, steps, began, .. } = walk;
    let stats = store.stats()?;
    let summary = json!({
        "ok": true,
        "home": dir,
        "studio": store.studio(),
        "steps": steps,
        "counts": stats,
        "audit": audit,
        "files": {
            "annotated": out.join("annotated.png"),
            "workbook": out.join("workbook.xlsx"),
            "feedback": out.join("feedback.pdf"),
            "summary": out.join("summary.json"),
        },
        "took_ms": u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    });
    fs::write(out.join("summary.json"), serde_json::to_vec_pretty(&summary)?)?;
    eprintln!(
        "all {} steps done; the results are in {}",
        summary["steps"].as_array().map_or(0, Vec::len),
        out.display()
    );
    Ok(summary)
}

struct Walk<'a> {
    store: Store,
    reading: &'a Reading,
    work: PathBuf,
    out: PathBuf,
    steps: Vec<Value>,
    began: Instant,
}

impl Walk<'_> {
    // What a step came to is written where it is told.
    #[allow(clippy::needless_pass_by_value)]
    fn done(&mut self, step: &str, result: Value) {
        eprintln!("{:>6.2} s  {step}", self.began.elapsed().as_secs_f32());
        self.steps.push(json!({"step": step, "ok": true, "result": result}));
    }

    fn named(&self, project: ProjectId, name: &str) -> anyhow::Result<DeliverableId> {
        let snapshot = self.store.snapshot();
        let found = snapshot.state.called(project, name).next().map(|d| d.id);
        found.with_context(|| format!("{name} did not come in"))
    }

    fn stage(&self, deliverable: DeliverableId, name: &str) -> anyhow::Result<StageTarget> {
        let stage = self.look(deliverable, |stages| stages.iter().find(|s| s.name == name).map(|s| s.id))?;
        Ok(StageTarget { deliverable, stage: stage.with_context(|| format!("there is no stage {name}"))? })
    }

    fn status(&self, deliverable: DeliverableId, name: &str) -> anyhow::Result<Status> {
        let status = self.look(deliverable, |stages| stages.iter().find(|s| s.name == name).map(|s| s.status))?;
        status.with_context(|| format!("there is no stage {name}"))
    }

    fn look<T>(&self, deliverable: DeliverableId, read: impl FnOnce(&[Stage]) -> T) -> anyhow::Result<T> {
        let snapshot = self.store.snapshot();
        let found = snapshot.state.deliverable(deliverable).context("the deliverable is gone")?;
        Ok(read(&found.stages))
    }

    fn attach(&self, name: &str) -> anyhow::Result<Attachment> {
        let path = self.work.join(name);
        fs::write(&path, assets::bytes(name)?)?;
        match self.reading {
            Reading::Here => assets::attach_file(&self.store, &path, AttachmentId::new(fresh())),
            Reading::Apart(worker) => {
                let files = [PublishFile { path, role: AttachmentRole::Current }];
                let thumbs = crate::jobs::thumbs::folder(self.store.home().dir());
                let made =
                    publish::attachments(&self.store, worker, &files, &thumbs, &|_| {}, &AtomicBool::new(false))?;
                made.into_iter().next().context("nothing was published")
            }
        }
    }

    fn publish(&mut self, step: &str, target: StageTarget, file: &str) -> anyhow::Result<RoundRef> {
        let attachment = self.attach(file)?;
        let again = self.attach(file)?;
        ensure!(again.hash == attachment.hash, "the same file has two hashes");
        let kept = self.store.media().path(attachment.hash).context("the file is not in the studio's media")?;
        ensure!(fs::read(&kept)? == assets::bytes(file)?, "the stored file differs from the published one");
        let result = json!({
            "file": file, "hash": attachment.hash, "format": attachment.format, "width": attachment.width,
            "height": attachment.height, "frames": attachment.frames, "bytes": attachment.size,
        });
        let round = RoundId::new(fresh());
        let note = "Published without a window".to_owned();
        self.store.submit(Command::Publish { target, round, attachments: vec![attachment], note })?;
        self.done(step, result);
        Ok(RoundRef { deliverable: target.deliverable, round, attachment: None })
    }
}

/// The corner of the wall that is too bright, in pixels of the picture.
const RECT: [(f32, f32); 2] = [(70.0, 60.0), (500.0, 350.0)];
