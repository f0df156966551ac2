//! Pictures to files, for thumbnails, exported frames and rendered reviews.

use std::io::Write;
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

use crate::{DisplayPicture, MediaError};

/// A picture as PNG, 8-bit RGB.
pub fn encode_png(picture: &DisplayPicture) -> Result<Vec<u8>, MediaError> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(&rgb(picture), picture.width, picture.height, ExtendedColorType::Rgb8)
        .map_err(|error| MediaError::unsupported(error.to_string()))?;
    Ok(bytes)
}

/// A picture as JPEG; `quality` from 1 to 100.
pub fn encode_jpeg(picture: &DisplayPicture, quality: u8) -> Result<Vec<u8>, MediaError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100))
        .write_image(&rgb(picture), picture.width, picture.height, ExtendedColorType::Rgb8)
        .map_err(|error| MediaError::unsupported(error.to_string()))?;
    Ok(bytes)
}

/// Writes a picture as PNG so that `path` holds either the whole of it or what was there before.
pub fn write_png(path: &Path, picture: &DisplayPicture) -> Result<(), MediaError> {
    write_whole(path, &encode_png(picture)?)
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), MediaError> {
    let io = |error: std::io::Error| MediaError::io(path, &error);
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".writing-");
    #[cfg(unix)]
    {
        // What an ordinary new file gets; the user's mask still applies.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    file.persist(path).map_err(|error| MediaError::io(path, &error.error))?;
    Ok(())
}

fn rgb(picture: &DisplayPicture) -> Vec<u8> {
    picture.rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect()
}
