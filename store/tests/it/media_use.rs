//! Media that something refers to is never taken for unused, and named where it is missing.

use crate::studio::*;
use proptest::prelude::*;
use rushes_domain::{conflict, *};
use rushes_store::{Store, fresh};
use std::{
    fs::File,
    path::Path,
    sync::atomic::AtomicBool,
    time::{Duration, SystemTime},
};

/// Brings a file in that is two days old.
pub fn old_file(device: &Device, words: &str) -> MediaHash {
    let path = device.dir.path().join("brought in");
    std::fs::write(&path, words).unwrap();
    let stored = device.store.media().import(&path, &|_, _| (), &AtomicBool::new(false)).unwrap();
    age(&device.store.media().path(stored.hash).unwrap());
    stored.hash
}

fn age(path: &Path) {
    let then = SystemTime::now() - Duration::from_secs(48 * 3600);
    File::options().append(true).open(path).unwrap().set_modified(then).unwrap();
}

fn mark(store: &Store, path: &str, image: MediaHash) -> (DeliverableId, AnnotationId, CommentId) {
    let (deliverable, round) = store.snapshot().state.resolve_round(path).unwrap();
    let (id, comment) = (AnnotationId::new(fresh()), CommentId::new(fresh()));
    let new = NewAnnotation {
        id,
        comment,
        deliverable,
        round,
        attachment: None,
        frames: FrameSpan::default(),
        shape: pasted(image),
        body: "as here".into(),
        action: true,
    };
    store.submit(Command::Annotate(new)).unwrap();
    (deliverable, id, comment)
}

fn pasted(image: MediaHash) -> Shape {
    Shape {
        kind: ShapeKind::Screenshot,
        points: vec![Point { x: 0.0, y: 0.0 }, Point { x: 8.0, y: 8.0 }],
        text: String::new(),
        color: Shape::RED.into(),
        width: 4.0,
        image: Some(image),
    }
}

fn with_round() -> Device {
    let ada = new_studio();
    let project = project(&ada.store, "LMP");
    deliverable(&ada.store, project, "Hero");
    publish(&ada.store, "LMP/Hero/Modeling", "first");
    ada
}

#[test]
fn a_pasted_picture_outlives_the_removal_of_old_data() {
    let ada = with_round();
    let image = old_file(&ada, "a pasted picture");
    mark(&ada.store, "LMP/Hero/Modeling", image);
    assert_eq!(ada.store.kept().unwrap().entries, []);
    ada.store.give_up_kept().unwrap();
    assert_eq!(ada.store.media().damage(image), None, "the last copy is there");
}

#[test]
fn a_file_that_is_nowhere_is_named_and_one_that_may_still_come_is_told_apart() {
    let ada = with_round();
    let image = old_file(&ada, "a pasted picture");
    mark(&ada.store, "LMP/Hero/Modeling", image);
    std::fs::remove_file(ada.store.media().path(image).unwrap()).unwrap();
    let verified = ada.store.verify().unwrap();
    assert_eq!(verified.damaged.len(), 1, "what was here is damage: {:?}", verified.damaged);
    ada.store.repair().unwrap();
    let verified = ada.store.verify().unwrap();
    let told: Vec<_> = verified.missing_media.iter().map(|m| (m.used_by.join(", "), m.lost)).collect();
    let round = "LMP/Hero/Modeling@1".to_owned();
    assert_eq!(told, [(round.clone(), true), (format!("a mark on {round}"), true)]);
    assert!(verified.damaged.is_empty() && !verified.is_whole());
    joined(&ada.store, Role::Producer, "ben");
    let verified = ada.store.verify().unwrap();
    assert!(verified.missing_media.iter().all(|m| !m.lost) && verified.is_whole(), "ben may have them");
}

/// A way to refer to a file, or to stop showing that one does.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Publish,
    Compare,
    Paste,
    PasteAnew,
    PasteTwiceAtOnce,
    Erase,
    Withdraw,
    Cover,
    CoverTwiceAtOnce,
    Settle,
    TakeBack,
    DeleteDeliverable,
    DeleteProject,
    PasteUnseen,
}

fn deed() -> impl Strategy<Value = Deed> {
    use Deed::*;
    prop::sample::select(vec![
        Publish,
        Compare,
        Paste,
        PasteAnew,
        PasteTwiceAtOnce,
        Erase,
        Withdraw,
        Cover,
        CoverTwiceAtOnce,
        Settle,
        TakeBack,
        DeleteDeliverable,
        DeleteProject,
        PasteUnseen,
    ])
}

/// Two devices of a studio, and every file that was ever referred to on the first.
struct Two {
    ada: Device,
    ben: Device,
    files: u32,
}

const STAGE: &str = "LMP/Hero/Modeling";

impl Two {
    fn new() -> Self {
        let ada = with_round();
        let ben = joined(&ada.store, Role::Producer, "ben");
        Self { ada, ben, files: 0 }
    }

    fn file(&mut self) -> MediaHash {
        self.files += 1;
        old_file(&self.ada, &format!("file {}", self.files))
    }

    fn target(&self) -> Option<StageTarget> {
        let (deliverable, stage) = self.ada.store.snapshot().state.resolve_stage(STAGE).ok()?;
        Some(StageTarget { deliverable, stage })
    }

