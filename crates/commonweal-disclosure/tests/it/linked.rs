//! From counts by address to what the gate withholds.

use crate::figures::{by, gate, key, proposed};
use commonweal_disclosure::linked::{CellAddress, LinkedCells};
use commonweal_disclosure::tables::Treatment;
use commonweal_disclosure::{Evidence, FigureKey, Gate, Released, Statistic, Withheld};
use commonweal_model::{DataClass, Dimension};
use commonweal_stats::Estimate;

fn of_sex(sex: Option<&str>) -> FigureKey {
    let breakdowns = sex.map(|sex| by(Dimension::Sex, sex)).into_iter().collect();
    FigureKey { breakdowns, ..key("hypertension_treated", "U12345", Statistic::Proportion) }
}

/// 6 of 300 men and 12 of 300 women, and both together.
const CELLS: [(Option<&str>, u64, u64); 3] = [(Some("male"), 6, 300), (Some("female"), 12, 300), (None, 18, 600)];

fn cells() -> LinkedCells {
    let mut cells = LinkedCells::default();
    for (sex, n, d) in CELLS {
        cells.add(CellAddress::of(&of_sex(sex)), n, d, DataClass::Standard);
    }
    cells.sum_breakdowns();
    cells
}

fn figure(gate: &Gate, sex: Option<&str>, evidence: Evidence, statistic: Statistic) -> Released {
    let mut figure = proposed(statistic, DataClass::Standard, "%", evidence);
    figure.key = FigureKey { statistic, ..of_sex(sex) };
    gate.release(figure)
}

#[test]
fn the_gate_withholds_what_the_repair_found_and_every_statistic_of_that_cell() {
    let repaired = cells().repair().unwrap();
    assert_eq!((repaired.before.without_count, repaired.after.without_count), (1, 2));
    assert_eq!(
        repaired.in_words(),
        [
            "The hidden count of hypertension_treated U12345 male must be from 6 to 7 by the sums with other figures, and only 2 \
          values are known to be possible; it takes 5. So the count of hypertension_treated U12345 female is hidden as well."
        ]
    );
    let women = CellAddress::of(&of_sex(Some("female")));
    assert_eq!(repaired.withholding.treatment(&women), Treatment::CountWithheld);
    let audited = gate().withholding(repaired.withholding);
    let pair = |n, d| Evidence::Proportion { numerator: n, denominator: d };
    let shown = figure(&gate(), Some("female"), pair(12, 300), Statistic::Proportion);
    assert_eq!(shown.numerator().value(), Some(10));
    let hidden = figure(&audited, Some("female"), pair(12, 300), Statistic::Proportion);
    assert_eq!((hidden.withheld(), hidden.value().value()), (Some(Withheld::Linked), None));
    assert_eq!((hidden.numerator().value(), hidden.denominator().value()), (None, Some(300)));
    assert!(!figure(&audited, None, pair(18, 600), Statistic::Proportion).is_withheld());
    let estimate = Estimate { value: 4.0, lower: 3.0, upper: 5.0 };
    let groups = vec![(12, 300)];
    let modelled = Evidence::Modelled { estimate, total_count: 12, groups, every_group_shown: false };
    let rate = figure(&audited, Some("female"), modelled, Statistic::DirectlyStandardisedRate);
    assert_eq!((rate.withheld(), rate.denominator().value()), (Some(Withheld::Linked), None));
}

#[test]
fn whom_the_groups_leave_out_is_a_group_that_is_not_listed() {
    let mut cells = LinkedCells::default();
    for (sex, n, d) in CELLS {
        cells.add(CellAddress::of(&of_sex(sex)), n, d + u64::from(sex.is_none()) * 40, DataClass::Standard);
    }
    cells.sum_breakdowns();
    assert_eq!(cells.tables().len(), 4);
    assert_eq!(cells.tables().leaks().unwrap().len(), 0, "those left out may be counted, for all a reader knows");
}

#[test]
fn groups_that_come_to_more_than_their_total_are_no_sum() {
    let mut cells = LinkedCells::default();
    for (sex, n, d) in [(Some("male"), 6, 300), (Some("female"), 15, 300), (None, 18, 600)] {
        cells.add(CellAddress::of(&of_sex(sex)), n, d, DataClass::Standard);
    }
    let (men, women) = (CellAddress::of(&of_sex(Some("male"))), CellAddress::of(&of_sex(Some("female"))));
    assert!(!cells.sum(&CellAddress::of(&of_sex(None)), &[men, women]));
}

#[test]
fn a_cell_whose_population_stands_too_close_to_another_is_withheld_with_its_population() {
    let repaired = cells().repair().unwrap();
    let mut withholding = repaired.withholding;
    let women = CellAddress::of(&of_sex(Some("female")));
    withholding.withhold(women.clone());
    assert_eq!(withholding.treatment(&women), Treatment::Withheld);
    let pair = Evidence::Proportion { numerator: 12, denominator: 300 };
    let hidden = figure(&gate().withholding(withholding), Some("female"), pair, Statistic::Proportion);
    assert_eq!((hidden.withheld(), hidden.denominator().value()), (Some(Withheld::Linked), None));
}

#[test]
fn areas_inside_an_area_are_summed_by_their_type() {
    use commonweal_model::AreaType;
    let of = |area: &str, area_type: AreaType| FigureKey {
        area_type,
        ..key("hypertension_treated", area, Statistic::Proportion)
    };
    let mut cells = LinkedCells::default();
    let place = CellAddress::of(&of("E54000001", AreaType::Place));
    cells.add(place.clone(), 18, 600, DataClass::Standard);
    for (pcn, n) in [("U10001", 6), ("U10002", 12)] {
        cells.add(CellAddress::of(&of(pcn, AreaType::Pcn)), n, 300, DataClass::Standard);
    }
    let areas = ["U10003", "U10001", "U10002"].map(|area| (AreaType::Pcn, area.parse().unwrap()));
    cells.sum_areas(&|address| match address.area_type {
        AreaType::Place => areas.to_vec(),
        _ => Vec::new(),
    });
    let repaired = cells.repair().unwrap();
    assert_eq!(repaired.withholding.iter().len(), 1);
    assert_eq!(repaired.withholding.treatment(&place), Treatment::ByRule);
}

#[test]
fn figures_the_audit_withheld_are_kept_and_read_back() {
    use commonweal_disclosure::ReleasedSet;
    let audited = gate().withholding(cells().repair().unwrap().withholding);
    let mut figures = Vec::new();
    for (sex, n, d) in CELLS {
        let pair = || Evidence::Proportion { numerator: n, denominator: d };
        figures.push(figure(&audited, sex, pair(), Statistic::Proportion));
        figures.push(figure(&audited, sex, pair(), Statistic::Count));
        let events = Evidence::Events { events: n + 3, people: n, denominator: d };
        figures.push(figure(&audited, sex, events, Statistic::CrudeRate));
        let expected = Evidence::Ratio { observed: n, expected: 20.0, population: d };
        figures.push(figure(&audited, sex, expected, Statistic::IndirectlyStandardisedRatio));
    }
    let set = ReleasedSet::new(figures).unwrap();
    assert_eq!(set.iter().filter(|figure| figure.is_withheld()).count(), 8, "men and women");
    assert_eq!(ReleasedSet::reopen(set.to_records(), &set.seal()).unwrap(), set);
}
