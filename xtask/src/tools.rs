//! The tools a check needs beyond Rust: installed once, into `.tools` where that is possible, and used offline after.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread::{self, JoinHandle};

use anyhow::{Context, Result, anyhow, bail};

use crate::metadata;
use crate::shell;

/// Pinned, so that two machines give one answer.
const TYPOS: &str = "1.52.0";
const CARGO_DENY: &str = "0.20.2";
/// Folders with pinned npm packages: the browser tests, and the provider of identities that sign-in is tested against.
const NPM: [&str; 2] = ["e2e", "crates/commonweal-identity/tests/provider"];
/// Where Debian puts the server's programs, each version in a folder of its own.
const POSTGRES: &str = "/usr/lib/postgresql";
/// Read by Debian's package of PostgreSQL before it makes a cluster and starts it.
const NO_CLUSTER: &str = "/etc/postgresql-common/createcluster.d/commonweal-check.conf";

/// What is installed while the compiler works: found in what state it is by [`ready`].
static LATE: Mutex<Option<JoinHandle<Result<String>>>> = Mutex::new(None);

/// Makes sure of what the first steps need, and begins to install the rest beside them; [`ready`] waits for that.
///
/// # Errors
/// A tool that is missing and cannot be installed here, with what to install by hand.
pub(crate) fn begin() -> Result<String> {
    components()?;
    fetch()?;
    if !shell::answers("typos", "--version") {
        install_typos()?;
    }
    let mut late = LATE.lock().map_err(|_| anyhow!("the installation of tools broke off"))?;
    if late.is_none() {
        *late = Some(thread::spawn(install_late));
    }
    Ok("browser, databases and npm packages are looked after beside the compiler".to_owned())
}

/// Waits until every tool is there; names the ones that had to be installed.
///
/// # Errors
/// A tool that is missing and cannot be installed here, with what to install by hand.
pub(crate) fn ready() -> Result<String> {
    let late = LATE.lock().map_err(|_| anyhow!("the installation of tools broke off"))?.take();
    late.map_or(Ok(String::new()), |late| late.join().map_err(|_| anyhow!("the installation of tools broke off"))?)
}

/// Makes sure of every tool; names the ones it had to install.
///
/// # Errors
/// As for [`ready`].
pub(crate) fn ensure() -> Result<String> {
    begin()?;
    ready()
}

fn install_late() -> Result<String> {
    let mut installed = Vec::new();
    let mut packages = Vec::new();
    if postgres().is_none() {
        packages.push("postgresql");
    }
    if !shell::answers("npm", "--version") {
        packages.extend(["nodejs", "npm"]);
    }
    if e2e_exists() && chromium().is_none() {
        packages.extend(["chromium", "fonts-liberation"]);
    }
    // The checker of reports lives in an environment of its own.
    if shell::output("python3", &["-c", "import ensurepip, venv"]).is_err() {
        packages.extend(["python3", "python3-venv"]);
    }
    if !packages.is_empty() {
        let no_server = NoServer::declare(packages.contains(&"postgresql"));
        apt(&packages)?;
        drop(no_server);
        installed.extend(packages);
    }
    for folder in NPM {
        if shell::root().join(folder).join("package.json").exists() && ensure_npm(folder)? {
            installed.push(folder);
        }
    }
    if !shell::answers("cargo-deny", "--version") {
        install_cargo_deny()?;
        installed.push("cargo-deny");
    }
    Ok(if installed.is_empty() { "all present".to_owned() } else { format!("installed {}", installed.join(", ")) })
}

/// Whether this copy of the repository has browser tests.
pub(crate) fn e2e_exists() -> bool {
    shell::root().join("e2e/package.json").exists()
}

/// The browser the tests drive: Debian's Chromium.
pub(crate) fn chromium() -> Option<&'static str> {
    ["/usr/bin/chromium", "/usr/bin/chromium-browser"].into_iter().find(|path| Path::new(path).exists())
}

/// The folder of PostgreSQL's server programs, of the newest version that is here.
pub(crate) fn postgres() -> Option<PathBuf> {
    let versions = fs::read_dir(POSTGRES).ok()?;
    let folders = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    folders.filter(|folder| folder.join("initdb").exists() && folder.join("postgres").exists()).max()
}

/// While this is there, installing PostgreSQL makes no cluster, so that no server runs, now or after the machine starts again:
/// tests make their own, in folders of theirs.
struct NoServer(bool);

