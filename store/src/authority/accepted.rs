//! Which changes count: a pure function of facts and envelopes.

use super::{ChangeHash, Envelope, Fact, FactBody, FactHash, Grant};
use rushes_domain::{DeviceId, DocId, DocKind, Member, Person, PersonId, Role, StudioId};
use std::collections::{BTreeMap, BTreeSet};

/// What the facts come to: the grants that hold.
#[derive(Clone, Debug, Default)]
pub struct Authority {
    studio: StudioId,
    name: String,
    grants: BTreeMap<FactHash, Grant>,
    /// The most powerful grant of each device.
    of_device: BTreeMap<DeviceId, FactHash>,
}

/// Whether a change counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Judgement {
    /// It does.
    Accept,
    /// It does not, or not yet; kept aside, with the reason.
    Quarantine(&'static str),
}

impl Authority {
    /// Evaluates the facts, in any order.
    #[must_use]
    pub fn of(studio: StudioId, facts: &BTreeMap<FactHash, Fact>) -> Self {
        let mut authority = Self { studio, ..Self::default() };
        let ours = || facts.iter().filter(|(_, f)| f.studio == studio);
        for (_, fact) in ours() {
            if let FactBody::Studio { name } = &fact.body
                && Fact::studio_of(&fact.issuer) == studio
            {
                authority.name.clone_from(name);
            }
        }
        // A grant holds when its parent does: go on until nothing more follows.
        loop {
            let before = authority.grants.len();
            for (hash, fact) in ours() {
                if let FactBody::Grant(grant) = &fact.body
                    && !authority.grants.contains_key(hash)
                    && authority.holds(fact, grant)
                {
                    authority.grants.insert(*hash, grant.clone());
                }
            }
            if authority.grants.len() == before {
                break;
            }
        }
        let mut grants: Vec<_> = authority.grants.iter().collect();
        grants.sort_by_key(|(hash, grant)| std::cmp::Reverse((grant.role, **hash)));
        authority.of_device = grants.into_iter().map(|(hash, grant)| (grant.device, *hash)).collect();
        authority
    }

    fn holds(&self, fact: &Fact, grant: &Grant) -> bool {
        match grant.parent {
            None => Fact::studio_of(&fact.issuer) == self.studio,
            Some(parent) => self.grants.get(&parent).is_some_and(|above| {
                // Whoever may grant nothing to others still lets another device of their own in, as what they are.
                let own = above.person == grant.person && grant.role >= above.role;
                above.device == fact.issuer && (own || above.role.may_grant(grant.role))
            }),
        }
    }

    /// The name the studio began with.
    #[must_use]
    pub fn studio_name(&self) -> &str {
        &self.name
    }

    /// Whether there is a studio at all: a database that was emptied holds no fact of any.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        !self.name.is_empty() || !self.grants.is_empty()
    }

    /// The most powerful grant a device holds.
    #[must_use]
    pub fn grant_of(&self, device: &DeviceId) -> Option<(FactHash, &Grant)> {
        let hash = self.of_device.get(device)?;
        self.grants.get(hash).map(|grant| (*hash, grant))
    }

    /// Who uses a device.
    #[must_use]
    pub fn person_of(&self, device: &DeviceId) -> Option<PersonId> {
        self.grant_of(device).map(|(_, g)| g.person)
    }

    /// The members: people with the devices and the most powerful role they hold.
    #[must_use]
    pub fn members(&self) -> Vec<(Person, Member)> {
        let mut members: BTreeMap<PersonId, (Person, Member)> = BTreeMap::new();
        for grant in self.grants.values() {
            let person = Person { id: grant.person, name: grant.name.clone(), email: grant.email.clone() };
            let member = Member { person: grant.person, role: grant.role, devices: Vec::new() };
            let (_, member) = members.entry(grant.person).or_insert((person, member));
            member.role = member.role.min(grant.role);
            if !member.devices.contains(&grant.device) {
                member.devices.push(grant.device);
                member.devices.sort();
            }
        }
        members.into_values().collect()
    }

    /// Whether a change counts, given that its signature fits and what has been accepted already.
    #[must_use]
    pub fn judge(&self, envelope: &Envelope, deps_accepted: bool) -> Judgement {
        let Some(grant) = self.grants.get(&envelope.grant) else {
            return Judgement::Quarantine("it was written under a grant that is not known or does not hold");
        };
        if grant.device != envelope.device {
            return Judgement::Quarantine("it was written under another device's grant");
        }
        if envelope.key != 0 {
            return Judgement::Quarantine("it is encrypted with a key this device does not have");
        }
        if !grant.role.may_write(envelope.doc.kind) {
            return Judgement::Quarantine("its author's role may not write this");
        }
        if envelope.doc.kind == DocKind::Personal && envelope.doc.id != grant.person.0 {
            return Judgement::Quarantine("it is about what another person keeps for themselves");
        }
        if !deps_accepted {
            return Judgement::Quarantine("it builds on a change that is missing or does not count");
        }
        Judgement::Accept
    }

    /// The role a grant gives, if it holds.
    #[must_use]
    pub fn role_of(&self, grant: &FactHash) -> Option<Role> {
        self.grants.get(grant).map(|g| g.role)
    }
}

/// The changes that count, of all given: the definition that every quicker way must agree with.
#[must_use]
pub fn accepted(
    studio: StudioId,
    facts: &BTreeMap<FactHash, Fact>,
    envelopes: &[Envelope],
) -> BTreeSet<(DocId, ChangeHash)> {
    let authority = Authority::of(studio, facts);
    let checked: Vec<_> = envelopes.iter().filter_map(|e| Some((e, e.check().ok()?))).collect();
    let mut counted: BTreeSet<(DocId, ChangeHash)> = BTreeSet::new();
    loop {
        let before = counted.len();
        for (envelope, change) in &checked {
            let deps = change.deps().iter().all(|d| counted.contains(&(envelope.doc, d.0)));
            if authority.judge(envelope, deps) == Judgement::Accept {
                counted.insert((envelope.doc, envelope.hash));
            }
        }
        if counted.len() == before {
            return counted;
        }
    }
}
