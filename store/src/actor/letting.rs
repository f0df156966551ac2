//! Letting devices in: invitations made and used.

use super::Writer;
use crate::{
    authority::Fact,
    database::Batch,
    error::StoreError,
    invite::{self, Invitee, Redeem},
    journal::Table,
};
use rushes_domain::{Role, Timestamp};
use std::collections::BTreeMap;

impl Writer {
    /// Keeps an invitation, if this device may make such a one.
    pub(super) fn invite(
        &mut self,
        tx: &Batch<'_>,
        secret: &[u8; 32],
        role: Role,
        whom: Invitee,
        expires: Timestamp,
    ) -> Result<Result<(), StoreError>, StoreError> {
        if let Err(refused) = invite::permitted(&self.state, &self.me(), role, whom) {
            return Ok(Err(refused));
        }
        invite::keep(tx, secret, role, whom, expires)?;
        self.read_invites(tx)?;
        Ok(Ok(()))
    }

    /// Lets in who has an invitation; gives all facts.
    pub(super) fn redeem(
        &mut self,
        tx: &Batch<'_>,
        request: &Redeem,
    ) -> Result<Result<Vec<Vec<u8>>, StoreError>, StoreError> {
        let fact = match invite::use_up(tx, request, &self.state, &self.key, &self.authority)? {
            Ok(fact) => fact,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Some(fact) = fact {
            self.learn_fact(tx, fact)?;
            self.facts_changed(tx, &mut BTreeMap::new())?;
            self.read_invites(tx)?;
            self.seq += 1;
        }
        Ok(Ok(self.facts.values().map(Fact::to_bytes).collect()))
    }

    /// Reads the invitations of this device anew.
    pub(super) fn read_invites(&mut self, tx: &Batch<'_>) -> Result<(), StoreError> {
        let rows = tx.all(Table::Invite)?;
        self.invites = invite::list(rows.iter().map(|(key, value)| (key.as_slice(), value.as_slice()))).into();
        Ok(())
    }
}
