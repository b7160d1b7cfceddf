//! What hospitals, community and other services record is possible, and as frequent as published.

use crate::AS_OF;
use commonweal_model::tables::{
    APCS, COMMUNITY_CONTACTS, ColumnType, EC, EXPERIENCE_RESPONSES, MATERNITIES, MENTAL_HEALTH_CONTACTS, ONS_DEATHS,
    OPA, RecordsTable, SOCIAL_CARE_PACKAGES, WL_PATHWAYS,
};
use commonweal_model::{CellValue, ImdEdition, PersonRecords, age_on, quintile_of_rank};
use commonweal_synthetic::Population;
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// People that rates are measured among.
const SAMPLE: u64 = 60_000;

const TABLES: [&RecordsTable; 10] = [
    &APCS,
    &EC,
    &OPA,
    &WL_PATHWAYS,
    &COMMUNITY_CONTACTS,
    &MENTAL_HEALTH_CONTACTS,
    &SOCIAL_CARE_PACKAGES,
    &MATERNITIES,
    &ONS_DEATHS,
    &EXPERIENCE_RESPONSES,
];

const EMERGENCY: [&str; 10] = ["21", "22", "23", "24", "25", "28", "2A", "2B", "2C", "2D"];

/// A row of a table, read by the names of its columns.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    table: &'static RecordsTable,
    cells: &'a [CellValue],
}

impl<'a> Row<'a> {
    fn cell(self, name: &str) -> &'a CellValue {
        let at = self.table.columns.iter().position(|column| column.name == name).expect("a column of the table");
        &self.cells[at - 1]
    }

    pub(crate) fn date(self, name: &str) -> Option<Date> {
        match self.cell(name) {
            CellValue::Date(date) => Some(*date),
            CellValue::Missing => None,
            other => panic!("{name}: {other:?}"),
        }
    }

    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        match self.cell(name) {
            CellValue::Text(text) => Some(text),
            CellValue::Missing => None,
            other => panic!("{name}: {other:?}"),
        }
    }

    pub(crate) fn number(self, name: &str) -> Option<f64> {
        match self.cell(name) {
            CellValue::Integer(number) => Some(f64::from(*number)),
            CellValue::Long(number) => Some(*number as f64),
            CellValue::Real(number) => Some(*number),
            CellValue::Flag(flag) => Some(f64::from(u8::from(*flag))),
            CellValue::Missing => None,
            other => panic!("{name}: {other:?}"),
        }
    }

    fn instant(self, name: &str) -> Option<Timestamp> {
        match self.cell(name) {
            CellValue::Instant(instant) => Some(*instant),
            CellValue::Missing => None,
            other => panic!("{name}: {other:?}"),
        }
    }
}

pub(crate) fn rows<'a>(person: &'a PersonRecords, table: &'static RecordsTable) -> impl Iterator<Item = Row<'a>> {
    let of = person.further.iter().find(|further| std::ptr::eq(further.table, table));
    of.into_iter().flat_map(|further| &further.rows).map(move |cells| Row { table, cells })
}

fn people(population: &Population) -> impl Iterator<Item = PersonRecords> {
    population.people_of(1..=i64::try_from(SAMPLE).unwrap())
}

pub(crate) fn fifth(person: &PersonRecords) -> usize {
    let rank = person.addresses.last().and_then(|home| home.imd19_rank).unwrap();
    usize::from(quintile_of_rank(u32::try_from(rank).unwrap(), ImdEdition::Imd2019).unwrap().number())
}

/// The last day of somebody's life here.
fn last_day(person: &PersonRecords) -> Date {
    let left = person.addresses.last().and_then(|home| home.end_date);
    person.patient.date_of_death.or(left).unwrap_or(AS_OF)
}

#[track_caller]
fn check_order(clocks: &[Option<Timestamp>]) {
    let known: Vec<&Timestamp> = clocks.iter().flatten().collect();
    assert!(known.is_sorted(), "{clocks:?}");
}

#[track_caller]
fn check_cells(row: Row<'_>) {
    for (cell, column) in row.cells.iter().zip(&row.table.columns[1..]) {
        let fits = matches!(
            (cell, column.column_type),
            (CellValue::Long(_), ColumnType::Long)
                | (CellValue::Integer(_), ColumnType::Integer)
                | (CellValue::Text(_), ColumnType::Text | ColumnType::Code(_))
                | (CellValue::Date(_), ColumnType::Date)
                | (CellValue::Instant(_), ColumnType::Instant)
                | (CellValue::Real(_), ColumnType::Real)
                | (CellValue::Flag(_), ColumnType::Flag)
        );
        let absent = matches!(cell, CellValue::Missing) && column.nullable;
        assert!(fits || absent, "{}.{}: {cell:?}", row.table.name, column.name);
    }
}

