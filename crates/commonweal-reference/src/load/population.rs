//! How many people live where, by age and sex, from each published estimate. Series with different
//! bases stay apart: original estimates, estimates rebased to Census 2021, and the census itself.

use std::borrow::Cow;

use crate::codes::{CodeKind, ENGLAND};
use crate::error::ReferenceError;
use crate::load::lsoa::{DISTRICT_PEOPLE_FILE, IMD19_FILE, Lsoa11, PEOPLE_FILE};
use crate::sheet::{Row, Sheet};
use crate::source::Source;
use crate::table::{Table, TableBuilder};

pub(crate) const LSOA_FILE: &str = "population/pop_mid2020_lsoa11_notts_single_year_persons.csv.gz";
const SERIES_FILE: &str = "population/ons_population_time_series_lad_notts.csv.gz";
const SEXES_2014_FILE: &str = "population/pop_mid2014_lad_notts_single_year_sex.csv.gz";
const ENGLAND_2020_FILE: &str = "population/england_population_npp2020_single_year_sex.csv.gz";
const ENGLAND_2023_FILE: &str = "population/england_population_mid2023_single_year_sex.csv.gz";
const CENSUS_FILE: &str = "census/census2021_population_age6_lsoa21_notts.csv.gz";

/// People of one sex and age group in one area on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// GSS code.
    pub area_code: String,
    /// country, region, county, district or lsoa.
    pub area_type: &'static str,
    /// Edition of the area, as in `areas`.
    pub edition: &'static str,
    /// `original`, `census_rebased`, `mid2015_iod` or `census`.
    pub basis: &'static str,
    /// The day, as a start and a length of one day.
    pub period: Cow<'static, str>,
    /// `female`, `male` or `persons`.
    pub sex: &'static str,
    /// Youngest age, in completed years.
    pub age_from: i64,
    /// Oldest age included; none for an open band.
    pub age_to: Option<i64>,
    /// People.
    pub people: i64,
    /// The file, as in SOURCES.csv.
    pub source: &'static str,
}

const MID_2015: &str = "2015-06-30/P1D";
const MID_2020: &str = "2020-06-30/P1D";

/// The last column of the single-year files is 90 and over.
const OLDEST: i64 = 90;

pub(crate) fn populations(source: &Source, lsoa11: &[Lsoa11]) -> Result<Vec<Population>, ReferenceError> {
    let mut found = Vec::with_capacity(170_000);
    small_areas_england(lsoa11, &mut found);
    small_areas(source, lsoa11, &mut found)?;
    districts(source, &mut found)?;
    districts_by_sex(source, &mut found)?;
    series(source, &mut found)?;
    england(source, &mut found)?;
    census(source, &mut found)?;
    Ok(found)
}

/// Totals of every small area of England: the denominators of the indices, and mid-2020.
fn small_areas_england(lsoa11: &[Lsoa11], found: &mut Vec<Population>) {
    for area in lsoa11 {
        let total = |basis, period, people, source| Population {
            area_code: area.lsoa11.clone(),
            area_type: "lsoa",
            edition: "2011",
            basis,
            period: Cow::Borrowed(period),
            sex: "persons",
            age_from: 0,
            age_to: None,
            people,
            source,
        };
        found.push(total("mid2015_iod", MID_2015, area.population_mid2015, IMD19_FILE));
        found.push(total("original", MID_2020, area.population_mid2020, PEOPLE_FILE));
    }
}

/// The names of the columns of a single-year file: code, total, then one for each age.
fn single_year_columns(code: &str) -> Vec<String> {
    let ages = (0..OLDEST).map(|age| format!("age_{age}"));
    [code.to_owned(), "all_ages".to_owned()].into_iter().chain(ages).chain(["age_90plus".to_owned()]).collect()
}

/// The ages of one line, which must add up to its total.
fn single_years(
    row: &Row<'_>,
    kind: CodeKind,
    mut add: impl FnMut(&str, i64, Option<i64>, i64),
) -> Result<i64, ReferenceError> {
    let code = row.code(0, kind)?;
    let total = row.people(1)?;
    let mut sum = 0;
    for (column, age) in (2..).zip(0..=OLDEST) {
        let people = row.people(column)?;
        sum += people;
        add(&code, age, (age < OLDEST).then_some(age), people);
    }
    if sum != total {
        return Err(row.fault(1, format!("{total} is not the sum of the ages, {sum}")));
    }
    Ok(total)
}

