//! The keys, defined once: what they do, and what the cheat sheet says.

use crate::{
    actions::Action,
    kit::{self, Theme, font, size},
    place::Place,
};
use egui::{Align2, Context, Id, Key, KeyboardShortcut, Modal, Modifiers, Stroke, StrokeKind, Ui, pos2, vec2};

/// Something keys do everywhere in the window.
struct Binding {
    shortcut: KeyboardShortcut,
    says: &'static str,
    act: fn() -> Action,
}

const fn key(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

const BINDINGS: [Binding; 12] = [
    Binding { shortcut: key(Modifiers::COMMAND, Key::K), says: "Find anything", act: || Action::OpenPalette },
    Binding { shortcut: key(Modifiers::ALT, Key::ArrowLeft), says: "Back", act: || Action::Back },
    Binding { shortcut: key(Modifiers::ALT, Key::ArrowRight), says: "Forward", act: || Action::Forward },
    Binding { shortcut: key(Modifiers::COMMAND, Key::Num1), says: "Home", act: || Action::Go(Place::Home) },
    Binding { shortcut: key(Modifiers::COMMAND, Key::Num2), says: "My Work", act: || Action::Go(Place::MyWork) },
    Binding { shortcut: key(Modifiers::COMMAND, Key::Num3), says: "Projects", act: || Action::Go(Place::Projects) },
    Binding { shortcut: key(Modifiers::COMMAND, Key::Num4), says: "Reviews", act: || Action::Go(Place::Reviews) },
    Binding { shortcut: key(Modifiers::COMMAND, Key::Num5), says: "Team", act: || Action::Go(Place::Team) },
    Binding {
        shortcut: key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::F),
        says: "Search",
        act: || Action::Go(Place::Search),
    },
    Binding {
        shortcut: key(Modifiers::COMMAND, Key::B),
        says: "Narrow or wide sidebar",
        act: || Action::ToggleSidebar,
    },
    Binding {
        shortcut: key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::L),
        says: "Light or dark",
        act: || Action::ToggleTheme,
    },
    Binding {
        shortcut: key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::D),
        says: "Dense or comfortable rows",
        act: || Action::ToggleDensity,
    },
];

/// Keys that pages give meaning to, for the cheat sheet.
const PAGES: [(&str, &[(&str, &str)]); 2] = [
    (
        "Tables and lists",
        &[
            ("↑ ↓", "Move"),
            ("Enter", "Open"),
            ("Home / End", "First, last"),
            ("/", "Filter"),
            ("Esc", "Clear the filter"),
        ],
    ),
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

/// What the keys pressed in this frame ask for.
pub fn pressed(ctx: &Context, actions: &mut Vec<Action>) {
    ctx.input_mut(|input| {
        for binding in &BINDINGS {
            if input.consume_shortcut(&binding.shortcut) {
                actions.push((binding.act)());
            }
        }
    });
    // A question mark is text wherever text is typed.
    if !ctx.text_edit_focused() && ctx.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Text(t) if t == "?")))
    {
        actions.push(Action::ShowKeys);
    }
}

/// The cheat sheet. Gives whether it stays open.
pub fn cheat_sheet(ctx: &Context) -> bool {
    let theme = Theme::of(ctx);
    let mut open = true;
    let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(egui::Margin::same(24));
    let modal = Modal::new(Id::unique("keys")).frame(frame).backdrop_color(theme.scrim).show(ctx, |ui| {
        ui.set_width(640.0);
        ui.horizontal(|ui| {
            kit::page_title(ui, "Keys");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if kit::icon_button(ui, kit::icon::X, "Close").clicked() {
                    open = false;
                }
            });
        });
        ui.add_space(size::GAP);
        ui.columns(2, |columns| {
            kit::section_title(&mut columns[0], "Everywhere");
            for binding in &BINDINGS {
                line(&mut columns[0], &ctx.format_shortcut(&binding.shortcut), binding.says, &theme);
            }
            line(&mut columns[0], "?", "These keys", &theme);
            for (title, keys) in PAGES {
                kit::section_title(&mut columns[1], title);
                for (key, says) in keys {
                    line(&mut columns[1], key, says, &theme);
                }
                columns[1].add_space(size::GAP);
            }
        });
    });
    open && !modal.should_close()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_bindings_share_a_key() {
        for (i, a) in BINDINGS.iter().enumerate() {
            for b in &BINDINGS[i + 1..] {
                assert!(a.shortcut != b.shortcut, "{} and {}", a.says, b.says);
            }
        }
    }
}
