//! How fast is the one pass? Measured in one process over one workspace's files: reading the pass's columns
//! and doing nothing, the pass over the whole lattice, and one SQL query for each of the same indicators.
//!
//! `cargo xtask bench` makes the people and calls this. Each row is the median of three runs.

mod rivals;

use commonweal_cohort::evaluate::Interval;
use commonweal_cohort::{Library, SourceFile};
use commonweal_engine::{Cell, CellDimension, CellSpec, Engine, Geography, PassSpec, Questions, RecordFiles};
use commonweal_model::{AreaType, Dimension, Family};
use commonweal_reference::{ICB, Reference};
use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The day the demonstration judges people at.
const INDEX_DATE: jiff::civil::Date = jiff::civil::date(2026, 9, 30);
/// Runs of each measurement; the median is shown.
const RUNS: usize = 3;

/// What a measurement cost.
#[derive(Clone, Copy)]
struct Cost {
    seconds: f64,
    cpu: f64,
}

fn main() -> Fallible<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [workspace, definitions, threads] = arguments.as_slice() else {
        return Err("usage: bench_pass WORKSPACE DEFINITIONS THREADS".into());
    };
    let (workspace, definitions, threads) = (Path::new(workspace), Path::new(definitions), threads.parse::<usize>()?);
    let snapshot = commonweal_records::snapshot(workspace, None)?;
    let workspace = workspace.canonicalize()?;
    let tables = snapshot.tables.keys().map(|table| (table.clone(), snapshot.files(&workspace, table)));
    let files = RecordFiles { tables: tables.collect() };
    let mut sources = Vec::new();
    read_definitions(definitions, definitions, &mut sources)?;
    let library =
        Library::parse(&sources).map_err(|problems| format!("{} problems in the definitions", problems.len()))?;
    let engine = Engine::new(Some(threads))?;

    let decode = median(|| rivals::decode(&files, threads).map(drop))?;
    let mut cells = Vec::new();
    let (mut people, mut events) = (0, 0);
    let fold = median(|| {
        let done = engine.pass(&pass(&library, &sources, &files)?, &|_| ())?;
        (people, events, cells) = (done.people, done.events, done.cells);
        Ok(())
    })?;
    println!("{people} people, {events} events, {threads} threads, {} cells counted", cells.len());
    show("decode the columns only", decode, fold);
    show("one pass, whole lattice", fold, fold);
    let whole = whole_area(&library, &cells);
    let mut all = Cost { seconds: 0.0, cpu: 0.0 };
    for (id, sql) in rivals::queries() {
        let (cost, answer) = rivals::query(&files, definitions, threads, sql)?;
        show(&format!("SQL {id}"), cost, fold);
        all = Cost { seconds: all.seconds + cost.seconds, cpu: all.cpu + cost.cpu };
        let counted = whole.iter().find(|(known, _)| *known == id).map(|(_, counts)| *counts);
        let agrees = counted == Some(answer);
        println!(
            "    {} of {}: {}",
            answer.1,
            answer.0,
            if agrees { "as the pass counts" } else { "THE PASS DIFFERS" }
        );
        if !agrees {
            println!("    the pass: {counted:?}");
        }
    }
    show("SQL, all indicators, whole area only", all, fold);
    Ok(())
}

fn show(what: &str, cost: Cost, fold: Cost) {
    let Cost { seconds, cpu } = cost;
    let (of_time, of_cpu) = (seconds / fold.seconds, cpu / fold.cpu);
    println!("{what:<46} {seconds:>7.3} s {cpu:>7.2} CPU s {of_time:>6.2} of the pass's time {of_cpu:>6.2} of its CPU");
}

/// The middle one of some runs, by wall time.
fn median(mut run: impl FnMut() -> Fallible<()>) -> Fallible<Cost> {
    let mut costs = Vec::new();
    for _ in 0..RUNS {
        let (begun, cpu) = (Instant::now(), cpu_seconds()?);
        run()?;
        costs.push(Cost { seconds: begun.elapsed().as_secs_f64(), cpu: cpu_seconds()? - cpu });
    }
    costs.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    Ok(costs[RUNS / 2])
}

