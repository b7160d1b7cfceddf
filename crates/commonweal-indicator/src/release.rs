//! Which figures exist, and what does the gate let out of each?

use crate::cube::{Counts, Cube, CubeKey};
use crate::gaps::measures;
use crate::standard::StandardPopulation;
use commonweal_cohort::{IndicatorDefinition, Lattice, Method};
use commonweal_disclosure::{Benchmark, Evidence, FigureKey, Gate, Proposed, Released, Statistic};
use commonweal_model::{AreaCode, AreaType, Breakdown, DataClass, Dimension, Family, Period, PeriodKind, Sex};
use commonweal_stats::Estimate;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Fifths of England.
const FIFTHS: usize = 5;

/// What a release of locally counted figures is made with.
pub struct Release<'a> {
    /// The gate everything passes.
    pub gate: &'a Gate,
    /// The breakdowns that exist.
    pub lattice: &'a Lattice,
    /// The standard population.
    pub standard: &'a StandardPopulation,
    /// The whole area, which other areas and groups are compared with.
    pub whole: AreaCode,
    /// Its name, as the benchmark's label.
    pub whole_name: String,
    /// The snapshot counted.
    pub snapshot: String,
    /// The day people were judged at.
    pub index_date: Date,
}

/// All figures of one indicator, through the gate.
pub fn release(indicator: &IndicatorDefinition, cube: &Cube, with: &Release) -> Vec<Released> {
    let maker = Maker { indicator, cube, with };
    let whole = CubeKey {
        indicator: indicator.id.clone(),
        area_type: AreaType::Icb,
        area: with.whole.clone(),
        breakdowns: Vec::new(),
    };
    let benchmarks = maker.benchmarks(&whole);
    let mut released = Vec::new();
    for (key, counts) in cube.of_indicator(&indicator.id) {
        let against = (*key != whole).then_some(benchmarks.crude.as_ref()).flatten();
        released.push(with.gate.release(maker.crude(key, counts, against.cloned())));
    }
    if indicator.standardise {
        for key in cube.standardised_keys(&indicator.id) {
            let against = (*key != whole).then_some(benchmarks.standardised.as_ref()).flatten();
            released.push(with.gate.release(maker.standardised(key, against.cloned())));
        }
    }
    let gaps = maker.gaps(&released);
    released.extend(gaps);
    released
}

/// The whole area's released values, which the rest is compared with.
struct Benchmarks {
    crude: Option<Benchmark>,
    standardised: Option<Benchmark>,
}

struct Maker<'a> {
    indicator: &'a IndicatorDefinition,
    cube: &'a Cube,
    with: &'a Release<'a>,
}

