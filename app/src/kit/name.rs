//! Names where there is little room. They are cut in their middle: those of one sequence begin alike, and their ends
//! tell them apart. What is read as one letter is never cut through.

use super::elided;
use egui::{Color32, FontId, Galley, Painter};
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation as _;

/// How many letters of a name's end are kept at most.
const TAIL: usize = 9;
/// A line is broken behind one of these where that leaves it at least half full.
const BREAKS: [char; 6] = [' ', '_', '-', '.', '/', ','];

/// A thing's name on one line; cut in its middle where it is wider than `width` points.
#[must_use]
pub fn name_elided(painter: &Painter, name: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    let whole = elided(painter, name, font.clone(), color, width);
    if !whole.elided {
        return whole;
    }
    let cut = cut_in_the_middle(name, width, |letter| letter_width(painter, letter, &font));
    elided(painter, &cut, font, color, width)
}

/// A thing's name on one line, or on two where it is wider than `width` points; the second is cut in its middle where
/// two do not do.
#[must_use]
pub fn name_in_two(painter: &Painter, name: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    let whole = elided(painter, name, font.clone(), color, width);
    if !whole.elided {
        return whole;
    }
    let wide = |letter: &str| letter_width(painter, letter, &font);
    let (first, rest) = name.split_at(broken(name, width, wide));
    let (first, rest) = (first.trim_end(), rest.trim_start());
    let fits = name_width(painter, rest, &font) <= width;
    let second = if fits { rest.to_owned() } else { cut_in_the_middle(rest, width, wide) };
    let mut job = egui::text::LayoutJob::simple(format!("{first}\n{second}"), font, color, f32::INFINITY);
    job.wrap.max_rows = 2;
    painter.layout_job(job)
}

/// The width of a name on one line, in points.
#[must_use]
pub fn name_width(painter: &Painter, name: &str, font: &FontId) -> f32 {
    name.graphemes(true).map(|letter| letter_width(painter, letter, font)).sum()
}

/// The width of a letter as people count them: with its accents, an emoji of several signs (UAX #29).
fn letter_width(painter: &Painter, letter: &str, font: &FontId) -> f32 {
    let mut marks = letter.chars();
    match (marks.next(), marks.next()) {
        (Some(one), None) => painter.fonts_mut(|fonts| fonts.glyph_width(font, one)),
        _ => painter.layout_no_wrap(letter.to_owned(), font.clone(), Color32::PLACEHOLDER).size().x,
    }
}

/// Where the first line of a name ends, in bytes: behind a space or what stands for one, else where it is full.
fn broken(name: &str, width: f32, mut wide: impl FnMut(&str) -> f32) -> usize {
    let (mut room, mut full, mut good) = (width, 0, None);
    for (at, letter) in name.grapheme_indices(true) {
        let own = wide(letter);
        let space = letter == " ";
        if own > room && !space && at > 0 {
            break;
        }
        room -= own;
        full = at + letter.len();
        if letter.ends_with(BREAKS) && room <= width * 0.5 {
            good = Some(full);
        }
    }
    good.unwrap_or(full)
}

fn cut_in_the_middle(name: &str, width: f32, mut wide: impl FnMut(&str) -> f32) -> String {
    let letters: Vec<&str> = name.trim_end().graphemes(true).collect();
    let tail = letters.len().saturating_sub(TAIL.min(letters.len() / 2));
    let end = format!("…{}", letters[tail..].concat().trim_start());
    let mut room = width - end.graphemes(true).map(&mut wide).sum::<f32>() - 1.0;
    let mut begin = String::new();
    for letter in &letters[..tail] {
        room -= wide(letter);
        if room < 0.0 {
            break;
        }
        begin.push_str(letter);
    }
    let begin = begin.trim_end();
    // Too narrow for both ends: as any text.
    if begin.is_empty() { name.to_owned() } else { format!("{begin}{end}") }
}

#[cfg(test)]
mod tests {
    use super::{broken, cut_in_the_middle};

    #[test]
    fn names_of_one_sequence_keep_what_tells_them_apart() {
        let cut = |name: &str, width: f32| cut_in_the_middle(name, width, |_| 1.0);
        assert_eq!(cut("DeskJet 4155 - 360 Spin 0012", 20.0), "DeskJet 4…Spin 0012");
        assert_eq!(cut("SQ030_SH0490", 10.0), "SQ…SH0490");
        assert_eq!(cut("Brücke über Öresund", 12.0), "B…r Öresund");
        assert_eq!(
            cut("DeskJet 4155 - 360 Spin 0012", 5.0),
            "DeskJet 4155 - 360 Spin 0012",
            "left to be cut at its end"
        );
        assert_eq!(cut("", 5.0), "");
        assert_eq!(cut("👩🏽‍🎨👩🏽‍🎨👩🏽‍🎨 shot 🏴‍☠️🇩🇪🇩🇪🇩🇪", 9.0), "👩🏽‍🎨…t 🏴‍☠️🇩🇪🇩🇪🇩🇪");
        assert_eq!(cut("Cafe\u{301} cafe\u{301} cafe\u{301}", 12.0), "Caf…fe\u{301} cafe\u{301}");
    }

    #[test]
    fn a_first_line_ends_where_one_would_break_it() {
        let first = |name: &'static str, width: f32| &name[..broken(name, width, |_| 1.0)];
        assert_eq!(first("Hero chair, walnut", 12.0), "Hero chair, ");
        assert_eq!(first("SQ030_SH0490_comp_v012", 14.0), "SQ030_SH0490_");
        assert_eq!(first("A_verylongwordwithoutanend", 10.0), "A_verylong", "too far to the left to break there");
        assert_eq!(first("ノートパソコンの発表会", 4.0), "ノートパ");
        assert_eq!(first("cafe\u{301}s", 4.0), "cafe\u{301}", "an accent stays with its letter");
        assert_eq!(first("x", 0.5), "x", "it goes on");
    }
}
