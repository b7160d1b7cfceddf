//! `commonweal audit`: who did and saw what, and the proof that the account of it is whole.

use super::counted;
use super::desk::{Here, at_desk, instant};
use crate::arguments::{Format, Place};
use crate::output;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use commonweal_admin::{AuditFilter, AuditView, VerifyReport};
use commonweal_app::{QueryResult, Value};
use commonweal_operations::audit::{Action, Chain};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Audit {
    #[command(subcommand)]
    action: AuditAction,
}

#[derive(Subcommand)]
enum AuditAction {
    /// Follow each chain from its first entry to its last, and compare it with the signed heads outside
    ///
    /// Says which entry is the first that is wrong, where one is. Exit code 1 if any chain is not whole.
    Verify {
        /// Only the chain of this database
        #[arg(long, value_name = "DATABASE", value_parser = chains())]
        database: Option<Chain>,
        #[command(flatten)]
        place: Place,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// List entries, the newest first; reading them is an entry itself
    #[command(after_help = "Examples:
  commonweal audit list --denied --from 2026-11-01
  commonweal audit list --actor ada@example.org --limit 1000 --csv > ada.csv
  commonweal audit list --everything --csv > operations.csv     (oldest first, of any length)")]
    List {
        /// The chain of this database
        #[arg(long, value_name = "DATABASE", default_value = "operations", value_parser = chains())]
        database: Chain,
        /// From this day, in UTC
        #[arg(long, value_name = "DATE")]
        from: Option<Date>,
        /// Up to the end of this day, in UTC
        #[arg(long, value_name = "DATE")]
        until: Option<Date>,
        /// Only what this account did, by its address or id; `command-line` is the command line, `program` the program itself
        #[arg(long, value_name = "ACTOR")]
        actor: Option<String>,
        /// Only this, like signed-in or page-denied
        #[arg(long, value_name = "ACTION")]
        action: Option<Action>,
        /// Only what was done to this object
        #[arg(long, value_name = "OBJECT")]
        object: Option<String>,
        /// Only what was refused
        #[arg(long)]
        denied: bool,
        /// At most so many entries
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=100_000))]
        limit: u64,
        /// Every entry, oldest first, as CSV
        #[arg(long, conflicts_with_all = ["limit", "json"])]
        everything: bool,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        format: Format,
    },
    /// Sign the latest entry of each chain now, copy it outside, and say which it is
    Head {
        #[command(flatten)]
        place: Place,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// List everybody who looked at one person's record at a practice, the oldest first
    ///
    /// The answer to a patient who asks their practice "who looked at my record?". The person is named by the pseudonym that
    /// their practice's own list shows, never by an NHS number.
    #[command(after_help = "Example:
  commonweal audit person 0123456789abcdef0123456789abcdef --practice C84001 --csv > answer.csv")]
    Person {
        /// The person's pseudonym: 32 of 0-9 and a-f
        #[arg(value_name = "PSEUDONYM")]
        pseudonym: String,
        /// The practice that asks
        #[arg(long, value_name = "CODE")]
        practice: String,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        format: Format,
    },
}

/// The chains, each a possible value.
fn chains() -> impl TypedValueParser<Value = Chain> {
    PossibleValuesParser::new(Chain::ALL.iter().map(|chain| chain.as_str())).try_map(|word| word.parse::<Chain>())
}

