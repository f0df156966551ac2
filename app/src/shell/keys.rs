//! The cheat sheet: what the keys do, here and on each page.

use crate::{
    commands::{COMMANDS, Group},
    kit::{self, Theme, font, size},
};
use egui::{Align2, Context, Id, Modal, Stroke, StrokeKind, Ui, pos2, vec2};

/// Keys that pages give meaning to.
const PAGES: [(&str, &[(&str, &str)]); 4] = [
    (
        "Tables and lists",
        &[
            ("↑ ↓", "Move"),
            ("Shift + ↑ ↓", "Choose several"),
            ("Ctrl + A", "Choose all that match"),
            ("Enter, F2", "Write into the cell"),
            ("Ctrl + Enter", "Open; in a cell: into all chosen"),
            ("Ctrl + C, V", "Copy and paste cells"),
            ("Ctrl + D", "Fill down"),
            ("Alt + Enter", "In a cell: a new line; on a mark: settle"),
            ("Home / End", "First, last column"),
            ("/", "Filter"),
            ("Esc", "Choose nothing, clear the filter"),
        ],
    ),
    (
        "Board",
        &[
            ("← ↑ ↓ →", "Walk over the cards"),
            ("Ctrl ← →", "Move to the next column"),
            ("Space", "Choose, or no longer"),
            ("Shift ↑ ↓", "Choose several"),
            ("Ctrl + A, Esc", "Choose all, none"),
            ("Enter", "Open"),
        ],
    ),
    ("My Work", &[("↑ ↓", "Move"), ("Enter", "Open"), ("S", "Start"), ("P", "Publish")]),
    (
        "Review",
        &[
            ("F", "Fit"),
            ("1", "100 %"),
            ("Space", "Play, pause"),
            ("← →", "One frame"),
            ("J K L", "Shuttle"),
            (", .", "Previous, next note"),
            ("Tab", "Picture alone"),
        ],
    ),
];

/// Shows it. Gives whether it stays open.
pub fn cheat_sheet(ctx: &Context) -> bool {
    let theme = Theme::of(ctx);
    let mut open = true;
    let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(egui::Margin::same(24));
    let modal = Modal::new(Id::unique("keys")).frame(frame).backdrop_color(theme.scrim).show(ctx, |ui| {
        ui.set_width(720.0_f32.min(ctx.content_rect().width() - 96.0));
        ui.horizontal(|ui| {
            kit::page_title(ui, "Keys");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if kit::icon_button(ui, kit::icon::X, "Close").clicked() {
                    open = false;
                }
            });
        });
        ui.add_space(size::GAP);
        let tall = ctx.content_rect().height() - 180.0;
        kit::scroll(tall).min_scrolled_height(tall).auto_shrink([false, true]).show(ui, |ui| {
            // Room for the bar beside the keys.
            ui.set_max_width(ui.available_width() - size::GAP_WIDE);
            ui.spacing_mut().item_spacing.x = size::PAGE * 2.0;
            ui.columns(2, |columns| {
                for group in Group::ALL {
                    everywhere(&mut columns[0], ctx, group, &theme);
                }
                for (title, keys) in PAGES {
                    kit::section_title(&mut columns[1], title);
                    for (key, says) in keys {
                        line(&mut columns[1], key, says, &theme);
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
