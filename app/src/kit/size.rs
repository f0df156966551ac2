//! Sizes, in points. Everything lies on a grid of 4.

/// The grid's step.
pub const GRID: f32 = 4.0;
/// Between an icon and its word.
pub const GAP_TIGHT: f32 = 6.0;
/// Between things that belong together.
pub const GAP: f32 = 8.0;
/// Between groups.
pub const GAP_WIDE: f32 = 16.0;
/// Around a page.
pub const PAGE: f32 = 24.0;
/// Inside a card.
pub const CARD: f32 = 16.0;
/// Height of buttons and fields.
pub const CONTROL: f32 = 28.0;
/// Height of a comfortable row.
pub const ROW: f32 = 36.0;
/// Height of a dense row.
pub const ROW_DENSE: f32 = 28.0;
/// Height of the bar at the top.
pub const TOP_BAR: f32 = 48.0;
/// Width of the sidebar.
pub const SIDEBAR: f32 = 220.0;
/// Width of the narrow sidebar.
pub const SIDEBAR_NARROW: f32 = 56.0;
/// Windows narrower than this show the sidebar over the page.
pub const SIDEBAR_OVERLAY_BELOW: f32 = 900.0;
/// The same while a picture is reviewed.
pub const SIDEBAR_OVERLAY_BELOW_PICTURE: f32 = 1200.0;
/// Radius of controls.
pub const RADIUS: u8 = 6;
/// Radius of cards.
pub const RADIUS_CARD: u8 = 8;
/// Radius of marks and small pictures.
pub const RADIUS_SMALL: u8 = 4;
/// Body text.
pub const BODY: f32 = 13.0;
/// Secondary text.
pub const SECONDARY: f32 = 12.0;
/// Labels.
pub const LABEL: f32 = 11.0;
/// Title of a page.
pub const TITLE: f32 = 20.0;
/// Title of a section.
pub const SECTION: f32 = 15.0;
/// A figure that is read from afar.
pub const FIGURE: f32 = 28.0;
/// Icons beside body text.
pub const ICON: f32 = 16.0;
/// Small icons.
pub const ICON_SMALL: f32 = 14.0;
/// The icon of an empty page.
pub const ICON_HUGE: f32 = 40.0;
/// A person's disc in a row.
pub const AVATAR: f32 = 20.0;
/// From one person's disc to the next: they touch, and their initials stay whole.
pub const AVATAR_STEP: f32 = 18.0;
/// A person's disc beside what they said.
pub const AVATAR_LARGE: f32 = 28.0;
/// Widest column of text and forms.
pub const MEASURE: f32 = 560.0;
/// Widest row with something at both its ends and nothing between.
pub const ENDS: f32 = 960.0;
/// Widest page of lists.
pub const PAGE_WIDE: f32 = 1760.0;
/// How long panels and hovers take, in seconds.
pub const MOTION: f32 = 0.12;
/// Width of a menu whose lines are short.
pub const MENU: f32 = 280.0;
/// Width of buttons that stand under one another.
pub const ACTION: f32 = 132.0;
