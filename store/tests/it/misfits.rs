//! What a modified client of a member sends that fits no document: set aside by itself, and nobody else pays for it.

use crate::{care::say, studio::*};
use automerge::{
    ActorId, Change, ExpandedChange, ScalarValue,
    legacy::{Key, ObjectId, Op, OpId, OpType, SortedVec},
};
use ed25519_dalek::SigningKey;
use rushes_domain::*;
use rushes_store::{
    Home, Store,
    authority::{self, Envelope, Fact, FactBody},
};
use std::num::NonZeroU64;

/// A change of a document, signed by the device of a store, with operations of its own.
fn signed(store: &Store, doc: DocId, nonce: u8, seq: u64, ops: impl Fn(&ActorId) -> Vec<Op>) -> Envelope {
    let key = SigningKey::from_bytes(&store.home().device_secret());
    let facts = store.facts().unwrap();
    let mine = |bytes: &[u8]| matches!(Fact::from_bytes(bytes).unwrap().body, FactBody::Grant(g) if g.device == store.device());
    let grant = facts.iter().find(|(_, bytes)| mine(bytes)).unwrap().0;
    let nonce = [nonce; 16];
    let actor = ActorId::from(authority::actor_of(&store.device(), &nonce).as_slice());
    let change = Change::from(ExpandedChange {
        operations: ops(&actor),
        actor_id: actor,
        author: None,
        hash: None,
        seq,
        start_op: NonZeroU64::new(1000).unwrap(),
        time: 0,
        message: None,
        deps: Vec::new(),
        extra_bytes: Vec::new(),
    });
    let entry = (doc, change.hash().0, nonce, change.raw_bytes().to_vec());
    authority::sign(&key, grant, vec![entry]).remove(0)
}

fn put(obj: ObjectId, key: Key) -> Op {
    Op { action: OpType::Put(ScalarValue::Str("x".into())), obj, key, pred: SortedVec::new(), insert: false }
}

fn unknown(actor: &ActorId) -> ObjectId {
    ObjectId::Id(OpId(7, actor.clone()))
}

#[test]
fn a_change_that_fits_nowhere_is_set_aside_by_name_and_costs_nobody_else_anything() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "P"), "Shot");
    let ben = joined(&ada.store, Role::Producer, "Ben");
    let talk = DocId::of(DocKind::Talk, id);
    let good = say(&ben.store, id, "from Ben");
    let theirs = ben.store.envelopes(talk, &ben.store.changes(talk).unwrap()).unwrap();
    let stranger = ActorId::from([9u8; 16].as_slice());
    let odd = [
        // In a map that nobody made.
        signed(&ben.store, talk, 1, 1, |a| vec![put(unknown(a), Key::Map("body".into()))]),
        // In a map of somebody nobody knows.
        signed(&ben.store, talk, 2, 1, |_| vec![put(unknown(&stranger), Key::Map("body".into()))]),
        // The second change of an author whose first is nowhere.
        signed(&ben.store, talk, 3, 2, |_| vec![put(ObjectId::Root, Key::Map("note".into()))]),
        // Two histories of one author.
        signed(&ben.store, talk, 4, 1, |_| vec![put(ObjectId::Root, Key::Map("one".into()))]),
        signed(&ben.store, talk, 4, 1, |_| vec![put(ObjectId::Root, Key::Map("two".into()))]),
        // A list entry in a map.
        signed(&ben.store, talk, 5, 1, |a| {
            vec![put(ObjectId::Root, Key::Seq(automerge::legacy::ElementId::Id(OpId(3, a.clone()))))]
        }),
    ];
    let sent: Vec<Vec<u8>> = odd.iter().map(Envelope::to_bytes).chain(theirs.clone()).collect();
    // Everybody's commands wait together with what Ben's device sent, again and again.
    std::thread::scope(|scope| {
        for round in 0..3 {
            let store = &ada.store;
            let said: Vec<_> = (0..8).map(|n| scope.spawn(move || say(store, id, &format!("{round} {n}")))).collect();
            let sent = sent.clone();
            let received = scope.spawn(move || store.receive(Vec::new(), sent).unwrap()).join().unwrap();
            let first = round == 0;
            assert_eq!(received.misfits > 0, first, "what is known is not looked at again: {received:?}");
            for thread in said {
                thread.join().unwrap();
            }
        }
    });
    let comments = |store: &Store| store.snapshot().state.deliverable(id).unwrap().comments.len();
    assert_eq!(comments(&ada.store), 25);
    assert!(ada.store.snapshot().state.deliverable(id).unwrap().comment(good).is_some());
    let audit = ada.store.audit().unwrap();
    assert!(audit.bad.is_empty(), "{:?}", audit.bad);
    assert!(!audit.quarantined.is_empty());
    assert!(audit.quarantined.iter().all(|q| q.by.as_deref() == Some("Ben")), "{:?}", audit.quarantined);
    assert!(audit.quarantined.iter().any(|q| q.reason.contains("does not fit")), "{:?}", audit.quarantined);
    // Sync ends: both hold the same, the odd ones too.
    let all: Vec<Vec<u8>> = odd.iter().map(Envelope::to_bytes).collect();
    ben.store.receive(Vec::new(), all).unwrap();
    sync(&ada.store, &ben.store);
    assert_eq!(comments(&ben.store), 25);
    // And it opens as it was.
    let studio = ada.store.studio();
    let Device { dir, store } = ada;
    drop(store);
    let store = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    assert_eq!(comments(&store), 25);
    assert_eq!(store.verify().unwrap().damaged, Vec::<String>::new());
    assert_eq!(store.damaged().unwrap(), []);
}
