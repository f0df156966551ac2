//! Rounds as pictures, without a window: what the viewer shows, in the picture's own pixels.

pub mod compare;
pub mod lettering;
pub mod marks;

pub use compare::Mode;

use self::marks::Burnt;
use crate::{
    reading,
    viewer::marks::scaled,
    views::review::{Mark, ReviewModel, ReviewTarget},
};
use rushes_domain::{Attachment, MediaHash, MediaKind};
use rushes_media::{DisplayPicture, MediaError, write_png};
use rushes_store::{Media, Snapshot, Store};
use serde::Serialize;
use std::path::Path;

/// A round, and which of its files.
pub type RoundRef = ReviewTarget;

/// What is rendered of a round.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct RenderOptions {
    /// Which frame of a clip, counted from 0 in presentation order. A picture has frame 0 alone.
    pub frame: u64,
    /// Burn the marks in.
    pub annotations: bool,
    /// Another round to compare with, and how. Its last frame is taken where it is shorter.
    pub compare: Option<(RoundRef, Mode)>,
    /// Which layer of OpenEXR files, by name; without one, the layer that is the picture.
    pub layer: Option<String>,
}

/// What was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Rendered {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// Why a round could not be rendered. Nothing has been written.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// It was taken away, or has not arrived.
    #[error("the round was not found")]
    NoRound,
    /// It has no such file.
    #[error("the round has no file to show")]
    NoFile,
    /// The file has not arrived on this device.
    #[error("the file {name} has not arrived on this device yet")]
    Away {
        /// As it was published.
        name: String,
    },
    /// The clip is shorter.
    #[error("{name} has the frames 0 to {last}, not {frame}")]
    NoFrame {
        /// As it was published.
        name: String,
        /// The frame asked for.
        frame: u64,
        /// The last it has.
        last: u64,
    },
    /// It cannot be decoded, or the result cannot be written.
    #[error(transparent)]
    Media(#[from] MediaError),
}

impl RenderError {
    /// The stable word for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRound | Self::NoFile | Self::Away { .. } => "not_found",
            Self::NoFrame { .. } => "invalid_input",
            Self::Media(error) => error.code(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoRound | Self::NoFile => "Check the path, or list what there is.",
            Self::Away { .. } => "Sync with a device that has it, then try again.",
            Self::NoFrame { .. } => "Choose a frame of the clip; they are counted from 0.",
            Self::Media(MediaError::NoLayer { .. }) => "`rushes media info FILE` lists the layers.",
            Self::Media(_) => "Check the file and the folder to write to.",
        }
    }
}

/// Renders a round of a studio and writes it as PNG: whole, or not at all.
///
/// # Errors
/// A [`RenderError`]; the file is as it was before.
pub fn render_round(
    store: &Store,
    round: RoundRef,
    options: &RenderOptions,
    out: &Path,
) -> Result<Rendered, RenderError> {
    let picture = render_picture(&store.snapshot(), store.media(), round, options)?;
    write_png(out, &picture)?;
    Ok(Rendered { width: picture.width, height: picture.height })
}

/// Renders a round: 8-bit sRGB, flattened onto white.
///
/// # Errors
/// A [`RenderError`].
pub fn render_picture(
    snapshot: &Snapshot,
    media: &Media,
    round: RoundRef,
    options: &RenderOptions,
) -> Result<DisplayPicture, RenderError> {
    let (model, file) = model_of(snapshot, round)?;
    let layer = options.layer.as_deref();
    let mut picture = layer_of(media, &file, options.frame, layer)?;
    if options.annotations {
        burn_marks(&mut picture, &model, options.frame, media);
    }
    let Some((other, mode)) = options.compare else { return Ok(picture) };
    let (_, file) = model_of(snapshot, other)?;
    let second = layer_of(media, &file, options.frame.min(file.frames.saturating_sub(1)), layer)?;
    Ok(compare::compare(&picture, &second, mode, 0.5))
}

/// The marks of a page that lie on a frame, burnt into its picture.
pub fn burn_marks(picture: &mut DisplayPicture, model: &ReviewModel, frame: u64, media: &Media) {
    let size = [picture.width, picture.height];
    // A picture has one frame, and every mark of it lies there.
    let here = |m: &&Mark| !model.is_clip() || m.frames.contains(frame);
    let marks: Vec<Burnt> = model
        .marks
        .iter()
        .filter(here)
        .map(|m| Burnt {
            shape: scaled(&m.shape, m.drawn_on, size),
            number: m.number,
            carried: m.carried,
            settled: m.settled,
            pasted: m.shape.image.and_then(|hash| pasted(media, hash)),
        })
        .collect();
    marks::burn(picture, &marks);
}

/// A pasted picture that is not here, or broken, leaves its frame alone.
fn pasted(media: &Media, hash: MediaHash) -> Option<DisplayPicture> {
    reading::still(&media.path(hash)?).ok().map(|p| p.to_display())
}

fn model_of(snapshot: &Snapshot, round: RoundRef) -> Result<(ReviewModel, Attachment), RenderError> {
    let model = ReviewModel::read(&snapshot.state, snapshot.me, round).ok_or(RenderError::NoRound)?;
    let file = model.file.clone().ok_or(RenderError::NoFile)?;
    Ok((model, file))
}

/// One frame of a file, as it is shown.
///
/// # Errors
/// When it is not here, is shorter, or cannot be decoded.
pub fn frame_of(media: &Media, file: &Attachment, frame: u64) -> Result<DisplayPicture, RenderError> {
    layer_of(media, file, frame, None)
}

/// As [`frame_of`], of a certain layer.
fn layer_of(media: &Media, file: &Attachment, frame: u64, layer: Option<&str>) -> Result<DisplayPicture, RenderError> {
    let path = media.path(file.hash).ok_or_else(|| RenderError::Away { name: file.name.clone() })?;
    let last = file.frames.saturating_sub(1);
    if frame > last {
        return Err(RenderError::NoFrame { name: file.name.clone(), frame, last });
    }
    if file.kind == MediaKind::Image {
        return Ok(reading::layer(&path, layer)?.to_display());
    }
    if let Some(wanted) = layer {
        return Err(MediaError::NoLayer { wanted: wanted.to_owned(), layers: Vec::new() }.into());
    }
    Ok(reading::clip(&path, &|| true)?.frame(frame, None, &|| true)?)
}
