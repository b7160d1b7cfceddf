//! Indicators of the Office for National Statistics, the child measurement programme, Local Health and tobacco profiles.

use super::{PublishedIndicator, area, sex, slug};
use crate::codes::CodeKind;
use crate::error::ReferenceError;
use crate::sheet::Sheet;
use crate::source::Source;

const ONS_LOCAL_FILES: [&str; 2] =
    ["indicators/ons_local_indicators_notts.csv.gz", "indicators/ons_local_health_indicators_england_la.csv.gz"];
const SMOKING_FILE: &str = "indicators/ons_smoking_prevalence_england_la.csv.gz";
const CHILD_FILES: [&str; 2] =
    ["indicators/ncmp_child_weight_notts.csv.gz", "indicators/ncmp_child_obesity_england_la.csv.gz"];
const LOCAL_HEALTH_FILE: &str = "indicators/local_health_le_smr_2015_19_notts.csv.gz";
const TOBACCO_FILE: &str = "indicators/smoking_prevalence_2011_2017_notts.csv.gz";
const HEALTH_INDEX_FILE: &str = "indicators/ons_health_index_lad_notts.csv.gz";
const HEALTH_INDEX_PARTS_FILE: &str = "indicators/ons_health_index_subdomains_lad_notts.csv.gz";
const HEALTH_INDEX_VALUES_FILE: &str = "indicators/ons_health_index_indicators_lad_notts.csv.gz";
const HEALTH_INDEX_ICB_FILE: &str = "indicators/ons_health_index_icb_england.csv.gz";

/// ONS Explore Local Statistics. Its periods are already ISO; a bare day is a point.
pub(super) fn ons_local(source: &Source, found: &mut Vec<PublishedIndicator>) -> Result<(), ReferenceError> {
    let columns = "dataset indicator unit areacd areanm period observation lci_95 uci_95";
    for file in ONS_LOCAL_FILES {
        let sheet = Sheet::open(source, file, &columns.split(' ').collect::<Vec<_>>())?;
        sheet.each(|row| {
            let (code, area_type) = area(row, 3)?;
            let (dataset, name) = (slug(row.required(0)?), row.required(1)?);
            let part = slug(name);
            let id = if part == dataset { format!("ons-{dataset}") } else { format!("ons-{dataset}-{part}") };
            let period = row.required(5)?;
            let period = if period.contains('/') { period.to_owned() } else { format!("{period}/P1D") };
            let sex = match name.split(' ').next() {
                Some("Female") => "female",
                Some("Male") => "male",
                _ => "persons",
            };
            found.push(
                PublishedIndicator {
                    area_name: Some(row.required(4)?.to_owned()),
                    sex,
                    period: Some(period),
                    unit: row.text(2).map(str::to_owned),
                    ..PublishedIndicator::new(id, name, code, area_type, file)
                }
                .with_value(row.real(6)?, row.real(7)?, row.real(8)?),
            );
            Ok(())
        })?;
    }
    Ok(())
}

/// Adults who smoke, Annual Population Survey.
pub(super) fn ons_smoking(source: &Source, found: &mut Vec<PublishedIndicator>) -> Result<(), ReferenceError> {
    let sheet = Sheet::open(source, SMOKING_FILE, &["areacd", "year", "value", "lower_ci95", "upper_ci95"])?;
    sheet.each(|row| {
        let (code, area_type) = area(row, 0)?;
        let year = year(row, 1)?;
        found.push(
            PublishedIndicator {
                age: Some("18+ yrs".to_owned()),
                period: Some(format!("{year}-01-01/P1Y")),
                unit: Some("%".to_owned()),
                ..PublishedIndicator::new(
                    "ons-aps-adults-who-smoke".to_owned(),
                    "Adults who smoke cigarettes (Annual Population Survey)",
                    code,
                    area_type,
                    SMOKING_FILE,
                )
            }
            .with_value(row.real(2)?, row.real(3)?, row.real(4)?),
        );
        Ok(())
    })?;
    Ok(())
}

