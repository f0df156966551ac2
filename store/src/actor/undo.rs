//! The writer's side of undo: steps noted with the command that made them, taken back by a command of their own.

use super::{Writer, command::Deed};
use crate::{
    authority::Envelope,
    clock,
    database::Batch,
    documents::{self, Authors},
    error::StoreError,
    journal::Table,
    store::Ack,
    undo::{Step, TakenBack},
};
use redb::ReadableTable;
use rushes_domain::{
    DocId, PersonId, Refusal, Timestamp, Tree,
    undo::{self, Entry, Ground, Other, Place},
};
use std::collections::VecDeque;

/// The most steps that are kept; the oldest give way.
const MOST_STEPS: usize = 500;

/// A step as it is noted: whether it stands, and what it was. Nothing where it cannot be read.
type Noted = Option<(bool, String)>;

/// The steps there are, the oldest first.
#[derive(Default)]
pub(super) struct Steps(VecDeque<(u64, Noted)>);

impl Steps {
    /// Reads them.
    pub(super) fn read(table: &impl ReadableTable<u64, &'static [u8]>) -> Result<Self, StoreError> {
        let steps = table.iter()?.map(|entry| {
            let (key, value) = entry?;
            Ok((key.value(), Step::from_bytes(value.value()).map(|step| (step.stands, step.label))))
        });
        steps.collect::<Result<_, StoreError>>().map(Self)
    }

    /// The newest one that stands.
    pub(super) fn undo(&self) -> Option<(u64, &str)> {
        self.0.iter().rev().find_map(|(key, noted)| match noted {
            Some((true, label)) => Some((*key, label.as_str())),
            _ => None,
        })
    }

    /// The oldest of those taken back since.
    pub(super) fn redo(&self) -> Option<(u64, &str)> {
        let readable = self.0.iter().rev().filter_map(|(key, noted)| Some((*key, noted.as_ref()?)));
        readable.take_while(|(_, (stands, _))| !stands).last().map(|(key, (_, label))| (key, label.as_str()))
    }

    /// What a direction leads to.
    fn key(&self, again: bool) -> Option<u64> {
        if again { self.redo() } else { self.undo() }.map(|(key, _)| key)
    }
}

/// The documents as the writer has them.
struct Documents<'a> {
    writer: &'a mut Writer,
    tx: &'a Batch<'a>,
}

impl Ground for Documents<'_> {
    type Error = StoreError;

    fn place(&mut self, id: DocId, path: &[String]) -> Result<Place, StoreError> {
        let held = self.writer.take(self.tx, id)?;
        let place = documents::place(held.as_ref().map(|h| &h.doc), &self.writer.authors(), path);
        if let Some(held) = held {
            self.writer.put_back(id, held);
        }
        Ok(place)
    }

    fn other_within(&mut self, id: DocId, path: &[String], me: PersonId) -> Result<Option<Other>, StoreError> {
        let Some(held) = self.writer.take(self.tx, id)? else { return Ok(None) };
        let other = documents::other_within(&held.doc, &self.writer.authors(), path, me);
        self.writer.put_back(id, held);
        Ok(other)
    }

    fn other_writer(&mut self, id: DocId, me: PersonId) -> Result<Option<Other>, StoreError> {
        let (first, last) = super::change_range(id);
        for (_, value) in self.tx.range(Table::Envelope, &first, &last)? {
            let damaged = |e| StoreError::damaged(format!("a change of {id}"), e);
            let envelope = Envelope::from_bytes(&value).map_err(damaged)?;
            let by = self.writer.authority.person_of(&envelope.device);
            if by != Some(me) {
                return Ok(Some(by));
            }
        }
        Ok(None)
    }

    fn tree(&mut self, id: DocId) -> Result<Tree, StoreError> {
        self.writer.tree(self.tx, id).map(|tree| Tree::clone(&tree))
    }
}

