//! A query's text as words: where each begins, and whether it is `key:value`.

use std::ops::Range;

/// How a value is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Compare {
    /// `:` or `=`.
    Is,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

/// A piece of text, where it is, and whether it stood in quotes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Piece {
    pub(super) at: Range<usize>,
    pub(super) text: String,
    pub(super) quoted: bool,
}

/// One word of a query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Token {
    /// All of it, with its sign and its quotes.
    pub(super) at: Range<usize>,
    /// Begins with `-`.
    pub(super) negated: bool,
    /// What stands before the sign; the word itself where there is no sign.
    pub(super) key: Piece,
    /// The sign and what stands behind it, separated by commas.
    pub(super) rest: Option<(Compare, Vec<Piece>)>,
}

/// Takes a text apart. Total: whatever is typed comes to tokens.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader { text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = reader.token() {
        tokens.push(token);
    }
    tokens
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    fn token(&mut self) -> Option<Token> {
        while self.peek().is_some_and(char::is_whitespace) {
            self.take();
        }
        let start = self.at;
        self.peek()?;
        let negated = self.peek() == Some('-') && self.text[start + 1..].chars().next().is_some_and(opens);
        if negated {
            self.take();
        }
        let mut key = self.piece(|c| matches!(c, ':' | '<' | '>' | '='));
        // A sign without a key is a word of its own.
        let rest = if key.text.is_empty() && !key.quoted { None } else { self.compare() };
        if rest.is_none() && !self.peek().is_none_or(char::is_whitespace) {
            let more = self.piece(|_| false);
            key.text.push_str(&more.text);
            key.at.end = more.at.end;
        }
        let rest = rest.map(|sign| (sign, self.values()));
        Some(Token { at: start..self.at, negated, key, rest })
    }

    fn compare(&mut self) -> Option<Compare> {
        let sign = match self.peek()? {
            ':' | '=' => Compare::Is,
            '<' => Compare::Below,
            '>' => Compare::Above,
            _ => return None,
        };
        let first = self.take();
        // `:>2` is `>2`, and `<=` is one sign.
        let second = self.peek();
        Some(match (first, second) {
            (Some('<'), Some('=')) => self.then(Compare::AtMost),
            (Some('>'), Some('=')) => self.then(Compare::AtLeast),
            (Some(':'), Some('<' | '>')) => self.compare().unwrap_or(sign),
            (Some('='), Some('=')) => self.then(Compare::Is),
            _ => sign,
        })
    }

    fn then(&mut self, compare: Compare) -> Compare {
        self.take();
        compare
    }

    fn values(&mut self) -> Vec<Piece> {
        let mut values = vec![self.piece(|c| c == ',')];
        while self.peek() == Some(',') {
            self.take();
            values.push(self.piece(|c| c == ','));
        }
        values
    }

    /// Up to a space or where `ends` says; quotes hold spaces and signs. A quote that is never closed
    /// reaches to the end.
    fn piece(&mut self, ends: impl Fn(char) -> bool) -> Piece {
        let start = self.at;
        let mut text = String::new();
        let mut quoted = false;
        while let Some(letter) = self.peek() {
            if letter.is_whitespace() || ends(letter) {
                break;
            }
            self.take();
            if !matches!(letter, '"' | '`') || !text.is_empty() && !quoted {
                text.push(letter);
                continue;
            }
            quoted = true;
            while let Some(inner) = self.take() {
                if inner == letter {
                    break;
                }
                text.push(inner);
            }
        }
        Piece { at: start..self.at, text, quoted }
    }
}

/// Whether a word may begin so after a `-`: a lone dash and a date are words.
fn opens(letter: char) -> bool {
    letter.is_alphabetic() || matches!(letter, '"' | '`')
}

/// A value as it has to be written to be read as one.
#[must_use]
pub fn quoted(value: &str) -> String {
    let plain = !value.is_empty()
        && !value.starts_with('-')
        && value.chars().all(|c| !c.is_whitespace() && !matches!(c, ',' | ':' | '<' | '>' | '=' | '"' | '`'));
    match (plain, value.contains('"')) {
        (true, _) => value.to_owned(),
        (false, false) => format!("\"{value}\""),
        (false, true) => format!("`{}`", value.replace('`', "'")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let one = |t: &Token| {
            let rest = t.rest.as_ref().map(|(sign, values)| {
                let values: Vec<_> = values.iter().map(|v| format!("[{}]", v.text)).collect();
                format!(" {sign:?} {}", values.concat())
            });
            format!("{}{}{}", if t.negated { "-" } else { "" }, t.key.text, rest.unwrap_or_default())
        };
        tokens(text).iter().map(one).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn words_keys_and_quotes() {
        assert_eq!(shown("hero  status:review,wip"), "hero; status Is [review][wip]");
        assert_eq!(shown("due<7d round>=2 x<=1"), "due Below [7d]; round AtLeast [2]; x AtMost [1]");
        assert_eq!(shown("`Client Note`:x \"two words\""), "Client Note Is [x]; two words");
        assert_eq!(shown("-status:approved - -5 a-b"), "-status Is [approved]; -; -5; a-b");
        assert_eq!(shown("person:\"Ana Ruiz\",me"), "person Is [Ana Ruiz][me]");
        assert_eq!(shown("round:>2 note:\"open"), "round Above [2]; note Is [open]");
        assert_eq!(shown(":x <3"), ":x; <3");
    }

    #[test]
    fn values_are_quoted_where_they_must_be() {
        for value in ["plain", "two words", "a,b", "say \"hi\"", "-x", "12:30"] {
            let token = tokens(&format!("k:{}", quoted(value))).remove(0);
            let values = token.rest.map(|(_, v)| v).unwrap_or_default();
            assert_eq!(values.iter().map(|v| v.text.as_str()).collect::<Vec<_>>(), [value]);
        }
    }
}
