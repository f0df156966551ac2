//! Mappings that a project keeps: written down, found again by name, and chosen by themselves when
//! the same headers come again.

use super::{
    error::ImportError,
    grid::{Grid, column_letters},
    layout::{self, words::plain},
    mapping::Mapping,
};
use rushes_domain::{Project, SheetMap, names};
use std::collections::HashMap;

/// A mapping that was found again.
#[derive(Clone, PartialEq, Debug)]
pub struct Recalled {
    /// Its name.
    pub name: String,
    /// What it says, for the sheet at hand.
    pub mapping: Mapping,
}

/// Writes a mapping down as a project keeps it: without what is true of one file only.
#[must_use]
pub fn keep(mapping: &Mapping) -> String {
    let mut kept = mapping.clone();
    kept.sheet = None;
    for column in &mut kept.columns {
        column.why.clear();
    }
    serde_json::to_string(&kept).unwrap_or_default()
}

/// The mapping a project keeps whose headers are those of the sheet, whatever their order and wherever
/// they are; the one kept last, where there are several.
#[must_use]
pub fn recall(project: &Project, grid: &Grid) -> Option<Recalled> {
    let mut maps: Vec<&SheetMap> = project.sheet_maps.iter().collect();
    maps.sort_by_key(|m| std::cmp::Reverse((m.kept, m.id)));
    maps.into_iter().find_map(|map| {
        let mapping = fit(&read(map).ok()?, grid)?;
        Some(Recalled { name: map.name.clone(), mapping })
    })
}

/// The mapping of this name, fitted to the sheet's headers where they are the same.
///
/// # Errors
/// When the project keeps none of that name, or it cannot be read.
pub fn named(project: &Project, name: &str, grid: &Grid) -> Result<Recalled, ImportError> {
    let found = project.sheet_maps.iter().find(|m| names::is_same(&m.name, name)).ok_or_else(|| {
        let names: Vec<String> = project.sheet_maps.iter().map(|m| format!("\"{}\"", m.name)).collect();
        let has = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        ImportError::Mapping { why: format!("The project keeps no mapping \"{}\"; it keeps {has}.", name.trim()) }
    })?;
    let kept = read(found)?;
    let mapping = fit(&kept, grid).unwrap_or_else(|| by_header(kept));
    Ok(Recalled { name: found.name.clone(), mapping })
}

fn read(map: &SheetMap) -> Result<Mapping, ImportError> {
    serde_json::from_str(&map.mapping)
        .map_err(|e| ImportError::Mapping { why: format!("The mapping \"{}\" cannot be read: {e}.", map.name) })
}

/// For a sheet with other headers: what it has in common is found by what is written there.
fn by_header(mut mapping: Mapping) -> Mapping {
    mapping.header_row = None;
    mapping.columns.retain(|c| !c.header.is_empty() && c.field != super::Field::Ignore);
    for column in &mut mapping.columns {
        column.column.clear();
    }
    mapping
}

/// The mapping with this sheet's letters and header row, if it has exactly these headers.
fn fit(kept: &Mapping, grid: &Grid) -> Option<Mapping> {
    let rows = kept.header_rows.filter(|r| layout::HEADER_ROWS.contains(r))?;
    let count = kept.columns.iter().filter(|c| !c.header.is_empty()).count();
    let at_most = grid.height().min(layout::HEADER_WITHIN);
    (0..at_most).filter(|row| row + rows <= grid.height()).find_map(|row| {
        let header = layout::headers_of(grid, row, rows);
        if header.len() != count || count == 0 {
            return None;
        }
        // The nth column of a header is the nth again.
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, header) in header.into_iter().rev() {
            places.entry(plain(&header)).or_default().push(index);
        }
        let mut mapping = Mapping { sheet: None, header_row: Some(row + 1), ..kept.clone() };
        for column in mapping.columns.iter_mut().filter(|c| !c.header.is_empty()) {
            column.column = column_letters(places.get_mut(&plain(&column.header))?.pop()?);
        }
        Some(mapping)
    })
}
