//! How many people are in each cell of the lattice, and how many of them have the property?

use crate::geography::AreaId;
use commonweal_cohort::Fact;
use commonweal_model::{AgeBand, AreaType, EthnicCategory, EthnicGroup, Family, Sex};

/// The category of people whose characteristic is not known; it is counted and shown.
pub const UNKNOWN_CATEGORY: &str = "unknown";

/// A characteristic that cells are broken down by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CellDimension {
    /// Fifths of England by IMD 2019.
    Imd2019Quintile,
    /// Fifths of England by IMD 2025.
    Imd2025Quintile,
    /// Broad ethnic group (2021 census groups).
    Ethnicity,
    /// Sex as recorded.
    Sex,
    /// Age on the index date, in these bands.
    Age(Vec<AgeBand>),
}

/// One cuboid to count: every area of a type, by up to two characteristics, for some questions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CellSpec {
    /// Who belongs to the areas.
    pub family: Family,
    /// Areas counted.
    pub area_type: AreaType,
    /// Up to two characteristics.
    pub dimensions: Vec<CellDimension>,
    /// The questions counted here, by their place in the pass.
    pub questions: Vec<u16>,
    /// The intervals it is counted at, by their place in the pass.
    pub intervals: Vec<u16>,
}

/// One counted cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Which interval, by its place in the pass.
    pub interval: u16,
    /// Which [`CellSpec`], by its place in the pass.
    pub spec: u16,
    /// The area.
    pub area: AreaId,
    /// The category of each dimension of the spec, in its order.
    pub categories: Vec<String>,
    /// The question, by its place in the pass.
    pub question: u16,
    /// People with the property.
    pub numerator: u64,
    /// People asked about.
    pub denominator: u64,
    /// People expected to have the property, in millionths of a person; 0 where nothing is expected.
    pub expected_millionths: u64,
}

/// Everybody who was asked one question, whatever their area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// Which interval, by its place in the pass.
    pub interval: u16,
    /// The question, by its place in the pass.
    pub question: u16,
    /// People with the property.
    pub numerator: u64,
    /// People asked about.
    pub denominator: u64,
    /// People expected to have the property, in millionths of a person.
    pub expected_millionths: u64,
}

impl CellDimension {
    /// The fact that says which category a person is in.
    pub(crate) fn fact(&self) -> Fact {
        match self {
            Self::Imd2019Quintile => Fact::Imd2019Quintile,
            Self::Imd2025Quintile => Fact::Imd2025Quintile,
            Self::Ethnicity => Fact::Ethnicity,
            Self::Sex => Fact::Sex,
            Self::Age(_) => Fact::Age,
        }
    }

    /// How many categories there are, the unknown included.
    pub(crate) fn categories(&self) -> usize {
        1 + match self {
            Self::Imd2019Quintile | Self::Imd2025Quintile => 5,
            Self::Ethnicity => EthnicGroup::ALL.len(),
            Self::Sex => Sex::ALL.len(),
            Self::Age(bands) => bands.len(),
        }
    }

    /// The category's number where the fact is a whole number: 0 is unknown.
    pub(crate) fn of_number(&self, number: i64) -> u8 {
        match self {
            Self::Age(bands) => {
                let age = i32::try_from(number).unwrap_or(i32::MIN);
                let band = bands.iter().position(|band| band.contains(age));
                band.map_or(0, |at| u8::try_from(at + 1).expect("fewer than 255 age bands"))
            }
            _ => u8::try_from(number).ok().filter(|fifth| (1..=5).contains(fifth)).unwrap_or(0),
        }
    }

    /// The category's number where the fact is a text; none is a text that is missing.
    pub(crate) fn of_text(&self, text: Option<&str>) -> u8 {
        match self {
            Self::Ethnicity => {
                let category = text.and_then(|text| EthnicCategory::from_record(text).ok());
                position(EthnicGroup::ALL, &category.unwrap_or(EthnicCategory::NotKnown).census2021_group())
            }
            _ => position(Sex::ALL, &text.and_then(|text| text.parse().ok()).unwrap_or(Sex::Unknown)),
        }
    }

    /// The category's code in tables.
    pub fn category(&self, number: u8) -> String {
        let index = usize::from(number).checked_sub(1);
        match (self, index) {
            (_, None) => UNKNOWN_CATEGORY.to_owned(),
            (Self::Imd2019Quintile | Self::Imd2025Quintile, _) => number.to_string(),
            (Self::Ethnicity, Some(i)) => EthnicGroup::ALL[i].as_str().to_owned(),
            (Self::Sex, Some(i)) => Sex::ALL[i].as_str().to_owned(),
            (Self::Age(bands), Some(i)) => bands[i].to_string(),
        }
    }
}

fn position<T: PartialEq>(all: &[T], value: &T) -> u8 {
    let index = all.iter().position(|v| v == value).expect("the list holds every value");
    u8::try_from(index + 1).expect("fewer than 255 categories")
}

/// A row of the pass's output, which is all that crosses from one machine to another: where it stands, and its counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CountRow {
    pub(crate) interval: i64,
    pub(crate) place: Place,
    pub(crate) question: i64,
    pub(crate) numerator: i64,
    pub(crate) denominator: i64,
    pub(crate) expected: i64,
}

/// What a row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// A cell: spec, area, and the numbers of up to two categories.
    Cell(u16, AreaId, [u8; 2]),
    /// Everybody.
    Total,
    /// What was read; the question says what.
    Tally,
}

/// More cuboids than a pass may have; the numbers from here on have other meanings.
const TOTAL: u64 = 0xffff;
const TALLY: u64 = 0xfffe;

impl Place {
    /// As one number.
    pub(crate) fn key(self) -> i64 {
        let key = match self {
            Self::Cell(spec, area, [first, second]) => {
                u64::from(spec) << 48 | u64::from(area.0) << 16 | u64::from(first) << 8 | u64::from(second)
            }
            Self::Total => TOTAL << 48,
            Self::Tally => TALLY << 48,
        };
        key.cast_signed()
    }

    /// Read back from [`Place::key`].
    pub(crate) fn of_key(key: i64) -> Self {
        let key = key.cast_unsigned();
        match key >> 48 {
            TOTAL => Self::Total,
            TALLY => Self::Tally,
            spec => Self::Cell(spec as u16, AreaId((key >> 16) as u32), [(key >> 8) as u8, key as u8]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_from_its_number() {
        let places = [
            Place::Cell(0, AreaId(0), [0, 0]),
            Place::Cell(0xfffd, AreaId(u32::MAX), [255, 255]),
            Place::Cell(3, AreaId(70_000), [5, 0]),
            Place::Total,
            Place::Tally,
        ];
        for place in places {
            assert_eq!(Place::of_key(place.key()), place);
        }
    }
}
