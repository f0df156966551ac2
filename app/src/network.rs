//! The window's side of the network and of other processes: syncing, invitations, joining, commands
//! that are handed over.

use crate::{
    actions::{Toast, Tone},
    cli::{self, CliError},
    handoff::{self, Hooks, Server},
    jobs::opening,
    newcomer,
    runtime::{Desk, Event, Runtime, Trouble},
    shell::{devices::Device, sync_chip::Network},
    views::team::MadeTicket,
};
use rushes_domain::{Role, Timestamp};
use rushes_store::{Home, Invitee, Store};
use rushes_sync::{Node, Options, PeerReport, Report, SyncError, SyncStatus, Ticket};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// The running network, and the socket that takes commands from other processes.
#[derive(Default)]
pub struct Link {
    node: Arc<Mutex<Option<Arc<Node>>>>,
    server: Option<Server>,
    open: Arc<Mutex<Option<Store>>>,
}

impl Link {
    /// Looks for the studio's other devices, and takes commands for this home. Does not wait.
    pub fn start(&mut self, store: &Store, runtime: &Runtime) {
        let told = runtime.desk();
        // The old studio's node says goodbye on a thread of its own: that takes a moment.
        let mut node = self.node.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = node.take() {
            runtime.spawn(move |_| drop(old));
        }
        *node = Some(Arc::new(Node::start_with(store.clone(), Options::default(), move |_| {
            told.mention(Event::Network);
        })));
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = Some(store.clone());
    }

    /// Takes commands of other processes for this home, from now on.
    pub fn listen(&mut self, home: &Home, runtime: &Runtime) {
        if self.server.is_some() {
            return;
        }
        let (open, node, desk) = (Arc::clone(&self.open), Arc::clone(&self.node), runtime.desk());
        let hooks =
            Hooks::new(move || open.lock().unwrap_or_else(PoisonError::into_inner).clone()).on_open(move |path| {
                desk.mention(Event::Asked(path));
            });
        let desk = runtime.desk();
        let hooks = hooks.on_chosen(move |studio| {
            desk.mention(Event::Chosen(studio));
        });
        // `rushes sync --once` beside the window waits for the window's own network.
        let hooks = hooks.on_sync(move |gone| {
            let running = node.lock().unwrap_or_else(PoisonError::into_inner).clone();
            match running {
                Some(node) => cli::sync_now(&node, gone),
                None => Err(CliError::new("conflict", "No studio is open in the window", "Open one, then sync again.")),
            }
        });
        match handoff::serve_with(home.clone(), hooks) {
            Ok(server) => self.server = Some(server),
            Err(error) => tracing::warn!("commands of other processes have to wait: {error}"),
        }
    }

    /// Calls every device that is not connected, and tells what came of it. The tray shows it meanwhile.
    pub fn sync_now(&self, runtime: &mut Runtime) -> bool {
        let running = self.node.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(node) = running else { return false };
        runtime.spawn_shown(SYNCING, move |desk, progress| {
            let toast = match node.sync_now(PATIENCE, &progress.cancel) {
                Ok(_) if progress.is_stopping() => Toast::done("Stopped looking. What has come stays."),
                Ok(report) => said(&report),
                Err(error) => trouble(&error).into(),
            };
            desk.tell(Event::Say(toast));
        })
    }

    /// What the chip says.
    #[must_use]
    pub fn state(&self, store: &Store) -> Network {
        let snapshot = store.snapshot();
        let devices: usize = snapshot.state.studio.members.values().map(|m| m.devices.len()).sum();
        match self.node.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            Some(node) => told(&node.status(), devices),
            None => Network { shared: devices > 1, ..Network::default() },
        }
    }
}

