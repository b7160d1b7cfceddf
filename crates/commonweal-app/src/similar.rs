//! Which areas are most like this one? A stated distance over public facts, for areas of one kind.
//!
//! Four kinds of facts are looked at: age (share of people in each stage of life), deprivation (share in each fifth of
//! England), ethnicity (share in each of five groups) and rurality (share in rural small areas). Each share is set on
//! the scale of its spread among the areas of the kind (its difference is divided by their standard deviation). The
//! distance of a kind of facts is the root of the mean of the squared differences; the distance of two areas is the root
//! of the mean of the squared distances of the kinds of facts that both have. So age counts as much as deprivation,
//! however many shares each is told in. What all areas share alike says nothing and is left out.
//!
//! No figure of health takes part: areas alike by what their people are may then be compared by how they fare.

use crate::site_areas::AreaInfo;
use commonweal_model::AreaCode;

/// Kinds of public facts that areas are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PublicFacts {
    /// Share of people in each stage of life.
    Age,
    /// Share of people in each fifth of England by deprivation.
    Deprivation,
    /// Share of people in each of five ethnic groups.
    Ethnicity,
    /// Share of people in rural small areas.
    Rurality,
}

impl PublicFacts {
    /// Every kind, in reading order.
    pub const ALL: [Self; 4] = [Self::Age, Self::Deprivation, Self::Ethnicity, Self::Rurality];
}

/// An area like another.
#[derive(Debug, Clone, PartialEq)]
pub struct SimilarArea {
    /// Its code.
    pub code: AreaCode,
    /// How far apart the two are: nought is alike, one is a typical spread among areas of the kind.
    pub distance: f64,
    /// The kind of facts they are most alike in.
    pub most_alike: PublicFacts,
    /// The kind of facts they differ most in.
    pub least_alike: PublicFacts,
}

/// At most so many areas are named; a longer list is not about likeness any more.
const MOST: usize = 5;

/// The shares of an area, a list for each kind of facts; empty where nothing is published.
type Shares = [Vec<f64>; 4];

/// The areas most like `area` among `others`, the likest first; `area` itself is passed over.
pub(crate) fn similar_areas<'a>(area: &AreaInfo, others: impl Iterator<Item = &'a AreaInfo>) -> Vec<SimilarArea> {
    let areas: Vec<&AreaInfo> = others.collect();
    let shares: Vec<Shares> = areas.iter().map(|other| shares_of(other)).collect();
    let Some(own) = areas.iter().position(|other| other.code == area.code) else { return Vec::new() };
    nearest(own, &shares)
        .into_iter()
        .take(MOST)
        .map(|near| SimilarArea {
            code: areas[near.position].code.clone(),
            distance: near.distance,
            most_alike: near.most_alike,
            least_alike: near.least_alike,
        })
        .collect()
}

fn shares_of(area: &AreaInfo) -> Shares {
    let of_counts = |counts: Vec<i64>| {
        let all: i64 = counts.iter().sum();
        if all > 0 { counts.iter().map(|count| *count as f64 / all as f64).collect() } else { Vec::new() }
    };
    let fifths = |tenths: [f64; 10]| tenths.chunks(2).map(|pair| pair.iter().sum()).collect();
    [
        of_counts(area.stages.iter().map(|(_, people)| *people).collect()),
        area.deprivation_strip.map(fifths).unwrap_or_default(),
        of_counts(area.ethnic_groups.iter().map(|(_, people)| *people).collect()),
        area.rural_share.into_iter().collect(),
    ]
}

struct Near {
    position: usize,
    distance: f64,
    most_alike: PublicFacts,
    least_alike: PublicFacts,
}

/// Every other area with its distance, the nearest first; at the same distance in the order given.
fn nearest(own: usize, areas: &[Shares]) -> Vec<Near> {
    let spreads: Vec<Vec<f64>> = (0..PublicFacts::ALL.len()).map(|kind| spreads(kind, areas)).collect();
    let mut found: Vec<Near> = (0..areas.len())
        .filter(|other| *other != own)
        .filter_map(|other| {
            let mut by_kind: Vec<(f64, PublicFacts)> = PublicFacts::ALL
                .into_iter()
                .zip(&spreads)
                .enumerate()
                .filter_map(|(at, (kind, spreads))| {
                    Some((distance(&areas[own][at], &areas[other][at], spreads)?, kind))
                })
                .collect();
            let kinds = by_kind.len() as f64;
            let squares: f64 = by_kind.iter().map(|(distance, _)| distance * distance).sum();
            by_kind.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
            Some(Near {
                position: other,
                distance: (squares / kinds).sqrt(),
                most_alike: by_kind.first()?.1,
                least_alike: by_kind.last()?.1,
            })
        })
        .collect();
    found.sort_by(|a, b| a.distance.total_cmp(&b.distance).then_with(|| a.position.cmp(&b.position)));
    found
}

