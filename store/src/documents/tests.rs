#![allow(clippy::unwrap_used)]
use super::{Authors, apply, hydrate, place};
use automerge::{ActorId, Automerge};
use rushes_domain::{DocId, DocKind, Edit, Id, Op, PersonId, Value, undo::Place};

struct Two;

impl Authors for Two {
    fn person(&self, actor: &[u8]) -> Option<PersonId> {
        Some(PersonId::new([actor[0]; 16]))
    }
}

fn write(doc: &mut Automerge, actor: u8, edit: &Edit) {
    doc.set_actor(ActorId::from(vec![actor; 16]));
    doc.transact::<_, _, automerge::AutomergeError>(|t| apply(t, &edit.path, &edit.op)).unwrap();
}

const TALK: DocId = DocId { kind: DocKind::Talk, id: Id([1; 16]) };

fn flag(op: Op) -> Edit {
    Edit { doc: TALK, path: vec!["comment:1".into(), "withdrawn".into()], op }
}

fn shown(doc: &Automerge) -> usize {
    hydrate(TALK, doc, &Two).root.len()
}

#[test]
fn only_its_author_withdraws_a_map() {
    let mut doc = Automerge::new();
    write(&mut doc, 1, &Edit::put(TALK, ["comment:1"], Value::map([("body", Value::from("hello"))])));
    write(&mut doc, 2, &flag(Op::Put(true.into())));
    assert_eq!(shown(&doc), 1, "somebody else's word does not count");
    let mut theirs = doc.fork();
    write(&mut doc, 1, &flag(Op::Put(true.into())));
    assert_eq!(shown(&doc), 0);
    // Somebody else says otherwise at the same time: still gone.
    write(&mut theirs, 2, &flag(Op::Put(false.into())));
    doc.merge(&mut theirs).unwrap();
    assert_eq!(shown(&doc), 0);
    let Place::Values(values) = place(Some(&doc), &Two, &["comment:1".to_owned()]) else { panic!("no such place") };
    assert!(values[0].withdrawn && values[0].by == Some(PersonId::new([1; 16])));
    write(&mut doc, 1, &flag(Op::Delete));
    assert_eq!(shown(&doc), 1);
}

#[test]
fn a_map_set_within_a_withdrawn_one_makes_no_conflict() {
    let mut doc = Automerge::new();
    write(&mut doc, 1, &Edit::put(TALK, ["comment:1"], Value::map([("resolved", Value::from(false))])));
    let mut other = doc.fork();
    let resolved = |value: &str| Edit::put(TALK, ["comment:1", "resolved"], value);
    write(&mut doc, 1, &resolved("a"));
    write(&mut other, 2, &resolved("b"));
    doc.merge(&mut other).unwrap();
    assert_eq!(hydrate(TALK, &doc, &Two).clashes.len(), 1);
    write(&mut doc, 1, &flag(Op::Put(true.into())));
    assert!(hydrate(TALK, &doc, &Two).clashes.is_empty());
}
