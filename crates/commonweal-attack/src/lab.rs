//! Releases that are not of the yearly kind: months and the year so far, cohorts with and without one person, bands of age
//! within bands, an analyst's table builder, totals of cost. Each with the product's rules, or without them.

use crate::claim::Address;
use crate::files::{Exact, Row};
use crate::output::{Answer, Known, Total};
use crate::population::{MONTHS, Person, Population};
use crate::random::Random;
use crate::tables::{area_of, code, nesting};
use commonweal_disclosure::cell_key::{KeyedCount, NoiseKey, rule_keyed_cell};
use commonweal_disclosure::containment::Containment;
use commonweal_disclosure::linked::{CellAddress, LinkedCells, Withholding};
use commonweal_disclosure::rules::{CellDecision, Magnitude};
use commonweal_disclosure::{Evidence, FigureKey, Gate, Proposed, Statistic};
use commonweal_model::{AreaCode, AreaType, Breakdown, DataClass, Dimension, Family, Period, PeriodKind, Polarity};
use std::collections::{BTreeMap, BTreeSet};

/// Exact counts by address, what contains what, and what divides what.
#[derive(Default)]
pub(crate) struct Lab {
    pub(crate) cells: BTreeMap<CellAddress, (u64, u64)>,
    contains: Vec<(CellAddress, CellAddress)>,
    sums: Vec<(CellAddress, Vec<CellAddress>)>,
}

fn address(
    indicator: &str,
    period: &str,
    area_type: AreaType,
    area: AreaCode,
    breakdowns: Vec<Breakdown>,
) -> CellAddress {
    let period: Period = period.parse().expect("the periods below are periods");
    CellAddress { indicator_id: indicator.to_owned(), period, family: Family::Residence, area_type, area, breakdowns }
}

/// The address as the files say it.
pub(crate) fn in_words(cell: &CellAddress) -> Address {
    Address {
        export: 0,
        indicator: cell.indicator_id.clone(),
        period: cell.period.to_string(),
        family: cell.family.to_string(),
        area_type: cell.area_type.to_string(),
        area: cell.area.to_string(),
        groups: cell.breakdowns.iter().map(|group| (group.dimension.to_string(), group.category.clone())).collect(),
    }
}

const DAY: &str = "2026-09-30/P1D";

/// The end of the name of a cohort without the person who may be left out.
const WITHOUT: &str = "_without";

/// As many cohorts have one person who may be left out.
const COHORTS: usize = 25;

impl Lab {
    fn count(&mut self, cell: CellAddress, counted: bool) {
        let counts = self.cells.entry(cell).or_default();
        counts.0 += u64::from(counted);
        counts.1 += 1;
    }

    /// People referred in each month, and of them those seen in time; and the same for the year so far.
    pub(crate) fn months(population: &Population) -> Self {
        let mut lab = Self::default();
        let month = |at: usize| format!("2026-{:02}-01/P1M", at + 4);
        let so_far = |months: usize| format!("2026-04-01/P{months}M");
        let types = [AreaType::Icb, AreaType::Place, AreaType::District];
        for person in population.people.iter().filter(|person| person.here[0]) {
            let Some(at) = person.referred else { continue };
            for area_type in types {
                let area = area_of(population, person, area_type);
                let of = |period: &str| address("referrals", period, area_type, area.clone(), Vec::new());
                lab.count(of(&month(at)), person.in_time);
                for months in (at + 1).max(2)..=MONTHS {
                    lab.count(of(&so_far(months)), person.in_time);
                }
            }
        }
        let all: Vec<CellAddress> = lab.cells.keys().cloned().collect();
        for total in &all {
            let Some(months) = (2..=MONTHS).find(|months| total.period.to_string() == so_far(*months)) else {
                continue;
            };
            let of = |period: &str| CellAddress { period: period.parse().expect("a period"), ..total.clone() };
            lab.sums.push((total.clone(), vec![of(&so_far(months - 1)), of(&month(months - 1))]));
            lab.sums.push((total.clone(), (0..months).map(|at| of(&month(at))).collect()));
        }
        let codes = |area_type: AreaType, numbers: Vec<usize>| {
            numbers.into_iter().map(move |number| (area_type, code(area_type, number))).collect::<Vec<_>>()
        };
        let districts = |place: Option<usize>| {
            let all = 0..population.districts();
            let of = all.filter(|district| place.is_none_or(|place| population.place_of[*district] == place)).collect();
            codes(AreaType::District, of)
        };
        for total in &all {
            let parts = match total.area_type {
                AreaType::Icb => vec![codes(AreaType::Place, vec![0, 1]), districts(None)],
                AreaType::Place => {
                    vec![districts((0..2).find(|place| code(AreaType::Place, *place) == total.area))]
                }
                _ => Vec::new(),
            };
            for division in parts {
                let of = |(area_type, area)| CellAddress { area_type, area, ..total.clone() };
                lab.sums.push((total.clone(), division.into_iter().map(of).collect()));
            }
        }
        lab
    }

