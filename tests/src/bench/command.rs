//! One durable command, and 64 at once, beside a bare write and fdatasync on the same disk.

use crate::measure::{Bare, Outcome, line, median, timed};
use rushes_domain::{Command, CommentId, DeliverableChange, DeliverableId, StageTarget, State};
use rushes_store::{Store, fresh};
use rushes_tests::{
    studio::{self, Seeded, copy_of},
    studio_of,
};
use std::time::Instant;

const AT_ONCE: usize = 64;

pub(crate) fn command(sizes: &[usize]) -> Outcome<()> {
    println!("  Kitsu (Zou 1.0.97): 105 ms for a comment with a status");
    let mut smallest = None;
    for size in sizes {
        let dir = copy_of(&studio_of(*size, 1)?)?;
        let store = studio::open(dir.path())?;
        let mut bare = Bare::new(dir.path())?;
        let mut seeded = Seeded::new(7);
        let ids: Vec<DeliverableId> = store.snapshot().state.deliverables().map(|d| d.id).collect();
        let (mut ours, mut peer) = (Vec::new(), Vec::new());
        for _ in 0..200 {
            peer.push(bare.write()?);
            let command = some_command(&store.snapshot().state, &mut seeded, &ids)?;
            ours.push(timed(|| Ok(store.submit(command)?))?);
        }
        let (ours, peer) = (median(ours), median(peer));
        line(&format!("  one durable command at {size}, p50"), ours, "ms", "4 KB write and fdatasync (1.5)", peer);
        let each = at_once(&store, &mut seeded, &ids)?;
        line(&format!("  each of {AT_ONCE} at once at {size}"), each, "ms", "one at a time (0.1)", ours);
        let smallest = *smallest.get_or_insert(ours);
        line(&format!("  one durable command at {size}"), ours, "ms", "on the smallest (1.3)", smallest);
    }
    many_comments()
}

/// What people do all day: comment, plan, assign, edit.
fn some_command(state: &State, seeded: &mut Seeded, ids: &[DeliverableId]) -> Outcome<Command> {
    let deliverable = state.deliverable(*seeded.one(ids)).ok_or("a deliverable is missing")?;
    let target = StageTarget { deliverable: deliverable.id, stage: seeded.one(&deliverable.stages).id };
    Ok(match seeded.below(4) {
        0 => rushes_tests::comment(deliverable, &studio::sentence(seeded, 8)).1,
        1 => Command::DateStage { target, start: None, due: seeded.one(&deliverable.stages).due },
        2 => {
            let people: Vec<_> = state.studio.people.keys().copied().collect();
            Command::AssignStage { target, people: [*seeded.one(&people)].into() }
        }
        _ => {
            let changes = vec![DeliverableChange::Kind(studio::sentence(seeded, 2))];
            Command::EditDeliverable { id: deliverable.id, changes }
        }
    })
}

/// Milliseconds each, with 64 people who wait for theirs.
fn at_once(store: &Store, seeded: &mut Seeded, ids: &[DeliverableId]) -> Outcome<f64> {
    const EACH: usize = 20;
    let state = &store.snapshot().state;
    let mut commands = Vec::new();
    for _ in 0..AT_ONCE {
        commands.push((0..EACH).map(|_| some_command(state, seeded, ids)).collect::<Outcome<Vec<_>>>()?);
    }
    let began = Instant::now();
    std::thread::scope(|scope| {
        let people: Vec<_> = commands
            .into_iter()
            .map(|mine| scope.spawn(move || mine.into_iter().try_for_each(|c| store.submit(c).map(drop))))
            .collect();
        people.into_iter().try_for_each(|p| p.join().unwrap_or(Ok(())))
    })?;
    Ok(began.elapsed().as_secs_f64() * 1e3 / (AT_ONCE * EACH) as f64)
}

/// The thousandth comment on one deliverable costs what the first did.
fn many_comments() -> Outcome<()> {
    let dir = copy_of(&studio_of(1000, 1)?)?;
    let store = studio::open(dir.path())?;
    let snapshot = store.snapshot();
    let id = snapshot.state.deliverables().next().ok_or("no deliverable")?.id;
    let mut seeded = Seeded::new(3);
    let say = |seeded: &mut Seeded| Command::Comment {
        deliverable: id,
        round: None,
        id: CommentId::new(fresh()),
        body: studio::sentence(seeded, 8),
        reply_to: None,
        action: false,
    };
    let some = |seeded: &mut Seeded| {
        (0..40).map(|_| timed(|| Ok(store.submit(say(seeded))?))).collect::<Outcome<Vec<_>>>().map(median)
    };
    let first = some(&mut seeded)?;
    studio::send_all(&store, (0..1500).map(|_| say(&mut seeded)).collect::<Vec<_>>())?;
    line("  one more comment on a deliverable with 1,500", some(&mut seeded)?, "ms", "with none", first);
    Ok(())
}
