//! `rushes pipeline`: templates, and their readable form.
//!
//! ```json
//! {"name": "Comp", "stages": [{"name": "Prep"}, {"name": "Comp", "needs": ["Prep"]}]}
//! ```
//!
//! Stages stand in the order they are worked through. `needs` names stages of the same template.
//! A stage keeps its id as long as its name stays; with its `id` it can be renamed. `archived`
//! takes the template out of use for new projects.

use super::{
    context::Ctx,
    error::CliError,
    migrate,
    output::{Output, counted, table},
};
use clap::Subcommand;
use rushes_domain::{Command, Pipeline, PipelineId, StageDef, StageDefId, State, migration, names};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// The largest template file read, in bytes.
const MOST_BYTES: u64 = 4 << 20;

/// What can be done with pipeline templates.
#[derive(Debug, Subcommand)]
pub(super) enum PipelineCommand {
    /// List the templates.
    List,
    /// Show one.
    Show {
        /// Its name or id.
        name: String,
    },
    /// Make a template, or change the one of that name.
    Apply {
        /// A JSON file: {"name": "...", "stages": [{"name": "...", "needs": ["..."]}]}
        file: PathBuf,
    },
    /// Make another template with the same stages.
    Duplicate {
        /// Its name or id.
        name: String,
        /// What the new one is called.
        #[arg(long = "name", value_name = "NEW")]
        new_name: Option<String>,
    },
    /// Offer it no longer to new projects.
    Archive {
        /// Its name or id.
        name: String,
    },
    /// Offer an archived one again.
    Restore {
        /// Its name or id.
        name: String,
    },
    /// Have a project's deliverables follow another pipeline, or the changed one they have.
    Migrate(migrate::Migrate),
}

pub(super) fn run(ctx: &Ctx<'_>, command: PipelineCommand) -> Result<Output, CliError> {
    match command {
        PipelineCommand::List => {
            let snapshot = ctx.snapshot()?;
            let pipelines: Vec<&Pipeline> = snapshot.state.studio.pipelines.values().collect();
            let rows: Vec<Value> = pipelines.iter().map(|p| row(&snapshot.state, p)).collect();
            let state = |p: &&Pipeline| if p.archived { "archived" } else { "" };
            let lines: Vec<_> = pipelines
                .iter()
                .map(|p| vec![p.name.clone(), counted(p.stages.len(), "stage"), names(p), state(p).to_owned()])
                .collect();
            Ok(Output::new(json!(rows), table(&["Name", "Stages", "", ""], &lines)))
        }
        PipelineCommand::Show { name } => {
            let snapshot = ctx.snapshot()?;
            let found = named(&snapshot.state, &name)?;
            Ok(Output::new(row(&snapshot.state, found), shown(found)))
        }
        PipelineCommand::Apply { file } => apply(ctx, &ctx.path(&file)),
        PipelineCommand::Duplicate { name, new_name } => {
            let snapshot = ctx.snapshot()?;
            let from = named(&snapshot.state, &name)?;
            let new_name = new_name.unwrap_or_else(|| snapshot.state.studio.free_pipeline_name(&from.name));
            save(ctx, from.duplicate(PipelineId::new(rushes_store::fresh()), new_name), "Made")
        }
        PipelineCommand::Archive { name } => archive(ctx, &name, true),
        PipelineCommand::Restore { name } => archive(ctx, &name, false),
        PipelineCommand::Migrate(asked) => migrate::run(ctx, &asked),
    }
}

fn archive(ctx: &Ctx<'_>, name: &str, archived: bool) -> Result<Output, CliError> {
    let snapshot = ctx.snapshot()?;
    let found = Pipeline { archived, ..named(&snapshot.state, name)?.clone() };
    save(ctx, found, if archived { "Archived" } else { "Brought back" })
}

fn save(ctx: &Ctx<'_>, pipeline: Pipeline, done: &str) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let id = pipeline.id;
    store.submit(Command::ApplyPipeline(pipeline))?;
    let snapshot = store.snapshot();
    let found = named(&snapshot.state, &id.to_string())?;
    Ok(Output::new(row(&snapshot.state, found), format!("{done} {}", shown(found))))
}

