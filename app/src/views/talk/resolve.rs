//! Resolving what was said: one act for a comment and for the feedback it asks for, one or several at once.

use crate::{actions::Cx, kit};
use egui::Ui;
use rushes_domain::{Command, Comment, CommentId, Deliverable, DeliverableId, Permission, Role, counted};

/// Something that can be resolved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Point {
    /// The comment that says it.
    pub(crate) comment: CommentId,
    /// It is done.
    pub(crate) resolved: bool,
    /// It asks for something: its item of the checklist is resolved with it.
    pub(crate) action: bool,
    /// Its first words.
    pub(crate) summary: String,
}

impl Point {
    /// Of a comment.
    pub(crate) fn of(deliverable: &Deliverable, comment: &Comment) -> Self {
        let action = deliverable.feedback.iter().any(|f| f.comment == comment.id && f.action);
        Self { comment: comment.id, resolved: comment.resolved, action, summary: comment.summary() }
    }

    /// Whether somebody may make it the other, as a sentence why not.
    pub(crate) fn may_turn(&self, role: Role) -> Result<(), &'static str> {
        let (permission, why) = match (self.action, self.resolved) {
            (false, _) => (Permission::Talk, "You may read here and not write."),
            (true, false) => (Permission::Work, "The artist resolves this."),
            (true, true) => (Permission::Decide, "The reviewer verifies or reopens this."),
        };
        if role.may(permission) { Ok(()) } else { Err(why) }
    }
}

/// Resolves them, or reopens them, as one step that can be taken back. What is so already, or is not this person's to
/// turn, is left out.
pub(crate) fn turn<'a>(
    cx: &mut Cx<'_>,
    deliverable: DeliverableId,
    points: impl IntoIterator<Item = &'a Point>,
    resolved: bool,
) {
    let role = cx.snapshot.me.role;
    let turned: Vec<&Point> =
        points.into_iter().filter(|p| p.resolved != resolved && p.may_turn(role).is_ok()).collect();
    let one = |p: &Point| Command::ResolveComment { deliverable, id: p.comment, resolved };
    let deed = if resolved { "Resolved" } else { "Reopened" };
    match turned.as_slice() {
        [] => {}
        [only] => {
            let summary: String = only.summary.chars().take(60).collect();
            cx.send_saying(one(only), format!("{deed}: {summary}"));
        }
        several => {
            let words = format!("{deed} {}", counted(several.len(), "comment"));
            let commands = several.iter().map(|p| one(p)).collect();
            let label = words.to_lowercase();
            cx.send_saying(Command::Batch { label, commands, skip_refused: true }, words);
        }
    }
}

/// The tick boxes of a list.
#[derive(Default)]
pub(crate) struct Ticks {
    /// The one that was ticked last: with Shift all up to the next are ticked.
    last: Option<CommentId>,
}

impl Ticks {
    /// Shows the box of one of a list's points; `words` stand beside it. The list is read only when it is ticked.
    pub(crate) fn show(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        deliverable: DeliverableId,
        (point, list): (&Point, &dyn Fn() -> Vec<Point>),
        words: &str,
    ) {
        let may = point.may_turn(cx.snapshot.me.role);
        let name = format!("Resolve: {}", point.summary.chars().take(40).collect::<String>());
        let clicked = ui
            .add_enabled_ui(may.is_ok(), |ui| {
                let deed = if point.resolved { "Reopen" } else { "Resolve" };
                let tick = if words.is_empty() {
                    kit::tick_before(ui, &name, point.resolved)
                } else {
                    kit::tick(ui, &name, words, point.resolved)
                };
                tick.on_hover_text(format!("{deed}; with Shift all from the one ticked last to this"))
                    .on_disabled_hover_text(may.err().unwrap_or_default())
                    .clicked()
            })
            .inner;
        if !clicked {
            return;
        }
        let before = self.last.replace(point.comment);
        let points = if ui.input(|i| i.modifiers.shift) { list() } else { Vec::new() };
        let place = |id| points.iter().position(|p| p.comment == id);
        match (before.and_then(place), place(point.comment)) {
            (Some(a), Some(b)) => turn(cx, deliverable, &points[a.min(b)..=a.max(b)], !point.resolved),
            _ => turn(cx, deliverable, [point], !point.resolved),
        }
    }

    /// Shows the box for all of them, where there are several: it resolves what is open.
    pub(crate) fn all(&self, ui: &mut Ui, cx: &mut Cx<'_>, deliverable: DeliverableId, points: &[Point]) {
        let role = cx.snapshot.me.role;
        let open = points.iter().filter(|p| !p.resolved && p.may_turn(role).is_ok()).count();
        if open < 2 {
            return;
        }
        let words = format!("Resolve all {open}");
        if kit::tick(ui, &words, &words, false).clicked() {
            turn(cx, deliverable, points, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_artist_resolves_what_is_asked_for_and_a_reviewer_reopens_it() {
        let point =
            |action, resolved| Point { comment: CommentId::new([1; 16]), resolved, action, summary: String::new() };
        let may = |role, action, resolved| point(action, resolved).may_turn(role).is_ok();
        assert!(may(Role::Artist, true, false) && !may(Role::Artist, true, true));
        assert!(!may(Role::Client, true, false) && may(Role::Client, true, true));
        assert!(may(Role::Client, false, false) && may(Role::Artist, false, true), "a note is everybody's");
    }
}
