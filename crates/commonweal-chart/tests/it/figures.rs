//! Released figures for tests and the gallery, made the only way there is: through the gate.

use commonweal_disclosure::{
    Benchmark, Evidence, FigureKey, Gate, Proposed, ReleaseNote, Released, Statistic, WorkspaceClass,
};
use commonweal_model::{AreaType, Breakdown, DataClass, Dimension, Family, Period, PeriodKind, Polarity};

/// A share of people in an area, through the gate of a workspace of made-up people.
pub(crate) fn share(area: &str, numerator: u64, denominator: u64, benchmark: Option<&Released>) -> Released {
    release(area, Statistic::Proportion, "%", Evidence::Proportion { numerator, denominator }, benchmark)
}

/// Any figure, through the same gate.
pub(crate) fn release(
    area: &str,
    statistic: Statistic,
    unit: &str,
    evidence: Evidence,
    benchmark: Option<&Released>,
) -> Released {
    make(area, Vec::new(), (statistic, unit), evidence, benchmark)
}

/// A share of people of one deprivation fifth, 1 the most deprived.
pub(crate) fn share_of_fifth(fifth: u8, numerator: u64, denominator: u64, benchmark: Option<&Released>) -> Released {
    let group = Breakdown { dimension: Dimension::Imd2019QuintileEngland, category: fifth.to_string() };
    let evidence = Evidence::Proportion { numerator, denominator };
    make("E54000060", vec![group], (Statistic::Proportion, "%"), evidence, benchmark)
}

fn make(
    area: &str,
    breakdowns: Vec<Breakdown>,
    (statistic, unit): (Statistic, &str),
    evidence: Evidence,
    benchmark: Option<&Released>,
) -> Released {
    let note = ReleaseNote { release_id: "r1".to_owned(), released_at: "2026-01-05T09:00:00Z".to_owned() };
    let gate = Gate::automatic(WorkspaceClass::Synthetic, note).expect("made-up people need no second person");
    let day = jiff::civil::date(2025, 9, 30);
    gate.release(Proposed {
        key: FigureKey {
            indicator_id: "blood-pressure-checked".to_owned(),
            series: "local".to_owned(),
            area: area.parse().expect("the test names a well-formed code"),
            area_type: AreaType::Msoa,
            area_edition: "2021".to_owned(),
            family: Family::Residence,
            breakdowns,
            period: Period::point(day),
            period_kind: PeriodKind::Point,
            statistic,
        },
        class: DataClass::Standard,
        unit: unit.to_owned(),
        polarity: Polarity::HigherIsBetter,
        evidence,
        benchmark: benchmark.and_then(|b| Benchmark::of(b, "Nottingham and Nottinghamshire")),
        definition_hash: "0".repeat(64),
        index_date: Some(day),
        snapshot: Some("s1".to_owned()),
    })
}
