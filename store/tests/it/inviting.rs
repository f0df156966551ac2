//! Who a newcomer is follows from the invitation and from their device, never from what they type.

use crate::studio::*;
use rushes_domain::*;
use rushes_store::{Home, Invite, Invitee, Standing, Store, StoreError, fresh};

const EVER: Timestamp = Timestamp(i64::MAX);

fn device(n: u8) -> DeviceId {
    DeviceId([n; 32])
}

/// What the studio knows of the person of a device.
fn seen(store: &Store, device: DeviceId) -> (PersonId, Role, String, String) {
    let person = store.person_of(device).unwrap();
    let studio = store.snapshot().state.studio.clone();
    let known = &studio.people[&person];
    (person, studio.members[&person].role, known.name.clone(), known.email.clone())
}

fn add_person(store: &Store, name: &str, email: &str) -> PersonId {
    let id = PersonId::new(fresh());
    store.submit(Command::AddPerson(Person { id, name: name.into(), email: email.into() })).unwrap();
    id
}

fn why(result: Result<Vec<Vec<u8>>, StoreError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn typing_somebodys_name_or_address_makes_nobody_that_person() {
    let ada = new_studio();
    let me = ada.store.me();
    let known = add_person(&ada.store, "Ben Moss", "");
    let addressed = add_person(&ada.store, "Cy Hale", "cy@meridian.test");
    let typed = [
        ("Eve", "ada@meridian.test"),
        ("Eve", " ADA@Meridian.test "),
        ("Ada Vale", "ada@meridian.test"),
        ("ada\u{200b} vale", ""),
        ("ada@meridian.test", ""),
        ("Ben Moss", ""),
        ("Ben Moss", "ben@else.where"),
        ("Cy Hale", "cy@meridian.test"),
        (&me.person.to_string(), ""),
    ];
    for (n, (name, email)) in (10..).zip(typed) {
        let secret = ada.store.invite(Role::Client, EVER).unwrap();
        ada.store.redeem(&secret, device(n), name, email).unwrap();
        let (person, role, ..) = seen(&ada.store, device(n));
        assert!(![me.person, known, addressed].contains(&person), "{name} {email}");
        assert_eq!(role, Role::Client, "{name} {email}");
    }
    let studio = ada.store.snapshot().state.studio.clone();
    for (text, person) in [
        ("Ada Vale", me.person),
        ("ada@meridian.test", me.person),
        ("Ben Moss", known),
        ("cy@meridian.test", addressed),
    ] {
        assert_eq!(studio.person_called(text).map(|p| p.id), Some(person), "a sheet finds {text} still");
    }
    assert_eq!(seen(&ada.store, ada.store.device()).1, Role::Admin);
    assert_eq!(seen(&ada.store, device(12)).2, "Ada Vale (2)");
}

#[test]
fn an_invitation_is_for_a_person_a_sheet_knows_whatever_they_type() {
    let ada = new_studio();
    let ben = add_person(&ada.store, "Ben Moss", "");
    let secret = ada.store.invite_for(Invitee::Known(ben), Role::Artist, EVER).unwrap();
    let second = ada.store.invite_for(Invitee::Known(ben), Role::Artist, EVER).unwrap();
    ada.store.redeem(&secret, device(5), "Somebody Else", "ada@meridian.test").unwrap();
    assert_eq!(seen(&ada.store, device(5)), (ben, Role::Artist, "Ben Moss".into(), String::new()));
    // Who has a second ticket for him is not him.
    let told = why(ada.store.redeem(&second, device(6), "Ben Moss", ""));
    assert!(told.contains("has joined already"), "{told}");
    let refused = ada.store.invite_for(Invitee::Known(ben), Role::Artist, EVER).unwrap_err();
    assert_eq!(refused.code(), "invalid_input", "{refused}");
    let nobody = Invitee::Known(PersonId::new(fresh()));
    assert_eq!(ada.store.invite_for(nobody, Role::Artist, EVER).unwrap_err().code(), "not_found");
    // A device that is somebody's already is nobody else's.
    let cy = add_person(&ada.store, "Cy Hale", "");
    let third = ada.store.invite_for(Invitee::Known(cy), Role::Producer, EVER).unwrap();
    let told = why(ada.store.redeem(&third, device(5), "Cy Hale", ""));
    assert!(told.contains("one of Ben Moss"), "{told}");
    assert_eq!(seen(&ada.store, device(5)).1, Role::Artist);
}

#[test]
fn everybody_lets_another_device_of_their_own_in_as_what_they_are_and_nothing_more() {
    let ada = new_studio();
    for role in Role::ALL {
        let one = joined(&ada.store, role, role.word());
        let two = second_device(&one.store);
        sync(&one.store, &ada.store);
        assert_eq!(two.store.me().person, one.store.me().person);
        assert_eq!((two.store.me().role, one.store.me().role), (role, role));
        assert_eq!(seen(&ada.store, two.store.device()), seen(&ada.store, one.store.device()), "{role}");
        let me = one.store.me();
        for other in Role::ALL.into_iter().filter(|r| *r != role) {
            assert!(one.store.invite_for(Invitee::OwnDevice(me.person), other, EVER).is_err(), "{role} as {other}");
        }
        let foreign = Invitee::OwnDevice(ada.store.me().person);
        assert!(one.store.invite_for(foreign, role, EVER).is_err(), "{role} for Ada");
        // What it writes counts with the others.
        let project = made_by_ada(&ada.store, role.word());
        sync(&ada.store, &two.store);
        let said = Command::Comment {
            deliverable: deliverable(&ada.store, project, "Bottle"),
            round: None,
            id: CommentId::new(fresh()),
            body: "from the other device".into(),
            reply_to: None,
            action: false,
        };
        sync(&ada.store, &two.store);
        two.store.submit(said).unwrap();
        sync(&ada.store, &two.store);
        assert!(ada.store.audit().unwrap().quarantined.is_empty(), "{role}");
    }
}

fn made_by_ada(store: &Store, role: &str) -> ProjectId {
    project(store, &role.to_uppercase())
}

#[test]
fn a_ticket_used_by_many_at_once_lets_one_in() {
    let ada = new_studio();
    let secret = ada.store.invite(Role::Artist, EVER).unwrap();
    let let_in: Vec<bool> = std::thread::scope(|scope| {
        let store = &ada.store;
        let tries: Vec<_> =
            (20..32).map(|n| scope.spawn(move || store.redeem(&secret, device(n), "Ben", "").is_ok())).collect();
        tries.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(let_in.into_iter().filter(|ok| *ok).count(), 1);
    assert_eq!(ada.store.snapshot().state.studio.members.len(), 2);
}

#[test]
fn who_lost_the_studio_and_joins_anew_on_the_same_device_is_still_themselves_whatever_they_type() {
    let ada = new_studio();
    let ben = joined(&ada.store, Role::Producer, "ben");
    let before = seen(&ada.store, ben.store.device());
    let secret = ada.store.invite(Role::Client, EVER).unwrap();
    ada.store.redeem(&secret, ben.store.device(), "Ada Vale", "ada@meridian.test").unwrap();
    assert_eq!(seen(&ada.store, ben.store.device()), before, "also the role");
}

#[test]
fn what_became_of_an_invitation_is_told_also_after_opening_anew() {
    let ada = new_studio();
    let secret = ada.store.invite(Role::Artist, EVER).unwrap();
    ada.store.invite(Role::Client, Timestamp(1)).unwrap();
    let standing = |store: &Store, role: Role| {
        let invites = store.snapshot().invites.clone();
        let invite: &Invite = invites.iter().find(|i| i.role == role).unwrap();
        invite.standing(rushes_store::now())
    };
    assert_eq!(standing(&ada.store, Role::Artist), Standing::Open);
    assert_eq!(standing(&ada.store, Role::Client), Standing::Expired);
    ada.store.redeem(&secret, device(5), "Ben", "").unwrap();
    assert_eq!(standing(&ada.store, Role::Artist), Standing::Used(device(5)));
    let Device { dir, store } = ada;
    let studio = store.studio();
    drop(store);
    let store = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    assert_eq!(standing(&store, Role::Artist), Standing::Used(device(5)));
    assert_eq!(standing(&store, Role::Client), Standing::Expired);
}

#[test]
fn what_is_too_long_to_be_read_back_never_gets_in() {
    let ada = new_studio();
    let secret = ada.store.invite(Role::Artist, EVER).unwrap();
    let long = "x".repeat(100_000);
    let told = why(ada.store.redeem(&secret, device(5), &long, ""));
    assert!(told.contains("200 letters"), "{told}");
    assert!(ada.store.redeem(&secret, device(5), "Ben", &format!("{long}@else.where")).is_err());
    assert!(ada.store.redeem(&secret, device(5), "Ben\nMoss", "").is_err());
    let dir = tempfile::tempdir().unwrap();
    let home = Home::open(dir.path()).unwrap();
    assert_eq!(home.create_studio(&long, "Ada", "").unwrap_err().code(), "invalid_input");
    assert_eq!(home.create_studio("Meridian", &long, "").unwrap_err().code(), "invalid_input");
    assert!(home.studios().is_empty());
    // The ticket is still good, and the longest of each is read back.
    let (name, email) = ("\u{1F3AC}".repeat(200), format!("{}@else.where", "x".repeat(242)));
    ada.store.redeem(&secret, device(5), &name, &email).unwrap();
    let studio = ada.store.studio();
    let Device { dir, store } = ada;
    drop(store);
    let store = Home::open(dir.path()).unwrap().open_studio(studio).unwrap();
    let (_, _, shown, address) = seen(&store, device(5));
    assert_eq!((shown, address), (name, email));
    assert!(store.verify().unwrap().damaged.is_empty());
}
