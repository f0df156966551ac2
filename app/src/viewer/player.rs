//! Which frame of a clip is shown: stepping, shuttling, and playing by the clock. Pure.

use rushes_domain::FrameRate;
use rushes_media::FrameIndex;

/// When frames are shown.
pub trait FrameTimes {
    /// How many frames there are; at least 1.
    fn count(&self) -> u64;
    /// When a frame is shown, in milliseconds after the first.
    fn start_ms(&self, frame: u64) -> u64;
    /// The frame shown at a time in milliseconds after the first.
    fn frame_at_ms(&self, ms: u64) -> u64;
    /// How long all of it is shown, in milliseconds.
    fn duration_ms(&self) -> u64;
}

impl FrameTimes for FrameIndex {
    fn count(&self) -> u64 {
        FrameIndex::count(self).max(1)
    }

    fn start_ms(&self, frame: u64) -> u64 {
        FrameIndex::start_ms(self, frame).unwrap_or_else(|| FrameIndex::duration_ms(self))
    }

    fn frame_at_ms(&self, ms: u64) -> u64 {
        FrameIndex::frame_at_ms(self, ms)
    }

    fn duration_ms(&self) -> u64 {
        FrameIndex::duration_ms(self)
    }
}

/// The fastest shuttle, in multiples of the clip's own speed.
const MAX_SPEED: i32 = 8;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Playing {
    /// The clip's time when playing began, in milliseconds.
    from_ms: f64,
    /// The window's time when playing began, in seconds.
    since_s: f64,
    /// Multiples of the clip's own speed; backwards below 0.
    speed: i32,
}

/// Which frame is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Player {
    frame: u64,
    playing: Option<Playing>,
}

impl Player {
    /// The frame shown, counted from 0.
    #[must_use]
    pub fn frame(&self) -> u64 {
        self.frame
    }

    /// Whether it moves.
    #[must_use]
    pub fn is_playing(&self) -> bool {
        self.playing.is_some()
    }

    /// Multiples of the clip's own speed; 0 while it stands.
    #[must_use]
    pub fn speed(&self) -> i32 {
        self.playing.map_or(0, |p| p.speed)
    }

    /// Stands at a frame.
    pub fn seek(&mut self, frame: u64, count: u64) {
        *self = Self { frame: frame.min(count.max(1) - 1), playing: None };
    }

    /// Goes some frames on, or back, and stands there.
    pub fn step(&mut self, by: i64, count: u64) {
        self.seek(self.frame.saturating_add_signed(by), count);
    }

    /// Plays, or stands where it is.
    pub fn toggle(&mut self, times: &dyn FrameTimes, now_s: f64) {
        match self.playing {
            Some(_) => self.playing = None,
            None => self.start(times, now_s, 1),
        }
    }

    /// Shuttles as the keys J and L do: faster each time, and at normal speed when turning round.
    pub fn shuttle(&mut self, times: &dyn FrameTimes, now_s: f64, forward: bool) {
        let sign = if forward { 1 } else { -1 };
        let speed = self.speed();
        let next = if speed * sign > 0 { (speed * 2).clamp(-MAX_SPEED, MAX_SPEED) } else { sign };
        self.start(times, now_s, next);
    }

    /// Stands where it is.
    pub fn pause(&mut self) {
        self.playing = None;
    }

    fn start(&mut self, times: &dyn FrameTimes, now_s: f64, speed: i32) {
        let at_end = speed > 0 && self.frame + 1 >= times.count();
        let from_ms = if at_end { 0.0 } else { times.start_ms(self.frame) as f64 };
        self.playing = Some(Playing { from_ms, since_s: now_s, speed });
    }

    /// Follows the clock. Frames that cannot be shown in time are left out, so that playing never
    /// drifts; at its end the clip begins again.
    pub fn tick(&mut self, times: &dyn FrameTimes, now_s: f64) {
        let Some(playing) = self.playing else { return };
        let length = times.duration_ms().max(1) as f64;
        let passed = (now_s - playing.since_s).max(0.0) * 1000.0 * f64::from(playing.speed);
        let at = (playing.from_ms + passed).rem_euclid(length);
        // A microsecond more, so that a time that falls on a border belongs to the frame it begins.
        self.frame = times.frame_at_ms((at + 0.001) as u64).min(times.count() - 1);
    }

    /// How long until the next frame is due, in seconds, while playing.
    #[must_use]
    pub fn next_in_s(&self, times: &dyn FrameTimes, now_s: f64) -> Option<f64> {
        let playing = self.playing?;
        let length = times.duration_ms().max(1) as f64;
        let at = (playing.from_ms + (now_s - playing.since_s).max(0.0) * 1000.0 * f64::from(playing.speed))
            .rem_euclid(length);
        let border = if playing.speed > 0 { times.start_ms(self.frame + 1) } else { times.start_ms(self.frame) };
        let wait = (border as f64 - at).abs() / 1000.0 / f64::from(playing.speed.abs().max(1));
        Some(wait.clamp(0.001, 0.25))
    }
}

