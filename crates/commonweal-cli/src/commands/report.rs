//! `commonweal report`: documents to read, print and edit, of one area or of all areas of a type.

use super::{report_due, workspace};
use crate::arguments::Place;
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use commonweal_app::Site;
use commonweal_model::{AreaCode, AreaType};
use commonweal_report::{Format, write};
use commonweal_web::{ReportAsked, ReportKind, make_report, report_areas, report_file_name};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The kind of file is the ending of its name: .pdf (tagged, PDF/UA-1), .xlsx, .docx, .html or .csv. Every number is what the
/// site shows, from the release that the site shows.
#[derive(Args)]
#[command(after_help = "\
Examples:
  commonweal report list
  commonweal report profile --area E07000174 --out mansfield.pdf
  commonweal report inequalities --out statement.xlsx
  commonweal report intelligence --about smoking_at_delivery --area QT1-MID --out smoking.docx
  commonweal report initiative --about CITY-01 --out admiral-nurse.pdf
  commonweal report profile --all-areas msoa --out profiles
  commonweal report due --json")]
pub(crate) struct Report {
    /// Which report
    #[arg(value_enum, value_name = "ID")]
    kind: Kind,
    #[command(flatten)]
    place: Place,
    /// What it is about: an indicator, a theme, a clinical area or a group of people; an initiative
    #[arg(long, value_name = "ID")]
    about: Option<String>,
    /// Which area [default: the whole]
    #[arg(long, value_name = "CODE", conflicts_with = "all_areas")]
    area: Option<AreaCode>,
    /// One report for each area of a type: icb, place, district, pcn or msoa
    #[arg(long, value_name = "TYPE")]
    all_areas: Option<AreaType>,
    /// The file to write; with --all-areas the folder
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// With --all-areas, the kind of file
    #[arg(long, value_enum, default_value = "pdf", requires = "all_areas")]
    format: FileKind,
    /// With --all-areas, threads to work on [default: as many as the machine has]
    #[arg(long, value_name = "N", requires = "all_areas", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// With `due`, say what was written as JSON
    #[arg(long)]
    json: bool,
}

/// The reports there are, and the list of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Print which reports there are
    List,
    /// Write what `definitions/reports.toml` asks for again and again, where its time has come
    Due,
    /// Who lives in an area, its widest gaps, and how it does on every question
    Profile,
    /// What the law expects to be published of health inequalities
    Inequalities,
    /// Everything about one question, a theme or a clinical area
    Intelligence,
    /// The widest gaps of a place, what it promised and what it does
    Place,
    /// The outcomes framework and every commitment
    Scorecard,
    /// One initiative on a page
    Initiative,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FileKind {
    Pdf,
    Xlsx,
    Docx,
    Html,
    Csv,
}

impl Kind {
    fn report(self) -> Option<ReportKind> {
        match self {
            Self::List | Self::Due => None,
            Self::Profile => Some(ReportKind::Profile),
            Self::Inequalities => Some(ReportKind::Inequalities),
            Self::Intelligence => Some(ReportKind::Intelligence),
            Self::Place => Some(ReportKind::Place),
            Self::Scorecard => Some(ReportKind::Scorecard),
            Self::Initiative => Some(ReportKind::Initiative),
        }
    }
}

impl FileKind {
    fn format(self) -> Format {
        match self {
            Self::Pdf => Format::Pdf,
            Self::Xlsx => Format::Xlsx,
            Self::Docx => Format::Docx,
            Self::Html => Format::Html,
            Self::Csv => Format::Csv,
        }
    }
}

pub(crate) fn run(arguments: &Report) -> anyhow::Result<ExitCode> {
    let Some(kind) = arguments.kind.report() else {
        return if matches!(arguments.kind, Kind::Due) { due(arguments) } else { list() };
    };
    let Some(out) = &arguments.out else {
        bail!("say where the report goes: --out FILE.pdf (or .xlsx, .docx, .html, .csv)")
    };
    if kind.has_subject() && arguments.about.is_none() {
        let example = if kind == ReportKind::Initiative { "CITY-01" } else { "smoking_at_delivery" };
        bail!("the report `{}` is about one thing: name it with --about, as in --about {example}", kind.id());
    }
    if !kind.has_subject() && arguments.about.is_some() {
        bail!("the report `{}` is about an area, not about one thing: leave --about away", kind.id());
    }
    if !kind.has_area() && (arguments.area.is_some() || arguments.all_areas.is_some()) {
        bail!("the report `{}` is about the whole: leave --area and --all-areas away", kind.id());
    }
    let workspace = workspace(&arguments.place)?;
    let site = Arc::new(Site::open(&workspace.dir)?);
    match arguments.all_areas {
        Some(area_type) => every_area(&site, kind, area_type, out, arguments),
        None => one(&site, kind, out, arguments),
    }
}

