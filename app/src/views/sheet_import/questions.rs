//! The fourth step: what only a person can say. Nothing is guessed: what stays open stays an error of its cells.

use super::{
    beside::{self, Room},
    state::Work,
};
use crate::{
    actions::Cx,
    kit::{self, font, size},
};
use egui::{ScrollArea, Ui, pos2, vec2};
use rushes_domain::{ProjectId, State, Status};
use rushes_store::import::{DateOrder, PersonQuestion, Questions, StatusAnswer, TimeUnit, column_index};

/// People offered in a list at most; others are found by writing the sheet's word as their name.
const MAX_CHOICES: usize = 400;

/// Widest list of answers, and widest word, in points.
const LIST: f32 = 400.0;
/// Height of a word with how often it is there, in points.
const LINE: f32 = 40.0;

/// What was answered.
enum Answer {
    Date(String, DateOrder),
    Unit(String, TimeUnit),
    Status(String, Option<StatusAnswer>),
    Person(String, Option<String>),
}

pub(super) fn ui(ui: &mut Ui, cx: &mut Cx<'_>, project: ProjectId, work: &mut Work) {
    let theme = cx.theme;
    let Some(worked) = &work.worked else {
        ui.label(font::text("The sheet is not understood yet; go back to its header and columns.", theme.weak));
        return;
    };
    let asked = &worked.found.questions;
    if asked.is_empty() {
        let sentence = "Every date, status and person is understood.";
        kit::empty(ui, kit::icon::CHECK_CIRCLE, "Nothing to ask", sentence, None);
        return;
    }
    let mut answers = Vec::new();
    let mut about_file = None;
    ScrollArea::vertical().id_salt("questions").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = size::GAP;
        // The bar lies beside the lists, not over their ends.
        ui.set_max_width(ui.available_width() - size::GAP_WIDE);
        about_file = beside::ui(ui, cx, asked, Room::Card);
        days(ui, cx, asked, &mut answers);
        units(ui, cx, asked, &mut answers);
        statuses(ui, cx, asked, &mut answers);
        people(ui, cx, asked, &mut answers);
        ui.add_space(size::PAGE);
    });
    for answer in answers {
        take(work, answer);
    }
    beside::take(cx, project, work, about_file);
}

fn take(work: &mut Work, answer: Answer) {
    match answer {
        Answer::Date(letters, order) => {
            if let Some(column) = work.mapping.columns.iter_mut().find(|c| c.column == letters) {
                column.date_order = Some(order);
            }
        }
        Answer::Unit(letters, unit) => {
            if let Some(column) = work.mapping.columns.iter_mut().find(|c| c.column == letters) {
                column.unit = Some(unit);
            }
        }
        Answer::Status(word, None) => drop(work.mapping.statuses.remove(&word)),
        Answer::Status(word, Some(StatusAnswer::Nothing)) => drop(work.mapping.statuses.insert(word, String::new())),
        Answer::Status(word, Some(StatusAnswer::Status(status))) => {
            work.mapping.statuses.insert(word, status.word().to_owned());
        }
        Answer::Person(word, None) => drop(work.mapping.people.remove(&word)),
        Answer::Person(word, Some(who)) => drop(work.mapping.people.insert(word, who)),
    }
    work.edited();
}

fn cells(count: usize) -> String {
    kit::counted(count, "cell")
}

fn order_words(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Dmy => "Day first",
        DateOrder::Mdy => "Month first",
        DateOrder::Ymd => "Year first",
    }
}

/// A few answers side by side, each a thing to press. Gives the one that was just pressed.
fn choose<T: Copy + PartialEq>(ui: &mut Ui, column: &str, now: Option<T>, choices: &[(T, &str)]) -> Option<T> {
    let mut chosen = None;
    ui.push_id(("choose", column), |ui| {
        ui.horizontal(|ui| {
            for (value, words) in choices {
                if kit::chip(ui, None, words, now == Some(*value)).clicked() {
                    chosen = Some(*value);
                }
            }
        });
    });
    chosen
}

/// The heading of a kind of question.
fn heading(ui: &mut Ui, words: &str) {
    if ui.cursor().top() > ui.min_rect().top() + size::GAP {
        ui.add_space(size::GAP_WIDE);
    }
    kit::section_title(ui, words);
}

