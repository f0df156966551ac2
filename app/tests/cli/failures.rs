//! What is refused, with which word and which exit status.

#![allow(clippy::unwrap_used)]

use super::support::Home;

#[test]
fn a_command_line_that_is_wrong_ends_with_2() {
    let home = Home::empty();
    for wrong in [
        &["frobnicate"][..],
        &["studio"],
        &["studio", "create"],
        &["studio", "invite", "--role", "king"],
        &["stage", "status", "AC/x/y", "sleeping"],
        &["stage", "dates", "AC/x/y", "--due", "31.12.2026"],
        &["decide", "AC/x/y@1", "maybe"],
        &["annotate", "AC/x/y@1", "--shape", "blob", "--points", "1,2", "--comment", "c"],
        &["annotate", "AC/x/y@1", "--shape", "pin", "--points", "1,2,3", "--comment", "c"],
        &["feedback", "list", "--status", "lost"],
        &["media", "frame", "a.png", "-1", "b.png"],
    ] {
        let error = home.json(wrong).error(2);
        assert_eq!(error["code"], "invalid_input", "{wrong:?}");
        let told = home.run(wrong);
        assert_eq!((told.exit, told.stdout.as_str()), (2, ""), "{wrong:?}");
    }
    assert!(!home.dir().exists(), "nothing was made");
}

