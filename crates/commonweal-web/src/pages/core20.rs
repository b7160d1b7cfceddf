//! The most deprived fifth beside everybody else: each clinical area of Core20PLUS5, for adults and for children, and the
//! steps towards care at which people are lost.

use crate::csv::{Table, number};
use crate::error::PageError;
use crate::figures::Figures;
use crate::handbook;
use crate::pages::indicators::SelectView;
use crate::pages::inequalities::{area_select, asked_area};
use crate::pages::overview::comparison;
use crate::pages::{self, Place};
use crate::pathways::{self, PathwayView};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::rows::{difference, value_cell};
use crate::view::{CellView, ColumnView, Frame, Link, TableView, filters};
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use commonweal_app::{AreaInfo, Audience, ClinicalArea, IndicatorInfo};
use commonweal_chart::format;
use commonweal_chart::mark::icon;
use commonweal_disclosure::Withheld;
use commonweal_indicator::{Core20, Core20Values, Direction, Seen, about, core20, plain_unit, say, text};
use commonweal_model::{AreaType, Dimension};
use commonweal_stats::Estimate;

/// What the page can be asked.
const KNOWN: [&str; 3] = ["area", "pathway", "by"];

/// Groups named by the approach besides the most deprived fifth: the key of their name, and the indicators about them.
const PLUS: [(&str, &[&str]); 5] = [
    ("core20.plus.ethnic", &[]),
    ("core20.plus.disability", &["ld_health_check", "ld_cancer_screening", "flu_vaccination_ld_smi"]),
    ("core20.plus.mental", &["smi_six_checks", "smoking_prevalence_smi"]),
    ("core20.plus.carers", &["carer_social_contact"]),
    ("core20.plus.inclusion", &[]),
];

#[derive(Template)]
#[template(path = "pages/core20.html")]
struct Core20Page {
    frame: Frame,
    heading: String,
    sentence: String,
    selects: Vec<SelectView>,
    csv: String,
    audiences: Vec<AudienceView>,
    chapters: Vec<Link>,
    plus: Vec<PlusRow>,
    need: Option<PathwayView>,
    pathway: String,
}

/// The clinical areas of adults, or of children and young people.
struct AudienceView {
    id: &'static str,
    label: &'static str,
    areas: Vec<AreaView>,
}

struct AreaView {
    id: String,
    title: String,
    goal: String,
    table: Option<TableView>,
}

/// One of the groups besides the most deprived fifth.
struct PlusRow {
    label: &'static str,
    about: &'static str,
    links: Vec<Link>,
}

/// `/core20plus5`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let figures = Figures { site: &app.site };
    let page = Parameters::read(asked, &KNOWN).and_then(|parameters| {
        let area = asked_area(figures, &parameters, "/core20plus5")?;
        core20_page(&app, figures, area, &parameters)
    });
    pages::show(&app, page)
}

/// `/core20plus5.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let figures = Figures { site: &app.site };
    let file = Parameters::read(asked, &["area"]).and_then(|parameters| {
        let area = asked_area(figures, &parameters, "/core20plus5.csv")?;
        let name = format!("{}-core20plus5-{}.csv", app.site.facts().class.as_str(), area.code);
        Ok(pages::download(&name, "text/csv; charset=utf-8", as_csv(figures, area)))
    });
    file.unwrap_or_else(|problem| problem.page(&app))
}

/// `/core20plus5/{pathway}.csv` and `.svg`
pub(crate) async fn loss(
    State(app): State<App>,
    Path(file): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    let figures = Figures { site: &app.site };
    let answer = Parameters::read(asked, &["area", "by"]).and_then(|parameters| {
        let area = asked_area(figures, &parameters, "/core20plus5")?;
        pathways::file(figures, area, &file, &parameters)
    });
    answer.unwrap_or_else(|problem| problem.page(&app))
}

fn core20_page(
    app: &App,
    figures: Figures<'_>,
    area: &AreaInfo,
    parameters: &Parameters,
) -> Result<Core20Page, PageError> {
    let site = figures.site;
    let need = pathways::view(figures, area, parameters)?;
    let directions: Vec<Direction> = clinical_areas(figures)
        .flat_map(|clinical| of_area(figures, clinical))
        .filter_map(|info| effect(figures, info, area).map(|effect| effect.found.direction))
        .collect();
    let when = pages::data_date(site);
    let sentence = say("core20.sentence", &[("area", &area.name), ("when", &when)]);
    let audience = |audience: &Audience| AudienceView {
        id: audience.as_str(),
        label: audience.label(),
        areas: clinical_areas(figures)
            .filter(|clinical| clinical.audience == *audience)
            .map(|clinical| area_view(figures, clinical, area))
            .collect(),
    };
    let title = format!("{}: {}", text("core20.title"), sentence.trim_end_matches('.'));
    let here = format!("/core20plus5?area={}", area.code);
    Ok(Core20Page {
        frame: pages::frame(app, Place::Core20, &title, Vec::new(), &here),
        heading: heading(&directions),
        sentence,
        selects: vec![area_select(figures, area)],
        csv: format!("/core20plus5.csv?area={}", area.code),
        audiences: Audience::ALL.iter().map(audience).filter(|view| !view.areas.is_empty()).collect(),
        chapters: handbook::links([handbook::GAP, handbook::PEOPLE]),
        plus: plus(figures),
        pathway: need.as_ref().map_or(String::new(), |need| need.id.clone()),
        need,
    })
}