fn small_areas(source: &Source, lsoa11: &[Lsoa11], found: &mut Vec<Population>) -> Result<(), ReferenceError> {
    let columns = single_year_columns("lsoa11cd");
    let sheet = Sheet::open(source, LSOA_FILE, &columns.iter().map(String::as_str).collect::<Vec<_>>())?;
    sheet.each(|row| {
        let total = single_years(row, CodeKind::Lsoa, |code, age_from, age_to, people| {
            found.push(Population {
                area_code: code.to_owned(),
                area_type: "lsoa",
                edition: "2011",
                basis: "original",
                period: Cow::Borrowed(MID_2020),
                sex: "persons",
                age_from,
                age_to,
                people,
                source: LSOA_FILE,
            });
        })?;
        let code = row.required(0)?;
        let england = lsoa11.binary_search_by(|area| area.lsoa11.as_str().cmp(code)).ok().map(|at| &lsoa11[at]);
        match england {
            Some(area) if area.population_mid2020 == total => Ok(()),
            Some(area) => Err(row.fault(1, format!("{total} is not the {} of {PEOPLE_FILE}", area.population_mid2020))),
            None => Err(row.fault(0, format!("{code} is not a small area of 2011; editions must not be mixed"))),
        }
    })?;
    Ok(())
}

fn districts(source: &Source, found: &mut Vec<Population>) -> Result<(), ReferenceError> {
    let columns = single_year_columns("lad21cd");
    let sheet = Sheet::open(source, DISTRICT_PEOPLE_FILE, &columns.iter().map(String::as_str).collect::<Vec<_>>())?;
    sheet.each(|row| {
        let mut add = |code: &str, age_from, age_to, people| {
            found.push(Population {
                area_code: code.to_owned(),
                area_type: "district",
                edition: "2022",
                basis: "original",
                period: Cow::Borrowed(MID_2020),
                sex: "persons",
                age_from,
                age_to,
                people,
                source: DISTRICT_PEOPLE_FILE,
            });
        };
        let total = single_years(row, CodeKind::District, &mut add)?;
        add(row.required(0)?, 0, None, total);
        Ok(())
    })?;
    Ok(())
}

