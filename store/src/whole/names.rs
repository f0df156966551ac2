//! Names of files that every system takes, each once.

use rushes_domain::names;
use std::collections::BTreeSet;

/// The most letters of one part of a path.
const MOST: usize = 80;

/// A name as a part of a path: without what some system does not take.
pub(super) fn safe(name: &str) -> String {
    let plain: String = name
        .chars()
        .take(MOST)
        .map(|c| if c.is_alphanumeric() || " -_.()+,&@#".contains(c) { c } else { '_' })
        .collect();
    let plain = plain.trim_matches([' ', '.']).to_owned();
    let stem = plain.split('.').next().unwrap_or_default().to_lowercase();
    let device = ["con", "prn", "aux", "nul"].contains(&stem.as_str())
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|c: char| c.is_ascii_digit()));
    if plain.is_empty() || device { format!("_{plain}") } else { plain }
}

/// Names given out so far, whatever their case.
#[derive(Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// A path that has not been given out: numbered where it has.
    pub(super) fn free(&mut self, folder: &str, stem: &str, ending: &str) -> String {
        let named = |number: u32| {
            let name = if number == 1 { format!("{stem}{ending}") } else { format!("{stem}-{number}{ending}") };
            if folder.is_empty() { name } else { format!("{folder}/{name}") }
        };
        (1..).map(named).find(|path| self.0.insert(names::same(path))).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ones_that_every_system_takes() {
        assert_eq!(safe("Hero: wide/close"), "Hero_ wide_close");
        assert_eq!(safe("../../etc"), "_.._etc");
        assert_eq!(safe("con"), "_con");
        assert_eq!(safe("COM1.png"), "_COM1.png");
        assert_eq!(safe("..."), "_");
        assert_eq!(safe("Größe 4"), "Größe 4");
        assert_eq!(safe(&"x".repeat(500)).len(), MOST);
    }

    #[test]
    fn no_name_is_given_out_twice() {
        let mut names = Names::default();
        assert_eq!(names.free("a", "B", ".png"), "a/B.png");
        assert_eq!(names.free("a", "b", ".png"), "a/b-2.png");
        assert_eq!(names.free("", "b", ""), "b");
    }
}
