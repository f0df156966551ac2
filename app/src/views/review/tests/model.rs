//! The model as text.

use super::bench::{Studio, shape};
use crate::views::review::{Item, ReviewModel};
use rushes_domain::*;
use std::fmt::Write;

/// The page as a person would read it.
fn text(model: &ReviewModel) -> String {
    let mut out = String::new();
    let newest = if model.newest { ", newest" } else { "" };
    writeln!(out, "{} / {}, round {}{newest}, {}", model.name, model.stage_name, model.number, model.status).unwrap();
    let (done, all) = model.progress();
    writeln!(out, "{done} of {all} done").unwrap();
    let item = |out: &mut String, sign: &str, i: &Item| {
        let from = i.carried_from.map_or_else(String::new, |n| format!(" from round {n}"));
        let next: Vec<String> =
            i.next.iter().map(|(s, ok)| format!("{}{}", s.word(), if ok.is_ok() { "" } else { "!" })).collect();
        writeln!(out, "{sign} {} [{}] {}{from} ({})", i.number, i.status.word(), i.body, next.join(" ")).unwrap();
    };
    model.actions.iter().for_each(|i| item(&mut out, "*", i));
    model.notes.iter().for_each(|i| item(&mut out, "i", i));
    for mark in &model.marks {
        let sort = if mark.carried { " carried" } else { "" };
        let settled = if mark.settled { " settled" } else { "" };
        let still = if mark.movable { "" } else { " fixed" };
        writeln!(
            out,
            "mark {} {} frame {}{sort}{settled}{still}",
            mark.number,
            mark.shape.kind.word(),
            mark.frames.first
        )
        .unwrap();
    }
    for card in &model.rounds {
        let verdict = card.verdict.map_or("undecided", Verdict::word);
        writeln!(out, "round {} {verdict}, {} open: {}", card.number, card.open, card.note).unwrap();
    }
    for thread in &model.threads {
        let about = thread.round.map_or_else(|| "all".to_owned(), |n| n.to_string());
        writeln!(out, "said on {about}: {} ({} answers)", thread.first.body, thread.replies.len()).unwrap();
    }
    for (what, gate) in [("decide", &model.gates.decide), ("talk", &model.gates.talk)] {
        if let Err(why) = gate {
            writeln!(out, "may not {what}: {why}").unwrap();
        }
    }
    out
}

fn check(model: &ReviewModel, expected: &[&str]) {
    let got = text(model);
    let lines: Vec<&str> = got.lines().collect();
    assert_eq!(lines, expected, "\n{got}");
}

#[test]
fn what_is_open_goes_along_to_the_next_round() {
    let studio = Studio::new();
    let one = studio.publish(&studio.picture("one.png", 400, 300), "First pass");
    studio.annotate(one, shape(ShapeKind::Rect, &[(10.0, 10.0), (90.0, 50.0)]), "Darker label", true, 0);
    studio.annotate(one, shape(ShapeKind::Pin, &[(200.0, 100.0)]), "Nice caustics", false, 0);
    studio.annotate(one, shape(ShapeKind::Arrow, &[(0.0, 0.0), (50.0, 50.0)]), "Straighten the cap", true, 0);
    let first = studio.model(one, Role::Admin);
    check(
        &first,
        &[
            "Hero bottle / Modeling, round 1, newest, in_review",
            "0 of 2 done",
            "* 1 [open] Darker label (start resolve)",
            "* 3 [open] Straighten the cap (start resolve)",
            "i 2 [open] Nice caustics ()",
            "mark 1 rect frame 0",
            "mark 2 pin frame 0",
            "mark 3 arrow frame 0",
            "round 1 undecided, 2 open: First pass",
            "said on 1: Straighten the cap (0 answers)",
            "said on 1: Nice caustics (0 answers)",
            "said on 1: Darker label (0 answers)",
        ],
    );
    studio.decide(one, Verdict::Changes, "Nearly there");
    studio.step(first.actions[1].id, FeedbackStep::Resolve, "done");
    let two = studio.publish(&studio.picture("two.png", 800, 600), "Label fixed");
    check(
        &studio.model(two, Role::Artist),
        &[
            "Hero bottle / Modeling, round 2, newest, in_review",
            "0 of 1 done",
            "* 1 [open] Darker label from round 1 (start resolve)",
            "mark 1 rect frame 0 carried fixed",
            "round 2 undecided, 1 open: Label fixed",
            "round 1 changes, 1 open: First pass",
            "said on 1: Straighten the cap (0 answers)",
            "said on 1: Nice caustics (0 answers)",
            "said on 1: Darker label (0 answers)",
            "may not decide: As artist you may not decide rounds. Ask a producer.",
        ],
    );
    assert_eq!(studio.model(two, Role::Admin).marks[0].drawn_on, [400, 300], "it lies on a picture half the size");
    let old = studio.model(one, Role::Admin);
    assert_eq!(old.gates.decide, Err("This is not the newest round. Decide round 2.".into()));
    assert_eq!(old.progress(), (1, 2));
}

