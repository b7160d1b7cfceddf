//! Noninterference: releases whose exact counts differ within what is withheld, and nowhere else, cannot be told apart by
//! anything a reader can ask for.
//!
//! Four people change places. In one district one more person of an ethnic group smokes and one fewer of another, in a second
//! district the other way round; in two pairs of neighbourhoods the same, and in a third pair a person moves. So every total
//! stays as it is, every changed count stays between one and seven, and the audit sees other counts than before. Two more
//! districts have a total of 18 or 19 people who smoke, 12 of them male: both totals are shown as 20 and both twelves as 10,
//! so that the others could be worked out to be 6 or 7, and the audit has to hide the twelves besides.

use super::doors::{INDICATOR, Whole, every_address, ways};
use crate::site::{site, workspace};
use axum::Router;
use commonweal_app::{Site, load_library};
use commonweal_disclosure::{Gate, ReleaseNote, ReleasedSet, Utility, Withheld, WorkspaceClass};
use commonweal_indicator::{Counts, Cube, CubeKey, Lineage, NoMemory, Release, StandardPopulation, audited};
use commonweal_model::{AreaCode, AreaType, Breakdown, Dimension, Family};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Two counts that come to eight, each from one to seven.
const TRUTHS: [(u64, u64); 4] = [(4, 4), (3, 5), (1, 7), (6, 2)];

const GROUPS: [&str; 4] = ["asian", "black", "white", "not_known"];

/// Districts make up the whole, in one way.
struct Districts(AreaCode, Vec<AreaCode>);

impl Lineage for Districts {
    fn parts(&self, family: Family, area_type: AreaType, area: &AreaCode) -> Vec<Vec<(AreaType, AreaCode)>> {
        if family == Family::Residence && area_type == AreaType::Icb && *area == self.0 {
            vec![self.1.iter().map(|code| (AreaType::District, code.clone())).collect()]
        } else {
            Vec::new()
        }
    }
}

fn key(area_type: AreaType, area: &AreaCode, group: Option<&str>) -> CubeKey {
    let breakdown =
        |category: &str| Breakdown { dimension: Dimension::EthnicityCensus2021, category: category.to_owned() };
    CubeKey {
        indicator: INDICATOR.to_owned(),
        area_type,
        area: area.clone(),
        breakdowns: group.map(breakdown).into_iter().collect(),
    }
}

fn counts((numerator, denominator): (u64, u64)) -> Counts {
    Counts { numerator, denominator, expected_millionths: 0 }
}

fn codes(site: &Site, kind: AreaType) -> Vec<AreaCode> {
    site.areas().filter(|area| area.area_type == kind).map(|area| area.code.clone()).collect()
}

/// The counts of a district's groups; `few` are those of Asian and of Black people who smoke.
fn groups(number: u64, few: (u64, u64)) -> [(u64, u64); 4] {
    [(few.0, 180), (few.1, 140), (400 + 20 * number, 2_000 + 100 * number), (25, 90)]
}

