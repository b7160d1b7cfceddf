//! Planted stories can be found by a plain comparison of before and after, and are absent elsewhere.

use crate::AS_OF;
use crate::rows::{fifth, rows, years_between};
use commonweal_model::tables::{APCS, EC};
use commonweal_model::{PersonRecords, Sex, age_on};
use commonweal_reference::Reference;
use commonweal_synthetic::PlantedStory;
use commonweal_synthetic::codes::{self, EventCode};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// People that stories are looked for among.
const SAMPLE: u64 = 120_000;

/// Events and person-years: there before, there after, elsewhere before, elsewhere after.
type Cells = [(f64, f64); 4];

/// What was counted for each story.
#[derive(Default)]
struct Found {
    falls_response: Cells,
    /// Of people under 65, whom the response team is not for.
    younger: Cells,
    outbreak: Cells,
    coded: Cells,
    checked: Cells,
    vaccinated: Cells,
    /// Referrals to stop smoking services over advice given, in the two least deprived fifths and in the others.
    better_off: Cells,
    worse_off: Cells,
    /// Days on which all physical checks were made, of people with a severe mental illness.
    team: Cells,
    /// Cervical screening of women of 25 to 64, in the two most deprived fifths and in the others.
    screened: Cells,
    screened_elsewise: Cells,
    /// Health checks of people with a learning disability.
    prepared: Cells,
    /// Registrations by practice on the day before a list moves, and on the day.
    lists: BTreeMap<(String, bool), u64>,
    moved: u64,
}

fn story(id: &str) -> &'static PlantedStory {
    static STORIES: OnceLock<Vec<PlantedStory>> = OnceLock::new();
    let stories = STORIES.get_or_init(|| crate::population(1_000, 1).stories().to_vec());
    stories.iter().find(|story| story.id == id).unwrap_or_else(|| panic!("there is no story {id}"))
}

/// The practices of the networks a story is in.
fn practices(story: &PlantedStory) -> BTreeSet<String> {
    let reference = Reference::embedded();
    let all = reference.practices().unwrap();
    let within = |code: &Option<String>| code.as_ref().is_some_and(|code| story.areas.contains(code));
    all.iter().filter(|practice| within(&practice.pcn_code)).map(|practice| practice.practice_code.clone()).collect()
}

fn practice(person: &PersonRecords, on: Date) -> Option<&str> {
    let holds = person.registrations.iter().find(|row| row.start_date <= on && row.end_date.is_none_or(|end| on < end));
    holds.map(|row| &*row.practice_code)
}

/// Adds what happened from one day to another, and the time somebody was here then.
fn add(cell: &mut (f64, f64), person: &PersonRecords, (from, to): (Date, Date), days: impl Iterator<Item = Date>) {
    let came = person.addresses[0].start_date.max(from);
    let left = person.addresses.last().and_then(|home| home.end_date).or(person.patient.date_of_death);
    let until = left.unwrap_or(to).min(to);
    if came < until {
        cell.0 += days.filter(|day| (from..to).contains(day)).count() as f64;
        cell.1 += years_between(came, until);
    }
}

fn found() -> &'static Found {
    static FOUND: OnceLock<Found> = OnceLock::new();
    FOUND.get_or_init(|| {
        let population = crate::population(SAMPLE, 1);
        let response = practices(story("falls_response"));
        let there = ["pharmacy_blood_pressure", "flu_messages", "stop_smoking_app"].map(|id| practices(story(id)));
        let offered = ["mental_health_team_ends", "self_sampling_kits", "learning_disability_nurses"]
            .map(|id| practices(story(id)));
        let merger = story("list_merger");
        let silent = &story("practice_stops_coding").areas;
        let reference = Reference::embedded();
        let districts: BTreeMap<&str, &str> =
            reference.lsoa11().unwrap().iter().map(|area| (area.lsoa11.as_str(), area.lad_code.as_str())).collect();
        let mut found = Found::default();
        for person in population.people_of(1..=i64::try_from(SAMPLE).unwrap()) {
            emergencies(&mut found, &person, &response);
            outbreak(&mut found, &person, &districts);
            coding(&mut found, &person, silent);
            primary_care(&mut found, &person, &there);
            offers(&mut found, &person, &offered);
            for after in [false, true] {
                let on = if after { merger.from } else { merger.from.yesterday().unwrap() };
                if let Some(code) = practice(&person, on).filter(|code| merger.areas.iter().any(|area| area == code)) {
                    *found.lists.entry((code.to_owned(), after)).or_default() += 1;
                }
            }
            let from = practice(&person, merger.from.yesterday().unwrap()) == Some(&merger.areas[0]);
            found.moved += u64::from(from && practice(&person, merger.from) == Some(&merger.areas[1]));
        }
        found
    })
}

