//! How many people are in each cell of the lattice, and how many of them have the property?

use crate::geography::AreaId;
use crate::person::PersonFacts;
use commonweal_model::{AgeBand, AreaType, EthnicGroup, Family, Quintile, Sex};
use std::collections::HashMap;

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
    /// The questions counted here, by their place in the fold program.
    pub questions: Vec<u16>,
}

/// One counted cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Which [`CellSpec`], by its place in the pass.
    pub spec: u16,
    /// The area.
    pub area: AreaId,
    /// The category of each dimension of the spec, in its order.
    pub categories: Vec<String>,
    /// The question, by its place in the fold program.
    pub question: u16,
    /// People with the property.
    pub numerator: u64,
    /// People asked about.
    pub denominator: u64,
    /// People expected to have the property, in millionths of a person; 0 where nothing is expected.
    pub expected_millionths: u64,
}

impl CellDimension {
    /// The category's number for a person: 0 is unknown.
    fn number(&self, person: &PersonFacts) -> u8 {
        match self {
            Self::Imd2019Quintile => person.imd2019_quintile.map_or(0, Quintile::number),
            Self::Imd2025Quintile => person.imd2025_quintile.map_or(0, Quintile::number),
            Self::Ethnicity => position(EthnicGroup::ALL, &person.ethnic_group),
            Self::Sex => position(Sex::ALL, &person.sex),
            Self::Age(bands) => bands
                .iter()
                .position(|band| band.contains(person.age))
                .map_or(0, |i| u8::try_from(i + 1).expect("fewer than 255 age bands")),
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

/// Counts of one bucket, by cell.
#[derive(Debug)]
pub(crate) struct CellCounts {
    /// Cell to the start of its counts, one for each question of its spec.
    slots: HashMap<u64, u32>,
    counts: Vec<Counts>,
}

/// What is counted of one question in one cell.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    numerator: u64,
    denominator: u64,
    expected_millionths: u64,
}

/// What one question finds of one person.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Found {
    pub(crate) asked: bool,
    pub(crate) has: bool,
    pub(crate) expected_millionths: u64,
}

/// Where a count stands: spec, area, and the numbers of up to two categories.
fn key(spec: u16, area: AreaId, first: u8, second: u8) -> u64 {
    u64::from(spec) << 48 | u64::from(area.0) << 16 | u64::from(first) << 8 | u64::from(second)
}

impl CellCounts {
    pub(crate) fn new() -> Self {
        Self { slots: HashMap::new(), counts: Vec::new() }
    }

    /// Counts one person in every cell that they belong to; `found` has one entry a question.
    pub(crate) fn count(&mut self, specs: &[CellSpec], person: &PersonFacts, found: &[Found]) {
        for (number, spec) in specs.iter().enumerate() {
            if !spec.questions.iter().any(|q| found[usize::from(*q)].asked) {
                continue;
            }
            let Some(area) = person.area(spec.family, spec.area_type) else { continue };
            let category = |i: usize| spec.dimensions.get(i).map_or(0, |d| d.number(person));
            let spec_number = u16::try_from(number).expect("fewer than 65,536 cuboids");
            let key = key(spec_number, area, category(0), category(1));
            let next = u32::try_from(self.counts.len()).expect("the cube is small");
            let start = *self.slots.entry(key).or_insert(next);
            if start == next {
                self.counts.resize(self.counts.len() + spec.questions.len(), Counts::default());
            }
            for (counts, question) in self.counts[start as usize..].iter_mut().zip(&spec.questions) {
                let found = found[usize::from(*question)];
                if found.asked {
                    counts.numerator += u64::from(found.has);
                    counts.denominator += 1;
                    counts.expected_millionths += found.expected_millionths;
                }
            }
        }
    }

    /// The counted cells as columns: key, question, numerator, denominator, expected; in key order.
    pub(crate) fn columns(&self, specs: &[CellSpec]) -> [Vec<i64>; 5] {
        let mut cells: Vec<(u64, u32)> = self.slots.iter().map(|(key, start)| (*key, *start)).collect();
        cells.sort_unstable();
        let mut columns = [const { Vec::new() }; 5];
        for (key, start) in cells {
            let spec = &specs[(key >> 48) as usize];
            for (counts, question) in self.counts[start as usize..].iter().zip(&spec.questions) {
                if counts.denominator > 0 {
                    columns[0].push(key.cast_signed());
                    columns[1].push(i64::from(*question));
                    columns[2].push(counts.numerator.cast_signed());
                    columns[3].push(counts.denominator.cast_signed());
                    columns[4].push(counts.expected_millionths.cast_signed());
                }
            }
        }
        columns
    }
}

/// Reads a cell back from its row in the fold's output.
pub(crate) fn cell(specs: &[CellSpec], [key, question, numerator, denominator, expected]: [i64; 5]) -> Cell {
    let key = key.cast_unsigned();
    let spec = &specs[(key >> 48) as usize];
    let numbers = [(key >> 8) as u8, key as u8];
    Cell {
        spec: (key >> 48) as u16,
        area: AreaId((key >> 16) as u32),
        categories: spec.dimensions.iter().zip(numbers).map(|(d, n)| d.category(n)).collect(),
        question: u16::try_from(question).expect("questions are numbered by u16"),
        numerator: numerator.cast_unsigned(),
        denominator: denominator.cast_unsigned(),
        expected_millionths: expected.cast_unsigned(),
    }
}
