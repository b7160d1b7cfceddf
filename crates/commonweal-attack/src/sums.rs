//! The files as sums: which cells add up to which, as anybody can see from their names.

use crate::board::{Board, Unknown};
use crate::claim::{Address, Claim, FEWEST, What};
use crate::output::{Known, Output};
use crate::seen::{Box3, Exact, Figure, MANY, Reading, Side, possible};
use std::collections::{BTreeMap, BTreeSet};

/// Which relations an attacker uses.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Use {
    pub(crate) groups: bool,
    pub(crate) areas: bool,
    pub(crate) indicators: bool,
    pub(crate) periods: bool,
    pub(crate) known: bool,
}

/// The three unknown numbers of a cell.
#[derive(Debug, Clone, Copy)]
struct Three {
    count: Unknown,
    others: Unknown,
    people: Unknown,
}

/// Files, and the unknown numbers behind them.
pub(crate) struct Sums {
    pub(crate) board: Board,
    cells: BTreeMap<Address, (Three, Box3)>,
    differences: Vec<(Address, Address, Unknown, (i64, i64))>,
}

impl Sums {
    pub(crate) fn of(output: &Output, uses: Use) -> Self {
        Self::some(output, uses, &|_| true)
    }

    /// The same of some cells only: what has nothing to do with an attack only takes time.
    pub(crate) fn some(output: &Output, uses: Use, keep: &dyn Fn(&Address) -> bool) -> Self {
        let reading = Reading::of(&output.exports);
        let exact = reading.exact();
        let mut sums = Self { board: Board::default(), cells: BTreeMap::new(), differences: Vec::new() };
        let sides = sides(&reading);
        let seen: BTreeSet<(Address, &str)> =
            reading.plain().map(|figure| (figure.cell.clone(), figure.snapshot.as_str())).collect();
        for figure in reading.plain().filter(|figure| keep(&figure.cell)) {
            // A figure kept from an earlier release stands for the people of then, and is there already.
            let is_kept = (0..figure.cell.export)
                .any(|export| seen.contains(&(Address { export, ..figure.cell.clone() }, figure.snapshot.as_str())));
            if !is_kept {
                sums.add(figure, &exact, &sides);
            }
        }
        if uses.groups {
            sums.groups();
        }
        if uses.areas {
            sums.areas(&reading);
        }
        if uses.indicators {
            sums.among(&reading);
        }
        if uses.periods {
            sums.periods();
        }
        if uses.known {
            sums.known(&output.known);
        }
        sums
    }

