//! Colour tags by the names that FFmpeg prints, from the code points of ITU-T H.273.

use serde::{Deserialize, Serialize};

/// How a video says that its values relate to colour. `None` is: the file does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColourTags {
    /// Colour primaries, such as "bt709".
    pub primaries: Option<String>,
    /// Transfer characteristics, such as "bt709" or "smpte2084".
    pub transfer: Option<String>,
    /// Matrix coefficients, such as "bt709".
    pub matrix: Option<String>,
    /// "tv" (limited) or "pc" (full).
    pub range: Option<String>,
    /// The matrix that frames are converted with. `None` for files that are not YCbCr.
    pub matrix_used: Option<String>,
    /// What the values are taken as: "bt709", "srgb", "linear".
    pub input: String,
    /// By which rule, as a phrase.
    pub reason: String,
}

/// From how many lines up an untagged video is taken as BT.709; with fewer as BT.601. It is what players do.
const HD_LINES: u32 = 720;

/// The matrix of H.273 that frames are converted with: the tagged one, else the one of the picture's size.
pub(super) fn matrix_for(tagged: i32, lines: u32) -> i32 {
    match tagged {
        // What libswscale has no coefficients for is taken as untagged.
        1 | 4..=7 | 9 | 10 => tagged,
        _ if lines >= HD_LINES => 1,
        _ => 5, // BT.470BG, the coefficients of BT.601
    }
}

/// What the values of a video stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Rgb,
    Gray,
    YCbCr,
}

impl ColourTags {
    /// Of a still.
    pub(crate) fn of_still(input: &str, reason: &str) -> Self {
        Self { transfer: Some(input.to_owned()), input: input.to_owned(), reason: reason.to_owned(), ..Self::default() }
    }

    /// From the code points of H.273; 2 is "unspecified" in all of them. `lines` is the stored height.
    pub(super) fn from_codes(
        primaries: i32,
        transfer: i32,
        matrix: i32,
        range: i32,
        format: Format,
        lines: u32,
    ) -> Self {
        let used = matrix_for(matrix, lines);
        let name = if used == matrix { matrix_name(used) } else { None };
        let name = name.unwrap_or(if used == 1 { "bt709" } else { "bt601" });
        let (input, reason) = match format {
            Format::Rgb => ("srgb", "its values are red, green and blue".to_owned()),
            Format::Gray => ("gray", "its values are grey".to_owned()),
            Format::YCbCr if used == matrix => (name, "the file says so".to_owned()),
            Format::YCbCr if lines >= HD_LINES => {
                (name, format!("the file does not say; from {HD_LINES} lines up that is BT.709, as players take it"))
            }
            Format::YCbCr => {
                (name, format!("the file does not say; below {HD_LINES} lines that is BT.601, as players take it"))
            }
        };
        let owned = |name: Option<&str>| name.map(str::to_owned);
        Self {
            primaries: owned(primaries_name(primaries)),
            transfer: owned(transfer_name(transfer)),
            matrix: owned(matrix_name(matrix)),
            range: owned(match range {
                1 => Some("tv"),
                2 => Some("pc"),
                _ => None,
            }),
            matrix_used: (format == Format::YCbCr).then(|| name.to_owned()),
            input: input.to_owned(),
            reason,
        }
    }
}

fn primaries_name(code: i32) -> Option<&'static str> {
    Some(match code {
        1 => "bt709",
        4 => "bt470m",
        5 => "bt470bg",
        6 => "smpte170m",
        7 => "smpte240m",
        8 => "film",
        9 => "bt2020",
        10 => "smpte428",
        11 => "smpte431",
        12 => "smpte432",
        22 => "ebu3213",
        _ => return None,
    })
}

fn transfer_name(code: i32) -> Option<&'static str> {
    Some(match code {
        1 => "bt709",
        4 => "gamma22",
        5 => "gamma28",
        6 => "smpte170m",
        7 => "smpte240m",
        8 => "linear",
        9 => "log100",
        10 => "log316",
        11 => "iec61966-2-4",
        12 => "bt1361e",
        13 => "iec61966-2-1",
        14 => "bt2020-10",
        15 => "bt2020-12",
        16 => "smpte2084",
        17 => "smpte428",
        18 => "arib-std-b67",
        _ => return None,
    })
}

fn matrix_name(code: i32) -> Option<&'static str> {
    Some(match code {
        0 => "gbr",
        1 => "bt709",
        4 => "fcc",
        5 => "bt470bg",
        6 => "smpte170m",
        7 => "smpte240m",
        8 => "ycgco",
        9 => "bt2020nc",
        10 => "bt2020c",
        11 => "smpte2085",
        14 => "ictcp",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn untagged_video_goes_by_its_lines() {
        let of = |matrix, lines| {
            let tags = ColourTags::from_codes(2, 2, matrix, 0, Format::YCbCr, lines);
            assert_eq!(tags.matrix_used.as_deref(), Some(tags.input.as_str()));
            (tags.input, tags.reason.contains("does not say"))
        };
        assert_eq!(of(2, 576), ("bt601".to_owned(), true));
        assert_eq!(of(2, 719), ("bt601".to_owned(), true));
        assert_eq!(of(2, 720), ("bt709".to_owned(), true));
        assert_eq!(of(2, 2160), ("bt709".to_owned(), true));
        assert_eq!(of(1, 480), ("bt709".to_owned(), false));
        assert_eq!(of(6, 1080), ("smpte170m".to_owned(), false));
        assert_eq!(of(9, 1080), ("bt2020nc".to_owned(), false));
        // A code that no converter knows.
        assert_eq!(of(14, 1080), ("bt709".to_owned(), true));
    }
}
