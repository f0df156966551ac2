//! The checklist: things to do first, things to know after them.

use super::{
    Item, ReviewModel, ReviewPage,
    drafts::Begun,
    panel::body,
    said,
    state::{Answering, Stepping, Tab},
};
use crate::{
    actions::Cx,
    kit::{self, Button, Fit, font, icon, size, status},
    textures::ThumbSize,
    viewer::paint::{Emphasis, paint_disc},
    views::talk::resolve::Point,
};
use egui::{
    Align, Color32, CursorIcon, Frame, Key, Margin, RichText, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, vec2,
};
use rushes_domain::{Command, EventId, FeedbackStatus, FeedbackStep};

/// A thumbnail of another file in an item's line, in points.
const FILE: egui::Vec2 = vec2(size::GRID * 8.0, size::GRID * 5.0);

impl ReviewPage {
    /// Shows the checklist of the round.
    pub(super) fn feedback(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        self.hot_row = None;
        self.waiting(ui, cx, model);
        if model.actions.is_empty() && model.notes.is_empty() {
            nothing(ui, cx, model);
            return;
        }
        let (done, all) = model.progress();
        if all > 0 {
            let words = format!("{done} of {all} done");
            ui.horizontal(|ui| {
                ui.label(font::strong(&words, cx.theme.text));
                let carried = model.actions.iter().filter(|i| i.carried_from.is_some()).count();
                if carried > 0 {
                    let word = if carried == 1 { "comes" } else { "come" };
                    ui.label(font::weak(format!("{carried} {word} from earlier rounds"), cx.theme.weak));
                }
            });
            kit::progress(ui, Some(done as f32 / all as f32), &words);
            let points: Vec<Point> = model.actions.iter().map(Item::point).collect();
            self.ticks.all(ui, cx, model.deliverable, &points);
        }
        for item in &model.actions {
            self.item(ui, cx, model, item, true);
        }
        if !model.notes.is_empty() {
            ui.add_space(size::GAP);
            ui.label(font::caption("To know", cx.theme.weak));
            for item in &model.notes {
                self.item(ui, cx, model, item, false);
            }
        }
        self.reveal_row = false;
    }

    /// Marks of the round that were begun and not sent: a click goes on with one.
    fn waiting(&mut self, ui: &mut Ui, cx: &Cx<'_>, model: &ReviewModel) {
        let open = self.drafts.open().map(|d| d.id);
        let waiting: Vec<(rushes_domain::AnnotationId, String)> = self
            .drafts
            .of_round(model.round)
            .filter(|d| Some(d.id) != open)
            .map(|d| {
                let frame = if model.is_clip() { format!(", frame {}", d.frame) } else { String::new() };
                let words = d.body.lines().next().unwrap_or_default();
                (d.id, format!("{}{frame}", words.trim()))
            })
            .collect();
        if waiting.is_empty() {
            return;
        }
        ui.label(font::caption("Not sent yet", cx.theme.weak));
        for (id, words) in waiting {
            let name = format!("Go on with the draft: {words}");
            let short: String = words.chars().take(44).collect();
            let line = Button::quiet(&short).icon(icon::PENCIL_SIMPLE).icon_color(cx.theme.warning).name(&name);
            if line.hint("Drawn and not sent. Go on with it").show(ui).clicked() {
                self.go_on(model, id);
            }
        }
        ui.add_space(size::GRID);
    }

    fn go_on(&mut self, model: &ReviewModel, id: rushes_domain::AnnotationId) {
        let Some(draft) = self.drafts.of_round(model.round).find(|d| d.id == id) else { return };
        let (frame, file) = (draft.frame, draft.attachment);
        if let Some(file) = file.filter(|f| model.file.as_ref().map(|f| f.id) != Some(*f)) {
            self.show_file(file);
        }
        if let Some(count) = self.viewer.frames() {
            self.viewer.player.seek(frame, count);
        }
        self.drafts.choose(id);
    }