    /// The cells that the files tell of.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &Address> {
        self.cells.keys()
    }

    fn add(&mut self, figure: &Figure, exact: &Exact, sides: &BTreeMap<(String, String), Side>) {
        let side = sides.get(&(figure.cell.indicator.clone(), figure.cell.family.clone())).copied();
        let mut seen = possible(figure, exact, side.unwrap_or(Side::Either));
        if seen.count.0 + seen.others.0 > seen.people.1 {
            seen = possible(figure, exact, Side::Either);
        }
        self.put(&figure.cell, seen);
    }

    fn put(&mut self, cell: &Address, seen: Box3) {
        let three = Three {
            count: self.board.unknown(seen.count),
            others: self.board.unknown(seen.others),
            people: self.board.unknown(seen.people),
        };
        if !self.board.try_sum(three.people, vec![three.count, three.others]) {
            return;
        }
        self.cells.insert(cell.clone(), (three, seen));
    }

    /// The sums of all, of the counts and of the others. A row that is not there may be of nobody.
    fn add_up(&mut self, total: &Address, parts: &[Address], is_complete: bool) {
        let Some((total, _)) = self.cells.get(total).copied() else { return };
        let parts: Vec<Three> = parts.iter().filter_map(|part| self.cells.get(part)).map(|(three, _)| *three).collect();
        if parts.is_empty() {
            return;
        }
        let numbers: [fn(&Three) -> Unknown; 3] = [|three| three.people, |three| three.count, |three| three.others];
        let mut rest = (!is_complete).then(|| numbers.map(|_| self.board.unknown((0, MANY))));
        for (at, of) in numbers.iter().enumerate() {
            let mut all: Vec<Unknown> = parts.iter().map(of).collect();
            all.extend(rest.map(|rest| rest[at]));
            if !self.board.try_sum(of(&total), all.clone()) && rest.is_none() {
                let some = numbers.map(|_| self.board.unknown((0, MANY)));
                all.push(some[at]);
                self.board.try_sum(of(&total), all);
                rest = Some(some);
            }
        }
    }

    /// Whether the whole has more people than its parts can have together, all of them being there.
    fn leaves_out(&self, total: &Address, parts: &[Address]) -> bool {
        let people = |cell: &Address| self.cells.get(cell).map(|(_, seen)| seen.people);
        let most: Option<i64> = parts.iter().map(|part| people(part).map(|range| range.1)).sum();
        people(total).zip(most).is_some_and(|(total, most)| total.0 > most)
    }

    fn groups(&mut self) {
        let mut parts: BTreeMap<(Address, String), Vec<Address>> = BTreeMap::new();
        for cell in self.cells.keys() {
            for (at, (dimension, _)) in cell.groups.iter().enumerate() {
                let mut total = cell.clone();
                total.groups.remove(at);
                // Bands that overlap are no division.
                parts.entry((total, dimension.clone())).or_default().push(cell.clone());
            }
        }
        // The groups that there are anywhere in an indicator.
        let mut all: BTreeMap<(String, String, String), BTreeSet<String>> = BTreeMap::new();
        for cell in self.cells.keys() {
            for (dimension, group) in &cell.groups {
                let of = (cell.indicator.clone(), cell.family.clone(), dimension.clone());
                all.entry(of).or_default().insert(group.clone());
            }
        }
        let divided: Vec<(Address, String, bool, Vec<Vec<Address>>)> = parts
            .into_iter()
            .map(|((total, dimension), parts)| {
                let of = (total.indicator.clone(), total.family.clone(), dimension.clone());
                let chains = divisions(&dimension, &parts);
                let is_complete = chains.len() > 1 || all.get(&of).is_some_and(|groups| groups.len() == parts.len());
                (total, dimension, is_complete, chains)
            })
            .collect();
        // Of some people a group is not known: then groups do not make up the whole anywhere.
        let mut leave_out: BTreeSet<(String, String)> = BTreeSet::new();
        for (total, dimension, is_complete, chains) in &divided {
            if *is_complete && chains.iter().any(|division| self.leaves_out(total, division)) {
                leave_out.insert((total.family.clone(), dimension.clone()));
            }
        }
        for (total, dimension, is_complete, chains) in divided {
            let is_complete = is_complete && !leave_out.contains(&(total.family.clone(), dimension));
            for division in chains {
                self.add_up(&total, &division, is_complete);
            }
        }
    }

    fn areas(&mut self, reading: &Reading) {
        let mut inside: BTreeMap<(String, String, String, String), Vec<String>> = BTreeMap::new();
        for (family, parent_type, parent, area_type, area) in &reading.areas {
            let of = (family.clone(), parent_type.clone(), parent.clone(), area_type.clone());
            inside.entry(of).or_default().push(area.clone());
        }
        let totals: Vec<Address> = self.cells.keys().cloned().collect();
        for ((family, parent_type, parent, area_type), areas) in &inside {
            let of_parent =
                |cell: &&Address| (family, parent_type, parent) == (&cell.family, &cell.area_type, &cell.area);
            let parts_of = |total: &Address| -> Vec<Address> {
                let part =
                    |area: &String| Address { area_type: area_type.clone(), area: area.clone(), ..total.clone() };
                areas.iter().map(part).collect()
            };
            let of_it: Vec<(&Address, Vec<Address>)> =
                totals.iter().filter(of_parent).map(|total| (total, parts_of(total))).collect();
            // The larger area may have a piece of an area besides that is listed in no other.
            let leaves_out = of_it.iter().any(|(total, parts)| self.leaves_out(total, parts));
            for (total, parts) in of_it {
                let is_complete = !leaves_out && parts.iter().all(|part| self.cells.contains_key(part));
                self.add_up(total, &parts, is_complete);
            }
        }
    }

    /// The people one indicator is about are those another counts.
    fn among(&mut self, reading: &Reading) {
        let cells: Vec<Address> = self.cells.keys().cloned().collect();
        for cell in cells {
            let Some(wider) = reading.among.get(&cell.indicator) else { continue };
            let wider = Address { indicator: wider.clone(), ..cell.clone() };
            if let (Some((of, _)), Some((three, _))) = (self.cells.get(&wider).copied(), self.cells.get(&cell).copied())
            {
                self.board.try_sum(of.count, vec![three.people]);
            }
        }
    }

    /// A period is the months in it, and a shorter one from the same day with the months after.
    fn periods(&mut self) {
        let mut by_cell: BTreeMap<Address, Vec<Months>> = BTreeMap::new();
        for cell in self.cells.keys() {
            if let Some(months) = months(&cell.period) {
                by_cell
                    .entry(Address { period: String::new(), ..cell.clone() })
                    .or_default()
                    .push((months, cell.clone()));
            }
        }
        for (_, cells) in by_cell {
            for ((from, to), total) in cells.iter().filter(|((from, to), _)| to - from > 1) {
                let within: Vec<Address> = cells
                    .iter()
                    .filter(|((f, t), _)| t - f == 1 && f >= from && t <= to)
                    .map(|(_, cell)| cell.clone())
                    .collect();
                if i64::try_from(within.len()) == Ok(to - from) {
                    self.add_up(total, &within, true);
                }
                let shorter = cells.iter().find(|((f, t), _)| f == from && *t == to - 1);
                let last = cells.iter().find(|((f, t), _)| *f == to - 1 && t == to);
                if let (Some((_, shorter)), Some((_, last))) = (shorter, last) {
                    self.add_up(total, &[shorter.clone(), last.clone()], true);
                }
            }
        }
    }

    fn known(&mut self, known: &[Known]) {
        let mut live: BTreeMap<Address, Vec<[Unknown; 2]>> = BTreeMap::new();
        for one in known {
            match one {
                Known::Contains { larger, smaller, people } => {
                    self.differ(larger, smaller, (0, *people), (*people, *people));
                }
                Known::Moved { later, earlier, joined, left, changed } => {
                    let answers = (-left - changed, joined + changed);
                    self.differ(later, earlier, answers, (joined - left, joined - left));
                }
                Known::Overlap { residence, registration, people } => {
                    let of = |cell: &Address| self.cells.contains_key(cell);
                    if of(residence) && of(registration) {
                        let with = self.board.unknown((0, *people));
                        let without = self.board.unknown((0, *people));
                        let all = self.board.unknown((*people, *people));
                        self.board.sum(all, vec![with, without]);
                        live.entry(residence.clone()).or_default().push([with, without]);
                        live.entry(registration.clone()).or_default().push([with, without]);
                    }
                }
                Known::Weights { .. } | Known::Own { .. } => {}
            }
        }
        for (cell, parts) in live {
            if let Some((three, _)) = self.cells.get(&cell).copied() {
                self.board.try_sum(three.count, parts.iter().map(|[with, _]| *with).collect());
                self.board.try_sum(three.others, parts.iter().map(|[_, without]| *without).collect());
            }
        }
    }

    fn differ(&mut self, larger: &Address, smaller: &Address, answers: (i64, i64), people: (i64, i64)) {
        let (Some((more, _)), Some((fewer, _))) = (self.cells.get(larger).copied(), self.cells.get(smaller).copied())
        else {
            return;
        };
        let (answer, between) = (self.board.unknown(answers), self.board.unknown(people));
        if self.board.try_sum(more.count, vec![fewer.count, answer])
            && self.board.try_sum(more.people, vec![fewer.people, between])
        {
            self.differences.push((larger.clone(), smaller.clone(), answer, answers));
        }
    }

    /// What the sums tell more than the rows do: numbers of which fewer than five are left, and answers.
    pub(crate) fn claims(&mut self, how: &str) -> Vec<Claim> {
        let mut claims = Vec::new();
        if self.board.settle().is_err() {
            return claims;
        }
        let cells: Vec<(Address, Three, Box3)> =
            self.cells.iter().map(|(cell, (three, seen))| (cell.clone(), *three, *seen)).collect();
        for (cell, three, seen) in cells {
            // In no sum but its own: nothing more to learn.
            if [three.count, three.people].iter().all(|unknown| !self.board.is_linked(*unknown)) {
                continue;
            }
            let numbers = [
                (What::Count, three.count, seen.count),
                (What::Others, three.others, seen.others),
                (What::People, three.people, seen.people),
            ];
            for (what, unknown, from) in numbers {
                let (low, high) = self.board.pressed(unknown);
                let few = u64::try_from(high - low).is_ok_and(|more| more + 1 < FEWEST);
                if few && (low, high) != from {
                    claims.push(Claim::new(&cell, what, (low, high), how));
                }
            }
        }
        for (larger, smaller, answer, from) in std::mem::take(&mut self.differences) {
            let found = self.board.pressed(answer);
            if found.0 == found.1 && found != from {
                claims.push(Claim { less: Some(smaller), ..Claim::new(&larger, What::Answer, found, how) });
            }
        }
        claims
    }
}

