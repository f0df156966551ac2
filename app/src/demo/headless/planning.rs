//! The plan: a project, and the deliverables of a tracker sheet.

use super::{super::sheet, Walk};
use anyhow::{Context as _, ensure};
use rushes_domain::{Command, NewProject, ProjectId};
use rushes_store::{fresh, import, today};
use serde_json::json;
use std::fs;

impl Walk<'_> {
    pub(super) fn project(&mut self) -> anyhow::Result<ProjectId> {
        let pipelines = &self.store.snapshot().state.studio.pipelines;
        let pipeline = *pipelines.keys().next().context("a new studio has no pipeline")?;
        let names: Vec<String> = pipelines.values().flat_map(|p| &p.stages).map(|s| s.name.clone()).collect();
        ensure!(
            names == ["Modeling", "Texturing", "Look Dev", "Lighting", "Rendering", "Retouch", "QC"],
            "the default pipeline is {names:?}"
        );
        let id = ProjectId::new(fresh());
        let new = NewProject {
            id,
            code: "SOL".into(),
            name: "Sol launch".into(),
            client: "Maison Sol".into(),
            pipeline,
            start: Some(today()),
            due: None,
        };
        self.store.submit(Command::CreateProject(new))?;
        self.done("project", json!({"id": id, "code": "SOL", "stages": names}));
        Ok(id)
    }

    /// A dry run that changes nothing and names the bad cell; then everything but that row.
    pub(super) fn import(&mut self, project: ProjectId) -> anyhow::Result<()> {
        let path = self.work.join("tracker.csv");
        fs::write(&path, sheet::tracker(today()))?;
        let before = self.store.snapshot();
        let target = import::Target::of(&before.state, project)?;
        let book = import::read(&path, None)?;
        let mapping = import::detect(book.grid(), &target, None)?;
        let dry =
            import::plan(&before.state, project, book.grid(), &mapping, today(), &mut fresh, &import::Skip::default())?;
        ensure!(dry.errors.len() == 1, "the sheet has one unreadable cell, and {} are reported", dry.errors.len());
        let bad = &dry.errors[0];
        ensure!(
            bad.value == sheet::UNREADABLE && bad.row == 9 && bad.column == "D",
            "the unreadable cell is D9, not {}{}",
            bad.column,
            bad.row
        );
        ensure!(dry.command.is_none(), "a sheet with an error must not be brought in as a whole");
        ensure!(self.store.snapshot().seq == before.seq, "the dry run changed the studio");
        let errors = json!([{"sheet": bad.sheet, "row": bad.row, "column": bad.column, "value": bad.value, "message": bad.message}]);
        self.done("import, dry run", json!({"created": dry.created, "errors": errors}));

        let plan =
            import::plan(&before.state, project, book.grid(), &mapping, today(), &mut fresh, &import::Skip::errors())?;
        ensure!(plan.created == sheet::GOOD, "{} deliverables would be made of {}", plan.created, sheet::GOOD);
        self.store.submit(plan.command.context("there is nothing to bring in")?)?;
        let after = self.store.snapshot();
        let count = after.state.of_project(project).count();
        ensure!(count == sheet::GOOD, "{count} deliverables came in");
        self.done("import", json!({"created": plan.created, "people": plan.people, "skipped": plan.skipped}));
        Ok(())
    }
}
