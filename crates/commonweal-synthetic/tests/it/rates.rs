//! Recorded prevalence and care come near what was published, and gradients go the right way.

use crate::{AS_OF, everybody};
use commonweal_model::{ImdEdition, PersonRecords, age_on, quintile_of_rank};
use commonweal_synthetic::codes::{self, EventCode};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

struct Rate {
    about: &'static str,
    among: fn(&PersonRecords) -> bool,
    with: fn(&PersonRecords) -> bool,
}

fn age(person: &PersonRecords) -> i32 {
    age_on(person.patient.date_of_birth, AS_OF)
}

/// Registered on the day.
fn here(person: &PersonRecords) -> bool {
    let lasts = |end: Option<Date>| end.is_none_or(|end| end > AS_OF);
    person.patient.date_of_death.is_none() && person.registrations.iter().any(|row| lasts(row.end_date))
}

fn months_ago(months: i32) -> Date {
    AS_OF.saturating_sub(months.months())
}

fn last<'a>(person: &'a PersonRecords, wanted: &[EventCode], since: Date) -> Option<&'a str> {
    let events = person.events.iter().rev().take_while(|event| event.date > since);
    events.map(|event| &*event.snomedct_code).find(|code| wanted.iter().any(|event| event.code == *code))
}

fn ever(person: &PersonRecords, wanted: &[EventCode]) -> bool {
    last(person, wanted, Date::MIN).is_some()
}

