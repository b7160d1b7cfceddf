//! Healthy life expectancy of the areas of a table.

use commonweal_stats::handbook;
use commonweal_stats::life_table::LifeExpectancy;
use commonweal_stats::life_table::healthy::{ChanceOf, Health, HealthyYears, Sullivan, healthy_life_expectancy};

use super::bands::BANDS;
use super::convention::{INFANT, INFANT_YEARS, SEX, TOO_HIGH, convention};
use super::expectancy::{AGES, Areas, NOT_COMPLETE, Shown, warnings};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{CONFIDENCE, Choice, Kind, Method, may_have, needs};
use crate::methods::rates::level_suffix;
use crate::request::Request;

pub(crate) const HEALTHY_LIFE_EXPECTANCY: Method = Method {
    id: "healthy-life-expectancy",
    title: "Healthy life expectancy",
    summary: "How many of the years that people may expect are in good health, or without disability: Sullivan's method.",
    chapter: handbook::HEALTHY_LIFE_EXPECTANCY,
    columns: &[
        needs("age", "age band or the age where it begins: 0, 1-4, 90+"),
        needs("deaths", "deaths of the band"),
        needs("population", "population or person-years of the band"),
        needs("healthy", "share of the band's people in good health, 0 to 1"),
        may_have("sample", "people asked about their health, for the standard error of the share"),
        may_have("standard_error", "standard error of the share, where the sample is not a simple one"),
    ],
    options: &[CONFIDENCE, AGES, BANDS, INFANT, INFANT_YEARS, SEX, TOO_HIGH, CHANCE_OF],
    grouped: true,
    example: "age,deaths,population,healthy,sample\n\
        0,4,1000,0.95,400\n1-64,180,90000,0.85,2000\n65+,2000,20000,0.5,400\n",
    example_arguments: "--bands found",
    run,
};

const CHANCE_OF: Choice = Choice {
    name: "chance-of",
    help: "which chances the limits allow for: those of the survey alone, or those of the deaths too",
    kind: Kind::Word(&["health", "health-and-death"]),
    default: "health",
};

fn run(request: &Request<'_>) -> Result<Answer, MethodError> {
    let areas = Areas::read(request)?;
    let health = health(request)?;
    let chance_of = match request.text("chance-of")? {
        Some("health-and-death") => ChanceOf::HealthAndDeath,
        _ => ChanceOf::Health,
    };
    let sullivan = Sullivan { convention: convention(request)?, chance_of };
    let levels = request.levels()?;
    let (asked, unknown) = areas.bands.asked(request)?;

    let mut shown = Shown::default();
    let (mut value, mut life, mut share, mut reason) = (vec![], vec![], vec![], vec![]);
    let mut limits = vec![(vec![], vec![]); levels.len()];
    for (group, area) in areas.areas.iter().enumerate() {
        let answer = match area.complete {
            None => Err(NOT_COMPLETE.to_owned()),
            Some(complete) => {
                let health: Vec<Health> = area.rows.iter().map(|&row| health[row]).collect();
                healthy_life_expectancy(&areas.mortality_of(complete), &health, sullivan)
                    .map_err(|error| areas.bands.words(error))
            }
        };
        for &row in &area.rows {
            let band = areas.bands.of_row[row];
            if !asked[band] {
                continue;
            }
            shown.push(group, row, (f64::NAN, f64::NAN));
            let age = answer.as_ref().ok().map(|ages| ages[band]);
            let healthy = age.map(|age| age.healthy);
            value.push(healthy.and_then(LifeExpectancy::years));
            life.push(age.and_then(|age| age.life.years()));
            share.push(age.and_then(HealthyYears::healthy_share));
            for (level, (lower, upper)) in levels.iter().zip(&mut limits) {
                let (low, high) = healthy.and_then(|age| age.limits(*level)).unwrap_or((f64::NAN, f64::NAN));
                lower.push(low);
                upper.push(high);
            }
            let unreliable = healthy.and_then(LifeExpectancy::unreliable).map(|why| why.to_string());
            reason.push(answer.as_ref().err().cloned().or(unreliable));
        }
    }
    let mut table = shown.table(&areas, request).with("value", value);
    for (level, (lower, upper)) in levels.iter().zip(limits) {
        table.push(format!("lower_{}", level_suffix(*level)), lower);
        table.push(format!("upper_{}", level_suffix(*level)), upper);
    }
    let table = table.with("life_expectancy", life).with("healthy_share", share).with("reason", reason.clone());
    let mut answer = Answer::of(table);
    if unknown {
        answer = answer.warning("some ages of --ages are no bands of the table; if none is, all bands are answered");
    }
    answer.warnings.extend(warnings(&areas.groups, &shown.groups, &reason));
    Ok(answer)
}

/// The health of each row.
fn health(request: &Request<'_>) -> Result<Vec<Health>, MethodError> {
    let shares = request.numbers("healthy")?;
    let shares = shares.iter().copied();
    Ok(match (request.numbers_if("standard_error")?, request.numbers_if("sample")?) {
        (Some(errors), _) => {
            shares.zip(errors).map(|(share, &standard_error)| Health { share, standard_error }).collect()
        }
        (None, Some(asked)) => shares.zip(asked).map(|(share, &asked)| Health::of_sample(share, asked)).collect(),
        (None, None) => return Err(request.missing("sample")),
    })
}