    /// Cohorts, each once with a person who may be left out and once without.
    pub(crate) fn cohorts(population: &Population) -> (Self, Vec<Known>) {
        let (mut lab, mut random) = (Self::default(), Random::new(population.seed ^ 0xc0_4087));
        let mut known = Vec::new();
        for number in 0..COHORTS {
            let one = &population.people[random.below(population.len())];
            let district = population.district_of[one.msoa];
            let (with, without) = (format!("cohort{number}"), format!("cohort{number}{WITHOUT}"));
            let cells_of = |person: &Person, indicator: &str| {
                let area = code(AreaType::District, district);
                let group = |dimension, category: String| vec![Breakdown { dimension, category }];
                [
                    Vec::new(),
                    group(Dimension::Sex, person.sex.to_owned()),
                    group(Dimension::Imd2019QuintileEngland, person.fifth.to_string()),
                ]
                .map(|groups| address(indicator, DAY, AreaType::District, area.clone(), groups))
            };
            for person in population.people.iter().filter(|person| population.district_of[person.msoa] == district) {
                for cell in cells_of(person, &with) {
                    lab.count(cell, person.registered_ill[0]);
                }
                if person.number != one.number {
                    for cell in cells_of(person, &without) {
                        lab.count(cell, person.registered_ill[0]);
                    }
                }
            }
            let pairs: Vec<(CellAddress, CellAddress)> = lab
                .cells
                .keys()
                .filter(|cell| cell.indicator_id == with)
                .map(|cell| (cell.clone(), CellAddress { indicator_id: without.clone(), ..cell.clone() }))
                .filter(|(_, smaller)| lab.cells.contains_key(smaller))
                .collect();
            for (larger, smaller) in pairs {
                known.push(lab.between(&larger, &smaller));
                lab.contain(larger, smaller);
            }
        }
        (lab, known)
    }

    /// Bands of age within bands of age.
    pub(crate) fn ages(population: &Population) -> (Self, Vec<Known>) {
        const NESTED: [(u16, u16); 5] = [(18, 64), (18, 65), (18, 66), (18, 69), (18, 74)];
        let mut lab = Self::default();
        for person in &population.people {
            for (from, to) in NESTED.into_iter().filter(|(from, to)| (*from..=*to).contains(&person.age)) {
                let group = Breakdown { dimension: Dimension::Age, category: format!("{from}-{to}") };
                for area_type in [AreaType::Icb, AreaType::District, AreaType::Msoa] {
                    let area = area_of(population, person, area_type);
                    for (question, counted) in
                        [("adults_ill", person.registered_ill[0]), ("adults_referred", person.referred.is_some())]
                    {
                        let cell = address(question, DAY, area_type, area.clone(), vec![group.clone()]);
                        lab.count(cell, counted);
                    }
                }
            }
        }
        let cells: Vec<CellAddress> = lab.cells.keys().cloned().collect();
        let mut known = Vec::new();
        for larger in &cells {
            let mut inside = Vec::new();
            for (at, (from, to)) in NESTED.iter().enumerate() {
                let category = format!("{from}-{to}");
                let own = NESTED.iter().position(|(f, t)| larger.breakdowns[0].category == format!("{f}-{t}"));
                let breakdowns = vec![Breakdown { category, ..larger.breakdowns[0].clone() }];
                let smaller = CellAddress { breakdowns, ..larger.clone() };
                if own.is_some_and(|own| at < own) && lab.cells.contains_key(&smaller) {
                    inside.push(smaller);
                }
            }
            // Of bands one within the other the audit is told the chain: the rest follows from it.
            let next = inside.last().cloned();
            known.extend(inside.into_iter().map(|smaller| lab.between(larger, &smaller)));
            next.into_iter().for_each(|smaller| lab.contain(larger.clone(), smaller));
        }
        let nested = nesting(population);
        for larger in &cells {
            for kind in [AreaType::District, AreaType::Msoa] {
                let inside = nested.iter().filter(|(family, parent_type, parent, area_type, _)| {
                    *family == Family::Residence
                        && (*parent_type, parent, *area_type) == (larger.area_type, &larger.area, kind)
                });
                let of = |area: &AreaCode| CellAddress { area_type: kind, area: area.clone(), ..larger.clone() };
                let parts: Vec<CellAddress> = inside.map(|(.., area)| of(area)).collect();
                if !parts.is_empty() {
                    lab.sums.push((larger.clone(), parts));
                }
            }
        }
        (lab, known)
    }

