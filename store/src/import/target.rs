//! What a sheet is brought into.

use super::error::ImportError;
use rushes_domain::{Field, FieldOf, Pipeline, Project, ProjectId, State};

/// A project with what its columns may be about.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// The project.
    pub project: &'a Project,
    /// The template its deliverables take their stages from.
    pub pipeline: &'a Pipeline,
    /// The custom fields of deliverables.
    pub fields: Vec<&'a Field>,
}

impl<'a> Target<'a> {
    /// Finds it.
    ///
    /// # Errors
    /// When the project is not there, or its pipeline has not arrived here.
    pub fn of(state: &'a State, project: ProjectId) -> Result<Self, ImportError> {
        let project = state.projects.get(&project).ok_or(ImportError::NoProject)?;
        let pipeline = project
            .pipeline
            .and_then(|id| state.studio.pipelines.get(&id))
            .ok_or_else(|| ImportError::NoPipeline { project: project.name.clone() })?;
        Ok(Self { project, pipeline, fields: state.studio.fields_of(FieldOf::Deliverable) })
    }

    /// The custom field of this name, whatever its case, spaces and punctuation.
    pub(super) fn field(&self, name: &str) -> Option<&'a Field> {
        let wanted = super::layout::words::plain(name);
        self.fields.iter().copied().find(|f| super::layout::words::plain(&f.name) == wanted)
    }
}
