//! Pictures and video against files made on the spot, and against the `ffmpeg` program.
#![allow(clippy::unwrap_used)]

mod clips;
mod common;
mod damaged;
mod derive;
mod exr;
mod sample_data;
mod shown;
mod stills;
mod tiffs;
mod video;
