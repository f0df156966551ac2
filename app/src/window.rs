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
        .map_err(|error| anyhow::anyhow!("the window could not be opened: {error}"))
}
