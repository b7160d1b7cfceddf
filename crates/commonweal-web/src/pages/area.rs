//! One area: who lives there, how it does on every question, what lies inside it.

use crate::error::PageError;
use crate::figures::{Figures, KINDS};
use crate::handbook;
use crate::pages::indicator::figure_cell;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, ChartView, ColumnView, Frame, Link, TableView, filters};
use crate::words;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_chart::mark::{icon, word};
use commonweal_chart::{
    AgeRow, DeprivationStrip, Line, People, Point, PopulationPyramid, PublicFigure, SpineRow, Words, format,
};
use commonweal_disclosure::{Comparison, Released, Selection, Shown, Statistic};
use commonweal_indicator::{Direction, in_words, overall_finding, say, text};
use commonweal_model::{AgeBand, AreaType, Family};

#[derive(Template)]
#[template(path = "pages/area.html")]
struct AreaPage {
    frame: Frame,
    caption: String,
    heading: String,
    people: String,
    parent: Option<Link>,
    csv: String,
    spine_about: String,
    spine: TableView,
    chapters: Vec<Link>,
    charts: Vec<ChartView>,
    ethnicity: Option<TableView>,
    has_children: bool,
    children: Vec<AreaLinks>,
}

/// Areas of one kind.
pub(crate) struct AreaLinks {
    pub(crate) label: &'static str,
    pub(crate) areas: Vec<Link>,
}

/// `/areas/{code}` and `/areas/{code}.csv`
pub(crate) async fn page(
    State(app): State<App>,
    Path(code): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    let figures = Figures { site: &app.site };
    let parameters = Parameters::read(asked, &[]);
    match code.strip_suffix(".csv") {
        Some(code) => parameters
            .and_then(|_| find(figures, code))
            .map(|area| {
                let selection = Selection { area: Some(&area.code), ..Selection::default() };
                pages::csv_file(
                    figures.site,
                    &format!("area-{}", area.code),
                    &figures.site.released().select(&selection),
                )
            })
            .unwrap_or_else(|problem| problem.page(&app)),
        None => {
            let page = parameters.and_then(|_| find(figures, &code)).map(|area| profile(&app, figures, area));
            pages::show(&app, page)
        }
    }
}

fn find<'a>(figures: Figures<'a>, code: &str) -> Result<&'a AreaInfo, PageError> {
    figures.area(code, || figures.area_choices(|code| format!("/areas/{code}")))
}

fn profile(app: &App, figures: Figures<'_>, area: &AreaInfo) -> AreaPage {
    let questions: Vec<(&IndicatorInfo, &Released)> = figures
        .site
        .indicators()
        .iter()
        .filter(|info| !info.published)
        .filter_map(|info| figures.value(info, &area.code).map(|value| (info, value)))
        .collect();
    let parent = area.parent.as_ref().and_then(|code| figures.site.area(code));
    let mut crumbs = vec![pages::home()];
    crumbs.extend(parent.map(|parent| Link::new(parent.name.as_str(), format!("/areas/{}", parent.code))));
    let address = format!("/areas/{}", area.code);
    let people = match area.population {
        Some(people) => {
            let key = match area.family {
                Family::Residence => "area.people",
                Family::Registration => "area.people.registered",
            };
            say(key, &[("people", &format::count(people)), ("source", area.population_source)])
        }
        None => text("area.people.unknown").to_owned(),
    };
    let whole = figures.site.facts().area_name.as_str();
    let when = pages::data_date(figures.site);
    AreaPage {
        frame: pages::frame(app, Place::Nowhere, &area.name, crumbs, &address),
        caption: area.area_type.label().to_owned(),
        heading: heading(figures, area, &questions),
        people,
        parent: parent.map(|parent| Link::new(parent.name.as_str(), format!("/areas/{}", parent.code))),
        csv: format!("{address}.csv"),
        spine_about: say("area.spine.about", &[("when", &when), ("benchmark", whole)]),
        spine: spine(figures, area, &questions),
        chapters: chapters(figures, area, &questions),
        charts: [pyramid(figures, area), strip(area)].into_iter().flatten().collect(),
        ethnicity: ethnicity(area),
        has_children: !area.children.is_empty(),
        children: children(figures, area),
    }
}

