//! Figures of a period that were released before.
//!
//! A restated figure of the same period invites subtraction: where 1 to 9 people joined or left the population since, the
//! change of the figure is theirs. Then the last released figure stands, with its date. Successive periods are different
//! populations; [`crate::containment`] judges those.
//!
//! [`restate`] is the rule of one figure. It is not enough for figures that add up: of a total and two groups, where the
//! total and one group are stated anew and the other is kept, what the total moved by less what the group did is what the
//! kept group moved by. So [`may_be_stated_anew`] judges all figures of one indicator and one period together, and they are
//! stated anew or kept together: figures that stand side by side are always of one snapshot and one audit.

use crate::containment::MINIMUM_DIFFERENCE;
use crate::figure::FigureKey;
use crate::linked::CellAddress;
use crate::released::Released;
use crate::words::{Statistic, Withheld};
use commonweal_model::{AreaType, Dimension};
use std::collections::{BTreeMap, BTreeSet};

/// How the people of a cell changed since the last release of the same period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// People who are in its population now and were not.
    pub joined: u64,
    /// People who were and are not.
    pub left: u64,
    /// People who were and are, and whose answer changed: found late, corrected, withdrawn.
    pub changed: u64,
}

impl Moved {
    /// Whether so few people moved that the change of the figure would tell about them. Any of the three few is too few: who
    /// knows the many may subtract them.
    ///
    /// The written rule speaks of those who joined or left; one person's changed answer moves a figure just as much, so this
    /// counts them too.
    pub fn too_few(self) -> bool {
        let few = |people: u64| people > 0 && people < MINIMUM_DIFFERENCE;
        [self.joined, self.left, self.changed].into_iter().any(few)
    }

    /// Whether nobody moved.
    pub fn is_nobody(self) -> bool {
        self == Self::default()
    }

    /// Whether the population is another one, by as many people as two released populations must differ.
    fn is_another_population(self) -> bool {
        self.joined.max(self.left) >= MINIMUM_DIFFERENCE
    }
}

/// What of a restated period may be shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Restated {
    /// The new figure.
    New(Released),
    /// The last released figure, with its own release and date.
    Kept(Released),
}

impl Restated {
    /// The figure to show.
    pub fn into_figure(self) -> Released {
        match self {
            Self::New(figure) | Self::Kept(figure) => figure,
        }
    }
}

/// The figures are not of the same series and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a figure can be kept in place of a newer one of the same series and period only")]
pub struct NotTheSame;

/// The new figure, or the last released one where too few people moved.
///
/// # Errors
/// [`NotTheSame`] for figures of different series or periods.
pub fn restate(last: &Released, new: Released, moved: Moved) -> Result<Restated, NotTheSame> {
    if last.key() != new.key() {
        return Err(NotTheSame);
    }
    Ok(if moved.too_few() { Restated::Kept(last.clone()) } else { Restated::New(new) })
}

/// Why figures released before are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kept {
    /// 1 to 9 people joined, left or answer otherwise in one of the cells.
    TooFewMoved,
    /// A cell is hidden in one of the two releases, and the people of a cell are the same in both: what is hidden would be
    /// seen through two windows.
    HiddenWithSamePeople,
    /// Nobody moved, and yet the new figures would show of the same people what the last ones did not.
    OtherwiseShown,
}

/// Whether the figures of one indicator and one period may be stated anew, of which `last` was released and `new` would be;
/// `moved` has every cell in which anybody moved between their two snapshots. All of them, or none.
///
/// # Errors
/// [`Kept`] says why the last ones stand.
pub fn may_be_stated_anew(
    last: &[&Released],
    new: &[&Released],
    moved: &BTreeMap<CellAddress, Moved>,
) -> Result<(), Kept> {
    if moved.values().any(|moved| moved.too_few()) {
        return Err(Kept::TooFewMoved);
    }
    let pairs = Pairs::new(last, new);
    if moved.values().all(|moved| moved.is_nobody()) {
        return if pairs.tell_no_more() { Ok(()) } else { Err(Kept::OtherwiseShown) };
    }
    if pairs.hide_any() {
        let is_another =
            |key: &FigureKey| moved.get(&CellAddress::of(key)).is_some_and(|moved| moved.is_another_population());
        if !pairs.cells().all(is_another) {
            return Err(Kept::HiddenWithSamePeople);
        }
    }
    Ok(())
}

