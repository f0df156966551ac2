//! JPEG: decoded by the `image` crate, which fills what a cut file lacks with grey and says nothing.
//! So the end of the picture is looked for first.

use std::path::Path;

use ::image::ImageFormat;

use super::{StillHeader, raster};
use crate::{Limits, MediaError, Picture};

pub(super) fn load(path: &Path, limits: &Limits) -> Result<Picture, MediaError> {
    let bytes = std::fs::read(path).map_err(|error| MediaError::io(path, &error))?;
    check(&bytes)?;
    drop(bytes);
    raster::load(path, ImageFormat::Jpeg, limits)
}

pub(super) fn header(path: &Path, limits: &Limits) -> Result<StillHeader, MediaError> {
    let bytes = std::fs::read(path).map_err(|error| MediaError::io(path, &error))?;
    if let Some(Frame::Refused(reason)) = walk(&bytes).0 {
        return Err(MediaError::unsupported(reason));
    }
    drop(bytes);
    raster::header(path, ImageFormat::Jpeg, limits)
}

/// Refuses a stream of a kind that is not read, and one that ends before its picture does.
pub(super) fn check(bytes: &[u8]) -> Result<(), MediaError> {
    match walk(bytes) {
        (Some(Frame::Refused(reason)), _) => Err(MediaError::unsupported(reason)),
        (_, false) => Err(MediaError::damaged("the file ends before the picture is complete")),
        (_, true) => Ok(()),
    }
}

/// What a stream's frame header says.
#[derive(Debug, PartialEq, Eq)]
enum Frame {
    Read,
    Refused(String),
}

/// The kind of frame by its marker and its bits a sample (ITU-T T.81, table B.1).
fn frame(marker: u8, bits: u8) -> Frame {
    let kind = match marker {
        0xc3 | 0xc7 | 0xcb | 0xcf => "lossless".to_owned(),
        0xc5 | 0xc6 | 0xcd | 0xce => "hierarchical".to_owned(),
        0xc9 | 0xca => "arithmetic coding".to_owned(),
        _ if bits != 8 => format!("{bits} bits a sample"),
        _ => return Frame::Read,
    };
    Frame::Refused(format!("JPEG of this kind ({kind}) is not read; save it as 8 bit baseline or progressive JPEG"))
}

/// The frame's kind, where there is one, and whether an end-of-image marker follows the first scan.
///
/// Segments are skipped by their length until the first start of scan, because a thumbnail inside the
/// EXIF segment has an end marker of its own. In scan data, 0xFF is always escaped (ITU-T T.81, B.1.1.5).
fn walk(bytes: &[u8]) -> (Option<Frame>, bool) {
    let mut at = 2;
    let mut found = None;
    loop {
        let Some(&[mark, kind]) = bytes.get(at..at + 2) else {
            return (found, false);
        };
        if mark != 0xff {
            return (found, false);
        }
        match kind {
            0xff => at += 1,               // fill byte
            0x01 | 0xd0..=0xd8 => at += 2, // markers without a body
            0xd9 => return (found, false), // an end without any scan
            0xda => break,
            _ => {
                let Some(&[high, low]) = bytes.get(at + 2..at + 4) else {
                    return (found, false);
                };
                // 0xc4, 0xc8 and 0xcc lie among the frames and are none.
                if matches!(kind, 0xc0..=0xcf) && !matches!(kind, 0xc4 | 0xc8 | 0xcc) {
                    found = bytes.get(at + 4).map(|bits| frame(kind, *bits));
                }
                at += 2 + usize::from(u16::from_be_bytes([high, low]));
            }
        }
    }
    (found, bytes[at..].windows(2).any(|pair| pair == [0xff, 0xd9]))
}

#[cfg(test)]
mod tests {
    use super::{Frame, frame, walk};

    #[test]
    fn end_marker_counts_only_after_the_scan() {
        let exif_with_end = [0xff, 0xe1, 0, 6, 0xff, 0xd9, 0, 0];
        let scan = [0xff, 0xda, 0, 2, 1, 2, 3];
        let mut file = vec![0xff, 0xd8];
        file.extend(exif_with_end);
        file.extend(scan);
        assert!(!walk(&file).1);
        file.extend([0xff, 0xd9]);
        assert!(walk(&file).1);
        assert!(!walk(&[0xff, 0xd8]).1);
        assert!(!walk(&[]).1);
    }

    #[test]
    fn a_kind_that_is_not_read_is_told_from_damage() {
        for marker in [0xc0, 0xc1, 0xc2] {
            assert_eq!(frame(marker, 8), Frame::Read);
            assert!(matches!(frame(marker, 12), Frame::Refused(why) if why.contains("12 bits")));
        }
        assert!(matches!(frame(0xc3, 8), Frame::Refused(why) if why.contains("lossless")));
        assert!(matches!(frame(0xc9, 8), Frame::Refused(why) if why.contains("arithmetic")));
        let twelve = [0xff, 0xd8, 0xff, 0xc1, 0, 4, 12, 0, 0xff, 0xda, 0, 2];
        assert!(matches!(walk(&twelve).0, Some(Frame::Refused(_))));
    }
}
