//! The people that cells name.

use super::{
    cells::Wrong,
    grid::Contact,
    preview::Problem,
    questions::{PersonQuestion, Words},
};
use rushes_domain::{
    Person, PersonId, State,
    names::{self, same as fold},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Bytes of one person's name; a longer one is no name.
const MAX_NAME: usize = 120;
/// People shown who may be meant.
const MAX_SIMILAR: usize = 5;

/// Everybody a sheet may mean: the studio's people, those the workbook lists, and those its cells
/// name in full.
pub(super) struct People<'a> {
    state: &'a State,
    contacts: HashMap<String, &'a Contact>,
    aliases: HashMap<String, String>,
    by_name: HashMap<String, Vec<PersonId>>,
    by_email: HashMap<String, Vec<PersonId>>,
    by_part: HashMap<String, BTreeSet<PersonId>>,
    fresh: BTreeMap<PersonId, Person>,
    /// Cells repeat themselves: each text is understood once.
    read: HashMap<String, Result<BTreeSet<PersonId>, Wrong>>,
    /// Texts of cells that were read, and how often.
    met: HashMap<String, usize>,
}

/// Whom a name means.
enum Found {
    One(PersonId),
    Several(Vec<PersonId>),
    Nobody {
        /// Theirs, where a list in the workbook says it.
        email: String,
    },
    NoName,
}

impl Found {
    fn of(found: impl Iterator<Item = PersonId>) -> Self {
        let found: Vec<PersonId> = found.collect();
        if let [one] = found.as_slice() { Self::One(*one) } else { Self::Several(found) }
    }
}

/// A person as a cell writes them.
struct Named {
    name: String,
    email: String,
}

