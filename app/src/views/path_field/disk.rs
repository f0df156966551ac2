//! What the disk says of a path that was typed. Reads the disk: not for the window's thread.

use std::{
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

/// What a path is typed for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// Files that are there: one, or several in one paste.
    Files,
    /// One file that is there.
    File,
    /// A folder that is there.
    Folder,
    /// A file or a folder that is there.
    Either,
    /// A file to be written: its folder is there.
    NewFile,
    /// A folder to be written into: a new one, or an empty one.
    EmptyFolder,
}

/// The paths that were typed, or why nothing can be done with them, as a sentence.
pub(super) fn look(typed: &str, wanted: Wanted) -> Result<Vec<PathBuf>, String> {
    let whole = path_of(typed);
    let Some(problem) = problem(&whole, wanted) else { return Ok(vec![whole]) };
    // Several paths come with quotes around each, or with a space between: a field of one line has no line breaks.
    let several = if wanted == Wanted::Files { split(typed) } else { Vec::new() };
    if several.len() < 2 {
        return Err(problem);
    }
    match several.iter().find_map(|path| self::problem(path, wanted)) {
        None => Ok(several),
        Some(problem) => Err(problem),
    }
}

/// One path as people write and paste it: with quotes, with `~`, or as the address that file managers copy.
fn path_of(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let bare = ['"', '\''].into_iter().find_map(|q| typed.strip_prefix(q)?.strip_suffix(q)).unwrap_or(typed);
    if let Some(address) = bare.strip_prefix("file://") {
        let decoded = decoded(address);
        // `file:///C:/shots` leads to `C:/shots`.
        let drive = decoded.as_bytes().get(2) == Some(&b':');
        return PathBuf::from(if drive { decoded.trim_start_matches('/') } else { &decoded });
    }
    match bare.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\'])) {
        Some(rest) => match directories::BaseDirs::new() {
            Some(dirs) => dirs.home_dir().join(rest.trim_start_matches(['/', '\\'])),
            None => PathBuf::from(bare),
        },
        None => PathBuf::from(bare),
    }
}

