//! What may be typed.

use clap::{Args, Parser, Subcommand, ValueEnum};
use commonweal_model::{AreaCode, Dimension, Period};
use jiff::civil::Date;
use std::path::PathBuf;

/// One version of the truth about who is missing out, and whether the gap is closing.
#[derive(Parser)]
#[command(name = "commonweal", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make a demonstration on real public data with made-up people, and open its site
    Demo(Demo),
    /// Make a new workspace
    Init(Init),
    /// Make people up, as many as wanted, with ten years of records of care
    Synth(Synth),
    /// Say everything that is wrong with definitions, settings, reference data and records
    Check(Check),
    /// List, show or drop the snapshots of records
    Snapshots(Snapshots),
    /// Count the records and release every indicator: one pass, cube, values, comparisons
    Refresh(Refresh),
    /// Print an indicator's released figures
    Indicator(Indicator),
    /// List frameworks and what has no place on the line of sight; bring edited ones in
    Framework(crate::commands::framework::Framework),
    /// List what the plans promise, and how each promise stands today
    Commitments(crate::commands::plan_lists::Commitments),
    /// List the initiatives: what is done, where, for whom, and how it goes
    Initiatives(crate::commands::plan_lists::Initiatives),
    /// List what changed in the latest period: special causes that are new
    ///
    /// An alert is a special cause by the rules of Making Data Count that the latest period brought. Figures counted
    /// every month must also have moved clearly from a year before, because neighbouring months count nearly the same
    /// people.
    Monitor(crate::commands::monitor::Monitor),
    /// Say whether an indicator changed in an area from a day on
    ///
    /// Before and after, by limits of the time before, beside other areas, and as an interrupted series, on released
    /// figures. None of it shows a cause; fix the day before looking at the series.
    Evaluate(crate::commands::monitor::Evaluate),
    /// Write a report as PDF, spreadsheet, Word file, web page or CSV, of one area or of all
    Report(crate::commands::report::Report),
    /// Propose, check and withdraw releases, and write them into files
    Release(crate::commands::release::Release),
    /// List cohorts, say who belongs to them, and count them
    Cohort(crate::commands::cohort::Cohort),
    /// Ask the reference and released tables a question in SQL
    Sql(Sql),
    /// Run a statistical method on a table (CSV or Parquet)
    #[command(after_help = "`commonweal stats METHOD --help` teaches a method; `--example` runs it on a small table.")]
    Stats(crate::commands::stats::Stats),
    /// Bring codelists into a workspace
    Import(crate::commands::import::Import),
    /// Compare codelists, and say what a new version changes
    Codelist(crate::commands::codelist::Codelist),
    /// Run studies written in ehrQL
    Ehrql(crate::commands::ehrql::Ehrql),
    /// Check methods and engine against reference values
    Verify(Verify),
    /// Make and end accounts, and say what each may do
    User(crate::commands::user::User),
    /// Read the account of who did and saw what, and prove that it is whole
    Audit(crate::commands::audit::Audit),
    /// Write everything an installation holds into one sealed file
    ///
    /// The file holds the databases and every file of the workspace, sealed with this installation's backup key, and is
    /// read back before it counts. Keys are never in it: keep a copy of the folder of secrets apart from the backups, or no
    /// backup can be opened. See docs/operations.md.
    Backup(crate::commands::backup::Backup),
    /// Bring an installation back from a backup, or try whether it would come back
    ///
    /// It comes back into an empty folder, or one with commonweal.toml alone, whose databases are empty: whole or not at all.
    /// Checksums and the audit are compared; sessions have ended; and the restore is an entry in the audit. The folder of
    /// secrets has to be there first.
    Restore(crate::commands::backup::Restore),
    /// Say how long things are kept, and delete what is due
    Retention(crate::commands::retention::Retention),
    /// Serve the site of a workspace
    ///
    /// Without --role, one process serves everything: that is for made-up people and published figures. A workspace of real
    /// people is served by three processes, each with a role and its own access: docs/install.md. What is not given here is as
    /// `[serve]` in commonweal.toml says.
    Serve(Serve),
    /// Take a part in a cluster that runs passes on many machines
    #[cfg(feature = "cluster")]
    Cluster(crate::commands::cluster::Cluster),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Args)]
pub(crate) struct Demo {
    /// How many people to make up
    #[arg(long, default_value_t = 120_000, value_name = "N")]
    pub(crate) people: u64,
    /// The same seed makes the same people
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub(crate) seed: u64,
    /// Where to put the workspace
    #[arg(long, default_value = "demo", value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// Port of the site
    #[arg(long, default_value_t = 8080, value_name = "P")]
    pub(crate) port: u16,
    /// Make the workspace and stop
    #[arg(long)]
    pub(crate) no_serve: bool,
    /// Threads to work on [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
}

/// Nobody in the files exists. People have the structure that published counts give Nottingham and Nottinghamshire; what
/// follows published figures and what does not is in docs/model-card.md. The records end on 30 September 2026.
#[derive(Args)]
pub(crate) struct Synth {
    /// How many people, those who died or moved away in the last ten years included
    #[arg(long, value_name = "N")]
    pub(crate) people: u64,
    /// The same number and seed make the same people
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub(crate) seed: u64,
    /// A new or empty folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// As what to write them
    #[arg(long, default_value = "delta", value_enum)]
    pub(crate) format: SynthFormat,
    /// Threads to work on; the files do not depend on it [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
}

/// How made-up people are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SynthFormat {
    /// Delta Lake tables at DIR/records/TABLE/; DIR becomes a workspace of class `synthetic`
    Delta,
    /// A CSV file for each records table
    Csv,
    /// CSV files of ehrQL's core and tpp tables, for its own engines and for `commonweal ehrql run`
    Ehrql,
}