    fn publish(&mut self, role: AttachmentRole) -> Option<MediaHash> {
        let target = self.target()?;
        let (work, other) = (self.file(), self.file());
        let second = Attachment { id: AttachmentId::new(fresh()), role, hash: other, ..picture() };
        let first = Attachment { id: AttachmentId::new(fresh()), hash: work, ..picture() };
        let (round, attachments) = (RoundId::new(fresh()), vec![first, second]);
        let command = Command::Publish { target, round, attachments, note: String::new() };
        self.ada.store.submit(command).unwrap();
        Some(other)
    }

    fn last_mark(&self) -> Option<(DeliverableId, Annotation)> {
        let target = self.target()?;
        let snapshot = self.ada.store.snapshot();
        let deliverable = snapshot.state.deliverable(target.deliverable)?;
        Some((deliverable.id, deliverable.annotations.last()?.clone()))
    }

    fn cover(&self, store: &Store, hash: MediaHash) {
        let state = &store.snapshot().state;
        let Some(id) = state.project_called("LMP").map(|p| p.id) else { return };
        store.submit(Command::EditProject { id, changes: vec![ProjectChange::Cover(Some(hash))] }).unwrap();
    }

    fn act(&mut self, deed: Deed) -> Option<()> {
        match deed {
            Deed::Publish => drop(self.publish(AttachmentRole::Current)?),
            Deed::Compare => drop(self.publish(AttachmentRole::Reference)?),
            Deed::Paste => {
                // The round may have been taken back.
                self.ada.store.snapshot().state.resolve_round(STAGE).ok()?;
                let image = self.file();
                mark(&self.ada.store, STAGE, image);
            }
            Deed::PasteAnew | Deed::PasteTwiceAtOnce => {
                let (deliverable, known) = self.last_mark()?;
                sync(&self.ada.store, &self.ben.store);
                let (mine, theirs) = (self.file(), self.file());
                let reshape = |hash| Command::Reshape { deliverable, id: known.id, shape: pasted(hash) };
                self.ada.store.submit(reshape(mine)).unwrap();
                if matches!(deed, Deed::PasteTwiceAtOnce) {
                    self.ben.store.submit(reshape(theirs)).unwrap();
                    sync(&self.ada.store, &self.ben.store);
                } else {
                    self.ada.store.submit(reshape(theirs)).unwrap();
                }
            }
            Deed::Erase => {
                let (deliverable, mark) = self.last_mark()?;
                self.ada.store.submit(Command::Erase { deliverable, id: mark.id, erased: true }).unwrap();
            }
            Deed::Withdraw => {
                let (deliverable, mark) = self.last_mark()?;
                let id = mark.comment?;
                // One that somebody has acted on stays.
                let _ = self.ada.store.submit(Command::WithdrawComment { deliverable, id });
            }
            Deed::Cover | Deed::CoverTwiceAtOnce => {
                let (mine, theirs) =
                    (self.publish(AttachmentRole::Reference)?, self.publish(AttachmentRole::Reference)?);
                sync(&self.ada.store, &self.ben.store);
                self.cover(&self.ada.store, mine);
                if matches!(deed, Deed::CoverTwiceAtOnce) {
                    self.cover(&self.ben.store, theirs);
                    sync(&self.ada.store, &self.ben.store);
                }
            }
            Deed::Settle => {
                let snapshot = self.ada.store.snapshot();
                let open = conflict::all(&snapshot.state).next()?.clone();
                let value = open.values.last()?.value.clone();
                self.ada.store.submit(Command::Settle { doc: open.doc, path: open.path, value }).unwrap();
            }
            Deed::TakeBack => drop(self.ada.store.undo().ok()?),
            Deed::DeleteDeliverable => {
                let id = self.target()?.deliverable;
                let changes = vec![DeliverableChange::Deleted(true)];
                self.ada.store.submit(Command::EditDeliverable { id, changes }).unwrap();
                let project = self.ada.store.snapshot().state.project_called("LMP")?.id;
                deliverable(&self.ada.store, project, "Hero");
                publish(&self.ada.store, STAGE, "anew");
            }
            Deed::DeleteProject => {
                let id = self.ada.store.snapshot().state.project_called("LMP")?.id;
                self.ada
                    .store
                    .submit(Command::EditProject { id, changes: vec![ProjectChange::Deleted(true)] })
                    .unwrap();
            }
            Deed::PasteUnseen => {
                // Written by a device whose grant has not come here: kept aside.
                let (id, _) = self.ada.store.snapshot().state.resolve_round(STAGE).ok()?;
                sync(&self.ada.store, &self.ben.store);
                let eve = joined(&self.ben.store, Role::Client, &format!("eve{}", self.files));
                let image = self.file();
                mark(&eve.store, STAGE, image);
                let doc = DocId::of(DocKind::Talk, id);
                let envelopes = eve.store.envelopes(doc, &eve.store.changes(doc).unwrap()).unwrap();
                let received = self.ada.store.receive(Vec::new(), envelopes).unwrap();
                assert!(received.quarantined > 0);
            }
        }
        Some(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn nothing_that_was_ever_referred_to_is_unused(deeds in prop::collection::vec(deed(), 1..10)) {
        let mut two = Two::new();
        for deed in deeds {
            two.act(deed);
        }
        prop_assert_eq!(two.ada.store.kept().unwrap().entries, []);
        let alone = old_file(&two.ada, "nobody speaks of it");
        let unused = two.ada.store.media().path(alone).unwrap();
        let kept: Vec<_> = two.ada.store.kept().unwrap().entries.into_iter().map(|(path, _)| path).collect();
        prop_assert_eq!(kept, [unused]);
    }
}
