//! People, and those of them who are members.

use crate::{
    ids::{DeviceId, PersonId},
    names,
    permission::Role,
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
    use super::Person;

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
