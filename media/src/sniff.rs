//! What a file is, decided by its content: a name can say anything.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::MediaError;

mod chunks;

/// How much of a file's beginning is looked at, in bytes.
const HEAD_BYTES: u64 = 4096;

/// A still format with a loader of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StillFormat {
    Png,
    Jpeg,
    Tiff,
    WebP,
    Exr,
    Hdr,
    Tga,
    Bmp,
    Dpx,
}

impl StillFormat {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Tiff => "tiff",
            Self::WebP => "webp",
            Self::Exr => "exr",
            Self::Hdr => "hdr",
            Self::Tga => "tga",
            Self::Bmp => "bmp",
            Self::Dpx => "dpx",
        }
    }
}

impl StillFormat {
    /// The name of the format's animated kind.
    pub(crate) fn name_animated(self) -> &'static str {
        match self {
            Self::Png => "apng",
            other => other.name(),
        }
    }
}

/// What a file's content looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sniffed {
    Still(StillFormat),
    /// A container of moving pictures, by name.
    Video(&'static str),
    /// A still format that holds several frames.
    Animation(StillFormat),
    /// Known, and not a picture or video that is read here.
    Other(&'static str),
    Unknown,
}

/// Looks at the content of `path`. An empty file is damaged; a folder is unsupported.
pub(crate) fn sniff(path: &Path) -> Result<Sniffed, MediaError> {
    let io = |error: std::io::Error| MediaError::io(path, &error);
    // Opening a pipe waits for somebody who writes into it: it is looked at before.
    let meta = std::fs::metadata(path).map_err(io)?;
    if meta.is_dir() {
        return Err(MediaError::unsupported("it is a folder"));
    }
    if !meta.is_file() {
        // A pipe or a device could block for ever, or never end.
        return Err(MediaError::unsupported("it is not a regular file"));
    }
    if meta.len() == 0 {
        return Err(MediaError::damaged("the file is empty"));
    }
    let mut file = File::open(path).map_err(io)?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut head).map_err(io)?;
    let mut tail = Vec::new();
    if meta.len() >= 26 {
        file.seek(SeekFrom::End(-26)).map_err(io)?;
        file.take(26).read_to_end(&mut tail).map_err(io)?;
    }
    let found = classify(&head, &tail);
    if let Sniffed::Still(format @ (StillFormat::Png | StillFormat::WebP)) = found {
        let moves = if format == StillFormat::Png { chunks::png_moves(path) } else { chunks::webp_moves(path) };
        // What the chunks do not tell is told by the decoder.
        return Ok(if moves.unwrap_or(false) { Sniffed::Animation(format) } else { found });
    }
    Ok(found)
}

fn classify(head: &[u8], tail: &[u8]) -> Sniffed {
    if let Some(format) = still(head) {
        return Sniffed::Still(format);
    }
    if let Some(container) = video(head) {
        return container;
    }
    if let Some(name) = other(head) {
        return Sniffed::Other(name);
    }
    // TGA has no mark at its beginning, so everything else goes first.
    if tail.ends_with(b"TRUEVISION-XFILE.\0") || plausible_tga(head) {
        return Sniffed::Still(StillFormat::Tga);
    }
    if looks_like_text(head) {
        return Sniffed::Other("text");
    }
    Sniffed::Unknown
}

fn still(head: &[u8]) -> Option<StillFormat> {
    let marks: [(&[u8], StillFormat); 11] = [
        (b"\x89PNG\r\n\x1a\n", StillFormat::Png),
        (b"\xff\xd8\xff", StillFormat::Jpeg),
        (b"II*\0", StillFormat::Tiff),
        (b"MM\0*", StillFormat::Tiff),
        (b"II+\0", StillFormat::Tiff),
        (b"MM\0+", StillFormat::Tiff),
        (b"\x76\x2f\x31\x01", StillFormat::Exr),
        (b"#?RADIANCE", StillFormat::Hdr),
        (b"#?RGBE", StillFormat::Hdr),
        (b"SDPX", StillFormat::Dpx),
        (b"XPDS", StillFormat::Dpx),
    ];
    if let Some((_, format)) = marks.iter().find(|(mark, _)| head.starts_with(mark)) {
        return Some(*format);
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some(StillFormat::WebP);
    }
    // "BM" alone would claim texts: ask for a known size of the second header too.
    let bmp_header = head.get(14..18).map(|b| [b[0], b[1], b[2], b[3]]);
    let known = [12, 16, 40, 52, 56, 64, 108, 124];
    if head.starts_with(b"BM") && bmp_header.is_some_and(|b| known.contains(&u32::from_le_bytes(b))) {
        return Some(StillFormat::Bmp);
    }
    None
}

