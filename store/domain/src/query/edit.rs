//! Changing one condition of a query's text, for controls that stand beside it.

use super::{
    fold::plain,
    key::KEYS,
    lex::{self, Compare, Token},
};

/// The values a plain condition of the text gives for a key such as `status`, as they are written.
#[must_use]
pub fn values(text: &str, key: &str) -> Vec<String> {
    let pieces = lex::tokens(text).into_iter().filter(|t| is_plain(t, key)).filter_map(|t| t.rest).flat_map(|(_, v)| v);
    pieces.map(|p| p.text).filter(|t| !t.trim().is_empty()).collect()
}

/// The text with these values for a key, in the place of those it had.
#[must_use]
pub fn with_values(text: &str, key: &str, values: &[String]) -> String {
    let written: Vec<String> = values.iter().map(|v| lex::quoted(v)).collect();
    let mut condition = (!written.is_empty()).then(|| format!("{key}:{}", written.join(",")));
    let mut parts: Vec<String> = Vec::new();
    for token in lex::tokens(text) {
        if is_plain(&token, key) {
            parts.extend(condition.take());
        } else {
            parts.extend(text.get(token.at.clone()).map(str::to_owned));
        }
    }
    parts.extend(condition);
    parts.join(" ")
}

fn is_plain(token: &Token, key: &str) -> bool {
    let same = || {
        let of = |word: &str| KEYS.iter().position(|k| k.is_called(word));
        of(&plain(&token.key.text)).is_some_and(|i| Some(i) == of(&plain(key)))
    };
    !token.negated && matches!(token.rest, Some((Compare::Is, _))) && same()
}

/// The keys that chips stand for.
pub const STATUS: &str = "status";
/// As [`STATUS`].
pub const PERSON: &str = "person";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::key::{About, word};

    #[test]
    fn a_chip_edits_its_condition_and_leaves_the_rest() {
        let text = "hero  state:review due<7d -status:approved";
        assert_eq!(values(text, STATUS), ["review"]);
        let both = with_values(text, STATUS, &["in_review".into(), "ready".into()]);
        assert_eq!(both, "hero status:in_review,ready due<7d -status:approved");
        assert_eq!(with_values(&both, STATUS, &[]), "hero due<7d -status:approved");
        assert_eq!(with_values("", PERSON, &["Ana Ruiz".into()]), "person:\"Ana Ruiz\"");
        assert_eq!(word(About::Status), STATUS);
        assert_eq!(word(About::Person), PERSON);
    }
}
