//! From evidence to what may be shown: which rule applies to which kind of figure.

use crate::between::{is_remade, remake};
use crate::figure::{Evidence, ShownFigure};
use crate::released::{Parts, Released, Shown};
use crate::rules::{
    CellDecision, LARGEST_WITHHELD, LEAST_EXPECTED, LEAST_MODELLED_TOTAL, ShownCell, may_standardise, r5, rule_cell,
    scale_of_unit, shown_groups, three_significant_figures,
};
use crate::words::{Statistic, Withheld};
use commonweal_model::DataClass;
use commonweal_stats::{Confidence, Estimate, crude_rate, indirectly_standardised_ratio, proportion};

/// An indirectly standardised ratio is observed over expected, times this.
const RATIO_SCALE: f64 = 100.0;

/// Applies the rules to the evidence. A statistic the evidence cannot support is "not calculated".
pub(crate) fn judge(statistic: Statistic, class: DataClass, unit: &str, evidence: &Evidence) -> Parts {
    let not_calculated = || Parts::withheld(Withheld::NotCalculated, None);
    let parts = match (evidence, statistic) {
        (&Evidence::Proportion { numerator, denominator }, Statistic::Proportion | Statistic::Count) => {
            let people = Counted { counted: numerator, people: numerator, among: denominator };
            people.judge(statistic, class, unit)
        }
        (&Evidence::Events { events, people, denominator }, Statistic::CrudeRate | Statistic::Count) => {
            Counted { counted: events, people, among: denominator }.judge(statistic, class, unit)
        }
        (&Evidence::Ratio { observed, expected, population }, Statistic::IndirectlyStandardisedRatio) => {
            ratio(observed, expected, population, class)
        }
        // Made from exact counts it would give them away, and it is not made again here: only from what is shown.
        (Evidence::Modelled { .. }, Statistic::ConcentrationIndex) => None,
        (Evidence::Modelled { estimate, total_count, groups, every_group_shown }, _) if is_modelled(statistic) => {
            let modelled = Modelled { estimate, total_count: *total_count, groups, shown: *every_group_shown };
            modelled.judge(statistic, class, unit)
        }
        (Evidence::OfShownGroups { groups, calculate }, _) if is_between_groups(statistic) => {
            of_shown_groups(groups, class, *calculate)
        }
        (Evidence::OfReleased { figures, calculate }, _) if is_between_groups(statistic) => {
            of_released(figures, *calculate)
        }
        (&Evidence::Published { value, lower, upper, count, denominator }, _) => match class {
            DataClass::Published => as_published([value, lower, upper], count, denominator),
            // Unchecked numbers of any other class do not pass, whatever they are.
            _ => Some(Parts::withheld(Withheld::Disclosure, None)),
        },
        _ => None,
    };
    parts.unwrap_or_else(not_calculated)
}

/// Whether exact counts may be used inside the boundary for this statistic.
pub(crate) fn is_modelled(statistic: Statistic) -> bool {
    statistic == Statistic::DirectlyStandardisedRate || is_between_groups(statistic)
}

/// Whether the statistic compares groups.
fn is_between_groups(statistic: Statistic) -> bool {
    matches!(
        statistic,
        Statistic::SlopeIndexOfInequality
            | Statistic::RelativeIndexOfInequality
            | Statistic::ConcentrationIndex
            | Statistic::AbsoluteGap
            | Statistic::RelativeGap
            | Statistic::PeopleAffected
    )
}

/// Whether counts of this class are about people, and so are rounded and withheld.
pub(crate) fn is_about_people(class: DataClass) -> bool {
    matches!(class, DataClass::Standard | DataClass::Sensitive)
}

/// The value and limits that a shown pair gives, for the statistics that are made from one pair. Reading back repeats
/// it.
pub(crate) fn estimate_of_pair(statistic: Statistic, unit: &str, numerator: f64, denominator: f64) -> Option<Estimate> {
    let level = Confidence::P95;
    match statistic {
        Statistic::Proportion => {
            let scale = scale_of_unit(unit)?;
            let share = proportion(numerator, denominator, level).ok()?;
            let times = |x: f64| x * scale;
            Some(Estimate { value: times(share.value), lower: times(share.lower), upper: times(share.upper) })
        }
        Statistic::CrudeRate => crude_rate(numerator, denominator, level, scale_of_unit(unit)?).ok(),
        Statistic::IndirectlyStandardisedRatio => {
            indirectly_standardised_ratio(numerator, denominator, level, RATIO_SCALE).ok()
        }
        _ => None,
    }
}

