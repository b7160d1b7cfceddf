//! `commonweal init`: a new workspace.

use crate::arguments::Init;
use commonweal_app::{Config, Workspace};
use std::process::ExitCode;

pub(crate) fn run(init: &Init) -> anyhow::Result<ExitCode> {
    if init.dir.join("commonweal.toml").exists() {
        anyhow::bail!("{} is a workspace already; `commonweal check {0}` says whether it is sound", init.dir.display());
    }
    let fresh = Config::new(&init.name, init.area.clone(), &init.class)?;
    let workspace = Workspace::create(&init.dir, &fresh)?;
    eprintln!("Made a workspace in {}.", workspace.dir.display());
    eprintln!(
        "Put your own definitions into its definitions/ folder, then run: commonweal check {}",
        init.dir.display()
    );
    Ok(ExitCode::SUCCESS)
}
