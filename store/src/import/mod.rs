//! Bringing in sheets.
