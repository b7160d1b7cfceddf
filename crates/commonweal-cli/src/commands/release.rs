//! `commonweal release`: a release is proposed, checked by a second person, and can be withdrawn; and what is released, as
//! files.

use super::release_account::{Account, Reader};
use super::{release_acts as acts, release_show as show};
use crate::arguments::{Format, Place};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Release {
    #[command(subcommand)]
    action: ReleaseAction,
}

#[derive(Subcommand)]
enum ReleaseAction {
    /// Count the records, audit the figures, and put them before a second person
    ///
    /// Nothing is released. The figures lie apart, for analysts and output checkers alone, with the report of the audit: what
    /// changed, what is hidden and why, and what an attacker who sees the release could work out. The account is an
    /// analyst's. A workspace of made-up people or of published figures needs no second person: `commonweal refresh`.
    #[command(after_help = "Examples:
  commonweal release propose --account bola@example.org
  commonweal release propose --index-date 2026-09-30 --months 36 --account bola@example.org \\
      --password-file ~/.commonweal-password --code 123456")]
    Propose {
        /// The snapshot to count [default: the latest]
        #[arg(long, value_name = "S")]
        snapshot: Option<String>,
        /// The day people are judged at; may be given more than once [default: the workspace's]
        #[arg(long, value_name = "DATE")]
        index_date: Vec<Date>,
        /// Month ends up to the index date that have figures; 1 is the index date alone [default: the workspace's]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=120))]
        months: Option<u32>,
        /// Threads to work on [default: as many as the machine has]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
        threads: Option<u16>,
        #[command(flatten)]
        account: Account,
        #[command(flatten)]
        place: Place,
        /// Print the proposal and its report as JSON
        #[arg(long)]
        json: bool,
    },
    /// Say what changed in a release, what is hidden and why, and what an attacker finds
    ///
    /// With --account, the report that lies beside a proposal. Without, where people are made up or figures published: the
    /// release is audited now. Ends with 1 where something stands against releasing it.
    #[command(after_help = "Examples:
  commonweal release audit
  commonweal release audit 20261001T090000Z-1f3a --account olive@example.org --json")]
    Audit {
        /// The release, or enough of the beginning of its id [default: the one that is shown]
        #[arg(value_name = "ID")]
        id: Option<String>,
        #[command(flatten)]
        reader: Reader,
        #[command(flatten)]
        place: Place,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// Release what somebody else proposed
    ///
    /// The account is an output checker's, and not that of whoever proposed it. The figures are those that were audited, to
    /// the last byte, or nothing is released. The site shows them within seconds.
    #[command(after_help = "Example:
  commonweal release approve 20261001T090000Z-1f3a --remark \"Compared with September; two practices merged\" \\
      --account olive@example.org")]
    Approve {
        /// The proposal, or enough of the beginning of its id; `commonweal release list` lists them
        #[arg(value_name = "ID")]
        id: String,
        /// What was looked at; kept with the release, so name no patient
        #[arg(long, value_name = "TEXT")]
        remark: String,
        #[command(flatten)]
        account: Account,
        #[command(flatten)]
        place: Place,
        /// Print the release as JSON
        #[arg(long)]
        json: bool,
    },
    /// Give a proposal back to whoever made it; it is never released
    #[command(after_help = "Example:
  commonweal release return 20261001T090000Z-1f3a --reason \"One practice is counted twice\" --account olive@example.org")]
    Return {
        /// The proposal, or enough of the beginning of its id
        #[arg(value_name = "ID")]
        id: String,
        /// What has to change; whoever proposed it reads it
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        account: Account,
        #[command(flatten)]
        place: Place,
        /// Print the proposal as JSON
        #[arg(long)]
        json: bool,
    },
    /// Take a release back; the site shows the one before it, or none, and says why
    ///
    /// The account is an output checker's or an information governance lead's. Its files stay, as a record of what was shown,
    /// and it is never shown again.
    #[command(after_help = "Example:
  commonweal release withdraw 20261001T090000Z-1f3a --reason \"One practice was counted twice\" --account ian@example.org")]
    Withdraw {
        /// The release, or enough of the beginning of its id
        #[arg(value_name = "ID")]
        id: String,
        /// Why; everybody who reads the site reads it
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        account: Account,
        #[command(flatten)]
        place: Place,
        /// Print the release as JSON
        #[arg(long)]
        json: bool,
    },
    /// Do to the files what was decided on the site: make what was approved, take away what was withdrawn
    ///
    /// Where the site runs as another user than the one that owns the workspace, it writes decisions down and touches no
    /// figure. A timer runs this each minute as the owner. It decides nothing, and says nothing where nothing is to do.
    #[command(after_help = "Example:
  runuser -u commonweal -- commonweal release finish --dir /var/lib/commonweal")]
    Finish {
        #[command(flatten)]
        place: Place,
    },
    /// List releases, the newest first: who proposed and who checked them, and which is shown
    #[command(after_help = "Examples:
  commonweal release list
  commonweal release list --account olive@example.org --csv > releases.csv")]
    List {
        #[command(flatten)]
        reader: Reader,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        format: Format,
    },
    /// Write a release into files: every figure, areas, indicators, what is hidden, and what each column means
    ///
    /// Anybody may check a release with these files alone. --for-programs writes the tables that /api/v1 offers to
    /// spreadsheets and reporting tools instead.
    #[command(after_help = "Examples:
  commonweal release export --out september
  commonweal release export --for-programs --out tables")]
    Export {
        /// The release, or enough of the beginning of its id [default: the one that is shown]
        #[arg(value_name = "ID", conflicts_with = "for_programs")]
        id: Option<String>,
        /// A new or empty folder
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Write the tables for spreadsheets and reporting tools, of the release that is shown
        #[arg(long)]
        for_programs: bool,
        #[command(flatten)]
        place: Place,
        /// Print what was written as JSON
        #[arg(long)]
        json: bool,
    },
    /// Say how much of a breakdown would have to be hidden, before it is released
    Cost(super::release_cost::Cost),
}

pub(crate) fn run(arguments: &Release) -> anyhow::Result<ExitCode> {
    match &arguments.action {
        ReleaseAction::Propose { snapshot, index_date, months, threads, account, place, json } => {
            let request = commonweal_app::RefreshRequest {
                snapshot: snapshot.clone(),
                index_dates: index_date.clone(),
                months: *months,
                threads: threads.map(usize::from),
                now: super::now(),
                ..commonweal_app::RefreshRequest::default()
            };
            acts::propose(&request, account, place, *json)?;
        }
        ReleaseAction::Audit { id, reader, place, json } => return show::audit(id.as_deref(), reader, place, *json),
        ReleaseAction::Approve { id, remark, account, place, json } => {
            acts::approve(id, remark, account, place, *json)?;
        }
        ReleaseAction::Return { id, reason, account, place, json } => {
            acts::give_back(id, reason, account, place, *json)?;
        }
        ReleaseAction::Withdraw { id, reason, account, place, json } => {
            acts::withdraw(id, reason, account, place, *json)?;
        }
        ReleaseAction::Finish { place } => acts::finish(place)?,
        ReleaseAction::List { reader, place, format } => show::list(reader, place, format)?,
        ReleaseAction::Export { id: _, out, for_programs: true, place, json } => {
            show::export_for_programs(out, place, *json)?;
        }
        ReleaseAction::Export { id, out, for_programs: false, place, json } => {
            show::export(id.as_deref(), out, place, *json)?;
        }
        ReleaseAction::Cost(cost) => return super::release_cost::run(cost),
    }
    Ok(ExitCode::SUCCESS)
}
