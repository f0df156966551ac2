//! `rushes pipeline migrate`: deliverables follow another pipeline, or a changed one.

use super::{
    context::Ctx,
    error::CliError,
    output::{Output, counted, table},
    pipeline, project,
};
use rushes_domain::{
    Command, Migration, MigrationPlan, Pipeline, State,
    migration::{DeliverablePlan, plan},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How many deliverables are told one by one to people.
const TOLD: usize = 40;

/// What is to follow which template.
#[derive(Debug, clap::Args)]
pub(super) struct Migrate {
    /// The project's code or id. Can be given several times.
    #[arg(long = "project", required = true, value_name = "CODE")]
    projects: Vec<String>,
    /// The pipeline; the one the project has where not said: for deliverables that do not follow it yet.
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// Stages that stay take their order and what they need from the pipeline as well.
    #[arg(long)]
    reorder: bool,
    /// Say what it would do, and do nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(ctx: &Ctx<'_>, asked: &Migrate) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let state = &snapshot.state;
    let mut projects = BTreeSet::new();
    let mut own = None;
    for code in &asked.projects {
        let found = project::named(state, code)?;
        projects.insert(found.id);
        own = own.or(found.pipeline);
    }
    let template = match &asked.to {
        Some(name) => pipeline::named(state, name)?,
        None => own.and_then(|id| state.studio.pipelines.get(&id)).ok_or_else(|| {
            CliError::new("not_found", "The project's pipeline is not known here yet", "Choose one with --to NAME.")
        })?,
    };
    let migration = Migration { pipeline: template.clone(), projects, reorder: asked.reorder };
    let foreseen = plan(state, &migration);
    let mut document = shown(state, template, &foreseen);
    document["dry_run"] = json!(asked.dry_run);
    let mut text = told(state, template, &foreseen, asked.dry_run);
    if !asked.reorder {
        let others = plan(state, &Migration { reorder: true, ..migration.clone() });
        let moved = others.deliverables.iter().filter(|d| moves(d) > 0).count();
        if moved > 0 {
            let have = if moved == 1 { "has" } else { "have" };
            let count = counted(moved, "deliverable");
            text.push_str(&format!(
                "{count} {have} another order or other needs than {}; --reorder takes them over.\n",
                template.name
            ));
        }
    }
    if !asked.dry_run {
        store.submit(Command::Migrate(migration))?;
    }
    Ok(Output::new(document, text))
}

/// How many stages take another place, or other needs.
fn moves(plan: &DeliverablePlan) -> usize {
    plan.kept.iter().filter(|k| k.moved).count()
}

fn shown(state: &State, template: &Pipeline, foreseen: &MigrationPlan) -> Value {
    let (added, kept, dropped) = foreseen.counts();
    json!({
        "pipeline": template.name,
        "pipeline_id": template.id,
        "changed": foreseen.deliverables.len(),
        "untouched": foreseen.untouched,
        "added": added,
        "kept": kept,
        "dropped": dropped,
        "with_work": foreseen.with_work().count(),
        "people_hidden": foreseen.people_hidden(),
        "deliverables": foreseen.deliverables.iter().map(|d| one(state, template, d)).collect::<Vec<_>>(),
    })
}

fn name_of(template: &Pipeline, def: rushes_domain::StageDefId) -> &str {
    template.stages.iter().find(|s| s.id == def).map_or("?", |s| s.name.as_str())
}

fn path(state: &State, plan: &DeliverablePlan) -> String {
    state.deliverable_even_deleted(plan.deliverable).map_or_else(String::new, |d| state.path_of(d, None, None))
}

fn one(state: &State, template: &Pipeline, plan: &DeliverablePlan) -> Value {
    let kept: Vec<Value> = plan
        .kept
        .iter()
        .map(|k| {
            json!({
                "stage": k.stage,
                "name": name_of(template, k.def),
                "renamed_from": k.renamed_from,
                "back": k.back,
                "moved": k.moved,
            })
        })
        .collect();
    let dropped: Vec<Value> = plan
        .dropped
        .iter()
        .map(|d| json!({"stage": d.stage, "name": d.name, "rounds": d.rounds, "people": d.people, "stays": d.stays}))
        .collect();
    json!({
        "id": plan.deliverable,
        "path": path(state, plan),
        "added": plan.added.iter().map(|(_, def)| name_of(template, *def)).collect::<Vec<_>>(),
        "kept": kept,
        "dropped": dropped,
    })
}

fn told(state: &State, template: &Pipeline, foreseen: &MigrationPlan, dry_run: bool) -> String {
    let count = foreseen.deliverables.len();
    let verb = match (dry_run, count) {
        (true, _) => "would follow",
        (false, 1) => "follows",
        (false, _) => "follow",
    };
    let mut text = format!("{} {verb} {}", counted(count, "deliverable"), template.name);
    if foreseen.untouched > 0 {
        text.push_str(&format!("; {} already", foreseen.untouched));
    }
    text.push_str(".\n");
    let lines: Vec<_> = foreseen
        .deliverables
        .iter()
        .take(TOLD)
        .map(|plan| {
            let added: Vec<_> = plan.added.iter().map(|(_, def)| name_of(template, *def)).collect();
            let dropped: Vec<_> = plan
                .dropped
                .iter()
                .map(|d| if d.stays { format!("{} (stays: it has work)", d.name) } else { d.name.clone() })
                .collect();
            let kept = match moves(plan) {
                0 => plan.kept.len().to_string(),
                moved => format!("{} ({moved} moved)", plan.kept.len()),
            };
            vec![path(state, plan), added.join(", "), kept, dropped.join(", ")]
        })
        .collect();
    text.push_str(&table(&["Deliverable", "Added", "Kept", "Dropped"], &lines));
    if count > TOLD {
        text.push_str(&format!("and {} more; --json lists them all.\n", count - TOLD));
    }
    text
}
