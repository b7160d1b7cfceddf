//! What the plans promise: the ten ambitions, the commitments, and the indicators that show whether they come true. Read
//! only; nothing here says that anything is on track, because nobody has yet agreed how that would be told.

use crate::error::{Choice, PageError};
use crate::figures::Figures;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::rows::{Row, value_cell};
use crate::view::{CellView, ColumnView, Frame, Link, TableView, filters};
use crate::words;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use commonweal_app::{Commitment, IndicatorInfo, Lack, Plan, PlanItem};
use commonweal_indicator::{in_words, say, text};

#[derive(Template)]
#[template(path = "pages/outcomes.html")]
struct OutcomesPage {
    frame: Frame,
    heading: String,
    sentence: String,
    domains: Vec<DomainView>,
    sets: Vec<SetView>,
    csv: &'static str,
}

/// A domain of the framework with its ambitions.
struct DomainView {
    label: String,
    ambitions: Vec<AmbitionView>,
}

struct AmbitionView {
    number: String,
    title: String,
    href: String,
    /// The other document's number, where it has another.
    note: Option<String>,
    serves: String,
}

/// Commitments of one list of the plans.
struct SetView {
    id: String,
    label: String,
    table: TableView,
}

#[derive(Template)]
#[template(path = "pages/outcome.html")]
struct OutcomePage {
    frame: Frame,
    caption: String,
    heading: String,
    sentence: String,
    facts: Vec<(String, String)>,
    lacks: Option<String>,
    indicators: Option<TableView>,
    commitments: Option<TableView>,
    parts: Vec<Link>,
}

/// `/outcomes`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    pages::show(&app, Parameters::read(asked, &[]).map(|_| list(&app, Figures { site: &app.site })))
}

/// `/outcomes.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    match Parameters::read(asked, &[]) {
        Ok(_) => pages::download("commitments.csv", "text/csv; charset=utf-8", as_csv(app.site.plan())),
        Err(problem) => problem.page(&app),
    }
}

/// `/outcomes/{id}`
pub(crate) async fn one(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    let page = Parameters::read(asked, &[]).and_then(|_| outcome(&app, Figures { site: &app.site }, &id));
    pages::show(&app, page)
}

/// Where a part of the plans has its page.
pub(crate) fn address(id: &str) -> String {
    format!("/outcomes/{id}")
}

fn list(app: &App, figures: Figures<'_>) -> OutcomesPage {
    let plan = figures.site.plan();
    let incomplete = plan.commitments.iter().filter(|commitment| !commitment.lacks().is_empty()).count();
    let all = plan.commitments.len();
    let figures_of = |id: &str| indicators(figures, id).len();
    let ambition = |item: &PlanItem| AmbitionView {
        number: item.id.clone(),
        title: item.title.clone(),
        href: address(&item.id),
        note: item.note.clone().filter(|note| note.contains("Appendix 2")),
        serves: serves(figures_of(&item.id)),
    };
    let domains = plan.items.iter().filter(|item| item.level == "domain").map(|domain| DomainView {
        label: domain.title.clone(),
        ambitions: plan.ambitions().filter(|item| item.parent.as_deref() == Some(&domain.id)).map(ambition).collect(),
    });
    OutcomesPage {
        frame: pages::frame(app, Place::Outcomes, text("outcomes.title"), Vec::new(), "/outcomes"),
        heading: say("outcomes.heading", &[("some", &incomplete.to_string()), ("all", &all.to_string())]),
        sentence: text("outcomes.sentence").to_owned(),
        domains: domains.collect(),
        sets: sets(figures),
        csv: "/outcomes.csv",
    }
}

fn serves(number: usize) -> String {
    match number {
        0 => text("outcomes.serves.none").to_owned(),
        1 => text("outcomes.serves.one").to_owned(),
        more => say("outcomes.serves", &[("number", &in_words(more))]),
    }
}

/// The indicators here that serve a part of the plans.
fn indicators<'a>(figures: Figures<'a>, id: &'a str) -> Vec<&'a IndicatorInfo> {
    figures.site.plan().indicators_of(id).filter_map(|indicator| figures.site.indicator(indicator)).collect()
}

/// Commitments under the list of the part they belong to, in the order of the plans.
fn sets(figures: Figures<'_>) -> Vec<SetView> {
    let plan = figures.site.plan();
    let mut sets: Vec<(String, Vec<&Commitment>)> = Vec::new();
    for commitment in &plan.commitments {
        let parent = commitment.parent.as_deref().and_then(|id| plan.item(id));
        let label = parent.map_or(text("outcomes.set.other"), |item| item.set.as_str());
        match sets.iter_mut().find(|(known, _)| known == label) {
            Some((_, commitments)) => commitments.push(commitment),
            None => sets.push((label.to_owned(), vec![commitment])),
        }
    }
    let view = |(at, (label, commitments)): (usize, (String, Vec<&Commitment>))| {
        let label = words::capital(&label);
        let places = [("list", label.as_str()), ("number", &commitments.len().to_string())];
        SetView {
            id: format!("list-{}", at + 1),
            table: commitment_table(figures, &commitments, say("outcomes.caption", &places)),
            label,
        }
    };
    sets.into_iter().enumerate().map(view).collect()
}

