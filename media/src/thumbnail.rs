//! Small pictures that stand for a file.

use std::path::Path;
use std::sync::Arc;

use crate::probe::probe_with_index;
use crate::resize::{Filter, resized};
use crate::still::decode_layer;
use crate::{Cancel, DisplayPicture, FrameIndex, Limits, MediaError, MediaKind, VideoReader};

/// A video's poster is the frame shown at this time, in milliseconds, unless its middle comes first.
const POSTER_MS: u64 = 1000;

/// A picture of the file at `path` whose longer side has at most `max_side` pixels. Small pictures stay
/// as they are.
///
/// # Errors
/// What probing and decoding give.
pub fn thumbnail(path: &Path, max_side: u32) -> Result<DisplayPicture, MediaError> {
    layer_thumbnail(path, None, max_side)
}

/// As [`thumbnail`], of a certain layer.
pub(crate) fn layer_thumbnail(path: &Path, layer: Option<&str>, max_side: u32) -> Result<DisplayPicture, MediaError> {
    let (info, index) = probe_with_index(path, &Cancel::new())?;
    let picture = match (info.kind, index) {
        (MediaKind::Video, Some(index)) => {
            no_layers(layer)?;
            poster(path, index)?
        }
        _ => decode_layer(path, layer, &Limits::default())?.to_display(),
    };
    shrink(&picture, max_side)
}

/// Refuses a layer of a file that has none.
pub(crate) fn no_layers(layer: Option<&str>) -> Result<(), MediaError> {
    match layer {
        None => Ok(()),
        Some(wanted) => Err(MediaError::NoLayer { wanted: wanted.to_owned(), layers: Vec::new() }),
    }
}

/// The frame that stands for a video.
pub(crate) fn poster(path: &Path, index: FrameIndex) -> Result<DisplayPicture, MediaError> {
    let middle = (index.count() - 1) / 2;
    let frame = index.frame_at_ms(POSTER_MS).min(middle);
    let mut reader = VideoReader::open(path, Arc::new(index))?;
    // One bad frame in the middle is no reason to show nothing.
    reader.frame(frame).or_else(|_| reader.frame(0))
}

/// Scales down (Lanczos, 3 lobes) so that the longer side has at most `max_side` pixels; never up.
pub fn shrink(picture: &DisplayPicture, max_side: u32) -> Result<DisplayPicture, MediaError> {
    let longest = picture.width.max(picture.height);
    if longest <= max_side.max(1) {
        return Ok(picture.clone());
    }
    let scaled = |side: u32| {
        let exact = u64::from(side) * u64::from(max_side.max(1));
        ((exact + u64::from(longest) / 2) / u64::from(longest)).max(1) as u32
    };
    let (width, height) = (scaled(picture.width), scaled(picture.height));
    resized(picture, width, height, Filter::Sharp)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn flat(width: u32, height: u32) -> DisplayPicture {
        DisplayPicture { width, height, rgba: [10, 200, 30, 255].repeat((width * height) as usize) }
    }

    #[test]
    fn shrinking_keeps_shape_and_colour() {
        let check = |from: (u32, u32), max, expected: (u32, u32)| {
            let small = shrink(&flat(from.0, from.1), max).unwrap();
            assert_eq!((small.width, small.height), expected, "{from:?} to {max}");
            assert_eq!(small.rgba.len(), (expected.0 * expected.1 * 4) as usize);
            assert!(small.rgba.chunks_exact(4).all(|p| p == [10, 200, 30, 255]));
        };
        check((640, 360), 64, (64, 36));
        check((360, 640), 64, (36, 64));
        check((30, 20), 64, (30, 20));
        check((5000, 1), 100, (100, 1));
        check((8, 8), 0, (1, 1));
    }
}
