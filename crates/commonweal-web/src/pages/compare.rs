//! Two to six areas, or groups of people, side by side on one question: values with limits, the difference from the first
//! with its own, and a sentence that says no more than those allow.

use crate::charts::area_name;
use crate::figures::Figures;
use crate::handbook;
use crate::pages::indicator::{AreaOption, figure_cell};
use crate::pages::overview::comparison;
use crate::pages::sides::{Compared, FEWEST, Side, compared};
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, ChartView, ColumnView, Frame, Link, TableView, filters};
use crate::words;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use commonweal_app::{AreaInfo, IndicatorInfo, csv_text};
use commonweal_chart::mark::icon;
use commonweal_chart::{GroupBars, Line, Point, Words, format};
use commonweal_disclosure::{Shown, Withheld};
use commonweal_indicator::{Seen, beside_heading, gap_unit, plain_unit, say, text};
use commonweal_model::AreaType;

const PARAMETERS: [&str; 5] = ["indicator", "areas", "kind", "area", "by"];

#[derive(Template)]
#[template(path = "pages/compare.html")]
struct ComparePage {
    frame: Frame,
    heading: String,
    sentence: String,
    sentences: Vec<String>,
    indicators: Vec<IndicatorOptions>,
    areas: Vec<AreaOption>,
    areas_legend: String,
    kinds: Vec<KindLink>,
    group_areas: Vec<AreaOption>,
    dimensions: Vec<AreaOption>,
    indicator: String,
    csv: String,
    chart: ChartView,
    table: TableView,
    notes: Vec<&'static str>,
    chapters: Vec<Link>,
}

/// Questions of one domain in the form.
struct IndicatorOptions {
    label: &'static str,
    indicators: Vec<AreaOption>,
}

struct KindLink {
    label: String,
    href: String,
    current: bool,
}

/// `/compare`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let figures = Figures { site: &app.site };
    let page = Parameters::read(joined(asked), &PARAMETERS).and_then(|parameters| {
        let compared = compared(figures, &parameters)?;
        Ok(show(&app, figures, &parameters, &compared))
    });
    pages::show(&app, page)
}

/// `/compare.csv`
pub(crate) async fn csv(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let figures = Figures { site: &app.site };
    let compared = Parameters::read(joined(asked), &PARAMETERS).and_then(|parameters| compared(figures, &parameters));
    match compared {
        Ok(compared) => {
            let name = format!("{}-compare-{}.csv", app.site.facts().class.as_str(), compared.info.id);
            pages::download(&name, "text/csv; charset=utf-8", csv_text(&file(&compared)))
        }
        Err(problem) => problem.page(&app),
    }
}

/// A form with boxes to tick sends `areas` once for each box; an address of ours says them once, with commas.
fn joined(asked: Result<Asked, QueryRejection>) -> Result<Asked, QueryRejection> {
    asked.map(|Query(pairs)| {
        let (areas, mut others): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| name == "areas");
        let areas: Vec<String> = areas.into_iter().map(|(_, value)| value).filter(|value| !value.is_empty()).collect();
        if !areas.is_empty() {
            others.push(("areas".to_owned(), areas.join(",")));
        }
        Query(others)
    })
}

fn show(app: &App, figures: Figures<'_>, parameters: &Parameters, compared: &Compared<'_>) -> ComparePage {
    let Compared { info, sides, by, findings } = compared;
    let first = &sides[0];
    let when = words::period(&first.figure.key().period, first.figure.key().period_kind);
    let labels: Vec<&str> = sides.iter().map(|side| side.label.as_str()).collect();
    let who = match by {
        Some((area, _)) => say("compare.who.groups", &[("area", &area.name), ("groups", &labels.join(", "))]),
        None => labels.join(", "),
    };
    let query = match by {
        Some((area, dimension)) => format!("indicator={}&area={}&by={}", info.id, area.code, dimension.as_str()),
        None => {
            let codes: Vec<&str> = sides.iter().map(|side| side.figure.key().area.as_str()).collect();
            format!("indicator={}&areas={}", info.id, codes.join(","))
        }
    };
    let heading = beside_heading(&info.short_title, &first.spoken, findings);
    let title = say("compare.page_title", &[("title", &info.short_title), ("who", &who)]);
    let mut notes = vec![text("compare.note.each")];
    if info.published {
        notes.push(text("compare.note.published"));
    } else if !info.standardised || sides.iter().any(|side| side.shares_people) {
        notes.push(text("compare.note.ages"));
    } else {
        notes.push(text("compare.note.crude"));
    }
    ComparePage {
        frame: pages::frame(
            app,
            Place::Areas,
            &title,
            vec![pages::home(), Link::new(text("areas_page.title"), "/areas")],
            &format!("/compare?{query}"),
        ),
        heading,
        sentence: say("compare.sentence", &[("question", &info.question), ("who", &who), ("when", &when)]),
        sentences: findings.iter().map(|finding| finding.sentence.clone()).collect(),
        indicators: indicator_options(figures, info),
        areas: area_options(figures, info, parameters, compared),
        areas_legend: say("compare.form.areas", &[("areas", words::areas(kind_of(figures, parameters, compared)))]),
        kinds: kind_links(figures, info, kind_of(figures, parameters, compared)),
        group_areas: group_areas(figures, info, by.map(|(area, _)| area)),
        dimensions: info
            .breakdowns
            .iter()
            .map(|dimension| AreaOption {
                code: dimension.as_str().to_owned(),
                name: words::dimension_heading(*dimension).to_owned(),
                chosen: by.is_some_and(|(_, chosen)| chosen == *dimension),
            })
            .collect(),
        indicator: info.id.clone(),
        csv: format!("/compare.csv?{query}"),
        chart: chart(figures, compared, &when),
        table: table(compared, &title),
        notes,
        chapters: handbook::links(handbook::of_value(info).iter().copied().chain([handbook::GAP])),
    }
}