    fn item(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel, item: &Item, action: bool) {
        let theme = cx.theme.clone();
        let chosen = self.chosen == Some(item.id);
        let lit = self.viewer.canvas.hot.is_some() && self.viewer.canvas.hot == item.annotation;
        let builder = UiBuilder::new().id_salt(("item", item.id.0.0)).sense(Sense::click());
        let row = ui.scope_builder(builder, |ui| {
            let before = ui.response();
            let fill = if chosen {
                theme.selected
            } else if before.hovered() || lit {
                theme.hover
            } else {
                theme.raised
            };
            let line = if chosen { theme.link } else { theme.line };
            Frame::new()
                .fill(fill)
                .stroke(Stroke::new(1.0, line))
                .corner_radius(size::RADIUS)
                .inner_margin(Margin::symmetric(10, 10))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.horizontal_top(|ui| {
                        let listed = if action { &model.actions } else { &model.notes };
                        let list = || listed.iter().map(Item::point).collect::<Vec<_>>();
                        self.ticks.show(ui, cx, model.deliverable, (&item.point(), &list), "");
                        mark_number(ui, item, action, &theme);
                        ui.vertical(|ui| {
                            ui.spacing_mut().item_spacing.y = size::GRID;
                            let done = item.status == FeedbackStatus::Verified;
                            body(ui, &item.body, if done { theme.weak } else { theme.text });
                            ui.scope(|ui| under(ui, cx, item, action, &theme));
                            if chosen {
                                self.opened(ui, cx, model, item, action);
                            }
                        });
                    });
                });
        });
        let response = row.response;
        let kind = if action { item.status.label() } else { "Note" };
        let name = format!("{}, {kind}: {}", item.number, item.body);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &name));
        if response.has_focus() {
            kit::focus_ring(ui.painter(), response.rect, size::RADIUS, &theme);
        }
        if response.contains_pointer() {
            self.hot_row = Some(item.id);
        }
        if chosen && self.reveal_row {
            response.scroll_to_me(Some(Align::Center));
        }
        if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
            self.choose(model, if chosen { None } else { Some(item.id) });
            self.reveal_mark(ui, model);
            if let Some(file) = item.file.as_ref().and_then(|f| f.here).filter(|_| !chosen) {
                // Its mark is chosen once it can be seen.
                self.show_file(file);
                self.reach = Some(item.id);
            }
        }
    }

    /// Moves the view, where the chosen mark is out of sight.
    fn reveal_mark(&mut self, ui: &Ui, model: &ReviewModel) {
        let Some(mark) = self.chosen.and_then(|id| model.mark_of(id)) else { return };
        let (view, shape) = self.placed(ui, mark);
        let (min, max) = crate::viewer::marks::bounds(&shape);
        let part = egui::Rect::from_min_max(egui::pos2(min.x, min.y), egui::pos2(max.x, max.y));
        self.viewer.canvas.camera.reveal(&view, part);
    }

    fn placed(&self, ui: &Ui, mark: &super::Mark) -> (crate::viewer::camera::View, rushes_domain::Shape) {
        let canvas = &self.viewer.canvas;
        let view = crate::viewer::camera::View {
            rect: canvas.rect,
            pixels_per_point: ui.pixels_per_point(),
            size: canvas.size,
        };
        (view, crate::viewer::marks::scaled(&mark.shape, mark.drawn_on, canvas.size))
    }

    /// What an item shows once it is chosen: how it got here, and what comes next.
    fn opened(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel, item: &Item, action: bool) {
        let theme = cx.theme.clone();
        for step in &item.steps {
            let who = format!(
                "{} {}, {}",
                cx.name_of(step.by),
                said::step_done(step.step),
                kit::dates::moment(step.at, cx.now)
            );
            ui.label(font::weak(who, theme.weak)).on_hover_text(kit::dates::moment_exact(step.at));
            if !step.note.is_empty() {
                body(ui, &format!("“{}”", step.note), theme.text);
            }
        }
        ui.add_space(size::GRID);
        if self.stepping.as_ref().is_some_and(|s| s.item == item.id) {
            self.step_note(ui, cx, model);
            return;
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(size::GAP_TIGHT, size::GAP_TIGHT);
            for (step, allowed) in &item.next {
                let word = said::step_word(*step);
                let name = format!("{word} item {}", item.number);
                let main = matches!(step, FeedbackStep::Resolve | FeedbackStep::Verify) && allowed.is_ok();
                let button = if main { Button::primary(word) } else { Button::new(word) };
                let why = allowed.clone().err().unwrap_or_default();
                if button.name(&name).enabled_or(allowed.is_ok(), &why).show(ui).clicked() {
                    self.step(cx, model, item, *step);
                }
            }
            let answer = format!("Answer item {}", item.number);
            if kit::icon_button(ui, icon::CHAT_CIRCLE, &answer).clicked() {
                self.answering = Some(Answering::to(item.comment, &mut self.texts));
                self.tab = Tab::Comments;
            }
            let (glyph, name) = if action {
                (icon::INFO, format!("Make item {} a note", item.number))
            } else {
                (icon::LIST_CHECKS, format!("Make item {} something to do", item.number))
            };
            let talk = model.gates.classify.clone();
            ui.add_enabled_ui(talk.is_ok(), |ui| {
                let button = kit::icon_button(ui, glyph, &name);
                if button.on_disabled_hover_text(talk.err().unwrap_or_default()).clicked() {
                    let (deliverable, feedback) = (model.deliverable, item.id);
                    cx.send(Command::ClassifyFeedback { deliverable, feedback, action: !action });
                }
            });
        });
    }

    /// Begins and verifies at once; resolving and reopening say what was done or what is missing.
    fn step(&mut self, cx: &mut Cx<'_>, model: &ReviewModel, item: &Item, step: FeedbackStep) {
        match step {
            FeedbackStep::Start | FeedbackStep::Verify => cx.send(Command::StepFeedback {
                deliverable: model.deliverable,
                feedback: item.id,
                event: EventId::new(rushes_store::fresh()),
                step,
                note: String::new(),
            }),
            FeedbackStep::Resolve | FeedbackStep::Reopen => {
                let note = self.texts.take(Begun::Step(item.id));
                self.stepping = Some(Stepping { item: item.id, step, note, fresh: true });
            }
        }
    }

    fn step_note(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, model: &ReviewModel) {
        let Some(stepping) = &mut self.stepping else { return };
        let step = stepping.step;
        let hint =
            if step == FeedbackStep::Resolve { "What was done, if it needs a word" } else { "What is still missing" };
        let (field, enter) = kit::lines(ui, "Note on the step", &mut stepping.note, (hint, "sends"), f32::INFINITY);
        if stepping.fresh {
            stepping.fresh = false;
            field.request_focus();
        }
        let (mut take, mut drop) = (enter, ui.input(|i| i.key_pressed(Key::Escape)));
        ui.horizontal(|ui| {
            take |= Button::primary(said::step_word(step)).name("Take the step").hint(kit::SENDS).show(ui).clicked();
            drop |= Button::quiet("Cancel").name("Cancel the step").hint("Esc").show(ui).clicked();
        });
        if take {
            if let Some(stepping) = self.stepping.take() {
                cx.send(Command::StepFeedback {
                    deliverable: model.deliverable,
                    feedback: stepping.item,
                    event: EventId::new(rushes_store::fresh()),
                    step,
                    note: stepping.note.trim().to_owned(),
                });
            }
        } else if drop {
            self.stop_stepping();
        }
    }
}

