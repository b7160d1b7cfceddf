//! `cargo xtask prove`: proofs too long for every change; the latest report is committed as `docs/proof.md`.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::server::{self, Site};
use crate::{addresses, attack, bench, load, metadata, prove_its, prove_operations, reports, shell, tools};

/// Random cases of each property, where a test run has 256.
const CASES: u32 = 5_000;
/// The same with `--quick`.
const QUICK_CASES: u32 = 1_000;
/// Random definitions with random records that the fast evaluator must answer as the plain one does.
const GENERATIVE_CASES: u32 = 100_000;
/// The same with `--quick`.
const QUICK_GENERATIVE_CASES: u32 = 10_000;
/// Populations that the attackers are set on.
const POPULATIONS: u64 = 10_000;
/// The same with `--quick`.
const QUICK_POPULATIONS: u64 = 500;
/// People in the proofs that make a demonstration: as many as it has where nobody asks for others.
const PEOPLE: u32 = 120_000;
/// Readers of the load proof, and how long they read.
const USERS: usize = 50;
const READING: Duration = Duration::from_secs(300);
/// The same with `--quick`.
const QUICK_READING: Duration = Duration::from_secs(20);
/// A reader looks at a page for this long before the next.
const PAUSE: Duration = Duration::from_millis(100);
/// Slowest acceptable 95th percentile of a released page.
const P95_MS: f64 = 100.0;
/// Memory of a site may grow so much between the halves of the reading, and by the pages it keeps made.
const MOST_GROWTH: f64 = 1.05;
const PAGE_CACHE_MIB: f64 = 8.0;
/// Every released value but what is meant to differ between two releases.
const RELEASED: &str = "SELECT * EXCEPT (release_id, released_at) FROM released_values";

/// Where the report is.
const REPORT: &str = "docs/proof.md";

/// What was asked on the command line.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    quick: bool,
    /// Words of the claims to prove; all are if none.
    only: Option<String>,
}

impl Asked {
    fn parse(arguments: &[String]) -> Result<Self> {
        let (mut asked, mut rest) = (Self { quick: false, only: None }, arguments.iter());
        while let Some(argument) = rest.next() {
            match (argument.as_str(), rest.as_slice()) {
                ("--quick", _) => asked.quick = true,
                ("--only", [words, ..]) => {
                    asked.only = Some(words.clone());
                    rest.next();
                }
                _ => bail!("usage: cargo xtask prove [--quick] [--only WORDS-OF-A-CLAIM]"),
            }
        }
        Ok(asked)
    }
}

/// Runs the proofs and writes the report, also when one failed. Claims that were not asked for keep what the report said of
/// them.
///
/// # Errors
/// Names the proofs that failed.
pub(crate) fn prove(arguments: &[String]) -> Result<()> {
    if let Some((_, rest)) = arguments.split_first().filter(|(first, _)| *first == "its") {
        return prove_its::command(rest);
    }
    let asked = Asked::parse(arguments)?;
    let quick = asked.quick;
    let binary = shell::root().join("target/release/commonweal");
    let claims = claims(&binary, quick);
    let is_asked = |claim: &str| asked.only.as_ref().is_none_or(|words| claim.contains(words.as_str()));
    if !claims.iter().any(|(claim, _)| is_asked(claim)) {
        let all: Vec<&str> = claims.iter().map(|(claim, _)| claim.as_str()).collect();
        bail!("no claim has these words; the claims are:\n  {}", all.join("\n  "));
    }
    tools::ensure()?;
    shell::run("cargo", &["build", "--release", "--offline", "--locked"])?;
    let path = shell::root().join(REPORT);
    let before = fs::read_to_string(&path).unwrap_or_default();
    let (mut sections, mut passed, mut failed) = (Vec::new(), 0, Vec::new());
    for (claim, proof) in &claims {
        if !is_asked(claim) {
            sections.push(kept(&before, claim).unwrap_or_else(|| format!("## {claim}\n\n- not run\n")));
            continue;
        }
        println!("\n==> {claim}");
        let (load, begun) = (load_average(), Instant::now());
        let seen = proof().unwrap_or_else(|error| {
            failed.push(claim.clone());
            format!("FAILED: {error:#}")
        });
        println!("    {seen}");
        passed += usize::from(!failed.contains(claim));
        sections.push(section(claim, &seen, begun.elapsed(), &load)?);
    }
    fs::write(&path, report(&sections)?).with_context(|| format!("{REPORT} cannot be written"))?;
    println!("\nwritten: {REPORT}\n{passed} passed, {} failed", failed.len());
    if !failed.is_empty() {
        bail!("not proved: {}", failed.join("; "));
    }
    Ok(())
}

