//! What the product releases of a population: everything through its own code.

use crate::claim::Address;
use crate::files::{Exact, Made, Row};
use crate::lab::{Lab, answers, totals};
use crate::output::Known;
use crate::population::Population;
use crate::tables::{Place, QUESTIONS, Question, WEIGHTS, code, counts, definitions, moved, nesting};
use commonweal_cohort::{IndicatorDefinition, Library, SourceFile};
use commonweal_disclosure::linked::CellAddress;
use commonweal_disclosure::restatement::{Moved, may_be_stated_anew};
use commonweal_disclosure::{Gate, ReleaseNote, Released, WorkspaceClass};
use commonweal_indicator::{Counts, Cube, CubeKey, Lineage, NoMemory, Release, StandardPopulation, audited, release};
use commonweal_model::{AgeBand, AreaCode, AreaType, Family};
use jiff::civil::date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

pub(crate) const DAY: &str = "2026-09-30/P1D";

pub(crate) fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let files: Vec<SourceFile> = definitions().into_iter().map(|(path, text)| SourceFile { path, text }).collect();
        Library::parse(&files).unwrap_or_else(|problems| panic!("the definitions here are valid: {problems:?}"))
    })
}

pub(crate) fn gate(release: usize) -> Gate {
    let note =
        ReleaseNote { release_id: format!("r{}", release + 1), released_at: format!("2026-1{release}-01T09:00:00Z") };
    Gate::automatic(WorkspaceClass::Synthetic, note).expect("made-up people are released automatically")
}

fn standard() -> StandardPopulation {
    let band = |text: &str| text.parse::<AgeBand>().expect("a band of age");
    let mut bands = vec![(band("0-64"), 80_000.0)];
    bands.extend(WEIGHTS.iter().map(|(text, weight)| (band(text), *weight)));
    bands.push((band("75+"), 9_500.0));
    StandardPopulation(bands)
}

fn cube_key(question: &Question, place: &Place) -> CubeKey {
    let (area_type, area, breakdowns) = place.clone();
    CubeKey { indicator: question.id.to_owned(), area_type, area, breakdowns }
}

fn cube(population: &Population, at: usize) -> Cube {
    let mut cube = Cube::default();
    let whole = |n: u64, d: u64| Counts { numerator: n, denominator: d, expected_millionths: 0 };
    for question in &QUESTIONS {
        for (place, (n, d)) in counts(population, question, at) {
            cube.insert(cube_key(question, &place), whole(n, d));
        }
        if !question.standardise {
            continue;
        }
        let mut by_band: BTreeMap<(CubeKey, &str), (u64, u64)> = BTreeMap::new();
        for person in population.people.iter().filter(|p| p.here[at] && (question.asked)(p, at)) {
            for area_type in [AreaType::Icb, AreaType::Place, AreaType::District] {
                let area = crate::tables::area_of(population, person, area_type);
                let band = if person.age < 70 { WEIGHTS[0].0 } else { WEIGHTS[1].0 };
                let cell = by_band.entry((cube_key(question, &(area_type, area, Vec::new())), band)).or_default();
                cell.0 += u64::from((question.counted)(person, at));
                cell.1 += 1;
            }
        }
        for ((key, band), (n, d)) in by_band {
            cube.insert_standard_age(key, band.parse().expect("a band of age"), whole(n, d));
        }
    }
    cube
}

/// Every exact division of an area of the population.
struct Nested(BTreeMap<(Family, AreaType, AreaCode), BTreeMap<AreaType, Vec<AreaCode>>>);

impl Nested {
    fn of(population: &Population) -> Self {
        let mut all: BTreeMap<_, BTreeMap<AreaType, Vec<AreaCode>>> = BTreeMap::new();
        for (family, parent_type, parent, area_type, area) in nesting(population) {
            all.entry((family, parent_type, parent)).or_default().entry(area_type).or_default().push(area);
        }
        Self(all)
    }
}