#[test]
fn help_and_version_are_no_failures() {
    let home = Home::empty();
    for asked in [&["--help"][..], &["--version"], &["publish", "--help"]] {
        let ran = home.run(asked);
        assert!(ran.exit == 0 && !ran.stdout.is_empty() && ran.stderr.is_empty(), "{asked:?}: {ran:?}");
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let nowhere = Home::empty();
    assert_eq!(nowhere.json(&["project", "list"]).code(), "not_found");
    assert!(!nowhere.dir().exists(), "looking makes no home");

    let home = Home::with_project();
    home.picture("hero.png", 16, 16, [1, 2, 3]);
    for wrong in [
        &["project", "show", "XX"][..],
        &["deliverable", "list", "--project", "XX"],
        &["deliverable", "create", "Wide", "--project", "XX"],
        &["project", "create", "Other", "--code", "OT", "--pipeline", "Nope"],
        &["stage", "status", "AC/Nothing/Modeling", "in_progress"],
        &["stage", "status", "AC/Hero shot/Nothing", "in_progress"],
        &["stage", "assign", "AC/Hero shot/Modeling", "nobody@example.com"],
        &["publish", "AC/Hero shot/Nothing", "hero.png"],
        &["publish", "AC/Hero shot/Modeling", "missing.png"],
        &["comment", "AC/Hero shot/Modeling@9", "words"],
        &["comment", "AC/Hero shot/Modeling", "no round yet"],
        &["decide", "AC/Hero shot/Modeling@1", "approve"],
        &["feedback", "resolve", "aaaaaaaaaaaaaaaaaaaaaaaaaa"],
        &["feedback", "resolve", "not an id"],
        &["conflicts", "settle", "aaaaaaaaaaaaaaaaaaaaaaaaaa", "x"],
        &["log", "XX"],
        &["media", "info", "missing.png"],
        &["import", "missing.xlsx", "--project", "AC"],
        &["pipeline", "apply", "missing.json"],
        &["work", "--person", "Nobody Known"],
    ] {
        assert_eq!(home.json(wrong).code(), "not_found", "{wrong:?}");
    }
}

#[test]
fn what_the_state_does_not_allow_is_an_invalid_transition() {
    let home = Home::with_project();
    home.picture("hero.png", 16, 16, [1, 2, 3]);
    for wrong in [
        &["project", "create", "Again", "--code", "ac"][..],
        &["publish", "AC/Hero shot/Texturing", "hero.png"],
        &["stage", "status", "AC/Hero shot/Modeling", "approved"],
    ] {
        assert_eq!(home.json(wrong).code(), "invalid_transition", "{wrong:?}");
    }
    assert_eq!(home.files_under(&format!("{}/media", home.studio_part())), 0, "refused before any byte was copied");
    let forced = ["stage", "status", "AC/Hero shot/Modeling", "approved", "--force"];
    assert_eq!(home.json(&forced).code(), "invalid_input");
    let reasoned = [&forced[..], &["--reason", "delivered by mail"]].concat();
    assert_eq!(home.json(&reasoned).document()["status"], "approved");
}

#[test]
fn files_that_are_no_media_are_refused_and_leave_nothing_behind() {
    let home = Home::with_project();
    let whole = std::fs::read(home.picture("whole.png", 300, 300, [10, 20, 30])).unwrap();
    std::fs::write(home.file("cut.png"), &whole[..whole.len() / 2]).unwrap();
    std::fs::write(home.file("empty.png"), b"").unwrap();
    std::fs::write(home.file("renamed.png"), b"%PDF-1.7 no picture at all").unwrap();
    std::fs::write(home.file("notes.mp4"), b"just some words, no clip").unwrap();
    std::fs::create_dir(home.file("folder.png")).unwrap();
    for (file, code) in [
        ("cut.png", "damaged"),
        ("empty.png", "damaged"),
        ("renamed.png", "unsupported_media"),
        ("notes.mp4", "unsupported_media"),
        ("folder.png", "unsupported_media"),
    ] {
        // A good file beside a bad one is not kept either.
        let ran = home.json(&["publish", "AC/Hero shot/Modeling", "whole.png", file]);
        assert_eq!(ran.code(), code, "{file}: {}", ran.stderr);
    }
    assert_eq!(home.files_under(&format!("{}/media", home.studio_part())), 0);
    assert_eq!(home.files_under("cache"), 0);
    assert_eq!(super::support::stage(&home, "Modeling")["rounds"], 0);

    // A picture under another picture's name is what its content says.
    std::fs::copy(home.file("whole.png"), home.file("whole.jpg")).unwrap();
    let round = home.json(&["publish", "AC/Hero shot/Modeling", "whole.jpg"]).document();
    assert_eq!(round["attachments"][0]["format"], "png");
}

/// Whatever is given, a failure is one short document, and no fault of the program.
#[test]
fn hostile_arguments_are_refused_in_a_sentence() {
    let home = Home::with_project();
    let long = "x".repeat(100_000);
    for (wrong, exit) in [
        (&["project", "show", &long][..], 1),
        (&["media", "info", &long], 1),
        (&["stage", "dates", "AC/Hero shot/Modeling", "--due", &long], 2),
    ] {
        let error = home.json(wrong).error(exit);
        assert!(error["message"].as_str().unwrap().chars().count() < 2_000);
        assert!(home.run(wrong).stderr.chars().count() < 2_000, "also for people");
    }
    let told = home.run(&["project", "show", "\u{1b}[31mred"]).stderr;
    assert!(told.contains("[31mred") && !told.contains('\u{1b}'), "no orders to the terminal: {told:?}");
}

/// A result that cannot be printed is no success; a reader that has gone is no failure.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_told() {
    let home = Home::with_project();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let ran = home.command(&["project", "list", "--json"]).stdout(full).output().unwrap();
    let told = String::from_utf8(ran.stderr).unwrap();
    assert!(ran.status.code() == Some(1) && told.contains("\"code\":\"io\""), "{told}");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ran = home.command(&["project", "list"]).stdout(writer).output().unwrap();
    assert!(ran.status.success() && ran.stderr.is_empty());
}

/// A file's name need be no text.
#[cfg(unix)]
#[test]
fn files_whose_names_are_no_text_are_written() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let home = Home::with_project();
    let odd = |ending: &str| OsStr::from_bytes(&[b"\xff\xfe", ending.as_bytes()].concat()).to_owned();
    let run = |args: &[&str], last: &OsStr| -> super::support::Ran {
        home.command(args).arg(last).arg("--json").output().unwrap().into()
    };
    run(&["store", "backup"], &odd(".rushes")).document();
    run(&["export"], &odd(".csv")).document();
    run(&["export-all"], &odd("")).document();
}
