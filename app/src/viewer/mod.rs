//! Looking at pictures and clips: decoding away from the window's thread, pan and zoom over tiles, marks,
//! and exact frames.
//!
//! Nothing here knows rounds or feedback: [`crate::views::review`] says what to show and what marks mean.

pub mod camera;
pub mod canvas;
pub mod clip;
pub mod draw;
pub mod jobs;
pub mod marks;
mod overview;
pub mod paint;
pub mod player;
pub mod pyramid;
pub mod still;
pub mod tiles;
pub mod video;

use self::{
    canvas::Canvas,
    clip::{Clip, Wish},
    jobs::Jobs,
    player::{FrameTimes, Player},
    pyramid::Pyramid,
    still::StillLoad,
    tiles::Tiles,
};
use egui::Context;
use rushes_domain::{MediaHash, MediaKind};
use rushes_media::FrameIndex;
use std::{path::PathBuf, sync::Arc};

/// How many threads decode.
const THREADS: usize = 2;

/// What there is to say instead of a picture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Absent {
    /// Nothing was chosen.
    Nothing,
    /// The file has not arrived on this device.
    Away,
    /// It is being decoded.
    Coming,
    /// It cannot be shown: why, as a sentence.
    Failed(String),
}

enum Loaded {
    Nothing,
    Away,
    Still(StillLoad),
    Clip(Clip),
}

/// A file that is looked at.
pub struct Viewer {
    /// What the pointer and the wheel do.
    pub canvas: Canvas,
    /// Which frame of a clip is shown.
    pub player: Player,
    /// The tiles on the graphics device.
    pub tiles: Tiles,
    jobs: Option<Jobs>,
    file: Option<MediaHash>,
    loaded: Loaded,
    /// The last picture of this file that could be shown, and the frame it is: it stays until the next one comes.
    last: Option<(u64, Arc<Pyramid>)>,
}

impl Default for Viewer {
    fn default() -> Self {
        Self {
            canvas: Canvas::default(),
            player: Player::default(),
            tiles: Tiles::default(),
            jobs: None,
            file: None,
            loaded: Loaded::Nothing,
            last: None,
        }
    }
}

impl Viewer {
    /// Looks at a file; `find` says where it lies, once it is here. Asked for anew in each frame.
    pub fn look_at(
        &mut self,
        ctx: &Context,
        file: Option<(MediaHash, MediaKind)>,
        find: &dyn Fn(MediaHash) -> Option<PathBuf>,
    ) {
        let hash = file.map(|(hash, _)| hash);
        let again = matches!(self.loaded, Loaded::Away);
        if hash == self.file && !again {
            return;
        }
        let Some((hash, kind)) = file else {
            *self = Self { jobs: self.jobs.take(), ..Self::default() };
            return;
        };
        let Some(path) = find(hash) else {
            if !again || self.file != Some(hash) {
                self.forget(hash);
                self.loaded = Loaded::Away;
            }
            return;
        };
        let jobs = self.jobs(ctx).clone();
        self.forget(hash);
        self.loaded = match kind {
            MediaKind::Image => Loaded::Still(StillLoad::start(&jobs, path)),
            MediaKind::Video => Loaded::Clip(Clip::open(&jobs, path)),
        };
    }

    fn jobs(&mut self, ctx: &Context) -> &Jobs {
        let ctx = ctx.clone();
        self.jobs.get_or_insert_with(|| Jobs::new(THREADS, move || ctx.request_repaint()))
    }

    /// Keeps the threads busy until what it gives is dropped.
    #[cfg(test)]
    pub(crate) fn busy(&mut self, ctx: &Context) -> impl Sized + use<> {
        let jobs = self.jobs(ctx).clone();
        let hold = || {
            let (go, gate) = std::sync::mpsc::sync_channel::<()>(0);
            let (told, begun) = std::sync::mpsc::sync_channel(1);
            let ticket = jobs.ask(move |_| {
                let _ = told.send(());
                let _ = gate.recv();
            });
            assert!(begun.recv().is_ok(), "the threads work");
            (go, ticket)
        };
        std::array::from_fn::<_, THREADS, _>(|_| hold())
    }

    /// Nothing of another file stays on the screen. The camera stays where it is: rounds of one picture are compared
    /// by switching between them.
    fn forget(&mut self, hash: MediaHash) {
        if self.file.replace(hash) != Some(hash) {
            self.last = None;
        }
        self.canvas.drawing.cancel();
        self.canvas.hot = None;
        self.player.pause();
    }

