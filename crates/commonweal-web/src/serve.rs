//! Answering on an address until told to stop.

use crate::routes::router;
use commonweal_app::Site;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Why the site does not answer.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken or not ours.
    #[error("cannot answer on {addr}; another program may be using port {port}: choose another with --port", port = addr.port())]
    Listen {
        /// The address asked for.
        addr: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// Answering stopped.
    #[error("the site stopped answering")]
    Serve(#[source] io::Error),
}

/// Serves the site on `addr` until `shutdown` is ready; requests under way are answered first.
///
/// `ready` is told the address once the site answers; with port 0 the system chooses the port.
///
/// # Errors
/// `Listen` if the address cannot be used; `Serve` if answering fails.
pub async fn serve(
    site: Arc<Site>,
    addr: SocketAddr,
    ready: impl FnOnce(SocketAddr),
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let listener = TcpListener::bind(addr).await.map_err(|source| ServeError::Listen { addr, source })?;
    let bound = listener.local_addr().map_err(|source| ServeError::Listen { addr, source })?;
    let routes = router(site);
    ready(bound);
    axum::serve(listener, routes).with_graceful_shutdown(shutdown).await.map_err(ServeError::Serve)
}
