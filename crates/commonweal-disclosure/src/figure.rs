//! Which figure, and what it was made from, before the gate.

use crate::benchmark::Benchmark;
use crate::released::Released;
use crate::rules::ShownCell;
use crate::words::Statistic;
use commonweal_model::{AreaCode, AreaType, Breakdown, DataClass, Family, Period, PeriodKind, Polarity};
use commonweal_stats::Estimate;
use jiff::civil::Date;
use std::fmt;

/// Which figure: the address of a cell. Figures are kept in the order of these fields.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FigureKey {
    /// The indicator.
    pub indicator_id: String,
    /// `local` for figures made here, else the name of the published source.
    pub series: String,
    /// The area.
    pub area: AreaCode,
    /// The kind of the area.
    pub area_type: AreaType,
    /// The edition of its boundary, `2021` for example.
    pub area_edition: String,
    /// Who is counted in the area.
    pub family: Family,
    /// None, one or two groups, sorted by dimension; the gate sorts them.
    pub breakdowns: Vec<Breakdown>,
    /// What the figure is.
    pub statistic: Statistic,
    /// When. After all that says which series it is, so that the periods of a series lie side by side.
    pub period: Period,
    /// What kind of period.
    pub period_kind: PeriodKind,
}

/// Which series a figure is a period of.
pub(crate) type SeriesKey<'a> = (&'a str, &'a str, &'a AreaCode, AreaType, &'a str, Family, &'a [Breakdown], Statistic);

impl FigureKey {
    /// All but the period, in the order of the fields.
    pub(crate) fn series(&self) -> SeriesKey<'_> {
        let (indicator, series, edition) = (&*self.indicator_id, &*self.series, &*self.area_edition);
        let Self { area, area_type, family, breakdowns, statistic, .. } = self;
        (indicator, series, area, *area_type, edition, *family, breakdowns, *statistic)
    }
}

/// What a figure was made from. Its `Debug` names the kind and never the counts.
#[derive(Clone)]
pub enum Evidence {
    /// People with the property among people, for `Proportion` and `Count`. The gate makes the proportion and its
    /// Wilson limits from the rounded pair, in the unit's scale (`%`, `per 1,000`, `ratio`).
    Proportion {
        /// People with the property.
        numerator: u64,
        /// People asked about.
        denominator: u64,
    },
    /// Events, and the distinct people they happened to, for `CrudeRate` and `Count`: the rules run on the people,
    /// because nine attendances by two people are two people.
    Events {
        /// Events counted.
        events: u64,
        /// Distinct people they happened to.
        people: u64,
        /// People at risk.
        denominator: u64,
    },
    /// Observed over expected, for `IndirectlyStandardisedRatio`: 100 x observed / expected with Byar's limits, from
    /// both rounded to 5. The rules run on the observed people among the population; the pair shown is observed and
    /// expected.
    Ratio {
        /// People observed.
        observed: u64,
        /// People expected at the reference's rates.
        expected: f64,
        /// People of the area the two stand for.
        population: u64,
    },
    /// Calculated inside the boundary from exact counts: standardised rates. Shown to 3 significant figures. Where
    /// the method has no answer for these counts, hand in the counts with an estimate of `NaN`, not `NotCalculated`:
    /// the gate then says why without telling a count of none from a few.
    ///
    /// For SII, RII, `AbsoluteGap` and `RelativeGap` the value is only checked, and the gate makes it again from the
    /// groups as shown, because exact ones could be calculated back from it. Gaps are of the first group against the
    /// last (most deprived first); the value must be that of the crude shares of these groups, in the scale of the
    /// unit, or it is not calculated. Anything else between groups is [`Evidence::OfShownGroups`].
    Modelled {
        /// Value and limits; where all three are equal there are no limits.
        estimate: Estimate,
        /// Distinct people counted in all groups.
        total_count: u64,
        /// Every cell it was made from: (people counted, people asked about), most deprived or youngest first.
        groups: Vec<(u64, u64)>,
        /// Whether readers also see each group, as beside an SII or a gap. Then the figure is withheld as soon as one
        /// group is: the reader could solve for it.
        every_group_shown: bool,
    },
    /// Calculated by the gate from groups that are all shown, *after* rounding: a plain function can hold no exact
    /// count, so what it makes can be recalculated by any reader from the figures shown and tells nothing more. Fits
    /// SII, RII, concentration index, gaps and people affected. `None` is "not calculated"; equal value and limits are "no limits".
    OfShownGroups {
        /// (people counted, people asked about) by group, most deprived first.
        groups: Vec<(u64, u64)>,
        /// What to calculate from the rounded groups, in the figure's unit.
        calculate: fn(&[ShownCell]) -> Option<Estimate>,
    },
    /// Calculated from figures that are themselves released: anybody can do the same sum, so nothing more is told. Withheld
    /// as soon as one of them is. For SII, RII, concentration index, gaps and people affected, of values of any kind.
    OfReleased {
        /// The released figures, most deprived first.
        figures: Vec<Released>,
        /// What to calculate from them, in the figure's unit. A plain function holds no exact count.
        calculate: fn(&[ShownFigure]) -> Option<Estimate>,
    },
    /// Already controlled statistics, as given; class `published` only.
    Published {
        /// The value.
        value: Option<f64>,
        /// Its lower limit.
        lower: Option<f64>,
        /// Its upper limit.
        upper: Option<f64>,
        /// The count published with it.
        count: Option<i64>,
        /// The denominator published with it.
        denominator: Option<i64>,
    },
    /// There is no such figure, for a reason that does not depend on any count.
    NotCalculated,
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Proportion { .. } => "Proportion { .. }",
            Self::Events { .. } => "Events { .. }",
            Self::Ratio { .. } => "Ratio { .. }",
            Self::Modelled { .. } => "Modelled { .. }",
            Self::OfShownGroups { .. } => "OfShownGroups { .. }",
            Self::OfReleased { .. } => "OfReleased { .. }",
            Self::Published { .. } => "Published { .. }",
            Self::NotCalculated => "NotCalculated",
        })
    }
}

/// The numbers of a released figure, as a further calculation takes them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShownFigure {
    /// Value and limits as shown.
    pub estimate: Estimate,
    /// People counted, as shown.
    pub numerator: i64,
    /// People asked about, or expected, as shown.
    pub denominator: i64,
}

/// A figure put before the gate.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// Which figure.
    pub key: FigureKey,
    /// The strictest class of any data it was made from.
    pub class: DataClass,
    /// The unit a reader sees: `%`, `per 100,000`, `percentage points`, `ratio`, `people`, `years`. It also sets the
    /// scale of a proportion or rate: a proportion in a unit that is no scale is not calculated.
    pub unit: String,
    /// Which direction is good.
    pub polarity: Polarity,
    /// What it was made from.
    pub evidence: Evidence,
    /// What to compare it with.
    pub benchmark: Option<Benchmark>,
    /// Fingerprint of the definition, code lists included.
    pub definition_hash: String,
    /// The day people were judged at; none for published series.
    pub index_date: Option<Date>,
    /// The snapshot of records it came from; none for published series.
    pub snapshot: Option<String>,
}
