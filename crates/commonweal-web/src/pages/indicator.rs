//! One question: the gap first, then where, then who, then how it was made.

use crate::charts::{View, source_line, trend_words};
use crate::error::{Choice, PageError};
use crate::figures::Figures;
use crate::handbook;
use crate::pages::how::{HowRow, how};
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::reports::ReportKind;
use crate::routes::App;
use crate::view::{CellView, ChartView, ColumnView, Frame, Link, TableView, filters, reasons};
use crate::words;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use commonweal_app::{AreaInfo, IndicatorInfo};
use commonweal_chart::format;
use commonweal_chart::mark::{icon, word};
use commonweal_disclosure::{Released, Shown, Statistic};
use commonweal_indicator::{gap_finding, people_sentence, plain_unit, say, text, with_unit};
use commonweal_model::AreaType;

#[derive(Template)]
#[template(path = "pages/indicator.html")]
struct IndicatorPage {
    frame: Frame,
    caption: &'static str,
    heading: String,
    people: Option<String>,
    sentence: String,
    facts: Vec<Fact>,
    /// What a `*` among them means.
    fact_reasons: Vec<&'static str>,
    areas: Vec<AreaGroup>,
    address: String,
    csv: String,
    profile: Link,
    report: Link,
    charts: Vec<ChartView>,
    full_table_label: String,
    full_table: TableView,
    how: Vec<HowRow>,
    reproduce: String,
}

/// A number that stands at the top.
pub(crate) struct Fact {
    pub(crate) term: String,
    pub(crate) value: CellView,
    /// The chapter of the handbook that explains it.
    chapter: Option<Link>,
}

/// Areas of one kind in the form that switches.
pub(crate) struct AreaGroup {
    pub(crate) label: &'static str,
    pub(crate) areas: Vec<AreaOption>,
}

/// One area in the form.
pub(crate) struct AreaOption {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) chosen: bool,
}

/// `/indicators/{id}` and `/indicators/{id}.csv`
pub(crate) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    let figures = Figures { site: &app.site };
    match id.strip_suffix(".csv") {
        Some(id) => csv(figures, id, asked).unwrap_or_else(|problem| problem.page(&app)),
        None => pages::show(&app, indicator_page(&app, figures, &id, asked)),
    }
}

/// `/indicators/{id}/{view}.svg`
pub(crate) async fn picture(
    State(app): State<App>,
    Path((id, file)): Path<(String, String)>,
    asked: Result<Asked, QueryRejection>,
) -> Response {
    draw(Figures { site: &app.site }, &id, &file, asked).unwrap_or_else(|problem| problem.page(&app))
}

/// The indicator and the area of a request. Without an area it is the whole; where the indicator has no figure for the
/// whole, the first area that has one, which the page names.
fn asked_for<'a>(
    figures: Figures<'a>,
    id: &str,
    parameters: &Parameters,
) -> Result<(&'a IndicatorInfo, &'a AreaInfo), PageError> {
    let info = figures.indicator(id)?;
    let of_indicator = || -> Vec<&AreaInfo> {
        figures.areas_of(info).into_iter().filter(|(kind, _)| *kind != AreaType::Msoa).flat_map(|(_, a)| a).collect()
    };
    let choices = || {
        let choice = |area: &&AreaInfo| Choice {
            label: format!("{} ({})", area.name, area.code),
            href: Some(format!("/indicators/{id}?area={}", area.code)),
        };
        of_indicator().iter().map(choice).collect::<Vec<_>>()
    };
    let area = match parameters.get("area") {
        Some(code) => figures.area(code, choices)?,
        None => {
            let whole = figures.site.area(figures.whole()).filter(|area| figures.value(info, &area.code).is_some());
            whole.or_else(|| of_indicator().first().copied()).ok_or_else(PageError::no_page)?
        }
    };
    if figures.value(info, &area.code).is_none() {
        return Err(PageError::no_figures(&area.code, choices()));
    }
    Ok((info, area))
}

