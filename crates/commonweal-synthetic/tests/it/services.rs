//! What hospitals, community and other services record is as frequent as published, and changes as it really did.

use crate::rows::rows;
use crate::tally::{SAMPLE, tally};
use commonweal_model::tables::{EC, OPA};
use std::collections::BTreeMap;

/// A rate, the least and the most it may be. Targets and their sources stand beside the parameters in `src/services`.
const NEAR: [(&str, f64, f64); 49] = [
    // England: about 100,000 of 57 million in general and acute beds, 13 % of them ready to leave (NHS England 2024).
    ("in hospital on the day", 0.001, 0.003_2),
    ("of those, ready to leave", 0.04, 0.35),
    // England, all types, March 2025: 74 %.
    ("within four hours", 0.70, 0.78),
    ("attendances a year", 0.36, 0.46),
    // CL-132 and CL-134: 717 in the City, 553 in the county, per 1,000.
    ("attendances a year under 4", 0.55, 0.75),
    ("attendance admitted", 0.15, 0.26),
    // British Red Cross 2021: 0.67 %.
    ("five or more attendances", 0.004, 0.009),
    ("emergency stays a year", 0.10, 0.13),
    ("emergency stays a year 0-4", 0.13, 0.23),
    ("emergency stays a year 5-14", 0.03, 0.06),
    ("emergency stays a year 15-44", 0.055, 0.09),
    ("emergency stays a year 45-64", 0.075, 0.115),
    ("emergency stays a year 65-74", 0.12, 0.21),
    ("emergency stays a year 75-84", 0.23, 0.38),
    ("emergency stays a year 85+", 0.42, 0.70),
    ("planned stays a year", 0.09, 0.14),
    // CL-129, CL-137, CL-140: 96, 55.5 and 38.4 per 100,000.
    ("asthma stays a year 0-19", 0.000_5, 0.001_5),
    ("epilepsy stays a year 0-19", 0.000_25, 0.001_0),
    ("diabetes stays a year 0-19", 0.000_15, 0.000_8),
    // Fingertips 41401: 622 per 100,000.
    ("hip fractures a year 65+", 0.004, 0.009),
    // Fingertips 21001: 195 to 213 per 100,000; S-SH: 380.6 at 10 to 24.
    ("self-harm stays a year", 0.001_4, 0.003_2),
    ("self-harm stays a year 10-24", 0.002, 0.006),
    ("appointments a year", 1.5, 2.2),
    ("appointment missed", 0.06, 0.085),
    ("appointment remote", 0.17, 0.24),
    ("clocks started a year", 0.27, 0.34),
    ("open pathways a person", 0.095, 0.14),
    // NHS England, March 2025: 59.8 % and 2.4 %.
    ("open within 18 weeks", 0.55, 0.66),
    ("open over 52 weeks", 0.012, 0.04),
    // B-IAPT21: 29,746 of about 940,000 adults.
    ("entered talking therapies", 0.026, 0.038),
    ("mental health contact in a year", 0.05, 0.085),
    // England: about 8.5 million a month (Community Services Statistics 2023), 1.75 a person and year.
    ("community contacts a year", 1.35, 2.15),
    ("long-term social care 65+", 0.035, 0.075),
    ("pathway 0", 0.79, 0.88),
    ("pathway 1", 0.08, 0.14),
    ("pathway 2", 0.025, 0.055),
    ("pathway 3", 0.008, 0.03),
    ("left on the day they were ready", 0.82, 0.90),
    ("seen within two hours", 0.80, 0.88),
    // CL-060 and CL-061: 15.6 % and 12.8 %.
    ("smokes at booking", 0.130, 0.182),
    ("smokes at delivery", 0.105, 0.151),
    ("first feed breast milk", 0.67, 0.78),
    ("born before 37 weeks", 0.06, 0.095),
    ("term babies under 2500 g", 0.018, 0.038),
    ("died in hospital", 0.39, 0.49),
    ("died in a care home", 0.14, 0.26),
    ("died of cancer", 0.24, 0.33),
    ("died of circulation", 0.21, 0.29),
    ("good experience of practice", 0.70, 0.79),
];

/// Rates that are higher in the most deprived fifth than in the least, and at least how many times.
const STEEP: [(&str, f64); 8] = [
    ("attendances a year", 1.5),
    ("emergency stays a year", 1.3),
    ("five or more attendances", 1.5),
    ("appointment missed", 1.5),
    ("smokes at delivery", 1.3),
    ("open over 52 weeks", 1.05),
    ("self-harm stays a year", 1.2),
    ("long-term social care 65+", 1.2),
];

#[test]
fn rates_of_care_elsewhere_are_near_published_ones_and_gradients_go_the_right_way() {
    let tally = tally();
    for (table, rows) in &tally.rows {
        eprintln!("{table:28} {:.3} rows a person", *rows as f64 / tally.people as f64);
    }
    for name in tally.rates.keys() {
        let [all, fifths @ ..] = tally.rate(name);
        let fifths: String = fifths.iter().map(|value| format!(" {value:8.4}")).collect();
        eprintln!("{name:38} {all:8.4}{fifths}");
    }
    for (name, least, most) in NEAR {
        let rate = tally.rate(name)[0];
        assert!((least..most).contains(&rate), "{name}: {rate:.4} is not from {least} to {most}");
    }
    for (name, times) in STEEP {
        let [_, most, .., least] = tally.rate(name);
        assert!(most > times * least, "{name}: {most:.4} in the most deprived fifth, {least:.4} in the least");
    }
    let [_, deprived, .., better_off] = tally.rate("first feed breast milk");
    assert!(deprived < better_off, "{deprived:.3} and {better_off:.3}");
}

#[test]
fn the_pandemic_and_winter_show() {
    let population = crate::population(SAMPLE, 1);
    let mut attendances = BTreeMap::new();
    let mut remote = BTreeMap::new();
    for person in population.people_of(1..=12_000) {
        for day in rows(&person, &EC).filter_map(|row| row.date("arrival_date")) {
            *attendances.entry((day.year(), day.month())).or_insert(0.0) += 1.0;
        }
        for row in rows(&person, &OPA) {
            let at: &mut (f64, f64) = remote.entry(row.date("appointment_date").unwrap().year()).or_default();
            *at = (at.0 + f64::from(row.text("consultation_mode") != Some("01")), at.1 + 1.0);
        }
    }
    let april = attendances[&(2020, 4)] / attendances[&(2019, 4)];
    assert!((0.3..0.62).contains(&april), "{april:.2} of the attendances of April 2019 in April 2020");
    let share = |year: i16| remote[&year].0 / remote[&year].1;
    assert!(share(2019) < 0.06 && share(2021) > 0.2, "{:.3} and {:.3} remote", share(2019), share(2021));
}

#[test]
fn needs_found_at_attendances_are_those_of_the_shipped_list_and_serve_its_cohort() {
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/../../definitions/codelists/social_need_at_attendance.csv");
    let list = std::fs::read_to_string(list).unwrap();
    let known: Vec<&str> = list.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let population = crate::population(SAMPLE, 1);
    let mut found = 0;
    for person in population.people_of(1..=12_000) {
        for row in rows(&person, &EC) {
            for code in ["diagnosis_01", "diagnosis_02"].into_iter().filter_map(|name| row.text(name)) {
                assert!(!code.starts_with("9990000") || known.contains(&code), "{code}");
                found += usize::from(known.contains(&code));
            }
        }
    }
    assert!(found > 20, "{found}");
}
