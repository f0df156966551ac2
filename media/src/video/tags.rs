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
    /// The matrix that frames are converted with: the tagged one, else BT.601, which is what the
    /// `ffmpeg` program takes for untagged files. `None` for files that are not YCbCr.
    pub matrix_used: Option<String>,
}

impl ColourTags {
    /// From the code points of H.273; 2 is "unspecified" in all of them.
    pub(super) fn from_codes(primaries: i32, transfer: i32, matrix: i32, range: i32, rgb: bool) -> Self {
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
            matrix_used: (!rgb).then(|| {
                match matrix {
                    // What libswscale has no coefficients for falls back to BT.601 there.
                    1 | 4..=7 | 9 | 10 => matrix_name(matrix),
                    _ => None,
                }
                .unwrap_or("bt601")
                .to_owned()
            }),
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
