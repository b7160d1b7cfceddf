//! `commonweal commitments` and `commonweal initiatives`: what is promised and how it stands, what is done and how it goes.

use crate::arguments::{Format, Place};
use crate::output;
use clap::Args;
use commonweal_app::{AppError, PlanBook, QueryResult, Value, Workspace, current_release};
use commonweal_operations::plan::{Commitment, Initiative, Judgement, Report, Status, smart};
use jiff::civil::Date;
use std::process::ExitCode;

/// A status is computed from released figures and from what owners reported, never typed; docs/plan.md has the rules.
#[derive(Args)]
pub(crate) struct Commitments {
    /// Only those that stand so: achieved, on-track, at-risk, off-track or cannot-be-judged
    #[arg(long, value_name = "S")]
    status: Option<Status>,
    /// The day to judge on [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

#[derive(Args)]
pub(crate) struct Initiatives {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    format: Format,
}

/// The plans with what people added, and the workspace, where there is one.
pub(crate) fn book_of(place: &Place) -> anyhow::Result<(Option<Workspace>, PlanBook)> {
    let here = std::env::current_dir()?;
    let workspace = match (&place.dir, Workspace::nearest(&here)) {
        (None, None) => None,
        _ => Some(Workspace::find(place.dir.as_deref(), &here)?),
    };
    let book = PlanBook::open(workspace.as_ref().map(|workspace| workspace.dir.as_path()))?;
    if let Some(words) = book.changes_problem() {
        eprintln!("What people added to the plans is not here: {words}");
    }
    Ok((workspace, book))
}

fn text(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) }
}

fn maybe(given: Option<impl ToString>) -> Value {
    given.map_or(Value::Null, |given| text(&given.to_string()))
}

pub(crate) fn commitments(arguments: &Commitments) -> anyhow::Result<ExitCode> {
    let (workspace, book) = book_of(&arguments.place)?;
    let today = arguments.on.unwrap_or_else(|| jiff::Zoned::now().date());
    let released = match workspace.as_ref().map(current_release) {
        None | Some(Err(AppError::NothingReleased(_))) => None,
        Some(release) => Some(release?.1),
    };
    let area = workspace.as_ref().map(|workspace| &workspace.config.area);
    let judged = book
        .plans()
        .commitments
        .iter()
        .map(|commitment| (commitment, book.judge(commitment, released.as_ref().zip(area), today)));
    let wanted = judged.filter(|(_, judgement)| arguments.status.is_none_or(|status| status == judgement.status));
    let rows = wanted.map(|(commitment, judgement)| row(commitment, &judgement, &book)).collect();
    let columns = [
        "id",
        "title",
        "status",
        "why",
        "due",
        "day_is",
        "target",
        "latest",
        "latest_on",
        "unit",
        "lacks",
        "owner",
        "reported",
        "geography",
        "measure",
        "note",
    ];
    output::rows(&QueryResult { columns: columns.map(str::to_owned).into(), rows }, &arguments.format)?;
    Ok(ExitCode::SUCCESS)
}

fn row(commitment: &Commitment, judgement: &Judgement, book: &PlanBook) -> Vec<Value> {
    let kept = book.changes().commitment(&commitment.id).map(|changed| &changed.value);
    let why: Vec<&str> = judgement.why.iter().map(|why| why.label()).collect();
    let lacks: Vec<&str> = smart(commitment).lacks.iter().map(|lack| lack.label()).collect();
    let reported = kept.and_then(|kept| kept.report).map(|report| match report {
        Report::DoneOn(day) => format!("done on {day}"),
        Report::NotDone { expected: Some(day) } => format!("not done, expected on {day}"),
        Report::NotDone { expected: None } => "not done".to_owned(),
    });
    vec![
        text(&commitment.id),
        text(&commitment.title),
        text(judgement.status.as_str()),
        text(&why.join("; ")),
        maybe(judgement.due),
        maybe(commitment.due_basis.map(|basis| basis.label())),
        judgement.target.map_or(Value::Null, Value::Real),
        judgement.latest.map_or(Value::Null, |(value, _)| Value::Real(value)),
        maybe(judgement.latest.map(|(_, day)| day)),
        maybe(commitment.unit.as_deref()),
        text(&lacks.join("; ")),
        maybe(kept.map(|kept| kept.organisation_id.as_str())),
        maybe(reported),
        maybe(commitment.geography.as_deref()),
        text(&commitment.measure),
        maybe(kept.map(|kept| kept.note.as_str())),
    ]
}

pub(crate) fn initiatives(arguments: &Initiatives) -> anyhow::Result<ExitCode> {
    let (_, book) = book_of(&arguments.place)?;
    let today = jiff::Zoned::now().date();
    let columns = [
        "id",
        "title",
        "place",
        "stage",
        "rating",
        "reason",
        "rated_on",
        "owner",
        "serves",
        "cohort",
        "from",
        "until",
        "money_pounds",
        "review_on",
        "kind",
        "period",
        "lead",
    ];
    let rows = book.plans().initiatives.iter().map(|initiative| initiative_row(initiative, &book, today)).collect();
    output::rows(&QueryResult { columns: columns.map(str::to_owned).into(), rows }, &arguments.format)?;
    Ok(ExitCode::SUCCESS)
}

/// An initiative of which nobody keeps a record has no stage: the plans do not say how far it is.
fn initiative_row(initiative: &Initiative, book: &PlanBook, today: Date) -> Vec<Value> {
    let kept = book.changes().initiative(&initiative.id).map(|changed| &changed.value);
    let rating = kept.and_then(|kept| kept.rating_on(today));
    let aligned = book.links().links.iter().filter(|link| link.to == initiative.id);
    let aligned = aligned.filter(|link| link.kind.is_some_and(|kind| kind.as_str() == "part-initiative"));
    let serves: Vec<&str> = aligned.map(|link| link.from.as_str()).collect();
    vec![
        text(&initiative.id),
        text(&initiative.title),
        text(&kept.map_or(&initiative.places, |kept| &kept.places).join("; ")),
        maybe(kept.map(|kept| kept.stage)),
        maybe(rating.map(|rating| rating.rag)),
        maybe(rating.map(|rating| rating.reason.as_str())),
        maybe(rating.map(|rating| rating.on)),
        maybe(kept.map(|kept| kept.organisation_id.as_str())),
        text(&serves.join("; ")),
        maybe(initiative.cohort.as_deref()),
        maybe(kept.and_then(|kept| kept.from)),
        maybe(kept.and_then(|kept| kept.until)),
        kept.and_then(|kept| kept.money_pounds).map_or(Value::Null, Value::Integer),
        maybe(kept.and_then(|kept| kept.review_on)),
        text(&initiative.kind),
        maybe(initiative.period.as_deref()),
        maybe(initiative.lead.as_deref()),
    ]
}
