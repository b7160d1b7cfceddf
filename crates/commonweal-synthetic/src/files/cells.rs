//! A person's rows as cells, and cells as text.

use commonweal_model::tables::{
    ADDRESSES, CLINICAL_EVENTS, ETHNICITY_RECORDS, PATIENTS, PRACTICE_REGISTRATIONS, RecordsTable,
};
use commonweal_model::{CellValue, PersonRecords, Text};
use jiff::civil::Date;
use std::borrow::Cow;
use std::io::Write;

/// The person's rows of a table, each with a cell for every column but `patient_id`.
pub(crate) fn rows_of<'a>(person: &'a PersonRecords, table: &RecordsTable) -> Cow<'a, [Vec<CellValue>]> {
    let same = |other: &RecordsTable| table.name == other.name;
    if same(&PATIENTS) {
        let patient = &person.patient;
        let sex = CellValue::Text(patient.sex.as_str().into());
        return Cow::Owned(vec![vec![CellValue::Date(patient.date_of_birth), sex, day(patient.date_of_death)]]);
    }
    if same(&PRACTICE_REGISTRATIONS) {
        let row = |row: &commonweal_model::RegistrationRow| {
            vec![
                CellValue::Date(row.start_date),
                day(row.end_date),
                CellValue::Text(row.practice_code.clone()),
                CellValue::Long(row.practice_pseudo_id),
                text(row.practice_stp.as_ref()),
                text(row.practice_nuts1_region_name.as_ref()),
            ]
        };
        return person.registrations.iter().map(row).collect();
    }
    if same(&ADDRESSES) {
        let row = |row: &commonweal_model::AddressRow| {
            vec![
                CellValue::Date(row.start_date),
                day(row.end_date),
                text(row.lsoa11.as_ref()),
                text(row.lsoa21.as_ref()),
                row.imd19_rank.map_or(CellValue::Missing, CellValue::Integer),
                row.imd25_rank.map_or(CellValue::Missing, CellValue::Integer),
                text(row.rural_urban.as_ref()),
                CellValue::Flag(row.care_home),
                row.household_id.map_or(CellValue::Missing, CellValue::Long),
            ]
        };
        return person.addresses.iter().map(row).collect();
    }
    if same(&ETHNICITY_RECORDS) {
        let row = |row: &commonweal_model::EthnicityRow| {
            let texts = [&row.source, &row.category, &row.category_raw].map(|text| CellValue::Text(text.clone()));
            [CellValue::Date(row.date)].into_iter().chain(texts).collect()
        };
        return person.ethnicity.iter().map(row).collect();
    }
    if same(&CLINICAL_EVENTS) {
        let row = |row: &commonweal_model::ClinicalEventRow| {
            let value = row.numeric_value.map_or(CellValue::Missing, CellValue::Real);
            vec![CellValue::Date(row.date), CellValue::Text(row.snomedct_code.clone()), value]
        };
        return person.events.iter().map(row).collect();
    }
    let further = person.further.iter().find(|further| same(further.table));
    Cow::Borrowed(further.map_or(&[], |further| &further.rows))
}

fn day(date: Option<Date>) -> CellValue {
    date.map_or(CellValue::Missing, CellValue::Date)
}

fn text(text: Option<&Text>) -> CellValue {
    text.map_or(CellValue::Missing, |text| CellValue::Text(text.clone()))
}

/// Adds a cell as text (RFC 4180), with these words for true and false.
pub(super) fn write_cell(cell: &CellValue, flags: [&str; 2], out: &mut Vec<u8>) {
    // Writing to memory cannot fail.
    let _ = match cell {
        CellValue::Long(number) => write!(out, "{number}"),
        CellValue::Integer(number) => write!(out, "{number}"),
        CellValue::Real(number) => write!(out, "{number}"),
        CellValue::Date(date) => write!(out, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
        CellValue::Instant(moment) => write!(out, "{moment}"),
        CellValue::Flag(claim) => out.write_all(flags[usize::from(!claim)].as_bytes()),
        CellValue::Text(text) if text.contains([',', '"', '\n', '\r']) => {
            write!(out, "\"{}\"", text.replace('"', "\"\""))
        }
        CellValue::Text(text) => out.write_all(text.as_bytes()),
        CellValue::Missing => Ok(()),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[track_caller]
    fn check(cell: CellValue, expected: &str) {
        let mut out = Vec::new();
        write_cell(&cell, ["T", "F"], &mut out);
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }

    #[test]
    fn cells_are_written_so_that_other_tools_read_them() {
        check(CellValue::Date(date(2020, 2, 29)), "2020-02-29");
        check(CellValue::Flag(true), "T");
        check(CellValue::Flag(false), "F");
        check(CellValue::Real(4.0), "4");
        check(CellValue::Real(-0.25), "-0.25");
        check(CellValue::Missing, "");
        check(CellValue::Text("||E119 ,J849 ||I801".into()), "\"||E119 ,J849 ||I801\"");
        check(CellValue::Text("a \"b\"".into()), "\"a \"\"b\"\"\"");
    }
}