/// Which table a figure stands in: nothing is compared with a table that only one of the releases has.
type Table = (AreaType, Vec<Dimension>, Statistic);

fn table(key: &FigureKey) -> Table {
    (key.area_type, key.breakdowns.iter().map(|group| group.dimension).collect(), key.statistic)
}

/// Last and new figure of each key.
struct Pairs<'f> {
    figures: BTreeMap<&'f FigureKey, (Option<&'f Released>, Option<&'f Released>)>,
    /// The tables that both releases have.
    common: BTreeSet<Table>,
}

impl<'f> Pairs<'f> {
    fn new(last: &[&'f Released], new: &[&'f Released]) -> Self {
        let mut figures: BTreeMap<&FigureKey, (Option<&Released>, Option<&Released>)> = BTreeMap::new();
        for figure in last {
            figures.entry(figure.key()).or_default().0 = Some(*figure);
        }
        for figure in new {
            figures.entry(figure.key()).or_default().1 = Some(*figure);
        }
        let tables = |figures: &[&Released]| figures.iter().map(|f| table(f.key())).collect::<BTreeSet<Table>>();
        let common = tables(last).intersection(&tables(new)).cloned().collect();
        Self { figures, common }
    }

    /// Whether the new figures tell a reader of the last ones nothing more, about the same people: each is as it was, or
    /// hidden. Figures that were not there may be beside those that are all as they were, for then the new release was audited
    /// with all that is known.
    fn tell_no_more(&self) -> bool {
        let (mut same, mut hidden_since, mut added) = (true, true, false);
        for (last, new) in self.figures.values() {
            match (last, new) {
                (Some(last), Some(new)) if shows_the_same(last, new) => {}
                (Some(last), Some(new)) => {
                    same = false;
                    hidden_since &= shows_no_more(last, new);
                }
                (None, Some(new)) => added |= !new.is_withheld(),
                (_, None) => {}
            }
        }
        same || (hidden_since && !added)
    }

    /// Whether a count of the common tables is hidden in either release: withheld, or its row not listed.
    fn hide_any(&self) -> bool {
        let hides = |figure: &Option<&Released>| figure.is_none_or(is_hidden);
        let counts = self.figures.iter().filter(|(key, _)| self.is_common(key) && is_count(key.statistic));
        let mut counts = counts.map(|(_, (last, new))| hides(last) || hides(new));
        counts.any(|hides| hides)
    }

    /// The keys of the cells of the common tables.
    fn cells(&self) -> impl Iterator<Item = &FigureKey> {
        self.figures.keys().copied().filter(|key| self.is_common(key) && is_count(key.statistic))
    }

    fn is_common(&self, key: &FigureKey) -> bool {
        self.common.contains(&table(key))
    }
}

/// Statistics that are the counts of a cell; all others are made from these.
fn is_count(statistic: Statistic) -> bool {
    matches!(
        statistic,
        Statistic::Proportion | Statistic::Count | Statistic::CrudeRate | Statistic::IndirectlyStandardisedRatio
    )
}

fn is_hidden(figure: &Released) -> bool {
    figure.withheld().is_some_and(|why| why != Withheld::NotCalculated)
}

type Numbers = ([Option<f64>; 3], [Option<i64>; 2]);

fn numbers(figure: &Released) -> Numbers {
    let values = [figure.value(), figure.lower(), figure.upper()].map(|part| part.value());
    (values, [figure.numerator(), figure.denominator()].map(|part| part.value()))
}

fn shows_the_same(last: &Released, new: &Released) -> bool {
    numbers(last) == numbers(new)
}

fn shows_no_more(last: &Released, new: &Released) -> bool {
    let ((values, counts), (new_values, new_counts)) = (numbers(last), numbers(new));
    values.iter().zip(&new_values).all(|(last, new)| new.is_none() || last == new)
        && counts.iter().zip(&new_counts).all(|(last, new)| new.is_none() || last == new)
}