    /// By how many people the larger differs from the smaller: anybody may know.
    fn between(&self, larger: &CellAddress, smaller: &CellAddress) -> Known {
        let people = self.cells[larger].1 - self.cells[smaller].1;
        Known::Contains {
            larger: in_words(larger),
            smaller: in_words(smaller),
            people: i64::try_from(people).unwrap_or(i64::MAX),
        }
    }

    fn contain(&mut self, larger: CellAddress, smaller: CellAddress) {
        self.contains.push((larger.clone(), smaller.clone()));
        self.sums.push((larger, vec![smaller]));
    }

    /// The truth of the cells.
    pub(crate) fn exact(&self) -> Exact {
        self.cells.iter().map(|(cell, (n, d))| (in_words(cell), (*n, *d, false))).collect()
    }

    /// The figures through the gate; with what containment and linked tables ask for, or as each cell is.
    pub(crate) fn release(&self, gate: &Gate, is_guarded: bool) -> Vec<Row> {
        let (gate, too_close) = if is_guarded { self.guarded(gate) } else { (gate.clone(), BTreeSet::new()) };
        let release = |(cell, (n, d)): (&CellAddress, &(u64, u64))| {
            let CellAddress { indicator_id, period, family, area_type, area, breakdowns } = cell.clone();
            let key = FigureKey {
                indicator_id,
                series: "local".to_owned(),
                area,
                area_type,
                area_edition: "2022".to_owned(),
                family,
                breakdowns,
                statistic: Statistic::Proportion,
                period,
                period_kind: PeriodKind::Point,
            };
            let figure = gate.release(Proposed {
                key,
                class: DataClass::Standard,
                unit: "%".to_owned(),
                polarity: Polarity::HigherIsBetter,
                evidence: Evidence::Proportion { numerator: *n, denominator: *d },
                benchmark: None,
                definition_hash: String::new(),
                index_date: None,
                snapshot: Some("s1".to_owned()),
            });
            Row::of(0, &figure)
        };
        // A question about people too close to those of another is refused: it has no row.
        self.cells.iter().filter(|(cell, _)| !too_close.contains(*cell)).map(release).collect()
    }

    /// The gate with what the repair hides, and the populations too close to others. Questions that share nobody's answer are
    /// audited apart.
    fn guarded(&self, gate: &Gate) -> (Gate, BTreeSet<CellAddress>) {
        let question = |cell: &CellAddress| cell.indicator_id.trim_end_matches(WITHOUT).to_owned();
        let questions: BTreeSet<String> = self.cells.keys().map(question).collect();
        let (mut withholding, mut too_close) = (Withholding::default(), BTreeSet::new());
        for of in questions {
            too_close.extend(self.guarded_question(&|cell| question(cell) == of, &mut withholding));
        }
        (gate.clone().withholding(withholding), too_close)
    }

    /// Adds what is to be withheld of one question; which of its populations are too close to others.
    fn guarded_question(
        &self,
        is_of: &dyn Fn(&CellAddress) -> bool,
        withholding: &mut Withholding,
    ) -> BTreeSet<CellAddress> {
        let mut linked = LinkedCells::default();
        let mut containment = Containment::default();
        let mut ids = BTreeMap::new();
        for (cell, (n, d)) in self.cells.iter().filter(|(cell, _)| is_of(cell)) {
            linked.add(cell.clone(), *n, *d, DataClass::Standard);
            ids.insert(cell, if *d <= 7 { containment.add_unreleased(*d) } else { containment.add(*d) });
        }
        for (larger, smaller) in self.contains.iter().filter(|(larger, _)| is_of(larger)) {
            containment.contains(ids[larger], ids[smaller]);
        }
        for (total, parts) in self.sums.iter().filter(|(total, _)| is_of(total)) {
            let listed: Vec<CellAddress> =
                parts.iter().filter(|part| self.cells.contains_key(*part)).cloned().collect();
            linked.sum(total, &listed);
            if self.contains.is_empty() {
                containment.divides(ids[total], &listed.iter().map(|part| ids[part]).collect::<Vec<_>>());
            }
        }
        linked.sum_breakdowns();
        let close: BTreeSet<_> = containment.settle().into_iter().map(|withheld| withheld.population).collect();
        let too_close: BTreeSet<CellAddress> =
            ids.iter().filter(|(_, id)| close.contains(id)).map(|(cell, _)| CellAddress::clone(cell)).collect();
        too_close.iter().for_each(|cell| linked.withhold(cell));
        withholding.extend(linked.repair().expect("counts of the same people add up").withholding);
        too_close
    }
}

