//! Who does the work, and with which files? An executor reads the buckets it is told to, through
//! the pass and in no other way.

use crate::address::{free, private};
use crate::codec::PassCodec;
use crate::error::ClusterError;
use crate::session::{MOST_MESSAGE, Patience, runtime, session_config};
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_executor::executor_server::TERMINATING;
use datafusion::common::Result as DataFusionResult;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

/// How often an executor without a scheduler looks whether one answers.
const LOOK: Duration = Duration::from_millis(500);

/// An executor: a machine that folds buckets.
#[derive(Debug, Clone)]
pub struct ExecutorRole {
    /// The address others reach it by; loopback or private.
    pub bind: IpAddr,
    /// Port that other executors and clients fetch cells from.
    pub port: u16,
    /// Port that the scheduler sends tasks to.
    pub control_port: u16,
    /// The scheduler.
    pub scheduler: SocketAddr,
    /// Where cells wait to be fetched. Nobody else may read it.
    pub work_dir: PathBuf,
    /// Buckets folded at the same time.
    pub slots: usize,
    /// How long it waits.
    pub patience: Patience,
}

impl ExecutorRole {
    /// Works until it is told to stop or the process ends. Waits for the scheduler where none answers, at the
    /// beginning and whenever it is gone.
    ///
    /// # Errors
    /// `Public` for an address that strangers can reach, `Taken` for a port that is not free, `WorkDir`,
    /// `Stopped` if the scheduler refuses it.
    pub fn run(&self) -> Result<(), ClusterError> {
        free(SocketAddr::new(self.bind, self.port), "--port")?;
        free(SocketAddr::new(self.bind, self.control_port), "--control-port")?;
        private(self.scheduler)?;
        own_folder(&self.work_dir)
            .map_err(|e| ClusterError::WorkDir { path: self.work_dir.clone(), message: e.to_string() })?;
        runtime()?.block_on(self.work())
    }

    async fn work(&self) -> Result<(), ClusterError> {
        let mut told = tokio::spawn(told_to_stop());
        loop {
            tokio::select! {
                () = answers(self.scheduler) => {}
                _ = &mut told => return Ok(()),
            }
            if let Err(error) = start_executor_process(Arc::new(self.config())).await
                && TcpStream::connect(self.scheduler).await.is_ok()
            {
                return Err(ClusterError::Stopped { role: "executor", message: error.to_string() });
            }
            // It ends when it is told to, after five heartbeats that no scheduler heard, and with an error when the
            // scheduler dies before it has taken the executor in.
            if timeout(LOOK, &mut told).await.is_ok() {
                return Ok(());
            }
            TERMINATING.store(false, Ordering::Release);
        }
    }

    fn config(&self) -> ExecutorProcessConfig {
        let patience = self.patience;
        let spill = self.work_dir.clone();
        ExecutorProcessConfig {
            bind_host: self.bind.to_string(),
            external_host: Some(self.bind.to_string()),
            port: self.port,
            grpc_port: self.control_port,
            scheduler_host: self.scheduler.ip().to_string(),
            scheduler_port: self.scheduler.port(),
            scheduler_connect_timeout_seconds: 60,
            vcores: self.slots,
            work_dir: Some(self.work_dir.to_string_lossy().into_owned()),
            job_data_ttl_seconds: patience.keep_leftovers.as_secs(),
            job_data_clean_up_interval_seconds: patience.look_for_leftovers.as_secs().max(1),
            executor_heartbeat_interval_seconds: patience.heartbeat.as_secs().max(1),
            grpc_max_decoding_message_size: MOST_MESSAGE,
            grpc_max_encoding_message_size: MOST_MESSAGE,
            override_config_producer: Some(Arc::new(session_config)),
            override_runtime_producer: Some(Arc::new(move |_| no_files(&spill))),
            override_physical_codec: Some(Arc::new(PassCodec::default())),
            ..ExecutorProcessConfig::default()
        }
    }
}

/// Waits until somebody listens there.
async fn answers(scheduler: SocketAddr) {
    while TcpStream::connect(scheduler).await.is_err() {
        sleep(LOOK).await;
    }
}

/// Waits until the process is asked to stop.
async fn told_to_stop() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Makes the folder, for its owner alone.
fn own_folder(path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path)?;
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

/// A runtime that knows no place to read files from. The pass opens its files itself; a plan that
/// somebody else sends, to read a table of records row by row, finds none.
fn no_files(spill: &Path) -> DataFusionResult<Arc<RuntimeEnv>> {
    let runtime = RuntimeEnvBuilder::new().with_temp_file_path(spill).build_arc()?;
    runtime.deregister_object_store(ObjectStoreUrl::local_filesystem().as_ref())?;
    Ok(runtime)
}
