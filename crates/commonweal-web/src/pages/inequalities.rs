//! Every gap on one page: deprivation, ethnic group, sex and age for each indicator, under access, experience and outcomes.

use crate::error::{Choice, PageError};
use crate::figures::Figures;
use crate::gap_cells::{COLUMNS, DIMENSIONS, GapCell};
use crate::groups::{self, Choice as Group};
use crate::handbook;
use crate::pages::indicators::{SelectView, select};
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::reports::ReportKind;
use crate::routes::App;
use crate::rows::{Row, counted};
use crate::view::{CellView, Frame, Link, filters, reasons};
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::{AreaInfo, Domain, IndicatorInfo};
use commonweal_indicator::{Direction, GapDirection, overall_finding, say, text};
use commonweal_model::AreaType;
use std::cmp::Ordering;

/// What the page can be asked.
const KNOWN: [&str; 5] = ["area", "sort", "theme", "core20plus5", "show"];

/// How many rows of each domain stand on the page, unless all are asked for; the file always has all.
const SHOW: [&str; 2] = ["first", "all"];
const FIRST: usize = 10;

/// Orders a reader can ask for; the first is the usual one.
const SORTS: [&str; 3] = ["people", "ratio", "change"];

#[derive(Template)]
#[template(path = "pages/inequalities.html")]
struct InequalitiesPage {
    frame: Frame,
    heading: String,
    sentence: String,
    selects: Vec<SelectView>,
    sort: &'static str,
    sorts: Vec<SortLink>,
    csv: String,
    report: Link,
    caption: String,
    chapters: Vec<Link>,
    columns: Vec<&'static str>,
    sections: Vec<Section>,
    reasons: Vec<&'static str>,
}

struct SortLink {
    label: &'static str,
    href: String,
    current: bool,
}

/// The indicators of one domain.
struct Section {
    id: &'static str,
    label: &'static str,
    finding: String,
    caption: String,
    /// Where rows are left out: how many are shown, and the address of all of them.
    fewer: Option<Fewer>,
    rows: Vec<Vec<CellView>>,
}

struct Fewer {
    words: String,
    label: String,
    href: String,
}

/// A row before it is words.
struct MatrixRow<'a> {
    row: Row<'a>,
    cells: Vec<GapCell>,
}

/// What was asked for, each part valid.
struct Filter<'a> {
    area: &'a AreaInfo,
    sort: &'static str,
    theme: Option<Group>,
    core20: Option<Group>,
    show: &'static str,
}

/// `/inequalities`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let figures = Figures { site: &app.site };
    let page = Filter::read(figures, asked, "/inequalities").map(|filter| matrix(&app, figures, &filter));
    pages::show(&app, page)
}

/// `/inequalities.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let figures = Figures { site: &app.site };
    match Filter::read(figures, asked, "/inequalities.csv") {
        Ok(filter) => {
            let name = format!("{}-inequalities-{}.csv", app.site.facts().class.as_str(), filter.area.code);
            pages::download(&name, "text/csv; charset=utf-8", as_csv(figures, &filter))
        }
        Err(problem) => problem.page(&app),
    }
}

impl<'a> Filter<'a> {
    fn read(figures: Figures<'a>, asked: Result<Asked, QueryRejection>, address: &str) -> Result<Self, PageError> {
        let parameters = Parameters::read(asked, &KNOWN)?;
        Ok(Self {
            area: asked_area(figures, &parameters, address)?,
            sort: parameters.choice("sort", &SORTS)?,
            theme: parameters.one_of("theme", &groups::themes(figures.site))?,
            core20: parameters.one_of("core20plus5", &groups::clinical_areas(figures.site))?,
            show: parameters.choice("show", &SHOW)?,
        })
    }

    /// The part of an address after the question mark that asks for this, in another order.
    fn address(&self, sort: &str) -> String {
        let mut address = format!("?area={}&sort={sort}", self.area.code);
        for (name, group) in [("theme", &self.theme), ("core20plus5", &self.core20)] {
            if let Some(group) = group {
                address.push_str(&format!("&{name}={}", group.id));
            }
        }
        if self.show != SHOW[0] {
            address.push_str(&format!("&show={}", self.show));
        }
        address
    }

