//! What stands around every page: sidebar, top bar, palette, toasts.

pub mod devices;
pub mod keys;
pub mod over;
pub mod palette;
pub mod sidebar;
pub mod sync_chip;
pub mod toasts;
pub mod top_bar;
mod tray;
