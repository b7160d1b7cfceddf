//! One arm for each claim that public data can answer.

use super::compare::{Step, at_most, conflicts, decimal, lacks, more_than, one_in, per_1000, whole};
use super::facts::{End, Facts, percent};
use super::{Claim, Finding};
use crate::codes::{BASSETLAW, COUNTY, MID};
use crate::error::ReferenceError;
use crate::load::lsoa::Lsoa11;
use crate::load::practices::EARLIER_LIST_ON;

const CITY_DISTRICT: &str = "E06000018";
const ASHFIELD: &str = "E07000170";
const MANSFIELD: &str = "E07000174";
const NEWARK: &str = "E07000175";
const RUSHCLIFFE: &str = "E07000176";

const SMOKING: &str = "ons-aps-adults-who-smoke";
const LIFE_GAP: &str = "fingertips-92901";
const HEALTHY_LIFE: &str = "ons-healthy-life-expectancy-female-healthy-life-expectancy";
const INFANT_DEATHS: &str = "fingertips-92196";

pub(super) fn recompute(claim: &Claim, facts: &Facts<'_>) -> Result<Finding, ReferenceError> {
    let district = |code: &'static str| facts.areas(move |area| area.lad_code == code);
    let system = || facts.areas(|_| true);
    let county = || facts.areas(|area| area.lad_code != CITY_DISTRICT);
    let mid = || facts.areas(|area| area.place_bestfit == Some(MID));
    let bassetlaw = || facts.areas(|area| area.place == Some(BASSETLAW));
    let year = |year: i64| format!("{year}-01-01/P1Y");
    let smoking = |area: &str, when: i64| facts.value(SMOKING, area, &year(when), "persons");
    let three_years = |year: i64| format!("{year}-01-01/P3Y");
    let under_18 = || facts.aged(&system(), 0..=17) as f64;
    Ok(match claim.id.as_str() {
        "CL-001" => whole(
            claim,
            people_2020(&system()),
            Step::One,
            "Sum of the original mid-2020 estimates of the system's 679 small areas.",
        ),
        "CL-005" => whole(claim, people_2020(&bassetlaw()), Step::Thousand, "Original mid-2020 estimate of residents."),
        "CL-011" => decimal(
            claim,
            percent(facts.aged(&mid(), 65..=90), people_2020(&mid())),
            Step::Tenth,
            "Mid-2020, three whole districts. The same sentence of the document also gives 20.1%.",
        ),
        "CL-023" => {
            let lowest = [ASHFIELD, MANSFIELD, NEWARK].map(|area| smoking(area, 2018));
            decimal(
                claim,
                extreme(lowest, f64::min)?,
                Step::Tenth,
                "Lowest of the three districts, Annual Population Survey 2018 (Newark and Sherwood): data six years old when quoted.",
            )
        }
        "CL-024" => {
            let highest = [ASHFIELD, MANSFIELD, NEWARK].map(|area| smoking(area, 2018));
            decimal(
                claim,
                extreme(highest, f64::max)?,
                Step::Tenth,
                "Highest of the three districts, Annual Population Survey 2018 (Mansfield): data six years old when quoted.",
            )
        }
        "CL-030" => decimal(
            claim,
            deprived_percent(&mid(), |area| area.population_mid2020),
            Step::Tenth,
            "IMD 2019 deciles 1 and 2, mid-2020 people, three whole districts; 28.0% without Hucknall.",
        ),
        "CL-031" => decimal(
            claim,
            deprived_percent(&district(ASHFIELD), |area| area.population_mid2015),
            Step::Tenth,
            "IMD 2019 deciles 1 and 2 on the index's own mid-2015 people; 27.4% on mid-2020.",
        ),
        "CL-032" => decimal(
            claim,
            deprived_percent(&district(MANSFIELD), |area| area.population_mid2015),
            Step::One,
            "IMD 2019 deciles 1 and 2 on the index's own mid-2015 people; 41.2% on mid-2020.",
        ),
        "CL-033" => decimal(
            claim,
            deprived_percent(&district(NEWARK), |area| area.population_mid2015),
            Step::Tenth,
            "IMD 2019 deciles 1 and 2 on the index's own mid-2015 people; 14.3% on mid-2020.",
        ),
        "CL-034" => decimal(
            claim,
            average_score(&mid()),
            Step::Tenth,
            "Average IMD 2019 score weighted by mid-2020 people, three whole districts. A score is not a percentage, as the document prints it.",
        ),
        "CL-035" => whole(
            claim,
            facts.aged(&income_decile_1(&facts.areas(|area| area.place == Some(MID))), 0..=14),
            Step::One,
            "People aged 0 to 14, mid-2020, in income decile 1 of the Indices of Deprivation 2019, without Hucknall; 8,145 with it.",
        ),
        "CL-037" => whole(claim, mid().len() as i64, Step::One, "Three whole districts; 191 without Hucknall."),
        "CL-038" => whole(
            claim,
            in_deciles(&mid(), 2),
            Step::One,
            "IMD 2019, three whole districts; 54 of 191 without Hucknall.",
        ),
        "CL-039" => decimal(
            claim,
            deprived_percent(&mid(), |area| area.population_mid2015),
            Step::One,
            "IMD 2019 deciles 1 and 2 on mid-2015 people, three whole districts; 27.1% on mid-2020.",
        ),
        "CL-056" => decimal(
            claim,
            facts.register_percent("copd"),
            Step::One,
            "Registers of the system's practices, QOF 2020/21.",
        ),
        "CL-062" => conflicts(
            claim,
            smoking(CITY_DISTRICT, 2020)?,
            "Annual Population Survey 2020. The same plan says 1 in 5 elsewhere (CL-064); the 2018 survey gave 20.6%.",
        ),
        "CL-063" => conflicts(
            claim,
            smoking(COUNTY, 2020)?,
            "Annual Population Survey 2020. A later plan gives 15.4% for the county (CL-023), which is the 2018 survey.",
        ),
        "CL-064" => one_in(
            claim,
            smoking(CITY_DISTRICT, 2018)?,
            5,
            "Annual Population Survey 2018, about 1 in 5; CL-062 gives 13.4% in the same plan.",
        ),
        "CL-075" => decimal(
            claim,
            facts.value(LIFE_GAP, CITY_DISTRICT, &three_years(2016), "male")?,
            Step::Tenth,
            "Slope index of inequality 2016 to 2018, as published: not a difference of two deciles.",
        ),
        "CL-076" => decimal(
            claim,
            facts.value(LIFE_GAP, CITY_DISTRICT, &three_years(2016), "female")?,
            Step::Tenth,
            "Slope index of inequality 2016 to 2018, as published: not a difference of two deciles.",
        ),
        "CL-077" => decimal(
            claim,
            facts.value(LIFE_GAP, COUNTY, &three_years(2016), "female")?,
            Step::Tenth,
            "Slope index of inequality 2016 to 2018 for women; for men it is 9.3. The document names no sex.",
        ),
        "CL-086" => conflicts(
            claim,
            facts.value(HEALTHY_LIFE, CITY_DISTRICT, &three_years(2018), "female")?,
            "ONS, 2018 to 2020, as revised. Another plan gives 55.6, the value of 2015 to 2017; neither states its period.",
        ),
        "CL-087" => conflicts(
            claim,
            facts.value(HEALTHY_LIFE, COUNTY, &three_years(2018), "female")?,
            "ONS, 2018 to 2020, as revised. Another plan gives 61.6; neither states its period.",
        ),
        "CL-090" => whole(claim, in_deciles(&district(CITY_DISTRICT), 1), Step::One, "IMD 2019, of 182."),
        "CL-091" => whole(claim, district(CITY_DISTRICT).len() as i64, Step::One, "Small areas of 2011."),
        "CL-092" => whole(claim, in_deciles(&district(CITY_DISTRICT), 2), Step::One, "IMD 2019, of 182."),
        "CL-093" => decimal(
            claim,
            percent(in_deciles(&district(CITY_DISTRICT), 2), district(CITY_DISTRICT).len() as i64),
            Step::One,
            "Share of small areas, IMD 2019; 54.3% of people. The document says neighbourhoods.",
        ),
        "CL-094" => whole(claim, in_deciles(&county(), 1), Step::One, "IMD 2019, of 497."),
        "CL-095" => whole(claim, in_deciles(&county(), 2), Step::One, "IMD 2019, of 497."),
        "CL-098" => decimal(
            claim,
            facts.outside_ethnic_group(CITY_DISTRICT, "White:"),
            Step::One,
            "People outside the White groups, Census 2021. The document's own table (65.4% White) gives 34.6%.",
        ),
        "CL-099" => decimal(
            claim,
            percent(facts.aged(&district(CITY_DISTRICT), 18..=30), people_2020(&district(CITY_DISTRICT))),
            Step::One,
            "Ages 18 to 30, mid-2020, which is the last estimate before the Census 2021 revision.",
        ),
        "CL-100" => more_than(
            claim,
            facts.value("fingertips-10101", CITY_DISTRICT, &year(2016), "persons")?,
            "Children under 16 in low income families, 2016; the claim is more than 1 in 4.",
        ),
        "CL-104" => at_most(
            claim,
            facts.district_position(RUSHCLIFFE, End::LeastDeprived),
            "Position by average IMD 2019 score among the 317 districts of 2019, from the least deprived.",
        ),
        "CL-105" => at_most(
            claim,
            facts.district_position(MANSFIELD, End::MostDeprived),
            "Position by average IMD 2019 score among the 317 districts of 2019, from the most deprived.",
        ),
        "CL-116" => decimal(
            claim,
            facts.register_percent("hyp"),
            Step::Tenth,
            "Registers of the system's practices, QOF 2020/21.",
        ),
        "CL-129" => conflicts(
            claim,
            85.0 / under_18() * 100_000.0,
            "The document's count, 85, over people under 18 in mid-2020. Its rate implies 88,542 children, its epilepsy rate 234,234. The admissions are not in the tables.",
        ),
        "CL-131" => lacks("No table has emergency department attendances. The unit must be per 1,000: see CL-132."),
        "CL-132" => per_1000(14_900, facts.aged(&district(CITY_DISTRICT), 0..=4)),
        "CL-134" => per_1000(24_830, facts.aged(&county(), 0..=4)),
        "CL-137" => decimal(
            claim,
            130.0 / under_18() * 100_000.0,
            Step::Tenth,
            "The document's count, 130, over people under 18 in mid-2020; the ages it states, 0 to 19, would give 47.8. The admissions are not in the tables.",
        ),
        "CL-140" => decimal(
            claim,
            90.0 / under_18() * 100_000.0,
            Step::Tenth,
            "The document's count, 90, over people under 18 in mid-2020; the ages it states, 0 to 19, would give 33.1. The admissions are not in the tables.",
        ),
        "CL-143" => decimal(
            claim,
            facts.value(INFANT_DEATHS, CITY_DISTRICT, &three_years(2016), "persons")?,
            Step::Tenth,
            "2016 to 2018, 56 deaths. The document's 22 deaths are of one year, not stated.",
        ),
        "CL-144" => decimal(
            claim,
            facts.value(INFANT_DEATHS, COUNTY, &three_years(2016), "persons")?,
            Step::Tenth,
            "2016 to 2018, 98 deaths. The document's 31 deaths are of one year, not stated.",
        ),
        "CL-172" => decimal(
            claim,
            percent(facts.aged(&system(), 0..=18), people_2020(&system())),
            Step::One,
            "Ages 0 to 18, mid-2020. Census 2021 by single year of age is not in the tables.",
        ),
        "CL-173" => decimal(
            claim,
            facts.census_65_and_over(),
            Step::One,
            "Census 2021, small areas of 2021; 18.3% on mid-2020.",
        ),
        "CL-182" => whole(
            claim,
            facts.networks_on(EARLIER_LIST_ON) as i64,
            Step::One,
            "Networks with a practice on 1 January 2022; 24 on 1 October 2025.",
        ),
        "CL-186" => decimal(
            claim,
            deprived_percent(&bassetlaw(), |area| area.population_mid2020),
            Step::One,
            "IMD 2019 deciles 1 and 2, mid-2020 people.",
        ),
        _ => {
            let rule = format!("{} can be checked and has no recomputation; add one to the claims module", claim.id);
            return Err(ReferenceError::file("plan/claims.csv", rule));
        }
    })
}

