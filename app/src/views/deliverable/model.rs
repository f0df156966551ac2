//! Which stage is shown, and where the stages stand in the strip.

use rushes_domain::{Actor, Deliverable, StageId, Status};
use std::collections::BTreeMap;

/// The stage to show: the one asked for, else the one where the person has something to do, else where
/// the work is.
#[must_use]
pub fn chosen(deliverable: &Deliverable, asked: Option<StageId>, me: &Actor) -> Option<StageId> {
    if let Some(stage) = asked.filter(|id| deliverable.stage(*id).is_some()) {
        return Some(stage);
    }
    let open = |s: &&rushes_domain::Stage| s.is_open();
    let mine = |s: &&rushes_domain::Stage| s.assignees.contains(&me.person) && s.status != Status::Blocked;
    let stages = &deliverable.stages;
    stages
        .iter()
        .filter(open)
        .find(mine)
        .or_else(|| stages.iter().filter(open).find(|s| s.status != Status::Blocked))
        .or_else(|| stages.iter().find(open))
        .or_else(|| stages.last())
        .map(|s| s.id)
}

/// Where a stage stands: its column from the left, its line from the top.
pub(crate) type Spot = (usize, usize);

/// Where the stages stand, and which of them are joined.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    /// Spots, in the order of the stages.
    pub spots: Vec<Spot>,
    /// From a stage to one that waits for it, by their places in the list.
    pub joints: Vec<(usize, usize)>,
    /// How many columns there are.
    pub columns: usize,
    /// How many lines there are.
    pub lines: usize,
}

/// Where the stages of a deliverable stand.
#[must_use]
pub fn layout(deliverable: &Deliverable) -> Layout {
    let by_def: BTreeMap<_, usize> = deliverable.stages.iter().enumerate().map(|(i, s)| (s.def, i)).collect();
    let needs: Vec<Vec<usize>> =
        deliverable.stages.iter().map(|s| s.needs.iter().filter_map(|d| by_def.get(d).copied()).collect()).collect();
    layered(&needs)
}

/// A column for each step of the longest way: a stage stands right of everything it needs, which is given by
/// places in the list. Circles are cut where they close: there a joint leads back.
#[must_use]
pub fn layered(needs: &[Vec<usize>]) -> Layout {
    let count = needs.len();
    let forth = without_circles(needs);
    let mut column = vec![0usize; count];
    // As many rounds as there are stages are enough without circles, and end with them.
    for _ in 0..count {
        let mut moved = false;
        for i in 0..count {
            let least = forth[i].iter().map(|n| column[*n] + 1).max().unwrap_or(0).min(count.saturating_sub(1));
            if least > column[i] {
                column[i] = least;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let spots: Vec<Spot> = column
        .iter()
        .map(|c| {
            let line = taken.entry(*c).or_default();
            *line += 1;
            (*c, *line - 1)
        })
        .collect();
    let joints = needs.iter().enumerate().flat_map(|(to, from)| from.iter().map(move |f| (*f, to))).collect();
    Layout {
        joints,
        columns: column.iter().max().map_or(0, |c| c + 1),
        lines: taken.values().copied().max().unwrap_or(0),
        spots,
    }
}

/// The needs without those that close a circle, seen from the first stage of the list on.
fn without_circles(needs: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut forth: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    // What needs a stage, on any way that was not cut.
    fn leads(forth: &[Vec<usize>], from: usize, to: usize) -> bool {
        let (mut left, mut seen) = (vec![from], vec![false; forth.len()]);
        while let Some(at) = left.pop() {
            if at == to {
                return true;
            }
            if !std::mem::replace(&mut seen[at], true) {
                left.extend(&forth[at]);
            }
        }
        false
    }
    // What stands before in the list is needed by right; what comes after is what closes circles.
    for later in [false, true] {
        for (stage, needed) in needs.iter().enumerate() {
            for need in needed.iter().copied().filter(|need| (*need >= stage) == later) {
                if !leads(&forth, need, stage) {
                    forth[stage].push(need);
                }
            }
        }
    }
    forth
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::views::testing::{Sample, project_id};

    fn deliverable(sample: &Sample) -> std::sync::Arc<Deliverable> {
        sample.snapshot().state.of_project(project_id()).next().unwrap().clone()
    }

    #[test]
    fn a_chain_stands_in_one_line_and_branches_under_one_another() {
        let mut sample = Sample::of(&["a"]);
        let chain = layout(&deliverable(&sample));
        assert_eq!((chain.columns, chain.lines, chain.joints.len()), (7, 1, 6));
        let first = deliverable(&sample).stages[0].def;
        sample.stage("a", 2, |s| s.needs = [first].into());
        let fork = layout(&deliverable(&sample));
        assert_eq!((fork.spots[1], fork.spots[2]), ((1, 0), (1, 1)));
    }

    #[test]
    fn a_circle_ends() {
        let mut sample = Sample::of(&["a"]);
        let last = deliverable(&sample).stages[6].def;
        sample.stage("a", 0, |s| s.needs = [last].into());
        assert!(layout(&deliverable(&sample)).columns <= 7);
        // One that waits for a later one of those it needs: they stand in a line, and one joint leads back.
        let circle = layered(&[vec![], vec![0, 3], vec![1], vec![2], vec![4]]);
        assert_eq!(circle.spots[..4], [(0, 0), (1, 0), (2, 0), (3, 0)]);
        let back = circle.joints.iter().filter(|(from, to)| circle.spots[*from].0 >= circle.spots[*to].0);
        assert_eq!(back.copied().collect::<Vec<_>>(), [(3, 1), (4, 4)]);
    }

    #[test]
    fn the_stage_shown_is_the_one_that_waits_for_the_person() {
        let mut sample = Sample::of(&["a"]);
        let me = sample.snapshot().me;
        sample.stage("a", 0, |s| s.status = Status::Approved);
        for index in 2..7 {
            sample.stage("a", index, |s| s.status = Status::Blocked);
        }
        let shown = |sample: &Sample| {
            let d = deliverable(sample);
            d.stage(chosen(&d, None, &me).unwrap()).unwrap().name.clone()
        };
        assert_eq!(shown(&sample), "Texturing");
        sample.stage("a", 5, |s| {
            s.status = Status::InProgress;
            s.assignees.insert(me.person);
        });
        assert_eq!(shown(&sample), "Retouch");
    }
}
