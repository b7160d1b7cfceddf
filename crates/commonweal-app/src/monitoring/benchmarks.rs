//! How is it elsewhere? England, the whole area, areas that are alike by public facts, and all of the same kind.

use super::series::shown;
use crate::site::Site;
use commonweal_disclosure::{FigureKey, Released};
use commonweal_model::{AreaCode, AreaType};
use commonweal_reference::ENGLAND;
use std::cmp::Ordering;

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BenchmarkWhat {
    /// The area itself.
    Here,
    /// England.
    England,
    /// The whole area that the site is about.
    Whole,
    /// An area of the same kind, alike by public facts.
    Similar,
}

/// A released figure of the same period, to set beside the area's own.
#[derive(Debug, Clone, Copy)]
pub struct BenchmarkRow<'s> {
    /// What it stands for.
    pub what: BenchmarkWhat,
    /// The figure.
    pub figure: &'s Released,
}

/// How a series stands beside others in its latest period.
#[derive(Debug, Clone)]
pub struct Benchmarks<'s> {
    /// The area first, then England, the whole area, and similar areas with the likest first. One that has no such figure is
    /// not there.
    pub rows: Vec<BenchmarkRow<'s>>,
    /// Place among the areas of its kind with a value to show, counted from the highest, and how many they are.
    pub rank: Option<(usize, usize)>,
}

/// Sets the latest figure of a series beside those of others in the same period.
pub fn benchmarks<'s>(site: &'s Site, key: &FigureKey) -> Benchmarks<'s> {
    let of = |area: &AreaCode, kind: AreaType| of_area(site, key, area, kind);
    let mut rows = Vec::new();
    let mut add = |what: BenchmarkWhat, figure: Option<&'s Released>| {
        rows.extend(figure.map(|figure| BenchmarkRow { what, figure }));
    };
    add(BenchmarkWhat::Here, site.released().get(key));
    if let Ok(england) = ENGLAND.parse() {
        add(BenchmarkWhat::England, of(&england, AreaType::Country));
    }
    let whole = &site.facts().area;
    if key.area != *whole {
        add(BenchmarkWhat::Whole, of(whole, AreaType::Icb));
    }
    for like in site.area(&key.area).map(|area| site.similar_areas(area)).unwrap_or_default() {
        add(BenchmarkWhat::Similar, of(&like.code, key.area_type));
    }
    Benchmarks { rows, rank: rank(site, key) }
}

/// The figure of another area that differs in nothing else.
fn of_area<'s>(site: &'s Site, key: &FigureKey, area: &AreaCode, kind: AreaType) -> Option<&'s Released> {
    let same = |figure: &&Released| {
        let other = figure.key();
        (other.area == *area && other.area_type == kind)
            && (&other.series, &other.breakdowns, other.statistic, other.period)
                == (&key.series, &key.breakdowns, key.statistic, key.period)
            && other.family == key.family
    };
    site.released().find(&key.indicator_id).find(same)
}

/// The figures of every area of the kind, of the same period.
pub(crate) fn peers<'s>(site: &'s Site, key: &'s FigureKey) -> impl Iterator<Item = &'s Released> {
    site.released().find(&key.indicator_id).filter(move |figure| {
        let other = figure.key();
        other.area_type == key.area_type
            && (&other.series, &other.breakdowns, other.statistic, other.period)
                == (&key.series, &key.breakdowns, key.statistic, key.period)
            && other.family == key.family
            && site.area(&other.area).is_some()
    })
}

fn rank(site: &Site, key: &FigureKey) -> Option<(usize, usize)> {
    let own = shown(site.released().get(key)?)?;
    let values: Vec<f64> = peers(site, key).filter_map(shown).collect();
    let above = values.iter().filter(|value| value.total_cmp(&own) == Ordering::Greater).count();
    (values.len() > 1).then_some((above + 1, values.len()))
}
