//! Taking data out as sheets.
