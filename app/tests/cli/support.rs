//! A home in a temporary folder, and the program on it.

#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

/// What one run of the program printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            exit: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// The document of a run that went well.
    #[track_caller]
    pub(crate) fn document(&self) -> Value {
        assert_eq!(self.exit, 0, "{}", self.stderr);
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {}", self.stdout))
    }

    /// The error of a run that did not, which leaves standard output empty.
    #[track_caller]
    pub(crate) fn error(&self, exit: i32) -> Value {
        assert_eq!((self.exit, self.stdout.as_str()), (exit, ""), "{}", self.stderr);
        let last = self.stderr.lines().last().unwrap_or_default();
        let document: Value = serde_json::from_str(last).unwrap_or_else(|e| panic!("{e}: {}", self.stderr));
        let error = document["error"].clone();
        for key in ["code", "message", "hint"] {
            assert!(error[key].as_str().is_some_and(|t| !t.is_empty()), "{key} in {error}");
        }
        error
    }

    /// The stable word of a failure.
    #[track_caller]
    pub(crate) fn code(&self) -> String {
        self.error(1)["code"].as_str().unwrap().to_owned()
    }
}

/// A data directory and a folder to work in.
pub(crate) struct Home {
    root: tempfile::TempDir,
    name: String,
}

impl Home {
    /// Without a studio.
    pub(crate) fn empty() -> Self {
        Self::called("home")
    }

    /// Without a studio, in a folder of this name.
    pub(crate) fn called(name: &str) -> Self {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("work")).unwrap();
        Self { root, name: name.to_owned() }
    }

    /// With a studio, a project `AC` and a deliverable `Hero shot`.
    pub(crate) fn with_project() -> Self {
        let home = Self::empty();
        home.json(&["studio", "create", "Nordlicht", "--user", "Ana Ruiz", "--email", "ana@example.com"]).document();
        home.json(&["project", "create", "Autumn campaign", "--code", "AC"]).document();
        home.json(&["deliverable", "create", "Hero shot", "--project", "AC", "--due", "2030-01-31"]).document();
        home
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.root.path().join(&self.name)
    }

    /// Where the program runs: relative paths count from here.
    pub(crate) fn work(&self) -> PathBuf {
        self.root.path().join("work")
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.work().join(name)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rushes"));
        command
            .args(args)
            .current_dir(self.work())
            .env("RUSHES_HOME", self.dir())
            .env_remove("RUSHES_LOG")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.command(args).output().unwrap().into()
    }

    pub(crate) fn json(&self, args: &[&str]) -> Ran {
        let mut all = args.to_vec();
        all.push("--json");
        self.run(&all)
    }

    /// A picture of one colour.
    pub(crate) fn picture(&self, name: &str, width: u32, height: u32, colour: [u8; 3]) -> PathBuf {
        let path = self.file(name);
        image::RgbImage::from_pixel(width, height, image::Rgb(colour)).save(&path).unwrap();
        path
    }

    /// How many files lie anywhere under a folder of the home.
    pub(crate) fn files_under(&self, part: &str) -> usize {
        count(&self.dir().join(part))
    }

    /// The folder of the only studio, relative to the home.
    pub(crate) fn studio_part(&self) -> String {
        let mut entries = std::fs::read_dir(self.dir().join("studios")).unwrap();
        format!("studios/{}", entries.next().unwrap().unwrap().file_name().to_string_lossy())
    }
}

fn count(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries.flatten().map(|e| if e.path().is_dir() { count(&e.path()) } else { 1 }).sum()
}

/// The named stage of the only deliverable that is listed.
#[track_caller]
pub(crate) fn stage(home: &Home, name: &str) -> Value {
    let listed = home.json(&["deliverable", "list", "--project", "AC"]).document();
    let stages = listed[0]["stages"].as_array().unwrap().clone();
    stages.into_iter().find(|s| s["name"] == name).unwrap()
}

/// A process that keeps the network of a home, until it is dropped.
pub(crate) struct Keeper(Child);

impl Keeper {
    pub(crate) fn start(home: &Home) -> Self {
        let mut child = home.command(&["sync"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        lines.read_line(&mut line).unwrap();
        assert!(line.starts_with("Syncing"), "{line}");
        // Read on, so that it never waits for us.
        std::thread::spawn(move || lines.lines().for_each(drop));
        Self(child)
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
