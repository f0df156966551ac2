//! What runs beside the window, job by job. Each tells the window what came of it.

pub mod care;
pub mod dialogs;
pub mod opening;
pub mod publishing;
pub mod search;
pub mod settings;
pub mod sheet;
pub mod taking_in;
pub mod thumbs;
