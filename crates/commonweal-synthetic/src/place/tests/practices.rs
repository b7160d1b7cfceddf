//! Lists of practices are as long and as old as published, and follow openings and mergers.

use super::{age, made, residents};
use crate::day::Day;
use crate::life::{Household, Life};
use crate::practice::{AGE_BANDS, age_band};
use commonweal_reference::Reference;
use std::collections::BTreeMap;

/// People on each list, by age band.
fn listed(on: Day) -> BTreeMap<usize, [f64; AGE_BANDS]> {
    let mut found: BTreeMap<usize, [f64; AGE_BANDS]> = BTreeMap::new();
    for life in residents() {
        if let Some(practice) = life.practice(on) {
            found.entry(practice).or_default()[age_band(age(life))] += 1.0;
        }
    }
    found
}

#[test]
fn lists_are_as_long_and_as_old_as_published() {
    let (reference, practices) = (Reference::embedded(), &made().place.practices);
    let found = listed(made().calendar.as_of);
    let open = practices.codes.len() - practices.mergers.len();
    assert!(found.keys().all(|practice| *practice < open), "nobody is with a practice that closed");
    let published: BTreeMap<&str, _> =
        reference.practices().unwrap().iter().map(|practice| (practice.practice_code.as_str(), practice)).collect();
    let list = |at: usize| published[practices.codes[at].as_str()].list_size.unwrap() as f64;
    let joint = |at: usize| {
        let joined = practices.mergers.iter().filter(|merger| merger.into == at);
        list(at) + joined.map(|merger| list(merger.from)).sum::<f64>()
    };
    let all: f64 = (0..open).map(joint).sum();
    let people: f64 = found.values().flatten().sum();
    let (mut off, mut old_off, mut worst) = (0.0, 0.0, (0.0, String::new()));
    for at in 0..open {
        let bands = found.get(&at).copied().unwrap_or_default();
        let (size, wanted) = (bands.iter().sum::<f64>(), joint(at) / all * people);
        off += (size - wanted).abs();
        if (size / wanted - 1.0).abs() > worst.0 {
            worst = ((size / wanted - 1.0).abs(), format!("{}: {size} of {wanted:.0}", practices.codes[at]));
        }
        if let Some(by_age) = published[practices.codes[at].as_str()].list_by_age {
            let listed: i64 = by_age.iter().sum();
            old_off += (bands[3] / size - by_age[3] as f64 / listed as f64).abs() * size;
        }
    }
    let (off, old_off) = (off / people, old_off / people);
    eprintln!("lists: {:.1} % of people are on another than published; worst {}", 50.0 * off, worst.1);
    eprintln!("share of 65 and over on a list: off by {:.1} points on average", 100.0 * old_off);
    assert!(off < 0.12, "{off}");
    assert!(old_off < 0.04, "{old_off}");
    assert!(worst.0 < 0.5, "{}", worst.1);
}

#[test]
fn families_are_mostly_with_one_practice() {
    let as_of = made().calendar.as_of;
    let mut families: BTreeMap<i64, Vec<&Life>> = BTreeMap::new();
    for life in residents().filter(|life| life.household == Household::CoupleWithChildren) {
        families.entry(life.home(as_of).household_id).or_default().push(life);
    }
    let one = families.values().filter(|family| {
        let with: Vec<usize> = family.iter().filter_map(|life| life.practice(as_of)).collect();
        with.iter().all(|practice| *practice == with[0])
    });
    let share = one.count() as f64 / families.len() as f64;
    eprintln!("families with one practice {share:.3}");
    assert!(share > 0.6, "{share}");
}

#[test]
fn people_of_a_practice_that_merged_were_with_it_until_then() {
    let practices = &made().place.practices;
    assert_eq!(practices.mergers.len(), 6);
    for merger in &practices.mergers {
        let before = listed(merger.on - 1).get(&merger.from).map_or(0.0, |bands| bands.iter().sum());
        let joint = listed(merger.on).get(&merger.into).map_or(0.0, |bands| bands.iter().sum::<f64>());
        assert_eq!(listed(merger.on).get(&merger.from), None);
        eprintln!(
            "{} into {}: {before} of {joint}, {:.3} intended",
            practices.codes[merger.from], practices.codes[merger.into], merger.share
        );
        assert!((before / joint - merger.share).abs() < 0.12);
    }
    let moved = |life: &&Life| {
        life.practices.windows(2).any(|pair| {
            practices.mergers.iter().any(|merger| {
                pair[0].practice == merger.from && pair[1].practice == merger.into && pair[1].start == merger.on
            })
        })
    };
    assert!(residents().filter(moved).count() > 200);
}