    /// Takes what has come, and moves a playing clip on. `now_s` is the window's clock, in seconds.
    pub fn advance(&mut self, ctx: &Context, now_s: f64) {
        match &mut self.loaded {
            Loaded::Nothing | Loaded::Away => {}
            Loaded::Still(load) => {
                if let Some(jobs) = &self.jobs {
                    load.poll(jobs);
                }
                if let StillLoad::Here(still) = load {
                    let new = self.last.as_ref().is_none_or(|(_, p)| p.id != still.pyramid.id);
                    if new {
                        self.last = Some((0, Arc::clone(&still.pyramid)));
                    }
                }
            }
            Loaded::Clip(clip) => {
                let Some(Ok(index)) = clip.index() else { return };
                self.player.tick(&*index, now_s);
                let count = FrameTimes::count(&*index);
                if self.player.frame() >= count {
                    // The clip before this one was longer.
                    self.player.seek(count, count);
                }
                let frame = self.player.frame();
                clip.want(Wish::of(&self.player));
                let shown = self.last.as_ref().map(|(n, _)| *n);
                let best = match clip.get(frame) {
                    Some(Ok(picture)) => Some((frame, picture)),
                    Some(Err(_)) => None,
                    // Better a late picture than none while playing.
                    None if self.player.is_playing() => clip.latest(shown, frame, self.player.speed() < 0),
                    None => None,
                };
                if let Some(best) = best
                    && self.last.as_ref().is_none_or(|(_, p)| p.id != best.1.id)
                {
                    self.tiles.keep_only(&[best.1.id]);
                    self.last = Some(best);
                }
                if let Some(wait) = self.player.next_in_s(&*index, now_s) {
                    ctx.request_repaint_after_secs(wait as f32);
                }
            }
        }
    }

    /// The picture to paint, and the frame it is: the one wanted, or the last good one while that comes.
    #[must_use]
    pub fn picture(&self) -> Option<(u64, &Arc<Pyramid>)> {
        self.last
            .as_ref()
            .map(|(n, p)| (*n, p))
            .filter(|_| !matches!(self.absent(), Some(Absent::Failed(_) | Absent::Away)))
    }

    /// What to say instead of the wanted picture, while it is not there.
    #[must_use]
    pub fn absent(&self) -> Option<Absent> {
        match &self.loaded {
            Loaded::Nothing => Some(Absent::Nothing),
            Loaded::Away => Some(Absent::Away),
            Loaded::Still(StillLoad::Coming(..)) => Some(Absent::Coming),
            Loaded::Still(StillLoad::Failed(why)) => Some(Absent::Failed(why.clone())),
            Loaded::Still(StillLoad::Here(_)) => None,
            Loaded::Clip(clip) => match clip.index() {
                None => Some(Absent::Coming),
                Some(Err(why)) => Some(Absent::Failed(why)),
                Some(Ok(_)) => match clip.get(self.player.frame()) {
                    Some(Ok(_)) => None,
                    Some(Err(why)) => Some(Absent::Failed(why)),
                    None => Some(Absent::Coming),
                },
            },
        }
    }

    /// Whether the picture on the screen is the wanted one.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.absent().is_none()
    }

    /// Whether there is a picture of the file, and it is still being read: nothing of it can be judged yet. Once a
    /// frame of a clip was seen, that one can.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        self.last.is_none() && self.absent() == Some(Absent::Coming)
    }

    /// The frames of the clip looked at, once known.
    #[must_use]
    pub fn index(&self) -> Option<Arc<FrameIndex>> {
        match &self.loaded {
            Loaded::Clip(clip) => clip.index()?.ok(),
            _ => None,
        }
    }

    /// How many frames there are to step through, where a clip is looked at.
    #[must_use]
    pub fn frames(&self) -> Option<u64> {
        self.index().map(|index| FrameTimes::count(&*index))
    }

    /// The value of a pixel in the file's own units, as a line.
    #[must_use]
    pub fn value_at(&self, [x, y]: [u32; 2]) -> Option<String> {
        match &self.loaded {
            Loaded::Still(StillLoad::Here(still)) => still.picture.value_text(x, y),
            Loaded::Clip(_) => {
                let [r, g, b] = self.last.as_ref()?.1.rgb_at(x, y)?;
                Some(format!("R {r}  G {g}  B {b}"))
            }
            _ => None,
        }
    }

    /// The colour of a pixel as it is shown.
    #[must_use]
    pub fn shown_at(&self, [x, y]: [u32; 2]) -> Option<[u8; 3]> {
        self.last.as_ref()?.1.rgb_at(x, y)
    }
}
