//! Every code that may stand in the records: those of the shipped codelists, and a larger number that no list holds.

use super::random::Random;
use super::roles::{Role, role};
use crate::Fallible;
use std::collections::BTreeMap;
use std::path::Path;

/// Codes of no list, made up; their share of all events is larger than that of the lists.
const OTHER_EVENT_CODES: usize = 20_000;
const OTHER_MEDICATION_CODES: usize = 2_500;

/// A codelist as far as records need it.
pub(super) struct List {
    pub(super) role: Role,
    /// Places of its codes in [`Vocabulary::events`] or [`Vocabulary::medications`].
    pub(super) codes: Vec<u32>,
}

/// The codes, by coding system.
#[derive(Default)]
pub(super) struct Vocabulary {
    /// SNOMED CT codes: those of the lists, then the others.
    pub(super) events: Vec<String>,
    pub(super) event_lists: Vec<List>,
    /// Where the others begin.
    pub(super) first_other_event: usize,
    /// dm+d codes: those of the lists, then the others.
    pub(super) medications: Vec<String>,
    pub(super) medication_lists: Vec<List>,
    pub(super) first_other_medication: usize,
    /// ICD-10 codes of the lists, and others.
    pub(super) diagnoses: Vec<String>,
}

impl Vocabulary {
    /// Reads `codelists/` beneath a folder of definitions.
    pub(super) fn read(definitions: &Path) -> Fallible<Self> {
        let folder = definitions.join("codelists");
        let manifest = std::fs::read_to_string(folder.join("manifest.csv"))?;
        let mut rows = manifest.lines().map(fields);
        let header = rows.next().ok_or("codelists/manifest.csv is empty")?;
        let column = |name: &str| header.iter().position(|field| field == name);
        let (file, system) =
            column("file").zip(column("coding_system")).ok_or("codelists/manifest.csv lacks file or coding_system")?;
        let unit = column("unit");
        let mut by_system: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for row in rows.filter(|row| row.len() == header.len()) {
            let name = row[file].trim_end_matches(".csv").to_owned();
            let unit = unit.map_or(String::new(), |unit| row[unit].clone());
            by_system.entry(row[system].clone()).or_default().push((name, unit));
        }
        let mut vocabulary = Self::default();
        let lists = |system: &str| by_system.get(system).cloned().unwrap_or_default();
        vocabulary.event_lists = read_lists(&folder, &lists("snomedct"), &mut vocabulary.events)?;
        vocabulary.medication_lists = read_lists(&folder, &lists("dmd"), &mut vocabulary.medications)?;
        read_lists(&folder, &lists("icd10"), &mut vocabulary.diagnoses)?;
        vocabulary.first_other_event = vocabulary.events.len();
        vocabulary.first_other_medication = vocabulary.medications.len();
        let mut random = Random::of(4, 0);
        let mut others = |into: &mut Vec<String>, count| {
            // Twelve digits that no list in use begins with.
            into.extend((0..count).map(|at| format!("9{:06}{:05}", random.below(1_000_000), at)));
        };
        others(&mut vocabulary.events, OTHER_EVENT_CODES);
        others(&mut vocabulary.medications, OTHER_MEDICATION_CODES);
        let letters = ('A'..='T').flat_map(|letter| (0..100).map(move |number| format!("{letter}{number:02}9")));
        vocabulary.diagnoses.extend(letters);
        Ok(vocabulary)
    }

    /// A number that differs where the codes or the lists do.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut sum = 0xcbf2_9ce4_8422_2325_u64;
        let mut add = |bytes: &[u8]| {
            for byte in bytes {
                sum = (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        for code in [&self.events, &self.medications, &self.diagnoses].into_iter().flatten() {
            add(code.as_bytes());
        }
        for list in self.event_lists.iter().chain(&self.medication_lists) {
            add(format!("{:?}", list.role).as_bytes());
            list.codes.iter().for_each(|code| add(&code.to_le_bytes()));
        }
        sum
    }
}

/// The lists of one coding system; codes that are new are added to `codes`.
fn read_lists(folder: &Path, lists: &[(String, String)], codes: &mut Vec<String>) -> Fallible<Vec<List>> {
    let names: Vec<String> = lists.iter().map(|(name, _)| name.clone()).collect();
    let mut places: BTreeMap<String, u32> = BTreeMap::new();
    let mut read = Vec::new();
    for (name, unit) in lists {
        let path = folder.join(format!("{name}.csv"));
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut of_list = Vec::new();
        for code in text.lines().skip(1).filter_map(|line| fields(line).into_iter().next()).filter(|c| !c.is_empty()) {
            let next = u32::try_from(codes.len())?;
            let place = *places.entry(code.clone()).or_insert(next);
            if place == next {
                codes.push(code);
            }
            of_list.push(place);
        }
        read.push(List { role: role(name, unit, &names), codes: of_list });
    }
    Ok(read)
}

/// The fields of one line of CSV; quotes hold commas together.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.trim_end().chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().expect("it begins with one").push(letter),
        }
    }
    fields
}
