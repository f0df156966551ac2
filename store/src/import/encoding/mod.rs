//! In which encoding a text file is written: what it says itself, and what can be guessed.

mod chinese_japanese_korean;
mod guess;
mod letters;

use super::error::ImportError;
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, IBM866, ISO_8859_2, ISO_8859_5, ISO_8859_7, ISO_8859_15, KOI8_R,
    KOI8_U, MACINTOSH, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258, X_MAC_CYRILLIC,
};
use serde::{Serialize, Serializer};
use std::{fmt, str::FromStr};

/// Bytes at the beginning of a file that are looked at.
const LOOKED_AT: usize = 64 << 10;
/// Other encodings offered beside the one that was guessed.
const OFFERED: usize = 5;
/// Lines shown of each.
const SAMPLES: usize = 3;
/// Letters that may look like UTF-8 by chance.
const FEW: usize = 4;
/// Letters of a line that is shown.
const SAMPLE_LETTERS: usize = 48;

/// An encoding of text, by the names of the WHATWG's Encoding Standard.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding(&'static Encoding);

/// Every encoding offered, with the words people read; the usual ones of a region first.
const KNOWN: [(&Encoding, &str); 30] = [
    (UTF_8, "Unicode (UTF-8)"),
    (UTF_16LE, "Unicode (UTF-16 LE)"),
    (UTF_16BE, "Unicode (UTF-16 BE)"),
    (WINDOWS_1252, "Western European (Windows)"),
    (MACINTOSH, "Western European (Mac)"),
    (ISO_8859_15, "Western European (ISO)"),
    (WINDOWS_1250, "Central European (Windows)"),
    (ISO_8859_2, "Central European (ISO)"),
    (WINDOWS_1251, "Cyrillic (Windows)"),
    (KOI8_R, "Cyrillic (KOI8-R)"),
    (KOI8_U, "Cyrillic (KOI8-U)"),
    (ISO_8859_5, "Cyrillic (ISO)"),
    (X_MAC_CYRILLIC, "Cyrillic (Mac)"),
    (IBM866, "Cyrillic (DOS)"),
    (WINDOWS_1253, "Greek (Windows)"),
    (ISO_8859_7, "Greek (ISO)"),
    (WINDOWS_1254, "Turkish (Windows)"),
    (WINDOWS_1255, "Hebrew (Windows)"),
    (WINDOWS_1256, "Arabic (Windows)"),
    (WINDOWS_1257, "Baltic (Windows)"),
    (WINDOWS_1258, "Vietnamese (Windows)"),
    (WINDOWS_874, "Thai (Windows)"),
    (GBK, "Chinese, simplified (GBK)"),
    (GB18030, "Chinese, simplified (GB18030)"),
    (BIG5, "Chinese, traditional (Big5)"),
    (SHIFT_JIS, "Japanese (Shift-JIS)"),
    (EUC_JP, "Japanese (EUC-JP)"),
    (encoding_rs::ISO_2022_JP, "Japanese (ISO-2022-JP)"),
    (EUC_KR, "Korean (EUC-KR)"),
    (encoding_rs::ISO_8859_13, "Baltic (ISO)"),
];

impl TextEncoding {
    /// UTF-8.
    pub const UTF_8: Self = Self(UTF_8);

    /// Every encoding to choose from, in the order in which they are offered.
    pub fn all() -> impl Iterator<Item = Self> {
        KNOWN.into_iter().map(|(encoding, _)| Self(encoding))
    }

    /// Its name in small letters, as the command line takes it: `gbk`, `windows-1251`.
    #[must_use]
    pub fn name(self) -> String {
        self.0.name().to_lowercase()
    }

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        KNOWN.iter().find(|(encoding, _)| *encoding == self.0).map_or(self.0.name(), |(_, label)| label)
    }

    /// The encoding itself.
    pub(super) fn encoding(self) -> &'static Encoding {
        self.0
    }
}

impl fmt::Debug for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

impl Serialize for TextEncoding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

impl FromStr for TextEncoding {
    type Err = ImportError;

    /// Takes every label of the Encoding Standard: `gbk`, `gb2312`, `cp1250`, `latin1`.
    fn from_str(text: &str) -> Result<Self, ImportError> {
        let known = Encoding::for_label_no_replacement(text.trim().as_bytes()).map(Self);
        known.ok_or_else(|| {
            let names: Vec<String> = Self::all().map(Self::name).collect();
            ImportError::Encoding { why: format!("\"{text}\" is no encoding; there are {}", names.join(", ")) }
        })
    }
}

/// One way to read a file, and how likely it is.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Reading {
    /// The encoding.
    #[serde(rename = "name")]
    pub encoding: TextEncoding,
    /// How likely it is, from 0 to 1.
    pub confidence: f64,
    /// Some lines of the file, read so.
    pub samples: Vec<String>,
}

/// How a text file was read.
#[derive(Clone, PartialEq, Debug)]
pub struct Decoded {
    /// The encoding that was used.
    pub encoding: TextEncoding,
    /// What it would be without an answer, the likeliest first. Empty where the file says it itself.
    pub readings: Vec<Reading>,
    /// What somebody said.
    pub answer: Option<TextEncoding>,
}

