//! What may be said of an evaluation, and what else might explain it. No sentence here names a cause.

use super::looks::FEWEST_FOR_LIMITS;
use super::{Evaluation, Interrupted, Look};
use crate::monitoring::{Annotation, NotDrawn};
use commonweal_chart::format;
use commonweal_disclosure::Released;
use commonweal_indicator::{gap_unit, plain_unit, say, text, with_unit};
use commonweal_model::PeriodKind;
use commonweal_stats::Estimate;
use jiff::civil::{Date, date};
use std::collections::BTreeSet;

/// An event so many days before or after may be what moved the series.
const NEAR_DAYS: i32 = 366;

/// A day as a reader says it: `1 April 2025`.
pub(crate) fn day(on: Date) -> String {
    on.strftime("%-d %B %Y").to_string()
}

/// The unit of a difference of two values.
fn difference_unit<'a>(of: &Evaluation<'a>) -> &'a str {
    of.evidence.figures.first().map_or("", |figure| gap_unit(plain_unit(figure.unit())))
}

fn unit<'a>(of: &Evaluation<'a>) -> &'a str {
    of.evidence.figures.first().map_or("", |figure| plain_unit(figure.unit()))
}

/// Which way an interval points, as the words of a headline; none where it holds nought.
fn pointing(size: Estimate, up: &'static str, down: &'static str) -> Option<&'static str> {
    match (size.lower > 0.0, size.upper < 0.0) {
        (true, _) => Some(text(up)),
        (_, true) => Some(text(down)),
        _ => None,
    }
}

/// What clearly changed: level, then slope.
fn changed(found: &Interrupted) -> Vec<&'static str> {
    let level = pointing(found.change.level, "evaluation.level.up", "evaluation.level.down");
    let slope = pointing(found.change.slope, "evaluation.slope.up", "evaluation.slope.down");
    level.into_iter().chain(slope).collect()
}

/// The first sentence. It never says more than the most demanding look that the series can bear.
pub(super) fn headline(of: &Evaluation<'_>) -> String {
    let since = day(of.question.from);
    let mut places = vec![("title", of.info.short_title.as_str()), ("area", &of.area.name), ("day", &since)];
    let Ok(alone) = &of.interrupted else { return say("evaluation.headline.short", &places) };
    let what = changed(alone).join(&format!(" {} ", text("evaluation.and")));
    if what.is_empty() {
        return say("evaluation.headline.none", &places);
    }
    let beside = of.evidence.elsewhere.as_ref().map(|elsewhere| elsewhere.label.clone()).unwrap_or_default();
    places.extend([("what", what.as_str()), ("elsewhere", beside.as_str())]);
    match &of.controlled {
        Some(Ok(less)) if changed(less).is_empty() => say("evaluation.headline.not_beside", &places),
        Some(Ok(_)) => say("evaluation.headline.beside", &places),
        _ => say("evaluation.headline.alone", &places),
    }
}

/// A sentence or two for each look.
pub(super) fn findings(of: &Evaluation<'_>) -> Vec<(Look, String)> {
    let mut findings = vec![(Look::BeforeAfter, before_after(of)), (Look::ControlChart, control_chart(of))];
    findings.push((Look::Elsewhere, elsewhere(of)));
    let unit = difference_unit(of);
    match &of.interrupted {
        Ok(found) => {
            let places = [("points", found.points.to_string()), ("period", period_word(of).to_owned())];
            let places: Vec<(&str, &str)> = places.iter().map(|(key, word)| (*key, word.as_str())).collect();
            let words = found.words(unit).join(" ");
            findings.push((Look::Interrupted, format!("{words} {}", say("evaluation.interrupted", &places))));
        }
        Err(why) => {
            findings.push((Look::Interrupted, say("evaluation.interrupted.not", &[("why", &why.to_string())])));
        }
    }
    match (&of.controlled, &of.evidence.elsewhere) {
        (Some(Ok(found)), Some(beside)) => {
            let words = found.words(unit).join(" ");
            let places = [("elsewhere", beside.label.as_str()), ("words", words.as_str())];
            findings.push((Look::Controlled, say("evaluation.controlled", &places)));
        }
        (Some(Err(why)), _) => {
            findings.push((Look::Controlled, say("evaluation.controlled.not", &[("why", &why.to_string())])));
        }
        _ => {}
    }
    findings
}

fn before_after(of: &Evaluation<'_>) -> String {
    let Some(sides) = of.sides else { return text("evaluation.sides.none").to_owned() };
    let change = sides.change();
    let places = [
        ("before", with_unit(sides.before, unit(of))),
        ("points_before", sides.points_before.to_string()),
        ("after", with_unit(sides.after, unit(of))),
        ("points_after", sides.points_after.to_string()),
        ("change", sized(change, difference_unit(of))),
    ];
    let places: Vec<(&str, &str)> = places.iter().map(|(key, word)| (*key, word.as_str())).collect();
    say("evaluation.sides", &places)
}

