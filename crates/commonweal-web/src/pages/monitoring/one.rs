//! One series as a control chart: what varies, what stands out, what happened, and how it is elsewhere.

use super::picture::{self, Picture};
use super::words;
use crate::charts::{area_name, source_line};
use crate::error::{Choice, PageError};
use crate::figures::Figures;
use crate::groups;
use crate::handbook;
use crate::pages::indicator::figure_cell;
use crate::pages::indicators::{SelectView, select};
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, ChartView, ColumnView, Frame, Link, TableView, filters};
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use commonweal_app::IndicatorInfo;
use commonweal_app::monitoring::{BenchmarkWhat, Drawn, Watched, annotations, benchmarks, drawn};
use commonweal_chart::ControlChart;
use commonweal_chart::format;
use commonweal_disclosure::Released;
use commonweal_indicator::{plain_unit, say, text};
use commonweal_model::AreaCode;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "pages/monitoring_one.html")]
struct OnePage {
    frame: Frame,
    caption: &'static str,
    heading: String,
    question: String,
    note: String,
    address: String,
    selects: Vec<SelectView>,
    chart: ChartView,
    stretches: Option<TableView>,
    assurance: CellView,
    beside: TableView,
    rank: Option<String>,
    links: Vec<Link>,
}

/// A series that was asked for, with everything a page, a picture and a file show of it.
struct One<'a> {
    info: &'a IndicatorInfo,
    watched: &'a Watched,
    figures: &'a [Released],
    drawn: Option<Drawn>,
}

/// `/monitoring/{indicator}`, `.csv` and `.svg`
pub(crate) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    super::prepare(&app).await;
    let figures = Figures { site: &app.site };
    let plain = id.strip_suffix(".csv").or_else(|| id.strip_suffix(".svg")).unwrap_or(&id);
    let found = Parameters::read(asked, &["area", "group"]).and_then(|asked| One::asked(figures, plain, &asked));
    match found {
        Ok(one) if id.ends_with(".csv") => {
            let rows: Vec<&Released> = one.figures.iter().collect();
            pages::csv_file(&app.site, &format!("monitoring-{plain}-{}", one.watched.key.area), &rows)
        }
        Ok(one) if id.ends_with(".svg") => one.picture_file(figures),
        Ok(one) => pages::show(&app, Ok(one.page(&app, figures))),
        Err(problem) => problem.page(&app),
    }
}

impl<'a> One<'a> {
    /// The series of a request: without an area the whole, or the first area that has one.
    fn asked(figures: Figures<'a>, id: &str, parameters: &Parameters) -> Result<Self, PageError> {
        let info = figures.indicator(id)?;
        let monitoring = figures.site.monitoring();
        let here: Vec<&Watched> = monitoring.watched.iter().filter(|each| each.key.indicator_id == info.id).collect();
        let no_series = || PageError::no_series(id, choices(figures, &here));
        let area = match parameters.get("area") {
            Some(code) => figures.area(code, || choices(figures, &here))?.code.clone(),
            None => {
                let whole = here.iter().find(|each| each.key.area == *figures.whole());
                whole.or(here.first()).ok_or_else(no_series)?.key.area.clone()
            }
        };
        let of_area: Vec<&Watched> = here.iter().copied().filter(|each| each.key.area == area).collect();
        let group = parameters.get("group").unwrap_or_default();
        let is_it = |each: &&&Watched| words::group_id(&each.key) == group;
        let found = of_area.iter().filter(is_it).min_by_key(|each| each.state.is_err());
        // A series that is published by sex only has nobody's together: its first one stands for it.
        let first = || of_area.first().filter(|_| group.is_empty());
        let watched = *found.or_else(first).ok_or_else(no_series)?;
        let figures_of = figures.site.released().trend(&watched.key);
        let rebasings = figures.site.rebasings_of(&info.id, &watched.key.area);
        Ok(Self { info, watched, figures: figures_of, drawn: drawn(figures_of, &rebasings).ok() })
    }

    fn heading(&self, figures: Figures<'_>) -> String {
        let who = words::who(figures.site, &self.watched.key);
        let title = self.info.short_title.as_str();
        match &self.watched.state {
            Ok(state) => {
                let variation = crate::words::small(words::variation_word(state.variation));
                say("monitoring.one.heading", &[("title", title), ("who", &who), ("variation", &variation)])
            }
            Err(_) => say("monitoring.one.no_chart", &[("title", title), ("who", &who)]),
        }
    }