/// The template with a name or an id.
pub(super) fn named<'s>(state: &'s State, name: &str) -> Result<&'s Pipeline, CliError> {
    state
        .studio
        .pipeline_called(name)
        .ok_or_else(|| CliError::missing("pipeline", name, "`rushes pipeline list` shows the pipelines."))
}

fn names(pipeline: &Pipeline) -> String {
    pipeline.stages.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn needs<'p>(pipeline: &'p Pipeline, stage: &StageDef) -> Vec<&'p str> {
    pipeline.stages.iter().filter(|s| stage.needs.contains(&s.id)).map(|s| s.name.as_str()).collect()
}

fn row(state: &State, pipeline: &Pipeline) -> Value {
    let stages: Vec<Value> =
        pipeline.stages.iter().map(|s| json!({"id": s.id, "name": s.name, "needs": needs(pipeline, s)})).collect();
    let projects: Vec<&str> =
        state.projects.values().filter(|p| p.pipeline == Some(pipeline.id)).map(|p| p.code.as_str()).collect();
    json!({
        "id": pipeline.id,
        "name": pipeline.name,
        "archived": pipeline.archived,
        "stages": stages,
        "projects": projects,
        "warnings": pipeline.warnings(),
    })
}

fn shown(pipeline: &Pipeline) -> String {
    let lines: Vec<_> = pipeline.stages.iter().map(|s| vec![s.name.clone(), needs(pipeline, s).join(", ")]).collect();
    format!("{}\n{}", pipeline.name, table(&["Stage", "Needs"], &lines))
}

fn apply(ctx: &Ctx<'_>, file: &Path) -> Result<Output, CliError> {
    let size = std::fs::metadata(file).map_err(|e| CliError::file(file, &e))?.len();
    if size > MOST_BYTES {
        return Err(CliError::invalid(format!("{} is too large for a pipeline", file.display()), "Check the path."));
    }
    let text = rushes_store::plain::read_to_string(file, MOST_BYTES).map_err(|e| CliError::file(file, &e))?;
    const FORM: &str = "`rushes pipeline show NAME --json` shows the form.";
    if text.trim().is_empty() {
        return Err(CliError::invalid(format!("{} is empty", file.display()), FORM));
    }
    let document: Value = serde_json::from_str(&text)
        .map_err(|e| CliError::invalid(format!("{} is not JSON: {e}", file.display()), FORM))?;
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let pipeline = read(&snapshot.state, &document, &mut rushes_store::fresh).map_err(|problems| CliError {
        details: problems.clone(),
        ..CliError::invalid(
            format!("The pipeline was not applied: {} wrong with it", things(problems.len())),
            "Nothing was changed. Correct the file and apply it again.",
        )
    })?;
    let before = snapshot.state.studio.pipelines.get(&pipeline.id).cloned();
    let id = pipeline.id;
    store.submit(Command::ApplyPipeline(pipeline))?;
    let snapshot = store.snapshot();
    let found = named(&snapshot.state, &id.to_string())?;
    let gone: Vec<&str> = before
        .iter()
        .flat_map(|p| &p.stages)
        .filter(|s| found.stages.iter().all(|n| n.id != s.id))
        .map(|s| s.name.as_str())
        .collect();
    let mut document = row(&snapshot.state, found);
    document["created"] = json!(before.is_none());
    document["removed"] = json!(gone);
    let mut text = format!("{} {}", if before.is_some() { "Changed" } else { "Made" }, shown(found));
    if !gone.is_empty() {
        text.push_str(&format!("Taken out: {}. Deliverables that have them keep them.\n", gone.join(", ")));
    }
    for warning in found.warnings() {
        text.push_str(&format!("Note: {warning}\n"));
    }
    let behind = migration::plan(&snapshot.state, &migration::following(&snapshot.state, found)).deliverables.len();
    document["behind"] = json!(behind);
    if behind > 0 {
        let count = counted(behind, "deliverable");
        text.push_str(&format!("{count} do not follow it yet: `rushes pipeline migrate` changes them.\n"));
    }
    Ok(Output::new(document, text))
}

