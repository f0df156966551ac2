//! What went wrong, as people read it.

/// With a capital letter first and a full stop last, without the numbers a system gives its errors.
pub(crate) fn sentence(text: &str) -> String {
    let text = without_numbers(text.trim());
    // A path or a name in quotes is not a word to begin with a capital.
    let first_word = text.split_whitespace().next().unwrap_or_default();
    let mut letters = text.chars();
    let mut told: String = if first_word.chars().all(char::is_alphabetic) {
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
    } else {
        text
    };
    if !told.ends_with(['.', '!', '?', '…']) {
        told.push('.');
    }
    told
}

/// Without every " (os error 2)".
fn without_numbers(text: &str) -> String {
    const BEFORE: &str = " (os error ";
    let mut told = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(BEFORE) {
        told.push_str(before);
        match after.split_once(')') {
            Some((number, after)) if number.bytes().all(|b| b.is_ascii_digit()) => rest = after,
            _ => {
                told.push_str(BEFORE);
                rest = after;
            }
        }
    }
    told + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_read_as_sentences() {
        for (text, told) in [
            ("the studio is busy", "The studio is busy."),
            ("Why not?", "Why not?"),
            (
                "the backup b.tar: No such file or directory (os error 2)",
                "The backup b.tar: No such file or directory.",
            ),
            ("/a/b: Is a directory (os error 21) at path \"/a\"", "/a/b: Is a directory at path \"/a\"."),
            ("a (os error x) and (os error 3) more", "A (os error x) and more."),
            ("", "."),
        ] {
            assert_eq!(sentence(text), told);
        }
    }
}
