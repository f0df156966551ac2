//! The side that begins an exchange and leads it.

use super::{Effect, Input, MAX_ROUNDS, Outcome, Tally, blobs, bytes, envelopes_message, hello, root};
use crate::{
    packed::{Blob, Packed},
    reconcile::{Reconciliation, Step},
    replica::{Answer, Picks, Query, Summary},
    wire::{Hello, MAX_ASK, Message, Offered, WireError, short},
};
use rushes_domain::{DocId, StudioId};
use std::collections::{HashSet, VecDeque};

/// Documents in one offer.
const OFFER: usize = 256;

/// Changes in one offer, of whole documents: their hashes must fit into a frame.
const OFFER_CHANGES: usize = 100_000;

pub(crate) struct Beginning {
    studio: StudioId,
    state: State,
    /// As of the round's beginning.
    mine: Option<Hello>,
    summary: Summary,
    rounds: usize,
    moved_before: u64,
    differs: HashSet<DocId>,
    offers: VecDeque<Vec<DocId>>,
    asks: VecDeque<Vec<[u8; 32]>>,
    pub(crate) tally: Tally,
}

enum State {
    Fresh,
    /// Waiting for the store.
    Summing,
    KeepingFacts {
        want: Vec<u32>,
    },
    ReadingFacts,
    ListingOffer,
    ReadingEnvelopes,
    /// What came is being kept; then: what the other side wants, and whether it has more to give.
    Keeping {
        wanted: Picks,
        more: bool,
    },
    /// Waiting for the other side.
    Greeting,
    FactsAsked,
    FactsPushed,
    Reconciling(Reconciliation),
    Offering(Picks),
    Receiving {
        wanted: Picks,
    },
    Giving {
        left: Picks,
    },
    Over,
}

impl Beginning {
    pub(crate) fn new(studio: StudioId) -> Self {
        Self {
            studio,
            state: State::Fresh,
            mine: None,
            summary: Summary::default(),
            rounds: 0,
            moved_before: 0,
            differs: HashSet::new(),
            offers: VecDeque::new(),
            asks: VecDeque::new(),
            tally: Tally::default(),
        }
    }

    pub(crate) fn step(&mut self, input: Input) -> Result<Vec<Effect>, WireError> {
        let state = std::mem::replace(&mut self.state, State::Over);
        match (state, input) {
            (State::Fresh, Input::Begin) => Ok(self.ask(State::Summing, Query::Summary)),
            (State::Summing, Input::Answer(Answer::Summary(summary))) => {
                let mine = hello(self.studio, &summary);
                if self.rounds > 0 {
                    self.differ(&changed(&self.summary, &summary));
                }
                self.summary = summary;
                self.mine = Some(mine);
                Ok(self.send(State::Greeting, Message::Hello(mine)))
            }
            (State::Greeting, Input::Message(Message::Hello(theirs))) => self.compare(theirs),
            (State::FactsAsked, Input::Message(Message::FactsGiven { facts, want })) => {
                let keep = Query::Keep { facts: bytes(facts), envelopes: Vec::new() };
                Ok(self.ask(State::KeepingFacts { want: want.0 }, keep))
            }
            (State::KeepingFacts { want }, Input::Answer(Answer::Kept(stored))) => {
                self.tally.here(stored);
                let wanted = want.iter().filter_map(|at| self.summary.facts.get(*at as usize).copied()).collect();
                Ok(self.ask(State::ReadingFacts, Query::Facts(wanted)))
            }
            (State::ReadingFacts, Input::Answer(Answer::Facts(facts))) => {
                Ok(self.send(State::FactsPushed, Message::FactsPushed(blobs(facts))))
            }
            (State::FactsPushed, Input::Message(Message::Stored(stored))) => {
                self.tally.there(stored);
                self.reconcile()
            }
            (State::Reconciling(mut reconciliation), Input::Message(Message::Reconcile(step))) => {
                match reconciliation.go_on(&step.0)? {
                    Step::Go(next) => {
                        let message = Message::Reconcile(Blob(next));
                        Ok(self.send(State::Reconciling(reconciliation), message))
                    }
                    Step::Done(differing) => {
                        self.differ(&differing.have);
                        self.offers = differing.have.chunks(OFFER).map(<[_]>::to_vec).collect();
                        self.asks = differing.need.chunks(MAX_ASK).map(<[_]>::to_vec).collect();
                        Ok(self.next())
                    }
                }
            }
            (State::ListingOffer, Input::Answer(Answer::Changes(mut held))) => {
                let later = held.split_off(fitting(&held));
                if !later.is_empty() {
                    self.offers.push_front(later.into_iter().map(|(doc, _)| doc).collect());
                }
                let offer = held
                    .iter()
                    .map(|(doc, changes)| Offered { doc: *doc, changes: changes.iter().map(short).collect() })
                    .collect();
                Ok(self.send(State::Offering(held), Message::Offer(offer)))
            }
            (State::Offering(held), Input::Message(Message::Answered { want, envelopes, more })) => {
                let wanted = pick(&held, &want);
                let keep = Query::Keep { facts: Vec::new(), envelopes: bytes(envelopes) };
                Ok(self.ask(State::Keeping { wanted, more }, keep))
            }
            (State::Receiving { wanted }, Input::Message(Message::Envelopes { envelopes, more })) => {
                let keep = Query::Keep { facts: Vec::new(), envelopes: bytes(envelopes) };
                Ok(self.ask(State::Keeping { wanted, more }, keep))
            }
            (State::Keeping { wanted, more }, Input::Answer(Answer::Kept(stored))) => {
                self.tally.here(stored);
                let mut effects = vec![Effect::Send(Message::Stored(stored))];
                if more {
                    self.state = State::Receiving { wanted };
                } else if wanted.is_empty() {
                    effects.extend(self.next());
                } else {
                    effects.extend(self.give(wanted));
                }
                Ok(effects)
            }
            (State::ReadingEnvelopes, Input::Answer(Answer::Envelopes { envelopes, left })) => {
                let message = envelopes_message(envelopes, &left);
                Ok(self.send(State::Giving { left }, message))
            }
            (State::Giving { left }, Input::Message(Message::Stored(stored))) => {
                self.tally.there(stored);
                Ok(if left.is_empty() { self.next() } else { self.give(left) })
            }
            _ => Err(WireError::OutOfTurn("to the side that began")),
        }
    }

