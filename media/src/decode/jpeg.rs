//! JPEG: decoded by the `image` crate, which fills what a cut file lacks with grey and says nothing.
//! So the end of the picture is looked for first.

use std::path::Path;

use ::image::ImageFormat;

use super::raster;
use crate::{Limits, MediaError, Picture};

pub(super) fn load(path: &Path, limits: &Limits) -> Result<Picture, MediaError> {
    let bytes = std::fs::read(path).map_err(|error| MediaError::io(path, &error))?;
    if !is_complete(&bytes) {
        return Err(MediaError::damaged("the file ends before the picture is complete"));
    }
    drop(bytes);
    raster::load(path, ImageFormat::Jpeg, limits)
}

/// Whether an end-of-image marker follows the first scan.
///
/// Segments are skipped by their length until the first start of scan, because a thumbnail inside the
/// EXIF segment has an end marker of its own. In scan data, 0xFF is always escaped (ITU-T T.81, B.1.1.5).
fn is_complete(bytes: &[u8]) -> bool {
    let mut at = 2;
    loop {
        let Some(&[mark, kind]) = bytes.get(at..at + 2) else {
            return false;
        };
        if mark != 0xff {
            return false;
        }
        match kind {
            0xff => at += 1,               // fill byte
            0x01 | 0xd0..=0xd8 => at += 2, // markers without a body
            0xd9 => return false,          // an end without any scan
            0xda => break,
            _ => {
                let Some(&[high, low]) = bytes.get(at + 2..at + 4) else {
                    return false;
                };
                at += 2 + usize::from(u16::from_be_bytes([high, low]));
            }
        }
    }
    bytes[at..].windows(2).any(|pair| pair == [0xff, 0xd9])
}

#[cfg(test)]
mod tests {
    use super::is_complete;

    #[test]
    fn end_marker_counts_only_after_the_scan() {
        let exif_with_end = [0xff, 0xe1, 0, 6, 0xff, 0xd9, 0, 0];
        let scan = [0xff, 0xda, 0, 2, 1, 2, 3];
        let mut file = vec![0xff, 0xd8];
        file.extend(exif_with_end);
        file.extend(scan);
        assert!(!is_complete(&file));
        file.extend([0xff, 0xd9]);
        assert!(is_complete(&file));
        assert!(!is_complete(&[0xff, 0xd8]));
        assert!(!is_complete(&[]));
    }
}
