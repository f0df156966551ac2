//! The figures of the main job: `bench [publish|peers]`, all of them without a word.
#![allow(clippy::print_stdout)]

use rushes_domain::{Command, DeliverableId, Role, Timestamp};
use rushes_store::{Home, Store};
use rushes_sync::{Node, Options, Ticket, join_with, sync_once_with};
use std::{
    error::Error,
    io::Write,
    path::Path,
    process::ExitCode,
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

type Outcome<T> = Result<T, Box<dyn Error>>;
type Bench = fn() -> Outcome<()>;

fn main() -> ExitCode {
    let which = std::env::args().nth(1);
    let benches: [(&str, Bench); 3] = [("publish", publish), ("peers", peers), ("command", command)];
    for (name, bench) in benches {
        if which.as_deref().is_none_or(|w| w == name)
            && let Err(error) = bench()
        {
            println!("{name}: FAILED: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// A figure of /proc/self/status in megabytes.
fn memory(field: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(field)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}

fn shell(command: &str) -> Outcome<f64> {
    let began = Instant::now();
    let status = std::process::Command::new("sh").arg("-c").arg(command).status()?;
    if !status.success() {
        return Err(format!("{command}: {status}").into());
    }
    Ok(began.elapsed().as_secs_f64())
}

/// A 500 MB file into the store, beside `b3sum` and `cp` of the same file.
fn publish() -> Outcome<()> {
    let dir = tempfile::tempdir_in(std::env::current_dir()?)?;
    let file = dir.path().join("render.exr");
    write_noise(&file, 500 << 20)?;
    let store = Home::open(&dir.path().join("home"))?.create_studio("Bench", "Ada", "")?;
    let (mut ours, mut peer, mut synced) = (Vec::new(), Vec::new(), Vec::new());
    let idle = memory("VmRSS");
    for run in 0..5u8 {
        // Another first byte makes another file: the store keeps each content once.
        std::fs::File::options().write(true).open(&file)?.write_all(&[run])?;
        let shown = file.display();
        peer.push(shell(&format!("b3sum {shown} >/dev/null && cp {shown} {shown}.copy"))?);
        std::fs::remove_file(dir.path().join("render.exr.copy"))?;
        synced.push(shell(&format!("b3sum {shown} >/dev/null && cp {shown} {shown}.copy && sync {shown}.copy"))?);
        std::fs::remove_file(dir.path().join("render.exr.copy"))?;
        let began = Instant::now();
        store.media().import(&file, &|_, _| (), &AtomicBool::new(false))?;
        ours.push(began.elapsed().as_secs_f64());
    }
    let (ours, peer, synced) = (median(ours), median(peer), median(synced));
    println!("publish 500 MB, on disk when it returns: {ours:.2} s");
    println!("  b3sum + cp {peer:.2} s: {:.2} of its speed", peer / ours);
    println!("  b3sum + cp + sync {synced:.2} s: {:.2} of its speed", synced / ours);
    println!("  memory above idle at most {:.0} MB", memory("VmHWM") - idle);
    Ok(())
}

fn write_noise(path: &Path, bytes: usize) -> Outcome<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    for _ in 0..bytes / 8 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        file.write_all(&state.to_le_bytes())?;
    }
    Ok(file.into_inner()?.sync_all()?)
}

/// Two devices, 200 deliverables, 500 changes on each while they are apart.
fn peers() -> Outcome<()> {
    let (dir_a, dir_b) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let options = Options { discovery: false, ..Options::default() };
    let a = Home::open(dir_a.path())?.create_studio("Bench", "Ada", "")?;
    let project = rushes_tests::project(&a, "P")?;
    let ids = (0..200)
        .map(|n| rushes_tests::deliverable(&a, project, &format!("Shot {n}")))
        .collect::<Result<Vec<_>, _>>()?;
    let ticket = Ticket::invite(&a, Role::Producer, Timestamp(i64::MAX))?;
    let node = Node::start(a.clone(), options.clone());
    let home_b = Home::open(dir_b.path())?;
    let began = Instant::now();
    let b = join_with(&home_b, &ticket, "Ben", "", &options)?;
    sync_once_with(&b, Duration::from_secs(60), options.clone())?;
    println!("join and first sync of 200 deliverables: {:.2} s", began.elapsed().as_secs_f64());
    node.stop();

    let mut times = Vec::new();
    let mut quiet = String::new();
    for round in 0..3 {
        for (store, who) in [(&a, "Ada"), (&b, "Ben")] {
            work_apart(store, &ids, who, round)?;
        }
        let node = Node::start(a.clone(), options.clone());
        let began = Instant::now();
        let report = sync_once_with(&b, Duration::from_secs(60), options.clone())?;
        times.push(began.elapsed().as_secs_f64());
        let same = a.digests() == b.digests() && report.complete;
        if !same {
            return Err("the devices differ after a sync".into());
        }
        let again = sync_once_with(&b, Duration::from_secs(60), options.clone())?;
        let peer = again.peers.first().ok_or("nobody was reached")?;
        quiet = format!(
            "{} bytes of messages ({} with the transport's own)",
            peer.bytes_sent + peer.bytes_received,
            peer.transport_sent + peer.transport_received
        );
        node.stop();
    }
    println!("two devices, 500 changes on each apart, until both hold the same: {:.2} s (bound 3 s)", median(times));
    println!("  a sync that finds nothing new: {quiet} (bound 2048)");
    Ok(())
}

fn work_apart(store: &Store, ids: &[DeliverableId], who: &str, round: usize) -> Outcome<()> {
    let snapshot = store.snapshot();
    let (told, tell) = std::sync::mpsc::sync_channel(500);
    for n in 0..500 {
        let deliverable = snapshot.state.deliverable(ids[n % ids.len()]).ok_or("a deliverable is missing")?;
        let command = if n % 2 == 0 {
            rushes_tests::comment(deliverable, &format!("{who} {round} {n}")).1
        } else {
            let changes = vec![rushes_domain::DeliverableChange::Kind(format!("{who} {round} {n}"))];
            Command::EditDeliverable { id: deliverable.id, changes }
        };
        let told = told.clone();
        store.send(command, move |result| drop(told.send(result)))?;
    }
    for _ in 0..500 {
        tell.recv()??;
    }
    Ok(())
}

/// One durable command, and 64 at once, beside a bare write and fdatasync on the same disk.
fn command() -> Outcome<()> {
    let dir = tempfile::tempdir_in(std::env::current_dir()?)?;
    let store = Home::open(&dir.path().join("home"))?.create_studio("Bench", "Ada", "")?;
    let project = rushes_tests::project(&store, "P")?;
    let id = rushes_tests::deliverable(&store, project, "Shot")?;
    let others = (0..64)
        .map(|n| rushes_tests::deliverable(&store, project, &format!("Shot {n}")))
        .collect::<Result<Vec<_>, _>>()?;
    let snapshot = store.snapshot();
    let deliverable = snapshot.state.deliverable(id).ok_or("a deliverable is missing")?;
    let mut bare = std::fs::File::create(dir.path().join("bare"))?;
    let (mut ours, mut peer) = (Vec::new(), Vec::new());
    for n in 0..60 {
        let began = Instant::now();
        bare.write_all(&[n; 4096])?;
        bare.sync_data()?;
        peer.push(began.elapsed().as_secs_f64() * 1e3);
        let began = Instant::now();
        store.submit(rushes_tests::comment(deliverable, "one").1)?;
        ours.push(began.elapsed().as_secs_f64() * 1e3);
    }
    let began = Instant::now();
    let (told, tell) = std::sync::mpsc::sync_channel(640);
    for n in 0..640 {
        let told = told.clone();
        let many = snapshot.state.deliverable(others[n % others.len()]).ok_or("a deliverable is missing")?;
        store.send(rushes_tests::comment(many, "many").1, move |result| drop(told.send(result)))?;
    }
    for _ in 0..640 {
        tell.recv()??;
    }
    let each = began.elapsed().as_secs_f64() * 1e3 / 640.0;
    let (ours, peer) = (median(ours), median(peer));
    println!("one durable command: {ours:.2} ms; 4 KB write and fdatasync {peer:.2} ms: {:.2} times", ours / peer);
    println!("  640 waiting together: {each:.3} ms each, {:.1} times the throughput", ours / each);
    Ok(())
}
