//! Gaps by deprivation: from the fifths as shown, and only where all five are.

use crate::support::{CITY, Kind, PROPORTION, WHOLE, by_age, counts, cube_of_fifths, fifth, figure, figures, key};
use commonweal_disclosure::{Released, Statistic, Withheld};
use commonweal_model::AreaType;
use proptest::prelude::*;

const MEASURES: [Statistic; 6] = [
    Statistic::SlopeIndexOfInequality,
    Statistic::RelativeIndexOfInequality,
    Statistic::ConcentrationIndex,
    Statistic::AbsoluteGap,
    Statistic::RelativeGap,
    Statistic::PeopleAffected,
];

/// Half of the most deprived fifth, rising evenly to nine tenths of the least deprived.
const EVEN: [(u64, u64); 5] = [(500, 1_000), (600, 1_000), (700, 1_000), (800, 1_000), (900, 1_000)];

#[track_caller]
fn value(released: &[Released], statistic: Statistic) -> f64 {
    figure(released, statistic, WHOLE, "").value().value().expect("a value")
}

fn between(released: &[Released]) -> Vec<&Released> {
    released.iter().filter(|f| MEASURES.contains(&f.key().statistic)).collect()
}

#[test]
fn the_measures_are_those_a_reader_works_out_from_the_fifths() {
    let released = figures(PROPORTION, &cube_of_fifths(EVEN));
    assert_eq!(value(&released, Statistic::AbsoluteGap), -40.0);
    assert_eq!(value(&released, Statistic::RelativeGap), 0.556, "50 over 90, to three figures");
    let slope = value(&released, Statistic::SlopeIndexOfInequality);
    assert!((-50.5..=-48.0).contains(&slope), "ten points a fifth over the whole range: {slope}");
    assert_eq!(value(&released, Statistic::PeopleAffected), 1_000.0, "400 + 300 + 200 + 100");
    for measure in MEASURES {
        let figure = figure(&released, measure, WHOLE, "");
        let (lower, upper) = (figure.lower().value().expect("limits"), figure.upper().value().expect("limits"));
        assert!(lower < value(&released, measure) && value(&released, measure) < upper, "{measure}");
        assert_eq!((figure.numerator().value(), figure.denominator().value()), (None, None), "{measure}");
    }
}

#[test]
fn each_measure_has_its_unit() {
    let released = figures(PROPORTION, &cube_of_fifths(EVEN));
    let units = MEASURES.map(|measure| figure(&released, measure, WHOLE, "").unit());
    assert_eq!(units, ["percentage points", "ratio", "scale of -1 to 1", "percentage points", "ratio", "people"]);
}

#[test]
fn the_gap_is_between_the_plain_fifths_also_where_they_are_age_standardised_besides() {
    let mut cube = cube_of_fifths(EVEN);
    // Crude values rise; at equal ages every fifth has the same.
    let ages = [(5_000, 6_000), (4_000, 5_000), (3_000, 4_000), (2_000, 3_000), (1_000, 2_000)];
    for (number, (young, old)) in ages.into_iter().enumerate() {
        let of = key(AreaType::Icb, WHOLE, fifth(&(number + 1).to_string()));
        by_age(&mut cube, &of, (young / 2, young), (old / 2, old));
    }
    by_age(&mut cube, &key(AreaType::Icb, WHOLE, vec![]), (7_500, 15_000), (10_000, 20_000));
    let released = figures(Kind { standardise: true, ..PROPORTION }, &cube);
    let standardised = |group| figure(&released, Statistic::DirectlyStandardisedRate, WHOLE, group).value().value();
    assert_eq!([standardised("1"), standardised("5")], [Some(50.0), Some(50.0)]);
    assert_eq!(value(&released, Statistic::AbsoluteGap), -40.0, "what a reader subtracts");
    assert_eq!(between(&released).len(), MEASURES.len());
}

#[test]
fn one_withheld_fifth_withholds_every_measure() {
    for hidden in [(3, 1_000), (997, 1_000), (2, 5)] {
        for place in 0..5 {
            let mut fifths = EVEN;
            fifths[place] = hidden;
            let released = figures(PROPORTION, &cube_of_fifths(fifths));
            for measure in MEASURES {
                let figure = figure(&released, measure, WHOLE, "");
                assert_eq!(figure.withheld(), Some(Withheld::Disclosure), "{measure} with {hidden:?} at {place}");
                assert_eq!(
                    (figure.value().value(), figure.lower().value(), figure.upper().value()),
                    (None, None, None)
                );
            }
        }
    }
}

#[test]
fn four_fifths_make_no_gap_and_unknown_deprivation_is_no_fifth() {
    let mut cube = cube_of_fifths(EVEN);
    for (number, (n, d)) in EVEN.into_iter().enumerate().skip(1) {
        cube.insert(key(AreaType::District, CITY, fifth(&(number + 1).to_string())), counts(n, d));
    }
    cube.insert(key(AreaType::District, CITY, fifth("unknown")), counts(500, 1_000));
    let released = figures(PROPORTION, &cube);
    assert!(between(&released).iter().all(|f| f.key().area.as_str() == WHOLE));
    assert_eq!(between(&released).len(), MEASURES.len());
}

#[test]
fn people_affected_follow_the_direction_that_is_good() {
    let cube = cube_of_fifths(EVEN);
    let fewer = figures(Kind { polarity: "lower_is_better", ..PROPORTION }, &cube);
    assert_eq!(value(&fewer, Statistic::PeopleAffected), -1_000.0, "the least deprived fifth does worst");
    let neutral = figures(Kind { polarity: "neutral", ..PROPORTION }, &cube);
    assert!(neutral.iter().all(|f| f.key().statistic != Statistic::PeopleAffected));
    assert_eq!(between(&neutral).len(), MEASURES.len() - 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_gap_has_a_value_only_beside_five_shown_fifths_and_hangs_on_nothing_finer_than_them(
        fifths in prop::array::uniform5((0..400_u64, 0..400_u64)),
    ) {
        let fifths = fifths.map(|(n, rest)| (n, n + rest));
        let released = figures(PROPORTION, &cube_of_fifths(fifths));
        let shown = ["1", "2", "3", "4", "5"].iter().all(|group| !figure(&released, Statistic::Proportion, WHOLE, group).is_withheld());
        for measure in between(&released) {
            prop_assert!(shown || measure.is_withheld(), "{:?}", measure.key().statistic);
        }
        // The same figures from counts already rounded: nothing finer than what is shown is used.
        let rounded = fifths.map(|(n, d)| ((n + 2) / 5 * 5, (d + 2) / 5 * 5));
        let again = figures(PROPORTION, &cube_of_fifths(rounded));
        let both = |of: &[Released]| ["1", "2", "3", "4", "5"].iter().all(|g| !figure(of, Statistic::Proportion, WHOLE, g).is_withheld());
        if shown && both(&again) {
            for (one, two) in between(&released).iter().zip(between(&again)) {
                prop_assert_eq!(one.value(), two.value());
            }
        }
    }
}
