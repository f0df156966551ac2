//! The side that answers in an exchange.

use super::{Effect, Input, Outcome, Tally, blobs, bytes, envelopes_message, hello, root};
use crate::{
    packed::{Blob, List, Packed},
    reconcile::Reconciliation,
    replica::{Answer, Picks, Query, Summary},
    wire::{Hello, MAX_BATCH, MAX_OFFER, Message, Offered, Short, Wanted, WireError, short},
};
use rushes_domain::{DocId, StudioId};
use std::collections::{HashMap, HashSet};

pub(crate) struct Answering {
    studio: StudioId,
    state: State,
    summary: Summary,
    reconciliation: Option<Reconciliation>,
    /// Documents offered in this round: their differences are settled by the offer.
    offered: HashSet<DocId>,
    differs: HashSet<DocId>,
    pub(crate) tally: Tally,
}

enum State {
    /// Waiting for the store.
    Summing(Hello),
    ReadingFacts {
        want: Vec<u32>,
    },
    Listing(List<Offered, MAX_OFFER>),
    /// Reading what the offer lacks.
    ReadingExtra {
        want: Vec<Wanted>,
    },
    ListingAsked,
    Reading,
    Keeping,
    /// Waiting for the other side.
    Ready,
    Giving {
        left: Picks,
    },
    Over,
}

impl Answering {
    pub(crate) fn new(studio: StudioId) -> Self {
        Self {
            studio,
            state: State::Ready,
            summary: Summary::default(),
            reconciliation: None,
            offered: HashSet::new(),
            differs: HashSet::new(),
            tally: Tally::default(),
        }
    }

    pub(crate) fn step(&mut self, input: Input) -> Result<Vec<Effect>, WireError> {
        let state = std::mem::replace(&mut self.state, State::Over);
        match (state, input) {
            (State::Ready, Input::Message(message)) => self.heard(message),
            (State::Summing(theirs), Input::Answer(Answer::Summary(summary))) => {
                let mine = hello(self.studio, &summary);
                self.summary = summary;
                self.reconciliation = None;
                self.offered.clear();
                let mut effects = self.send(State::Ready, Message::Hello(mine));
                if mine == theirs {
                    effects.push(self.finish(Some(root(&mine))));
                }
                Ok(effects)
            }
            (State::ReadingFacts { want }, Input::Answer(Answer::Facts(facts))) => {
                Ok(self.send(State::Ready, Message::FactsGiven { facts: blobs(facts), want: List(want) }))
            }
            (State::Keeping, Input::Answer(Answer::Kept(stored))) => {
                self.tally.here(stored);
                Ok(self.send(State::Ready, Message::Stored(stored)))
            }
            (State::Listing(offer), Input::Answer(Answer::Changes(held))) => {
                let (want, extra) = compare(&offer, &held);
                Ok(self.ask(State::ReadingExtra { want }, Query::Envelopes(extra)))
            }
            (State::ReadingExtra { want }, Input::Answer(Answer::Envelopes { envelopes, left })) => {
                let message =
                    Message::Answered { want: List(want), envelopes: blobs(envelopes), more: !left.is_empty() };
                Ok(self.send(State::Giving { left }, message))
            }
            (State::ListingAsked, Input::Answer(Answer::Changes(held))) => {
                Ok(self.ask(State::Reading, Query::Envelopes(held)))
            }
            (State::Reading, Input::Answer(Answer::Envelopes { envelopes, left })) => {
                let message = envelopes_message(envelopes, &left);
                Ok(self.send(State::Giving { left }, message))
            }
            (State::Giving { left }, Input::Message(Message::Stored(stored))) => {
                self.tally.there(stored);
                if left.is_empty() {
                    self.state = State::Ready;
                    return Ok(Vec::new());
                }
                Ok(self.ask(State::Reading, Query::Envelopes(left)))
            }
            _ => Err(WireError::OutOfTurn("to the side that answers")),
        }
    }

