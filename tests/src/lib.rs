//! A studio in a box, for tests of several peers and for benches.

use rushes_domain::{
    Attachment, AttachmentId, AttachmentRole, Command, CommentId, Deliverable, DeliverableId, MediaHash, MediaKind,
    NewDeliverable, NewProject, Priority, ProjectId,
};
use rushes_store::{Store, StoreError, fresh};

pub mod studio;

pub use studio::studio_of;

/// Makes a project with the studio's pipeline.
///
/// # Errors
/// As [`Store::submit`]; also when the studio has no pipeline.
pub fn project(store: &Store, code: &str) -> Result<ProjectId, StoreError> {
    let id = ProjectId::new(fresh());
    let snapshot = store.snapshot();
    let pipeline = snapshot.state.studio.pipelines.keys().next().copied().unwrap_or_default();
    store.submit(Command::CreateProject(NewProject {
        id,
        code: code.into(),
        name: code.into(),
        client: String::new(),
        pipeline,
        start: None,
        due: None,
    }))?;
    Ok(id)
}

/// Makes a deliverable.
///
/// # Errors
/// As [`Store::submit`].
pub fn deliverable(store: &Store, project: ProjectId, name: &str) -> Result<DeliverableId, StoreError> {
    let id = DeliverableId::new(fresh());
    store.submit(Command::CreateDeliverable(NewDeliverable {
        id,
        project,
        name: name.into(),
        kind: "Shot".into(),
        priority: Priority::Normal,
        due: None,
        description: String::new(),
    }))?;
    Ok(id)
}

/// A comment on a deliverable as a whole, and its id.
#[must_use]
pub fn comment(deliverable: &Deliverable, body: &str) -> (CommentId, Command) {
    let id = CommentId::new(fresh());
    let command = Command::Comment {
        deliverable: deliverable.id,
        round: None,
        id,
        body: body.into(),
        reply_to: None,
        action: false,
    };
    (id, command)
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
        width: 64,
        height: 64,
        frames: 1,
        fps: None,
        duration_ms: None,
        codec: "RGB 8 bit".into(),
        alpha: false,
    }
}
