//! Two of one name that were joined are read as one.
//!
//! A join is written on the one that is joined: `joined: ID`, on a deliverable's plan or on a person of the studio's
//! document. Nothing is moved or copied, so whatever another device wrote of it meanwhile is read with the rest, and
//! taking the join back parts the two again. Rounds, comments, marks, feedback and decisions stay in the documents
//! they were written in, under the names of those who wrote them.

use crate::{
    conflict::Conflict,
    deliverable::Deliverable,
    document::{DocKind, Value},
    few::Few,
    field::FieldKind,
    ids::{FeedbackId, PersonId, StageId},
    names,
    round::{self, Round},
    stage::{self, Stage},
    studio::Studio,
};
use imbl::OrdMap;
use std::collections::{BTreeMap, BTreeSet};

/// The key under which whoever is joined names whom to.
pub(crate) const JOINED: &str = "joined";

/// Where each of those that are joined leads to in the end. `edges` are the joins as written, `known` says who is
/// there. A chain leads to its end; a circle, which two devices make that join in opposite directions at once, to
/// the lowest id in it; a join to somebody who has not arrived yet does not count until then.
pub(crate) fn roots<T: Copy + Ord>(edges: &OrdMap<T, T>, known: impl Fn(T) -> bool) -> OrdMap<T, T> {
    let next = |id: T| edges.get(&id).copied().filter(|to| *to != id && known(*to));
    let root = |id: T| {
        let mut met = vec![id];
        let mut at = id;
        while let Some(to) = next(at) {
            if let Some(place) = met.iter().position(|m| *m == to) {
                return met[place..].iter().min().copied().unwrap_or(to);
            }
            met.push(to);
            at = to;
        }
        at
    };
    edges.keys().map(|id| (*id, root(*id))).filter(|(id, root)| id != root).collect()
}

/// A deliverable with those that were joined to it, in the order of their ids.
///
/// What the survivor says of itself counts; where it says nothing, what the others do. Stages of one definition, or
/// else of one name, are one stage with the rounds of all, numbered by their time.
pub(crate) fn as_one<'a>(survivor: &Deliverable, others: impl IntoIterator<Item = &'a Deliverable>) -> Deliverable {
    let mut one = survivor.clone();
    let mut stages: Vec<Stage> = one.stages.drain(..).chain(one.dropped.drain(..)).collect();
    for other in others {
        let same = same_stages(&stages.iter().collect::<Vec<_>>(), other);
        for stage in other.stages.iter().chain(&other.dropped) {
            match same.get(&stage.id).and_then(|id| stages.iter_mut().find(|s| s.id == *id)) {
                Some(known) => take_in(known, stage),
                None => stages.push(stage.clone()),
            }
        }
        let of = |stage: StageId| same.get(&stage).copied().unwrap_or(stage);
        one.comments.extend(other.comments.iter().cloned().map(|mut c| {
            c.stage = c.stage.map(of);
            c
        }));
        one.feedback.extend(other.feedback.iter().cloned().map(|mut f| {
            f.stage = of(f.stage);
            f
        }));
        one.annotations.extend(other.annotations.iter().cloned());
        one.comments_gone.extend(&other.comments_gone);
        one.conflicts.extend(other.conflicts.iter().filter(|c| is_told(c)).cloned());
        if one.kind.is_empty() {
            one.kind.clone_from(&other.kind);
        }
        one.due = one.due.or(other.due);
        one.created = one.created.min(other.created);
        for (field, value) in &other.fields {
            one.fields.entry(*field).or_insert_with(|| value.clone());
        }
    }
    stages.sort_by_key(|s| (s.order, s.id));
    stage::derive(&mut stages);
    (one.stages, one.dropped) = Deliverable::shown(stages);
    one.comments.sort_by_key(|c| (c.at, c.id));
    one.annotations.sort_by_key(|a| (a.at, a.id));
    one.feedback.sort_by_key(|f| (f.at, f.id));
    carry(&mut one);
    one
}

/// Conflicts about the plan of one that was joined are about what is not shown any more.
fn is_told(conflict: &Conflict) -> bool {
    conflict.doc.kind != DocKind::Plan
}

/// All stages of a deliverable, those that are not shown too.
pub(crate) fn all_stages(of: &Deliverable) -> Vec<&Stage> {
    of.stages.iter().chain(&of.dropped).collect()
}

/// Of each of a deliverable's stages the one of `known` that it is: by definition before by name.
pub(crate) fn same_stages(known: &[&Stage], other: &Deliverable) -> BTreeMap<StageId, StageId> {
    let mut found: BTreeMap<StageId, StageId> = BTreeMap::new();
    let mut used: BTreeSet<StageId> = BTreeSet::new();
    let same: [fn(&Stage, &Stage) -> bool; 2] =
        [|a, b| a.def == b.def, |a, b| names::plain(&a.name) == names::plain(&b.name)];
    for is_same in same {
        for stage in other.stages.iter().chain(&other.dropped).filter(|s| s.id != StageId::default()) {
            if found.contains_key(&stage.id) {
                continue;
            }
            if let Some(one) = known.iter().find(|s| !used.contains(&s.id) && is_same(s, stage)) {
                used.insert(one.id);
                found.insert(stage.id, one.id);
            }
        }
    }
    found
}

