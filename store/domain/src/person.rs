//! People, and those of them who are members.

use crate::{
    ids::{DeviceId, PersonId},
    names,
    permission::Role,
    text::Text,
};
use serde::{Deserialize, Serialize};

/// Somebody work can be assigned to. A sheet may name people who have not joined yet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Person {
    /// Id.
    pub id: PersonId,
    /// Full name.
    pub name: String,
    /// E-mail address, empty where unknown.
    pub email: String,
}

impl Person {
    /// Whether a name or e-mail address written by hand means this person.
    #[must_use]
    pub fn is_called(&self, text: &str) -> bool {
        let text = names::same(text);
        !text.is_empty() && (names::same(&self.email) == text || names::same(&self.name) == text)
    }

    /// Why a text is no e-mail address; nothing where it is one, or is left out. People are found by it, so a
    /// slip would make somebody a stranger to every sheet.
    #[must_use]
    pub fn address_problem(text: &str) -> Option<String> {
        let text = text.trim();
        let whole =
            text.split_once('@').is_some_and(|(who, at)| !who.is_empty() && !at.is_empty() && !at.contains('@'));
        let fine = text.is_empty() || whole && !text.contains(char::is_whitespace);
        (!fine)
            .then(|| format!("\"{text}\" is not an e-mail address; write it as name@studio.example, or leave it out."))
    }

    /// Up to two initials.
    #[must_use]
    pub fn initials(&self) -> String {
        let mut words = self.name.split_whitespace().filter_map(|w| w.chars().next());
        words.next().into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
    }
}

/// Why somebody cannot be called so, as a sentence; nothing where they can. Asked wherever somebody says who they are.
#[must_use]
pub fn typed_problem(name: &str, email: &str) -> Option<String> {
    let name = Text::Name.problem("A name", name);
    name.or_else(|| Text::Address.problem("An e-mail address", email)).or_else(|| Person::address_problem(email))
}

/// Whether nobody is called so, by name or address. What cannot be seen, and the case, make no difference.
#[must_use]
pub fn is_free<'a>(mut people: impl Iterator<Item = &'a Person>, text: &str) -> bool {
    let wanted = alike(text);
    people.all(|p| alike(&p.name) != wanted && (p.email.is_empty() || alike(&p.email) != wanted))
}

/// A name like this one that nobody has, so that no sheet takes one person for another: "Ana Ruiz", "Ana Ruiz (2)".
pub fn free_name<'a, I: Iterator<Item = &'a Person>>(people: impl Fn() -> I, wanted: &str) -> String {
    let wanted = wanted.split_whitespace().collect::<Vec<_>>().join(" ");
    // The number has to fit in too.
    let short: String = wanted.chars().take(Text::Name.most().letters - 12).collect();
    let others = (2u32..).map(|n| format!("{short} ({n})"));
    let free = |name: &String| is_free(people(), name);
    std::iter::once(wanted.clone()).chain(others).find(free).unwrap_or(wanted)
}

/// A name as it looks: folded as all names are, and without spaces and letters that are not seen.
fn alike(text: &str) -> String {
    let unseen = |c: char| {
        matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}')
    };
    names::same(text).chars().filter(|c| !c.is_whitespace() && !unseen(*c)).collect()
}

/// A person who holds a role and devices.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// Their role: the most powerful of their devices' grants.
    pub role: Role,
    /// Their devices.
    pub devices: Vec<DeviceId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_somebody_has_gets_a_number_however_it_is_written() {
        let person =
            |name: &str, email: &str| Person { id: PersonId::default(), name: name.into(), email: email.into() };
        let people = [person("Ana Ruiz", "ana@north.example"), person("Ben (2)", ""), person("Ben", "")];
        let free = |name: &str| free_name(|| people.iter(), name);
        assert_eq!(free("  Eve   Moss "), "Eve Moss");
        for like in ["Ana Ruiz", "ana ruiz", " ANA\u{200b} RUIZ", "AnaRuiz"] {
            assert!(free(like).ends_with(" (2)"), "{like}");
        }
        assert_eq!(free("Ben"), "Ben (3)");
        assert_eq!(free("ana@north.example"), "ana@north.example (2)", "an address is no name of somebody else");
        assert!(is_free(people.iter(), "eve@north.example") && !is_free(people.iter(), " ANA@north.example"));
        assert!(typed_problem(&"x".repeat(100_000), "").is_some() && typed_problem("Eve", &"x".repeat(9000)).is_some());
    }

    #[test]
    fn an_address_is_left_out_or_whole() {
        for fine in ["", "  ", "ana@northlight.example", "ana@localhost", " ana@x "] {
            assert_eq!(Person::address_problem(fine), None, "{fine}");
        }
        for wrong in ["ana", "ana@", "@northlight", "ana@b@c", "ana ruiz@northlight.example"] {
            assert!(Person::address_problem(wrong).is_some(), "{wrong}");
        }
    }
}