/// On how many the most deprived fifth fares worse than everybody else.
fn heading(directions: &[Direction]) -> String {
    let shown = directions.iter().filter(|direction| **direction != Direction::NotShown).count();
    let worse = directions.iter().filter(|direction| **direction == Direction::Worse).count();
    let (some, all) = (worse.to_string(), shown.to_string());
    match (worse, shown) {
        (_, 0) => text("core20.heading.not_shown").to_owned(),
        (0, _) => say("core20.heading.none", &[("all", &all)]),
        _ => say("core20.heading.some", &[("some", &some), ("all", &all)]),
    }
}

fn clinical_areas<'a>(figures: Figures<'a>) -> impl Iterator<Item = &'a ClinicalArea> {
    let areas = &figures.site.groups().clinical_areas;
    areas.iter().filter(move |clinical| !of_area(figures, clinical).is_empty())
}

/// The indicators here of a clinical area.
fn of_area<'a>(figures: Figures<'a>, clinical: &ClinicalArea) -> Vec<&'a IndicatorInfo> {
    clinical.indicators.iter().filter_map(|id| figures.site.indicator(id)).collect()
}

/// The most deprived fifth beside everybody else, and why there is nothing to say where a fifth is hidden.
struct Effect {
    found: Core20,
    hidden: Option<Withheld>,
}

/// The most deprived fifth beside everybody else; none where the indicator has no fifths in the area.
fn effect(figures: Figures<'_>, info: &IndicatorInfo, area: &AreaInfo) -> Option<Effect> {
    let fifths = figures.by(info, &area.code, Dimension::Imd2019QuintileEngland);
    let fifths: Vec<_> =
        fifths.into_iter().filter(|fifth| crate::words::is_known(&fifth.key().breakdowns[0])).collect();
    (fifths.len() == 5).then(|| Effect {
        found: core20(&info.short_title, &fifths, info.polarity),
        hidden: fifths.iter().find_map(|fifth| fifth.withheld()),
    })
}

fn area_view(figures: Figures<'_>, clinical: &ClinicalArea, area: &AreaInfo) -> AreaView {
    let shown = of_area(figures, clinical);
    let is_whole = area.code == *figures.whole();
    let places: Vec<&AreaInfo> = places(figures).filter(|_| is_whole).collect();
    let mut columns = vec![
        ColumnView::words(text("inequalities.column.question")),
        ColumnView::words(text("gap.most")),
        ColumnView::words(text("core20.elsewhere")),
        ColumnView::words(text("core20.gap")),
    ];
    columns.extend(places.iter().map(|place| ColumnView::words(place.name.as_str())));
    let row = |info: &&IndicatorInfo| {
        let mut cells = vec![indicator_cell(figures, info, area)];
        match effect(figures, info, area) {
            None => {
                // Nobody may take everybody's value for that of everyone else: it stands below the name.
                let value = value_cell(figures, info, &area.code);
                cells[0].lines.push(say("core20.everyone", &[("value", &value.text)]));
                cells[0].lines.extend(value.lines);
                cells.push(CellView::words(text("indicators.no_gap")));
                cells.extend([CellView::words(format::NONE), CellView::words(format::NONE)]);
            }
            Some(effect) => {
                let side = |of: fn(&Core20Values) -> Estimate| value_or_why(&effect, of, &info.unit);
                cells.push(side(|values| values.most));
                cells.push(side(|values| values.elsewhere));
                cells.push(gap_cell(&effect, &info.unit));
            }
        }
        cells.extend(places.iter().map(|place| match effect(figures, info, place) {
            Some(effect) => gap_cell(&effect, &info.unit),
            None => CellView::words(format::NONE),
        }));
        cells
    };
    AreaView {
        id: clinical.id.clone(),
        title: clinical.title.clone(),
        goal: clinical.goal.clone(),
        table: (!shown.is_empty()).then(|| TableView {
            caption: say("core20.caption", &[("title", &clinical.title), ("area", &area.name)]),
            caption_hidden: true,
            columns,
            rows: shown.iter().map(row).collect(),
        }),
    }
}

