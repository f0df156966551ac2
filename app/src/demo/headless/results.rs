//! What is taken along: the workbook, the picture with its marks, the report, and the check of every signature.

use super::{super::sheet, RECT, Walk};
use crate::{
    render::{self, Mode, RenderOptions, RoundRef},
    report::feedback_pdf,
};
use anyhow::ensure;
use rushes_domain::ProjectId;
use rushes_store::{export, fresh, import, today};
use serde_json::{Value, json};
use std::fs;

impl Walk<'_> {
    /// The workbook reads back as what is there.
    pub(super) fn export(&mut self, project: ProjectId) -> anyhow::Result<()> {
        let path = self.out.join("workbook.xlsx");
        let snapshot = self.store.snapshot();
        let written = export::write(&path, &snapshot.state, Some(project))?;
        ensure!(written.rows == sheet::GOOD, "{} rows were written", written.rows);
        let target = import::Target::of(&snapshot.state, project)?;
        let book = import::read(&path, None)?;
        let mapping = import::detect(book.grid(), &target, None)?;
        let plan = import::plan(
            &snapshot.state,
            project,
            book.grid(),
            &mapping,
            today(),
            &mut fresh,
            &import::Skip::default(),
        )?;
        ensure!(plan.errors.is_empty(), "the exported workbook does not read back: {}", plan.errors[0].message);
        ensure!(
            plan.created == 0 && plan.unchanged + plan.updated == sheet::GOOD,
            "the exported workbook holds other rows"
        );
        self.done("export", json!({"file": path, "rows": written.rows}));
        Ok(())
    }

    pub(super) fn pictures(&mut self, first: RoundRef, second: RoundRef) -> anyhow::Result<()> {
        let path = self.out.join("annotated.png");
        let options = RenderOptions { annotations: true, ..RenderOptions::default() };
        let written = render::render_round(&self.store, first, &options, &path)?;
        let picture = rushes_media::decode_still(&path, &rushes_media::Limits::default())?.to_display();
        ensure!(
            (written.width, written.height) == (picture.width, picture.height),
            "the picture has another size than was said"
        );
        // The left edge of the rectangle, half way down; it is settled, and therefore faint.
        let bare =
            render::render_picture(&self.store.snapshot(), self.store.media(), first, &RenderOptions::default())?;
        let at = (RECT[0].0 as u32, ((RECT[0].1 + RECT[1].1) / 2.0) as u32);
        ensure!(picture.rgb_at(at.0, at.1) != bare.rgb_at(at.0, at.1), "the rectangle is not on the picture");
        let compare = RenderOptions { compare: Some((second, Mode::Difference)), ..RenderOptions::default() };
        let apart = render::render_picture(&self.store.snapshot(), self.store.media(), first, &compare)?;
        ensure!(apart.rgba.chunks_exact(4).any(|p| p[0] > 40), "the two rounds look alike");
        self.done("render with marks", json!({"file": path, "width": written.width, "height": written.height}));
        Ok(())
    }

    pub(super) fn report(&mut self, first: RoundRef) -> anyhow::Result<()> {
        let path = self.out.join("feedback.pdf");
        let written = feedback_pdf::write(&self.store, first, &path)?;
        let bytes = fs::read(&path)?;
        ensure!(bytes.starts_with(b"%PDF-") && written.pages > 0, "the report is no PDF");
        ensure!(written.items == 3, "the report has {} items", written.items);
        self.done(
            "report",
            json!({"file": path, "pages": written.pages, "items": written.items, "bytes": bytes.len()}),
        );
        Ok(())
    }

    pub(super) fn audit(&mut self) -> anyhow::Result<Value> {
        let audit = self.store.audit()?;
        ensure!(
            audit.bad.is_empty() && audit.quarantined.is_empty(),
            "{} changes do not hold",
            audit.bad.len() + audit.quarantined.len()
        );
        ensure!(audit.verdicts >= 5, "only {} decisions and verifications were checked", audit.verdicts);
        let verified = self.store.verify()?;
        ensure!(verified.damaged.is_empty(), "damaged: {}", verified.damaged.join("; "));
        let result = json!({
            "changes": audit.changes, "verdicts": audit.verdicts, "bad": audit.bad, "quarantined": audit.quarantined,
            "documents": verified.documents, "media": verified.media,
        });
        self.done("audit", result.clone());
        Ok(result)
    }
}
