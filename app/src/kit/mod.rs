//! How everything looks: the one place of colours, sizes, type and widgets.

mod avatar;
mod button;
mod choice;
pub mod dates;
mod field;
pub mod font;
pub mod icon;
mod layout;
mod mark;
mod picture;
mod rows;
pub mod size;
pub mod status;
mod style;
mod theme;

pub use avatar::{avatar, avatars, paint_avatar};
pub use button::{Button, icon_button, link, toggle_button};
pub use choice::{chip, menu_item, pick, segments, submenu, toggle_item};
pub use field::{area, cell_edit, field, path, search, search_edit};
pub use font::{caption, elided, number, page_title, section_title, strong, text, weak};
pub use layout::{
    card, cards, divider, empty, error_card, facts, float_frame, focus_ring, labelled_value, page, progress, scroll,
};
pub use mark::{badge, paint_badge, paint_status, status_mark};
pub use picture::{Fit, paint_picture, picture_placeholder};
pub use rows::{Cell, row};
pub use style::apply;
pub use theme::{Theme, contrast, luminance};
