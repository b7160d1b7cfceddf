//! The worked examples of the rules, from counts to figures, through the audit and the gate; and every pair of counts up to 400.

use crate::audited::{cube, release_with};
use crate::support::{CITY, PROPORTION, WHOLE, counts, figure, indicator, key, library};
use commonweal_cohort::IndicatorDefinition;
use commonweal_disclosure::rules::FEWEST_POSSIBLE_TRUTHS;
use commonweal_disclosure::{Released, Statistic, Withheld};
use commonweal_indicator::Cube;
use commonweal_model::{AreaType, DataClass};
use std::collections::{BTreeMap, BTreeSet};

/// The figures of one cell that stands alone: `n` of `d` people of the whole area.
fn alone(n: u64, d: u64, class: DataClass) -> Vec<Released> {
    let library = library(PROPORTION);
    let indicator = IndicatorDefinition { class, ..indicator(&library).clone() };
    release_with(&library, &[&indicator], &cube(&[(AreaType::Icb, WHOLE, None, n, d)])).released
}

fn shown(n: u64, d: u64, class: DataClass) -> (Option<i64>, Option<i64>) {
    let figures = alone(n, d, class);
    let figure = figure(&figures, Statistic::Proportion, WHOLE, "");
    (figure.numerator().value(), figure.denominator().value())
}

#[test]
fn each_cell_of_the_table_of_examples_is_shown_as_it_says() {
    let hidden_of = |d| (None, Some(d));
    let both = |n, d| (Some(n), Some(d));
    let table = [
        ((7, 40), hidden_of(40), hidden_of(40)),
        ((8, 42), both(10, 40), both(10, 40)),
        ((12, 43), both(10, 45), both(10, 45)),
        ((13, 43), both(15, 45), both(15, 45)),
        ((0, 40), both(0, 40), hidden_of(40)),
        ((38, 40), hidden_of(40), hidden_of(40)),
        ((6, 7), (None, None), (None, None)),
        // Ten of fifteen would fit only 8 of 16, 8 of 17 and 9 of 17.
        ((8, 16), hidden_of(15), hidden_of(15)),
        ((9, 17), hidden_of(15), hidden_of(15)),
    ];
    for ((n, d), standard, sensitive) in table {
        assert_eq!(shown(n, d, DataClass::Standard), standard, "{n} of {d}, standard");
        assert_eq!(shown(n, d, DataClass::Sensitive), sensitive, "{n} of {d}, sensitive");
    }
    assert_eq!(shown(3, 40, DataClass::Organisation), both(3, 40), "not about individuals");
}

#[test]
fn a_rate_and_its_limits_are_of_the_rounded_pair_and_go_with_the_count() {
    let figures = alone(11, 43, DataClass::Standard);
    let of_43 = figure(&figures, Statistic::Proportion, WHOLE, "");
    let value = of_43.value().value().unwrap();
    assert!((value - 1_000.0 / 45.0).abs() < 1e-9, "22.2 % is of 10 of 45; 25.6 % would fit 11 of 43 alone: {value}");
    let figures = alone(3, 42, DataClass::Standard);
    let of_42 = figure(&figures, Statistic::Proportion, WHOLE, "");
    assert_eq!(of_42.withheld(), Some(Withheld::Disclosure));
    let parts = [of_42.value(), of_42.lower(), of_42.upper()].map(|part| part.value());
    assert_eq!(parts, [None; 3], "limits of 2.5 and 19.0 would fit 3 of 42 alone");
}

