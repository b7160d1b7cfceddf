//! How are we doing, and who is missing out most? For a reader with one minute.

use crate::charts::trend_change;
use crate::figures::Figures;
use crate::handbook;
use crate::pages::area::AreaLinks;
use crate::pages::indicator::{figure_cell, published_who};
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
use commonweal_chart::mark::icon;
use commonweal_chart::{Point, Sparkline, Words, format};
use commonweal_disclosure::{Comparison, Released, Shown, Statistic};
use commonweal_indicator::{
    Direction, about, clear_people, difference_words, gap_finding, in_words, overall_finding, plain_unit, say, text,
};
use commonweal_model::{AreaType, Dimension, Polarity};

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
    question_chapters: Vec<Link>,
    withheld_key: Vec<&'static str>,
    missing: Vec<MissingRow>,
    missing_chapters: Vec<Link>,
    places: Vec<AreaLinks>,
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
    let all = words::capital(&in_words(local.len()));
    let lead = say(
        "overview.lead",
        &[("all", &all), ("area", &facts.area_name), ("when", &pages::data_date(figures.site)), ("people", &people)],
    );
    let questions: Vec<Question> = local.iter().map(|info| question(figures, info)).collect();
    let places = figures
        .site
        .areas()
        .filter(|area| matches!(area.area_type, AreaType::Icb | AreaType::Place | AreaType::District))
        .map(|area| (area.area_type, Link::new(area.name.as_str(), format!("/areas/{}", area.code))));
    let places: Vec<(AreaType, Link)> = places.collect();
    let of_kind = |kind: AreaType| {
        let mut links: Vec<Link> = places.iter().filter(|(of, _)| *of == kind).map(|(_, link)| link.clone()).collect();
        links.sort_by(|a, b| a.label.cmp(&b.label));
        AreaLinks { label: kind.label(), areas: links }
    };
    let values = local.iter().flat_map(|info| handbook::of_value(info).iter().copied());
    OverviewPage {
        frame: pages::frame(app, Place::Overview, text("overview.title"), Vec::new(), "/"),
        heading: overall_finding(&directions),
        lead,
        gaps: headlines(figures, &local),
        questions_heading: say("overview.questions", &[("all", &all)]),
        withheld_key: reasons(questions.iter().flat_map(|question| [&question.value, &question.gap])),
        questions,
        question_chapters: handbook::links(values.chain([handbook::GAP])),
        missing: missing(figures, &local),
        missing_chapters: handbook::links([handbook::PEOPLE]),
        places: [AreaType::Icb, AreaType::Place, AreaType::District]
            .map(of_kind)
            .into_iter()
            .filter(|links| !links.areas.is_empty())
            .collect(),
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

/// The latest published value of the area here where it is worst, and how it has changed.
fn published_card(figures: Figures<'_>, info: &IndicatorInfo) -> Option<GapCard> {
    let (_, areas) = figures.areas_of(info).into_iter().next()?;
    let mut values: Vec<(f64, &AreaInfo, &Released)> = areas
        .iter()
        .filter_map(|area| figures.value(info, &area.code).map(|figure| (*area, figure)))
        .filter_map(|(area, figure)| figure.value().value().map(|value| (value, area, figure)))
        .collect();
    values.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.code.cmp(&b.1.code)));
    let worst = if info.polarity == Polarity::HigherIsBetter { values.last() } else { values.first() };
    let (value, area, last) = *worst?;
    let unit = plain_unit(last.unit());
    let periods = figures.periods(last);
    let when = words::period(&last.key().period, last.key().period_kind);
    let who = published_who(last, area);
    let mut sentence = match (values.len(), info.polarity) {
        (1, _) => vec![who.clone()],
        (_, Polarity::HigherIsBetter) => vec![say("overview.card.lowest", &[("area", &who)])],
        _ => vec![say("overview.card.highest", &[("area", &who)])],
    };
    for other in figures.by(info, &area.code, Dimension::Sex).into_iter().skip(1) {
        if let Some(value) = other.value().value() {
            let group = words::group(&other.key().breakdowns[0]).to_lowercase();
            sentence.push(format!("{group} {}", format::sentence(value, unit)));
        }
    }
    if let Some(change) = trend_change(&periods) {
        sentence.push(change);
    }
    let mut source = say("published.source", &[("when", &when), ("source", &last.key().series)]);
    if let (Shown::Value(lower), Shown::Value(upper)) = (last.lower(), last.upper()) {
        let limits = [("lower", format::value(lower, unit)), ("upper", format::value(upper, unit))];
        let limits = say("limits", &[(limits[0].0, &limits[0].1), (limits[1].0, &limits[1].1)]);
        source = format!("{limits}. {source}");
    }
    let picture = (periods.len() > 2).then(|| {
        let label = |figure: &Released| words::period(&figure.key().period, figure.key().period_kind);
        let words = Words {
            id: format!("headline-{}", info.id.replace('_', "-")),
            heading: info.title.clone(),
            subtitle: format!("{}, {who}", info.title),
        };
        let periods = periods.iter().map(|figure| Point::of(figure, &label(figure))).collect();
        Sparkline { words, periods, line: None }.svg().svg
    });
    Some(GapCard {
        title: info.short_title.clone(),
        href: format!("/indicators/{}?area={}", info.id, area.code),
        size: format::sentence(value, unit),
        words: sentence.join("; "),
        mark: None,
        picture,
        source,
    })
}

/// The largest clear gaps of places, by people.
fn missing(figures: Figures<'_>, local: &[&IndicatorInfo]) -> Vec<MissingRow> {
    let mut rows: Vec<(f64, MissingRow)> = Vec::new();
    for info in local {
        for area in figures.site.areas().filter(|area| area.area_type == AreaType::Place) {
            let gap = figures.seen(info, &area.code, Statistic::AbsoluteGap);
            let people = figures.seen(info, &area.code, Statistic::PeopleAffected);
            if let Some(number) = clear_people(&people, &gap, info.polarity) {
                rows.push((
                    number,
                    MissingRow {
                        people: say("overview.missing.people", &[("people", &about(number))]),
                        title: info.short_title.clone(),
                        place: area.name.clone(),
                        words: say("overview.missing.words", &[("size", &difference_words(&gap, "percentage points"))]),
                        href: format!("/indicators/{}?area={}", info.id, area.code),
                    },
                ));
            }
        }
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.href.cmp(&b.1.href)));
    rows.into_iter().take(MOST_ROWS).map(|(_, row)| row).collect()
}