/// People, or what happened to them, among people.
struct Counted {
    counted: u64,
    people: u64,
    among: u64,
}

impl Counted {
    fn judge(&self, statistic: Statistic, class: DataClass, unit: &str) -> Option<Parts> {
        // Events need somebody they happened to, and nobody is counted who had none.
        if self.people > self.among || self.counted < self.people || (self.people == 0 && self.counted > 0) {
            return None;
        }
        let cell = match rule_cell(self.people, self.among, class) {
            CellDecision::Show(cell) => cell,
            CellDecision::WithholdCount { denominator } => {
                return Some(Parts::withheld(Withheld::Disclosure, Some(whole(denominator)?)));
            }
            CellDecision::WithholdAll => return Some(Parts::withheld(Withheld::Disclosure, None)),
        };
        let counted = if is_about_people(class) { r5(self.counted) } else { self.counted };
        let pair = (whole(counted)?, whole(cell.denominator)?);
        if statistic == Statistic::Count {
            return Some(shown(counted as f64, None, Some(pair)));
        }
        let estimate = estimate_of_pair(statistic, unit, counted as f64, cell.denominator as f64)?;
        Some(shown(estimate.value, Some((estimate.lower, estimate.upper)), Some(pair)))
    }
}

/// Observed over expected. The rules run on the observed people; the expected number holds nobody's answer, and is
/// rounded so that the ratio is a function of what is shown.
fn ratio(observed: u64, expected: f64, population: u64, class: DataClass) -> Option<Parts> {
    if observed > population || !expected.is_finite() || !(0.0..1e15).contains(&expected) {
        return None;
    }
    let CellDecision::Show(cell) = rule_cell(observed, population, class) else {
        return Some(Parts::withheld(Withheld::Disclosure, None));
    };
    let whole_expected = expected.round() as u64;
    let (known, pair) = if is_about_people(class) {
        let rounded = r5(whole_expected);
        if rounded < LEAST_EXPECTED {
            return Some(Parts::withheld(Withheld::Unreliable, None));
        }
        (rounded as f64, (whole(cell.numerator)?, whole(rounded)?))
    } else {
        (expected, (whole(observed)?, whole(whole_expected)?))
    };
    let estimate = estimate_of_pair(Statistic::IndirectlyStandardisedRatio, "", cell.numerator as f64, known)?;
    Some(shown(estimate.value, Some((estimate.lower, estimate.upper)), Some(pair)))
}

/// What was calculated from exact counts.
struct Modelled<'a> {
    estimate: &'a Estimate,
    total_count: u64,
    groups: &'a [(u64, u64)],
    shown: bool,
}

impl Modelled<'_> {
    fn judge(&self, statistic: Statistic, class: DataClass, unit: &str) -> Option<Parts> {
        let population = self.groups.iter().try_fold(0_u64, |sum, &(_, d)| sum.checked_add(d))?;
        let fits = self.total_count <= population && self.groups.iter().all(|&(n, d)| n <= d);
        if self.groups.is_empty() || !fits {
            return None;
        }
        if !is_about_people(class) {
            let pair = (whole(self.total_count)?, whole(population)?);
            return of_estimate(*self.estimate, pair_of(statistic, pair));
        }
        // The counts decide first, and the estimate is looked at last: otherwise "not calculated" for a count of none
        // would tell none from a few.
        let withheld = |why| Some(Parts::withheld(why, None));
        // What is made from a withheld count is withheld with it: in all, and in each group where groups are shown.
        let CellDecision::Show(total) = rule_cell(self.total_count, population, class) else {
            return withheld(Withheld::Disclosure);
        };
        if self.groups.iter().any(|&(_, d)| d <= LARGEST_WITHHELD) {
            return withheld(Withheld::Disclosure);
        }
        let remade = is_remade(statistic);
        let groups = shown_groups(self.groups, class);
        if (self.shown || remade) && groups.is_none() {
            return withheld(Withheld::Disclosure);
        }
        if total.numerator <= LEAST_MODELLED_TOTAL {
            return withheld(Withheld::Unreliable);
        }
        if !remade && !may_standardise(self.groups.len(), population) {
            return withheld(Withheld::Linked);
        }
        let estimate =
            if remade { remake(statistic, unit, self.estimate, self.groups, &groups?)? } else { *self.estimate };
        of_estimate(rounded(estimate), pair_of(statistic, (whole(total.numerator)?, whole(total.denominator)?)))
    }
}

