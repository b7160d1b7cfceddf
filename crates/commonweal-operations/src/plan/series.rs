//! `series` is what was observed of a measure, and what else a commitment is judged by.

use jiff::civil::Date;

use commonweal_stats::Confidence;
use commonweal_stats::forecast::{Settings, forecast};

use crate::words::words;

/// One observed value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed {
    /// The last day of its period.
    pub end: Date,
    /// The value, in the commitment's unit.
    pub value: f64,
    /// Its 95% limits, where there are any.
    pub limits: Option<(f64, f64)>,
}

/// The values of one measure, from released or published figures of one source and method.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Months from one value to the next: 1, 3 or 12.
    pub step_months: u8,
    /// The values, in any order; a period that was withheld is simply not there.
    pub values: Vec<Observed>,
}

impl Series {
    /// The last value whose period ended by a day.
    #[must_use]
    pub fn latest_by(&self, day: Date) -> Option<&Observed> {
        self.values.iter().filter(|value| value.end <= day).max_by_key(|value| value.end)
    }

    /// The value for a day: that of the last period which ended within one step before it, or on it.
    #[must_use]
    pub fn value_for(&self, day: Date) -> Option<&Observed> {
        let step = i32::from(self.step_months);
        self.latest_by(day).filter(|value| months_between(value.end, day) < step)
    }

    /// The forecast for a day, by exponential smoothing with the model that describes the series best, and its 95%
    /// limits: value, lower, upper. Seasons are not looked for in series of years.
    ///
    /// `None` where the day is before the end of the series, or fewer than five values leave nothing to build limits on.
    #[must_use]
    pub fn forecast_for(&self, day: Date, known_on: Date) -> Option<(f64, f64, f64)> {
        let step = usize::from(self.step_months);
        let mut known: Vec<&Observed> = self.values.iter().filter(|value| value.end <= known_on).collect();
        known.sort_by_key(|value| value.end);
        let (first, last) = (known.first()?, known.last()?);
        let place = |end: Date| usize::try_from(months_between(first.end, end)).ok()?.checked_div(step);
        let mut values = vec![f64::NAN; place(last.end)? + 1];
        for observed in &known {
            values[place(observed.end)?] = observed.value;
        }
        let horizon = usize::try_from(months_between(last.end, day)).ok()?.checked_div(step)?;
        let season = (step == 1).then_some(12).or((step == 3).then_some(4));
        let settings = Settings { horizon, level: Confidence::P95, season, ..Settings::default() };
        let forecast = forecast(&values, &settings).ok()?;
        let point = forecast.points.last()?;
        let (lower, upper) = point.limits?;
        Some((point.value, lower, upper))
    }
}

/// Whole months from one end of a month to another.
pub(super) fn months_between(from: Date, to: Date) -> i32 {
    (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month()) - i32::from(from.month())
}

/// What would have become of a measure had nothing been done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// The value it grows from.
    pub from: f64,
    /// The day of that value.
    pub on: Date,
    /// Growth a year: 0.02 is two per cent.
    pub yearly: f64,
}

impl Growth {
    /// The value the scenario has on a day: compound growth by months.
    #[must_use]
    pub fn on(&self, day: Date) -> f64 {
        self.from * (1.0 + self.yearly).powf(f64::from(months_between(self.on, day)) / 12.0)
    }
}

/// What is recorded of something that is either done or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// It was done on a day.
    DoneOn(Date),
    /// It is not done; whoever owns it expects it on a day, or has not said.
    NotDone {
        /// The day.
        expected: Option<Date>,
    },
}

/// What a commitment is judged by. Everything but the day may be missing, and the answer then says so.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'e> {
    /// Today.
    pub today: Date,
    /// What was observed.
    pub series: Option<&'e Series>,
    /// The baseline with its day, where its owners agreed one that the plans leave out.
    pub baseline: Option<(f64, Date)>,
    /// England's latest value.
    pub england: Option<f64>,
    /// The national target of the year.
    pub national_target: Option<f64>,
    /// The scenario without action.
    pub growth: Option<Growth>,
    /// What is recorded of a milestone.
    pub report: Option<Report>,
    /// The shape of the way from baseline to target.
    pub way: Way,
}

impl Evidence<'_> {
    /// Nothing but a day.
    #[must_use]
    pub fn none(today: Date) -> Self {
        Self {
            today,
            series: None,
            baseline: None,
            england: None,
            national_target: None,
            growth: None,
            report: None,
            way: Way::Straight,
        }
    }
}

words! {
    /// The shape of the way from a baseline to a target, in months.
    ///
    /// A way against unmitigated growth is not chosen here: the comparator of the commitment asks for it, and it is the
    /// scenario less a share that grows in a straight line from nothing to the figure.
    #[derive(Default)]
    pub enum Way("a shape of the way to a target") {
        /// The same step each month.
        #[default]
        Straight = "straight", "The same step each month";
        /// Large steps first: each year's is half the one before it.
        Damped = "damped", "Large steps first, each year's half the one before";
    }
}

impl Way {
    /// The part of the way, from 0 to 1, that should have been gone after so many of all months.
    ///
    /// Straight: 12 of 48 months are 0.25. Damped: over two years the first is 2/3 of the way, for its step is twice
    /// the second's.
    ///
    /// ```
    /// use commonweal_operations::plan::Way;
    /// assert_eq!(Way::Straight.gone(12, 48), 0.25);
    /// assert!((Way::Damped.gone(12, 24) - 2.0 / 3.0).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn gone(self, months: i32, of: i32) -> f64 {
        if months >= of || of <= 0 {
            return 1.0;
        }
        let (months, of) = (f64::from(months.max(0)), f64::from(of));
        match self {
            Self::Straight => months / of,
            Self::Damped => {
                let left = |months: f64| 0.5_f64.powf(months / 12.0);
                (1.0 - left(months)) / (1.0 - left(of))
            }
        }
    }
}
