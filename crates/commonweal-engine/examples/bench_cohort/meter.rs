//! What a process has cost so far, as Linux tells it. Each measurement has a process of its own, so that its peak is.

use crate::Fallible;
use std::time::Instant;

/// The beginning of a measurement.
pub(crate) struct Meter {
    begun: Instant,
    cpu: f64,
    read: u64,
}

impl Meter {
    pub(crate) fn start() -> Fallible<Self> {
        Ok(Self { begun: Instant::now(), cpu: cpu_seconds()?, read: bytes_read()? })
    }

    /// Prints a line that `cargo xtask bench cohort` reads: name, wall and CPU seconds, bytes read, peak in KiB.
    pub(crate) fn print(&self, what: &str) -> Fallible<()> {
        let (wall, cpu) = (self.begun.elapsed().as_secs_f64(), cpu_seconds()? - self.cpu);
        println!("cost {what} {wall:.4} {cpu:.3} {} {}", bytes_read()? - self.read, peak_kib()?);
        Ok(())
    }
}

/// CPU seconds of this process and its threads. `schedstat` counts nanoseconds where it is there.
fn cpu_seconds() -> Fallible<f64> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = text.rsplit_once(')').ok_or("no process name")?.1;
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}

/// Bytes asked of files, from the disk or from memory that holds their pages.
fn bytes_read() -> Fallible<u64> {
    number("/proc/self/io", "rchar:")
}

fn peak_kib() -> Fallible<u64> {
    number("/proc/self/status", "VmHWM:")
}

fn number(path: &str, name: &str) -> Fallible<u64> {
    let text = std::fs::read_to_string(path)?;
    let line = text.lines().find(|line| line.starts_with(name)).ok_or_else(|| format!("{path} lacks {name}"))?;
    Ok(line.split_whitespace().nth(1).ok_or("no number")?.parse()?)
}
