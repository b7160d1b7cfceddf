//! How long does the audit of a whole release take? A cube of the size of an integrated care system, made up: 1.2 million people,
//! 268 indicators in the lattice that ships, whole areas and fifths at 36 month ends. Not run with the others:
//! `cargo test --release -p commonweal-indicator --test it speed -- --ignored --nocapture`; for fewer, `INDICATORS=42 MONTHS=1`
//! before it.

use crate::support::{PROPORTION, WHOLE, gate, indicator, library, standard};
use commonweal_cohort::IndicatorDefinition;
use commonweal_indicator::{Audited, Counts, Cube, CubeKey, Lineage, NoMemory, Release, audited, together};
use commonweal_model::{AreaCode, AreaType, Breakdown, Dimension, Family};
use jiff::civil::date;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

fn everybody() -> f64 {
    std::env::var("PEOPLE").map_or(1_200_000.0, |t| t.parse().unwrap())
}
const NEIGHBOURHOODS: usize = 136;
const NETWORKS: usize = 23;

/// Which share of the people each indicator asks about, and how many in a hundred have the property.
const ASKED: [f64; 6] = [1.0, 0.5, 0.15, 0.05, 0.01, 0.002];
const HAVE: [f64; 7] = [0.02, 0.06, 0.12, 0.3, 0.6, 0.85, 0.97];

/// Sizes of groups.
const ETHNIC: [f64; 6] = [0.80, 0.08, 0.05, 0.03, 0.02, 0.02];
const AGES: [f64; 5] = [0.20, 0.30, 0.31, 0.14, 0.05];

fn unit_of(family: Family) -> (AreaType, usize) {
    if family == Family::Residence { (AreaType::Msoa, NEIGHBOURHOODS) } else { (AreaType::Pcn, NETWORKS) }
}

/// The areas that a neighbourhood or network lies in, itself among them, smallest last.
fn areas(family: Family, unit: usize) -> Vec<(AreaType, AreaCode)> {
    let code = |of: &str, number: usize| format!("QT1-{of}{number}").parse().unwrap();
    let mut all = vec![(AreaType::Icb, WHOLE.parse().unwrap())];
    if family == Family::Residence {
        all.extend([(AreaType::Place, code("P", unit / 34)), (AreaType::District, code("D", unit / 17))]);
        all.push((AreaType::Msoa, code("M", unit)));
    } else {
        all.extend([(AreaType::Place, code("P", unit / 6)), (AreaType::Pcn, code("N", unit))]);
    }
    all
}

/// Districts within places, neighbourhoods within districts; networks within places.
struct Nested;

impl Lineage for Nested {
    fn parts(&self, family: Family, area_type: AreaType, area: &AreaCode) -> Vec<Vec<(AreaType, AreaCode)>> {
        let mut inside: BTreeMap<AreaType, Vec<(AreaType, AreaCode)>> = BTreeMap::new();
        for unit in 0..unit_of(family).1 {
            let all = areas(family, unit);
            let Some(at) = all.iter().position(|one| *one == (area_type, area.clone())) else { continue };
            let reach = if area_type == AreaType::Icb { 2 } else { 1 };
            for part in all.into_iter().skip(at + 1).take(reach) {
                let found = inside.entry(part.0).or_default();
                if !found.contains(&part) {
                    found.push(part);
                }
            }
        }
        inside.into_values().collect()
    }
}