/// What the tray calls it.
pub const SYNCING: &str = "Syncing now";
/// How long it is looked for devices, and waited for what they send.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a round of syncing came to.
fn said(report: &Report) -> Toast {
    let (met, away) = (report.peers.len(), report.unreachable.len());
    let devices = |count| rushes_domain::counted(count, "device");
    let sum = |count: fn(&PeerReport) -> u64| report.peers.iter().map(count).sum::<u64>();
    let (sent, received) = (sum(|p| p.changes_sent), sum(|p| p.changes_received));
    if met == 0 {
        let hint = "Everything is saved here, and is sent when one is. Both need Rushes open, on the same network.";
        return Toast { tone: Tone::Info, hint: hint.into(), ..Toast::done("No other device is in reach.") };
    }
    let figure = |count: u64| rushes_domain::figure(usize::try_from(count).unwrap_or(usize::MAX));
    let mut text = match sent + received {
        0 => format!("In sync with {}.", devices(met)),
        _ => format!("In sync with {}: {} changes sent, {} received.", devices(met), figure(sent), figure(received)),
    };
    if !report.complete {
        text = format!("{} in reach. What they have is still on its way.", devices(met));
    }
    let hint = if away == 0 { String::new() } else { format!("{} not in reach.", devices(away)) };
    Toast { hint, ..Toast::done(text) }
}

fn told(status: &SyncStatus, devices: usize) -> Network {
    let media = (!status.media.is_empty())
        .then(|| status.media.iter().fold((0, 0), |(done, total), m| (done + m.done, total + m.total)));
    Network {
        shared: devices > 1,
        peers: status.peers.iter().filter(|p| p.connected).count(),
        behind: status.peers.iter().filter(|p| p.connected && !p.settled && p.problem.is_none()).count(),
        to_send: usize::try_from(status.pending).unwrap_or(usize::MAX),
        offline_since: status.offline_since,
        media,
        arriving: status.media.iter().map(|m| (m.hash, (m.done, m.total))).collect(),
        trouble: status.problem.clone(),
        missing: usize::try_from(status.media_missing).unwrap_or(usize::MAX),
        devices: status.peers.iter().filter(|p| p.person.is_some()).map(Device::of).collect(),
    }
}

fn trouble(error: &SyncError) -> Trouble {
    Trouble::new(error.to_string(), error.hint())
}

/// Makes an invitation.
pub fn invite(desk: &Desk, store: &Store, whom: Invitee, role: Role, expires: Timestamp) {
    let made = Ticket::invite_for(store, whom, role, expires);
    let made = made.map(|t| MadeTicket { ticket: t.to_string(), id: Store::invite_id(&t.secret), expires });
    desk.tell(Event::Invited(made.map_err(|e| trouble(&e))));
}

/// Joins a studio: asks the device that made the ticket, then opens what it gave.
pub fn join(desk: &Desk, home: &Home, ticket: &str, person: &str, email: &str) {
    let joined = ticket.parse::<Ticket>().map_err(SyncError::from).and_then(|ticket| {
        let store = rushes_sync::join(home, &ticket, person, email)?;
        let notes = newcomer::notes(&store, &ticket, person, email);
        Ok((store, notes))
    });
    match joined {
        Ok((store, notes)) => {
            opening::opened(desk, home, Ok(store));
            for note in notes {
                desk.tell(Event::Say(Toast::wrong(note, "")));
            }
        }
        Err(error) => desk.tell(Event::NotBegun(trouble(&error))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushes_domain::MediaHash;
    use rushes_sync::MediaProgress;

    #[test]
    fn what_is_on_its_way_is_summed() {
        let file = |n| MediaProgress { hash: MediaHash([n; 32]), done: 10, total: 100 };
        let status = SyncStatus { media: vec![file(1), file(2)], pending: 3, ..SyncStatus::default() };
        let network = told(&status, 2);
        assert_eq!((network.media, network.to_send, network.shared), (Some((20, 200)), 3, true));
        assert_eq!((network.peers, network.behind), (0, 0));
        assert_eq!(network.arriving.get(&MediaHash([2; 32])), Some(&(10, 100)));
    }

    #[test]
    fn a_device_whose_changes_are_still_coming_is_behind() {
        let peer = |settled| rushes_sync::PeerStatus { connected: true, settled, ..away() };
        let status = SyncStatus { peers: vec![peer(true), peer(false), away()], ..SyncStatus::default() };
        assert_eq!(told(&status, 3).behind, 1);
    }

    fn away() -> rushes_sync::PeerStatus {
        rushes_sync::PeerStatus::new(rushes_domain::DeviceId([1; 32]))
    }
}
