//! How are we doing, and who is missing out most? For a reader with one minute.

use crate::charts::area_name;
use crate::figures::Figures;
use crate::pages::indicator::figure_cell;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::routes::App;
use crate::view::{CellView, Frame, Link, filters, reasons};
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::IndicatorInfo;
use commonweal_chart::mark::icon;
use commonweal_chart::{Point, Sparkline, Words, format};
use commonweal_disclosure::{Comparison, Released, Selection, Shown, Statistic};
use commonweal_indicator::{
    Direction, about, clear_people, difference_words, gap_finding, in_words, overall_finding, plain_unit, say, text,
};
use commonweal_model::AreaType;

/// Published headline measures in the order a board asks for them.
const HEADLINES: [&str; 3] = ["life_expectancy_gap", "healthy_life_expectancy", "preventable_cardiovascular_mortality"];

/// How many of the largest gaps are listed.
const MOST_ROWS: usize = 5;

#[derive(Template)]
#[template(path = "pages/overview.html")]
struct OverviewPage {
    frame: Frame,
    heading: String,
    lead: String,
    gaps: Vec<GapCard>,
    questions_heading: String,
    questions: Vec<Question>,
    withheld_key: Vec<&'static str>,
    missing: Vec<MissingRow>,
    places: Vec<Link>,
}

/// A headline gap.
struct GapCard {
    title: String,
    href: String,
    size: String,
    words: String,
    mark: Option<String>,
    picture: Option<String>,
    source: String,
}

/// One of the questions, with everyone's value and its gap.
struct Question {
    title: String,
    href: String,
    question: String,
    value: CellView,
    gap: CellView,
}

/// A gap counted in people.
struct MissingRow {
    people: String,
    title: String,
    place: String,
    words: String,
    href: String,
}

/// `/`
pub(crate) async fn page(State(app): State<App>, asked: Result<Asked, QueryRejection>) -> Response {
    let page = Parameters::read(asked, &[]).map(|_| overview(&app, Figures { site: &app.site }));
    pages::show(&app, page)
}

fn overview(app: &App, figures: Figures<'_>) -> OverviewPage {
    let facts = figures.site.facts();
    let local: Vec<&IndicatorInfo> = figures.site.indicators().iter().filter(|info| !info.published).collect();
    let directions: Vec<Direction> = local
        .iter()
        .map(|info| Direction::of(&figures.seen(info, figures.whole(), Statistic::AbsoluteGap), info.polarity))
        .collect();
    let people = format::count(i64::try_from(facts.people).unwrap_or(i64::MAX));
    let lead = say("overview.lead", &[
        ("area", &facts.area_name),
        ("when", &pages::data_date(figures.site)),
        ("people", &people),
    ]);
    let questions: Vec<Question> = local.iter().map(|info| question(figures, info)).collect();
    let places = figures
        .site
        .areas()
        .filter(|area| matches!(area.area_type, AreaType::Icb | AreaType::Place | AreaType::District))
        .map(|area| (area.area_type, Link::new(area.name.as_str(), format!("/areas/{}", area.code))));
    let mut places: Vec<(AreaType, Link)> = places.collect();
    places.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.label.cmp(&b.1.label)));
    OverviewPage {
        frame: pages::frame(app, Place::Overview, text("overview.title"), Vec::new(), "/"),
        heading: overall_finding(&directions),
        lead,
        gaps: headlines(figures, &local),
        questions_heading: say("overview.questions", &[("all", &words::capital(&in_words(local.len())))]),
        withheld_key: reasons(questions.iter().flat_map(|question| [&question.value, &question.gap])),
        questions,
        missing: missing(figures, &local),
        places: places.into_iter().map(|(_, link)| link).collect(),
    }
}

fn question(figures: Figures<'_>, info: &IndicatorInfo) -> Question {
    let value = figures.value(info, figures.whole()).map_or_else(|| CellView::words(format::NONE), figure_cell).left();
    Question {
        title: info.short_title.clone(),
        href: format!("/indicators/{}", info.id),
        question: info.question.clone(),
        value,
        gap: gap_cell(figures, info),
    }
}

/// Which way the gap points, how large it is, and how sure we are.
fn gap_cell(figures: Figures<'_>, info: &IndicatorInfo) -> CellView {
    let gap = figures.seen(info, figures.whole(), Statistic::AbsoluteGap);
    if let commonweal_indicator::Seen::Withheld(why) = gap {
        return CellView::withheld(why.reason()).left();
    }
    let finding = gap_finding(&info.short_title, &gap, "percentage points", info.polarity);
    let mut cell = CellView::words(finding.size);
    cell.mark = Some(icon(comparison(finding.direction)));
    cell.lines.extend(finding.limits);
    cell
}

/// The mark of a direction: the same shapes as for comparisons.
pub(crate) fn comparison(direction: Direction) -> Comparison {
    match direction {
        Direction::Worse => Comparison::Worse,
        Direction::Better => Comparison::Better,
        Direction::Higher => Comparison::Higher,
        Direction::Lower => Comparison::Lower,
        Direction::NoClearDifference => Comparison::Similar,
        Direction::NotShown => Comparison::NotCompared,
    }
}

