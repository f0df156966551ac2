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

/// Opens the window and stays until it is closed.
///
/// # Errors
/// Where there is no display, or no graphics device.
pub fn run(options: WindowOptions) -> Result<(), anyhow::Error> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Rushes")
        .with_app_id("rushes")
        .with_icon(egui::IconData::default())
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([720.0, 480.0])
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
    fn people_read_what_happened_and_no_paths() {
        let told = "winit EventLoopError: os error at /some/where/mod.rs:788: Failed to open connection to X server.";
        assert_eq!(super::reason(told), "Failed to open connection to X server.");
        assert_eq!(super::reason("no graphics device"), "no graphics device");
    }
}
