//! Text without case and accents, so that what people type finds what others wrote.

/// Lower case, without accents: "Élan Größe" becomes "elan grosse".
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// As [`fold`], put behind what is there.
pub(super) fn fold_into(text: &str, folded: &mut String) {
    for letter in text.chars() {
        if letter.is_ascii() {
            folded.push(letter.to_ascii_lowercase());
        } else {
            for lower in letter.to_lowercase() {
                push_base(lower, folded);
            }
        }
    }
}

/// Letters and digits alone: names vary in spaces, dashes and underscores.
pub(super) fn plain(text: &str) -> String {
    let mut folded = fold(text);
    folded.retain(char::is_alphanumeric);
    folded
}

/// Whether a word of `text`, both folded, begins with `wanted`; spaces in `wanted` count.
pub(super) fn word_starts(text: &str, wanted: &str) -> bool {
    text.match_indices(wanted).any(|(at, _)| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
}

fn push_base(letter: char, folded: &mut String) {
    let base = match letter {
        '\u{300}'..='\u{36f}' => return,
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ß' => return folded.push_str("ss"),
        'æ' => return folded.push_str("ae"),
        'œ' => return folded.push_str("oe"),
        other => other,
    };
    folded.push(base);
}

/// How many letters have to be changed, put in or left out to make one word of the other.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = if x == *y { corner } else { corner + 1 };
            corner = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(corner + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The candidate that was probably meant: one that begins so, or differs by a letter or two.
pub(super) fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = plain(typed);
    if typed.is_empty() || typed.len() > 64 {
        return None;
    }
    candidates
        .into_iter()
        .map(|c| {
            let other = plain(c);
            let far = if other.starts_with(&typed) { 0 } else { distance(&typed, &other) };
            (far, c)
        })
        .filter(|(far, _)| *far <= 1 + typed.chars().count() / 4)
        .min_by_key(|(far, _)| *far)
        .map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_count() {
        assert_eq!(fold("Élan Größe ŁÓDŹ Cafe\u{301} Ørsted"), "elan grosse lodz cafe orsted");
        assert_eq!(plain("Look-Dev_01"), "lookdev01");
    }

    #[test]
    fn words_begin_where_letters_do() {
        assert!(word_starts("hero prop", "prop") && word_starts("prop", "pro"));
        assert!(!word_starts("hero prop", "rop"));
    }

    #[test]
    fn the_nearest_is_close() {
        assert_eq!(nearest("stauts", ["status", "stage"]), Some("status"));
        assert_eq!(nearest("prio", ["priority", "person"]), Some("priority"));
        assert_eq!(nearest("xyzzy", ["status", "stage"]), None);
    }
}