    fn chart(&self, figures: Figures<'_>) -> ControlChart {
        let site = figures.site;
        let (id, area) = (&self.info.id, &self.watched.key.area);
        let target = self.watched.state.as_ref().ok().and_then(|state| state.target.as_ref());
        let picture = Picture {
            id: "control".to_owned(),
            heading: self.heading(figures),
            subtitle: "monitoring.one.subtitle",
            info: self.info,
            figures: self.figures,
            chart: self.drawn.as_ref().map(|drawn| (&drawn.news.chart, drawn.shown.as_slice())),
            target: target.map(|(target, _)| target),
            events: picture::events(self.figures, &annotations(site, id, area), &site.rebasings_of(id, area)),
        };
        picture.chart(site)
    }

    fn picture_file(&self, figures: Figures<'_>) -> Response {
        let address = words::address(&self.watched.key);
        let body = self.chart(figures).svg().file(&source_line(figures, self.info, &address));
        let class = figures.site.facts().class.as_str();
        let name = format!("{class}-monitoring-{}-{}.svg", self.info.id, self.watched.key.area);
        pages::download(&name, "image/svg+xml", body)
    }

    fn page(&self, app: &App, figures: Figures<'_>) -> OnePage {
        let key = &self.watched.key;
        let here = words::address(key);
        let file = |kind: &str| here.replacen(&self.info.id, &format!("{}.{kind}", self.info.id), 1);
        let links = vec![Link::new(text("chart.csv"), file("csv")), Link::new(text("chart.picture"), file("svg"))];
        let mut chart = ChartView::new("control", self.chart(figures).svg(), None, links);
        // The page's own heading says what the chart found.
        chart.heading = text("monitoring.one.chart").to_owned();
        let beside = benchmarks(figures.site, key);
        let rank = beside.rank.map(|(place, number)| {
            say("monitoring.beside.rank", &[("place", &place.to_string()), ("number", &number.to_string())])
        });
        let title = format!("{}: {}", text("monitoring.title"), self.info.short_title);
        let crumbs = vec![pages::home(), Link::new(text("monitoring.title"), "/monitoring")];
        OnePage {
            frame: pages::frame(app, Place::Nowhere, &title, crumbs, &here),
            caption: text("monitoring.title"),
            heading: self.heading(figures),
            question: self.info.question.clone(),
            note: self.note(),
            address: format!("/monitoring/{}", self.info.id),
            selects: self.selects(figures),
            chart: chart.explained_by(handbook::links(["control-chart"])),
            stretches: self.stretches(),
            assurance: match &self.watched.state {
                Ok(state) => words::assurance_cell(state, &self.watched.unit),
                Err(_) => CellView::words(text("monitoring.assurance.none")),
            },
            beside: beside_table(figures, &beside.rows.iter().map(|row| (row.what, row.figure)).collect::<Vec<_>>()),
            rank,
            links: vec![
                Link::new(text("monitoring.one.full"), format!("/indicators/{}?area={}", self.info.id, key.area)),
                Link::new(text("monitoring.one.evaluate"), "/evaluations"),
            ],
        }
    }

    /// What the latest point says, and whether that is new.
    fn note(&self) -> String {
        let state = match &self.watched.state {
            Ok(state) => state,
            Err(why) => return format!("{}.", words::not_drawn(*why)),
        };
        if state.is_latest_hidden {
            return format!("{}.", text("monitoring.variation.latest_hidden"));
        }
        let mut note = match (state.fresh, state.cause.is_special()) {
            (Some(cause), _) => say("monitoring.one.note.new", &[("rule", cause.words())]),
            (None, true) => say("monitoring.one.note.old", &[("rule", state.cause.words())]),
            (None, false) => text("monitoring.one.note.common").to_owned(),
        };
        if state.cause.is_special() && !self.info.published && state.moved.is_none() {
            note = format!("{note} {}.", text("monitoring.variation.unconfirmed"));
        }
        if state.is_provisional {
            let points = state.points.to_string();
            note = format!("{note} {}.", say("monitoring.provisional", &[("points", &points)]));
        }
        note
    }