/// National Child Measurement Programme, by school year.
pub(super) fn child_measurement(source: &Source, found: &mut Vec<PublishedIndicator>) -> Result<(), ReferenceError> {
    let columns = "dataset indicator unit areacd academic_year_start value lower_ci95 upper_ci95";
    for file in CHILD_FILES {
        let sheet = Sheet::open(source, file, &columns.split(' ').collect::<Vec<_>>())?;
        sheet.each(|row| {
            let (code, area_type) = area(row, 3)?;
            let (id, name) = (format!("ncmp-{}", slug(row.required(0)?)), row.required(1)?);
            let year = year(row, 4)?;
            let age = if name.contains("Year 6") { "10-11 yrs" } else { "4-5 yrs" };
            found.push(
                PublishedIndicator {
                    age: Some(age.to_owned()),
                    period: Some(format!("{year}-09-01/P1Y")),
                    unit: row.text(2).map(str::to_owned),
                    ..PublishedIndicator::new(id, name, code, area_type, file)
                }
                .with_value(row.real(5)?, row.real(6)?, row.real(7)?),
            );
            Ok(())
        })?;
    }
    Ok(())
}

/// Local Health: deaths and life expectancy of 2015 to 2019 pooled. The source does not date the rest.
pub(super) fn local_health(source: &Source, found: &mut Vec<PublishedIndicator>) -> Result<(), ReferenceError> {
    let sheet = Sheet::open(source, LOCAL_HEALTH_FILE, &["area_code", "area_name", "indicator", "value"])?;
    sheet.each(|row| {
        let (code, area_type) = area(row, 0)?;
        let name = row.required(2)?;
        let (deaths, life) = (name.starts_with("Deaths"), name.starts_with("Life expectancy"));
        let ratio = ["Deaths", "Emergency", "Hospital", "Incidence"].iter().any(|start| name.starts_with(start));
        let period = match (deaths || life, name.strip_suffix(", 2012").is_some()) {
            (true, _) => Some("2015-01-01/P5Y".to_owned()),
            (_, true) => Some("2012-01-01/P1Y".to_owned()),
            _ => None,
        };
        let sex = match name.rsplit(' ').next() {
            Some("females") => "female",
            Some("males") => "male",
            _ => "persons",
        };
        let unit = if life {
            "years"
        } else if ratio {
            "ratio, England = 100"
        } else {
            "%"
        };
        found.push(PublishedIndicator {
            area_name: Some(row.required(1)?.to_owned()),
            sex,
            period,
            value: row.real(3)?,
            unit: Some(unit.to_owned()),
            ..PublishedIndicator::new(format!("local-health-{}", slug(name)), name, code, area_type, LOCAL_HEALTH_FILE)
        });
        Ok(())
    })?;
    Ok(())
}

/// Local Tobacco Control Profiles, 2011 to 2017: current and former smokers.
pub(super) fn tobacco_profiles(source: &Source, found: &mut Vec<PublishedIndicator>) -> Result<(), ReferenceError> {
    let sheet = Sheet::open(
        source,
        TOBACCO_FILE,
        &["smoking_status", "calyear", "area_code", "area_name", "sex", "age", "value"],
    )?;
    sheet.each(|row| {
        let (code, area_type) = area(row, 2)?;
        let status = row.required(0)?;
        let year = year(row, 1)?;
        found.push(PublishedIndicator {
            area_name: Some(row.required(3)?.to_owned()),
            sex: sex(row, 4)?,
            age: row.text(5).map(str::to_owned),
            period: Some(format!("{year}-01-01/P1Y")),
            value: row.real(6)?,
            unit: Some("%".to_owned()),
            ..PublishedIndicator::new(
                format!("tobacco-profiles-smokers-{}", slug(status)),
                &format!("Smokers, {status} (Local Tobacco Control Profiles)"),
                code,
                area_type,
                TOBACCO_FILE,
            )
        });
        Ok(())
    })?;
    Ok(())
}

