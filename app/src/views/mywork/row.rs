//! A row of one's work: what it is, when, and the button for what comes next.

use super::model::{MentionRow, WorkRow};
use crate::{
    actions::Cx,
    commands::{menu, page_keys},
    kit::{self, Button, dates, font, icon, size, status},
    place::Place,
    textures::ThumbSize,
    views::{conflict, talk::checklist},
};
use egui::{Align2, Pos2, Rect, Ui, UiBuilder, pos2, vec2};
use rushes_domain::{Permission, Person, Round, Status};

/// Room for the button at the right.
const BUTTON: f32 = 104.0;

/// Widest column of names.
const NAMES: f32 = 400.0;

/// What comes next with a stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Next {
    Start,
    Publish,
    Look,
}

/// What comes next, as far as the person here may.
pub(super) fn next(cx: &Cx<'_>, row: &WorkRow) -> Option<Next> {
    let works = cx.snapshot.me.role.may(Permission::Work);
    match row.stage().status {
        Status::Ready | Status::ChangesRequested if works => Some(Next::Start),
        Status::InProgress if works => Some(Next::Publish),
        Status::InReview => Some(Next::Look),
        _ => None,
    }
}

/// Does it.
pub(super) fn act(cx: &mut Cx<'_>, row: &WorkRow, next: Next) {
    let place = Place::Deliverable(row.deliverable.id, Some(row.stage().id));
    match next {
        Next::Start => cx.actions.extend(menu::action(cx, place, "stage.start")),
        Next::Publish => cx.actions.extend(menu::action(cx, place, "stage.publish")),
        Next::Look => {
            if let Some(round) = row.stage().latest() {
                cx.go(Place::Review(row.deliverable.id, round.id));
            }
        }
    }
}

/// Where the mark stands of fields that two people set at once: after the name.
const MARK_GAP: f32 = 14.0;

/// What of a row is opened by a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Opened {
    /// The choice of its marked fields.
    Conflicts,
    /// Its checklist.
    Feedback,
}

/// Shows a stage, with what was opened of it. Gives whether it was pressed.
pub(super) fn stage(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    row: &WorkRow,
    height: f32,
    (chosen, opened): (bool, Option<Opened>),
) -> bool {
    let found = row.stage();
    let deliverable = &row.deliverable;
    let mut name = format!("{} {}: {}", deliverable.name, found.name, found.status.label().to_lowercase());
    if row.overdue {
        name.push_str(", overdue");
    }
    if !row.waits.is_empty() {
        name.push_str(&format!(", {}", row.waits));
    }
    let next = next(cx, row);
    ui.push_id((deliverable.id, found.id), |ui| {
        let (mut end, mut badge) = (egui::Pos2::ZERO, None);
        let response = kit::row(ui, &name, height, chosen, |ui, rect| (end, badge) = paint(ui, cx, row, rect));
        let rect = response.rect;
        let twice = row.conflicts();
        if !twice.is_empty() {
            conflict::spot(
                ui,
                cx,
                (end + vec2(MARK_GAP, 0.0), ui.clip_rect()),
                &deliverable.name,
                &twice,
                opened == Some(Opened::Conflicts),
            );
        }
        if let Some(badge) = badge {
            checklist::spot(ui, cx, badge, (deliverable, found.id), opened == Some(Opened::Feedback));
        }
        if let Some(next) = next
            && ui.is_rect_visible(rect)
        {
            let at = Rect::from_min_max(pos2(rect.right() - size::PAGE - BUTTON, rect.top()), rect.right_bottom());
            let line = egui::Layout::left_to_right(egui::Align::Center);
            let mut child = ui.new_child(UiBuilder::new().max_rect(at).layout(line).id_salt("next"));
            button(&mut child, cx, row, next);
        }
        kit::context_menu_at(&response, chosen.then_some(rect), |ui| {
            let place = Place::Deliverable(deliverable.id, Some(found.id));
            menu::about(ui, cx, place, &crate::views::rows::ROW_MENU);
            let (next, keys) = match next {
                Some(next @ Next::Start) => (next, "work.start"),
                Some(next @ Next::Publish) => (next, "work.publish"),
                Some(Next::Look) | None => return,
            };
            let (words, glyph) = said(next);
            if kit::menu_item_with(ui, Some(glyph), words, page_keys(keys)).clicked() {
                act(cx, row, next);
            }
        });
        response.clicked()
    })
    .inner
}

/// A step's words and icon.
fn said(next: Next) -> (&'static str, &'static str) {
    match next {
        Next::Start => ("Start", icon::PLAY),
        Next::Publish => ("Publish", icon::UPLOAD_SIMPLE),
        Next::Look => ("Review", icon::EYE),
    }
}

fn button(ui: &mut Ui, cx: &mut Cx<'_>, row: &WorkRow, next: Next) {
    let (words, glyph) = said(next);
    let name = format!("{words} {} {}", row.deliverable.name, row.stage().name);
    if Button::new(words).icon(glyph).name(&name).width(BUTTON).show(ui).clicked() {
        act(cx, row, next);
    }
}

