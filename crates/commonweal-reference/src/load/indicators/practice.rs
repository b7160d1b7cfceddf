//! Disease registers of the Quality and Outcomes Framework: by practice, and modelled for districts and deprivation.

use super::{PublishedIndicator, area, slug, whole};
use crate::codes::{CodeKind, ENGLAND};
use crate::error::ReferenceError;
use crate::sheet::{Row, Sheet};
use crate::source::Source;

const PRACTICE_FILE: &str = "qof/qof_prevalence_2020_21_practice_notts.csv.gz";
const DISTRICT_FILE: &str = "qof/qof_modelled_prevalence_2019_20_lad_notts.csv";
const DECILE_FILE: &str = "qof/qof_modelled_prevalence_2019_20_imd_decile_england.csv";

const MODELLED: &str = "modelled: practice registers shared out by where their patients live";

pub(super) fn qof(source: &Source, found: &mut Vec<PublishedIndicator>) -> Result<(), ReferenceError> {
    by_practice(source, found)?;
    let sheet =
        Sheet::open(source, DISTRICT_FILE, &["lad_code", "group_code", "register", "list", "prevalence", "lad_name"])?;
    sheet.each(|row| {
        let (code, area_type) = area(row, 0)?;
        let mut indicator = modelled(row, code, area_type, DISTRICT_FILE)?;
        indicator.area_name = Some(row.required(5)?.to_owned());
        found.push(indicator);
        Ok(())
    })?;
    let sheet = Sheet::open(source, DECILE_FILE, &["imd_overall", "group_code", "register", "list", "prevalence"])?;
    sheet.each(|row| {
        let decile = match row.required(0)? {
            // A few patients of English practices live in Wales, which has no English decile.
            "Wales" => return Ok(()),
            decile => decile.to_owned(),
        };
        if !decile.parse::<i64>().is_ok_and(|decile| (1..=10).contains(&decile)) {
            return Err(row.fault(0, "is not a decile, 1 to 10"));
        }
        let mut indicator = modelled(row, ENGLAND.to_owned(), "country", DECILE_FILE)?;
        indicator.category_type = Some("imd2019 decile england (LSOA 2011)".to_owned());
        indicator.category = Some(decile);
        found.push(indicator);
        Ok(())
    })?;
    Ok(())
}

fn by_practice(source: &Source, found: &mut Vec<PublishedIndicator>) -> Result<(), ReferenceError> {
    let columns = "practice_code practice_name group_code group_description patient_list_type register practice_list_size prevalence_pct";
    let sheet = Sheet::open(source, PRACTICE_FILE, &columns.split(' ').collect::<Vec<_>>())?;
    sheet.each(|row| {
        let (code, area_type, area_name) = match row.required(0)? {
            "ENGLAND" => (ENGLAND.to_owned(), "country", "England"),
            _ => (row.code(0, CodeKind::Practice)?, "practice", row.required(1)?),
        };
        let id = format!("qof-prevalence-{}", slug(row.required(2)?));
        let name = format!("{}: people on the register", row.required(3)?);
        let (count, denominator) = (whole(row, 5)?, whole(row, 6)?);
        if let (Some(count), Some(denominator)) = (count, denominator)
            && count > denominator
        {
            return Err(row.fault(5, format!("{count} is more than the list, {denominator}")));
        }
        found.push(
            PublishedIndicator {
                area_name: Some(area_name.to_owned()),
                age: Some(ages(row, 4)?.to_owned()),
                period: Some("2020-04-01/P1Y".to_owned()),
                count,
                denominator,
                unit: Some("%".to_owned()),
                ..PublishedIndicator::new(id, &name, code, area_type, PRACTICE_FILE)
            }
            .with_value(row.real(7)?, None, None),
        );
        Ok(())
    })?;
    Ok(())
}

fn ages(row: &Row<'_>, column: usize) -> Result<&'static str, ReferenceError> {
    match row.required(column)? {
        "TOTAL" => Ok("All ages"),
        "06OV" => Ok("6+ yrs"),
        "16OV" => Ok("16+ yrs"),
        "17OV" => Ok("17+ yrs"),
        "18OV" => Ok("18+ yrs"),
        "50OV" => Ok("50+ yrs"),
        _ => Err(row.fault(column, "is not a list type this reader knows")),
    }
}

fn modelled(
    row: &Row<'_>,
    code: String,
    area_type: &'static str,
    file: &'static str,
) -> Result<PublishedIndicator, ReferenceError> {
    let group = row.required(1)?;
    let id = format!("qof-modelled-prevalence-{}", slug(group));
    Ok(PublishedIndicator {
        period: Some("2019-04-01/P1Y".to_owned()),
        count: whole(row, 2)?,
        denominator: whole(row, 3)?,
        unit: Some("%".to_owned()),
        note: Some(MODELLED),
        value: row.real(4)?.map(|proportion| proportion * 100.0),
        ..PublishedIndicator::new(id, &format!("{group}: people on the register, modelled"), code, area_type, file)
    })
}
