//! Taking back and doing again, whatever was done and whoever did something in between.

use crate::paper::*;
use proptest::prelude::*;
use rushes_domain::{
    undo::{Entry, Ground, Left, Other, Place, Standing, take_back},
    *,
};
use std::{collections::BTreeMap, convert::Infallible};

const BEN: Actor = Actor { person: PersonId(Id([7; 16])), device: DeviceId([7; 32]), role: Role::Producer };

/// A person at work on paper, with the steps they took.
struct Desk {
    paper: Paper,
    done: Vec<Vec<Entry>>,
    taken: Vec<Vec<Entry>>,
}

impl Ground for Paper {
    type Error = Infallible;

    fn place(&mut self, doc: DocId, path: &[String]) -> Result<Place, Infallible> {
        let (key, parents) = path.split_last().unwrap();
        let by = self.by.get(&(doc, path.to_vec())).copied();
        let empty = BTreeMap::new();
        let mut map = self.docs.get(&doc).map_or(&empty, |t| &t.root);
        for parent in parents {
            let Some(Value::Map(next)) = map.get(parent) else { return Ok(Place::Nowhere) };
            map = next;
        }
        let found = map.get(key).map(|v| (v, false));
        let found = found.or_else(|| self.withdrawn.get(&(doc, path.to_vec())).map(|v| (v, true)));
        Ok(Place::Values(
            found.map(|(value, withdrawn)| Standing { value: plain(value), by, withdrawn }).into_iter().collect(),
        ))
    }

    fn other_within(&mut self, doc: DocId, path: &[String], me: PersonId) -> Result<Option<Other>, Infallible> {
        let within = |(place, by): (&(DocId, Vec<String>), &PersonId)| {
            (place.0 == doc && place.1.starts_with(path) && *by != me).then_some(Some(*by))
        };
        Ok(self.by.iter().find_map(within))
    }

    fn other_writer(&mut self, doc: DocId, me: PersonId) -> Result<Option<Other>, Infallible> {
        Ok(self.by.iter().find(|((d, _), by)| *d == doc && **by != me).map(|(_, by)| Some(*by)))
    }

    fn tree(&mut self, doc: DocId) -> Result<Tree, Infallible> {
        Ok(self.docs.get(&doc).cloned().unwrap_or_else(|| Tree::empty(doc)))
    }
}

fn plain(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            Value::Map(map.iter().filter(|(k, _)| !k.starts_with('@')).map(|(k, v)| (k.clone(), plain(v))).collect())
        }
        other => other.clone(),
    }
}

impl Desk {
    fn new() -> Self {
        Self { paper: Paper::with_bottle(), done: Vec::new(), taken: Vec::new() }
    }

    fn give(&mut self, command: Command) -> bool {
        let before = std::mem::replace(&mut self.paper, Paper::blank());
        let mut tried = before.clone();
        let Ok(decided) = tried.try_as(ADA, command) else {
            self.paper = before;
            return false;
        };
        let mut by_doc: BTreeMap<DocId, Vec<Edit>> = BTreeMap::new();
        for edit in decided.edits {
            by_doc.entry(edit.doc).or_default().push(edit);
        }
        let mut entries = Vec::new();
        for (doc, edits) in by_doc {
            let look = |path: &[String]| before.clone().place(doc, path).unwrap_or(Place::Nowhere);
            entries.extend(undo::record(doc, !before.docs.contains_key(&doc), &edits, look));
        }
        self.paper = tried;
        if entries.is_empty() {
            return false;
        }
        self.done.push(entries);
        self.taken.clear();
        true
    }

    fn turn(&mut self, again: bool) -> Vec<Left> {
        let entries = if again { self.taken.pop() } else { self.done.pop() }.unwrap();
        let state = self.paper.state.clone();
        let taken = take_back(&mut self.paper, &state, ADA, &entries).unwrap().unwrap();
        self.paper.write(&taken.edits, ADA.person);
        if !taken.again.is_empty() {
            if again { &mut self.done } else { &mut self.taken }.push(taken.again);
        }
        taken.left
    }

