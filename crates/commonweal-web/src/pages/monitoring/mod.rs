//! What changed in the latest period, where, and is it good or bad? Then every series with its icons of variation and assurance.

pub(crate) mod one;
pub(crate) mod picture;
pub(crate) mod words;

use crate::csv::{Table, number};
use crate::error::PageError;
use crate::figures::Figures;
use crate::groups::Choice;
use crate::handbook;
use crate::pages::indicators::{SelectView, select};
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, ColumnView, Frame, Link, TableView, filters};
use askama::Template;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::monitoring::{ChartState, Watched};
use commonweal_app::{AreaInfo, Domain, IndicatorInfo};
use commonweal_chart::format;
use commonweal_chart::mark::icon;
use commonweal_indicator::{plain_unit, say, text};
use commonweal_model::AreaCode;
use std::collections::BTreeSet;

const KNOWN: [&str; 2] = ["area", "domain"];

#[derive(Template)]
#[template(path = "pages/monitoring.html")]
struct MonitoringPage {
    frame: Frame,
    heading: String,
    sentence: String,
    selects: Vec<SelectView>,
    csv: String,
    alerts: Option<TableView>,
    table_heading: String,
    sections: Vec<Section>,
    chapters: Vec<Link>,
}

/// The indicators of one domain.
struct Section {
    id: &'static str,
    label: &'static str,
    table: TableView,
}

/// What was asked for.
struct Filter<'a> {
    area: Option<&'a AreaInfo>,
    domain: Option<Domain>,
}

impl<'a> Filter<'a> {
    fn read(figures: Figures<'a>, parameters: &Parameters) -> Result<Self, PageError> {
        let choices = || figures.area_choices(|code| format!("/monitoring?area={code}"));
        let area = parameters.get("area").map(|code| figures.area(code, choices)).transpose()?;
        let names: Vec<Choice> = Domain::ALL.iter().map(domain_choice).collect();
        let domain = parameters
            .one_of("domain", &names)?
            .and_then(|choice| Domain::ALL.iter().copied().find(|domain| domain.as_str() == choice.id));
        Ok(Self { area, domain })
    }

    fn takes(&self, info: &IndicatorInfo, area: &AreaCode) -> bool {
        self.domain.is_none_or(|domain| domain == info.domain) && self.area.is_none_or(|asked| asked.code == *area)
    }

    fn address(&self, page: &str) -> String {
        let area = self.area.map(|area| format!("area={}", area.code));
        let domain = self.domain.map(|domain| format!("domain={}", domain.as_str()));
        let asked: Vec<String> = area.into_iter().chain(domain).collect();
        if asked.is_empty() { page.to_owned() } else { format!("{page}?{}", asked.join("&")) }
    }
}

fn domain_choice(domain: &Domain) -> Choice {
    Choice { id: domain.as_str().to_owned(), label: domain.label().to_owned() }
}

/// `/monitoring`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    prepare(&app).await;
    let figures = Figures { site: &app.site };
    let page = Parameters::read(asked, &KNOWN).and_then(|parameters| {
        let filter = Filter::read(figures, &parameters)?;
        Ok(list(&app, figures, &filter))
    });
    pages::show(&app, page)
}

/// `/monitoring.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    prepare(&app).await;
    let figures = Figures { site: &app.site };
    let file = Parameters::read(asked, &KNOWN).and_then(|parameters| {
        let filter = Filter::read(figures, &parameters)?;
        let name = format!("{}-monitoring.csv", app.site.facts().class.as_str());
        Ok(pages::download(&name, "text/csv; charset=utf-8", as_csv(figures, &filter)))
    });
    file.unwrap_or_else(|problem| problem.page(&app))
}

/// The first to ask waits until every series is drawn, and keeps nobody else waiting.
pub(crate) async fn prepare(app: &App) {
    let site = app.site.clone();
    // Nothing can go wrong in it that the page itself would not meet and say.
    let _ = tokio::task::spawn_blocking(move || site.monitoring().watched.len()).await;
}

/// Every watched series with its indicator that the filter takes.
fn watched<'a>(figures: Figures<'a>, filter: &Filter<'_>) -> Vec<(&'a IndicatorInfo, &'a Watched)> {
    let with_info = |watched: &'a Watched| Some((figures.site.indicator(&watched.key.indicator_id)?, watched));
    let all = figures.site.monitoring().watched.iter().filter_map(with_info);
    all.filter(|(info, watched)| filter.takes(info, &watched.key.area)).collect()
}

/// The alerts that the filter takes, in their order.
fn alerts<'a>(figures: Figures<'a>, filter: &Filter<'_>) -> Vec<(&'a IndicatorInfo, &'a Watched, &'a ChartState)> {
    let all = figures.site.monitoring().alerts().into_iter();
    let with_info =
        all.filter_map(|(watched, state)| Some((figures.site.indicator(&watched.key.indicator_id)?, watched, state)));
    with_info.filter(|(info, watched, _)| filter.takes(info, &watched.key.area)).collect()
}

