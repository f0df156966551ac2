//! Commands while another process holds the home.

#![allow(clippy::unwrap_used)]

use super::support::{Home, Keeper, Ran, stage};
use std::process::{Child, Stdio};

#[test]
fn commands_work_while_another_process_holds_the_home() {
    let home = Home::with_project();
    home.picture("hero.png", 40, 30, [5, 6, 7]);
    let keeper = Keeper::start(&home);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(home.dir().join("rushes.sock")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "for its owner alone");
    }
    // Relative paths count from the folder of the caller, not of the process that does it.
    let round = home.json(&["publish", "AC/Hero shot/Modeling", "hero.png"]).document();
    assert_eq!(round["round"], 1);
    home.json(&["export", "out.csv"]).document();
    assert!(home.file("out.csv").exists());
    assert_eq!(home.json(&["decide", "AC/Hero shot/Modeling@7", "approve"]).code(), "not_found");
    assert_eq!(home.json(&["decide", "AC/Hero shot/Modeling@1", "perhaps"]).error(2)["code"], "invalid_input");
    let told = home.run(&["decide", "AC/Hero shot/Modeling@1", "approve"]);
    assert!(told.exit == 0 && told.stdout.contains("approved"), "{told:?}");
    assert_eq!(home.json(&["sync"]).code(), "conflict");
    let synced = home.json(&["sync", "--once"]).document();
    assert_eq!(synced["peers"], serde_json::json!([]));
    drop(keeper);
    // What was acknowledged there is here; the socket it left behind is no obstacle.
    assert_eq!(stage(&home, "Modeling")["status"], "approved");
}

#[test]
fn many_commands_at_once_all_come_through() {
    let home = Home::with_project();
    let started: Vec<Child> = (0..8)
        .map(|n| {
            let name = format!("Shot {n}");
            let mut command = home.command(&["deliverable", "create", &name, "--project", "AC", "--json"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for child in started {
        Ran::from(child.wait_with_output().unwrap()).document();
    }
    let listed = home.json(&["deliverable", "list", "--project", "AC"]).document();
    assert_eq!(listed.as_array().unwrap().len(), 9);
}

#[test]
fn the_command_line_goes_back_to_the_studio_that_is_open_elsewhere() {
    let home = Home::with_project();
    let first = home.json(&["studio", "list"]).document()["studios"][0]["name"].as_str().unwrap().to_owned();
    let keeper = Keeper::start(&home);
    let made = home.json(&["studio", "create", "Another", "--user", "Ana Ruiz"]).document();
    assert_eq!(made["elsewhere"], first.as_str(), "the other process stays where it is");
    assert_eq!(home.json(&["project", "list"]).document().as_array().unwrap().len(), 0);
    assert_eq!(home.json(&["sync", "--once"]).code(), "conflict", "it is the other studio that is synced");
    let back = home.json(&["studio", "use", &first]).document();
    assert_eq!((&back["name"], back.get("elsewhere")), (&serde_json::json!(first), None));
    home.json(&["sync", "--once"]).document();
    assert_eq!(home.json(&["project", "list"]).document()[0]["code"], "AC");
    assert_eq!(home.json(&["studio", "use", "Another"]).document()["name"], "Another");
    drop(keeper);
}

/// A socket's path is short on every system; a home's need not be.
#[test]
fn commands_are_handed_over_in_a_home_with_a_long_path() {
    let home = Home::called(&"deep".repeat(40));
    home.json(&["studio", "create", "Nordlicht", "--user", "Ana Ruiz"]).document();
    let keeper = Keeper::start(&home);
    home.json(&["project", "create", "Autumn campaign", "--code", "AC"]).document();
    assert_eq!(home.json(&["sync"]).code(), "conflict", "it really is held");
    drop(keeper);
    assert_eq!(home.json(&["project", "list"]).document()[0]["code"], "AC");
}

#[test]
fn the_window_is_told_when_the_command_line_goes_to_another_studio() {
    let home = Home::with_project();
    let held = rushes_store::Home::open(&home.dir()).unwrap();
    let shown = held.open_studio(held.current().unwrap()).unwrap();
    let first = shown.studio();
    let (told, chosen) = std::sync::mpsc::sync_channel(4);
    let hooks = rushes::handoff::Hooks::new(move || Some(shown.clone())).on_open(|_| ());
    let hooks = hooks.on_chosen(move |studio| told.send(studio).unwrap());
    let window = rushes::handoff::serve_with(held, hooks).unwrap();
    let made = home.run(&["studio", "create", "Another", "--user", "Ana Ruiz"]);
    assert!(made.stdout.contains("The window goes on showing") && made.stdout.contains("rushes open"), "{made:?}");
    assert_ne!(chosen.recv().unwrap(), first);
    home.json(&["project", "list"]).document();
    home.json(&["studio", "use", &first.to_string()]).document();
    assert_eq!(chosen.recv().unwrap(), first, "once for each change");
    drop(window);
}

#[test]
fn starting_again_waits_for_a_window_that_is_just_opening() {
    let home = Home::with_project();
    let held = rushes_store::Home::open(&home.dir()).unwrap();
    let mut command = home.command(&["open", "AC"]);
    let second = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(800));
    let hooks = rushes::handoff::Hooks::new(|| None).on_open(|_| ());
    let window = rushes::handoff::serve_with(held, hooks).unwrap();
    let ran = Ran::from(second.wait_with_output().unwrap());
    assert!(ran.exit == 0 && ran.stdout.contains("open already"), "{ran:?}");
    drop(window);
}

/// The window is a process that holds the home and can be asked to come forward.
#[test]
fn starting_again_raises_the_window_that_holds_the_home() {
    let home = Home::with_project();
    let held = rushes_store::Home::open(&home.dir()).unwrap();
    let (told, raised) = std::sync::mpsc::sync_channel(1);
    let hooks = rushes::handoff::Hooks::new(|| None).on_open(move |path| told.send(path).unwrap());
    let window = rushes::handoff::serve_with(held, hooks).unwrap();
    for (args, place) in [(&[][..], None), (&["open", "AC/Hero shot"], Some("AC/Hero shot".to_owned()))] {
        let ran = home.run(args);
        assert!(ran.exit == 0 && ran.stdout.contains("open already"), "{ran:?}");
        assert_eq!(raised.recv().unwrap(), place);
    }
    drop(window);
}