/// Cells of the table builder: neighbourhoods, districts and places, by sex.
fn built(population: &Population) -> BTreeMap<CellAddress, Vec<(&Person, bool)>> {
    let mut cells: BTreeMap<CellAddress, Vec<(&Person, bool)>> = BTreeMap::new();
    for person in population.people.iter().filter(|person| person.here[0]) {
        for area_type in [AreaType::Place, AreaType::District, AreaType::Msoa] {
            let area = area_of(population, person, area_type);
            let groups = vec![Breakdown { dimension: Dimension::Sex, category: person.sex.to_owned() }];
            for (question, counted) in
                [("built_ill", person.registered_ill[0]), ("built_referred", person.referred.is_some())]
            {
                let cell = address(question, DAY, area_type, area.clone(), groups.clone());
                cells.entry(cell).or_default().push((person, counted));
            }
        }
    }
    cells
}

/// How often the same table is asked for.
const REPEATS: usize = 120;

/// Answers of a table builder to the same questions over and over. Without its key the noise is new each time.
pub(crate) fn answers(population: &Population, is_keyed: bool) -> (Vec<Answer>, Exact) {
    let key = NoiseKey::new(&population.seed.to_le_bytes());
    let mut random = Random::new(population.seed ^ 0x2015e);
    let (mut answers, mut exact) = (Vec::new(), Exact::new());
    for (cell, people) in built(population) {
        let counted = people.iter().filter(|(_, counted)| *counted).count() as u64;
        exact.insert(in_words(&cell), (counted, people.len() as u64, false));
        for _ in 0..REPEATS {
            let (mut count, mut all) = (KeyedCount::default(), KeyedCount::default());
            for (person, counted) in &people {
                let of_today = u8::try_from(random.next() & 0xff).unwrap_or(0);
                let record = if is_keyed { key.record_key(&person.number.to_le_bytes()) } else { of_today };
                all.add(record);
                if *counted {
                    count.add(record);
                }
            }
            let whole = |x: u64| i64::try_from(x).ok();
            let (count, people) = match rule_keyed_cell(count, all, DataClass::Standard) {
                CellDecision::Show(shown) => (whole(shown.numerator), whole(shown.denominator)),
                CellDecision::WithholdCount { denominator } => (None, whole(denominator)),
                CellDecision::WithholdAll => (None, None),
            };
            answers.push(Answer { cell: in_words(&cell), count, people });
        }
    }
    (answers, exact)
}

/// Totals of cost by neighbourhood and district; what the second largest knows; and the largest contributions.
pub(crate) fn totals(population: &Population, is_guarded: bool) -> (Vec<Total>, Vec<Known>, BTreeMap<Address, f64>) {
    let mut costs: BTreeMap<CellAddress, Vec<f64>> = BTreeMap::new();
    for person in population.people.iter().filter(|person| person.here[0]) {
        let area = area_of(population, person, AreaType::Msoa);
        costs.entry(address("cost", DAY, AreaType::Msoa, area, Vec::new())).or_default().push(person.cost);
    }
    let (mut totals, mut known, mut largest) = (Vec::new(), Vec::new(), BTreeMap::new());
    for (cell, contributions) in &mut costs {
        let magnitude: Magnitude = contributions.iter().copied().collect();
        let total = if is_guarded { magnitude.shown_total() } else { Some(contributions.iter().sum()) };
        totals.push(Total { cell: in_words(cell), parts: Vec::new(), total });
        contributions.sort_by(|a, b| b.total_cmp(a));
        if let [first, second, ..] = contributions.as_slice() {
            largest.insert(in_words(cell), *first);
            known.push(Known::Own { cell: in_words(cell), amount: *second });
        }
    }
    (totals, known, largest)
}
