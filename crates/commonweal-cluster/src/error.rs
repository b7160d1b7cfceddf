//! What can go wrong with a cluster, in words that say what to do.

use std::net::SocketAddr;
use std::path::PathBuf;

/// A role that cannot start, or had to stop.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// Anybody could reach the address.
    #[error(
        "{0} can be reached from outside; nothing here asks for a password, so bind a loopback or private address (127.0.0.1, 10.x, 172.16-31.x, 192.168.x, fc00::/7)"
    )]
    Public(SocketAddr),
    /// Another program, or another role, listens there already.
    #[error(
        "{address} is taken by another program; choose another with {option}, or find out whether this role runs already"
    )]
    Taken {
        /// The address.
        address: SocketAddr,
        /// The option that chooses it.
        option: &'static str,
    },
    /// The folder for passing results cannot be used.
    #[error("cannot use the folder {path} for passing cells: {message}; choose another with --work-dir")]
    WorkDir {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        message: String,
    },
    /// The system refused threads.
    #[error("cannot start threads: {0}")]
    Threads(std::io::Error),
    /// The role stopped.
    #[error("the {role} stopped: {message}")]
    Stopped {
        /// Which role.
        role: &'static str,
        /// What it said.
        message: String,
    },
}