fn emergencies(found: &mut Found, person: &PersonRecords, there: &BTreeSet<String>) {
    let start = story("falls_response").from;
    let periods = [(start.saturating_sub(548.days()), start), (start, AS_OF)];
    let Some(code) = practice(person, start) else { return };
    let age = age_on(person.patient.date_of_birth, start);
    // Close enough to the age of the team that some cross it are left out.
    let cells = match age {
        67.. => &mut found.falls_response,
        20..60 => &mut found.younger,
        _ => return,
    };
    for (after, period) in periods.into_iter().enumerate() {
        // Those that somebody dies in are not fewer.
        let stays = rows(person, &APCS).filter(|row| {
            row.text("admission_method").unwrap().starts_with('2') && row.text("discharge_destination") != Some("79")
        });
        let at = after + if there.contains(code) { 0 } else { 2 };
        add(&mut cells[at], person, period, stays.map(|row| row.date("admission_date").unwrap()));
    }
}

fn outbreak(found: &mut Found, person: &PersonRecords, districts: &BTreeMap<&str, &str>) {
    let story = story("gastroenteritis_outbreak");
    let until = story.until.unwrap();
    let home = person.addresses.iter().rev().find(|home| home.start_date <= story.from);
    let Some(lsoa) = home.and_then(|home| home.lsoa11.as_deref()) else { return };
    let there = story.areas.iter().any(|area| area == districts[lsoa]);
    let periods = [(story.from.saturating_sub(365.days()), story.from), (story.from, until)];
    for (after, period) in periods.into_iter().enumerate() {
        let gastroenteritis = rows(person, &EC).filter(|row| row.text("diagnosis_01") == Some("25374005"));
        let at = after + if there { 0 } else { 2 };
        add(&mut found.outbreak[at], person, period, gastroenteritis.map(|row| row.date("arrival_date").unwrap()));
    }
}

fn coding(found: &mut Found, person: &PersonRecords, silent: &[String]) {
    let start = story("practice_stops_coding").from;
    for (after, period) in [(start.saturating_sub(365.days()), start), (start, AS_OF)].into_iter().enumerate() {
        // Registered throughout, with the one practice.
        let Some(code) = practice(person, period.0).filter(|code| practice(person, period.1) == Some(code)) else {
            continue;
        };
        let at = after + if silent.iter().any(|practice| practice == code) { 0 } else { 2 };
        let coded = person.events.iter().filter(|event| event.snomedct_code == codes::SYSTOLIC.code);
        add(&mut found.coded[at], person, period, coded.map(|event| event.date));
    }
}

/// The three stories of general practice: blood pressure, flu vaccination of older people, help to stop smoking.
fn primary_care(found: &mut Found, person: &PersonRecords, there: &[BTreeSet<String>; 3]) {
    let days = |wanted: &'static [EventCode]| {
        let of = person.events.iter().filter(|event| wanted.iter().any(|code| code.code == event.snomedct_code));
        of.map(|event| event.date)
    };
    let cell = |at: usize, start: Date, after: usize| {
        practice(person, start).map(|code| after + if there[at].contains(code) { 0 } else { 2 })
    };
    for after in [0, 1] {
        let span = |start: Date, long: i32| [(start.saturating_sub(long.days()), start), (start, AS_OF)][after];
        let start = story("pharmacy_blood_pressure").from;
        if let Some(at) = cell(0, start, after) {
            add(&mut found.checked[at], person, span(start, 548), days(&[codes::SYSTOLIC]));
        }
        let start = story("flu_messages").from;
        let older = age_on(person.patient.date_of_birth, start) >= 65;
        if let Some(at) = cell(1, start, after).filter(|_| older) {
            let vaccinated = days(&[codes::FLU_VACCINATION, codes::FLU_VACCINATION_PHARMACY]);
            add(&mut found.vaccinated[at], person, span(start, 730), vaccinated);
        }
        let start = story("stop_smoking_app").from;
        if let Some(at) = cell(2, start, after) {
            let (from, to) = span(start, 730);
            let within = |wanted| days(wanted).filter(|day| (from..to).contains(day)).count() as f64;
            let cells = if fifth(person) >= 4 { &mut found.better_off } else { &mut found.worse_off };
            cells[at].0 += within(&[codes::CESSATION_REFERRAL]);
            cells[at].1 += within(&[codes::CESSATION_ADVICE]);
        }
    }
}

