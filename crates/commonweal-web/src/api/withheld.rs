//! How much of the release is hidden, by kind of area and breakdown.

use super::Api;
use super::answer::{Content, Made};
use super::ask::Asked;
use super::endpoints::Format;
use super::json::Json;
use super::problem::Problem;
use super::values::{self, Page};
use crate::pages::withheld::{Hidden, in_order};
use commonweal_app::csv_text;
use commonweal_disclosure::UtilityRow;
use std::collections::BTreeSet;

/// What the numbers of this address mean.
const NOTE: &str = "A hidden count takes everything made from it along: value, limits, comparison, gap. Counts are of every day of the release. Where figures are kept from an earlier release, groups that are not listed beside them are not counted.";

/// `/api/v1/withheld`
pub(super) fn list(api: &Api, asked: &Asked) -> Result<Made, Problem> {
    let rows: &[UtilityRow] = api.site.utility().map(|utility| utility.rows.as_slice()).unwrap_or_default();
    let of_kind = |row: &&UtilityRow| asked.get("area_type").is_none_or(|kind| kind == row.area_type.as_str());
    let of_family = |row: &&UtilityRow| asked.get("family").is_none_or(|family| family == row.family.as_str());
    let mut found: Vec<&UtilityRow> = rows.iter().filter(of_kind).filter(of_family).collect();
    found.sort_by_key(|row| in_order(row));
    if found.is_empty() && !rows.is_empty() {
        let there = rows.iter().map(|row| format!("{}, {}", row.area_type.as_str(), row.family.as_str()));
        let exists: BTreeSet<String> = there.collect();
        let detail = "Nothing is counted for this kind of area and family.".to_owned();
        let value = asked.get("area_type").or(asked.get("family")).unwrap_or_default();
        let how = "ask for a kind of area and a family that exist together, or leave one out";
        return Err(Problem::no_figures("area_type", value, detail, exists.into_iter().collect(), how));
    }
    let page = Page::of(asked, found.len())?;
    let shown = &found[page.range()];
    if asked.format == Format::Csv {
        let text = csv_text(&table(shown));
        return Ok(Made { content: Content::Csv("withheld.csv".to_owned(), text), next: page.next(asked) });
    }
    Ok(values::list(api, asked, NOTE, &page, shown.iter().map(|row| facts(row)).collect()))
}

fn by(row: &UtilityRow) -> String {
    if row.dimensions.is_empty() {
        return "none".to_owned();
    }
    row.dimensions.iter().map(|dimension| dimension.as_str()).collect::<Vec<_>>().join(",")
}

/// A share of 100, to two places.
fn percent(hidden: Hidden, part: u64) -> f64 {
    (hidden.percent(part) * 100.0).round() / 100.0
}

fn facts(row: &UtilityRow) -> Json {
    let hidden = Hidden::of(row);
    let whole = |number: u64| Json::Whole(i64::try_from(number).unwrap_or(i64::MAX));
    Json::object([
        ("family", row.family.as_str().into()),
        ("area_type", row.area_type.as_str().into()),
        ("by", by(row).into()),
        ("cells", whole(hidden.cells)),
        ("withheld_by_rule", whole(hidden.by_rule)),
        ("withheld_besides", whole(hidden.besides)),
        ("not_listed", whole(hidden.not_listed)),
        ("percent_by_rule", percent(hidden, hidden.by_rule).into()),
        ("percent_after_audit", percent(hidden, hidden.all()).into()),
    ])
}

/// The same as a table, its heading first.
fn table(rows: &[&UtilityRow]) -> Vec<Vec<String>> {
    let header = [
        "family",
        "area_type",
        "by",
        "cells",
        "withheld_by_rule",
        "withheld_besides",
        "not_listed",
        "percent_by_rule",
        "percent_after_audit",
    ];
    let row = |row: &&UtilityRow| {
        let hidden = Hidden::of(row);
        vec![
            row.family.as_str().to_owned(),
            row.area_type.as_str().to_owned(),
            by(row),
            hidden.cells.to_string(),
            hidden.by_rule.to_string(),
            hidden.besides.to_string(),
            hidden.not_listed.to_string(),
            percent(hidden, hidden.by_rule).to_string(),
            percent(hidden, hidden.all()).to_string(),
        ]
    };
    std::iter::once(header.map(str::to_owned).to_vec()).chain(rows.iter().map(row)).collect()
}
