//! Opening a home and a studio.

use crate::runtime::{Desk, Event, Trouble};
use rushes_domain::StudioId;
use rushes_store::{Home, Store, StoreError};
use std::path::Path;

/// An open studio.
#[derive(Clone)]
pub struct Session {
    /// The data directory.
    pub home: Home,
    /// The studio.
    pub store: Store,
}

/// Opens the home, and the studio used last.
pub fn home(desk: &Desk, dir: &Path, studio: Option<StudioId>) {
    let home = match Home::open(dir) {
        Ok(home) => home,
        Err(error) => return desk.tell(Event::NotOpened(Trouble::from(error))),
    };
    match studio.or_else(|| home.current()) {
        Some(id) => opened(desk, &home, home.open_studio(id)),
        None => desk.tell(Event::NoStudio(home)),
    }
}

/// Opens the home to make or join a studio beside those in it.
pub fn welcome(desk: &Desk, dir: &Path) {
    match Home::open(dir) {
        Ok(home) => desk.tell(Event::NoStudio(home)),
        Err(error) => desk.tell(Event::NotOpened(Trouble::from(error))),
    }
}

/// Opens another studio of an open home.
pub fn studio(desk: &Desk, home: &Home, id: StudioId) {
    opened(desk, home, home.open_studio(id));
}

/// Makes a studio.
pub fn create(desk: &Desk, home: &Home, name: &str, person: &str, email: &str) {
    match home.create_studio(name, person, email) {
        Ok(store) => opened(desk, home, Ok(store)),
        Err(error) => desk.tell(Event::NotBegun(Trouble::from(error))),
    }
}

/// Tells the window that a studio is open, or why not.
pub(crate) fn opened(desk: &Desk, home: &Home, store: Result<Store, StoreError>) {
    match store {
        Ok(store) => {
            let told = desk.clone();
            store.subscribe(move |_| {
                told.mention(Event::Changed);
            });
            desk.tell(Event::Opened(Box::new(Session { home: home.clone(), store })));
        }
        Err(error) => desk.tell(Event::NotOpened(Trouble::from(error))),
    }
}

/// Opens the home of the sample studio, and makes the studio on first use.
pub fn sample(desk: &Desk, dir: &Path) {
    match Home::open(dir) {
        Ok(home) => sample_in(desk, &home),
        Err(error) => desk.tell(Event::NotOpened(Trouble::from(error))),
    }
}

/// Opens the sample studio of an open home, and makes it on first use.
pub fn sample_in(desk: &Desk, home: &Home) {
    match crate::demo::ensure(home) {
        Ok(store) => opened(desk, home, Ok(store)),
        Err(error) => {
            let hint = "Nothing else was changed. Check that there is space on the disk, then try again.";
            desk.tell(Event::NotOpened(Trouble::new(format!("the sample studio could not be made: {error:#}"), hint)));
        }
    }
}
