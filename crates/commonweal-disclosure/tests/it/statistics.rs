//! Statistics other than counts: magnitudes, summaries, inputs of models, rounding to the middle of six.

use crate::figures::{PEOPLE, gate, key, proposed};
use crate::lattice::Numbers;
use commonweal_disclosure::families::{FamilyFault, check_release, check_table};
use commonweal_disclosure::restatement::{Moved, NotTheSame, Restated, restate};
use commonweal_disclosure::rules::{
    Input, InputFault, Magnitude, Spread, Summary, may_model, midpoint6, midpoint6_column, midpoint6_steps,
    one_or_two_dominate, shown_summary,
};
use commonweal_disclosure::{Evidence, FigureKey, Released, Statistic};
use commonweal_model::DataClass::{Organisation, Sensitive, Standard};
use commonweal_model::{AreaType, Family};

#[test]
fn a_magnitude_kept_as_three_numbers_is_judged_as_all_of_them_are() {
    let mut numbers = Numbers(5);
    for _ in 0..3_000 {
        let people = 8 + numbers.below(6) as usize;
        let contributions: Vec<f64> = (0..people)
            .map(|_| [1.0, 10.0, 100.0, 1_000.0][numbers.below(4) as usize] * numbers.below(9) as f64)
            .collect();
        let whole: Magnitude = contributions.iter().copied().collect();
        let (first, second) = contributions.split_at(people / 2);
        let mut joined: Magnitude = first.iter().copied().collect();
        joined.join(&second.iter().copied().collect());
        let dominated = one_or_two_dominate(&contributions);
        assert_eq!(whole.is_dominated(), dominated, "{contributions:?}");
        assert_eq!((joined.is_dominated(), joined.people()), (dominated, people as u64));
        assert_eq!(whole.shown_total().is_some(), !dominated);
        assert_eq!(whole.shown_mean().is_some(), !dominated);
    }
    let seven: Magnitude = [10.0; 7].into_iter().collect();
    let eight: Magnitude = [1_234.5; 8].into_iter().collect();
    assert_eq!((seven.shown_total(), eight.shown_total(), eight.shown_mean()), (None, Some(9_880.0), Some(1_230.0)));
    let broken: Magnitude = [10.0, f64::NAN].into_iter().cycle().take(20).collect();
    assert!(broken.is_dominated() && Magnitude::default().is_dominated());
    assert_eq!(format!("{eight:?}"), "Magnitude { .. }");
}

#[test]
fn summaries_need_people_on_the_side_they_speak_of() {
    let spread = |people, below, above| Spread { people, below, above };
    let p90 = Summary::Percentile(90.0);
    assert_eq!(shown_summary(p90, 123.4, spread(80, 72, 8)), Some(123.0));
    assert_eq!(shown_summary(p90, 123.4, spread(80, 72, 7)), None, "seven beyond it");
    assert_eq!(shown_summary(Summary::Percentile(10.0), 1.0, spread(80, 7, 72)), None);
    assert_eq!(shown_summary(Summary::Median, 5.0, spread(20, 10, 10)), Some(5.0));
    assert_eq!(shown_summary(Summary::Median, 5.0, spread(19, 9, 9)), None);
    assert_eq!(shown_summary(Summary::Median, 5.0, spread(20, 3, 2)), None, "most have the same value: who has not?");
    assert_eq!(shown_summary(Summary::Mean, 5.55, spread(8, 4, 4)), Some(5.55));
    assert_eq!(shown_summary(Summary::Sum, 5.55, spread(7, 4, 3)), None);
    for never in [Summary::Minimum, Summary::Maximum, Summary::Percentile(0.0), Summary::Percentile(100.0)] {
        assert_eq!(shown_summary(never, 5.0, spread(10_000, 5_000, 5_000)), None);
    }
    assert_eq!(shown_summary(Summary::Mean, f64::NAN, spread(80, 40, 40)), None);
    assert_eq!(shown_summary(Summary::Mean, 1.0, spread(8, 5, 4)), None, "more beside it than there are");
}

#[test]
fn a_model_needs_its_total_and_its_groups() {
    let group = |counted, people| Input { counted, people };
    let of = |groups: &[Input]| may_model(groups, Standard);
    assert_eq!(of(&[group(9, 500), group(4, 400)]), Ok(()));
    assert_eq!(of(&[group(8, 500), group(4, 400)]), Err(InputFault::FewCounted), "12 is shown as 10");
    assert_eq!(of(&[group(3, 500), group(4, 400)]), Err(InputFault::WithheldTotal));
    assert_eq!(of(&[group(0, 500), group(0, 400)]), Err(InputFault::FewCounted));
    assert_eq!(may_model(&[group(0, 500)], Sensitive), Err(InputFault::WithheldTotal));
    assert_eq!(of(&[group(90, 500), group(4, 7)]), Err(InputFault::SmallGroup));
    assert_eq!(of(&[group(9, 8)]), Err(InputFault::NotCells));
    assert_eq!(of(&[]), Err(InputFault::NotCells));
    assert_eq!(of(&[group(u64::MAX, u64::MAX), group(1, 1)]), Err(InputFault::NotCells));
    assert_eq!(may_model(&[group(1, 3)], Organisation), Ok(()));
}

