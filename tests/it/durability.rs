//! A short run of the durability script; `make durability` does 200 kills.

use std::process::Command;

#[test]
fn what_was_acknowledged_survives_kills() {
    let run = Command::new(env!("CARGO_BIN_EXE_durability")).arg("6").output().unwrap();
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && told.contains("all there"), "{told}");
}
