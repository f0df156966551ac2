//! Files that people name: plain ones. A pipe is waited for without end, and a device has none.

use std::{
    fs::{self, File, Metadata},
    io::{self, Read},
    path::Path,
};

fn plain(meta: &Metadata) -> io::Result<()> {
    if meta.is_file() { Ok(()) } else { Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a plain file")) }
}

/// Opens a plain file for reading, also through a link.
///
/// # Errors
/// Where it is not there or cannot be read, and with the kind `InvalidInput` where it is a folder, a pipe or a device.
pub fn open(path: &Path) -> io::Result<File> {
    // Opening a pipe waits for somebody who writes into it: it is looked at before.
    plain(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    plain(&file.metadata()?)?;
    Ok(file)
}

/// Opens a plain file of a folder that came from elsewhere: a link would lead out of it.
///
/// # Errors
/// As [`open`], and also where it is a link.
pub(crate) fn open_unlinked(path: &Path) -> io::Result<File> {
    plain(&fs::symlink_metadata(path)?)?;
    open(path)
}

/// Reads a plain text file of at most so many bytes.
///
/// # Errors
/// As [`open`]; `InvalidData` where it is longer, or no text.
pub fn read_to_string(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    open(path)?.take(most + 1).read_to_string(&mut text)?;
    if text.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is too long"));
    }
    Ok(text)
}