/// The three stories of checks that are offered to some: six checks, cervical screening, learning disability.
fn offers(found: &mut Found, person: &PersonRecords, offered: &[BTreeSet<String>; 3]) {
    let ever = |wanted: &[EventCode]| {
        person.events.iter().any(|event| wanted.iter().any(|code| code.code == event.snomedct_code))
    };
    let days = |wanted: &[EventCode]| -> BTreeSet<Date> {
        let of = person.events.iter().filter(|event| wanted.iter().any(|code| code.code == event.snomedct_code));
        of.map(|event| event.date).collect()
    };
    let start = story("self_sampling_kits").from;
    let age = age_on(person.patient.date_of_birth, start);
    let Some(code) = practice(person, start) else { return };
    let mut count = |cells: fn(&mut Found) -> &mut Cells, at: usize, on: BTreeSet<Date>| {
        for (after, period) in [(start.saturating_sub(548.days()), start), (start, AS_OF)].into_iter().enumerate() {
            let cell = after + if offered[at].contains(code) { 0 } else { 2 };
            add(&mut cells(found)[cell], person, period, on.iter().copied());
        }
    };
    if ever(&[codes::SCHIZOPHRENIA, codes::BIPOLAR, codes::PSYCHOSIS]) {
        let alcohol =
            [codes::NON_DRINKER, codes::LOWER_RISK_DRINKER, codes::INCREASING_RISK_DRINKER, codes::HEAVY_DRINKER];
        let all = [&[codes::CHOLESTEROL][..], &[codes::HBA1C], &[codes::BMI], &alcohol].map(days);
        let together = all[0].iter().filter(|day| all[1..].iter().all(|others| others.contains(day)));
        count(|found| &mut found.team, 0, together.copied().collect());
    }
    if person.patient.sex == Sex::Female && (26..63).contains(&age) {
        let on = days(&[codes::CERVIX_SCREENED]);
        match fifth(person) {
            1 | 2 => count(|found| &mut found.screened, 1, on),
            _ => count(|found| &mut found.screened_elsewise, 1, on),
        }
    }
    let disabled = [
        codes::LEARNING_DISABILITY_MILD,
        codes::LEARNING_DISABILITY_MODERATE,
        codes::LEARNING_DISABILITY_SEVERE,
        codes::DOWN_SYNDROME,
    ];
    if age >= 14 && ever(&disabled) {
        count(|found| &mut found.prepared, 2, days(&[codes::LEARNING_DISABILITY_CHECK]));
    }
}

/// After over before.
fn ratios(cells: &Cells) -> (f64, f64) {
    let rate = |at: usize| cells[at].0 / cells[at].1;
    (rate(1) / rate(0), rate(3) / rate(2))
}

#[test]
fn emergency_stays_of_older_people_fall_where_the_response_team_is_and_nowhere_else() {
    let (there, elsewhere) = ratios(&found().falls_response);
    eprintln!("falls response: {there:.3} there, {elsewhere:.3} elsewhere; {:?}", found().falls_response);
    assert!((0.58..0.83).contains(&(there / elsewhere)), "{there:.3} and {elsewhere:.3}; the truth is 0.70");
    assert!((0.85..1.25).contains(&elsewhere), "{elsewhere:.3}");
    let (there, elsewhere) = ratios(&found().younger);
    eprintln!("under 60: {there:.3} there, {elsewhere:.3} elsewhere");
    assert!((0.8..1.25).contains(&(there / elsewhere)), "{there:.3} and {elsewhere:.3}; nothing was done for them");
}

#[test]
fn blood_pressure_is_checked_more_often_where_pharmacies_do_and_flu_messages_change_nothing() {
    let (there, elsewhere) = ratios(&found().checked);
    eprintln!("blood pressure: {there:.3} there, {elsewhere:.3} elsewhere; {:?}", found().checked);
    assert!((1.05..1.6).contains(&(there / elsewhere)), "{there:.3} and {elsewhere:.3}; checks truly rise");
    let (there, elsewhere) = ratios(&found().vaccinated);
    eprintln!("flu: {there:.3} there, {elsewhere:.3} elsewhere; {:?}", found().vaccinated);
    assert!((0.88..1.14).contains(&(there / elsewhere)), "{there:.3} and {elsewhere:.3}; nothing truly changes");
}

