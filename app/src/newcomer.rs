//! What a newcomer typed, and what they are: an invitation says who somebody is, and what is typed says how somebody new
//! is shown.

use rushes_store::Store;
use rushes_sync::{For, Ticket};

/// What of that was not taken, and why, for somebody who has just joined.
pub(crate) fn notes(store: &Store, ticket: &Ticket, name: &str, email: &str) -> Vec<String> {
    let (shown, address) = store.let_in_as().unwrap_or_default();
    told((name.trim(), email.trim()), (&shown, &address), &ticket.whom)
}

fn told(typed: (&str, &str), taken: (&str, &str), whom: &For) -> Vec<String> {
    let mut notes = Vec::new();
    let spaces = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let other_name = !typed.0.is_empty() && spaces(typed.0) != taken.0;
    let other_address = !typed.1.is_empty() && typed.1 != taken.1;
    match whom.name() {
        Some(name) if other_name || other_address => {
            notes.push(format!("The invitation is for {name}: what was typed here changes nothing about them."));
        }
        Some(_) => {}
        None => {
            if other_name && taken.0.starts_with(&spaces(typed.0)) {
                notes.push(format!(
                    "Somebody in the studio is called \"{}\" already; you are shown as \"{}\".",
                    typed.0, taken.0
                ));
            } else if other_name {
                notes.push(format!("This device is one of {} already; you are they still.", taken.0));
            }
            if other_address && taken.1.is_empty() {
                notes.push(format!(
                    "The address {} is somebody's whom the studio knows; it was left out. If that is you, ask for an \
                     invitation for that person, or for one of your own devices (`rushes device add`).",
                    typed.1
                ));
            }
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_taken_is_said() {
        let known = For::Known("Ana Ruiz".into());
        let cases = [
            (("Eve", "eve@x.example"), ("Eve", "eve@x.example"), &For::Somebody, ""),
            ((" Eve  Moss ", ""), ("Eve Moss", ""), &For::Somebody, ""),
            (("Ana Ruiz", ""), ("Ana Ruiz (2)", ""), &For::Somebody, "shown as \"Ana Ruiz (2)\""),
            (("Eve", "ana@x.example"), ("Eve", ""), &For::Somebody, "it was left out"),
            (("Eve", ""), ("Ben", ""), &For::Somebody, "one of Ben already"),
            (("", ""), ("Ana Ruiz", "ana@x.example"), &known, ""),
            (("Eve", ""), ("Ana Ruiz", ""), &known, "for Ana Ruiz"),
        ];
        for (typed, taken, whom, said) in cases {
            let notes = told(typed, taken, whom).join(" ");
            assert!(notes.contains(said) && notes.is_empty() == said.is_empty(), "{typed:?}: {notes}");
        }
    }
}