fn things(count: usize) -> String {
    if count == 1 { "one thing is".to_owned() } else { format!("{count} things are") }
}

/// Reads a template, or says everything that is wrong with it.
fn read(state: &State, document: &Value, fresh: &mut dyn FnMut() -> [u8; 16]) -> Result<Pipeline, Vec<String>> {
    let Some(fields) = document.as_object() else {
        return Err(vec!["The file holds no object with name and stages.".into()]);
    };
    let mut problems = Vec::new();
    unknown(
        fields,
        &["id", "name", "stages", "archived", "projects", "created", "removed", "warnings", "behind"],
        "The pipeline",
        &mut problems,
    );
    let name = said(fields, "name", "the pipeline", &mut problems);
    let by_id = state.studio.pipeline_called(&said(fields, "id", "the pipeline", &mut problems));
    let known = by_id.or_else(|| state.studio.pipelines.values().find(|p| names::is_same(&p.name, &name)));
    let id = known.map_or_else(|| PipelineId::new(fresh()), |p| p.id);
    let archived = match fields.get("archived") {
        None => known.is_some_and(|p| p.archived),
        Some(Value::Bool(archived)) => *archived,
        Some(_) => {
            problems.push("\"archived\" is true or false.".into());
            false
        }
    };
    let listed = match fields.get("stages") {
        Some(Value::Array(stages)) => stages.as_slice(),
        None => &[],
        Some(_) => {
            problems.push("\"stages\" is a list of stages.".into());
            &[]
        }
    };
    let mut stages = Vec::new();
    for (order, entry) in (1i64..).zip(listed) {
        let Some(stage) = entry.as_object() else {
            problems.push(format!("Stage {order} is no object with a name."));
            // The others keep their places, by which they are told of.
            let name = format!("stage {order}");
            let id = StageDefId::new(fresh());
            stages.push(StageDef { id, name, order, needs: BTreeSet::new(), removed: false });
            continue;
        };
        unknown(stage, &["id", "name", "needs"], &format!("Stage {order}"), &mut problems);
        let name = said(stage, "name", &format!("stage {order}"), &mut problems);
        let given = said(stage, "id", &format!("stage {order}"), &mut problems).parse::<StageDefId>().ok();
        // An id from another studio says nothing here: then the name counts.
        let same = known.and_then(|p| p.stages.iter().find(|s| Some(s.id) == given).or_else(|| p.stage_called(&name)));
        let id = same.map_or_else(|| StageDefId::new(fresh()), |s| s.id);
        stages.push(StageDef { id, name, order, needs: BTreeSet::new(), removed: false });
    }
    let mut pipeline = Pipeline { id, name, archived, stages };
    // By id first: two stages of one name are told as such, not as one that needs itself.
    let ids: BTreeMap<String, StageDefId> =
        pipeline.stages.iter().rev().map(|s| (names::same(&s.name), s.id)).collect();
    let mut found: Vec<BTreeSet<StageDefId>> = Vec::new();
    for (stage, entry) in pipeline.stages.iter().zip(listed) {
        let name = if stage.name.is_empty() { format!("stage {}", stage.order) } else { format!("\"{}\"", stage.name) };
        let mut needs = BTreeSet::new();
        match entry.get("needs") {
            None | Some(Value::Null) => {}
            Some(Value::Array(wanted)) => {
                for need in wanted {
                    let word = need.as_str().unwrap_or_default();
                    let id = ids.get(&names::same(word)).copied();
                    let id = id.or_else(|| pipeline.stage_called(word).filter(|_| !word.is_empty()).map(|s| s.id));
                    match id {
                        Some(id) => {
                            needs.insert(id);
                        }
                        None => problems.push(format!("{name} needs {need}, which is no stage of this pipeline.")),
                    }
                }
            }
            Some(_) => problems.push(format!("\"needs\" of {name} is a list of stage names.")),
        }
        found.push(needs);
    }
    for (stage, needs) in pipeline.stages.iter_mut().zip(found) {
        stage.needs = needs;
    }
    problems.extend(pipeline.problems());
    let taken = |p: &Pipeline| p.id != pipeline.id && names::is_same(&p.name, &pipeline.name);
    if state.studio.pipelines.values().any(taken) {
        problems.push(format!("Another pipeline is called \"{}\".", pipeline.name));
    }
    if problems.is_empty() { Ok(pipeline) } else { Err(problems) }
}

