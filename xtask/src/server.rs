//! A demo workspace and a running site for the browser tests and the load test.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::shell;

/// How long a site may take to answer after it was started.
const PATIENCE: Duration = Duration::from_secs(60);

/// Makes a fresh demo workspace of made-up people in `target/<name>` and returns its folder.
///
/// # Errors
/// When the folder cannot be cleared, or the demo fails.
pub(crate) fn make_demo(binary: &Path, name: &str, people: u32) -> Result<PathBuf> {
    let folder = shell::root().join("target").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be cleared", folder.display()))?;
    }
    let mut command = shell::command(binary, &["demo", "--no-serve", "--people", &people.to_string(), "--dir"]);
    command.arg(&folder);
    shell::run_command(command)?;
    Ok(folder)
}

/// A site on a free port of this machine, stopped when dropped.
pub(crate) struct Site {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Site {
    /// Starts `commonweal serve` and waits until it answers.
    ///
    /// # Errors
    /// When it cannot be started, ends early, or does not answer in a minute.
    pub(crate) fn start(binary: &Path, workspace: &Path) -> Result<Site> {
        let address = free_address()?;
        let log = workspace.with_extension("serve.log");
        let file = fs::File::create(&log).with_context(|| format!("{} cannot be written", log.display()))?;
        let child = shell::command(binary, &["serve", "--port", &address.port().to_string(), "--dir"])
            .arg(workspace)
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .context("`commonweal serve` could not be started")?;
        let mut site = Site { child, address };
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = site.child.try_wait()? {
                bail!("`commonweal serve` ended with {status}:\n{}", fs::read_to_string(&log).unwrap_or_default());
            }
            if status_of(address, "/").is_ok_and(|status| status == 200) {
                println!("    serving {} at {}", workspace.display(), site.url());
                return Ok(site);
            }
            thread::sleep(Duration::from_millis(100));
        }
        bail!("`commonweal serve` did not answer within {} s; its log is {}", PATIENCE.as_secs(), log.display())
    }

    /// The address of the first page, without the closing slash.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Memory that the site holds now, in MiB; none where the system does not tell.
    pub(crate) fn memory_mib(&self) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to do about it here either way.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Asks for a page over a connection of its own and returns the status.
///
/// # Errors
/// When the site does not answer with HTTP.
pub(crate) fn status_of(address: SocketAddr, path: &str) -> Result<u16> {
    get(address, path).map(|(status, _)| status)
}

/// Asks for a page over a connection of its own and returns the status and what followed the headers.
///
/// # Errors
/// When the site does not answer with HTTP.
pub(crate) fn get(address: SocketAddr, path: &str) -> Result<(u16, String)> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").context("the answer is not HTTP")?;
    let status = head.split_whitespace().nth(1).and_then(|status| status.parse().ok());
    Ok((status.context("the answer is not HTTP")?, body.to_owned()))
}

fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port of this machine is free")?;
    Ok(listener.local_addr()?)
}
