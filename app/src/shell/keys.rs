//! The cheat sheet: what the keys do, here and on each page.

use crate::{
    commands::{COMMANDS, Group, PAGE_KEYS, Page, page_keys},
    kit::{self, Theme, font, size},
    place::Place,
};
use egui::{Align2, Context, Id, Modal, Stroke, StrokeKind, Ui, pos2, vec2};

/// Shows it, the keys of the page under it first. Gives whether it stays open.
pub fn cheat_sheet(ctx: &Context, place: Place) -> bool {
    let theme = Theme::of(ctx);
    let mut open = true;
    let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(egui::Margin::same(24));
    let modal = Modal::new(Id::unique("keys")).frame(frame).backdrop_color(theme.scrim).show(ctx, |ui| {
        ui.set_width(720.0_f32.min(ctx.content_rect().width() - 96.0));
        kit::Head::new("Keys").show(ui, |ui| {
            if kit::icon_button(ui, kit::icon::X, "Close").clicked() {
                open = false;
            }
        });
        ui.add_space(size::GAP);
        let tall = ctx.content_rect().height() - 180.0;
        kit::scroll(tall).min_scrolled_height(tall).auto_shrink([false, true]).show(ui, |ui| {
            kit::scroll_by_keys(ui);
            // Room for the bar beside the keys.
            ui.set_max_width(ui.available_width() - size::GAP_WIDE);
            ui.spacing_mut().item_spacing.x = size::PAGE * 2.0;
            let all = sections(ctx, Page::of(place));
            let half = all.iter().map(Section::lines).sum::<usize>().div_ceil(2);
            ui.columns(2, |columns| {
                let mut above = 0;
                for section in &all {
                    // A section goes where most of it is.
                    let column = usize::from(above + section.lines() / 2 >= half);
                    above += section.lines();
                    section.ui(&mut columns[column], &theme);
                }
            });
        });
    });
    open && !modal.should_close()
}

/// Keys that belong together, under their title.
struct Section {
    title: String,
    keys: Vec<(String, &'static str)>,
}

impl Section {
    /// How many lines it takes, its title and the room under it counted.
    fn lines(&self) -> usize {
        self.keys.len() + 2
    }

    fn ui(&self, ui: &mut Ui, theme: &Theme) {
        kit::section_title(ui, &self.title);
        for (keys, says) in &self.keys {
            line(ui, keys, says, theme);
        }
        ui.add_space(size::GAP);
    }
}

/// What the keys do on this page, then everywhere, then on the other pages.
fn sections(ctx: &Context, here: Page) -> Vec<Section> {
    let everywhere = Group::ALL.into_iter().map(|group| {
        let with_keys = COMMANDS.iter().filter(|c| c.group == group && !c.keys.is_empty());
        let mut keys: Vec<_> = with_keys.map(|c| (c.keys_shown(ctx), c.name)).collect();
        if group == Group::Help {
            keys.push(("?".to_owned(), "These keys"));
        }
        Section { title: group.label().to_owned(), keys }
    });
    let of_page = |page: Page| {
        let keys = PAGE_KEYS.iter().filter(|k| k.page == page).map(|k| (page_keys(k.id).to_owned(), k.name)).collect();
        let title = if page == here && page != Page::Any { "This page: " } else { "" };
        Section { title: format!("{title}{}", page.label()), keys }
    };
    let others = Page::ALL.into_iter().filter(|page| *page != here).map(of_page);
    let all = std::iter::once(of_page(here)).chain(everywhere).chain(others);
    all.filter(|section| !section.keys.is_empty()).collect()
}

fn line(ui: &mut Ui, keys: &str, says: &str, theme: &Theme) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{says}: {keys}")));
    let painter = ui.painter();
    painter.text(rect.left_center(), Align2::LEFT_CENTER, says, font::regular(size::BODY), theme.text);
    let galley = painter.layout_no_wrap(keys.to_owned(), font::medium(size::LABEL), theme.weak);
    let cap = egui::Rect::from_min_size(
        pos2(rect.right() - galley.size().x - 12.0, rect.center().y - 10.0),
        vec2(galley.size().x + 12.0, 20.0),
    );
    painter.rect(cap, size::RADIUS_SMALL, theme.surface, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    painter.galley(cap.center() - galley.size() * 0.5, galley, theme.weak);
}
