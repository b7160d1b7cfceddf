//! `commonweal serve`: the site of a workspace, whole or in the part that a role is.

use super::desk::{settings, wait};
use super::workspace;
use crate::arguments::{LogFormat, Serve, ServeRole};
use crate::output::print;
use anyhow::bail;
use commonweal_admin::{Desk, ProcessRole, Settings, SystemClock};
use commonweal_app::{Site, Workspace, proposals};
use commonweal_web::{Log, ServeOptions, TlsFiles};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, absolute};
use std::process::ExitCode;
use std::sync::Arc;

/// The port where neither arguments nor settings name one.
const DEFAULT_PORT: u16 = 8080;

pub(crate) fn run(arguments: &Serve) -> anyhow::Result<ExitCode> {
    let workspace = workspace(&arguments.place)?;
    let mut settings = settings(&workspace)?;
    overlay(&mut settings, arguments)?;
    let role = role(&workspace, arguments.role)?;
    if arguments.check {
        return check(&workspace, &settings, role);
    }
    let log = match arguments.log {
        None => Log::Quiet,
        Some(LogFormat::Plain) => Log::Plain,
        Some(LogFormat::Json) => Log::Json,
    };
    serve(&workspace, &settings, role, log)
}

/// Serves a demonstration just made, to this machine alone.
pub(crate) fn demonstration(workspace: &Workspace, port: u16) -> anyhow::Result<ExitCode> {
    let mut settings = settings(workspace)?;
    settings.serve.address = Some(IpAddr::V4(Ipv4Addr::LOCALHOST));
    settings.serve.port = Some(port);
    serve(workspace, &settings, ProcessRole::Demo, Log::Quiet)
}

/// What was typed goes over what is in the file.
fn overlay(settings: &mut Settings, arguments: &Serve) -> anyhow::Result<()> {
    let serve = &mut settings.serve;
    serve.address = arguments.address.or(serve.address);
    serve.port = arguments.port.or(serve.port);
    serve.metrics = arguments.metrics.or(serve.metrics);
    // Paths that are typed begin where one is; those in the file begin at the workspace.
    if let (Some(certificate), Some(key)) = (&arguments.certificate, &arguments.key) {
        (serve.certificate, serve.key) = (Some(absolute(certificate)?), Some(absolute(key)?));
    }
    if let Some(site) = &arguments.site {
        settings.sign_in.address = Some(site.clone());
    }
    if let Some(folder) = &arguments.secrets {
        settings.secrets = absolute(folder)?;
        // systemd shows credentials to the one process they are for, through the rights of a group.
        settings.group_may_read =
            std::env::var_os("CREDENTIALS_DIRECTORY").is_some_and(|given| Path::new(&given) == settings.secrets);
    }
    Ok(())
}

/// The role asked for. Without one, everything is in one process, which real people's data never is.
fn role(workspace: &Workspace, asked: Option<ServeRole>) -> anyhow::Result<ProcessRole> {
    match asked {
        Some(ServeRole::Public) => Ok(ProcessRole::Public),
        Some(ServeRole::Analysis) => Ok(ProcessRole::Analysis),
        Some(ServeRole::Care) => Ok(ProcessRole::Care),
        None if workspace.config.class.as_str() == "personal" => bail!(
            "{} holds real people's data, so each process of its site has a role: give --role public, --role analysis or --role care",
            workspace.dir.display()
        ),
        None => Ok(ProcessRole::Demo),
    }
}

/// Everything that would keep this role from starting.
fn check(workspace: &Workspace, settings: &Settings, role: ProcessRole) -> anyhow::Result<ExitCode> {
    let mut problems: Vec<String> = wait(async {
        // A demonstration without accounts has no database to look at.
        if role == ProcessRole::Demo && !Desk::exists(&workspace.dir, settings).await? {
            return Ok(Vec::new());
        }
        Ok(Desk::check(&workspace.dir, settings, role).await.iter().map(ToString::to_string).collect())
    })?;
    if let Err(error) = wait(async { site(workspace, settings, role).await }) {
        problems.push(error.to_string());
    }
    if problems.is_empty() {
        print(&format!("Ready to serve {} as {role}.\n", workspace.config.name))?;
        return Ok(ExitCode::SUCCESS);
    }
    for problem in &problems {
        eprintln!("{problem}\n");
    }
    let found = problems.len();
    eprintln!("{found} problem{} would keep {role} from starting.", if found == 1 { "" } else { "s" });
    Ok(ExitCode::FAILURE)
}

/// Serves until interrupted, then lets requests in progress finish.
fn serve(workspace: &Workspace, settings: &Settings, role: ProcessRole, log: Log) -> anyhow::Result<ExitCode> {
    let options = options(workspace, settings, log);
    let scheme = if options.tls.is_some() { "https" } else { "http" };
    wait(async {
        let desk = desk(workspace, settings, role).await?;
        if let Some(desk) = &desk {
            // What an act that was cut off left between database and files is set right before anybody is shown either.
            for mended in proposals::mend_if_ours(desk, workspace).await? {
                eprintln!("{mended}");
            }
        }
        let site = Arc::new(site(workspace, settings, role).await?);
        let ready =
            |address| eprintln!("Serving {} at {scheme}://{address}/  (Ctrl-C stops it)", workspace.config.name);
        Ok(commonweal_web::serve(site, desk, options, ready, stopped()).await?)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// What is shown: the current release. Where a second person checks releases there may be none yet, or none any more, and
/// the site is there all the same, so that they can; a demonstration without accounts has nobody to wait for.
async fn site(workspace: &Workspace, settings: &Settings, role: ProcessRole) -> anyhow::Result<Site> {
    let may_be_nothing = role != ProcessRole::Demo || Desk::exists(&workspace.dir, settings).await?;
    let dir = workspace.dir.clone();
    let open = move || if may_be_nothing { Site::open_or_nothing(&dir) } else { Site::open(&dir) };
    Ok(tokio::task::spawn_blocking(open).await??)
}

/// The open accounts of a role that has any. A demonstration has them once somebody has made the first.
async fn desk(workspace: &Workspace, settings: &Settings, role: ProcessRole) -> anyhow::Result<Option<Arc<Desk>>> {
    let demo_without = role == ProcessRole::Demo && !Desk::exists(&workspace.dir, settings).await?;
    if role == ProcessRole::Public || demo_without {
        return Ok(None);
    }
    Ok(Some(Arc::new(Desk::open(&workspace.dir, settings, role, Arc::new(SystemClock)).await?)))
}

fn options(workspace: &Workspace, settings: &Settings, log: Log) -> ServeOptions {
    let serve = &settings.serve;
    let address = serve.address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let tls = serve.certificate.as_ref().zip(serve.key.as_ref()).map(|(certificate, key)| TlsFiles {
        certificate: workspace.dir.join(certificate),
        key: workspace.dir.join(key),
    });
    ServeOptions {
        address: SocketAddr::new(address, serve.port.unwrap_or(DEFAULT_PORT)),
        tls,
        trusted_proxies: serve.trusted_proxies.clone(),
        metrics: serve.metrics,
        log,
    }
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
