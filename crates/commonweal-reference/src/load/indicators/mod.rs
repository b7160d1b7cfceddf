//! Indicators published elsewhere, in one shape: who published what, about whom, for when, with its limits.

mod fingertips;
mod other;
mod period;
mod practice;

use std::collections::BTreeMap;

use crate::codes::CodeKind;
use crate::error::ReferenceError;
use crate::sheet::Row;
use crate::source::Source;
use crate::table::{Table, TableBuilder};

/// One published value.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedIndicator {
    /// Stable id: a prefix for the publisher, then the publisher's id or name.
    pub indicator_id: String,
    /// The publisher's name for it.
    pub indicator_name: String,
    /// GSS code, or ODS code of a practice.
    pub area_code: String,
    /// The area's name, where a source gives one.
    pub area_name: Option<String>,
    /// country, region, icb, county, district, msoa or practice.
    pub area_type: &'static str,
    /// `female`, `male` or `persons`.
    pub sex: &'static str,
    /// The ages, in the publisher's words.
    pub age: Option<String>,
    /// What the area's people are divided by, in the publisher's words.
    pub category_type: Option<String>,
    /// The part of them.
    pub category: Option<String>,
    /// ISO start and length; none where the source does not date it.
    pub period: Option<String>,
    /// The value, in `unit`.
    pub value: Option<f64>,
    /// Lower 95% limit, as published.
    pub lower_95: Option<f64>,
    /// Upper 95% limit, as published.
    pub upper_95: Option<f64>,
    /// Numerator; published modelled counts are rounded to whole people.
    pub count: Option<i64>,
    /// Denominator, likewise.
    pub denominator: Option<i64>,
    /// The file, as in SOURCES.csv.
    pub source: &'static str,
    /// Unit of the value, in the publisher's words.
    pub unit: Option<String>,
    /// A warning that belongs with the value.
    pub note: Option<&'static str>,
}

const NOT_BRACKETED: &str = "the published limits do not bracket the value";

impl PublishedIndicator {
    /// A value about everyone in an area; the rest is filled in by each reader.
    fn new(id: String, name: &str, area_code: String, area_type: &'static str, source: &'static str) -> Self {
        Self {
            indicator_id: id,
            indicator_name: name.to_owned(),
            area_code,
            area_name: None,
            area_type,
            sex: "persons",
            age: None,
            category_type: None,
            category: None,
            period: None,
            value: None,
            lower_95: None,
            upper_95: None,
            count: None,
            denominator: None,
            source,
            unit: None,
            note: None,
        }
    }

    fn with_value(mut self, value: Option<f64>, lower: Option<f64>, upper: Option<f64>) -> Self {
        let outside = |value: f64| lower.is_some_and(|lower| lower > value) || upper.is_some_and(|upper| upper < value);
        if value.is_some_and(outside) {
            self.note = Some(NOT_BRACKETED);
        }
        Self { value, lower_95: lower, upper_95: upper, ..self }
    }

    /// What the value is about; two rows that agree here and in value say the same thing.
    fn subject(&self) -> [&str; 7] {
        [
            &self.indicator_id,
            &self.area_code,
            self.period.as_deref().unwrap_or(""),
            self.sex,
            self.age.as_deref().unwrap_or(""),
            self.category_type.as_deref().unwrap_or(""),
            self.category.as_deref().unwrap_or(""),
        ]
    }
}

pub(crate) fn published_indicators(source: &Source) -> Result<Vec<PublishedIndicator>, ReferenceError> {
    let mut found = Vec::with_capacity(60_000);
    other::ons_local(source, &mut found)?;
    other::ons_smoking(source, &mut found)?;
    other::child_measurement(source, &mut found)?;
    other::local_health(source, &mut found)?;
    other::health_index(source, &mut found)?;
    other::tobacco_profiles(source, &mut found)?;
    fingertips::extract_2020(source, &mut found)?;
    fingertips::extract_2025(source, &mut found)?;
    practice::qof(source, &mut found)?;
    name_areas(&mut found);
    Ok(without_repeats(found))
}

