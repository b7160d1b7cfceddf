//! `commonweal serve`: the site of a workspace.

use super::workspace;
use crate::arguments::Serve;
use anyhow::Context;
use commonweal_app::{Site, Workspace};
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

pub(crate) fn run(arguments: &Serve) -> anyhow::Result<ExitCode> {
    serve(&workspace(&arguments.place)?, arguments.address, arguments.port)
}

/// Serves until interrupted, then lets requests in progress finish.
pub(crate) fn serve(workspace: &Workspace, address: IpAddr, port: u16) -> anyhow::Result<ExitCode> {
    let site = Arc::new(Site::open(&workspace.dir)?);
    let address = SocketAddr::new(address, port);
    let runtime = tokio::runtime::Runtime::new().context("cannot start the server's threads")?;
    runtime.block_on(async {
        let ready = |address| eprintln!("Serving {} at http://{address}/  (Ctrl-C stops it)", workspace.config.name);
        commonweal_web::serve(site, address, ready, stopped()).await
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Waits for Ctrl-C or the system's request to end.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminate) = terminate {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
