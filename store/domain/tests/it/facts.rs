//! A stage's status follows from facts, and from nothing else: every combination, against a table of its own.

use crate::paper::{ADA, BOTTLE, Paper};
use rushes_domain::{deliverable::Sources, *};
use std::collections::BTreeMap;

const STAGE: StageId = StageId(Id([1; 16]));
const BEFORE: StageId = StageId(Id([2; 16]));
const ROUNDS: [RoundId; 2] = [RoundId(Id([3; 16])), RoundId(Id([4; 16]))];
const DECISIONS: [DecisionId; 2] = [DecisionId(Id([5; 16])), DecisionId(Id([6; 16]))];
const DELIVERABLE: DeliverableId = DeliverableId(Id([7; 16]));

/// What is known of a stage.
#[derive(Clone, Copy, Debug)]
struct Facts {
    skipped: bool,
    hold: bool,
    removed: bool,
    /// The decision on each round there is; the newest last.
    rounds: &'static [Option<Verdict>],
    /// Work began: before the first round, or after the newest.
    started: Option<Started>,
    /// Set by hand, having seen everything, or having missed the newest round or decision.
    by_hand: Option<(Status, bool)>,
    /// The stage it needs is done; nothing where it needs none.
    needed_done: Option<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Started {
    First,
    AfterNewest,
}

impl Facts {
    fn latest(self) -> Option<usize> {
        self.rounds.len().checked_sub(1)
    }

    fn read(self) -> Deliverable {
        let map = |entries: Vec<(String, Value)>| Value::Map(entries.into_iter().collect());
        let tree = |kind, root: Vec<(String, Value)>| Tree {
            doc: DocId::of(kind, DELIVERABLE),
            root: root.into_iter().collect(),
            clashes: Vec::new(),
        };
        let id = |n: u8| Value::from(Id([n; 16]));
        let mut stage = vec![("def".into(), id(20)), ("name".into(), "Comp".into()), ("order".into(), 2.into())];
        if self.skipped {
            stage.push(("skipped".into(), true.into()));
        }
        if self.hold {
            stage.push(("hold".into(), "client".into()));
        }
        if self.removed {
            stage.push(("removed".into(), true.into()));
        }
        let mut before = vec![("def".into(), id(21)), ("name".into(), "Prep".into()), ("order".into(), 1.into())];
        if let Some(done) = self.needed_done {
            stage.push((format!("need:{}", Id([21; 16])), true.into()));
            before.extend(done.then(|| ("skipped".into(), true.into())));
        }
        let mut plan = vec![
            ("project".into(), id(30)),
            (format!("stage:{STAGE}"), map(stage)),
            (format!("stage:{BEFORE}"), map(before)),
        ];
        if let Some((status, seen)) = self.by_hand {
            let mut entry = vec![("stage".into(), STAGE.0.into()), ("status".into(), status.word().into())];
            match self.latest() {
                Some(at) if seen => {
                    entry.push(("seen_round".into(), ROUNDS[at].0.into()));
                    entry.extend(self.rounds[at].map(|_| ("seen_decision".to_owned(), DECISIONS[at].0.into())));
                }
                None if !seen => entry.push(("seen_round".into(), id(99))),
                _ => {}
            }
            plan.push((format!("override:{}", Id([8; 16])), map(entry)));
        }
        let mut work = Vec::new();
        let mut verdict = Vec::new();
        for (at, decided) in self.rounds.iter().enumerate() {
            let time = Value::Time(Timestamp(at as i64 + 1));
            let mut round = vec![("stage".into(), STAGE.0.into()), ("at".into(), time.clone())];
            round.extend((at > 0).then(|| ("parent".to_owned(), ROUNDS[0].0.into())));
            work.push((format!("round:{}", ROUNDS[at]), map(round)));
            if let Some(decided) = decided {
                let entry = vec![
                    ("round".into(), ROUNDS[at].0.into()),
                    ("verdict".into(), decided.word().into()),
                    ("at".into(), time),
                ];
                verdict.push((format!("decision:{}", DECISIONS[at]), map(entry)));
            }
        }
        if let Some(started) = self.started {
            let mut entry = vec![("stage".into(), STAGE.0.into())];
            if let (Started::AfterNewest, Some(at)) = (started, self.latest()) {
                entry.push(("after_round".into(), ROUNDS[at].0.into()));
            }
            work.push((format!("start:{}", Id([9; 16])), map(entry)));
        }
        let sources = Sources {
            plan: tree(DocKind::Plan, plan).into(),
            work: tree(DocKind::Work, work).into(),
            talk: tree(DocKind::Talk, Vec::new()).into(),
            verdict: tree(DocKind::Verdict, verdict).into(),
        };
        Deliverable::read(DELIVERABLE, &sources).unwrap()
    }