impl<'a> People<'a> {
    /// Gathers them; `cells` are all texts of the sheet's people columns.
    pub(super) fn new<'t>(
        state: &'a State,
        contacts: &'a [Contact],
        aliases: &BTreeMap<String, String>,
        cells: impl Iterator<Item = &'t str>,
    ) -> Self {
        let mut people = Self {
            state,
            contacts: contacts.iter().map(|c| (fold(&c.name), c)).collect(),
            aliases: aliases.iter().map(|(from, to)| (fold(from), to.clone())).collect(),
            by_name: HashMap::new(),
            by_email: HashMap::new(),
            by_part: HashMap::new(),
            fresh: BTreeMap::new(),
            read: HashMap::new(),
            met: HashMap::new(),
        };
        for person in state.studio.people.values() {
            people.know(person);
        }
        // Another name of theirs means them.
        for (person, into) in state.studio.absorbed.values() {
            people.know(&Person { id: *into, ..person.clone() });
        }
        // Full names first, so that "Ana" in row 3 means the Ana Ruiz of row 10.
        let mut seen = BTreeSet::new();
        for cell in cells {
            if seen.insert(cell) {
                for part in people.split(cell) {
                    let Some(named) = people.named(part) else { continue };
                    if named.name.split_whitespace().count() > 1 || !named.email.is_empty() {
                        let _ = people.find_or_add(&named);
                    }
                }
            }
        }
        people
    }

    fn know(&mut self, person: &Person) {
        let name = fold(&person.name);
        let known = |ids: &mut Vec<PersonId>| {
            if !ids.contains(&person.id) {
                ids.push(person.id);
            }
        };
        known(self.by_name.entry(name.clone()).or_default());
        if !person.email.trim().is_empty() {
            known(self.by_email.entry(fold(&person.email)).or_default());
        }
        let words: Vec<&str> = name.split(' ').collect();
        if let [first, .., last] = words.as_slice() {
            let mut parts = vec![(*first).to_owned(), (*last).to_owned(), format!("{last} {first}")];
            if let (Some(f), Some(l)) = (first.chars().next(), last.chars().next()) {
                parts.extend([format!("{first} {l}"), format!("{f} {last}"), format!("{f}{l}")]);
            }
            parts.push(words.iter().filter_map(|w| w.chars().next()).collect());
            for part in parts {
                self.by_part.entry(part).or_default().insert(person.id);
            }
        }
    }

    /// Everybody a cell names; empty where it names nobody.
    pub(super) fn read(&mut self, cell: &str) -> Result<BTreeSet<PersonId>, Wrong> {
        match self.met.get_mut(cell) {
            Some(count) => *count += 1,
            None => drop(self.met.insert(cell.to_owned(), 1)),
        }
        if let Some(known) = self.read.get(cell) {
            return known.clone();
        }
        let parts: Vec<String> = self.split(cell).into_iter().map(str::to_owned).collect();
        let found = parts
            .iter()
            .filter_map(|part| {
                let named = self.named(part)?;
                Some(self.find_or_add(&named))
            })
            .collect::<Result<BTreeSet<_>, _>>();
        self.read.insert(cell.to_owned(), found.clone());
        found
    }

    /// Those of the people added here that are meant by somebody.
    pub(super) fn added(self, used: &BTreeSet<PersonId>) -> Vec<Person> {
        self.fresh.into_values().filter(|p| used.contains(&p.id)).collect()
    }

    /// A cell's parts. A semicolon or a new line divides before a comma does, so that
    /// "Ruiz, Ana; Okafor, Ben" are two.
    fn split<'t>(&self, cell: &'t str) -> Vec<&'t str> {
        let cell = cell.trim();
        if self.is_one(cell) {
            return vec![cell];
        }
        if is_nobody(cell) {
            return Vec::new();
        }
        let hard: Vec<&str> = cell.split([';', '\n', '\r', '|']).collect();
        let parts: Vec<&str> = if hard.len() > 1 {
            hard.into_iter()
                .flat_map(|part| if self.is_one(part) || part.contains(',') { vec![part] } else { and(part) })
                .collect()
        } else {
            cell.split(',').flat_map(and).collect()
        };
        parts.into_iter().map(str::trim).filter(|p| !is_nobody(p)).collect()
    }

    /// Whether a text as a whole is somebody known, or an alias.
    fn is_one(&self, text: &str) -> bool {
        let known = |key: &str| self.aliases.contains_key(key) || self.by_name.contains_key(key);
        known(&fold(text)) || {
            let turned = turn(text);
            turned != text.trim() && known(&fold(&turned))
        }
    }

    /// Whom a text names; nobody where the mapping says so.
    fn named(&self, text: &str) -> Option<Named> {
        let named = parse(text);
        let alias = [fold(text), fold(&named.name), fold(&named.email)].into_iter().filter(|k| !k.is_empty());
        match alias.filter_map(|key| self.aliases.get(&key)).next() {
            Some(other) if is_nobody(other) => None,
            Some(other) => Some(parse(other)),
            None => Some(named),
        }
    }

    fn find(&self, named: &Named) -> Found {
        let name = fold(&named.name);
        let contact = self.contacts.get(&name).copied();
        let email = if named.email.is_empty() { contact.map_or("", |c| c.email.as_str()) } else { &named.email };
        if let Some(found) = self.by_email.get(&fold(email)).filter(|_| !email.is_empty()) {
            return Found::of(found.iter().copied());
        }
        if let Some(found) = self.by_name.get(&name).filter(|_| !name.is_empty() && named.email.is_empty()) {
            return Found::of(found.iter().copied());
        }
        if named.email.is_empty()
            && contact.is_none()
            && let Some(found) = self.by_part.get(&name.replace('.', ""))
        {
            return Found::of(found.iter().copied());
        }
        if named.name.len() > MAX_NAME || !named.name.chars().chain(email.chars()).any(char::is_alphabetic) {
            return Found::NoName;
        }
        Found::Nobody { email: email.to_owned() }
    }

    fn find_or_add(&mut self, named: &Named) -> Result<PersonId, Wrong> {
        match self.find(named) {
            Found::One(person) => Ok(person),
            Found::Several(people) => {
                let text = if named.name.is_empty() { &named.email } else { &named.name };
                let names: Vec<String> = people.iter().take(5).map(|id| self.shown(*id)).collect();
                let why = format!(
                    "\"{text}\" could be {}; write the full name or the e-mail address, or say who is meant",
                    names.join(" or ")
                );
                Err(Wrong::new(Problem::Person, why))
            }
            Found::NoName => Err(Wrong::new(Problem::Person, "is not a person's name")),
            Found::Nobody { email } => {
                let person = self.new_person(&named.name, &email);
                if !self.state.studio.people.contains_key(&person.id) && !self.fresh.contains_key(&person.id) {
                    self.know(&person);
                    self.fresh.insert(person.id, person.clone());
                }
                Ok(person.id)
            }
        }
    }

    /// Everybody in the cells that were read whom only a person can tell: those the studio does not know,
    /// those of whom it knows several, and those somebody spoke for.
    pub(super) fn questions(&self) -> Vec<PersonQuestion> {
        let (mut words, mut asked): (Words, BTreeMap<String, PersonQuestion>) = (Words::default(), BTreeMap::new());
        for (cell, count) in &self.met {
            for part in self.split(cell) {
                let parsed = parse(part);
                let own = if parsed.name.is_empty() { parsed.email.clone() } else { parsed.name.clone() };
                let answer = [fold(part), fold(&parsed.name)].iter().find_map(|k| self.aliases.get(k)).cloned();
                let (text, new, candidates) = match self.find(&parsed) {
                    _ if answer.is_some() => (own, None, self.similar(&parsed.name)),
                    Found::One(id) => match self.fresh.get(&id) {
                        Some(new) => (new.name.clone(), Some(new.name.clone()), self.similar(&new.name)),
                        None => continue,
                    },
                    Found::Several(people) => (own, None, people),
                    Found::NoName | Found::Nobody { .. } => (own, None, Vec::new()),
                };
                let key = fold(&text);
                words.met(key.clone(), &text, *count);
                asked.entry(key).or_insert(PersonQuestion { text, cells: 0, new, candidates, answer });
            }
        }
        let counted = words.counted();
        counted
            .into_iter()
            .filter_map(|(text, cells)| Some(PersonQuestion { cells, ..asked.remove(&fold(&text))? }))
            .collect()
    }

    /// Known people whose names look like this one, the likelier ones first.
    fn similar(&self, name: &str) -> Vec<PersonId> {
        let name = fold(name);
        let words: BTreeSet<&str> = name.split(' ').collect();
        let mut found: Vec<(usize, PersonId)> = self
            .state
            .studio
            .people
            .values()
            .filter_map(|person| {
                let other = fold(&person.name);
                let distance = distance(&name, &other);
                let shared = other.split(' ').any(|w| w.chars().count() > 2 && words.contains(w));
                (distance <= 2 || shared).then_some((distance, person.id))
            })
            .collect();
        found.sort();
        found.into_iter().take(MAX_SIMILAR).map(|(_, id)| id).collect()
    }

    /// The same name on two devices makes the same person; two of one name have different addresses.
    fn new_person(&self, name: &str, email: &str) -> Person {
        let key = if name.is_empty() { fold(email) } else { fold(name) };
        let studio = self.state.studio.id;
        let mut id = PersonId::derive(&[studio.bytes(), key.as_bytes()]);
        let known = self.state.studio.people.get(&id).or_else(|| self.fresh.get(&id));
        if known.is_some_and(|p| !p.email.is_empty() && !email.is_empty() && fold(&p.email) != fold(email)) {
            id = PersonId::derive(&[studio.bytes(), key.as_bytes(), fold(email).as_bytes()]);
        }
        let name = if name.is_empty() { name_from(email) } else { name.to_owned() };
        Person { id, name, email: email.to_owned() }
    }

    /// A person's name; with the address only where somebody else is called so too.
    pub(super) fn name(&self, id: PersonId) -> String {
        let person = self.state.studio.people.get(&id).or_else(|| self.fresh.get(&id));
        let alone = |name: &str| self.by_name.get(&fold(name)).is_none_or(|same| same.len() < 2);
        person.filter(|p| alone(&p.name)).map_or_else(|| self.shown(id), |p| p.name.clone())
    }

    /// A person's name, with the address where it is known.
    pub(super) fn shown(&self, id: PersonId) -> String {
        let person = self.state.studio.people.get(&id).or_else(|| self.fresh.get(&id));
        person.map_or_else(String::new, |p| {
            if p.email.is_empty() { p.name.clone() } else { format!("{} <{}>", p.name, p.email) }
        })
    }
}

