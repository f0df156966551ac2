//! From files on disk to the attachments of a round: probed, hashed while streaming, kept once.

use crate::actions::PublishFile;
use rushes_domain::{Attachment, AttachmentId, FrameRate, MediaKind};
use rushes_media::{Answer, Job, MediaError, MediaInfo, Sandbox, Worker};
use rushes_store::{Store, StoreError};
use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

/// The media worker, and under which limits it works.
#[derive(Debug, Default)]
pub struct Bench {
    /// The child processes.
    pub worker: Worker,
    /// Their limits.
    pub sandbox: Sandbox,
}

impl Bench {
    /// Does one job in a child process, waiting for it.
    ///
    /// # Errors
    /// What the job gives.
    pub fn run(&self, job: &Job) -> Result<Answer, MediaError> {
        self.worker.run(job, &self.sandbox)
    }
}

/// Why files could not be published. Nothing of the round was recorded.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A file is no picture and no clip, or is broken.
    #[error("{}: {source}", file.display())]
    Media {
        /// Which file.
        file: PathBuf,
        /// What is wrong with it.
        source: MediaError,
    },
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A folder, or nothing, where a file was meant.
    #[error("{} is no file", file.display())]
    NoFile {
        /// What was named.
        file: PathBuf,
    },
}

/// What is being done to which file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step<'a> {
    /// Which file.
    pub file: &'a Path,
    /// Bytes done, of all files together.
    pub done: u64,
    /// Bytes of all files together.
    pub total: u64,
}

/// Probes every file, and only when all of them are pictures or clips takes them into the studio's media.
/// Leaves a thumbnail of each in `thumbs`, as `HASH-512.png`.
///
/// # Errors
/// The first file that cannot be published, and why; or that it was cancelled.
pub fn attachments(
    store: &Store,
    worker: &Worker,
    files: &[PublishFile],
    thumbs: &Path,
    progress: &dyn Fn(Step<'_>),
    cancel: &AtomicBool,
) -> Result<Vec<Attachment>, PublishError> {
    attachments_by(store, &|job| worker.run(job, &Sandbox::default()), files, thumbs, progress, cancel)
}

/// As [`attachments`], with the media work done as `run` does it.
///
/// # Errors
/// As [`attachments`].
pub fn attachments_by(
    store: &Store,
    run: &dyn Fn(&Job) -> Result<Answer, MediaError>,
    files: &[PublishFile],
    thumbs: &Path,
    progress: &dyn Fn(Step<'_>),
    cancel: &AtomicBool,
) -> Result<Vec<Attachment>, PublishError> {
    let mut sizes = Vec::new();
    for file in files {
        let meta = std::fs::metadata(&file.path);
        let meta = meta.ok().filter(std::fs::Metadata::is_file);
        sizes.push(meta.ok_or_else(|| PublishError::NoFile { file: file.path.clone() })?.len());
    }
    let total = sizes.iter().sum::<u64>().max(1);
    let mut known: Vec<(MediaInfo, Drawn)> = Vec::new();
    for file in files {
        stop(cancel)?;
        progress(Step { file: &file.path, done: 0, total });
        let drawn = Drawn(thumbs.join(format!("new-{}.png", hex(&rushes_store::fresh()))));
        known.push((probe(run, &file.path, &drawn.0)?, drawn));
    }
    let mut done = 0;
    let mut made = Vec::new();
    for ((file, (info, drawn)), size) in files.iter().zip(known).zip(sizes) {
        let told = |bytes: u64, _: u64| progress(Step { file: &file.path, done: done + bytes, total });
        let stored = store.media().import(&file.path, &told, cancel)?;
        done += size;
        // A thumbnail that cannot be kept is made again when it is looked at.
        let _ = std::fs::rename(&drawn.0, thumb_path(thumbs, &stored.hash.to_string()));
        made.push(attachment(file, &info, stored.hash, stored.size));
    }
    Ok(made)
}

/// A thumbnail whose file is not kept yet: gone again when it is not.
struct Drawn(PathBuf);

impl Drop for Drawn {
    fn drop(&mut self) {
        // Once it has its own name there is nothing here.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Where the thumbnail of a file lies.
#[must_use]
pub fn thumb_path(thumbs: &Path, hash: &str) -> PathBuf {
    thumbs.join(format!("{hash}-512.png"))
}

fn probe(
    run: &dyn Fn(&Job) -> Result<Answer, MediaError>,
    path: &Path,
    drawn: &Path,
) -> Result<MediaInfo, PublishError> {
    if let Some(folder) = drawn.parent() {
        let _ = std::fs::create_dir_all(folder);
    }
    let job = Job::Derive { path: path.to_path_buf(), max_side: 512, out: drawn.to_path_buf() };
    let answer = match run(&job) {
        // Where no thumbnail can be written, the file can still be published: one is made when it is looked at.
        Err(MediaError::Io { path: at, .. }) if at != path => run(&Job::Probe { path: path.to_path_buf() }),
        answer => answer,
    };
    match answer {
        Ok(Answer::Derived { info, .. } | Answer::Info { info }) if info.missing_frames > 0 => {
            let reason = format!(
                "it is cut short: {} of {} frames are missing",
                info.missing_frames,
                info.frames + info.missing_frames
            );
            Err(PublishError::Media { file: path.to_path_buf(), source: MediaError::Damaged { reason } })
        }
        Ok(Answer::Derived { info, .. } | Answer::Info { info }) => Ok(info),
        Ok(_) => Err(PublishError::Media {
            file: path.to_path_buf(),
            source: MediaError::Worker { timed_out: false, reason: "it answered something else".into() },
        }),
        Err(source) => Err(PublishError::Media { file: path.to_path_buf(), source }),
    }
}

fn stop(cancel: &AtomicBool) -> Result<(), StoreError> {
    if cancel.load(Ordering::Relaxed) { Err(StoreError::Cancelled) } else { Ok(()) }
}

fn attachment(file: &PublishFile, info: &MediaInfo, hash: rushes_domain::MediaHash, size: u64) -> Attachment {
    let video = info.kind == rushes_media::MediaKind::Video;
    Attachment {
        id: AttachmentId::new(rushes_store::fresh()),
        role: file.role,
        kind: if video { MediaKind::Video } else { MediaKind::Image },
        hash,
        name: file.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        size,
        format: info.format.clone(),
        width: info.width,
        height: info.height,
        frames: info.frames,
        fps: info.fps.and_then(|f| Some(FrameRate { num: f.num.try_into().ok()?, den: f.den.try_into().ok()? })),
        duration_ms: video.then_some(info.duration_ms),
        codec: if info.codec.is_empty() { info.pixel_format.clone() } else { info.codec.clone() },
        alpha: info.alpha,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