/// Divisions of a whole among its groups: all of them, or for ages every chain of bands without gap or overlap.
fn divisions(dimension: &str, parts: &[Address]) -> Vec<Vec<Address>> {
    let group = |cell: &Address| cell.groups.iter().find(|(d, _)| d == dimension).map(|(_, group)| group.clone());
    if dimension != "age" {
        return vec![parts.to_vec()];
    }
    let bands: Vec<(i64, i64, &Address)> =
        parts.iter().filter_map(|cell| band(&group(cell)?).map(|(from, to)| (from, to, cell))).collect();
    if bands.len() < parts.len() {
        return vec![parts.to_vec()];
    }
    let overlap = bands.iter().enumerate().any(|(at, a)| bands[at + 1..].iter().any(|b| a.0 <= b.1 && b.0 <= a.1));
    if !overlap {
        return vec![parts.to_vec()];
    }
    // Chains from the youngest on; of overlapping bands there are few.
    let youngest = bands.iter().map(|band| band.0).min().unwrap_or(0);
    let oldest = bands.iter().map(|band| band.1).max().unwrap_or(0);
    let (mut open, mut done) = (vec![(youngest, Vec::new())], Vec::new());
    while let Some((next, chain)) = open.pop() {
        if next > oldest {
            done.push(chain);
            continue;
        }
        for (_, to, cell) in bands.iter().filter(|band| band.0 == next) {
            let mut longer: Vec<Address> = chain.clone();
            longer.push((*cell).clone());
            open.push((to.saturating_add(1), longer));
        }
    }
    done
}

