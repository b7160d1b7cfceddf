//! The tables of ehrQL's `core` and `tpp` modules that the records can fill.
//!
//! Names, types and allowed values are those of ehrQL's table schemas. What the records do not hold is left out: a
//! column that is not there is null to ehrQL, and a table that is not there is an error that names it.

use super::layout::{Column, FileLayout, Rows};
use commonweal_model::CellValue;
use commonweal_model::tables::{
    ADDRESSES, APCS, APPOINTMENTS, CLINICAL_EVENTS, EC, ETHNICITY_RECORDS, MEDICATIONS, ONS_DEATHS, OPA, PATIENTS,
    PRACTICE_REGISTRATIONS, RecordsTable, VACCINATIONS, WL_PATHWAYS,
};
use std::collections::BTreeMap;

/// Rural-urban classes of 2011 in the order of ehrQL's numbers, 1 to 8.
const RURAL_URBAN: [&str; 8] = ["A1", "B1", "C1", "C2", "D1", "D2", "E1", "E2"];
/// Where hospitals record ethnic categories.
const HOSPITAL: [&str; 3] = ["apc", "ec", "opa"];
const SPELL: [&str; 8] = [
    "apcs_ident",
    "admission_date",
    "discharge_date",
    "discharge_destination",
    "admission_method",
    "primary_diagnosis",
    "all_diagnoses",
    "all_procedures",
];

/// The files, in the order of the records tables they are made of.
pub(super) fn layout(msoas: BTreeMap<String, String>) -> Vec<FileLayout> {
    let ethnicity = FileLayout {
        columns: vec![("code", Column::At(0))],
        rows: Rows::One(most_frequent_in_hospital),
        ..same(&ETHNICITY_RECORDS, "ethnicity_from_sus", &[])
    };
    let events = ["date", "snomedct_code", "numeric_value"];
    let vaccinations = same(&VACCINATIONS, "vaccinations", &["date", "target_disease", "product_name"]);
    vec![
        same(&PATIENTS, "patients", &["date_of_birth", "sex", "date_of_death"]),
        same(
            &PRACTICE_REGISTRATIONS,
            "practice_registrations",
            &["start_date", "end_date", "practice_pseudo_id", "practice_stp", "practice_nuts1_region_name"],
        ),
        addresses(msoas),
        ethnicity,
        same(&CLINICAL_EVENTS, "clinical_events", &events),
        same(&CLINICAL_EVENTS, "clinical_events_ranges", &events),
        same(&MEDICATIONS, "medications", &["date", "dmd_code"]),
        numbered("vaccination_id", vaccinations),
        same(&APPOINTMENTS, "appointments", &["booked_date", "start_date", "seen_date", "status"]),
        FileLayout { columns: all_columns(&ONS_DEATHS), ..same(&ONS_DEATHS, "ons_deaths", &[]) },
        same(&APCS, "apcs", &SPELL),
        same(&EC, "ec", &["ec_ident", "arrival_date"]),
        attendances(),
        outpatients(),
        pathways("wl_clockstops", "referral_to_treatment_period_start_date", true),
        pathways("wl_openpathways", "current_pathway_period_start_date", false),
    ]
}

