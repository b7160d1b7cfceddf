//! Nested populations differ by nobody or by ten people and more.

use crate::lattice::Numbers;
use commonweal_disclosure::containment::{Containment, MINIMUM_DIFFERENCE, PopulationId, TooClose};

#[test]
fn two_populations_a_few_people_apart_are_not_both_released() {
    for (smaller, released) in [(1_000, true), (999, false), (991, false), (990, true), (400, true)] {
        let mut graph = Containment::default();
        let (a, b) = (graph.add(1_000), graph.add(smaller));
        graph.contains(a, b);
        let withheld = graph.settle();
        assert_eq!((graph.is_released(a), graph.is_released(b)), (true, released), "{smaller}");
        assert_eq!(withheld.iter().map(|w| w.because).collect::<Vec<_>>(), vec![TooClose::To(a); withheld.len()]);
    }
}

#[test]
fn a_chain_is_judged_from_end_to_end() {
    // Year to date, without the last days, with an exclusion: 4 and 5 people apart, 9 from end to end.
    let mut graph = Containment::default();
    let (all, middle, end) = (graph.add(509), graph.add_unreleased(505), graph.add(500));
    graph.contains(all, middle);
    graph.contains(middle, end);
    let withheld = graph.settle();
    assert_eq!((withheld[0].population, withheld[0].because), (end, TooClose::To(all)));
    let text = withheld[0].in_words(&|id| ["all", "middle", "end"][id.index()].to_owned());
    assert_eq!(
        text,
        "end and all differ by 1 to 9 people: with figures for both, those people's answers could be worked out. So end \
         is not released."
    );
}

#[test]
fn a_population_less_its_groups_leaves_nobody_or_ten() {
    // 1,000 in three areas and 6 people whose area is not known: the smallest area goes, and 6 hide among 206.
    let mut graph = Containment::default();
    let whole = graph.add(1_000);
    let groups = [graph.add(450), graph.add(344), graph.add(200)];
    graph.divides(whole, &groups);
    graph.settle();
    assert_eq!(groups.map(|group| graph.is_released(group)), [true, true, false]);
    // All but one: a group of 8 beside the rest of its whole is withheld, and one more to hide it.
    let mut graph = Containment::default();
    let whole = graph.add(1_000);
    let groups = [graph.add(600), graph.add(392), graph.add(8)];
    graph.divides(whole, &groups);
    graph.settle();
    assert_eq!(groups.map(|group| graph.is_released(group)), [true, false, false]);
    // A group with nobody in it changes nothing.
    let mut graph = Containment::default();
    let whole = graph.add(1_000);
    let groups = [graph.add(600), graph.add(400), graph.add(0)];
    graph.divides(whole, &groups);
    assert!(graph.settle().is_empty());
}

/// Every pair of released populations of which one contains the other, by people.
#[test]
fn whatever_is_declared_no_released_pair_is_one_to_nine_people_apart() {
    let mut numbers = Numbers(11);
    for _ in 0..2_000 {
        // People 0..120, and populations as sets of them, each a subset of an earlier one.
        let mut sets: Vec<Vec<bool>> = vec![vec![true; 120]];
        let mut graph = Containment::default();
        let mut ids: Vec<PopulationId> = vec![graph.add(120)];
        for _ in 0..6 {
            let of = numbers.below(sets.len() as u64) as usize;
            let keep = [50, 90, 97, 100][numbers.below(4) as usize];
            let set: Vec<bool> = sets[of].iter().map(|inside| *inside && numbers.below(100) < keep).collect();
            ids.push(graph.add(set.iter().filter(|inside| **inside).count() as u64));
            graph.contains(ids[of], ids[ids.len() - 1]);
            sets.push(set);
        }
        let halves: Vec<Vec<bool>> = (0..2)
            .map(|half| sets[1].iter().enumerate().map(|(i, inside)| *inside && i % 2 == half).collect())
            .collect();
        let groups: Vec<PopulationId> =
            halves.iter().map(|half| graph.add(half.iter().filter(|inside| **inside).count() as u64)).collect();
        graph.divides(ids[1], &groups);
        ids.extend(groups);
        sets.extend(halves);
        graph.settle();
        assert!(graph.is_settled());
        let declared = |a: usize, b: usize| {
            // By declaration: 0 contains all; others by sets, but only along what was declared.
            (0..120).all(|person| !sets[b][person] || sets[a][person])
        };
        for a in [0_usize, 1] {
            for b in (a + 1)..ids.len() {
                let below_one = a == 0 || b > 6;
                if below_one && declared(a, b) && graph.is_released(ids[a]) && graph.is_released(ids[b]) {
                    let apart = (0..120).filter(|person| sets[a][*person] && !sets[b][*person]).count() as u64;
                    assert!(apart == 0 || apart >= MINIMUM_DIFFERENCE);
                }
            }
        }
    }
}
