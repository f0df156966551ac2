//! `rushes media`: files as such, without a studio.

use super::{
    error::{CliError, media_hint},
    output::{Output, as_text},
};
use clap::Subcommand;
use rushes_media::{Answer, Job, MediaError, MediaInfo, MediaKind, Sandbox, Worker};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What can be done with a picture or a clip.
#[derive(Debug, Subcommand)]
pub(super) enum MediaCommand {
    /// Tell what a file is, by its content.
    Info {
        /// A picture or a clip.
        file: PathBuf,
    },
    /// Write one frame as PNG.
    Frame {
        /// A picture or a clip.
        file: PathBuf,
        /// Which, counted from 0 in presentation order.
        frame: u64,
        /// Where to.
        out: PathBuf,
        /// Which layer of an OpenEXR file; `media info` lists them.
        #[arg(long)]
        layer: Option<String>,
    },
    /// Write a small picture that stands for the file.
    Thumbnail {
        /// A picture or a clip.
        file: PathBuf,
        /// Where to.
        out: PathBuf,
        /// The longer side at most, in pixels.
        #[arg(long, default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=8192))]
        size: u32,
        /// Which layer of an OpenEXR file; `media info` lists them.
        #[arg(long)]
        layer: Option<String>,
    },
    /// Compare two files pixel by pixel.
    Diff {
        /// One.
        a: PathBuf,
        /// The other.
        b: PathBuf,
    },
}

pub(super) fn run(cwd: &Path, command: MediaCommand) -> Result<Output, CliError> {
    let worker = Worker::new();
    match command {
        MediaCommand::Info { file } => {
            let file = cwd.join(file);
            let info = probe(&worker, &file)?;
            Ok(Output::new(document(&info), described(&info)))
        }
        MediaCommand::Frame { file, frame, out, layer } => {
            let (file, out) = (cwd.join(file), cwd.join(out));
            let job = Job::Frame { path: file.clone(), frame, layer, out: out.clone() };
            let (width, height) = written(&worker, &file, &job)?;
            let document =
                json!({"file": as_text(&file), "frame": frame, "out": as_text(&out), "width": width, "height": height});
            Ok(Output::new(document, format!("Wrote frame {frame}, {width} x {height}, to {}.", out.display())))
        }
        MediaCommand::Thumbnail { file, out, size, layer } => {
            let (file, out) = (cwd.join(file), cwd.join(out));
            let job = Job::Thumbnail { path: file.clone(), max_side: size, layer, out: out.clone() };
            let (width, height) = written(&worker, &file, &job)?;
            let document = json!({"file": as_text(&file), "out": as_text(&out), "width": width, "height": height});
            Ok(Output::new(document, format!("Wrote {width} x {height} to {}.", out.display())))
        }
        MediaCommand::Diff { a, b } => {
            let (a, b) = (cwd.join(a), cwd.join(b));
            // One after the other first: so it is told which of them is at fault.
            for file in [&a, &b] {
                probe(&worker, file)?;
            }
            let diff = crate::reading::diff(&a, &b)?;
            let text = if diff.same {
                "The same, pixel for pixel.".to_owned()
            } else {
                format!(
                    "Different: {} pixels in {} of {} frames, by at most {} of 255.",
                    diff.different_pixels, diff.different_frames, diff.frames, diff.max_difference
                )
            };
            Ok(Output::new(json!(diff), text))
        }
    }
}

fn named(file: &Path) -> impl Fn(MediaError) -> CliError + '_ {
    move |error| match &error {
        MediaError::NotFound { .. } | MediaError::Io { .. } => error.into(),
        _ => CliError::new(error.code(), format!("{}: {error}", file.display()), media_hint(&error)),
    }
}

fn probe(worker: &Worker, file: &Path) -> Result<MediaInfo, CliError> {
    match worker.run(&Job::Probe { path: file.to_owned() }, &Sandbox::default()).map_err(named(file))? {
        Answer::Info { info } => Ok(info),
        _ => Err(astray()),
    }
}

fn written(worker: &Worker, file: &Path, job: &Job) -> Result<(u32, u32), CliError> {
    match worker.run(job, &Sandbox::default()).map_err(named(file))? {
        Answer::Written { width, height } => Ok((width, height)),
        _ => Err(astray()),
    }
}

fn astray() -> CliError {
    CliError::new("io", "The media worker answered something else", "Try again.")
}

/// As a document: `fps` a number for reading, `fps_exact` the fraction.
fn document(info: &MediaInfo) -> Value {
    let mut document = json!(info);
    document["kind"] = json!(if info.kind == MediaKind::Video { "video" } else { "image" });
    document["fps"] = json!(info.fps.map(rushes_media::Rational::as_f64));
    document["fps_exact"] = json!(info.fps.map(|f| format!("{}/{}", f.num, f.den)));
    document
}

fn described(info: &MediaInfo) -> String {
    let mut text = format!(
        "{} ({}), {} x {}, {} bit{}{}",
        info.format,
        if info.codec.is_empty() { &info.pixel_format } else { &info.codec },
        info.width,
        info.height,
        info.bit_depth,
        if info.float { " float" } else { "" },
        if info.alpha { ", with alpha" } else { "" },
    );
    if (info.stored_width, info.stored_height) != (info.width, info.height) {
        text.push_str(&format!(", stored as {} x {}", info.stored_width, info.stored_height));
    }
    if info.layers.len() > 1 {
        let names: Vec<&str> = info.layers.iter().map(|layer| layer.name.as_str()).collect();
        text.push_str(&format!(", layers {}", names.join(", ")));
    }
    if info.kind == MediaKind::Video {
        let fps = info.fps.map_or_else(|| "?".to_owned(), |f| f.to_string());
        let seconds = info.duration_ms as f64 / 1000.0;
        text.push_str(&format!(", {} frames at {fps} a second, {seconds:.3} s", info.frames));
        if info.variable_rate {
            text.push_str(", variable rate");
        }
        if info.missing_frames > 0 {
            text.push_str(&format!(", cut short: {} frames are missing", info.missing_frames));
        }
    }
    text.push_str(&format!(", colours as {}: {}", info.colour.input, info.colour.reason));
    text
}
