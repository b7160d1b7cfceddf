//! `cargo xtask bench cohort`: the whole shipped library asked of records as large as an integrated care system's,
//! beside DuckDB on the same files and beside the mere decoding of the same columns.

mod cluster;
mod ehrql;

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::{bench, bench_refresh, section, shell};

/// As many people as an integrated care system has; about 250 events each.
const PEOPLE: u64 = 1_200_000;
/// A large primary care network, for one definition asked alone.
const FEWER_PEOPLE: u64 = 120_000;
const DATES: u32 = 36;
/// Of the queries for each definition only each so many-th is asked where there are more people than this, and the cost
/// is scaled up: all of them would take an hour.
const EACH_OF_FEWER: u64 = 200_000;
const EVERY: u32 = 8;
/// What DuckDB may use; it spills beyond it.
const MEMORY: &str = "12GB";
pub(crate) const REPORT: &str = "docs/benchmarks.md";

/// What one process has cost.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Cost {
    seconds: f64,
    cpu: f64,
    read: u64,
    peak_kib: u64,
}

/// What one process printed.
#[derive(Debug, Default)]
struct Measured {
    cost: Cost,
    counts: BTreeMap<String, u64>,
    other: Vec<String>,
}

/// `cargo xtask bench cohort [--people N]`. The report is written at full size alone. With `--cluster` or
/// `--ehrql`, see [`cluster`] and [`ehrql`].
///
/// # Errors
/// When a build or a measurement fails, or the counts of two ways differ.
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let people = match arguments {
        [flag, rest @ ..] if flag == "--cluster" => return cluster::command(rest),
        [flag] if flag == "--ehrql" => return ehrql::command(),
        [] => PEOPLE,
        [flag, number] if flag == "--people" => {
            number.parse().with_context(|| format!("--people wants a whole number, not `{number}`"))?
        }
        _ => bail!("usage: cargo xtask bench cohort [--people N], or --cluster before that, or --ehrql alone"),
    };
    let report = measure(people)?;
    println!("\n{report}");
    if people == PEOPLE {
        let others = [bench_refresh::HEADING, cluster::HEADING];
        section::write(REPORT, &section::keep(&report, &section::written(REPORT)?, &others))?;
    }
    Ok(())
}

struct Bench {
    program: PathBuf,
    data: PathBuf,
    definitions: PathBuf,
    threads: String,
}

/// Makes the records where they are not there, measures everything, and returns the report.
///
/// # Errors
/// When a build or a measurement fails, or the counts of two ways differ.
pub(crate) fn measure(people: u64) -> Result<String> {
    build()?.report(people)
}

fn build() -> Result<Bench> {
    let both = ["--package", "commonweal-cli", "--package", "commonweal-engine"];
    let mut build = shell::command("cargo", &["build", "--release", "--offline", "--locked"]);
    build.args(both).args(["--features", "commonweal-engine/bench", "--example", "bench_cohort"]);
    shell::run_command(build)?;
    let target = target();
    Ok(Bench {
        program: target.join("release/examples/bench_cohort"),
        data: data(&target),
        definitions: shell::root().join("definitions"),
        threads: thread::available_parallelism().map_or(1, usize::from).to_string(),
    })
}

/// Where Cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| shell::root().join("target"), PathBuf::from)
}

/// Where the benchmarks' people are kept.
pub(crate) fn data(target: &Path) -> PathBuf {
    env::var_os("COMMONWEAL_BENCH_DATA").map_or_else(|| target.join("bench-data"), PathBuf::from)
}