#[test]
fn two_groups_and_their_total_that_leave_two_values_do_not_go_out() {
    // A hidden group and one shown as 10 add up to 20: the hidden one is 6 or 7.
    let library = library(PROPORTION);
    let two = |few, more| {
        cube(&[
            (AreaType::Icb, WHOLE, None, few + more, 400),
            (AreaType::Icb, WHOLE, Some("1"), few, 200),
            (AreaType::Icb, WHOLE, Some("2"), more, 200),
        ])
    };
    for (few, more) in [(6, 12), (7, 12), (7, 11)] {
        let made = release_with(&library, &[indicator(&library)], &two(few, more)).released;
        let of = |group| figure(&made, Statistic::Proportion, WHOLE, group).numerator().value();
        assert_eq!([of(""), of("1"), of("2")], [Some(20), None, None], "{few} and {more}");
    }
    // Where the total leaves the hidden group open, nothing more is hidden.
    let made = release_with(&library, &[indicator(&library)], &two(4, 100)).released;
    let of = |group| figure(&made, Statistic::Proportion, WHOLE, group).numerator().value();
    assert_eq!([of(""), of("1"), of("2")], [Some(105), None, Some(100)]);
}

#[test]
fn one_who_is_outside_the_smaller_population_is_not_told_by_the_two() {
    let library = library(PROPORTION);
    // A group, and the same group with one known person more, for either answer of that person.
    for answer in [0, 1] {
        let cube = cube(&[(AreaType::Icb, WHOLE, None, 102 + answer, 501), (AreaType::District, CITY, None, 102, 500)]);
        let made = release_with(&library, &[indicator(&library)], &cube).released;
        let city = figure(&made, Statistic::Proportion, CITY, "");
        assert_eq!((city.withheld(), city.denominator().value()), (Some(Withheld::Linked), None));
    }
    let ten = cube(&[(AreaType::Icb, WHOLE, None, 120, 510), (AreaType::District, CITY, None, 100, 500)]);
    let made = release_with(&library, &[indicator(&library)], &ten).released;
    assert!(!figure(&made, Statistic::Proportion, CITY, "").is_withheld(), "ten people are enough");
    let same = cube(&[(AreaType::Icb, WHOLE, None, 100, 500), (AreaType::District, CITY, None, 100, 500)]);
    let made = release_with(&library, &[indicator(&library)], &same).released;
    assert!(!figure(&made, Statistic::Proportion, CITY, "").is_withheld(), "the same people");
}

#[test]
fn of_any_pair_up_to_400_no_figure_leaves_fewer_than_five_truths() {
    const LARGEST: u64 = 400;
    let library = library(PROPORTION);
    for class in [DataClass::Standard, DataClass::Sensitive] {
        let indicator = IndicatorDefinition { class, ..indicator(&library).clone() };
        let mut truths: BTreeMap<Vec<Option<u64>>, Vec<(u64, u64)>> = BTreeMap::new();
        // A little beyond, so that no group of pairs that look alike is cut short at the edge.
        for d in 0..=LARGEST + 10 {
            for n in 0..=d {
                let mut cube = Cube::default();
                cube.insert(key(AreaType::Icb, WHOLE, vec![]), counts(n, d));
                let made = release_with(&library, &[&indicator], &cube).released;
                truths.entry(made.iter().flat_map(seen).collect()).or_default().push((n, d));
            }
        }
        let mut checked = 0;
        for pairs in truths.values() {
            let counts: BTreeSet<u64> = pairs.iter().map(|(n, _)| *n).collect();
            for (n, d) in pairs.iter().filter(|(_, d)| *d <= LARGEST) {
                checked += 1;
                assert!(pairs.len() >= FEWEST_POSSIBLE_TRUTHS, "{class}: {n} of {d} is one of {pairs:?}");
                // None and all are exact by design in standard data.
                let by_design = class == DataClass::Standard && *d > 7 && (*n == 0 || n == d);
                assert!(by_design || counts.len() >= FEWEST_POSSIBLE_TRUTHS, "{class}: {n} of {d}: one of {counts:?}");
            }
        }
        assert_eq!(checked, 80_601, "all pairs up to 400 were looked at");
    }
}

/// Every number and word a reader gets of a figure, bit for bit.
pub(crate) fn seen(figure: &Released) -> Vec<Option<u64>> {
    let mut all = vec![figure.withheld().map(|why| why as u64), Some(figure.comparison() as u64)];
    all.extend([figure.value(), figure.lower(), figure.upper()].map(|part| part.value().map(f64::to_bits)));
    all.extend([figure.numerator(), figure.denominator()].map(|part| part.value().map(|n| n as u64)));
    all
}
