//! A still, decoded away from the window's thread.

use super::{
    jobs::{Jobs, Outcome, Ticket},
    pyramid::Pyramid,
};
use crate::reading;
use rushes_media::{Cancel, MediaError, Picture};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// A still, ready to be shown.
#[derive(Debug)]
pub struct Still {
    /// As a screen shows it.
    pub pyramid: Arc<Pyramid>,
    /// With its file's own values, for the read-out.
    pub picture: Picture,
}

/// Decodes the still at `path` and cuts it up. Nothing where the work was called off.
///
/// # Errors
/// What decoding gives.
pub fn load(path: &Path, cancel: &Cancel) -> Option<Result<Still, MediaError>> {
    let picture = match reading::still(path) {
        Ok(picture) => picture,
        Err(error) => return Some(Err(error)),
    };
    if cancel.is_cancelled() {
        return None;
    }
    let shown = picture.to_display();
    let pyramid = Arc::new(Pyramid::of_still(shown.width, shown.height, &shown.rgba));
    Some(Ok(Still { pyramid, picture }))
}

/// A still on its way, or here, or refused.
#[derive(Debug)]
pub enum StillLoad {
    /// Being decoded.
    Coming(PathBuf, Ticket<Option<Result<Still, MediaError>>>),
    /// Here.
    Here(Still),
    /// Why it cannot be shown, as a sentence.
    Failed(String),
}

impl StillLoad {
    /// Asks for a still.
    #[must_use]
    pub fn start(jobs: &Jobs, path: PathBuf) -> Self {
        let wanted = path.clone();
        Self::Coming(path, jobs.ask(move |cancel| load(&wanted, cancel)))
    }

    /// Takes what has come. Returns whether something has.
    pub fn poll(&mut self, jobs: &Jobs) -> bool {
        let Self::Coming(path, ticket) = self else { return false };
        let Some(outcome) = ticket.take() else { return false };
        *self = match outcome {
            Outcome::Done(Some(Ok(still))) => Self::Here(still),
            Outcome::Done(Some(Err(error))) => Self::Failed(sentence(&error)),
            Outcome::Done(None) | Outcome::Lost => Self::start(jobs, std::mem::take(path)),
        };
        true
    }
}

/// What went wrong with a file, in sentences that people read, with what to do.
#[must_use]
pub fn sentence(error: &MediaError) -> String {
    if let MediaError::NotFound { .. } = error {
        return "It was here and is gone from this device's disk. Repair it on the page Storage: your other devices send it again.".into();
    }
    let text = crate::sentence::sentence(&error.to_string());
    format!("{text} The file is kept as it was published. Publish it again, or look at another round.")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn wait(load: &mut StillLoad, jobs: &Jobs) {
        while !load.poll(jobs) {
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_still_comes_with_its_own_values() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ramp.png");
        image::ImageBuffer::from_fn(300, 200, |x, y| image::Rgb([(x * 200) as u16, (y * 300) as u16, 65_535u16]))
            .save(&path)
            .unwrap();
        let jobs = Jobs::new(1, || {});
        let mut load = StillLoad::start(&jobs, path);
        wait(&mut load, &jobs);
        let StillLoad::Here(still) = load else { panic!("{load:?}") };
        assert_eq!(still.pyramid.size, [300, 200]);
        assert_eq!(still.picture.value_text(299, 199).unwrap(), "R 59800  G 59700  B 65535  A 65535");
        assert_eq!(still.pyramid.rgb_at(299, 199), Some([233, 232, 255]));
    }

    #[test]
    fn a_broken_file_is_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("not-a-picture.png");
        std::fs::write(&path, b"no picture at all").unwrap();
        let jobs = Jobs::new(1, || {});
        let mut load = StillLoad::start(&jobs, path);
        wait(&mut load, &jobs);
        let StillLoad::Failed(why) = load else { panic!("{load:?}") };
        assert!(why.starts_with("This file") && why.ends_with('.'), "{why}");
    }
}