impl Lineage for Nested {
    fn parts(&self, family: Family, area_type: AreaType, area: &AreaCode) -> Vec<Vec<(AreaType, AreaCode)>> {
        let divisions = self.0.get(&(family, area_type, area.clone()));
        let of =
            |(area_type, areas): (&AreaType, &Vec<AreaCode>)| areas.iter().map(|a| (*area_type, a.clone())).collect();
        divisions.map(|divisions| divisions.iter().map(of).collect()).unwrap_or_default()
    }
}

/// The figures of a snapshot: audited and repaired as the product does, or each cell by itself.
pub(crate) fn figures(population: &Population, at: usize, is_guarded: bool) -> Vec<Released> {
    let (library, standard, cube, gate) = (library(), standard(), cube(population, at), gate(at));
    let indicators: Vec<&IndicatorDefinition> =
        QUESTIONS.iter().map(|question| &library.indicators[question.id]).collect();
    let with = Release {
        gate: &gate,
        lattice: &library.lattice,
        standard: &standard,
        whole: code(AreaType::Icb, 0),
        whole_name: "The whole area".to_owned(),
        snapshot: format!("s{}", at + 1),
        index_date: date(2026, 9, 30),
    };
    if !is_guarded {
        return indicators.iter().flat_map(|indicator| release(indicator, &cube, &with)).collect();
    }
    audited(&indicators, &cube, &with, &Nested::of(population), &NoMemory).released
}

pub(crate) fn address(question: &Question, export: usize, (area_type, area, groups): &Place) -> Address {
    Address {
        export,
        indicator: question.id.to_owned(),
        period: DAY.to_owned(),
        family: question.family.to_string(),
        area_type: area_type.to_string(),
        area: area.to_string(),
        groups: groups.iter().map(|group| (group.dimension.to_string(), group.category.clone())).collect(),
    }
}

/// The exact counts of a snapshot's cells.
pub(crate) fn exact(population: &Population, at: usize) -> Exact {
    let of = |question: &'static Question| {
        let cells = counts(population, question, at);
        cells
            .into_iter()
            .map(move |(place, (n, d))| (address(question, at, &place), (n, d, question.class == "sensitive")))
    };
    QUESTIONS.iter().flat_map(of).collect()
}

/// Who moved in each cell of a question, as the product counts it.
fn moves(population: &Population, question: &Question) -> BTreeMap<CellAddress, Moved> {
    let people = |x: i64| u64::try_from(x).unwrap_or(0);
    let of_cell = |((area_type, area, groups), (joined, left, changed)): (Place, (i64, i64, i64))| {
        let mut breakdowns = groups;
        breakdowns.sort();
        let cell = CellAddress {
            indicator_id: question.id.to_owned(),
            period: DAY.parse().expect("a period"),
            family: question.family,
            area_type,
            area,
            breakdowns,
        };
        (cell, Moved { joined: people(joined), left: people(left), changed: people(changed) })
    };
    let all = moved(population, question).into_iter().map(of_cell);
    all.filter(|(_, moved)| !moved.is_nobody()).collect()
}

/// The second release of the same period: an indicator is restated as a whole or not at all, and with it those that are audited
/// with it.
fn restated(population: &Population, earlier: &[Released], exact: &mut Exact) -> Vec<Released> {
    let later = figures(population, 1, true);
    let of = |all: &'_ [Released], id: &str| -> Vec<Released> {
        all.iter().filter(|figure| figure.key().indicator_id == id).cloned().collect()
    };
    let is_kept = |question: &Question| {
        let (last, new) = (of(earlier, question.id), of(&later, question.id));
        let (last, new): (Vec<&Released>, Vec<&Released>) = (last.iter().collect(), new.iter().collect());
        may_be_stated_anew(&last, &new, &moves(population, question)).is_err()
    };
    let kept: BTreeSet<&str> =
        QUESTIONS.iter().filter(|question| is_kept(question)).map(|question| question.id).collect();
    let is_together = |question: &Question, other: &Question| {
        question.id == other.id || question.among == Some(other.id) || other.among == Some(question.id)
    };
    let mut all = Vec::new();
    for question in &QUESTIONS {
        if !QUESTIONS.iter().any(|other| is_together(question, other) && kept.contains(other.id)) {
            all.extend(of(&later, question.id));
            continue;
        }
        let of_then: Vec<_> = exact
            .iter()
            .filter(|(cell, _)| cell.export == 0 && cell.indicator == question.id)
            .map(|(cell, counts)| (Address { export: 1, ..cell.clone() }, *counts))
            .collect();
        exact.retain(|cell, _| cell.export == 0 || cell.indicator != question.id);
        exact.extend(of_then);
        all.extend(of(earlier, question.id));
    }
    all
}

