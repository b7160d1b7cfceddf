//! Two extracts of Fingertips: local areas and England in 2020, and England by inequality group in 2025.

use super::period::{SplitYear, period};
use super::{PublishedIndicator, area, sex, slug, whole};
use crate::error::ReferenceError;
use crate::sheet::Sheet;
use crate::source::Source;

const FILE_2020: &str = "indicators/fingertips_extract_2020_notts.csv.gz";
const FILE_2025: &str = "indicators/fingertips_extract_2025_england_inequality.csv.gz";

const SEVERAL_QUARTERS: &str = "one of several quarters of the year; the source does not say which";

/// Indicators of school pupils, whose `2018/19` is a school year.
const SCHOOL_YEAR: [&str; 3] = ["20601", "20602", "90631"];

pub(super) fn extract_2020(source: &Source, found: &mut Vec<PublishedIndicator>) -> Result<(), ReferenceError> {
    let columns =
        "indicator_id indicator_name period unit area_code area_name value lower_ci95 upper_ci95 count denominator";
    let sheet = Sheet::open(source, FILE_2020, &columns.split(' ').collect::<Vec<_>>())?;
    sheet.each(|row| {
        let name = row.required(1)?;
        let (code, area_type) = area(row, 4)?;
        let id = row.text(0).map_or_else(|| format!("fingertips-name-{}", slug(name)), |id| format!("fingertips-{id}"));
        let at_school = row.text(0).is_some_and(|id| SCHOOL_YEAR.contains(&id)) || name.contains("end of reception");
        let split = if at_school { SplitYear::Academic } else { SplitYear::Financial };
        let when = period(row.required(2)?, split).ok_or_else(|| row.fault(2, "is not a period this reader knows"))?;
        // The two sexes of one indicator share an id and differ by name.
        let sex = match name.split(' ').next() {
            Some("Male") => "male",
            Some("Female") => "female",
            _ => "persons",
        };
        found.push(
            PublishedIndicator {
                area_name: Some(row.required(5)?.to_owned()),
                sex,
                period: Some(when),
                count: whole(row, 9)?,
                denominator: whole(row, 10)?,
                unit: row.text(3).map(str::to_owned),
                ..PublishedIndicator::new(id, name, code, area_type, FILE_2020)
            }
            .with_value(row.real(6)?, row.real(7)?, row.real(8)?),
        );
        Ok(())
    })?;
    Ok(())
}

pub(super) fn extract_2025(source: &Source, found: &mut Vec<PublishedIndicator>) -> Result<(), ReferenceError> {
    let columns = "indicator_id indicator_name unit area_code year sex age category_type category value \
                   lower_ci95 upper_ci95 count denominator";
    let sheet = Sheet::open(source, FILE_2025, &columns.split_whitespace().collect::<Vec<_>>())?;
    sheet.each(|row| {
        let number = row.required(0)?;
        let (code, area_type) = area(row, 3)?;
        let when = period(row.required(4)?, SplitYear::Financial).ok_or_else(|| row.fault(4, "is not a year"))?;
        let name = row
            .text(1)
            .map_or_else(|| format!("Fingertips indicator {number} (the source gives no name)"), str::to_owned);
        // Blank and -1 both mean withheld.
        let value = |column| row.real(column).map(|value| value.filter(|value| *value != -1.0));
        let mut indicator = PublishedIndicator {
            sex: sex(row, 5)?,
            age: row.text(6).map(str::to_owned),
            category_type: row.text(7).map(str::to_owned),
            category: row.text(8).map(str::to_owned),
            period: Some(when),
            count: whole(row, 12)?,
            denominator: whole(row, 13)?,
            unit: row.text(2).map(str::to_owned),
            ..PublishedIndicator::new(format!("fingertips-{number}"), &name, code, area_type, FILE_2025)
        }
        .with_value(value(9)?, value(10)?, value(11)?);
        if indicator.note.is_none() && indicator.indicator_name.ends_with("in the quarter") {
            indicator.note = Some(SEVERAL_QUARTERS);
        }
        found.push(indicator);
        Ok(())
    })?;
    Ok(())
}
