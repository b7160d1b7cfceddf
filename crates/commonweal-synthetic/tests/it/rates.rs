//! Recorded prevalence comes near what was published, and gradients go the right way.

use crate::{AS_OF, everybody};
use commonweal_model::{ImdEdition, PersonRecords, age_on, quintile_of_rank};
use commonweal_synthetic::codes::{self, EventCode};
use jiff::civil::{Date, date};

struct Rate {
    about: &'static str,
    among: fn(&PersonRecords) -> bool,
    with: fn(&PersonRecords) -> bool,
}

fn age(person: &PersonRecords) -> i32 {
    age_on(person.patient.date_of_birth, AS_OF)
}

fn here(person: &PersonRecords) -> bool {
    person.patient.date_of_death.is_none() && person.registrations.last().is_some_and(|row| row.end_date.is_none())
}

fn last<'a>(person: &'a PersonRecords, wanted: &[EventCode], since: Date) -> Option<&'a str> {
    let events = person.events.iter().rev().take_while(|event| event.date > since);
    events.map(|event| &*event.snomedct_code).find(|code| wanted.iter().any(|event| event.code == *code))
}

fn ever(person: &PersonRecords, wanted: EventCode) -> bool {
    last(person, &[wanted], Date::MIN).is_some()
}

/// Diagnosed and not resolved since.
fn has(person: &PersonRecords, diagnosis: &[EventCode], resolved: EventCode) -> bool {
    let codes: Vec<EventCode> = diagnosis.iter().copied().chain([resolved]).collect();
    last(person, &codes, Date::MIN).is_some_and(|code| code != resolved.code)
}

const SMOKING: [EventCode; 3] = [codes::NEVER_SMOKED, codes::EX_SMOKER, codes::SMOKER];
const ALCOHOL: [EventCode; 4] =
    [codes::NON_DRINKER, codes::LOWER_RISK_DRINKER, codes::INCREASING_RISK_DRINKER, codes::HEAVY_DRINKER];
const DIABETES: [EventCode; 2] = [codes::DIABETES_TYPE_1, codes::DIABETES_TYPE_2];
const LAST_YEAR: Date = date(2024, 3, 31);
const FIVE_YEARS: Date = date(2020, 3, 31);
const LAST_SEASON: Date = date(2024, 8, 31);

fn hypertensive(person: &PersonRecords) -> bool {
    has(person, &[codes::HYPERTENSION], codes::HYPERTENSION_RESOLVED)
}

fn diabetic(person: &PersonRecords) -> bool {
    has(person, &DIABETES, codes::DIABETES_RESOLVED)
}

fn mentally_ill(person: &PersonRecords) -> bool {
    ever(person, codes::SCHIZOPHRENIA) || ever(person, codes::BIPOLAR)
}

fn six_checks(person: &PersonRecords) -> bool {
    [codes::SYSTOLIC, codes::BMI, codes::CHOLESTEROL, codes::HBA1C]
        .iter()
        .all(|code| last(person, &[*code], LAST_YEAR).is_some())
        && last(person, &SMOKING, LAST_YEAR).is_some()
        && last(person, &ALCOHOL, LAST_YEAR).is_some()
}

fn flu(person: &PersonRecords) -> bool {
    last(person, &[codes::FLU_VACCINATION, codes::FLU_VACCINATION_PHARMACY], LAST_SEASON).is_some()
}

