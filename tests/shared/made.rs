//! What tests make in a studio: one file, which the tests of every crate take in.
#![allow(dead_code, unreachable_pub, reason = "each crate's tests use some of it")]

use rushes_domain::{
    Attachment, AttachmentId, AttachmentRole, Command, DeliverableId, MediaHash, MediaKind, NewDeliverable, NewProject,
    Priority, ProjectId, RoundId, StageTarget,
};
use rushes_store::{Store, StoreError, fresh};

/// A project with the studio's first pipeline, to be made.
#[must_use]
pub fn new_project(store: &Store, code: &str) -> NewProject {
    let pipeline = store.snapshot().state.studio.pipelines.keys().next().copied().unwrap_or_default();
    NewProject {
        id: ProjectId::new(fresh()),
        code: code.into(),
        name: format!("Project {code}"),
        client: String::new(),
        pipeline,
        start: None,
        due: None,
    }
}

/// Makes a project.
///
/// # Errors
/// As [`Store::submit`]; also when the studio has no pipeline.
pub fn project(store: &Store, code: &str) -> Result<ProjectId, StoreError> {
    let new = new_project(store, code);
    let id = new.id;
    store.submit(Command::CreateProject(new))?;
    Ok(id)
}

/// A deliverable, to be made.
#[must_use]
pub fn new_deliverable(project: ProjectId, name: &str) -> NewDeliverable {
    NewDeliverable {
        id: DeliverableId::new(fresh()),
        project,
        name: name.into(),
        kind: "Shot".into(),
        priority: Priority::Normal,
        due: None,
        description: String::new(),
    }
}

/// Makes a deliverable.
///
/// # Errors
/// As [`Store::submit`].
pub fn deliverable(store: &Store, project: ProjectId, name: &str) -> Result<DeliverableId, StoreError> {
    let new = new_deliverable(project, name);
    let id = new.id;
    store.submit(Command::CreateDeliverable(new))?;
    Ok(id)
}

/// A still, as a round has it.
#[must_use]
pub fn still(hash: MediaHash, size: u64) -> Attachment {
    Attachment {
        id: AttachmentId::new(fresh()),
        role: AttachmentRole::Current,
        kind: MediaKind::Image,
        hash,
        name: "frame.png".into(),
        size,
        format: "png".into(),
        width: 1920,
        height: 1080,
        frames: 1,
        fps: None,
        duration_ms: None,
        codec: "RGB 8 bit".into(),
        alpha: false,
    }
}

/// Publishes a round of a stage with one file.
///
/// # Errors
/// As [`Store::submit`].
pub fn publish(store: &Store, target: StageTarget, file: Attachment, note: &str) -> Result<RoundId, StoreError> {
    let round = RoundId::new(fresh());
    store.submit(Command::Publish { target, round, attachments: vec![file], note: note.into() })?;
    Ok(round)
}

/// A deliverable's first stage.
#[must_use]
pub fn first_stage(store: &Store, deliverable: DeliverableId) -> Option<StageTarget> {
    let stage = store.snapshot().state.deliverable(deliverable)?.stages.first()?.id;
    Some(StageTarget { deliverable, stage })
}

/// Gives one what another has, the plain way.
///
/// # Errors
/// When a database cannot be read or written.
pub fn give(from: &Store, to: &Store) -> Result<(), StoreError> {
    let facts = from.facts()?.into_iter().map(|(_, bytes)| bytes).collect();
    let mut envelopes = Vec::new();
    for (doc, _) in from.digests() {
        envelopes.extend(from.envelopes(doc, &from.changes(doc)?)?);
    }
    to.receive(facts, envelopes)?;
    Ok(())
}