impl Decoded {
    /// Whether it was guessed, or said by somebody: then there is something to ask.
    #[must_use]
    pub fn is_guess(&self) -> bool {
        self.readings.len() > 1 || self.answer.is_some()
    }

    /// How likely the encoding is that was used, from 0 to 1.
    #[must_use]
    pub fn confidence(&self) -> f64 {
        let said = self.answer.is_some() || self.readings.is_empty();
        let guessed = self.readings.iter().find(|r| r.encoding == self.encoding).map_or(0.0, |r| r.confidence);
        if said { 1.0 } else { guessed }
    }
}

/// The encoding of a text, and how many bytes its mark takes. Nothing for what is no text.
pub(super) fn decide(bytes: &[u8], said: Option<TextEncoding>) -> Option<(Decoded, usize)> {
    let marked = Encoding::for_bom(bytes);
    if let Some(said) = said {
        // Only the letters of UTF-16 have such bytes in them.
        if bytes.contains(&0) && said.0 != UTF_16LE && said.0 != UTF_16BE {
            return None;
        }
        let mark = marked.filter(|(encoding, _)| *encoding == said.0).map_or(0, |(_, length)| length);
        let readings = if marked.is_some() { Vec::new() } else { readings(bytes) };
        return Some((Decoded { encoding: said, readings, answer: Some(said) }, mark));
    }
    let sure =
        |encoding, mark| (Decoded { encoding: TextEncoding(encoding), readings: Vec::new(), answer: None }, mark);
    if let Some((encoding, mark)) = marked {
        return Some(sure(encoding, mark));
    }
    if bytes.contains(&0) {
        return wide(bytes).map(|encoding| sure(encoding, 0));
    }
    // JIS X 0202 says with an escape which letters follow; nothing else begins so.
    let escapes = [&b"\x1b$B"[..], b"\x1b$@", b"\x1b(J"];
    if bytes.is_ascii() && escapes.iter().any(|e| bytes.windows(e.len()).any(|w| w == *e)) {
        return Some(sure(encoding_rs::ISO_2022_JP, 0));
    }
    let (good, bad) = sequences(bytes);
    // Bytes of other encodings hardly ever look like UTF-8: a few bad bytes are bad bytes. A letter or two may look
    // so, and are letters then that no language has.
    if (bad == 0 || good >= bad * 2) && !is_chance(bytes, good) {
        return Some(sure(UTF_8, 0));
    }
    let readings = readings(bytes);
    let encoding = readings.first().map_or(TextEncoding(WINDOWS_1252), |r| r.encoding);
    Some((Decoded { encoding, readings, answer: None }, 0))
}

/// UTF-16 without a mark: the order of bytes in which it is text.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(LOOKED_AT) & !1];
    let plain = |encoding: &'static Encoding| {
        let (text, broken) = encoding.decode_without_bom_handling(head);
        let control = |c: char| c.is_control() && !matches!(c, '\t' | '\r' | '\n');
        // What the end of the head cuts is no fault.
        let broken = broken && text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count() > 1;
        let usual = text.chars().filter(char::is_ascii).count();
        (!broken && !text.contains(control) && usual > 0).then_some((usual, encoding))
    };
    [UTF_16LE, UTF_16BE].into_iter().filter_map(plain).max_by_key(|(usual, _)| *usual).map(|(_, encoding)| encoding)
}

/// How many letters of several bytes are good UTF-8, and how many bytes are none.
fn sequences(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        let letters = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (good + letters, bad + chunk.invalid().len())
    })
}

/// Whether the few letters of a text are UTF-8 only by chance: letters that nobody writes.
fn is_chance(bytes: &[u8], good: usize) -> bool {
    let letters = || bytes.utf8_chunks().flat_map(|chunk| chunk.valid().chars()).filter(|c| !c.is_ascii());
    let odd = |c: char| match c.len_utf8() {
        2 => c.is_alphabetic() && !guess::is_usual(c),
        // Han characters that no everyday text has.
        _ => ('\u{3400}'..='\u{4dbf}').contains(&c),
    };
    (1..=FEW).contains(&good) && letters().all(odd)
}

/// The ways to read a text, the likeliest first, each as it would look.
fn readings(bytes: &[u8]) -> Vec<Reading> {
    let head = whole_lines(bytes);
    let guessed = guess::guess(head, sequences(head), is_chance(head, sequences(head).0));
    guessed
        .into_iter()
        .take(OFFERED + 1)
        .map(|(encoding, confidence)| Reading {
            encoding: TextEncoding(encoding),
            confidence,
            samples: samples(head, encoding),
        })
        .collect()
}

/// The beginning of a text, up to the end of a line.
fn whole_lines(bytes: &[u8]) -> &[u8] {
    if bytes.len() <= LOOKED_AT {
        return bytes;
    }
    let head = &bytes[..LOOKED_AT];
    head.iter().rposition(|b| *b == b'\n').map_or(head, |end| &head[..=end])
}

/// Some lines that tell encodings apart.
fn samples(head: &[u8], encoding: &'static Encoding) -> Vec<String> {
    head.split(|b| matches!(b, b'\n' | b'\r'))
        .filter(|line| !line.is_ascii())
        .take(SAMPLES)
        .map(|line| {
            let text = encoding.decode_without_bom_handling(line).0;
            text.chars().take(SAMPLE_LETTERS).map(|c| if c.is_control() { ' ' } else { c }).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests;
