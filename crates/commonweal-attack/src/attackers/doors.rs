//! Side doors: a hidden figure in an order, a length, a title, a hidden field, a raw field of an answer, a formula; and what
//! was planted, anywhere.

use crate::claim::{Address, Claim, FEWEST, What};
use crate::output::{Document, Kind, Output};
use crate::seen::{Box3, Reading, Side, possible};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A row that the files hide, by what pages call its area.
struct Hidden {
    cell: Address,
    name: String,
    /// Where the list of areas first names it.
    listed: usize,
    seen: Box3,
}

/// A row that the files show: its count and its share.
struct ShownRow {
    area_type: String,
    code: String,
    name: String,
    listed: usize,
    count: i64,
    share: f64,
}

impl ShownRow {
    /// Whether the words of a page's row say this value.
    fn is_said(&self, row: &str) -> bool {
        has(row, &self.count.to_string()) || row.contains(&format!("{:.1}", self.share * 100.0))
    }
}

pub(super) fn side_doors(output: &Output) -> Vec<Claim> {
    let reading = Reading::of(&output.exports);
    let exact = reading.exact();
    let name = |cell: &Address| reading.names.get(&cell.area).cloned().unwrap_or_else(|| cell.area.clone());
    let last = output.exports.len().saturating_sub(1);
    let list = output.exports.last().map_or("", |export| export.areas.as_str());
    let listed = |cell: &Address| list.find(&format!("{},", cell.area)).unwrap_or(list.len());
    let latest = reading.plain().filter(|figure| figure.cell.export == last).map(|f| &f.cell.period).max().cloned();
    // Pages show the latest period and areas as a whole; groups stand on the page of their area.
    let of_areas = |f: &&crate::seen::Figure| {
        f.cell.export == last && f.cell.groups.is_empty() && Some(&f.cell.period) == latest.as_ref()
    };
    let mut hidden: BTreeMap<&str, Vec<Hidden>> = BTreeMap::new();
    let mut shown: BTreeMap<&str, Vec<ShownRow>> = BTreeMap::new();
    for figure in reading.plain().filter(of_areas) {
        let indicator = figure.cell.indicator.as_str();
        match (figure.count, figure.people) {
            (None, _) => hidden.entry(indicator).or_default().push(Hidden {
                cell: figure.cell.clone(),
                name: name(&figure.cell),
                listed: listed(&figure.cell),
                seen: possible(figure, &exact, Side::Either),
            }),
            (Some(n), Some(d)) if d > 0 => shown.entry(indicator).or_default().push(ShownRow {
                area_type: figure.cell.area_type.clone(),
                code: figure.cell.area.clone(),
                name: name(&figure.cell),
                listed: listed(&figure.cell),
                count: n,
                share: n as f64 / d as f64,
            }),
            _ => {}
        }
    }
    let mut claims = planted(output);
    for document in &output.documents {
        let text = document.text();
        for (indicator, hidden) in &hidden {
            if !document.address.contains(indicator) && !text.contains(indicator) {
                continue;
            }
            let shown = shown.get(indicator).map_or(&[][..], Vec::as_slice);
            match document.kind {
                Kind::Html => claims.extend(of_page(&document.address, &text, hidden, shown)),
                Kind::Svg => claims.extend(of_picture(&text, hidden, shown)),
                Kind::Json => {
                    if let Ok(value) = serde_json::from_str::<Value>(&text) {
                        of_answer(&value, hidden, &mut claims);
                    }
                }
                Kind::Csv | Kind::Text => {}
            }
        }
        if document.kind == Kind::Csv {
            claims.extend(formulas(document, &text));
        }
    }
    claims
}

/// Words as they are; numbers where no digit stands beside them, with and without the comma of thousands.
fn planted(output: &Output) -> Vec<Claim> {
    let mut claims = Vec::new();
    let exports = output.exports.iter().flat_map(|export| [&export.values, &export.areas, &export.indicators]);
    let files: Vec<Document> =
        exports.map(|text| Document::new("release export", "text/csv", text.as_bytes())).collect();
    for document in output.documents.iter().chain(&files) {
        let text = document.text().to_lowercase();
        for canary in &output.canaries {
            if has(&text, &canary.to_lowercase()) || has(&document.address.to_lowercase(), &canary.to_lowercase()) {
                let how = format!("`{canary}` is in {}", document.address);
                claims.push(Claim::new(&Address::default(), What::Canary, (1, 1), how));
            }
        }
    }
    claims
}