fn people_2020(areas: &[&Lsoa11]) -> i64 {
    areas.iter().map(|area| area.population_mid2020).sum()
}

fn in_deciles(areas: &[&Lsoa11], deciles: i64) -> i64 {
    areas.iter().filter(|area| area.imd19_decile <= deciles).count() as i64
}

/// Share of people in the most deprived fifth of England, in per cent.
fn deprived_percent(areas: &[&Lsoa11], people: impl Fn(&Lsoa11) -> i64) -> f64 {
    let deprived = areas.iter().filter(|area| area.imd19_decile <= 2).map(|area| people(area)).sum();
    percent(deprived, areas.iter().map(|area| people(area)).sum())
}

fn average_score(areas: &[&Lsoa11]) -> f64 {
    let total: f64 = areas.iter().map(|area| area.imd19_score * area.population_mid2020 as f64).sum();
    total / people_2020(areas) as f64
}

fn income_decile_1<'a>(areas: &[&'a Lsoa11]) -> Vec<&'a Lsoa11> {
    areas.iter().copied().filter(|area| area.domain_deciles[0] == 1).collect()
}

fn extreme(values: [Result<f64, ReferenceError>; 3], pick: fn(f64, f64) -> f64) -> Result<f64, ReferenceError> {
    let [first, second, third] = values;
    Ok(pick(pick(first?, second?), third?))
}