#[test]
fn the_stop_smoking_app_helps_the_better_off_alone() {
    let (there, elsewhere) = ratios(&found().better_off);
    eprintln!("better-off: {there:.2} there, {elsewhere:.2} elsewhere; {:?}", found().better_off);
    assert!(there / elsewhere > 1.5, "{there:.2} and {elsewhere:.2}; the truth is odds of 2.5");
    let (there, elsewhere) = ratios(&found().worse_off);
    eprintln!("worse-off: {there:.2} there, {elsewhere:.2} elsewhere; {:?}", found().worse_off);
    assert!((0.7..1.4).contains(&(there / elsewhere)), "{there:.2} and {elsewhere:.2}; nothing truly changes");
}

#[test]
fn checks_are_lost_where_a_team_ends_and_won_where_nurses_prepare_them() {
    let (there, elsewhere) = ratios(&found().team);
    eprintln!("team: {there:.3} there, {elsewhere:.3} elsewhere; {:?}", found().team);
    assert!((0.4..0.9).contains(&(there / elsewhere)), "{there:.3} and {elsewhere:.3}; the truth is odds of a quarter");
    // Most people have the one check of a year, so that its odds say more than its rate.
    let odds = found().prepared.map(|(checks, years)| (checks, years - checks));
    let (there, elsewhere) = ratios(&odds);
    eprintln!("nurses: {there:.3} there, {elsewhere:.3} elsewhere; {:?}", found().prepared);
    assert!((1.3..6.0).contains(&(there / elsewhere)), "{there:.3} and {elsewhere:.3}; the truth is odds of 3.3");
}

#[test]
fn kits_bring_women_of_deprived_places_to_screening_and_nobody_else() {
    let (there, elsewhere) = ratios(&found().screened);
    eprintln!("kits: {there:.3} there, {elsewhere:.3} elsewhere; {:?}", found().screened);
    assert!((1.08..1.6).contains(&(there / elsewhere)), "{there:.3} and {elsewhere:.3}; the truth is odds of 3.3");
    let (there, elsewhere) = ratios(&found().screened_elsewise);
    eprintln!("kits, better-off: {there:.3} there, {elsewhere:.3} elsewhere; {:?}", found().screened_elsewise);
    assert!((0.75..1.3).contains(&(there / elsewhere)), "{there:.3} and {elsewhere:.3}; nothing truly changes");
}

#[test]
fn the_outbreak_is_where_and_when_it_was_and_nowhere_else() {
    let (there, elsewhere) = ratios(&found().outbreak);
    eprintln!("outbreak: {there:.1} there, {elsewhere:.2} elsewhere; {:?}", found().outbreak);
    assert!(there > 8.0, "{there:.1} times as many");
    assert!((0.6..1.6).contains(&elsewhere), "{elsewhere:.2} times as many elsewhere");
}

#[test]
fn the_practice_that_stops_coding_has_no_blood_pressures_and_others_go_on() {
    let (there, elsewhere) = ratios(&found().coded);
    eprintln!("coded: {there:.3} there, {elsewhere:.3} elsewhere; {:?}", found().coded);
    assert!(there < 0.01, "{there:.3}");
    assert!((0.7..1.4).contains(&elsewhere), "{elsewhere:.3}");
}

#[test]
fn a_list_moves_whole_from_the_practice_that_closes_to_the_one_that_takes_it_over() {
    let (from, into) = (&story("list_merger").areas[0], &story("list_merger").areas[1]);
    let list = |code: &String, after: bool| found().lists.get(&(code.clone(), after)).copied().unwrap_or(0);
    let (closing, before, after) = (list(from, false), list(into, false), list(into, true));
    eprintln!("list of {from}: {closing}; of {into}: {before} before, {after} after; moved {}", found().moved);
    assert!(closing > 50, "{closing}");
    // Mess: now and then somebody is taken off a list late.
    assert!(list(from, true) * 50 <= closing, "{} of {closing} are still there", list(from, true));
    assert!(found().moved * 100 >= closing * 95, "{} of {closing} moved", found().moved);
    assert!(after + 5 >= before + closing, "{before} and {closing} make {after}");
}

#[test]
fn every_story_says_where_when_and_what_is_true_and_the_page_tells_it() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/synthetic-stories.md")).unwrap();
    let population = crate::population(1_000, 1);
    assert_eq!(population.stories().len(), 10);
    for story in population.stories() {
        assert!(!story.areas.is_empty() && story.from < AS_OF && !story.truth.is_empty(), "{}", story.id);
        assert!(story.until.is_none_or(|until| until > story.from));
        assert!(page.contains(&format!("`{}`", story.id)), "the page does not tell of {}", story.id);
        for area in story.areas.iter().filter(|_| story.id != "list_merger") {
            assert!(page.contains(area), "the page does not say that {} is in {area}", story.id);
        }
    }
}