fn indicator_page(
    app: &App,
    figures: Figures<'_>,
    id: &str,
    asked: Result<Asked, QueryRejection>,
) -> Result<IndicatorPage, PageError> {
    let parameters = Parameters::read(asked, &["area"])?;
    let (info, area) = asked_for(figures, id, &parameters)?;
    let value = figures.value(info, &area.code).ok_or_else(PageError::no_page)?;
    let when = words::period(&value.key().period, value.key().period_kind);
    let who = words::who(info.family, area);
    let gap = figures.seen(info, &area.code, Statistic::AbsoluteGap);
    let affected = figures.seen(info, &area.code, Statistic::PeopleAffected);
    let is_whole = area.code == *figures.whole();
    let finding = gap_finding(&info.short_title, &gap, "percentage points", info.polarity);
    let heading = if info.published {
        let words = trend_words(&figures.periods(value));
        words.map_or(finding.heading, |words| format!("{}, {}: {words}", info.short_title, published_who(value, area)))
    } else {
        finding.heading
    };
    let address = format!("/indicators/{id}");
    let here = format!("{address}?area={}", area.code);
    let sentence = if info.published {
        say(
            "indicator.sentence.published",
            &[("question", &info.question), ("source", &info.source), ("area", &area.name), ("when", &when)],
        )
    } else {
        say("indicator.sentence", &[("question", &info.question), ("who", &who), ("when", &when)])
    };
    let facts = facts(figures, info, area, value);
    let title = format!("{}, {}, {when}", info.short_title, if is_whole { "all areas" } else { &area.name });
    let charts = View::all(figures, info)
        .into_iter()
        .filter_map(|view| {
            let chart = view.chart(figures, info, area)?;
            let note = view_note(view, figures, info, area);
            let shown = ChartView::new(&view.id(), chart, note, view.links(info, &area.code));
            Some(shown.explained_by(handbook::of_view(view, info)))
        })
        .collect();
    Ok(IndicatorPage {
        frame: pages::frame(app, Place::Nowhere, &title, vec![pages::home()], &here),
        caption: info.domain.label(),
        heading,
        people: people_sentence(&affected, &gap, info.polarity),
        sentence,
        fact_reasons: reasons(facts.iter().map(|fact| &fact.value)),
        facts,
        areas: area_groups(figures, info, area),
        csv: format!("/indicators/{id}.csv?area={}", area.code),
        profile: Link::new(say("indicator.profile", &[("area", &area.name)]), format!("/areas/{}", area.code)),
        report: pages::reports::link(ReportKind::Intelligence, Some(&info.id), Some(area)),
        charts,
        full_table_label: say("indicator.all_figures.caption", &[("area", &area.name), ("title", &info.short_title)]),
        full_table: full_table(figures, info, area),
        how: how(figures, info, value, &when),
        reproduce: figures.site.reproduce(value.key()),
        address,
    })
}

/// Whom a published value is about: the area, and the sex where the series is by sex.
pub(crate) fn published_who(value: &Released, area: &AreaInfo) -> String {
    match value.key().breakdowns.first() {
        Some(sex) => format!("{}, {}", area.name, words::group(sex).to_lowercase()),
        None => area.name.clone(),
    }
}

/// The slope index below the bars it belongs to; below a line over time, its ends in words, or how its points are made.
pub(crate) fn view_note(view: View, figures: Figures<'_>, info: &IndicatorInfo, area: &AreaInfo) -> Option<String> {
    let View::By(dimension) = view else {
        return match view {
            View::Trend(_) => view.chart(figures, info, area).map(|chart| chart.summary),
            View::Months(_) => Some(text("followed.note").to_owned()),
            _ => None,
        };
    };
    if !dimension.is_deprivation() {
        return None;
    }
    let slope = figures.statistic(info, &area.code, Statistic::SlopeIndexOfInequality)?;
    let Shown::Value(number) = slope.value() else { return None };
    let mut words = with_unit(number, slope.unit());
    if let (Shown::Value(lower), Shown::Value(upper)) = (slope.lower(), slope.upper()) {
        words = format!("{words} ({})", format::limits(lower, upper, plain_unit(slope.unit())));
    }
    Some(say("indicator.gradient.note", &[("slope", &words)]))
}