fn sex(row: &Row<'_>, column: usize) -> Result<&'static str, ReferenceError> {
    match row.required(column)? {
        "female" => Ok("female"),
        "male" => Ok("male"),
        _ => Err(row.fault(column, "is neither female nor male")),
    }
}

fn single_age(row: &Row<'_>, column: usize) -> Result<(i64, Option<i64>), ReferenceError> {
    if row.required(column)? == "90+" {
        return Ok((OLDEST, None));
    }
    match row.required_integer(column)? {
        OLDEST => Ok((OLDEST, None)),
        age @ 0..OLDEST => Ok((age, Some(age))),
        age => Err(row.fault(column, format!("{age} is not an age from 0 to {OLDEST}"))),
    }
}

fn districts_by_sex(source: &Source, found: &mut Vec<Population>) -> Result<(), ReferenceError> {
    let sheet = Sheet::open(source, SEXES_2014_FILE, &["ladcd", "sex", "age", "population"])?;
    sheet.each(|row| {
        let (age_from, age_to) = single_age(row, 2)?;
        found.push(Population {
            area_code: row.code(0, CodeKind::District)?,
            area_type: "district",
            edition: "2022",
            basis: "original",
            period: Cow::Borrowed("2014-06-30/P1D"),
            sex: sex(row, 1)?,
            age_from,
            age_to,
            people: row.people(3)?,
            source: SEXES_2014_FILE,
        });
        Ok(())
    })?;
    Ok(())
}

fn series(source: &Source, found: &mut Vec<Population>) -> Result<(), ReferenceError> {
    let sheet = Sheet::open(source, SERIES_FILE, &["areacd", "mid_year", "female", "male", "persons"])?;
    sheet.each(|row| {
        let area_code = row.code(0, CodeKind::Gss)?;
        let area_type = CodeKind::area_type(&area_code).ok_or_else(|| row.fault(0, "is not a known kind of area"))?;
        let year = match row.required_integer(1)? {
            year @ 1991..=2024 => year,
            _ => return Err(row.fault(1, "is not a year from 1991 to 2024")),
        };
        let (female, male, persons) = (row.people(2)?, row.people(3)?, row.people(4)?);
        if female + male != persons {
            return Err(row.fault(4, format!("{persons} is not {female} and {male}")));
        }
        for (sex, people) in [("female", female), ("male", male), ("persons", persons)] {
            found.push(Population {
                area_code: area_code.clone(),
                area_type,
                edition: "2022",
                basis: "census_rebased",
                period: Cow::Owned(format!("{year}-06-30/P1D")),
                sex,
                age_from: 0,
                age_to: None,
                people,
                source: SERIES_FILE,
            });
        }
        Ok(())
    })?;
    Ok(())
}

fn england(source: &Source, found: &mut Vec<Population>) -> Result<(), ReferenceError> {
    let total = |basis, period, sex, (age_from, age_to), people, source| Population {
        area_code: ENGLAND.to_owned(),
        area_type: "country",
        edition: "2022",
        basis,
        period: Cow::Borrowed(period),
        sex,
        age_from,
        age_to,
        people,
        source,
    };
    let sheet = Sheet::open(source, ENGLAND_2020_FILE, &["sex", "age", "year_mid", "population", "basis"])?;
    sheet.each(|row| {
        // Projections are in the file too; they are not a count of anyone.
        if row.required(4)? == "estimate" && row.required(2)? == "2020" {
            let ages = match row.required(1)? {
                "105 - 109" => (105, Some(109)),
                "110 and over" => (110, None),
                _ => match row.required_integer(1)? {
                    age @ 0..=104 => (age, Some(age)),
                    _ => return Err(row.fault(1, "is not an age")),
                },
            };
            found.push(total("original", MID_2020, sex(row, 0)?, ages, row.people(3)?, ENGLAND_2020_FILE));
        }
        Ok(())
    })?;
    let sheet = Sheet::open(source, ENGLAND_2023_FILE, &["sex", "age", "population"])?;
    sheet.each(|row| {
        let ages = single_age(row, 1)?;
        found.push(total("census_rebased", "2023-06-30/P1D", sex(row, 0)?, ages, row.people(2)?, ENGLAND_2023_FILE));
        Ok(())
    })?;
    Ok(())
}

fn census(source: &Source, found: &mut Vec<Population>) -> Result<(), ReferenceError> {
    let sheet = Sheet::open(source, CENSUS_FILE, &["lsoa21cd", "age_group", "usual_residents"])?;
    sheet.each(|row| {
        let (age_from, age_to) = match row.required(1)? {
            "Aged 15 years and under" => (0, Some(15)),
            "Aged 16 to 24 years" => (16, Some(24)),
            "Aged 25 to 34 years" => (25, Some(34)),
            "Aged 35 to 49 years" => (35, Some(49)),
            "Aged 50 to 64 years" => (50, Some(64)),
            "Aged 65 years and over" => (65, None),
            _ => return Err(row.fault(1, "is not one of the six age groups of the census file")),
        };
        found.push(Population {
            area_code: row.code(0, CodeKind::Lsoa)?,
            area_type: "lsoa",
            edition: "2021",
            basis: "census",
            period: Cow::Borrowed("2021-03-21/P1D"),
            sex: "persons",
            age_from,
            age_to,
            people: row.people(2)?,
            source: CENSUS_FILE,
        });
        Ok(())
    })?;
    Ok(())
}

pub(crate) fn table(rows: &[Population]) -> Table {
    TableBuilder::new("population", rows)
        .text("area_code", "GSS code", |r| &r.area_code)
        .text("area_type", "country, region, county, district or lsoa", |r| r.area_type)
        .text("edition", "Edition of the area, as in areas", |r| r.edition)
        .text("basis", "original (estimate as first published), census_rebased (revised after Census 2021), mid2015_iod (denominators of the Indices of Deprivation 2019, without prisoners) or census (counted on 21 March 2021); never mix them in one rate", |r| r.basis)
        .text("period", "A point: the day, as ISO start and length P1D; mid-year is 30 June", |r| &r.period)
        .text("sex", "female, male or persons", |r| r.sex)
        .integer("age_from", "Youngest age, completed years", |r| r.age_from)
        .integer_or_null("age_to", "Oldest age included; null for an open band. All ages is 0 and null", |r| r.age_to)
        .integer("people", "Usual residents (ONS)", |r| r.people)
        .text("source", "The file, as in SOURCES.csv", |r| r.source)
        .build()
}
