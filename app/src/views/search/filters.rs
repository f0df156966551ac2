//! Filters as chips. They live in the query's text, so that what one sees is what is asked, and can be
//! typed as well.

/// What can be filtered by, and the word for it in a query.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Filter {
    Kind,
    Project,
    Person,
    Status,
}

impl Filter {
    fn word(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Project => "project",
            Self::Person => "person",
            Self::Status => "status",
        }
    }
}

/// The parts of a query; a part in quotes is one.
fn parts(query: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted) = (Vec::new(), None, false);
    for (at, letter) in query.char_indices() {
        if letter == '"' {
            quoted = !quoted;
        }
        if letter.is_whitespace() && !quoted {
            parts.extend(start.take().and_then(|from: usize| query.get(from..at)));
        } else if start.is_none() {
            start = Some(at);
        }
    }
    parts.extend(start.and_then(|from| query.get(from..)));
    parts
}

fn value_of(part: &str, filter: Filter) -> Option<&str> {
    let (key, value) = part.split_once(':')?;
    key.eq_ignore_ascii_case(filter.word()).then(|| value.trim_matches('"')).filter(|v| !v.is_empty())
}

/// What a query is filtered by, if it is.
pub(super) fn value(query: &str, filter: Filter) -> Option<&str> {
    parts(query).into_iter().find_map(|part| value_of(part, filter))
}

/// The query filtered by another value, or by none.
pub(super) fn with(query: &str, filter: Filter, value: Option<&str>) -> String {
    let mut kept: Vec<String> =
        parts(query).into_iter().filter(|part| value_of(part, filter).is_none()).map(str::to_owned).collect();
    if let Some(value) = value.map(|v| v.replace('"', " ")) {
        let quotes = if value.contains(char::is_whitespace) { "\"" } else { "" };
        kept.push(format!("{}:{quotes}{value}{quotes}", filter.word()));
    }
    kept.join(" ")
}

/// The query without any filter.
pub(super) fn without(query: &str) -> String {
    [Filter::Kind, Filter::Project, Filter::Person, Filter::Status]
        .into_iter()
        .fold(query.to_owned(), |query, filter| with(&query, filter, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_set_replaced_and_taken_away() {
        let query = with("thin legs", Filter::Person, Some("Ada Vale"));
        assert_eq!(query, "thin legs person:\"Ada Vale\"");
        assert_eq!(value(&query, Filter::Person), Some("Ada Vale"));
        let query = with(&query, Filter::Person, Some("Ben"));
        assert_eq!(query, "thin legs person:Ben");
        let query = with(&query, Filter::Kind, Some("comment"));
        assert_eq!((value(&query, Filter::Kind), value(&query, Filter::Status)), (Some("comment"), None));
        assert_eq!(without(&query), "thin legs");
        assert_eq!(with("\"in quotes kind:x\"", Filter::Kind, None), "\"in quotes kind:x\"");
    }
}