/// A figure with its limits on a quieter line.
pub(crate) fn figure_cell(figure: &Released) -> CellView {
    let mut cell = match (figure.withheld(), figure.value()) {
        (Some(why), _) => CellView::withheld(why.reason()),
        (None, Shown::Value(value)) => CellView::number(format::value(value, plain_unit(figure.unit()))),
        (None, Shown::Withheld(why)) => CellView::withheld(why.reason()),
        (None, Shown::None) => CellView::number(format::NONE),
    };
    if cell.reason.is_none()
        && let (Shown::Value(lower), Shown::Value(upper)) = (figure.lower(), figure.upper())
    {
        cell.lines.push(format::limits(lower, upper, plain_unit(figure.unit())));
    }
    cell
}

pub(crate) fn facts(figures: Figures<'_>, info: &IndicatorInfo, area: &AreaInfo, value: &Released) -> Vec<Fact> {
    let mut facts = Vec::new();
    let chapter = |slugs: &[&'static str]| handbook::links(slugs.iter().copied()).into_iter().next();
    let mut everyone = figure_cell(value);
    if let (Shown::Value(n), Shown::Value(d)) = (value.numerator(), value.denominator()) {
        everyone.lines.push(format!("{} of {}", format::count(n), format::count(d)));
    }
    facts.push(Fact {
        term: match value.key().breakdowns.first() {
            Some(group) => words::group(group),
            None => text("indicator.fact.value").to_owned(),
        },
        value: everyone,
        chapter: chapter(handbook::of_value(info)),
    });
    if let Some(label) = value.benchmark_label().filter(|_| area.code != *figures.whole()) {
        let mut cell = CellView::words(word(value.comparison()));
        cell.mark = Some(icon(value.comparison()));
        facts.push(Fact {
            term: say("indicator.fact.compared", &[("benchmark", label)]),
            value: cell,
            chapter: chapter(&[handbook::COMPARISON]),
        });
    }
    for (statistic, key) in [
        (Statistic::DirectlyStandardisedRate, "indicator.fact.standardised"),
        (Statistic::AbsoluteGap, "indicator.fact.gap"),
        (Statistic::RelativeGap, "indicator.fact.relative"),
        (Statistic::SlopeIndexOfInequality, "indicator.fact.slope"),
    ] {
        if let Some(figure) = figures.statistic(info, &area.code, statistic) {
            let mut cell = figure_cell(figure);
            if cell.reason.is_none() && plain_unit(figure.unit()) == "percentage points" {
                cell.text = say("unit.points", &[("number", &cell.text)]);
            }
            let chapter = chapter(handbook::of_statistic(statistic));
            facts.push(Fact { term: text(key).to_owned(), value: cell, chapter });
        }
    }
    facts
}

fn area_groups(figures: Figures<'_>, info: &IndicatorInfo, chosen: &AreaInfo) -> Vec<AreaGroup> {
    let option = |area: &&AreaInfo| AreaOption {
        code: area.code.to_string(),
        name: area.name.clone(),
        chosen: area.code == chosen.code,
    };
    let kinds = figures.areas_of(info).into_iter().map(|(kind, areas)| AreaGroup {
        label: kind.label(),
        areas: areas.iter().filter(|area| kind != AreaType::Msoa || area.code == chosen.code).map(option).collect(),
    });
    kinds.filter(|group| !group.areas.is_empty()).collect()
}

/// Every figure of the view, and nothing else, in the order of their keys.
pub(crate) fn full_table(figures: Figures<'_>, info: &IndicatorInfo, area: &AreaInfo) -> TableView {
    let column = |key: &str, numeric: bool| ColumnView { label: text(key).to_owned(), numeric, href: None };
    let mut shown = figures.all(info, &area.code);
    shown.sort_by_key(|figure| {
        let groups: Vec<_> = figure.key().breakdowns.iter().map(|b| (b.dimension, words::group_order(b))).collect();
        (figure.key().breakdowns.len(), groups, figure.key().statistic)
    });
    let row = |figure: &&Released| {
        let key = figure.key();
        let groups: Vec<String> = key.breakdowns.iter().map(words::group).collect();
        let group = if groups.is_empty() { text("indicator.everyone").to_owned() } else { groups.join(", ") };
        let mut value = figure_cell(figure);
        let reason = value.reason;
        let limits = match value.lines.pop() {
            Some(limits) => CellView::number(limits),
            None => reason.map_or_else(|| CellView::number(format::NONE), CellView::withheld),
        };
        let count = |part: Shown<i64>| match part {
            Shown::Value(number) => CellView::number(format::count(number)),
            Shown::Withheld(why) => CellView::withheld(why.reason()),
            Shown::None => CellView::number(format::NONE),
        };
        let what = text(statistic_key(key.statistic));
        let unit = figure.unit();
        vec![
            CellView::words(group),
            CellView::words(if info.published {
                format!("{what}, {}", key.series)
            } else {
                format!("{what} ({unit})")
            }),
            CellView::words(words::period(&key.period, key.period_kind)),
            value,
            limits,
            count(figure.numerator()),
            count(figure.denominator()),
        ]
    };
    TableView {
        caption: say("indicator.all_figures.caption", &[("area", &area.name), ("title", &info.title)]),
        caption_hidden: false,
        columns: vec![
            column("indicator.column.group", false),
            column("indicator.column.statistic", false),
            column("how.period", false),
            column("indicator.column.value", true),
            column("indicator.column.limits", true),
            column("indicator.column.number", true),
            column("indicator.column.out_of", true),
        ],
        rows: shown.iter().map(row).collect(),
    }
}

fn statistic_key(statistic: Statistic) -> &'static str {
    match statistic {
        Statistic::Proportion => "statistic.proportion",
        Statistic::CrudeRate => "statistic.crude_rate",
        Statistic::DirectlyStandardisedRate => "statistic.directly_standardised_rate",
        Statistic::IndirectlyStandardisedRatio => "statistic.indirectly_standardised_ratio",
        Statistic::Count => "statistic.count",
        Statistic::SlopeIndexOfInequality => "statistic.slope_index_of_inequality",
        Statistic::RelativeIndexOfInequality => "statistic.relative_index_of_inequality",
        Statistic::ConcentrationIndex => "statistic.concentration_index",
        Statistic::AbsoluteGap => "statistic.absolute_gap",
        Statistic::RelativeGap => "statistic.relative_gap",
        Statistic::PeopleAffected => "statistic.people_affected",
        Statistic::PublishedValue => "statistic.published_value",
    }
}

