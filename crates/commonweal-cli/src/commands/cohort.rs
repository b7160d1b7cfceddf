//! `commonweal cohort`: who is in which cohort, by what rule, and how many.

use super::{counted, workspace};
use crate::arguments::{Format, Place};
use crate::display::Stages;
use crate::output;
use clap::{Args, Subcommand};
use commonweal_app::{
    CohortAnswer, CohortRequest, QueryResult, ShownPeople, Value, Workspace, explain_cohort, list_cohorts, run_cohort,
    why_cohort,
};
use jiff::civil::Date;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Cohort {
    #[command(subcommand)]
    action: CohortAction,
}

#[derive(Subcommand)]
enum CohortAction {
    /// List the cohorts: what each is for, and whose rule it is
    List {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        format: Format,
    },
    /// Say in plain English who belongs to a cohort, step by step
    Explain {
        /// The cohort
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        place: Place,
    },
    /// Say which facts put a made-up person into a cohort or keep them out
    ///
    /// Only in a workspace of made-up people: to see why a real person is on a list needs an account that may, and there
    /// are none yet.
    Why {
        /// The cohort
        #[arg(value_name = "ID")]
        id: String,
        /// The number that stands for the person in the records
        #[arg(long, value_name = "P")]
        patient: i64,
        /// The day they are judged at [default: the workspace's]
        #[arg(long, value_name = "DATE")]
        index_date: Option<Date>,
        #[command(flatten)]
        place: Place,
    },
    /// Count the people of a cohort, and of its bands or segments
    ///
    /// Counts are rounded to 5 and withheld where they are small, as every count on a screen is. A row a person goes only
    /// into a file of a workspace of made-up people.
    Run {
        /// A cohort's ID, a definition (.toml), or a serialised ehrQL dataset (.json)
        #[arg(value_name = "FILE|ID")]
        what: String,
        /// The day people are judged at; may be given more than once [default: the workspace's]
        #[arg(long, value_name = "DATE")]
        index_date: Vec<Date>,
        /// The snapshot to count [default: the latest]
        #[arg(long, value_name = "S")]
        snapshot: Option<String>,
        /// Write a row a person to this CSV file; made-up people alone
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Threads to work on [default: as many as the machine has]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
        threads: Option<u16>,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        format: Format,
    },
}

pub(crate) fn run(arguments: &Cohort) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        CohortAction::List { place, format } => list(place, format)?,
        CohortAction::Explain { id, place } => {
            output::print(&explain_cohort(beneath(place)?.as_deref(), id)?)?;
        }
        CohortAction::Why { id, patient, index_date, place } => {
            output::print(&why_cohort(&workspace(place)?, id, *patient, *index_date)?)?;
        }
        CohortAction::Run { what, index_date, snapshot, out, threads, place, format } => {
            let request = CohortRequest {
                what: what.clone(),
                snapshot: snapshot.clone(),
                index_dates: index_date.clone(),
                threads: threads.map(usize::from),
                out: out.clone(),
            };
            let stages = Stages::new();
            let answer = run_cohort(&workspace(place)?, &request, &stages)?;
            stages.finish();
            output::rows(&counts(&answer), format)?;
            if let (Some(path), Some(rows)) = (out, answer.rows) {
                eprintln!("{} people in {}", counted(rows), path.display());
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The folder of the workspace; without one, the shipped definitions are meant.
fn beneath(place: &Place) -> anyhow::Result<Option<PathBuf>> {
    let here = std::env::current_dir()?;
    match (&place.dir, Workspace::nearest(&here)) {
        (None, None) => Ok(None),
        _ => Ok(Some(Workspace::find(place.dir.as_deref(), &here)?.dir)),
    }
}

fn list(place: &Place, format: &Format) -> anyhow::Result<()> {
    let columns = ["id", "title", "kind", "basis", "class", "plan", "owner"].map(str::to_owned).into();
    let text = |text: &str| if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) };
    let cohorts = list_cohorts(beneath(place)?.as_deref())?;
    let row = |cohort: &commonweal_app::CohortDefinition| {
        vec![
            text(&cohort.id),
            text(&cohort.title),
            text(cohort.kind.as_str()),
            text(cohort.basis.as_str()),
            text(cohort.class.as_str()),
            text(&cohort.plan.join(" ")),
            text(cohort.owner.as_deref().unwrap_or_default()),
        ]
    };
    output::rows(&QueryResult { columns, rows: cohorts.iter().map(row).collect() }, format)
}

/// The counts as a table; a count that is withheld is null, and the last column says so.
fn counts(answer: &CohortAnswer) -> QueryResult {
    let columns = ["cohort", "part", "title", "index_date", "people", "of", "withheld"].map(str::to_owned).into();
    let number = |n: u64| Value::Integer(i64::try_from(n).unwrap_or(i64::MAX));
    let row = |count: &commonweal_app::CohortCount| {
        let (people, of, withheld) = match count.people {
            ShownPeople::About { people, of } => (number(people), number(of), Value::Null),
            ShownPeople::Withheld => (Value::Null, Value::Null, Value::Text("disclosure".to_owned())),
        };
        vec![
            Value::Text(answer.id.clone()),
            count.part.clone().map_or(Value::Null, Value::Text),
            Value::Text(count.part_title.clone()),
            Value::Date(count.index_date),
            people,
            of,
            withheld,
        ]
    };
    QueryResult { columns, rows: answer.counts.iter().map(row).collect() }
}
