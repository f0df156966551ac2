//! kill -9 at any moment: `durability [RUNS]` starts a process that works and tells what has been
//! acknowledged, kills it, opens the studio again, and looks for everything that was told.
#![allow(clippy::print_stdout)]

use rushes_domain::CommentId;
use rushes_store::{Home, Store};
use std::{
    error::Error,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, ExitCode, Stdio},
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let outcome = match arguments.get(1).map(String::as_str) {
        Some("work") => work(Path::new(arguments.get(2).map_or("", String::as_str))),
        runs => test(runs.and_then(|r| r.parse().ok()).unwrap_or(200)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("FAILED: {error}");
            ExitCode::FAILURE
        }
    }
}

fn open(home: &Path) -> Outcome<Store> {
    let home = Home::open(home)?;
    let studio = home.current().ok_or("no studio")?;
    Ok(home.open_studio(studio)?)
}

/// Commands and files, one after the other and many at once, each told when it is acknowledged.
fn work(dir: &Path) -> Outcome<()> {
    let store = open(dir)?;
    let deliverable = store.snapshot().state.deliverables().next().cloned().ok_or("no deliverable")?;
    let mut out = std::io::stdout();
    for round in 0u64.. {
        let file = dir.join("source");
        std::fs::write(&file, vec![round.to_le_bytes()[0]; 200_000])?;
        let stored = store.media().import(&file, &|_, _| (), &AtomicBool::new(false))?;
        writeln!(out, "media {}", stored.hash)?;
        let (told, tell) = std::sync::mpsc::sync_channel(64);
        for _ in 0..32 {
            let (id, command) = rushes_tests::comment(&deliverable, "acknowledged");
            let told = told.clone();
            store.send(command, move |result| {
                let _ = told.send(result.map(|_| id));
            })?;
        }
        for _ in 0..32 {
            writeln!(out, "comment {}", tell.recv()??)?;
        }
        out.flush()?;
    }
    Ok(())
}

fn test(runs: u32) -> Outcome<()> {
    let dir = tempfile::tempdir()?;
    let store = Home::open(dir.path())?.create_studio("Durable", "Ada", "")?;
    let project = rushes_tests::project(&store, "P")?;
    let mut deliverable = rushes_tests::deliverable(&store, project, "Shot 0")?;
    drop(store);
    let (mut comments, mut files) = (0, 0);
    for run in 0..runs {
        // Moments spread over opening, committing and copying, the same in every run of this program.
        let patience = Duration::from_millis(5 + u64::from(run.wrapping_mul(2_654_435_761) >> 8) % 240);
        let told = worked_until_killed(dir.path(), patience)?;
        let store = open(dir.path())?;
        let snapshot = store.snapshot();
        let found = snapshot.state.deliverable(deliverable).ok_or("the deliverable is gone")?;
        for line in &told {
            let there = match line.split_once(' ') {
                Some(("comment", id)) => {
                    let id: CommentId = id.parse().map_err(|_| "bad id")?;
                    comments += 1;
                    found.comment(id).is_some()
                }
                Some(("media", hash)) => {
                    files += 1;
                    let hash = hash.parse().map_err(|_| "bad hash")?;
                    store.media().path(hash).is_some() && store.media().damage(hash).is_none()
                }
                _ => true,
            };
            if !there {
                return Err(format!("run {run}: lost {line}").into());
            }
        }
        let verified = store.verify()?;
        if !verified.damaged.is_empty() {
            return Err(format!("run {run}: damaged {:?}", verified.damaged).into());
        }
        // A fresh deliverable keeps each run as quick as the first; everything stays in the studio.
        if run % 20 == 19 {
            let name = format!("Shot {}", run + 1);
            let old = deliverable;
            deliverable = rushes_tests::deliverable(&store, project, &name)?;
            store.submit(rushes_domain::Command::EditDeliverable {
                id: old,
                changes: vec![rushes_domain::DeliverableChange::Deleted(true)],
            })?;
        }
    }
    println!("{runs} kills: {comments} acknowledged commands and {files} files, all there; verify clean every time");
    Ok(())
}

fn worked_until_killed(dir: &Path, patience: Duration) -> Outcome<Vec<String>> {
    let mut child = Command::new(std::env::current_exe()?).arg("work").arg(dir).stdout(Stdio::piped()).spawn()?;
    let out = child.stdout.take().ok_or("no output")?;
    let reader = std::thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).collect::<Vec<_>>());
    let began = Instant::now();
    while began.elapsed() < patience {
        if let Some(status) = child.try_wait()? {
            return Err(format!("the worker ended by itself: {status}").into());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill()?;
    child.wait()?;
    let mut told = reader.join().map_err(|_| "the reader failed")?;
    // The last line may have been cut short.
    told.retain(|line| line.len() == "comment ".len() + 26 || line.len() == "media ".len() + 64);
    Ok(told)
}
