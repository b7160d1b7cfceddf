//! `commonweal cluster scheduler|executor`: this machine's part in a cluster.

use clap::{Args, Subcommand};
use commonweal_cluster::{ExecutorRole, Patience, SchedulerRole, log_to_stderr};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Cluster {
    #[command(subcommand)]
    role: Role,
    /// Write everything the role does to stderr, not only warnings
    #[arg(long, global = true)]
    verbose: bool,
}

#[derive(Subcommand)]
enum Role {
    /// Take passes and hand their buckets to executors
    Scheduler(Scheduler),
    /// Fold the buckets a scheduler sends
    Executor(Executor),
}

#[derive(Args)]
struct Scheduler {
    /// Where to listen: a loopback or private address
    #[arg(long, default_value = "127.0.0.1:7400", value_name = "ADDRESS:PORT")]
    bind: SocketAddr,
}

#[derive(Args)]
struct Executor {
    /// The scheduler
    #[arg(long, default_value = "127.0.0.1:7400", value_name = "ADDRESS:PORT")]
    scheduler: SocketAddr,
    /// The loopback or private address that the other machines reach this one by
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    bind: IpAddr,
    /// Port that others fetch cells from
    #[arg(long, default_value_t = 7401, value_name = "PORT")]
    port: u16,
    /// Port that the scheduler sends tasks to
    #[arg(long, default_value_t = 7402, value_name = "PORT")]
    control_port: u16,
    /// Where cells wait to be fetched, on an encrypted disk
    #[arg(long, value_name = "DIR")]
    work_dir: PathBuf,
    /// Buckets to fold at the same time [default: as many as the machine has cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    slots: Option<u16>,
}

pub(crate) fn run(arguments: &Cluster) -> anyhow::Result<ExitCode> {
    log_to_stderr(arguments.verbose);
    let patience = Patience::default();
    match &arguments.role {
        Role::Scheduler(role) => {
            eprintln!("Scheduler at {}.", role.bind);
            SchedulerRole { bind: role.bind, patience }.run()?;
        }
        Role::Executor(role) => {
            let cores = || std::thread::available_parallelism().map_or(1, usize::from);
            eprintln!("Executor at {}, of the scheduler at {}.", role.bind, role.scheduler);
            let role = ExecutorRole {
                bind: role.bind,
                port: role.port,
                control_port: role.control_port,
                scheduler: role.scheduler,
                work_dir: role.work_dir.clone(),
                slots: role.slots.map_or_else(cores, usize::from),
                patience,
            };
            role.run()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
