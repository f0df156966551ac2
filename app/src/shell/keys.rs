//! The cheat sheet: what the keys do, here and on each page.

use crate::{
    commands::{COMMANDS, Group, PAGE_KEYS, Page},
    kit::{self, Theme, font, size},
};
use egui::{Align2, Context, Id, Modal, Stroke, StrokeKind, Ui, pos2, vec2};

/// Shows it. Gives whether it stays open.
pub fn cheat_sheet(ctx: &Context) -> bool {
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
            ui.columns(2, |columns| {
                for group in Group::ALL {
                    everywhere(&mut columns[0], ctx, group, &theme);
                }
                for page in Page::ALL {
                    kit::section_title(&mut columns[1], page.label());
                    for key in PAGE_KEYS.iter().filter(|k| k.page == page) {
                        line(&mut columns[1], key.keys, key.name, &theme);
                    }
                    columns[1].add_space(size::GAP);
                }
            });
        });
    });
    open && !modal.should_close()
}

fn everywhere(ui: &mut Ui, ctx: &Context, group: Group, theme: &Theme) {
    let with_keys: Vec<_> = COMMANDS.iter().filter(|c| c.group == group && !c.keys.is_empty()).collect();
    if with_keys.is_empty() && group != Group::Help {
        return;
    }
    kit::section_title(ui, group.label());
    for command in with_keys {
        line(ui, &command.keys_shown(ctx), command.name, theme);
    }
    if group == Group::Help {
        line(ui, "?", "These keys", theme);
    }
    ui.add_space(size::GAP);
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
