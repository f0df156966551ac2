//! The parts of the window that the keys go between in one step: past the sidebar, past a long list.

use egui::{Context, Id, LayerId, Rect, WidgetRect};

/// A part of the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The sidebar.
    Sidebar,
    /// The bar at the top.
    Bar,
    /// What stands over the page: its tabs, its buttons.
    Head,
    /// The page itself.
    Page,
    /// The bar at the page's foot, for what is chosen.
    Foot,
    /// What stands beside it: comments, the panel of the review.
    Side,
}

impl Part {
    /// Every one, in the order people read them.
    pub const ALL: [Self; 6] = [Self::Sidebar, Self::Bar, Self::Head, Self::Page, Self::Foot, Self::Side];
}

/// Where the parts were painted, and in which frame.
type Painted = [Option<(u64, Rect)>; Part::ALL.len()];

/// Says where a part is, each time it is painted.
pub fn part(ctx: &Context, part: Part, rect: Rect) {
    let frame = ctx.cumulative_frame_nr();
    ctx.data_mut(|data| {
        data.get_temp_mut_or_default::<Painted>(mark())[part as usize] = Some((frame, rect));
    });
}

/// The part after the one with the keyboard that has something for it, or the one before. Where nothing has the
/// keyboard, it is with the page if the page `hears` keys by itself; else the page is the first to go to.
#[must_use]
pub fn next_part(ctx: &Context, back: bool, hears: bool) -> Option<(Part, Option<Id>)> {
    let (now, painted) = (ctx.cumulative_frame_nr(), painted(ctx));
    let widgets = focusable(ctx);
    let rect_of = |part: Part| painted[part as usize].filter(|(frame, _)| frame + 2 >= now).map(|(_, rect)| rect);
    let of = |widget: &WidgetRect| {
        // What stands over, under and beside the page lies in it: it comes first.
        [Part::Head, Part::Foot, Part::Side, Part::Sidebar, Part::Bar, Part::Page]
            .into_iter()
            .find(|part| rect_of(*part).is_some_and(|rect| rect.contains(widget.interact_rect.center())))
    };
    let focused = ctx.memory(egui::Memory::focused);
    let here = match focused {
        Some(id) => widgets.iter().find(|w| w.id == id).and_then(of),
        None => hears.then_some(Part::Page),
    };
    let first = |part: Part| widgets.iter().find(|w| of(w) == Some(part)).map(|w| w.id);
    let count = Part::ALL.len();
    let from =
        here.map_or(if back { Part::Page as usize + 1 } else { Part::Page as usize + count - 1 }, |p| p as usize);
    (1..=count).map(|by| Part::ALL[(from + if back { count * 2 - by } else { by }) % count]).find_map(
        |part| match first(part) {
            None if part == Part::Page && hears => Some((part, None)),
            None => None,
            found => Some((part, found)),
        },
    )
}

fn painted(ctx: &Context) -> Painted {
    ctx.data(|data| data.get_temp(mark())).unwrap_or_default()
}

fn mark() -> Id {
    Id::unique("the parts of the window")
}

/// What can have the keyboard, in the order Tab goes through it.
fn focusable(ctx: &Context) -> Vec<WidgetRect> {
    ctx.viewport(|viewport| {
        let page = viewport.prev_pass.widgets.get_layer(LayerId::background());
        let seen = |w: &&WidgetRect| w.enabled && w.visible && w.sense.is_focusable() && w.interact_rect.is_positive();
        page.filter(seen).copied().collect()
    })
}
