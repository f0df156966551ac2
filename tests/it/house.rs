//! The house: who may use whom, and how long a file may get.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The workspace crates a manifest names as dependencies.
fn used_by(manifest: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(manifest)).unwrap();
    let dependencies = text.split("[dependencies]").nth(1).unwrap_or_default();
    let dependencies = dependencies.split("[dev-dependencies]").next().unwrap();
    dependencies
        .lines()
        .filter_map(|l| l.split(['.', ' ', '=']).next())
        .filter(|name| {
            *name == "rushes" || name.starts_with("rushes-") || name.starts_with("egui") || *name == "eframe"
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn crates_use_only_those_below_them() {
    let table: [(&str, &[&str]); 4] = [
        ("store/domain/Cargo.toml", &[]),
        ("store/Cargo.toml", &["rushes-domain"]),
        ("sync/Cargo.toml", &["rushes-domain", "rushes-store"]),
        ("media/Cargo.toml", &[]),
    ];
    for (manifest, allowed) in table {
        for used in used_by(manifest) {
            assert!(allowed.contains(&used.as_str()), "{manifest} may not use {used}");
        }
    }
}

#[test]
fn no_source_file_is_longer_than_people_read() {
    let mut folders: Vec<PathBuf> =
        ["store", "sync", "media", "app", "tests"].into_iter().map(|f| root().join(f)).collect();
    let mut long = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let lines = std::fs::read_to_string(&path).unwrap().lines().count();
                if lines > 500 {
                    long.push(format!("{} has {lines} lines", path.display()));
                }
            }
        }
    }
    assert!(long.is_empty(), "split these: {long:#?}");
}