    fn undo(&mut self) -> Vec<Left> {
        self.turn(false)
    }

    fn redo(&mut self) -> Vec<Left> {
        self.turn(true)
    }

    /// What people see, without when and under which ids it was written.
    fn seen(&self) -> (Studio, Vec<Deliverable>) {
        let state = &self.paper.state;
        ((*state.studio).clone(), state.deliverables().map(|d| (**d).clone()).collect())
    }
}

fn comment(paper: &mut Paper, body: &str, reply_to: Option<CommentId>) -> (Command, CommentId) {
    let id = CommentId::new(paper.fresh());
    let round = paper.bottle().stages.iter().find_map(|s| s.latest()).map(|r| r.id);
    (Command::Comment { deliverable: BOTTLE, round, id, body: body.into(), reply_to, action: true }, id)
}

/// One of many commands; what it does depends on what there is.
fn any_command(paper: &mut Paper, kind: u8, pick: u8) -> Command {
    let names = ["Modeling", "Texturing", "Look Dev", "Lighting"];
    let stage = names[usize::from(pick) % names.len()];
    let target = paper.target(stage);
    let bottle = paper.bottle().clone();
    let change = |change| Command::EditDeliverable { id: BOTTLE, changes: vec![change] };
    let day = Date::constant(2026, 12, 1 + i8::try_from(pick % 20).unwrap());
    match kind % 16 {
        0 => change(DeliverableChange::Kind(format!("kind {}", pick % 3))),
        1 => change(DeliverableChange::Due((!pick.is_multiple_of(4)).then_some(day))),
        2 => change(DeliverableChange::Description(format!("A {} bottle of {} glass.", pick % 3, pick % 5))),
        3 => Command::AssignStage {
            target,
            people: if pick.is_multiple_of(2) { [ADA.person].into() } else { [].into() },
        },
        4 if pick.is_multiple_of(5) => Command::CountRoundsBefore { target, rounds: u32::from(pick % 4) },
        4 => Command::DateStage { target, start: None, due: (!pick.is_multiple_of(3)).then_some(day) },
        5 => paper.set(
            stage,
            [Status::InProgress, Status::OnHold, Status::Skipped, Status::Ready][usize::from(pick % 4)],
            None,
        ),
        6 => paper.set(stage, Status::Approved, Some("by hand")),
        7 => {
            let attachments = vec![picture(paper.fresh())];
            Command::Publish { target, round: RoundId::new(paper.fresh()), attachments, note: "note".into() }
        }
        8 => {
            let round = bottle.stages.iter().filter_map(Stage::latest).next_back().map(|r| r.id).unwrap_or_default();
            let verdict = [Verdict::Approve, Verdict::Changes][usize::from(pick % 2)];
            paper.decision(round, verdict, "seen")
        }
        9 => comment(paper, &format!("words {pick}"), None).0,
        10 => {
            let last = bottle.comments.last().map(|c| c.id);
            comment(paper, "an answer", last).0
        }
        11 => {
            let own = bottle.comments.iter().rev().find(|c| c.by == Some(ADA.person)).map(|c| c.id);
            let body = format!("rewritten {pick}");
            Command::EditComment { deliverable: BOTTLE, id: own.unwrap_or_default(), body }
        }
        12 => {
            let feedback = bottle.feedback.last().map(|f| f.id).unwrap_or_default();
            let step = [FeedbackStep::Start, FeedbackStep::Resolve, FeedbackStep::Verify, FeedbackStep::Reopen];
            let event = EventId::new(paper.fresh());
            let step = step[usize::from(pick % 4)];
            Command::StepFeedback { deliverable: BOTTLE, feedback, event, step, note: String::new() }
        }
        13 => Command::AddPerson(Person {
            id: PersonId::new(paper.fresh()),
            name: format!("P{pick}"),
            email: String::new(),
        }),
        14 => Command::CreateDeliverable(NewDeliverable {
            id: DeliverableId::new(paper.fresh()),
            project: ProjectId::new([3; 16]),
            name: format!("Glass {pick}"),
            kind: "Prop".into(),
            priority: Priority::Normal,
            due: None,
            description: String::new(),
        }),
        _ => {
            let commands = vec![any_command(paper, kind / 16 % 13, pick), any_command(paper, pick % 13, kind)];
            Command::Batch { label: "several".into(), commands, skip_refused: true }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Undo everything: the state before. Redo everything: the state after. At every step between, too.
    #[test]
    fn every_step_can_be_taken_back_and_done_again(commands in prop::collection::vec((any::<u8>(), any::<u8>()), 1..14)) {
        let mut desk = Desk::new();
        let mut states = vec![desk.seen()];
        for (kind, pick) in commands {
            let command = any_command(&mut desk.paper, kind, pick);
            if desk.give(command) {
                states.push(desk.seen());
            } else {
                // What changed nothing is no step, and leaves nothing behind.
                prop_assert_eq!(&desk.seen(), states.last().unwrap());
            }
        }
        for _ in 0..2 {
            for before in states.iter().rev().skip(1) {
                prop_assert_eq!(desk.undo(), vec![]);
                prop_assert_eq!(&desk.seen(), before);
            }
            for after in states.iter().skip(1) {
                prop_assert_eq!(desk.redo(), vec![]);
                prop_assert_eq!(&desk.seen(), after);
            }
        }
    }

    /// Whatever Ada takes back, everything Ben wrote stands.
    #[test]
    fn nothing_of_others_is_lost(
        commands in prop::collection::vec((any::<bool>(), any::<u8>(), any::<u8>()), 1..20),
        turns in prop::collection::vec(any::<bool>(), 0..24),
    ) {
        let mut desk = Desk::new();
        for (bens, kind, pick) in commands {
            let command = any_command(&mut desk.paper, kind, pick);
            if bens {
                let _ = desk.paper.try_as(BEN, command);
            } else {
                desk.give(command);
            }
        }
        let bens: Vec<_> = desk.paper.by.iter().filter(|(_, by)| **by == BEN.person).map(|(p, _)| p.clone()).collect();
        let values: Vec<_> = bens.iter().map(|(doc, path)| desk.paper.place(*doc, path).unwrap()).collect();
        for again in turns {
            if !(if again { &desk.taken } else { &desk.done }).is_empty() {
                desk.turn(again);
            }
        }
        for ((doc, path), before) in bens.iter().zip(values) {
            let now = desk.paper.place(*doc, path).unwrap();
            let text = matches!(&before, Place::Values(v) if matches!(v.first(), Some(Standing { value: Value::Text(_), .. })));
            // An empty place says of nobody that they emptied it: where Ada had emptied it too, it is as she left it.
            let empty = matches!(&before, Place::Values(v) if v.is_empty());
            // Of a long text the words stay, which the next test looks at.
            if !text && !empty {
                prop_assert_eq!(now, before, "{:?} {:?}", doc, path);
            }
        }
    }
}

#[test]
fn a_value_somebody_changed_since_is_left_alone_and_told() {
    let mut desk = Desk::new();
    let edit = |kind: &str, due| Command::EditDeliverable {
        id: BOTTLE,
        changes: vec![DeliverableChange::Kind(kind.into()), DeliverableChange::Due(due)],
    };
    assert!(desk.give(edit("Hero prop", Some(Date::constant(2026, 12, 1)))));
    let bens = Command::EditDeliverable { id: BOTTLE, changes: vec![DeliverableChange::Kind("Set".into())] };
    desk.paper.try_as(BEN, bens).unwrap();
    let left = desk.undo();
    assert_eq!((left.len(), left[0].path.as_slice()), (1, ["kind".to_owned()].as_slice()));
    assert!(left[0].why.starts_with("changed since by"), "{}", left[0].why);
    assert_eq!((desk.paper.bottle().kind.as_str(), desk.paper.bottle().due), ("Set", None));
    assert_eq!(desk.redo(), vec![]);
    assert_eq!(desk.paper.bottle().due, Some(Date::constant(2026, 12, 1)));
    assert_eq!(desk.paper.bottle().kind, "Set", "what was not taken back is not done again either");
}

#[test]
fn of_a_text_only_ones_own_words_go() {
    let mut desk = Desk::new();
    let write = |text: &str| Command::EditDeliverable {
        id: BOTTLE,
        changes: vec![DeliverableChange::Description(text.into())],
    };
    desk.paper.ok(write("A bottle."));
    assert!(desk.give(write("A tall bottle.")));
    desk.paper.try_as(BEN, write("A tall bottle of blue glass.")).unwrap();
    assert_eq!(desk.undo(), vec![]);
    assert_eq!(desk.paper.bottle().description, "A bottle of blue glass.");
    assert_eq!(desk.redo(), vec![]);
    assert_eq!(desk.paper.bottle().description, "A tall bottle of blue glass.");
}

#[test]
fn what_others_built_on_stays_whole() {
    let mut desk = Desk::new();
    desk.paper.publish("Modeling");
    let (first, id) = comment(&mut desk.paper, "darker, please", None);
    assert!(desk.give(first));
    let (answer, _) = comment(&mut desk.paper, "on it", Some(id));
    desk.paper.try_as(BEN, answer).unwrap();
    let left = desk.undo();
    assert_eq!(left.len(), 2, "the comment and its item of the checklist stay together: {left:?}");
    assert!(left.iter().all(|l| l.why.starts_with("built upon since by")));
    assert_eq!((desk.paper.bottle().comments.len(), desk.paper.bottle().feedback.len()), (2, 1));
}

#[test]
fn a_decision_taken_back_lets_the_one_before_stand() {
    let mut desk = Desk::new();
    let round = desk.paper.publish("Modeling");
    let changes = desk.paper.decision(round, Verdict::Changes, "darker");
    assert!(desk.give(changes));
    let approve = desk.paper.decision(round, Verdict::Approve, "");
    assert!(desk.give(approve));
    assert_eq!(desk.paper.stage("Texturing").status, Status::Ready);
    assert_eq!(desk.undo(), vec![]);
    assert_eq!(desk.paper.stage("Modeling").status, Status::ChangesRequested);
    assert_eq!(desk.undo(), vec![]);
    assert_eq!(desk.paper.stage("Modeling").status, Status::InReview);
}

#[test]
fn a_role_takes_back_only_what_it_may_write() {
    let mut desk = Desk::new();
    assert!(desk.give(Command::EditDeliverable { id: BOTTLE, changes: vec![DeliverableChange::Kind("Set".into())] }));
    let (state, entries) = (desk.paper.state.clone(), desk.done[0].clone());
    let refused = take_back(&mut desk.paper, &state, with_role(Role::Artist), &entries).unwrap();
    assert!(matches!(refused, Err(Refusal::PermissionDenied { .. })));
}

#[test]
fn a_deliverable_others_work_on_is_not_taken_away() {
    let mut desk = Desk::new();
    let new = |paper: &mut Paper, name: &str| NewDeliverable {
        id: DeliverableId::new(paper.fresh()),
        project: ProjectId::new([3; 16]),
        name: name.into(),
        kind: String::new(),
        priority: Priority::Normal,
        due: None,
        description: String::new(),
    };
    let (glass, cup) = (new(&mut desk.paper, "Glass"), new(&mut desk.paper, "Cup"));
    let ids = (glass.id, cup.id);
    let commands = vec![Command::CreateDeliverable(glass), Command::CreateDeliverable(cup)];
    assert!(desk.give(Command::Batch { label: "made two".into(), commands, skip_refused: false }));
    let id = CommentId::new(desk.paper.fresh());
    let said =
        Command::Comment { deliverable: ids.0, round: None, id, body: "mine".into(), reply_to: None, action: false };
    desk.paper.try_as(BEN, said).unwrap();
    let left = desk.undo();
    assert_eq!(left.len(), 1);
    assert!(left[0].why.starts_with("worked on since by"), "{}", left[0].why);
    assert!(desk.paper.state.deliverable(ids.0).is_some() && desk.paper.state.deliverable(ids.1).is_none());
}
