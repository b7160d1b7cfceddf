//! Figures calculated from released figures tell nothing that those do not.

use crate::figures::{gate, proposed};
use commonweal_disclosure::{Evidence, Released, ShownFigure, Statistic, Withheld};
use commonweal_model::DataClass;
use commonweal_stats::Estimate;

fn difference(figures: &[ShownFigure]) -> Option<Estimate> {
    let (first, last) = (figures.first()?.estimate, figures.last()?.estimate);
    Some(Estimate { value: first.value - last.value, lower: first.lower - last.upper, upper: first.upper - last.lower })
}

fn share(numerator: u64, denominator: u64) -> Released {
    let evidence = Evidence::Proportion { numerator, denominator };
    gate().release(proposed(Statistic::Proportion, DataClass::Standard, "%", evidence))
}

fn gap(figures: Vec<Released>) -> Released {
    let evidence = Evidence::OfReleased { figures, calculate: difference };
    gate().release(proposed(Statistic::AbsoluteGap, DataClass::Standard, "percentage points", evidence))
}

#[test]
fn a_gap_between_released_figures_is_what_a_reader_would_work_out() {
    let gap = gap(vec![share(61, 203), share(98, 196)]);
    assert_eq!(gap.value().value(), Some(-22.0), "60 of 205 less 100 of 195; exact counts would give -20.0");
}

#[test]
fn a_gap_is_withheld_as_soon_as_one_figure_is() {
    let gap = gap(vec![share(61, 203), share(3, 196)]);
    assert_eq!(gap.withheld(), Some(Withheld::Disclosure));
    assert_eq!(gap.value().value(), None);
}
