//! The European Standard Population 2013.

use crate::error::ReferenceError;
use crate::sheet::Sheet;
use crate::source::Source;
use crate::table::{Table, TableBuilder};

const FILE: &str = "standard/european_standard_population_2013.csv";

/// One age band of the standard population.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardBand {
    /// Youngest age, completed years.
    pub age_from: i64,
    /// Oldest age included; none for the open band.
    pub age_to: Option<i64>,
    /// Standard persons; all bands together are 100,000.
    pub people: i64,
}

pub(crate) fn standard_population(source: &Source) -> Result<Vec<StandardBand>, ReferenceError> {
    let sheet = Sheet::open(source, FILE, &["age_band", "esp2013_population"])?;
    let mut found: Vec<StandardBand> = Vec::new();
    sheet.each(|row| {
        let band = row.required(0)?;
        let fault = || row.fault(0, "is not a band such as 05-09 or 90+");
        let (age_from, age_to) = match (band.split_once('-'), band.strip_suffix('+')) {
            (Some((from, to)), _) => (from.parse().map_err(|_| fault())?, Some(to.parse().map_err(|_| fault())?)),
            (None, Some(from)) => (from.parse().map_err(|_| fault())?, None),
            _ => return Err(fault()),
        };
        let expected = found.last().map_or(Some(0), |band| band.age_to.and_then(|to| to.checked_add(1)));
        if expected != Some(age_from) || age_to.is_some_and(|to| to < age_from) {
            return Err(row.fault(0, "does not follow the band before it"));
        }
        found.push(StandardBand { age_from, age_to, people: row.people(1)? });
        Ok(())
    })?;
    let total: i64 = found.iter().map(|band| band.people).sum();
    if total != 100_000 || found.last().is_none_or(|band| band.age_to.is_some()) {
        return Err(ReferenceError::file(
            FILE,
            format!("the bands hold {total} people; they must cover all ages and hold 100,000"),
        ));
    }
    Ok(found)
}

pub(crate) fn table(rows: &[StandardBand]) -> Table {
    TableBuilder::new("standard_population", rows)
        .integer("age_from", "Youngest age, completed years", |r| r.age_from)
        .integer_or_null("age_to", "Oldest age included; null for the open band", |r| r.age_to)
        .integer("people", "Standard persons, European Standard Population 2013 (Eurostat); 100,000 in all", |r| {
            r.people
        })
        .text("edition", "Year of the standard", |_| "2013")
        .build()
}
