//! A round's feedback on paper: the picture with its marks, and what each of them asks for.

use super::paper::{COLUMN, INK, MARGIN, Paper, QUIET, Style, WIDE};
use crate::{
    render::{RenderError, RoundRef, burn_marks, frame_of, lettering::Weight, marks::rgb},
    views::review::{Item, ReviewModel},
};
use krilla::image::Image;
use rushes_domain::{FeedbackStatus, FeedbackStep, PersonId, State, Timestamp, Verdict};
use rushes_media::{DisplayPicture, MediaError, encode_jpeg, shrink};
use rushes_store::{Snapshot, Store};
use serde::Serialize;
use std::{collections::BTreeSet, io::Write, path::Path};

const SMALL: Style = Style::new(Weight::Regular, 8.5, 12.0, QUIET);
const BODY: Style = Style::new(Weight::Regular, 10.0, 14.5, INK);
const TITLE: Style = Style::new(Weight::Display, 20.0, 26.0, INK);
const SUBTITLE: Style = Style::new(Weight::Medium, 11.5, 16.0, QUIET);
const SECTION: Style = Style::new(Weight::Display, 12.0, 20.0, INK);
const LABEL: Style = Style::new(Weight::Medium, 8.5, 12.0, INK);

/// The longer side of a picture on paper: 280 pixels an inch across the page.
const PICTURE: u32 = 1940;
/// The most a picture takes of the first page, in points.
const PICTURE_HIGH: f32 = 330.0;
/// How many frames of a clip are shown.
const MOST_FRAMES: usize = 12;

/// What was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Written {
    /// Pages.
    pub pages: usize,
    /// Items of feedback.
    pub items: usize,
}

/// Why a report could not be made. Nothing has been written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The round or its picture is not here.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The document could not be put together.
    #[error("the PDF could not be made: {0}")]
    Pdf(String),
    /// It could not be written.
    #[error("{file}: {source}")]
    Io {
        /// Which file.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
}

impl From<MediaError> for ReportError {
    fn from(error: MediaError) -> Self {
        Self::Render(error.into())
    }
}

/// Writes a round's feedback as PDF: whole, or not at all.
///
/// # Errors
/// When the round or its file is not here, cannot be decoded, or the PDF cannot be written.
pub fn write(store: &Store, round: RoundRef, out: &Path) -> Result<Written, ReportError> {
    let (bytes, written) = make(store, &store.snapshot(), round)?;
    let io = |source| ReportError::Io { file: out.display().to_string(), source };
    let folder = out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".writing-").tempfile_in(folder).map_err(io)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644)).map_err(io)?;
    }
    file.write_all(&bytes).and_then(|()| file.as_file().sync_all()).map_err(io)?;
    file.persist(out).map_err(|error| io(error.error))?;
    Ok(written)
}

/// A round's feedback as the bytes of a PDF.
///
/// # Errors
/// As [`write`], but for the writing.
pub fn make(store: &Store, snapshot: &Snapshot, round: RoundRef) -> Result<(Vec<u8>, Written), ReportError> {
    let state = &snapshot.state;
    let model = ReviewModel::read(state, snapshot.me, round).ok_or(RenderError::NoRound)?;
    let mut paper = Paper::new();
    head(&mut paper, state, &model);
    pictures(&mut paper, store, &model)?;
    list(&mut paper, state, &model, "To do", &model.actions);
    list(&mut paper, state, &model, "To know", &model.notes);
    if model.actions.is_empty() && model.notes.is_empty() {
        paper.y += 18.0;
        paper.paragraph(MARGIN, COLUMN, BODY, "There is no feedback on this round.");
    }
    let written = Written { pages: paper.count(), items: model.actions.len() + model.notes.len() };
    let foot = format!("{}, feedback of {}", state.studio.name, when(rushes_store::now()));
    let title = format!("{}, {}, round {}: feedback", model.name, model.stage_name, model.number);
    let bytes = paper.print(&title, &foot).map_err(ReportError::Pdf)?;
    Ok((bytes, written))
}

