//! People that a workbook lists with their addresses, beside the tracker itself.

use super::grid::{Contact, Grid};
use super::layout::words::plain;
use rushes_domain::names;

/// Rows at the top in which the list's header may be.
const HEADER_ROWS: usize = 20;
/// People listed at most.
const MAX_CONTACTS: usize = 10_000;

/// Everybody listed with a name and an address under headers that say so, on any sheet.
pub(super) fn list(sheets: &[Grid]) -> Vec<Contact> {
    let mut contacts: Vec<Contact> = sheets.iter().flat_map(on_sheet).take(MAX_CONTACTS).collect();
    contacts.sort_by_cached_key(|c| (names::loose(&c.name), c.email.clone()));
    contacts.dedup();
    contacts
}

#[derive(Default)]
struct Headers {
    full: Option<usize>,
    first: Option<usize>,
    last: Option<usize>,
    email: Option<usize>,
}

fn headers(grid: &Grid, row: usize) -> Headers {
    let mut found = Headers::default();
    for (column, cell) in grid.filled(row) {
        let slot = match plain(&cell.shown()).as_str() {
            "name" | "fullname" | "artist" | "person" | "artistname" | "displayname" | "member" => &mut found.full,
            "firstname" | "givenname" => &mut found.first,
            "lastname" | "surname" | "familyname" => &mut found.last,
            "email" | "mail" | "emailaddress" | "emails" => &mut found.email,
            _ => continue,
        };
        slot.get_or_insert(column);
    }
    found
}

fn on_sheet(grid: &Grid) -> Vec<Contact> {
    let header = (0..grid.height().min(HEADER_ROWS)).find_map(|row| {
        let found = headers(grid, row);
        (found.email.is_some() && (found.full.is_some() || found.first.is_some())).then_some((row, found))
    });
    let Some((header, found)) = header else { return Vec::new() };
    let text = |row, column: Option<usize>| column.map(|c| grid.cell(row, c).shown()).unwrap_or_default();
    (header + 1..grid.height())
        .filter_map(|row| {
            let name = match found.full {
                Some(_) => text(row, found.full),
                None => format!("{} {}", text(row, found.first), text(row, found.last)),
            };
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            let email = text(row, found.email);
            (!name.is_empty() && email.contains('@')).then_some(Contact { name, email })
        })
        .take(MAX_CONTACTS)
        .collect()
}