fn video(head: &[u8]) -> Option<Sniffed> {
    let at = |from: usize, mark: &[u8]| head.get(from..from + mark.len()) == Some(mark);
    if at(4, b"ftyp") {
        let brand = head.get(8..12).unwrap_or_default();
        return Some(match brand {
            b"heic" | b"heix" | b"heim" | b"heis" | b"mif1" => Sniffed::Other("a HEIF picture"),
            b"avif" | b"avis" => Sniffed::Other("an AVIF picture"),
            b"M4A " | b"M4B " => Sniffed::Other("sound without picture"),
            b"qt  " => Sniffed::Video("mov"),
            _ => Sniffed::Video("mp4"),
        });
    }
    if [b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"].iter().any(|atom| at(4, *atom)) {
        return Some(Sniffed::Video("mov"));
    }
    let marks: [(&[u8], &'static str); 11] = [
        (b"\x1a\x45\xdf\xa3", "matroska"),
        (b"\x00\x00\x01\xba", "mpeg"),
        (b"\x00\x00\x01\xb3", "mpegvideo"),
        (b"OggS", "ogg"),
        (b"FLV\x01", "flv"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
        (b"GIF8", "gif"),
        (b"YUV4MPEG2", "y4m"),
        (b"DKIF", "ivf"),
        (b"\x06\x0e\x2b\x34\x02\x05\x01\x01", "mxf"),
        (b"\x00\x00\x00\x01", "elementary stream"),
    ];
    if let Some((_, name)) = marks.iter().find(|(mark, _)| head.starts_with(mark)) {
        return Some(Sniffed::Video(name));
    }
    if at(0, b"RIFF") && at(8, b"AVI ") {
        return Some(Sniffed::Video("avi"));
    }
    let sync = |first: usize, step: usize| {
        head.len() > first + step && (first..head.len()).step_by(step).all(|i| head[i] == 0x47)
    };
    if sync(0, 188) || sync(4, 192) {
        return Some(Sniffed::Video("mpegts"));
    }
    None
}

fn other(head: &[u8]) -> Option<&'static str> {
    let marks: [(&[u8], &'static str); 17] = [
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"Rar!", "a RAR archive"),
        (b"8BPS", "a Photoshop document"),
        (b"BLENDER", "a Blender file"),
        (b"\x7fELF", "a program"),
        (b"MZ", "a program"),
        (b"ID3", "sound without picture"),
        (b"fLaC", "sound without picture"),
        (b"\xff\xfb", "sound without picture"),
        (b"\xd0\xcf\x11\xe0", "an old office document"),
        (b"SQLite format 3", "a database"),
        (b"<svg", "an SVG drawing"),
        (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
        (b"\xff\x0a", "a JPEG XL picture"),
    ];
    if let Some((_, name)) = marks.iter().find(|(mark, _)| head.starts_with(mark)) {
        return Some(name);
    }
    (head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WAVE")).then_some("sound without picture")
}

/// Whether the first 18 bytes make sense as a TGA header.
fn plausible_tga(head: &[u8]) -> bool {
    let Some(h) = head.get(..18) else {
        return false;
    };
    let palette = h[1];
    let kind_fits = match h[2] {
        1 | 9 => palette == 1,
        2 | 3 | 10 | 11 => palette <= 1,
        _ => false,
    };
    let palette_fits =
        palette == 1 && matches!(h[7], 15 | 16 | 24 | 32) || palette == 0 && h[3..8].iter().all(|&b| b == 0);
    let width = u16::from_le_bytes([h[12], h[13]]);
    let height = u16::from_le_bytes([h[14], h[15]]);
    kind_fits && palette_fits && matches!(h[16], 8 | 15 | 16 | 24 | 32) && width > 0 && height > 0 && h[17] & 0xc0 == 0
}

fn looks_like_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The last character may be cut in two where the head ends.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty() && text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        let check = |head: &[u8], expected| assert_eq!(classify(head, b""), expected, "{head:?}");
        check(b"\x89PNG\r\n\x1a\n....", Sniffed::Still(StillFormat::Png));
        check(b"\0\0\0\x18ftypisom", Sniffed::Video("mp4"));
        check(b"\0\0\0\x14ftypqt  ", Sniffed::Video("mov"));
        check(b"\0\0\0\x18ftypavif", Sniffed::Other("an AVIF picture"));
        check(b"RIFF\0\0\0\0WEBPVP8L", Sniffed::Still(StillFormat::WebP));
        check(b"RIFF\0\0\0\0AVI LIST", Sniffed::Video("avi"));
        check(b"BM the notes of today", Sniffed::Other("text"));
        check("Grüße".as_bytes(), Sniffed::Other("text"));
        check(&"Grüße".as_bytes()[..3], Sniffed::Other("text"));
        check(b"\x01\x02\x03\x04\x05", Sniffed::Unknown);
        let mut tga = [0u8; 18];
        (tga[2], tga[12], tga[14], tga[16]) = (2, 4, 4, 24);
        check(&tga, Sniffed::Still(StillFormat::Tga));
        let mut ts = vec![0u8; 188 * 4];
        ts.iter_mut().step_by(188).for_each(|b| *b = 0x47);
        check(&ts, Sniffed::Video("mpegts"));
    }
}