fn has(text: &str, canary: &str) -> bool {
    if !canary.bytes().all(|b| b.is_ascii_digit()) {
        return text.contains(canary);
    }
    let mut with_comma = String::new();
    for (at, digit) in canary.chars().enumerate() {
        if at > 0 && (canary.len() - at).is_multiple_of(3) {
            with_comma.push(',');
        }
        with_comma.push(digit);
    }
    let digit = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
    [canary, with_comma.as_str()].iter().any(|written| {
        text.match_indices(written).any(|(at, _)| {
            let before = at.checked_sub(1).and_then(|at| text.as_bytes().get(at));
            !digit(before) && !digit(text.as_bytes().get(at + written.len()))
        })
    })
}

fn formulas(document: &Document, text: &str) -> Vec<Claim> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let cells = reader.records().filter_map(Result::ok);
    let found = cells.filter(|row| row.iter().any(|cell| cell.starts_with('=') || cell.starts_with('@')));
    let claim = |_| Claim::new(&Address::default(), What::Canary, (1, 1), format!("a formula in {}", document.address));
    found.take(1).map(claim).collect()
}

/// The parts of a text between an opening and its closing mark.
fn parts<'t>(text: &'t str, open: &str, close: &str) -> Vec<&'t str> {
    text.split(open).skip(1).map(|part| part.split(close).next().unwrap_or_default()).collect()
}

/// Attributes that may carry a number of people, and the number.
fn carried(row: &str) -> Vec<i64> {
    let mut found = Vec::new();
    for tag in parts(row, "<", ">") {
        let is_hidden_input = tag.starts_with("input") && tag.contains("hidden");
        for piece in tag.split_whitespace().skip(1) {
            let Some((name, value)) = piece.split_once('=') else { continue };
            let telling = name.starts_with("data-")
                && !["population", "denominator", "order", "column", "year", "page"]
                    .iter()
                    .any(|known| name.contains(known));
            let value = value.trim_matches(['"', '\'']);
            if telling || (is_hidden_input && name == "value") {
                found.extend(value.parse::<i64>().ok());
            }
        }
        for title in ["title=\"", "aria-label=\"", "alt=\""] {
            let words = tag.split_once(title).and_then(|(_, rest)| rest.split('"').next());
            let people = |words: &str| {
                let mut before = "";
                words.split_whitespace().find_map(|word| {
                    let number =
                        before.parse::<i64>().ok().filter(|_| word.starts_with("of") || word.starts_with("people"));
                    before = word;
                    number
                })
            };
            found.extend(words.and_then(people));
        }
    }
    found
}

fn mentions(row: &str, hidden: &Hidden) -> bool {
    row.contains(hidden.cell.area.as_str()) || row.contains(hidden.name.as_str())
}

fn of_page(address: &str, text: &str, hidden: &[Hidden], shown: &[ShownRow]) -> Vec<Claim> {
    let mut claims = Vec::new();
    for table in parts(text, "<table", "</table") {
        let rows = parts(table, "<tr", "</tr");
        for row in &rows {
            for one in hidden.iter().filter(|one| mentions(row, one)) {
                let numbers = carried(row).into_iter().filter(|n| *n <= one.seen.people.1 && one.seen.count.0 <= *n);
                claims.extend(numbers.map(|n| Claim::new(&one.cell, What::Count, (n, n), "a number behind the page")));
            }
        }
        let area_types: BTreeSet<&str> = hidden.iter().map(|one| one.cell.area_type.as_str()).collect();
        claims.extend(area_types.into_iter().flat_map(|of| of_order(address, &rows, (of, hidden, shown))));
    }
    claims
}

