//! Did a series change when an initiative began? The initiatives that can be looked at, and a form for any other day.

use crate::charts::area_name;
use crate::error::{Choice, PageError};
use crate::figures::Figures;
use crate::groups;
use crate::pages::evaluation::{self, EvaluationView};
use crate::pages::indicators::{SelectView, select};
use crate::pages::monitoring::picture::day;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, ColumnView, Frame, Link, TableView, filters};
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use commonweal_app::evaluation::{Evaluable, Question, evaluable, evaluate, waiting_for_a_date};
use commonweal_app::{AppError, AreaInfo, IndicatorInfo};
use commonweal_indicator::{say, text};
use commonweal_model::AreaCode;
use jiff::civil::Date;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "pages/evaluations.html")]
struct EvaluationsPage {
    frame: Frame,
    heading: String,
    waiting: Option<String>,
    table: Option<TableView>,
    selects: Vec<SelectView>,
}

#[derive(Template)]
#[template(path = "pages/evaluation.html")]
struct EvaluationPage {
    frame: Frame,
    heading: String,
    /// Nothing can be evaluated: why.
    none: Option<&'static str>,
    evaluations: Vec<EvaluationView>,
}

/// `/evaluations`; with an indicator, an area and a day it shows what was asked.
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    pages::monitoring::prepare(&app).await;
    let figures = Figures { site: &app.site };
    match Parameters::read(asked, &["indicator", "area", "from"]) {
        Ok(asked) => match asked.get("indicator") {
            Some(id) => pages::show(&app, of_day(&app, figures, id, &asked)),
            None => pages::show(&app, Ok(list(&app, figures))),
        },
        Err(problem) => problem.page(&app),
    }
}

/// `/evaluations/{id}`: of an initiative, or of an indicator from a day on; with `.csv` the numbers.
pub(crate) async fn one(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    pages::monitoring::prepare(&app).await;
    let figures = Figures { site: &app.site };
    let plain = id.strip_suffix(".csv").unwrap_or(&id);
    let answer = Parameters::read(asked, &["area", "from"]).and_then(|asked| {
        if id.ends_with(".csv") {
            return file(figures, plain, &asked);
        }
        let initiative = evaluable(figures.site).into_iter().find(|each| each.initiative == plain);
        Ok(match initiative {
            Some(initiative) => pages::show(&app, of_initiative(&app, figures, &initiative)),
            None => pages::show(&app, of_day(&app, figures, plain, &asked)),
        })
    });
    answer.unwrap_or_else(|problem| problem.page(&app))
}

fn list(app: &App, figures: Figures<'_>) -> EvaluationsPage {
    let initiatives = evaluable(figures.site);
    let heading = match initiatives.len() {
        0 => text("evaluations.heading.none").to_owned(),
        1 => text("evaluations.heading.one").to_owned(),
        some => say("evaluations.heading", &[("number", &some.to_string())]),
    };
    let waiting = waiting_for_a_date(figures.site);
    let crumbs = vec![pages::home(), Link::new(text("monitoring.title"), "/monitoring")];
    EvaluationsPage {
        frame: pages::frame(app, Place::Nowhere, text("evaluations.title"), crumbs, "/evaluations"),
        heading,
        waiting: (waiting > 0).then(|| say("evaluations.waiting", &[("number", &waiting.to_string())])),
        table: (!initiatives.is_empty()).then(|| table(figures, &initiatives)),
        selects: selects(figures),
    }
}

fn table(figures: Figures<'_>, initiatives: &[Evaluable]) -> TableView {
    let row = |initiative: &Evaluable| {
        let said = initiative.questions.iter().filter_map(|question| evaluate(figures.site, question.clone()).ok());
        let mut said: Vec<String> = said.map(|found| found.headline()).collect();
        let says = if said.is_empty() {
            CellView::words(text("evaluations.none"))
        } else {
            CellView { text: said.remove(0), lines: said, ..CellView::default() }
        };
        vec![
            CellView::link(initiative.title.as_str(), format!("/evaluations/{}", initiative.initiative)),
            CellView::words(day(initiative.from)),
            says,
        ]
    };
    TableView {
        caption: text("evaluations.caption").to_owned(),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("evaluations.column.initiative")),
            ColumnView::words(text("evaluations.column.from")),
            ColumnView::words(text("evaluations.column.says")),
        ],
        rows: initiatives.iter().map(row).collect(),
    }
}

