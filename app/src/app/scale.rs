//! How large everything in the window is: chosen on each device, and never so large that a page has no room.

use super::App;
use egui::{Context, Vec2, ViewportCommand};

/// As the screen asks for, in percent.
pub const USUAL: u16 = 100;
/// What there is to choose from, in percent.
const STEPS: [u16; 12] = [70, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300, 400];
/// The smallest window that pages are made for, in points.
pub const LEAST: Vec2 = Vec2::new(720.0, 480.0);

/// To another size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// The next larger one.
    Larger,
    /// The next smaller one.
    Smaller,
    /// What the screen asks for.
    Usual,
}

impl Step {
    /// The size after this step, in percent.
    #[must_use]
    pub fn from(self, now: u16) -> u16 {
        match self {
            Self::Larger => STEPS.into_iter().find(|step| *step > now).unwrap_or(now),
            Self::Smaller => STEPS.into_iter().rev().find(|step| *step < now).unwrap_or(now),
            Self::Usual => USUAL,
        }
    }
}

impl App {
    /// Everything takes the chosen size, in the next frame.
    pub(super) fn take_scale(&self, ctx: &Context) {
        // The window has keys of its own for this, which are kept and in the cheat sheet.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let window = ctx.content_rect().size() * ctx.zoom_factor();
        ctx.set_zoom_factor(factor(self.settings.scale, window));
    }
}

impl App {
    /// On a screen without room for the usual window it takes all that the desktop leaves: only the desktop knows how
    /// much that is. Once, when the window opens.
    pub(super) fn fit_screen(&mut self, ctx: &Context) {
        if self.fitted {
            return;
        }
        let Some(screen) = ctx.input(|i| i.viewport().monitor_size) else { return };
        self.fitted = true;
        if let Some(size) = crate::window::fitted(screen * ctx.zoom_factor()) {
            // Where nobody manages windows, and when it is made small again.
            ctx.send_viewport_cmd(ViewportCommand::InnerSize(size / ctx.zoom_factor()));
            ctx.send_viewport_cmd(ViewportCommand::Maximized(true));
        }
    }
}

/// How large everything is in a window of this size, which is in points at 100 %: what was chosen, and less where a page
/// would have less room than the smallest it is made for.
fn factor(chosen: u16, window: Vec2) -> f32 {
    let chosen = f32::from(chosen.clamp(STEPS[0], STEPS[STEPS.len() - 1])) / 100.0;
    let room = (window / LEAST).min_elem().max(1.0);
    chosen.min(room)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;

    #[test]
    fn steps_go_to_both_ends_and_no_further() {
        let mut seen = vec![USUAL];
        for _ in 0..20 {
            seen.push(Step::Larger.from(seen[seen.len() - 1]));
        }
        assert_eq!((seen[1], seen[2], seen[20]), (110, 125, 400));
        assert_eq!(Step::Smaller.from(70), 70);
        assert_eq!(Step::Smaller.from(123), 110, "also from what is no step");
        assert_eq!(Step::Usual.from(250), USUAL);
    }

    #[test]
    fn a_page_keeps_the_room_it_is_made_for() {
        assert!((factor(200, vec2(3840.0, 2160.0)) - 2.0).abs() < 1e-6);
        assert!((factor(400, vec2(1440.0, 960.0)) - 2.0).abs() < 1e-6);
        assert!((factor(200, LEAST) - 1.0).abs() < 1e-6);
        assert!((factor(70, vec2(300.0, 200.0)) - 0.7).abs() < 1e-6, "smaller is always possible");
        assert!((factor(0, LEAST) - 0.7).abs() < 1e-6, "whatever the file says");
    }
}