const RATES: [Rate; 17] = [
    Rate { about: "hypertension, all ages", among: here, with: hypertensive },
    Rate { about: "diabetes, 17 and over", among: |p| here(p) && age(p) >= 17, with: diabetic },
    Rate { about: "COPD, all ages", among: here, with: |p| ever(p, codes::COPD) },
    Rate { about: "severe mental illness, all ages", among: here, with: mentally_ill },
    Rate {
        about: "smokes, of those recorded in 5 years, 18+",
        among: |p| here(p) && age(p) >= 18 && last(p, &SMOKING, FIVE_YEARS).is_some(),
        with: |p| last(p, &SMOKING, FIVE_YEARS) == Some(codes::SMOKER.code),
    },
    Rate {
        about: "smoking recorded in 5 years, 18+",
        among: |p| here(p) && age(p) >= 18,
        with: |p| last(p, &SMOKING, FIVE_YEARS).is_some(),
    },
    Rate {
        about: "blood pressure in 5 years, 45+",
        among: |p| here(p) && age(p) >= 45,
        with: |p| last(p, &[codes::SYSTOLIC], FIVE_YEARS).is_some(),
    },
    Rate {
        about: "HbA1c in a year, diabetes, 17+",
        among: |p| here(p) && age(p) >= 17 && diabetic(p),
        with: |p| last(p, &[codes::HBA1C], LAST_YEAR).is_some(),
    },
    Rate {
        about: "six checks in a year, severe mental illness",
        among: |p| here(p) && mentally_ill(p),
        with: six_checks,
    },
    Rate {
        about: "alcohol recorded in 5 years, 18+",
        among: |p| here(p) && age(p) >= 18,
        with: |p| last(p, &ALCOHOL, FIVE_YEARS).is_some(),
    },
    Rate {
        about: "does not drink, of those recorded in 5 years, 18+",
        among: |p| here(p) && age(p) >= 18 && last(p, &ALCOHOL, FIVE_YEARS).is_some(),
        with: |p| last(p, &ALCOHOL, FIVE_YEARS) == Some(codes::NON_DRINKER.code),
    },
    Rate {
        about: "all six checks, of those with BMI in a year, SMI",
        among: |p| here(p) && mentally_ill(p) && last(p, &[codes::BMI], LAST_YEAR).is_some(),
        with: six_checks,
    },
    Rate { about: "flu vaccination last season, 65+", among: |p| here(p) && age(p) >= 65, with: flu },
    Rate {
        about: "flu vaccination, diabetes or COPD, under 65",
        among: |p| here(p) && age(p) < 65 && (diabetic(p) || ever(p, codes::COPD)),
        with: flu,
    },
    Rate {
        about: "latest blood pressure below 140/90, hypertension",
        among: |p| here(p) && hypertensive(p) && last(p, &[codes::SYSTOLIC], LAST_YEAR).is_some(),
        with: |p| {
            let latest = |code: EventCode| {
                let value = p.events.iter().rev().find(|event| event.snomedct_code == code.code);
                value.and_then(|event| event.numeric_value).unwrap_or(f64::NAN)
            };
            latest(codes::SYSTOLIC) < 140.0 && latest(codes::DIASTOLIC) < 90.0
        },
    },
    Rate {
        about: "smokes, COPD",
        among: |p| here(p) && ever(p, codes::COPD) && last(p, &SMOKING, FIVE_YEARS).is_some(),
        with: |p| last(p, &SMOKING, FIVE_YEARS) == Some(codes::SMOKER.code),
    },
    Rate {
        about: "ethnic category known",
        among: here,
        with: |p| p.ethnicity.iter().any(|row| row.category != "99" && row.category != "Z"),
    },
];

fn fifth(person: &PersonRecords) -> usize {
    let rank = person.addresses.last().and_then(|home| home.imd19_rank).unwrap();
    usize::from(quintile_of_rank(u32::try_from(rank).unwrap(), ImdEdition::Imd2019).unwrap().number())
}

/// Percent: of everybody, then of each fifth, most deprived first.
fn percent(rate: &Rate) -> [f64; 6] {
    let (mut with, mut among) = ([0.0; 6], [0.0; 6]);
    for person in everybody().iter().filter(|person| (rate.among)(person)) {
        for cell in [0, fifth(person)] {
            among[cell] += 1.0;
            with[cell] += f64::from((rate.with)(person));
        }
    }
    std::array::from_fn(|cell| 100.0 * with[cell] / among[cell])
}

#[test]
fn rates_are_near_published_ones_and_gradients_go_the_right_way() {
    eprintln!("{:50} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}", "percent", "all", "1 most", "2", "3", "4", "5");
    let found: Vec<[f64; 6]> = RATES.iter().map(percent).collect();
    for (rate, [all, fifths @ ..]) in RATES.iter().zip(&found) {
        let fifths: String = fifths.iter().map(|value| format!(" {value:6.1}")).collect();
        eprintln!("{:50} {all:6.1}{fifths}", rate.about);
    }
    let rate = |about: &str| found[RATES.iter().position(|rate| rate.about.starts_with(about)).unwrap()];
    let near = |about: &str, low: f64, high: f64| {
        let all = rate(about)[0];
        assert!((low..high).contains(&all), "{about}: {all:.2}");
    };
    near("hypertension", 13.0, 15.0);
    near("diabetes", 6.3, 7.7);
    near("COPD", 1.7, 2.4);
    near("severe mental", 0.8, 1.15);
    near("smokes, of those", 12.5, 15.5);
    near("blood pressure", 80.0, 95.0);
    near("HbA1c", 80.0, 95.0);
    near("six checks", 55.0, 65.0);
    near("all six checks", 65.0, 90.0);
    near("alcohol recorded", 35.0, 60.0);
    near("does not drink", 14.0, 24.0);
    near("flu vaccination last season", 70.0, 85.0);
    near("latest blood pressure", 65.0, 78.0);
    // More conditions in the most deprived fifth, though its people are younger; less care.
    for (about, at_least) in [("diabetes", 1.0), ("COPD", 0.6), ("severe mental", 0.3), ("smokes, of those", 8.0)] {
        let [_, most, .., least] = rate(about);
        assert!(most - least > at_least, "{about}: {most:.2} and {least:.2}");
    }
    for (about, at_least) in
        [("blood pressure", 3.0), ("HbA1c", 3.0), ("six checks", 5.0), ("flu vaccination last season", 4.0)]
    {
        let [_, most, .., least] = rate(about);
        assert!(least - most > at_least, "{about}: {most:.2} and {least:.2}");
    }
}

#[test]
fn people_have_about_sixteen_events() {
    let events: usize = everybody().iter().map(|person| person.events.len()).sum();
    let mean = events as f64 / everybody().len() as f64;
    eprintln!("events per person: {mean:.1}");
    assert!((14.0..20.0).contains(&mean), "{mean}");
}
