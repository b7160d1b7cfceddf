//! Starts and stops the roles as processes, and keeps what they write.

use commonweal_cluster::{ExecutorRole, Patience, SchedulerRole, log_to_stderr};
use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Tells the program, when it is started again, which role to take.
const ROLE: &str = "COMMONWEAL_TEST_ROLE";

/// Short, so that a test need not wait; a real cluster has `Patience::default`.
pub(crate) const PATIENCE: Patience = Patience {
    heartbeat: Duration::from_secs(1),
    dead_after: Duration::from_secs(10),
    keep_results: Duration::from_secs(1),
    keep_leftovers: Duration::from_secs(5),
    look_for_leftovers: Duration::from_secs(1),
};

/// Not a test by itself: takes a role when the program is started again by [`Cluster::start`].
#[test]
fn plays_a_role() {
    let Ok(role) = std::env::var(ROLE) else { return };
    log_to_stderr(true);
    let parts: Vec<&str> = role.split(' ').collect();
    let outcome = match parts.as_slice() {
        ["scheduler", bind] => SchedulerRole { bind: bind.parse().unwrap(), patience: PATIENCE }.run(),
        ["executor", scheduler, port, control_port, work_dir] => ExecutorRole {
            bind: Ipv4Addr::LOCALHOST.into(),
            port: port.parse().unwrap(),
            control_port: control_port.parse().unwrap(),
            scheduler: scheduler.parse().unwrap(),
            work_dir: PathBuf::from(work_dir),
            slots: 1,
            patience: PATIENCE,
        }
        .run(),
        _ => panic!("no such role: {role}"),
    };
    outcome.unwrap();
}

/// A running role; killed when dropped.
pub(crate) struct Process {
    child: Child,
    /// What it wrote.
    pub(crate) log: PathBuf,
    /// Where an executor keeps cells.
    pub(crate) work_dir: PathBuf,
}

impl Process {
    fn start(dir: &Path, name: &str, role: &str) -> Self {
        let (log, work_dir) = (dir.join(format!("{name}.log")), dir.join(name));
        let out = File::create(&log).unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "processes::plays_a_role", "--nocapture"])
            .env(ROLE, role)
            .stdin(Stdio::null())
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .spawn()
            .unwrap();
        Self { child, log, work_dir }
    }

    /// Ends the process at once, as a machine that loses its power does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks the process to stop, and waits until it has.
    pub(crate) fn terminate(&mut self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        self.child.wait().unwrap();
    }

    /// What it wrote so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Files of cells that wait in the executor's folder.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.work_dir.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() { folders.push(entry.path()) } else { found.push(entry.path()) }
            }
        }
        found
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A scheduler and its executors, each with one slot.
pub(crate) struct Cluster {
    pub(crate) address: SocketAddr,
    pub(crate) scheduler: Process,
    pub(crate) executors: Vec<Process>,
}

impl Cluster {
    pub(crate) fn start(dir: &Path, executors: usize) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
        let scheduler = Process::start(dir, "scheduler", &format!("scheduler {address}"));
        wait_for("the scheduler to listen", || TcpStream::connect(address).is_ok());
        let mut cluster = Self { address, scheduler, executors: Vec::new() };
        for _ in 0..executors {
            cluster.add(dir);
        }
        cluster
    }

    /// One more executor, which has registered when this returns.
    pub(crate) fn add(&mut self, dir: &Path) {
        let name = format!("executor{}", self.executors.len() + 1);
        let (address, port, control, work_dir) = (self.address, free_port(), free_port(), dir.join(&name));
        let role = format!("executor {address} {port} {control} {}", work_dir.display());
        self.executors.push(Process::start(dir, &name, &role));
        wait_for("the executor to listen", || TcpStream::connect((Ipv4Addr::LOCALHOST, control)).is_ok());
        let registered = || self.scheduler.log().contains(&format!("port: {port}"));
        wait_for("the executor to register", registered);
    }

    /// Another scheduler at the address of the one that was killed; an executor has registered when this returns.
    pub(crate) fn start_scheduler_again(&mut self, dir: &Path) {
        self.scheduler = Process::start(dir, "scheduler again", &format!("scheduler {}", self.address));
        wait_for("an executor to register", || self.scheduler.log().contains("port: "));
    }

    /// Everything that the roles wrote, by file.
    pub(crate) fn logs(&self) -> Vec<(PathBuf, String)> {
        let all = std::iter::once(&self.scheduler).chain(&self.executors);
        all.map(|process| (process.log.clone(), process.log())).collect()
    }
}

/// A port that nobody uses at this moment.
fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// Waits until something holds.
#[track_caller]
pub(crate) fn wait_for(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(120), "waited two minutes for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
