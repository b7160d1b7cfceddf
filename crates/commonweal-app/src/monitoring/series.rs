//! One released series as a control chart: what is drawn, and why there is none.

use super::rebase::Rebasing;
use commonweal_disclosure::{Released, Shown};
use commonweal_stats::control_chart::{News, Plan, Rebase, xmr_news};

/// The fewest shown points that are drawn. Ten give nine moving ranges; limits from fewer jump about with each point. Up to
/// [`commonweal_stats::control_chart::SHORT_SERIES`] they are provisional.
pub const FEWEST_DRAWN: usize = 10;

/// Of so many periods one may be withheld at most: a run or a trend across more gaps than that is no run.
const HIDDEN_ONE_IN: usize = 5;

/// Why a series has no chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotDrawn {
    /// Fewer than [`FEWEST_DRAWN`] points are shown.
    TooFew {
        /// How many are.
        shown: usize,
    },
    /// More than one period in five is withheld.
    TooManyHidden {
        /// How many are.
        hidden: usize,
        /// Of so many.
        periods: usize,
    },
    /// A period begins before the one before it ends, as three years taken together each year do: neighbours are alike by
    /// construction, and the rules would take that for a special cause.
    Overlapping,
    /// Numbers too extreme for limits.
    Extreme,
}

/// A drawn series.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// The chart of the shown points, and what the latest one brought.
    pub news: News,
    /// For each point of the chart, which of the figures it is; withheld figures are points of no chart.
    pub shown: Vec<usize>,
}

impl Drawn {
    /// The point of the chart that is this figure.
    pub fn point_of(&self, figure: usize) -> Option<usize> {
        self.shown.binary_search(&figure).ok()
    }
}

/// The number of a figure, where it has one to show.
pub(crate) fn shown(figure: &Released) -> Option<f64> {
    match figure.value() {
        Shown::Value(value) if !figure.is_withheld() && value.is_finite() => Some(value),
        _ => None,
    }
}

/// Draws the periods of one figure, oldest first. A withheld period is left out and never filled in.
///
/// # Errors
/// Why there is no chart.
pub fn drawn(figures: &[Released], rebasings: &[&Rebasing]) -> Result<Drawn, NotDrawn> {
    let values: Vec<(usize, f64)> =
        figures.iter().enumerate().filter_map(|(at, figure)| Some((at, shown(figure)?))).collect();
    let hidden = figures.len() - values.len();
    if figures.windows(2).any(|pair| pair[1].key().period.start() < pair[0].key().period.end()) {
        return Err(NotDrawn::Overlapping);
    }
    if values.len() < FEWEST_DRAWN {
        return Err(NotDrawn::TooFew { shown: values.len() });
    }
    if hidden * HIDDEN_ONE_IN > figures.len() {
        return Err(NotDrawn::TooManyHidden { hidden, periods: figures.len() });
    }
    let (shown, values): (Vec<usize>, Vec<f64>) = values.into_iter().unzip();
    let plan = Plan { rebases: rebases(figures, &shown, rebasings), ..Plan::default() };
    let news = xmr_news(&values, &plan).map_err(|_| NotDrawn::Extreme)?;
    Ok(Drawn { news, shown })
}

/// Rebasings as points of the chart: the first shown period that begins on the day or later. One before the series or after
/// it changes nothing; of several at one point the latest gives the reason.
fn rebases(figures: &[Released], shown: &[usize], rebasings: &[&Rebasing]) -> Vec<Rebase> {
    let mut rebases: Vec<Rebase> = Vec::new();
    let mut by_day: Vec<&&Rebasing> = rebasings.iter().collect();
    by_day.sort_by_key(|rebasing| rebasing.from);
    for rebasing in by_day {
        let first_point = shown.partition_point(|at| figures[*at].key().period.start() < rebasing.from);
        if first_point == 0 || first_point >= shown.len() {
            continue;
        }
        rebases.retain(|known| known.first_point != first_point);
        rebases.push(Rebase::at(first_point).because(rebasing.reason.clone()));
    }
    rebases
}
