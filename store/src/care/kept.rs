//! Old data that was kept when something took its place: studios a backup replaced, databases that were made anew,
//! media files that were set aside; media files that nobody speaks of, which a kill in the middle of storing leaves; and
//! those that came for a round that never was. It takes room until somebody gives it up.

use crate::{error::StoreError, store::Store};
use serde::Serialize;
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

/// The longest that storing a file takes.
const STORING: Duration = Duration::from_secs(24 * 3600);

/// Old data that lies beside the studio.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Kept {
    /// Bytes of all of it.
    pub bytes: u64,
    /// Files and folders, with the bytes of each.
    pub entries: Vec<(PathBuf, u64)>,
}

impl Store {
    /// What was kept of this studio when something took its place.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn kept(&self) -> Result<Kept, StoreError> {
        let mut paths = Vec::new();
        let prefix = format!("{}-", self.studio());
        list(&self.home().dir().join("replaced"), &mut paths, |name| name.starts_with(&prefix))?;
        list(self.dir(), &mut paths, |name| name.starts_with("store.damaged-"))?;
        for folder in subfolders(&self.dir().join("media"))? {
            list(&folder, &mut paths, |name| name.ends_with(".damaged"))?;
            let unknown = |name: &str| name.parse().is_ok_and(|hash| self.media().path(hash).is_none());
            let mut unspoken = Vec::new();
            list(&folder, &mut unspoken, unknown)?;
            paths.extend(unspoken.into_iter().filter(|path| is_old(path)));
        }
        paths.extend(self.unused_media()?.into_iter().map(|(_, path)| path));
        let mut kept = Kept::default();
        for path in paths {
            let bytes = size(&path).map_err(StoreError::io(format!("the old data {}", path.display())))?;
            kept.bytes += bytes;
            kept.entries.push((path, bytes));
        }
        Ok(kept)
    }

    /// Gives up what was kept. Gives what it was.
    ///
    /// # Errors
    /// [`StoreError::StillMissing`] while something of the studio is missing here: it may be in there. When a file
    /// cannot be removed; what has been removed by then is gone.
    pub fn give_up_kept(&self) -> Result<Kept, StoreError> {
        let kept = self.kept()?;
        let missing = self.damaged()?.len();
        if missing > 0 && !kept.entries.is_empty() {
            return Err(StoreError::StillMissing { missing });
        }
        let unused = self.unused_media()?;
        for (path, _) in &kept.entries {
            // One that the database knows is forgotten first, unless it is wanted just now.
            if let Some((hash, _)) = unused.iter().find(|(_, at)| at == path) {
                self.media().forget(*hash, &|path| is_old(path))?;
                continue;
            }
            let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            removed.map_err(StoreError::io(format!("the old data {}", path.display())))?;
        }
        // An empty folder is of no use to anybody; one that is not stays.
        let _ = fs::remove_dir(self.home().dir().join("replaced"));
        Ok(kept)
    }
}

/// A file that is being stored lies in its place for a moment before it is spoken of.
pub(super) fn is_old(path: &Path) -> bool {
    let age = fs::metadata(path).and_then(|meta| meta.modified()).ok().and_then(|at| at.elapsed().ok());
    age.is_some_and(|age| age > STORING)
}

fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>, StoreError> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(entries.filter_map(Result::ok).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(StoreError::io(format!("the folder {}", folder.display()))(error)),
    }
}

fn list(folder: &Path, paths: &mut Vec<PathBuf>, wanted: impl Fn(&str) -> bool) -> Result<(), StoreError> {
    let found = entries(folder)?.into_iter().filter(|e| e.file_name().to_str().is_some_and(&wanted));
    paths.extend(found.map(|e| e.path()));
    Ok(())
}

fn subfolders(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    Ok(entries(folder)?.into_iter().map(|e| e.path()).filter(|p| p.is_dir()).collect())
}

/// Bytes of a file, or of all files in a folder. Links are not followed.
fn size(path: &Path) -> io::Result<u64> {
    let meta = fs::symlink_metadata(path)?;
    if !meta.is_dir() {
        return Ok(meta.len());
    }
    fs::read_dir(path)?.map(|entry| size(&entry?.path())).sum()
}
