//! An exchange between two peers, without IO: both hold the same afterwards.
//!
//! One side begins, the other answers; one message is under way at a time. Each round compares
//! summaries (equal: done), then gives facts both ways, then finds the documents that differ,
//! offers what is here and asks for what is not. Whatever came is kept on disk before it is
//! acknowledged. Rounds repeat until the summaries are equal, or nothing moves any more. A cut
//! at any point loses nothing: what was kept stays, and the next exchange finds the rest.

use crate::{
    replica::{Answer, Picks, Query, Summary},
    wire::{Hello, Message, Stored, WireError},
};
use rushes_domain::StudioId;

mod answering;
mod beginning;

/// Most rounds in one exchange: a peer that always has something new gets another exchange.
const MAX_ROUNDS: usize = 256;

/// What happens to an exchange.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// Begin. Only for the side that begins, once.
    Begin,
    /// The other side said this.
    Message(Message),
    /// The store answered.
    Answer(Answer),
}

/// What an exchange wants done, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Say this to the other side.
    Send(Message),
    /// Ask the store, and come back with its answer. At most one at a time.
    Ask(Query),
    /// It is over.
    Finish(Outcome),
}

/// What an exchange came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// Both sides hold the same, on disk. Otherwise one of them does not take all there is.
    pub equal: bool,
    /// What both held then.
    pub root: Option<[u8; 32]>,
    /// Counts.
    pub tally: Tally,
}

/// What went over, as far as acknowledged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Documents that differed.
    pub documents: u64,
    /// Changes new to the other side.
    pub changes_sent: u64,
    /// Changes new here.
    pub changes_received: u64,
    /// Facts new to either side.
    pub facts: u64,
    /// Envelopes that either side did not take.
    pub refused: u64,
    /// Of those, the ones that were not taken here.
    pub refused_here: u64,
}

impl Tally {
    fn here(&mut self, stored: Stored) {
        self.changes_received += u64::from(stored.changes);
        self.facts += u64::from(stored.facts);
        self.refused += u64::from(stored.refused);
        self.refused_here += u64::from(stored.refused);
    }

    fn there(&mut self, stored: Stored) {
        self.changes_sent += u64::from(stored.changes);
        self.facts += u64::from(stored.facts);
        self.refused += u64::from(stored.refused);
    }

    fn moved(&self) -> u64 {
        self.changes_sent + self.changes_received + self.facts
    }
}

/// One side of an exchange.
pub struct Exchange(Side);

enum Side {
    Begins(Box<beginning::Beginning>),
    Answers(Box<answering::Answering>),
}

impl Exchange {
    /// The side that begins. Feed it [`Input::Begin`].
    #[must_use]
    pub fn begin(studio: StudioId) -> Self {
        Self(Side::Begins(Box::new(beginning::Beginning::new(studio))))
    }

    /// The side that answers.
    #[must_use]
    pub fn answer(studio: StudioId) -> Self {
        Self(Side::Answers(Box::new(answering::Answering::new(studio))))
    }

    /// Takes one step.
    ///
    /// # Errors
    /// [`WireError`] for what the other side may not say now; the exchange is over then.
    pub fn step(&mut self, input: Input) -> Result<Vec<Effect>, WireError> {
        match &mut self.0 {
            Side::Begins(side) => side.step(input),
            Side::Answers(side) => side.step(input),
        }
    }

    /// What has gone over so far: an exchange that was cut has done this much.
    #[must_use]
    pub fn tally(&self) -> Tally {
        match &self.0 {
            Side::Begins(side) => side.tally,
            Side::Answers(side) => side.tally,
        }
    }
}

/// The summary as it is told.
pub(crate) fn hello(studio: StudioId, summary: &Summary) -> Hello {
    let (facts, documents) = summary.roots();
    Hello { studio, facts, documents }
}

/// One hash over everything that a summary says.
pub(crate) fn root(hello: &Hello) -> [u8; 32] {
    blake3::Hasher::new_derive_key("rushes sync root v1")
        .update(&hello.facts)
        .update(&hello.documents)
        .finalize()
        .into()
}

/// One hash over everything that a replica holds. Equal on two peers when they are in sync.
#[must_use]
pub fn root_of(studio: StudioId, summary: &Summary) -> [u8; 32] {
    root(&hello(studio, summary))
}

fn envelopes_message(envelopes: Vec<Vec<u8>>, left: &Picks) -> Message {
    Message::Envelopes { envelopes: blobs(envelopes), more: !left.is_empty() }
}

fn blobs<const MAX: usize>(bytes: Vec<Vec<u8>>) -> crate::packed::List<crate::packed::Blob, MAX> {
    bytes.into_iter().map(crate::packed::Blob).collect()
}

fn bytes<const MAX: usize>(blobs: crate::packed::List<crate::packed::Blob, MAX>) -> Vec<Vec<u8>> {
    blobs.0.into_iter().map(|b| b.0).collect()
}
