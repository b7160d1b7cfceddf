//! One area: who lives there, how it does on every question, what lies inside it.

use crate::error::PageError;
use crate::figures::{Figures, KINDS};
use crate::handbook;
use crate::pages::spine::{self, GroupedTable, USUAL_VIEW, VIEWS};
use crate::pages::{self, Place, sides};
use crate::query::{Asked, Parameters};
use crate::reports::ReportKind;
use crate::routes::App;
use crate::view::{CellView, ChartView, ColumnView, Frame, Link, TableView, filters};
use crate::words;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use commonweal_app::{AreaInfo, IndicatorInfo, PublicFacts, SimilarArea, csv_text};
use commonweal_chart::{AgeRow, Chart, DeprivationStrip, People, PopulationPyramid, PublicFigure, Words, format};
use commonweal_disclosure::{Comparison, Released, Statistic};
use commonweal_indicator::{Direction, in_words, overall_finding, say, text};
use commonweal_model::{AgeBand, AreaCode, AreaType, Family};

#[derive(Template)]
#[template(path = "pages/area.html")]
struct AreaPage {
    frame: Frame,
    caption: String,
    heading: String,
    people: String,
    parent: Option<Link>,
    csv: String,
    reports: Vec<Link>,
    spine_about: String,
    views: Vec<ViewLink>,
    spine: GroupedTable,
    chapters: Vec<Link>,
    charts: Vec<ChartView>,
    ethnicity: Option<TableView>,
    similar: Option<TableView>,
    compare: Option<Link>,
    has_children: bool,
    children: Vec<AreaLinks>,
}

/// One way to order the questions.
struct ViewLink {
    label: &'static str,
    href: String,
    current: bool,
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
    let parameters = Parameters::read(asked, &["view"]).and_then(|parameters| parameters.choice("view", &VIEWS));
    match code.strip_suffix(".csv") {
        Some(code) => parameters
            .and_then(|view| Ok((find(figures, code)?, view)))
            .map(|(area, view)| file(figures, area, view))
            .unwrap_or_else(|problem| problem.page(&app)),
        None => {
            let page = parameters.and_then(|view| Ok(profile(&app, figures, find(figures, &code)?, view)));
            pages::show(&app, page)
        }
    }
}

/// The rows of the table of questions, as a file.
fn file(figures: Figures<'_>, area: &AreaInfo, view: &str) -> Response {
    let class = figures.site.facts().class.as_str();
    let rows = spine::file(figures, area, &spine::lines(figures, area, view));
    pages::download(&format!("{class}-area-{}.csv", area.code), "text/csv; charset=utf-8", csv_text(&rows))
}

pub(crate) fn find<'a>(figures: Figures<'a>, code: &str) -> Result<&'a AreaInfo, PageError> {
    figures.area(code, || figures.area_choices(|code| format!("/areas/{code}")))
}

fn profile(app: &App, figures: Figures<'_>, area: &AreaInfo, view: &'static str) -> AreaPage {
    let lines = spine::lines(figures, area, view);
    let questions: Vec<(&IndicatorInfo, &Released)> =
        lines.iter().filter(|line| !line.info.published).map(|line| (line.info, line.value)).collect();
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
        csv: match view {
            USUAL_VIEW => format!("{address}.csv"),
            view => format!("{address}.csv?view={view}"),
        },
        reports: [ReportKind::Profile, ReportKind::Place]
            .into_iter()
            .filter(|kind| kind.area_types().contains(&area.area_type))
            .map(|kind| pages::reports::link(kind, None, Some(area)))
            .collect(),
        spine_about: say("profile.spine.about", &[("when", &when), ("benchmark", whole)]),
        views: VIEWS
            .into_iter()
            .map(|of| ViewLink {
                label: text(if of == USUAL_VIEW { "profile.view.theme" } else { "profile.view.life_course" }),
                href: if of == USUAL_VIEW { format!("{address}#spine") } else { format!("{address}?view={of}#spine") },
                current: of == view,
            })
            .collect(),
        spine: spine::table(figures, area, &lines),
        chapters: chapters(figures, area, &questions),
        charts: [("ages", pyramid(figures, area)), ("deprivation", strip(area))]
            .into_iter()
            .filter_map(|(id, chart)| Some(ChartView::new(id, chart?, None, Vec::new())))
            .collect(),
        ethnicity: ethnicity(area),
        similar: similar(figures, area),
        compare: compare_link(figures, area),
        has_children: !area.children.is_empty(),
        children: children(figures, area),
    }
}

/// How the area stands against the whole; the whole itself is read by its own gaps.
pub(crate) fn heading(figures: Figures<'_>, area: &AreaInfo, questions: &[(&IndicatorInfo, &Released)]) -> String {
    let whole = &figures.site.facts().area_name;
    if area.code == *figures.whole() {
        let gap = |info: &IndicatorInfo| figures.seen(info, &area.code, Statistic::AbsoluteGap);
        let directions: Vec<Direction> =
            questions.iter().map(|(info, _)| Direction::of(&gap(info), info.polarity)).collect();
        return say("area.finding.whole", &[("area", &area.name), ("finding", &overall_finding(&directions))]);
    }
    heading_of(&area.name, whole, questions)
}

