//! The same series elsewhere: England's, or the middle of the other areas of the kind.

use crate::monitoring::{peers, shown};
use crate::site::Site;
use commonweal_disclosure::{FigureKey, Released};
use commonweal_indicator::{say, text};
use commonweal_model::AreaCode;
use commonweal_reference::ENGLAND;

/// The fewest other areas whose middle says anything.
const FEWEST_AREAS: usize = 3;

/// A comparison series, period by period.
#[derive(Debug, Clone, PartialEq)]
pub struct Elsewhere {
    /// What it is: `England`, `the middle of the 7 other districts`.
    pub label: String,
    /// Its value in each period of the series; none where too little is shown.
    pub values: Vec<Option<f64>>,
}

impl Elsewhere {
    /// England's values where they are published with the series, else the middle value of the other areas of the kind; none
    /// where there is neither.
    pub(crate) fn of(site: &Site, key: &FigureKey, figures: &[Released]) -> Option<Self> {
        let england: AreaCode = ENGLAND.parse().ok()?;
        let of_england = site.released().find(&key.indicator_id).find(|figure| {
            let other = figure.key();
            other.area == england
                && (&other.series, &other.breakdowns, other.statistic) == (&key.series, &key.breakdowns, key.statistic)
        });
        let label = text("evaluation.england").to_owned();
        let found =
            of_england.map(|figure| Self { label, values: aligned(figures, site.released().trend(figure.key())) });
        found.filter(Self::says_something).or_else(|| Self::of_peers(site, key, figures))
    }

    fn of_peers(site: &Site, key: &FigureKey, figures: &[Released]) -> Option<Self> {
        let others = peers(site, key).filter(|figure| figure.key().area != key.area);
        let others: Vec<Vec<Option<f64>>> =
            others.map(|figure| aligned(figures, site.released().trend(figure.key()))).collect();
        if others.len() < FEWEST_AREAS {
            return None;
        }
        let middle = |at: usize| {
            let mut values: Vec<f64> = others.iter().filter_map(|series| series[at]).collect();
            values.sort_by(f64::total_cmp);
            let half = values.len() / 2;
            match values.len() {
                0..FEWEST_AREAS => None,
                odd if odd % 2 == 1 => Some(values[half]),
                _ => Some((values[half - 1] + values[half]) / 2.0),
            }
        };
        let kind = key.area_type.label().to_lowercase();
        let label = say("evaluation.peers", &[("number", &others.len().to_string()), ("kind", &kind)]);
        Some(Self { label, values: (0..figures.len()).map(middle).collect() }).filter(Self::says_something)
    }

    fn says_something(&self) -> bool {
        self.values.iter().flatten().count() >= FEWEST_AREAS
    }
}

/// The shown values of another series in the periods of one.
fn aligned(figures: &[Released], other: &[Released]) -> Vec<Option<f64>> {
    let value = |figure: &Released| {
        let at = other.binary_search_by_key(&figure.key().period, |other| other.key().period).ok()?;
        shown(&other[at])
    };
    figures.iter().map(value).collect()
}
