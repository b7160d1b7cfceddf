//! Series that others published pass as they were given.

use crate::support::{PROPORTION, gate, indicator, library};
use commonweal_disclosure::{Comparison, Statistic};
use commonweal_indicator::{PublishedRow, release_published};
use commonweal_model::{AreaType, DataClass, PeriodKind, Sex};

fn row(sex: Option<Sex>, value: Option<f64>) -> PublishedRow {
    PublishedRow {
        series: "A survey".to_owned(),
        area: "E06000018".parse().unwrap(),
        area_type: AreaType::District,
        sex,
        period: "2020-01-01/P1Y".parse().unwrap(),
        period_kind: PeriodKind::CalendarYear,
        value,
        lower: Some(10.25),
        upper: Some(16.5),
        count: Some(3),
        denominator: Some(1_001),
    }
}

#[test]
fn published_values_are_neither_rounded_nor_withheld() {
    let library = library(PROPORTION);
    let rows = [row(None, Some(13.4)), row(Some(Sex::Female), Some(12.9))];
    let released = release_published(indicator(&library), &rows, &gate());
    assert_eq!(released.len(), 2);
    let all = &released[0];
    assert_eq!((all.value().value(), all.lower().value(), all.upper().value()), (Some(13.4), Some(10.25), Some(16.5)));
    assert_eq!((all.numerator().value(), all.denominator().value()), (Some(3), Some(1_001)));
    assert_eq!((all.class(), all.key().statistic), (DataClass::Published, Statistic::PublishedValue));
    assert_eq!((all.key().series.as_str(), all.comparison()), ("A survey", Comparison::NotCompared));
    assert_eq!((all.snapshot(), all.index_date()), (None, None));
    assert!(all.key().breakdowns.is_empty());
    assert_eq!(released[1].key().breakdowns[0].category, "female");
}

#[test]
fn a_row_without_numbers_says_so() {
    let library = library(PROPORTION);
    let empty = PublishedRow { count: None, ..row(None, None) };
    assert!(release_published(indicator(&library), &[empty], &gate())[0].is_withheld());
}
