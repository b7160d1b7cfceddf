//! What is released of several figures at once: nothing hidden can be worked out, what is hidden besides says so, and how much
//! that is stands in the utility report.

use crate::support::{CITY, PROPORTION, WHOLE, counts, fifth, figure, gate, indicator, key, library, standard};
use commonweal_cohort::{IndicatorDefinition, Library};
use commonweal_disclosure::{Released, Statistic, Withheld};
use commonweal_indicator::{Audited, Cube, CubeKey, Lineage, NoMemory, Release, audit_cells, audited, together};
use commonweal_model::{AreaCode, AreaType, Family};
use jiff::civil::date;

/// Two districts make up the whole.
struct Two;

const OTHER: &str = "E07000170";

impl Lineage for Two {
    fn parts(&self, _: Family, area_type: AreaType, _: &AreaCode) -> Vec<Vec<(AreaType, AreaCode)>> {
        let district = |code: &str| (AreaType::District, code.parse().unwrap());
        if area_type == AreaType::Icb { vec![vec![district(CITY), district(OTHER)]] } else { Vec::new() }
    }
}

pub(crate) fn cube(cells: &[(AreaType, &str, Option<&str>, u64, u64)]) -> Cube {
    let mut cube = Cube::default();
    for (kind, area, group, n, d) in cells {
        cube.insert(key(*kind, area, group.map(fifth).unwrap_or_default()), counts(*n, *d));
    }
    cube
}

fn release_of(cube: &Cube) -> Audited {
    let library = library(PROPORTION);
    release_with(&library, &[indicator(&library)], cube)
}

pub(crate) fn release_with(library: &Library, indicators: &[&IndicatorDefinition], cube: &Cube) -> Audited {
    let (gate, standard) = (gate(), standard());
    let with = Release {
        gate: &gate,
        lattice: &library.lattice,
        standard: &standard,
        whole: WHOLE.parse().unwrap(),
        whole_name: "The whole area".to_owned(),
        snapshot: "abc".to_owned(),
        index_date: date(2026, 9, 30),
    };
    audited(indicators, cube, &with, &Two, &NoMemory)
}

fn why(released: &[Released], area: &str, group: &str) -> Option<Withheld> {
    figure(released, Statistic::Proportion, area, group).withheld()
}

#[test]
fn a_hidden_count_that_its_total_gives_away_is_protected_by_the_next() {
    let made = release_of(&cube(&[
        (AreaType::Icb, WHOLE, None, 18, 1_000),
        (AreaType::Icb, WHOLE, Some("1"), 6, 500),
        (AreaType::Icb, WHOLE, Some("2"), 12, 500),
    ]));
    assert_eq!(why(&made.released, WHOLE, ""), None);
    assert_eq!(why(&made.released, WHOLE, "1"), Some(Withheld::Disclosure));
    assert_eq!(why(&made.released, WHOLE, "2"), Some(Withheld::Linked));
    let shown = figure(&made.released, Statistic::Proportion, WHOLE, "2");
    assert_eq!((shown.numerator().value(), shown.denominator().value()), (None, Some(500)));
    assert!(made.repairs.in_words().iter().any(|words| words.contains("hidden as well")), "the checker is told");
    assert!(!format!("{:?}", made.repairs).contains('6'), "its Debug tells no number");
}

#[test]
fn areas_are_looked_at_like_groups() {
    let made = release_of(&cube(&[
        (AreaType::Icb, WHOLE, None, 18, 1_000),
        (AreaType::District, CITY, None, 6, 500),
        (AreaType::District, OTHER, None, 12, 500),
    ]));
    assert_eq!(why(&made.released, CITY, ""), Some(Withheld::Disclosure));
    assert_eq!(why(&made.released, OTHER, ""), Some(Withheld::Linked));
}

#[test]
fn two_truths_within_what_is_hidden_give_the_same_release() {
    let made = |few: u64| {
        release_of(&cube(&[
            (AreaType::Icb, WHOLE, None, few + 12, 1_000),
            (AreaType::Icb, WHOLE, Some("1"), few, 500),
            (AreaType::Icb, WHOLE, Some("2"), 12, 500),
        ]))
    };
    let (six, seven) = (made(6), made(7));
    assert_eq!(six.released, seven.released, "18 and 19 are both shown as 20");
    assert_eq!(six.utility, seven.utility);
}

