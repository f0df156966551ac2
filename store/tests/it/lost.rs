//! Databases that are lost on a device: told, and joined anew.

use crate::{
    care::*,
    damage::{database, with_closed},
    studio::*,
};
use redb::Database;
use rushes_domain::*;
use rushes_store::Home;
use std::fs;

#[test]
fn an_emptied_database_is_told_and_not_taken_for_an_empty_studio() {
    let (dir, opened) = with_closed(busy_studio(), |path| fs::write(path, b"").unwrap());
    let error = opened.unwrap_err();
    assert_eq!(error.code(), "damaged", "{error}");
    let home = Home::open(dir.path()).unwrap();
    let path = home.studio_dir(home.studios()[0].id).join("store.redb");
    assert_eq!(fs::metadata(&path).unwrap().len(), 0, "nothing was changed");
    fs::remove_file(&path).unwrap();
    drop(Database::create(&path).unwrap());
    assert_eq!(home.open_studio(home.studios()[0].id).unwrap_err().code(), "damaged", "without its beginning");
}

#[test]
fn a_studio_that_is_lost_on_a_device_is_joined_anew_as_the_same_person() {
    let ana = busy_studio();
    let ben = joined(&ana.store, Role::Producer, "ben");
    let (person, studio, path) = (ben.store.me().person, ben.store.studio(), database(&ben));
    sync(&ana.store, &ben.store);
    let Device { dir, store } = ben;
    drop(store);
    fs::write(&path, vec![0x5a; 8192]).unwrap();
    let home = Home::open(dir.path()).unwrap();
    assert_eq!(home.open_studio(studio).unwrap_err().code(), "damaged");
    let secret = ana.store.invite(Role::Producer, Timestamp(i64::MAX)).unwrap();
    let facts = ana.store.redeem(&secret, home.device(), "ben", "ben@meridian.test").unwrap();
    let store = home.join_studio(&facts).unwrap();
    sync(&ana.store, &store);
    assert_eq!(seen(&store), seen(&ana.store));
    assert_eq!(store.me().person, person);
    assert_eq!(store.kept().unwrap().entries.len(), 1, "the damaged file is kept beside");
}