/// Everything anybody knows of who moved.
pub(crate) fn known_moves(population: &Population) -> Vec<Known> {
    let of = |question: &'static Question| {
        moved(population, question).into_iter().map(move |(place, (joined, left, changed))| Known::Moved {
            later: address(question, 1, &place),
            earlier: address(question, 0, &place),
            joined,
            left,
            changed,
        })
    };
    QUESTIONS.iter().flat_map(of).collect()
}

/// Who lives in a neighbourhood and is registered with a network, cell by cell of every question of both families.
pub(crate) fn known_overlaps(population: &Population, question: &str, registered: AreaType) -> Vec<Known> {
    let mut people: BTreeMap<(AreaCode, AreaCode), i64> = BTreeMap::new();
    for person in population.people.iter().filter(|person| person.here[0]) {
        let area = |area_type| crate::tables::area_of(population, person, area_type);
        *people.entry((area(AreaType::Msoa), area(registered))).or_default() += 1;
    }
    let cell = |family: Family, area_type: AreaType, area: &AreaCode| Address {
        export: 0,
        indicator: question.to_owned(),
        period: DAY.to_owned(),
        family: family.to_string(),
        area_type: area_type.to_string(),
        area: area.to_string(),
        groups: Vec::new(),
    };
    people
        .into_iter()
        .map(|((lives, is_registered), people)| Known::Overlap {
            residence: cell(Family::Residence, AreaType::Msoa, &lives),
            registration: cell(Family::Registration, registered, &is_registered),
            people,
        })
        .collect()
}

pub(crate) fn known_weights() -> Known {
    Known::Weights { indicator: "vaccinated".to_owned(), weights: WEIGHTS.iter().map(|(_, weight)| *weight).collect() }
}

/// All the product lets out of a population.
pub fn product(population: &Population) -> Made {
    let first = figures(population, 0, true);
    let mut exact_counts = exact(population, 0);
    exact_counts.extend(exact(population, 1));
    let second = restated(population, &first, &mut exact_counts);
    let families = commonweal_disclosure::families::check_release(first.iter().map(Released::key));
    assert!(families.is_ok(), "each question here has one family");
    let mut rows: Vec<Row> = first.iter().map(|figure| Row::of(0, figure)).collect();
    rows.extend(second.iter().map(|figure| Row::of(1, figure)));
    let mut known = known_moves(population);
    known.push(known_weights());
    for question in ["register", "ill"] {
        known.extend(known_overlaps(population, question, AreaType::Pcn));
    }
    let months = Lab::months(population);
    let (cohorts, of_cohorts) = Lab::cohorts(population);
    let (ages, of_ages) = Lab::ages(population);
    for lab in [&months, &cohorts, &ages] {
        rows.extend(lab.release(&gate(0), true));
        exact_counts.extend(lab.exact());
    }
    known.extend(of_cohorts);
    known.extend(of_ages);
    let (answers, of_answers) = answers(population, true);
    exact_counts.extend(of_answers);
    let (totals, own, largest) = totals(population, true);
    known.extend(own);
    let mut made = Made::new(population, &rows, &exact_counts, known);
    made.output.answers = answers;
    made.output.totals = totals;
    made.truth.largest = largest;
    made
}
