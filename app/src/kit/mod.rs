//! How everything looks: the one place of colours, sizes, type and widgets.

mod at_right;
mod avatar;
mod button;
mod calendar;
mod choice;
pub mod dates;
mod field;
mod focus;
pub mod font;
mod head;
pub mod icon;
mod in_place;
mod layout;
mod mark;
mod marked;
mod name;
mod parts;
mod picture;
mod presses;
mod rows;
pub mod size;
mod sortable;
pub mod status;
mod style;
mod text_entry;
mod theme;
mod tick;
mod typed_ahead;

pub use at_right::{at_right, width_at_right};
pub use avatar::{avatar, avatars, paint_avatar};
pub use button::{Button, icon_button, link, toggle_button};
pub use calendar::day_button;
pub use choice::{
    chip, context_menu, context_menu_at, dropdown, marked_item, menu, menu_divider, menu_form, menu_item,
    menu_item_with, pick, pick_wide, segments, submenu, to_the_lines, toggle_item, toggle_words,
};
pub use field::{area, cell_area, cell_edit, entry, field, hint, path, search, search_edit};
pub use focus::{escaped, focus_ring, focus_ring_wrong, had_keys, notice_keys};
pub use font::{caption, cover_title, elided, number, section_title, strong, text, weak};
pub use head::{Head, page_title};
pub use in_place::InPlace;
pub use layout::{
    card, cards, column, column_under_head, covered, divider, empty, empty_with, error_card, facts, float_frame, flow,
    form_page, labelled_value, menu_open, over, page, picture_page, progress, reading, scroll, scroll_by_keys,
    scrolled, under,
};
pub use mark::{badge, paint_badge, paint_shares, paint_status, status_mark};
pub use marked::marked;
pub use name::{name_elided, name_in_two, name_width};
pub use parts::{Part, next_part, part};
pub use picture::{Fit, paint_picture, picture_placeholder};
pub use presses::{UP_AND_DOWN, begin_walk, first_of_walk, presses, steps, takes_arrows, walked};
pub use rows::{Cell, row};
pub use rushes_domain::{counted, figure};
pub use sortable::{Moved, shift, sortable};
pub use style::apply;
pub use text_entry::{SENDS, entered, line_hint, lines, sends, sent, text_hint};
pub use theme::{Theme, contrast, luminance};
pub use tick::{tick, tick_before};
pub use typed_ahead::TypedAhead;
