//! From people to cells: areas, groups, indicators, and the exact counts of each cell.

use crate::population::{PRACTICES_IN_A_NETWORK, Person, Population};
use commonweal_model::{AreaCode, AreaType, Breakdown, Dimension, Family};
use std::collections::BTreeMap;

/// One question about everybody.
pub(crate) struct Question {
    pub(crate) id: &'static str,
    pub(crate) class: &'static str,
    pub(crate) family: Family,
    pub(crate) standardise: bool,
    /// The question whose people counted this one is about.
    pub(crate) among: Option<&'static str>,
    pub(crate) asked: fn(&Person, usize) -> bool,
    pub(crate) counted: fn(&Person, usize) -> bool,
}

pub(crate) const QUESTIONS: [Question; 5] = [
    Question {
        id: "register",
        class: "standard",
        family: Family::Registration,
        standardise: false,
        among: None,
        asked: |_, _| true,
        counted: |person, at| person.registered_ill[at],
    },
    Question {
        id: "checked",
        class: "standard",
        family: Family::Registration,
        standardise: false,
        among: Some("register"),
        asked: |person, at| person.registered_ill[at],
        counted: |person, at| person.checked[at],
    },
    Question {
        id: "support",
        class: "sensitive",
        family: Family::Residence,
        standardise: false,
        among: None,
        asked: |_, _| true,
        counted: |person, at| person.supported[at],
    },
    Question {
        id: "ill",
        class: "standard",
        family: Family::Residence,
        standardise: false,
        among: None,
        asked: |_, _| true,
        counted: |person, at| person.registered_ill[at],
    },
    Question {
        id: "vaccinated",
        class: "standard",
        family: Family::Residence,
        standardise: true,
        among: None,
        asked: |person, _| (65..75).contains(&person.age),
        counted: |person, at| person.vaccinated[at],
    },
];

/// Weights of the European Standard Population 2013 for 65 to 69 and 70 to 74.
pub(crate) const WEIGHTS: [(&str, f64); 2] = [("65-69", 5_500.0), ("70-74", 5_000.0)];

const IMD: Dimension = Dimension::Imd2019QuintileEngland;
const SEX: Dimension = Dimension::Sex;
const AGE: Dimension = Dimension::Age;
const ETHNICITY: Dimension = Dimension::EthnicityCensus2021;

/// Which tables there are: a type of area and its groups.
pub(crate) fn cuboids(family: Family) -> Vec<(AreaType, Vec<Dimension>)> {
    let none = Vec::new();
    match family {
        Family::Residence => vec![
            (AreaType::Icb, none.clone()),
            (AreaType::Icb, vec![IMD]),
            (AreaType::Icb, vec![ETHNICITY]),
            (AreaType::Icb, vec![SEX]),
            (AreaType::Icb, vec![AGE]),
            (AreaType::Icb, vec![IMD, SEX]),
            (AreaType::Place, none.clone()),
            (AreaType::Place, vec![IMD]),
            (AreaType::Place, vec![SEX]),
            (AreaType::District, none.clone()),
            (AreaType::District, vec![IMD]),
            (AreaType::District, vec![SEX]),
            (AreaType::Msoa, none),
        ],
        Family::Registration => vec![
            (AreaType::Icb, none.clone()),
            (AreaType::Icb, vec![IMD]),
            (AreaType::Icb, vec![SEX]),
            (AreaType::Icb, vec![AGE]),
            (AreaType::Icb, vec![IMD, SEX]),
            (AreaType::Pcn, none.clone()),
            (AreaType::Pcn, vec![SEX]),
        ],
    }
}

pub(crate) const BANDS: [&str; 5] = ["0-17", "18-39", "40-64", "65-79", "80+"];

pub(crate) fn band_of(age: u16) -> &'static str {
    BANDS[match age {
        0..18 => 0,
        18..40 => 1,
        40..65 => 2,
        65..80 => 3,
        _ => 4,
    }]
}

pub(crate) fn group_of(person: &Person, dimension: Dimension) -> Breakdown {
    let category = match dimension {
        Dimension::Sex => person.sex.to_owned(),
        Dimension::Age => band_of(person.age).to_owned(),
        Dimension::EthnicityCensus2021 => person.ethnicity.to_owned(),
        Dimension::Imd2019QuintileEngland | Dimension::Imd2025QuintileEngland => person.fifth.to_string(),
    };
    Breakdown { dimension, category }
}

/// The code of an area by its type and number.
pub(crate) fn code(area_type: AreaType, number: usize) -> AreaCode {
    let text = match area_type {
        AreaType::Place => format!("QT1-P{number}"),
        AreaType::District => format!("E07{number:06}"),
        AreaType::Msoa => format!("E02{number:06}"),
        AreaType::Pcn => format!("U{number:05}"),
        AreaType::Practice => format!("P{number:05}"),
        _ => "E54000060".to_owned(),
    };
    text.parse().expect("codes of capitals and digits are area codes")
}

pub(crate) fn area_of(population: &Population, person: &Person, area_type: AreaType) -> AreaCode {
    let district = population.district_of[person.msoa];
    let number = match area_type {
        AreaType::Place => population.place_of[district],
        AreaType::District => district,
        AreaType::Msoa => person.msoa,
        AreaType::Pcn => person.practice / PRACTICES_IN_A_NETWORK,
        AreaType::Practice => person.practice,
        _ => 0,
    };
    code(area_type, number)
}

