//! Repairs end with nothing that can be worked out, in the order of the rules, and say why.

use crate::lattice::{Numbers, Size, indicator};
use commonweal_disclosure::audit::Effort;
use commonweal_disclosure::repair::{Step, repair};
use commonweal_disclosure::tables::{CellId, Merging, Side, Sum, Tables, Treatment};
use commonweal_model::DataClass::{self, Sensitive, Standard};
use proptest::prelude::*;

/// One total above its groups, all of large populations.
fn flat(counts: &[u64], merging: Merging, total_may_change: bool) -> (Tables, CellId, Vec<CellId>) {
    let mut tables = Tables::default();
    let children: Vec<CellId> = counts.iter().map(|n| tables.add(*n, 1_001 + 7 * n, Standard)).collect();
    let people = counts.iter().map(|n| 1_001 + 7 * n).sum();
    let parent = tables.add(counts.iter().sum(), people, Standard);
    tables.add_sum(Sum { parent, children: children.clone(), merging, total_may_change });
    (tables, parent, children)
}

fn name(cell: CellId) -> String {
    format!("cell {}", cell.index())
}

#[test]
fn a_star_and_ten_of_twenty_leak_and_are_safe_with_the_total_of_the_groups_shown() {
    let (tables, total, groups) = flat(&[6, 12], Merging::Never, true);
    let leaks = tables.leaks().unwrap();
    assert_eq!((leaks.len(), leaks[0].cell, leaks[0].side, leaks[0].finding.possible), (1, groups[0], Side::Count, 2));
    let repaired = repair(tables).unwrap();
    assert!(
        matches!(&repaired.steps[..], [Step::TotalOfShown { total: t, of, .. }] if *t == total && *of == groups[1..])
    );
    let hidden = repaired.tables.audit(Effort::Every).unwrap();
    let star = hidden.iter().find(|leak| (leak.cell, leak.side) == (groups[0], Side::Count)).unwrap();
    assert_eq!((star.finding.within.low, star.finding.within.high, star.finding.possible), (1, 7, 7));
    assert_eq!(
        repaired.steps[0].in_words(&name),
        "The hidden count of cell 0 must be from 6 to 7 by the sums with other figures, and only 2 values are known to \
         be possible; it takes 5. So the total shown is not cell 2 but that of the groups shown: cell 1."
    );
}

#[test]
fn groups_are_merged_before_anything_else() {
    let (tables, _, groups) = flat(&[6, 12, 90], Merging::Any, true);
    let leaking = !tables.leaks().unwrap().is_empty();
    let repaired = repair(tables).unwrap();
    if leaking {
        assert!(matches!(&repaired.steps[0], Step::Merged { groups: merged, .. } if merged == &groups[..2]));
        assert_eq!(repaired.tables.treatment(groups[0]), Treatment::Merged);
    }
    let (tables, _, groups) = flat(&[40, 6, 12], Merging::Neighbours, false);
    let repaired = repair(tables).unwrap();
    for step in &repaired.steps {
        assert!(matches!(step, Step::Merged { groups: merged, .. } if merged.contains(&groups[1])), "{step:?}");
    }
    assert!(repaired.tables.leaks().unwrap().is_empty());
}

#[test]
fn where_neither_is_allowed_the_next_smallest_cell_is_withheld() {
    let (tables, _, groups) = flat(&[6, 12], Merging::Never, false);
    let repaired = repair(tables).unwrap();
    assert!(
        matches!(repaired.steps[..], [Step::CountWithheld { cell, .. }] if cell == groups[1]),
        "{:?}",
        repaired.steps
    );
    assert_eq!((repaired.before.without_count, repaired.after.without_count), (1, 2));
    assert!(repaired.steps[0].in_words(&name).ends_with("So the count of cell 1 is hidden as well."));
}

#[test]
fn tables_without_a_leak_are_left_alone() {
    let (tables, ..) = flat(&[100, 120, 0, 300], Merging::Any, true);
    let repaired = repair(tables).unwrap();
    assert!(repaired.steps.is_empty());
    assert_eq!((repaired.before, repaired.before.share()), (repaired.after, 0.0));
}

