//! The roles as processes on this machine.

use commonweal_cluster::{ClusterError, ExecutorRole, Patience, SchedulerRole, log_to_stderr};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A scheduler and its executors; ended when dropped.
pub(crate) struct Machines {
    scheduler: SocketAddr,
    processes: Vec<Child>,
    work_dirs: Vec<PathBuf>,
}

impl Machines {
    /// No processes but this one.
    pub(crate) fn none() -> Self {
        Self { scheduler: (Ipv4Addr::LOCALHOST, 0).into(), processes: Vec::new(), work_dirs: Vec::new() }
    }

    pub(crate) fn start(executors: usize) -> std::io::Result<Self> {
        let scheduler = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let mut machines = Self { scheduler, processes: Vec::new(), work_dirs: Vec::new() };
        machines.add(scheduler, &["scheduler".to_owned(), scheduler.to_string()])?;
        for number in 0..executors {
            let control = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
            let dir = std::env::temp_dir().join(format!("commonweal-bench-{}-{number}", std::process::id()));
            let ports = [free_port()?.to_string(), control.port().to_string()];
            let role = ["executor".to_owned(), scheduler.to_string(), ports[0].clone(), ports[1].clone()];
            machines.add(control, &[role.as_slice(), &[dir.to_string_lossy().into_owned()]].concat())?;
            machines.work_dirs.push(dir);
        }
        // An executor that listens has yet to say so to the scheduler.
        std::thread::sleep(Duration::from_secs(1));
        Ok(machines)
    }

    fn add(&mut self, listens: SocketAddr, role: &[String]) -> std::io::Result<()> {
        let own = std::env::current_exe()?;
        self.processes.push(Command::new(own).arg("role").args(role).stdin(Stdio::null()).spawn()?);
        let begun = Instant::now();
        while TcpStream::connect(listens).is_err() {
            if begun.elapsed() > Duration::from_secs(60) {
                return Err(std::io::Error::other(format!("{role:?} does not listen")));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    pub(crate) fn scheduler(&self) -> SocketAddr {
        self.scheduler
    }

    /// CPU seconds of this process and all others so far.
    pub(crate) fn cpu_seconds(&self) -> f64 {
        self.ids().map(cpu_seconds).sum()
    }

    /// The most memory that one of the processes had.
    pub(crate) fn peak_kib(&self) -> u64 {
        self.ids().map(peak_kib).max().unwrap_or_default()
    }

    fn ids(&self) -> impl Iterator<Item = u32> {
        std::iter::once(std::process::id()).chain(self.processes.iter().map(Child::id))
    }
}

impl Drop for Machines {
    fn drop(&mut self) {
        for process in &mut self.processes {
            let _ = process.kill();
            let _ = process.wait();
        }
        for dir in &self.work_dirs {
            let _ = std::fs::remove_dir_all(dir);
        }
    }
}

/// Takes the part that the arguments name.
pub(crate) fn play(role: &[&str]) -> Result<(), ClusterError> {
    let patience = Patience::default();
    let wrong = || ClusterError::Stopped { role: "bench", message: format!("{role:?} is no role") };
    log_to_stderr(false);
    match role {
        ["scheduler", bind] => SchedulerRole { bind: bind.parse().map_err(|_| wrong())?, patience }.run(),
        ["executor", scheduler, port, control_port, work_dir] => ExecutorRole {
            bind: Ipv4Addr::LOCALHOST.into(),
            port: port.parse().map_err(|_| wrong())?,
            control_port: control_port.parse().map_err(|_| wrong())?,
            scheduler: scheduler.parse().map_err(|_| wrong())?,
            work_dir: work_dir.into(),
            slots: 1,
            patience,
        }
        .run(),
        _ => Err(wrong()),
    }
}

/// CPU seconds of a process so far, as Linux tells them: in hundredths, after the name in brackets.
fn cpu_seconds(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    let ticks: f64 = after_name.split(' ').skip(11).take(2).filter_map(|n| n.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// The most memory that a process had, as Linux tells it.
fn peak_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or_default()
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