/// A claim in words, and what puts it to the proof.
pub(crate) type Claim = (String, Box<dyn Fn() -> Result<String>>);

fn claims(binary: &Path, quick: bool) -> Vec<Claim> {
    let (cases, reading_time) = if quick { (QUICK_CASES, QUICK_READING) } else { (CASES, READING) };
    let generative_cases = if quick { QUICK_GENERATIVE_CASES } else { GENERATIVE_CASES };
    let (one, two) = (binary.to_owned(), binary.to_owned());
    let mut claims: Vec<Claim> = vec![
        (
            "released values are the same on one core and on all, byte for byte, at 120,000 people".to_owned(),
            Box::new(move || same(&one)),
        ),
        (
            format!(
                "{USERS} readers for {} seconds on pages of all kinds: 95 % within 100 ms, no error, memory steady",
                reading_time.as_secs()
            ),
            Box::new(move || reading(&two, reading_time)),
        ),
        ("how fast the pass is (measured, no target)".to_owned(), Box::new(|| bench::measure(PEOPLE))),
        (
            "the statistical methods are 100 times as fast as R, and shares 10 times".to_owned(),
            Box::new(stats_beside_r),
        ),
        (
            format!("every property of the pure crates holds in {cases} random cases"),
            Box::new(move || properties(cases)),
        ),
        (
            format!("the fast evaluator answers {generative_cases} random definitions as the plain one does"),
            Box::new(move || evaluators_agree(generative_cases)),
        ),
        (
            "a cluster counts what one machine counts, also when an executor dies; nothing about a person travels"
                .to_owned(),
            Box::new(cluster),
        ),
    ];
    let populations = if quick { QUICK_POPULATIONS } else { POPULATIONS };
    claims.push((
        format!("sixteen attackers win nothing from what is released of {populations} populations"),
        Box::new(move || attack::measure(populations)),
    ));
    claims.push(prove_its::claim(quick));
    claims.push(reports::claim(binary));
    claims.extend(prove_operations::claims(binary, quick));
    claims.push(("no dependency has a known vulnerability".to_owned(), Box::new(advisories)));
    claims
}

/// The table of the methods' bench; short of a target it is no proof.
fn stats_beside_r() -> Result<String> {
    let measured = bench::measure_stats()?;
    if !measured.trim_end().ends_with("every target met") {
        bail!("a target is not met:\n{measured}");
    }
    Ok(format!("every target met, as below\n{measured}"))
}

/// A scheduler and executors as processes on this machine. DataFusion is compiled again for it, which a check does
/// without; it judges answers, so what others wrote is compiled in the least time.
fn cluster() -> Result<String> {
    let mut command = shell::command("cargo", &["test", "--release", "--offline", "--locked"]);
    command.args(["--config", "xtask/cluster.toml", "--package", "commonweal-cli", "--package", "commonweal-cluster"]);
    command.args(["--features", "commonweal-cluster/ballista", "--lib", "--test", "cluster", "--", "--test-threads=1"]);
    let told = shell::output_command(command)?;
    let results: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("test result: ")).collect();
    Ok(results.join(" "))
}

