//! What is wrong with a template, and what is odd about it.

use super::Pipeline;
use crate::{
    dependency,
    ids::StageDefId,
    names::{plain, tidy},
};
use std::collections::{BTreeMap, BTreeSet};

/// Something about a template that a person should know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The stages it is about; none where it is about the whole.
    pub stages: Vec<StageDefId>,
    /// What it is, as a sentence that names them.
    pub sentence: String,
    /// Odd, and allowed.
    pub warning: bool,
}

/// More stages than any table shows beside one another.
const MOST_STAGES: usize = 200;

impl Pipeline {
    /// Everything wrong or odd about the template, what is wrong first.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut wrong = |stages: Vec<StageDefId>, sentence: String| {
            found.push(Problem { stages, sentence, warning: false });
        };
        if tidy(&self.name).is_empty() {
            wrong(Vec::new(), "The pipeline needs a name.".to_owned());
        }
        if self.stages.is_empty() {
            wrong(Vec::new(), "The pipeline has no stages; add at least one.".to_owned());
        }
        if self.stages.len() > MOST_STAGES {
            let count = self.stages.len();
            wrong(Vec::new(), format!("The pipeline has {count} stages; {MOST_STAGES} are the most there can be."));
            // Nobody reads what else may be wrong with so many.
            return found;
        }
        for stage in self.stages.iter().filter(|s| tidy(&s.name).is_empty()) {
            wrong(vec![stage.id], format!("Stage {} has no name.", self.place(stage.id)));
        }
        for twice in self.namesakes() {
            let name = self.stages.iter().find(|s| s.id == twice[0]).map_or_else(String::new, |s| tidy(&s.name));
            let count = if twice.len() == 2 { "Two".to_owned() } else { twice.len().to_string() };
            wrong(twice, format!("{count} stages are called \"{name}\"."));
        }
        let known: BTreeSet<StageDefId> = self.stages.iter().map(|s| s.id).collect();
        for stage in self.stages.iter().filter(|s| s.needs.iter().any(|n| !known.contains(n))) {
            wrong(vec![stage.id], format!("\"{}\" needs a stage that is not in this pipeline.", stage.name));
        }
        for circle in self.circles() {
            let path: Vec<_> = circle.iter().map(|id| self.called(*id)).collect();
            let sentence = format!("The stages wait for each other in a circle: {}.", path.join(" → "));
            wrong(circle, sentence);
        }
        if !self.stages.is_empty() && self.stages.iter().all(|s| !s.needs.is_empty()) {
            wrong(Vec::new(), "No stage can begin: at least one must need nothing.".to_owned());
        }
        found.extend(self.orphans().into_iter().map(|id| Problem {
            stages: vec![id],
            sentence: format!(
                "\"{}\" needs nothing and nothing needs it, while other stages are joined.",
                self.called(id)
            ),
            warning: true,
        }));
        found
    }

    /// Everything that keeps the template from being used, as sentences; empty when it can be.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        self.check().into_iter().filter(|p| !p.warning).map(|p| p.sentence).collect()
    }

    /// What is odd about it and allowed, as sentences.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.check().into_iter().filter(|p| p.warning).map(|p| p.sentence).collect()
    }

    fn called(&self, id: StageDefId) -> &str {
        self.stages.iter().find(|s| s.id == id).map_or("?", |s| s.name.as_str())
    }

    fn place(&self, id: StageDefId) -> usize {
        self.stages.iter().position(|s| s.id == id).map_or(0, |i| i + 1)
    }

    /// Stages of one name, whatever its case, spaces and punctuation.
    fn namesakes(&self) -> Vec<Vec<StageDefId>> {
        let mut by_name: BTreeMap<String, Vec<StageDefId>> = BTreeMap::new();
        for stage in self.stages.iter().filter(|s| !tidy(&s.name).is_empty()) {
            by_name.entry(plain(&stage.name)).or_default().push(stage.id);
        }
        by_name.into_values().filter(|ids| ids.len() > 1).collect()
    }

    /// Every circle that shares no stage with one named before it, each from its first stage back to it.
    fn circles(&self) -> Vec<Vec<StageDefId>> {
        let mut needs: BTreeMap<_, _> = self.stages.iter().map(|s| (s.id, s.needs.clone())).collect();
        let mut found = Vec::new();
        while let Some(circle) = dependency::cycle(&needs) {
            needs.retain(|id, _| !circle.contains(id));
            needs.values_mut().for_each(|n| n.retain(|id| !circle.contains(id)));
            let mut circle = circle;
            circle.pop();
            let first = (0..circle.len()).min_by_key(|i| self.place(circle[*i])).unwrap_or(0);
            circle.rotate_left(first);
            circle.extend(circle.first().copied());
            found.push(circle);
        }
        found.sort_by_key(|c| c.first().map(|id| self.place(*id)));
        found
    }

    /// Stages that stand alone while others are joined.
    fn orphans(&self) -> Vec<StageDefId> {
        let needed: BTreeSet<StageDefId> = self.stages.iter().flat_map(|s| s.needs.iter().copied()).collect();
        if needed.is_empty() {
            return Vec::new();
        }
        self.stages.iter().filter(|s| s.needs.is_empty() && !needed.contains(&s.id)).map(|s| s.id).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{ids::PipelineId, pipeline::StageDef};

    /// Stages by name, each with the names of those it needs.
    fn template(stages: &[(&str, &[&str])]) -> Pipeline {
        let id = |name: &str| StageDefId::derive(&[name.as_bytes()]);
        let stages = (1..)
            .zip(stages)
            .map(|(order, (name, needs))| StageDef {
                id: StageDefId::derive(&[name.as_bytes(), &[u8::try_from(order).unwrap_or(0)]]),
                name: (*name).to_owned(),
                order,
                needs: needs.iter().map(|n| id(n)).collect(),
                removed: false,
            })
            .collect::<Vec<_>>();
        let mut pipeline = Pipeline { id: PipelineId::new([1; 16]), name: "Test".to_owned(), archived: false, stages };
        // Needs are written by name: the first stage of that name is meant.
        let ids: BTreeMap<StageDefId, StageDefId> = pipeline.stages.iter().rev().map(|s| (id(&s.name), s.id)).collect();
        for stage in &mut pipeline.stages {
            stage.needs = stage.needs.iter().map(|n| ids.get(n).copied().unwrap_or(*n)).collect();
        }
        pipeline
    }

    #[test]
    fn a_pipeline_has_only_so_many_stages() {
        let stages = |count: usize| -> Pipeline {
            let names: Vec<String> = (0..count).map(|n| format!("S{n}")).collect();
            template(&names.iter().map(|name| (name.as_str(), &[][..])).collect::<Vec<_>>())
        };
        assert!(stages(MOST_STAGES).problems().is_empty());
        let problems = stages(MOST_STAGES + 1).problems();
        assert_eq!(problems.len(), 1);
        assert!(problems[0].contains("201 stages; 200 are the most"), "{problems:?}");
    }

    #[test]
    fn everything_wrong_is_named() {
        type Case<'a> = (&'a [(&'a str, &'a [&'a str])], &'a [&'a str], &'a [&'a str]);
        let table: &[Case<'_>] = &[
            (&[("A", &[]), ("B", &["A"])], &[], &[]),
            (&[("A", &[]), ("B", &[])], &[], &[]),
            (&[], &["has no stages"], &[]),
            (&[("A", &[]), ("B", &["A"]), ("C", &[])], &[], &["\"C\" needs nothing"]),
            (&[("A", &[]), (" a", &[])], &["Two stages are called \"A\""], &[]),
            (&[("A", &[]), ("", &["A"])], &["Stage 2 has no name"], &[]),
            (&[("A", &[]), ("B", &["Z"])], &["\"B\" needs a stage that is not"], &["\"A\" needs nothing"]),
            (&[("A", &["A"]), ("B", &[])], &["A → A"], &["\"B\" needs nothing"]),
            (
                &[("A", &["B"]), ("B", &["A"]), ("C", &["D"]), ("D", &["C"])],
                &["A → B → A", "C → D → C", "No stage can begin"],
                &[],
            ),
        ];
        for (stages, wrong, odd) in table {
            let pipeline = template(stages);
            let (problems, warnings) = (pipeline.problems(), pipeline.warnings());
            assert_eq!((problems.len(), warnings.len()), (wrong.len(), odd.len()), "{problems:?} {warnings:?}");
            for (said, part) in problems.iter().zip(*wrong).chain(warnings.iter().zip(*odd)) {
                assert!(said.contains(part), "{part} in {said}");
            }
        }
    }

    #[test]
    fn what_is_wrong_says_at_which_stages() {
        let pipeline = template(&[("A", &["B"]), ("B", &["A"]), ("C", &[])]);
        let problems = pipeline.check();
        let circle: BTreeSet<_> = problems[0].stages.iter().copied().collect();
        assert_eq!(circle, [pipeline.stages[0].id, pipeline.stages[1].id].into());
        assert!(problems[1].warning && problems[1].stages == [pipeline.stages[2].id]);
    }
}
