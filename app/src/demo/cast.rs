//! The people of the sample studio. Each has a device of their own, so that what they say and decide is signed by
//! them as in any studio; their devices live in a temporary folder while the sample is made.

use rushes_domain::{Command, PersonId, Role, Timestamp};
use rushes_store::{Ack, Home, Store, StoreError, now};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::mpsc::{Receiver, sync_channel},
};
use tempfile::TempDir;

/// How long ago the story began, in milliseconds.
const STORY_MS: i64 = 21 * 24 * 3_600_000;

/// Who.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Who {
    /// Runs the studio's productions, and lights some pictures: whoever opens the sample.
    Mara,
    /// Art director.
    Henrik,
    /// Models.
    Jonas,
    /// Lights.
    Elin,
    /// Textures, look development, rendering.
    Tomas,
    /// The client.
    Claire,
}

impl Who {
    /// Everybody with a device, who opens the sample first.
    pub(super) const ALL: [Self; 6] = [Self::Mara, Self::Henrik, Self::Jonas, Self::Elin, Self::Tomas, Self::Claire];

    /// Name, e-mail address and role.
    #[must_use]
    pub(super) fn facts(self) -> (&'static str, &'static str, Role) {
        match self {
            Self::Mara => ("Mara Lindqvist", "mara@meridian.example", Role::Admin),
            Self::Henrik => ("Henrik Dahl", "henrik@meridian.example", Role::Producer),
            Self::Jonas => ("Jonas Weber", "jonas@meridian.example", Role::Artist),
            Self::Elin => ("Elin Sato", "elin@meridian.example", Role::Artist),
            Self::Tomas => ("Tomás Rivera", "tomas@meridian.example", Role::Artist),
            Self::Claire => ("Claire Dubois", "claire@maisonsol.example", Role::Client),
        }
    }
}

struct Member {
    store: Store,
    person: PersonId,
    _folder: Option<TempDir>,
}

/// Everybody, and whose turn it is.
pub(super) struct Cast {
    members: BTreeMap<Who, Member>,
    turn: Who,
    /// How long ago what comes next happened, in milliseconds: the story took three weeks.
    ago_ms: i64,
    /// Commands on their way to the disk, and what they were.
    pending: Vec<(String, Receiver<Result<Ack, StoreError>>)>,
}

impl Cast {
    /// Invites everybody into a studio that Mara has made.
    ///
    /// # Errors
    /// When a temporary folder cannot be written.
    pub(super) fn gather(hub: &Store) -> anyhow::Result<Self> {
        let mut members = BTreeMap::new();
        members.insert(Who::Mara, Member { store: hub.clone(), person: hub.me().person, _folder: None });
        for who in Who::ALL.into_iter().skip(1) {
            let (name, email, role) = who.facts();
            let folder = tempfile::tempdir()?;
            let home = Home::open(folder.path())?;
            let soon = Timestamp(now().0 + 600_000);
            let secret = hub.invite(role, soon)?;
            let store = home.join_studio(&hub.redeem(&secret, home.device(), name, email)?)?;
            let person = store.me().person;
            members.insert(who, Member { store, person, _folder: Some(folder) });
        }
        let mut cast = Self { members, turn: Who::Mara, ago_ms: STORY_MS, pending: Vec::new() };
        for who in Who::ALL {
            cast.to(who)?;
        }
        cast.to(Who::Mara)?;
        Ok(cast)
    }

    /// A person's id.
    ///
    /// # Errors
    /// When they are not in the cast.
    pub(super) fn person(&self, who: Who) -> anyhow::Result<PersonId> {
        Ok(self.member(who)?.person)
    }

    /// Carries out a command as somebody, who knows all that was done before. Planning is only sent, so that many
    /// steps of it share a commit; what people say, publish and decide is waited for, so that each has its own time.
    ///
    /// # Errors
    /// When it, or something sent before, is refused or cannot be written.
    pub(super) fn act(&mut self, who: Who, command: Command) -> anyhow::Result<()> {
        self.to(who)?;
        let told: String = format!("{who:?}: {command:?}").chars().take(160).collect();
        let planning = matches!(
            command,
            Command::AddPerson(_)
                | Command::CreateProject(_)
                | Command::CreateDeliverable(_)
                | Command::AssignStage { .. }
                | Command::DateStage { .. }
                | Command::SetStageStatus { .. }
        );
        if !planning {
            // Each step is a little nearer to today, and none is later.
            self.ago_ms = self.ago_ms / 100 * 97;
        }
        let at = Timestamp(now().0 - self.ago_ms);
        let (answer, answered) = sync_channel(1);
        self.member(who)?.store.send_at(command, at, move |result| {
            // Nobody listens any more only where an earlier step has failed.
            let _ = answer.send(result);
        })?;
        self.pending.push((told, answered));
        if planning { Ok(()) } else { self.settle() }
    }

    /// Waits until everything sent is on disk.
    ///
    /// # Errors
    /// The first thing that was refused or could not be written.
    pub(super) fn settle(&mut self) -> anyhow::Result<()> {
        for (told, answered) in self.pending.drain(..) {
            answered.recv()?.map_err(|error| anyhow::anyhow!("{told}…: {error}"))?;
        }
        Ok(())
    }

    /// Gives the turn to somebody: all meet at Mara's device.
    ///
    /// # Errors
    /// When a device cannot be written.
    pub(super) fn to(&mut self, who: Who) -> anyhow::Result<()> {
        if self.turn == who {
            return Ok(());
        }
        self.settle()?;
        let hub = self.member(Who::Mara)?.store.clone();
        bring(&self.member(self.turn)?.store, &hub)?;
        bring(&hub, &self.member(who)?.store)?;
        self.turn = who;
        Ok(())
    }

    fn member(&self, who: Who) -> anyhow::Result<&Member> {
        self.members.get(&who).ok_or_else(|| anyhow::anyhow!("{who:?} is not in the studio"))
    }
}

/// Gives one device what it does not have of another's, as a sync does.
///
/// # Errors
/// When a device cannot be read or written, or does not accept a change.
pub(super) fn bring(from: &Store, to: &Store) -> anyhow::Result<()> {
    if from.device() == to.device() {
        return Ok(());
    }
    let known: BTreeSet<_> = to.facts()?.into_iter().map(|(hash, _)| hash).collect();
    let facts: Vec<_> = from.facts()?.into_iter().filter(|(hash, _)| !known.contains(hash)).map(|(_, f)| f).collect();
    let theirs: BTreeMap<_, _> = to.digests().into_iter().collect();
    let mut envelopes = Vec::new();
    for (doc, digest) in from.digests() {
        if theirs.get(&doc) == Some(&digest) {
            continue;
        }
        let held: BTreeSet<_> = to.changes(doc)?.into_iter().collect();
        let missing: Vec<_> = from.changes(doc)?.into_iter().filter(|hash| !held.contains(hash)).collect();
        envelopes.extend(from.envelopes(doc, &missing)?);
    }
    if facts.is_empty() && envelopes.is_empty() {
        return Ok(());
    }
    let received = to.receive(facts, envelopes)?;
    anyhow::ensure!(
        received.quarantined == 0 && received.refused == 0,
        "{} changes of the sample were not accepted",
        received.quarantined + received.refused
    );
    Ok(())
}