/// A text of the file; empty where there is none. What is something else is told, and taken as it stands.
fn said(fields: &serde_json::Map<String, Value>, key: &str, of: &str, problems: &mut Vec<String>) -> String {
    match fields.get(key) {
        Some(Value::String(text)) => text.trim().to_owned(),
        None | Some(Value::Null) => String::new(),
        Some(other) => {
            problems.push(format!("\"{key}\" of {of} is {other}, and should be a text in quotes."));
            other.to_string()
        }
    }
}

fn unknown(fields: &serde_json::Map<String, Value>, known: &[&str], what: &str, problems: &mut Vec<String>) {
    for key in fields.keys().filter(|k| !known.contains(&k.as_str())) {
        problems.push(format!(
            "{what} has \"{key}\", which is not known; known are {}.",
            known[..known.len().min(4)].join(", ")
        ));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn ids() -> impl FnMut() -> [u8; 16] {
        let mut next = 0u8;
        move || {
            next += 1;
            [next; 16]
        }
    }

    #[test]
    fn needs_are_found_by_name_whatever_its_case() {
        let document = json!({"name": "Comp", "stages": [{"name": "Prep"}, {"name": "Comp", "needs": ["PREP"]}]});
        let pipeline = read(&State::default(), &document, &mut ids()).unwrap();
        assert_eq!(needs(&pipeline, &pipeline.stages[1]), ["Prep"]);
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let document = json!({
            "name": "", "colour": "red",
            "stages": [{"name": "A", "needs": ["B", "Z"]}, {"name": "B", "needs": ["A"]}, {"name": "a"}, 7],
        });
        let problems = read(&State::default(), &document, &mut ids()).unwrap_err().join("\n");
        for part in ["needs a name", "colour", "\"Z\"", "circle", "Two stages", "Stage 4"] {
            assert!(problems.contains(part), "{part} in {problems}");
        }
    }

    #[test]
    fn what_is_no_text_is_named() {
        let document = json!({"id": 4, "name": 7, "stages": [{"name": ["A"]}, {"id": {}, "name": "B"}]});
        let problems = read(&State::default(), &document, &mut ids()).unwrap_err().join("\n");
        for part in [
            "\"id\" of the pipeline is 4",
            "\"name\" of the pipeline is 7",
            "\"name\" of stage 1 is [\"A\"]",
            "\"id\" of stage 2 is {}",
        ] {
            assert!(problems.contains(part), "{part} in {problems}");
        }
    }

    #[test]
    fn a_template_of_another_studio_keeps_the_stages_that_have_the_same_names() {
        let mut state = State::default();
        let old = Pipeline::default_cg(PipelineId::new([200; 16]));
        let mut studio = rushes_domain::Studio::default();
        studio.pipelines.insert(old.id, old.clone());
        state.studio = std::sync::Arc::new(studio);
        let theirs = StageDefId::new([77; 16]);
        let document = json!({"name": old.name, "stages": [{"id": theirs, "name": old.stages[0].name}]});
        assert_eq!(read(&state, &document, &mut ids()).unwrap().stages[0].id, old.stages[0].id);
    }

    #[test]
    fn stages_keep_their_ids_by_name_and_can_be_renamed_by_id() {
        let mut state = State::default();
        let old = Pipeline::default_cg(PipelineId::new([200; 16]));
        let mut studio = rushes_domain::Studio::default();
        studio.pipelines.insert(old.id, old.clone());
        state.studio = std::sync::Arc::new(studio);
        let document = json!({"name": "cg production", "stages": [
            {"name": "modeling"}, {"id": old.stages[1].id, "name": "Surfacing", "needs": ["Modeling"]}, {"name": "New"},
        ]});
        let new = read(&state, &document, &mut ids()).unwrap();
        assert_eq!((new.id, new.stages[0].id, new.stages[1].id), (old.id, old.stages[0].id, old.stages[1].id));
        assert!(old.stages.iter().all(|s| s.id != new.stages[2].id));
    }
}