fn head(paper: &mut Paper, state: &State, model: &ReviewModel) {
    let deliverable = state.deliverable(model.deliverable);
    let project = deliverable.and_then(|d| state.projects.get(&d.project));
    let place = project.map_or_else(String::new, |p| format!("  /  {}", p.name));
    let (done, all) = model.progress();
    paper.put(MARGIN, paper.y + 8.5, SMALL, &format!("{}{place}", state.studio.name));
    if all > 0 {
        paper.put_right(WIDE - MARGIN, paper.y + 8.5, SMALL, &format!("{done} of {all} done"));
    }
    paper.y += 22.0;
    paper.paragraph(MARGIN, COLUMN, TITLE, &model.name);
    // The stage's status says nothing of a round that is not its newest.
    let stands = match model.newest {
        true => model.status.label().to_lowercase(),
        false => format!("followed by round {}", model.number + 1),
    };
    paper.paragraph(MARGIN, COLUMN, SUBTITLE, &format!("{}, round {}: {stands}", model.stage_name, model.number));
    if let Some(card) = model.rounds.iter().find(|r| r.id == model.round) {
        paper.y += 2.0;
        paper.paragraph(MARGIN, COLUMN, SMALL, &format!("Published by {}, {}", name(state, card.by), when(card.at)));
        if !card.note.trim().is_empty() {
            paper.y += 4.0;
            paper.paragraph(MARGIN, COLUMN, BODY, card.note.trim());
        }
    }
    for decision in &model.decisions {
        let (said, color) = match decision.verdict {
            Verdict::Approve => ("Approved", [0x15, 0x80, 0x3D]),
            Verdict::Changes => ("Changes requested", [0xB4, 0x53, 0x09]),
            Verdict::Reject => ("Rejected", [0xB9, 0x1C, 0x1C]),
        };
        paper.y += 8.0;
        let top = paper.y;
        let style = Style { color, ..LABEL };
        paper.paragraph(
            MARGIN + 10.0,
            COLUMN - 10.0,
            style,
            &format!("{said} by {}, {}", name(state, decision.by), when(decision.at)),
        );
        if !decision.note.is_empty() {
            paper.paragraph(MARGIN + 10.0, COLUMN - 10.0, BODY, &decision.note);
        }
        let high = paper.y - top;
        if high > 0.0 {
            paper.block(MARGIN, top, 2.5, high, color);
        }
    }
    paper.y += 14.0;
}

/// The picture with its marks; of a clip every frame that has some.
fn pictures(paper: &mut Paper, store: &Store, model: &ReviewModel) -> Result<(), ReportError> {
    let file = model.file.as_ref().ok_or(RenderError::NoFile)?;
    if !model.is_clip() {
        let mut picture = frame_of(store.media(), file, 0)?;
        burn_marks(&mut picture, model, 0, store.media());
        let (wide, high) = within(&picture, COLUMN, PICTURE_HIGH.min(paper.left()).max(160.0));
        paper.room(high);
        paper.picture(MARGIN + (COLUMN - wide) / 2.0, paper.y, wide, high, image(&picture)?);
        paper.y += high + 16.0;
        return Ok(());
    }
    let marked: BTreeSet<u64> = model.marks.iter().map(|m| m.frames.first).collect();
    let frames = if marked.is_empty() { vec![0] } else { marked.into_iter().take(MOST_FRAMES).collect() };
    let gap = 12.0;
    let each = (COLUMN - gap) / 2.0;
    for pair in frames.chunks(2) {
        let mut row = Vec::new();
        for frame in pair {
            let mut picture = frame_of(store.media(), file, *frame)?;
            burn_marks(&mut picture, model, *frame, store.media());
            row.push((within(&picture, each, 260.0), image(&picture)?, *frame));
        }
        let high = row.iter().map(|((_, high), ..)| *high).fold(0.0, f32::max);
        paper.room(high + 20.0);
        for (place, ((wide, high), image, frame)) in row.into_iter().enumerate() {
            let x = MARGIN + if place == 0 { 0.0 } else { each + gap };
            paper.picture(x, paper.y, wide, high, image);
            paper.put(x, paper.y + high + 11.0, SMALL, &format!("Frame {frame}"));
        }
        paper.y += high + 24.0;
    }
    Ok(())
}