impl Bench {
    fn report(&self, people: u64) -> Result<String> {
        let folder = self.people(people)?;
        let floor = self.run("floor", &folder, &[&self.threads])?;
        let one = self.run("pass", &folder, &[&self.threads, "1"])?;
        let many = self.run("pass", &folder, &[&self.threads, &DATES.to_string()])?;
        let queries = self.data.join("queries");
        let written = self.run("rivals", &queries, &[])?;
        let per_table = self.duckdb(&folder, &queries, "per_table", 1)?;
        let every = if people > EACH_OF_FEWER { EVERY } else { 1 };
        let mut per_definition = self.duckdb(&folder, &queries, "per_definition", every)?;
        let share = asked(&per_definition)?;
        per_definition.cost.seconds /= share.0 / share.1;
        per_definition.cost.cpu /= share.0 / share.1;
        for (name, other) in
            [("36 dates", &many), ("one query a table", &per_table), ("one query a definition", &per_definition)]
        {
            same_counts(name, &one, other)?;
        }
        let mut text = head(people, &one, &written, &self.threads)?;
        let rows = [
            ("decode the same columns and do nothing (the floor)", floor.cost),
            ("ours, one date", one.cost),
            ("ours, 36 monthly dates", many.cost),
            ("DuckDB, one tuned query for each table", per_table.cost),
            ("DuckDB, one query for each definition", per_definition.cost),
        ];
        text.push_str(&table(&rows, one.cost));
        let (some, all) = share;
        if some < all {
            writeln!(
                text,
                "\nOf the queries for each definition, {some} of {all} were asked, and times and CPU scaled up."
            )?;
        }
        writeln!(
            text,
            "\nThe {} counts of all definitions are the same in every way that was asked.\n",
            one.counts.len()
        )?;
        let fewer = self.people(FEWER_PEOPLE)?;
        let warm = self.run("warm", &fewer, &[&self.threads])?;
        let slowest = slowest(&warm)?;
        let ehrql = ehrql::measure(self)?;
        writeln!(text, "| budget | measured | |\n| --- | --- | --- |")?;
        for row in budgets(&floor, &one, &many, &per_table, &per_definition, &slowest, &ehrql) {
            writeln!(text, "{}", line(&row))?;
        }
        Ok(text)
    }

    /// The folder of so many people, made if they are not there.
    fn people(&self, people: u64) -> Result<PathBuf> {
        let folder = self.data.join(format!("people-{people}"));
        fs::create_dir_all(&self.data)?;
        let mut command = shell::command(&self.program, &["generate"]);
        command.arg(&folder).arg(&self.definitions).args([&people.to_string(), &self.threads]);
        println!("    people of the benchmark: {people}");
        shell::output_command(command)?;
        Ok(folder)
    }

    fn run(&self, what: &str, folder: &Path, rest: &[&str]) -> Result<Measured> {
        println!("    {what} {}", rest.join(" "));
        let mut command = shell::command(&self.program, &[what]);
        command.arg(folder).arg(&self.definitions).args(rest);
        Ok(read(&shell::output_command(command)?))
    }

    fn duckdb(&self, folder: &Path, queries: &Path, form: &str, every: u32) -> Result<Measured> {
        println!("    DuckDB, {form}");
        let mut command = bench::python_with_duckdb(&["xtask/src/duckdb_cohorts.py"])?;
        command.arg(folder.join("records")).arg(queries).args([form, &self.threads, MEMORY, &every.to_string()]);
        Ok(read(&shell::output_command(command)?))
    }
}

/// Reads what a measurement printed.
fn read(output: &str) -> Measured {
    let mut measured = Measured::default();
    for line in output.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["cost", _, seconds, cpu, bytes, peak] => {
                let number = |text: &str| text.parse().unwrap_or(f64::NAN);
                let whole = |text: &str| text.parse().unwrap_or(0);
                measured.cost =
                    Cost { seconds: number(seconds), cpu: number(cpu), read: whole(bytes), peak_kib: whole(peak) };
            }
            ["count", id, count] => drop(measured.counts.insert((*id).to_owned(), count.parse().unwrap_or(u64::MAX))),
            _ => measured.other.push(line.to_owned()),
        }
    }
    measured
}

/// The slowest definition and its seconds.
fn slowest(warm: &Measured) -> Result<(String, f64)> {
    let times = warm.other.iter().filter_map(|line| {
        let (id, seconds) = line.strip_prefix("warm ")?.split_once(' ')?;
        Some((id.to_owned(), seconds.parse::<f64>().ok()?))
    });
    times.max_by(|a, b| a.1.total_cmp(&b.1)).context("no definition was asked alone")
}

/// How many queries DuckDB was asked, and how many there are.
fn asked(duckdb: &Measured) -> Result<(f64, f64)> {
    let line = duckdb.other.iter().find_map(|line| line.strip_prefix("asked ")).context("DuckDB was asked nothing")?;
    let (some, all) = line.split_once(' ').context("DuckDB does not say of how many")?;
    Ok((some.parse()?, all.parse()?))
}

fn same_counts(name: &str, ours: &Measured, other: &Measured) -> Result<()> {
    let differ: Vec<String> = other
        .counts
        .iter()
        .filter(|(id, count)| ours.counts.get(*id) != Some(count))
        .map(|(id, count)| format!("{id}: {:?} here, {count} there", ours.counts.get(id)))
        .collect();
    if !differ.is_empty() {
        bail!("{} of {} counts differ from {name}:\n  {}", differ.len(), other.counts.len(), differ.join("\n  "));
    }
    Ok(())
}