/// Whether a text has the shape of a pseudonym.
fn is_pseudonym(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

pub(crate) fn run(arguments: &Audit) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        AuditAction::Verify { database, place, json } => return verify(*database, place, *json),
        AuditAction::List {
            database,
            from,
            until,
            actor,
            action,
            object,
            denied,
            limit,
            everything,
            place,
            format,
        } => {
            let filter = AuditFilter {
                from: from.map(first_instant).transpose()?,
                until: until.map(|day| day.tomorrow().and_then(first_instant)).transpose()?,
                actor: actor.clone(),
                action: *action,
                object: object.clone(),
                denied_only: *denied,
                ..AuditFilter::default()
            };
            if *everything {
                export(filter, *database, place)?
            } else {
                list(filter, *database, *limit, place, format)?
            }
        }
        AuditAction::Head { place, json } => head(place, *json)?,
        AuditAction::Person { pseudonym, practice, place, format } => {
            if !is_pseudonym(pseudonym) {
                // What was typed is not repeated: it may be an NHS number.
                eprintln!(
                    "commonweal: a pseudonym has 32 characters, each 0-9 or a-f, as the practice's own list shows it; an NHS \
                     number is not accepted here"
                );
                return Ok(ExitCode::from(2));
            }
            let seen =
                at_desk(place, async |here: &Here| Ok(here.desk.who_looked(here.by(), pseudonym, practice).await?))?;
            output::rows(&table(&seen), format)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The first instant of a day, in UTC.
fn first_instant(day: Date) -> Result<Timestamp, jiff::Error> {
    Ok(day.to_zoned(TimeZone::UTC)?.timestamp())
}

fn verify(database: Option<Chain>, place: &Place, as_json: bool) -> anyhow::Result<ExitCode> {
    let reports = at_desk(place, async |here: &Here| Ok(here.desk.audit_verify(here.by(), database).await?))?;
    let whole = reports.iter().all(|report| report.problem.is_none());
    if as_json {
        let chains: Vec<_> = reports.iter().map(report_json).collect();
        output::print(&format!("{:#}\n", json!({ "whole": whole, "chains": chains })))?;
    } else {
        let (sound, broken): (Vec<_>, Vec<_>) = reports.iter().partition(|report| report.problem.is_none());
        output::print(&sound.into_iter().map(report_text).collect::<String>())?;
        for report in broken {
            eprint!("{}", report_text(report));
        }
    }
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn report_text(report: &VerifyReport) -> String {
    let name = report.chain;
    if let Some(problem) = &report.problem {
        let at = report.first_bad.map_or_else(String::new, |sequence| format!(" at entry {}", counted(sequence)));
        return format!(
            "{name}: NOT WHOLE{at}: {problem}. Stop using this installation and follow \"An incident\" in docs/operations.md.\n"
        );
    }
    let heads = match report.head_at {
        Some(at) => format!(
            "{} signed heads agree, the last of entry {} at {}",
            counted(report.heads),
            counted(report.head_sequence),
            instant(at)
        ),
        None => "no head is signed yet".to_owned(),
    };
    format!("{name}: {} entries, whole; {heads}\n", counted(report.entries))
}

fn report_json(report: &VerifyReport) -> serde_json::Value {
    json!({
        "database": report.chain.as_str(),
        "whole": report.problem.is_none(),
        "entries": report.entries,
        "heads": report.heads,
        "after_last_head": report.unguarded,
        "first_bad": report.first_bad,
        "problem": report.problem,
        "head_at": report.head_at.map(|at| at.to_string()),
        "head_sequence": report.head_sequence,
    })
}

/// The filter with an actor's id in place of their address; the audit names accounts by id.
async fn with_actor(here: &Here, filter: AuditFilter) -> anyhow::Result<AuditFilter> {
    let Some(actor) = filter.actor.as_deref().filter(|actor| actor.contains('@')) else { return Ok(filter) };
    let id = here.desk.account(here.by(), actor).await?.id;
    Ok(AuditFilter { actor: Some(id), ..filter })
}

/// The newest entries, page by page up to the limit.
fn list(filter: AuditFilter, database: Chain, limit: u64, place: &Place, format: &Format) -> anyhow::Result<()> {
    let most = usize::try_from(limit)?;
    let entries = at_desk(place, async |here: &Here| {
        let filter = with_actor(here, filter).await?;
        let mut entries = Vec::new();
        let mut before = None;
        loop {
            let page = here.desk.audit_page(here.by(), database, &AuditFilter { before, ..filter.clone() }).await?;
            entries.extend(page.entries);
            before = page.older;
            if before.is_none() || entries.len() >= most {
                entries.truncate(most);
                return Ok(entries);
            }
        }
    })?;
    output::rows(&table(&entries), format)
}

/// Every entry as CSV, written as it is read.
fn export(filter: AuditFilter, database: Chain, place: &Place) -> anyhow::Result<()> {
    let written = at_desk(place, async |here: &Here| {
        let filter = with_actor(here, filter).await?;
        let mut out = std::io::stdout();
        Ok(here.desk.audit_csv(here.by(), database, &filter, &mut out).await?)
    })?;
    eprintln!("{} entries.", counted(written));
    Ok(())
}

fn head(place: &Place, as_json: bool) -> anyhow::Result<()> {
    let heads = at_desk(place, async |here: &Here| {
        here.desk.sign_heads(true).await?;
        Ok(here.desk.heads().await?)
    })?;
    if as_json {
        let heads: Vec<_> = heads
            .iter()
            .map(|(chain, at, sequence)| {
                json!({ "database": chain.as_str(), "sequence": sequence, "at": at.map(|at| at.to_string()) })
            })
            .collect();
        return output::print(&format!("{:#}\n", serde_json::Value::from(heads)));
    }
    let line = |(chain, at, sequence): &(Chain, Option<Timestamp>, u64)| {
        let when = at.map_or_else(|| "not signed yet".to_owned(), |at| format!("signed {}", instant(at)));
        format!("{chain}: entry {}, {when}\n", counted(*sequence))
    };
    output::print(&heads.iter().map(line).collect::<String>())
}

fn table(entries: &[AuditView]) -> QueryResult {
    let columns = [
        "sequence",
        "at",
        "actor",
        "actor_name",
        "role",
        "purpose",
        "organisation",
        "action",
        "object",
        "rows",
        "outcome",
        "reason",
        "request",
    ];
    let number = |n: u64| Value::Integer(i64::try_from(n).unwrap_or(i64::MAX));
    let text = |text: &str| Value::Text(text.to_owned());
    let optional = |text: &Option<String>| text.clone().map_or(Value::Null, Value::Text);
    let row = |entry: &AuditView| {
        vec![
            number(entry.sequence),
            Value::Text(entry.at.to_string()),
            text(&entry.actor),
            optional(&entry.actor_name),
            optional(&entry.role),
            optional(&entry.purpose),
            optional(&entry.organisation),
            text(&entry.action),
            text(&entry.object),
            entry.rows.map_or(Value::Null, number),
            text(if entry.allowed { "allowed" } else { "denied" }),
            optional(&entry.reason),
            optional(&entry.request),
        ]
    };
    QueryResult { columns: columns.map(str::to_owned).into(), rows: entries.iter().map(row).collect() }
}
