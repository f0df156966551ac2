//! How figures are taken and printed.

use std::{
    error::Error,
    fs::File,
    io::{Seek, Write},
    path::Path,
    time::{Duration, Instant},
};

pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

pub(crate) fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A figure of /proc/self/status in megabytes.
pub(crate) fn memory(field: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(field)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}

pub(crate) fn shell(command: &str) -> Outcome<f64> {
    let began = Instant::now();
    let status = std::process::Command::new("sh").arg("-c").arg(command).status()?;
    if !status.success() {
        return Err(format!("{command}: {status}").into());
    }
    Ok(began.elapsed().as_secs_f64())
}

/// Milliseconds that something takes.
pub(crate) fn timed<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<f64> {
    let began = Instant::now();
    work()?;
    Ok(began.elapsed().as_secs_f64() * 1e3)
}

/// One figure, what it is compared with, and their ratio.
pub(crate) fn line(what: &str, figure: f64, unit: &str, peer: &str, against: f64) {
    println!("{what:<58} {figure:>9.2} {unit:<3} {peer:<34} {against:>9.2} {unit:<3} ratio {:.2}", figure / against);
}

/// What every durable command is measured by: 4 KB written and synced on the same disk.
pub(crate) struct Bare {
    file: File,
    longer: Option<Duration>,
}

impl Bare {
    /// `longer` is what every sync takes more than the disk does.
    pub(crate) fn new(dir: &Path, longer: Option<Duration>) -> Outcome<Self> {
        let mut file = File::create(dir.join("bare"))?;
        file.write_all(&[0; 4096])?;
        file.sync_all()?;
        Ok(Self { file, longer })
    }

    /// Milliseconds of one write. In place: a file that grows has more to sync.
    pub(crate) fn write(&mut self) -> Outcome<f64> {
        let began = Instant::now();
        self.file.rewind()?;
        self.file.write_all(&[began.elapsed().subsec_nanos().to_le_bytes()[0]; 4096])?;
        self.longer.into_iter().for_each(std::thread::sleep);
        self.file.sync_data()?;
        Ok(began.elapsed().as_secs_f64() * 1e3)
    }
}