/// Paints it. Gives where its name ends, and where the badge of its feedback is.
fn paint(ui: &Ui, cx: &mut Cx<'_>, row: &WorkRow, rect: Rect) -> (Pos2, Option<Rect>) {
    let painter = ui.painter();
    let found = row.stage();
    let y = rect.center().y;
    let high = rect.height() - 8.0;
    let corner = pos2(rect.left() + size::PAGE, rect.top() + 4.0);
    let thumb = Rect::from_min_size(corner, vec2((high * 16.0 / 9.0).round(), high));
    let file = found.latest().and_then(Round::current).or_else(|| row.deliverable.cover());
    let look = (ThumbSize::Row, kit::Fit::Cover, size::RADIUS_SMALL);
    cx.thumbs.paint(painter, thumb, file, look, cx.theme);
    let wide = rect.width() > 860.0;
    let left = thumb.right() + 12.0;
    let code = cx.snapshot.state.projects.get(&row.deliverable.project).map(|p| p.code.clone()).unwrap_or_default();
    let room = (rect.width() * if wide { 0.28 } else { 0.32 }).min(NAMES);
    let marked = if row.conflicts().is_empty() { 0.0 } else { MARK_GAP * 2.0 };
    let title =
        kit::name_elided(painter, &row.deliverable.name, font::medium(size::BODY), cx.theme.text, room - marked);
    let end = pos2(left + title.size().x, y - title.size().y * 0.5);
    let about = format!("{code}  ·  {}", found.name);
    let about = kit::elided(painter, &about, font::regular(size::SECONDARY), cx.theme.weak, room);
    painter.galley(pos2(left, y - title.size().y), title, cx.theme.text);
    painter.galley(pos2(left, y + 1.0), about, cx.theme.weak);
    // From the right: the button's room, the day, badges; what is left between is the status's.
    let mut right = rect.right() - size::PAGE - BUTTON - size::GAP_WIDE;
    if let Some(due) = row.due {
        let ink = if row.overdue { cx.theme.danger } else { cx.theme.text };
        let words = dates::day(due, cx.today);
        painter.text(pos2(right, y), Align2::RIGHT_CENTER, words, font::tabular(size::SECONDARY), ink);
    }
    right -= 92.0;
    if let Some((glyph, color)) = status::priority_mark(row.deliverable.priority, cx.theme) {
        painter.text(pos2(right, y), Align2::RIGHT_CENTER, glyph, font::icons(size::ICON_SMALL), color);
    }
    right -= size::ICON_SMALL + size::GAP;
    let (mut free, mut feedback) = (right, None);
    let ink = if cx.theme.dark { cx.theme.canvas } else { cx.theme.surface };
    if row.open_feedback > 0 {
        feedback = Some(kit::paint_badge(painter, pos2(right, y), row.open_feedback, cx.theme.warning, ink));
        free = right - 30.0;
    }
    right -= 30.0;
    if row.unread > 0 {
        let badge = kit::paint_badge(painter, pos2(right, y), row.unread, cx.theme.link, ink);
        let at = pos2(badge.left() - size::GRID, y);
        let at = painter.text(at, Align2::RIGHT_CENTER, "@", font::medium(size::SECONDARY), cx.theme.link);
        free = at.left() - size::GAP;
    }
    right -= 36.0;
    if wide && found.round_number() > 0 {
        let words = format!("round {}", found.round_number());
        let font = font::tabular(size::SECONDARY);
        free = painter.text(pos2(right, y), Align2::RIGHT_CENTER, words, font, cx.theme.weak).left() - size::GAP_WIDE;
    }
    let from = left + room + size::GAP_WIDE;
    // In a small window the mark may have to do without its word.
    let label = found.status.label().to_owned();
    let label = painter.layout_no_wrap(label, font::medium(size::SECONDARY), cx.theme.text).size().x;
    let worded = from + size::ICON_SMALL + size::GAP_TIGHT + label + size::GAP <= free;
    if row.waits.is_empty() {
        kit::paint_status(painter, pos2(from, y), found.status, worded, cx.theme);
    } else {
        kit::paint_status(painter, pos2(from, y - 9.0), found.status, worded, cx.theme);
        let words = kit::elided(painter, &row.waits, font::regular(size::SECONDARY), cx.theme.weak, free - from);
        painter.galley(pos2(from, y + 1.0), words, cx.theme.weak);
    }
    (end, feedback)
}

/// Shows who named the person. Gives whether it was pressed.
pub(super) fn mention(ui: &mut Ui, cx: &mut Cx<'_>, row: &MentionRow, height: f32, chosen: bool) -> bool {
    let comment = row.comment();
    let who = cx.name_of(comment.by);
    let name = format!("{who} named you on {}: {}", row.deliverable.name, comment.summary());
    let response = ui.push_id(comment.id, |ui| {
        kit::row(ui, &name, height, chosen, |ui, rect| {
            let painter = ui.painter();
            let y = rect.center().y;
            let side = size::AVATAR_LARGE;
            let disc = pos2(rect.left() + size::PAGE + side * 0.5, y);
            let person = comment.by.and_then(|p| cx.snapshot.state.studio.people.get(&p));
            if let Some(person) = person {
                kit::paint_avatar(painter, disc, side, person.id, &Person::initials(person), cx.theme);
            }
            let left = disc.x + side * 0.5 + 12.0;
            let moment = dates::moment(comment.at, cx.now);
            let font = font::regular(size::SECONDARY);
            let end =
                painter.text(pos2(rect.right() - size::PAGE, y), Align2::RIGHT_CENTER, moment, font, cx.theme.weak);
            let room = end.left() - size::GAP_WIDE - left;
            let said = format!("{who}: {}", comment.summary());
            let said = kit::elided(painter, &said, font::medium(size::BODY), cx.theme.text, room);
            let path = cx.snapshot.state.path_of(&row.deliverable, row.stage, comment.round);
            let path = kit::elided(painter, &path, font::regular(size::SECONDARY), cx.theme.weak, room);
            painter.galley(pos2(left, y - said.size().y), said, cx.theme.text);
            painter.galley(pos2(left, y + 1.0), path, cx.theme.weak);
        })
    });
    response.inner.clicked()
}