/// What can be asked about: indicators that are followed over time, and the areas they are followed in.
fn selects(figures: Figures<'_>) -> Vec<SelectView> {
    let watched = &figures.site.monitoring().watched;
    let ids: BTreeSet<&str> = watched.iter().map(|each| each.key.indicator_id.as_str()).collect();
    let mut indicators: Vec<&IndicatorInfo> = ids.into_iter().filter_map(|id| figures.site.indicator(id)).collect();
    indicators.sort_by(|a, b| a.short_title.cmp(&b.short_title));
    let codes: BTreeSet<&AreaCode> = watched.iter().map(|each| &each.key.area).collect();
    let mut areas: Vec<&AreaInfo> = codes.into_iter().filter_map(|code| figures.site.area(code)).collect();
    areas.sort_by(|a, b| (a.area_type, &a.name).cmp(&(b.area_type, &b.name)));
    let choice = |id: &str, label: &str| groups::Choice { id: id.to_owned(), label: label.to_owned() };
    let indicators = indicators.into_iter().map(|info| choice(&info.id, &info.short_title)).collect();
    let areas = areas.into_iter().map(|area| choice(area.code.as_str(), &area.name)).collect();
    let indicators = select("indicator", "evaluations.ask.indicator", indicators, None);
    let areas = select("area", "evaluations.ask.area", areas, None);
    vec![SelectView { any: None, ..indicators }, SelectView { any: None, ..areas }]
}

fn of_initiative(app: &App, figures: Figures<'_>, initiative: &Evaluable) -> Result<EvaluationPage, PageError> {
    let mut evaluations = Vec::new();
    for (number, question) in (1..).zip(&initiative.questions) {
        let found = evaluate(figures.site, question.clone()).map_err(|error| PageError::internal(&error))?;
        evaluations.push(evaluation::view(figures, &found, &format!("evaluation-{number}"), Some(&initiative.title)));
    }
    let address = format!("/evaluations/{}", initiative.initiative);
    Ok(EvaluationPage {
        frame: pages::frame(app, Place::Nowhere, &initiative.title, crumbs(), &address),
        heading: initiative.title.clone(),
        none: evaluations.is_empty().then(|| text("evaluations.initiative.none")),
        evaluations,
    })
}

fn of_day(app: &App, figures: Figures<'_>, id: &str, asked: &Parameters) -> Result<EvaluationPage, PageError> {
    let question = question(figures, id, asked)?;
    let address = format!("/evaluations/{id}?area={}&from={}", question.area, question.from);
    let found = evaluate(figures.site, question).map_err(|error| refused(figures, id, &error))?;
    let mut view = evaluation::view(figures, &found, "evaluation", None);
    // The page's own heading says what was found.
    text("monitoring.one.chart").clone_into(&mut view.chart.heading);
    let title = format!("{}: {}", text("evaluations.title"), found.info.short_title);
    Ok(EvaluationPage {
        frame: pages::frame(app, Place::Nowhere, &title, crumbs(), &address),
        heading: found.headline(),
        none: None,
        evaluations: vec![view],
    })
}

fn file(figures: Figures<'_>, id: &str, asked: &Parameters) -> Result<Response, PageError> {
    let question = question(figures, id, asked)?;
    let name =
        format!("{}-evaluation-{id}-{}-{}.csv", figures.site.facts().class.as_str(), question.area, question.from);
    let found = evaluate(figures.site, question).map_err(|error| refused(figures, id, &error))?;
    Ok(pages::download(&name, "text/csv; charset=utf-8", evaluation::csv(&found)))
}

/// An indicator, an area (the whole where none is named) and a day. Each is needed; nothing is guessed of the day.
fn question(figures: Figures<'_>, id: &str, asked: &Parameters) -> Result<Question, PageError> {
    let info = figures.site.indicator(id).ok_or_else(|| no_evaluation(figures, id))?;
    let area = match asked.get("area") {
        Some(code) => figures.area(code, || of_indicator(figures, id))?.code.clone(),
        None => figures.whole().clone(),
    };
    let typed = asked.get("from").unwrap_or_default();
    let from = typed.parse::<Date>().map_err(|_| PageError::no_day(typed))?;
    Ok(Question { indicator: info.id.clone(), area, from, initiative: None })
}

/// The areas in which an indicator is followed, as choices.
fn of_indicator(figures: Figures<'_>, id: &str) -> Vec<Choice> {
    let of = figures.site.monitoring().of_indicator(id).filter(|each| each.key.breakdowns.is_empty());
    let choice = |each: &commonweal_app::monitoring::Watched| Choice {
        label: format!("{} ({})", area_name(figures, &each.key.area), each.key.area),
        href: Some(format!("/monitoring/{id}?area={}", each.key.area)),
    };
    of.map(choice).collect()
}

fn refused(figures: Figures<'_>, id: &str, error: &AppError) -> PageError {
    match error {
        AppError::Refused(_) | AppError::Unknown { .. } => PageError::no_series(id, of_indicator(figures, id)),
        other => PageError::internal(other),
    }
}

fn no_evaluation(figures: Figures<'_>, id: &str) -> PageError {
    let choice =
        |each: Evaluable| Choice { href: Some(format!("/evaluations/{}", each.initiative)), label: each.title };
    PageError::no_evaluation(id, evaluable(figures.site).into_iter().map(choice).collect())
}

fn crumbs() -> Vec<Link> {
    vec![
        pages::home(),
        Link::new(text("monitoring.title"), "/monitoring"),
        Link::new(text("evaluations.title"), "/evaluations"),
    ]
}
