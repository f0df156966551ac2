//! Projects and deliverables through their lives: changed, deleted, brought back, duplicated, moved.

use crate::paper::{ADA, BOTTLE, Paper, with_role};
use rushes_domain::*;

const HERO: ProjectId = ProjectId(Id([3; 16]));

fn edit(paper: &mut Paper, id: ProjectId, changes: Vec<ProjectChange>) -> Result<Decided, Refusal> {
    paper.try_as(ADA, Command::EditProject { id, changes })
}

fn other_project(paper: &mut Paper, code: &str) -> ProjectId {
    let id = ProjectId::derive(&[code.as_bytes()]);
    let pipeline = PipelineId::new([2; 16]);
    paper.ok(Command::CreateProject(NewProject {
        id,
        code: code.into(),
        name: code.into(),
        client: String::new(),
        pipeline,
        start: None,
        due: None,
    }));
    id
}

#[test]
fn a_deleted_project_takes_what_it_holds_out_of_sight_and_brings_it_back() {
    let mut paper = Paper::with_bottle();
    let target = paper.target("Modeling");
    edit(&mut paper, HERO, vec![ProjectChange::Deleted(true)]).unwrap();
    let state = &paper.state;
    assert!(state.projects.is_empty() && state.deliverable(BOTTLE).is_none());
    assert_eq!((state.deliverables().count(), state.of_project(HERO).count()), (0, 0));
    assert!(state.resolve("HERO/Bottle").is_err() && state.resolve(&BOTTLE.to_string()).is_err());
    assert_eq!(state.deleted_projects().map(|p| p.id).collect::<Vec<_>>(), [HERO]);
    let refused = edit(&mut paper, HERO, vec![ProjectChange::Name("X".into())]).unwrap_err();
    assert!(refused.to_string().contains("is deleted"), "{refused}");
    let work = Command::AssignStage { target, people: [ADA.person].into() };
    assert_eq!(paper.try_as(ADA, work).unwrap_err().code(), "not_found");

    // Its code is free meanwhile: then it comes back under another.
    let other = other_project(&mut paper, "HERO");
    let refused = edit(&mut paper, HERO, vec![ProjectChange::Deleted(false)]).unwrap_err();
    assert!(refused.to_string().contains("belongs to"), "{refused}");
    edit(&mut paper, HERO, vec![ProjectChange::Deleted(false), ProjectChange::Code("HERO2".into())]).unwrap();
    assert_eq!(paper.state.resolve("HERO2/Bottle"), Ok(Resolved::Deliverable(BOTTLE)));
    assert_eq!(paper.state.project_called("HERO").map(|p| p.id), Some(other));
}

#[test]
fn what_a_project_does_not_take_is_refused_with_a_sentence() {
    let mut paper = Paper::with_bottle();
    other_project(&mut paper, "OTHER");
    let day = |text: &str| Some(text.parse::<Date>().unwrap());
    let table: Vec<(Vec<ProjectChange>, &str)> = vec![
        (vec![ProjectChange::Code("other".into())], "belongs to the project OTHER"),
        (vec![ProjectChange::Code("A B".into())], "short word"),
        (vec![ProjectChange::Name("  ".into())], "needs a name"),
        (vec![ProjectChange::Start(day("2027-01-02")), ProjectChange::Due(day("2027-01-01"))], "before it starts"),
        (vec![ProjectChange::Pipeline(PipelineId::new([77; 16]))], "the pipeline was not found"),
        (vec![ProjectChange::Cover(Some(MediaHash([1; 32])))], "with this file was not found"),
    ];
    for (changes, part) in table {
        let refused = edit(&mut paper, HERO, changes.clone()).unwrap_err();
        assert!(refused.to_string().contains(part), "{changes:?}: {refused}");
    }
    edit(&mut paper, HERO, vec![ProjectChange::Code("hero".into())]).unwrap();
    assert_eq!(paper.state.projects[&HERO].code, "hero", "its own code in another case");
    let artist = paper.try_as(
        with_role(Role::Artist),
        Command::EditProject { id: HERO, changes: vec![ProjectChange::Deleted(true)] },
    );
    assert_eq!(artist.unwrap_err().code(), "permission_denied");
}

