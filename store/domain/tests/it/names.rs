//! A name is the same however it is spelled, wherever names are.

use crate::paper::{ADA, Paper};
use rushes_domain::*;

const COMPOSED: &str = "Café Größe";
const APART: &str = " CAFE\u{301}\u{a0} GRO\u{308}SSE ";

fn deliverable(paper: &mut Paper, name: &str) -> Result<DeliverableId, Refusal> {
    let id = DeliverableId::new(paper.fresh());
    let new = NewDeliverable {
        id,
        project: ProjectId::new([3; 16]),
        name: name.into(),
        kind: String::new(),
        priority: Priority::Normal,
        due: None,
        description: String::new(),
    };
    paper.try_as(ADA, Command::CreateDeliverable(new)).map(|_| id)
}

#[test]
fn every_spelling_of_a_path_finds_it_and_makes_no_twin() {
    let mut paper = Paper::new();
    let id = deliverable(&mut paper, COMPOSED).unwrap();
    assert!(deliverable(&mut paper, APART).is_err());
    for path in [
        format!("HERO/{COMPOSED}"),
        format!("hero/{APART}"),
        format!("ＨＥＲＯ/{APART}"),
        format!("HERO/{APART}/Look\u{a0}Dev"),
        format!("HERO/{COMPOSED}/ＬＯＯＫＤＥＶ"),
    ] {
        let found = paper.state.resolve_deliverable(&path).unwrap();
        assert_eq!(found.id, id, "{path}");
    }
    let other = deliverable(&mut paper, "Cafe\u{301} 2").unwrap();
    let kept = paper.state.deliverable(other).unwrap().name.clone();
    assert_eq!(kept, "Café 2", "kept in one form");
}

#[test]
fn one_code_one_pipeline_one_field_one_view_and_one_person() {
    let mut paper = Paper::new();
    let project = |id, code: &str| {
        Command::CreateProject(NewProject {
            id: ProjectId::new([id; 16]),
            code: code.into(),
            name: "Second".into(),
            client: String::new(),
            pipeline: PipelineId::new([2; 16]),
            start: None,
            due: None,
        })
    };
    paper.ok(project(20, "ÉTÉ"));
    assert!(paper.try_as(ADA, project(21, "e\u{301}te\u{301}")).is_err());
    assert!(paper.state.project_called("E\u{301}TE\u{301}").is_some());

    let pipeline = |id, name: &str| {
        let pipeline = Pipeline::default_cg(PipelineId::new([id; 16]));
        Command::ApplyPipeline(Pipeline { name: name.into(), ..pipeline })
    };
    paper.ok(pipeline(30, "Prêt"));
    assert!(paper.try_as(ADA, pipeline(31, "PRE\u{302}T")).is_err());

    let field = |id, name: &str, options: &[&str]| {
        let option = |(n, name): (u8, &&str)| FieldOption {
            id: OptionId::new([n; 16]),
            name: (*name).into(),
            order: 0,
            removed: false,
        };
        Command::DefineField(Field {
            id: FieldId::new([id; 16]),
            name: name.into(),
            kind: FieldKind::Choice,
            of: FieldOf::Deliverable,
            order: 0,
            archived: false,
            options: (0..).zip(options).map(option).collect(),
        })
    };
    paper.ok(field(40, "Catégorie", &["★", "★★"]));
    assert!(paper.try_as(ADA, field(41, "cate\u{301}gorie", &["a"])).is_err());
    assert!(paper.try_as(ADA, field(42, "Other", &["é", "E\u{301}"])).is_err());

    let view = |id, name: &str| Command::SaveView {
        view: NewView { id: ViewId::new([id; 16]), name: name.into(), project: None, settings: String::new() },
        shared: true,
    };
    paper.ok(view(50, "À faire"));
    assert!(paper.try_as(ADA, view(51, "A\u{300} FAIRE")).is_err());

    let person = Person { id: PersonId::new([60; 16]), name: " Zoe\u{308}  Martin".into(), email: String::new() };
    paper.ok(Command::AddPerson(person));
    let found = paper.state.studio.person_called("ZOË MARTIN").unwrap();
    assert_eq!(found.name, "Zoë  Martin");
    let found = mentioned("ask @zoe\u{308} martin, please", paper.state.studio.people.values());
    assert_eq!(found, [PersonId::new([60; 16])].into());
}

#[test]
fn a_query_takes_every_spelling() {
    let mut paper = Paper::new();
    deliverable(&mut paper, COMPOSED).unwrap();
    let found = |text: &str| {
        let (query, _) = query::Query::parse(text, &paper.state, ADA.person, Date::constant(2026, 1, 1));
        paper.state.deliverables().filter(|d| query.deliverable(&paper.state, d)).count()
    };
    for text in ["cafe", "café", "cafe\u{301}", "ＣＡＦÉ", "name:\"grosse\"", "\"cafe\u{301} gro\u{308}ße\""] {
        assert_eq!(found(text), 1, "{text}");
    }
}
