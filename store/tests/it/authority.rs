//! What a role may not do is refused by every peer, also from a modified client.

use crate::studio::*;
use ed25519_dalek::SigningKey;
use rushes_domain::*;
use rushes_store::authority::{self, Envelope, Fact, FactBody};
use std::collections::BTreeMap;

#[test]
fn an_invitation_works_once_and_in_time() {
    let ada = new_studio();
    let secret = ada.store.invite(Role::Artist, Timestamp(i64::MAX)).unwrap();
    let facts = ada.store.redeem(&secret, DeviceId([5; 32]), "Ben", "").unwrap();
    assert_eq!(ada.store.redeem(&secret, DeviceId([5; 32]), "Ben", "").unwrap(), facts);
    let again = ada.store.redeem(&secret, DeviceId([6; 32]), "Cy", "").unwrap_err();
    assert!(again.to_string().contains("has been used"), "{again}");
    let late = ada.store.invite(Role::Artist, Timestamp(1)).unwrap();
    assert!(ada.store.redeem(&late, DeviceId([6; 32]), "Cy", "").unwrap_err().to_string().contains("expired"));
    assert!(ada.store.redeem(&[9; 32], DeviceId([6; 32]), "Cy", "").is_err());
}

#[test]
fn an_artist_may_neither_decide_nor_plan() {
    let ada = new_studio();
    deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    publish(&ada.store, "HERO/Bottle/Modeling", "one");
    let ben = joined(&ada.store, Role::Artist, "Ben");
    assert_eq!(
        decided(&ben.store, "HERO/Bottle/Modeling", Verdict::Approve, "").unwrap_err().code(),
        "permission_denied"
    );
    assert!(ben.store.invite(Role::Artist, Timestamp(i64::MAX)).is_err());
}

/// A modified client of an artist signs a decision: it is kept aside on every peer.
#[test]
fn a_forged_decision_is_quarantined() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    let round = publish(&ada.store, "HERO/Bottle/Modeling", "one");
    let ben = joined(&ada.store, Role::Artist, "Ben");
    let key = SigningKey::from_bytes(&ben.store.home().device_secret());
    let grant = ben
        .store
        .facts()
        .unwrap()
        .into_iter()
        .find(
            |(_, b)| matches!(Fact::from_bytes(b).unwrap().body, FactBody::Grant(g) if g.device == ben.store.device()),
        )
        .unwrap()
        .0;
    let forged = forge(&key, grant, DocId::of(DocKind::Verdict, id), round);
    let received = ada.store.receive(Vec::new(), vec![forged.to_bytes()]).unwrap();
    assert_eq!((received.changes_new, received.quarantined), (0, 1));
    assert_eq!(status(&ada.store, "HERO/Bottle/Modeling"), Status::InReview);
    assert!(ada.store.audit().unwrap().quarantined[0].reason.contains("role"));

    // Another signature, another author, a flipped bit: thrown away.
    for spoil in 0..40 {
        let mut bytes = forged.to_bytes();
        let at = spoil * bytes.len() / 40;
        bytes[at] ^= 1;
        let received = ada.store.receive(Vec::new(), vec![bytes]).unwrap();
        assert_eq!(received.changes_new, 0, "bit flipped at {at}");
    }
}

fn forge(key: &SigningKey, grant: [u8; 32], doc: DocId, round: RoundId) -> Envelope {
    use automerge::{ActorId, AutoCommit, ObjType, ROOT, transaction::Transactable};
    let nonce = [3; 16];
    let device = DeviceId(key.verifying_key().to_bytes());
    let mut written = AutoCommit::new().with_actor(ActorId::from(authority::actor_of(&device, &nonce).as_slice()));
    let decision = DecisionId::new([1; 16]);
    let map = written.put_object(ROOT, format!("decision:{decision}"), ObjType::Map).unwrap();
    written.put(&map, "round", round.to_string()).unwrap();
    written.put(&map, "verdict", "approve").unwrap();
    written.commit();
    let change = written.get_last_local_change().unwrap();
    let entry = (doc, change.hash().0, nonce, change.raw_bytes().to_vec());
    authority::sign(key, grant, vec![entry]).remove(0)
}

/// However envelopes and facts arrive, what counts is the same.
#[test]
fn what_counts_does_not_depend_on_the_order_of_arrival() {
    let ada = new_studio();
    let id = deliverable(&ada.store, project(&ada.store, "HERO"), "Bottle");
    let ben = joined(&ada.store, Role::Artist, "Ben");
    publish(&ben.store, "HERO/Bottle/Modeling", "one");
    publish(&ben.store, "HERO/Bottle/Modeling", "two");
    sync(&ada.store, &ben.store);
    decided(&ada.store, "HERO/Bottle/Modeling", Verdict::Approve, "").unwrap();
    let facts: Vec<Vec<u8>> = ada.store.facts().unwrap().into_iter().map(|(_, b)| b).collect();
    let envelopes: Vec<Vec<u8>> = ada
        .store
        .digests()
        .into_iter()
        .flat_map(|(doc, _)| ada.store.envelopes(doc, &ada.store.changes(doc).unwrap()).unwrap())
        .collect();
    let known: BTreeMap<_, _> = facts.iter().map(|b| Fact::from_bytes(b).unwrap()).map(|f| (f.hash(), f)).collect();
    let read: Vec<Envelope> = envelopes.iter().map(|b| Envelope::from_bytes(b).unwrap()).collect();
    let counted = authority::accepted(ada.store.studio(), &known, &read).len();
    assert_eq!(counted as u64, ada.store.audit().unwrap().changes);

    let wanted = ada.store.snapshot().state.deliverable(id).cloned();
    for seed in 0..6usize {
        // A newcomer whose facts and envelopes come in pieces, shuffled, the grants at times last.
        let cy = joined_bare(&ada, seed);
        let mut order: Vec<usize> = (0..envelopes.len()).collect();
        for i in (1..order.len()).rev() {
            order.swap(i, (i * 7919 + seed * 104_729) % (i + 1));
        }
        for chunk in order.chunks(1 + seed) {
            cy.store.receive(Vec::new(), chunk.iter().map(|i| envelopes[*i].clone()).collect()).unwrap();
        }
        cy.store.receive(facts.clone(), Vec::new()).unwrap();
        assert_eq!(cy.store.snapshot().state.deliverable(id).cloned(), wanted, "seed {seed}");
        assert_eq!(cy.store.audit().unwrap().quarantined, Vec::new());
        assert_eq!(cy.store.audit().unwrap().changes, counted as u64);
    }
}

/// Knows only the studio's beginning and its own way in, not Ben's grant.
fn joined_bare(host: &Device, seed: usize) -> Device {
    let secret = host.store.invite(Role::Client, Timestamp(i64::MAX)).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let home = rushes_store::Home::open(dir.path()).unwrap();
    let facts = host.store.redeem(&secret, home.device(), &format!("Cy {seed}"), "").unwrap();
    let few: Vec<Vec<u8>> = facts
        .into_iter()
        .filter(|b| match Fact::from_bytes(b).unwrap().body {
            FactBody::Studio { .. } => true,
            FactBody::Grant(g) => g.device == home.device() || g.role == Role::Admin,
        })
        .collect();
    let store = home.join_studio(&few).unwrap();
    Device { dir, store }
}
