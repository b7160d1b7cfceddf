//! What commands about people share: the workspace, its settings, the open desk, and who is typing.

use super::workspace;
use crate::arguments::Place;
use crate::display::Stages;
use anyhow::Context;
use commonweal_admin::{By, Desk, ProcessRole, Request, Settings, SystemClock};
use commonweal_app::{AppError, Diagnostic, Progress, Workspace};
use jiff::Timestamp;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// An open installation, and who asks.
pub(crate) struct Here {
    pub(crate) desk: Desk,
    pub(crate) workspace: Workspace,
    typist: Typist,
}

impl Here {
    /// Who asks, as the audit will name them.
    pub(crate) fn by(&self) -> By<'_> {
        self.typist.by()
    }

    /// The command, as the audit will name it.
    pub(crate) fn request(&self) -> &Request {
        &self.typist.request
    }
}

/// Whoever types at the machine.
pub(crate) struct Typist {
    login: String,
    request: Request,
}

impl Typist {
    /// The login of this process, and one name for all it does now.
    pub(crate) fn new() -> Self {
        let id = format!("console-{}-{}", Timestamp::now().as_microsecond(), std::process::id());
        let agent = format!("commonweal {}", env!("CARGO_PKG_VERSION"));
        Self { login: login(), request: Request { id, address: None, agent } }
    }

    /// The name of the login.
    pub(crate) fn login(&self) -> &str {
        &self.login
    }

    /// Who asks, as the audit will name them.
    fn by(&self) -> By<'_> {
        By::CommandLine { login: &self.login, request: &self.request }
    }
}

/// The name of the login, which anybody may set to anything, with the number of the user, which nobody may.
fn login() -> String {
    let named = ["SUDO_USER", "USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let name = named.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "unknown".to_owned());
    match user_number() {
        Some(number) => format!("{name} (user {number})"),
        None => name,
    }
}

#[cfg(unix)]
fn user_number() -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").ok().map(|process| process.uid())
}

#[cfg(not(unix))]
fn user_number() -> Option<u32> {
    None
}

/// How the installation in this workspace is run.
///
/// # Errors
/// Each problem of the settings, with its line and column.
pub(crate) fn settings(workspace: &Workspace) -> anyhow::Result<Settings> {
    let path = workspace.dir.join("commonweal.toml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let hidden = |problems: Vec<Diagnostic>| problems.into_iter().map(without_address).collect();
    Ok(Settings::parse("commonweal.toml", &text).map_err(|problems| AppError::Definitions(hidden(problems)))?)
}

/// A problem as it may be printed: somebody may have written a password into the address that is wrong.
fn without_address(mut problem: Diagnostic) -> Diagnostic {
    if let Some((key, _)) = problem.source_line.split_once('=').filter(|(_, value)| value.contains("://")) {
        problem.source_line = format!("{key}= \"...\"");
        problem.width = 5;
    }
    problem
}

/// Runs work that waits for databases.
pub(crate) fn wait<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Runtime::new().context("cannot start the program's threads")?.block_on(work)
}

/// Opens the installation, does the work, and signs and closes what was opened, however the work went.
///
/// # Errors
/// Where there are no accounts yet, how the first is made; what opening, the work or closing said.
pub(crate) fn at_desk<T>(place: &Place, work: impl AsyncFnOnce(&Here) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let workspace = workspace(place)?;
    let settings = settings(&workspace)?;
    wait(async {
        if !Desk::exists(&workspace.dir, &settings).await? {
            return Err(nobody_yet(&workspace.dir));
        }
        let desk = Desk::open(&workspace.dir, &settings, ProcessRole::CommandLine, Arc::new(SystemClock)).await?;
        finish(Here { desk, workspace, typist: Typist::new() }, work).await
    })
}

/// As [`at_desk`], and makes databases and keys where there are none, saying so first.
///
/// # Errors
/// As [`at_desk`], but that nothing need be there yet.
pub(crate) fn at_first_desk<T>(place: &Place, work: impl AsyncFnOnce(&Here) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let workspace = workspace(place)?;
    let settings = settings(&workspace)?;
    wait(async {
        let clock = Arc::new(SystemClock);
        if !Desk::exists(&workspace.dir, &settings).await? {
            eprintln!("There are no accounts in {} yet. Making its databases and keys:", workspace.dir.display());
        }
        let (desk, made) = Desk::create(&workspace.dir, &settings, &workspace.config.name, clock).await?;
        for what in made {
            eprintln!("  {what}");
        }
        finish(Here { desk, workspace, typist: Typist::new() }, work).await
    })
}

async fn finish<T>(here: Here, work: impl AsyncFnOnce(&Here) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let done = work(&here).await;
    let closed = here.desk.close().await;
    // What went wrong first is what the reader has to know.
    let done = done?;
    closed?;
    Ok(done)
}

fn nobody_yet(dir: &Path) -> anyhow::Error {
    anyhow::anyhow!(
        "there are no accounts in {} yet; make the first with `commonweal user add EMAIL --name NAME --role administrator --scope system --dir {0}`",
        dir.display()
    )
}

/// Shows the stages of long work, which reports a stage's name, how much is done, and of how much.
pub(crate) fn shown<'a>(stages: &'a Stages) -> impl Fn(&str, u64, Option<u64>) + Sync + 'a {
    let now = Mutex::new(String::new());
    move |stage: &str, done: u64, total: Option<u64>| {
        let mut now = now.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *now != stage {
            stages.stage(stage, total);
            stage.clone_into(&mut now);
        }
        stages.done(done);
    }
}

/// An instant as people read it.
pub(crate) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
