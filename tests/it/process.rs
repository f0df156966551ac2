//! The program as scripts run it.

use serde_json::Value;
use std::{
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A device: a home of its own, worked on by processes.
pub struct Device {
    pub home: TempDir,
}

impl Device {
    pub fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rushes-under-test"));
        command.arg("--home").arg(self.home.path()).arg("--json").args(arguments).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a command that succeeds prints.
    pub fn ok(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {:?} {errors}", output.status);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{arguments:?}: {e}"))
    }

    /// The error code of a command that is refused.
    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
        let text = String::from_utf8_lossy(&output.stderr);
        let line = text.lines().rev().find(|l| l.starts_with("{\"error\"")).unwrap_or_else(|| panic!("{text}"));
        let error: Value = serde_json::from_str(line).unwrap();
        error["error"]["code"].as_str().unwrap().to_owned()
    }

    /// A process that goes on.
    pub fn start(&self, arguments: &[&str]) -> Running {
        Running(self.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }
}

/// Killed when it goes.
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A still with some content, as a PNG.
pub fn png(path: &Path, shade: u8) {
    image::RgbImage::from_fn(96, 64, |x, y| image::Rgb([shade, x as u8, y as u8])).save(path).unwrap();
}

/// Two devices exchange all they have.
pub fn together(ada: &Device, ben: &Device) {
    let _listening = ada.start(&["sync"]);
    let began = Instant::now();
    while ben.ok(&["sync", "--once"])["peers"].as_array().unwrap().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(60), "the devices do not find each other");
    }
}