fn parse(text: &str) -> Named {
    let text = text.trim();
    // "Ana Ruiz <ana@example.com>"
    if let Some((name, rest)) = text.split_once('<')
        && rest.contains('@')
    {
        return Named { name: spaced(name), email: rest.trim_end_matches('>').trim().to_owned() };
    }
    if text.contains('@') && !text.contains(' ') {
        return Named { name: String::new(), email: text.to_owned() };
    }
    Named { name: spaced(&turn(text)), email: String::new() }
}

/// How many letters differ between two names; far ones are only told to be far.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    if a.len().abs_diff(b.len()) > 2 || a.len().min(b.len()) < 4 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut now = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let swap = before[j] + usize::from(left != right);
            now.push(swap.min(before[j + 1] + 1).min(now[j] + 1));
        }
        before = now;
    }
    before.last().copied().unwrap_or(usize::MAX)
}

/// Divides at "&", "/", "+" and "and".
fn and(text: &str) -> Vec<&str> {
    text.split(['&', '/', '+']).flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" AND ")).collect()
}

/// "Ruiz, Ana" as "Ana Ruiz".
fn turn(text: &str) -> String {
    match text.split_once(',') {
        Some((last, first)) if !first.contains(',') && !first.trim().is_empty() && !last.trim().is_empty() => {
            format!("{} {}", first.trim(), last.trim())
        }
        _ => text.trim().to_owned(),
    }
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name for somebody of whom only the address is known.
fn name_from(email: &str) -> String {
    let local = email.split('@').next().unwrap_or(email);
    let words = local.split(['.', '_', '-']).filter(|w| !w.is_empty()).map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    });
    spaced(&words.collect::<Vec<_>>().join(" "))
}