fn take_in(one: &mut Stage, other: &Stage) {
    let both = !one.rounds.is_empty() && !other.rounds.is_empty();
    one.rounds_before = one.rounds_before.max(other.rounds_before);
    let rounds = one.rounds.drain(..).chain(other.rounds.iter().cloned());
    let rounds: Vec<Round> = rounds.map(|r| Round { stage: one.id, ..r }).collect();
    one.rounds = round::number(rounds, one.rounds_before);
    if both {
        // Each round follows the one before it: two rows of rounds that became one were not published at once.
        let mut before = None;
        for round in &mut one.rounds {
            round.parent = before.replace(round.id);
        }
    }
    one.overrides.extend(other.overrides.iter().cloned());
    one.overrides.sort_by_key(|o| (o.at, o.id));
    one.starts.extend(other.starts.iter().cloned());
    one.starts.sort_by_key(|s| (s.at, s.id));
    one.assignees = one.assignees.iter().chain(other.assignees.iter()).copied().collect();
    (one.start, one.due) = (one.start.or(other.start), one.due.or(other.due));
    one.estimate = one.estimate.or(other.estimate);
    one.removed &= other.removed;
}

/// Puts each item of the checklist on the newest round it was carried to.
fn carry(one: &mut Deliverable) {
    let places: BTreeMap<FeedbackId, usize> = one.feedback.iter().enumerate().map(|(i, f)| (f.id, i)).collect();
    for round in one.stages.iter().flat_map(|s| &s.rounds) {
        for id in &round.carried {
            if let Some(item) = places.get(id).and_then(|i| one.feedback.get_mut(*i)).filter(|f| f.stage == round.stage)
            {
                item.round = round.id;
            }
        }
    }
}

/// A deliverable in which people who were joined are those they were joined to; nothing where it names none.
pub(crate) fn with_people(deliverable: &Deliverable, studio: &Studio) -> Option<Deliverable> {
    let absorbed = |p: &PersonId| studio.absorbed.contains_key(p);
    let assigned = deliverable.stages.iter().chain(&deliverable.dropped).any(|s| s.assignees.iter().any(absorbed));
    let mut fields = deliverable.fields.clone();
    let named = people_fields(&mut fields, studio);
    if !assigned && !named {
        return None;
    }
    let mut read = Deliverable { fields, ..deliverable.clone() };
    for stage in read.stages.iter_mut().chain(&mut read.dropped) {
        stage.assignees = stage.assignees.iter().map(|p| studio.person(*p)).collect::<Few<_>>();
    }
    Some(read)
}

/// Puts the survivors into custom fields that name people; says whether there were any to put.
pub(crate) fn people_fields(fields: &mut BTreeMap<crate::FieldId, Value>, studio: &Studio) -> bool {
    let mut named = false;
    for (id, value) in fields {
        let is_person = studio.fields.get(id).is_some_and(|f| f.kind == FieldKind::Person);
        if let (true, Value::Str(text)) = (is_person, &*value)
            && let Ok(person) = text.parse::<PersonId>()
            && studio.absorbed.contains_key(&person)
        {
            *value = studio.person(person).0.into();
            named = true;
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(edges: &[(u8, u8)]) -> Vec<(u8, u8)> {
        roots(&edges.iter().copied().collect(), |id| id < 200).into_iter().collect()
    }

    #[test]
    fn joins_lead_to_one_in_the_end() {
        assert_eq!(found(&[(2, 1)]), [(2, 1)]);
        assert_eq!(found(&[(3, 2), (2, 1)]), [(2, 1), (3, 1)], "a chain leads to its end");
        assert_eq!(found(&[(1, 2), (2, 1)]), [(2, 1)], "in both directions at once: the lower id stays");
        assert_eq!(found(&[(5, 3), (3, 4), (4, 3), (6, 5)]), [(4, 3), (5, 3), (6, 3)]);
        assert_eq!(found(&[(1, 1)]), []);
        assert_eq!(found(&[(1, 250)]), [], "one that has not arrived joins nobody yet");
    }

    proptest! {
        #[test]
        fn whatever_is_joined_leads_to_one_that_is_shown(edges in prop::collection::btree_map(0u8..12, 0u8..14, 0..12)) {
            let edges: OrdMap<u8, u8> = edges.into_iter().collect();
            let known = |id: u8| id < 12;
            let found = roots(&edges, known);
            for (id, root) in &found {
                prop_assert!(edges.contains_key(id) && known(*root) && !found.contains_key(root));
            }
            // Whoever is named is where whoever names them is.
            let of = |id: u8| found.get(&id).copied().unwrap_or(id);
            prop_assert!(edges.iter().filter(|(_, to)| known(**to)).all(|(id, to)| of(*id) == of(*to)));
        }
    }
}
