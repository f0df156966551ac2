//! A studio in a temporary folder.

use rushes_domain::*;
use rushes_store::{Home, Store, fresh};
use tempfile::TempDir;

pub struct Device {
    pub dir: TempDir,
    pub store: Store,
}

pub fn new_studio() -> Device {
    let dir = tempfile::tempdir().unwrap();
    let store = Home::open(dir.path()).unwrap().create_studio("Meridian", "Ada Vale", "ada@meridian.test").unwrap();
    Device { dir, store }
}

/// A device that joins with an invitation of another.
pub fn joined(host: &Store, role: Role, name: &str) -> Device {
    let secret = host.invite(role, Timestamp(i64::MAX)).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path()).unwrap();
    let facts = host.redeem(&secret, home.device(), name, &format!("{name}@meridian.test")).unwrap();
    let store = home.join_studio(&facts).unwrap();
    sync(host, &store);
    Device { dir, store }
}

/// Gives each what the other lacks, the plain way.
pub fn sync(a: &Store, b: &Store) {
    for (from, to) in [(a, b), (b, a)] {
        let facts = from.facts().unwrap().into_iter().map(|(_, bytes)| bytes).collect();
        let envelopes = from
            .digests()
            .into_iter()
            .flat_map(|(doc, _)| from.envelopes(doc, &from.changes(doc).unwrap()).unwrap())
            .collect();
        to.receive(facts, envelopes).unwrap();
    }
    assert_eq!(a.digests(), b.digests());
}

pub fn project(store: &Store, code: &str) -> ProjectId {
    let id = ProjectId::new(fresh());
    let pipeline = *store.snapshot().state.studio.pipelines.keys().next().unwrap();
    let new = NewProject {
        id,
        code: code.into(),
        name: format!("Project {code}"),
        client: String::new(),
        pipeline,
        start: None,
        due: None,
    };
    store.submit(Command::CreateProject(new)).unwrap();
    id
}

pub fn deliverable(store: &Store, project: ProjectId, name: &str) -> DeliverableId {
    let id = DeliverableId::new(fresh());
    let new = NewDeliverable {
        id,
        project,
        name: name.into(),
        kind: "Shot".into(),
        priority: Priority::Normal,
        due: None,
        description: String::new(),
    };
    store.submit(Command::CreateDeliverable(new)).unwrap();
    id
}

pub fn picture() -> Attachment {
    Attachment {
        id: AttachmentId::new(fresh()),
        role: AttachmentRole::Current,
        kind: MediaKind::Image,
        hash: MediaHash([7; 32]),
        name: "frame.png".into(),
        size: 10,
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

pub fn publish(store: &Store, path: &str, note: &str) -> RoundId {
    let (deliverable, stage) = store.snapshot().state.resolve_stage(path).unwrap();
    let round = RoundId::new(fresh());
    let target = StageTarget { deliverable, stage };
    store.submit(Command::Publish { target, round, attachments: vec![picture()], note: note.into() }).unwrap();
    round
}

pub fn decided(
    store: &Store,
    path: &str,
    verdict: Verdict,
    note: &str,
) -> Result<rushes_store::Ack, rushes_store::StoreError> {
    let (deliverable, round) = store.snapshot().state.resolve_round(path).unwrap();
    store.submit(Command::Decide { deliverable, round, id: DecisionId::new(fresh()), verdict, note: note.into() })
}

pub fn status(store: &Store, path: &str) -> Status {
    let state = &store.snapshot().state;
    let (deliverable, stage) = state.resolve_stage(path).unwrap();
    state.deliverable(deliverable).unwrap().stage(stage).unwrap().status
}
