//! How are we doing, what has changed, and who is missing out most? For a reader with one minute.

use crate::figures::Figures;
use crate::handbook;
use crate::headlines::{GapCard, headlines};
use crate::pages::area::AreaLinks;
use crate::pages::{self, Place};
use crate::query::{Asked, Parameters};
use crate::recent::{Change, changes};
use crate::routes::App;
use crate::rows::{Row, difference};
use crate::view::{Frame, Link, filters};
use crate::words;
use askama::Template;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use commonweal_app::{Domain, IndicatorInfo};
use commonweal_chart::format;
use commonweal_chart::mark::icon;
use commonweal_disclosure::Comparison;
use commonweal_indicator::{Direction, Seen, about, difference_with_limits, overall_finding, people_limits, say, text};
use commonweal_model::AreaType;
use std::collections::BTreeMap;

/// How many of the largest gaps, and of the latest changes, are listed.
const MOST_ROWS: usize = 5;

#[derive(Template)]
#[template(path = "pages/overview.html")]
struct OverviewPage {
    frame: Frame,
    heading: String,
    lead: String,
    gaps: Vec<GapCard>,
    missing: Vec<MissingRow>,
    missing_chapters: Vec<Link>,
    changed: Vec<ChangedRow>,
    changed_chapters: Vec<Link>,
    domains: Vec<DomainRow>,
    everything: String,
    places: Vec<AreaLinks>,
}

/// A gap counted in people.
struct MissingRow {
    people: String,
    limits: String,
    title: String,
    place: String,
    words: String,
    href: String,
}

/// Something that clearly moved.
struct ChangedRow {
    mark: String,
    title: String,
    words: String,
    when: String,
    href: String,
}

/// How the most deprived fifth fares on access, experience or outcomes.
struct DomainRow {
    label: &'static str,
    finding: String,
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
    let rows: Vec<Row<'_>> = local.iter().map(|info| Row::of(figures, info, figures.whole())).collect();
    let directions: Vec<Direction> = rows.iter().map(|row| row.direction).collect();
    let people = format::count(i64::try_from(facts.people).unwrap_or(i64::MAX));
    let when = pages::data_date(figures.site);
    let number = local.len().to_string();
    let lead = [("area", facts.area_name.as_str()), ("when", &when), ("people", &people), ("number", &number)];
    OverviewPage {
        frame: pages::frame(app, Place::Overview, text("overview.title"), Vec::new(), "/"),
        heading: overall_finding(&directions),
        lead: say("overview.lead", &lead),
        gaps: headlines(figures, &rows),
        missing: missing(figures, &local),
        missing_chapters: handbook::links([handbook::PEOPLE]),
        changed: changes(figures).iter().take(MOST_ROWS).map(changed_row).collect(),
        changed_chapters: handbook::links([handbook::GAP]),
        domains: domains(&rows),
        everything: say("overview.everything", &[("number", &figures.site.indicators().len().to_string())]),
        places: places(figures),
    }
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

/// The largest clear gaps by people, each indicator at the place where most people miss out.
fn missing(figures: Figures<'_>, local: &[&IndicatorInfo]) -> Vec<MissingRow> {
    let mut rows: Vec<(f64, MissingRow)> = Vec::new();
    for info in local {
        let places = figures.site.areas().filter(|area| area.area_type == AreaType::Place);
        let largest = places
            .filter_map(|area| {
                let row = Row::of(figures, info, &area.code);
                Some((row.people?, row.gap, area))
            })
            .max_by(|a, b| a.0.value.total_cmp(&b.0.value).then_with(|| b.2.code.cmp(&a.2.code)));
        let Some((people, gap, area)) = largest else { continue };
        rows.push((
            people.value,
            MissingRow {
                people: say("overview.missing.people", &[("people", &about(people.value))]),
                limits: people_limits(&people),
                title: info.short_title.clone(),
                place: area.name.clone(),
                words: say("overview.missing.words", &[("size", &difference_with_limits(&gap, "percentage points"))]),
                href: format!("/indicators/{}?area={}", info.id, area.code),
            },
        ));
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.href.cmp(&b.1.href)));
    rows.into_iter().take(MOST_ROWS).map(|(_, row)| row).collect()
}

fn changed_row(change: &Change<'_>) -> ChangedRow {
    let later = change.later.key();
    let (earlier, size) = (change.earlier.key(), Seen::Estimate(change.movement.difference));
    let who = match &change.group {
        Some(group) => format!("{}, {}", change.area.name, group.to_lowercase()),
        None => change.area.name.clone(),
    };
    let since = words::period(&earlier.period, earlier.period_kind);
    let size = difference(&size, change.later.unit());
    let direction = match change.movement.direction {
        Direction::Worse | Direction::Better => format!(" ({})", change.movement.direction.word()),
        _ => String::new(),
    };
    ChangedRow {
        mark: icon(comparison(change.movement.direction)),
        title: change.info.short_title.clone(),
        words: say(
            "overview.changed.words",
            &[("who", &who), ("size", &size), ("since", &since), ("direction", &direction)],
        ),
        when: words::period(&later.period, later.period_kind),
        href: format!("/indicators/{}?area={}", change.info.id, change.area.code),
    }
}

/// Access, experience and outcomes, each with its own finding.
fn domains(rows: &[Row<'_>]) -> Vec<DomainRow> {
    let mut domains: BTreeMap<Domain, Vec<Direction>> = BTreeMap::new();
    for row in rows {
        domains.entry(row.info.domain).or_default().push(row.direction);
    }
    let row = |(domain, directions): (Domain, Vec<Direction>)| DomainRow {
        label: domain.label(),
        finding: overall_finding(&directions),
        href: format!("/inequalities#{}", domain.as_str()),
    };
    domains.into_iter().map(row).collect()
}

fn places(figures: Figures<'_>) -> Vec<AreaLinks> {
    let of_kind = |kind: AreaType| {
        let areas = figures.site.areas().filter(|area| area.area_type == kind);
        let mut areas: Vec<Link> =
            areas.map(|area| Link::new(area.name.as_str(), format!("/areas/{}", area.code))).collect();
        areas.sort_by(|a, b| a.label.cmp(&b.label));
        AreaLinks { label: kind.label(), areas }
    };
    let kinds = [AreaType::Icb, AreaType::Place, AreaType::District].map(of_kind);
    kinds.into_iter().filter(|links| !links.areas.is_empty()).collect()
}
