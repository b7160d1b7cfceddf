//! Every gap on one page: deprivation, ethnic group, sex and age for each question.

use crate::charts::group_gap;
use crate::error::{Choice, PageError};
use crate::figures::Figures;
use crate::handbook;
use crate::pages::indicator::AreaOption;
use crate::pages::overview::comparison;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, Frame, Link, filters, reasons};
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_chart::format;
use commonweal_chart::mark::icon;
use commonweal_disclosure::{Released, Statistic};
use commonweal_indicator::{
    Direction, GroupFinding, Seen, about, clear_people, difference_words, gap_finding, gap_unit, overall_finding, say,
    text,
};
use commonweal_model::{AreaType, Dimension};

/// Orders a reader can ask for; the first is the usual one.
const SORTS: [&str; 3] = ["people", "ratio", "subject"];

/// Characteristics in the order of the columns.
const DIMENSIONS: [Dimension; 4] =
    [Dimension::Imd2019QuintileEngland, Dimension::EthnicityCensus2021, Dimension::Sex, Dimension::Age];

#[derive(Template)]
#[template(path = "pages/inequalities.html")]
struct InequalitiesPage {
    frame: Frame,
    heading: String,
    sentence: String,
    areas: Vec<AreaOption>,
    sort: &'static str,
    sorts: Vec<SortLink>,
    csv: String,
    caption: String,
    chapters: Vec<Link>,
    columns: Vec<&'static str>,
    groups: Vec<RowGroup>,
    reasons: Vec<&'static str>,
}

struct SortLink {
    label: &'static str,
    href: String,
    current: bool,
}

/// Questions under one subject, or all of them where the order is by size.
struct RowGroup {
    label: Option<&'static str>,
    rows: Vec<Vec<CellView>>,
}

/// A row before it is ordered.
struct Row<'a> {
    info: &'a IndicatorInfo,
    people: Option<f64>,
    ratio: Option<f64>,
    cells: Vec<CellView>,
}

/// `/inequalities`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let page = matrix(&app, Figures { site: &app.site }, asked);
    pages::show(&app, page)
}

/// `/inequalities.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let figures = Figures { site: &app.site };
    let file = Parameters::read(asked, &["area"]).and_then(|parameters| {
        let area = asked_area(figures, &parameters, "/inequalities.csv")?;
        let rows: Vec<&Released> = local(figures).flat_map(|info| behind(figures, info, area)).collect();
        Ok(pages::csv_file(figures.site, &format!("inequalities-{}", area.code), &rows))
    });
    file.unwrap_or_else(|problem| problem.page(&app))
}

fn local<'a>(figures: Figures<'a>) -> impl Iterator<Item = &'a IndicatorInfo> {
    figures.site.indicators().iter().filter(|info| !info.published)
}

/// The figures a row of the matrix is made of.
fn behind<'a>(figures: Figures<'a>, info: &IndicatorInfo, area: &AreaInfo) -> Vec<&'a Released> {
    let measures = [Statistic::AbsoluteGap, Statistic::RelativeGap, Statistic::PeopleAffected];
    let mut rows: Vec<&Released> =
        measures.into_iter().filter_map(|statistic| figures.statistic(info, &area.code, statistic)).collect();
    for dimension in DIMENSIONS {
        rows.extend(figures.by(info, &area.code, dimension));
    }
    rows
}

/// Areas that have gaps: the whole, places and districts, and networks by their groups.
fn areas(figures: Figures<'_>) -> Vec<&AreaInfo> {
    let mut areas: Vec<&AreaInfo> = figures
        .site
        .areas()
        .filter(|area| matches!(area.area_type, AreaType::Icb | AreaType::Place | AreaType::District))
        .filter(|area| local(figures).any(|info| figures.value(info, &area.code).is_some()))
        .collect();
    areas.sort_by(|a, b| (a.area_type, &a.name).cmp(&(b.area_type, &b.name)));
    areas
}

fn asked_area<'a>(figures: Figures<'a>, parameters: &Parameters, address: &str) -> Result<&'a AreaInfo, PageError> {
    let areas = areas(figures);
    let choices = || {
        let choice = |area: &&AreaInfo| Choice {
            label: format!("{} ({})", area.name, area.code),
            href: Some(format!("{address}?area={}", area.code)),
        };
        areas.iter().map(choice).collect::<Vec<_>>()
    };
    let code = parameters.get("area").unwrap_or(figures.whole().as_str());
    let area = figures.area(code, choices)?;
    let offered = areas.iter().any(|offered| offered.code == area.code);
    if offered { Ok(area) } else { Err(PageError::no_figures(&area.code, choices())) }
}