/// Everything that must hold of one person's rows.
#[track_caller]
fn check_possible(person: &PersonRecords) {
    let last = last_day(person);
    for table in TABLES {
        let ordered = table.ordered_by.filter(|name| *name != "patient_id");
        let mut before = Date::MIN;
        for row in rows(person, table) {
            assert_eq!(row.cells.len() + 1, table.columns.len());
            check_cells(row);
            for (at, column) in table.columns[1..].iter().enumerate() {
                let day = match &row.cells[at] {
                    CellValue::Date(day) => *day,
                    CellValue::Instant(moment) => moment.to_zoned(TimeZone::UTC).date(),
                    _ => continue,
                };
                let planned = column.name == "expected_delivery_date" || column.name == "end_date";
                assert!(planned || day <= last.max(AS_OF), "{}.{} is {day}", table.name, column.name);
                let after = person.patient.date_of_death.is_some_and(|died| day > died);
                assert!(planned || !after, "{}.{} is {day}, after death", table.name, column.name);
                assert!(day >= person.patient.date_of_birth, "{}.{} is {day}, before birth", table.name, column.name);
            }
            if let Some(day) = ordered.and_then(|name| row.date(name)) {
                assert!(before <= day, "{} out of order", table.name);
                before = day;
            }
        }
    }
    let mut end = Date::MIN;
    for row in rows(person, &APCS) {
        let admitted = row.date("admission_date").unwrap();
        assert!(admitted > end, "a stay from {admitted} before the last had ended on {end}");
        end = row.date("discharge_date").unwrap_or(Date::MAX);
        let ready = row.date("discharge_ready_date").unwrap_or(admitted);
        assert!(admitted <= ready && ready <= end);
        check_order(
            &["decided_to_admit_at", "admitted_at", "discharge_ready_at", "discharged_at"].map(|c| row.instant(c)),
        );
        assert!(
            row.text("all_diagnoses").unwrap().starts_with(&format!("||{}", row.text("primary_diagnosis").unwrap()))
        );
    }
    for row in rows(person, &EC) {
        let clocks = ["arrived_at", "assessed_at", "treated_at", "decided_to_admit_at", "departed_at"];
        check_order(&clocks.map(|clock| row.instant(clock)));
    }
    for row in rows(person, &WL_PATHWAYS) {
        let dates = ["referral_date", "clock_start_date", "clock_stop_date"].map(|name| row.date(name));
        assert!(dates.iter().flatten().is_sorted(), "{dates:?}");
        check_order(&["referral_received_at", "clock_started_at", "clock_stopped_at"].map(|c| row.instant(c)));
        assert_eq!(row.text("stop_reason").is_some(), dates[2].is_some());
    }
    for row in rows(person, &COMMUNITY_CONTACTS) {
        check_order(&["referral_received_at", "clock_started_at", "contacted_at"].map(|clock| row.instant(clock)));
    }
    for row in rows(person, &MATERNITIES) {
        let dates = ["booking_date", "delivery_date"].map(|name| row.date(name));
        assert!(dates.iter().flatten().is_sorted(), "{dates:?}");
    }
    for row in rows(person, &SOCIAL_CARE_PACKAGES) {
        assert!(row.date("requested_date").unwrap() <= row.date("start_date").unwrap());
        assert!(row.date("end_date").is_none_or(|end| end > row.date("start_date").unwrap()));
    }
    assert_eq!(rows(person, &ONS_DEATHS).count(), usize::from(person.patient.date_of_death.is_some()));
}

/// Sums over people that rates are made from.
#[derive(Default)]
struct Tally {
    people: u64,
    rows: BTreeMap<&'static str, u64>,
    /// By name: how many with it, among how many; over everybody, then by fifth.
    rates: BTreeMap<&'static str, [(f64, f64); 6]>,
}

impl Tally {
    fn add(&mut self, name: &'static str, person: &PersonRecords, with: f64, among: f64) {
        let cells = self.rates.entry(name).or_default();
        for cell in [0, fifth(person)] {
            cells[cell].0 += with;
            cells[cell].1 += among;
        }
    }

    fn rate(&self, name: &str) -> [f64; 6] {
        self.rates.get(name).map_or([f64::NAN; 6], |cells| cells.map(|(with, among)| with / among))
    }
}