    fn heard(&mut self, message: Message) -> Result<Vec<Effect>, WireError> {
        match message {
            Message::Hello(theirs) if theirs.studio != self.studio => {
                let refused = Message::refused("not_found", "this device has another studio open");
                let mut effects = self.send(State::Over, refused);
                effects.push(self.finish(None));
                Ok(effects)
            }
            Message::Hello(theirs) => Ok(self.ask(State::Summing(theirs), Query::Summary)),
            Message::FactsHeld(theirs) => {
                let give = self.summary.facts_beyond(&theirs);
                let mine: HashSet<Short> = self.summary.facts.iter().map(short).collect();
                let want = (0_u32..)
                    .zip(theirs.iter())
                    .filter(|(_, fact)| !mine.contains(*fact))
                    .map(|(at, _)| at)
                    .take(MAX_BATCH)
                    .collect();
                Ok(self.ask(State::ReadingFacts { want }, Query::Facts(give)))
            }
            Message::FactsPushed(facts) => {
                Ok(self.ask(State::Keeping, Query::Keep { facts: bytes(facts), envelopes: Vec::new() }))
            }
            Message::Reconcile(step) => {
                let mut reconciliation = match self.reconciliation.take() {
                    Some(going) => going,
                    None => Reconciliation::new(&self.summary)?,
                };
                let reply = reconciliation.reply(&step.0)?;
                self.reconciliation = Some(reconciliation);
                Ok(self.send(State::Ready, Message::Reconcile(Blob(reply))))
            }
            Message::Offer(offer) => {
                let docs: Vec<_> = offer.iter().map(|o| o.doc).collect();
                self.offered.extend(&docs);
                self.differ(&docs);
                Ok(self.ask(State::Listing(offer), Query::Changes(docs)))
            }
            Message::Ask(ids) => {
                let docs = self.asked(&ids);
                self.differ(&docs);
                Ok(self.ask(State::ListingAsked, Query::Changes(docs)))
            }
            Message::Envelopes { envelopes, .. } => {
                Ok(self.ask(State::Keeping, Query::Keep { facts: Vec::new(), envelopes: bytes(envelopes) }))
            }
            Message::Enough => Ok(vec![self.finish(None)]),
            _ => Err(WireError::OutOfTurn("no exchange knows it")),
        }
    }

    /// The documents asked for by id, without those that an offer has settled.
    fn asked(&self, ids: &Packed<32>) -> Vec<DocId> {
        let Some(reconciliation) = &self.reconciliation else { return Vec::new() };
        ids.iter().filter_map(|id| reconciliation.document(id)).filter(|doc| !self.offered.contains(doc)).collect()
    }

    fn differ(&mut self, docs: &[DocId]) {
        self.differs.extend(docs);
        self.tally.documents = self.differs.len() as u64;
    }

    fn finish(&mut self, root: Option<[u8; 32]>) -> Effect {
        self.state = State::Over;
        Effect::Finish(Outcome { equal: root.is_some(), root, tally: self.tally })
    }

    fn send(&mut self, state: State, message: Message) -> Vec<Effect> {
        self.state = state;
        vec![Effect::Send(message)]
    }

    fn ask(&mut self, state: State, query: Query) -> Vec<Effect> {
        self.state = state;
        vec![Effect::Ask(query)]
    }
}

/// What of an offer is wanted here, and what of ours the offer lacks.
fn compare(offer: &[Offered], held: &Picks) -> (Vec<Wanted>, Picks) {
    let held: HashMap<DocId, &Vec<[u8; 32]>> = held.iter().map(|(doc, changes)| (*doc, changes)).collect();
    let mut want = Vec::new();
    let mut extra = Vec::new();
    for (at, offered) in (0_u32..).zip(offer) {
        let mine: &[[u8; 32]] = held.get(&offered.doc).map_or(&[], |changes| changes.as_slice());
        let ours: HashSet<Short> = mine.iter().map(short).collect();
        let theirs: HashSet<&Short> = offered.changes.iter().collect();
        let missing: Packed<16> = offered.changes.iter().filter(|hash| !ours.contains(*hash)).copied().collect();
        if !missing.is_empty() {
            want.push(Wanted { offered: at, changes: missing });
        }
        let more: Vec<_> = mine.iter().filter(|hash| !theirs.contains(&short(hash))).copied().collect();
        if !more.is_empty() {
            extra.push((offered.doc, more));
        }
    }
    (want, extra)
}
