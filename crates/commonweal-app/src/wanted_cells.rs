//! Which cells are counted at which day: the lattice as a pass takes it, and what the pass counted as a cube.

use crate::days::Days;
use commonweal_cohort::{Cuboid, IndicatorDefinition, Lattice};
use commonweal_engine::{Cell, CellDimension, CellSpec, Geography, PassSummary};
use commonweal_indicator::{Counts, Cube, CubeKey};
use commonweal_model::{AreaCode, Breakdown, Dimension};

/// The cells of a pass, each cuboid with what its counts are for.
pub(crate) struct WantedCells<'l> {
    wanted: Vec<Wanted<'l>>,
}

struct Wanted<'l> {
    cuboid: &'l Cuboid,
    /// Whether it is counted by standard age besides, and never released itself.
    by_standard_age: bool,
    spec: CellSpec,
}

impl<'l> WantedCells<'l> {
    /// What the lattice lists, at the index dates; what it follows, of the indicators with a trend, at every day.
    pub(crate) fn new(lattice: &'l Lattice, indicators: &[&IndicatorDefinition], days: &Days) -> Self {
        let questions = |cuboid: &Cuboid, fits: &dyn Fn(&IndicatorDefinition) -> bool| -> Vec<u16> {
            let numbered = (0..).zip(indicators);
            let covered = numbered.filter(|(_, indicator)| covers(cuboid, indicator) && fits(indicator));
            covered.map(|(number, _)| number).collect()
        };
        let spec = |cuboid: &Cuboid, questions: Vec<u16>, intervals: Vec<u16>| CellSpec {
            family: cuboid.family,
            area_type: cuboid.area_type,
            dimensions: cuboid.dimensions.iter().map(|d| cell_dimension(*d, lattice)).collect(),
            questions,
            intervals,
        };
        let mut wanted = Vec::new();
        for cuboid in &lattice.cuboids {
            let is_followed = lattice.trends.contains(cuboid);
            let with_trend = questions(cuboid, &|indicator| is_followed && indicator.trend);
            let without = questions(cuboid, &|indicator| !(is_followed && indicator.trend));
            for (questions, intervals) in [(with_trend, days.of_trends()), (without, days.of_everything())] {
                if !questions.is_empty() {
                    wanted.push(Wanted { cuboid, by_standard_age: false, spec: spec(cuboid, questions, intervals) });
                }
            }
        }
        for cuboid in &lattice.standardisation {
            let questions = questions(cuboid, &|indicator| indicator.standardise);
            let mut spec = spec(cuboid, questions, days.of_everything());
            spec.dimensions.push(CellDimension::Age(lattice.standard_age_bands.clone()));
            wanted.push(Wanted { cuboid, by_standard_age: true, spec });
        }
        Self { wanted }
    }

    /// The cells as the pass takes them.
    pub(crate) fn specs(&self) -> Vec<CellSpec> {
        self.wanted.iter().map(|wanted| wanted.spec.clone()).collect()
    }

    /// Those that are released, as the pass takes them; the others come after them.
    pub(crate) fn listed_specs(&self) -> Vec<CellSpec> {
        self.wanted.iter().filter(|wanted| !wanted.by_standard_age).map(|wanted| wanted.spec.clone()).collect()
    }

    /// The name of a cell: of the spec at this place, in this area, of these categories, of this indicator.
    pub(crate) fn key_of(&self, spec: u16, area: &AreaCode, categories: &[String], indicator: &str) -> CubeKey {
        let cuboid = self.wanted[usize::from(spec)].cuboid;
        let breakdowns = cuboid.dimensions.iter().zip(categories);
        CubeKey {
            indicator: indicator.to_owned(),
            area_type: cuboid.area_type,
            area: area.clone(),
            breakdowns: breakdowns.map(|(d, c)| Breakdown { dimension: *d, category: c.clone() }).collect(),
        }
    }

    /// The counted cells of one day by indicator, area and group.
    pub(crate) fn cube(
        &self,
        pass: &PassSummary,
        day: usize,
        geography: &Geography,
        indicators: &[&IndicatorDefinition],
    ) -> Cube {
        let mut cube = Cube::default();
        // Cells are in order of interval.
        let from = pass.cells.partition_point(|cell| usize::from(cell.interval) < day);
        let of_day = pass.cells[from..].iter().take_while(|cell| usize::from(cell.interval) == day);
        for cell in of_day {
            let indicator = &indicators[usize::from(cell.question)].id;
            let key = self.key_of(cell.spec, geography.area(cell.area), &cell.categories, indicator);
            if !self.wanted[usize::from(cell.spec)].by_standard_age {
                cube.insert(key, counts(cell));
            } else if let Some(Ok(band)) = cell.categories.last().map(|band| band.parse()) {
                cube.insert_standard_age(key, band, counts(cell));
            }
        }
        cube
    }
}

fn counts(cell: &Cell) -> Counts {
    Counts { numerator: cell.numerator, denominator: cell.denominator, expected_millionths: cell.expected_millionths }
}

/// Whether an indicator has figures for a cuboid.
fn covers(cuboid: &Cuboid, indicator: &IndicatorDefinition) -> bool {
    indicator.family == cuboid.family && cuboid.dimensions.iter().all(|d| indicator.breakdowns.contains(d))
}

fn cell_dimension(dimension: Dimension, lattice: &Lattice) -> CellDimension {
    match dimension {
        Dimension::Imd2019QuintileEngland => CellDimension::Imd2019Quintile,
        Dimension::Imd2025QuintileEngland => CellDimension::Imd2025Quintile,
        Dimension::EthnicityCensus2021 => CellDimension::Ethnicity,
        Dimension::Sex => CellDimension::Sex,
        Dimension::Age => CellDimension::Age(lattice.age_bands.clone()),
    }
}