/// What a plain function makes of the rounded groups.
fn of_shown_groups(
    groups: &[(u64, u64)],
    class: DataClass,
    calculate: fn(&[ShownCell]) -> Option<Estimate>,
) -> Option<Parts> {
    if groups.is_empty() || groups.iter().any(|&(n, d)| n > d) {
        return None;
    }
    let Some(cells) = shown_groups(groups, class) else {
        return Some(Parts::withheld(Withheld::Disclosure, None));
    };
    if !is_about_people(class) {
        return of_estimate(calculate(&cells)?, None);
    }
    let total = cells.iter().try_fold(0_u64, |sum, cell| sum.checked_add(cell.numerator))?;
    if total <= LEAST_MODELLED_TOTAL {
        return Some(Parts::withheld(Withheld::Unreliable, None));
    }
    of_estimate(rounded(calculate(&cells)?), None)
}

/// What a plain function makes of figures already released.
fn of_released(figures: &[Released], calculate: fn(&[ShownFigure]) -> Option<Estimate>) -> Option<Parts> {
    if let Some(why) = figures.iter().find_map(Released::withheld) {
        return Some(Parts::withheld(why, None));
    }
    let shown: Option<Vec<ShownFigure>> = figures
        .iter()
        .map(|figure| {
            let (value, lower, upper) = (figure.value().value()?, figure.lower().value()?, figure.upper().value()?);
            let estimate = Estimate { value, lower, upper };
            let (numerator, denominator) = (figure.numerator().value()?, figure.denominator().value()?);
            Some(ShownFigure { estimate, numerator, denominator })
        })
        .collect();
    of_estimate(rounded(calculate(&shown?)?), None)
}

/// Numbers as their publisher gave them.
fn as_published(numbers: [Option<f64>; 3], count: Option<i64>, denominator: Option<i64>) -> Option<Parts> {
    let finite = numbers.iter().flatten().all(|number| number.is_finite());
    if !finite || (numbers[0].is_none() && count.is_none()) {
        return None;
    }
    // Adding zero drops a minus zero, which reads and hashes differently.
    let number = |number: Option<f64>| number.map_or(Shown::None, |x| Shown::Value(x + 0.0));
    let [value, lower, upper] = numbers.map(number);
    let whole = |count: Option<i64>| count.map_or(Shown::None, Shown::Value);
    Some(Parts { value, lower, upper, numerator: whole(count), denominator: whole(denominator), withheld: None })
}

fn rounded(estimate: Estimate) -> Estimate {
    let Estimate { value, lower, upper } = estimate;
    let [value, lower, upper] = [value, lower, upper].map(three_significant_figures);
    Estimate { value, lower, upper }
}

/// A standardised rate stands beside the counts of its area; what lies between groups has no counts of its own.
fn pair_of(statistic: Statistic, pair: (i64, i64)) -> Option<(i64, i64)> {
    (statistic == Statistic::DirectlyStandardisedRate).then_some(pair)
}

/// An estimate as parts; none where it is no estimate. Three equal numbers are a value without limits.
fn of_estimate(estimate: Estimate, pair: Option<(i64, i64)>) -> Option<Parts> {
    let Estimate { value, lower, upper } = estimate;
    if ![value, lower, upper].iter().all(|x| x.is_finite()) || lower > value || value > upper {
        return None;
    }
    let limits = (lower < upper).then_some((lower, upper));
    Some(shown(value, limits, pair))
}

fn shown(value: f64, limits: Option<(f64, f64)>, pair: Option<(i64, i64)>) -> Parts {
    let limit = |limit: Option<f64>| limit.map_or(Shown::None, |x| Shown::Value(x + 0.0));
    let count = |count: Option<i64>| count.map_or(Shown::None, Shown::Value);
    Parts {
        value: Shown::Value(value + 0.0),
        lower: limit(limits.map(|l| l.0)),
        upper: limit(limits.map(|l| l.1)),
        numerator: count(pair.map(|p| p.0)),
        denominator: count(pair.map(|p| p.1)),
        withheld: None,
    }
}

/// A count as the signed number of tables; none for one that no population has.
fn whole(count: u64) -> Option<i64> {
    i64::try_from(count).ok()
}