/// On how many questions something is worse or better than what it is read against, in a sentence.
pub(crate) fn heading_of(name: &str, benchmark: &str, questions: &[(&IndicatorInfo, &Released)]) -> String {
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
    let places =
        [("area", name), ("benchmark", benchmark), ("some", &in_words(some)), ("all", &in_words(questions.len()))];
    say(key, &places)
}

/// Chapters that explain the questions' values, and the comparison of an area with the whole.
fn chapters(figures: Figures<'_>, area: &AreaInfo, questions: &[(&IndicatorInfo, &Released)]) -> Vec<Link> {
    let values = questions.iter().flat_map(|(info, _)| handbook::of_value(info).iter().copied());
    let is_part = area.code != *figures.whole() && !questions.is_empty();
    handbook::links(values.chain(is_part.then_some(handbook::COMPARISON)))
}

/// People by age beside England.
pub(crate) fn pyramid(figures: Figures<'_>, area: &AreaInfo) -> Option<Chart> {
    if area.ages.is_empty() {
        return None;
    }
    let people = |number: i64, source: &str| {
        #[expect(clippy::cast_precision_loss, reason = "counts of people are below 2^53")]
        let value = number as f64;
        People::All(PublicFigure { value, source: source.to_owned() })
    };
    let row = |(age, number): &(AgeBand, i64)| AgeRow {
        age: *age,
        people: people(*number, area.ages_source),
        comparator: Some(people(figures.site.england_people(*age), text("profile.england.source"))),
    };
    let words = Words {
        id: "ages".to_owned(),
        heading: text(match area.family {
            Family::Residence => "area.pyramid.heading",
            Family::Registration => "profile.pyramid.registered",
        })
        .to_owned(),
        subtitle: say("area.pyramid.subtitle", &[("area", &area.name), ("source", area.ages_source)]),
    };
    let pyramid = PopulationPyramid {
        words,
        area: area.name.clone(),
        comparator: AreaType::Country.label().to_owned(),
        ages: area.ages.iter().map(row).collect(),
    };
    Some(pyramid.svg())
}

/// Shares of people in each tenth of deprivation.
pub(crate) fn strip(area: &AreaInfo) -> Option<Chart> {
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
    Some(DeprivationStrip { words, tenths }.svg())
}

/// People by ethnic group as the census counted them, with their share.
pub(crate) fn ethnicity(area: &AreaInfo) -> Option<TableView> {
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

/// The areas of the same kind whose people are most alike, with what they share and where they differ.
pub(crate) fn similar(figures: Figures<'_>, area: &AreaInfo) -> Option<TableView> {
    let found = figures.site.similar_areas(area);
    if found.is_empty() {
        return None;
    }
    let row = |near: &SimilarArea| {
        let other = figures.site.area(&near.code)?;
        let people = other.population.map_or_else(|| format::NONE.to_owned(), format::count);
        Some(vec![
            CellView::link(other.name.as_str(), format!("/areas/{}", other.code)),
            CellView::number(format!("{:.2}", near.distance)),
            CellView::words(facts_words(near.most_alike)),
            CellView::words(facts_words(near.least_alike)),
            CellView::number(people),
        ])
    };
    Some(TableView {
        caption: say("profile.similar.caption", &[("area", &area.name)]),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("profile.similar.area")),
            ColumnView::number(text("profile.similar.distance")),
            ColumnView::words(text("profile.similar.alike")),
            ColumnView::words(text("profile.similar.unlike")),
            ColumnView::number(text("area.people.column")),
        ],
        rows: found.iter().filter_map(row).collect(),
    })
}

fn facts_words(facts: PublicFacts) -> &'static str {
    text(match facts {
        PublicFacts::Age => "profile.facts.age",
        PublicFacts::Deprivation => "profile.facts.deprivation",
        PublicFacts::Ethnicity => "profile.facts.ethnicity",
        PublicFacts::Rurality => "profile.facts.rurality",
    })
}

/// The comparison of the area with those most like it, on the first question that it and one of them have a figure for.
fn compare_link(figures: Figures<'_>, area: &AreaInfo) -> Option<Link> {
    let similar = figures.site.similar_areas(area);
    let has = |info: &IndicatorInfo, code: &AreaCode| !info.published && figures.value(info, code).is_some();
    figures.site.indicators().iter().filter(|info| has(info, &area.code)).find_map(|info| {
        let others = similar.iter().filter(|near| has(info, &near.code)).take(sides::MOST_AREAS - 1);
        let others: Vec<&str> = others.map(|near| near.code.as_str()).collect();
        let address = format!("/compare?indicator={}&areas={},{}", info.id, area.code, others.join(","));
        (!others.is_empty()).then(|| Link::new(text("profile.compare"), address))
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
