//! `cargo xtask e2e`: the site as a person meets it, in Debian's Chromium. One site is public, as the demonstration is; beside
//! it stands a copy of it with accounts, whose first invitations the browser accepts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::server::{self, Site};
use crate::steps::Remark;
use crate::{check, shell, tools};

/// As many made-up people as the first demo has.
const PEOPLE: u32 = 120_000;
/// What the command line prints before an invitation's code.
const CODE: &str = "Invitation code: ";

/// `cargo xtask e2e [--people N]`.
///
/// # Errors
/// When an argument is not understood, or a test fails.
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let people = match arguments {
        [] => PEOPLE,
        [flag, number] if flag == "--people" => {
            number.parse().with_context(|| format!("--people wants a whole number, not `{number}`"))?
        }
        _ => bail!("usage: cargo xtask e2e [--people N]"),
    };
    tools::ensure()?;
    check::build_binary()?;
    println!("{}", walk(people)?);
    Ok(())
}

/// The step of `check`.
///
/// # Errors
/// When a browser test fails.
pub(crate) fn check() -> Remark {
    walk(PEOPLE)
}

fn walk(people: u32) -> Remark {
    let chromium = tools::chromium().context("Chromium is missing; install the Debian package chromium")?;
    let binary = check::binary();
    let workspace = server::make_demo(&binary, "e2e", people)?;
    let accounts = Accounts::begin(&binary, &workspace)?;
    let site = Site::start(&binary, &workspace)?;
    let mut npm = shell::command("npm", &["test"]);
    npm.current_dir(shell::root().join("e2e"))
        .env("BASE_URL", site.url())
        .env("CHROMIUM", chromium)
        .env("WORKSPACE", &workspace)
        .env("COMMONWEAL", &binary);
    accounts.tell(&mut npm);
    shell::run_command(npm)?;
    Ok(format!("{people} made-up people"))
}

/// A site with accounts: two invitations that nobody has accepted yet.
struct Accounts {
    site: Site,
    folder: PathBuf,
    administrator: String,
    governance: String,
}

impl Accounts {
    /// Copies the demonstration's folder, invites two people into it, and serves it.
    fn begin(binary: &Path, workspace: &Path) -> Result<Self> {
        let folder = workspace.with_file_name("e2e-accounts");
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be cleared", folder.display()))?;
        }
        let mut copy = shell::command("cp", &["--archive"]);
        copy.arg(workspace).arg(&folder);
        shell::run_command(copy)?;
        let administrator = invite(binary, &folder, "ada@example.org", "Ada Example", "administrator")?;
        let governance = invite(binary, &folder, "ian@example.org", "Ian Example", "ig-lead")?;
        Ok(Self { site: Site::start(binary, &folder)?, folder, administrator, governance })
    }

    /// The names by which the browser tests find it.
    fn tell(&self, npm: &mut Command) {
        npm.env("ACCOUNTS_URL", self.site.url())
            .env("ACCOUNTS_WORKSPACE", &self.folder)
            .env("ACCOUNTS_ADMIN_CODE", &self.administrator)
            .env("ACCOUNTS_IG_CODE", &self.governance);
    }
}

/// Adds an account for the whole system and returns the code of its invitation.
fn invite(binary: &Path, folder: &Path, address: &str, name: &str, role: &str) -> Result<String> {
    let mut add = shell::command(binary, &["user", "add", address, "--name", name, "--role", role]);
    add.args(["--scope", "system", "--dir"]).arg(folder);
    code_in(&shell::output_command(add)?)
}

fn code_in(printed: &str) -> Result<String> {
    let code = printed.lines().find_map(|line| line.strip_prefix(CODE)).map(str::trim);
    let code = code.filter(|code| !code.is_empty());
    Ok(code.context("`commonweal user add` printed no invitation code")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_an_invitation_is_read() {
        assert_eq!(code_in("Invitation code: ABCD-EFGH\n").expect("a code"), "ABCD-EFGH");
        assert!(code_in("Invitation code: \n").is_err());
        assert!(code_in("nothing\n").is_err());
    }
}
