//! Paths on their way to the worker and back: as text, and where a name is no text, as its bytes.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::path::{Path, PathBuf};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Told {
    Text(String),
    Bytes(Vec<u8>),
}

pub(crate) fn serialize<S: Serializer>(path: &Path, to: S) -> Result<S::Ok, S::Error> {
    match path.to_str() {
        Some(text) => Told::Text(text.to_owned()),
        None => Told::Bytes(bytes(path)),
    }
    .serialize(to)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PathBuf, D::Error> {
    Ok(match Told::deserialize(from)? {
        Told::Text(text) => text.into(),
        Told::Bytes(bytes) => path(bytes),
    })
}

#[cfg(unix)]
fn bytes(path: &Path) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec()
}

#[cfg(unix)]
fn path(bytes: Vec<u8>) -> PathBuf {
    <std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
fn path(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::{Job, MediaError};

    #[test]
    fn a_name_that_is_no_text_arrives_as_it_is() {
        for name in [&b"plate.png"[..], b"pl\xe4tte.png", "\u{e9}\n.png".as_bytes()] {
            let path = super::path(name.to_vec());
            let job = Job::Derive { path: path.clone(), max_side: 1, out: path.join("out") };
            let told = serde_json::to_string(&job).unwrap();
            assert_eq!(serde_json::from_str::<Job>(&told).unwrap(), job);
            let error = MediaError::NotFound { path };
            let told = serde_json::to_string(&error).unwrap();
            assert_eq!(serde_json::from_str::<MediaError>(&told).unwrap(), error);
        }
    }
}
