//! What hospitals, community and other services record is possible.

use crate::AS_OF;
use crate::rows::{Row, TABLES, last_day, rows};
use commonweal_model::tables::{
    APCS, COMMUNITY_CONTACTS, ColumnType, EC, MATERNITIES, ONS_DEATHS, SOCIAL_CARE_PACKAGES, WL_PATHWAYS,
};
use commonweal_model::{CellValue, PersonRecords};
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

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

#[test]
fn rows_are_possible_in_date_order_without_overlapping_stays_and_nothing_after_death() {
    let population = crate::population(60_000, 3);
    for person in population.people_of(1..=8_000) {
        check_possible(&person);
    }
}
