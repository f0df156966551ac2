//! First run: make a studio, join one, or look at the sample.

use crate::{
    actions::Action,
    kit::{self, Button, Theme, font, icon, size},
    runtime::Work,
};
use egui::Ui;

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Way {
    #[default]
    Make,
    Join,
}

/// The page's own state.
#[derive(Default)]
pub struct Welcome {
    way: Way,
    studio: String,
    person: String,
    email: String,
    ticket: String,
}

impl Welcome {
    /// Shows it. `back` when there is a studio to go back to.
    pub fn ui(&mut self, ui: &mut Ui, theme: &Theme, tray: &[Work], back: bool, actions: &mut Vec<Action>) {
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let width = 440.0_f32.min(ui.available_width() - 32.0);
            let side = ((ui.available_width() - width) * 0.5).max(0.0);
            let top = ((ui.available_height() - 520.0) * 0.4).max(24.0);
            ui.add_space(top);
            ui.horizontal_top(|ui| {
                ui.add_space(side);
                ui.vertical(|ui| {
                    ui.set_width(width);
                    self.form(ui, theme, tray, back, actions);
                });
            });
        });
    }

    fn form(&mut self, ui: &mut Ui, theme: &Theme, tray: &[Work], back: bool, actions: &mut Vec<Action>) {
        ui.label(egui::RichText::new("Rushes").font(font::display(size::FIGURE)).color(theme.text));
        let words = "Production tracking and visual review. Everything is saved on this device, and synced when others \
             are in reach.";
        ui.label(font::text(words, theme.weak));
        ui.add_space(size::PAGE);
        let ways = [(Way::Make, "Make a studio"), (Way::Join, "Join with a ticket")];
        if let Some(way) = kit::segments(ui, self.way, &ways) {
            self.way = way;
        }
        ui.add_space(size::GAP_WIDE);
        let first = match self.way {
            Way::Make => kit::field(ui, "Studio", &mut self.studio, "Northlight Pictures"),
            Way::Join => kit::field(ui, "Ticket", &mut self.ticket, "as the inviter sent it"),
        };
        let name = kit::field(ui, "Your name", &mut self.person, "Ana Ruiz");
        let email = kit::field(ui, "E-mail", &mut self.email, "ana@northlight.example");
        let entered = [first, name, email].iter().any(|field| kit::entered(ui, field));
        ui.add_space(size::GAP_WIDE);
        let first = if self.way == Way::Make { &self.studio } else { &self.ticket };
        let why = match (first.trim().is_empty(), self.person.trim().is_empty()) {
            (true, _) if self.way == Way::Make => "The studio needs a name.",
            (true, _) => "Paste the ticket.",
            (_, true) => "Say your name.",
            _ => "",
        };
        let words = if self.way == Way::Make { "Make the studio" } else { "Join the studio" };
        ui.horizontal(|ui| {
            let pressed = Button::primary(words).enabled_or(why.is_empty(), why).show(ui).clicked();
            if pressed || entered && why.is_empty() {
                actions.push(self.action());
            }
            if back && Button::quiet("Back").show(ui).clicked() {
                actions.push(Action::Go(crate::place::Place::Home));
            }
        });
        for work in tray {
            ui.add_space(size::GAP);
            ui.label(font::weak(format!("{}… {}", work.label, work.progress.what()), theme.weak));
            kit::progress(ui, work.progress.share(), &work.label);
        }
        ui.add_space(size::PAGE);
        kit::divider(ui);
        ui.add_space(size::GAP_WIDE);
        ui.label(font::strong("Just looking?", theme.text));
        let words = "The sample studio has a project under way: rounds to review, comments, open feedback.";
        ui.label(font::text(words, theme.weak));
        if Button::new("Open the sample studio").icon(icon::FILM_SLATE).show(ui).clicked() {
            actions.push(Action::OpenSample);
        }
        ui.add_space(size::PAGE);
    }

    fn action(&self) -> Action {
        let (person, email) = (self.person.trim().to_owned(), self.email.trim().to_owned());
        match self.way {
            Way::Make => Action::CreateStudio { name: self.studio.trim().to_owned(), person, email },
            Way::Join => Action::JoinStudio { ticket: self.ticket.split_whitespace().collect(), person, email },
        }
    }
}
