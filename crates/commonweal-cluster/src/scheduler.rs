//! Who hands out the work? One scheduler; what it knows is in its memory only.

use crate::address::free;
use crate::codec::PassCodec;
use crate::error::ClusterError;
use crate::session::{MOST_MESSAGE, Patience, runtime, session_config};
use ballista_core::error::BallistaError;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use std::net::SocketAddr;
use std::sync::Arc;

/// The scheduler: where passes are sent and executors report.
#[derive(Debug, Clone)]
pub struct SchedulerRole {
    /// Where it listens; loopback or private.
    pub bind: SocketAddr,
    /// How long it waits.
    pub patience: Patience,
}

impl SchedulerRole {
    /// Serves until the process ends.
    ///
    /// # Errors
    /// `Public` for an address that strangers can reach, `Taken` if the port is not free, `Stopped` for anything else.
    pub fn run(&self) -> Result<(), ClusterError> {
        let bind = free(self.bind, "--bind")?;
        let config = Arc::new(self.config());
        let serve = async {
            let cluster = BallistaCluster::new_from_config(&config).await?;
            start_server(cluster, bind, Arc::clone(&config)).await
        };
        runtime()?
            .block_on(serve)
            .map_err(|e: BallistaError| ClusterError::Stopped { role: "scheduler", message: e.to_string() })
    }

    fn config(&self) -> SchedulerConfig {
        let patience = self.patience;
        SchedulerConfig {
            bind_host: self.bind.ip().to_string(),
            external_host: self.bind.ip().to_string(),
            bind_port: self.bind.port(),
            executor_timeout_seconds: patience.dead_after.as_secs(),
            expire_dead_executor_interval_seconds: patience.heartbeat.as_secs().max(1),
            no_executors_grace_period_seconds: patience.dead_after.as_secs(),
            finished_job_data_clean_up_interval_seconds: patience.keep_results.as_secs().max(1),
            grpc_server_max_decoding_message_size: MOST_MESSAGE,
            grpc_server_max_encoding_message_size: MOST_MESSAGE,
            grpc_client_max_message_size: MOST_MESSAGE,
            override_config_producer: Some(Arc::new(session_config)),
            override_physical_codec: Some(Arc::new(PassCodec::default())),
            ..SchedulerConfig::default()
        }
    }
}