fn commitment_table(figures: Figures<'_>, commitments: &[&Commitment], caption: String) -> TableView {
    let row = |commitment: &&Commitment| {
        let mut first = CellView::link(commitment.title.as_str(), address(&commitment.id));
        first.lines.push(commitment.population.clone());
        let mut target = CellView::words(promise(commitment));
        target.lines.extend(baseline(commitment));
        let state = CellView::words(lack_words(&commitment.lacks()));
        let measured = match indicators(figures, &commitment.id).as_slice() {
            [] => CellView::words(text("outcomes.not_measured")),
            [first, others @ ..] => {
                let mut cell = CellView::link(first.short_title.as_str(), format!("/indicators/{}", first.id));
                cell.lines.extend(others.iter().map(|info| info.short_title.clone()));
                cell
            }
        };
        vec![first, target, CellView::words(date(commitment)), state, measured]
    };
    TableView {
        caption,
        caption_hidden: true,
        columns: ["promise", "target", "date", "complete", "measured"]
            .map(|name| ColumnView::words(text(column_key(name))))
            .into(),
        rows: commitments.iter().map(row).collect(),
    }
}

fn column_key(name: &str) -> &'static str {
    match name {
        "promise" => "outcomes.column.promise",
        "target" => "outcomes.column.target",
        "date" => "outcomes.column.date",
        "complete" => "outcomes.column.complete",
        _ => "outcomes.column.measured",
    }
}

/// The figure aimed at, with how it is compared.
fn promise(commitment: &Commitment) -> String {
    if commitment.kind == "milestone" {
        return text("outcomes.milestone").to_owned();
    }
    let Some(target) = &commitment.target else { return words::capital(&commitment.comparator) };
    let unit = commitment.unit.as_deref().unwrap_or_default();
    let figure = match unit {
        "%" if target.parse::<f64>().is_ok() => format!("{target}%"),
        "" | "number" => target.clone(),
        unit if target.parse::<f64>().is_ok() => format!("{target} {unit}"),
        _ => target.clone(),
    };
    match commitment.comparator.as_str() {
        ">=" => say("outcomes.at_least", &[("figure", &figure)]),
        "<=" => say("outcomes.at_most", &[("figure", &figure)]),
        _ => words::capital(&figure),
    }
}

fn baseline(commitment: &Commitment) -> Option<String> {
    let value = commitment.baseline.as_deref()?;
    Some(match commitment.baseline_period.as_deref() {
        Some(period) => say("outcomes.from.period", &[("value", value), ("period", period)]),
        None => say("outcomes.from", &[("value", value)]),
    })
}

fn date(commitment: &Commitment) -> String {
    commitment.target_date.clone().unwrap_or_else(|| text("outcomes.no_date").to_owned())
}

/// `Incomplete: no figure, no baseline`, or that nothing is missing.
fn lack_words(lacks: &[Lack]) -> String {
    if lacks.is_empty() {
        return text("outcomes.complete").to_owned();
    }
    let word = |lack: &Lack| {
        text(match lack {
            Lack::Figure => "outcomes.lacks.figure",
            Lack::Baseline => "outcomes.lacks.baseline",
            Lack::Date => "outcomes.lacks.date",
        })
    };
    say("outcomes.incomplete", &[("lacks", &lacks.iter().map(word).collect::<Vec<_>>().join(", "))])
}

