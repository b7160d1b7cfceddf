//! Rates of care, counted over everybody and by fifth of deprivation.

use crate::AS_OF;
use crate::rows::{EMERGENCY, Row, TABLES, fifth, last_day, rows, years_between};
use commonweal_model::tables::{
    APCS, COMMUNITY_CONTACTS, EC, EXPERIENCE_RESPONSES, MATERNITIES, MENTAL_HEALTH_CONTACTS, ONS_DEATHS, OPA,
    SOCIAL_CARE_PACKAGES, WL_PATHWAYS,
};
use commonweal_model::{PersonRecords, age_on};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// People that rates are measured among.
pub(crate) const SAMPLE: u64 = 60_000;
/// The last year of records.
const LAST_YEAR: Date = date(2024, 4, 1);

/// Sums over people that rates are made from.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) people: u64,
    pub(crate) rows: BTreeMap<&'static str, u64>,
    /// By name: how many with it, among how many; over everybody, then by fifth.
    pub(crate) rates: BTreeMap<&'static str, [(f64, f64); 6]>,
}

impl Tally {
    fn add(&mut self, name: &'static str, person: &PersonRecords, with: f64, among: f64) {
        let cells = self.rates.entry(name).or_default();
        for cell in [0, fifth(person)] {
            cells[cell].0 += with;
            cells[cell].1 += among;
        }
    }

    pub(crate) fn rate(&self, name: &str) -> [f64; 6] {
        self.rates.get(name).map_or([f64::NAN; 6], |cells| cells.map(|(with, among)| with / among))
    }
}

fn here(person: &PersonRecords) -> bool {
    person.patient.date_of_death.is_none() && person.addresses.last().is_some_and(|home| home.end_date.is_none())
}

pub(crate) fn tally() -> &'static Tally {
    static TALLY: OnceLock<Tally> = OnceLock::new();
    TALLY.get_or_init(|| {
        let population = crate::population(SAMPLE, 1);
        let mut tally = Tally::default();
        for person in population.people_of(1..=i64::try_from(SAMPLE).unwrap()) {
            tally.people += 1;
            for table in TABLES {
                *tally.rows.entry(table.name).or_default() += rows(&person, table).count() as u64;
            }
            count(&mut tally, &person);
        }
        tally
    })
}

/// A person who lives here, with what is asked of them again and again.
struct Resident<'a> {
    person: &'a PersonRecords,
    age: i32,
    /// The part of the last year that they were here.
    years: f64,
}

fn recent(day: Option<Date>) -> bool {
    day.unwrap() >= LAST_YEAR
}

fn count(tally: &mut Tally, person: &PersonRecords) {
    if here(person) {
        let from = person.addresses[0].start_date.max(LAST_YEAR);
        let years = years_between(from, AS_OF).max(0.001);
        let resident = Resident { person, age: age_on(person.patient.date_of_birth, AS_OF), years };
        attendances(tally, &resident);
        stays(tally, &resident);
        appointments_and_waits(tally, &resident);
        contacts(tally, &resident);
    }
    discharges(tally, person);
    urgent_response(tally, person);
    births(tally, person);
    deaths(tally, person);
    for row in rows(person, &EXPERIENCE_RESPONSES).filter(|row| recent(row.date("date"))) {
        if row.text("question") == Some("overall_experience") {
            let gp = row.text("setting") == Some("gp");
            let name = if gp { "good experience of practice" } else { "good experience of stay" };
            tally.add(name, person, f64::from(row.number("score").unwrap() >= 75.0), 1.0);
        }
    }
    rare(tally, person);
}

fn attendances(tally: &mut Tally, of: &Resident<'_>) {
    let mut attended = 0.0;
    for row in rows(of.person, &EC).filter(|row| recent(row.date("arrival_date"))) {
        attended += 1.0;
        if let Some(end) = row.instant("departed_at") {
            let minutes = end.duration_since(row.instant("arrived_at").unwrap()).as_mins();
            tally.add("within four hours", of.person, f64::from(minutes <= 240), 1.0);
        }
        let admitted = row.instant("decided_to_admit_at").is_some();
        tally.add("attendance admitted", of.person, f64::from(admitted), 1.0);
    }
    tally.add("attendances a year", of.person, attended, of.years);
    if of.age < 4 {
        tally.add("attendances a year under 4", of.person, attended, of.years);
    }
    tally.add("five or more attendances", of.person, f64::from(attended >= 5.0), 1.0);
}

