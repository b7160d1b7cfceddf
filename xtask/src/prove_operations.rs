//! Proofs about people's accounts and the account of what they did: the audit chain under load and under kill, a backup that
//! comes back at full size, and the guide to installing it, followed word for word.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::bench_synth::{Cost, cost};
use crate::prove::Claim;
use crate::{install, shell};

/// Entries that each of eight writers makes, and how often a writer is killed.
const ENTRIES: u32 = 100_000;
const KILLS: u32 = 200;
/// The same with `--quick`.
const QUICK_ENTRIES: u32 = 2_000;
const QUICK_KILLS: u32 = 10;
/// As many people as an integrated care system has, and what its operations database holds after years.
const PEOPLE: u32 = 1_200_000;
const AUDIT_ENTRIES: u32 = 200_000;
const ACCOUNTS: u32 = 5_000;
/// The same with `--quick`.
const QUICK_PEOPLE: u32 = 12_000;
const QUICK_AUDIT_ENTRIES: u32 = 2_000;
const QUICK_ACCOUNTS: u32 = 50;
/// The longest that a backup may take to be made, destroyed, restored and compared.
const MOST_MINUTES: f64 = 30.0;
/// The databases every proof about them must speak of.
const ENGINES: [&str; 2] = ["sqlite", "postgres"];
/// What a line of a test's output begins with that belongs into the report.
const SAID: &str = "proof: ";

/// The claims, with what puts each to the proof.
pub(crate) fn claims(binary: &Path, quick: bool) -> Vec<Claim> {
    let (entries, kills) = if quick { (QUICK_ENTRIES, QUICK_KILLS) } else { (ENTRIES, KILLS) };
    let size = if quick {
        Size { people: QUICK_PEOPLE, entries: QUICK_AUDIT_ENTRIES, accounts: QUICK_ACCOUNTS }
    } else {
        Size { people: PEOPLE, entries: AUDIT_ENTRIES, accounts: ACCOUNTS }
    };
    let (program, installed) = (binary.to_owned(), binary.to_owned());
    vec![
        (
            format!("the audit chain holds under 8 writers of {entries} entries each, on both engines"),
            Box::new(move || store_test("eight_writers", "COMMONWEAL_AUDIT_ENTRIES", entries)),
        ),
        (
            format!("kill -9 {kills} times leaves a valid chain, on both engines"),
            Box::new(move || store_test("killed_writers", "COMMONWEAL_KILLS", kills)),
        ),
        (
            format!(
                "a backup of {} people's records and a full operations database is made, destroyed, restored and compared \
                 in under 30 minutes",
                size.people
            ),
            Box::new(move || backup_comes_back(&program, &size)),
        ),
        (
            "docs/install.md followed word for word gives a working installation".to_owned(),
            Box::new(move || install::followed(&installed)),
        ),
    ]
}

/// Runs the tests of the store that have these words in their name, at the size that the variable gives, and returns what they
/// say of both databases. The command line comes along so that shared crates keep their features.
fn store_test(words: &str, variable: &str, size: u32) -> Result<String> {
    let mut command = shell::command("cargo", &["test", "--release", "--offline", "--locked"]);
    command.args(["--package", "commonweal-cli", "--package", "commonweal-store", "--test", "it"]);
    command.args([words, "--", "--nocapture", "--test-threads=1"]);
    command.env(variable, size.to_string()).env("COMMONWEAL_POSTGRES", "required");
    println!("    $ cargo test ... --package commonweal-store --test it {words}, {variable}={size}");
    let output = command.output().context("cargo cannot be started")?;
    let (told, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        bail!("the tests `{words}` failed:\n{}\n{}", last_lines(&told), last_lines(&complained));
    }
    of_both(&format!("{told}\n{complained}"))
}

