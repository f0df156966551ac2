//! States made by hand, for tests of models.

use rushes_domain::{
    Actor, Date, Deliverable, DeliverableId, DeviceId, Few, Person, PersonId, Pipeline, PipelineId, Priority, Project,
    ProjectId, Role, Round, RoundId, Stage, StageId, State, Status, Studio, Timestamp,
};
use rushes_store::Snapshot;

/// The sample's project.
pub(crate) fn project_id() -> ProjectId {
    ProjectId::new([7; 16])
}

/// The day of the tests.
pub(crate) fn today() -> Date {
    jiff::civil::date(2026, 11, 23)
}

/// A studio with one project and deliverables that have the default stages, all ready.
pub(crate) struct Sample {
    state: State,
    seq: u64,
    pub(crate) me: PersonId,
}

impl Sample {
    /// With deliverables of these names.
    pub(crate) fn of(names: &[&str]) -> Self {
        let pipeline = Pipeline::default_cg(PipelineId::new([3; 16]));
        let me = PersonId::new([1; 16]);
        let mut studio = Studio { name: "Test".into(), ..Studio::default() };
        studio.pipelines.insert(pipeline.id, pipeline.clone());
        let mut state = State::default();
        state.studio = studio.into();
        let project = Project {
            id: project_id(),
            code: "TST".into(),
            name: "Test project".into(),
            client: String::new(),
            pipeline: Some(pipeline.id),
            start: None,
            due: None,
            archived: false,
            deleted: false,
            cover: None,
            fields: std::collections::BTreeMap::new(),
            created: Timestamp(0),
            sheet_maps: Vec::new(),
            conflicts: Vec::new(),
        };
        state.set_project(project.id, Some(project));
        for name in names {
            let id = DeliverableId::derive(&[name.as_bytes()]);
            let stages = pipeline.stages.iter().map(|def| stage(id, def)).collect();
            let deliverable = Deliverable {
                id,
                project: project_id(),
                name: (*name).into(),
                kind: "Asset".into(),
                priority: Priority::Normal,
                due: None,
                description: String::new(),
                fields: std::collections::BTreeMap::new(),
                deleted: false,
                joined: None,
                created: Timestamp(0),
                stages,
                dropped: Vec::new(),
                comments: Vec::new(),
                comments_gone: std::collections::BTreeSet::new(),
                annotations: Vec::new(),
                feedback: Vec::new(),
                conflicts: Vec::new(),
            };
            state.set_deliverable(id, Some(deliverable));
        }
        let mut sample = Self { state, seq: 1, me };
        sample.add(me, "Kim Lee");
        sample
    }

    fn add(&mut self, id: PersonId, name: &str) {
        let mut studio = (*self.state.studio).clone();
        studio.people.insert(id, Person { id, name: name.into(), email: String::new() });
        self.state.studio = studio.into();
    }

    /// Somebody more.
    pub(crate) fn person(&mut self, name: &str) -> PersonId {
        let id = PersonId::derive(&[name.as_bytes()]);
        self.add(id, name);
        id
    }

    /// Another project, with a pipeline of its own of these stages.
    pub(crate) fn project(&mut self, code: &str, stages: &[&str], archived: bool) -> ProjectId {
        let mut pipeline = Pipeline::default_cg(PipelineId::derive(&[code.as_bytes()]));
        pipeline.stages.truncate(stages.len());
        for (stage, name) in pipeline.stages.iter_mut().zip(stages) {
            stage.id = rushes_domain::StageDefId::derive(&[code.as_bytes(), name.as_bytes()]);
            (*name).clone_into(&mut stage.name);
            stage.needs = Default::default();
        }
        let (id, first) = (ProjectId::derive(&[code.as_bytes()]), self.state.projects[&project_id()].clone());
        let project = Project {
            id,
            code: code.into(),
            name: code.into(),
            pipeline: Some(pipeline.id),
            archived,
            created: Timestamp(1),
            ..(*first).clone()
        };
        let mut studio = (*self.state.studio).clone();
        studio.pipelines.insert(pipeline.id, pipeline);
        self.state.studio = studio.into();
        self.state.set_project(id, Some(project));
        id
    }

    /// A deliverable goes to another project, with that one's stages.
    pub(crate) fn move_to(&mut self, name: &str, project: ProjectId) {
        let pipeline =
            self.state.projects[&project].pipeline.and_then(|p| self.state.studio.pipelines.get(&p)).cloned();
        self.edit(name, |d| {
            d.project = project;
            d.stages = pipeline.iter().flat_map(|p| &p.stages).map(|def| stage(d.id, def)).collect();
        });
    }

    /// Changes a deliverable.
    pub(crate) fn edit(&mut self, name: &str, change: impl FnOnce(&mut Deliverable)) {
        let found = self.state.called(project_id(), name).next().cloned();
        if let Some(found) = found {
            let mut new = (*found).clone();
            change(&mut new);
            self.state.set_deliverable(new.id, Some(new));
            self.seq += 1;
        }
    }

    /// Changes one of a deliverable's stages, by its place.
    pub(crate) fn stage(&mut self, name: &str, index: usize, change: impl FnOnce(&mut Stage)) {
        self.edit(name, |d| change(&mut d.stages[index]));
    }

    /// As a view is given it.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let me = Actor { person: self.me, device: DeviceId([0; 32]), role: Role::Producer };
        Snapshot {
            seq: self.seq,
            state: self.state.clone(),
            me,
            undo: None,
            redo: None,
            invites: std::sync::Arc::default(),
        }
    }
}

fn stage(deliverable: DeliverableId, def: &rushes_domain::StageDef) -> Stage {
    Stage {
        id: StageId::derive(&[deliverable.bytes(), def.id.bytes()]),
        def: def.id,
        name: def.name.clone(),
        order: def.order,
        needs: def.needs.clone().into(),
        assignees: Few::default(),
        start: None,
        due: None,
        estimate: None,
        rounds_before: 0,
        hold: None,
        skipped: false,
        removed: false,
        overrides: Vec::new(),
        starts: Vec::new(),
        rounds: Vec::new(),
        status: Status::Ready,
        waits_for: Vec::new(),
        issues: Vec::new(),
    }
}

/// A round without files.
pub(crate) fn round(stage: StageId, number: u32, at: i64) -> Round {
    Round {
        id: RoundId::derive(&[stage.bytes(), &number.to_le_bytes()]),
        stage,
        number,
        parent: None,
        note: String::new(),
        attachments: Vec::new(),
        carried: Vec::new(),
        decisions: Vec::new(),
        by: None,
        at: Timestamp(at),
    }
}
