//! One process holds a home; the others hand their commands to it over a local socket.
//!
//! Who holds a home for long (the window, `rushes sync`, a big publish) listens at
//! `HOME/rushes.sock`. A command that finds the home held sends its arguments and its folder
//! there, prints what comes back, and ends with the status it is told. Frames are a length of four
//! bytes, little end first, and a JSON document. Until the frame "taken" has come, nothing has been
//! done and the command may be tried again.

mod client;
mod place;
mod server;

pub(crate) use client::{Asked, ask};
pub use server::{Hooks, Server, serve, serve_with};

use crate::cli::Reply;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    ffi::OsString,
    io::{self, Read, Write},
    path::PathBuf,
};

/// The protocol's version.
const FORMAT: u32 = 1;
/// The largest frame, in bytes.
const MOST_BYTES: usize = 64 << 20;

/// Text of the operating system, which need not be UTF-8.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    Bytes(Vec<u8>),
}

impl From<OsString> for Text {
    fn from(text: OsString) -> Self {
        match text.into_string() {
            Ok(plain) => Self::Plain(plain),
            #[cfg(unix)]
            Err(odd) => Self::Bytes(std::os::unix::ffi::OsStringExt::into_vec(odd)),
            #[cfg(not(unix))]
            Err(odd) => Self::Plain(odd.to_string_lossy().into_owned()),
        }
    }
}

impl From<Text> for OsString {
    fn from(text: Text) -> Self {
        match text {
            Text::Plain(plain) => plain.into(),
            #[cfg(unix)]
            Text::Bytes(bytes) => std::os::unix::ffi::OsStringExt::from_vec(bytes),
            #[cfg(not(unix))]
            Text::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned().into(),
        }
    }
}

/// What is asked of the process that holds the home.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ask {
    /// Carry out a command line, relative paths counted from a folder.
    Command { argv: Vec<Text>, cwd: Text },
    /// Show the window, at a place.
    Open { path: Option<String> },
}

#[derive(Debug, Serialize, Deserialize)]
struct Request {
    format: u32,
    ask: Ask,
}

/// What comes back, in this order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    /// It is being done: asking again could do it twice.
    Taken,
    /// A line for standard error.
    Say(String),
    /// It has been done, or refused.
    Done(Reply),
}

impl Ask {
    /// A command line with the folder it was typed in.
    fn command(argv: &[OsString], cwd: PathBuf) -> Self {
        Self::Command { argv: argv.iter().cloned().map(Text::from).collect(), cwd: cwd.into_os_string().into() }
    }
}

fn send(mut to: impl Write, message: &impl Serialize) -> io::Result<()> {
    let body = serde_json::to_vec(message)?;
    let length = u32::try_from(body.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    let mut frame = Vec::with_capacity(body.len() + 4);
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(&body);
    to.write_all(&frame)
}

fn receive<T: DeserializeOwned>(mut from: impl Read) -> io::Result<T> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > MOST_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut body = Vec::new();
    // Memory follows what has come, not what was announced.
    from.take(length as u64).read_to_end(&mut body)?;
    if body.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(serde_json::from_slice(&body)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn requests_come_back_as_they_went_whatever_the_names() {
        #[cfg(unix)]
        let odd: OsString = std::os::unix::ffi::OsStringExt::from_vec(vec![b'a', 0xff]);
        #[cfg(not(unix))]
        let odd: OsString = "a".into();
        let argv = vec!["rushes".into(), odd];
        let mut wire = Vec::new();
        send(&mut wire, &Request { format: FORMAT, ask: Ask::command(&argv, "/some where".into()) }).unwrap();
        let back: Request = receive(wire.as_slice()).unwrap();
        let Ask::Command { argv: returned, cwd } = back.ask else { panic!("another request") };
        assert_eq!(returned.into_iter().map(OsString::from).collect::<Vec<_>>(), argv);
        assert_eq!(OsString::from(cwd), OsString::from("/some where"));
    }

    #[test]
    fn a_frame_cut_short_or_too_long_is_an_error() {
        let mut wire = Vec::new();
        send(&mut wire, &Answer::Taken).unwrap();
        for end in 0..wire.len() {
            assert!(receive::<Answer>(&wire[..end]).is_err(), "{end}");
        }
        assert!(receive::<Answer>([255u8; 8].as_slice()).is_err());
    }
}
