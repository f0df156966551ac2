//! Points in time, in UTC.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z, as the writing device's clock had them. Clocks may be
/// wrong: time orders what people read, and decides nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// As RFC 3339 in UTC, whole seconds. A time outside the years -9999 to 9999 reads as its limit.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let clamped = self.0.clamp(-377_705_023_201_000, 253_402_207_200_999);
        jiff::Timestamp::from_millisecond(clamped)
            .map(|t| t.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
            .unwrap_or_default()
    }
}