fn within(person: &PersonRecords, wanted: EventCode, months: i32) -> bool {
    last(person, &[wanted], months_ago(months)).is_some()
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
const COPD: [EventCode; 4] = [codes::COPD, codes::COPD_MILD, codes::COPD_MODERATE, codes::COPD_SEVERE];
const FLU: [EventCode; 3] = [codes::FLU_VACCINATION, codes::FLU_VACCINATION_PHARMACY, codes::FLU_VACCINATION_NASAL];

fn hypertensive(person: &PersonRecords) -> bool {
    has(person, &[codes::HYPERTENSION, codes::ESSENTIAL_HYPERTENSION], codes::HYPERTENSION_RESOLVED)
}

fn diabetic(person: &PersonRecords) -> bool {
    has(person, &DIABETES, codes::DIABETES_RESOLVED)
}

fn mentally_ill(person: &PersonRecords) -> bool {
    ever(person, &[codes::SCHIZOPHRENIA, codes::BIPOLAR, codes::PSYCHOSIS])
}

fn learning_disabled(person: &PersonRecords) -> bool {
    ever(
        person,
        &[
            codes::LEARNING_DISABILITY_MILD,
            codes::LEARNING_DISABILITY_MODERATE,
            codes::LEARNING_DISABILITY_SEVERE,
            codes::DOWN_SYNDROME,
        ],
    )
}

fn six_checks(person: &PersonRecords) -> bool {
    [codes::SYSTOLIC, codes::BMI, codes::CHOLESTEROL, codes::HBA1C].iter().all(|code| within(person, *code, 12))
        && last(person, &SMOKING, months_ago(12)).is_some()
        && last(person, &ALCOHOL, months_ago(12)).is_some()
}

fn flu(person: &PersonRecords) -> bool {
    last(person, &FLU, months_ago(12)).is_some()
}

fn woman(person: &PersonRecords) -> bool {
    person.patient.sex == commonweal_model::Sex::Female
}

fn doses(person: &PersonRecords, disease: &str) -> usize {
    let rows = person.further.iter().filter(|further| further.table.name == "vaccinations");
    let named = |row: &&Vec<commonweal_model::CellValue>| matches!(&row[1], commonweal_model::CellValue::Text(text) if text == disease);
    rows.flat_map(|further| &further.rows).filter(named).count()
}

/// The most deprived fifth first.
fn fifth(person: &PersonRecords) -> usize {
    let rank = person.addresses.last().and_then(|home| home.imd19_rank).unwrap();
    usize::from(quintile_of_rank(u32::try_from(rank).unwrap(), ImdEdition::Imd2019).unwrap().number())
}

/// Percent: of everybody, then of each fifth, most deprived first.
fn percent(rate: &Rate) -> [f64; 6] {
    let (mut with, mut among) = ([0.0; 6], [0.0; 6]);
    for person in everybody().iter().filter(|person| here(person) && (rate.among)(person)) {
        for cell in [0, fifth(person)] {
            among[cell] += 1.0;
            with[cell] += f64::from((rate.with)(person));
        }
    }
    std::array::from_fn(|cell| 100.0 * with[cell] / among[cell])
}

/// What is checked: a rate, where it should lie, and by how much at least the most deprived fifth lies above the least
/// (below, where negative).
const CHECKED: [(Rate, f64, f64, f64); 28] = [
    (Rate { about: "hypertension", among: |_| true, with: hypertensive }, 12.0, 15.0, -9.0),
    (Rate { about: "diabetes, 17+", among: |p| age(p) >= 17, with: diabetic }, 6.3, 7.7, 0.8),
    (Rate { about: "COPD", among: |_| true, with: |p| ever(p, &COPD) }, 1.7, 2.4, 0.3),
    (Rate { about: "severe mental illness", among: |_| true, with: mentally_ill }, 0.65, 1.05, 0.2),
    (
        Rate {
            about: "smokes, of those recorded, 18+",
            among: |p| age(p) >= 18 && ever(p, &SMOKING),
            with: |p| last(p, &SMOKING, Date::MIN) == Some(codes::SMOKER.code),
        },
        12.5,
        17.5,
        8.0,
    ),
    (
        Rate {
            about: "smokes, COPD",
            among: |p| ever(p, &COPD) && ever(p, &SMOKING),
            with: |p| last(p, &SMOKING, Date::MIN) == Some(codes::SMOKER.code),
        },
        26.0,
        42.0,
        5.0,
    ),
    (
        Rate {
            about: "smoking recorded in 5 years, 18+",
            among: |p| age(p) >= 18,
            with: |p| last(p, &SMOKING, months_ago(60)).is_some(),
        },
        70.0,
        95.0,
        -30.0,
    ),
    (
        Rate {
            about: "blood pressure in 5 years, 45+",
            among: |p| age(p) >= 45,
            with: |p| within(p, codes::SYSTOLIC, 60),
        },
        80.0,
        96.0,
        -15.0,
    ),
    (
        Rate {
            about: "HbA1c in a year, diabetes, 17+",
            among: |p| age(p) >= 17 && diabetic(p),
            with: |p| within(p, codes::HBA1C, 12),
        },
        78.0,
        95.0,
        -14.0,
    ),
    (
        Rate { about: "six checks in a year, SMI, 18+", among: |p| age(p) >= 18 && mentally_ill(p), with: six_checks },
        50.0,
        70.0,
        -30.0,
    ),
    (
        Rate {
            about: "alcohol recorded in 5 years, 18+",
            among: |p| age(p) >= 18,
            with: |p| last(p, &ALCOHOL, months_ago(60)).is_some(),
        },
        35.0,
        75.0,
        -20.0,
    ),
    (
        Rate {
            about: "does not drink, of those recorded in 5 years, 18+",
            among: |p| age(p) >= 18 && last(p, &ALCOHOL, months_ago(60)).is_some(),
            with: |p| last(p, &ALCOHOL, months_ago(60)) == Some(codes::NON_DRINKER.code),
        },
        14.0,
        26.0,
        3.0,
    ),
    (Rate { about: "flu vaccination in a year, 65+", among: |p| age(p) >= 65, with: flu }, 70.0, 85.0, -15.0),
    (Rate { about: "flu vaccination, COPD", among: |p| ever(p, &COPD), with: flu }, 60.0, 85.0, -20.0),
    (
        Rate {
            about: "flu vaccination, diabetes or COPD, under 65",
            among: |p| age(p) < 65 && (diabetic(p) || ever(p, &COPD)),
            with: flu,
        },
        35.0,
        60.0,
        -25.0,
    ),
    (
        Rate {
            about: "latest blood pressure below 140/90, hypertension",
            among: |p| hypertensive(p) && within(p, codes::SYSTOLIC, 12),
            with: |p| {
                let latest = |code: EventCode| {
                    let value = p.events.iter().rev().find(|event| event.snomedct_code == code.code);
                    value.and_then(|event| event.numeric_value).unwrap_or(f64::NAN)
                };
                latest(codes::SYSTOLIC) < 140.0 && latest(codes::DIASTOLIC) < 90.0
            },
        },
        62.0,
        78.0,
        -20.0,
    ),
    (
        Rate {
            about: "bowel screening in 30 months, 60 to 74",
            among: |p| (60..75).contains(&age(p)),
            with: |p| within(p, codes::BOWEL_SCREENED, 30),
        },
        60.0,
        76.0,
        -30.0,
    ),
    (
        Rate {
            about: "breast screening in 36 months, 53 to 70",
            among: |p| woman(p) && (53..71).contains(&age(p)),
            with: |p| within(p, codes::BREAST_SCREENED, 36),
        },
        55.0,
        75.0,
        -25.0,
    ),
    (
        Rate {
            about: "cervical screening in 42 months, 25 to 49",
            among: |p| woman(p) && (25..50).contains(&age(p)) && !ever(p, &[codes::HYSTERECTOMY]),
            with: |p| within(p, codes::CERVIX_SCREENED, 42),
        },
        58.0,
        76.0,
        -25.0,
    ),
    (
        Rate {
            about: "cervical screening in 66 months, 50 to 64",
            among: |p| woman(p) && (50..65).contains(&age(p)) && !ever(p, &[codes::HYSTERECTOMY]),
            with: |p| within(p, codes::CERVIX_SCREENED, 66),
        },
        65.0,
        85.0,
        -25.0,
    ),
    (
        Rate {
            about: "learning disability check in a year, 14+",
            among: |p| age(p) >= 14 && learning_disabled(p),
            with: |p| within(p, codes::LEARNING_DISABILITY_CHECK, 12),
        },
        65.0,
        85.0,
        -40.0,
    ),
    (
        Rate {
            about: "MMR once, age 2 and 3",
            among: |p| (2..4).contains(&age(p)),
            with: |p| doses(p, "MEASLES") >= 1,
        },
        85.0,
        97.0,
        -20.0,
    ),
    (Rate { about: "MMR twice, age 5", among: |p| age(p) == 5, with: |p| doses(p, "MEASLES") >= 2 }, 79.0, 94.0, -30.0),
    (
        Rate { about: "pneumococcal, 66+", among: |p| age(p) >= 66, with: |p| doses(p, "PNEUMOCOCCAL") >= 1 },
        60.0,
        80.0,
        -25.0,
    ),
    (
        Rate {
            about: "covid vaccination in 12 months, 75+",
            among: |p| age(p) >= 75,
            with: |p| within_vaccinations(p, "SARS-2 CORONAVIRUS", 12),
        },
        50.0,
        85.0,
        -25.0,
    ),
    (Rate { about: "carer known, 18+", among: |p| age(p) >= 18, with: |p| ever(p, &[codes::CARER]) }, 2.0, 5.0, -2.0),
    (
        Rate { about: "fall entered in a year, 65+", among: |p| age(p) >= 65, with: |p| within(p, codes::FALL, 12) },
        6.0,
        20.0,
        -5.0,
    ),
    (
        Rate { about: "housebound, 75+", among: |p| age(p) >= 75, with: |p| ever(p, &[codes::HOUSEBOUND]) },
        4.0,
        16.0,
        -5.0,
    ),
];

fn within_vaccinations(person: &PersonRecords, disease: &str, months: i32) -> bool {
    use commonweal_model::CellValue::{Date as Day, Text};
    let rows = person.further.iter().filter(|further| further.table.name == "vaccinations");
    rows.flat_map(|further| &further.rows)
        .any(|row| matches!((&row[0], &row[1]), (Day(day), Text(text)) if text == disease && *day > months_ago(months)))
}

#[test]
fn rates_are_near_published_ones_and_gradients_go_the_right_way() {
    eprintln!("{:50} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}", "percent", "all", "1 most", "2", "3", "4", "5");
    let mut wrong = Vec::new();
    for (rate, low, high, gap) in &CHECKED {
        let [all, fifths @ ..] = percent(rate);
        let cells: String = fifths.iter().map(|value| format!(" {value:6.1}")).collect();
        eprintln!("{:50} {all:6.1}{cells}", rate.about);
        let found = fifths[0] - fifths[4];
        let right = if *gap > 0.0 { found >= *gap } else { (*gap..12.0).contains(&found) };
        if !(*low..*high).contains(&all) || !right {
            wrong.push(format!("{}: {all:.2}, not {low} to {high}; gap {found:.2}, not {gap}", rate.about));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn deprived_people_are_checked_screened_and_vaccinated_less() {
    for about in ["blood pressure in 5", "HbA1c", "flu vaccination in", "bowel", "breast", "cervical screening in 66"] {
        let (rate, ..) = CHECKED.iter().find(|(rate, ..)| rate.about.starts_with(about)).expect("it is checked");
        let [_, most, .., least] = percent(rate);
        assert!(least - most > 2.0, "{about}: {most:.1} in the most deprived fifth and {least:.1} in the least");
    }
}

/// The signs of the electronic frailty index, each with its codes; medicines apart.
const SIGNS: [&[EventCode]; 33] = [
    &[codes::NEEDS_DAILY_HELP],
    &[codes::ANAEMIA],
    &[codes::RHEUMATOID_ARTHRITIS, codes::OSTEOARTHRITIS, codes::GOUT],
    &[codes::ATRIAL_FIBRILLATION, codes::PAROXYSMAL_ATRIAL_FIBRILLATION],
    &[codes::STROKE, codes::TIA],
    &[codes::KIDNEY_STAGE_3A, codes::KIDNEY_STAGE_3B, codes::KIDNEY_STAGE_4, codes::KIDNEY_STAGE_5],
    &DIABETES,
    &[codes::DIZZINESS],
    &[codes::BREATHLESS],
    &[codes::FALL],
    &[codes::FOOT_PAIN],
    &[codes::FRAGILITY_FRACTURE],
    &[codes::HEARING_LOSS],
    &[codes::HEART_FAILURE],
    &[codes::HEART_VALVE_DISORDER],
    &[codes::HOUSEBOUND],
    &[codes::HYPERTENSION, codes::ESSENTIAL_HYPERTENSION],
    &[codes::SYNCOPE],
    &[codes::ANGINA, codes::ISCHAEMIC_HEART_DISEASE, codes::MYOCARDIAL_INFARCTION],
    &[codes::DEMENTIA, codes::ALZHEIMERS, codes::VASCULAR_DEMENTIA, codes::MEMORY_CONCERN],
    &[codes::REDUCED_MOBILITY],
    &[codes::OSTEOPOROSIS],
    &[codes::PARKINSONS, codes::TREMOR],
    &[codes::PEPTIC_ULCER],
    &[codes::PERIPHERAL_ARTERIAL_DISEASE, codes::CLAUDICATION],
    &[codes::LIVES_IN_CARE_HOME, codes::HOME_CARE],
    &[codes::ASTHMA, codes::COPD, codes::BRONCHIECTASIS],
    &[codes::SKIN_ULCER],
    &[codes::INSOMNIA],
    &[codes::LIVES_ALONE],
    &[codes::HYPOTHYROIDISM],
    &[codes::URINARY_INCONTINENCE],
    &[codes::URINARY_INFECTION],
];

fn frailty(person: &PersonRecords) -> f64 {
    let used: std::collections::BTreeSet<&str> = person.events.iter().map(|event| &*event.snomedct_code).collect();
    let holds = |codes: &[EventCode]| codes.iter().any(|code| used.contains(code.code));
    let further = [[codes::VISUAL_IMPAIRMENT], [codes::WEIGHT_LOSS]];
    let signs =
        SIGNS.iter().filter(|codes| holds(codes)).count() + further.iter().filter(|codes| holds(*codes)).count();
    let rows = person.further.iter().filter(|further| further.table.name == "medications").flat_map(|f| &f.rows);
    let recent = rows.filter(|row| matches!(row[0], commonweal_model::CellValue::Date(day) if day > months_ago(12)));
    let taken: std::collections::BTreeSet<String> = recent.map(|row| format!("{:?}", row[1])).collect();
    (signs as f64 + f64::from(taken.len() >= 5)) / 36.0
}

#[test]
fn frailty_is_as_common_as_networks_say() {
    let old: Vec<f64> = everybody().iter().filter(|p| here(p) && age(p) >= 65).map(frailty).collect();
    let share = |from: f64, to: f64| old.iter().filter(|f| **f > from && **f <= to).count() as f64 / old.len() as f64;
    let shares = [share(-1.0, 0.12), share(0.12, 0.24), share(0.24, 0.36), share(0.36, 2.0)];
    eprintln!("fit, mild, moderate, severe at 65 and over: {shares:.3?}");
    assert!((0.12..0.21).contains(&shares[2]), "moderate {:.3}", shares[2]);
    assert!((0.05..0.18).contains(&shares[3]), "severe {:.3}", shares[3]);
}

fn by_month(wanted: &[EventCode]) -> BTreeMap<(i16, i8), f64> {
    let mut months = BTreeMap::new();
    for event in everybody().iter().flat_map(|person| &person.events) {
        if wanted.iter().any(|code| code.code == event.snomedct_code) {
            *months.entry((event.date.year(), event.date.month())).or_insert(0.0) += 1.0;
        }
    }
    months
}

#[test]
fn infections_come_in_winter() {
    let months = by_month(&[codes::RESPIRATORY_INFECTION, codes::CHEST_INFECTION, codes::COPD_EXACERBATION]);
    let sum = |wanted: &[i8]| -> f64 {
        months.iter().filter(|((_, month), _)| wanted.contains(month)).map(|(_, number)| number).sum()
    };
    let ratio = sum(&[11, 12, 1, 2]) / sum(&[5, 6, 7, 8]);
    assert!((1.3..4.0).contains(&ratio), "{ratio:.2} times as many in winter as in summer");
}

#[test]
fn checks_fell_in_spring_2020_and_came_back() {
    let months = by_month(&[codes::SYSTOLIC, codes::HBA1C]);
    let spring = |year: i16| (4..=6).map(|month| months.get(&(year, month)).copied().unwrap_or(0.0)).sum::<f64>();
    let (before, dent, after) = (spring(2019), spring(2020), spring(2022));
    assert!(dent < 0.65 * before, "{dent} in spring 2020, {before} the year before");
    assert!(after > 0.85 * before, "{after} in spring 2022, {before} in 2019");
}

#[test]
fn nobody_but_those_on_the_register_was_found_obese_in_the_last_year() {
    // The register is calibrated to what was published, so a stray measurement would spoil it.
    let adults = everybody().iter().filter(|person| here(person) && age(person) >= 18);
    let obese = |person: &PersonRecords| {
        let mut latest = person.events.iter().rev().take_while(|event| event.date > months_ago(12));
        latest.find(|event| event.snomedct_code == codes::BMI.code).and_then(|event| event.numeric_value) >= Some(30.0)
    };
    let share = adults.clone().filter(|person| obese(person)).count() as f64 / adults.count() as f64;
    assert!((0.06..0.10).contains(&share), "{share}");
}

#[test]
fn people_have_about_250_events_and_each_code_is_used() {
    let events: usize = everybody().iter().map(|person| person.events.len()).sum();
    let mean = events as f64 / everybody().len() as f64;
    let mut tables: BTreeMap<&str, f64> = BTreeMap::new();
    for further in everybody().iter().flat_map(|person| &person.further) {
        *tables.entry(further.table.name).or_insert(0.0) += further.rows.len() as f64 / everybody().len() as f64;
    }
    eprintln!("events per person: {mean:.1}; {tables:.1?}");
    let mut uses: BTreeMap<&str, usize> = codes::ALL.iter().map(|code| (code.code, 0)).collect();
    for event in everybody().iter().flat_map(|person| &person.events) {
        *uses.entry(&event.snomedct_code).or_insert(0) += 1;
    }
    let about: BTreeMap<&str, &str> = codes::ALL.iter().map(|code| (code.code, code.about)).collect();
    let rare: Vec<String> =
        uses.iter().filter(|(_, uses)| **uses < 25).map(|(code, uses)| format!("{} {uses}", about[code])).collect();
    eprintln!("rare: {}", rare.join("; "));
    assert!((200.0..300.0).contains(&mean), "{mean}");
    assert!(uses.values().all(|uses| *uses > 0), "never used: {}", rare.join("; "));
}

#[test]
fn medicines_are_of_shipped_lists() {
    let known: Vec<&str> = codes::MEDICINES.iter().map(|code| code.code).collect();
    for person in everybody().iter().take(5000) {
        for row in person.further.iter().filter(|further| further.table.name == "medications").flat_map(|f| &f.rows) {
            let commonweal_model::CellValue::Text(code) = &row[1] else { panic!("a code is text") };
            assert!(known.contains(&&**code), "{code}");
        }
    }
    assert!(date(2000, 1, 1) < AS_OF);
}