/// Crates whose properties are quick enough for thousands of cases.
const PROPERTIES: &[&str] = &[
    "commonweal-model",
    "commonweal-stats",
    "commonweal-methods",
    "commonweal-cohort",
    "commonweal-disclosure",
    "commonweal-chart",
    "commonweal-operations",
];

fn properties(cases: u32) -> Result<String> {
    let mut command = shell::command("cargo", &["test", "--release", "--offline", "--locked"]);
    for name in PROPERTIES {
        command.args(["--package", name]);
    }
    command.env("PROPTEST_CASES", cases.to_string());
    shell::run_command(command)?;
    Ok(format!("all tests of {} crates passed with {cases} cases for each property", PROPERTIES.len()))
}

/// The two evaluators of queries and the round trip through JSON, in batches of all sizes, at one date and at several.
fn evaluators_agree(cases: u32) -> Result<String> {
    let test =
        ["test", "--release", "--offline", "--locked", "--package", "commonweal-testkit", "--test", "it", "fast"];
    let mut command = shell::command("cargo", &test);
    command.env("COMMONWEAL_GENERATIVE_CASES", cases.to_string());
    shell::run_command(command)?;
    Ok(format!("{cases} random definitions and records: fast = plain = fast after JSON, however cut up"))
}

fn same(binary: &Path) -> Result<String> {
    let all = server::make_demo(binary, "prove-all-cores", PEOPLE)?;
    let one = shell::root().join("target/prove-one-core");
    if one.exists() {
        fs::remove_dir_all(&one)?;
    }
    // One core for the process: every pool that asks how many threads it may have is told one.
    let mut command = shell::command("taskset", &["--cpu-list", "0"]);
    command.arg(binary).args(["demo", "--no-serve", "--people", &PEOPLE.to_string(), "--dir"]).arg(&one);
    shell::run_command(command)?;
    let (all, one) = (released(binary, &all)?, released(binary, &one)?);
    if all != one {
        let line = all.lines().zip(one.lines()).position(|(a, b)| a != b);
        bail!("the outputs differ, first in line {line:?} of {} and {}", all.lines().count(), one.lines().count());
    }
    Ok(format!("{} lines, {} bytes, identical", all.lines().count(), all.len()))
}

fn released(binary: &Path, workspace: &Path) -> Result<String> {
    let mut command = shell::command(binary, &["sql", "--csv", "--dir"]);
    command.arg(workspace).arg(RELEASED);
    let text = shell::output_command(command)?;
    if text.lines().count() < 2 {
        bail!("{} has no released value", workspace.display());
    }
    Ok(text)
}

/// Readers of all kinds of pages, for as long twice: what the site holds must not grow from the first time to the second.
fn reading(binary: &Path, time: Duration) -> Result<String> {
    let workspace = server::make_demo(binary, "prove-load", PEOPLE)?;
    let site = Site::start(binary, &workspace)?;
    let kinds = addresses::reachable(&site)?;
    let paths: Vec<String> = kinds.values().flatten().cloned().collect();
    let first = load::run(site.address, &paths, USERS, time / 2, PAUSE)?;
    let before = site.memory_mib();
    let second = load::run(site.address, &paths, USERS, time / 2, PAUSE)?;
    let after = site.memory_mib();
    let (before, after) = (before.unwrap_or(0.0), after.unwrap_or(0.0));
    let mut seen = format!(
        "{} requests for {} addresses of {} kinds, {} errors; memory {before:.0} MiB half-way, {after:.0} MiB at the end",
        first.requests + second.requests,
        paths.len(),
        kinds.len(),
        first.errors + second.errors
    );
    for (half, outcome) in [("first", &first), ("second", &second)] {
        write!(
            seen,
            "; {half} half p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, slowest {:.1} ms",
            outcome.p50_ms, outcome.p95_ms, outcome.p99_ms, outcome.slowest_ms
        )?;
    }
    let slow = first.p95_ms.max(second.p95_ms) > P95_MS;
    if first.errors + second.errors > 0 || slow || after > before * MOST_GROWTH + PAGE_CACHE_MIB {
        bail!("{seen}");
    }
    seen.push_str("\nkinds:\n");
    kinds.iter().try_for_each(|(kind, of_kind)| writeln!(seen, "  {kind} ({})", of_kind.len()))?;
    Ok(seen)
}

