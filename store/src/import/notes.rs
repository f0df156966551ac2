//! Cells of notes.

use super::{
    cells::{self, Said},
    grid::Cell,
};
use rushes_domain::text::Text;

/// The longest comment, in bytes, as the rules have it.
pub(super) const MAX_COMMENT: usize = Text::Comment.most().bytes;

/// What a cell of notes says. A number alone is how many there are, and says none of them.
pub(super) fn read(cell: &Cell) -> Said<String> {
    let Cell::Text(_) = cells::failed(cell)? else { return Ok(None) };
    let text = cells::text(cell)?.map(|t| t.trim().to_owned()).unwrap_or_default();
    if text.is_empty() || cells::is_nothing(&text) || text.parse::<f64>().is_ok() {
        return Ok(None);
    }
    cells::fits(Text::Comment, &text)?;
    Ok(Some(text))
}