/// The planted counts: `a` and `b` stand where counts are withheld.
fn cube(site: &Site, (a, b): (u64, u64)) -> Cube {
    let mut cube = Cube::default();
    let mut whole: BTreeMap<Option<&str>, (u64, u64)> = BTreeMap::new();
    let mut add = |group: Option<&'static str>, counts: (u64, u64)| {
        let sum = whole.entry(group).or_default();
        *sum = (sum.0 + counts.0, sum.1 + counts.1);
    };
    for (number, code) in (0..).zip(codes(site, AreaType::District)) {
        if number == 3 || number == 4 {
            let female = if number == 3 { 6 + a % 2 } else { 7 - a % 2 };
            for (sex, counted) in [("female", female), ("male", 12)] {
                let breakdown = Breakdown { dimension: Dimension::Sex, category: sex.to_owned() };
                let key = CubeKey { breakdowns: vec![breakdown], ..key(AreaType::District, &code, None) };
                cube.insert(key, counts((counted, 500)));
            }
            cube.insert(key(AreaType::District, &code, None), counts((female + 12, 1_000)));
            add(None, (female + 12, 1_000));
            continue;
        }
        let few = match number {
            0 => (a, b),
            1 => (b, a),
            // Small as well in a third district, and larger elsewhere.
            2 => (5, 30),
            _ => (30, 40),
        };
        let of = groups(number, few);
        for (group, pair) in GROUPS.into_iter().zip(of) {
            cube.insert(key(AreaType::District, &code, Some(group)), counts(pair));
            add(Some(group), pair);
        }
        let all = of.iter().fold((0, 0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
        cube.insert(key(AreaType::District, &code, None), counts(all));
        add(None, all);
    }
    for (group, pair) in whole {
        cube.insert(key(AreaType::Icb, &site.facts().area, group), counts(pair));
    }
    for (number, code) in (0_u64..).zip(codes(site, AreaType::Msoa)) {
        let pair = match number % 9 {
            0 => (a, 300),
            1 => (b, 300),
            // All but few.
            2 => (200 - a, 200),
            3 => (200 - b, 200),
            // So few people that everything is withheld.
            4 => (1, (a % 4) + 3),
            5 => (1, (b % 4) + 3),
            _ => (20 + number % 40, 260),
        };
        cube.insert(key(AreaType::Msoa, &code, None), counts(pair));
    }
    cube
}

/// The release of these counts, by the same code as any other.
fn released(site: &Site, truth: (u64, u64)) -> (ReleasedSet, Utility) {
    let note = ReleaseNote { release_id: "r1".to_owned(), released_at: "2026-10-01T09:00:00Z".to_owned() };
    let gate = Gate::automatic(WorkspaceClass::Synthetic, note).unwrap();
    let library = load_library(Some(workspace())).unwrap();
    let with = Release {
        gate: &gate,
        lattice: &library.lattice,
        standard: &StandardPopulation(Vec::new()),
        whole: site.facts().area.clone(),
        whole_name: site.facts().area_name.clone(),
        snapshot: "s1".to_owned(),
        index_date: site.facts().index_date.unwrap(),
    };
    let lineage = Districts(site.facts().area.clone(), codes(site, AreaType::District));
    let made = audited(&[&library.indicators[INDICATOR]], &cube(site, truth), &with, &lineage, &NoMemory);
    (ReleasedSet::new(made.released).unwrap(), made.utility)
}

fn router(site: Site, truth: (u64, u64)) -> Router {
    let (set, utility) = released(&site, truth);
    commonweal_web::router(Arc::new(site.with_release(set, Some(utility))))
}

#[tokio::test]
async fn the_planted_counts_differ_and_are_withheld() {
    let site = site();
    let (first, _) = released(&site, TRUTHS[0]);
    let hidden = first.iter().filter(|figure| figure.is_withheld()).count();
    assert!(hidden > 60, "{hidden} withheld figures");
    for why in [Withheld::Disclosure, Withheld::Linked] {
        assert!(first.iter().any(|figure| figure.withheld() == Some(why)), "{why}");
    }
    for truth in TRUTHS {
        let cube = cube(&site, truth);
        let district = &codes(&site, AreaType::District)[0];
        let found = cube.get(&key(AreaType::District, district, Some("asian"))).unwrap();
        assert_eq!(found.numerator, truth.0, "the truth is in the cube");
    }
}

#[tokio::test]
async fn a_change_that_may_be_seen_is_seen() {
    // Else the test below would compare pages that show nothing: here one count leaves what is withheld.
    let (seen, other) = (released(&site(), (4, 4)).0, released(&site(), (4, 30)).0);
    let pages = [seen, other].map(|set| commonweal_web::router(Arc::new(site().with_figures(set))));
    let address = format!("/indicators/{INDICATOR}?area={}", codes(&site(), AreaType::District)[0]);
    let first = ways(&pages[0], &address).await;
    let second = ways(&pages[1], &address).await;
    assert!(first[0].1 != second[0].1, "the page shows a count that may be shown");
}

#[tokio::test]
async fn releases_that_differ_within_what_is_withheld_are_the_same_in_every_answer() {
    let (set, utility) = released(&site(), TRUTHS[0]);
    for truth in &TRUTHS[1..] {
        let (other, other_utility) = released(&site(), *truth);
        assert_eq!(set.len(), other.len());
        let differ = set.iter().zip(other.iter()).find(|(a, b)| a != b).map(|(a, _)| a.key().clone());
        assert_eq!(differ, None, "the figures themselves tell two hidden truths apart");
        assert_eq!(utility, other_utility, "the count of what is hidden tells two hidden truths apart");
        assert_eq!(set.seal(), other.seal(), "so does the seal");
    }
    let addresses = every_address(&router(site(), TRUTHS[0])).await;
    assert!(addresses.len() > 150, "{} addresses", addresses.len());
    let mut first: BTreeMap<String, Vec<(&'static str, Whole)>> = BTreeMap::new();
    for truth in TRUTHS {
        let router = router(site(), truth);
        for address in &addresses {
            let answers = ways(&router, address).await;
            match first.get(address) {
                None => {
                    first.insert(address.clone(), answers);
                }
                Some(known) => {
                    for ((way, a), (_, b)) in known.iter().zip(&answers) {
                        assert_eq!(a.status, b.status, "{address}, {way}");
                        assert_eq!(a.headers, b.headers, "headers of {address}, {way}");
                        assert_eq!(a.bytes.len(), b.bytes.len(), "length of {address}, {way}");
                        assert!(a.bytes == b.bytes, "{address}, {way}, tells two hidden truths apart");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn answers_kept_for_the_next_reader_are_the_same_as_fresh_ones() {
    let router = router(site(), TRUTHS[0]);
    for address in every_address(&router).await {
        if address.ends_with("/preview") {
            continue;
        }
        let (fresh, kept) = (ways(&router, &address).await, ways(&router, &address).await);
        for ((way, a), (_, b)) in fresh.iter().zip(&kept) {
            assert!(a == b, "{address}, {way}: the second answer differs from the first");
        }
    }
}
