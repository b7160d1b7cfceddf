//! How is each connection driven, and ended? A client that is slow to shake hands or to say what it wants is cut off, and
//! all of them get half a minute to end when the site stops.

use crate::people::Peer;
use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long a client may take to say what it wants.
const HEADERS: Duration = Duration::from_secs(15);
/// How long requests under way are waited for at the end.
const ENDING: Duration = Duration::from_secs(30);
/// Connections at once: well under what a system lets one process have open.
const MOST: usize = 800;
/// A pause where the system has no more to give.
const PAUSE: Duration = Duration::from_millis(200);

/// Answers until told to stop, then ends what is under way.
pub(super) async fn answer(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    routes: Router,
    mut stopping: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(MOST));
    let mut open = JoinSet::new();
    loop {
        while open.try_join_next().is_some() {}
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            _ = stopping.changed() => break,
            accepted = accepted => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (tls, routes, stopping) = (tls.clone(), routes.clone(), stopping.clone());
                open.spawn(async move {
                    connection(stream, peer, tls, routes, stopping).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!("a connection could not be taken: {error}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    let all = async { while open.join_next().await.is_some() {} };
    if timeout(ENDING, all).await.is_err() {
        tracing::warn!("requests that took longer than {} seconds were cut off", ENDING.as_secs());
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    routes: Router,
    stopping: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    match tls {
        None => drive(stream, peer, routes, stopping).await,
        Some(tls) => match timeout(HANDSHAKE, tls.accept(stream)).await {
            Ok(Ok(stream)) => drive(stream, peer, routes, stopping).await,
            Ok(Err(error)) => tracing::debug!("no TLS with a client: {error}"),
            Err(_) => tracing::debug!("a client was too slow to shake hands"),
        },
    }
}

async fn drive<S>(stream: S, peer: SocketAddr, routes: Router, mut stopping: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let from = move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request
    };
    let service = TowerToHyperService::new(routes.into_service::<Incoming>().map_request(from));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let mut told = false;
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!("a connection ended early: {error}");
                }
                return;
            }
            _ = stopping.changed(), if !told => {
                told = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}
