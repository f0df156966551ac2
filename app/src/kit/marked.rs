//! Text with some of it marked: what answers a search.

use super::{Theme, font};
use egui::{
    Color32, Galley, Painter,
    text::{LayoutJob, TextFormat, TextWrapping},
};
use std::{ops::Range, sync::Arc};

/// One line of text, cut with an ellipsis where it is wider than `width` points. `marks` are ranges of
/// bytes, in order; those that do not fit the text are left out.
#[must_use]
pub fn marked(
    painter: &Painter,
    words: &str,
    marks: &[Range<usize>],
    (size, ink): (f32, Color32),
    width: f32,
    theme: &Theme,
) -> Arc<Galley> {
    let plain = TextFormat { font_id: font::regular(size), color: ink, ..TextFormat::default() };
    let lit = TextFormat {
        font_id: font::semibold(size),
        color: theme.text,
        background: theme.selected,
        ..TextFormat::default()
    };
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    let mut at = 0;
    for mark in marks {
        if let (Some(before), Some(inside)) = (words.get(at..mark.start), words.get(mark.clone())) {
            job.append(before, 0.0, plain.clone());
            job.append(inside, 0.0, lit.clone());
            at = mark.end;
        }
    }
    job.append(words.get(at..).unwrap_or_default(), 0.0, plain);
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    painter.layout_job(job)
}