/// A number from 0 to 1, always the same for the same seeds.
fn chance(seeds: &[usize]) -> f64 {
    let mut mixed = 0x9E37_79B9_7F4A_7C15_u64;
    for seed in seeds {
        mixed = (mixed ^ *seed as u64).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed ^= mixed >> 29;
    }
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

/// Which breakdowns an area of this kind has, at the last day or at earlier month ends.
fn breakdowns(area_type: AreaType, is_last: bool) -> Vec<Vec<Dimension>> {
    use Dimension::{Age, EthnicityCensus2021 as Ethnic, Imd2019QuintileEngland as Fifth, Sex};
    let one = || vec![vec![], vec![Fifth], vec![Ethnic], vec![Sex], vec![Age]];
    match (area_type, is_last) {
        (AreaType::Icb, true) => [one(), vec![vec![Fifth, Ethnic], vec![Fifth, Sex], vec![Fifth, Age]]].concat(),
        (AreaType::Place | AreaType::District | AreaType::Pcn, true) => one(),
        (AreaType::Icb | AreaType::Place, false) => vec![vec![], vec![Fifth]],
        (AreaType::Msoa, false) => Vec::new(),
        _ => vec![vec![]],
    }
}

/// The smallest groups of a family, and the cells each is counted in.
struct Layout {
    groups: Vec<(f64, usize, Vec<usize>)>,
    cells: Vec<(AreaType, AreaCode, Vec<Breakdown>)>,
}

impl Layout {
    fn new(family: Family, is_last: bool) -> Self {
        let (mut ids, mut groups) = (BTreeMap::new(), Vec::new());
        let units = unit_of(family).1;
        for number in 0..units * 300 {
            let (unit, fifth) = (number / 300, number / 60 % 5);
            let (ethnic, sex, age) = (number / 10 % 6, number / 5 % 2, number % 5);
            let main = (unit * 7) % 5;
            let share = if fifth == main { 0.8 } else { 0.05 };
            let people = everybody() / units as f64 * share * ETHNIC[ethnic] * 0.5 * AGES[age];
            let mut cells = Vec::new();
            for (area_type, area) in areas(family, unit) {
                for dimensions in breakdowns(area_type, is_last) {
                    let category = |dimension| match dimension {
                        Dimension::Imd2019QuintileEngland => (fifth + 1).to_string(),
                        Dimension::EthnicityCensus2021 => format!("group{ethnic}"),
                        Dimension::Sex => ["female", "male"][sex].to_owned(),
                        _ => ["0-17", "18-39", "40-64", "65-79", "80+"][age].to_owned(),
                    };
                    let by = |dimension| Breakdown { dimension, category: category(dimension) };
                    let cell = (area_type, area.clone(), dimensions.into_iter().map(by).collect::<Vec<_>>());
                    let next = ids.len();
                    cells.push(*ids.entry(cell).or_insert(next));
                }
            }
            groups.push((people * (0.7 + 0.6 * chance(&[number, units])), fifth, cells));
        }
        let mut cells: Vec<_> = ids.into_iter().map(|(cell, id)| (id, cell)).collect();
        cells.sort_by_key(|(id, _)| *id);
        Self { groups, cells: cells.into_iter().map(|(_, cell)| cell).collect() }
    }

    fn fill(&self, cube: &mut Cube, indicator: &str, number: usize, month: usize) {
        let mut counted = vec![(0_u64, 0_u64); self.cells.len()];
        let (asked, have) = (ASKED[number % ASKED.len()], HAVE[number % HAVE.len()]);
        for (group, (people, fifth, cells)) in self.groups.iter().enumerate() {
            let d = (people * asked + chance(&[group, number % ASKED.len()])).floor();
            let rate = (have * (1.2 - 0.08 * *fifth as f64) * (1.0 + 0.003 * month as f64)).min(0.995);
            let n = (d * rate + chance(&[group, number, month])).floor().min(d);
            for cell in cells {
                counted[*cell].0 += n as u64;
                counted[*cell].1 += d as u64;
            }
        }
        for ((area_type, area, breakdowns), (n, d)) in self.cells.iter().zip(counted).filter(|(_, (_, d))| *d > 0) {
            let key = CubeKey {
                indicator: indicator.to_owned(),
                area_type: *area_type,
                area: area.clone(),
                breakdowns: breakdowns.clone(),
            };
            cube.insert(key, Counts { numerator: n, denominator: d, expected_millionths: 0 });
        }
    }
}

#[test]
#[ignore = "a whole release: prints how long its audit takes"]
fn the_audit_of_a_whole_release() {
    let number = |name: &str, all: usize| std::env::var(name).map_or(all, |text| text.parse().unwrap());
    let (how_many, months) = (number("INDICATORS", 268), number("MONTHS", 36));
    let library = library(PROPORTION);
    // As many who are asked about live there as are registered there.
    let family =
        |number: usize| if (number / ASKED.len()).is_multiple_of(2) { Family::Registration } else { Family::Residence };
    let indicators: Vec<IndicatorDefinition> = (0..how_many)
        .map(|number| IndicatorDefinition {
            id: format!("made-up-{number}"),
            family: family(number),
            ..indicator(&library).clone()
        })
        .collect();
    let all: Vec<&IndicatorDefinition> = indicators.iter().collect();
    let cubes: Vec<Cube> = (0..months)
        .map(|month| {
            let mut cube = Cube::default();
            for family in [Family::Residence, Family::Registration] {
                let layout = Layout::new(family, month == 0);
                for (number, one) in indicators.iter().enumerate().filter(|(_, one)| one.family == family) {
                    layout.fill(&mut cube, &one.id, number, month);
                }
            }
            cube
        })
        .collect();
    let started = Instant::now();
    let sets: Vec<(usize, Vec<&IndicatorDefinition>)> = cubes
        .iter()
        .enumerate()
        .flat_map(|(month, cube)| together(&all, cube).into_iter().map(move |set| (month, set)))
        .collect();
    println!(
        "{} sets, the largest of {:?}: {:?}",
        sets.len(),
        sets.iter().map(|set| set.1.len()).max(),
        started.elapsed()
    );
    let (gate, standard) = (gate(), standard());
    let of_set = |(month, set): &(usize, Vec<&IndicatorDefinition>)| {
        let with = Release {
            gate: &gate,
            lattice: &library.lattice,
            standard: &standard,
            whole: WHOLE.parse().unwrap(),
            whole_name: "The whole area".to_owned(),
            snapshot: "abc".to_owned(),
            index_date: date(2026, 9, 30),
        };
        let started = Instant::now();
        let made = audited(set, &cubes[*month], &with, &Nested, &NoMemory);
        (started.elapsed(), made)
    };
    for threads in [1, 2] {
        let (started, next) = (Instant::now(), AtomicUsize::new(0));
        let work = || {
            let mut done = Vec::new();
            while let Some((at, set)) = sets.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed)) {
                done.push((at, of_set(set)));
            }
            done
        };
        let mut done: Vec<(usize, _)> = std::thread::scope(|scope| {
            let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            handles.into_iter().flat_map(|handle| handle.join().unwrap()).collect()
        });
        let took = started.elapsed();
        done.sort_by_key(|(at, _)| *at);
        let of =
            |(at, (took, _)): &(usize, (std::time::Duration, _))| (*took, sets[*at].1[0].id.clone(), sets[*at].1.len());
        let longest = done.iter().map(of).max().unwrap();
        let mut all = Audited::default();
        done.into_iter().for_each(|(_, (_, made))| all.add(made));
        let sum = |of: fn(&commonweal_disclosure::UtilityRow) -> u64| all.utility.rows.iter().map(of).sum::<u64>();
        println!("{} is the first indicator of the set that took longest, of {}", longest.1, longest.2);
        println!(
            "{threads} threads: {took:?}, the longest set {:?}; {} figures; {} cells, {} without a count by the rule \
             alone, {} more by the audit, {} not listed; {} steps",
            longest.0,
            all.released.len(),
            sum(|row| row.cells),
            sum(|row| row.withheld_by_rule),
            sum(|row| row.withheld_by_audit),
            sum(|row| row.not_listed),
            all.repairs.in_words().len(),
        );
    }
}
