//! Pipeline templates: stages and what each needs before it can begin.

mod check;

pub use check::Problem;

use crate::{
    ids::{PipelineId, StageDefId},
    names::plain,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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

    /// Another template with the same stages, needing each other alike.
    #[must_use]
    pub fn duplicate(&self, id: PipelineId, name: String) -> Self {
        let new_id = |old: StageDefId| StageDefId::derive(&[id.bytes(), old.bytes()]);
        let stages = self
            .stages
            .iter()
            .map(|s| StageDef { id: new_id(s.id), needs: s.needs.iter().map(|n| new_id(*n)).collect(), ..s.clone() })
            .collect();
        Self { id, name, archived: false, stages }
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
    fn a_duplicate_shares_no_stage_with_what_it_was_made_of() {
        let pipeline = Pipeline::default_cg(PipelineId::new([1; 16]));
        let copy = pipeline.duplicate(PipelineId::new([2; 16]), "Stills".into());
        assert_eq!(copy.problems(), Vec::<String>::new());
        assert!(copy.stages.iter().all(|s| pipeline.stages.iter().all(|o| o.id != s.id)));
        assert_eq!(copy.stages[1].needs, [copy.stages[0].id].into());
    }
}