/// Rows by columns with all margins, of one class.
fn two_way(inner: &[(u64, u64)], columns: usize, class: DataClass, merging: Merging) -> Tables {
    let mut tables = Tables::default();
    let rows = inner.len() / columns;
    let ids: Vec<CellId> = inner.iter().map(|(n, d)| tables.add(*n, *d, class)).collect();
    let total = |tables: &mut Tables, places: Vec<usize>| {
        let (n, d) = places.iter().fold((0, 0), |(n, d), at| (n + inner[*at].0, d + inner[*at].1));
        (tables.add(n, d, class), places.into_iter().map(|at| ids[at]).collect::<Vec<_>>())
    };
    let mut margins = [Vec::new(), Vec::new()];
    for r in 0..rows {
        let (parent, children) = total(&mut tables, (0..columns).map(|c| r * columns + c).collect());
        tables.add_sum(Sum { parent, children, merging, total_may_change: false });
        margins[0].push(parent);
    }
    for c in 0..columns {
        let (parent, children) = total(&mut tables, (0..rows).map(|r| r * columns + c).collect());
        tables.sum(parent, &children);
        margins[1].push(parent);
    }
    let (parent, _) = total(&mut tables, (0..inner.len()).collect());
    margins.iter().for_each(|margin| tables.sum(parent, margin));
    tables
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn a_repair_always_ends_with_nothing_that_can_be_worked_out(
        cells in prop::collection::vec((0_u64..30, 0_u64..60), 12),
        columns in prop::sample::select(vec![2_usize, 3, 4]),
        class in prop::sample::select(vec![Standard, Sensitive]),
        merging in prop::sample::select(vec![Merging::Never, Merging::Neighbours, Merging::Any]),
    ) {
        let inner: Vec<(u64, u64)> = cells.into_iter().map(|(n, more)| (n, n + more)).collect();
        let repaired = repair(two_way(&inner, columns, class, merging)).unwrap();
        prop_assert!(repaired.tables.leaks().unwrap().is_empty());
        prop_assert!(repaired.after.without_count >= repaired.before.without_count);
        for step in &repaired.steps {
            prop_assert!(step.in_words(&name).contains("hidden"));
        }
    }
}

#[test]
fn a_lattice_of_areas_and_characteristics_is_repaired() {
    for (seed, rate) in [(1, 80), (2, 400), (3, 900)] {
        let size = Size { areas: &[3, 5], with_pairs: 1, people: 600, rate };
        let repaired = repair(indicator(size, seed)).unwrap();
        assert!(repaired.tables.leaks().unwrap().is_empty());
    }
}

/// 719 small cells in 120 tables is the simulation of TRUST 2.5; the share lost to a repair is printed by the ignored test.
#[test]
#[ignore = "prints what repairs cost"]
fn what_a_repair_costs() {
    let mut numbers = Numbers(7);
    for (label, merging, may_change) in
        [("merge", Merging::Any, true), ("total", Merging::Never, true), ("withhold", Merging::Never, false)]
    {
        let (mut cells, mut before, mut after) = (0, 0, 0);
        for _ in 0..400 {
            let counts: Vec<u64> = (0..3).map(|_| numbers.below(40)).collect();
            let repaired = repair(flat(&counts, merging, may_change).0).unwrap();
            cells += repaired.before.cells;
            before += repaired.before.without_count;
            after += repaired.after.without_count;
        }
        println!("{label}: {cells} cells, without a count {before} by plain suppression and {after} after repair");
    }
}

/// Two places by sex: every count is as far from the number shown as rounding allows, and their sums the other way, so each
/// could be worked out exactly though none is hidden.
#[test]
fn rounding_that_the_sums_undo_is_a_leak_as_well() {
    let mut tables = Tables::default();
    let numbers = [52, 47, 57, 47].map(|count| (count, 40 * count + 1));
    let groups = numbers.map(|(count, people)| tables.add(count, people, Standard));
    let mut total = |of: &[(u64, u64)], cells: &[CellId]| {
        let total = tables.add(of.iter().map(|n| n.0).sum(), of.iter().map(|n| n.1).sum(), Standard);
        tables.sum(total, cells);
        total
    };
    let (women, men) = (total(&numbers[..2], &groups[..2]), total(&numbers[2..], &groups[2..]));
    total(&[(99, 3_962), (104, 4_162)], &[women, men]);
    assert_eq!(repair(tables.clone()).unwrap().before.without_count, 0);
    let leaks = tables.leaks().unwrap();
    assert!(leaks.iter().any(|leak| leak.side == Side::Count && leak.finding.possible == 1), "{leaks:?}");
    let repaired = repair(tables).unwrap();
    assert!(repaired.tables.leaks().unwrap().is_empty());
    assert!(repaired.after.without_count >= 1);
}