/// A table whose columns are called the same here.
fn same(of: &'static RecordsTable, name: &'static str, columns: &[&'static str]) -> FileLayout {
    let columns = columns.iter().map(|name| (*name, at(of, name))).collect();
    FileLayout { name, of, columns, rows: Rows::All, flags: ["T", "F"] }
}

fn at(table: &RecordsTable, name: &str) -> Column {
    Column::At(place(table, name))
}

fn place(table: &RecordsTable, name: &str) -> usize {
    let found = table.columns.iter().skip(1).position(|column| column.name == name);
    found.expect("the layout names columns of its table")
}

fn all_columns(table: &'static RecordsTable) -> Vec<(&'static str, Column)> {
    table.columns.iter().skip(1).enumerate().map(|(at, column)| (column.name, Column::At(at))).collect()
}

/// The file with a first column of numbers that are the rows' own.
fn numbered(name: &'static str, mut file: FileLayout) -> FileLayout {
    file.columns.insert(0, (name, Column::Number));
    file
}

fn addresses(msoas: BTreeMap<String, String>) -> FileLayout {
    let [lsoa, rank, class] = ["lsoa11", "imd19_rank", "rural_urban"].map(|name| place(&ADDRESSES, name));
    let msoa = move |row: &[CellValue]| {
        let msoa = text(&row[lsoa]).and_then(|lsoa| msoas.get(lsoa));
        msoa.map_or(CellValue::Missing, |msoa| CellValue::Text(msoa.clone().into()))
    };
    let imd_rounded = move |row: &[CellValue]| match row[rank] {
        CellValue::Integer(rank) => CellValue::Integer((rank + 50) / 100 * 100),
        _ => CellValue::Missing,
    };
    let rural_urban = move |row: &[CellValue]| {
        let number = text(&row[class]).and_then(|class| (1..).zip(RURAL_URBAN).find(|(_, known)| *known == class));
        number.map_or(CellValue::Missing, |(number, _)| CellValue::Integer(number))
    };
    let has_postcode = move |row: &[CellValue]| CellValue::Flag(text(&row[lsoa]).is_some());
    let mut file = same(&ADDRESSES, "addresses", &["start_date", "end_date"]);
    // Only usual addresses are held.
    file.columns.push(("address_type", Column::made(|_| CellValue::Integer(0))));
    file.columns.push(("rural_urban_classification", Column::made(rural_urban)));
    file.columns.push(("imd_rounded", Column::made(imd_rounded)));
    file.columns.push(("msoa_code", Column::made(msoa)));
    file.columns.push(("has_postcode", Column::made(has_postcode)));
    file.columns.push(("care_home_is_potential_match", at(&ADDRESSES, "care_home")));
    numbered("address_id", file)
}

fn attendances() -> FileLayout {
    let mut columns = all_columns(&EC);
    columns.retain(|(name, _)| {
        name.starts_with("diagnosis_") || ["ec_ident", "arrival_date", "discharge_destination"].contains(name)
    });
    columns.iter_mut().filter(|(name, _)| *name == "ec_ident").for_each(|(name, _)| *name = "id");
    FileLayout { columns, ..same(&EC, "emergency_care_attendances", &[]) }
}

fn outpatients() -> FileLayout {
    let same_there = ["appointment_date", "attendance_status", "first_attendance", "treatment_function_code"];
    let mut file = same(&OPA, "opa", &same_there);
    file.columns.push(("consultation_medium_used", at(&OPA, "consultation_mode")));
    numbered("opa_ident", file)
}

/// Pathways whose clock has stopped, or has not, a row each: ehrQL has a table for either.
fn pathways(name: &'static str, start_column: &'static str, stopped: bool) -> FileLayout {
    let stop = place(&WL_PATHWAYS, "clock_stop_date");
    let holds = move |row: &[CellValue]| matches!(row[stop], CellValue::Date(_)) == stopped;
    let columns = vec![
        ("activity_treatment_function_code", at(&WL_PATHWAYS, "treatment_function_code")),
        ("priority_type_code", at(&WL_PATHWAYS, "priority")),
        ("pseudo_patient_pathway_identifier", at(&WL_PATHWAYS, "pathway_id")),
        ("referral_request_received_date", at(&WL_PATHWAYS, "referral_date")),
        (start_column, at(&WL_PATHWAYS, "clock_start_date")),
        ("referral_to_treatment_period_end_date", at(&WL_PATHWAYS, "clock_stop_date")),
    ];
    FileLayout { columns, rows: Rows::Where(Box::new(holds)), ..same(&WL_PATHWAYS, name, &[]) }
}

/// The code that hospitals recorded most often, not stated and not known left out; of several, the first in the alphabet.
fn most_frequent_in_hospital(rows: &[Vec<CellValue>]) -> Option<Vec<CellValue>> {
    let [source, category] = ["source", "category"].map(|name| place(&ETHNICITY_RECORDS, name));
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for row in rows.iter().filter(|row| text(&row[source]).is_some_and(|source| HOSPITAL.contains(&source))) {
        if let Some(code) = text(&row[category]).filter(|code| !["Z", "99"].contains(code)) {
            *counts.entry(code).or_default() += 1;
        }
    }
    let most = counts.values().max()?;
    let code = counts.iter().find(|(_, count)| *count == most).map(|(code, _)| (*code).to_owned())?;
    Some(vec![CellValue::Text(code.into())])
}

fn text(cell: &CellValue) -> Option<&str> {
    match cell {
        CellValue::Text(text) => Some(text),
        _ => None,
    }
}