pub(crate) fn years_between(from: Date, to: Date) -> f64 {
    f64::from(from.until(to).unwrap().get_days()) / 365.25
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

/// The last year of records.
const LAST_YEAR: Date = date(2024, 4, 1);

fn here(person: &PersonRecords) -> bool {
    person.patient.date_of_death.is_none() && person.addresses.last().is_some_and(|home| home.end_date.is_none())
}

fn tally() -> &'static Tally {
    static TALLY: OnceLock<Tally> = OnceLock::new();
    TALLY.get_or_init(|| {
        let population = crate::population(SAMPLE, 1);
        let mut tally = Tally::default();
        for person in people(&population) {
            tally.people += 1;
            for table in TABLES {
                *tally.rows.entry(table.name).or_default() += rows(&person, table).count() as u64;
            }
            count(&mut tally, &person);
        }
        tally
    })
}

fn count(tally: &mut Tally, person: &PersonRecords) {
    let died = person.patient.date_of_death.is_some();
    let recent = |day: Date| day >= LAST_YEAR;
    if here(person) {
        let from = person.addresses[0].start_date.max(LAST_YEAR);
        let years = years_between(from, AS_OF).max(0.001);
        let age = age_on(person.patient.date_of_birth, AS_OF);
        let mut attended = 0.0;
        for row in rows(person, &EC).filter(|row| recent(row.date("arrival_date").unwrap())) {
            attended += 1.0;
            let minutes =
                row.instant("departed_at").map(|end| end.duration_since(row.instant("arrived_at").unwrap()).as_mins());
            if let Some(minutes) = minutes {
                tally.add("within four hours", person, f64::from(minutes <= 240), 1.0);
            }
            tally.add(
                "attendance admitted",
                person,
                f64::from(row.date("arrival_date").is_some() && row.instant("decided_to_admit_at").is_some()),
                1.0,
            );
        }
        tally.add("attendances a year", person, attended, years);
        if age < 4 {
            tally.add("attendances a year under 4", person, attended, years);
        }
        tally.add("five or more attendances", person, f64::from(attended >= 5.0), 1.0);
        let stays: Vec<Row<'_>> =
            rows(person, &APCS).filter(|row| recent(row.date("admission_date").unwrap())).collect();
        let emergency = |row: &&Row<'_>| EMERGENCY.contains(&row.text("admission_method").unwrap());
        let emergencies = stays.iter().filter(emergency).count() as f64;
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
        let planned = stays.iter().filter(|row| row.text("admission_method").unwrap().starts_with('1')).count() as f64;
        tally.add("planned stays a year", person, planned, years);
        let primary = |wanted: &str| {
            stays.iter().filter(|row| row.text("primary_diagnosis").unwrap().starts_with(wanted)).count() as f64
        };
        if age >= 65 {
            tally.add("hip fractures a year 65+", person, primary("S720"), years);
        }
        let harmed = stays.iter().filter(|row| row.text("all_diagnoses").unwrap().contains(",X6")).count() as f64;
        tally.add("self-harm stays a year", person, harmed, years);
        if (10..25).contains(&age) {
            tally.add("self-harm stays a year 10-24", person, harmed, years);
        }
        for row in rows(person, &OPA).filter(|row| recent(row.date("appointment_date").unwrap())) {
            let status = row.text("attendance_status").unwrap();
            if status != "2" && status != "4" {
                tally.add("appointment missed", person, f64::from(status == "3"), 1.0);
            }
            tally.add("appointment remote", person, f64::from(row.text("consultation_mode") != Some("01")), 1.0);
        }
        tally.add(
            "appointments a year",
            person,
            rows(person, &OPA).filter(|row| recent(row.date("appointment_date").unwrap())).count() as f64,
            years,
        );
        let open: Vec<Row<'_>> =
            rows(person, &WL_PATHWAYS).filter(|row| row.date("clock_stop_date").is_none()).collect();
        tally.add("open pathways a person", person, open.len() as f64, 1.0);
        for row in open {
            let weeks = years_between(row.date("clock_start_date").unwrap(), AS_OF) * 365.25 / 7.0;
            tally.add("open within 18 weeks", person, f64::from(weeks <= 18.0), 1.0);
            tally.add("open over 52 weeks", person, f64::from(weeks > 52.0), 1.0);
        }
        let starts =
            rows(person, &WL_PATHWAYS).filter(|row| recent(row.date("clock_start_date").unwrap())).count() as f64;
        tally.add("clocks started a year", person, starts, years);
        if age >= 18 {
            let mental: Vec<Row<'_>> =
                rows(person, &MENTAL_HEALTH_CONTACTS).filter(|row| recent(row.date("date").unwrap())).collect();
            let entered = mental
                .iter()
                .any(|row| row.text("team_type") == Some("A05") && recent(row.date("referral_date").unwrap()));
            tally.add("entered talking therapies", person, f64::from(entered), 1.0);
        }
        let any = rows(person, &MENTAL_HEALTH_CONTACTS).any(|row| recent(row.date("date").unwrap()));
        tally.add("mental health contact in a year", person, f64::from(any), 1.0);
        if age < 26 {
            tally.add("mental health contact in a year 0-25", person, f64::from(any), 1.0);
        }
        let community = rows(person, &COMMUNITY_CONTACTS).filter(|row| recent(row.date("date").unwrap()));
        tally.add("community contacts a year", person, community.count() as f64, years);
        if age >= 65 {
            let long_term = rows(person, &SOCIAL_CARE_PACKAGES).any(|row| {
                row.number("is_long_term") == Some(1.0) && row.date("end_date").is_none_or(|end| end > LAST_YEAR)
            });
            tally.add("long-term social care 65+", person, f64::from(long_term), 1.0);
        }
    }
    for row in rows(person, &APCS).filter(|row| EMERGENCY.contains(&row.text("admission_method").unwrap())) {
        if let Some(pathway) = row.number("discharge_pathway") {
            let lasts = row.date("discharge_date").unwrap() > row.date("admission_date").unwrap();
            assert!(lasts);
            for (name, wanted) in [("pathway 0", 0.0), ("pathway 1", 1.0), ("pathway 2", 2.0), ("pathway 3", 3.0)] {
                tally.add(name, person, f64::from(pathway == wanted), 1.0);
            }
        }
        if let (Some(ready), Some(left)) = (row.date("discharge_ready_date"), row.date("discharge_date")) {
            tally.add("left on the day they were ready", person, f64::from(ready == left), 1.0);
        }
    }
    for row in rows(person, &COMMUNITY_CONTACTS).filter(|row| row.text("response_standard") == Some("two_hours")) {
        // The first contact of a referral stops the clock.
        let first = rows(person, &COMMUNITY_CONTACTS)
            .filter(|other| other.number("referral_ident") == row.number("referral_ident"))
            .filter_map(|other| other.instant("contacted_at"))
            .min();
        if row.instant("contacted_at").is_some() && row.instant("contacted_at") == first {
            let minutes = row.instant("contacted_at").unwrap().duration_since(row.instant("clock_started_at").unwrap());
            tally.add("seen within two hours", person, f64::from(minutes.as_mins() <= 120), 1.0);
        }
    }
    for row in rows(person, &MATERNITIES).filter(|row| row.date("delivery_date").is_some()) {
        let smoked = |name: &str| {
            row.text(name).filter(|status| *status != "unknown").map(|status| f64::from(status == "current"))
        };
        if let Some(smoked) = smoked("smoking_at_booking") {
            tally.add("smokes at booking", person, smoked, 1.0);
        }
        if let Some(smoked) = smoked("smoking_at_delivery") {
            tally.add("smokes at delivery", person, smoked, 1.0);
        }
        tally.add("first feed breast milk", person, row.number("first_feed_breast_milk").unwrap(), 1.0);
        let weeks = row.number("gestation_at_delivery_days").unwrap() / 7.0;
        tally.add("born before 37 weeks", person, f64::from(weeks < 37.0), 1.0);
        if weeks >= 37.0 {
            tally.add(
                "term babies under 2500 g",
                person,
                f64::from(row.number("lowest_birth_weight_grams").unwrap() < 2500.0),
                1.0,
            );
        }
        tally.add("continuity of carer", person, row.number("continuity_of_carer").unwrap(), 1.0);
    }
    for row in rows(person, &ONS_DEATHS) {
        assert!(died);
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
    for row in rows(person, &EXPERIENCE_RESPONSES).filter(|row| row.date("date").unwrap() >= LAST_YEAR) {
        let good = f64::from(row.number("score").unwrap() >= 75.0);
        if row.text("question") == Some("overall_experience") {
            let name = if row.text("setting") == Some("gp") {
                "good experience of practice"
            } else {
                "good experience of stay"
            };
            tally.add(name, person, good, 1.0);
        }
    }
    rare(tally, person);
}

#[test]
fn rows_are_possible_in_date_order_without_overlapping_stays_and_nothing_after_death() {
    let population = crate::population(SAMPLE, 3);
    for person in population.people_of(1..=8_000) {
        check_possible(&person);
    }
}

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
    ("community contacts a year", 0.5, 1.6),
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