fn matrix(
    app: &App,
    figures: Figures<'_>,
    asked: Result<Asked, QueryRejection>,
) -> Result<InequalitiesPage, PageError> {
    let parameters = Parameters::read(asked, &["area", "sort"])?;
    let area = asked_area(figures, &parameters, "/inequalities")?;
    let sort = parameters.choice("sort", &SORTS)?;
    let mut rows: Vec<Row<'_>> = local(figures).map(|info| row(figures, info, area)).collect();
    let directions: Vec<Direction> = rows
        .iter()
        .map(|row| Direction::of(&figures.seen(row.info, &area.code, Statistic::AbsoluteGap), row.info.polarity))
        .collect();
    let heading = overall_finding(&directions);
    let is_whole = area.code == *figures.whole();
    match sort {
        "people" => rows.sort_by(|a, b| largest_first(a.people, b.people, a.info, b.info)),
        "ratio" => rows.sort_by(|a, b| largest_first(a.ratio, b.ratio, a.info, b.info)),
        _ => {}
    }
    let when = pages::data_date(figures.site);
    let key = match sort {
        "people" => "inequalities.sentence",
        "ratio" => "inequalities.sentence.ratio",
        _ => "inequalities.sentence.subject",
    };
    let here = format!("/inequalities?area={}", area.code);
    let groups = grouped(rows, sort == "subject");
    Ok(InequalitiesPage {
        frame: pages::frame(
            app,
            Place::Inequalities,
            &format!("{}, {}, {when}", text("inequalities.title"), area.name),
            Vec::new(),
            &format!("{here}&sort={sort}"),
        ),
        heading: if is_whole { heading } else { format!("{}: {}", area.name, lower_first(&heading)) },
        sentence: say(key, &[("area", &area.name), ("when", &when)]),
        areas: areas(figures)
            .into_iter()
            .map(|option| AreaOption {
                code: option.code.to_string(),
                name: option.name.clone(),
                chosen: option.code == area.code,
            })
            .collect(),
        sort,
        sorts: SORTS
            .iter()
            .map(|name| SortLink {
                label: text(match *name {
                    "people" => "inequalities.sort.people",
                    "ratio" => "inequalities.sort.ratio",
                    _ => "inequalities.sort.subject",
                }),
                href: format!("{here}&sort={name}"),
                current: *name == sort,
            })
            .collect(),
        csv: format!("/inequalities.csv?area={}", area.code),
        caption: say("inequalities.caption", &[("area", &area.name)]),
        chapters: handbook::links([handbook::GAP, handbook::PEOPLE]),
        columns: std::iter::once(text("inequalities.column.question"))
            .chain(DIMENSIONS.map(words::dimension_heading))
            .collect(),
        reasons: reasons(groups.iter().flat_map(|group| group.rows.iter().flatten())),
        groups,
    })
}

fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Largest first; what is not shown comes last, by name.
fn largest_first(a: Option<f64>, b: Option<f64>, x: &IndicatorInfo, y: &IndicatorInfo) -> std::cmp::Ordering {
    let by_name = || x.short_title.cmp(&y.short_title);
    match (a, b) {
        (Some(a), Some(b)) => b.total_cmp(&a).then_with(by_name),
        (Some(_), None) => std::cmp::Ordering::Less,
        (None, Some(_)) => std::cmp::Ordering::Greater,
        (None, None) => by_name(),
    }
}

fn grouped(rows: Vec<Row<'_>>, by_subject: bool) -> Vec<RowGroup> {
    if !by_subject {
        return vec![RowGroup { label: None, rows: rows.into_iter().map(|row| row.cells).collect() }];
    }
    let mut groups: Vec<RowGroup> = Vec::new();
    for row in rows {
        let label = Some(row.info.domain.label());
        match groups.last_mut().filter(|group| group.label == label) {
            Some(group) => group.rows.push(row.cells),
            None => groups.push(RowGroup { label, rows: vec![row.cells] }),
        }
    }
    groups
}

fn row<'a>(figures: Figures<'_>, info: &'a IndicatorInfo, area: &AreaInfo) -> Row<'a> {
    let gap = figures.seen(info, &area.code, Statistic::AbsoluteGap);
    let affected = figures.seen(info, &area.code, Statistic::PeopleAffected);
    let ratio = figures.seen(info, &area.code, Statistic::RelativeGap);
    let people = clear_people(&affected, &gap, info.polarity);
    let mut cells = vec![CellView {
        lines: vec![info.domain.label().to_owned()],
        ..CellView::link(info.short_title.as_str(), format!("/indicators/{}?area={}", info.id, area.code))
    }];
    cells.push(deprivation_cell(info, &gap, &ratio, people));
    for dimension in &DIMENSIONS[1..] {
        cells.push(group_cell(info, &group_gap(figures, info, &area.code, *dimension)));
    }
    // A ratio of 0.5 is as far from equal as one of 2.
    let distance = ratio.value().filter(|ratio| *ratio > 0.0).map(|ratio| ratio.max(1.0 / ratio));
    Row { info, people, ratio: distance, cells }
}

fn deprivation_cell(info: &IndicatorInfo, gap: &Seen, ratio: &Seen, people: Option<f64>) -> CellView {
    if let Seen::Withheld(why) = gap {
        return CellView::withheld(why.reason()).left();
    }
    let finding = gap_finding(&info.short_title, gap, "percentage points", info.polarity);
    let mut cell = CellView::words(finding.size);
    cell.mark = Some(icon(comparison(finding.direction)));
    if let Some(people) = people {
        cell.lines.push(say("inequalities.people", &[("people", &about(people))]));
    }
    if let (Some(ratio), true) = (ratio.value(), finding.direction.is_clear()) {
        cell.lines.push(say("inequalities.ratio", &[("ratio", &format::value(ratio, "ratio"))]));
    }
    cell.lines.extend(finding.limits);
    cell
}

fn group_cell(info: &IndicatorInfo, finding: &GroupFinding) -> CellView {
    match finding {
        GroupFinding::NotShown => CellView::words(text("direction.not_shown")),
        GroupFinding::NoClearDifference { .. } => {
            let mut cell = CellView::words(text("direction.none"));
            cell.mark = Some(icon(comparison(Direction::NoClearDifference)));
            cell
        }
        GroupFinding::Behind { group, reference, gap, people } => {
            let seen = Seen::Estimate(*gap);
            let mut cell = CellView::words(difference_words(&seen, gap_unit(&info.unit)));
            cell.mark = Some(icon(comparison(Direction::of(&seen, info.polarity))));
            cell.lines.push(say("inequalities.group", &[("group", group), ("reference", reference)]));
            if let Some(people) = people {
                cell.lines.push(say("inequalities.people", &[("people", &about(*people))]));
            }
            cell
        }
    }
}