fn outcome(app: &App, figures: Figures<'_>, id: &str) -> Result<OutcomePage, PageError> {
    let plan = figures.site.plan();
    if let Some(commitment) = plan.commitments.iter().find(|commitment| commitment.id == id) {
        return Ok(commitment_page(app, figures, commitment));
    }
    let item = plan.item(id).ok_or_else(|| {
        let choice = |item: &PlanItem| Choice { label: item.title.clone(), href: Some(address(&item.id)) };
        PageError::no_outcome(id, plan.ambitions().map(choice).collect())
    })?;
    let commitments: Vec<&Commitment> = plan.commitments_of(&item.id).collect();
    let children = plan.items.iter().filter(|other| other.parent.as_deref() == Some(&item.id));
    let table = |commitments: &[&Commitment]| {
        commitment_table(figures, commitments, say("outcomes.caption.of", &[("title", &item.title)]))
    };
    let mut facts = vec![(text("outcomes.fact.id").to_owned(), item.id.clone())];
    if let Some(parent) = item.parent.as_deref().and_then(|parent| plan.item(parent)) {
        facts.push((text("outcomes.fact.part_of").to_owned(), parent.title.clone()));
    }
    facts.extend(item.note.clone().map(|note| (text("outcomes.fact.note").to_owned(), note)));
    Ok(OutcomePage {
        frame: frame(app, &item.title, id),
        caption: words::capital(&item.level.replace('_', " ")),
        heading: item.title.clone(),
        sentence: say("outcomes.one.sentence", &[("list", &item.set)]),
        facts,
        lacks: None,
        indicators: indicator_table(figures, id, &item.title),
        commitments: (!commitments.is_empty()).then(|| table(&commitments)),
        parts: children.map(|child| Link::new(child.title.as_str(), address(&child.id))).collect(),
    })
}

fn commitment_page(app: &App, figures: Figures<'_>, commitment: &Commitment) -> OutcomePage {
    let plan = figures.site.plan();
    let parent = commitment.parent.as_deref().and_then(|id| plan.item(id));
    let mut facts: Vec<(String, String)> = Vec::new();
    let mut add = |key: &str, value: Option<String>| facts.extend(value.map(|value| (text(key).to_owned(), value)));
    add("outcomes.fact.id", Some(commitment.id.clone()));
    add("outcomes.fact.measure", Some(commitment.measure.clone()));
    add("outcomes.fact.population", Some(commitment.population.clone()));
    add("outcomes.fact.geography", Some(commitment.geography.clone()));
    add("outcomes.column.target", Some(promise(commitment)));
    add("outcomes.fact.baseline", baseline(commitment));
    add("outcomes.column.date", Some(date(commitment)));
    add("outcomes.fact.note", commitment.note.clone());
    let lacks = commitment.lacks();
    OutcomePage {
        frame: frame(app, &commitment.title, &commitment.id),
        caption: text("outcomes.commitment").to_owned(),
        heading: commitment.title.clone(),
        sentence: match parent {
            Some(item) => say("outcomes.one.sentence", &[("list", &item.set)]),
            None => text("outcomes.one.alone").to_owned(),
        },
        facts,
        lacks: (!lacks.is_empty()).then(|| lack_words(&lacks)),
        indicators: indicator_table(figures, &commitment.id, &commitment.title),
        commitments: None,
        parts: parent.map(|item| Link::new(item.title.as_str(), address(&item.id))).into_iter().collect(),
    }
}

fn frame(app: &App, title: &str, id: &str) -> Frame {
    let crumbs = vec![pages::home(), Link::new(text("outcomes.title"), "/outcomes")];
    pages::frame(app, Place::Outcomes, title, crumbs, &address(id))
}

/// The indicators that serve a part of the plans, with value and gap.
fn indicator_table(figures: Figures<'_>, id: &str, title: &str) -> Option<TableView> {
    let served = indicators(figures, id);
    let row = |info: &&IndicatorInfo| {
        let gap = match info.published {
            true => CellView::words(text("indicators.published")),
            false => Row::of(figures, info, figures.whole()).gap_cell(),
        };
        let first = CellView::link(info.short_title.as_str(), format!("/indicators/{}", info.id));
        vec![first, value_cell(figures, info, figures.whole()), gap]
    };
    (!served.is_empty()).then(|| TableView {
        caption: say("outcomes.indicators.caption", &[("title", title)]),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("inequalities.column.question")),
            ColumnView::words(text("indicators.value")),
            ColumnView::words(text("indicators.gap")),
        ],
        rows: served.iter().map(row).collect(),
    })
}

/// Every commitment as the page shows it.
fn as_csv(plan: &Plan) -> String {
    let mut table = crate::csv::Table::new(&[
        "id",
        "title",
        "measure",
        "population",
        "geography",
        "baseline_value",
        "baseline_period",
        "unit",
        "target_value",
        "comparator",
        "target_date",
        "belongs_to",
        "type",
        "completeness",
        "indicators",
    ]);
    for commitment in &plan.commitments {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        table.row(&[
            commitment.id.clone(),
            commitment.title.clone(),
            commitment.measure.clone(),
            commitment.population.clone(),
            commitment.geography.clone(),
            text(&commitment.baseline),
            text(&commitment.baseline_period),
            text(&commitment.unit),
            text(&commitment.target),
            commitment.comparator.clone(),
            text(&commitment.target_date),
            text(&commitment.parent),
            commitment.kind.clone(),
            lack_words(&commitment.lacks()),
            plan.indicators_of(&commitment.id).collect::<Vec<_>>().join(" "),
        ]);
    }
    table.finish()
}
