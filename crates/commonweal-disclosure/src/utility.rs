//! How much of a release is hidden, and how much of that is for small counts and how much to protect those: totals by kind of
//! area and breakdown, nothing about a single cell.

use commonweal_model::{AreaType, Dimension, Family};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// How much of a release is hidden.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Utility {
    /// One row for each kind of area and breakdown, in their order.
    pub rows: Vec<UtilityRow>,
}

/// The counts of one kind of area and breakdown, of every indicator and day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UtilityRow {
    /// Who is counted.
    #[serde(serialize_with = "word", deserialize_with = "family")]
    pub family: Family,
    /// The kind of area.
    #[serde(serialize_with = "word", deserialize_with = "area_type")]
    pub area_type: AreaType,
    /// None, one or two characteristics, in order.
    #[serde(serialize_with = "words", deserialize_with = "dimensions")]
    pub dimensions: Vec<Dimension>,
    /// Cells there are.
    pub cells: u64,
    /// Without a count by the rule of one figure.
    pub withheld_by_rule: u64,
    /// Without a count besides, so that no hidden one can be worked out.
    pub withheld_by_audit: u64,
    /// Not listed at all: these are among those without a count.
    pub not_listed: u64,
}

impl Utility {
    /// Takes in what was hidden of other indicators or days.
    pub fn add(&mut self, other: Self) {
        let mut rows: BTreeMap<_, UtilityRow> = BTreeMap::new();
        for row in std::mem::take(&mut self.rows).into_iter().chain(other.rows) {
            let key = (row.family, row.area_type, row.dimensions.len(), row.dimensions.clone());
            let sum = rows.entry(key).or_insert_with(|| UtilityRow {
                cells: 0,
                withheld_by_rule: 0,
                withheld_by_audit: 0,
                not_listed: 0,
                ..row.clone()
            });
            sum.cells += row.cells;
            sum.withheld_by_rule += row.withheld_by_rule;
            sum.withheld_by_audit += row.withheld_by_audit;
            sum.not_listed += row.not_listed;
        }
        self.rows = rows.into_values().collect();
    }

    /// Cells, and those of them without a count, for either reason.
    pub fn total(&self) -> (u64, u64) {
        self.rows.iter().fold((0, 0), |(cells, hidden), row| {
            (cells + row.cells, hidden + row.withheld_by_rule + row.withheld_by_audit)
        })
    }
}

fn word<S: Serializer>(word: &impl ToString, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&word.to_string())
}

fn words<S: Serializer>(dimensions: &[Dimension], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(dimensions.iter().map(|dimension| dimension.as_str()))
}

fn parsed<'de, T, D>(from: D) -> Result<T, D::Error>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
    D: Deserializer<'de>,
{
    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
}

fn family<'de, D: Deserializer<'de>>(from: D) -> Result<Family, D::Error> {
    parsed(from)
}

fn area_type<'de, D: Deserializer<'de>>(from: D) -> Result<AreaType, D::Error> {
    parsed(from)
}

fn dimensions<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Dimension>, D::Error> {
    let words: Vec<String> = Vec::deserialize(from)?;
    words.iter().map(|word| word.parse().map_err(serde::de::Error::custom)).collect()
}