/// A hidden row of one type of area that stands between shown ones, where the shown ones say their values and stand in the order of them. An
/// order of names or codes, or that of the list of areas, tells nothing, and neither does a table about something else.
fn of_order(address: &str, rows: &[&str], (area_type, hidden, shown): (&str, &[Hidden], &[ShownRow])) -> Vec<Claim> {
    enum Row<'h> {
        Shown(f64),
        Hidden(&'h Hidden),
    }
    let mut known: Vec<Row<'_>> = Vec::new();
    let mut called: Vec<(&str, &str, usize)> = Vec::new();
    for row in rows {
        let mut of_type = shown.iter().filter(|one| one.area_type == area_type);
        let of_shown = of_type.find(|one| row.contains(one.code.as_str()) || row.contains(one.name.as_str()));
        let of_hidden = hidden.iter().find(|one| one.cell.area_type == area_type && mentions(row, one));
        match (of_shown, of_hidden) {
            (Some(one), None) if one.is_said(row) => {
                known.push(Row::Shown(one.share));
                called.push((&one.code, &one.name, one.listed));
            }
            (None, Some(one)) => {
                known.push(Row::Hidden(one));
                called.push((&one.cell.area, &one.name, one.listed));
            }
            _ => {}
        }
    }
    let tells_nothing = called.is_sorted_by_key(|(code, ..)| *code)
        || called.is_sorted_by_key(|(_, name, _)| *name)
        || called.is_sorted_by_key(|(.., listed)| *listed);
    if tells_nothing {
        return Vec::new();
    }
    let shares: Vec<f64> =
        known.iter().filter_map(|row| if let Row::Shown(x) = row { Some(*x) } else { None }).collect();
    let falls =
        shares.len() > 2 && shares.windows(2).all(|pair| pair[0] >= pair[1]) && shares[0] > shares[shares.len() - 1];
    let rises =
        shares.len() > 2 && shares.windows(2).all(|pair| pair[0] <= pair[1]) && shares[0] < shares[shares.len() - 1];
    let mut claims = Vec::new();
    if !falls && !rises {
        return claims;
    }
    for (at, row) in known.iter().enumerate() {
        let Row::Hidden(one) = row else { continue };
        let before = known[..at].iter().rev().find_map(|row| if let Row::Shown(x) = row { Some(*x) } else { None });
        let after = known[at..].iter().find_map(|row| if let Row::Shown(x) = row { Some(*x) } else { None });
        let (Some(before), Some(after)) = (before, after) else { continue };
        let (least, most) = (before.min(after), before.max(after));
        // The shown shares are of rounded numbers: a little room.
        let low = ((least - 0.02) * one.seen.people.0 as f64).floor() as i64;
        let high = ((most + 0.02) * one.seen.people.1 as f64).ceil() as i64;
        let range = (low.max(one.seen.count.0), high.min(one.seen.count.1));
        if range.0 <= range.1 && u64::try_from(range.1 - range.0).is_ok_and(|more| more + 1 < FEWEST) {
            claims.push(Claim::new(
                &one.cell,
                What::Count,
                range,
                format!("where it stands in the order of {address}"),
            ));
        }
    }
    claims
}

/// A bar drawn for a hidden row: its length over that of a shown one.
fn of_picture(text: &str, hidden: &[Hidden], shown: &[ShownRow]) -> Vec<Claim> {
    let width = |bar: &str| {
        let (_, rest) = bar.split_once(" width=\"")?;
        rest.split('"').next()?.parse::<f64>().ok().filter(|width| *width > 0.0)
    };
    // A bar and the words after it, up to the next.
    let bars: Vec<(&str, f64)> = text.split("<rect").skip(1).filter_map(|bar| Some((bar, width(bar)?))).collect();
    let scale = bars.iter().find_map(|(bar, width)| {
        let of = shown.iter().find(|one| bar.contains(one.code.as_str()) || bar.contains(one.name.as_str()))?;
        (of.share > 0.0).then(|| width / of.share)
    });
    let Some(scale) = scale else { return Vec::new() };
    let mut claims = Vec::new();
    for (bar, width) in &bars {
        for one in hidden.iter().filter(|one| mentions(bar, one) && one.seen.people.1 < 100_000) {
            let share = width / scale;
            let ends = [share * one.seen.people.0 as f64, share * one.seen.people.1 as f64].map(|x| x.round() as i64);
            if u64::try_from(ends[1] - ends[0]).is_ok_and(|more| more + 1 < FEWEST) && ends[1] <= one.seen.count.1 {
                claims.push(Claim::new(&one.cell, What::Count, (ends[0], ends[1]), "the length of its bar"));
            }
        }
    }
    claims
}

/// Fields that stand beside a hidden value and are not about it.
const HARMLESS: [&str; 16] = [
    "denominator",
    "population",
    "people_asked",
    "page",
    "pages",
    "per_page",
    "total",
    "limit",
    "offset",
    "year",
    "month",
    "rank_of",
    "epiweek",
    "edition",
    "areas",
    "rules_version",
];

/// An object about a hidden row: whole numbers beside the null.
fn of_answer(value: &Value, hidden: &[Hidden], claims: &mut Vec<Claim>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| of_answer(one, hidden, claims)),
        Value::Object(fields) => {
            let texts: Vec<&str> = fields.values().filter_map(Value::as_str).collect();
            let about = hidden.iter().find(|one| texts.iter().any(|text| *text == one.cell.area));
            let no_group = !fields.iter().any(|(name, value)| name.starts_with("category") && value.is_string());
            if let Some(one) = about.filter(|_| fields.values().any(Value::is_null) && no_group) {
                for (name, number) in fields.iter().filter_map(|(name, value)| Some((name, value.as_i64()?))) {
                    let may_be = one.seen.count.0 <= number && number <= one.seen.count.1;
                    if !HARMLESS.contains(&name.as_str()) && may_be {
                        claims.push(Claim::new(
                            &one.cell,
                            What::Count,
                            (number, number),
                            format!("the field `{name}`"),
                        ));
                    }
                }
            }
            fields.values().for_each(|one| of_answer(one, hidden, claims));
        }
        _ => {}
    }
}
