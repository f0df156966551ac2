//! The parent's side: one child process and the line of answers that comes from it.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use super::{Answer, Job, MEMORY_VARIABLE, Sandbox};
use crate::{MediaError, Picture};

/// The longest answer taken, in bytes: the index of millions of frames, with room.
const LONGEST_ANSWER: u64 = 512 << 20;

/// Jobs after which a child is let go, so that what libraries leak stays small.
const MOST_JOBS: u32 = 500;

/// How often it is asked whether an answer is still wanted.
const LOOK: Duration = Duration::from_millis(4);

/// How long a child may take to call a job off before it is ended instead.
const GRACE: Duration = Duration::from_millis(500);

/// Why a child gave no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// It ended, or spoke nonsense, before answering.
    Died(Option<ExitStatus>),
    /// It was stopped at the time limit.
    TooLong,
    /// It did not call off in time what nobody wanted any more, and was ended.
    Unwanted,
}

/// An answer, with the picture that belongs to it.
type Reply = Result<(Answer, Option<Picture>), MediaError>;

/// A child process.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    /// `None` once it is told to end.
    stdin: Option<ChildStdin>,
    replies: Receiver<Reply>,
    program: PathBuf,
    memory_bytes: u64,
    jobs: u32,
}

impl Process {
    pub(super) fn start(sandbox: &Sandbox) -> Result<Self, MediaError> {
        let program = program_of(sandbox)?;
        let failed = |error: std::io::Error| MediaError::Worker {
            timed_out: false,
            reason: format!("the media worker {} cannot start: {error}", program.display()),
        };
        let mut child = Command::new(&program)
            .arg("media-worker")
            .env(MEMORY_VARIABLE, sandbox.memory_bytes.to_string())
            // Each arena of the allocator reserves address space, which is what the limit counts.
            .env("MALLOC_ARENA_MAX", "4")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take();
        let (sender, replies) = sync_channel(1);
        if let Some(stdout) = stdout {
            // Ends by itself when the child does.
            std::thread::Builder::new()
                .name("media-worker-answers".to_owned())
                .spawn(move || forward(stdout, &sender))
                .map_err(failed)?;
        }
        Ok(Self { child, stdin, replies, program: program.clone(), memory_bytes: sandbox.memory_bytes, jobs: 0 })
    }

    /// Whether this child runs the program, and under the limit, that the sandbox asks for.
    pub(super) fn serves(&self, sandbox: &Sandbox) -> bool {
        self.memory_bytes == sandbox.memory_bytes && program_of(sandbox).is_ok_and(|program| program == self.program)
    }

    pub(super) fn is_worn(&self) -> bool {
        self.jobs >= MOST_JOBS
    }

    /// Sends a job and waits for its answer for as long as it is wanted; a job that is not is called off.
    /// After a failure the child is of no more use.
    pub(super) fn run(&mut self, job: &Job, timeout: Duration, wanted: &dyn Fn() -> bool) -> Result<Reply, Failure> {
        self.jobs += 1;
        if self.send(job).is_err() {
            return Err(self.died());
        }
        let mut until = Instant::now() + timeout;
        let mut stopped = false;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.replies.recv_timeout(left.min(LOOK)) {
                Ok(reply) => return Ok(reply),
                Err(RecvTimeoutError::Disconnected) => return Err(self.died()),
                Err(RecvTimeoutError::Timeout) if left > LOOK => {}
                Err(RecvTimeoutError::Timeout) => {
                    self.end();
                    return Err(if stopped { Failure::Unwanted } else { Failure::TooLong });
                }
            }
            if !stopped && !wanted() {
                stopped = true;
                until = Instant::now() + GRACE;
                if self.send(&Job::Stop).is_err() {
                    return Err(self.died());
                }
            }
        }
    }

    fn send(&mut self, job: &Job) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(job)?;
        line.push(b'\n');
        let pipe = self.stdin.as_mut().ok_or(std::io::ErrorKind::BrokenPipe)?;
        pipe.write_all(&line)?;
        pipe.flush()
    }

    fn died(&mut self) -> Failure {
        // Its output is closed or useless; give it a moment to leave its own exit status behind.
        for _ in 0..50 {
            match self.child.try_wait() {
                Ok(Some(status)) => return Failure::Died(Some(status)),
                Ok(None) => std::thread::sleep(Duration::from_millis(10)),
                Err(_) => break,
            }
        }
        self.end();
        Failure::Died(None)
    }

    fn end(&mut self) {
        self.stdin = None;
        // Both fail only where the child is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

impl Failure {
    pub(super) fn into_error(self, sandbox: &Sandbox) -> MediaError {
        match self {
            Self::TooLong => MediaError::Worker {
                timed_out: true,
                reason: format!(
                    "reading this file took longer than {} seconds and was stopped",
                    sandbox.timeout.as_secs_f32()
                ),
            },
            Self::Unwanted => MediaError::Cancelled,
            Self::Died(status) => MediaError::damaged(match signal(status) {
                Some(ABORTED) => format!(
                    "the decoder gave up on it, or it needs more than the {} MiB of memory allowed",
                    sandbox.memory_bytes >> 20
                ),
                Some(KILLED) => "the system stopped the decoder while it read it".to_owned(),
                Some(signal) => format!("the decoder crashed over it (signal {signal})"),
                None => "the decoder stopped without an answer".to_owned(),
            }),
        }
    }
}

/// `SIGABRT`, which failed allocations and failed assertions raise.
const ABORTED: i32 = 6;
/// `SIGKILL`
const KILLED: i32 = 9;

#[cfg(unix)]
fn signal(status: Option<ExitStatus>) -> Option<i32> {
    use std::os::unix::process::ExitStatusExt;
    status?.signal()
}

#[cfg(not(unix))]
fn signal(_status: Option<ExitStatus>) -> Option<i32> {
    None
}

fn program_of(sandbox: &Sandbox) -> Result<PathBuf, MediaError> {
    match &sandbox.program {
        Some(program) => Ok(program.clone()),
        None => std::env::current_exe().map_err(|error| MediaError::Worker {
            timed_out: false,
            reason: format!("this program does not know its own place: {error}"),
        }),
    }
}

/// Sends each answer on; ends where the output ends or is no answer, or nobody listens.
fn forward(stdout: ChildStdout, sender: &SyncSender<Reply>) {
    let mut reader = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let read = reader.by_ref().take(LONGEST_ANSWER).read_until(b'\n', &mut line);
        if read.is_err() || line.last() != Some(&b'\n') {
            return;
        }
        let reply = match serde_json::from_slice::<Result<Answer, MediaError>>(&line) {
            Ok(Ok(answer @ (Answer::Still { outline } | Answer::Frame { outline }))) => match outline.read(&mut reader)
            {
                Ok(picture) => Ok((answer, Some(picture))),
                // What follows is no answer any more.
                Err(_) => return,
            },
            Ok(answer) => answer.map(|answer| (answer, None)),
            Err(_) => return,
        };
        if sender.send(reply).is_err() {
            return;
        }
    }
}