    /// The status as the rules say it, written down apart from how the program finds it.
    fn expected(self) -> Status {
        if self.skipped {
            return Status::Skipped;
        }
        if self.hold {
            return Status::OnHold;
        }
        if let Some((status, true)) = self.by_hand {
            return status;
        }
        match (self.rounds.last(), self.started) {
            (None, Some(_)) => Status::InProgress,
            (None, None) if self.needed_done == Some(false) => Status::Blocked,
            (None, None) => Status::Ready,
            (Some(None), _) => Status::InReview,
            (Some(Some(Verdict::Approve)), _) => Status::Approved,
            (Some(Some(_)), Some(Started::AfterNewest)) => Status::InProgress,
            (Some(Some(_)), _) => Status::ChangesRequested,
        }
    }
}

const ROUND_CASES: [&[Option<Verdict>]; 9] = [
    &[],
    &[None],
    &[Some(Verdict::Approve)],
    &[Some(Verdict::Changes)],
    &[Some(Verdict::Reject)],
    &[Some(Verdict::Changes), None],
    &[None, Some(Verdict::Approve)],
    &[Some(Verdict::Approve), Some(Verdict::Changes)],
    &[Some(Verdict::Reject), Some(Verdict::Reject)],
];

#[test]
fn every_combination_of_facts_gives_the_status_the_rules_say() {
    let mut hands: Vec<Option<(Status, bool)>> = vec![None];
    hands.extend(Status::ALL.into_iter().flat_map(|s| [Some((s, true)), Some((s, false))]));
    let mut seen: BTreeMap<Status, usize> = BTreeMap::new();
    for rounds in ROUND_CASES {
        for started in [None, Some(Started::First), Some(Started::AfterNewest)] {
            for by_hand in &hands {
                for needed_done in [None, Some(true), Some(false)] {
                    for bits in 0..4u8 {
                        let (skipped, hold) = (bits & 1 > 0, bits & 2 > 0);
                        let facts =
                            Facts { skipped, hold, removed: false, rounds, started, by_hand: *by_hand, needed_done };
                        let read = facts.read();
                        let stage = read.stage(STAGE).unwrap();
                        assert_eq!(stage.status, facts.expected(), "{facts:?}");
                        let waits = needed_done == Some(false);
                        assert_eq!(stage.waits_for, if waits { vec![BEFORE] } else { Vec::new() }, "{facts:?}");
                        *seen.entry(stage.status).or_default() += 1;
                    }
                }
            }
        }
    }
    assert_eq!(seen.len(), Status::ALL.len(), "every status comes about: {seen:?}");
}

#[test]
fn a_stage_taken_out_is_shown_for_its_work_alone_and_holds_up_nobody() {
    for (rounds, started, shown) in [
        (ROUND_CASES[0], None, false),
        (ROUND_CASES[0], Some(Started::First), true),
        (ROUND_CASES[1], None, true),
        (ROUND_CASES[3], None, true),
    ] {
        let facts = Facts {
            skipped: false,
            hold: false,
            removed: true,
            rounds,
            started,
            by_hand: None,
            needed_done: Some(false),
        };
        let read = facts.read();
        assert_eq!(read.stage(STAGE).is_some(), shown, "{facts:?}");
        assert_eq!(read.dropped.iter().any(|s| s.id == STAGE), !shown);
    }
}

/// From each status to each other, without force: what comes, or a part of the refusal.
#[test]
fn every_move_between_statuses_is_done_or_refused_with_the_reason() {
    use Status::{Approved, Blocked, ChangesRequested, InProgress, InReview, OnHold, Ready, Skipped};
    let decided = Err("when a round of it is decided");
    let published = Err("when a round of it is published");
    let follows = Err("follows from what it waits for");
    let refusals: [(Status, [Result<Status, &str>; 8]); 8] = [
        // to: Blocked, Ready, InProgress, InReview, ChangesRequested, Approved, OnHold, Skipped
        (
            Blocked,
            [
                Err("already is"),
                follows,
                Err("waits for Look Dev"),
                published,
                decided,
                decided,
                Ok(OnHold),
                Ok(Skipped),
            ],
        ),
        (Ready, [follows, Err("already is"), Ok(InProgress), published, decided, decided, Ok(OnHold), Ok(Skipped)]),
        (InProgress, [follows, follows, Err("already is"), published, decided, decided, Ok(OnHold), Ok(Skipped)]),
        (
            InReview,
            [follows, follows, Err("is in review"), Err("already is"), decided, decided, Ok(OnHold), Ok(Skipped)],
        ),
        (
            ChangesRequested,
            [follows, follows, Ok(InProgress), published, Err("already is"), decided, Ok(OnHold), Ok(Skipped)],
        ),
        (
            Approved,
            [follows, follows, Err("is approved"), published, decided, Err("already is"), Ok(OnHold), Ok(Skipped)],
        ),
        (OnHold, [follows, Ok(Ready), Err("is on hold"), published, decided, decided, Err("already is"), Ok(Skipped)]),
        (
            Skipped,
            [
                follows,
                Ok(Ready),
                Err("is skipped"),
                published,
                decided,
                decided,
                Err("nothing to hold"),
                Err("already is"),
            ],
        ),
    ];
    for (from, outcomes) in refusals {
        for (to, wanted) in Status::ALL.into_iter().zip(outcomes) {
            let mut paper = Paper::with_bottle();
            let name = if from == Blocked { "Lighting" } else { "Modeling" };
            bring_to(&mut paper, name, from);
            assert_eq!(paper.stage(name).status, from);
            let only_by_hand = paper.stage(name).only_by_hand(to);
            assert!(from == to || only_by_hand == wanted.is_err(), "{from} -> {to}");
            let command = paper.set(name, to, None);
            match (paper.try_as(ADA, command), wanted) {
                (Ok(_), Ok(status)) => assert_eq!(paper.stage(name).status, status, "{from} -> {to}"),
                (Err(refusal), Err(part)) => {
                    assert_eq!(refusal.code(), "invalid_transition", "{from} -> {to}");
                    assert!(refusal.to_string().contains(part), "{from} -> {to}: {refusal}");
                    assert!(!refusal.hint().is_empty());
                    assert_eq!(paper.stage(name).status, from, "a refusal changes nothing");
                }
                (outcome, wanted) => panic!("{from} -> {to}: {outcome:?}, not {wanted:?}"),
            }
            // By hand anything goes, with a reason.
            let force = paper.set(name, to, Some("said on the phone"));
            paper.ok(force);
            assert_eq!(paper.stage(name).status, to, "{from} -> {to} by hand");
        }
    }
}

fn bring_to(paper: &mut Paper, name: &str, status: Status) {
    match status {
        Status::Blocked | Status::Ready => {}
        Status::InProgress | Status::OnHold | Status::Skipped => {
            let command = paper.set(name, status, None);
            paper.ok(command);
        }
        Status::InReview | Status::ChangesRequested | Status::Approved => {
            let round = paper.publish(name);
            let verdict = match status {
                Status::ChangesRequested => Verdict::Changes,
                Status::Approved => Verdict::Approve,
                _ => return,
            };
            let command = paper.decision(round, verdict, "");
            paper.ok(command);
        }
    }
    assert!(paper.state.deliverable(BOTTLE).is_some());
}
