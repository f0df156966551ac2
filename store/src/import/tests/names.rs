//! The same sheet in another form of Unicode, case, width and spaces makes nothing.

use super::*;

const SHEET: &str = "Deliverable,Type,Description,Client notes,Modeling,Modeling Artist,Artist E-mail\n\
    Café façade,Décor,Façade côté rue,Plus doux,wip,Zoë Müller,zoe@studio.example\n\
    Ångström,Décor,,,wip,Renée Ñandú,\n\
    ガラス 01,Prop,,,,ﾊﾅｺ,\n";

/// Another way to write a text: accents apart, as a Mac does; or shouted, in full width, with spaces that do not
/// break.
fn spelled(text: &str, how: u8) -> String {
    match how {
        0 => rushes_domain::names::apart(text).into_owned(),
        1 => rushes_domain::names::apart(text).replace(' ', "\u{a0}\u{200b} "),
        _ => text
            .replace("Café", "ＣＡＦＥ\u{301}")
            .replace("ガ", "ｶﾞ")
            .replace("ﾊﾅｺ", "ハナコ")
            .replace("Zoë Mü", "ZOE\u{308}  MÜ"),
    }
}

#[test]
fn a_sheet_spelled_otherwise_creates_nothing() {
    let mut memory = Memory::new();
    let file = TextFile::new("nfc.csv", SHEET);
    let first = preview(&memory, &file.path, None, false);
    assert_eq!((told(&first), first.created), (Vec::new(), 3));
    memory.submit(first.command.unwrap());
    let (people, comments) = (memory.state.studio.people.len(), memory.called("café façade").comments.len());
    for how in 0..3 {
        let file = TextFile::new("nfd.csv", spelled(SHEET, how));
        let again = preview(&memory, &file.path, None, false);
        assert_eq!((told(&again), again.created), (Vec::new(), 0), "{how}");
        if how == 0 {
            assert_eq!((again.updated, again.unchanged), (0, 3), "another form alone is no change");
        }
        if let Some(command) = again.command {
            memory.submit(command);
        }
        if how == 0 {
            assert_eq!(memory.called("café façade").comments.len(), comments, "nothing is said twice");
        }
        assert_eq!(memory.state.deliverables().count(), 3, "{how}");
        assert_eq!(memory.state.studio.people.len(), people, "{how}: nobody is there twice");
    }
    assert!(memory.state.twins().is_empty() && memory.state.studio.twins().is_empty());
}

#[test]
fn a_name_in_two_forms_in_one_sheet_is_there_twice() {
    let memory = Memory::new();
    let file = TextFile::new("two.csv", "Name,Type\nCafé,Prop\nCafe\u{301},Prop\n");
    let found = preview(&memory, &file.path, None, false);
    assert_eq!(told(&found).len(), 1, "{:?}", told(&found));
}