/// How the area stands against the whole; the whole itself is read by its own gaps.
fn heading(figures: Figures<'_>, area: &AreaInfo, questions: &[(&IndicatorInfo, &Released)]) -> String {
    let whole = &figures.site.facts().area_name;
    if area.code == *figures.whole() {
        let gap = |info: &IndicatorInfo| figures.seen(info, &area.code, Statistic::AbsoluteGap);
        let directions: Vec<Direction> =
            questions.iter().map(|(info, _)| Direction::of(&gap(info), info.polarity)).collect();
        return say("area.finding.whole", &[("area", &area.name), ("finding", &overall_finding(&directions))]);
    }
    let number =
        |wanted: &[Comparison]| questions.iter().filter(|(_, value)| wanted.contains(&value.comparison())).count();
    let worse = number(&[Comparison::Worse]);
    let better = number(&[Comparison::Better]);
    let compared = questions.len() - number(&[Comparison::NotCompared]);
    let (key, some) = match (worse, better, compared) {
        (_, _, 0) => ("area.finding.not_shown", 0),
        (0, 0, _) => ("area.finding.none", 0),
        (0, better, _) => ("area.finding.better", better),
        (worse, _, _) => ("area.finding.worse", worse),
    };
    let places = [
        ("area", area.name.as_str()),
        ("benchmark", whole.as_str()),
        ("some", &in_words(some)),
        ("all", &in_words(questions.len())),
    ];
    say(key, &places)
}

fn spine(figures: Figures<'_>, area: &AreaInfo, questions: &[(&IndicatorInfo, &Released)]) -> TableView {
    let whole = &figures.site.facts().area_name;
    let is_whole = area.code == *figures.whole();
    let mut columns = vec![
        ColumnView::words(text("area.spine.column.question")),
        ColumnView::number(text("area.spine.column.number")),
        ColumnView::number(text("area.spine.column.value")),
    ];
    if !is_whole {
        columns.push(ColumnView::number(whole.as_str()));
        columns.push(ColumnView::words(text("area.spine.column.comparison")));
        columns.push(ColumnView::words(text("area.spine.column.picture")));
    }
    let row = |(info, value): &(&IndicatorInfo, &Released)| {
        let address = format!("/indicators/{}?area={}", info.id, area.code);
        let mut cells = vec![CellView::link(info.short_title.as_str(), address), counted(value), figure_cell(value)];
        if !is_whole {
            cells.push(match figures.value(info, figures.whole()) {
                Some(whole) => CellView { lines: Vec::new(), ..figure_cell(whole) },
                None => CellView::number(format::NONE),
            });
            let mut compared = CellView::words(word(value.comparison()));
            compared.mark = Some(icon(value.comparison()));
            cells.push(compared);
            let mut picture = CellView::words("");
            picture.picture = spine_row(figures, info, area, value);
            cells.push(picture);
        }
        cells
    };
    TableView {
        caption: say("area.spine.caption", &[("area", &area.name)]),
        caption_hidden: true,
        columns,
        rows: questions.iter().map(row).collect(),
    }
}

/// Chapters that explain the questions' values, and the comparison of an area with the whole.
fn chapters(figures: Figures<'_>, area: &AreaInfo, questions: &[(&IndicatorInfo, &Released)]) -> Vec<Link> {
    let values = questions.iter().flat_map(|(info, _)| handbook::of_value(info).iter().copied());
    let is_part = area.code != *figures.whole() && !questions.is_empty();
    handbook::links(values.chain(is_part.then_some(handbook::COMPARISON)))
}

fn counted(value: &Released) -> CellView {
    match (value.numerator(), value.denominator()) {
        (Shown::Value(n), Shown::Value(d)) => {
            let mut cell = CellView::number(format::count(n));
            cell.lines.push(say("area.of", &[("people", &format::count(d))]));
            cell
        }
        (Shown::Withheld(why), _) => CellView::withheld(why.reason()),
        _ => CellView::number(format::NONE),
    }
}