    /// The rows that fit, in order of domain, then as asked for.
    fn rows(&self, figures: Figures<'a>) -> Vec<MatrixRow<'a>> {
        let site = figures.site;
        let fits = |info: &&IndicatorInfo| {
            self.theme.as_ref().is_none_or(|theme| groups::has_theme(site, info, &theme.id))
                && self.core20.as_ref().is_none_or(|area| groups::has_clinical_area(site, info, &area.id))
        };
        let row = |info: &'a IndicatorInfo| MatrixRow {
            row: Row::of(figures, info, &self.area.code),
            cells: DIMENSIONS
                .map(|dimension| match dimension.is_deprivation() {
                    true => GapCell::by_deprivation(figures, info, self.area),
                    false => GapCell::by_group(figures, info, self.area, dimension),
                })
                .into(),
        };
        let mut rows: Vec<MatrixRow<'_>> = counted(figures, self.area).filter(fits).map(row).collect();
        let key = |row: &MatrixRow<'_>| match self.sort {
            "people" => row.row.people.map(|people| people.value),
            "ratio" => row.row.distance().filter(|_| row.row.direction.is_clear()),
            _ => row.cells[0].change.map(|trend| {
                let size = trend.per_year.map_or(0.0, |change| change.value);
                // What clearly widens stands first, what clearly closes last, the rest between.
                match trend.direction {
                    GapDirection::Widening => 1e6 + size,
                    GapDirection::Closing => -1e6 + size,
                    GapDirection::NoClearChange | GapDirection::NotShown => 0.0,
                }
            }),
        };
        rows.sort_by(|a, b| {
            let by_domain = a.row.info.domain.cmp(&b.row.info.domain);
            by_domain.then_with(|| largest_first(key(a), key(b))).then_with(|| a.row.info.title.cmp(&b.row.info.title))
        });
        rows
    }

    /// The filters as a reader says them: `Gaps for Bassetlaw in vaccination, on 30 September 2026, most people first.`
    fn sentence(&self, when: &str) -> String {
        let mut only: Vec<String> = Vec::new();
        only.extend(self.theme.as_ref().map(|theme| words::small(&theme.label)));
        only.extend(self.core20.as_ref().map(|area| say("inequalities.core20plus5", &[("area", &area.label)])));
        let only = if only.is_empty() { String::new() } else { format!(": {}", only.join(", ")) };
        let key = match self.sort {
            "people" => "inequalities.sentence",
            "ratio" => "inequalities.sentence.ratio",
            _ => "inequalities.sentence.change",
        };
        say(key, &[("area", &self.area.name), ("only", &only), ("when", when)])
    }
}

/// Areas that have gaps: the whole, places and districts.
fn areas(figures: Figures<'_>) -> Vec<&AreaInfo> {
    let mut areas: Vec<&AreaInfo> = figures
        .site
        .areas()
        .filter(|area| matches!(area.area_type, AreaType::Icb | AreaType::Place | AreaType::District))
        .filter(|area| counted(figures, area).next().is_some())
        .collect();
    areas.sort_by(|a, b| (a.area_type, &a.name).cmp(&(b.area_type, &b.name)));
    areas
}

/// The area of a request that has gaps, the whole where none was asked for.
pub(crate) fn asked_area<'a>(
    figures: Figures<'a>,
    parameters: &Parameters,
    address: &str,
) -> Result<&'a AreaInfo, PageError> {
    let choices = || {
        let choice = |area: &&AreaInfo| Choice {
            label: format!("{} ({})", area.name, area.code),
            href: Some(format!("{address}?area={}", area.code)),
        };
        areas(figures).iter().map(choice).collect::<Vec<_>>()
    };
    let code = parameters.get("area").unwrap_or(figures.whole().as_str());
    let area = figures.area(code, choices)?;
    let offered = areas(figures).iter().any(|offered| offered.code == area.code);
    if offered { Ok(area) } else { Err(PageError::no_figures(&area.code, choices())) }
}

/// The list of areas to choose from.
pub(crate) fn area_select(figures: Figures<'_>, chosen: &AreaInfo) -> SelectView {
    let choice = |area: &AreaInfo| Group { id: area.code.to_string(), label: area.name.clone() };
    let choices = areas(figures).into_iter().map(choice).collect();
    let areas = select("area", "inequalities.switch", choices, Some(chosen.code.to_string()));
    SelectView { any: None, ..areas }
}