fn list() -> anyhow::Result<ExitCode> {
    let mut lines = String::new();
    for kind in ReportKind::ALL {
        let subject = if kind.has_subject() { " --about ID" } else { "" };
        let area = if kind.has_area() { " [--area CODE]" } else { "" };
        lines.push_str(&format!("{:<13} {}\n", kind.id(), kind.title()));
        lines.push_str(&format!("{:<13} {}\n", "", kind.about()));
        lines.push_str(&format!("{:<13} commonweal report {}{subject}{area} --out FILE.pdf\n\n", "", kind.id()));
    }
    crate::output::print(&lines)?;
    Ok(ExitCode::SUCCESS)
}

fn due(arguments: &Report) -> anyhow::Result<ExitCode> {
    if arguments.out.is_some() || arguments.about.is_some() || arguments.area.is_some() || arguments.all_areas.is_some()
    {
        bail!(
            "what is due, and where it goes, stands in definitions/reports.toml: leave --out, --about, --area and --all-areas away"
        );
    }
    report_due::run(&workspace(&arguments.place)?.dir, arguments.json)?;
    Ok(ExitCode::SUCCESS)
}

/// Makes a report and writes it whole or not at all.
pub(super) fn write_one(
    site: &Arc<Site>,
    asked: &ReportAsked<'_>,
    format: Format,
    path: &Path,
) -> anyhow::Result<commonweal_report::Document> {
    let document = make_report(site, asked)?;
    keep(path, &write(&document, format)?)?;
    Ok(document)
}

fn one(site: &Arc<Site>, kind: ReportKind, out: &Path, arguments: &Report) -> anyhow::Result<ExitCode> {
    let name = out.to_string_lossy();
    let Some(format) = Format::of_name(&name) else {
        bail!("{name}: the ending says which kind of file is wanted; use .pdf, .xlsx, .docx, .html or .csv")
    };
    let area = arguments.area.as_ref().map(AreaCode::as_str);
    let asked = ReportAsked { kind, subject: arguments.about.as_deref(), area };
    let document = write_one(site, &asked, format, out)?;
    eprintln!("{name}: {}, {}", document.kind, document.title);
    Ok(ExitCode::SUCCESS)
}

fn every_area(
    site: &Arc<Site>,
    kind: ReportKind,
    area_type: AreaType,
    folder: &Path,
    arguments: &Report,
) -> anyhow::Result<ExitCode> {
    let areas = report_areas(site, kind, area_type);
    if areas.is_empty() {
        let types: Vec<&str> = kind.area_types().iter().map(|kind| kind.as_str()).collect();
        bail!("there is no report `{}` for areas of type {area_type}; it exists for {}", kind.id(), types.join(", "));
    }
    std::fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let format = arguments.format.format();
    let subject = arguments.about.as_deref();
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}").context("the progress bar")?;
    let bar = ProgressBar::new(areas.len() as u64).with_style(style);
    let next = AtomicUsize::new(0);
    let failed: Mutex<Vec<String>> = Mutex::default();
    let work = || {
        while let Some((code, name)) = areas.get(next.fetch_add(1, Ordering::Relaxed)) {
            bar.set_message(name.clone());
            let asked = ReportAsked { kind, subject, area: Some(code.as_str()) };
            let path = folder.join(report_file_name(site, &asked, format));
            if let Err(problem) = write_one(site, &asked, format, &path) {
                failed.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{name} ({code}): {problem:#}"));
            }
            bar.inc(1);
        }
    };
    let threads = super::threads(arguments.threads);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    bar.finish_and_clear();
    let mut failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    failed.sort();
    eprintln!("{}: {} of {} reports written", folder.display(), areas.len() - failed.len(), areas.len());
    for problem in &failed {
        eprintln!("not written: {problem}");
    }
    Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes a file whole or not at all.
pub(super) fn keep(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let wrong = || format!("{} cannot be written", path.display());
    std::fs::write(&part, bytes).with_context(wrong)?;
    std::fs::rename(&part, path).with_context(wrong)
}
