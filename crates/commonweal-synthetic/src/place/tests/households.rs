//! Households are such as people live in.

use super::{age, made, residents};
use crate::life::{Household, Life};
use std::collections::BTreeMap;

#[test]
fn households_make_sense() {
    let (mut homes, mut neighbourhoods): (BTreeMap<i64, Vec<&Life>>, BTreeMap<i64, usize>) = Default::default();
    for life in &made().lives {
        for home in &life.homes {
            assert_eq!(*neighbourhoods.entry(home.household_id).or_insert(home.neighbourhood), home.neighbourhood);
        }
    }
    residents().for_each(|life| homes.entry(life.home(made().calendar.as_of).household_id).or_default().push(life));
    let private: Vec<&Vec<&Life>> =
        homes.values().filter(|people| people[0].household != Household::CareHome).collect();
    for people in &private {
        assert!(people.iter().any(|life| age(life) >= 18), "children alone: {people:?}");
    }
    let people: usize = private.iter().map(|people| people.len()).sum();
    let mean = people as f64 / private.len() as f64;
    let alone = private.iter().filter(|people| people.len() == 1).count() as f64 / private.len() as f64;
    eprintln!("people a household {mean:.2}, of one person {alone:.3}");
    // Census 2021: 2.38 people a household here; 30 % of one person.
    assert!((2.25..2.5).contains(&mean), "{mean}");
    assert!((0.27..0.34).contains(&alone), "{alone}");
    let children = || residents().filter(|life| age(life) < 18);
    let lone =
        children().filter(|life| life.household == Household::LoneParent).count() as f64 / children().count() as f64;
    eprintln!("children with a lone parent {lone:.3}");
    let old = residents().filter(|life| age(life) >= 65);
    let share = |holds: &dyn Fn(&Life) -> bool| {
        old.clone().filter(|life| holds(life)).count() as f64 / old.clone().count() as f64
    };
    let (care, single) =
        (share(&|life| life.household == Household::CareHome), share(&|life| life.household == Household::Alone));
    eprintln!("65 and over: in a care home {care:.3}, alone {single:.3}");
    assert!((0.018..0.034).contains(&care));
    assert!((0.26..0.38).contains(&single));
    let born: usize = made()
        .lives
        .iter()
        .flat_map(|life| &life.births)
        .filter(|birth| birth.day >= made().calendar.start && birth.day <= made().calendar.as_of)
        .map(|birth| usize::from(birth.babies))
        .sum();
    let under_10 = residents().filter(|life| age(life) < 10).count();
    eprintln!("births in ten years {born}, children below ten {under_10}");
    assert!(born as f64 > 0.85 * under_10 as f64);
    let coming =
        made().lives.iter().flat_map(|life| &life.births).filter(|birth| birth.day > made().calendar.as_of).count();
    eprintln!("expected births {coming}, {:.0} at the rate of the ten years", born as f64 / 10.0 * 280.0 / 365.25);
    assert!((0.06..0.09).contains(&(coming as f64 / born as f64)));
    for life in &made().lives {
        assert!(life.births.iter().all(|birth| (14.0..50.0).contains(&life.age(birth.day))), "{life:?}");
        assert!(life.births.windows(2).all(|pair| pair[1].day - pair[0].day >= 200), "{life:?}");
    }
}