/// The lines that tests say to the proof; each of the two databases must have one.
fn of_both(told: &str) -> Result<String> {
    let said: Vec<&str> = told.lines().filter_map(|line| Some(line.split_once(SAID)?.1.trim())).collect();
    for engine in ENGINES {
        if !said.iter().any(|line| line.to_ascii_lowercase().contains(engine)) {
            bail!("no test says what it found of {engine}:\n{}", last_lines(told));
        }
    }
    Ok(said.join("; "))
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

/// How large the installation is that is backed up.
struct Size {
    people: u32,
    entries: u32,
    accounts: u32,
}

/// Makes an installation, backs it up, destroys it, brings it back, and compares every file and the whole audit.
fn backup_comes_back(binary: &Path, size: &Size) -> Result<String> {
    let folder = shell::root().join("target/prove-backup");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be cleared", folder.display()))?;
    }
    fs::create_dir_all(&folder)?;
    let (site, file) = (folder.join("site"), folder.join("whole.commonweal-backup"));
    filled(binary, &site, size)?;
    let program = binary.display().to_string();
    let (place, sealed) = (site.display().to_string(), file.display().to_string());
    // The keys are kept apart from backups; they are what a new machine is given first.
    let keys = folder.join("secrets");
    copy(&site.join("secrets"), &keys)?;
    let before = Contents::of(binary, &site)?;

    let begun = Instant::now();
    println!("    backing up {:.2} GB in {} files", before.bytes() as f64 / 1e9, before.files.len());
    let made = cost(&program, &["backup", "--out", &sealed, "--dir", &place])?;
    fs::remove_dir_all(&site).context("the installation cannot be destroyed")?;
    println!("    destroyed; restoring");
    let kept = keys.display().to_string();
    let restored = cost(&program, &["restore", &sealed, "--dir", &place, "--secrets", &kept])?;
    copy(&keys, &site.join("secrets"))?;
    let after = Contents::of(binary, &site)?;
    before.compare(&after)?;
    let minutes = begun.elapsed().as_secs_f64() / 60.0;

    let backup = fs::metadata(&file)?.len();
    let seen = report(&before, backup, minutes, &made, &restored)?;
    fs::remove_dir_all(&folder)?;
    if minutes > MOST_MINUTES {
        bail!("{seen}");
    }
    Ok(seen)
}

fn report(before: &Contents, backup: u64, minutes: f64, made: &Cost, restored: &Cost) -> Result<String> {
    let whole = before.bytes() as f64 / 1e6;
    let mut seen = format!(
        "{minutes:.1} minutes for all; {} files of {whole:.0} MB and {} audit entries in a backup of {:.0} MB; all files alike, audit whole",
        before.files.len(),
        before.entries,
        backup as f64 / 1e6
    );
    for (what, cost) in [("made and read back", made), ("restored", restored)] {
        write!(
            seen,
            "; {what} in {:.0} s, {:.0} MB a second, {:.0} CPU s, at most {:.0} MiB of memory",
            cost.wall,
            whole / cost.wall,
            cost.cpu,
            cost.mebibytes
        )?;
    }
    Ok(seen)
}

/// A workspace of so many made-up people, with accounts and an audit of this size.
fn filled(binary: &Path, site: &Path, size: &Size) -> Result<()> {
    let program = binary.display().to_string();
    let (people, place) = (size.people.to_string(), site.display().to_string());
    let threads = thread::available_parallelism().map_or(1, usize::from).to_string();
    println!("    making {people} people");
    shell::run(&program, &["synth", "--people", &people, "--format", "delta", "--out", &place, "--threads", &threads])?;
    let first = ["user", "add", "ada@example.org", "--name", "Ada Example", "--role", "administrator"];
    shell::output(binary, &[&first[..], &["--scope", "system", "--dir", &place]].concat())?;
    println!("    filling the operations database");
    // The command line comes along, so that shared crates keep their features.
    let build = ["build", "--release", "--offline", "--locked", "--package", "commonweal-cli", "--package"];
    shell::run("cargo", &[&build[..], &["commonweal-store", "--example", "fill"]].concat())?;
    let fill = shell::root().join("target/release/examples/fill").display().to_string();
    let (database, entries) = (site.join("operations.db").display().to_string(), size.entries.to_string());
    let accounts = size.accounts.to_string();
    shell::run(&fill, &["--database", &database, "--entries", &entries, "--accounts", &accounts])
}

/// What an installation holds: every file but the databases by its checksum, and its audit as the program reads it.
struct Contents {
    files: BTreeMap<PathBuf, (u64, String)>,
    entries: u64,
    accounts: Vec<String>,
}

