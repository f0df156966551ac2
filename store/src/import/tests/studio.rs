//! A studio in memory, for tests: the rules' edits applied to plain trees.

use rushes_domain::{
    Actor, Attachment, AttachmentId, AttachmentRole, Command, Deliverable, DeliverableId, DeviceId, DocId, DocKind,
    Edit, MediaHash, MediaKind, NewProject, Op, PersonId, Pipeline, PipelineId, Project, ProjectId, Role, RoundId,
    StageTarget, State, Studio, StudioId, Timestamp, Tree, Value, decide, deliverable::Sources,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub(crate) const PROJECT: ProjectId = ProjectId(rushes_domain::Id([7; 16]));

/// Publishes a picture as a round; the number makes its ids.
pub(crate) fn publish(target: StageTarget, n: u8) -> Command {
    let file = Attachment {
        id: AttachmentId::new([n; 16]),
        role: AttachmentRole::Current,
        kind: MediaKind::Image,
        hash: MediaHash([n; 32]),
        name: "frame.png".into(),
        size: 1,
        format: "png".into(),
        width: 1,
        height: 1,
        frames: 1,
        fps: None,
        duration_ms: None,
        codec: "png".into(),
        alpha: false,
    };
    Command::Publish { target, round: RoundId::new([n; 16]), attachments: vec![file], note: String::new() }
}

/// A studio with the default pipeline and one project, LLAMA.
pub(crate) struct Memory {
    pub(crate) state: State,
    trees: BTreeMap<DocId, Tree>,
    clock: i64,
}

impl Memory {
    pub(crate) fn new() -> Self {
        let studio = Studio { id: StudioId::new([1; 16]), ..Studio::default() };
        let mut state = State::default();
        state.studio = Arc::new(studio);
        let mut memory = Self { state, trees: BTreeMap::new(), clock: 0 };
        let pipeline = Pipeline::default_cg(PipelineId::new([2; 16]));
        memory.submit(Command::ApplyPipeline(pipeline.clone()));
        memory.submit(Command::CreateProject(NewProject {
            id: PROJECT,
            code: "LLAMA".into(),
            name: "Llamigos".into(),
            client: String::new(),
            pipeline: pipeline.id,
            start: None,
            due: None,
        }));
        memory
    }

    /// What a sheet is brought into.
    pub(crate) fn target(&self) -> crate::import::Target<'_> {
        crate::import::Target::of(&self.state, PROJECT).unwrap()
    }

    pub(crate) fn called(&self, name: &str) -> &Deliverable {
        self.state.called(PROJECT, name).next().unwrap()
    }

    /// Does what a command decides, and reads the state anew.
    pub(crate) fn submit(&mut self, command: Command) {
        self.clock += 1;
        let actor = Actor { person: PersonId::new([9; 16]), device: DeviceId([9; 32]), role: Role::Admin };
        let decided = decide(&self.state, actor, Timestamp(self.clock), command).unwrap();
        let touched: BTreeSet<DocId> = decided.edits.iter().map(|e| e.doc).collect();
        for edit in decided.edits {
            apply(self.trees.entry(edit.doc).or_insert_with(|| Tree::empty(edit.doc)), edit);
        }
        for doc in touched {
            self.read(doc);
        }
    }

    fn read(&mut self, doc: DocId) {
        match doc.kind {
            DocKind::Studio => {
                self.state.set_studio(Studio::read(StudioId(doc.id), &self.trees[&doc], &[]));
            }
            DocKind::Project => {
                self.state.set_project(ProjectId(doc.id), Project::read(ProjectId(doc.id), &self.trees[&doc]));
            }
            _ => {
                let id = DeliverableId(doc.id);
                let tree = |kind| {
                    let doc = DocId::of(kind, id);
                    self.trees.get(&doc).cloned().unwrap_or_else(|| Tree::empty(doc)).into()
                };
                let sources = Sources {
                    plan: tree(DocKind::Plan),
                    work: tree(DocKind::Work),
                    talk: tree(DocKind::Talk),
                    verdict: tree(DocKind::Verdict),
                };
                self.state.set_deliverable(id, Deliverable::read(id, &sources));
            }
        }
    }
}

fn apply(tree: &mut Tree, edit: Edit) {
    let mut map = &mut tree.root;
    let (last, path) = edit.path.split_last().unwrap();
    for key in path {
        let Value::Map(inner) = map.entry(key.clone()).or_insert_with(|| Value::Map(BTreeMap::new())) else {
            panic!("{key} is no map");
        };
        map = inner;
    }
    match edit.op {
        Op::Put(value) => map.insert(last.clone(), value),
        Op::Delete => map.remove(last),
        Op::Rewrite(text) => map.insert(last.clone(), Value::Text(text)),
    };
}
