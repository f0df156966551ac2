//! Sheets as studios keep them.
