//! Attributable fractions.

use commonweal_stats::impact::{Attributable, Exposure, attributable, levin_fraction, miettinen_fraction};
use commonweal_stats::inequality::Measured;
use commonweal_stats::{Confidence, handbook};

use super::Refusals;
use super::dispersion::levels;
use super::input::{
    BETTER, COUNTS, EVENTS, GROUP, GroupColumns, LEFT_OUT, PER, POPULATION, REFERENCE, STANDARD_ERROR, VALUE, better,
    per,
};
use super::measures::Measures;
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{CONFIDENCE, Choice, Kind, Method, may_have, needs};
use crate::request::Request;

pub(crate) const ATTRIBUTABLE_FRACTION: Method = Method {
    id: "attributable-fraction",
    title: "Population attributable fraction and risk",
    summary: "How much better the whole population would be if every group were as well off as the best, or another.",
    chapter: handbook::IMPACT,
    columns: &[GROUP, POPULATION, VALUE, STANDARD_ERROR, EVENTS],
    options: &[CONFIDENCE, BETTER, REFERENCE, PER, COUNTS],
    grouped: true,
    example: "group,population,events\n1,1000,300\n2,1000,250\n3,1000,200\n4,1000,150\n5,1000,100\n",
    example_arguments: "--per 100 --reference 5",
    run: run_attributable,
};

pub(crate) const EXPOSURE_FRACTION: Method = Method {
    id: "exposure-fraction",
    title: "Fraction attributable to an exposure",
    summary: "What share of an outcome is owed to an exposure, from its prevalence and relative risks (Levin, Miettinen).",
    chapter: handbook::IMPACT,
    columns: &[
        needs("prevalence", "share with this level of exposure, 0 to 1, leaving out the unexposed"),
        needs("relative_risk", "risk at this level over the risk of the unexposed"),
        may_have("log_standard_error", "standard error of the logarithm of the relative risk; limits need it"),
    ],
    options: &[CONFIDENCE, AMONG],
    grouped: true,
    example: "level,prevalence,relative_risk,log_standard_error\nformer,0.25,3,0.1\ncurrent,0.15,10,0.1\n",
    example_arguments: "--among everybody",
    run: run_exposure,
};

const AMONG: Choice = Choice {
    name: "among",
    help: "whose prevalence it is: everybody (Levin), or cases (Miettinen; right for adjusted relative risks)",
    kind: Kind::Word(&["everybody", "cases"]),
    default: "everybody",
};

fn run_attributable(request: &Request<'_>) -> Result<Answer, MethodError> {
    let columns = GroupColumns::of(request)?;
    let (better, per) = (better(request)?, per(request)?);
    let groups = request.groups()?;
    let mut measures = Measures::new(levels(request)?);
    let mut refusals = Refusals::default();
    for (at, rows) in groups.iter().enumerate() {
        let name = groups.name(at);
        measures.next_group();
        let found = columns.gather(rows).and_then(|gathered| {
            let impact = |level: &Confidence| attributable(&gathered.groups, better, gathered.reference, per, *level);
            let found: Result<Vec<Attributable>, _> = measures.levels().iter().map(impact).collect();
            found.map(|found| (gathered, found)).map_err(|error| error.to_string())
        });
        let Some((gathered, found)) = refusals.note(&name, found) else { continue };
        measures.push("overall_level", found[0].overall, &[]);
        measures.push("reference_level", gathered.groups[found[0].reference].value, &[]);
        let of = |part: fn(&Attributable) -> Measured| -> Vec<Measured> { found.iter().map(part).collect() };
        for (measure, at_levels) in [
            ("attributable_risk", of(|impact| impact.risk)),
            ("attributable_fraction", of(|impact| impact.fraction)),
            ("people", of(|impact| impact.people)),
        ] {
            if let Some(why) = measures.push_measured(measure, &at_levels) {
                refusals.warn(&name, &why);
            }
        }
        if gathered.left_out {
            refusals.warn(&name, LEFT_OUT);
        }
        if found[0].risk.value().is_some_and(|risk| risk < 0.0) {
            refusals.warn(&name, "the reference group is worse off than the whole; check --reference and --better");
        }
    }
    refusals.settle(&groups, Answer::of(measures.table(&groups)))
}

fn run_exposure(request: &Request<'_>) -> Result<Answer, MethodError> {
    let (prevalence, risk) = (request.numbers("prevalence")?, request.numbers("relative_risk")?);
    let errors = request.numbers_if("log_standard_error")?;
    let of_cases = request.text("among")? == Some("cases");
    let groups = request.groups()?;
    let mut measures = Measures::new(levels(request)?);
    let mut refusals = Refusals::default();
    for (at, rows) in groups.iter().enumerate() {
        let exposure = |&row: &usize| Exposure {
            prevalence: prevalence[row],
            relative_risk: risk[row],
            log_standard_error: errors.map(|errors| errors[row]).filter(|error| !error.is_nan()),
        };
        let exposures: Vec<Exposure> = rows.iter().map(exposure).collect();
        let fraction = if of_cases { miettinen_fraction } else { levin_fraction };
        measures.next_group();
        let found = measures.levels().iter().map(|level| fraction(&exposures, *level)).collect::<Result<Vec<_>, _>>();
        let found = found.map_err(|error| error.to_string());
        let Some(found) = refusals.note(&groups.name(at), found) else { continue };
        let limits: Vec<_> = found.iter().map(|(_, limits)| limits.map(|of| (of.lower, of.upper))).collect();
        measures.push("attributable_fraction", found[0].0, &limits);
    }
    refusals.settle(&groups, Answer::of(measures.table(&groups)))
}
