//! Thumbnails on the graphics device: asked for by content, made in the background, the least used let go.

use crate::kit::{self, Theme, icon};
use egui::{ColorImage, Context, Painter, Rect, TextureHandle, TextureOptions};
use rushes_domain::{Attachment, MediaHash, MediaKind};
use std::collections::HashMap;

/// How large a thumbnail is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ThumbSize {
    /// For rows: 128 pixels on the longer side.
    Row,
    /// For cards: 512 pixels on the longer side.
    Card,
}

impl ThumbSize {
    /// The longer side, in pixels.
    #[must_use]
    pub fn pixels(self) -> u32 {
        match self {
            Self::Row => 128,
            Self::Card => 512,
        }
    }
}

/// Which thumbnail.
pub type ThumbKey = (MediaHash, ThumbSize);

/// Bytes of thumbnails kept on the graphics device.
const KEPT_BYTES: usize = 192 << 20;
/// Requests put out at once; the rest is asked for again while it is still seen.
const MOST_ASKED: usize = 24;
/// Thumbnails uploaded in one frame.
const UPLOADS_A_FRAME: usize = 8;

enum State {
    Asked,
    Here {
        texture: TextureHandle,
        used: u64,
    },
    /// The file has not arrived yet.
    Away,
    /// The file is here and no picture can be made of it.
    Broken,
}

/// What became of a request.
#[derive(Debug)]
pub enum ThumbOutcome {
    /// The picture.
    Picture(ColorImage),
    /// The file has not arrived yet.
    Away,
    /// No picture can be made of it.
    Broken,
}

/// The thumbnails.
#[derive(Default)]
pub struct Thumbs {
    known: HashMap<ThumbKey, State>,
    wanted: Vec<ThumbKey>,
    asked: usize,
    waiting: Vec<(ThumbKey, ColorImage)>,
    frame: u64,
    bytes: usize,
}

impl Thumbs {
    /// A thumbnail, if it is here; else it is asked for.
    pub fn get(&mut self, hash: MediaHash, size: ThumbSize) -> Option<TextureHandle> {
        let key = (hash, size);
        match self.known.get_mut(&key) {
            Some(State::Here { texture, used }) => {
                *used = self.frame;
                return Some(texture.clone());
            }
            Some(_) => {}
            None if self.asked < MOST_ASKED => {
                self.known.insert(key, State::Asked);
                self.wanted.push(key);
                self.asked += 1;
            }
            None => {}
        }
        // The other size stands in until this one comes.
        let other = if size == ThumbSize::Row { ThumbSize::Card } else { ThumbSize::Row };
        match self.known.get_mut(&(hash, other)) {
            Some(State::Here { texture, used }) => {
                *used = self.frame;
                Some(texture.clone())
            }
            _ => None,
        }
    }

    /// Paints a file's thumbnail into a box, or what stands for it.
    pub fn paint(
        &mut self,
        painter: &Painter,
        rect: Rect,
        file: Option<&Attachment>,
        (size, fit, radius): (ThumbSize, kit::Fit, u8),
        theme: &Theme,
    ) {
        let Some(file) = file else {
            kit::picture_placeholder(painter, rect, None, radius, theme);
            return;
        };
        match self.get(file.hash, size) {
            Some(texture) => {
                kit::paint_picture(painter, rect, &texture, fit, radius, theme);
                if file.kind == MediaKind::Video && rect.height() > 60.0 {
                    paint_play(painter, rect);
                }
            }
            None => {
                let glyph = match self.known.get(&(file.hash, size)) {
                    Some(State::Away) => icon::CLOUD_ARROW_DOWN,
                    Some(State::Broken) => icon::WARNING,
                    _ if file.kind == MediaKind::Video => icon::FILM_STRIP,
                    _ => icon::IMAGE,
                };
                kit::picture_placeholder(painter, rect, Some(glyph), radius, theme);
            }
        }
    }

    /// What is to be made in the background, asked for since the last call.
    pub(crate) fn take_wanted(&mut self) -> Vec<ThumbKey> {
        std::mem::take(&mut self.wanted)
    }

    /// A request that could not be put out after all.
    pub(crate) fn give_up(&mut self, key: ThumbKey) {
        self.known.remove(&key);
        self.asked = self.asked.saturating_sub(1);
    }

    /// What became of a request.
    pub(crate) fn settle(&mut self, key: ThumbKey, outcome: ThumbOutcome) {
        self.asked = self.asked.saturating_sub(1);
        match outcome {
            ThumbOutcome::Picture(image) => self.waiting.push((key, image)),
            ThumbOutcome::Away => drop(self.known.insert(key, State::Away)),
            ThumbOutcome::Broken => drop(self.known.insert(key, State::Broken)),
        }
    }

    /// Uploads what has come, a few each frame, and lets go of what has long not been seen.
    pub(crate) fn begin_frame(&mut self, ctx: &Context) {
        self.frame += 1;
        for (key, image) in self.waiting.drain(..self.waiting.len().min(UPLOADS_A_FRAME)) {
            self.bytes += bytes_of(image.size);
            let texture = ctx.load_texture(format!("thumb {}", key.0), image, TextureOptions::LINEAR);
            self.known.insert(key, State::Here { texture, used: self.frame });
        }
        if !self.waiting.is_empty() {
            ctx.request_repaint();
        }
        if self.bytes > KEPT_BYTES {
            self.let_go();
        }
    }

    /// Files may have arrived: those that had not are asked for again.
    pub(crate) fn retry_away(&mut self) {
        self.known.retain(|_, s| !matches!(s, State::Away));
    }

    /// Another studio: nothing of the old one is kept.
    pub(crate) fn clear(&mut self) {
        *self = Self { frame: self.frame, ..Self::default() };
    }

    fn let_go(&mut self) {
        let mut ages: Vec<(u64, ThumbKey, usize)> = self
            .known
            .iter()
            .filter_map(|(key, state)| match state {
                State::Here { texture, used } if *used + 1 < self.frame => {
                    Some((*used, *key, bytes_of(texture.size())))
                }
                _ => None,
            })
            .collect();
        ages.sort_unstable_by_key(|(used, ..)| *used);
        for (_, key, bytes) in ages {
            if self.bytes <= KEPT_BYTES / 2 {
                break;
            }
            self.known.remove(&key);
            self.bytes = self.bytes.saturating_sub(bytes);
        }
    }
}

fn bytes_of([width, height]: [usize; 2]) -> usize {
    width * height * 4
}

fn paint_play(painter: &Painter, rect: Rect) {
    let at = rect.left_bottom() + egui::vec2(18.0, -18.0);
    painter.circle_filled(at, 11.0, egui::Color32::from_black_alpha(150));
    let font = kit::font::icons_fill(12.0);
    painter.text(at, egui::Align2::CENTER_CENTER, icon::PLAY, font, egui::Color32::WHITE);
}
