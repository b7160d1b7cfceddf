//! A withheld figure carries no number of what it hides, wherever one looks.

use crate::figures::{PEOPLE, counts, gate, proposed};
use commonweal_disclosure::{Evidence, Released, ReleasedSet, Shown, Statistic, Withheld};
use commonweal_model::DataClass;
use commonweal_stats::Estimate;
use proptest::prelude::*;

/// Digits of `Debug` that belong to the hidden numbers: everything outside the key, the dates and the release.
fn debug_without_the_address(figure: &Released) -> String {
    let text = format!("{figure:?}");
    let from = text.find("parts:").expect("a figure has parts");
    let to = text.find("definition_hash:").expect("a figure has a definition");
    text[from..to].to_owned()
}

fn holds_no_number(figure: &Released) {
    let why = figure.withheld().expect("the figure is withheld");
    for part in [figure.value(), figure.lower(), figure.upper()] {
        assert_eq!(part, Shown::Withheld(why));
    }
    assert_eq!(figure.numerator(), Shown::Withheld(why));
    assert_eq!((figure.benchmark_value(), figure.benchmark_label()), (None, None));
    assert_eq!(figure.comparison().as_str(), "not_compared");
    let population = figure.denominator().value();
    assert!(population.is_none_or(|d| d % 5 == 0 && d >= 10));
    let digits: String = debug_without_the_address(figure).chars().filter(char::is_ascii_digit).collect();
    assert_eq!(digits, population.map_or(String::new(), |d| d.to_string()));
    assert!(figure.is_withheld());
    let set = ReleasedSet::new(vec![figure.clone()]).unwrap();
    let record = &set.to_records()[0];
    assert_eq!((record.value, record.lower_95, record.upper_95, record.numerator), (None, None, None, None));
    assert_eq!((record.denominator, record.benchmark.as_deref()), (population, None));
    assert_eq!(record.withheld_reason.as_deref(), Some(why.as_str()));
    assert!(!why.reason().is_empty());
}

fn class() -> impl Strategy<Value = DataClass> {
    prop::sample::select(PEOPLE.to_vec())
}

fn evidence() -> impl Strategy<Value = (Statistic, Evidence)> {
    let count = || prop_oneof![0..20_u64, 0..500_u64, any::<u64>()];
    let pair = move || (count(), count());
    let groups = prop::collection::vec(pair(), 0..6);
    prop_oneof![
        pair().prop_map(|(numerator, denominator)| {
            (Statistic::Proportion, Evidence::Proportion { numerator, denominator })
        }),
        pair().prop_map(|(numerator, denominator)| {
            (Statistic::Count, Evidence::Proportion { numerator, denominator })
        }),
        (count(), pair()).prop_map(|(events, (people, denominator))| {
            (Statistic::CrudeRate, Evidence::Events { events, people, denominator })
        }),
        (pair(), any::<f64>()).prop_map(|((observed, population), expected)| {
            (Statistic::IndirectlyStandardisedRatio, Evidence::Ratio { observed, expected, population })
        }),
        (groups, any::<bool>(), any::<f64>(), 0..9_usize).prop_map(|(groups, every_group_shown, value, which)| {
            let statistics = Statistic::ALL;
            let total_count = groups.iter().fold(0_u64, |sum, g| sum.saturating_add(g.0));
            let estimate = Estimate { value, lower: value - 1.0, upper: value + 1.0 };
            (statistics[which], Evidence::Modelled { estimate, total_count, groups, every_group_shown })
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn whatever_is_put_before_the_gate_a_withheld_figure_holds_no_number((statistic, evidence) in evidence(), class in class()) {
        let proposal = proposed(statistic, class, "%", evidence);
        // The proposal itself may be printed too.
        let printed = format!("{:?}", proposal.evidence);
        prop_assert!(!printed.chars().any(|c| c.is_ascii_digit()), "{}", printed);
        let figure = gate().release(proposal);
        if figure.is_withheld() {
            holds_no_number(&figure);
        } else {
            let n = figure.numerator().value();
            prop_assert!(n.is_none_or(|n| n % 5 == 0 && (n == 0 || n >= 10)));
            prop_assert!(figure.value().value().is_some_and(f64::is_finite));
        }
        // What the gate writes it reads back, shown or withheld.
        let set = ReleasedSet::new(vec![figure]).unwrap();
        let again = ReleasedSet::reopen(set.to_records(), &set.seal());
        prop_assert_eq!(again.map(|s| s.to_records()), Ok(set.to_records()));
    }
}

#[test]
fn a_reader_is_told_why() {
    assert_eq!(Withheld::Disclosure.reason(), "Hidden to protect people: fewer than 8");
    let evidence = Evidence::Proportion { numerator: 3, denominator: 40 };
    let figure = gate().release(proposed(Statistic::Proportion, DataClass::Standard, "%", evidence));
    assert_eq!((figure.withheld(), counts(&figure).as_str()), (Some(Withheld::Disclosure), "* of 40"));
}
