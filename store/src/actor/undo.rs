//! The writer's side of undo: steps noted with the command that made them, taken back by a command of their own.

use super::{Writer, command::Deed};
use crate::{
    authority::Envelope,
    clock,
    documents::{self, Authors},
    error::StoreError,
    store::Ack,
    tables,
    undo::{Step, TakenBack},
};
use redb::{ReadableTable, ReadableTableMetadata, Table, WriteTransaction};
use rushes_domain::{
    DocId, PersonId, Refusal, Timestamp, Tree,
    undo::{self, Entry, Ground, Other, Place},
};

/// The most steps that are kept; the oldest give way.
const MOST_STEPS: u64 = 500;

/// The steps that are next in both directions.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Next {
    pub(super) undo: Option<(u64, String)>,
    pub(super) redo: Option<(u64, String)>,
}

impl Next {
    /// Reads them.
    pub(super) fn read(table: &impl ReadableTable<u64, &'static [u8]>) -> Result<Self, StoreError> {
        let mut next = Self::default();
        for entry in table.iter()?.rev() {
            let (key, value) = entry?;
            let Some(step) = Step::from_bytes(value.value()) else { continue };
            let found = Some((key.value(), step.label));
            if step.stands {
                next.undo = found;
                break;
            }
            next.redo = found;
        }
        Ok(next)
    }

    /// What a direction leads to.
    fn key(&self, again: bool) -> Option<u64> {
        if again { &self.redo } else { &self.undo }.as_ref().map(|(key, _)| *key)
    }
}

/// The documents as the writer has them.
struct Documents<'a> {
    writer: &'a mut Writer,
    tx: &'a WriteTransaction,
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
        let table = self.tx.open_table(tables::ENVELOPE)?;
        let (first, last) = super::change_range(id);
        for entry in table.range::<&[u8]>(first.as_slice()..=last.as_slice())? {
            let (_, value) = entry?;
            let damaged = |e| StoreError::damaged(format!("a change of {id}"), e);
            let envelope = Envelope::from_bytes(value.value()).map_err(damaged)?;
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
        tx: &WriteTransaction,
        at: Timestamp,
        label: &str,
        entries: &[Entry],
    ) -> Result<Option<u64>, StoreError> {
        if entries.is_empty() {
            return Ok(None);
        }
        let mut table = tx.open_table(tables::UNDO)?;
        while let Some(key) = last_taken_back(&table)? {
            table.remove(key)?;
        }
        let key = table.last()?.map_or(0, |(key, _)| key.value()) + 1;
        let places = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let step = Step { stands: true, at, label: label.to_owned(), places };
        table.insert(key, step.to_bytes(entries)?.as_slice())?;
        while table.len()? > MOST_STEPS {
            table.pop_first()?;
        }
        self.next = Next { undo: Some((key, step.label)), redo: None };
        Ok(Some(key))
    }

    /// Takes the next step back, or does it again; where a step is asked for, only that one.
    pub(super) fn take_back(
        &mut self,
        tx: &WriteTransaction,
        again: bool,
        only: Option<u64>,
    ) -> Result<Result<TakenBack, StoreError>, StoreError> {
        if only.is_some() && only != self.next.key(again) {
            return Ok(Err(overtaken().into()));
        }
        let found = match self.next.key(again) {
            Some(key) => {
                let table = tx.open_table(tables::UNDO)?;
                table.get(key)?.and_then(|v| Step::with_entries(v.value())).map(|step| (key, step))
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
        let mut table = tx.open_table(tables::UNDO)?;
        if taken.again.is_empty() {
            table.remove(key)?;
        } else {
            step.stands = again;
            step.places = u32::try_from(taken.again.len()).unwrap_or(u32::MAX);
            table.insert(key, step.to_bytes(&taken.again)?.as_slice())?;
        }
        self.next = Next::read(&table)?;
        Ok(Ok(TakenBack { ack, label: step.label, undone, left: taken.left }))
    }
}

/// The newest step, where it has been taken back or cannot be read.
fn last_taken_back(table: &Table<'_, u64, &'static [u8]>) -> Result<Option<u64>, StoreError> {
    let Some((key, value)) = table.last()? else { return Ok(None) };
    let stands = Step::from_bytes(value.value()).is_some_and(|step| step.stands);
    Ok((!stands).then(|| key.value()))
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