fn list(app: &App, figures: Figures<'_>, filter: &Filter<'_>) -> MonitoringPage {
    let (all, alerts) = (watched(figures, filter), alerts(figures, filter));
    let drawn = all.iter().filter(|(_, watched)| watched.state.is_ok()).count();
    let count = |number: usize| format::count(i64::try_from(number).unwrap_or(i64::MAX));
    let domain = filter.domain.map_or_else(String::new, |domain| format!(", {}", domain.label().to_lowercase()));
    let area = filter.area.map_or(text("monitoring.everywhere"), |area| area.name.as_str());
    let (drawn, number, when) = (count(drawn), count(all.len()), pages::data_date(figures.site));
    let places = [("area", area), ("domain", &domain), ("drawn", &drawn), ("all", &number), ("when", &when)];
    let shown = filter.area.or_else(|| figures.site.area(figures.whole()));
    let name = shown.map_or("", |area| area.name.as_str());
    MonitoringPage {
        frame: pages::frame(
            app,
            Place::Nowhere,
            text("monitoring.title"),
            vec![pages::home()],
            &filter.address("/monitoring"),
        ),
        heading: heading(&alerts),
        sentence: say("monitoring.sentence", &places),
        selects: selects(figures, filter),
        csv: filter.address("/monitoring.csv"),
        alerts: (!alerts.is_empty()).then(|| alerts_table(figures, &alerts)),
        table_heading: say("monitoring.table", &[("area", name)]),
        sections: shown.map(|area| sections(figures, filter, area)).unwrap_or_default(),
        chapters: handbook::links(["control-chart", handbook::GAP]),
    }
}

/// How many changed, and which way: the finding.
fn heading(alerts: &[(&IndicatorInfo, &Watched, &ChartState)]) -> String {
    let count = |is: fn(&ChartState) -> bool| alerts.iter().filter(|(.., state)| is(state)).count();
    let worse = count(|state| state.variation.is_concern());
    let better = count(|state| state.variation.is_improvement());
    let neither = alerts.len() - worse - better;
    let numbers = [alerts.len(), worse, better, neither].map(|number| number.to_string());
    let places =
        [("number", &*numbers[0]), ("worse", &*numbers[1]), ("better", &*numbers[2]), ("neither", &*numbers[3])];
    match (alerts.len(), neither) {
        (0, _) => text("monitoring.heading.none").to_owned(),
        (_, 0) => say("monitoring.heading", &places),
        _ => say("monitoring.heading.neutral", &places),
    }
}

fn selects(figures: Figures<'_>, filter: &Filter<'_>) -> Vec<SelectView> {
    let codes: BTreeSet<&AreaCode> =
        figures.site.monitoring().watched.iter().map(|watched| &watched.key.area).collect();
    let mut areas: Vec<&AreaInfo> = codes.into_iter().filter_map(|code| figures.site.area(code)).collect();
    areas.sort_by(|a, b| (a.area_type, &a.name).cmp(&(b.area_type, &b.name)));
    let areas = areas.into_iter().map(|area| Choice { id: area.code.to_string(), label: area.name.clone() }).collect();
    let chosen = filter.area.map(|area| area.code.to_string());
    let areas = SelectView {
        any: Some(text("monitoring.filter.area.any")),
        ..select("area", "monitoring.filter.area", areas, chosen)
    };
    let domains = Domain::ALL.iter().map(domain_choice).collect();
    let domain = filter.domain.map(|domain| domain.as_str().to_owned());
    vec![areas, select("domain", "indicators.domain", domains, domain)]
}

fn alerts_table(figures: Figures<'_>, alerts: &[(&IndicatorInfo, &Watched, &ChartState)]) -> TableView {
    let row = |(info, watched, state): &(&IndicatorInfo, &Watched, &ChartState)| {
        let mut change = CellView::words(words::variation_word(state.variation));
        change.mark = Some(icon(words::shape(state.variation)));
        change.lines.push(state.fresh.unwrap_or(state.cause).words().to_owned());
        if state.is_provisional {
            change.lines.push(say("monitoring.provisional", &[("points", &state.points.to_string())]));
        }
        vec![
            CellView::link(info.short_title.as_str(), words::address(&watched.key)),
            CellView::words(words::who(figures.site, &watched.key)),
            change,
            value_cell(watched, state),
            CellView::words(words::moved(state, &watched.unit)),
        ]
    };
    TableView {
        caption: text("monitoring.alerts.caption").to_owned(),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("monitoring.column.indicator")),
            ColumnView::words(text("monitoring.column.where")),
            ColumnView::words(text("monitoring.column.change")),
            ColumnView::number(text("monitoring.column.value")),
            ColumnView::words(text("monitoring.column.year")),
        ],
        rows: alerts.iter().map(row).collect(),
    }
}

