//! The data directory: this device's key, and one folder a studio.
//!
//! ```text
//! HOME/lock              held by the process that works here
//! HOME/device.key        64 hexadecimal digits, readable by its owner alone
//! HOME/home.json         the UDP port, the studio opened last
//! HOME/studios/ID/       store.redb, journal, media/, search/ (derived), name, root.key (of a studio made here)
//! HOME/replaced/         studios that a restored backup has taken the place of
//! HOME/cache/            thumbnails and the like: can be deleted
//! ```

use crate::{
    authority::{Authority, Fact, FactBody, FactHash, Grant, hex},
    care::{
        self,
        salvage::{Loss, salvage, set_aside},
    },
    clock,
    database::Db,
    error::StoreError,
    journal::Journal,
    store::Store,
    tables,
    temporary::{Temporary, sync_folder},
};
use ed25519_dalek::SigningKey;
use rushes_domain::{
    Command, DeviceId, PersonId, Pipeline, PipelineId, Role, StudioId, person::typed_problem, text::Text,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// A studio on this device.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StudioEntry {
    /// Id.
    pub id: StudioId,
    /// Name, as it was when last opened.
    pub name: String,
}

#[derive(Serialize, Deserialize, Clone)]
struct Settings {
    format: u32,
    port: u16,
    current: Option<StudioId>,
}

struct Inner {
    dir: PathBuf,
    key: SigningKey,
    settings: Mutex<Settings>,
    /// Held open: the lock goes with it.
    _lock: File,
}

/// A data directory. One process works on it at a time.
#[derive(Clone)]
pub struct Home(Arc<Inner>);

