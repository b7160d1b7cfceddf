//! Sealing beside reading: one thread reads, hashes and packs, another seals and writes, so that both cores work.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Bytes gathered before they are handed over.
const PIECE: usize = 1 << 20;
/// Pieces waiting; more would only use memory.
const WAITING: usize = 8;

/// The near end: takes bytes and hands them over in pieces.
pub(super) struct Pipe<T> {
    gathered: Vec<u8>,
    pieces: Option<SyncSender<Vec<u8>>>,
    worker: Option<JoinHandle<io::Result<T>>>,
}

impl<T: Send + 'static> Pipe<T> {
    /// Starts a thread that writes all that comes into `to` and then lets `finish` end it.
    pub(super) fn new<W, F>(mut to: W, finish: F) -> Self
    where
        W: Write + Send + 'static,
        F: FnOnce(W) -> io::Result<T> + Send + 'static,
    {
        let (pieces, coming): (SyncSender<Vec<u8>>, Receiver<Vec<u8>>) = sync_channel(WAITING);
        let worker = std::thread::spawn(move || {
            for piece in coming {
                to.write_all(&piece)?;
            }
            finish(to)
        });
        Self { gathered: Vec::with_capacity(PIECE), pieces: Some(pieces), worker: Some(worker) }
    }

    fn hand_over(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.gathered, Vec::with_capacity(PIECE));
        let sent = self.pieces.as_ref().map(|pieces| pieces.send(piece));
        match sent {
            Some(Ok(())) => Ok(()),
            // The other side has stopped: its own error says why.
            _ => Err(self.end().err().unwrap_or_else(|| io::ErrorKind::BrokenPipe.into())),
        }
    }

    fn end(&mut self) -> io::Result<T> {
        self.pieces = None;
        let worker = self.worker.take().ok_or(io::ErrorKind::BrokenPipe)?;
        worker.join().map_err(|_| io::Error::other("the thread that seals has stopped"))?
    }

    /// Hands over the rest and waits until all of it is written.
    pub(super) fn finish(mut self) -> io::Result<T> {
        if !self.gathered.is_empty() {
            self.hand_over()?;
        }
        self.end()
    }
}

impl<T: Send + 'static> Write for Pipe<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = PIECE - self.gathered.len();
        let taken = bytes.len().min(room);
        self.gathered.extend_from_slice(&bytes[..taken]);
        if self.gathered.len() == PIECE {
            self.hand_over()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        // A flush in the middle would only make small pieces; `finish` hands over what is left.
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_bytes_arrive_in_order_and_an_error_of_the_far_side_is_told() {
        let bytes: Vec<u8> = (0..3 * PIECE as u64 + 5).map(|n| (n % 241) as u8).collect();
        let mut pipe = Pipe::new(Vec::new(), Ok);
        pipe.write_all(&bytes).expect("is taken");
        assert_eq!(pipe.finish().expect("ends"), bytes);

        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut pipe = Pipe::new(Full, |_| Ok(()));
        let mut written = Ok(());
        for _ in 0..100 {
            written = written.and_then(|()| pipe.write_all(&bytes));
        }
        let error = written.and_then(|()| pipe.finish()).expect_err("the disk is full");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
