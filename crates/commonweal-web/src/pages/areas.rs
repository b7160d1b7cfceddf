//! Every area with a page, by kind, with a search over names and codes.

use crate::figures::{Figures, KINDS};
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, ColumnView, Frame, TableView, filters};
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::{AreaInfo, csv_text};
use commonweal_chart::format;
use commonweal_indicator::{in_words, say, text};
use commonweal_model::AreaType;

#[derive(Template)]
#[template(path = "pages/areas.html")]
struct AreasPage {
    frame: Frame,
    heading: String,
    searched: String,
    found: Option<String>,
    csv: &'static str,
    kinds: Vec<KindTable>,
}

/// The areas of a kind.
struct KindTable {
    id: &'static str,
    heading: String,
    table: TableView,
}

/// `/areas`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let page = Parameters::read(asked, &["q"])
        .map(|parameters| areas(&app, Figures { site: &app.site }, parameters.get("q").unwrap_or_default()));
    pages::show(&app, page)
}

/// `/areas.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let figures = Figures { site: &app.site };
    match Parameters::read(asked, &[]) {
        Ok(_) => {
            let class = app.site.facts().class.as_str();
            pages::download(&format!("{class}-areas.csv"), "text/csv; charset=utf-8", csv_text(&file(figures)))
        }
        Err(problem) => problem.page(&app),
    }
}

/// The areas of a kind whose name or code holds what is searched, by name.
fn of_kind<'a>(figures: Figures<'a>, kind: AreaType, searched: &str) -> Vec<&'a AreaInfo> {
    let searched = searched.trim().to_lowercase();
    let fits = |area: &&AreaInfo| {
        area.area_type == kind
            && (area.name.to_lowercase().contains(&searched) || area.code.as_str().to_lowercase().contains(&searched))
    };
    let mut areas: Vec<&AreaInfo> = figures.site.areas().filter(fits).collect();
    areas.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.code.cmp(&b.code)));
    areas
}

fn areas(app: &App, figures: Figures<'_>, searched: &str) -> AreasPage {
    let mut kinds = Vec::new();
    let mut number = 0;
    for kind in KINDS {
        let areas = of_kind(figures, kind, searched);
        number += areas.len();
        if !areas.is_empty() {
            let heading = say(
                "areas_page.kind",
                &[("areas", &words::capital(words::areas(kind))), ("number", &areas.len().to_string())],
            );
            kinds.push(KindTable { id: kind.as_str(), table: table(figures, kind, &areas), heading });
        }
    }
    let searched: String = searched.chars().filter(|c| !c.is_control()).take(60).collect();
    let found = (!searched.is_empty()).then(|| match number {
        0 => say("areas_page.found.none", &[("searched", &searched)]),
        1 => say("areas_page.found.one", &[("searched", &searched)]),
        _ => say("areas_page.found", &[("number", &words::capital(&in_words(number))), ("searched", &searched)]),
    });
    AreasPage {
        frame: pages::frame(app, Place::Areas, text("areas_page.title"), vec![pages::home()], "/areas"),
        heading: say("areas_page.heading", &[("area", &figures.site.facts().area_name)]),
        searched,
        found,
        csv: "/areas.csv",
        kinds,
    }
}

/// Share of people who live in the most deprived fifth of England, in percent.
fn most_deprived(area: &AreaInfo) -> Option<f64> {
    area.deprivation_strip.map(|tenths| 100.0 * (tenths[0] + tenths[1]))
}

fn table(figures: Figures<'_>, kind: AreaType, areas: &[&AreaInfo]) -> TableView {
    let number = |value: Option<String>| CellView::number(value.unwrap_or_else(|| format::NONE.to_owned()));
    let row = |area: &&AreaInfo| {
        let parent = area.parent.as_ref().and_then(|code| figures.site.area(code));
        vec![
            CellView::link(area.name.as_str(), format!("/areas/{}", area.code)),
            CellView::words(area.code.to_string()),
            match parent {
                Some(parent) => CellView::link(parent.name.as_str(), format!("/areas/{}", parent.code)),
                None => CellView::words(format::NONE),
            },
            number(area.population.map(format::count)),
            number(most_deprived(area).map(|share| format::value(share, "%"))),
        ]
    };
    TableView {
        caption: say("areas_page.caption", &[("areas", &words::capital(words::areas(kind)))]),
        caption_hidden: true,
        columns: vec![
            ColumnView::words(text("areas_page.column.area")),
            ColumnView::words(text("areas_page.column.code")),
            ColumnView::words(text("area.part_of")),
            ColumnView::number(text("area.people.column")),
            ColumnView::number(text("areas_page.column.deprived")),
        ],
        rows: areas.iter().map(row).collect(),
    }
}

fn file(figures: Figures<'_>) -> Vec<Vec<String>> {
    let header = [
        "area_code",
        "area_name",
        "area_type",
        "family",
        "edition",
        "parent_code",
        "people",
        "people_source",
        "share_most_deprived_fifth_imd2019",
    ];
    let row = |area: &AreaInfo| {
        vec![
            area.code.to_string(),
            area.name.clone(),
            area.area_type.as_str().to_owned(),
            area.family.as_str().to_owned(),
            area.edition.clone(),
            area.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
            area.population.map(|people| people.to_string()).unwrap_or_default(),
            if area.population.is_some() { area.population_source.to_owned() } else { String::new() },
            most_deprived(area).map(|share| format!("{:.4}", share / 100.0)).unwrap_or_default(),
        ]
    };
    let rows = KINDS.into_iter().flat_map(|kind| of_kind(figures, kind, ""));
    std::iter::once(header.map(str::to_owned).to_vec()).chain(rows.map(row)).collect()
}