/// The indicator, with a link to the area where it has figures for it.
fn indicator_cell(figures: Figures<'_>, info: &IndicatorInfo, area: &AreaInfo) -> CellView {
    let address = match figures.value(info, &area.code) {
        Some(_) => format!("/indicators/{}?area={}", info.id, area.code),
        None => format!("/indicators/{}", info.id),
    };
    CellView::link(info.short_title.as_str(), address)
}

fn places(figures: Figures<'_>) -> impl Iterator<Item = &AreaInfo> {
    figures.site.areas().filter(|area| area.area_type == AreaType::Place)
}

/// A value with its limits below, or that there is none to show.
fn value_or_why(effect: &Effect, of: fn(&Core20Values) -> Estimate, unit: &str) -> CellView {
    let unit = plain_unit(unit);
    let Some(estimate) = effect.found.values.as_ref().map(of) else { return hidden(effect) };
    let mut cell = CellView::words(format::value(estimate.value, unit));
    cell.lines.push(format::limits(estimate.lower, estimate.upper, unit));
    cell
}

/// Why a comparison is not shown: a fifth of it is withheld, or it cannot be made.
fn hidden(effect: &Effect) -> CellView {
    match effect.hidden {
        Some(why) => CellView::withheld(why.reason()).left(),
        None => CellView::words(format::NONE),
    }
}

/// The gap, people first.
fn gap_cell(effect: &Effect, unit: &str) -> CellView {
    let Some(values) = effect.found.values else { return hidden(effect) };
    let size = difference(&Seen::Estimate(values.gap), unit);
    let mut cell = match effect.found.people_missed() {
        Some(people) => {
            let mut cell = CellView::words(say("inequalities.people", &[("people", &about(people.value))]));
            cell.lines.push(size);
            cell
        }
        None => CellView::words(size),
    };
    cell.mark = Some(icon(comparison(effect.found.direction)));
    cell
}

fn plus(figures: Figures<'_>) -> Vec<PlusRow> {
    let row = |(key, ids): &(&'static str, &[&str])| {
        let here: Vec<&IndicatorInfo> = ids.iter().filter_map(|id| figures.site.indicator(id)).collect();
        let mut links: Vec<Link> =
            here.iter().map(|info| Link::new(info.short_title.as_str(), format!("/indicators/{}", info.id))).collect();
        let about = match *key {
            "core20.plus.ethnic" => {
                links.push(Link::new(text("core20.plus.ethnic.link"), "/inequalities"));
                text("core20.plus.measured")
            }
            _ if links.is_empty() => text("core20.plus.none"),
            _ => text("core20.plus.measured"),
        };
        PlusRow { label: text(key), about, links }
    };
    PLUS.iter().map(row).collect()
}

/// Each indicator of each clinical area for the area and, where it is the whole, for its places.
fn as_csv(figures: Figures<'_>, area: &AreaInfo) -> String {
    let mut table = Table::new(&[
        "area_code",
        "area_name",
        "audience",
        "clinical_area",
        "indicator_id",
        "short_title",
        "unit",
        "most_deprived_fifth",
        "most_lower_95",
        "most_upper_95",
        "elsewhere",
        "elsewhere_lower_95",
        "elsewhere_upper_95",
        "gap",
        "gap_lower_95",
        "gap_upper_95",
        "direction",
        "people",
        "people_lower_95",
        "people_upper_95",
        "withheld_reason",
    ]);
    let inside = places(figures).filter(|_| area.code == *figures.whole());
    let areas: Vec<&AreaInfo> = std::iter::once(area).chain(inside).collect();
    for clinical in clinical_areas(figures) {
        for info in of_area(figures, clinical) {
            for area in &areas {
                let Some(effect) = effect(figures, info, area) else { continue };
                let mut row = vec![area.code.to_string(), area.name.clone(), clinical.audience.as_str().to_owned()];
                row.extend([clinical.id.clone(), info.id.clone(), info.short_title.clone(), info.unit.clone()]);
                let values = effect.found.values;
                for part in [values.map(|v| v.most), values.map(|v| v.elsewhere), values.map(|v| v.gap)] {
                    row.extend(three(part));
                }
                row.push(effect.found.direction.word().to_owned());
                row.extend(three(effect.found.people_missed()));
                row.push(effect.hidden.map_or("", |why| why.as_str()).to_owned());
                table.row(&row);
            }
        }
    }
    table.finish()
}

/// Value and limits as cells of a file; empty where they are not shown.
fn three(estimate: Option<Estimate>) -> [String; 3] {
    [estimate.map(|e| e.value), estimate.map(|e| e.lower), estimate.map(|e| e.upper)].map(number)
}
