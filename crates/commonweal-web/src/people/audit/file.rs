//! The audit as a file, sent as it is read: it is never whole in memory.

use super::{ASKED, database, filter};
use crate::people::asks::Person;
use crate::query::{Asked, Parameters};
use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::channel::mpsc;
use futures::executor::block_on;
use futures::{SinkExt, StreamExt};
use std::io::{self, Write};
use tokio::runtime::Handle;

/// Pieces that wait for a slow reader; past it, reading the database waits.
const WAITING: usize = 16;

/// Hands on what is written to it. While the channel is full, the thread that reads the database waits; it has nothing
/// else to do.
struct Pipe(mpsc::Sender<io::Result<Bytes>>);

impl Write for Pipe {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let sent = block_on(self.0.send(Ok(Bytes::copy_from_slice(piece))));
        sent.map(|()| piece.len()).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// `/audit.csv`
pub(crate) async fn csv(person: Person, asked: Result<Asked, QueryRejection>) -> Response {
    let role = person.ask.people.desk.role();
    let read =
        Parameters::read(asked, &ASKED).and_then(|parameters| Ok((filter(&parameters)?, database(&parameters, role)?)));
    let (filter, database) = match read {
        Ok(read) => read,
        Err(problem) => return problem.page(person.shared()),
    };
    let (sender, pieces) = mpsc::channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let mut pipe = Pipe(sender);
        let mut buffered = io::BufWriter::with_capacity(32 << 10, &mut pipe);
        let desk = &person.ask.people.desk;
        let read = Handle::current().block_on(desk.audit_csv(person.by(), database, &filter, &mut buffered));
        let written = buffered.flush();
        drop(buffered);
        if let Err(error) = read {
            // What was promised cannot be sent whole: the connection breaks, so that nobody takes it for whole.
            tracing::error!(request = %person.ask.asking.id, "the audit could not be sent whole: {error}");
            let _ = block_on(pipe.0.send(Err(io::Error::other("the audit could not be read"))));
        } else if written.is_err() {
            tracing::info!(request = %person.ask.asking.id, "the reader of the audit went away");
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
    ];
    (headers, Body::from_stream(pieces.boxed())).into_response()
}