impl NoServer {
    /// Where the file cannot be written, nothing can be installed either, and that says so.
    fn declare(wanted: bool) -> Self {
        let written = wanted
            && fs::create_dir_all(Path::new(NO_CLUSTER).with_file_name("")).is_ok()
            && fs::write(NO_CLUSTER, "create_main_cluster = false\n").is_ok();
        Self(written)
    }
}

impl Drop for NoServer {
    fn drop(&mut self) {
        if self.0 {
            // It concerns installations to come; where it stays, they make no cluster either.
            drop(fs::remove_file(NO_CLUSTER));
        }
    }
}

/// Installs the pinned npm packages of a folder, unless what is there was installed from the same lockfile.
///
/// # Errors
/// When npm fails.
pub(crate) fn ensure_npm(folder: &str) -> Result<bool> {
    let folder = shell::root().join(folder);
    let lock = fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("{} has no package-lock.json", folder.display()))?;
    let mark = folder.join("node_modules/.installed-from");
    if fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(false);
    }
    let mut command = shell::command("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
    command.current_dir(&folder);
    shell::run_command(command)?;
    fs::create_dir_all(folder.join("node_modules"))?;
    fs::write(&mark, lock).context("the mark of what npm installed cannot be written")?;
    Ok(true)
}

fn components() -> Result<()> {
    for (program, component) in [("rustfmt", "rustfmt"), ("clippy-driver", "clippy")] {
        if !shell::answers(program, "--version") {
            shell::run("rustup", &["component", "add", component])
                .with_context(|| format!("`{program}` is missing; install Rust's `{component}` component"))?;
        }
    }
    Ok(())
}

/// Brings every locked crate for this machine here, those of the cluster feature too, so that the rest runs offline.
fn fetch() -> Result<()> {
    let host = metadata::host()?;
    let offline = ["fetch", "--locked", "--offline", "--target", &host];
    if shell::output("cargo", &offline).is_ok() {
        return Ok(());
    }
    shell::run("cargo", &["fetch", "--locked", "--target", &host])
}

/// The PyPI wheel carries the ready program and takes seconds; compiling it takes minutes.
fn install_typos() -> Result<()> {
    let root = shell::root();
    let target = root.join(".tools/python");
    let target = target.to_str().context("the path of the repository is not UTF-8")?;
    let wanted = format!("typos=={TYPOS}");
    let wheel =
        ["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "--target", target, &wanted];
    let mut pip = shell::command("python3", &wheel);
    pip.env("PIP_ROOT_USER_ACTION", "ignore");
    if shell::run_command(pip).is_ok() {
        return Ok(());
    }
    cargo_install("typos-cli", TYPOS, &[])
}

/// Compiled without optimisation: two CPU minutes once, and it runs in five seconds.
fn install_cargo_deny() -> Result<()> {
    cargo_install("cargo-deny", CARGO_DENY, &["--no-default-features"])
}

fn cargo_install(name: &str, version: &str, extra: &[&str]) -> Result<()> {
    let mut arguments =
        vec!["install", "--quiet", "--locked", "--debug", "--root", ".tools", "--version", version, name];
    arguments.extend_from_slice(extra);
    let mut command = shell::command("cargo", &arguments);
    command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_TARGET_DIR", shell::root().join("target/tools"));
    shell::run_command(command).with_context(|| format!("`{name}` {version} could not be installed into .tools"))?;
    // What was needed to compile it is of no more use.
    fs::remove_dir_all(shell::root().join("target/tools")).context("target/tools cannot be removed")
}

/// Debian's packages, all at once. What the machine knows of the archive is used first; it is asked anew only where that is
/// not enough.
fn apt(packages: &[&str]) -> Result<()> {
    let by_hand = format!("programs are missing; install the Debian packages {}", packages.join(" "));
    if !shell::answers("apt-get", "--version") {
        bail!("{by_hand}");
    }
    let install = || {
        let patience = ["-o", "DPkg::Lock::Timeout=600", "-o", "Acquire::Retries=3"];
        let mut command = shell::command("apt-get", &["-qq", "-y", "--no-install-recommends"]);
        command.args(patience).arg("install").args(packages).env("DEBIAN_FRONTEND", "noninteractive");
        shell::run_command(command)
    };
    if install().is_ok() {
        return Ok(());
    }
    shell::run("apt-get", &["-qq", "-o", "Acquire::Retries=3", "update"]).context(by_hand.clone())?;
    install().context(by_hand)
}
