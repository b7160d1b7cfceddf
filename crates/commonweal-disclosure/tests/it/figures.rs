//! Figures to put before the gate.

use commonweal_disclosure::{
    Evidence, FigureKey, Gate, Proposed, ReleaseNote, Released, Shown, Statistic, WorkspaceClass,
};
use commonweal_model::{AreaType, Breakdown, DataClass, Dimension, Family, PeriodKind, Polarity};

pub(crate) const PEOPLE: [DataClass; 2] = [DataClass::Standard, DataClass::Sensitive];

pub(crate) fn gate() -> Gate {
    gate_of(WorkspaceClass::Synthetic)
}

pub(crate) fn gate_of(class: WorkspaceClass) -> Gate {
    let note = ReleaseNote { release_id: "r-2025-10".into(), released_at: "2025-10-01T09:00:00Z".into() };
    Gate::automatic(class, note).unwrap()
}

pub(crate) fn key(indicator: &str, area: &str, statistic: Statistic) -> FigureKey {
    FigureKey {
        indicator_id: indicator.into(),
        series: "local".into(),
        area: area.parse().unwrap(),
        area_type: AreaType::Pcn,
        area_edition: "2025".into(),
        family: Family::Registration,
        breakdowns: vec![],
        period: "2025-09-30/P1D".parse().unwrap(),
        period_kind: PeriodKind::Point,
        statistic,
    }
}

pub(crate) fn by(dimension: Dimension, category: &str) -> Breakdown {
    Breakdown { dimension, category: category.into() }
}

pub(crate) fn proposed(statistic: Statistic, class: DataClass, unit: &str, evidence: Evidence) -> Proposed {
    Proposed {
        key: key("hypertension_treated", "U12345", statistic),
        class,
        unit: unit.into(),
        polarity: Polarity::HigherIsBetter,
        evidence,
        benchmark: None,
        definition_hash: "abc".into(),
        index_date: Some("2025-09-30".parse().unwrap()),
        snapshot: Some("s1".into()),
    }
}

pub(crate) fn percent(numerator: u64, denominator: u64, class: DataClass) -> Released {
    gate().release(proposed(Statistic::Proportion, class, "%", Evidence::Proportion { numerator, denominator }))
}

/// What a reader sees of the counts: `10 of 40`, `* of 40`, `* of *`.
pub(crate) fn counts(figure: &Released) -> String {
    let text = |count: Shown<i64>| count.value().map_or("*".to_owned(), |n| n.to_string());
    format!("{} of {}", text(figure.numerator()), text(figure.denominator()))
}
