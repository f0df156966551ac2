//! Making media and asking the `ffmpeg` program about it.

use std::path::Path;
use std::process::{Command, Stdio};

use rushes_media::DisplayPicture;

/// Whether the `ffmpeg` program is there; says so where it is not.
pub(crate) fn have_ffmpeg() -> bool {
    let found = Command::new("ffmpeg")
        .arg("-version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !found {
        eprintln!("skipped: the ffmpeg program is not on the PATH");
    }
    found
}

/// Runs `ffmpeg` with arguments split at spaces; `{}` stands for `file`.
pub(crate) fn ffmpeg(args: &str, file: &Path) {
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "error", "-y", "-nostdin"])
        .args(args.split_whitespace().map(|arg| match arg {
            "{}" => file.to_str().unwrap(),
            other => other,
        }))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "ffmpeg {args}: {errors}");
}

/// Every frame of a video as the `ffmpeg` program decodes it, 8-bit RGB.
pub(crate) fn reference_frames(path: &Path, width: u32, height: u32) -> Vec<Vec<u8>> {
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "quiet", "-nostdin", "-i"])
        .arg(path)
        .args(["-map", "0:v:0", "-vsync", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
        .output()
        .unwrap();
    let size = (width * height * 3) as usize;
    assert_eq!(output.stdout.len() % size, 0, "frames of {width} x {height}");
    output.stdout.chunks(size).map(<[u8]>::to_vec).collect()
}

/// Frame `number` of a video in the form that the contract of the index names. Untagged colours are converted by the
/// matrix that we take for them, because the program always takes BT.601.
pub(crate) fn reference_frame(path: &Path, number: u64) -> Vec<u8> {
    let colour = rushes_media::probe(path).unwrap().colour;
    let hd = colour.matrix.is_none() && colour.matrix_used.as_deref() == Some("bt709");
    let scale = if hd { ",scale=in_color_matrix=bt709" } else { "" };
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "quiet", "-nostdin", "-i"])
        .arg(path)
        .args(["-vf", &format!("select=eq(n\\,{number}){scale}"), "-frames:v", "1"])
        .args(["-f", "image2pipe", "-c:v", "png", "-pix_fmt", "rgb24", "-"])
        .output()
        .unwrap();
    let image = image::load_from_memory(&output.stdout).unwrap();
    image.into_rgb8().into_raw()
}

pub(crate) fn rgb(picture: &DisplayPicture) -> Vec<u8> {
    assert!(picture.rgba.iter().skip(3).step_by(4).all(|&a| a == 255));
    let pixels = picture.rgba.chunks_exact(4);
    pixels.flat_map(|p| [p[0], p[1], p[2]]).collect()
}

/// Numbers that look random and are the same on every run (xorshift64*).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16) % bound
    }
}
