//! Every kind of record at its largest: written, read back, carried to another device, backed up and exported.

use crate::{care::*, studio::*};
use rushes_domain::{text::Text, *};
use rushes_store::{Home, Invitee, Store, authority::Envelope, fresh};

/// What fits into a message between devices, in bytes.
const MESSAGE: usize = 6_800_000;

/// The longest text of a kind, in letters that take the most bytes.
fn longest(kind: Text) -> String {
    let most = kind.most();
    let wide = "\u{1F3AC}".repeat(most.letters.min(most.bytes / 4));
    assert_eq!(kind.problem("It", &wide), None);
    wide
}

fn named(start: &str, kind: Text) -> String {
    let rest: String = longest(kind).chars().skip(start.chars().count() + 1).collect();
    format!("{start}{rest}")
}

fn everything(store: &Store) -> (ProjectId, DeliverableId) {
    let submit = |command: Command| drop(store.submit(command).unwrap());
    let name = longest(Text::Name);
    submit(Command::EditStudio { name: Some(name.clone()), brand: None });
    let email = format!("{}@else.where", "x".repeat(Text::Address.most().bytes - 11));
    submit(Command::AddPerson(Person { id: PersonId::new(fresh()), name: name.clone(), email }));
    let field = |kind, options: &[String]| {
        let option = |(order, name): (i64, &String)| FieldOption {
            id: OptionId::new(fresh()),
            name: name.clone(),
            order,
            removed: false,
        };
        Field {
            id: FieldId::new(fresh()),
            name: named(&format!("{kind:?}"), Text::ShortName),
            kind,
            of: FieldOf::Deliverable,
            order: 0,
            archived: false,
            options: (0..).zip(options).map(option).collect(),
        }
    };
    let words = field(FieldKind::Text, &[]);
    submit(Command::DefineField(words.clone()));
    let options: Vec<String> = (0..50).map(|n| named(&format!("{n} "), Text::Name)).collect();
    submit(Command::DefineField(field(FieldKind::Choice, &options)));
    let pipeline = store.snapshot().state.studio.pipelines.keys().next().copied().unwrap();
    let project = NewProject {
        id: ProjectId::new(fresh()),
        code: named("LONG", Text::Name),
        name: name.clone(),
        client: name.clone(),
        pipeline,
        start: None,
        due: None,
    };
    let id = project.id;
    submit(Command::CreateProject(project));
    let mapping = longest(Text::Mapping);
    let name_of = longest(Text::MappingName);
    submit(Command::KeepSheetMap { project: id, id: SheetMapId::new(fresh()), name: name_of, mapping });
    let new = NewDeliverable {
        id: DeliverableId::new(fresh()),
        project: id,
        name: name.clone(),
        kind: name.clone(),
        priority: Priority::Normal,
        due: None,
        description: longest(Text::Note),
    };
    let deliverable = new.id;
    submit(Command::CreateDeliverable(new));
    let value = FieldValue::Text(longest(Text::FieldValue));
    submit(Command::EditDeliverable {
        id: deliverable,
        changes: vec![DeliverableChange::Field(words.id, Some(value)), DeliverableChange::Description("short".into())],
    });
    let view = NewView {
        id: ViewId::new(fresh()),
        name: longest(Text::ShortName),
        project: None,
        settings: longest(Text::ViewSettings),
    };
    submit(Command::SaveView { view, shared: true });
    let stage = store.snapshot().state.deliverable(deliverable).unwrap().stages[0].id;
    let target = StageTarget { deliverable, stage };
    let file = || Attachment { id: AttachmentId::new(fresh()), name: longest(Text::FileName), ..picture() };
    let (round, attachments) = (RoundId::new(fresh()), (0..500).map(|_| file()).collect());
    submit(Command::Publish { target, round, attachments, note: longest(Text::Note) });
    let points = (0..MAX_POINTS).map(|n| Point { x: 1900.123 - n as f32 * 0.123_456_7, y: 987.654_3 }).collect();
    let shape = Shape {
        kind: ShapeKind::Freehand,
        points,
        text: longest(Text::Note),
        color: Shape::RED.into(),
        width: 4.0,
        image: None,
    };
    submit(Command::Annotate(NewAnnotation {
        id: AnnotationId::new(fresh()),
        comment: CommentId::new(fresh()),
        deliverable,
        round,
        attachment: None,
        frames: FrameSpan::default(),
        shape,
        body: longest(Text::Comment),
        action: true,
    }));
    let id_of = DecisionId::new(fresh());
    submit(Command::Decide { deliverable, round, id: id_of, verdict: Verdict::Changes, note: longest(Text::Note) });
    let (event, reason) = (EventId::new(fresh()), longest(Text::Note));
    submit(Command::SetStageStatus { target, status: Status::Approved, force: true, reason, event });
    // As much as one step writes into one place.
    let comment = |n: usize| Command::Comment {
        deliverable,
        round: None,
        id: CommentId::new(fresh()),
        body: format!("{n}{}", "x".repeat(Text::Comment.most().bytes - 4)),
        reply_to: None,
        action: false,
    };
    let label = "x".repeat(Text::Message.most().bytes);
    let step = |count| Command::Batch {
        label: label.clone(),
        commands: (0..count).map(comment).collect(),
        skip_refused: false,
    };
    submit(step(47));
    let refused = store.submit(step(60)).unwrap_err();
    assert_eq!(refused.code(), "invalid_input", "{refused}");
    (id, deliverable)
}