fn within(picture: &DisplayPicture, wide: f32, high: f32) -> (f32, f32) {
    let (w, h) = (picture.width.max(1) as f32, picture.height.max(1) as f32);
    let scale = (wide / w).min(high / h);
    (w * scale, h * scale)
}

fn image(picture: &DisplayPicture) -> Result<Image, ReportError> {
    let jpeg = if picture.width.max(picture.height) > PICTURE {
        encode_jpeg(&shrink(picture, PICTURE)?, 90)?
    } else {
        encode_jpeg(picture, 90)?
    };
    Image::from_jpeg(jpeg.into(), true).map_err(ReportError::Pdf)
}

fn list(paper: &mut Paper, state: &State, model: &ReviewModel, title: &str, items: &[Item]) {
    if items.is_empty() {
        return;
    }
    paper.y += 6.0;
    paper.room(80.0);
    paper.paragraph(MARGIN, COLUMN, SECTION, title);
    for item in items {
        entry(paper, state, model, item);
    }
}

fn entry(paper: &mut Paper, state: &State, model: &ReviewModel, item: &Item) {
    let (indent, right) = (MARGIN + 28.0, WIDE - MARGIN);
    let width = COLUMN - 28.0 - 92.0;
    let lines = BODY.lines(item.body.trim(), width).len() as f32;
    // An item is kept together unless it would leave half a page empty.
    let high = 14.0 + lines * BODY.leading + SMALL.leading * (1.0 + item.steps.len() as f32 + item.replies as f32);
    paper.room(high.min(300.0));
    paper.rule();
    paper.y += 9.0;
    let color = model.mark_of(item.id).map_or([0x8A, 0x8C, 0x93], |m| rgb(&m.shape.color));
    paper.number(MARGIN + 9.0, paper.y + 6.5, color, item.number);
    if model.actions.iter().any(|a| a.id == item.id) {
        let (words, color) = status(item.status);
        let style = Style { color, ..LABEL };
        paper.put_right(right, paper.y + 10.0, style, words);
        paper.dot(right - style.weight.width(words, style.size) - 8.0, paper.y + 7.0, color);
    }
    paper.paragraph(indent, width, BODY, item.body.trim());
    let mut facts = vec![name(state, item.by), when(item.at)];
    facts.extend(item.carried_from.map(|n| format!("carried from round {n}")));
    facts.extend(item.frame.map(|f| format!("frame {f}")));
    paper.paragraph(indent, COLUMN - 28.0, SMALL, &facts.join("  ·  "));
    for step in &item.steps {
        let said = match step.step {
            FeedbackStep::Start => "Started",
            FeedbackStep::Resolve => "Resolved",
            FeedbackStep::Verify => "Verified",
            FeedbackStep::Reopen => "Reopened",
        };
        let note = if step.note.is_empty() { String::new() } else { format!(": {}", step.note) };
        let line = format!("{said} by {}, {}{note}", name(state, step.by), when(step.at));
        paper.paragraph(indent, COLUMN - 28.0, SMALL, &line);
    }
    for reply in model.threads.iter().filter(|t| t.feedback == Some(item.id)).flat_map(|t| &t.replies) {
        let line = format!("{} answered, {}: {}", name(state, reply.by), when(reply.at), reply.body.trim());
        paper.paragraph(indent, COLUMN - 28.0, SMALL, &line);
    }
    paper.y += 8.0;
}