#[test]
fn populations_that_differ_by_a_few_people_are_not_shown_side_by_side() {
    let made =
        release_of(&cube(&[(AreaType::Icb, WHOLE, None, 205, 505), (AreaType::Icb, WHOLE, Some("1"), 200, 500)]));
    let smaller = figure(&made.released, Statistic::Proportion, WHOLE, "1");
    assert_eq!((smaller.withheld(), smaller.denominator().value()), (Some(Withheld::Linked), None));
    assert_eq!(why(&made.released, WHOLE, ""), None, "the larger stays");
}

#[test]
fn the_utility_report_counts_what_the_figures_show() {
    let cube = cube(&[
        (AreaType::Icb, WHOLE, None, 418, 3_000),
        (AreaType::Icb, WHOLE, Some("1"), 6, 500),
        (AreaType::Icb, WHOLE, Some("2"), 12, 500),
        (AreaType::Icb, WHOLE, Some("3"), 400, 2_000),
        (AreaType::District, CITY, None, 300, 2_000),
        (AreaType::District, OTHER, None, 118, 1_000),
    ]);
    let made = release_of(&cube);
    let plain = || made.released.iter().filter(|figure| figure.key().statistic == Statistic::Proportion);
    let (cells, hidden) = made.utility.total();
    assert_eq!(cells, plain().count() as u64);
    assert_eq!(hidden, plain().filter(|figure| figure.is_withheld()).count() as u64);
    let keys: Vec<(AreaType, usize)> =
        made.utility.rows.iter().map(|row| (row.area_type, row.dimensions.len())).collect();
    assert_eq!(keys, [(AreaType::Icb, 0), (AreaType::Icb, 1), (AreaType::District, 0)]);
    let library = library(PROPORTION);
    let alone = audit_cells(indicator(&library), &cube, date(2026, 9, 30), &Two);
    assert_eq!(alone.utility, made.utility, "the audit alone comes to the same");
    let text = format!("{alone:?}");
    assert!(!text.contains("418") && !text.contains("400"), "its Debug tells no count: {text}");
}

#[test]
fn what_one_indicator_hides_another_does_not_show_as_its_population() {
    let library = library(PROPORTION);
    let register = indicator(&library).clone();
    let checked = IndicatorDefinition { id: "checked".to_owned(), ..register.clone() };
    let mut cube = Cube::default();
    // 105 of 110 people of the city are on the register: the five who are not are the small cell.
    for (kind, area, of_all, on_register, were_checked) in [
        (AreaType::Icb, WHOLE, 1_110, 500, 250),
        (AreaType::District, CITY, 110, 105, 50),
        (AreaType::District, OTHER, 1_000, 395, 200),
    ] {
        cube.insert(key(kind, area, vec![]), counts(on_register, of_all));
        let checked = CubeKey { indicator: checked.id.clone(), ..key(kind, area, vec![]) };
        cube.insert(checked, counts(were_checked, on_register));
    }
    let both = [&register, &checked];
    assert_eq!(together(&both, &cube).len(), 1, "they must be audited at once");
    let made = release_with(&library, &both, &cube);
    let of = |id: &str, area: &str| {
        let of = |f: &&Released| f.key().indicator_id == id && f.key().area.as_str() == area;
        let found = made.released.iter().filter(|f| f.key().statistic == Statistic::Proportion).find(of).unwrap();
        (found.withheld(), found.denominator().value())
    };
    assert_eq!(of(&register.id, CITY), (Some(Withheld::Disclosure), Some(110)));
    assert_eq!(of("checked", CITY), (Some(Withheld::Linked), None), "105 would tell the five");
    assert_eq!(of("checked", WHOLE).1, Some(500));
    let alone = release_with(&library, &[&checked], &cube);
    assert!(
        alone.released.iter().all(|figure| figure.denominator().value().is_some()),
        "where the register is not shown"
    );
}
