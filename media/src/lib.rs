//! Pictures and video for Rushes: probe, decode, exact frames, thumbnails, comparison.
//!
//! - [`probe()`] tells what a file is, by its content.
//! - [`decode_still`] gives a still's own values ([`Picture`]); [`Picture::to_display`] what a screen shows.
//! - [`FrameIndex`] tells which frames a video has; [`VideoReader`] gives any of them by its number,
//!   counted from 0 in presentation order, pixel for pixel as the `ffmpeg` program decodes it.
//! - [`thumbnail()`], [`encode_png`], [`encode_jpeg`] and [`write_png`] make small pictures and files.
//! - [`diff()`] says how far two files are apart.
//! - [`worker`] does all this in a process of its own, under limits of memory and time.
//!
//! Files are expected to be hostile. Sizes are checked against [`Limits`] before anything is allocated, a
//! panic in a decoding library costs one file, and what arrives from outside belongs in the worker, which
//! also survives what a library cannot: an abort. This crate knows none of the others.

mod aspect;
mod cancel;
mod decode;
mod diff;
mod encode;
mod error;
mod limits;
mod picture;
mod probe;
mod rational;
mod raw_path;
mod resize;
mod sniff;
mod still;
mod thumbnail;
mod transfer;
mod video;
pub mod worker;

pub use aspect::Aspect;
pub use cancel::Cancel;
pub use diff::{Diff, diff, diff_cancellable, diff_pictures};
pub use encode::{encode_jpeg, encode_png, write_png};
pub use error::MediaError;
pub use limits::Limits;
pub use picture::{DisplayPicture, Picture, Pixels};
pub use probe::{LayerInfo, MediaInfo, MediaKind, probe, probe_with_index};
pub use rational::Rational;
pub use still::{decode_layer, decode_still};
pub use thumbnail::{shrink, thumbnail};
pub use video::{ColourTags, FrameIndex, VideoReader};
pub use worker::{Answer, Job, OpenClip, Sandbox, Worker};