impl Home {
    /// Opens a data directory, or makes it.
    ///
    /// # Errors
    /// [`StoreError::Held`] when another process works on it; else what keeps it from being read
    /// or written.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let named = |what: &str| format!("{what} {}", dir.display());
        let closed = |source: std::io::Error| {
            use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
            match source.kind() {
                PermissionDenied | ReadOnlyFilesystem => {
                    StoreError::io(format!("the data directory {} cannot be written", dir.display()))(source)
                }
                _ => StoreError::io(format!("the lock of {}", dir.display()))(source),
            }
        };
        fs::create_dir_all(dir.join("studios")).map_err(StoreError::io(named("the data directory")))?;
        let dir = dir.canonicalize().map_err(StoreError::io(named("the data directory")))?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(dir.join("lock"))
            .map_err(closed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(StoreError::Held { home: dir }),
            Err(fs::TryLockError::Error(error)) => return Err(StoreError::io(named("the lock of"))(error)),
        }
        care::clean(&dir);
        let key = device_key(&dir.join("device.key"))?;
        let settings = read_settings(&dir)?;
        Ok(Self(Arc::new(Inner { dir, key, settings: Mutex::new(settings), _lock: lock })))
    }

    /// Where it is.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.0.dir
    }

    /// This device.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        DeviceId(self.0.key.verifying_key().to_bytes())
    }

    /// This device's secret key, which is also its key on the network.
    #[must_use]
    pub fn device_secret(&self) -> [u8; 32] {
        self.0.key.to_bytes()
    }

    /// The UDP port this device listens on: chosen once, so that addresses people noted stay good.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.0.settings.lock().unwrap_or_else(PoisonError::into_inner).port
    }

    /// The folder of a studio.
    #[must_use]
    pub fn studio_dir(&self, id: StudioId) -> PathBuf {
        self.0.dir.join("studios").join(id.to_string())
    }

    /// The studios on this device, by name.
    #[must_use]
    pub fn studios(&self) -> Vec<StudioEntry> {
        let Ok(entries) = fs::read_dir(self.0.dir.join("studios")) else { return Vec::new() };
        let mut studios: Vec<_> = entries
            .filter_map(Result::ok)
            .filter(|e| e.path().join("store.redb").exists())
            .filter_map(|e| {
                let id: StudioId = e.file_name().to_str()?.parse().ok()?;
                let name = fs::read_to_string(e.path().join("name")).unwrap_or_else(|_| id.to_string());
                Some(StudioEntry { id, name })
            })
            .collect();
        studios.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        studios
    }

    /// The studio opened last, or the only one.
    #[must_use]
    pub fn current(&self) -> Option<StudioId> {
        let noted = self.0.settings.lock().unwrap_or_else(PoisonError::into_inner).current;
        let studios = self.studios();
        noted.filter(|id| studios.iter().any(|s| s.id == *id)).or_else(|| studios.first().map(|s| s.id))
    }

    /// Makes a studio with the default CG pipeline; who makes it is its admin.
    ///
    /// # Errors
    /// When a name is missing, or the disk cannot be written.
    pub fn create_studio(&self, name: &str, person: &str, email: &str) -> Result<Store, StoreError> {
        if name.trim().is_empty() {
            return Err(invalid("A studio needs a name."));
        }
        if person.trim().is_empty() {
            return Err(invalid("The person who makes a studio needs a name."));
        }
        let problem = Text::Name.problem("A studio's name", name).or_else(|| typed_problem(person, email));
        if let Some(problem) = problem {
            return Err(invalid(problem));
        }
        let root = SigningKey::from_bytes(&clock::random());
        let studio = Fact::studio_of(&DeviceId(root.verifying_key().to_bytes()));
        let began = Fact::sign(studio, &root, FactBody::Studio { name: name.trim().to_owned() });
        let grant = Fact::sign(
            studio,
            &root,
            FactBody::Grant(Grant {
                parent: None,
                device: self.device(),
                person: PersonId::new(clock::fresh()),
                name: person.trim().to_owned(),
                email: email.trim().to_owned(),
                role: Role::Admin,
                at: clock::now().0,
            }),
        );
        let dir = self.studio_dir(studio);
        fs::create_dir_all(&dir).map_err(StoreError::io(format!("the folder {}", dir.display())))?;
        write_secret(&dir.join("root.key"), &hex(&root.to_bytes()))?;
        let store = self.join_studio(&[began.to_bytes(), grant.to_bytes()])?;
        store.found(Command::EditStudio { name: Some(name.trim().to_owned()), brand: None })?;
        let pipeline = Pipeline::default_cg(PipelineId::derive(&[studio.bytes(), b"default"]));
        store.found(Command::ApplyPipeline(pipeline))?;
        Ok(store)
    }

    /// Begins to keep a studio this device was let into.
    ///
    /// # Errors
    /// When the facts do not let this device in, or the disk cannot be written.
    pub fn join_studio(&self, facts: &[Vec<u8>]) -> Result<Store, StoreError> {
        let known: BTreeMap<_, _> =
            facts.iter().filter_map(|b| Fact::from_bytes(b).ok()).map(|f| (f.hash(), f)).collect();
        let studio = known
            .values()
            .find(|f| matches!(f.body, FactBody::Studio { .. }) && Fact::studio_of(&f.issuer) == f.studio)
            .map(|f| f.studio)
            .ok_or_else(|| StoreError::Invitation { why: "The answer names no studio.".into() })?;
        let authority = Authority::of(studio, &known);
        if authority.grant_of(&self.device()).is_none() {
            return Err(StoreError::Invitation { why: "The answer does not let this device in.".into() });
        }
        let dir = self.studio_dir(studio);
        fs::create_dir_all(&dir).map_err(StoreError::io(format!("the folder {}", dir.display())))?;
        let path = dir.join("store.redb");
        let damaged = path.exists() && matches!(self.open_studio(studio), Err(StoreError::Damaged { .. }));
        if damaged && matches!(salvage(&dir, studio, Loss::Named), Err(StoreError::Damaged { .. })) {
            // Nothing of it can be read any more: it makes room for the studio that comes from others.
            let kept = set_aside(&path)?;
            let journal = dir.join("journal");
            if fs::metadata(&journal).is_ok_and(|file| file.len() > 0) {
                let beside = format!("{}-journal", kept.display());
                fs::rename(&journal, beside).map_err(StoreError::io("the studio's journal"))?;
            }
        }
        if path.exists() {
            keep_facts(&path, &known)?;
        } else {
            // A database is there once the facts are in it: without them it could not be opened after a crash.
            let part = Temporary::beside(&path);
            keep_facts(part.path(), &known)?;
            fs::rename(part.path(), &path).map_err(StoreError::io(format!("the database {}", path.display())))?;
            part.keep();
            sync_folder(&dir)?;
        }
        write_atomically(&dir.join("name"), authority.studio_name())?;
        self.open_studio(studio)
    }

    /// Opens a studio of this device.
    ///
    /// # Errors
    /// When there is no such studio, it is damaged, or was written by a newer program.
    pub fn open_studio(&self, id: StudioId) -> Result<Store, StoreError> {
        let dir = self.studio_dir(id);
        if !dir.join("store.redb").exists() {
            return Err(StoreError::NotFound { what: format!("the studio {id}") });
        }
        // The database would take an empty file for one to begin, and the studio would seem to hold nothing.
        if fs::metadata(dir.join("store.redb")).is_ok_and(|m| m.len() == 0) {
            return Err(StoreError::damaged("the studio's database", "its file is empty"));
        }
        let opened = match Store::open(self.clone(), &dir, id, self.0.key.clone()) {
            // Where nothing but what can be built anew is damaged, it is built anew.
            Err(damage @ StoreError::Damaged { .. }) => match salvage(&dir, id, Loss::None) {
                Ok(_) => Store::open(self.clone(), &dir, id, self.0.key.clone()),
                Err(StoreError::Io { .. }) => Err(damage),
                Err(error) => Err(error),
            },
            opened => opened,
        };
        let store = opened?;
        if !store.authority().has_begun() {
            return Err(StoreError::damaged("the studio's database", "not even the studio's beginning is in it"));
        }
        self.noted(store)
    }

    /// Opens a studio of this device on a storage back end of the caller's, instead of its files, each asked for by
    /// its name: for tests of what happens when a disk fails.
    ///
    /// # Errors
    /// As [`Self::open_studio`].
    pub fn open_studio_on<B: redb::StorageBackend>(
        &self,
        id: StudioId,
        storage: impl Fn(&str) -> B + Send + Sync + 'static,
    ) -> Result<Store, StoreError> {
        let storage = std::sync::Arc::new(storage);
        let beside = std::sync::Arc::clone(&storage);
        let db = Db::open(
            move || tables::prepared(tables::builder().create_with_backend(storage("store.redb"))?),
            move || Journal::on(Box::new(beside("journal"))),
        )?;
        Store::open_on(self.clone(), &self.studio_dir(id), id, self.0.key.clone(), db)
    }

    /// Notes the studio as the one opened last.
    fn noted(&self, store: Store) -> Result<Store, StoreError> {
        let id = store.studio();
        let dir = self.studio_dir(id);
        let name = store.snapshot().state.studio.name.clone();
        if fs::read_to_string(dir.join("name")).unwrap_or_default() != name {
            write_atomically(&dir.join("name"), &name)?;
        }
        self.choose(id)?;
        Ok(store)
    }

    /// Notes a studio as the one used last, whether it is open or not.
    ///
    /// # Errors
    /// When the disk cannot be written.
    pub fn choose(&self, id: StudioId) -> Result<(), StoreError> {
        let mut settings = self.0.settings.lock().unwrap_or_else(PoisonError::into_inner);
        if settings.current != Some(id) {
            settings.current = Some(id);
            write_settings(&self.0.dir, &settings)?;
        }
        Ok(())
    }
}

