//! People as the tables a query reads.

use commonweal_cohort::query::{Cells, Database, Table, Value};
use commonweal_model::{PersonRecords, Text};
use std::sync::Arc;

/// The five tables of these people.
pub fn database_of(people: &[PersonRecords]) -> Database {
    let mut database = Database::default();
    let mut add = |name: &str, header: &[&str], rows: Vec<(i64, Cells)>| {
        let header = header.iter().map(|column| Arc::from(*column)).collect();
        database.tables.insert(name.into(), Table { header, rows });
    };
    let text = |text: &Text| Some(Value::text(text.as_ref()));
    let maybe = |text: &Option<Text>| text.as_deref().map(Value::text);
    let whole = |number: Option<i32>| number.map(|number| Value::Int(i64::from(number)));
    let rows = |of: &dyn Fn(&PersonRecords) -> Vec<Cells>| -> Vec<(i64, Cells)> {
        let own = |person: &PersonRecords| {
            let id = person.patient.patient_id;
            of(person).into_iter().map(move |cells| (id, cells)).collect::<Vec<_>>()
        };
        people.iter().flat_map(own).collect()
    };
    let patients = rows(&|person| {
        let patient = &person.patient;
        let sex = Some(Value::text(patient.sex.as_str()));
        vec![vec![Some(patient.date_of_birth.into()), sex, patient.date_of_death.map(Value::from)]]
    });
    add("patients", &["date_of_birth", "sex", "date_of_death"], patients);
    let registrations = rows(&|person| {
        let cells = person.registrations.iter();
        cells
            .map(|row| vec![Some(row.start_date.into()), row.end_date.map(Value::from), text(&row.practice_code)])
            .collect()
    });
    add("practice_registrations", &["start_date", "end_date", "practice_code"], registrations);
    let addresses = rows(&|person| {
        let cells = person.addresses.iter().map(|row| {
            vec![
                Some(row.start_date.into()),
                row.end_date.map(Value::from),
                maybe(&row.lsoa11),
                maybe(&row.lsoa21),
                whole(row.imd19_rank),
                whole(row.imd25_rank),
                Some(Value::Bool(row.care_home)),
            ]
        });
        cells.collect()
    });
    let columns = ["start_date", "end_date", "lsoa11", "lsoa21", "imd19_rank", "imd25_rank", "care_home"];
    add("addresses", &columns, addresses);
    let ethnicity =
        rows(&|person| person.ethnicity.iter().map(|row| vec![Some(row.date.into()), text(&row.category)]).collect());
    add("ethnicity_records", &["date", "category"], ethnicity);
    let events = rows(&|person| {
        let cells = person
            .events
            .iter()
            .map(|row| vec![Some(row.date.into()), text(&row.snomedct_code), row.numeric_value.and_then(Value::float)]);
        cells.collect()
    });
    add("clinical_events", &["date", "snomedct_code", "numeric_value"], events);
    database
}