fn band(text: &str) -> Option<(i64, i64)> {
    if let Some(from) = text.strip_suffix('+') {
        return Some((from.parse().ok()?, 200));
    }
    let (from, to) = text.split_once('-')?;
    Some((from.parse().ok()?, to.parse().ok()?))
}

/// A cell with its first month and the month after its last.
type Months = ((i64, i64), Address);

/// The first month and the month after the last, from year 0.
fn months(period: &str) -> Option<(i64, i64)> {
    let (start, length) = period.split_once("/P")?;
    let from = start.get(..4)?.parse::<i64>().ok()? * 12 + start.get(5..7)?.parse::<i64>().ok()? - 1;
    let length = length
        .strip_suffix('M')
        .and_then(|months| months.parse::<i64>().ok())
        .or_else(|| length.strip_suffix('Y').and_then(|years| years.parse::<i64>().ok()).map(|years| years * 12))?;
    Some((from, from + length))
}

/// Rare or common, by what is shown of an indicator for everybody.
fn sides(reading: &Reading) -> BTreeMap<(String, String), Side> {
    let mut sums: BTreeMap<(String, String), (i64, i64)> = BTreeMap::new();
    for figure in reading.plain() {
        if let (Some(n), Some(d)) = (figure.count, figure.people) {
            let sum = sums.entry((figure.cell.indicator.clone(), figure.cell.family.clone())).or_default();
            *sum = (sum.0 + n, sum.1 + d);
        }
    }
    let side = |(n, d): (i64, i64)| match 20 * n {
        few if few < 3 * d => Side::Few,
        most if most > 17 * d => Side::Most,
        _ => Side::Either,
    };
    sums.into_iter().map(|(indicator, sum)| (indicator, side(sum))).collect()
}
