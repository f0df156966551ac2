//! Exact fractions for frame rates and time bases.

use serde::{Deserialize, Serialize};

/// A positive fraction, such as 24000/1001 frames per second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rational {
    /// Numerator.
    pub num: i32,
    /// Denominator.
    pub den: i32,
}

impl Rational {
    /// A fraction of two positive numbers, in lowest terms; `None` otherwise.
    pub fn new(num: i32, den: i32) -> Option<Self> {
        if num <= 0 || den <= 0 {
            return None;
        }
        let (mut a, mut b) = (num, den);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Some(Self { num: num / a, den: den / a })
    }

    /// The value as a floating-point number.
    pub fn as_f64(self) -> f64 {
        f64::from(self.num) / f64::from(self.den)
    }
}

impl std::fmt::Display for Rational {
    /// "24", or "23.976" with three decimals where the fraction is not whole.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{:.3}", self.as_f64()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lowest_terms_and_names() {
        assert_eq!(Rational::new(48, 2), Some(Rational { num: 24, den: 1 }));
        assert_eq!(Rational::new(0, 1), None);
        assert_eq!(Rational { num: 24_000, den: 1001 }.to_string(), "23.976");
        assert_eq!(Rational { num: 25, den: 1 }.to_string(), "25");
    }
}