fn status(status: FeedbackStatus) -> (&'static str, [u8; 3]) {
    let color = match status {
        FeedbackStatus::Open => [0xB4, 0x53, 0x09],
        FeedbackStatus::InProgress => [0x1F, 0x5F, 0xE0],
        FeedbackStatus::Resolved => [0x6D, 0x28, 0xD9],
        FeedbackStatus::Verified => [0x15, 0x80, 0x3D],
        FeedbackStatus::Reopened => [0xB9, 0x1C, 0x1C],
    };
    (status.label(), color)
}

fn name(state: &State, person: Option<PersonId>) -> String {
    person.map_or_else(|| "somebody".into(), |p| state.studio.name_of(p))
}

/// A moment as people on this device read it.
fn when(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .map(|t| t.to_zoned(jiff::tz::TimeZone::system()).strftime("%-d %b %Y, %H:%M").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rushes_domain::{
        AttachmentId, Command, CommentId, DeliverableId, NewDeliverable, NewProject, Priority, ProjectId, RoundId,
        StageTarget,
    };
    use rushes_store::{Home, fresh};

    /// A studio with one round, and this many things to do about it.
    fn studio(dir: &Path, items: usize) -> (Store, RoundRef) {
        let store = Home::open(dir).unwrap().create_studio("Studio", "Ada", "").unwrap();
        let pipeline = *store.snapshot().state.studio.pipelines.keys().next().unwrap();
        let project = ProjectId::new(fresh());
        let (code, name, client) = ("P".to_owned(), "Project".to_owned(), String::new());
        let new = NewProject { id: project, code, name, client, pipeline, start: None, due: None };
        store.submit(Command::CreateProject(new)).unwrap();
        let deliverable = DeliverableId::new(fresh());
        let new = NewDeliverable {
            id: deliverable,
            project,
            name: "Bottle".into(),
            kind: String::new(),
            priority: Priority::Normal,
            due: None,
            description: String::new(),
        };
        store.submit(Command::CreateDeliverable(new)).unwrap();
        let stage = store.snapshot().state.deliverable(deliverable).unwrap().stages[0].id;
        let file = crate::demo::assets::attach(&store, "sol-bottle-model-r1.jpg", AttachmentId::new(fresh())).unwrap();
        let round = RoundId::new(fresh());
        let target = StageTarget { deliverable, stage };
        store.submit(Command::Publish { target, round, attachments: vec![file], note: String::new() }).unwrap();
        for number in 0..items {
            let (id, body) =
                (CommentId::new(fresh()), format!("Item {number}: {}", "a little wider at the foot ".repeat(9)));
            let command = Command::Comment { deliverable, round: Some(round), id, body, reply_to: None, action: true };
            store.submit(command).unwrap();
        }
        (store, RoundRef { deliverable, round, attachment: None })
    }

    #[test]
    fn a_long_list_goes_over_several_pages() {
        let dir = tempfile::tempdir().unwrap();
        let (store, round) = studio(dir.path(), 30);
        let (bytes, written) = make(&store, &store.snapshot(), round).unwrap();
        assert_eq!(written.items, 30);
        assert!((3..=6).contains(&written.pages), "{} pages", written.pages);
        assert!(bytes.starts_with(b"%PDF-"));
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains(&format!("/Count {}", written.pages)), "the document has the pages that are told");
    }

    #[test]
    fn a_round_without_feedback_still_makes_a_page_and_a_missing_one_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let (store, round) = studio(dir.path(), 0);
        let out = dir.path().join("feedback.pdf");
        assert_eq!(write(&store, round, &out).unwrap(), Written { pages: 1, items: 0 });
        assert!(out.exists());
        let nowhere = RoundRef { round: RoundId::new(fresh()), ..round };
        let other = dir.path().join("other.pdf");
        assert!(matches!(write(&store, nowhere, &other), Err(ReportError::Render(RenderError::NoRound))));
        assert!(!other.exists());
    }
}
