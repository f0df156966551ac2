//! Commands that wait together: those about different deliverables are carried out side by side,
//! each as if it had come alone.

use super::{
    Done, Reply, Writer, again, answer,
    command::{Deed, Written, no_grant},
};
use crate::{clock, database::Batch, error::StoreError, store::Ack};
use rushes_domain::{Command, Id, Timestamp, decide};
use std::collections::BTreeSet;

/// A person's command, as given now or at a time told, and who waits for it.
pub(super) type Asked = (Command, Option<Timestamp>, Done<Ack>);

/// What was decided and is not written yet.
#[derive(Default)]
pub(super) struct Wave {
    deeds: Vec<Deed>,
    /// Of each deed who waits, and whether it was told of another time.
    asked: Vec<(Done<Ack>, bool)>,
    /// The entities they are about.
    about: BTreeSet<Id>,
}

impl Wave {
    /// Tells everybody that the batch failed.
    pub(super) fn refuse(self, error: &StoreError) {
        self.asked.into_iter().for_each(|(done, _)| done(Err(again(error))));
    }
}

impl Writer {
    /// Decides a command. It is written with those before it where it is about something else, and alone
    /// where more than its own deliverable decides.
    ///
    /// An error is the database's and ends the batch; a refusal is the command's own.
    pub(super) fn join(
        &mut self,
        tx: &Batch<'_>,
        wave: &mut Wave,
        (command, at, done): Asked,
        replies: &mut Vec<Reply>,
    ) -> Result<(), StoreError> {
        // What is read from the documents of several is decided with nothing beside it.
        let alone = command.alone().filter(|id| !self.state.is_of_several(*id)).map(|deliverable| deliverable.0);
        if alone.is_none_or(|id| wave.about.contains(&id))
            && let Err(error) = self.finish(tx, wave, replies)
        {
            done(Err(again(&error)));
            return Err(error);
        }
        let now = at.unwrap_or_else(clock::now);
        if self.own_grant().is_none() {
            return answer(Ok(Err(no_grant().into())), done, replies);
        }
        let decided = match decide(&self.state, self.me(), now, command) {
            Ok(decided) => decided,
            Err(refusal) => return answer(Ok(Err(refusal.into())), done, replies),
        };
        debug_assert!(
            alone.is_none_or(|id| decided.edits.iter().all(|edit| edit.doc.id == id)),
            "a command changes more than it says"
        );
        wave.about.extend(decided.edits.iter().map(|edit| edit.doc.id));
        wave.deeds.push(Deed { edits: decided.edits, message: decided.message, at: now });
        wave.asked.push((done, at.is_some()));
        if alone.is_none() { self.finish(tx, wave, replies) } else { Ok(()) }
    }

    /// Writes what was decided.
    pub(super) fn finish(
        &mut self,
        tx: &Batch<'_>,
        wave: &mut Wave,
        replies: &mut Vec<Reply>,
    ) -> Result<(), StoreError> {
        let Wave { deeds, asked, .. } = std::mem::take(wave);
        if deeds.is_empty() {
            return Ok(());
        }
        let (done, elsewhen): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
        match self.write_steps(tx, deeds, &elsewhen) {
            Ok(acks) => done.into_iter().zip(acks).try_for_each(|(done, ack)| answer(Ok(Ok(ack)), done, replies)),
            Err(error) => {
                done.into_iter().for_each(|done| done(Err(again(&error))));
                Err(error)
            }
        }
    }

    fn write_steps(&mut self, tx: &Batch<'_>, deeds: Vec<Deed>, elsewhen: &[bool]) -> Result<Vec<Ack>, StoreError> {
        let Some(grant) = self.own_grant() else { return Err(no_grant().into()) };
        let mut acks = Vec::with_capacity(deeds.len());
        for (written, elsewhen) in self.write(tx, grant, deeds)?.into_iter().zip(elsewhen) {
            let Written { mut ack, message, entries } = written;
            // What is told of another time was not done now, and is not for taking back.
            if !elsewhen && !ack.changes.is_empty() {
                ack.step = self.note_step(tx, ack.at, &message, &entries)?;
            }
            acks.push(ack);
        }
        Ok(acks)
    }
}