impl Writer {
    /// Notes what a command did, and that what was taken back before it cannot be done again.
    pub(super) fn note_step(
        &mut self,
        tx: &Batch<'_>,
        at: Timestamp,
        label: &str,
        entries: &[Entry],
    ) -> Result<Option<u64>, StoreError> {
        if entries.is_empty() {
            return Ok(None);
        }
        let steps = &mut self.steps.0;
        while let Some((key, _)) = steps.pop_back_if(|(_, noted)| !matches!(noted, Some((true, _)))) {
            tx.remove(Table::Undo, &key.to_be_bytes())?;
        }
        let key = steps.back().map_or(0, |(key, _)| *key) + 1;
        let places = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let step = Step { stands: true, at, label: label.to_owned(), places };
        tx.put(Table::Undo, &key.to_be_bytes(), &step.to_bytes(entries)?)?;
        steps.push_back((key, Some((true, step.label))));
        while steps.len() > MOST_STEPS {
            if let Some((oldest, _)) = steps.pop_front() {
                tx.remove(Table::Undo, &oldest.to_be_bytes())?;
            }
        }
        Ok(Some(key))
    }

    /// Takes the next step back, or does it again; where a step is asked for, only that one.
    pub(super) fn take_back(
        &mut self,
        tx: &Batch<'_>,
        again: bool,
        only: Option<u64>,
    ) -> Result<Result<TakenBack, StoreError>, StoreError> {
        if only.is_some() && only != self.steps.key(again) {
            return Ok(Err(overtaken().into()));
        }
        let found = match self.steps.key(again) {
            Some(key) => {
                let bytes = tx.get(Table::Undo, &key.to_be_bytes())?;
                bytes.and_then(|bytes| Step::with_entries(&bytes)).map(|step| (key, step))
            }
            None => None,
        };
        let Some((key, (mut step, entries))) = found else { return Ok(Err(nothing(again).into())) };
        let Some(grant) = self.own_grant() else { return Ok(Err(super::command::no_grant().into())) };
        let (me, state) = (self.me(), self.state.clone());
        let taken = undo::take_back(&mut Documents { writer: self, tx }, &state, me, &entries)?;
        let taken = match taken {
            Ok(taken) => taken,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let message = format!("{} {}", if again { "did again:" } else { "took back:" }, step.label);
        let undone = taken.edits.len();
        let deed = Deed { edits: taken.edits, message, at: clock::now() };
        let nothing = Ack { seq: self.seq, at: deed.at, changes: Vec::new(), step: None };
        let ack = self.write(tx, grant, vec![deed])?.pop().map_or(nothing, |written| written.ack);
        if taken.again.is_empty() {
            tx.remove(Table::Undo, &key.to_be_bytes())?;
            self.steps.0.retain(|(noted, _)| *noted != key);
        } else {
            step.stands = again;
            step.places = u32::try_from(taken.again.len()).unwrap_or(u32::MAX);
            tx.put(Table::Undo, &key.to_be_bytes(), &step.to_bytes(&taken.again)?)?;
            if let Some((_, noted)) = self.steps.0.iter_mut().find(|(noted, _)| *noted == key) {
                *noted = Some((again, step.label.clone()));
            }
        }
        Ok(Ok(TakenBack { ack, label: step.label, undone, left: taken.left }))
    }
}

fn overtaken() -> Refusal {
    Refusal::InvalidTransition {
        why: "Something else was done since.".into(),
        hint: "Take that back first: Undo goes back step by step.".into(),
        by_hand: false,
    }
}

fn nothing(again: bool) -> Refusal {
    let (why, hint) = if again {
        ("There is nothing to do again.", "Only what was just taken back can be done again.")
    } else {
        ("There is nothing to take back.", "Only what you did on this device can be taken back.")
    };
    Refusal::InvalidTransition { why: why.into(), hint: hint.into(), by_hand: false }
}

/// What edits come to, noted before they are made.
pub(super) fn record(
    id: DocId,
    doc: Option<&automerge::Automerge>,
    authors: &impl Authors,
    edits: &[rushes_domain::Edit],
) -> Vec<Entry> {
    undo::record(id, doc.is_none(), edits, |path| documents::place(doc, authors, path))
}