fn indicator_options(figures: Figures<'_>, chosen: &IndicatorInfo) -> Vec<IndicatorOptions> {
    let mut options: Vec<IndicatorOptions> = Vec::new();
    for info in figures.site.indicators() {
        let option = AreaOption { code: info.id.clone(), name: info.short_title.clone(), chosen: info.id == chosen.id };
        let label = info.domain.label();
        match options.iter_mut().find(|group| group.label == label) {
            Some(group) => group.indicators.push(option),
            None => options.push(IndicatorOptions { label, indicators: vec![option] }),
        }
    }
    options
}

/// The kind of area whose boxes are shown: the first compared area's, or the first kind with several.
fn kind_of(figures: Figures<'_>, parameters: &Parameters, compared: &Compared<'_>) -> AreaType {
    let of_first = compared.sides[0].figure.key().area_type;
    match (&compared.by, parameters.get("areas")) {
        (Some(_), None) => {
            let several = figures.areas_of(compared.info).into_iter().find(|(_, areas)| areas.len() >= FEWEST);
            several.map_or(of_first, |(kind, _)| kind)
        }
        _ => of_first,
    }
}

fn area_options(
    figures: Figures<'_>,
    info: &IndicatorInfo,
    parameters: &Parameters,
    compared: &Compared<'_>,
) -> Vec<AreaOption> {
    let kind = kind_of(figures, parameters, compared);
    let all =
        figures.areas_of(info).into_iter().find(|(of, _)| *of == kind).map(|(_, areas)| areas).unwrap_or_default();
    let is_chosen = |area: &AreaInfo| {
        compared.by.is_none() && compared.sides.iter().any(|side| side.figure.key().area == area.code)
    };
    all.into_iter()
        .map(|area| AreaOption { code: area.code.to_string(), name: area.name.clone(), chosen: is_chosen(area) })
        .collect()
}

fn kind_links(figures: Figures<'_>, info: &IndicatorInfo, current: AreaType) -> Vec<KindLink> {
    let several = figures.areas_of(info).into_iter().filter(|(_, areas)| areas.len() >= FEWEST);
    several
        .map(|(kind, _)| KindLink {
            label: words::capital(words::areas(kind)),
            href: format!("/compare?indicator={}&kind={}", info.id, kind.as_str()),
            current: kind == current,
        })
        .collect()
}

/// Areas whose groups can be compared.
fn group_areas(figures: Figures<'_>, info: &IndicatorInfo, chosen: Option<&AreaInfo>) -> Vec<AreaOption> {
    let has = |area: &&AreaInfo| info.breakdowns.iter().any(|by| figures.by(info, &area.code, *by).len() >= FEWEST);
    let larger =
        figures.areas_of(info).into_iter().filter(|(kind, _)| *kind != AreaType::Msoa).flat_map(|(_, areas)| areas);
    larger
        .filter(has)
        .map(|area| AreaOption {
            code: area.code.to_string(),
            name: area.name.clone(),
            chosen: chosen.is_some_and(|chosen| chosen.code == area.code),
        })
        .collect()
}

fn chart(figures: Figures<'_>, compared: &Compared<'_>, when: &str) -> ChartView {
    let Compared { info, sides, by, .. } = compared;
    let line = match by {
        Some((area, _)) => figures.value(info, &area.code).and_then(|value| Line::of(value, &area.name)),
        None => {
            figures.value(info, figures.whole()).and_then(|value| Line::of(value, &area_name(figures, figures.whole())))
        }
    };
    let dimension = match by {
        Some((_, dimension)) => words::dimension_heading(*dimension),
        None => text("areas_page.column.area"),
    };
    let bars = GroupBars {
        words: Words {
            id: "compared".to_owned(),
            heading: text("compare.chart").to_owned(),
            subtitle: say(
                "compare.chart.subtitle",
                &[("title", &info.title), ("unit", words::unit(info)), ("when", when)],
            ),
        },
        dimension: dimension.to_owned(),
        groups: sides.iter().map(|side| Point::of(side.figure, &side.label)).collect(),
        unknown: Vec::new(),
        line,
    };
    ChartView::new("compared", bars.svg(), None, Vec::new())
}

