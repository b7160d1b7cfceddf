//! What is said of a control chart: icons with their words, whom a series is about, and why there is no chart.

use crate::view::CellView;
use crate::words;
use commonweal_app::Site;
use commonweal_app::monitoring::{ChartState, FEWEST_DRAWN, NotDrawn, Target};
use commonweal_chart::format;
use commonweal_chart::mark::icon;
use commonweal_disclosure::{Comparison, FigureKey};
use commonweal_indicator::{Seen, difference_words, gap_unit, plain_unit, say, text};
use commonweal_stats::control_chart::{Assurance, Variation};

/// The shape of a kind of variation: the same shapes that say better and worse everywhere.
pub(crate) fn shape(variation: Variation) -> Comparison {
    match variation {
        Variation::CommonCause => Comparison::Similar,
        Variation::ImprovementHigh | Variation::ImprovementLow => Comparison::Better,
        Variation::ConcernHigh | Variation::ConcernLow => Comparison::Worse,
        Variation::NeitherHigh => Comparison::Higher,
        Variation::NeitherLow => Comparison::Lower,
    }
}

/// The word beside the shape.
pub(crate) fn variation_word(variation: Variation) -> &'static str {
    text(match shape(variation) {
        Comparison::Better => "monitoring.variation.better",
        Comparison::Worse => "monitoring.variation.worse",
        Comparison::Higher => "monitoring.variation.higher",
        Comparison::Lower => "monitoring.variation.lower",
        Comparison::Similar | Comparison::NotCompared => "monitoring.variation.common",
    })
}

/// The icon of variation with its words, and what weakens it.
pub(crate) fn variation_cell(state: &ChartState, published: bool) -> CellView {
    let mut cell = CellView::words(variation_word(state.variation));
    cell.mark = Some(icon(shape(state.variation)));
    if state.cause.is_special() {
        cell.lines.push(state.cause.words().to_owned());
        if !published && state.moved.is_none() {
            cell.lines.push(text("monitoring.variation.unconfirmed").to_owned());
        }
    }
    if state.is_latest_hidden {
        cell.lines.push(text("monitoring.variation.latest_hidden").to_owned());
    }
    if state.is_provisional {
        cell.lines.push(say("monitoring.provisional", &[("points", &state.points.to_string())]));
    }
    cell
}

/// The icon of assurance with its words, and the target it is about.
pub(crate) fn assurance_cell(state: &ChartState, unit: &str) -> CellView {
    let Some((target, assurance)) = &state.target else { return CellView::words(text("monitoring.assurance.none")) };
    let (shape, key) = match assurance {
        Assurance::Pass => (Comparison::Better, "monitoring.assurance.pass"),
        Assurance::Fail => (Comparison::Worse, "monitoring.assurance.fail"),
        Assurance::Inconsistent => (Comparison::Similar, "monitoring.assurance.inconsistent"),
        Assurance::NotAssessed => (Comparison::NotCompared, "monitoring.assurance.not_assessed"),
    };
    let mut cell = CellView::words(text(key));
    cell.mark = Some(icon(shape));
    cell.lines.push(target_words(target, unit));
    cell
}

/// Whose a target is, its value and its day.
pub(crate) fn target_words(target: &Target, unit: &str) -> String {
    let due = target.due.map_or_else(String::new, |day| {
        format!(", {}", say("monitoring.target.due", &[("day", &words::day(day.day(), day.month(), day.year()))]))
    });
    let value = format::sentence(target.value, plain_unit(unit));
    say("monitoring.target", &[("title", &target.title), ("value", &value), ("due", &due)])
}

/// How the latest value moved from a year before, where that can hardly be chance.
pub(crate) fn moved(state: &ChartState, unit: &str) -> String {
    match state.moved {
        Some(moved) => difference_words(&Seen::Estimate(moved.difference), gap_unit(plain_unit(unit))),
        None => text("monitoring.moved.none").to_owned(),
    }
}

/// Why there is no chart.
pub(crate) fn not_drawn(why: NotDrawn) -> String {
    match why {
        NotDrawn::TooFew { shown } => {
            let (shown, fewest) = (shown.to_string(), FEWEST_DRAWN.to_string());
            say("monitoring.not.few", &[("shown", &shown), ("fewest", &fewest)])
        }
        NotDrawn::TooManyHidden { hidden, periods } => {
            let (hidden, periods) = (hidden.to_string(), periods.to_string());
            say("monitoring.not.hidden", &[("hidden", &hidden), ("periods", &periods)])
        }
        NotDrawn::Overlapping => text("monitoring.not.overlapping").to_owned(),
        NotDrawn::Extreme => text("monitoring.not.extreme").to_owned(),
    }
}

/// Whom a series is about: `Mid Nottinghamshire, most deprived fifth`.
pub(crate) fn who(site: &Site, key: &FigureKey) -> String {
    let area = site.area(&key.area).map_or_else(|| key.area.to_string(), |area| area.name.clone());
    match key.breakdowns.first() {
        Some(group) => format!("{area}, {}", words::small(&words::group(group))),
        None => area,
    }
}

/// The address of a series.
pub(crate) fn address(key: &FigureKey) -> String {
    let group = group_id(key);
    let group = if group.is_empty() { group } else { format!("&group={group}") };
    format!("/monitoring/{}?area={}{group}", key.indicator_id, key.area)
}

/// A group in addresses: `sex.female`; empty for everybody.
pub(crate) fn group_id(key: &FigureKey) -> String {
    key.breakdowns.first().map_or_else(String::new, |group| format!("{}.{}", group.dimension.as_str(), group.category))
}