/// The item's number in a disc of its status's colour, as on the picture; notes have an icon.
fn mark_number(ui: &mut Ui, item: &Item, action: bool, theme: &kit::Theme) {
    let (rect, _) = ui.allocate_exact_size(vec2(size::AVATAR, size::AVATAR), Sense::hover());
    if !action && item.annotation.is_none() {
        ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, icon::INFO, font::icons(size::ICON), theme.link);
        return;
    }
    let color = match item.annotation {
        Some(_) if item.status.is_open() || !action => theme.annotation,
        _ => theme.weak.gamma_multiply(0.7).to_opaque(),
    };
    paint_disc(ui.painter(), rect.center(), item.number, color, Emphasis::Plain, theme);
}

/// The line under an item's words.
fn under(ui: &mut Ui, cx: &mut Cx<'_>, item: &Item, action: bool, theme: &kit::Theme) {
    // A row of words, not of buttons.
    ui.spacing_mut().interact_size.y = size::GAP_WIDE;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(size::GAP, 2.0);
        if action {
            let color = status::feedback_color(item.status, theme);
            let glyph = match item.status {
                FeedbackStatus::Open => icon::CIRCLE,
                FeedbackStatus::InProgress => icon::CIRCLE_HALF,
                FeedbackStatus::Resolved => icon::CHECK,
                FeedbackStatus::Verified => icon::CHECK_CIRCLE,
                FeedbackStatus::Reopened => icon::ARROW_COUNTER_CLOCKWISE,
            };
            word(ui, glyph, item.status.label(), color, true);
        }
        let when = format!("{}, {}", cx.name_of(item.by), kit::dates::moment(item.at, cx.now));
        ui.label(font::weak(when, theme.weak)).on_hover_text(kit::dates::moment_exact(item.at));
        if let Some(frame) = item.frame {
            word(ui, icon::FILM_STRIP, &format!("frame {frame}"), theme.weak, false);
        }
        if let Some(file) = &item.file {
            let (rect, _) = ui.allocate_exact_size(FILE, Sense::hover());
            super::gallery::thumbnail(ui, cx, rect, Some((file.hash, file.kind)), ThumbSize::Row, Fit::Cover);
            let name = egui::Label::new(font::weak(format!("on {}", file.name), theme.weak)).truncate();
            ui.add(name).on_hover_text(if file.here.is_some() {
                "Another file of this round"
            } else {
                "A file of that round"
            });
        }
        if let Some(round) = item.carried_from {
            word(ui, icon::ARROW_BEND_UP_LEFT, &format!("from round {round}"), theme.weak, false);
        }
        if item.replies > 0 {
            word(ui, icon::CHAT_CIRCLE, &item.replies.to_string(), theme.weak, false);
        }
    });
}