fn stays(tally: &mut Tally, of: &Resident<'_>) {
    let &Resident { person, age, years } = of;
    let stays: Vec<Row<'_>> = rows(person, &APCS).filter(|row| recent(row.date("admission_date"))).collect();
    let method = |row: &Row<'_>| row.text("admission_method").unwrap().to_owned();
    let emergencies = stays.iter().filter(|row| EMERGENCY.contains(&method(row).as_str())).count() as f64;
    tally.add("emergency stays a year", person, emergencies, years);
    let inside = rows(person, &APCS).find(|row| row.date("discharge_date").is_none());
    tally.add("in hospital on the day", person, f64::from(inside.is_some()), 1.0);
    if let Some(stay) = inside {
        let ready = stay.date("discharge_ready_date").is_some();
        tally.add("of those, ready to leave", person, f64::from(ready), 1.0);
    }
    for (name, from, to) in [
        ("emergency stays a year 0-4", 0, 4),
        ("emergency stays a year 5-14", 5, 14),
        ("emergency stays a year 15-44", 15, 44),
        ("emergency stays a year 45-64", 45, 64),
        ("emergency stays a year 65-74", 65, 74),
        ("emergency stays a year 75-84", 75, 84),
        ("emergency stays a year 85+", 85, 120),
    ] {
        if (from..=to).contains(&age) {
            tally.add(name, person, emergencies, years);
        }
    }
    let planned = stays.iter().filter(|row| method(row).starts_with('1')).count() as f64;
    tally.add("planned stays a year", person, planned, years);
    if age >= 65 {
        let hip = |row: &&Row<'_>| row.text("primary_diagnosis").unwrap().starts_with("S720");
        tally.add("hip fractures a year 65+", person, stays.iter().filter(hip).count() as f64, years);
    }
    let harmed = stays.iter().filter(|row| row.text("all_diagnoses").unwrap().contains(",X6")).count() as f64;
    tally.add("self-harm stays a year", person, harmed, years);
    if (10..25).contains(&age) {
        tally.add("self-harm stays a year 10-24", person, harmed, years);
    }
}

fn appointments_and_waits(tally: &mut Tally, of: &Resident<'_>) {
    let &Resident { person, years, .. } = of;
    let mut appointments = 0.0;
    for row in rows(person, &OPA).filter(|row| recent(row.date("appointment_date"))) {
        appointments += 1.0;
        let status = row.text("attendance_status").unwrap();
        if status != "2" && status != "4" {
            tally.add("appointment missed", person, f64::from(status == "3"), 1.0);
        }
        tally.add("appointment remote", person, f64::from(row.text("consultation_mode") != Some("01")), 1.0);
    }
    tally.add("appointments a year", person, appointments, years);
    let open: Vec<Row<'_>> = rows(person, &WL_PATHWAYS).filter(|row| row.date("clock_stop_date").is_none()).collect();
    tally.add("open pathways a person", person, open.len() as f64, 1.0);
    for row in open {
        let weeks = years_between(row.date("clock_start_date").unwrap(), AS_OF) * 365.25 / 7.0;
        tally.add("open within 18 weeks", person, f64::from(weeks <= 18.0), 1.0);
        tally.add("open over 52 weeks", person, f64::from(weeks > 52.0), 1.0);
    }
    let starts = rows(person, &WL_PATHWAYS).filter(|row| recent(row.date("clock_start_date"))).count() as f64;
    tally.add("clocks started a year", person, starts, years);
}

/// Mental health, community services and social care.
fn contacts(tally: &mut Tally, of: &Resident<'_>) {
    let &Resident { person, age, years } = of;
    let mental: Vec<Row<'_>> = rows(person, &MENTAL_HEALTH_CONTACTS).filter(|row| recent(row.date("date"))).collect();
    if age >= 18 {
        let entered = |row: &Row<'_>| row.text("team_type") == Some("A05") && recent(row.date("referral_date"));
        tally.add("entered talking therapies", person, f64::from(mental.iter().any(entered)), 1.0);
    }
    let any = f64::from(!mental.is_empty());
    tally.add("mental health contact in a year", person, any, 1.0);
    if age < 26 {
        tally.add("mental health contact in a year 0-25", person, any, 1.0);
    }
    let community = rows(person, &COMMUNITY_CONTACTS).filter(|row| recent(row.date("date")));
    tally.add("community contacts a year", person, community.count() as f64, years);
    if age >= 65 {
        let long_term = rows(person, &SOCIAL_CARE_PACKAGES).any(|row| {
            row.number("is_long_term") == Some(1.0) && row.date("end_date").is_none_or(|end| end > LAST_YEAR)
        });
        tally.add("long-term social care 65+", person, f64::from(long_term), 1.0);
    }
}