/// `%20` is a space (RFC 3986, section 2.1).
fn decoded(address: &str) -> String {
    let bytes = address.as_bytes();
    let (mut out, mut i) = (Vec::with_capacity(bytes.len()), 0);
    while i < bytes.len() {
        let pair = bytes.get(i + 1..i + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.filter(|_| bytes[i] == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                i += 3;
            }
            None => {
                out.push(bytes[i]);
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Several paths in one text.
fn split(typed: &str) -> Vec<PathBuf> {
    let typed = typed.trim();
    if let Some(quote) = typed.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        return typed.split(quote).map(str::trim).filter(|p| !p.is_empty()).map(path_of).collect();
    }
    // Each begins at the root: a space within a name is followed by something else.
    let mut found = Vec::new();
    let mut rest = typed;
    while let Some(at) = [" /", " file://", "\n"].iter().filter_map(|mark| rest.find(mark)).min() {
        found.push(path_of(&rest[..at]));
        rest = &rest[at + 1..];
    }
    found.push(path_of(rest));
    found
}

/// Why a path is not what is wanted; nothing where it is.
fn problem(path: &Path, wanted: Wanted) -> Option<String> {
    if !path.is_absolute() {
        return Some("Write the whole path, from the top folder on.".to_owned());
    }
    match fs::metadata(path) {
        Ok(found) => there(path, wanted, &found),
        Err(error) if error.kind() == ErrorKind::NotFound => absent(path, wanted),
        Err(error) => Some(unreadable(path, &error)),
    }
}

fn there(path: &Path, wanted: Wanted, found: &fs::Metadata) -> Option<String> {
    match wanted {
        Wanted::File | Wanted::Files if found.is_dir() => {
            Some("This is a folder. Write the path of a file in it.".to_owned())
        }
        Wanted::Either if found.is_dir() => fs::read_dir(path).err().map(|error| unreadable(path, &error)),
        Wanted::NewFile if found.is_dir() => Some("This is a folder. Add the name of the file to it.".to_owned()),
        Wanted::File | Wanted::Files | Wanted::Either | Wanted::NewFile if !found.is_file() => {
            Some("This is no plain file, so nothing can be read from it.".to_owned())
        }
        Wanted::Folder | Wanted::EmptyFolder if !found.is_dir() => {
            Some("This is a file. Write the path of a folder.".to_owned())
        }
        Wanted::File | Wanted::Files | Wanted::Either => File::open(path).err().map(|error| unreadable(path, &error)),
        Wanted::NewFile => None,
        Wanted::Folder => fs::read_dir(path).err().map(|error| unreadable(path, &error)),
        Wanted::EmptyFolder => match fs::read_dir(path).map(|mut entries| entries.next().is_some()) {
            Ok(false) => None,
            Ok(true) => Some("This folder is not empty. Add the name of a new one to it.".to_owned()),
            Err(error) => Some(unreadable(path, &error)),
        },
    }
}

/// Nothing is there: what is missing, and since which folder.
fn absent(path: &Path, wanted: Wanted) -> Option<String> {
    let missing = path.ancestors().skip(1).take_while(|folder| !folder.exists()).last();
    if let Some(missing) = missing {
        return Some(format!("There is no folder {}.", missing.display()));
    }
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
    match wanted {
        Wanted::File | Wanted::Files => Some(format!("There is no file \"{name}\" in {folder}.")),
        Wanted::Either => Some(format!("There is nothing called \"{name}\" in {folder}.")),
        Wanted::Folder => Some(format!("There is no folder \"{name}\" in {folder}.")),
        Wanted::NewFile | Wanted::EmptyFolder => None,
    }
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => format!("You may not read {}. Ask whoever it belongs to.", path.display()),
        ErrorKind::NotADirectory => "A file stands in this path where a folder should be.".to_owned(),
        ErrorKind::InvalidFilename => "No file can have a name this long.".to_owned(),
        _ => format!("{} cannot be read: {error}.", path.display()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_missing_is_named_for_every_kind_of_path() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name).display().to_string();
        fs::write(at("a.png"), b"a").unwrap();
        fs::create_dir(at("empty")).unwrap();
        let said = |name: &str, wanted| look(&at(name), wanted).err();
        for wanted in [Wanted::Files, Wanted::File] {
            assert_eq!(said("a.png", wanted), None);
            assert!(said("b.png", wanted).unwrap().starts_with("There is no file \"b.png\" in "));
            assert!(said("no/such/b.png", wanted).unwrap().ends_with("no."), "the first folder that is missing");
            assert!(said("empty", wanted).unwrap().starts_with("This is a folder."));
            assert!(said("a.png/b.png", wanted).is_some());
            assert!(said(&"long".repeat(2_000), wanted).is_some());
            assert!(look("shots/a.png", wanted).unwrap_err().starts_with("Write the whole path"));
        }
        assert_eq!(said("new.tar", Wanted::NewFile), None);
        assert!(said("no/new.tar", Wanted::NewFile).unwrap().starts_with("There is no folder "));
        assert!(said("empty", Wanted::NewFile).is_some());
        assert_eq!((said("empty", Wanted::EmptyFolder), said("new", Wanted::EmptyFolder)), (None, None));
        assert!(look(&dir.path().display().to_string(), Wanted::EmptyFolder).unwrap_err().contains("not empty"));
        assert!(said("a.png", Wanted::EmptyFolder).is_some());
        for name in ["empty", "a.png"] {
            assert_eq!(said(name, Wanted::Either), None);
        }
        assert!(said("b", Wanted::Either).unwrap().starts_with("There is nothing called \"b\""));
        assert_eq!(said("empty", Wanted::Folder), None);
        assert!(said("new", Wanted::Folder).unwrap().starts_with("There is no folder \"new\""));
    }

    #[test]
    #[cfg(unix)]
    fn what_is_no_file_is_not_opened() {
        assert!(look("/dev/zero", Wanted::File).is_err());
        let dir = tempfile::tempdir().unwrap();
        let socket = dir.path().join("socket");
        let _listening = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(look(&socket.display().to_string(), Wanted::NewFile).is_err());
    }

    #[test]
    fn paths_are_read_as_they_are_pasted() {
        let dir = tempfile::tempdir().unwrap();
        let names = ["a b.png", "c.png"].map(|name| dir.path().join(name));
        for name in &names {
            fs::write(name, b"x").unwrap();
        }
        let [spaced, plain] = names.clone().map(|name| name.display().to_string());
        let found = |typed: &str| look(typed, Wanted::Files);
        for typed in [
            format!("  {spaced} "),
            format!("\"{spaced}\""),
            format!("'{spaced}'"),
            format!("file://{}", spaced.replace(' ', "%20")),
        ] {
            assert_eq!(found(&typed), Ok(vec![names[0].clone()]), "{typed}");
        }
        for typed in [format!("{spaced} {plain}"), format!("\"{spaced}\" \"{plain}\""), format!("{spaced}\n{plain}")] {
            assert_eq!(found(&typed), Ok(names.to_vec()), "{typed}");
        }
        assert!(found(&format!("{spaced} {plain}x")).unwrap_err().contains("c.pngx"));
        assert_eq!(path_of("file:///C:/shots/a.png"), PathBuf::from("C:/shots/a.png"));
        assert_eq!(decoded("100%"), "100%");
        let own = directories::BaseDirs::new().unwrap().home_dir().join("shots");
        assert_eq!(path_of("~/shots"), own);
    }
}
