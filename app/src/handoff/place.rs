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

    /// Whether a file in this place would be this user's: it is, and so is the folder it lies in. Where nothing is, nobody
    /// listens.
    pub(super) fn is_ours(&self) -> bool {
        #[cfg(unix)]
        if let Self::File(path) = self {
            use std::os::unix::fs::MetadataExt;
            let me = rustix::process::geteuid().as_raw();
            let Ok(socket) = path.symlink_metadata() else { return true };
            // What is in a folder can be replaced by who owns the folder.
            let folder = path.parent().and_then(|p| p.metadata().ok()).map(|meta| meta.uid());
            return socket.uid() == me && folder.is_some_and(|owner| owner == me || owner == 0);
        }
        true
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

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_socket_of_another_user_is_not_ours() {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::of(dir.path());
        let Place::File(path) = &place else { panic!("the path is short") };
        assert!(place.is_ours(), "nobody listens yet");
        let _listener = std::os::unix::net::UnixListener::bind(path).unwrap();
        assert!(place.is_ours());
        // Only who may give files away can try the other.
        if std::os::unix::fs::chown(path, Some(54_321), None).is_ok() {
            assert!(!place.is_ours());
            std::os::unix::fs::chown(path, Some(rustix::process::geteuid().as_raw()), None).unwrap();
            std::os::unix::fs::chown(dir.path(), Some(54_321), None).unwrap();
            assert!(!place.is_ours(), "nor is one in a folder of another user");
        } else {
            eprintln!("not tried: this user cannot give files to another");
        }
    }
}
