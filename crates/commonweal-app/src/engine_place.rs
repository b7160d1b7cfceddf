//! Where do the passes of a workspace run? In this process, or on the machines of a cluster: one
//! line of its settings says which.

use crate::error::AppError;
use commonweal_engine::Engine;
use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

/// `engine` in `commonweal.toml`.
///
/// ```
/// use commonweal_app::EnginePlace;
/// assert_eq!("local".parse(), Ok(EnginePlace::Local));
/// let cluster: EnginePlace = "cluster 10.1.0.5:7400".parse()?;
/// assert_eq!(cluster.to_string(), "cluster 10.1.0.5:7400");
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EnginePlace {
    /// In this process.
    #[default]
    Local,
    /// On the cluster of the scheduler at this address.
    Cluster(SocketAddr),
}

impl FromStr for EnginePlace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            "the engine is \"local\", or \"cluster ADDRESS:PORT\" with the address of a scheduler, like \"cluster 10.1.0.5:7400\"".to_owned()
        };
        match text.split_once(' ') {
            None if text == "local" => Ok(Self::Local),
            Some(("cluster", address)) => address.parse().map(Self::Cluster).map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for EnginePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str("local"),
            Self::Cluster(address) => write!(f, "cluster {address}"),
        }
    }
}

impl EnginePlace {
    /// An engine whose passes run there.
    ///
    /// # Errors
    /// `NoCluster` where this build has none.
    pub fn engine(self, threads: Option<usize>) -> Result<Engine, AppError> {
        let engine = Engine::new(threads)?;
        match self {
            Self::Local => Ok(engine),
            Self::Cluster(scheduler) => on_cluster(engine, scheduler),
        }
    }
}

#[cfg(feature = "cluster")]
fn on_cluster(engine: Engine, scheduler: SocketAddr) -> Result<Engine, AppError> {
    Ok(engine.with_runner(std::sync::Arc::new(commonweal_cluster::ClusterRunner::new(scheduler))))
}

#[cfg(not(feature = "cluster"))]
fn on_cluster(_: Engine, _: SocketAddr) -> Result<Engine, AppError> {
    Err(AppError::NoCluster)
}