fn days(ui: &mut Ui, cx: &Cx<'_>, asked: &Questions, answers: &mut Vec<Answer>) {
    let theme = cx.theme;
    if asked.dates.is_empty() {
        return;
    }
    heading(ui, "Which day is meant?");
    // Columns in the sheet's own order, whatever they are about.
    let mut columns: Vec<_> = asked.dates.iter().collect();
    columns.sort_by_key(|q| column_index(&q.column));
    for question in columns {
        kit::card(theme).show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.horizontal_wrapped(|ui| {
                ui.label(font::strong(format!("{} (column {})", question.header, question.column), theme.text));
                ui.label(font::weak(cells(question.cells), theme.weak));
            });
            for sample in &question.samples {
                let readings: Vec<String> = sample
                    .days
                    .iter()
                    .map(|(order, day)| {
                        format!("{} ({})", day.strftime("%a %-d %b %Y"), order_words(*order).to_lowercase())
                    })
                    .collect();
                let words = format!("{} is {}", sample.text, readings.join(" or "));
                ui.label(font::text(words, theme.weak));
            }
            let mut choices: Vec<(DateOrder, &str)> = Vec::new();
            for order in DateOrder::ALL {
                if question.samples.iter().any(|s| s.days.iter().any(|(o, _)| *o == order)) {
                    choices.push((order, order_words(order)));
                }
            }
            if let Some(order) = choose(ui, &question.column, question.answer.or(question.follows), &choices) {
                answers.push(Answer::Date(question.column.clone(), order));
            }
            match (question.answer, question.follows) {
                (None, Some(_)) => {
                    let words = "Other dates of the column can only be read so.";
                    ui.label(font::weak(words, theme.weak));
                }
                (None, None) => {
                    ui.label(font::weak("Choose one: nothing in the column tells.", theme.warning));
                }
                (Some(_), _) => {}
            }
        });
    }
}

fn units(ui: &mut Ui, cx: &Cx<'_>, asked: &Questions, answers: &mut Vec<Answer>) {
    let theme = cx.theme;
    if asked.units.is_empty() {
        return;
    }
    heading(ui, "What do these numbers count?");
    for question in &asked.units {
        kit::card(theme).show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.horizontal_wrapped(|ui| {
                ui.label(font::strong(format!("{} (column {})", question.header, question.column), theme.text));
                ui.label(font::weak(cells(question.cells), theme.weak));
                ui.label(font::weak(question.samples.join(", "), theme.weak));
            });
            let choices =
                [(TimeUnit::Minutes, "Minutes"), (TimeUnit::Hours, "Hours"), (TimeUnit::Days, "Days of 8 hours")];
            if let Some(unit) = choose(ui, &question.column, question.answer, &choices) {
                answers.push(Answer::Unit(question.column.clone(), unit));
            }
        });
    }
}

/// A word the sheet has with how often, who of the studio it is `like`, and the list that says what it means. The list
/// is told how wide it is.
fn line(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (word, like): (&str, &str),
    count: usize,
    open: bool,
    list: impl FnOnce(&mut Ui, f32),
) {
    let theme = cx.theme;
    let top = ui.cursor().top();
    // Lines out of sight take their room and nothing else: a sheet may name hundreds of people.
    if top > ui.clip_rect().bottom() || top + LINE < ui.clip_rect().top() {
        ui.allocate_space(vec2(ui.available_width(), LINE));
        return;
    }
    ui.horizontal(|ui| {
        let half = ((ui.available_width() - ui.spacing().item_spacing.x) * 0.5).floor().min(LIST);
        let (rect, response) = ui.allocate_exact_size(vec2(half, LINE), egui::Sense::hover());
        let room = half - size::GAP;
        let ink = if open { theme.warning } else { theme.text };
        let said = kit::elided(ui.painter(), word, font::medium(size::BODY), ink, room);
        let cut = said.elided;
        let words = if like.is_empty() { cells(count) } else { format!("{}  ·  {like} is known", cells(count)) };
        let about = kit::elided(ui.painter(), &words, font::regular(size::SECONDARY), theme.weak, room);
        let top = rect.center().y - (said.size().y + about.size().y) * 0.5;
        let under = top + said.size().y;
        ui.painter().galley(pos2(rect.left(), top), said, ink);
        ui.painter().galley(pos2(rect.left(), under), about, theme.weak);
        let spoken = format!("{word}, {}", cells(count));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
        if cut {
            response.on_hover_text(word);
        }
        list(ui, half);
    });
}

