//! `rushes sync`.

use super::{
    context::Ctx,
    error::CliError,
    output::{Output, counted, table},
    parse,
};
use crate::handoff::{self, Hooks};
use clap::Args;
use rushes_domain::{DeviceId, State};
use rushes_store::Store;
use rushes_sync::{Node, Options, PeerReport, PeerStatus, SyncError};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// `rushes sync`.
#[derive(Debug, Args)]
pub(super) struct Sync {
    /// End when every reachable device has and gives all.
    #[arg(long)]
    pub(super) once: bool,
    /// The studio's relay.
    #[arg(long)]
    relay: Option<String>,
    /// With --once: give up after this long: 90s, 10m, 2h.
    #[arg(long, default_value = "1h", value_parser = parse::lasting)]
    timeout: i64,
    /// Without --once: end after this long: 90s, 10m, 2h.
    #[arg(long = "for", value_parser = parse::lasting, conflicts_with = "once")]
    lasting: Option<i64>,
    /// Do not look for devices on the local network; call the known addresses only.
    #[arg(long)]
    no_discovery: bool,
}

impl From<SyncError> for CliError {
    fn from(error: SyncError) -> Self {
        Self::new(error.code(), error.to_string(), super::hint::of_sync(&error))
    }
}

/// `rushes sync`.
pub(super) fn sync(ctx: &Ctx<'_>, asked: &Sync) -> Result<Output, CliError> {
    if ctx.handed() {
        if let (Some(_), Some((other, window))) = (ctx.network(), ctx.elsewhere(ctx.store()?.studio())) {
            let hint = if window {
                "`rushes open` brings the window to this studio; then sync again."
            } else {
                "End it, or go over to its studio with `rushes studio use`."
            };
            return Err(CliError::new("conflict", format!("The Rushes that is running syncs {other}"), hint));
        }
        return match ctx.network() {
            Some(network) if asked.once => Ok(reported(&ctx.snapshot()?.state, network()?)),
            _ => Err(CliError::new(
                "conflict",
                "Another Rushes on this home keeps the network",
                if ctx.network().is_some() {
                    "It syncs by itself; `rushes sync --once` waits until it has."
                } else {
                    "Wait until it is done, or close it."
                },
            )),
        };
    }
    let store = ctx.store()?;
    let options = Options { relay: asked.relay.clone(), discovery: !asked.no_discovery, ..Options::default() };
    if !asked.once {
        return stay(ctx, store, options, asked.lasting);
    }
    let timeout = Duration::from_millis(u64::try_from(asked.timeout).unwrap_or_default());
    let report = rushes_sync::sync_once_with(store, timeout, options)?;
    let complete = report.complete;
    let output = reported(&store.snapshot().state, json!(report));
    Ok(output.failing((!complete).then(|| {
        CliError::new(
            "offline",
            "Time ran out before everything was exchanged",
            "Run it again; it goes on where it stopped.",
        )
    })))
}

fn reported(state: &State, document: Value) -> Output {
    let peers = document["peers"].as_array().cloned().unwrap_or_default();
    let lines: Vec<_> = peers
        .iter()
        .map(|p| {
            let device = p["device"].as_str().unwrap_or_default();
            let count = |key: &str| p[key].as_u64().unwrap_or_default().to_string();
            let state_now = p["problem"].as_str().unwrap_or("in sync");
            vec![owner(state, device), count("changes_sent"), count("changes_received"), state_now.to_owned()]
        })
        .collect();
    let text = if lines.is_empty() {
        "No other device could be reached.".to_owned()
    } else {
        table(&["Device", "Sent", "Received", ""], &lines)
    };
    Output::new(document, text)
}

/// Whose device it is, and the beginning of its key.
fn owner(state: &State, device: &str) -> String {
    let short = device.get(..8).unwrap_or(device);
    let id = device.parse::<DeviceId>().ok();
    let member = state.studio.members.values().find(|m| id.is_some_and(|id| m.devices.contains(&id)));
    member.map_or_else(|| short.to_owned(), |m| format!("{} ({short})", state.studio.name_of(m.person)))
}

/// Syncs until the time is over or the process is ended, which loses nothing; meanwhile takes other
/// processes' commands.
fn stay(ctx: &Ctx<'_>, store: &Store, options: Options, lasting: Option<i64>) -> Result<Output, CliError> {
    let node = Arc::new(Node::start(store.clone(), options));
    let (lent, shared) = (store.clone(), Arc::clone(&node));
    let hooks = Hooks::new(move || Some(lent.clone())).on_sync(move |gone| sync_now(&shared, gone));
    let server = handoff::serve_with(ctx.home().clone(), hooks).map_err(|e| {
        CliError::new("io", format!("Commands cannot be taken: {e}"), "Check that the home can be written.")
    })?;
    ctx.tell("Syncing. Press Ctrl-C to end.");
    let began = Instant::now();
    let lasting = lasting.map(|ms| Duration::from_millis(u64::try_from(ms).unwrap_or_default()));
    let mut tick = watch(ctx, store, &node);
    while lasting.is_none_or(|l| began.elapsed() < l) {
        tick();
        std::thread::sleep(Duration::from_millis(250));
    }
    drop(tick);
    drop(server);
    let peers: Vec<Value> =
        node.status().peers.iter().filter(|p| p.reached).map(|p| json!(PeerReport::since(None, p))).collect();
    if let Ok(node) = Arc::try_unwrap(node) {
        node.stop();
    }
    Ok(reported(&store.snapshot().state, json!({ "peers": peers })))
}

/// Tells what has changed since it was last called.
fn watch<'a>(ctx: &'a Ctx<'_>, store: &'a Store, node: &'a Node) -> impl FnMut() + 'a {
    let mut told: BTreeMap<DeviceId, String> = BTreeMap::new();
    let mut problem: Option<String> = None;
    let mut missing = 0;
    move || {
        let status = node.status();
        let state = &store.snapshot().state;
        for peer in &status.peers {
            let now = standing(peer);
            if told.get(&peer.device) != Some(&now) {
                ctx.tell(&format!("{}: {now}", owner(state, &peer.device.to_string())));
                told.insert(peer.device, now);
            }
        }
        if status.problem != problem {
            problem.clone_from(&status.problem);
            if let Some(problem) = &problem {
                ctx.tell(problem);
            }
        }
        if status.media_missing != missing {
            missing = status.media_missing;
            let left = usize::try_from(missing).unwrap_or(usize::MAX);
            ctx.tell(&if left == 0 {
                "All media are here.".into()
            } else {
                format!("{} to fetch.", counted(left, "media file"))
            });
        }
    }
}

fn standing(peer: &PeerStatus) -> String {
    match (&peer.problem, peer.connected, peer.settled) {
        (Some(problem), _, _) => problem.clone(),
        (None, true, true) => "in sync".into(),
        (None, true, false) => "exchanging".into(),
        (None, false, _) => "not connected".into(),
    }
}

/// Waits until a network that is open already has exchanged everything with every device that can
/// be reached: what `rushes sync --once` answers when another process keeps the network. Counts are
/// of this call alone.
///
/// # Errors
/// When the network cannot be used, or the flag was set.
pub fn sync_now(node: &Node, gone: &AtomicBool) -> Result<Value, CliError> {
    let report = node.sync_now(Duration::MAX, gone)?;
    if gone.load(Ordering::Relaxed) {
        return Err(CliError::new("io", "Nobody waits for the answer any more", ""));
    }
    Ok(json!(report))
}