fn spine_row(figures: Figures<'_>, info: &IndicatorInfo, area: &AreaInfo, value: &Released) -> Option<String> {
    let point = |figure: &Released| Point::of(figure, &crate::charts::area_name(figures, &figure.key().area));
    let areas: Vec<Point> = figures.across(info, area.area_type).into_iter().map(point).collect();
    let line = figures.value(info, figures.whole()).and_then(|whole| Line::of(whole, &figures.site.facts().area_name));
    let words = Words {
        id: format!("spine-{}", info.id.replace('_', "-")),
        heading: info.short_title.clone(),
        subtitle: info.title.clone(),
    };
    Some(SpineRow { words, area: point(value), areas, line, polarity: info.polarity }.svg().svg)
}

fn pyramid(figures: Figures<'_>, area: &AreaInfo) -> Option<ChartView> {
    if area.ages.is_empty() {
        return None;
    }
    let england = figures.site.england_ages();
    let people = |number: i64| {
        #[expect(clippy::cast_precision_loss, reason = "counts of people are below 2^53")]
        let value = number as f64;
        People::All(PublicFigure { value, source: area.population_source.to_owned() })
    };
    let row = |(age, number): &(AgeBand, i64)| AgeRow {
        age: *age,
        people: people(*number),
        comparator: england.iter().find(|(band, _)| band == age).map(|(_, number)| people(*number)),
    };
    let words = Words {
        id: "ages".to_owned(),
        heading: text("area.pyramid.heading").to_owned(),
        subtitle: say("area.pyramid.subtitle", &[("area", &area.name), ("source", area.population_source)]),
    };
    let pyramid = PopulationPyramid {
        words,
        area: area.name.clone(),
        comparator: AreaType::Country.label().to_owned(),
        ages: area.ages.iter().map(row).collect(),
    };
    Some(ChartView::new("ages", pyramid.svg(), None, Vec::new()))
}

fn strip(area: &AreaInfo) -> Option<ChartView> {
    let shares = area.deprivation_strip?.map(|share| 100.0 * share);
    let most: f64 = shares[..2].iter().sum();
    let least: f64 = shares[8..].iter().sum();
    let heading = if most >= 20.0 {
        say("area.strip.heading.most", &[("share", &format!("{most:.0}"))])
    } else if least >= 20.0 {
        say("area.strip.heading.least", &[("share", &format!("{least:.0}"))])
    } else {
        text("area.strip.heading.level").to_owned()
    };
    let words =
        Words { id: "deprivation".to_owned(), heading, subtitle: say("area.strip.subtitle", &[("area", &area.name)]) };
    let tenths = shares.map(|value| PublicFigure { value, source: text("area.strip.source").to_owned() });
    Some(ChartView::new("deprivation", DeprivationStrip { words, tenths }.svg(), None, Vec::new()))
}

/// People by ethnic group as the census counted them, with their share.
fn ethnicity(area: &AreaInfo) -> Option<TableView> {
    let all: i64 = area.ethnic_groups.iter().map(|(_, people)| people).sum();
    if all == 0 {
        return None;
    }
    let row = |(group, people): &(String, i64)| {
        #[expect(clippy::cast_precision_loss, reason = "counts of people are below 2^53")]
        let share = 100.0 * *people as f64 / all as f64;
        vec![
            CellView::words(words::capital(group)),
            CellView::number(format::count(*people)),
            CellView::number(format::value(share, "%")),
        ]
    };
    Some(TableView {
        caption: say("area.ethnicity.caption", &[("area", &area.name)]),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("inequalities.column.ethnicity")),
            ColumnView::number(text("area.people.column")),
            ColumnView::number(text("area.share.column")),
        ],
        rows: area.ethnic_groups.iter().map(row).collect(),
    })
}

fn children(figures: Figures<'_>, area: &AreaInfo) -> Vec<AreaLinks> {
    let of_kind = |kind: &AreaType| AreaLinks {
        label: kind.label(),
        areas: area
            .children
            .iter()
            .filter_map(|code| figures.site.area(code))
            .filter(|child| child.area_type == *kind)
            .map(|child| Link::new(child.name.as_str(), format!("/areas/{}", child.code)))
            .collect(),
    };
    KINDS.iter().map(of_kind).filter(|links| !links.areas.is_empty()).collect()
}