fn matrix(app: &App, figures: Figures<'_>, filter: &Filter<'_>) -> InequalitiesPage {
    let rows = filter.rows(figures);
    let area = filter.area;
    let directions: Vec<Direction> = rows.iter().map(|row| row.row.direction).collect();
    let heading = overall_finding(&directions);
    let is_whole = area.code == *figures.whole();
    let when = pages::data_date(figures.site);
    let sentence = filter.sentence(&when);
    let sections = sections(filter, rows);
    let chosen = |group: &Option<Group>| group.as_ref().map(|group| group.id.clone());
    let themes = select("theme", "indicators.theme", groups::themes(figures.site), chosen(&filter.theme));
    let core20 =
        select("core20plus5", "indicators.core20plus5", groups::clinical_areas(figures.site), chosen(&filter.core20));
    let mut selects = vec![area_select(figures, area), themes, core20];
    selects.retain(|select| select.options.len() > 1);
    InequalitiesPage {
        frame: pages::frame(
            app,
            Place::Inequalities,
            &format!("{}: {}", text("inequalities.title"), sentence.trim_end_matches('.')),
            Vec::new(),
            &format!("/inequalities{}", filter.address(filter.sort)),
        ),
        heading: if is_whole { heading } else { format!("{}: {}", area.name, words::small(&heading)) },
        sentence,
        selects,
        sort: filter.sort,
        sorts: SORTS.iter().map(|name| sort_link(filter, name)).collect(),
        csv: format!("/inequalities.csv{}", filter.address(filter.sort)),
        report: pages::reports::link(ReportKind::Inequalities, None, Some(area)),
        caption: say("inequalities.caption", &[("area", &area.name)]),
        chapters: handbook::links([handbook::GAP, handbook::PEOPLE]),
        columns: std::iter::once(text("inequalities.column.question"))
            .chain(DIMENSIONS.map(words::dimension_heading))
            .collect(),
        reasons: reasons(sections.iter().flat_map(|section| section.rows.iter().flatten())),
        sections,
    }
}

fn sort_link(filter: &Filter<'_>, name: &'static str) -> SortLink {
    SortLink {
        label: text(match name {
            "people" => "inequalities.sort.people",
            "ratio" => "inequalities.sort.ratio",
            _ => "inequalities.sort.change",
        }),
        href: format!("/inequalities{}", filter.address(name)),
        current: name == filter.sort,
    }
}

/// Largest first; what is not shown comes last.
fn largest_first(a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => b.total_cmp(&a),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

fn sections(filter: &Filter<'_>, rows: Vec<MatrixRow<'_>>) -> Vec<Section> {
    let area = filter.area;
    let mut sections = Vec::new();
    for domain in Domain::ALL {
        let of_domain: Vec<&MatrixRow<'_>> = rows.iter().filter(|row| row.row.info.domain == domain).collect();
        if of_domain.is_empty() {
            continue;
        }
        let directions: Vec<Direction> = of_domain.iter().map(|row| row.row.direction).collect();
        let all = of_domain.len();
        let shown = if filter.show == SHOW[1] { all } else { all.min(FIRST) };
        sections.push(Section {
            id: domain.as_str(),
            label: domain.label(),
            finding: overall_finding(&directions),
            caption: say("inequalities.caption.domain", &[("domain", domain.label()), ("area", &area.name)]),
            fewer: (shown < all).then(|| Fewer {
                words: say("inequalities.fewer", &[("some", &shown.to_string()), ("all", &all.to_string())]),
                label: say("inequalities.fewer.all", &[("all", &all.to_string())]),
                href: format!("/inequalities{}&show={}#{}", filter.address(filter.sort), SHOW[1], domain.as_str()),
            }),
            rows: of_domain.into_iter().take(shown).map(|row| cells(row, area)).collect(),
        });
    }
    sections
}

fn cells(row: &MatrixRow<'_>, area: &AreaInfo) -> Vec<CellView> {
    let info = row.row.info;
    let address = format!("/indicators/{}?area={}", info.id, area.code);
    let first = CellView::link(info.short_title.as_str(), address);
    std::iter::once(first).chain(row.cells.iter().map(GapCell::view)).collect()
}

/// Each cell of the matrix as a row, in the order of the page.
fn as_csv(figures: Figures<'_>, filter: &Filter<'_>) -> String {
    let first = ["area_code", "area_name", "domain", "indicator_id", "short_title"];
    let columns: Vec<&str> = first.into_iter().chain(COLUMNS).collect();
    let mut table = crate::csv::Table::new(&columns);
    for row in filter.rows(figures) {
        let info = row.row.info;
        for cell in &row.cells {
            let mut record = vec![
                filter.area.code.to_string(),
                filter.area.name.clone(),
                info.domain.as_str().to_owned(),
                info.id.clone(),
                info.short_title.clone(),
            ];
            record.extend(cell.record());
            table.row(&record);
        }
    }
    table.finish()
}
