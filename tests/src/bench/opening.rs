//! Opening a studio, and what it then takes of memory.

use crate::measure::{Outcome, line, median, memory};
use rushes_tests::{studio, studio_of};
use std::{path::Path, process::Command, time::Instant};

/// Milliseconds and megabytes a studio of this size may take.
fn bounds(size: usize) -> (f64, f64) {
    if size > 10_000 { (2000.0, 1024.0) } else { (300.0, 300.0) }
}

pub(crate) fn open(sizes: &[usize]) -> Outcome<()> {
    println!("  Kitsu (Zou 1.0.97): 3.1 s for a page of 10,000 deliverables; 811 MB at rest in four processes");
    for size in sizes {
        let began = Instant::now();
        let dir = studio_of(*size, 1)?;
        if began.elapsed().as_secs() > 0 {
            println!("  made a studio of {size} in {:.1} s", began.elapsed().as_secs_f64());
        }
        let (mut times, mut sizes) = (Vec::new(), Vec::new());
        for _ in 0..5 {
            let told = Command::new(std::env::current_exe()?).arg("opened").arg(&dir).output()?;
            let told = String::from_utf8(told.stdout)?;
            let mut figures = told.split_whitespace().map(str::parse::<f64>);
            times.push(figures.next().ok_or_else(|| format!("it did not open: {told}"))??);
            sizes.push(figures.next().ok_or("no memory was told")??);
        }
        let (time, memory) = bounds(*size);
        line(&format!("  open {size} deliverables to the first snapshot"), median(times), "ms", "bound", time);
        line(&format!("  resident memory of the store at {size}"), median(sizes), "MB", "bound", memory);
    }
    Ok(())
}

/// In a process of its own: tells milliseconds and megabytes.
pub(crate) fn opened(dir: &str) -> Outcome<()> {
    let before = memory("VmRSS");
    let began = Instant::now();
    let store = studio::open(Path::new(dir))?;
    let snapshot = store.snapshot();
    let took = began.elapsed().as_secs_f64() * 1e3;
    println!("{took} {} {}", memory("VmRSS") - before, snapshot.state.count());
    Ok(())
}