/// Writes what lets a device into a studio.
fn keep_facts(path: &Path, facts: &BTreeMap<FactHash, Fact>) -> Result<(), StoreError> {
    let db = tables::open(path)?;
    let tx = db.begin_write()?;
    for (hash, fact) in facts {
        tx.open_table(tables::FACT)?.insert(hash.as_slice(), fact.to_bytes().as_slice())?;
    }
    Ok(tx.commit()?)
}

fn device_key(path: &Path) -> Result<SigningKey, StoreError> {
    let named = || format!("the device's key {}", path.display());
    match fs::read_to_string(path) {
        Ok(text) => {
            let bytes = data_encoding::HEXLOWER
                .decode(text.trim().as_bytes())
                .ok()
                .and_then(|b| <[u8; 32]>::try_from(b).ok())
                .ok_or_else(|| StoreError::damaged(named(), "it is not 64 hexadecimal digits"))?;
            Ok(SigningKey::from_bytes(&bytes))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = SigningKey::from_bytes(&clock::random());
            write_secret(path, &hex(&key.to_bytes()))?;
            Ok(key)
        }
        Err(error) => Err(StoreError::io(named())(error)),
    }
}

fn read_settings(dir: &Path) -> Result<Settings, StoreError> {
    let path = dir.join("home.json");
    match fs::read_to_string(&path) {
        Ok(text) => {
            let settings: Settings = serde_json::from_str(&text)
                .map_err(|e| StoreError::damaged(format!("the file {}", path.display()), e))?;
            if settings.format > tables::FORMAT {
                return Err(StoreError::Newer { found: settings.format, known: tables::FORMAT });
            }
            Ok(settings)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            // The dynamic range of RFC 6335, where no service has a name.
            let port = 49152 + u16::from_le_bytes(clock::random()) % 16384;
            let settings = Settings { format: tables::FORMAT, port, current: None };
            write_settings(dir, &settings)?;
            Ok(settings)
        }
        Err(error) => Err(StoreError::io(format!("the file {}", path.display()))(error)),
    }
}

fn write_settings(dir: &Path, settings: &Settings) -> Result<(), StoreError> {
    let text = serde_json::to_string_pretty(settings).map_err(|e| StoreError::damaged("the settings", e))?;
    write_atomically(&dir.join("home.json"), &text)
}

fn write_atomically(path: &Path, text: &str) -> Result<(), StoreError> {
    write_file(path, text, false)
}

pub(crate) fn write_secret(path: &Path, text: &str) -> Result<(), StoreError> {
    write_file(path, text, true)
}

/// Whole or not at all: a new file takes the old one's place.
fn write_file(path: &Path, text: &str, secret: bool) -> Result<(), StoreError> {
    let named = || format!("the file {}", path.display());
    let next = path.with_extension("new");
    let mut options = File::options();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    if secret {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = secret;
    let mut file = options.open(&next).map_err(StoreError::io(named()))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(StoreError::io(named()))?;
    fs::rename(&next, path).map_err(StoreError::io(named()))?;
    #[cfg(unix)]
    if let Some(dir) = path.parent().and_then(|p| File::open(p).ok()) {
        let _ = dir.sync_all();
    }
    Ok(())
}

fn invalid(why: impl Into<String>) -> StoreError {
    StoreError::Refused(rushes_domain::Refusal::InvalidInput { why: why.into() })
}