/// `2.1 points higher`, `8.5 years lower`, `the same`.
fn sized(change: f64, unit: &str) -> String {
    let is_nought = !format::machine(change, unit).bytes().any(|digit| (b'1'..=b'9').contains(&digit));
    if is_nought {
        return text("evaluation.same").to_owned();
    }
    let key = if change > 0.0 { "evaluation.higher" } else { "evaluation.lower" };
    say(key, &[("size", &with_unit(change.abs(), unit))])
}

fn control_chart(of: &Evaluation<'_>) -> String {
    match &of.chart {
        Ok(chart) => {
            let after = chart.shown.iter().filter(|at| **at >= of.evidence.first_after).count().to_string();
            if chart.special.is_empty() {
                return say("evaluation.chart.none", &[("after", &after)]);
            }
            let rules: BTreeSet<&str> = chart.special.iter().map(|(_, cause)| cause.words()).collect();
            let rules: Vec<&str> = rules.into_iter().collect();
            let places = [("some", chart.special.len().to_string()), ("after", after), ("rules", rules.join("; "))];
            let places: Vec<(&str, &str)> = places.iter().map(|(key, word)| (*key, word.as_str())).collect();
            say("evaluation.chart", &places)
        }
        Err(NotDrawn::TooFew { shown }) => {
            let (shown, fewest) = (shown.to_string(), FEWEST_FOR_LIMITS.to_string());
            say("evaluation.chart.few", &[("shown", &shown), ("fewest", &fewest)])
        }
        Err(NotDrawn::Overlapping) => text("evaluation.chart.overlapping").to_owned(),
        Err(NotDrawn::TooManyHidden { .. } | NotDrawn::Extreme) => text("evaluation.chart.unfit").to_owned(),
    }
}

fn elsewhere(of: &Evaluation<'_>) -> String {
    let Some(beside) = &of.evidence.elsewhere else { return text("evaluation.elsewhere.none").to_owned() };
    let both = of.sides.and_then(|sides| Some((sides.elsewhere?, sides.change_beside()?)));
    let Some(((before, after), change)) = both else {
        return say("evaluation.elsewhere.short", &[("elsewhere", &beside.label)]);
    };
    let unit_of_change = difference_unit(of);
    let places = [
        ("elsewhere", beside.label.clone()),
        ("before", with_unit(before, unit(of))),
        ("after", with_unit(after, unit(of))),
        ("change", sized(change, unit_of_change)),
    ];
    let places: Vec<(&str, &str)> = places.iter().map(|(key, word)| (*key, word.as_str())).collect();
    say("evaluation.elsewhere", &places)
}

/// What else might explain a change, and what weakens the looks.
pub(super) fn cautions(of: &Evaluation<'_>, beside: &[Annotation]) -> Vec<String> {
    let mut cautions = vec![text("evaluation.caution.chosen").to_owned(), text("evaluation.caution.cause").to_owned()];
    let is_near = |event: &&Annotation| {
        let apart = of.question.from.until(event.on).map_or(i32::MAX, |span| span.get_days().abs());
        apart <= NEAR_DAYS && Some(&event.initiative) != of.question.initiative.as_ref()
    };
    for event in beside.iter().filter(is_near) {
        let key = if event.is_end { "evaluation.caution.ended" } else { "evaluation.caution.began" };
        cautions.push(say(key, &[("title", &event.title), ("day", &day(event.on))]));
    }
    if !of.info.published {
        cautions.push(text("evaluation.caution.rolling").to_owned());
    }
    let (figures, first_after) = (of.evidence.figures, of.evidence.first_after);
    let hidden = figures.iter().filter(|figure| figure.is_withheld()).count();
    if hidden > 0 {
        let places = [("hidden", hidden.to_string()), ("periods", figures.len().to_string())];
        let places: Vec<(&str, &str)> = places.iter().map(|(key, word)| (*key, word.as_str())).collect();
        cautions.push(say("evaluation.caution.hidden", &places));
    }
    let pandemic = |figure: &Released| {
        let period = &figure.key().period;
        period.start() < date(2021, 7, 1) && period.end() > date(2020, 3, 1)
    };
    if figures.iter().any(pandemic) {
        cautions.push(text("evaluation.caution.pandemic").to_owned());
    }
    let definitions = |figures: &[Released]| {
        figures.iter().map(|figure| figure.definition_hash().to_owned()).collect::<BTreeSet<String>>()
    };
    let (before, after) = (definitions(&figures[..first_after]), definitions(&figures[first_after..]));
    if !before.is_empty() && !after.is_empty() && before != after {
        cautions.push(text("evaluation.caution.definition").to_owned());
    }
    cautions.push(text("evaluation.caution.regression").to_owned());
    cautions
}

/// What a period of the series is, for "a period" in the sentences of the regression.
fn period_word(of: &Evaluation<'_>) -> &'static str {
    let kind = of.evidence.figures.first().map(|figure| figure.key().period_kind);
    text(match kind {
        Some(PeriodKind::Point | PeriodKind::Month) => "evaluation.period.month",
        Some(PeriodKind::Quarter) => "evaluation.period.quarter",
        Some(PeriodKind::Week) => "evaluation.period.week",
        _ => "evaluation.period.year",
    })
}
