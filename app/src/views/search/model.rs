//! Hits as the page shows them.

use crate::place::Place;
use rushes_store::{Found, Hit, HitKind, search::Target};

/// Hits of one kind.
#[derive(Clone, Debug)]
pub struct Group<'a> {
    /// Which.
    pub kind: HitKind,
    /// How many there are, those not shown too.
    pub count: usize,
    /// Those that are shown, the best first.
    pub hits: Vec<&'a Hit>,
}

/// How many of a kind are shown while all kinds are.
const FEW: usize = 6;

/// Hits by kind; the kind with the best hit first. While several kinds are there, a few of each.
#[must_use]
pub fn groups(found: &Found) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for hit in &found.hits {
        match groups.iter_mut().find(|g| g.kind == hit.kind) {
            Some(group) => group.hits.push(hit),
            None => {
                let count = found.counts.iter().find(|(kind, _)| *kind == hit.kind).map_or(0, |(_, count)| *count);
                groups.push(Group { kind: hit.kind, count, hits: vec![hit] });
            }
        }
    }
    let several = groups.len() > 1;
    for group in &mut groups {
        group.count = group.count.max(group.hits.len());
        if several {
            group.hits.truncate(FEW);
        }
    }
    groups
}

/// Where a hit leads.
#[must_use]
pub fn place_of(target: Target) -> Place {
    match target {
        Target::Project(id) => Place::Project(id),
        Target::Deliverable(id) => Place::Deliverable(id, None),
        Target::Round(id, _, round) | Target::Comment(id, _, _, Some(round)) => Place::Review(id, round),
        Target::Comment(id, _, stage, None) => Place::Deliverable(id, stage),
        Target::Person(_) => Place::Team,
    }
}

/// What kinds are called above their hits.
pub(super) fn title(kind: HitKind) -> &'static str {
    match kind {
        HitKind::Project => "Projects",
        HitKind::Deliverable => "Deliverables",
        HitKind::Round => "Rounds",
        HitKind::Comment => "Comments",
        HitKind::Person => "People",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushes_domain::{Id, ProjectId, Timestamp};
    use rushes_store::search::Snippet;

    fn hit(kind: HitKind, score: f32) -> Hit {
        Hit {
            kind,
            id: Id::default(),
            target: Target::Project(ProjectId::default()),
            path: String::new(),
            title: Snippet::default(),
            snippet: Snippet::default(),
            by: None,
            at: Timestamp(0),
            score,
        }
    }

    #[test]
    fn the_kind_with_the_best_hit_comes_first_and_each_shows_a_few() {
        let mut found = Found::default();
        found.hits.push(hit(HitKind::Comment, 0.9));
        found.hits.push(hit(HitKind::Deliverable, 0.8));
        found.hits.extend((0..20).map(|_| hit(HitKind::Comment, 0.7)));
        found.counts = vec![(HitKind::Deliverable, 1), (HitKind::Comment, 400)];
        let shown: Vec<_> = groups(&found).iter().map(|g| (g.kind, g.count, g.hits.len())).collect();
        assert_eq!(shown, [(HitKind::Comment, 400, FEW), (HitKind::Deliverable, 1, 1)]);
        found.hits.retain(|h| h.kind == HitKind::Comment);
        assert_eq!(groups(&found)[0].hits.len(), 21, "alone, a kind shows all of them");
    }
}
