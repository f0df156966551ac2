//! Linear light to 8-bit sRGB codes, exactly and without a power function per pixel.

use std::sync::OnceLock;

struct Table {
    /// Code of the smallest value with these upper 16 bits, for values in 0..1.
    coarse: Vec<u8>,
    /// Smallest value that rounds to each code.
    threshold: [f32; 256],
}

/// The sRGB transfer function of IEC 61966-2-1, from linear light to 0..1.
pub(crate) fn encode(light: f64) -> f64 {
    if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

fn exact_code(light: f32) -> u8 {
    (encode(f64::from(light)).clamp(0.0, 1.0) * 255.0).round() as u8
}

fn build() -> Table {
    let mut threshold = [0f32; 256];
    for (code, slot) in threshold.iter_mut().enumerate().skip(1) {
        // Positive floats sort like their bits: search the bits for the first value with this code.
        let (mut below, mut at) = (0u32, 1f32.to_bits());
        while at - below > 1 {
            let middle = below + (at - below) / 2;
            if usize::from(exact_code(f32::from_bits(middle))) >= code {
                at = middle;
            } else {
                below = middle;
            }
        }
        *slot = f32::from_bits(at);
    }
    let last = (1f32.to_bits() >> 16) as usize;
    let coarse = (0..=last).map(|upper| exact_code(f32::from_bits((upper as u32) << 16))).collect();
    Table { coarse, threshold }
}

/// The 8-bit sRGB code nearest to a linear value; not-a-number and negatives give 0, above 1 gives 255.
pub(crate) fn srgb_code(light: f32) -> u8 {
    static TABLE: OnceLock<Table> = OnceLock::new();
    if light >= 1.0 {
        return 255;
    }
    if light.is_nan() || light <= 0.0 {
        return 0;
    }
    let table = TABLE.get_or_init(build);
    let mut code = table.coarse[(light.to_bits() >> 16) as usize];
    while code < 255 && light >= table.threshold[usize::from(code) + 1] {
        code += 1;
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_the_formula() {
        for step in 0..=200_000u32 {
            let light = step as f32 / 180_000.0;
            assert_eq!(srgb_code(light), exact_code(light), "light {light}");
        }
    }

    #[test]
    fn ends_are_safe() {
        assert_eq!(srgb_code(f32::NAN), 0);
        assert_eq!(srgb_code(f32::INFINITY), 255);
        assert_eq!(srgb_code(f32::NEG_INFINITY), 0);
        assert_eq!(srgb_code(f32::MIN_POSITIVE), 0);
        assert_eq!(srgb_code(1.0 - f32::EPSILON), 255);
    }
}
