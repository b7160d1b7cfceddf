//! What does a release tell of one person? People are made up, one of them answers otherwise, leaves or joins, and the two
//! releases are compared.
//!
//! The rule, exactly. Two lists of people differ in one person.
//! 1. *Nothing changes* in any figure, where of every cell that the person is in the rule of one cell says the same and, if it hides
//!    the count, for the same reason (few with the property, few without, or rounded numbers too near to each other); the same
//!    cells have somebody in them; and no population stands within ten people of another, before or after. What else is hidden,
//!    and what is not listed, is then the same too: the audit decides by what readers could see, and by that reason, which it takes
//!    readers to know ([`Truths`]).
//! 2. *A number that is shown both times* is another one only in cells that the person is in, and by 5 at most.
//! 3. *Another indicator* that counts other people is the same.

use crate::audited::release_with;
use crate::support::{CITY, PROPORTION, WHOLE, counts, fifth, indicator, key, library};
use commonweal_cohort::IndicatorDefinition;
use commonweal_disclosure::interval::Truths;
use commonweal_disclosure::rules::rule_cell;
use commonweal_disclosure::{FigureKey, Released, Statistic};
use commonweal_indicator::{Cube, CubeKey};
use commonweal_model::{AreaType, DataClass};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;
use std::collections::BTreeMap;

const OTHER: &str = "E07000170";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Person {
    in_city: bool,
    fifth: u8,
    has: bool,
}

impl Person {
    /// The cells that the person is counted in.
    fn cells(self) -> Vec<CubeKey> {
        let district = if self.in_city { CITY } else { OTHER };
        let of_fifth = || fifth(&self.fifth.to_string());
        vec![
            key(AreaType::Icb, WHOLE, vec![]),
            key(AreaType::Icb, WHOLE, of_fifth()),
            key(AreaType::District, district, vec![]),
            key(AreaType::District, district, of_fifth()),
        ]
    }
}

type Cells = BTreeMap<CubeKey, (u64, u64)>;

fn count(people: &[Person]) -> Cells {
    let mut cells = Cells::new();
    for person in people {
        for cell in person.cells() {
            let (n, d) = cells.entry(cell).or_default();
            *n += u64::from(person.has);
            *d += 1;
        }
    }
    cells
}

/// Ten groups, two districts by five fifths, each of up to `most` people of whom so many in a hundred have the property.
fn people(most: usize) -> impl Strategy<Value = Vec<Person>> {
    let group = (0..=most, prop_oneof![0..=100_usize, 0..=12_usize, 88..=100_usize]);
    prop::collection::vec(group, 10).prop_map(|groups| {
        let mut people = Vec::new();
        for (number, (size, percent)) in groups.into_iter().enumerate() {
            let fifth = u8::try_from(number % 5 + 1).unwrap();
            let person = |at| Person { in_city: number < 5, fifth, has: at * 100 < percent * size };
            people.extend((0..size).map(person));
        }
        people
    })
}

#[derive(Debug, Clone, Copy)]
enum Change {
    Answers,
    Leaves,
    Joins,
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![Just(Change::Answers), Just(Change::Leaves), Just(Change::Joins)]
}

fn changed(people: &[Person], who: usize, change: Change) -> Vec<Person> {
    let mut after = people.to_vec();
    match change {
        Change::Answers => after[who].has = !after[who].has,
        Change::Joins => after.push(people[who]),
        Change::Leaves => {
            after.remove(who);
        }
    }
    after
}

/// The figures, by what they are about. A second indicator counts other people.
fn release(cells: &Cells, class: DataClass) -> BTreeMap<FigureKey, Released> {
    let library = library(PROPORTION);
    let first = IndicatorDefinition { class, ..indicator(&library).clone() };
    let second = IndicatorDefinition { id: "second".to_owned(), ..first.clone() };
    let mut cube = Cube::default();
    for (cell, (n, d)) in cells {
        cube.insert(cell.clone(), counts(*n, *d));
    }
    for (kind, area, n, d) in
        [(AreaType::Icb, WHOLE, 17, 903), (AreaType::District, CITY, 6, 400), (AreaType::District, OTHER, 11, 503)]
    {
        cube.insert(CubeKey { indicator: second.id.clone(), ..key(kind, area, vec![]) }, counts(n, d));
    }
    let made = release_with(&library, &[&first, &second], &cube).released;
    made.into_iter().map(|figure| (figure.key().clone(), figure)).collect()
}