impl Maker<'_> {
    fn benchmarks(&self, whole: &CubeKey) -> Benchmarks {
        let of = |proposed: Proposed| Benchmark::of(&self.with.gate.release(proposed), &self.with.whole_name);
        Benchmarks {
            crude: self.cube.get(whole).and_then(|counts| of(self.crude(whole, counts, None))),
            standardised: of(self.standardised(whole, None)),
        }
    }

    fn crude_statistic(&self) -> Statistic {
        match self.indicator.method {
            Method::RatioToExpected(_) => Statistic::IndirectlyStandardisedRatio,
            _ => Statistic::Proportion,
        }
    }

    fn proposed(&self, key: &CubeKey, statistic: Statistic, unit: &str, evidence: Evidence) -> Proposed {
        let edition = self
            .with
            .lattice
            .cuboids
            .iter()
            .find(|c| c.family == self.indicator.family && c.area_type == key.area_type);
        Proposed {
            key: FigureKey {
                indicator_id: self.indicator.id.clone(),
                series: "local".to_owned(),
                area: key.area.clone(),
                area_type: key.area_type,
                area_edition: edition.map(|c| c.area_edition.clone()).unwrap_or_default(),
                family: self.indicator.family,
                breakdowns: key.breakdowns.clone(),
                period: Period::point(self.with.index_date),
                period_kind: PeriodKind::Point,
                statistic,
            },
            class: self.indicator.class,
            unit: unit.to_owned(),
            polarity: self.indicator.polarity,
            evidence,
            benchmark: None,
            definition_hash: self.indicator.hash.clone(),
            index_date: Some(self.with.index_date),
            snapshot: Some(self.with.snapshot.clone()),
        }
    }

    fn crude(&self, key: &CubeKey, counts: Counts, benchmark: Option<Benchmark>) -> Proposed {
        let (numerator, denominator) = (counts.numerator, counts.denominator);
        let evidence = match self.indicator.method {
            Method::RatioToExpected(_) => {
                Evidence::Ratio { observed: numerator, expected: counts.expected(), population: denominator }
            }
            _ => Evidence::Proportion { numerator, denominator },
        };
        Proposed { benchmark, ..self.proposed(key, self.crude_statistic(), &self.indicator.unit, evidence) }
    }

    fn standardised(&self, key: &CubeKey, benchmark: Option<Benchmark>) -> Proposed {
        // The gate looks at the counts before the estimate: where the method refuses, the
        // reason given must not tell.
        let refused = Estimate { value: f64::NAN, lower: f64::NAN, upper: f64::NAN };
        let evidence = match self.standardise(key) {
            Some(done) => Evidence::Modelled {
                estimate: done.estimate.unwrap_or(refused),
                total_count: done.groups.iter().map(|(n, _)| n).sum(),
                groups: done.groups,
                every_group_shown: false,
            },
            None => Evidence::NotCalculated,
        };
        let unit = format!("{}, age-standardised", self.indicator.unit);
        Proposed { benchmark, ..self.proposed(key, Statistic::DirectlyStandardisedRate, &unit, evidence) }
    }

    fn standardise(&self, key: &CubeKey) -> Option<crate::standard::Standardised> {
        let whole =
            CubeKey { area_type: AreaType::Icb, area: self.with.whole.clone(), breakdowns: Vec::new(), ..key.clone() };
        self.with.standard.standardise(self.cube.standard_ages(key)?, self.cube.standard_ages(&whole)?)
    }

    /// The gap measures of every area whose five fifths are counted, from the fifths' plain values
    /// as released: the bars a reader sees are the bars the gap is between.
    fn gaps(&self, released: &[Released]) -> Vec<Released> {
        let mut fifths: BTreeMap<(AreaType, &AreaCode), Vec<&Released>> = BTreeMap::new();
        for figure in released.iter().filter(|figure| self.is_fifth(figure)) {
            fifths.entry((figure.key().area_type, &figure.key().area)).or_default().push(figure);
        }
        let mut gaps = Vec::new();
        for ((area_type, area), figures) in fifths.iter().filter(|(_, figures)| figures.len() == FIFTHS) {
            let mut figures: Vec<Released> = figures.iter().map(|figure| (*figure).clone()).collect();
            figures.sort_by(|a, b| a.key().breakdowns.cmp(&b.key().breakdowns));
            gaps.extend(self.gaps_of(*area_type, area, &figures));
        }
        gaps
    }

    /// Whether a figure is the plain value of one known deprivation fifth and of nothing else.
    fn is_fifth(&self, figure: &Released) -> bool {
        let key = figure.key();
        let of_one_fifth = matches!(key.breakdowns.as_slice(), [only] if only.dimension == self.with.lattice.deprivation && only.category.len() == 1);
        of_one_fifth && key.statistic == self.crude_statistic()
    }

    fn gaps_of(&self, area_type: AreaType, area: &AreaCode, fifths: &[Released]) -> Vec<Released> {
        let key =
            CubeKey { indicator: self.indicator.id.clone(), area_type, area: area.clone(), breakdowns: Vec::new() };
        let release = |(statistic, calculate)| {
            let unit = match statistic {
                Statistic::RelativeIndexOfInequality | Statistic::RelativeGap => "ratio",
                Statistic::ConcentrationIndex => "scale of -1 to 1",
                Statistic::PeopleAffected => "people",
                _ => "percentage points",
            };
            let evidence = Evidence::OfReleased { figures: fifths.to_vec(), calculate };
            self.with.gate.release(self.proposed(&key, statistic, unit, evidence))
        };
        measures(self.indicator.polarity, self.crude_statistic()).into_iter().map(release).collect()
    }
}

/// One row of `published_indicators` that an indicator shows as its own series.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedRow {
    /// Name of the series: who published it.
    pub series: String,
    /// The area.
    pub area: AreaCode,
    /// Kind of area.
    pub area_type: AreaType,
    /// Of which sex, or of all people.
    pub sex: Option<Sex>,
    /// Period covered.
    pub period: Period,
    /// Kind of period.
    pub period_kind: PeriodKind,
    /// Value, as given.
    pub value: Option<f64>,
    /// Lower 95 % limit.
    pub lower: Option<f64>,
    /// Upper 95 % limit.
    pub upper: Option<f64>,
    /// Count, as given.
    pub count: Option<i64>,
    /// Denominator, as given.
    pub denominator: Option<i64>,
}

/// A published series through the gate, as given: already controlled by its publisher.
pub fn release_published(indicator: &IndicatorDefinition, rows: &[PublishedRow], gate: &Gate) -> Vec<Released> {
    let of_sex = |sex: Sex| Breakdown { dimension: Dimension::Sex, category: sex.as_str().to_owned() };
    let proposal = |row: &PublishedRow| Proposed {
        key: FigureKey {
            indicator_id: indicator.id.clone(),
            series: row.series.clone(),
            area: row.area.clone(),
            area_type: row.area_type,
            area_edition: String::new(),
            family: Family::Residence,
            breakdowns: row.sex.map(of_sex).into_iter().collect(),
            period: row.period,
            period_kind: row.period_kind,
            statistic: Statistic::PublishedValue,
        },
        class: DataClass::Published,
        unit: indicator.unit.clone(),
        polarity: indicator.polarity,
        evidence: Evidence::Published {
            value: row.value,
            lower: row.lower,
            upper: row.upper,
            count: row.count,
            denominator: row.denominator,
        },
        benchmark: None,
        definition_hash: indicator.hash.clone(),
        index_date: None,
        snapshot: None,
    };
    rows.iter().map(|row| gate.release(proposal(row))).collect()
}