impl Contents {
    fn of(binary: &Path, site: &Path) -> Result<Self> {
        let place = site.display().to_string();
        let audit = shell::output(binary, &["audit", "verify", "--json", "--dir", &place])?;
        let audit: serde_json::Value = serde_json::from_str(&audit).context("`audit verify --json` prints no JSON")?;
        let chains = audit["chains"].as_array().context("`audit verify` names no chain")?;
        let entries: u64 = chains.iter().filter_map(|chain| chain["entries"].as_u64()).sum();
        if audit["whole"] != true || entries == 0 {
            bail!("the audit is not whole: {audit}");
        }
        let listed = shell::output(binary, &["user", "list", "--csv", "--dir", &place])?;
        let mut accounts: Vec<String> = listed.lines().map(str::to_owned).collect();
        accounts.sort();
        Ok(Self { files: checksums(site)?, entries, accounts })
    }

    fn bytes(&self) -> u64 {
        self.files.values().map(|(bytes, _)| bytes).sum()
    }

    /// Restoring writes entries of its own and ends sessions; everything else is as it was.
    fn compare(&self, after: &Self) -> Result<()> {
        for (name, was) in &self.files {
            match after.files.get(name) {
                None => bail!("{} did not come back", name.display()),
                Some(is) if is != was => bail!("{} came back as another file", name.display()),
                Some(_) => {}
            }
        }
        if let Some(name) = after.files.keys().find(|name| !self.files.contains_key(*name)) {
            bail!("{} was not there before", name.display());
        }
        if self.accounts != after.accounts {
            bail!("{} accounts before, {} after, or not the same", self.accounts.len(), after.accounts.len());
        }
        if after.entries < self.entries {
            bail!("{} audit entries before, {} after", self.entries, after.entries);
        }
        Ok(())
    }
}

/// Bytes and SHA-256 of every file under a folder that a backup takes as it is.
fn checksums(site: &Path) -> Result<BTreeMap<PathBuf, (u64, String)>> {
    let mut found = BTreeMap::new();
    // Databases are compared by what they hold.
    let mut command = shell::command("find", &[".", "-type", "f", "(", "-path", "./commonweal.toml"]);
    for folder in ["./definitions/*", "./records/*", "./results/*"] {
        command.args(["-o", "-path", folder]);
    }
    command.args([")", "-exec", "sha256sum", "--zero", "{}", "+"]).current_dir(site);
    for line in shell::output_command(command)?.split('\0').filter(|line| !line.is_empty()) {
        let (sum, name) = line.split_once("  ").with_context(|| format!("not a checksum: {line}"))?;
        let bytes = fs::metadata(site.join(name)).with_context(|| format!("{name} cannot be read"))?.len();
        found.insert(PathBuf::from(name), (bytes, sum.to_owned()));
    }
    Ok(found)
}

/// A copy of a folder with the rights of its files.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let mut command = shell::command("cp", &["--archive"]);
    command.arg(from).arg(to);
    shell::run_command(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_that_says_nothing_of_one_database_is_none() {
        let both = "running 2 tests\nproof: sqlite, 800000 entries\nok\nproof: postgres, 800000 entries\n";
        assert_eq!(of_both(both).expect("both"), "sqlite, 800000 entries; postgres, 800000 entries");
        assert!(of_both("proof: sqlite, 800000 entries\n").is_err());
        assert!(of_both("test result: ok. 0 passed; 0 filtered out\n").is_err());
    }

    fn contents(files: &[(&str, &str)], entries: u64) -> Contents {
        let files = files.iter().map(|(name, sum)| (PathBuf::from(name), (1, (*sum).to_owned()))).collect();
        Contents { files, entries, accounts: vec!["ada@example.org".to_owned()] }
    }

    #[test]
    fn what_comes_back_is_compared_file_by_file() {
        let before = contents(&[("a", "1"), ("b", "2")], 5);
        assert!(before.compare(&contents(&[("a", "1"), ("b", "2")], 6)).is_ok());
        for after in
            [contents(&[("a", "1")], 6), contents(&[("a", "1"), ("b", "3")], 6), contents(&[("a", "1"), ("b", "2")], 4)]
        {
            assert!(before.compare(&after).is_err());
        }
        assert!(before.compare(&contents(&[("a", "1"), ("b", "2"), ("c", "3")], 6)).is_err());
    }
}
