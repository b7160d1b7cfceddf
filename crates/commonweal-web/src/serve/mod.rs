//! Answering on an address until told to stop: with TLS or behind a proxy, with accounts or without.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `options` | how is it to be served? |
//! | `tls` | how do a certificate and a key become what answers by TLS? |
//! | `connections` | how is each connection driven, and ended? |
//! | `logs` | where do lines go, and in which shape? |
//! | `figures` | where does a monitoring system read what is counted? |
//! | `live` | which release is shown now? |

mod connections;
mod figures;
mod live;
mod logs;
mod options;
mod tls;

pub use options::{Log, ServeError, ServeOptions, TlsFiles};

use crate::metrics::Metrics;
use crate::people::{Limits, People, PeopleOptions};
use crate::routes::{router, router_for};
use crate::watch::watch;
use axum::middleware::from_fn_with_state;
use commonweal_admin::Desk;
use commonweal_app::Site;
use live::Live;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch as signal;
use tokio::task::JoinSet;

/// How often addresses that have not asked of late are forgotten.
const SWEEP: Duration = Duration::from_secs(60);

/// Serves the site until `shutdown` is ready; requests under way are answered first, for half a minute at most, and then
/// the last head of the audit is signed. Where another release becomes current meanwhile, that one is shown.
///
/// Without a desk there are public pages only. `ready` is told the address once the site answers; with port 0 the system
/// chooses the port.
///
/// # Errors
/// `PlainHttp` and `SiteAddress` where accounts would be reached unsafely; `Certificate` for files that make no TLS;
/// `Listen` if an address cannot be used; `Serve` if the desk cannot be closed.
pub async fn serve(
    site: Arc<Site>,
    desk: Option<Arc<Desk>>,
    options: ServeOptions,
    ready: impl FnOnce(SocketAddr),
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    logs::begin(options.log);
    let is_secure = options.is_secure(desk.as_deref())?;
    let tls = options.tls.as_ref().map(tls::acceptor).transpose()?;
    let listener = listen(options.address).await?;
    let bound = listener.local_addr().map_err(|source| ServeError::Listen { addr: options.address, source })?;
    let metrics: Arc<Metrics> = Arc::default();
    let mut beside = JoinSet::new();
    if let Some(address) = options.metrics {
        let listener = listen(address).await?;
        beside.spawn(figures::answer(listener, Arc::clone(&metrics), desk.clone()));
    }
    let live = pages(site, desk.as_ref(), &options, is_secure, &metrics, &mut beside);
    let (stop, stopping) = signal::channel(false);
    beside.spawn(async move {
        shutdown.await;
        let _ = stop.send(true);
        // Kept until the process ends: a dropped sender would look like a second signal.
        std::future::pending::<()>().await;
    });
    ready(bound);
    connections::answer(listener, tls, live.routes(), stopping).await;
    beside.shutdown().await;
    match desk {
        Some(desk) => desk.close().await.map_err(|error| ServeError::Desk(Box::new(error))),
        None => Ok(()),
    }
}

async fn listen(addr: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(addr).await.map_err(|source| ServeError::Listen { addr, source })
}

/// The pages, and what goes on beside them: the audit's heads are signed, addresses forgotten, and releases followed.
fn pages(
    site: Arc<Site>,
    desk: Option<&Arc<Desk>>,
    options: &ServeOptions,
    is_secure: bool,
    metrics: &Arc<Metrics>,
    beside: &mut JoinSet<()>,
) -> Arc<Live> {
    let people = desk.map(|desk| {
        let proxies = options.trusted_proxies.clone();
        let how = PeopleOptions { is_secure, trusted_proxies: proxies, limits: Limits::default() };
        let people = Arc::new(People::new(Arc::clone(desk), how).counting(Arc::clone(metrics)));
        let doors = Arc::clone(&people.doors);
        beside.spawn(async move {
            loop {
                tokio::time::sleep(SWEEP).await;
                doors.sweep();
            }
        });
        let keeper = Arc::clone(desk);
        beside.spawn(async move {
            keeper.keep_heads().await;
        });
        people
    });
    let metrics = Arc::clone(metrics);
    let make = move |site: Arc<Site>| {
        let routes = match &people {
            Some(people) => router_for(site, Arc::clone(people)),
            None => router(site),
        };
        routes.layer(from_fn_with_state(Arc::clone(&metrics), watch))
    };
    let live = Live::new(Arc::clone(&site), Box::new(make));
    beside.spawn(Arc::clone(&live).follow(site));
    live
}
