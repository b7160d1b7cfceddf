//! Figures: of one indicator, and the gaps of all.

use super::answer::{Content, Made, about};
use super::ask::Asked;
use super::endpoints::Format;
use super::json::Json;
use super::problem::Problem;
use super::select::{Found, indicator, select};
use super::{Api, dhsc};
use commonweal_app::{Feed, figure_row, group_name, write_fingertips};
use commonweal_disclosure::{Periods, Released, Selection, Statistic};
use commonweal_model::AreaCode;
use std::ops::Range;

/// Rows of a page where none was asked for.
pub(super) const USUAL_PAGE: usize = 1_000;
/// The most rows a page may have, and the usual number in a file.
pub(super) const LARGEST_PAGE: usize = 10_000;

/// Whether a statistic is a measure of inequality: it stands between groups, and is no value of one.
fn is_gap(statistic: Statistic) -> bool {
    !matches!(
        statistic,
        Statistic::Proportion
            | Statistic::CrudeRate
            | Statistic::DirectlyStandardisedRate
            | Statistic::IndirectlyStandardisedRatio
            | Statistic::Count
            | Statistic::PublishedValue
    )
}

/// Which rows of an answer a page holds.
pub(super) struct Page {
    number: usize,
    size: usize,
    rows: usize,
}

impl Page {
    /// The page that was asked for, of an answer with so many rows.
    pub(super) fn of(asked: &Asked, rows: usize) -> Result<Self, Problem> {
        let is_file = matches!(asked.format, Format::Csv | Format::Fingertips);
        let size = asked.number("page_size", if is_file { LARGEST_PAGE } else { USUAL_PAGE });
        let page = Self { number: asked.number("page", 1), size, rows };
        if page.number > page.pages() { Err(Problem::no_such_page(page.number, page.pages())) } else { Ok(page) }
    }

    fn pages(&self) -> usize {
        self.rows.div_ceil(self.size).max(1)
    }

    /// Its rows.
    pub(super) fn range(&self) -> Range<usize> {
        let start = (self.number - 1) * self.size;
        start..(start + self.size).min(self.rows)
    }

    /// The address of the next page.
    pub(super) fn next(&self, asked: &Asked) -> Option<String> {
        (self.number < self.pages()).then(|| asked.page(self.number + 1))
    }

    /// The page in words of the answer.
    pub(super) fn json(&self, asked: &Asked) -> Json {
        Json::object([
            ("number", Json::count(self.number)),
            ("size", Json::count(self.size)),
            ("pages", Json::count(self.pages())),
            ("rows", Json::count(self.rows)),
            ("self", asked.page(self.number).into()),
            ("next", self.next(asked).into()),
            ("previous", (self.number > 1).then(|| asked.page(self.number - 1)).into()),
        ])
    }
}

/// A list of rows as JSON.
pub(super) fn list(api: &Api, asked: &Asked, note: &str, page: &Page, rows: Vec<Json>) -> Made {
    let answer = Json::object([
        ("about", about(api.site.facts())),
        ("asked", asked.repeated()),
        ("note", note.into()),
        ("page", page.json(asked)),
        ("rows", Json::List(rows)),
    ]);
    Made { content: Content::Json(answer), next: page.next(asked) }
}

/// `/api/v1/indicators/{id}/values`
pub(super) fn values(api: &Api, asked: &Asked) -> Result<Made, Problem> {
    let info = indicator(api, asked.part("id"))?;
    let mut found = select(api, asked, api.site.released().find(&info.id).collect())?;
    if asked.format == Format::Dhsc {
        found = dhsc::fitting(info, found)?;
        let page = Page::of(asked, found.figures.len())?;
        let mut answer = dhsc::indicator(api, info, &found.figures[page.range()])?;
        answer.push("about", about(api.site.facts()));
        answer.push("note", found.note);
        answer.push("page", page.json(asked));
        return Ok(Made { content: Content::Json(answer), next: page.next(asked) });
    }
    figures(api, asked, &info.id, &found)
}

/// `/api/v1/gaps`
pub(super) fn gaps(api: &Api, asked: &Asked) -> Result<Made, Problem> {
    let measures = || Statistic::ALL.iter().filter(|statistic| is_gap(**statistic)).map(|statistic| statistic.as_str());
    if let Some(typed) = asked.get("statistic").filter(|typed| measures().all(|measure| measure != *typed)) {
        let exists = measures().map(str::to_owned).collect();
        return Err(Problem::invalid("statistic", typed, exists, "use one of the measures of inequality that exist"));
    }
    let is_gap = |figure: &&Released| is_gap(figure.key().statistic);
    let of: Vec<&Released> = match asked.get("indicator") {
        Some(id) => api.site.released().find(&indicator(api, id)?.id).filter(is_gap).collect(),
        None => {
            let here = asked.get("area").and_then(|code| code.parse::<AreaCode>().ok());
            let here = here.map(|area| of_area(api, &area));
            let here: Vec<&Released> = here.into_iter().flatten().filter(is_gap).collect();
            // An area without gaps is asked of everything, so that the refusal can say where there are some.
            if here.is_empty() { api.site.released().iter().filter(is_gap).collect() } else { here }
        }
    };
    if let (Some(id), true) = (asked.get("indicator"), of.is_empty()) {
        let with_gaps = api.site.released().iter().filter(is_gap).map(|figure| figure.key().indicator_id.as_str());
        let with_gaps: std::collections::BTreeSet<&str> = with_gaps.collect();
        let detail = format!("The release has no measures of inequality of `{id}`.");
        let exists = with_gaps.into_iter().map(str::to_owned).collect();
        return Err(Problem::no_figures(
            "indicator",
            id,
            detail,
            exists,
            "ask for one of the indicators that have gaps",
        ));
    }
    let found = select(api, asked, of)?;
    figures(api, asked, "gaps", &found)
}

/// Every figure of an area, of every period.
fn of_area<'s>(api: &'s Api, area: &AreaCode) -> Vec<&'s Released> {
    let selection = Selection { area: Some(area), periods: Periods::Every, ..Selection::default() };
    api.site.released().select(&selection)
}

fn figures(api: &Api, asked: &Asked, name: &str, found: &Found<'_>) -> Result<Made, Problem> {
    let page = Page::of(asked, found.figures.len())?;
    let rows = &found.figures[page.range()];
    let next = page.next(asked);
    Ok(match asked.format {
        Format::Csv => Made { content: Content::Csv(format!("{name}.csv"), api.site.csv(rows)), next },
        Format::Fingertips => {
            let text = write_fingertips(&api.feeds()?.fingertips(rows));
            Made { content: Content::Csv(format!("{name}-fingertips.csv"), text), next }
        }
        _ => {
            let rows: Result<Vec<Json>, Problem> = rows.iter().map(|figure| row(api, figure)).collect();
            list(api, asked, &found.note, &page, rows?)
        }
    })
}

/// A figure: the columns of the facts, and names for people.
fn row(api: &Api, figure: &Released) -> Result<Json, Problem> {
    let cells = figure_row(figure);
    let columns = Feed::ReleasedValues.columns().iter().zip(&cells);
    let mut row = Json::Object(columns.map(|(column, cell)| (column.name.into(), cell.into())).collect());
    let key = figure.key();
    row.push("area_name", api.feeds()?.area_name(&key.area));
    row.push("group_1", key.breakdowns.first().map(group_name));
    row.push("group_2", key.breakdowns.get(1).map(group_name));
    row.push("withheld", figure.withheld().map(|why| why.reason()));
    Ok(row)
}
