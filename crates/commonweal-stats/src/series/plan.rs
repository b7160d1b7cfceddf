//! Points, what is fitted to them, and the columns of that regression.

use super::error::SeriesError;
use super::linear::Table;

/// The most periods that a series may span.
const MOST_PERIODS: i64 = 100_000;
const MONTHS: i32 = 12;

/// A released value and its period: months, quarters or weeks counted from any origin, one apart. With seasons the
/// periods are months, and those that 12 divides are January.
/// An example stands at [`super::segmented()`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Number of the period.
    pub period: i32,
    /// The value, in the unit of the indicator.
    pub value: f64,
}

/// How the time of year enters the regression.
/// An example stands at [`super::segmented()`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Season {
    /// Not at all.
    #[default]
    None,
    /// A sine and a cosine of a year's length (two terms).
    OneHarmonic,
    /// The same, and a pair of half a year's length (four terms).
    TwoHarmonics,
    /// An indicator for each calendar month but January (eleven terms).
    CalendarMonths,
}

/// What is fitted: a line, a change of level and of slope at each interruption, and the seasons.
/// An example stands at [`super::segmented()`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The first period after each interruption, in order.
    pub interruptions: Vec<i32>,
    /// The time of year.
    pub season: Season,
}

impl Plan {
    /// One interruption, no seasons.
    ///
    /// # Example
    /// ```
    /// use commonweal_stats::series::{Plan, Season};
    /// assert_eq!(Plan::at(12), Plan { interruptions: vec![12], season: Season::None });
    /// ```
    #[must_use]
    pub fn at(first_period_after: i32) -> Self {
        Self { interruptions: vec![first_period_after], season: Season::None }
    }

    /// The terms of the regression in their order: intercept, trend, level and slope of each interruption, seasons.
    /// An example stands at [`super::segmented()`].
    #[must_use]
    pub fn terms(&self) -> Vec<Term> {
        let mut terms = vec![Term::Intercept, Term::Trend];
        for index in 0..self.interruptions.len() {
            terms.extend([Term::Level(index), Term::Slope(index)]);
        }
        match self.season {
            Season::None => {}
            Season::OneHarmonic => terms.extend([Term::Sine(1), Term::Cosine(1)]),
            Season::TwoHarmonics => terms.extend([Term::Sine(1), Term::Cosine(1), Term::Sine(2), Term::Cosine(2)]),
            Season::CalendarMonths => terms.extend((1..MONTHS).map(Term::Month)),
        }
        terms
    }
}

/// A term of the regression.
/// An example stands at [`super::segmented()`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// The level at the first point.
    Intercept,
    /// Change a period before any interruption.
    Trend,
    /// Change of level in the first period after this interruption.
    Level(usize),
    /// Change of slope, a period, from this interruption on; zero in its first period.
    Slope(usize),
    /// Sine of so many waves a year.
    Sine(i32),
    /// Cosine of so many waves a year.
    Cosine(i32),
    /// A calendar month, 1 for February up to 11 for December.
    Month(i32),
}

impl Term {
    fn at(self, plan: &Plan, first: i32, period: i32) -> f64 {
        let angle = |waves: i32| {
            2.0 * std::f64::consts::PI * f64::from(waves) * f64::from(period.rem_euclid(MONTHS)) / f64::from(MONTHS)
        };
        let since = |index: usize| f64::from(period) - f64::from(plan.interruptions[index]);
        match self {
            Self::Intercept => 1.0,
            Self::Trend => f64::from(period) - f64::from(first),
            Self::Level(index) => f64::from(u8::from(since(index) >= 0.0)),
            Self::Slope(index) => since(index).max(0.0),
            Self::Sine(waves) => libm::sin(angle(waves)),
            Self::Cosine(waves) => libm::cos(angle(waves)),
            Self::Month(month) => f64::from(u8::from(period.rem_euclid(MONTHS) == month)),
        }
    }
}

/// A series with the columns of its regression: one row a point, the terms of [`Plan::terms`].
/// An example stands at [`super::segmented()`].
#[derive(Debug, Clone)]
pub struct Design {
    pub(super) terms: Vec<Term>,
    pub(super) table: Table,
    pub(super) values: Vec<f64>,
    pub(super) periods: Vec<i32>,
    pub(super) plan: Plan,
}

impl Design {
    /// The regression of these points by this plan.
    ///
    /// # Errors
    /// Values that are not finite, periods out of order, no interruption, or fewer points than terms. The rules of how
    /// short a series may be are those of the default estimator, [`segmented`](super::segmented).
    pub fn new(points: &[Point], plan: &Plan) -> Result<Self, SeriesError> {
        if let Some(index) = points.iter().position(|point| !point.value.is_finite()) {
            return Err(SeriesError::NotFinite { index });
        }
        if let Some(index) = points.windows(2).position(|pair| pair[1].period <= pair[0].period) {
            return Err(SeriesError::OutOfOrder { index: index + 1 });
        }
        if plan.interruptions.is_empty() || plan.interruptions.windows(2).any(|pair| pair[1] <= pair[0]) {
            return Err(SeriesError::Interruptions);
        }
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return Err(SeriesError::TooFewPoints { found: 0 });
        };
        if i64::from(last.period) - i64::from(first.period) >= MOST_PERIODS {
            return Err(SeriesError::TooLong { most: MOST_PERIODS });
        }
        let terms = plan.terms();
        if points.len() <= terms.len() {
            return Err(SeriesError::TooFewPoints { found: points.len() });
        }
        let cells = points
            .iter()
            .flat_map(|point| terms.iter().map(|term| term.at(plan, first.period, point.period)))
            .collect();
        Ok(Self {
            table: Table { columns: terms.len(), cells },
            values: points.iter().map(|point| point.value).collect(),
            periods: points.iter().map(|point| point.period).collect(),
            plan: plan.clone(),
            terms,
        })
    }

    /// The terms, in the order of every fit's coefficients.
    /// An example stands at [`super::segmented()`].
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    pub(super) fn has_gaps(&self) -> bool {
        self.periods.windows(2).any(|pair| pair[1] != pair[0] + 1)
    }

    pub(super) fn points(&self) -> usize {
        self.values.len()
    }
}

/// The outcome less the comparison series, in the periods that both have: a change in it is a change that the
/// comparison did not have. Its coefficients are the interaction terms of a regression of both series stacked.
///
/// # Errors
/// [`SeriesError::Comparison`] if they share fewer than two thirds of the outcome's periods.
///
/// # Example
/// ```
/// use commonweal_stats::series::{Point, controlled};
/// let at = |period, value| Point { period, value };
/// assert_eq!(controlled(&[at(1, 12.0), at(2, 15.0)], &[at(1, 10.0), at(2, 11.0)])?, [at(1, 2.0), at(2, 4.0)]);
/// # Ok::<(), commonweal_stats::series::SeriesError>(())
/// ```
pub fn controlled(outcome: &[Point], comparison: &[Point]) -> Result<Vec<Point>, SeriesError> {
    let mut others = comparison.iter().peekable();
    let mut differences = Vec::with_capacity(outcome.len());
    for point in outcome {
        while others.next_if(|other| other.period < point.period).is_some() {}
        if let Some(other) = others.next_if(|other| other.period == point.period) {
            differences.push(Point { period: point.period, value: point.value - other.value });
        }
    }
    if outcome.is_empty() || differences.len() * 3 < outcome.len() * 2 {
        return Err(SeriesError::Comparison);
    }
    Ok(differences)
}