const DOMAINS: [(&str, &str); 4] = [
    ("overall_score", "overall"),
    ("healthy_people_domain_score", "healthy people domain"),
    ("healthy_lives_domain_score", "healthy lives domain"),
    ("healthy_places_domain_score", "healthy places domain"),
];

const BOARD_DOMAINS: [(&str, &str); 4] = [
    ("overall_score", "overall"),
    ("healthy_people_domain", "healthy people domain"),
    ("healthy_lives_domain", "healthy lives domain"),
    ("healthy_places_domain", "healthy places domain"),
];

const PARTS: [(&str, &str); 14] = [
    ("difficulties_in_daily_life", "difficulties in daily life"),
    ("mental_health", "mental health"),
    ("mortality", "mortality"),
    ("personal_well_being", "personal well-being"),
    ("physical_health_conditions", "physical health conditions"),
    ("behavioural_risk_factors", "behavioural risk factors"),
    ("children_and_young_people", "children and young people"),
    ("physiological_risk_factors", "physiological risk factors"),
    ("protective_measures", "protective measures"),
    ("access_to_green_space", "access to green space"),
    ("access_to_services", "access to services"),
    ("crime", "crime"),
    ("economic_and_working_conditions", "economic and working conditions"),
    ("living_conditions", "living conditions"),
];

/// ONS Health Index for England: scores where England in 2015 is 100, and the indicators behind them.
pub(super) fn health_index(source: &Source, found: &mut Vec<PublishedIndicator>) -> Result<(), ReferenceError> {
    index_scores(source, HEALTH_INDEX_FILE, "ltla21_code", &DOMAINS, found)?;
    index_scores(source, HEALTH_INDEX_PARTS_FILE, "ltla21_code", &PARTS, found)?;
    index_scores(source, HEALTH_INDEX_ICB_FILE, "icb22_code", &BOARD_DOMAINS, found)?;
    let sheet = Sheet::open(source, HEALTH_INDEX_VALUES_FILE, &["ltla21_code", "year", "indicator", "value"])?;
    sheet.each(|row| {
        let (code, area_type) = area(row, 0)?;
        let (year, name) = (year(row, 1)?, row.required(2)?);
        found.push(PublishedIndicator {
            period: Some(format!("{year}-01-01/P1Y")),
            value: row.real(3)?,
            ..PublishedIndicator::new(
                format!("ons-health-index-value-{}", slug(name)),
                &format!("Health Index indicator: {name}"),
                code,
                area_type,
                HEALTH_INDEX_VALUES_FILE,
            )
        });
        Ok(())
    })?;
    Ok(())
}

fn index_scores(
    source: &Source,
    file: &'static str,
    code_column: &str,
    scores: &[(&str, &str)],
    found: &mut Vec<PublishedIndicator>,
) -> Result<(), ReferenceError> {
    let columns: Vec<&str> =
        [code_column, "year"].into_iter().chain(scores.iter().map(|(column, _)| *column)).collect();
    let sheet = Sheet::open(source, file, &columns)?;
    sheet.each(|row| {
        let code = row.code(0, CodeKind::Gss)?;
        let (_, area_type) = area(row, 0)?;
        let year = year(row, 1)?;
        for (column, (_, name)) in (2..).zip(scores) {
            found.push(PublishedIndicator {
                period: Some(format!("{year}-01-01/P1Y")),
                value: row.real(column)?,
                unit: Some("index, England 2015 = 100".to_owned()),
                ..PublishedIndicator::new(
                    format!("ons-health-index-{}", slug(name)),
                    &format!("Health Index: {name}"),
                    code.clone(),
                    area_type,
                    file,
                )
            });
        }
        Ok(())
    })?;
    Ok(())
}

fn year(row: &crate::sheet::Row<'_>, column: usize) -> Result<i64, ReferenceError> {
    match row.required_integer(column)? {
        year @ 1900..2100 => Ok(year),
        year => Err(row.fault(column, format!("{year} is not a year"))),
    }
}
