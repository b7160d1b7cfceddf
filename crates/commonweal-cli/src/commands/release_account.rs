//! Who acts on releases at the command line: an account, with the password and the code that it signs in with on the site.

use super::desk::{Here, at_desk, settings, wait};
use super::workspace;
use crate::arguments::Place;
use anyhow::{Context, bail};
use clap::Args;
use commonweal_admin::{By, Desk, Visitor};
use commonweal_operations::{Purpose, Role};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The account that acts.
#[derive(Args)]
pub(crate) struct Account {
    /// The account that acts; its password and a code of its app are asked for
    #[arg(long, value_name = "EMAIL")]
    account: String,
    #[command(flatten)]
    proof: Proof,
}

/// The account that reads, where readers are known.
#[derive(Args)]
pub(crate) struct Reader {
    /// The account that reads; a workspace of real people needs one
    #[arg(long, value_name = "EMAIL")]
    account: Option<String>,
    #[command(flatten)]
    proof: Proof,
}

/// How it is proved without somebody at a terminal.
#[derive(Args)]
struct Proof {
    /// Take the password from the first line of this file, which nobody else may read, instead of asking
    #[arg(long, value_name = "FILE", requires = "account")]
    password_file: Option<PathBuf>,
    /// Take this code of the app instead of asking; it works once
    #[arg(long, value_name = "CODE", requires = "account")]
    code: Option<String>,
}

/// A role and the purpose it acts for.
pub(crate) type As = (Role, Purpose);

impl Account {
    /// Signs in, does the work under that account, and ends the session, however the work went.
    ///
    /// # Errors
    /// Where there are no accounts, how releases are made there; what signing in, the work or closing said.
    pub(crate) fn acting<T>(
        &self,
        place: &Place,
        roles: &[As],
        work: impl AsyncFnOnce(&Here, &Visitor) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        signed_in(&self.account, &self.proof, place, roles, work)
    }
}

impl Reader {
    /// As [`Account::acting`], where an account was named.
    ///
    /// # Errors
    /// As [`Account::acting`].
    pub(crate) fn reading<T>(
        &self,
        place: &Place,
        roles: &[As],
        work: impl AsyncFnOnce(&Here, &Visitor) -> anyhow::Result<T>,
    ) -> Option<anyhow::Result<T>> {
        Some(signed_in(self.account.as_ref()?, &self.proof, place, roles, work))
    }
}

fn signed_in<T>(
    account: &str,
    proof: &Proof,
    place: &Place,
    roles: &[As],
    work: impl AsyncFnOnce(&Here, &Visitor) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    there_are_accounts(place)?;
    let password = match &proof.password_file {
        Some(file) => first_line(file)?,
        None => asked(&format!("Password of {account}: "), true)?,
    };
    let code = match &proof.code {
        Some(code) => code.clone(),
        None => asked("Code that the app shows: ", false)?,
    };
    at_desk(place, async |here: &Here| {
        let visitor = here.desk.sign_in_for(account, &password, code.trim(), roles, here.request()).await?;
        let done = work(here, &visitor).await;
        let out = here.desk.sign_out(&visitor).await;
        let done = done?;
        out?;
        Ok(done)
    })
}

/// That somebody can be asked for: in a workspace without accounts nobody proposes and nobody checks.
fn there_are_accounts(place: &Place) -> anyhow::Result<()> {
    let workspace = workspace(place)?;
    let settings = settings(&workspace)?;
    let there_are = wait(async { Ok(Desk::exists(&workspace.dir, &settings).await?) })?;
    if there_are {
        return Ok(());
    }
    let dir = workspace.dir.display();
    match workspace.config.class.as_str() {
        "personal" => bail!(
            "there are no accounts in {dir}, and a release of real people's data needs two: make them with `commonweal user add`, \
             one with --role analyst, one with --role output-checker"
        ),
        class => bail!(
            "there are no accounts in {dir}, so nobody can propose or check here; a workspace of class `{class}` needs no second \
             person: `commonweal refresh --dir {dir}` releases its figures"
        ),
    }
}

/// The first line of a file that belongs to one reader.
fn first_line(file: &Path) -> anyhow::Result<String> {
    only_ours(file)?;
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read the password in {}", file.display()))?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        bail!("the first line of {} is empty; the password stands there", file.display());
    }
    Ok(line.to_owned())
}

#[cfg(unix)]
fn only_ours(file: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let metadata =
        std::fs::metadata(file).with_context(|| format!("cannot read the password in {}", file.display()))?;
    if metadata.permissions().mode() & 0o077 != 0 {
        bail!("{0} can be read by other users; run `chmod 600 {0}`", file.display());
    }
    Ok(())
}

#[cfg(not(unix))]
fn only_ours(_: &Path) -> anyhow::Result<()> {
    Ok(())
}

/// What somebody at the terminal types; a password is not shown while they do.
fn asked(question: &str, is_secret: bool) -> anyhow::Result<String> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        bail!("nobody can be asked here; give --password-file FILE and --code CODE");
    }
    let hidden = is_secret.then(Hidden::begin).transpose()?;
    eprint!("{question}");
    std::io::stderr().flush()?;
    let mut line = String::new();
    let read = input.read_line(&mut line);
    if hidden.is_some() {
        eprintln!();
    }
    drop(hidden);
    read.context("cannot read what was typed")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A terminal that does not show what is typed, until it is dropped.
struct Hidden;

impl Hidden {
    fn begin() -> anyhow::Result<Self> {
        if show_typing(false) {
            return Ok(Self);
        }
        bail!("this terminal cannot hide what is typed; give --password-file FILE")
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        show_typing(true);
    }
}

/// Tells the terminal whether to show what is typed, and says whether it heard.
fn show_typing(show: bool) -> bool {
    let mut stty = Command::new("stty");
    stty.arg(if show { "echo" } else { "-echo" }).stdin(Stdio::inherit()).stdout(Stdio::null()).stderr(Stdio::null());
    stty.status().is_ok_and(|status| status.success())
}

/// Who acts, as the use cases are told.
pub(crate) fn by(visitor: &Visitor) -> By<'_> {
    By::Visitor(visitor)
}