fn discharges(tally: &mut Tally, person: &PersonRecords) {
    for row in rows(person, &APCS).filter(|row| EMERGENCY.contains(&row.text("admission_method").unwrap())) {
        if let Some(pathway) = row.number("discharge_pathway") {
            assert!(row.date("discharge_date").unwrap() > row.date("admission_date").unwrap());
            for (name, wanted) in [("pathway 0", 0.0), ("pathway 1", 1.0), ("pathway 2", 2.0), ("pathway 3", 3.0)] {
                tally.add(name, person, f64::from(pathway == wanted), 1.0);
            }
        }
        if let (Some(ready), Some(left)) = (row.date("discharge_ready_date"), row.date("discharge_date")) {
            tally.add("left on the day they were ready", person, f64::from(ready == left), 1.0);
        }
    }
}

fn urgent_response(tally: &mut Tally, person: &PersonRecords) {
    for row in rows(person, &COMMUNITY_CONTACTS).filter(|row| row.text("response_standard") == Some("two_hours")) {
        // The first contact of a referral stops the clock.
        let first = rows(person, &COMMUNITY_CONTACTS)
            .filter(|other| other.number("referral_ident") == row.number("referral_ident"))
            .filter_map(|other| other.instant("contacted_at"))
            .min();
        if let Some(contacted) = row.instant("contacted_at").filter(|contacted| Some(*contacted) == first) {
            let minutes = contacted.duration_since(row.instant("clock_started_at").unwrap()).as_mins();
            tally.add("seen within two hours", person, f64::from(minutes <= 120), 1.0);
        }
    }
}

fn births(tally: &mut Tally, person: &PersonRecords) {
    for row in rows(person, &MATERNITIES).filter(|row| row.date("delivery_date").is_some()) {
        for (name, column) in
            [("smokes at booking", "smoking_at_booking"), ("smokes at delivery", "smoking_at_delivery")]
        {
            if let Some(status) = row.text(column).filter(|status| *status != "unknown") {
                tally.add(name, person, f64::from(status == "current"), 1.0);
            }
        }
        tally.add("first feed breast milk", person, row.number("first_feed_breast_milk").unwrap(), 1.0);
        let weeks = row.number("gestation_at_delivery_days").unwrap() / 7.0;
        tally.add("born before 37 weeks", person, f64::from(weeks < 37.0), 1.0);
        if weeks >= 37.0 {
            let light = row.number("lowest_birth_weight_grams").unwrap() < 2500.0;
            tally.add("term babies under 2500 g", person, f64::from(light), 1.0);
        }
        tally.add("continuity of carer", person, row.number("continuity_of_carer").unwrap(), 1.0);
    }
}

fn deaths(tally: &mut Tally, person: &PersonRecords) {
    for row in rows(person, &ONS_DEATHS) {
        assert!(person.patient.date_of_death.is_some());
        for (name, place) in [
            ("died in hospital", "Hospital"),
            ("died at home", "Home"),
            ("died in a care home", "Care Home"),
            ("died in a hospice", "Hospice"),
        ] {
            tally.add(name, person, f64::from(row.text("place") == Some(place)), 1.0);
        }
        let cause = row.text("underlying_cause_of_death").unwrap();
        for (name, letters) in [("died of cancer", "C"), ("died of circulation", "I"), ("died of respiration", "J")] {
            tally.add(name, person, f64::from(cause.starts_with(letters)), 1.0);
        }
        tally.add("died of dementia", person, f64::from(["F03X", "G309"].contains(&cause)), 1.0);
        tally.add("died of COVID-19", person, f64::from(cause == "U071"), 1.0);
    }
}

/// Stays that are so rare that every year counts: those of people under 20 with three diseases.
fn rare(tally: &mut Tally, person: &PersonRecords) {
    let from = person.addresses[0].start_date.max(date(2015, 4, 1));
    let young_until = person.patient.date_of_birth.checked_add(20.years()).unwrap().min(last_day(person));
    if young_until <= from {
        return;
    }
    let years = years_between(from, young_until);
    for (name, codes) in [
        ("asthma stays a year 0-19", ["J45", "J46"]),
        ("epilepsy stays a year 0-19", ["G40", "G41"]),
        ("diabetes stays a year 0-19", ["E10", "E11"]),
    ] {
        let stays = rows(person, &APCS).filter(|row| row.date("admission_date").unwrap() < young_until);
        let of = stays.filter(|row| codes.contains(&&row.text("primary_diagnosis").unwrap()[..3]));
        let emergencies = of.filter(|row| EMERGENCY.contains(&row.text("admission_method").unwrap()));
        tally.add(name, person, emergencies.count() as f64, years);
    }
}
