//! A studio on paper: documents as plain trees, edits applied one after the other.

use rushes_domain::{deliverable::Sources, *};
use std::collections::BTreeMap;

#[derive(Clone)]
pub struct Paper {
    pub docs: BTreeMap<DocId, Tree>,
    pub state: State,
    /// Who set what stands at a place.
    pub by: BTreeMap<(DocId, Vec<String>), PersonId>,
    /// Maps their authors withdrew: readers leave them out.
    pub withdrawn: BTreeMap<(DocId, Vec<String>), Value>,
    clock: i64,
    ids: u64,
}

pub const ADA: Actor = Actor { person: PersonId(ids::Id([1; 16])), device: DeviceId([1; 32]), role: Role::Admin };

pub fn with_role(role: Role) -> Actor {
    Actor { role, ..ADA }
}

pub mod ids {
    pub use rushes_domain::Id;
}

impl Paper {
    pub fn new() -> Self {
        let mut paper = Self::blank();
        let studio = StudioId::new([9; 16]);
        let person = Person { id: ADA.person, name: "Ada Vale".into(), email: "ada@meridian.test".into() };
        let member = Member { person: ADA.person, role: Role::Admin, devices: vec![ADA.device] };
        paper.state.studio = Studio::read(studio, &Tree::empty(DocId::studio(studio)), &[(person, member)]).into();
        paper.state.personal = Personal { person: ADA.person, ..Personal::default() }.into();
        paper.ok(Command::ApplyPipeline(Pipeline::default_cg(PipelineId::new([2; 16]))));
        paper.ok(Command::CreateProject(NewProject {
            id: ProjectId::new([3; 16]),
            code: "HERO".into(),
            name: "Hero".into(),
            client: String::new(),
            pipeline: PipelineId::new([2; 16]),
            start: None,
            due: None,
        }));
        paper
    }

    /// With nothing at all.
    pub fn blank() -> Self {
        Self {
            docs: BTreeMap::new(),
            state: State::default(),
            by: BTreeMap::new(),
            withdrawn: BTreeMap::new(),
            clock: 1_000_000,
            ids: 0,
        }
    }

    /// With one deliverable, "HERO/Bottle".
    pub fn with_bottle() -> Self {
        let mut paper = Self::new();
        paper.ok(Command::CreateDeliverable(NewDeliverable {
            id: BOTTLE,
            project: ProjectId::new([3; 16]),
            name: "Bottle".into(),
            kind: "Prop".into(),
            priority: Priority::Normal,
            due: None,
            description: String::new(),
        }));
        paper
    }

    pub fn fresh(&mut self) -> [u8; 16] {
        self.ids += 1;
        Id::derive("test", &[&self.ids.to_le_bytes()]).0
    }

    pub fn try_as(&mut self, actor: Actor, command: Command) -> Result<Decided, Refusal> {
        self.clock += 1000;
        let decided = decide(&self.state, actor, Timestamp(self.clock), command)?;
        let before = self.state.clone();
        self.write(&decided.edits, actor.person);
        self.reads_alike(&before, &decided.edits);
        Ok(decided)
    }

    pub fn write(&mut self, edits: &[Edit], by: PersonId) {
        for edit in edits {
            self.apply(edit, by);
        }
        self.read();
    }

    /// Reading only what changed gives what reading everything gives.
    fn reads_alike(&self, before: &State, edits: &[Edit]) {
        let mut touched: BTreeMap<DeliverableId, BTreeMap<DocKind, Touch>> = BTreeMap::new();
        for edit in edits.iter().filter(|e| DocKind::OF_DELIVERABLE.contains(&e.doc.kind)) {
            let keys = Touch::Keys([edit.path[0].clone()].into());
            let kinds = touched.entry(DeliverableId(edit.doc.id)).or_default();
            kinds.entry(edit.doc.kind).or_insert_with(|| keys.clone()).add(keys);
        }
        for (id, kinds) in touched {
            let Some(old) = before.own(id) else { continue };
            let tree = |kind, _: &Touch| Ok::<_, std::convert::Infallible>(self.tree(DocId::of(kind, id)).into());
            let read = old.reread(&kinds, tree).unwrap();
            assert_eq!(read.as_ref(), self.state.own(id).map(AsRef::as_ref));
        }
    }

    fn tree(&self, doc: DocId) -> Tree {
        self.docs.get(&doc).cloned().unwrap_or_else(|| Tree::empty(doc))
    }

    pub fn ok(&mut self, command: Command) -> Decided {
        self.try_as(ADA, command).unwrap()
    }

    /// Another device wrote this, whatever the rules here would have said.
    pub fn write_elsewhere(&mut self, doc: DocId, key: &str, value: Value) {
        self.apply(&Edit::put(doc, [key], value), ADA.person);
        self.read();
    }

