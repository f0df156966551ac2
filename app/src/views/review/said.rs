//! Words for numbers.

use rushes_domain::{FeedbackStep, Verdict};

/// A size as people read it: `812 bytes`, `1.4 MB`.
pub(super) fn bytes(count: u64) -> String {
    let units = ["KB", "MB", "GB", "TB"];
    if count < 1000 {
        return format!("{count} bytes");
    }
    let (mut value, mut unit) = (count as f64 / 1000.0, 0);
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    if value < 10.0 { format!("{value:.1} {}", units[unit]) } else { format!("{value:.0} {}", units[unit]) }
}

/// A clip's length: `0:04.2`, `1:02:03.0`.
pub(super) fn length(ms: u64) -> String {
    let (minutes, seconds) = (ms / 60_000, (ms % 60_000) as f64 / 1000.0);
    if minutes >= 60 {
        format!("{}:{:02}:{seconds:04.1}", minutes / 60, minutes % 60)
    } else {
        format!("{minutes}:{seconds:04.1}")
    }
}

/// What somebody did with an item.
pub(super) fn step_done(step: FeedbackStep) -> &'static str {
    match step {
        FeedbackStep::Start => "began",
        FeedbackStep::Resolve => "resolved it",
        FeedbackStep::Verify => "verified it",
        FeedbackStep::Reopen => "reopened it",
    }
}

/// The word on a step's button.
pub(super) fn step_word(step: FeedbackStep) -> &'static str {
    match step {
        FeedbackStep::Start => "Start",
        FeedbackStep::Resolve => "Resolve",
        FeedbackStep::Verify => "Verify",
        FeedbackStep::Reopen => "Reopen",
    }
}

/// What a decision asks for, as a note's hint.
pub(super) fn note_hint(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "A word to the artist, if you like",
        Verdict::Changes => "What has to change, beyond the feedback",
        Verdict::Reject => "Why it has to be made anew (needed)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_lengths_read_well() {
        assert_eq!(
            [0, 999, 1000, 1_449_000, 999_600, 31_000_000, u64::MAX].map(bytes),
            ["0 bytes", "999 bytes", "1.0 KB", "1.4 MB", "1.0 MB", "31 MB", "18446744 TB"]
        );
        assert_eq!([0, 4200, 62_000, 3_723_000].map(length), ["0:00.0", "0:04.2", "1:02.0", "1:02:03.0"]);
    }
}
