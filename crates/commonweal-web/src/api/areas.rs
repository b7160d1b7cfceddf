//! Areas: which there are, and what is publicly known of one.

use super::Api;
use super::answer::{Content, Made, about};
use super::ask::Asked;
use super::endpoints::Format;
use super::json::Json;
use super::problem::Problem;
use super::select::area;
use super::values::{self, Page};
use commonweal_app::{Feed, FeedArea, Value, area_row, rows_as_csv};
use commonweal_disclosure::Selection;
use commonweal_model::AreaCode;
use std::collections::BTreeSet;

/// `/api/v1/areas`
pub(super) fn list(api: &Api, asked: &Asked) -> Result<Made, Problem> {
    let areas = api.feeds()?.areas();
    let parent = asked.get("parent").map(|typed| area(api, "parent", typed)).transpose()?;
    let of_parent = |(_, area): &(&AreaCode, &FeedArea)| parent.is_none() || area.parent == parent;
    let of_kind =
        |(_, area): &(&AreaCode, &FeedArea)| asked.get("area_type").is_none_or(|kind| kind == area.area_type.as_str());
    let inside: Vec<(&AreaCode, &FeedArea)> = areas.iter().filter(of_parent).collect();
    if inside.is_empty() {
        let parents: BTreeSet<&AreaCode> = areas.values().filter_map(|area| area.parent.as_ref()).collect();
        let exists = parents.into_iter().map(ToString::to_string).collect();
        let detail = "No area is shown within this one.".to_owned();
        let value = asked.get("parent").unwrap_or_default();
        return Err(Problem::no_figures("parent", value, detail, exists, "ask for an area that has others within it"));
    }
    let found: Vec<(&AreaCode, &FeedArea)> = inside.iter().copied().filter(of_kind).collect();
    if found.is_empty() {
        let kinds: BTreeSet<&str> = inside.iter().map(|(_, area)| area.area_type.as_str()).collect();
        let exists = kinds.into_iter().map(str::to_owned).collect();
        let detail = "There are no areas of this kind here.".to_owned();
        let value = asked.get("area_type").unwrap_or_default();
        return Err(Problem::no_figures("area_type", value, detail, exists, "ask for a kind of area that exists here"));
    }
    let page = Page::of(asked, found.len())?;
    let shown = &found[page.range()];
    if asked.format == Format::Csv {
        let rows: Vec<Vec<Value>> = shown.iter().map(|(code, area)| area_row(code, area)).collect();
        let text = rows_as_csv(Feed::Areas, &rows);
        return Ok(Made { content: Content::Csv("areas.csv".to_owned(), text), next: page.next(asked) });
    }
    let row = |(code, area): &(&AreaCode, &FeedArea)| {
        let mut row = facts(code, area);
        row.push("details", format!("/api/v1/areas/{code}"));
        row
    };
    Ok(values::list(api, asked, "Areas that have a page or a figure.", &page, shown.iter().map(row).collect()))
}

/// An area's row as JSON.
fn facts(code: &AreaCode, area: &FeedArea) -> Json {
    let cells = area_row(code, area);
    let columns = Feed::Areas.columns().iter().zip(&cells);
    Json::Object(columns.map(|(column, cell)| (column.name.into(), cell.into())).collect())
}

/// `/api/v1/areas/{code}`
pub(super) fn one(api: &Api, asked: &Asked) -> Result<Made, Problem> {
    let feeds = api.feeds()?;
    let code = area(api, "area", asked.part("code"))?;
    let found = &feeds.areas()[&code];
    let page = api.site.area(&code);
    let Json::Object(row) = facts(&code, found) else { return Err(Problem::internal("a row is an object")) };
    let mut answer = Json::object([("about", about(api.site.facts()))]);
    for (name, value) in row {
        answer.push(name, value);
    }
    answer.push("parent_name", found.parent.as_ref().and_then(|parent| feeds.area_name(parent)));
    let child = |code: &AreaCode| {
        let area = feeds.areas().get(code)?;
        Some(Json::object([
            ("area_code", code.as_str().into()),
            ("area_name", area.name.as_deref().into()),
            ("area_type", area.area_type.as_str().into()),
        ]))
    };
    answer.push("children", Json::list(page.iter().flat_map(|area| &area.children).filter_map(child)));
    let age = |(age, people): &(commonweal_model::AgeBand, i64)| {
        Json::object([("age", age.to_string().into()), ("people", (*people).into())])
    };
    answer.push("people_by_age", Json::list(page.iter().flat_map(|area| &area.ages).map(age)));
    let group = |(group, people): &(String, i64)| Json::object([("group", group.into()), ("people", (*people).into())]);
    answer.push("people_by_ethnic_group", Json::list(page.iter().flat_map(|area| &area.ethnic_groups).map(group)));
    let shares = page.and_then(|area| area.deprivation_strip);
    answer.push("shares_by_deprivation_tenth", Json::list(shares.into_iter().flatten()));
    let selection = Selection { area: Some(&code), ..Selection::default() };
    let figures = api.site.released().select(&selection);
    let indicators: BTreeSet<&str> = figures.iter().map(|figure| figure.key().indicator_id.as_str()).collect();
    answer.push("indicators", Json::list(indicators));
    answer.push("page", page.map(|area| format!("/areas/{}", area.code)));
    Ok(answer.into())
}