#[test]
fn steps_of_a_curve_add_up_to_the_rounded_total() {
    let mut numbers = Numbers(9);
    for _ in 0..500 {
        let events: Vec<u64> = (0..12).map(|_| numbers.below(9)).collect();
        let steps = midpoint6_steps(&events);
        assert_eq!(steps.iter().sum::<u64>(), midpoint6(events.iter().sum()));
        assert!(steps.iter().all(|step| step % 3 == 0));
    }
    assert_eq!(midpoint6_column("deaths"), "deaths_midpoint6");
}

#[test]
fn families_are_never_crossed_and_small_areas_are_of_one() {
    let of = |family, area_type| FigureKey { family, area_type, ..key("x", "E38000001", Statistic::Proportion) };
    let (pcn, msoa) = (of(Family::Registration, AreaType::Pcn), of(Family::Residence, AreaType::Msoa));
    let place = of(Family::Residence, AreaType::Place);
    assert_eq!(check_table([&msoa, &place]), Ok(Some(Family::Residence)));
    assert_eq!(check_table([&pcn, &place]), Err(FamilyFault::Crossed));
    assert_eq!(check_release([&pcn, &place]), Ok(()));
    assert_eq!(check_release([&pcn, &msoa]), Err(FamilyFault::SmallAreasOfBoth { indicator: "x".into() }));
    assert_eq!(check_release([&pcn, &FigureKey { indicator_id: "y".into(), ..msoa }]), Ok(()));
}

fn figure(n: u64, d: u64, class: commonweal_model::DataClass) -> Released {
    let evidence = Evidence::Proportion { numerator: n, denominator: d };
    gate().release(proposed(Statistic::Proportion, class, "%", evidence))
}

#[test]
fn a_restated_period_keeps_its_figure_where_one_to_nine_moved() {
    let (last, new) = (figure(52, 403, Standard), figure(58, 410, Standard));
    let of = |joined, left, changed| restate(&last, new.clone(), Moved { joined, left, changed }).unwrap();
    for few in [of(1, 0, 0), of(0, 9, 0), of(0, 0, 1), of(5, 60, 0)] {
        assert_eq!(few, Restated::Kept(last.clone()));
    }
    for many in [of(0, 0, 0), of(10, 0, 0), of(12, 60, 15)] {
        assert_eq!(many, Restated::New(new.clone()));
    }
    assert_eq!(of(1, 0, 0).into_figure().released_at(), last.released_at());
    let mut another = proposed(Statistic::Proportion, Standard, "%", Evidence::NotCalculated);
    another.key.period = "2025-10-31/P1D".parse().unwrap();
    assert_eq!(restate(&last, gate().release(another), Moved::default()), Err(NotTheSame));
}

#[test]
fn one_person_more_less_or_changed_moves_only_what_holds_them_and_nothing_restated() {
    // Every cell up to 120 people; a person joins, leaves or changes their answer.
    for class in PEOPLE {
        for d in 1..=120_u64 {
            for n in 0..=d {
                let before = figure(n, d, class);
                let neighbours = [
                    (n, d + 1, Moved { joined: 1, ..Moved::default() }),
                    (n + 1, d + 1, Moved { joined: 1, ..Moved::default() }),
                    (n.saturating_sub(1), d - 1, Moved { left: 1, ..Moved::default() }),
                    (n + 1, d, Moved { changed: 1, ..Moved::default() }),
                ];
                for (other_n, other_d, moved) in neighbours.into_iter().filter(|(n, d, _)| n <= d) {
                    let after = figure(other_n, other_d, class);
                    // A figure that moves at all moves by a whole step of rounding or across a rule.
                    let parts = |f: &Released| (f.numerator().value(), f.denominator().value());
                    if let ((Some(a), Some(b)), (Some(c), Some(e))) = (parts(&before), parts(&after)) {
                        assert!([a - c, b - e].iter().all(|step| [-5, 0, 5].contains(step)));
                    }
                    // And the same period released again does not move at all.
                    assert_eq!(restate(&before, after, moved).unwrap().into_figure(), before);
                }
            }
        }
    }
}
