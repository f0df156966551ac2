//! Pictures in another size.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use crate::{DisplayPicture, MediaError};

/// How values between pixels are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    /// Lanczos, 3 lobes: for making smaller.
    Sharp,
    /// Catmull-Rom: for stretching, without rings.
    Smooth,
}

/// The picture in `width` x `height` pixels.
pub(crate) fn resized(
    picture: &DisplayPicture,
    width: u32,
    height: u32,
    filter: Filter,
) -> Result<DisplayPicture, MediaError> {
    if (picture.width, picture.height) == (width, height) {
        return Ok(picture.clone());
    }
    let fault = |error: &dyn std::error::Error| MediaError::unsupported(error.to_string());
    let source =
        ImageRef::new(picture.width, picture.height, &picture.rgba, PixelType::U8x4).map_err(|error| fault(&error))?;
    let mut target = Image::new(width, height, PixelType::U8x4);
    let filter = match filter {
        Filter::Sharp => FilterType::Lanczos3,
        Filter::Smooth => FilterType::CatmullRom,
    };
    // The pictures are opaque: no need to weigh by alpha.
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(false);
    Resizer::new().resize(&source, &mut target, &options).map_err(|error| fault(&error))?;
    let mut rgba = target.into_vec();
    rgba.iter_mut().skip(3).step_by(4).for_each(|a| *a = 255);
    Ok(DisplayPicture { width, height, rgba })
}