/// Some files give codes alone; the others know the names.
fn name_areas(rows: &mut [PublishedIndicator]) {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for row in rows.iter() {
        if let Some(name) = &row.area_name {
            names.entry(row.area_code.clone()).or_insert_with(|| name.clone());
        }
    }
    for row in rows.iter_mut().filter(|row| row.area_name.is_none()) {
        row.area_name = names.get(&row.area_code).cloned();
    }
}

/// Sorted by subject; where files overlap, a value said twice is kept once.
fn without_repeats(mut rows: Vec<PublishedIndicator>) -> Vec<PublishedIndicator> {
    rows.sort_by(|a, b| a.subject().cmp(&b.subject()));
    rows.dedup_by(|later, kept| later.subject() == kept.subject() && later.value == kept.value);
    rows
}

/// A name as part of an id: lower case words joined by hyphens.
fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

fn area(row: &Row<'_>, column: usize) -> Result<(String, &'static str), ReferenceError> {
    let code = row.code(column, CodeKind::Gss)?;
    let area_type = CodeKind::area_type(&code).ok_or_else(|| row.fault(column, "is not a known kind of area"))?;
    Ok((code, area_type))
}

fn sex(row: &Row<'_>, column: usize) -> Result<&'static str, ReferenceError> {
    match row.required(column)? {
        "Female" | "F" => Ok("female"),
        "Male" | "M" => Ok("male"),
        "Persons" | "P" => Ok("persons"),
        _ => Err(row.fault(column, "is not Female, Male or Persons")),
    }
}

/// A count as whole people. Modelled counts are published with fractions.
fn whole(row: &Row<'_>, column: usize) -> Result<Option<i64>, ReferenceError> {
    match row.real(column)? {
        // The publisher writes -1 for a count it withholds.
        Some(-1.0) | None => Ok(None),
        Some(count) if (0.0..1e12).contains(&count) => Ok(Some(count.round() as i64)),
        Some(_) => Err(row.fault(column, "is not a count")),
    }
}

pub(crate) fn table(rows: &[PublishedIndicator]) -> Table {
    TableBuilder::new("published_indicators", rows)
        .text("indicator_id", "Stable id: publisher's prefix, then its own id or name", |r| &r.indicator_id)
        .text("indicator_name", "The publisher's name for it", |r| &r.indicator_name)
        .text("area_code", "GSS code, or ODS code of a practice", |r| &r.area_code)
        .text_or_null("area_name", "Name of the area, where a source gives one", |r| r.area_name.as_deref())
        .text("area_type", "country, region, icb, county, district, msoa or practice", |r| r.area_type)
        .text("sex", "female, male or persons", |r| r.sex)
        .text_or_null("age", "Ages, in the publisher's words", |r| r.age.as_deref())
        .text_or_null("category_type", "What the area's people are divided by; null for all", |r| {
            r.category_type.as_deref()
        })
        .text_or_null("category", "The part of them; null for all", |r| r.category.as_deref())
        .text_or_null("period", "ISO start and length, end exclusive; null where the source does not date it", |r| {
            r.period.as_deref()
        })
        .real_or_null("value", "The value, in unit; null where withheld", |r| r.value)
        .real_or_null("lower_95", "Lower 95% limit as published", |r| r.lower_95)
        .real_or_null("upper_95", "Upper 95% limit as published", |r| r.upper_95)
        .integer_or_null("count", "Numerator; modelled counts rounded to whole people", |r| r.count)
        .integer_or_null("denominator", "Denominator; modelled counts rounded to whole people", |r| r.denominator)
        .text("source", "The file, as in SOURCES.csv", |r| r.source)
        .text_or_null("unit", "Unit of the value, in the publisher's words", |r| r.unit.as_deref())
        .text_or_null("note", "A warning that belongs with the value", |r| r.note)
        .build()
}