    fn selects(&self, figures: Figures<'_>) -> Vec<SelectView> {
        let monitoring = figures.site.monitoring();
        let of: Vec<&Watched> =
            monitoring.watched.iter().filter(|each| each.key.indicator_id == self.info.id).collect();
        let codes: BTreeSet<&AreaCode> = of.iter().map(|each| &each.key.area).collect();
        let mut areas: Vec<_> = codes.into_iter().filter_map(|code| figures.site.area(code)).collect();
        areas.sort_by(|a, b| (a.area_type, &a.name).cmp(&(b.area_type, &b.name)));
        let choice = |id: String, label: String| groups::Choice { id, label };
        let areas = areas.into_iter().map(|area| choice(area.code.to_string(), area.name.clone())).collect();
        let key = &self.watched.key;
        let areas = select("area", "monitoring.filter.area", areas, Some(key.area.to_string()));
        let mut selects = vec![SelectView { any: None, ..areas }];
        let mut seen = BTreeSet::new();
        let groups: Vec<groups::Choice> = of
            .iter()
            .filter_map(|each| Some((words::group_id(&each.key), each.key.breakdowns.first()?)))
            .filter(|(id, _)| seen.insert(id.clone()))
            .map(|(id, group)| choice(id, crate::words::group(group)))
            .collect();
        if !groups.is_empty() {
            let chosen = Some(words::group_id(key)).filter(|id| !id.is_empty());
            let groups = select("group", "monitoring.one.group", groups, chosen);
            let everybody = of.iter().any(|each| each.key.breakdowns.is_empty());
            selects.push(SelectView { any: everybody.then(|| text("indicator.everyone")), ..groups });
        }
        selects
    }

    /// Each stretch between rebases with its mean, its limits and why it begins; none where nothing was rebased.
    fn stretches(&self) -> Option<TableView> {
        let drawn = self.drawn.as_ref().filter(|drawn| drawn.news.chart.segments.len() > 1)?;
        let unit = plain_unit(&self.watched.unit);
        let row = |segment: &commonweal_stats::control_chart::Segment| {
            let first = &self.figures[drawn.shown[segment.points.start]];
            let limits = drawn.news.chart.points[segment.points.start].limits;
            let limits = limits.lower().zip(limits.upper());
            let why = match segment.reason.as_str() {
                "" => text("monitoring.stretches.first"),
                reason => reason,
            };
            vec![
                CellView::words(picture::label(first)),
                CellView::number(segment.points.len().to_string()),
                CellView::number(format::value(segment.mean, unit)),
                CellView::number(
                    limits.map_or_else(|| format::NONE.to_owned(), |(lower, upper)| format::limits(lower, upper, unit)),
                ),
                CellView::words(why),
            ]
        };
        Some(TableView {
            caption: text("monitoring.stretches.caption").to_owned(),
            caption_hidden: true,
            columns: vec![
                ColumnView::words(text("monitoring.stretches.column")),
                ColumnView::number(text("monitoring.stretches.points")),
                ColumnView::number(text("monitoring.stretches.mean")),
                ColumnView::number(text("monitoring.stretches.limits")),
                ColumnView::words(text("monitoring.stretches.why")),
            ],
            rows: drawn.news.chart.segments.iter().map(row).collect(),
        })
    }
}

/// The areas that have a series of an indicator, as choices.
fn choices(figures: Figures<'_>, here: &[&Watched]) -> Vec<Choice> {
    let mut seen = BTreeSet::new();
    let choice = |each: &&Watched| Choice {
        label: format!("{} ({})", area_name(figures, &each.key.area), each.key.area),
        href: Some(format!("/monitoring/{}?area={}", each.key.indicator_id, each.key.area)),
    };
    here.iter().filter(|each| seen.insert(each.key.area.clone())).map(choice).collect()
}

/// The latest figure here and elsewhere.
fn beside_table(figures: Figures<'_>, rows: &[(BenchmarkWhat, &Released)]) -> TableView {
    let row = |(what, figure): &(BenchmarkWhat, &Released)| {
        let as_what = match what {
            BenchmarkWhat::Here => text("monitoring.beside.here"),
            BenchmarkWhat::England => text("evaluation.england"),
            BenchmarkWhat::Whole => text("monitoring.beside.whole"),
            BenchmarkWhat::Similar => text("monitoring.beside.similar"),
        };
        let name = match what {
            BenchmarkWhat::England => text("evaluation.england").to_owned(),
            _ => area_name(figures, &figure.key().area),
        };
        let period = picture::label(figure);
        let mut value = figure_cell(figure);
        value.lines.push(period);
        vec![CellView::words(name), value, CellView::words(as_what)]
    };
    TableView {
        caption: text("monitoring.beside.caption").to_owned(),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("monitoring.beside.column")),
            ColumnView::number(text("indicator.column.value")),
            ColumnView::words(text("monitoring.beside.as")),
        ],
        rows: rows.iter().map(row).collect(),
    }
}
