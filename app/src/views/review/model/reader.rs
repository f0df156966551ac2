//! A round's page, read from a deliverable. Pure.

use super::{Item, ItemFile, Mark, RoundCard, StepLine, Thread};
use crate::views::review::gates;
use rushes_domain::{
    Actor, Annotation, Attachment, Comment, CommentId, Deliverable, FeedbackId, FeedbackStatus, MediaKind, Round, Stage,
};
use std::collections::BTreeMap;

/// What is read from.
pub(super) struct Reader<'a> {
    pub(super) deliverable: &'a Deliverable,
    pub(super) stage: &'a Stage,
    pub(super) round: &'a Round,
    /// The file shown.
    pub(super) file: Option<&'a Attachment>,
    pub(super) me: Actor,
}

impl Reader<'_> {
    /// Numbers of the stage's items: by age, so that a number once said stays.
    fn numbers(&self) -> BTreeMap<FeedbackId, usize> {
        self.deliverable
            .feedback
            .iter()
            .filter(|f| f.stage == self.stage.id)
            .enumerate()
            .map(|(i, f)| (f.id, i + 1))
            .collect()
    }

    /// Whether an item is on the list of the round shown.
    fn listed(&self, item: &rushes_domain::Feedback) -> bool {
        item.stage == self.stage.id && (item.origin == self.round.id || self.round.carried.contains(&item.id))
    }

    pub(super) fn card(&self, round: &Round) -> RoundCard {
        let decision = round.decision();
        let on_list = |f: &&rushes_domain::Feedback| f.origin == round.id || round.carried.contains(&f.id);
        RoundCard {
            id: round.id,
            number: round.number,
            verdict: decision.map(|d| d.verdict),
            verdict_note: decision.map(|d| d.note.clone()).unwrap_or_default(),
            decided_by: decision.and_then(|d| d.by),
            decided_at: decision.map(|d| d.at),
            by: round.by,
            at: round.at,
            note: round.note.clone(),
            cover: round.current().map(|a| (a.hash, a.kind)),
            open: self.deliverable.open_feedback(self.stage.id).filter(on_list).count(),
        }
    }

    pub(super) fn marks(&self, file: &Attachment) -> Vec<Mark> {
        let numbers = self.numbers();
        let mut marks: Vec<Mark> =
            self.deliverable.annotations.iter().filter_map(|a| self.mark(a, file, &numbers)).collect();
        marks.sort_by_key(|m| (!m.carried, m.number));
        marks
    }

    fn mark(&self, mark: &Annotation, file: &Attachment, numbers: &BTreeMap<FeedbackId, usize>) -> Option<Mark> {
        let item = self.deliverable.feedback.iter().find(|f| f.annotation == Some(mark.id));
        let here =
            mark.round == self.round.id && mark.attachment.or(self.round.current().map(|a| a.id)) == Some(file.id);
        // What is still open comes along to the file to review of the next round.
        let carried = !here
            && mark.round != self.round.id
            && self.round.current().map(|a| a.id) == Some(file.id)
            && item.is_some_and(|f| self.listed(f) && f.is_open());
        if !here && !carried {
            return None;
        }
        let drawn_on = self.drawn_on(mark).map_or([file.width, file.height], |a| [a.width, a.height]);
        Some(Mark {
            id: mark.id,
            number: item.and_then(|f| numbers.get(&f.id).copied()).unwrap_or_default(),
            shape: mark.shape.clone(),
            drawn_on,
            frames: mark.frames,
            comment: mark.comment,
            feedback: item.map(|f| f.id),
            carried,
            settled: item.is_some_and(|f| f.action && !f.status.is_open()),
            movable: !carried && gates::may_move(self.me, mark),
        })
    }

    /// The file that a mark is drawn on.
    fn drawn_on(&self, mark: &Annotation) -> Option<&Attachment> {
        let round = self.deliverable.round(mark.round)?;
        round.attachments.iter().find(|a| Some(a.id) == mark.attachment).or_else(|| round.current())
    }

    pub(super) fn items(&self) -> (Vec<Item>, Vec<Item>) {
        let numbers = self.numbers();
        let (mut actions, notes): (Vec<_>, Vec<_>) = self
            .deliverable
            .feedback
            .iter()
            .filter(|f| self.listed(f))
            .map(|f| (f.action, self.item(f, &numbers)))
            .partition(|(action, _)| *action);
        // What has to be done first: open, then what waits for the reviewer, then what is done.
        actions.sort_by_key(|(_, i)| {
            let rank = match i.status {
                FeedbackStatus::Reopened => 0,
                FeedbackStatus::Open | FeedbackStatus::InProgress => 1,
                FeedbackStatus::Resolved => 2,
                FeedbackStatus::Verified => 3,
            };
            (rank, i.number)
        });
        let bare = |items: Vec<(bool, Item)>| items.into_iter().map(|(_, i)| i).collect();
        (bare(actions), bare(notes))
    }

    fn item(&self, item: &rushes_domain::Feedback, numbers: &BTreeMap<FeedbackId, usize>) -> Item {
        let origin = self.deliverable.round(item.origin);
        let mark = item.annotation.and_then(|id| self.deliverable.annotations.iter().find(|a| a.id == id));
        let drawn = mark.and_then(|m| Some((m, self.drawn_on(m)?)));
        let on_clip = drawn.is_some_and(|(_, file)| file.kind == MediaKind::Video);
        // Of an earlier round, its number says enough of the file that was reviewed.
        let another = |mark: &Annotation, file: &Attachment| {
            let reviewed = origin.and_then(Round::current).is_some_and(|a| a.id == file.id);
            mark.round == self.round.id || !reviewed
        };
        let shown = mark.zip(self.file).is_some_and(|(m, file)| self.mark(m, file, numbers).is_some());
        Item {
            id: item.id,
            number: numbers.get(&item.id).copied().unwrap_or_default(),
            body: self.deliverable.comment(item.comment).map_or_else(|| item.summary.clone(), |c| c.body.clone()),
            comment: item.comment,
            action: item.action,
            resolved: self.deliverable.comment(item.comment).is_some_and(|c| c.resolved),
            status: item.status,
            annotation: mark.map(|m| m.id),
            frame: mark.filter(|_| on_clip).map(|m| m.frames.first),
            carried_from: origin.filter(|r| r.id != self.round.id).map(|r| r.number),
            by: item.by,
            at: item.at,
            steps: item
                .events
                .iter()
                .map(|e| StepLine { step: e.step, by: e.by, at: e.at, note: e.note.clone() })
                .collect(),
            replies: self.deliverable.comments.iter().filter(|c| c.reply_to == Some(item.comment)).count(),
            file: drawn.filter(|(mark, file)| !shown && another(mark, file)).map(|(mark, file)| ItemFile {
                here: Some(file.id).filter(|_| mark.round == self.round.id),
                name: file.name.clone(),
                hash: file.hash,
                kind: file.kind,
            }),
            next: gates::steps(self.me, item),
        }
    }

    pub(super) fn threads(&self) -> Vec<Thread> {
        let numbers = self.numbers();
        let all = &self.deliverable.comments;
        let known = |id: CommentId| all.iter().any(|c| c.id == id);
        let mut threads: Vec<(u8, Thread)> = all
            .iter()
            // An answer whose question has not arrived stands for itself.
            .filter(|c| c.reply_to.is_none_or(|parent| !known(parent)))
            .filter_map(|c| {
                let about = c.round.and_then(|id| self.deliverable.round(id));
                let rank = match about {
                    Some(round) if round.id == self.round.id => 0,
                    Some(round) if round.stage == self.stage.id => 1,
                    Some(_) => return None,
                    None => 2,
                };
                let item = self.deliverable.feedback.iter().find(|f| f.comment == c.id);
                Some((
                    rank,
                    Thread {
                        first: c.clone(),
                        replies: replies(all, c.id),
                        round: about.map(|r| r.number),
                        number: item.and_then(|f| numbers.get(&f.id).copied()),
                        feedback: item.map(|f| f.id),
                        action: item.is_some_and(|f| f.action),
                    },
                ))
            })
            .collect();
        // Newer rounds before older ones, and what was said last first: it stands next to where one writes.
        let newest = |t: &Thread| std::cmp::Reverse((t.round, t.first.at, t.first.id));
        threads.sort_by_key(|(rank, t)| (*rank, newest(t)));
        threads.into_iter().map(|(_, t)| t).collect()
    }
}

/// Every answer below a comment, answers to answers too, the oldest first.
fn replies(all: &[Comment], root: CommentId) -> Vec<Comment> {
    let mut found = vec![root];
    let mut replies: Vec<Comment> = Vec::new();
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        next += 1;
        for comment in all.iter().filter(|c| c.reply_to == Some(parent)) {
            if !found.contains(&comment.id) {
                found.push(comment.id);
                replies.push(comment.clone());
            }
        }
    }
    replies.sort_by_key(|c| (c.at, c.id));
    replies
}