#[derive(Args)]
pub(crate) struct Init {
    /// A new or empty folder
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// Name of the workspace
    #[arg(long, default_value = "Nottingham and Nottinghamshire")]
    pub(crate) name: String,
    /// GSS code of the integrated care board's area
    #[arg(long, default_value = "E54000060", value_name = "CODE")]
    pub(crate) area: AreaCode,
    /// What it will hold: synthetic, published or personal
    #[arg(long, default_value = "personal", value_parser = ["synthetic", "published", "personal"])]
    pub(crate) class: String,
}

/// Where the workspace is.
#[derive(Args)]
pub(crate) struct Place {
    /// The workspace [default: the nearest folder upward that has a commonweal.toml]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Check {
    /// The workspace [default: the nearest one upward; without one, what is shipped]
    #[arg(value_name = "DIR")]
    pub(crate) workspace: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
    /// Show on screen what each definition that differs from the released one would count
    #[arg(long, conflicts_with = "json")]
    pub(crate) diff: bool,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct Snapshots {
    #[command(subcommand)]
    pub(crate) action: Option<SnapshotAction>,
    #[command(flatten)]
    pub(crate) place: Place,
    /// Print as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Subcommand)]
pub(crate) enum SnapshotAction {
    /// List them, oldest first
    List,
    /// Show one: its tables, versions, files and rows
    Show {
        /// Its id, or enough of the beginning
        id: String,
    },
    /// Forget one, and remove files that no other uses
    Drop {
        /// Its id, or enough of the beginning
        id: String,
    },
}

#[derive(Args)]
pub(crate) struct Refresh {
    #[command(flatten)]
    pub(crate) place: Place,
    /// The snapshot to count [default: the latest]
    #[arg(long, value_name = "S")]
    pub(crate) snapshot: Option<String>,
    /// The day people are judged at; may be given more than once [default: the workspace's]
    #[arg(long, value_name = "DATE")]
    pub(crate) index_date: Vec<Date>,
    /// Month ends up to the index date that have figures; 1 is the index date alone [default: the workspace's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=120))]
    pub(crate) months: Option<u32>,
    /// Only this indicator; may be given more than once
    #[arg(long, value_name = "ID")]
    pub(crate) only: Vec<String>,
    /// Threads to work on [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    /// Print the release as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// How to print rows.
#[derive(Args)]
pub(crate) struct Format {
    /// Print as CSV
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    /// Print as JSON, an object a row
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct Indicator {
    /// The indicator, as `commonweal check` or the site name it
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// Break down by this; may be given twice
    #[arg(long, value_name = "DIMENSION")]
    pub(crate) by: Vec<Dimension>,
    /// Only this area
    #[arg(long, value_name = "CODE")]
    pub(crate) area: Option<AreaCode>,
    /// This period, like 2026-08-31/P1D [default: the latest]
    #[arg(long, value_name = "P")]
    pub(crate) period: Option<Period>,
    /// Every period, oldest first
    #[arg(long, conflicts_with = "period")]
    pub(crate) every_period: bool,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct Sql {
    /// One SELECT statement
    #[arg(value_name = "SELECT ...")]
    pub(crate) query: String,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct Verify {
    #[command(subcommand)]
    pub(crate) what: Verified,
}

#[derive(Subcommand)]
pub(crate) enum Verified {
    /// Run vector files of the field's packages through the statistical methods; prints each case that differs
    Methods {
        /// Vector files (.json or .json.gz), or folders of them
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// Run vector files of ehrQL through the cohort engine; prints each vector that differs
    ///
    /// A vector is a serialised query with its tables and the answer it should have. A file may also hold a catalogue
    /// of tables. A node that is not known is a failure.
    Ehrql {
        /// Vector files (.json or .jsonl, or either with .gz), or folders of them
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
#[command(after_help = "Examples:
  commonweal serve --dir demo
  commonweal serve --role public --port 8081 --log json
  commonweal serve --role analysis --port 8082 --site https://analysis.example.org --check")]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Port to listen on [default: 8080]
    #[arg(long, value_name = "P")]
    pub(crate) port: Option<u16>,
    /// Address to listen on [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) address: Option<std::net::IpAddr>,
    /// Which part of the installation this process is
    #[arg(long, value_name = "ROLE", value_enum)]
    pub(crate) role: Option<ServeRole>,
    /// Say everything that would keep this role from starting, and stop
    #[arg(long)]
    pub(crate) check: bool,
    /// Write a line for each request to standard error [default: problems only]
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub(crate) log: Option<LogFormat>,
    /// Serve figures for monitoring at this address, never a public one
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) metrics: Option<std::net::SocketAddr>,
    /// Speak TLS with this certificate chain (PEM)
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) certificate: Option<PathBuf>,
    /// The certificate's private key (PEM)
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub(crate) key: Option<PathBuf>,
    /// The address people reach this process by, instead of [sign_in] address
    #[arg(long, value_name = "URL")]
    pub(crate) site: Option<String>,
    /// The folder of key files, instead of [secrets] folder
    #[arg(long, value_name = "DIR")]
    pub(crate) secrets: Option<PathBuf>,
}

/// A part of an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ServeRole {
    /// Released pages and figures for programs: no sign-in, no database, no key
    Public,
    /// Sign-in for everything but direct care: the operations database alone
    Analysis,
    /// Sign-in for direct care alone: operations, care and vault
    Care,
}

/// How requests are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people
    Plain,
    /// An object a line, for programs
    Json,
}
