//! Addresses that formulas give: `HYPERLINK("https://…"&A2, "board")`.

use crate::import::grid::column_index;

/// Letters of an address.
const MAX_ADDRESS: usize = 8 * 1024;

/// The address a formula leads to; `cell` says what other cells of the sheet show. Nothing for other formulas, and for
/// those that compute it otherwise than by joining texts and cells.
pub(super) fn address(formula: &str, cell: impl Fn(usize, usize) -> Option<String>) -> Option<String> {
    let formula = formula.trim_start_matches('=').trim();
    let head = formula.get(..10).filter(|h| h.eq_ignore_ascii_case("HYPERLINK("))?;
    let mut rest = formula[head.len()..].trim_start();
    let mut address = String::new();
    loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let (text, after) = literal(quoted)?;
            address.push_str(&text);
            rest = after;
        } else {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '$')).unwrap_or(rest.len());
            let (row, column) = place(&rest[..end])?;
            address.push_str(&cell(row, column)?);
            rest = &rest[end..];
        }
        rest = rest.trim_start();
        match rest.chars().next()? {
            '&' => rest = rest[1..].trim_start(),
            ',' | ')' | ';' => break,
            _ => return None,
        }
    }
    (!address.is_empty() && address.len() <= MAX_ADDRESS).then_some(address)
}

/// A text up to its end, and what follows it. A quotation mark in it stands twice.
fn literal(quoted: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut rest = quoted;
    loop {
        let end = rest.find('"')?;
        text.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                text.push('"');
                rest = after;
            }
            None => return Some((text, rest)),
        }
    }
}

/// `A2` and `$B$14` as row and column, from 0.
pub(super) fn place(reference: &str) -> Option<(usize, usize)> {
    let plain: String = reference.chars().filter(|c| *c != '$').collect();
    let digits = plain.find(|c: char| c.is_ascii_digit())?;
    let column = column_index(&plain[..digits])?;
    let row: usize = plain[digits..].parse().ok()?;
    Some((row.checked_sub(1)?, column))
}

/// `A2:C4` as its corners, from 0.
pub(super) fn span(reference: &str) -> Option<((usize, usize), (usize, usize))> {
    let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
    Some((place(first)?, place(last)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_out_of_formulas() {
        let cell = |row, column| ((row, column) == (1, 0)).then(|| "SH010".to_owned());
        for (formula, expect) in [
            (r#"HYPERLINK("https://ref.example/a","board")"#, Some("https://ref.example/a")),
            (r#"=hyperlink("https://ref.example/a")"#, Some("https://ref.example/a")),
            (r#"HYPERLINK("https://ref.example/"&A2&"/x";"board")"#, Some("https://ref.example/SH010/x")),
            (r#"HYPERLINK($A$2)"#, Some("SH010")),
            (r#"HYPERLINK("say ""hi""")"#, Some(r#"say "hi""#)),
            (r#"HYPERLINK(B9,"x")"#, None),
            (r#"HYPERLINK(CONCATENATE("a","b"),"x")"#, None),
            ("HYPERLINK(", None),
            ("SUM(A1:A2)", None),
            ("HYPERLINKÄ", None),
        ] {
            assert_eq!(address(formula, cell).as_deref(), expect, "{formula}");
        }
        assert_eq!(span("B2:C4"), Some(((1, 1), (3, 2))));
        assert_eq!(span("A0"), None);
    }
}
