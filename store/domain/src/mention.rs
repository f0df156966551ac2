//! Who a text names with `@`.

use crate::{ids::PersonId, names, person::Person};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// A person named in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// Where, in bytes, the `@` among them.
    pub range: Range<usize>,
    /// Who.
    pub person: PersonId,
}

/// The people a text names: `@Ana Ruiz`, `@ana@studio.test`, or `@Ana` where only one person is called so.
/// Case does not matter, the longest name that fits counts, and a name that two people share names neither.
#[must_use]
pub fn mentions<'a>(text: &str, people: impl IntoIterator<Item = &'a Person>) -> Vec<Mention> {
    if !text.contains('@') {
        return Vec::new();
    }
    let names = called(people);
    let longest = names.keys().map(String::len).max().unwrap_or_default();
    let mut found: Vec<Mention> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let inside = found.last().is_some_and(|m| m.range.contains(&at));
        let in_a_word = text[..at].chars().next_back().is_some_and(|c| !is_boundary(c));
        if inside || in_a_word {
            continue;
        }
        if let Some((length, Some(person))) = named(&text[at + 1..], &names, longest) {
            found.push(Mention { range: at..at + 1 + length, person });
        }
    }
    found
}

/// Everybody a text names.
#[must_use]
pub fn mentioned<'a>(text: &str, people: impl IntoIterator<Item = &'a Person>) -> BTreeSet<PersonId> {
    mentions(text, people).into_iter().map(|m| m.person).collect()
}

/// What each person may be called by; nobody where two share it.
fn called<'a>(people: impl IntoIterator<Item = &'a Person>) -> BTreeMap<String, Option<PersonId>> {
    let mut names: BTreeMap<String, Option<PersonId>> = BTreeMap::new();
    let mut firsts: BTreeMap<String, Option<PersonId>> = BTreeMap::new();
    let add = |names: &mut BTreeMap<String, Option<PersonId>>, name: &str, id: PersonId| {
        let name = names::same(name);
        if !name.is_empty() {
            names.entry(name).and_modify(|known| *known = known.filter(|k| *k == id)).or_insert(Some(id));
        }
    };
    for person in people {
        add(&mut names, &person.name, person.id);
        add(&mut names, &person.email, person.id);
        if let Some(first) = person.name.split_whitespace().next() {
            add(&mut firsts, first, person.id);
        }
    }
    // Whoever is called by a first name alone has it as the whole name, which comes first.
    for (first, id) in firsts {
        names.entry(first).or_insert(id);
    }
    names
}

/// Where a word may end. A mark belongs to the letter before it.
fn is_boundary(c: char) -> bool {
    !c.is_alphanumeric() && c != '_' && !names::is_mark(c)
}

/// The longest name that a text begins with and ends a word with: its length in bytes, and whose it is. `longest` is
/// the length of the longest name.
fn named(text: &str, names: &BTreeMap<String, Option<PersonId>>, longest: usize) -> Option<(usize, Option<PersonId>)> {
    // No spelling of a name is longer than this: letters that are apart, in full width, with unseen ones between.
    let most = longest * 8 + 16;
    let ends = text.char_indices().filter(|(_, c)| is_boundary(*c)).map(|(at, _)| at).chain([text.len()]);
    let spelled = ends.take_while(|at| *at <= most).filter(|at| !text[..*at].ends_with(char::is_whitespace));
    let mut found: Option<(&str, usize, Option<PersonId>)> = None;
    for at in spelled {
        let Some((name, person)) = names.get_key_value(&names::same(&text[..at])) else { continue };
        if text.starts_with(char::is_whitespace) || found.is_some_and(|(known, ..)| known.len() >= name.len()) {
            continue;
        }
        found = Some((name, at, *person));
    }
    found.map(|(_, at, person)| (at, person))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: u8, name: &str, email: &str) -> Person {
        Person { id: PersonId::new([n; 16]), name: name.into(), email: email.into() }
    }

    /// (text, who it names by number)
    #[test]
    fn texts_name_people() {
        let people = [
            person(1, "Ana Ruiz", "ana@northlight.test"),
            person(2, "Ben Roy", ""),
            person(3, "Ben Adams", "b.adams@northlight.test"),
            person(4, "Øyvind Ås", ""),
            person(5, "Cy", ""),
            person(6, "Kim Lee", ""),
            person(7, "Kim Lee", "kim2@northlight.test"),
        ];
        let table: [(&str, &[u8]); 21] = [
            ("no one", &[]),
            ("@Ana Ruiz look", &[1]),
            ("@ana look", &[1]),
            ("ask @ANA, please", &[1]),
            ("(@Ana)", &[1]),
            ("@Anabel", &[]),
            ("mail ana@northlight.test", &[]),
            ("@ana@northlight.test", &[1]),
            ("@Ben is two people", &[]),
            ("@Ben Roy and @ben adams", &[2, 3]),
            ("@øyvind ås", &[4]),
            ("@ØYVIND", &[4]),
            ("@øyvind\u{a0}A\u{30a}s", &[4]),
            ("@Cy\u{301}", &[]),
            ("@ＣＹ!", &[5]),
            ("@Cy\n@Ana", &[5, 1]),
            ("@Kim Lee is two people", &[]),
            ("@kim2@northlight.test is not", &[7]),
            ("x@Ana", &[]),
            ("@", &[]),
            ("@@Ana", &[1]),
        ];
        for (text, wanted) in table {
            let found: Vec<u8> = mentions(text, &people).iter().map(|m| m.person.bytes()[0]).collect();
            assert_eq!(found, wanted, "{text}");
        }
        let at = &mentions("hey @Ana Ruiz!", &people)[0];
        assert_eq!(at.range, 4..13);
    }
}