/// An icon and a word, close together.
fn word(ui: &mut Ui, glyph: &str, words: &str, color: Color32, medium: bool) {
    let mut job = egui::text::LayoutJob::default();
    let format = |font| egui::TextFormat { font_id: font, color, valign: Align::Center, ..egui::TextFormat::default() };
    job.append(glyph, 0.0, format(font::icons(size::SECONDARY)));
    job.append(
        words,
        size::GRID,
        format(if medium { font::medium(size::SECONDARY) } else { font::regular(size::SECONDARY) }),
    );
    ui.label(job);
}

fn nothing(ui: &mut Ui, cx: &Cx<'_>, model: &ReviewModel) {
    ui.add_space(size::PAGE);
    ui.vertical_centered(|ui| {
        ui.label(RichText::new(icon::LIST_CHECKS).font(font::icons(size::FIGURE)).color(cx.theme.weak));
        ui.label(font::strong("No feedback on this round", cx.theme.text));
        let how = if model.gates.talk.is_ok() {
            "Draw on the picture (U, Q, W, D, T or P), or write a comment. What you mark as to do becomes the artist's list."
        } else {
            "What the reviewers mark as to do becomes the artist's list here."
        };
        ui.add(egui::Label::new(kit::weak(how, cx.theme.weak)).wrap());
    });
}