fn advisories() -> Result<String> {
    let host = metadata::host()?;
    let fetched = shell::output("cargo-deny", &["--locked", "--target", &host, "fetch", "db"]);
    if let Err(error) = fetched {
        let why = error.to_string();
        return Ok(format!("NOT RUN: the advisory database cannot be reached ({})", why.lines().last().unwrap_or("")));
    }
    shell::run("cargo-deny", &["--locked", "--offline", "--target", &host, "check", "advisories"])?;
    Ok("none".to_owned())
}

fn report(sections: &[String]) -> Result<String> {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").ok().and_then(|text| memory_gib(&text)).unwrap_or(0.0);
    let mut text = String::from(
        "# Latest proof\n\nWritten by `cargo xtask prove`; do not edit. Each claim says when it was put to the proof. ",
    );
    writeln!(
        text,
        "A load average above one: other work\nshared the machine, of {cores} cores and {memory:.0} GiB of memory."
    )?;
    for section in sections {
        write!(text, "\n{section}")?;
    }
    Ok(text)
}

/// What the report says of one claim.
fn section(claim: &str, seen: &str, took: Duration, load: &str) -> Result<String> {
    let date = shell::output("date", &["--utc", "+%Y-%m-%d"])?;
    let commit = shell::output("git", &["rev-parse", "--short", "HEAD"])?;
    let (first, rest) = seen.trim_end().split_once('\n').unwrap_or((seen.trim_end(), ""));
    let mut text = format!("## {claim}\n\n- {first}\n");
    writeln!(
        text,
        "- {}, commit {}, load average of the five minutes before {load}, took {:.0} s",
        date.trim(),
        commit.trim(),
        took.as_secs_f64()
    )?;
    if !rest.is_empty() {
        writeln!(text, "\n```text\n{rest}\n```")?;
    }
    Ok(text)
}

/// What a report said of a claim.
fn kept(report: &str, claim: &str) -> Option<String> {
    let from = report.find(&format!("## {claim}\n"))?;
    let section = &report[from..];
    let end = section[3..].find("\n## ").map_or(section.len(), |end| end + 3);
    Some(section[..end].to_owned())
}

/// The machine's load over five minutes, as Linux tells it.
fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().nth(1).unwrap_or("not known").to_owned()
}

fn memory_gib(meminfo: &str) -> Option<f64> {
    let line = meminfo.lines().find(|line| line.starts_with("MemTotal:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1_048_576.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_that_is_not_asked_for_keeps_its_section() {
        let sections = ["## one\n\n- seen\n\n```text\n# not a heading\n```\n", "## two\n\n- seen too\n"];
        let report = format!("# Latest proof\n\nWords.\n\n{}\n{}", sections[0], sections[1]);
        assert_eq!(kept(&report, "one").as_deref(), Some(sections[0]));
        assert_eq!(kept(&report, "two").as_deref(), Some(sections[1]));
        assert_eq!(kept(&report, "three"), None);
    }

    #[test]
    fn what_is_asked_is_understood_or_refused() {
        let parse = |words: &[&str]| Asked::parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        let asked = parse(&["--only", "R", "--quick"]).expect("understood");
        assert_eq!(asked, Asked { quick: true, only: Some("R".to_owned()) });
        assert!(parse(&["--only"]).is_err());
        assert!(parse(&["quick"]).is_err());
    }

    #[test]
    fn memory_is_read_in_gibibytes() {
        assert_eq!(memory_gib("MemTotal:       25165824 kB\nMemFree: 1 kB"), Some(24.0));
        assert_eq!(memory_gib(""), None);
    }
}