/// Words that stand where a person would, and mean nobody yet.
fn is_nobody(text: &str) -> bool {
    let word = names::letters(text);
    let words = ["na", "tbd", "tbc", "tba", "none", "unassigned", "nobody", "open", "notassigned", "noone"];
    let marks = |c: char| matches!(c, '-' | '–' | '—' | '?' | '.' | ' ');
    text.trim().chars().all(marks) || words.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rushes_domain::Studio;
    use std::sync::Arc;

    fn state(people: &[(&str, &str)]) -> State {
        let people = (1..)
            .zip(people)
            .map(|(n, (name, email))| {
                let id = PersonId::new([n; 16]);
                (id, Person { id, name: (*name).into(), email: (*email).into() })
            })
            .collect();
        let mut state = State::default();
        state.studio = Arc::new(Studio { people, ..Studio::default() });
        state
    }

    #[track_caller]
    fn check(cell: &str, expect: &[&str]) {
        let state = state(&[("Ana Ruiz", "ana@example.com"), ("Ben Okafor", ""), ("Ana Petit", "")]);
        let mut people = People::new(&state, &[], &BTreeMap::new(), std::iter::once(cell));
        let found = people.read(cell).unwrap();
        let mut names: Vec<String> = found.iter().map(|id| people.shown(*id)).collect();
        names.sort();
        assert_eq!(names, expect, "{cell}");
    }

    #[test]
    fn cells_name_people_in_many_ways() {
        for cell in
            ["Ben Okafor", "ben okafor", "Ben", "BO", "B. Okafor", "Ben O.", "Okafor", "Okafor, Ben", " Ben  Okafor "]
        {
            check(cell, &["Ben Okafor"]);
        }
        let both = &["Ana Ruiz <ana@example.com>", "Ben Okafor"];
        for cell in [
            "Ana Ruiz, Ben Okafor",
            "Ana Ruiz; Ben Okafor",
            "Ana Ruiz/Ben",
            "Ana Ruiz & Ben",
            "Ana Ruiz\nBen Okafor",
            "Ana Ruiz and Ben Okafor",
            "ana@example.com, BO",
            "Ruiz, Ana; Okafor, Ben",
            "Ana Ruiz <ANA@example.com>; Ben",
        ] {
            check(cell, both);
        }
        check("New Person, Ben", &["Ben Okafor", "New Person"]);
        check("carla.di-maggio@example.com", &["Carla Di Maggio <carla.di-maggio@example.com>"]);
        for cell in ["", "-", "TBD", "n/a", "unassigned", "?"] {
            check(cell, &[]);
        }
    }

    #[test]
    fn a_first_name_of_two_people_is_asked_for() {
        let state = state(&[("Ana Ruiz", ""), ("Ana Petit", "")]);
        let mut people = People::new(&state, &[], &BTreeMap::new(), std::iter::empty());
        let wrong = people.read("Ana").unwrap_err();
        assert!(wrong.why.contains("Ana Ruiz or Ana Petit"), "{wrong:?}");
        let asked = people.questions();
        assert_eq!((asked.len(), asked[0].candidates.len(), asked[0].is_open()), (1, 2, true));
        assert!(people.read("12").is_err());
    }

    #[test]
    fn first_names_mean_people_named_in_full_elsewhere_and_addresses_come_along() {
        let state = state(&[]);
        let contacts = [Contact { name: "Ana Ruiz".into(), email: "ana@example.com".into() }];
        let cells = ["Ana", "Ana Ruiz"];
        let mut people =
            People::new(&state, &contacts, &BTreeMap::from([("boss".into(), "Ana Ruiz".into())]), cells.into_iter());
        let one = people.read("Ana").unwrap();
        assert_eq!(one, people.read("Ana Ruiz").unwrap());
        assert_eq!(one, people.read("Boss").unwrap());
        let added = people.added(&one);
        assert_eq!((added.len(), added[0].email.as_str()), (1, "ana@example.com"));
    }
}