/// The standard deviation of each share of a kind among the areas that have it.
fn spreads(kind: usize, areas: &[Shares]) -> Vec<f64> {
    let with: Vec<&Vec<f64>> = areas.iter().map(|shares| &shares[kind]).filter(|shares| !shares.is_empty()).collect();
    let width = with.first().map_or(0, |shares| shares.len());
    let spread = |at: usize| {
        let values: Vec<f64> = with.iter().filter_map(|shares| shares.get(at).copied()).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        (values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / values.len() as f64).sqrt()
    };
    (0..width).map(spread).collect()
}

/// How far apart two areas are in one kind of facts; none where either has none, or all areas are alike.
fn distance(a: &[f64], b: &[f64], spreads: &[f64]) -> Option<f64> {
    if a.len() != spreads.len() || b.len() != spreads.len() {
        return None;
    }
    let squares: Vec<f64> = a
        .iter()
        .zip(b)
        .zip(spreads)
        .filter(|(_, spread)| **spread > 1e-12)
        .map(|((a, b), spread)| ((a - b) / spread) * ((a - b) / spread))
        .collect();
    (!squares.is_empty()).then(|| (squares.iter().sum::<f64>() / squares.len() as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An area by its share of older people, share in the most deprived fifth, and share in rural areas.
    fn area(old: f64, deprived: f64, rural: Option<f64>) -> Shares {
        [vec![1.0 - old, old], vec![deprived, 0.0, 0.0, 0.0, 1.0 - deprived], Vec::new(), rural.into_iter().collect()]
    }

    fn order(own: usize, areas: &[Shares]) -> Vec<usize> {
        nearest(own, areas).iter().map(|near| near.position).collect()
    }

    #[test]
    fn the_likest_area_comes_first_and_an_area_is_not_like_itself() {
        let areas = [area(0.2, 0.5, None), area(0.5, 0.0, None), area(0.21, 0.48, None), area(0.3, 0.4, None)];
        assert_eq!(order(0, &areas), [2, 3, 1]);
        assert!(nearest(0, &areas)[0].distance < nearest(0, &areas)[1].distance);
    }

    #[test]
    fn likeness_goes_both_ways() {
        let areas = [area(0.2, 0.5, Some(0.0)), area(0.5, 0.1, Some(0.4)), area(0.3, 0.3, Some(0.9))];
        let between = |a: usize, b: usize| {
            nearest(a, &areas).iter().find(|near| near.position == b).map(|near| near.distance).unwrap()
        };
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            assert!((between(a, b) - between(b, a)).abs() < 1e-12, "{a} and {b}");
        }
    }

    #[test]
    fn the_scale_of_a_fact_does_not_matter() {
        // Shares told in thousandths instead of ones give the same distances.
        let areas = [area(0.2, 0.5, Some(0.1)), area(0.5, 0.1, Some(0.4)), area(0.3, 0.3, Some(0.9))];
        let scaled: Vec<Shares> =
            areas.iter().map(|area| area.clone().map(|kind| kind.iter().map(|x| x * 1_000.0).collect())).collect();
        for (a, b) in nearest(0, &areas).iter().zip(nearest(0, &scaled)) {
            assert_eq!(a.position, b.position);
            assert!((a.distance - b.distance).abs() < 1e-9);
        }
    }

    #[test]
    fn what_one_of_two_areas_lacks_is_left_out_of_their_distance() {
        let areas = [area(0.2, 0.5, None), area(0.2, 0.5, Some(0.9)), area(0.5, 0.1, Some(0.1))];
        let near = nearest(0, &areas);
        assert_eq!(near[0].position, 1);
        assert!(near[0].distance < 1e-12, "alike in everything both have");
    }

    #[test]
    fn what_all_areas_share_alike_says_nothing() {
        let areas = [area(0.2, 0.5, Some(0.0)), area(0.2, 0.1, Some(0.0)), area(0.2, 0.4, Some(0.0))];
        let near = nearest(0, &areas);
        assert_eq!((near[0].position, near[0].most_alike), (2, PublicFacts::Deprivation));
        assert!(nearest(0, &[area(0.2, 0.5, None)]).is_empty(), "one area is like no other");
    }

    #[test]
    fn each_neighbour_says_what_they_share_and_where_they_differ() {
        let areas = [area(0.2, 0.5, Some(0.1)), area(0.2, 0.5, Some(0.9)), area(0.6, 0.0, Some(0.5))];
        let near = nearest(0, &areas);
        let to_second = near.iter().find(|near| near.position == 1).unwrap();
        assert_eq!(
            (to_second.most_alike, to_second.least_alike),
            (PublicFacts::Age, PublicFacts::Rurality),
            "at the same distance the first kind is named"
        );
    }
}