/// CPU seconds of this process, in hundredths, as Linux counts them.
fn cpu_seconds() -> Fallible<f64> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = text.rsplit_once(')').ok_or("no process name")?.1;
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}

fn read_definitions(root: &Path, dir: &Path, into: &mut Vec<SourceFile>) -> Fallible<()> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(dir)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if !path.ends_with("case") {
                read_definitions(root, &path, into)?;
            }
        } else {
            let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
            into.push(SourceFile { path: format!("definitions/{name}"), text: std::fs::read_to_string(&path)? });
        }
    }
    Ok(())
}

/// The indicators that have a query beside them, over all cuboids that may be released. A new pass each time, so that compiling is measured.
fn pass(library: &Library, sources: &[SourceFile], files: &RecordFiles) -> Fallible<Arc<PassSpec>> {
    let ids: Vec<&str> = counted(library);
    let cuboids = library.lattice.cuboids.iter().map(|cuboid| CellSpec {
        family: cuboid.family,
        area_type: cuboid.area_type,
        dimensions: cuboid.dimensions.iter().map(|d| dimension(d, library)).collect(),
        questions: (0_u16..)
            .zip(&ids)
            .filter(|(_, id)| library.indicators[**id].family == cuboid.family)
            .map(|(question, _)| question)
            .collect(),
        intervals: vec![0],
    });
    let questions = Questions::Library {
        files: sources.to_vec(),
        cohorts: Vec::new(),
        indicators: ids.iter().map(ToString::to_string).collect(),
    };
    let pass = PassSpec::new(questions, vec![Interval::on(INDEX_DATE)], files.clone());
    Ok(Arc::new(pass.with_cells(geography()?, cuboids.collect())))
}

/// The indicators that the others are asked for too.
fn counted(library: &Library) -> Vec<&str> {
    let asked: BTreeSet<&str> = rivals::queries().map(|(id, _)| id).collect();
    library.indicators.keys().map(String::as_str).filter(|id| asked.contains(id)).collect()
}

fn dimension(dimension: &Dimension, library: &Library) -> CellDimension {
    match dimension {
        Dimension::Imd2019QuintileEngland => CellDimension::Imd2019Quintile,
        Dimension::Imd2025QuintileEngland => CellDimension::Imd2025Quintile,
        Dimension::EthnicityCensus2021 => CellDimension::Ethnicity,
        Dimension::Sex => CellDimension::Sex,
        Dimension::Age => CellDimension::Age(library.lattice.age_bands.clone()),
    }
}

fn geography() -> Fallible<Geography> {
    let reference = Reference::embedded();
    let mut geography = Geography::new();
    for lsoa in reference.lsoa21()?.iter().filter(|lsoa| lsoa.icb_code.as_deref() == Some(ICB)) {
        geography.insert(Family::Residence, &lsoa.lsoa21, AreaType::Icb, ICB.parse()?);
        geography.insert(Family::Residence, &lsoa.lsoa21, AreaType::District, lsoa.lad_code.parse()?);
        if let Some(msoa) = &lsoa.msoa21 {
            geography.insert(Family::Residence, &lsoa.lsoa21, AreaType::Msoa, msoa.parse()?);
        }
    }
    for practice in reference.practices()? {
        geography.insert(Family::Registration, &practice.practice_code, AreaType::Icb, ICB.parse()?);
        if let Some(pcn) = &practice.pcn_code {
            geography.insert(Family::Registration, &practice.practice_code, AreaType::Pcn, pcn.parse()?);
        }
    }
    Ok(geography)
}

/// Denominator and numerator of each indicator for the whole area.
fn whole_area<'l>(library: &'l Library, cells: &[Cell]) -> Vec<(&'l str, (u64, u64))> {
    let ids = counted(library);
    let whole = |cell: &&Cell| {
        let cuboid = &library.lattice.cuboids[usize::from(cell.spec)];
        cuboid.area_type == AreaType::Icb && cuboid.dimensions.is_empty()
    };
    cells.iter().filter(whole).map(|c| (ids[usize::from(c.question)], (c.denominator, c.numerator))).collect()
}
