//! The device's clock and its source of randomness, for those who may use them.

use rushes_domain::{Date, Timestamp};

/// 16 random bytes, for an id.
///
/// # Panics
/// When the operating system has no randomness to give, which it always has once it is up.
#[must_use]
pub fn fresh() -> [u8; 16] {
    random()
}

/// Random bytes from the operating system.
#[allow(clippy::expect_used)]
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // No key and no id may be made without randomness; there is no way on.
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// Now, by this device's clock.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_millisecond())
}

/// The day it is where this device is.
#[must_use]
pub fn today() -> Date {
    jiff::Zoned::now().date()
}
