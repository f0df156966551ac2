//! What a person keeps for themselves is written by their own devices and by nobody else.

use crate::studio::*;
use ed25519_dalek::SigningKey;
use rushes_domain::*;
use rushes_store::{
    Home,
    authority::{self, Envelope, Fact, FactBody},
    fresh,
};
use std::collections::BTreeSet;

fn save(name: &str, shared: bool) -> Command {
    let view = NewView { id: ViewId::new(fresh()), name: name.into(), project: None, settings: "{}".into() };
    Command::SaveView { view, shared }
}

fn names<'a>(views: impl Iterator<Item = &'a SavedView>) -> Vec<String> {
    views.map(|v| v.name.clone()).collect()
}

#[test]
fn own_views_survive_a_restart_and_only_the_own_ones_are_read() {
    let ada = new_studio();
    let ben = joined(&ada.store, Role::Artist, "Ben");
    ada.store.submit(save("Ada's", false)).unwrap();
    ada.store.submit(save("Everybody's", true)).unwrap();
    ben.store.submit(save("Ben's", false)).unwrap();
    assert_eq!(ben.store.submit(save("Mine for all", true)).unwrap_err().code(), "permission_denied");
    // The plain way of this test gives everything to everybody, as no honest device would.
    sync(&ada.store, &ben.store);
    let told = |store: &rushes_store::Store| {
        let state = store.snapshot().state.clone();
        (names(state.personal.views.values()), names(state.studio.views.values()))
    };
    assert_eq!(told(&ada.store), (vec!["Ada's".into()], vec!["Everybody's".to_owned()]));
    assert_eq!(told(&ben.store), (vec!["Ben's".into()], vec!["Everybody's".to_owned()]));
    let (studio, path) = (ada.store.studio(), ada.dir.path().to_owned());
    let before = told(&ada.store);
    drop(ada.store);
    let again = Home::open(&path).unwrap().open_studio(studio).unwrap();
    assert_eq!(told(&again), before);
    assert!(again.snapshot().state.personal.person == again.me().person);
}

#[test]
fn what_somebody_keeps_for_themselves_is_not_in_the_studios_log() {
    let ada = new_studio();
    let count = |store: &rushes_store::Store| store.log(&[], 100).unwrap().len();
    let before = count(&ada.store);
    ada.store.submit(save("Mine", false)).unwrap();
    ada.store.submit(Command::MarkRead { comments: BTreeSet::from([CommentId::new(fresh())]) }).unwrap();
    assert_eq!(count(&ada.store), before);
    ada.store.submit(save("Ours", true)).unwrap();
    assert_eq!(count(&ada.store), before + 1);
    assert_eq!(ada.store.log(&[], 1).unwrap()[0].message, "saved the shared view \"Ours\"");
}

/// A modified client of an admin writes into an artist's personal document: every peer keeps it aside.
#[test]
fn a_change_of_anothers_personal_document_is_quarantined_everywhere() {
    let ada = new_studio();
    let ben = joined(&ada.store, Role::Artist, "Ben");
    ben.store.submit(save("Ben's", false)).unwrap();
    let key = SigningKey::from_bytes(&ada.store.home().device_secret());
    let grant = ada
        .store
        .facts()
        .unwrap()
        .into_iter()
        .find(
            |(_, b)| matches!(Fact::from_bytes(b).unwrap().body, FactBody::Grant(g) if g.device == ada.store.device()),
        )
        .unwrap()
        .0;
    let doc = DocId::personal(ben.store.me().person);
    let forged = forge(&key, grant, doc);
    assert_eq!(Envelope::doc_of(&forged.to_bytes()), Some(doc));
    for store in [&ben.store, &ada.store] {
        let received = store.receive(Vec::new(), vec![forged.to_bytes()]).unwrap();
        assert_eq!((received.changes_new, received.quarantined), (0, 1));
        assert!(store.audit().unwrap().quarantined[0].reason.contains("another person"));
    }
    assert_eq!(names(ben.store.snapshot().state.personal.views.values()), ["Ben's"]);
    // The same words in the forger's own document count.
    let own = forge(&key, grant, DocId::personal(ada.store.me().person));
    assert_eq!(ada.store.receive(Vec::new(), vec![own.to_bytes()]).unwrap().changes_new, 1);
    assert_eq!(names(ada.store.snapshot().state.personal.views.values()), ["Forged"]);
}

fn forge(key: &SigningKey, grant: [u8; 32], doc: DocId) -> Envelope {
    use automerge::{ActorId, AutoCommit, ObjType, ROOT, transaction::Transactable};
    let nonce = [3; 16];
    let device = DeviceId(key.verifying_key().to_bytes());
    let mut written = AutoCommit::new().with_actor(ActorId::from(authority::actor_of(&device, &nonce).as_slice()));
    let map = written.put_object(ROOT, format!("view:{}", ViewId::new([1; 16])), ObjType::Map).unwrap();
    written.put(&map, "name", "Forged").unwrap();
    written.commit();
    let change = written.get_last_local_change().unwrap();
    let entry = (doc, change.hash().0, nonce, change.raw_bytes().to_vec());
    authority::sign(key, grant, vec![entry]).remove(0)
}

/// What is kept at hand on one device is so on the person's other one; two that were apart add up.
#[test]
fn favourites_and_recents_travel_with_the_person() {
    let ada = new_studio();
    let (one, two) = (project(&ada.store, "ONE"), project(&ada.store, "TWO"));
    let Device { dir: _dir, store: laptop } = second_device(&ada.store);
    let ben = joined(&ada.store, Role::Producer, "Ben");
    sync(&ada.store, &laptop);
    let favourite = |project, on| Command::Favourite { project, on };
    ada.store.submit(favourite(one, true)).unwrap();
    ada.store.submit(Command::Opened { project: one }).unwrap();
    laptop.submit(favourite(two, true)).unwrap();
    laptop.submit(Command::Opened { project: two }).unwrap();
    assert_eq!(laptop.snapshot().undo, None, "none of it is work to take back");
    sync(&ada.store, &laptop);
    sync(&ada.store, &ben.store);
    for store in [&ada.store, &laptop] {
        let personal = store.snapshot().state.personal.clone();
        assert_eq!((personal.at_hand().len(), personal.recent().count()), (2, 2));
        assert_eq!(personal.recent().next(), Some(two), "opened last");
    }
    // Taken away on one device and put there anew on the other: it stays.
    laptop.submit(favourite(one, false)).unwrap();
    sync(&ada.store, &laptop);
    assert_eq!(ada.store.snapshot().state.personal.at_hand(), [two]);
    assert!(ben.store.snapshot().state.personal.favourites.is_empty(), "they are hers alone");
}
