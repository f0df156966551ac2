//! Video through FFmpeg: a frame index from packets, and exact access to any frame by its number.

mod cache;
pub(crate) mod container;
mod convert;
mod decoder;
mod index;
mod orientation;
mod reader;
mod scan;
pub(crate) mod single;
mod tags;

pub use index::FrameIndex;
pub use reader::VideoReader;
pub use tags::ColourTags;