/// The latest shown value and its period.
fn value_cell(watched: &Watched, state: &ChartState) -> CellView {
    let mut cell = CellView::number(format::value(state.value, plain_unit(&watched.unit)));
    cell.lines.push(crate::words::period(&state.latest.period, state.latest.period_kind));
    cell
}

/// Every indicator in one area under its domain.
fn sections(figures: Figures<'_>, filter: &Filter<'_>, area: &AreaInfo) -> Vec<Section> {
    let here: Vec<(&IndicatorInfo, &Watched)> = watched(figures, filter)
        .into_iter()
        .filter(|(info, watched)| {
            // Fifths have their own charts behind the indicator; a list of everything would say each thing six times.
            watched.key.area == area.code && (info.published || watched.key.breakdowns.is_empty())
        })
        .collect();
    let section = |domain: &Domain| {
        let of: Vec<_> = here.iter().filter(|(info, _)| info.domain == *domain).collect();
        let places = [("domain", domain.label()), ("area", area.name.as_str())];
        (!of.is_empty()).then(|| Section {
            id: domain.as_str(),
            label: domain.label(),
            table: TableView {
                caption: say("monitoring.table.caption", &places),
                caption_hidden: true,
                columns: vec![
                    ColumnView::words(text("monitoring.column.indicator")),
                    ColumnView::number(text("monitoring.column.value")),
                    ColumnView::words(text("monitoring.column.variation")),
                    ColumnView::words(text("monitoring.column.assurance")),
                ],
                rows: of.iter().map(|(info, watched)| row(info, watched)).collect(),
            },
        })
    };
    Domain::ALL.iter().filter_map(section).collect()
}

fn row(info: &IndicatorInfo, watched: &Watched) -> Vec<CellView> {
    let mut first = CellView::link(info.short_title.as_str(), words::address(&watched.key));
    first.lines.extend(watched.key.breakdowns.first().map(crate::words::group));
    match &watched.state {
        Ok(state) => vec![
            first,
            value_cell(watched, state),
            words::variation_cell(state, info.published),
            words::assurance_cell(state, &watched.unit),
        ],
        Err(why) => vec![
            first,
            CellView::number(format::NONE),
            CellView::words(words::not_drawn(*why)),
            CellView::words(format::NONE),
        ],
    }
}

/// Every watched series with its numbers.
fn as_csv(figures: Figures<'_>, filter: &Filter<'_>) -> String {
    let mut table = Table::new(&[
        "indicator_id",
        "short_title",
        "domain",
        "series",
        "area_code",
        "area_name",
        "category",
        "unit",
        "period",
        "value",
        "mean",
        "lower_control_limit",
        "upper_control_limit",
        "points",
        "periods_not_shown",
        "provisional",
        "variation",
        "rule",
        "new",
        "change_from_year_before",
        "alert",
        "target",
        "target_of",
        "assurance",
        "no_chart",
    ]);
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    for (info, watched) in watched(figures, filter) {
        let key = &watched.key;
        let mut cells = vec![
            info.id.clone(),
            info.short_title.clone(),
            info.domain.as_str().to_owned(),
            key.series.clone(),
            key.area.to_string(),
            figures.site.area(&key.area).map(|area| area.name.clone()).unwrap_or_default(),
            key.breakdowns.first().map(crate::words::group).unwrap_or_default(),
            watched.unit.clone(),
        ];
        match &watched.state {
            Ok(state) => {
                let (lower, upper) = state.limits.unzip();
                let target = state.target.as_ref();
                cells.extend([
                    state.latest.period.to_string(),
                    number(Some(state.value)),
                    number(Some(state.mean)),
                    number(lower),
                    number(upper),
                    state.points.to_string(),
                    state.hidden.to_string(),
                    yes(state.is_provisional),
                    state.variation.label().to_owned(),
                    if state.cause.is_special() { state.cause.words() } else { "" }.to_owned(),
                    yes(state.fresh.is_some()),
                    number(state.moved.map(|moved| moved.difference.value)),
                    yes(state.is_alert),
                    number(target.map(|(target, _)| target.value)),
                    target.map(|(target, _)| target.commitment.clone()).unwrap_or_default(),
                    target.map(|(_, assurance)| assurance.label()).unwrap_or_default().to_owned(),
                    String::new(),
                ]);
            }
            Err(why) => {
                cells.resize(24, String::new());
                cells.push(words::not_drawn(*why));
            }
        }
        table.row(&cells);
    }
    table.finish()
}