#[test]
fn the_cover_is_the_chosen_file_or_the_newest_round() {
    let mut paper = Paper::with_bottle();
    let cover = |paper: &Paper| paper.state.cover_of(&paper.state.projects[&HERO]).map(|a| a.id);
    assert_eq!(cover(&paper), None);
    let first = paper.publish("Modeling");
    let second = paper.publish("Modeling");
    let file = |paper: &Paper, round| paper.bottle().round(round).unwrap().attachments[0].clone();
    assert_eq!(cover(&paper), Some(file(&paper, second).id));
    let hash = file(&paper, first).hash;
    edit(&mut paper, HERO, vec![ProjectChange::Cover(Some(hash))]).unwrap();
    assert_eq!(paper.state.projects[&HERO].cover, Some(hash));
    assert_eq!(cover(&paper), Some(file(&paper, first).id), "the first file of that content");
    edit(&mut paper, HERO, vec![ProjectChange::Cover(None)]).unwrap();
    assert_eq!(cover(&paper), Some(file(&paper, second).id));
}

#[test]
fn a_duplicate_has_the_plan_and_none_of_the_work() {
    let mut paper = Paper::with_bottle();
    let field = Field {
        id: FieldId::new([60; 16]),
        name: "Look".into(),
        kind: FieldKind::MultiChoice,
        of: FieldOf::Deliverable,
        order: 1,
        archived: false,
        options: vec![FieldOption { id: OptionId::new([61; 16]), name: "Wet".into(), order: 1, removed: false }],
    };
    paper.ok(Command::DefineField(field.clone()));
    let value = FieldValue::MultiChoice([OptionId::new([61; 16])].into());
    let day = "2027-02-01".parse().ok();
    let changes = vec![
        DeliverableChange::Field(field.id, Some(value.clone())),
        DeliverableChange::Due(day),
        DeliverableChange::Description("glossy".into()),
    ];
    paper.ok(Command::EditDeliverable { id: BOTTLE, changes });
    let target = paper.target("Texturing");
    paper.ok(Command::AssignStage { target, people: [ADA.person].into() });
    paper.ok(Command::EstimateStage { target, minutes: Some(90) });
    paper.ok(Command::DateStage { target, start: None, due: day });
    let skip = paper.set("Retouch", Status::Skipped, None);
    paper.ok(skip);
    paper.publish("Modeling");
    for (n, people, dates) in [(10u8, false, false), (11, true, true)] {
        let id = DeliverableId::new([n; 16]);
        let name = decide::free_name(&paper.state, BOTTLE);
        paper.ok(Command::DuplicateDeliverable(Duplicate { id, of: BOTTLE, name, people, dates }));
        let copy = paper.state.deliverable(id).unwrap();
        assert_eq!(copy.name, if people { "Bottle copy 2" } else { "Bottle copy" });
        assert_eq!((copy.kind.as_str(), copy.description.as_str()), ("Prop", "glossy"));
        assert_eq!(copy.field(&field), Some(value.clone()));
        assert_eq!(copy.due.is_some(), dates);
        assert_eq!(copy.stages.len(), 7);
        assert!(copy.stages.iter().all(|s| s.rounds.is_empty() && s.starts.is_empty()));
        let texturing = &copy.stages[1];
        assert_eq!((texturing.estimate, texturing.assignees.len()), (Some(90), usize::from(people)));
        assert_eq!(texturing.due.is_some(), dates);
        assert_eq!(copy.stages[0].status, Status::Ready, "work begins anew");
        assert_eq!(copy.stages[5].status, Status::Skipped);
    }
}

#[test]
fn a_deliverable_comes_back_or_moves_only_where_its_name_is_free() {
    let mut paper = Paper::with_bottle();
    let edit = |paper: &mut Paper, changes| paper.try_as(ADA, Command::EditDeliverable { id: BOTTLE, changes });
    edit(&mut paper, vec![DeliverableChange::Deleted(true)]).unwrap();
    assert_eq!(paper.state.deleted_deliverables().count(), 1);
    let twin = |project, n: u8| {
        Command::CreateDeliverable(NewDeliverable {
            id: DeliverableId::new([n; 16]),
            project,
            name: "bottle".into(),
            kind: String::new(),
            priority: Priority::Normal,
            due: None,
            description: String::new(),
        })
    };
    paper.ok(twin(HERO, 20));
    let refused = edit(&mut paper, vec![DeliverableChange::Deleted(false)]).unwrap_err();
    assert!(refused.to_string().contains("already has a deliverable"), "{refused}");
    edit(&mut paper, vec![DeliverableChange::Deleted(false), DeliverableChange::Name("Bottle B".into())]).unwrap();
    let other = other_project(&mut paper, "OTHER");
    paper.ok(twin(other, 21));
    edit(&mut paper, vec![DeliverableChange::Name("Bottle C".into()), DeliverableChange::Project(other)]).unwrap();
    assert_eq!(paper.state.resolve("OTHER/Bottle C"), Ok(Resolved::Deliverable(BOTTLE)));
    assert!(edit(&mut paper, vec![DeliverableChange::Name("Bottle".into())]).is_err());
}