/// Three headline gaps: published measures first, then the questions with the largest clear gaps.
fn headlines(figures: Figures<'_>, local: &[&IndicatorInfo]) -> Vec<GapCard> {
    let mut cards: Vec<GapCard> = HEADLINES
        .into_iter()
        .filter_map(|id| figures.site.indicator(id))
        .filter_map(|info| published_card(figures, info))
        .collect();
    let mut gaps: Vec<(&IndicatorInfo, f64)> = local
        .iter()
        .filter_map(|info| {
            let gap = figures.seen(info, figures.whole(), Statistic::AbsoluteGap);
            Direction::of(&gap, info.polarity).is_clear().then(|| gap.value()).flatten().map(|size| (*info, size.abs()))
        })
        .collect();
    gaps.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.id.cmp(&b.0.id)));
    for (info, _) in gaps {
        if cards.len() < HEADLINES.len() {
            cards.push(local_card(figures, info));
        }
    }
    cards.truncate(HEADLINES.len());
    cards
}

fn local_card(figures: Figures<'_>, info: &IndicatorInfo) -> GapCard {
    let gap = figures.seen(info, figures.whole(), Statistic::AbsoluteGap);
    let finding = gap_finding(&info.short_title, &gap, "percentage points", info.polarity);
    GapCard {
        title: info.short_title.clone(),
        href: format!("/indicators/{}", info.id),
        size: finding.size,
        words: text("overview.card.local").to_owned(),
        mark: Some(icon(comparison(finding.direction))),
        picture: None,
        source: finding.limits.unwrap_or_default(),
    }
}

/// The latest published value of the largest part of the area that has one, beside the part where it is worst.
fn published_card(figures: Figures<'_>, info: &IndicatorInfo) -> Option<GapCard> {
    let latest = headline_series(figures, info);
    let last = *latest.last()?;
    let Shown::Value(value) = last.value() else { return None };
    let when = words::period(&last.key().period, last.key().period_kind);
    let area = area_name(figures, &last.key().area);
    let mut limits = text("published.certainty").to_owned();
    if let (Shown::Value(lower), Shown::Value(upper)) = (last.lower(), last.upper()) {
        let unit = plain_unit(last.unit());
        limits = say("limits", &[("lower", &format::value(lower, unit)), ("upper", &format::value(upper, unit))]);
    }
    let picture = (latest.len() > 1).then(|| {
        let periods = latest.iter().map(|figure| {
            Point::of(figure, &words::period(&figure.key().period, figure.key().period_kind))
        });
        let words = Words {
            id: format!("headline-{}", info.id.replace('_', "-")),
            heading: info.title.clone(),
            subtitle: format!("{}, {area}", info.title),
        };
        Sparkline { words, periods: periods.collect(), line: None }.svg().svg
    });
    Some(GapCard {
        title: info.short_title.clone(),
        href: format!("/indicators/{}?area={}", info.id, last.key().area),
        size: format::sentence(value, plain_unit(last.unit())),
        words: format!("{area}, {}. {limits}", last.key().series),
        mark: None,
        picture,
        source: when,
    })
}

/// The periods of one published series of one area, oldest first: the whole area's, else its first district's.
fn headline_series<'a>(figures: Figures<'a>, info: &IndicatorInfo) -> Vec<&'a Released> {
    let selection = Selection { indicator: Some(&info.id), ..Selection::default() };
    let all = figures.site.released().select(&selection);
    let has_page = |figure: &&&Released| figures.site.area(&figure.key().area).is_some();
    let Some(first) = all.iter().find(has_page) else { return Vec::new() };
    let (area, series) = (&first.key().area, &first.key().series);
    let mut periods: Vec<&Released> =
        all.iter().copied().filter(|figure| figure.key().area == *area && figure.key().series == *series).collect();
    periods.sort_by_key(|figure| figure.key().period.end());
    periods
}

/// The largest clear gaps of places, by people.
fn missing(figures: Figures<'_>, local: &[&IndicatorInfo]) -> Vec<MissingRow> {
    let mut rows: Vec<(f64, MissingRow)> = Vec::new();
    for info in local {
        for area in figures.site.areas().filter(|area| area.area_type == AreaType::Place) {
            let gap = figures.seen(info, &area.code, Statistic::AbsoluteGap);
            let people = figures.seen(info, &area.code, Statistic::PeopleAffected);
            if let Some(number) = clear_people(&people, &gap, info.polarity) {
                rows.push((number, MissingRow {
                    people: say("overview.missing.people", &[("people", &about(number))]),
                    title: info.short_title.clone(),
                    place: area.name.clone(),
                    words: say("overview.missing.words", &[("size", &difference_words(&gap, "percentage points"))]),
                    href: format!("/indicators/{}?area={}", info.id, area.code),
                }));
            }
        }
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.href.cmp(&b.1.href)));
    rows.into_iter().take(MOST_ROWS).map(|(_, row)| row).collect()
}
