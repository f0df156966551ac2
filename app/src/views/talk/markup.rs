//! A comment's text as it is read: lists, links, strong words, code, and the people it names. Total: what is
//! no markup is text.

use rushes_domain::Mention;
use std::ops::Range;

/// How a piece of a line is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Look {
    /// As it is.
    Plain,
    /// `**strong**`
    Strong,
    /// `` `code` ``
    Code,
    /// An address, or `[words](address)`.
    Link(String),
    /// Somebody.
    Mention,
}

/// A piece of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) look: Look,
}

/// What stands before a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    /// Nothing.
    None,
    /// `- ` or `* `
    Bullet,
    /// `1. `
    Number(String),
}

/// A line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Line {
    pub(super) mark: Mark,
    pub(super) pieces: Vec<Piece>,
}

/// Reads a text.
pub(super) fn lines(text: &str, mentions: &[Mention]) -> Vec<Line> {
    let mut at = 0;
    text.split('\n')
        .map(|line| {
            let start = at;
            at += line.len() + 1;
            let line = line.strip_suffix('\r').unwrap_or(line);
            let indent = line.len() - line.trim_start().len();
            let (mark, marked) = mark(&line[indent..]);
            let begin = if mark == Mark::None { 0 } else { indent + marked };
            Line { mark, pieces: pieces(text, start + begin..start + line.len(), mentions) }
        })
        .collect()
}

/// What a line begins with, and how long that is.
fn mark(line: &str) -> (Mark, usize) {
    for bullet in ["- ", "* ", "• "] {
        if line.starts_with(bullet) {
            return (Mark::Bullet, bullet.len());
        }
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match line.get(digits..digits + 2) {
        Some(". " | ") ") if (1..=3).contains(&digits) => (Mark::Number(format!("{}.", &line[..digits])), digits + 2),
        _ => (Mark::None, 0),
    }
}

/// The pieces of one line, given by its place in the whole text.
fn pieces(text: &str, line: Range<usize>, mentions: &[Mention]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut plain = String::new();
    let mut at = line.start;
    while at < line.end {
        let rest = &text[at..line.end];
        let boundary = !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let found = mentions
            .iter()
            .find(|m| m.range.start == at && m.range.end <= line.end)
            .map(|m| (rest[..m.range.len()].to_owned(), Look::Mention, m.range.len()))
            .or_else(|| named_link(rest))
            .or_else(|| fenced(rest, "**", Look::Strong))
            .or_else(|| fenced(rest, "`", Look::Code))
            .or_else(|| boundary.then(|| address(rest)).flatten());
        match found {
            Some((words, look, length)) => {
                if !plain.is_empty() {
                    pieces.push(Piece { text: std::mem::take(&mut plain), look: Look::Plain });
                }
                pieces.push(Piece { text: words, look });
                at += length;
            }
            None => {
                let Some(next) = rest.chars().next() else { break };
                plain.push(next);
                at += next.len_utf8();
            }
        }
    }
    if !plain.is_empty() {
        pieces.push(Piece { text: plain, look: Look::Plain });
    }
    pieces
}

type Found = Option<(String, Look, usize)>;

fn fenced(rest: &str, fence: &str, look: Look) -> Found {
    let inside = rest.strip_prefix(fence)?;
    let end = inside.find(fence)?;
    let words = &inside[..end];
    let solid = !words.is_empty() && words.trim() == words;
    solid.then(|| (words.to_owned(), look, end + fence.len() * 2))
}

/// Addresses a click may open. Others could start programs.
fn is_address(text: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|scheme| {
        text.get(..scheme.len()).is_some_and(|t| t.eq_ignore_ascii_case(scheme)) && text.len() > scheme.len()
    })
}

fn named_link(rest: &str) -> Found {
    let inside = rest.strip_prefix('[')?;
    let (words, after) = inside.split_once("](")?;
    let (target, _) = after.split_once(')')?;
    let good = !words.is_empty() && !words.contains(['[', ']']) && is_address(target) && !target.contains(' ');
    good.then(|| (words.to_owned(), Look::Link(target.to_owned()), words.len() + target.len() + 4))
}

fn address(rest: &str) -> Found {
    if !rest.starts_with(['h', 'H', 'm', 'M']) || !is_address(rest) {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(rest.len());
    let mut found = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
    // A bracket that closes one outside belongs to the sentence.
    while found.ends_with(')') && found.matches(')').count() > found.matches('(').count() {
        found = &found[..found.len() - 1];
    }
    is_address(found).then(|| (found.to_owned(), Look::Link(found.to_owned()), found.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushes_domain::{Person, PersonId, mentions};

    fn told(text: &str) -> String {
        let ana = Person { id: PersonId::new([1; 16]), name: "Ana Ruiz".into(), email: String::new() };
        let named = mentions(text, [&ana]);
        let piece = |p: &Piece| match &p.look {
            Look::Plain => p.text.clone(),
            Look::Strong => format!("<b>{}</b>", p.text),
            Look::Code => format!("<c>{}</c>", p.text),
            Look::Link(to) => format!("<a {to}>{}</a>", p.text),
            Look::Mention => format!("<@{}>", p.text),
        };
        let line = |l: &Line| {
            let mark = match &l.mark {
                Mark::None => String::new(),
                Mark::Bullet => "• ".into(),
                Mark::Number(n) => format!("{n} "),
            };
            mark + &l.pieces.iter().map(piece).collect::<String>()
        };
        lines(text, &named).iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn markup_is_read_and_anything_else_is_text() {
        let table = [
            ("plain", "plain"),
            ("- one\n* two\n  - three", "• one\n• two\n• three"),
            ("1. one\n12) two\n1.5 stops", "1. one\n12. two\n1.5 stops"),
            ("a **b c** d", "a <b>b c</b> d"),
            ("2 ** 3 ** 4", "2 ** 3 ** 4"),
            ("run `ls -l` now", "run <c>ls -l</c> now"),
            ("see https://a.test/x?y=(1), ok", "see <a https://a.test/x?y=(1)>https://a.test/x?y=(1)</a>, ok"),
            ("(https://a.test)", "(<a https://a.test>https://a.test</a>)"),
            ("[the ref](https://a.test/r)!", "<a https://a.test/r>the ref</a>!"),
            ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
            ("[x](file:///etc/passwd)", "[x](file:///etc/passwd)"),
            ("xhttps://a.test", "xhttps://a.test"),
            ("https://", "https://"),
            ("- @Ana Ruiz: **@ana**", "• <@@Ana Ruiz>: <b>@ana</b>"),
            ("hey @ana\r\nÄ **ö**", "hey <@@ana>\nÄ <b>ö</b>"),
            ("** **", "** **"),
            ("[", "["),
            ("", ""),
        ];
        for (text, wanted) in table {
            assert_eq!(told(text), wanted, "{text}");
        }
    }
}
