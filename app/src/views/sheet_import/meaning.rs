//! What a column may mean: the choices of the mapping.

use rushes_domain::{FieldOf, ProjectId, State};
use rushes_store::import::{ColumnMap, Field, Mapping};

/// One choice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Meaning {
    pub(super) field: Field,
    pub(super) stage: Option<String>,
    pub(super) custom: Option<String>,
    /// As the list says it.
    pub(super) label: String,
}

/// Every choice there is in a project, what is not imported first.
pub(super) fn all(state: &State, project: ProjectId) -> Vec<Meaning> {
    let own = |field, label: &str| Meaning { field, stage: None, custom: None, label: label.to_owned() };
    let mut all = vec![
        own(Field::Ignore, "Not imported"),
        own(Field::Name, "Name"),
        own(Field::Kind, "Type"),
        own(Field::Priority, "Priority"),
        own(Field::Due, "Due"),
        own(Field::Description, "Description"),
        own(Field::Notes, "Comments"),
        own(Field::Project, "Project of the row"),
    ];
    all.extend(state.studio.fields_of(FieldOf::Deliverable).into_iter().map(|f| Meaning {
        field: Field::Custom,
        stage: None,
        custom: Some(f.name.clone()),
        label: format!("{} (field)", f.name),
    }));
    let pipeline = state.projects.get(&project).and_then(|p| p.pipeline).and_then(|id| state.studio.pipelines.get(&id));
    for stage in pipeline.into_iter().flat_map(|p| &p.stages) {
        let of_stage = [
            (Field::Status, "status"),
            (Field::People, "people"),
            (Field::Start, "start"),
            (Field::Due, "due"),
            (Field::Estimate, "estimate"),
            (Field::Round, "round"),
            (Field::Notes, "comments"),
            (Field::Feedback, "open feedback (not imported)"),
        ];
        all.extend(of_stage.map(|(field, word)| Meaning {
            field,
            stage: Some(stage.name.clone()),
            custom: None,
            label: format!("{}: {word}", stage.name),
        }));
    }
    all
}

impl Meaning {
    pub(super) fn is_of(&self, column: &ColumnMap) -> bool {
        self.field == column.field && self.stage == column.stage && self.custom == column.custom
    }
}

/// Gives a column another meaning. One that only a single column can have is taken from the other.
pub(super) fn give(mapping: &mut Mapping, at: usize, meaning: &Meaning) {
    let alone = meaning.field != Field::Ignore && !meaning.field.is_shared();
    if alone {
        for (index, other) in mapping.columns.iter_mut().enumerate() {
            if index != at && meaning.is_of(other) {
                *other = ColumnMap {
                    field: Field::Ignore,
                    stage: None,
                    custom: None,
                    why: "Another column says this.".into(),
                    ..other.clone()
                };
            }
        }
    }
    if let Some(column) = mapping.columns.get_mut(at) {
        column.field = meaning.field;
        column.stage.clone_from(&meaning.stage);
        column.custom.clone_from(&meaning.custom);
        column.make = None;
        column.why = if meaning.field == Field::Ignore { "You left it out.".into() } else { String::new() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::testing::{Sample, project_id};

    #[test]
    fn a_meaning_that_one_column_can_have_moves() {
        let snapshot = Sample::of(&[]).snapshot();
        let all = all(&snapshot.state, project_id());
        let named = |label: &str| all.iter().find(|m| m.label == label).cloned().expect(label);
        let column = |letters: &str, field| ColumnMap { column: letters.into(), field, ..ColumnMap::default() };
        let mut mapping =
            Mapping { columns: vec![column("A", Field::Name), column("B", Field::Ignore)], ..Mapping::default() };
        give(&mut mapping, 1, &named("Name"));
        assert_eq!([mapping.columns[0].field, mapping.columns[1].field], [Field::Ignore, Field::Name]);
        give(&mut mapping, 0, &named("Modeling: people"));
        give(&mut mapping, 1, &named("Modeling: people"));
        assert!(mapping.columns.iter().all(|c| c.field == Field::People), "several columns may name people");
        assert!(named("Modeling: people").is_of(&mapping.columns[0]));
    }
}