#[test]
fn who_may_take_which_step() {
    let studio = Studio::new();
    let round = studio.publish(&studio.picture("one.png", 400, 300), "");
    studio.annotate(round, shape(ShapeKind::Pin, &[(1.0, 1.0)]), "Fix it", true, 0);
    let item = studio.model(round, Role::Admin).actions[0].id;
    let steps = |role| {
        let model = studio.model(round, role);
        let item = &model.actions[0];
        item.next.iter().map(|(s, ok)| format!("{} {}", s.word(), ok.is_ok())).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        (steps(Role::Artist), steps(Role::Client)),
        ("start true, resolve true".into(), "start false, resolve false".into())
    );
    studio.step(item, FeedbackStep::Resolve, "moved");
    assert_eq!(
        (steps(Role::Artist), steps(Role::Client)),
        ("verify false, reopen false".into(), "verify true, reopen true".into())
    );
    studio.step(item, FeedbackStep::Verify, "");
    assert_eq!(steps(Role::Producer), "reopen true");
    assert_eq!(studio.model(round, Role::Artist).progress(), (1, 1));
    assert!(studio.model(round, Role::Artist).marks[0].settled);
}

#[test]
fn answers_lie_under_their_question_and_others_rounds_come_after() {
    let studio = Studio::new();
    let one = studio.publish(&studio.picture("one.png", 40, 30), "");
    let two = studio.publish(&studio.picture("two.png", 41, 30), "");
    let say = |round: Option<RoundId>, body: &str, reply_to| {
        let id = CommentId::new(rushes_store::fresh());
        let deliverable = studio.deliverable;
        studio
            .store
            .submit(Command::Comment { deliverable, round, id, body: body.into(), reply_to, action: false })
            .unwrap();
        id
    };
    say(None, "For everybody", None);
    let question = say(Some(one), "Which camera?", None);
    let answer = say(None, "The long one", Some(question));
    say(None, "Thanks", Some(answer));
    say(Some(two), "Newer", None);
    let said = |round| {
        let model = studio.model(round, Role::Admin);
        model.threads.iter().map(|t| format!("{} {}", t.first.body, t.replies.len())).collect::<Vec<_>>()
    };
    assert_eq!(said(one), ["Which camera? 2", "Newer 0", "For everybody 0"]);
    assert_eq!(said(two), ["Newer 0", "Which camera? 2", "For everybody 0"]);
}

#[test]
fn what_is_not_here_has_no_model() {
    let studio = Studio::new();
    let snapshot = studio.store.snapshot();
    let target = crate::views::review::ReviewTarget {
        deliverable: studio.deliverable,
        round: RoundId::new([1; 16]),
        attachment: None,
    };
    assert!(ReviewModel::read(&snapshot.state, snapshot.me, target).is_none());
}