#[test]
fn every_kind_of_record_is_read_back_at_its_largest() {
    let ada = new_studio();
    let (_, deliverable) = everything(&ada.store);
    let ben = store_of_longest_name(&ada.store);
    let largest = ada
        .store
        .digests()
        .into_iter()
        .flat_map(|(doc, _)| ada.store.envelopes(doc, &ada.store.changes(doc).unwrap()).unwrap());
    let largest = largest.map(|bytes| bytes.len()).max().unwrap();
    assert!(largest < MESSAGE, "{largest} bytes do not fit into a message");
    sync(&ada.store, &ben.store);
    let shown = ada.store.snapshot().state.deliverable(deliverable).cloned();
    assert_eq!(ben.store.snapshot().state.deliverable(deliverable).cloned(), shown);
    // From a backup and from an export.
    let file = ada.dir.path().join("backup.tar");
    back_up(&ada.store, &file);
    let place = tempfile::tempdir().unwrap();
    let home = Home::open(place.path()).unwrap();
    restore(&home, &file).unwrap();
    assert_eq!(home.open_studio(ada.store.studio()).unwrap().snapshot().state.deliverable(deliverable).cloned(), shown);
    let out = ada.dir.path().join("out");
    ada.store.export_all(&out, false, &|_, _| (), &quiet()).unwrap();
    let place = tempfile::tempdir().unwrap();
    let home = Home::open(place.path()).unwrap();
    home.import_all(&out, &|_, _| (), &quiet()).unwrap();
    // Opened anew, with what the journal holds; and taken back, from the largest step.
    let (log, steps) = (ada.store.log(&[], 1000).unwrap(), ada.store.steps().unwrap());
    let studio = ada.store.studio();
    let Device { dir, store } = ada;
    drop(store);
    let store = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    assert_eq!(store.snapshot().state.deliverable(deliverable).cloned(), shown);
    assert_eq!((store.log(&[], 1000).unwrap(), store.steps().unwrap()), (log, steps));
    assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
    store.undo().unwrap();
    store.redo().unwrap();
    assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
}

/// A member whose grant is as large as one can be.
fn store_of_longest_name(host: &Store) -> Device {
    let me = host.me();
    assert!(host.invite_for(Invitee::OwnDevice(me.person), me.role, Timestamp(i64::MAX)).is_ok());
    let secret = host.invite(Role::Producer, Timestamp(i64::MAX)).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path()).unwrap();
    let name = longest(Text::Name);
    let email = format!("{}@else.here", "y".repeat(Text::Address.most().bytes - 10));
    let facts = host.redeem(&secret, home.device(), &name, &email).unwrap();
    let store = home.join_studio(&facts).unwrap();
    sync(host, &store);
    assert!(store.let_in_as().unwrap().0.ends_with(" (2)"), "the studio knows somebody of the longest name");
    Device { dir, store }
}

#[test]
fn an_envelope_at_its_largest_reads_back() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "P"), "Shot");
    say(&ada.store, id, &"y".repeat(Text::Comment.most().bytes));
    let talk = DocId::of(DocKind::Talk, id);
    for bytes in ada.store.envelopes(talk, &ada.store.changes(talk).unwrap()).unwrap() {
        let envelope = Envelope::from_bytes(&bytes).unwrap();
        assert_eq!(envelope.to_bytes(), bytes);
        envelope.check().unwrap();
    }
}
