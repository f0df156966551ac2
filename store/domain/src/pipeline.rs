//! Pipeline templates: stages and what each needs before it can begin.

use crate::{
    dependency,
    ids::{PipelineId, StageDefId},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A stage as a template defines it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StageDef {
    /// Id.
    pub id: StageDefId,
    /// Name, unique in its pipeline.
    pub name: String,
    /// Place in the list.
    pub order: i64,
    /// Stages that must be approved or skipped first.
    pub needs: BTreeSet<StageDefId>,
    /// Taken out of the template; deliverables that have the stage keep it.
    #[serde(default)]
    pub removed: bool,
}

/// A pipeline template.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pipeline {
    /// Id.
    pub id: PipelineId,
    /// Name, unique in the studio.
    pub name: String,
    /// Not offered for new projects.
    pub archived: bool,
    /// In order.
    pub stages: Vec<StageDef>,
}

impl Pipeline {
    /// The stage with this name, whatever its case, spaces and punctuation.
    #[must_use]
    pub fn stage_called(&self, name: &str) -> Option<&StageDef> {
        let wanted = plain(name);
        self.stages.iter().find(|s| plain(&s.name) == wanted)
    }

    /// Everything wrong with the template, as sentences; empty when it can be used.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.name.trim().is_empty() {
            problems.push("The pipeline needs a name.".to_owned());
        }
        if self.stages.is_empty() {
            problems.push("The pipeline has no stages; add at least one.".to_owned());
        }
        let mut seen = BTreeSet::new();
        for stage in &self.stages {
            if stage.name.trim().is_empty() {
                problems.push("A stage has no name.".to_owned());
            } else if !seen.insert(plain(&stage.name)) {
                problems.push(format!("Two stages are called \"{}\".", stage.name));
            }
        }
        let names: BTreeMap<_, _> = self.stages.iter().map(|s| (s.id, s.name.as_str())).collect();
        for stage in &self.stages {
            if stage.needs.iter().any(|n| !names.contains_key(n)) {
                problems.push(format!("\"{}\" needs a stage that is not in this pipeline.", stage.name));
            }
        }
        let needs = self.stages.iter().map(|s| (s.id, s.needs.clone())).collect();
        if let Some(cycle) = dependency::cycle(&needs) {
            let path: Vec<_> = cycle.iter().map(|id| names.get(id).copied().unwrap_or("?")).collect();
            problems.push(format!("The stages wait for each other in a circle: {}.", path.join(" → ")));
        } else if !self.stages.is_empty() && self.stages.iter().all(|s| !s.needs.is_empty()) {
            problems.push("No stage can begin: at least one must need nothing.".to_owned());
        }
        problems
    }

    /// The template every new studio has: Modeling, Texturing, Look Dev, Lighting, Rendering, Retouch, QC.
    #[must_use]
    pub fn default_cg(id: PipelineId) -> Self {
        let names: [(&str, &[&str]); 7] = [
            ("Modeling", &[]),
            ("Texturing", &["Modeling"]),
            ("Look Dev", &["Texturing"]),
            ("Lighting", &["Look Dev"]),
            ("Rendering", &["Lighting"]),
            ("Retouch", &["Rendering"]),
            ("QC", &["Retouch"]),
        ];
        let stage_id = |name: &str| StageDefId::derive(&[id.bytes(), name.as_bytes()]);
        let stages = (1..)
            .zip(names)
            .map(|(order, (name, needs))| StageDef {
                id: stage_id(name),
                name: name.to_owned(),
                order,
                needs: needs.iter().map(|n| stage_id(n)).collect(),
                removed: false,
            })
            .collect();
        Self { id, name: "CG Production".to_owned(), archived: false, stages }
    }
}

/// A name without case, spaces and punctuation, as sheets vary them.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_default_template_is_sound_and_in_order() {
        let pipeline = Pipeline::default_cg(PipelineId::new([1; 16]));
        assert_eq!(pipeline.problems(), Vec::<String>::new());
        assert_eq!(pipeline.stages.len(), 7);
        assert_eq!(pipeline.stage_called("LOOKDEV").unwrap().name, "Look Dev");
    }

    #[test]
    fn problems_name_the_stages_of_a_circle() {
        let mut pipeline = Pipeline::default_cg(PipelineId::new([1; 16]));
        let last = pipeline.stages[6].id;
        pipeline.stages[0].needs.insert(last);
        let problems = pipeline.problems().join("\n");
        assert!(problems.contains("Modeling") && problems.contains("QC") && problems.contains("circle"), "{problems}");
    }

    #[test]
    fn duplicate_and_missing_names_are_told() {
        let mut pipeline = Pipeline::default_cg(PipelineId::new([1; 16]));
        pipeline.stages[1].name = " modeling".into();
        pipeline.stages[2].needs.insert(StageDefId::new([9; 16]));
        let problems = pipeline.problems().join("\n");
        assert!(problems.contains("Two stages are called") && problems.contains("not in this pipeline"), "{problems}");
    }
}
