//! Messages over a stream, counted, bounded and never waited for without end.

use crate::{
    error::SyncError,
    exchange::{Effect, Exchange, Input, Outcome},
    replica::{Replica, answer},
    wire::{self, Message, VERSION, WireError},
};
use std::{
    collections::VecDeque,
    io::ErrorKind,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// How long the other side may be silent: it may have to write a batch to a slow disk.
const PATIENCE: Duration = Duration::from_secs(30);

/// Bytes read at a time: what a frame announces is not reserved before it comes.
const CHUNK: usize = 64 << 10;

/// Bytes of our messages to and from one device, the transport's own not among them.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    pub(crate) sent: AtomicU64,
    pub(crate) received: AtomicU64,
}

/// One stream to another device.
pub(crate) struct Line<W, R> {
    writer: W,
    reader: R,
    traffic: Arc<Traffic>,
    /// Longest frame taken, in bytes.
    most: usize,
    greeted: bool,
    heard: bool,
}

impl<W: AsyncWrite + Unpin, R: AsyncRead + Unpin> Line<W, R> {
    pub(crate) fn new(writer: W, reader: R, traffic: Arc<Traffic>, most: usize) -> Self {
        Self { writer, reader, traffic, most, greeted: false, heard: false }
    }

    /// Says something.
    pub(crate) async fn say(&mut self, message: &Message) -> Result<(), SyncError> {
        let frame = wire::encode(message)?;
        self.put(&frame).await
    }

    /// Says at least which protocol this is, so that a device of another version can say why it
    /// does not go on.
    pub(crate) async fn greet(&mut self) -> Result<(), SyncError> {
        self.put(&[]).await
    }

    async fn put(&mut self, frame: &[u8]) -> Result<(), SyncError> {
        let writing = async {
            if !self.greeted {
                self.greeted = true;
                self.writer.write_all(&VERSION.to_be_bytes()).await?;
                self.traffic.sent.fetch_add(2, Relaxed);
            }
            self.writer.write_all(frame).await
        };
        timed(writing).await?;
        self.traffic.sent.fetch_add(frame.len() as u64, Relaxed);
        Ok(())
    }

    /// Ends what is said.
    pub(crate) async fn finish(&mut self) {
        let _ = self.writer.shutdown().await;
    }

    /// Waits for what the other side says.
    pub(crate) async fn hear(&mut self) -> Result<Message, SyncError> {
        if !self.heard {
            let mut version = [0; 2];
            timed(self.reader.read_exact(&mut version)).await?;
            self.traffic.received.fetch_add(2, Relaxed);
            let theirs = u16::from_be_bytes(version);
            if theirs != VERSION {
                return Err(WireError::Version { theirs }.into());
            }
            self.heard = true;
        }
        let mut head = [0; 4];
        timed(self.reader.read_exact(&mut head)).await?;
        let length = wire::length(head, self.most)?;
        let mut body = Vec::with_capacity(length.min(CHUNK));
        while body.len() < length {
            let room = (length - body.len()).min(CHUNK);
            let read = timed((&mut self.reader).take(room as u64).read_buf(&mut body)).await?;
            if read == 0 {
                return Err(WireError::Cut.into());
            }
        }
        self.traffic.received.fetch_add(4 + length as u64, Relaxed);
        match wire::decode(&body)? {
            Message::Refused { code, message } => Err(SyncError::refused(&code, &message)),
            message => Ok(message),
        }
    }
}

async fn timed<T>(io: impl Future<Output = std::io::Result<T>>) -> Result<T, SyncError> {
    match tokio::time::timeout(PATIENCE, io).await {
        Err(_) => Err(SyncError::Silent),
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) if error.kind() == ErrorKind::TimedOut => Err(SyncError::Silent),
        Ok(Err(_)) => Err(WireError::Cut.into()),
    }
}

/// Runs one side of an exchange over a stream to its end. The machine keeps the counts, also
/// when it fails.
pub(crate) async fn run<Q, W, R>(
    machine: &mut Exchange,
    first: Input,
    replica: &Q,
    line: &mut Line<W, R>,
) -> Result<Outcome, SyncError>
where
    Q: Replica + Clone,
    SyncError: From<Q::Error>,
    W: AsyncWrite + Unpin,
    R: AsyncRead + Unpin,
{
    let mut inputs = VecDeque::from([first]);
    loop {
        let input = match inputs.pop_front() {
            Some(input) => input,
            None => Input::Message(line.hear().await?),
        };
        for effect in machine.step(input)? {
            match effect {
                Effect::Send(message) => line.say(&message).await?,
                Effect::Ask(query) => {
                    let replica = replica.clone();
                    inputs.push_back(Input::Answer(blocking(move || answer(&replica, query)).await?));
                }
                Effect::Finish(outcome) => {
                    line.finish().await;
                    return Ok(outcome);
                }
            }
        }
    }
}

/// Reads or writes the disk without holding up the network.
pub(crate) async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, SyncError>
where
    T: Send + 'static,
    E: Send + 'static,
    SyncError: From<E>,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => Ok(result?),
        Err(_) => Err(rushes_store::StoreError::Closed.into()),
    }
}