fn line(key: &FigureKey) -> String {
    let groups: Vec<&str> = key.breakdowns.iter().map(|group| group.category.as_str()).collect();
    format!("{} of {} {} {}", key.statistic, key.indicator_id, key.area, groups.join(" "))
}

/// Whether populations stand well apart: none within ten people of another that it is a part of.
fn stand_apart(cells: &Cells) -> bool {
    cells.values().all(|(_, d)| *d >= 12)
}

#[test]
fn a_person_whom_no_rule_of_a_cell_notices_changes_nothing() {
    let config = ProptestConfig { cases: 400, max_global_rejects: 200_000, ..ProptestConfig::default() };
    let one = (people(90), any::<prop::sample::Index>(), changes(), prop::bool::ANY);
    let (compared, with_hidden) = (Cell::new(0), Cell::new(0));
    TestRunner::new(config)
        .run(&one, |(people, who, change, sensitive)| {
            prop_assume!(!people.is_empty());
            let class = if sensitive { DataClass::Sensitive } else { DataClass::Standard };
            let after = changed(&people, who.index(people.len()), change);
            let (before, after) = (count(&people), count(&after));
            let is_same = |(cell, (n, d)): (&CubeKey, &(u64, u64))| {
                let seen = |n: u64, d: u64| (rule_cell(n, d, class), Truths::of_cell(n, d, class));
                after.get(cell).is_some_and(|(m, e)| seen(*n, *d) == seen(*m, *e))
            };
            prop_assume!(before.keys().eq(after.keys()) && before.iter().all(is_same));
            prop_assume!(stand_apart(&before) && stand_apart(&after));
            let (first, second) = (release(&before, class), release(&after, class));
            compared.set(compared.get() + 1);
            with_hidden.set(with_hidden.get() + u32::from(first.values().any(Released::is_withheld)));
            let differ: Vec<String> = first.keys().filter(|key| first.get(key) != second.get(key)).map(line).collect();
            let told = format!("{class}: {differ:?} where {before:?} becomes {after:?}");
            prop_assert!(first == second, "{told}");
            Ok(())
        })
        .unwrap();
    let (compared, with_hidden) = (compared.get(), with_hidden.get());
    assert!(compared >= 400 && with_hidden >= 100, "{compared} were compared, {with_hidden} with something hidden");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_shown_both_times_moves_only_for_those_who_moved_and_by_five(
        people in people(60), who in any::<prop::sample::Index>(), change in changes(), sensitive in prop::bool::ANY,
    ) {
        prop_assume!(!people.is_empty());
        let class = if sensitive { DataClass::Sensitive } else { DataClass::Standard };
        let who = who.index(people.len());
        let after = changed(&people, who, change);
        let own = people[who].cells();
        let (first, second) = (release(&count(&people), class), release(&count(&after), class));
        for (key, figure) in &first {
            let is_second = key.indicator_id == "second";
            let Some(other) = second.get(key) else {
                prop_assert!(!is_second, "a figure of other people is gone");
                continue;
            };
            if is_second {
                prop_assert_eq!(figure, other, "other people");
                continue;
            }
            if key.statistic != Statistic::Proportion {
                continue;
            }
            let is_own = own.iter().any(|cell| {
                cell.area == key.area && cell.area_type == key.area_type && cell.breakdowns == key.breakdowns
            });
            let most = if is_own { 5 } else { 0 };
            for (one, two) in [(figure.numerator(), other.numerator()), (figure.denominator(), other.denominator())] {
                if let (Some(one), Some(two)) = (one.value(), two.value()) {
                    prop_assert!((one - two).abs() <= most, "{:?}: {} and {}", key, one, two);
                }
            }
        }
    }
}
