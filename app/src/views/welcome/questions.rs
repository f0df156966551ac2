//! The questions of each way, and the answers.

use super::Way;
use crate::{
    actions::Action,
    kit::{self, Theme, dates, font, icon, size},
};
use egui::Ui;
use rushes_domain::{Timestamp, person, text::Text};
use rushes_sync::{For, Ticket};

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Question {
    Studio,
    Ticket,
    Person,
    Email,
}

/// What was answered so far.
#[derive(Default)]
pub(super) struct Answers {
    studio: String,
    ticket: String,
    /// What the ticket says; nothing while there is none.
    read: Option<Result<Ticket, String>>,
    person: String,
    email: String,
}

/// What came of a question in a frame.
pub(super) struct Said {
    /// Why one cannot go on; empty where one can.
    pub(super) problem: String,
    /// Enter was pressed.
    pub(super) entered: bool,
}

impl Answers {
    /// What a way asks, in its order. A ticket for somebody the studio knows says who they are.
    pub(super) fn questions(&self, way: Way) -> &'static [Question] {
        match (way, &self.read) {
            (Way::Make, _) => &[Question::Studio, Question::Person, Question::Email],
            (Way::Join, Some(Ok(ticket))) if ticket.whom != For::Somebody => &[Question::Ticket],
            (Way::Join, _) => &[Question::Ticket, Question::Person, Question::Email],
        }
    }

    /// Asks one. `fresh` gives its field the keyboard.
    pub(super) fn ask(
        &mut self,
        ui: &mut Ui,
        theme: &Theme,
        question: &Question,
        (fresh, enabled): (bool, bool),
        now: Timestamp,
    ) -> Said {
        let (title, words, label, hint) = question.words();
        kit::page_title(ui, title);
        ui.label(font::text(words, theme.weak));
        ui.add_space(size::GAP);
        let value = match question {
            Question::Studio => &mut self.studio,
            Question::Ticket => &mut self.ticket,
            Question::Person => &mut self.person,
            Question::Email => &mut self.email,
        };
        let width = ui.available_width();
        let field = ui.add_enabled_ui(enabled, |ui| kit::entry(ui, label, value, hint, width)).inner;
        if fresh {
            field.request_focus();
        }
        if *question == Question::Ticket {
            if field.changed() {
                self.read_ticket();
            }
            self.ticket_says(ui, theme, now);
        }
        Said { problem: self.problem(*question, now), entered: kit::entered(ui, &field) }
    }

    fn read_ticket(&mut self) {
        // Mail programs break long words.
        let whole: String = self.ticket.split_whitespace().collect();
        self.read = (!whole.is_empty()).then(|| whole.parse::<Ticket>().map_err(|error| error.to_string()));
    }

    /// What the ticket is to, as soon as it can be read.
    fn ticket_says(&self, ui: &mut Ui, theme: &Theme, now: Timestamp) {
        let (glyph, ink, words) = match &self.read {
            None => return,
            Some(Ok(ticket)) if ticket.expires_at < now => {
                let when = dates::moment(ticket.expires_at, now);
                (icon::WARNING, theme.warning, format!("This ticket to {} ended {when}.", ticket.studio_name))
            }
            Some(Ok(ticket)) => {
                let (studio, role) = (&ticket.studio_name, ticket.role);
                let words = match &ticket.whom {
                    For::Somebody => format!("An invitation to {studio}, as {role}."),
                    For::Known(name) => format!("An invitation to {studio} for {name}, as {role}."),
                    For::OwnDevice(name) => format!("Makes this a device of {name} in {studio}, as {role}."),
                };
                (icon::CHECK_CIRCLE, theme.good, words)
            }
            Some(Err(_)) if self.ticket.trim_start().starts_with("rushes1") => {
                (icon::WARNING, theme.warning, "Some of this ticket is missing.".to_owned())
            }
            Some(Err(_)) => (icon::WARNING, theme.warning, "This is no ticket: one begins with rushes1.".to_owned()),
        };
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = size::GAP_TIGHT;
            ui.label(egui::RichText::new(glyph).font(font::icons(size::ICON)).color(ink));
            ui.label(font::text(words, theme.text));
        });
    }

    fn problem(&self, question: Question, now: Timestamp) -> String {
        if question == Question::Email {
            return person::typed_problem("", &self.email).unwrap_or_default();
        }
        let typed = match question {
            Question::Studio => Text::Name.problem("A studio's name", &self.studio),
            Question::Person => Text::Name.problem("A name", &self.person),
            Question::Ticket | Question::Email => None,
        };
        if let Some(problem) = typed {
            return problem;
        }
        let problem = match question {
            Question::Studio if self.studio.trim().is_empty() => "The studio needs a name.",
            Question::Person if self.person.trim().is_empty() => "Say your name.",
            Question::Ticket => match &self.read {
                None => "Paste the ticket.",
                Some(Err(_)) => "Paste the whole ticket.",
                Some(Ok(ticket)) if ticket.expires_at < now => "Ask for a new ticket.",
                Some(Ok(_)) => "",
            },
            _ => "",
        };
        problem.to_owned()
    }

    /// What all the answers ask for.
    pub(super) fn action(&self, way: Way) -> Action {
        let (person, email) = (self.person.trim().to_owned(), self.email.trim().to_owned());
        match way {
            Way::Make => Action::CreateStudio { name: self.studio.trim().to_owned(), person, email },
            Way::Join => {
                let ticket: String = self.ticket.split_whitespace().collect();
                // What was typed before another ticket was pasted is nobody's.
                let asked = self.questions(way).contains(&Question::Person);
                let (person, email) = if asked { (person, email) } else { Default::default() };
                Action::JoinStudio { ticket, person, email }
            }
        }
    }
}

impl Question {
    /// The question, what the answer is for, the field's name, and what it may look like.
    fn words(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Studio => (
                "What is the studio called?",
                "Everybody you invite sees this name.",
                "Name of the studio",
                "Northlight Pictures",
            ),
            Self::Ticket => (
                "Paste the ticket",
                "One long word from somebody in the studio, who makes it under Team. It works once.",
                "Ticket",
                "rushes1…",
            ),
            Self::Person => {
                ("What is your name?", "It stands beside what you publish, say and decide.", "Your name", "Ana Ruiz")
            }
            Self::Email => (
                "What is your e-mail address?",
                "You are found by it when tracker sheets are brought in. You may leave it out: nothing is sent to it.",
                "E-mail address",
                "ana@northlight.example",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_question_says_what_is_missing() {
        let mut answers = Answers::default();
        let now = Timestamp(0);
        let problems = [Question::Studio, Question::Ticket, Question::Person, Question::Email]
            .map(|question| answers.problem(question, now).is_empty());
        assert_eq!(problems, [false, false, false, true], "an e-mail address may be left out");
        answers.email = "ana".into();
        assert!(!answers.problem(Question::Email, now).is_empty(), "but not written wrong");
        answers.ticket = "rushes1 nonsense".into();
        answers.read_ticket();
        assert_eq!(answers.problem(Question::Ticket, now), "Paste the whole ticket.");
    }
}