    fn apply(&mut self, edit: &Edit, by: PersonId) {
        if let Some((flag, place)) = edit.path.split_last()
            && flag == rushes_domain::undo::WITHDRAWN
        {
            return self.withdraw(edit, place, by);
        }
        self.by.insert((edit.doc, edit.path.clone()), by);
        let tree = self.docs.entry(edit.doc).or_insert_with(|| Tree::empty(edit.doc));
        let (key, parents) = edit.path.split_last().unwrap();
        let mut map = &mut tree.root;
        for parent in parents {
            let Some(Value::Map(next)) = map.get_mut(parent) else { panic!("nobody made {:?}", edit.path) };
            map = next;
        }
        let value = match &edit.op {
            Op::Put(value) => Some(value.clone()),
            Op::Rewrite(text) => Some(Value::Text(text.clone())),
            Op::Delete => None,
        };
        match value {
            Some(Value::Map(mut entries)) => {
                entries.insert(BY.into(), by.to_string().into());
                map.insert(key.clone(), Value::Map(entries));
            }
            Some(value) => drop(map.insert(key.clone(), value)),
            None => drop(map.remove(key)),
        }
    }

    /// As a reader takes it: only the author's word counts.
    fn withdraw(&mut self, edit: &Edit, place: &[String], by: PersonId) {
        let key = (edit.doc, place.to_vec());
        assert_eq!(self.by.get(&key), Some(&by), "nobody withdraws what is not theirs");
        let (last, parents) = place.split_last().unwrap();
        let tree = self.docs.get_mut(&edit.doc).unwrap();
        let mut map = &mut tree.root;
        for parent in parents {
            let Some(Value::Map(next)) = map.get_mut(parent) else { panic!("nobody made {place:?}") };
            map = next;
        }
        if edit.op == Op::Put(true.into()) {
            self.withdrawn.insert(key, map.remove(last).unwrap());
        } else {
            map.insert(last.clone(), self.withdrawn.remove(&key).unwrap());
        }
    }

    fn read(&mut self) {
        let docs: Vec<DocId> = self.docs.keys().copied().collect();
        for doc in docs {
            match doc.kind {
                DocKind::Studio => {
                    let old = &self.state.studio;
                    let person = old.people[&ADA.person].clone();
                    let member = old.members[&ADA.person].clone();
                    let studio = Studio::read(old.id, &self.docs[&doc], &[(person, member)]);
                    self.state.set_studio(studio);
                }
                DocKind::Project => {
                    let id = ProjectId(doc.id);
                    self.state.set_project(id, Project::read(id, &self.docs[&doc]));
                }
                DocKind::Plan => {
                    let id = DeliverableId(doc.id);
                    let [plan, work, talk, verdict] =
                        DocKind::OF_DELIVERABLE.map(|kind| DocId::of(kind, id)).map(|doc| self.tree(doc).into());
                    let read = Deliverable::read(id, &Sources { plan, work, talk, verdict });
                    self.state.set_deliverable(id, read);
                }
                DocKind::Personal if doc.id == ADA.person.0 => {
                    self.state.personal = Personal::read(ADA.person, &self.docs[&doc]).into();
                }
                _ => {}
            }
        }
    }

    pub fn bottle(&self) -> &Deliverable {
        self.state.deliverable(BOTTLE).unwrap()
    }

    pub fn target(&self, stage: &str) -> StageTarget {
        let (deliverable, stage) = self.state.resolve_stage(&format!("HERO/Bottle/{stage}")).unwrap();
        StageTarget { deliverable, stage }
    }

    pub fn stage(&self, name: &str) -> &Stage {
        let target = self.target(name);
        self.state.deliverable(target.deliverable).unwrap().stage(target.stage).unwrap()
    }

    pub fn publish(&mut self, stage: &str) -> RoundId {
        let round = RoundId::new(self.fresh());
        let target = self.target(stage);
        let attachments = vec![picture(self.fresh())];
        self.ok(Command::Publish { target, round, attachments, note: "note".into() });
        round
    }

    pub fn decision(&mut self, round: RoundId, verdict: Verdict, note: &str) -> Command {
        let id = DecisionId::new(self.fresh());
        Command::Decide { deliverable: BOTTLE, round, id, verdict, note: note.into() }
    }

    pub fn set(&mut self, stage: &str, status: Status, reason: Option<&str>) -> Command {
        Command::SetStageStatus {
            target: self.target(stage),
            status,
            force: reason.is_some(),
            reason: reason.unwrap_or_default().into(),
            event: EventId::new(self.fresh()),
        }
    }
}

pub const BOTTLE: DeliverableId = DeliverableId(Id([4; 16]));

pub fn picture(id: [u8; 16]) -> Attachment {
    Attachment {
        id: AttachmentId::new(id),
        role: AttachmentRole::Current,
        kind: MediaKind::Video,
        hash: MediaHash([7; 32]),
        name: "turn.mp4".into(),
        size: 10,
        format: "mp4".into(),
        width: 1920,
        height: 1080,
        frames: 48,
        fps: Some(FrameRate { num: 24000, den: 1001 }),
        duration_ms: Some(2002),
        codec: "h264".into(),
        alpha: false,
    }
}
