//! An upload as something to read from: pieces that arrive become a stream of bytes for a blocking reader.

use bytes::{Buf as _, Bytes};
use std::io::{self, Read};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Pieces that may wait.
const AHEAD: usize = 8;

/// The reading end.
#[derive(Debug)]
pub struct Pipe {
    pieces: Receiver<io::Result<Bytes>>,
    rest: Bytes,
}

/// Both ends; the file ends when the sender is dropped.
pub fn pipe() -> (Sender<io::Result<Bytes>>, Pipe) {
    let (sender, pieces) = channel(AHEAD);
    let rest = Bytes::new();
    (sender, Pipe { pieces, rest })
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.pieces.blocking_recv() {
                Some(piece) => self.rest = piece?,
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.rest.len());
        let (Some(into), Some(from)) = (buffer.get_mut(..length), self.rest.get(..length)) else {
            return Ok(0);
        };
        into.copy_from_slice(from);
        self.rest.advance(length);
        Ok(length)
    }
}