    /// Both summaries are known.
    fn compare(&mut self, theirs: Hello) -> Result<Vec<Effect>, WireError> {
        let Some(mine) = self.mine else { return Err(WireError::OutOfTurn("before the beginning")) };
        if mine == theirs {
            return Ok(self.finish(true, mine));
        }
        let stuck = self.rounds > 0 && self.tally.moved() == self.moved_before;
        if stuck || self.rounds >= MAX_ROUNDS || mine.studio != theirs.studio {
            let mut effects = vec![Effect::Send(Message::Enough)];
            effects.extend(self.finish(false, mine));
            return Ok(effects);
        }
        self.rounds += 1;
        self.moved_before = self.tally.moved();
        if mine.facts == theirs.facts {
            return self.reconcile();
        }
        let held: Packed<16> = self.summary.facts.iter().map(short).collect();
        Ok(self.send(State::FactsAsked, Message::FactsHeld(held)))
    }

    fn reconcile(&mut self) -> Result<Vec<Effect>, WireError> {
        let mut reconciliation = Reconciliation::new(&self.summary)?;
        let first = Message::Reconcile(Blob(reconciliation.begin()?));
        Ok(self.send(State::Reconciling(reconciliation), first))
    }

    /// The next offer, else the next question, else the next round.
    fn next(&mut self) -> Vec<Effect> {
        if let Some(docs) = self.offers.pop_front() {
            self.ask(State::ListingOffer, Query::Changes(docs))
        } else if let Some(ids) = self.asks.pop_front() {
            self.send(State::Receiving { wanted: Vec::new() }, Message::Ask(Packed(ids)))
        } else {
            self.ask(State::Summing, Query::Summary)
        }
    }

    fn differ(&mut self, docs: &[DocId]) {
        self.differs.extend(docs);
        self.tally.documents = self.differs.len() as u64;
    }

    fn give(&mut self, wanted: Picks) -> Vec<Effect> {
        self.ask(State::ReadingEnvelopes, Query::Envelopes(wanted))
    }

    fn finish(&mut self, equal: bool, mine: Hello) -> Vec<Effect> {
        self.state = State::Over;
        vec![Effect::Finish(Outcome { equal, root: equal.then(|| root(&mine)), tally: self.tally })]
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

/// How many documents fit into an offer; at least one.
fn fitting(held: &Picks) -> usize {
    let mut room = OFFER_CHANGES;
    let fits = held.iter().take_while(|(_, changes)| {
        let fits = changes.len() <= room;
        room = room.saturating_sub(changes.len());
        fits
    });
    fits.count().max(1)
}

/// The documents that a round has changed here.
fn changed(before: &Summary, after: &Summary) -> Vec<DocId> {
    let before: HashSet<_> = before.documents.iter().collect();
    after.documents.iter().filter(|held| !before.contains(held)).map(|(doc, _)| *doc).collect()
}

/// What is wanted of an offer, by whole hashes.
fn pick(held: &Picks, want: &[crate::wire::Wanted]) -> Picks {
    want.iter()
        .filter_map(|wanted| {
            let (doc, changes) = held.get(wanted.offered as usize)?;
            let asked: HashSet<_> = wanted.changes.iter().collect();
            let picked: Vec<_> = changes.iter().filter(|hash| asked.contains(&short(hash))).copied().collect();
            (!picked.is_empty()).then_some((*doc, picked))
        })
        .collect()
}
