//! Putting a studio in its place in a home, whole or not at all.
//!
//! It is built in `HOME/restoring-ID-N`. When it is complete it gets a mark, an older one of the
//! same studio moves to `HOME/replaced/`, and it moves to `HOME/studios/ID`. What a kill leaves is
//! finished or cleared away when the home is opened next.

use crate::{
    authority::{Fact, FactBody, Grant, hex},
    clock,
    database::contain,
    error::StoreError,
    home::{Home, write_secret},
    tables,
    temporary::{Temporary, sync_folder},
};
use ed25519_dalek::SigningKey;
use redb::Database;
use rushes_domain::{DeviceId, Role, StudioId};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

const PREFIX: &str = "restoring-";
/// Its presence says that the folder is complete.
const READY: &str = "ready";

/// A studio being built beside the others.
pub(crate) struct Placing {
    home: Home,
    studio: StudioId,
    folder: Temporary,
}

impl Placing {
    /// Begins, where the studio is not here yet or may be replaced.
    pub(crate) fn begin(home: &Home, studio: StudioId, replace: bool) -> Result<Self, StoreError> {
        let present = home.studio_dir(studio).join("store.redb");
        if present.exists() {
            if !replace {
                return Err(StoreError::Here);
            }
            // One that is open cannot be replaced; a damaged one can.
            if let Err(error @ StoreError::Present { .. }) =
                contain(|| Ok(Database::builder().open_read_only(&present).map(drop)?))
            {
                return Err(error);
            }
        }
        let name = format!("{PREFIX}{studio}-{}", hex(&clock::random::<4>()));
        let folder = Temporary::at(home.dir().join(name));
        let named = || format!("the folder {}", folder.path().display());
        fs::create_dir_all(folder.path().join("media/incoming")).map_err(StoreError::io(named()))?;
        Ok(Self { home: home.clone(), studio, folder })
    }

    pub(crate) fn dir(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.dir().join("store.redb")
    }

    /// Lets this device write, where it is no member and the studio's root key is here: the root
    /// key grants to it, as another device of the person whose device wrote `like`.
    pub(crate) fn let_in(&self, like: Option<DeviceId>) -> Result<bool, StoreError> {
        let device = self.home.device();
        let db = tables::open(&self.database())?;
        let authority = super::read::authority(&db, self.studio)?;
        if authority.grant_of(&device).is_some() {
            return Ok(true);
        }
        let Some(root) = read_key(&self.dir().join("root.key"), self.studio) else { return Ok(false) };
        let members = authority.members();
        let was = like.and_then(|d| authority.person_of(&d));
        let person = members
            .iter()
            .find(|(p, _)| Some(p.id) == was)
            .or_else(|| members.iter().find(|(_, m)| m.role == Role::Admin))
            .map(|(p, _)| p.clone());
        let Some(person) = person else { return Ok(false) };
        let grant = Fact::sign(
            self.studio,
            &root,
            FactBody::Grant(Grant {
                parent: None,
                device,
                person: person.id,
                name: person.name,
                email: person.email,
                role: Role::Admin,
                at: clock::now().0,
            }),
        );
        let tx = db.begin_write()?;
        tx.open_table(tables::FACT)?.insert(grant.hash().as_slice(), grant.to_bytes().as_slice())?;
        tx.commit()?;
        Ok(true)
    }

    /// Keeps the root key that came with it.
    pub(crate) fn keep_key(&self, text: &str) -> Result<(), StoreError> {
        write_secret(&self.dir().join("root.key"), text.trim())
    }

    /// Puts it in place. Gives where the one that was there before is kept.
    pub(crate) fn settle(self, name: &str) -> Result<Option<PathBuf>, StoreError> {
        let dir = self.home.studio_dir(self.studio);
        let named = || format!("the folder {}", dir.display());
        // The key of a studio founded here exists only here.
        let key = dir.join("root.key");
        if key.exists() && !self.dir().join("root.key").exists() {
            let text = fs::read_to_string(&key).map_err(StoreError::io(named()))?;
            self.keep_key(&text)?;
        }
        fs::write(self.dir().join("name"), name).map_err(StoreError::io(named()))?;
        sync_tree(self.dir())?;
        File::create(self.dir().join(READY)).and_then(|f| f.sync_all()).map_err(StoreError::io(named()))?;
        sync_folder(self.dir())?;
        let kept = move_in(self.home.dir(), self.dir(), &dir)?;
        self.folder.keep();
        Ok(kept)
    }
}

/// Moves a complete folder to its place; what is there moves aside first.
fn move_in(home: &Path, from: &Path, dir: &Path) -> Result<Option<PathBuf>, StoreError> {
    let named = || format!("the folder {}", dir.display());
    let mut kept = None;
    if dir.exists() {
        let aside = home.join("replaced");
        fs::create_dir_all(&aside).map_err(StoreError::io(named()))?;
        let name = dir.file_name().unwrap_or_default().to_string_lossy();
        let to = aside.join(format!("{name}-{}", clock::now().0));
        fs::rename(dir, &to).map_err(StoreError::io(named()))?;
        kept = Some(to);
    }
    fs::rename(from, dir).map_err(StoreError::io(named()))?;
    let _ = fs::remove_file(dir.join(READY));
    dir.parent().map_or(Ok(()), sync_folder)?;
    sync_folder(home)?;
    Ok(kept)
}

/// Finishes or clears away what a kill has left in a home.
pub(crate) fn clean(home: &Path) {
    let Ok(entries) = fs::read_dir(home) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(studio) = name.strip_prefix(PREFIX).and_then(|rest| rest.get(..26)) else { continue };
        let dir = home.join("studios").join(studio);
        if entry.path().join(READY).exists() && !dir.exists() {
            if let Err(error) = move_in(home, &entry.path(), &dir) {
                tracing::error!(%error, "a restored studio could not be put in its place");
            }
        } else if let Err(error) = fs::remove_dir_all(entry.path()) {
            tracing::warn!(%error, "what an interrupted restore left could not be cleared away");
        }
    }
}

fn sync_tree(dir: &Path) -> Result<(), StoreError> {
    let named = || format!("the folder {}", dir.display());
    for entry in fs::read_dir(dir).map_err(StoreError::io(named()))?.filter_map(Result::ok) {
        if entry.path().is_dir() {
            sync_tree(&entry.path())?;
        }
    }
    sync_folder(dir)
}

/// The root key in a file, if it is this studio's.
fn read_key(path: &Path, studio: StudioId) -> Option<SigningKey> {
    let text = fs::read_to_string(path).ok()?;
    let bytes = data_encoding::HEXLOWER.decode(text.trim().as_bytes()).ok()?;
    let key = SigningKey::from_bytes(&bytes.try_into().ok()?);
    (Fact::studio_of(&DeviceId(key.verifying_key().to_bytes())) == studio).then_some(key)
}