fn csv(figures: Figures<'_>, id: &str, asked: Result<Asked, QueryRejection>) -> Result<Response, PageError> {
    let parameters = Parameters::read(asked, &["area", "by"])?;
    let (info, area) = asked_for(figures, id, &parameters)?;
    let rows = match parameters.get("by") {
        None => figures.all(info, &area.code),
        Some(name) => find_view(figures, info, "by", name)?.figures(figures, info, &area.code),
    };
    let by = parameters.get("by").map(|by| format!("-by-{by}")).unwrap_or_default();
    Ok(pages::csv_file(figures.site, &format!("{id}-{}{by}", area.code), &rows))
}

fn find_view(figures: Figures<'_>, info: &IndicatorInfo, parameter: &str, name: &str) -> Result<View, PageError> {
    let views = View::all(figures, info);
    let names: Vec<&str> = views.iter().map(|view| view.name()).collect();
    let found = views.iter().find(|view| view.name() == name).copied();
    found.ok_or_else(|| PageError::invalid_choice(parameter, name, &names))
}

fn draw(
    figures: Figures<'_>,
    id: &str,
    file: &str,
    asked: Result<Asked, QueryRejection>,
) -> Result<Response, PageError> {
    let name = file.strip_suffix(".svg").ok_or_else(PageError::no_page)?;
    let parameters = Parameters::read(asked, &["area"])?;
    let (info, area) = asked_for(figures, id, &parameters)?;
    let view = find_view(figures, info, "chart", name)?;
    let chart = view.chart(figures, info, area).ok_or_else(PageError::no_page)?;
    let address = format!("/indicators/{id}?area={}#{}", area.code, view.id());
    let class = figures.site.facts().class.as_str();
    let body = chart.file(&source_line(figures, info, &address));
    Ok(pages::download(&format!("{class}-{id}-{}-{name}.svg", area.code), "image/svg+xml", body))
}