/// A frame's time code, `HH:MM:SS:FF` from 00:00:00:00. Rates of 30000/1001 and 60000/1001 drop numbers
/// as SMPTE ST 12-1 says, and are written with a semicolon.
#[must_use]
pub fn timecode(frame: u64, rate: FrameRate) -> String {
    let nominal = u64::from(rate.num).div_ceil(u64::from(rate.den.max(1))).max(1);
    let drops = rate.den == 1001 && nominal % 30 == 0;
    let mut number = frame;
    if drops {
        let dropped = nominal / 15;
        let minute = nominal * 60 - dropped;
        let ten = minute * 10 + dropped;
        let (tens, rest) = (frame / ten, frame % ten);
        number += dropped * 9 * tens;
        if rest >= dropped {
            number += dropped * ((rest - dropped) / minute);
        }
    }
    let (seconds, frames) = (number / nominal, number % nominal);
    let mark = if drops { ';' } else { ':' };
    format!("{:02}:{:02}:{:02}{mark}{frames:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clip of constant rate.
    struct Even {
        count: u64,
        fps: u64,
    }

    impl FrameTimes for Even {
        fn count(&self) -> u64 {
            self.count
        }
        fn start_ms(&self, frame: u64) -> u64 {
            frame * 1000 / self.fps
        }
        fn frame_at_ms(&self, ms: u64) -> u64 {
            (ms * self.fps / 1000).min(self.count - 1)
        }
        fn duration_ms(&self) -> u64 {
            self.count * 1000 / self.fps
        }
    }

    const CLIP: Even = Even { count: 100, fps: 25 };

    #[test]
    fn playing_follows_the_clock_however_seldom_it_is_painted() {
        let mut smooth = Player::default();
        let mut jerky = Player::default();
        smooth.toggle(&CLIP, 10.0);
        jerky.toggle(&CLIP, 10.0);
        for tick in 0..=200 {
            smooth.tick(&CLIP, 10.0 + f64::from(tick) * 0.01);
        }
        jerky.tick(&CLIP, 12.0);
        assert_eq!((smooth.frame(), jerky.frame()), (50, 50));
        jerky.tick(&CLIP, 14.2);
        assert_eq!(jerky.frame(), 5, "past its end it begins again");
        jerky.toggle(&CLIP, 14.2);
        jerky.tick(&CLIP, 99.0);
        assert_eq!(jerky.frame(), 5, "standing, no clock moves it");
    }

    #[test]
    fn steps_stay_within_the_clip_and_stop_it() {
        let mut player = Player::default();
        player.step(-1, 100);
        assert_eq!(player.frame(), 0);
        player.step(1, 100);
        player.step(5000, 100);
        assert_eq!(player.frame(), 99);
        player.toggle(&CLIP, 0.0);
        assert!(player.is_playing());
        player.tick(&CLIP, 0.0);
        assert_eq!(player.frame(), 0, "from the end it plays from the beginning");
        player.step(1, 100);
        assert!(!player.is_playing());
    }

    #[test]
    fn shuttling_gets_faster_and_turns_round() {
        let mut player = Player::default();
        player.seek(50, 100);
        let speeds: Vec<i32> = [true, true, true, true, true, false, false]
            .into_iter()
            .map(|forward| {
                player.shuttle(&CLIP, 0.0, forward);
                player.speed()
            })
            .collect();
        assert_eq!(speeds, [1, 2, 4, 8, 8, -1, -2]);
        player.tick(&CLIP, 0.4);
        assert_eq!(player.frame(), 30, "0.4 s backwards at twice 25 frames a second");
    }

    #[test]
    fn the_next_frame_is_waited_for_no_longer_than_needed() {
        let mut player = Player::default();
        assert_eq!(player.next_in_s(&CLIP, 0.0), None);
        player.toggle(&CLIP, 0.0);
        player.tick(&CLIP, 0.01);
        let wait = player.next_in_s(&CLIP, 0.01).unwrap_or_default();
        assert!((wait - 0.03).abs() < 1e-9, "{wait}");
    }

    #[test]
    fn timecodes() {
        let rate = |num, den| FrameRate { num, den };
        let codes: Vec<String> = [
            (0, rate(24, 1)),
            (3599 * 24 + 23, rate(24, 1)),
            (86, rate(24_000, 1001)),
            (1799, rate(30_000, 1001)),
            (1800, rate(30_000, 1001)),
            (17_982, rate(30_000, 1001)),
            (3600, rate(60_000, 1001)),
            (7, rate(0, 0)),
        ]
        .into_iter()
        .map(|(frame, rate)| timecode(frame, rate))
        .collect();
        assert_eq!(
            codes,
            [
                "00:00:00:00",
                "00:59:59:23",
                "00:00:03:14",
                "00:00:59;29",
                "00:01:00;02",
                "00:10:00;00",
                "00:01:00;04",
                "00:00:07:00"
            ]
        );
    }
}
