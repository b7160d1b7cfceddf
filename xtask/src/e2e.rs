//! `cargo xtask e2e`: the site as a person meets it, in Debian's Chromium.

use anyhow::{Context, Result, bail};

use crate::server::{self, Site};
use crate::steps::Remark;
use crate::{check, shell, tools};

/// As many made-up people as the first demo has.
const PEOPLE: u32 = 120_000;

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
    let site = Site::start(&binary, &workspace)?;
    let mut npm = shell::command("npm", &["test"]);
    npm.current_dir(shell::root().join("e2e"))
        .env("BASE_URL", site.url())
        .env("CHROMIUM", chromium)
        .env("WORKSPACE", &workspace)
        .env("COMMONWEAL", &binary);
    shell::run_command(npm)?;
    Ok(format!("{people} made-up people"))
}
