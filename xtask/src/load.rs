//! Load: many people reading the site at once, each on a connection that stays open.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How the site did under load.
pub(crate) struct Outcome {
    pub(crate) requests: usize,
    pub(crate) errors: usize,
    pub(crate) p50_ms: f64,
    pub(crate) p95_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) slowest_ms: f64,
}

/// Lets `users` readers ask for `paths` in turn for `time`, each with a pause of `pause` between pages.
///
/// Only loopback addresses are accepted: this is for our own site on this machine.
///
/// # Errors
/// When the address is not this machine's, there is no path, or no request was answered.
pub(crate) fn run(
    address: SocketAddr,
    paths: &[String],
    users: usize,
    time: Duration,
    pause: Duration,
) -> Result<Outcome> {
    if !address.ip().is_loopback() {
        bail!("{address} is not on this machine");
    }
    if paths.is_empty() {
        bail!("no page to ask for");
    }
    let deadline = Instant::now() + time;
    let readers: Vec<(Vec<Duration>, usize)> = thread::scope(|scope| {
        let handles: Vec<_> =
            (0..users).map(|user| scope.spawn(move || read_until(address, paths, user, deadline, pause))).collect();
        handles.into_iter().map(|handle| handle.join().expect("a reader does not panic")).collect()
    });
    let errors = readers.iter().map(|(_, errors)| errors).sum();
    let mut times: Vec<Duration> = readers.into_iter().flat_map(|(times, _)| times).collect();
    times.sort_unstable();
    let Some(slowest) = times.last() else { bail!("none of the requests was answered") };
    Ok(Outcome {
        requests: times.len() + errors,
        errors,
        p50_ms: milliseconds(percentile(&times, 50)),
        p95_ms: milliseconds(percentile(&times, 95)),
        p99_ms: milliseconds(percentile(&times, 99)),
        slowest_ms: milliseconds(*slowest),
    })
}

/// The nearest-rank percentile of sorted times; zero for none.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn read_until(
    address: SocketAddr,
    paths: &[String],
    user: usize,
    deadline: Instant,
    pause: Duration,
) -> (Vec<Duration>, usize) {
    let (mut times, mut errors) = (Vec::new(), 0);
    let mut connection = None;
    let mut turn = user; // readers begin at different pages
    while Instant::now() < deadline {
        let path = &paths[turn % paths.len()];
        turn += 1;
        let begun = Instant::now();
        match ask(&mut connection, address, path) {
            Ok(200) => times.push(begun.elapsed()),
            Ok(_) | Err(_) => {
                errors += 1;
                connection = None;
            }
        }
        thread::sleep(pause);
    }
    (times, errors)
}

fn ask(connection: &mut Option<BufReader<TcpStream>>, address: SocketAddr, path: &str) -> Result<u16> {
    if connection.is_none() {
        let stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        *connection = Some(BufReader::new(stream));
    }
    let reader = connection.as_mut().expect("it was opened above");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept-Encoding: gzip\r\n\r\n");
    reader.get_mut().write_all(request.as_bytes())?;
    read_answer(reader)
}

/// Reads one whole answer, whether its length is given or it comes in chunks.
fn read_answer(reader: &mut impl BufRead) -> Result<u16> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let status = line.split_whitespace().nth(1).context("the answer has no status")?.parse()?;
    let (mut length, mut chunked) = (0_usize, false);
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let header = line.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
        chunked |= header.starts_with("transfer-encoding:") && header.contains("chunked");
    }
    if !chunked {
        skip(reader, length)?;
        return Ok(status);
    }
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let size = usize::from_str_radix(line.trim_end(), 16).context("a chunk has no size")?;
        skip(reader, size + 2)?; // each chunk is closed by CR LF
        if size == 0 {
            return Ok(status);
        }
    }
}

fn skip(reader: &mut impl Read, bytes: usize) -> Result<()> {
    let mut body = vec![0; bytes];
    reader.read_exact(&mut body).context("the answer ended early")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_with_a_length_is_read_to_its_end() -> Result<()> {
        let mut bytes: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP";
        assert_eq!(read_answer(&mut bytes)?, 200);
        assert_eq!(bytes, b"HTTP");
        Ok(())
    }

    #[test]
    fn an_answer_in_chunks_is_read_to_its_end() -> Result<()> {
        let mut bytes: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nHTTP";
        assert_eq!(read_answer(&mut bytes)?, 200);
        assert_eq!(bytes, b"HTTP");
        Ok(())
    }

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let times: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 95), Duration::from_millis(95));
        assert_eq!(percentile(&times[..1], 99), Duration::from_millis(1));
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }

    #[test]
    fn only_this_machine_is_put_under_load() {
        let elsewhere = SocketAddr::from(([192, 0, 2, 1], 80));
        let pages = ["/".to_owned()];
        assert!(run(elsewhere, &pages, 1, Duration::from_millis(1), Duration::ZERO).is_err());
    }
}