fn head(people: u64, one: &Measured, written: &Measured, threads: &str) -> Result<String> {
    let date = shell::output("date", &["--utc", "+%Y-%m-%d"])?;
    let line = |beginning: &str| one.other.iter().find_map(|line| line.strip_prefix(beginning)).unwrap_or("?");
    let mut text =
        String::from("# The cohort engine, measured\n\nWritten by `cargo xtask bench cohort`; do not edit.\n\n");
    writeln!(text, "- {}, {threads} threads, load average before: {}", date.trim(), load_average())?;
    writeln!(
        text,
        "- {people} made-up people of the benchmark's own generator (not the demonstration's): {}",
        line("rows ")
    )?;
    writeln!(text, "- asked: {}, index date 2026-03-31", line("definitions "))?;
    writeln!(text, "- DuckDB may use {MEMORY}; files are in the page cache for all; each row is a process of its own")?;
    for left_out in written.other.iter().filter(|line| line.starts_with("left out")) {
        writeln!(text, "- not asked of DuckDB: {left_out}")?;
    }
    text.push('\n');
    Ok(text)
}

fn table(rows: &[(&str, Cost)], ours: Cost) -> String {
    let mut text = String::from(
        "| | wall s | CPU s | peak MiB | read MiB | wall, times ours | CPU, times ours |\n| --- | --: | --: | --: | --: | --: | --: |\n",
    );
    for (what, cost) in rows {
        text.push_str(&format!(
            "| {what} | {:.2} | {:.2} | {} | {} | {:.2} | {:.2} |\n",
            cost.seconds,
            cost.cpu,
            cost.peak_kib / 1024,
            cost.read >> 20,
            cost.seconds / ours.seconds,
            cost.cpu / ours.cpu
        ));
    }
    text
}

fn budgets(
    floor: &Measured,
    one: &Measured,
    many: &Measured,
    per_table: &Measured,
    per_definition: &Measured,
    (slowest, warm): &(String, f64),
    ehrql: &ehrql::Seconds,
) -> Vec<(&'static str, String, bool)> {
    let times = |other: &Measured| other.cost.cpu / one.cost.cpu;
    let above = |what, ratio: f64, least: f64| (what, format!("{ratio:.1} times (CPU)"), ratio >= least);
    let of_floor = 1.0 / times(floor);
    let gib = one.cost.peak_kib.max(many.cost.peak_kib) as f64 / 1_048_576.0;
    vec![
        above("at least 3 times as fast as one tuned query for each table", times(per_table), 3.0),
        above("at least 10 times as fast as one query for each definition", times(per_definition), 10.0),
        ("at most 3 times the floor", format!("{of_floor:.2} times (CPU)"), of_floor <= 3.0),
        ("under 4 GiB, also at 36 dates", format!("{gib:.2} GiB"), gib < 4.0),
        ("36 monthly dates at most 3 times one", format!("{:.2} times (CPU)", times(many)), times(many) <= 3.0),
        (
            "any one definition of 120,000 people, warm, in less than 1 s",
            format!("{warm:.2} s at most (`{slowest}`)"),
            *warm < 1.0,
        ),
        ehrql::budget(ehrql),
    ]
}

/// A line among the budgets.
fn line((what, measured, met): &(&'static str, String, bool)) -> String {
    format!("| {what} | {measured} | {} |", if *met { "met" } else { "NOT MET" })
}

/// The machine's load over five minutes, as Linux tells it.
pub(crate) fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().nth(1).unwrap_or("not known").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_measurement_prints_is_read() {
        let measured = read("definitions 3\ncount asthma 12\ncost pass 1.5 2.5 1048576 2048\n");
        assert_eq!(measured.cost, Cost { seconds: 1.5, cpu: 2.5, read: 1 << 20, peak_kib: 2048 });
        assert_eq!(measured.counts["asthma"], 12);
        assert_eq!(measured.other, ["definitions 3"]);
    }

    #[test]
    fn a_count_that_differs_is_told() {
        let (ours, other) = (read("count asthma 12\ncount copd 1"), read("count asthma 13\ncount copd 1"));
        let problem = same_counts("the other", &ours, &other).unwrap_err().to_string();
        assert!(problem.contains("asthma: Some(12) here, 13 there") && !problem.contains("copd"), "{problem}");
    }
}
