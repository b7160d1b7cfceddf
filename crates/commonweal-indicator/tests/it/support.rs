//! A small cube, the definition it is counted by, and the figures it gives.

use commonweal_cohort::{IndicatorDefinition, Library, SourceFile};
use commonweal_disclosure::{Gate, ReleaseNote, Released, Statistic, WorkspaceClass};
use commonweal_indicator::{Counts, Cube, CubeKey, Release, StandardPopulation, release};
use commonweal_model::{AgeBand, AreaType, Breakdown, Dimension};
use jiff::civil::date;

pub(crate) const WHOLE: &str = "E54000060";
pub(crate) const CITY: &str = "E06000018";

/// How the small indicator differs from the plain proportion.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) method: &'static str,
    pub(crate) polarity: &'static str,
    pub(crate) standardise: bool,
}

pub(crate) const PROPORTION: Kind = Kind { method: "proportion", polarity: "higher_is_better", standardise: false };

const LATTICE: &str = "deprivation = 'imd2019_quintile_england'\n\
    [ages]\nshown = ['0+']\nstandard = ['0-64', '65+']\n\
    [[cuboids]]\nfamily = 'residence'\narea = 'icb'\nedition = '2022'\nby = [[], ['imd2019_quintile_england']]\n\
    [[cuboids]]\nfamily = 'residence'\narea = 'district'\nedition = '2023'\nby = [[], ['imd2019_quintile_england']]\n\
    [[standardisation]]\nfamily = 'residence'\narea = 'icb'\nedition = '2022'\nby = [[], ['imd2019_quintile_england']]\n\
    [[standardisation]]\nfamily = 'residence'\narea = 'district'\nedition = '2023'\nby = [[]]\n";

pub(crate) fn library(kind: Kind) -> Library {
    let expected = if kind.method == "ratio_to_expected" {
        "[expected]\nsource = 's'\nrows = [{ sex = 'male', age = '0+', percent = 50 }, { sex = 'female', age = '0+', percent = 50 }]\n"
    } else {
        ""
    };
    let definition = format!(
        "id = 'small'\ntitle = 'Small'\nshort_title = 'S'\nquestion = 'How many?'\ndomain = 'access'\n\
         family = 'residence'\nclass = 'standard'\npolarity = '{}'\nunit = '%'\ncounting_unit = 'person'\n\
         method = '{}'\nbreakdowns = ['imd2019_quintile_england']\nstandardise = {}\nowner = 'o'\nsource = 's'\n\
         [denominator]\ntext = 't'\nrule = 'alive'\n[numerator]\ntext = 't'\nrule = 'registered'\n{expected}",
        kind.polarity, kind.method, kind.standardise,
    );
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let files = [file("indicators/small/definition.toml", &definition), file("lattice.toml", LATTICE)];
    Library::parse(&files).unwrap_or_else(|problems| panic!("{problems:?}"))
}

pub(crate) fn indicator(library: &Library) -> &IndicatorDefinition {
    &library.indicators["small"]
}

pub(crate) fn gate() -> Gate {
    let note = ReleaseNote { release_id: "r1".to_owned(), released_at: "2026-10-01T09:00:00Z".to_owned() };
    Gate::automatic(WorkspaceClass::Synthetic, note).unwrap()
}

pub(crate) fn fifth(category: &str) -> Vec<Breakdown> {
    vec![Breakdown { dimension: Dimension::Imd2019QuintileEngland, category: category.to_owned() }]
}

pub(crate) fn key(area_type: AreaType, area: &str, breakdowns: Vec<Breakdown>) -> CubeKey {
    CubeKey { indicator: "small".to_owned(), area_type, area: area.parse().unwrap(), breakdowns }
}

pub(crate) fn counts(numerator: u64, denominator: u64) -> Counts {
    Counts { numerator, denominator, expected_millionths: 0 }
}

/// The five fifths of the whole area, most deprived first, and the whole as their sum.
pub(crate) fn cube_of_fifths(fifths: [(u64, u64); 5]) -> Cube {
    let mut cube = Cube::default();
    let sum = fifths.iter().fold((0, 0), |sum, fifth| (sum.0 + fifth.0, sum.1 + fifth.1));
    cube.insert(key(AreaType::Icb, WHOLE, vec![]), counts(sum.0, sum.1));
    for (number, (n, d)) in fifths.into_iter().enumerate() {
        cube.insert(key(AreaType::Icb, WHOLE, fifth(&(number + 1).to_string())), counts(n, d));
    }
    cube
}

/// Puts in the two standard age bands of a cell.
pub(crate) fn by_age(cube: &mut Cube, key: &CubeKey, young: (u64, u64), old: (u64, u64)) {
    for (band, (n, d)) in [("0-64", young), ("65+", old)] {
        cube.insert_standard_age(key.clone(), band.parse().unwrap(), counts(n, d));
    }
}

/// 80,000 people under 65 and 20,000 older.
pub(crate) fn standard() -> StandardPopulation {
    let band = |text: &str| text.parse::<AgeBand>().unwrap();
    StandardPopulation(vec![(band("0-64"), 80_000.0), (band("65+"), 20_000.0)])
}

pub(crate) fn figures(kind: Kind, cube: &Cube) -> Vec<Released> {
    let (library, gate, standard) = (library(kind), gate(), standard());
    let with = Release {
        gate: &gate,
        lattice: &library.lattice,
        standard: &standard,
        whole: WHOLE.parse().unwrap(),
        whole_name: "The whole area".to_owned(),
        snapshot: "abc".to_owned(),
        index_date: date(2026, 9, 30),
    };
    release(indicator(&library), cube, &with)
}

/// The one figure of this statistic for this area and group.
#[track_caller]
pub(crate) fn figure<'a>(figures: &'a [Released], statistic: Statistic, area: &str, group: &str) -> &'a Released {
    let fits = |f: &&Released| {
        let key = f.key();
        let of_group = key.breakdowns.first().map_or("", |b| b.category.as_str());
        key.statistic == statistic && key.area.as_str() == area && of_group == group
    };
    let found: Vec<&Released> = figures.iter().filter(fits).collect();
    assert_eq!(found.len(), 1, "{statistic} of {area} {group}");
    found[0]
}
