//! Publishing a round: probe, hash, keep, then one command.

use crate::{
    actions::{PublishFile, Send, Toast},
    jobs::thumbs,
    place::Place,
    publish::{Bench, PublishError, Step, attachments_by},
    runtime::{Desk, Event, Progress, Trouble},
};
use rushes_domain::{Command, RoundId, StageTarget};
use rushes_store::{Store, StoreError};

/// Publishes files as a round. What came of it is told as an answered command, or as a toast.
pub fn run(
    desk: &Desk,
    progress: &Progress,
    store: &Store,
    bench: &Bench,
    target: StageTarget,
    files: &[PublishFile],
    note: String,
) {
    let done = publish(desk, progress, store, bench, target, files, note);
    desk.tell(Event::Published(target, done));
}

fn publish(
    desk: &Desk,
    progress: &Progress,
    store: &Store,
    bench: &Bench,
    target: StageTarget,
    files: &[PublishFile],
    note: String,
) -> bool {
    let folder = thumbs::folder(store.home().dir());
    let told = |step: Step<'_>| {
        let name = step.file.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
        desk.progress(progress, &name, step.done, step.total);
    };
    let attachments = match attachments_by(store, &|job| bench.run(job), files, &folder, &told, &progress.cancel) {
        Ok(attachments) => attachments,
        Err(PublishError::Store(StoreError::Cancelled)) => return cancelled(desk),
        Err(error) => {
            desk.tell(Event::Say(trouble(&error).into()));
            return false;
        }
    };
    if !progress.past_stopping() {
        return cancelled(desk);
    }
    let round = RoundId::new(rushes_store::fresh());
    let command = Command::Publish { target, round, attachments, note };
    let answer = store.submit(command.clone());
    let said = store.snapshot().state.deliverable(target.deliverable).and_then(|d| {
        let number = d.round(round)?.number;
        Some(format!("Round {number} of {} / {} is published.", d.name, d.stage(target.stage)?.name))
    });
    let sent = Send { command: Box::new(command), said, then: None };
    let done = answer.is_ok();
    let review = done.then_some(Place::Review(target.deliverable, round));
    if let (Some(place), Some(said)) = (review, sent.said.clone()) {
        let toast = Toast::done(said).with("Review", crate::actions::Action::Go(place));
        desk.tell(Event::Told(Box::new(Send { said: None, ..sent }), answer));
        desk.tell(Event::Say(toast));
    } else {
        desk.tell(Event::Told(Box::new(sent), answer));
    }
    done
}

fn cancelled(desk: &Desk) -> bool {
    desk.tell(Event::Say(Toast::done("Publishing was cancelled. No round was made.")));
    false
}

fn trouble(error: &PublishError) -> Trouble {
    match error {
        PublishError::Store(error) => error.into(),
        PublishError::Media { file, source } => {
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            Trouble::new(
                format!("\"{name}\" was not published: {source}"),
                "Nothing was changed. Export it again, or choose another file.",
            )
        }
        PublishError::NoFile { .. } => {
            Trouble::new(error.to_string(), "Nothing was changed. Choose the files themselves.")
        }
    }
}
