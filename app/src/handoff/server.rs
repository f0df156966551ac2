//! Taking commands from other processes.

use super::{
    Answer, Ask, FORMAT, Request,
    place::{Place, same_user},
    receive, send,
};
use crate::cli::{self, CliError, Reply};
use interprocess::local_socket::{ListenerOptions, prelude::*};
use rushes_domain::StudioId;
use rushes_media::Worker;
use rushes_store::{Home, Store, StoreError};
use std::{
    ffi::OsString,
    io,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// Commands carried out at once; more wait for their turn.
const MOST_AT_ONCE: usize = 16;
/// How long commands under way are waited for at the end.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a process may take to say what it wants.
const SAYING: Duration = Duration::from_secs(10);

type StoreHook = Box<dyn Fn() -> Option<Store> + Send>;
type OpenHook = Box<dyn Fn(Option<String>) + Send>;
type ChosenHook = Box<dyn Fn(StudioId) + Send>;
type SyncHook = Box<dyn Fn(&AtomicBool) -> Result<serde_json::Value, CliError> + Send + Sync>;

/// What the process that holds a home lends to the commands it takes.
pub struct Hooks {
    store: Mutex<StoreHook>,
    open: Option<Mutex<OpenHook>>,
    chosen: Option<Mutex<ChosenHook>>,
    sync: Option<SyncHook>,
}

impl Hooks {
    /// `store` gives the studio the process has open now, if it has one: a studio can be open once
    /// in a process.
    #[must_use]
    pub fn new(store: impl Fn() -> Option<Store> + Send + 'static) -> Self {
        Self { store: Mutex::new(Box::new(store)), open: None, chosen: None, sync: None }
    }

    /// Lets `rushes open PATH` bring the window forward, at a place; nothing for where it is.
    #[must_use]
    pub fn on_open(mut self, open: impl Fn(Option<String>) + Send + 'static) -> Self {
        self.open = Some(Mutex::new(Box::new(open)));
        self
    }

    /// Is told when a command goes over to another studio than the one that was used last.
    #[must_use]
    pub fn on_chosen(mut self, chosen: impl Fn(StudioId) + Send + 'static) -> Self {
        self.chosen = Some(Mutex::new(Box::new(chosen)));
        self
    }

    /// Lets `rushes sync --once` wait for the network that the process has open already: gives
    /// `{"peers": [...]}` once every reachable device has and gives all, or when the flag is set.
    #[must_use]
    pub fn on_sync(
        mut self,
        sync: impl Fn(&AtomicBool) -> Result<serde_json::Value, CliError> + Send + Sync + 'static,
    ) -> Self {
        self.sync = Some(Box::new(sync));
        self
    }
}

struct Shared {
    home: Home,
    hooks: Hooks,
    worker: Worker,
    /// Held by a command that opens a studio the process has not open itself.
    opening: Mutex<()>,
    stop: AtomicBool,
    busy: Mutex<usize>,
    freed: Condvar,
}

/// Takes commands as long as it lives.
pub struct Server {
    shared: Arc<Shared>,
    place: Place,
    thread: Option<JoinHandle<()>>,
}

/// Takes commands for a home this process holds. `store` gives the studio it has open now.
///
/// # Errors
/// When the socket cannot be made. The home works without it; only other processes have to wait.
pub fn serve(home: Home, store: impl Fn() -> Option<Store> + Send + 'static) -> io::Result<Server> {
    serve_with(home, Hooks::new(store))
}

/// As [`serve`], with more to lend.
///
/// # Errors
/// As [`serve`].
pub fn serve_with(home: Home, hooks: Hooks) -> io::Result<Server> {
    let place = Place::of(home.dir());
    place.clear();
    let listener = ListenerOptions::new().name(place.name()?).create_sync()?;
    place.close_to_others()?;
    let shared = Arc::new(Shared {
        home,
        hooks,
        worker: Worker::new(),
        opening: Mutex::default(),
        stop: AtomicBool::new(false),
        busy: Mutex::new(0),
        freed: Condvar::new(),
    });
    let mine = Arc::clone(&shared);
    let thread = std::thread::Builder::new().name("rushes handoff".into()).spawn(move || listen(&mine, &listener))?;
    Ok(Server { shared, place, thread: Some(thread) })
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for somebody to call.
        let _ = self.place.name().and_then(LocalSocketStream::connect);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let until = Instant::now() + PATIENCE;
        let mut busy = self.shared.busy.lock().unwrap_or_else(PoisonError::into_inner);
        while *busy > 0 && Instant::now() < until {
            let left = until.saturating_duration_since(Instant::now());
            busy = self.shared.freed.wait_timeout(busy, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// One place among the commands under way.
struct Turn(Arc<Shared>);

impl Turn {
    fn take(shared: &Arc<Shared>) -> Self {
        let mut busy = shared.busy.lock().unwrap_or_else(PoisonError::into_inner);
        while *busy >= MOST_AT_ONCE {
            busy = shared.freed.wait(busy).unwrap_or_else(PoisonError::into_inner);
        }
        *busy += 1;
        drop(busy);
        Self(Arc::clone(shared))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *self.0.busy.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.freed.notify_all();
    }
}

fn listen(shared: &Arc<Shared>, listener: &LocalSocketListener) {
    for stream in listener.incoming() {
        if shared.stop.load(Ordering::SeqCst) {
            return;
        }
        let stream = match stream {
            Ok(stream) => stream,
            Err(error) => {
                tracing::warn!("a command could not be taken: {error}");
                std::thread::sleep(Duration::from_millis(50));
                continue;
            }
        };
        if !same_user(&stream) {
            tracing::warn!("somebody else tried to hand a command over");
            continue;
        }
        let turn = Turn::take(shared);
        let spawned = std::thread::Builder::new().name("rushes command".into()).spawn(move || {
            if let Err(error) = talk(&turn.0, stream) {
                tracing::debug!("a command's process went away: {error}");
            }
            drop(turn);
        });
        if let Err(error) = spawned {
            tracing::warn!("no thread for a command: {error}");
        }
    }
}

fn talk(shared: &Shared, stream: LocalSocketStream) -> io::Result<()> {
    stream.set_recv_timeout(Some(SAYING))?;
    let request: Request = receive(&stream)?;
    stream.set_recv_timeout(None)?;
    if request.format != FORMAT {
        let error = CliError::new(
            "conflict",
            "Another version of Rushes holds this home",
            "Close it, or use the same version for both.",
        );
        return send(&stream, &Answer::Done(Reply::of(Err(error), true)));
    }
    send(&stream, &Answer::Taken)?;
    let stream = Arc::new(stream);
    let gone = Arc::new(AtomicBool::new(false));
    let (watched, flag) = (Arc::clone(&stream), Arc::clone(&gone));
    // Ends by itself when the other process has its answer, or has gone.
    std::thread::Builder::new().name("rushes command watch".into()).spawn(move || {
        let mut byte = [0];
        let _ = io::Read::read(&mut &*watched, &mut byte);
        flag.store(true, Ordering::Relaxed);
    })?;
    let reply = match request.ask {
        Ask::Command { argv, cwd } => {
            let tell = |line: &str| {
                if send(&*stream, &Answer::Say(line.to_owned())).is_err() {
                    gone.store(true, Ordering::Relaxed);
                }
            };
            let argv: Vec<OsString> = argv.into_iter().map(OsString::from).collect();
            carry_out(shared, &argv, OsString::from(cwd), &tell, &gone)
        }
        Ask::Open { path } => open(&shared.hooks, path),
    };
    send(&*stream, &Answer::Done(reply))
}

fn carry_out(shared: &Shared, argv: &[OsString], cwd: OsString, tell: &dyn Fn(&str), gone: &AtomicBool) -> Reply {
    let lent = (shared.hooks.store.lock().unwrap_or_else(PoisonError::into_inner))();
    let (holds, before) = (lent.clone(), shared.home.current());
    // The studio used last may be another than the one the window shows.
    let (lent, shown) = match lent {
        Some(store) if Some(store.studio()) != shared.home.current() => (None, Some(store)),
        lent => (lent, None),
    };
    let _alone = lent.is_none().then(|| shared.opening.lock().unwrap_or_else(PoisonError::into_inner));
    let sync = shared.hooks.sync.as_ref().map(|sync| move || sync(gone));
    let help = cli::Help {
        home: shared.home.clone(),
        store: lent,
        shown,
        holds,
        has_window: shared.hooks.open.is_some(),
        cwd: cwd.into(),
        tell,
        cancel: gone,
        worker: &shared.worker,
        sync: sync.as_ref().map(|s| s as &dyn Fn() -> Result<serde_json::Value, CliError>),
        handed: true,
    };
    let reply = cli::answer(argv, help);
    let now = shared.home.current();
    if let (Some(chosen), Some(studio)) = (&shared.hooks.chosen, now.filter(|_| now != before)) {
        (chosen.lock().unwrap_or_else(PoisonError::into_inner))(studio);
    }
    reply
}

fn open(hooks: &Hooks, path: Option<String>) -> Reply {
    let result = match &hooks.open {
        Some(open) => {
            (open.lock().unwrap_or_else(PoisonError::into_inner))(path);
            return Reply { exit: 0, stdout: String::new(), stderr: String::new() };
        }
        None => Err(CliError::from(StoreError::Busy)),
    };
    Reply::of(
        result.map_err(|_| {
            CliError::new(
                "conflict",
                "This home is in use by a Rushes without a window",
                "End it, then open the window.",
            )
        }),
        false,
    )
}