/// Every exact division of areas into smaller ones: family, parent type, parent, type, area.
pub(crate) fn nesting(population: &Population) -> Vec<(Family, AreaType, AreaCode, AreaType, AreaCode)> {
    let icb = code(AreaType::Icb, 0);
    let mut all = Vec::new();
    for place in 0..2 {
        all.push((Family::Residence, AreaType::Icb, icb.clone(), AreaType::Place, code(AreaType::Place, place)));
    }
    for district in 0..population.districts() {
        let own = code(AreaType::District, district);
        let place = code(AreaType::Place, population.place_of[district]);
        all.push((Family::Residence, AreaType::Icb, icb.clone(), AreaType::District, own.clone()));
        all.push((Family::Residence, AreaType::Place, place, AreaType::District, own));
    }
    for msoa in 0..population.msoas() {
        let (district, own) = (population.district_of[msoa], code(AreaType::Msoa, msoa));
        let place = code(AreaType::Place, population.place_of[district]);
        all.push((Family::Residence, AreaType::Icb, icb.clone(), AreaType::Msoa, own.clone()));
        all.push((Family::Residence, AreaType::Place, place, AreaType::Msoa, own.clone()));
        all.push((Family::Residence, AreaType::District, code(AreaType::District, district), AreaType::Msoa, own));
    }
    for pcn in 0..population.pcns() {
        all.push((Family::Registration, AreaType::Icb, icb.clone(), AreaType::Pcn, code(AreaType::Pcn, pcn)));
    }
    all
}

/// A cell's people: type of area, area, groups.
pub(crate) type Place = (AreaType, AreaCode, Vec<Breakdown>);

/// Exact counts of every cell of a question at a snapshot.
pub(crate) fn counts(population: &Population, question: &Question, at: usize) -> BTreeMap<Place, (u64, u64)> {
    let mut cells: BTreeMap<Place, (u64, u64)> = BTreeMap::new();
    for (area_type, dimensions) in cuboids(question.family) {
        for person in population.people.iter().filter(|person| person.here[at] && (question.asked)(person, at)) {
            let groups = dimensions.iter().map(|dimension| group_of(person, *dimension)).collect();
            let cell = cells.entry((area_type, area_of(population, person, area_type), groups)).or_default();
            cell.0 += u64::from((question.counted)(person, at));
            cell.1 += 1;
        }
    }
    cells
}

/// Who of a cell joined, left, or has another answer at the second snapshot.
pub(crate) fn moved(population: &Population, question: &Question) -> BTreeMap<Place, (i64, i64, i64)> {
    let mut cells: BTreeMap<Place, (i64, i64, i64)> = BTreeMap::new();
    for (area_type, dimensions) in cuboids(question.family) {
        for person in &population.people {
            let is_in = [0, 1].map(|at| person.here[at] && (question.asked)(person, at));
            if is_in == [false, false] {
                continue;
            }
            let groups = dimensions.iter().map(|dimension| group_of(person, *dimension)).collect();
            let cell = cells.entry((area_type, area_of(population, person, area_type), groups)).or_default();
            match is_in {
                [false, true] => cell.0 += 1,
                [true, false] => cell.1 += 1,
                _ => {
                    let differs = (question.counted)(person, 0) != (question.counted)(person, 1);
                    cell.2 += i64::from(differs);
                }
            }
        }
    }
    cells
}

/// The definitions and the lattice as files.
pub(crate) fn definitions() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut lattice = String::from(
        "deprivation = 'imd2019_quintile_england'\n[ages]\nshown = ['0-17', '18-39', '40-64', '65-79', '80+']\nstandard = ['0-64', \
         '65-69', '70-74', '75+']\n",
    );
    for family in [Family::Residence, Family::Registration] {
        for area_type in [AreaType::Icb, AreaType::Place, AreaType::District, AreaType::Msoa, AreaType::Pcn] {
            let by: Vec<String> = cuboids(family)
                .into_iter()
                .filter(|(of, _)| *of == area_type)
                .map(|(_, dimensions)| {
                    let names: Vec<String> = dimensions.iter().map(|dimension| format!("'{dimension}'")).collect();
                    format!("[{}]", names.join(", "))
                })
                .collect();
            if !by.is_empty() {
                let by = by.join(", ");
                lattice.push_str(&format!(
                    "[[cuboids]]\nfamily = '{family}'\narea = '{area_type}'\nedition = '2022'\nby = [{by}]\n"
                ));
            }
        }
    }
    for area_type in [AreaType::Icb, AreaType::Place, AreaType::District] {
        lattice.push_str(&format!(
            "[[standardisation]]\nfamily = 'residence'\narea = '{area_type}'\nedition = '2022'\nby = [[]]\n"
        ));
    }
    files.push(("lattice.toml".to_owned(), lattice));
    for Question { id, class, family, standardise, .. } in &QUESTIONS {
        let text = format!(
            "id = '{id}'\ntitle = '{id}'\nshort_title = '{id}'\nquestion = 'How many?'\ndomain = 'access'\nfamily = \
             '{family}'\nclass = '{class}'\npolarity = 'higher_is_better'\nunit = '%'\ncounting_unit = 'person'\nmethod = \
             'proportion'\nbreakdowns = ['imd2019_quintile_england', 'ethnicity_census2021', 'sex', 'age']\nstandardise = \
             {standardise}\nowner = 'o'\nsource = 's'\n[denominator]\ntext = 't'\nrule = 'alive'\n[numerator]\ntext = \
             't'\nrule = 'registered'\n"
        );
        files.push((format!("indicators/{id}/definition.toml"), text));
    }
    files
}
