//! Publishing, beside copying and hashing the same file.

use crate::measure::{Outcome, median, memory, shell};
use rushes_store::Home;
use std::{io::Write, path::Path, sync::atomic::AtomicBool, time::Instant};

/// A 500 MB file into the store, beside `b3sum` and `cp` of the same file.
pub(crate) fn publish() -> Outcome<()> {
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
