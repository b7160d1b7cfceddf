//! Which settings do client, scheduler and executors share?

use crate::codec::PassCodec;
use ballista_core::config::BALLISTA_SCHEDULER_MAX_PARTITIONS_PER_TASK;
use ballista_core::extension::SessionConfigExt;
use datafusion::prelude::SessionConfig;
use std::sync::Arc;
use std::time::Duration;

/// Largest message between the roles: a plan with the definitions and file names of a national pass.
pub(crate) const MOST_MESSAGE: u32 = 256 << 20;

/// How long the roles wait before they give up on one another or on old results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// An executor says so often that it lives.
    pub heartbeat: Duration,
    /// An executor that has been silent for so long is dead, and its work is done again.
    pub dead_after: Duration,
    /// Cells of a finished pass are deleted from the executors after so long.
    pub keep_results: Duration,
    /// Cells nobody deleted, after a crash for example, are deleted when they are so old. Longer
    /// than any pass takes.
    pub keep_leftovers: Duration,
    /// Executors look for leftovers so often.
    pub look_for_leftovers: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(5),
            dead_after: Duration::from_secs(30),
            keep_results: Duration::from_secs(60),
            keep_leftovers: Duration::from_secs(4 * 60 * 60),
            look_for_leftovers: Duration::from_secs(60),
        }
    }
}

/// The settings of a session: our codec, and one bucket a task, so that a lost machine costs as
/// little as may be and a slow bucket holds no other back.
pub(crate) fn session_config() -> SessionConfig {
    SessionConfig::new_with_ballista()
        .with_ballista_physical_extension_codec(Arc::new(PassCodec::default()))
        .with_ballista_grpc_client_max_message_size(MOST_MESSAGE as usize)
        .with_repartition_file_scans(false)
        .set_usize(BALLISTA_SCHEDULER_MAX_PARTITIONS_PER_TASK, 1)
}

/// A role's threads.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, crate::ClusterError> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(crate::ClusterError::Threads)
}
