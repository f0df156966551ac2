//! Where the socket of a home is.

use interprocess::local_socket::{GenericFilePath, GenericNamespaced, Name, prelude::*};
use rushes_domain::Id;
use std::{
    io,
    path::{Path, PathBuf},
};

/// The longest path a socket may have on every Unix, in bytes (`sun_path` has 104 on some).
const LONGEST: usize = 100;

/// A socket's place.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// A file in the home.
    File(PathBuf),
    /// A name that follows from the home's path, where a file cannot be.
    Named(String),
}

impl Place {
    /// Of a home, given by its canonical path.
    pub(super) fn of(home: &Path) -> Self {
        let file = home.join("rushes.sock");
        if cfg!(unix) && file.as_os_str().len() <= LONGEST {
            return Self::File(file);
        }
        let id = Id::derive("socket", &[home.as_os_str().as_encoded_bytes()]);
        Self::Named(format!("rushes-{id}.sock"))
    }

    pub(super) fn name(&self) -> io::Result<Name<'_>> {
        match self {
            Self::File(path) => path.as_path().to_fs_name::<GenericFilePath>(),
            Self::Named(name) => name.as_str().to_ns_name::<GenericNamespaced>(),
        }
    }

    /// Takes away what a process that was killed has left. Only who holds the home may.
    pub(super) fn clear(&self) {
        if let Self::File(path) = self {
            // Nothing there is as well.
            let _ = std::fs::remove_file(path);
        }
    }

    /// Lets nobody but the owner in.
    pub(super) fn close_to_others(&self) -> io::Result<()> {
        #[cfg(unix)]
        if let Self::File(path) = self {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
        }
        Ok(())
    }
}

/// Whether the other end is the same user: names outside of files have no permissions.
pub(super) fn same_user(stream: &LocalSocketStream) -> bool {
    #[cfg(unix)]
    {
        let mine = rustix::process::geteuid().as_raw();
        stream.peer_creds().is_ok_and(|creds| creds.euid() == Some(mine))
    }
    #[cfg(not(unix))]
    {
        // A named pipe is made with the default rights: its owner and administrators.
        let _ = stream;
        true
    }
}