fn statuses(ui: &mut Ui, cx: &Cx<'_>, asked: &Questions, answers: &mut Vec<Answer>) {
    if asked.statuses.is_empty() {
        return;
    }
    heading(ui, "What do these words mean as a status?");
    let mut choices: Vec<(Option<StatusAnswer>, String)> = vec![(None, "Choose…".into())];
    choices.extend(Status::ALL.map(|s| (Some(StatusAnswer::Status(s)), s.label().to_owned())));
    choices.push((Some(StatusAnswer::Nothing), "Nothing: leave the stage as it is".into()));
    for question in &asked.statuses {
        line(ui, cx, (&question.word, ""), question.cells, question.answer.is_none(), |ui, wide| {
            let name = format!("Meaning of {}", question.word);
            if let Some(answer) = kit::pick_wide(ui, &name, question.answer, &choices, wide) {
                answers.push(Answer::Status(question.word.clone(), answer));
            }
        });
    }
}

/// What a person's list offers.
#[derive(Clone, PartialEq)]
enum Who {
    New,
    Nobody,
    Known(String),
}

fn people(ui: &mut Ui, cx: &Cx<'_>, asked: &Questions, answers: &mut Vec<Answer>) {
    if asked.people.is_empty() {
        return;
    }
    heading(ui, "Who are they?");
    let words = "People the studio does not know are added by their names. Where somebody is known under another \
         name, choose them.";
    ui.label(font::weak(words, cx.theme.weak));
    let state = &cx.snapshot.state;
    for question in &asked.people {
        let like = question.candidates.first().filter(|_| question.new.is_some());
        let like = like.and_then(|id| state.studio.people.get(id)).map_or("", |person| person.name.as_str());
        line(ui, cx, (&question.text, like), question.cells, question.is_open(), |ui, wide| {
            let choices = choices(question, state);
            let now = choices.iter().position(|(who, _)| is_now(who, question)).unwrap_or(usize::MAX);
            let mut shown: Vec<(usize, String)> =
                choices.iter().enumerate().map(|(i, (_, words))| (i, words.clone())).collect();
            if now == usize::MAX {
                shown.insert(0, (usize::MAX, "Choose…".into()));
            }
            let name = format!("Who {} is", question.text);
            if let Some(chosen) = kit::pick_wide(ui, &name, now, &shown, wide) {
                let answer = match choices.get(chosen).map(|(who, _)| who) {
                    Some(Who::Known(who)) => Some(who.clone()),
                    Some(Who::Nobody) => Some(String::new()),
                    Some(Who::New) | None => None,
                };
                answers.push(Answer::Person(question.text.clone(), answer));
            }
        });
    }
}

fn is_now(who: &Who, question: &PersonQuestion) -> bool {
    match (who, question.answer.as_deref()) {
        (Who::New, None) => question.new.is_some(),
        (Who::Nobody, Some("")) => true,
        (Who::Known(known), Some(answer)) => known == answer,
        _ => false,
    }
}

/// Somebody new, nobody, and everybody known, the likelier ones first.
fn choices(question: &PersonQuestion, state: &State) -> Vec<(Who, String)> {
    let mut choices = Vec::new();
    let is_name = question.new.is_some() || question.answer.is_some();
    if is_name {
        choices.push((Who::New, format!("Add {}", question.new.as_ref().unwrap_or(&question.text))));
    }
    choices.push((Who::Nobody, "Nobody".into()));
    let known = |person: &rushes_domain::Person| {
        // An address tells people of one name apart.
        let who = if person.email.is_empty() { person.name.clone() } else { person.email.clone() };
        let words =
            if person.email.is_empty() { person.name.clone() } else { format!("{} ({})", person.name, person.email) };
        (Who::Known(who), words)
    };
    let likely = question.candidates.iter().filter_map(|id| state.studio.people.get(id));
    choices.extend(likely.map(known));
    let mut others: Vec<_> = state
        .studio
        .people
        .values()
        .filter(|p| !question.candidates.contains(&p.id))
        .take(MAX_CHOICES)
        .map(known)
        .collect();
    others.sort_by_key(|(_, words)| words.to_lowercase());
    choices.extend(others);
    choices
}
