//! Reports on paper: what people take along, print, or send to who has no Rushes.

pub mod feedback_pdf;
mod paper;

pub use feedback_pdf::{ReportError, Written};
