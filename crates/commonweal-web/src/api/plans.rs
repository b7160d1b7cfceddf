//! The plans for programs: commitments with how they stand, and initiatives.

use super::Api;
use super::answer::{Content, Made};
use super::ask::Asked;
use super::endpoints::Format;
use super::json::Json;
use super::problem::Problem;
use super::shape::{Field, Kind, some};
use super::values::{self, Page};
use crate::pages::plan::{PlanColumn, commitments_file, file_of, initiatives, initiatives_file};
use commonweal_operations::plan::{Commitment, Initiative, Status};

const COMMITMENTS: &str = "Every commitment of the plans, judged by released figures and by what owners reported. One that lacks a figure, a start or a day is never on track.";
const INITIATIVES: &str = "Every initiative that the plans name or that somebody added. What it serves and moves is proposed, to be agreed, unless the plans say so.";

/// The words for how a commitment stands.
pub(super) fn statuses() -> Vec<&'static str> {
    Status::ALL.iter().map(|status| status.as_str()).collect()
}

/// The words for whether an initiative is aligned to anything.
pub(super) fn aligned() -> Vec<&'static str> {
    vec!["yes", "no"]
}

/// The columns of a table of the plans as fields.
pub(super) fn fields(columns: &'static [PlanColumn]) -> Vec<Field> {
    let kind = |column: &PlanColumn| if column.is_number { Kind::Number } else { Kind::Text };
    columns.iter().map(|column| some(column.name, kind(column), column.about)).collect()
}

/// `/api/v1/commitments`
pub(super) fn commitments(api: &Api, asked: &Asked) -> Result<Made, Problem> {
    let judged = api.site.judged();
    let status = |each: &Commitment| judged.get(&each.id).map_or("", |judgement| judgement.status.as_str());
    let all = &api.site.book().plans().commitments;
    let found: Vec<&Commitment> =
        all.iter().filter(|each| asked.get("status").is_none_or(|wanted| wanted == status(each))).collect();
    let rows = commitments_file::rows(&api.site, &found);
    let exists = || Status::ALL.iter().map(|each| each.as_str()).filter(|word| all.iter().any(|c| status(c) == *word));
    let none = || {
        Problem::no_figures(
            "status",
            asked.get("status").unwrap_or_default(),
            "No commitment stands so.".to_owned(),
            exists().map(str::to_owned).collect(),
            "ask for a status that a commitment has, or leave it out",
        )
    };
    if rows.is_empty() {
        Err(none())
    } else {
        answer(api, asked, "commitments.csv", COMMITMENTS, commitments_file::COLUMNS, &rows)
    }
}

/// `/api/v1/initiatives`
pub(super) fn initiatives(api: &Api, asked: &Asked) -> Result<Made, Problem> {
    let book = api.site.book();
    let all = &book.plans().initiatives;
    let is_aligned = |each: &Initiative| if initiatives::served(book, each).is_empty() { "no" } else { "yes" };
    let found: Vec<&Initiative> =
        all.iter().filter(|each| asked.get("aligned").is_none_or(|wanted| wanted == is_aligned(each))).collect();
    let rows = initiatives_file::rows(&api.site, &found);
    let none = || {
        Problem::no_figures(
            "aligned",
            asked.get("aligned").unwrap_or_default(),
            "There is no such initiative.".to_owned(),
            aligned().into_iter().map(str::to_owned).collect(),
            "ask for the others, or leave it out",
        )
    };
    if rows.is_empty() {
        Err(none())
    } else {
        answer(api, asked, "initiatives.csv", INITIATIVES, initiatives_file::COLUMNS, &rows)
    }
}

fn answer(
    api: &Api,
    asked: &Asked,
    name: &str,
    note: &str,
    columns: &'static [PlanColumn],
    rows: &[Vec<String>],
) -> Result<Made, Problem> {
    let page = Page::of(asked, rows.len())?;
    let shown = &rows[page.range()];
    if asked.format == Format::Csv {
        return Ok(Made { content: Content::Csv(name.to_owned(), file_of(columns, shown)), next: page.next(asked) });
    }
    let value = |column: &PlanColumn, cell: &String| match (cell.is_empty(), column.is_number) {
        (true, _) => Json::Null,
        (false, true) => cell.parse::<f64>().map_or(Json::Null, Json::Number),
        (false, false) => cell.into(),
    };
    let row = |row: &Vec<String>| {
        Json::Object(columns.iter().zip(row).map(|(column, cell)| (column.name.into(), value(column, cell))).collect())
    };
    Ok(values::list(api, asked, note, &page, shown.iter().map(row).collect()))
}