fn table(compared: &Compared<'_>, caption: &str) -> TableView {
    let unit = gap_unit(compared.sides[0].figure.unit());
    let count = |part: Shown<i64>| match part {
        Shown::Value(number) => CellView::number(format::count(number)),
        Shown::Withheld(why) => CellView::withheld(why.reason()),
        Shown::None => CellView::number(format::NONE),
    };
    let row = |(at, side): (usize, &Side<'_>)| {
        let name = match &side.href {
            Some(href) => CellView::link(side.label.as_str(), href.as_str()),
            None => CellView::words(side.label.as_str()),
        };
        let (difference, says) = match at.checked_sub(1).and_then(|other| compared.findings.get(other)) {
            None => (CellView::number(format::NONE), CellView::words(text("compare.first"))),
            Some(finding) => {
                let mut cell = match hidden(compared, side) {
                    Some(why) => CellView::withheld(why.reason()),
                    None => CellView::number(format::NONE),
                };
                if let Seen::Estimate(gap) = finding.difference {
                    cell = CellView::number(format::value(gap.value, plain_unit(unit)));
                    cell.lines.push(format::limits(gap.lower, gap.upper, plain_unit(unit)));
                }
                let mut says = CellView::words(finding.direction.word());
                says.mark = Some(icon(comparison(finding.direction)));
                (cell, says)
            }
        };
        vec![
            name,
            figure_cell(side.figure),
            count(side.figure.numerator()),
            count(side.figure.denominator()),
            difference,
            says,
        ]
    };
    TableView {
        caption: caption.to_owned(),
        caption_hidden: false,
        columns: vec![
            ColumnView::words(text(if compared.by.is_some() {
                "indicator.column.group"
            } else {
                "areas_page.column.area"
            })),
            ColumnView::number(text("indicator.column.value")),
            ColumnView::number(text("indicator.column.number")),
            ColumnView::number(text("indicator.column.out_of")),
            ColumnView::number(say("compare.column.difference", &[("first", &compared.sides[0].spoken)])),
            ColumnView::words(text("area.spine.column.comparison")),
        ],
        rows: compared.sides.iter().enumerate().map(row).collect(),
    }
}

/// Why a difference from the first is hidden: one of the two is.
fn hidden(compared: &Compared<'_>, side: &Side<'_>) -> Option<Withheld> {
    side.figure.withheld().or_else(|| compared.sides[0].figure.withheld())
}

fn file(compared: &Compared<'_>) -> Vec<Vec<String>> {
    let header = [
        "indicator_id",
        "area_code",
        "area_or_group",
        "dimension",
        "category",
        "period",
        "unit",
        "numerator",
        "denominator",
        "value",
        "lower_95",
        "upper_95",
        "withheld_reason",
        "difference_from_first",
        "difference_lower_95",
        "difference_upper_95",
        "difference_withheld_reason",
        "direction",
        "definition_hash",
        "release_id",
    ];
    let real = |part: Shown<f64>| part.value().map(|value| value.to_string()).unwrap_or_default();
    let whole = |part: Shown<i64>| part.value().map(|value| value.to_string()).unwrap_or_default();
    let row = |(at, side): (usize, &Side<'_>)| {
        let (figure, key) = (side.figure, side.figure.key());
        let finding = at.checked_sub(1).and_then(|other| compared.findings.get(other));
        let gap = match finding.map(|finding| finding.difference) {
            Some(Seen::Estimate(gap)) => [gap.value, gap.lower, gap.upper].map(|number| number.to_string()),
            _ => Default::default(),
        };
        let group = key.breakdowns.first();
        let mut cells = vec![
            key.indicator_id.clone(),
            key.area.to_string(),
            side.label.clone(),
            group.map(|group| group.dimension.as_str().to_owned()).unwrap_or_default(),
            group.map(|group| group.category.clone()).unwrap_or_default(),
            key.period.to_string(),
            figure.unit().to_owned(),
            whole(figure.numerator()),
            whole(figure.denominator()),
            real(figure.value()),
            real(figure.lower()),
            real(figure.upper()),
            figure.withheld().map(|why| why.as_str().to_owned()).unwrap_or_default(),
        ];
        cells.extend(gap);
        let why = finding.and_then(|_| hidden(compared, side));
        cells.push(why.map(|why| why.as_str().to_owned()).unwrap_or_default());
        cells.push(finding.map(|finding| finding.direction.word().to_owned()).unwrap_or_default());
        cells.extend([figure.definition_hash().to_owned(), figure.release_id().to_owned()]);
        cells
    };
    std::iter::once(header.map(str::to_owned).to_vec()).chain(compared.sides.iter().enumerate().map(row)).collect()
}
