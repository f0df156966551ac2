//! The native window.

use crate::app::App;
use rushes_domain::StudioId;
use std::path::PathBuf;

/// What to open the window on.
#[derive(Clone, Debug, Default)]
pub struct WindowOptions {
    /// The data directory.
    pub home: PathBuf,
    /// On the sample studio, made on first use.
    pub demo: bool,
    /// At this place: `CODE/Deliverable/Stage@3`, or an id.
    pub open: Option<String>,
    /// This studio rather than the one used last.
    pub studio: Option<StudioId>,
}

/// How large the window is at first, in points.
const FIRST: egui::Vec2 = egui::Vec2::new(1440.0, 900.0);
/// What desktops keep of a screen for their panels and the window's own frame, in points.
const KEPT: egui::Vec2 = egui::Vec2::new(64.0, 112.0);

/// The window's first size on a screen that has no room for the usual one; nothing where it has. Both in points.
pub(crate) fn fitted(screen: egui::Vec2) -> Option<egui::Vec2> {
    let room = (screen - KEPT).max(egui::Vec2::ZERO);
    let fits = FIRST.x <= room.x && FIRST.y <= room.y;
    (!fits).then(|| FIRST.min(room).max(crate::app::scale::LEAST.min(screen)))
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// Where there is no display, or no graphics device.
pub fn run(options: WindowOptions) -> Result<(), anyhow::Error> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Rushes")
        .with_app_id("rushes")
        .with_icon(egui::IconData::default())
        .with_inner_size(FIRST)
        .with_min_inner_size(crate::app::scale::LEAST)
        .with_drag_and_drop(true);
    let native = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    eframe::run_native("rushes", native, Box::new(move |cc| Ok(Box::new(App::new(cc, options)))))
        .map_err(|error| anyhow::anyhow!("the window could not be opened: {}", reason(&error.to_string())))
}

/// What happened, without where in a library's source it was noticed.
fn reason(told: &str) -> &str {
    let behind = told.rsplit_once(".rs:").and_then(|(_, rest)| rest.split_once(": "));
    behind.map_or(told, |(_, why)| why)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_first_window_fits_the_screen() {
        use super::fitted;
        use egui::vec2;
        assert_eq!(fitted(vec2(1920.0, 1080.0)), None);
        assert_eq!(fitted(vec2(3840.0, 2160.0)), None);
        for screen in [vec2(1366.0, 768.0), vec2(1440.0, 900.0), vec2(1280.0, 1024.0), vec2(1024.0, 600.0)] {
            let size = fitted(screen);
            assert!(size.is_some_and(|s| s.x < screen.x && s.y < screen.y && s.x >= 720.0 && s.y >= 480.0), "{size:?}");
        }
        assert_eq!(fitted(vec2(640.0, 400.0)), Some(vec2(640.0, 400.0)), "no larger than the screen itself");
    }

    #[test]
    fn people_read_what_happened_and_no_paths() {
        let told = "winit EventLoopError: os error at /some/where/mod.rs:788: Failed to open connection to X server.";
        assert_eq!(super::reason(told), "Failed to open connection to X server.");
        assert_eq!(super::reason("no graphics device"), "no graphics device");
    }
}
