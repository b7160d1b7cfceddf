use crate::figures::{by, gate, key, percent, proposed};
use commonweal_disclosure::{
    Benchmark, COLUMNS, Evidence, Proposed, ReleasedRecord, ReleasedSet, ReopenError, Statistic,
};
use commonweal_model::DataClass::{Published, Sensitive, Standard};
use commonweal_model::Dimension;
use commonweal_stats::Estimate;

fn set() -> ReleasedSet {
    let gate = gate();
    let pair = |numerator, denominator| Evidence::Proportion { numerator, denominator };
    let system = percent(4_000, 10_000, Standard);
    let benchmark = Benchmark::of(&system, "The system = all of it");
    let estimate = Estimate { value: 12.345, lower: 11.0, upper: 14.0 };
    let modelled =
        Evidence::Modelled { estimate, total_count: 60, groups: vec![(30, 400), (30, 400)], every_group_shown: false };
    let published =
        Evidence::Published { value: Some(81.4), lower: Some(81.0), upper: None, count: Some(3), denominator: None };
    let proportion = Statistic::Proportion;
    let mut figures = vec![
        gate.release(Proposed { benchmark, ..proposed(proportion, Standard, "%", pair(120, 400)) }),
        gate.release(proposed(Statistic::Count, Standard, "people", pair(120, 400))),
        gate.release(proposed(Statistic::DirectlyStandardisedRate, Standard, "%", modelled)),
        gate.release(proposed(
            Statistic::IndirectlyStandardisedRatio,
            Standard,
            "ratio",
            Evidence::Ratio { observed: 90, expected: 71.2, population: 400 },
        )),
        gate.release(proposed(
            Statistic::SlopeIndexOfInequality,
            Standard,
            "percentage points",
            Evidence::NotCalculated,
        )),
        gate.release(Proposed {
            index_date: None,
            snapshot: None,
            ..proposed(Statistic::PublishedValue, Published, "years", published)
        }),
    ];
    for (n, sex) in [(3, "male"), (117, "female")] {
        let mut figure = proposed(proportion, Sensitive, "%", pair(n, 200));
        figure.key.breakdowns = vec![by(Dimension::Age, "40-64"), by(Dimension::Sex, sex)];
        figures.push(gate.release(figure));
    }
    let mut elsewhere = proposed(proportion, Standard, "%", pair(0, 40));
    elsewhere.key = key("hypertension_treated", "U99999", proportion);
    figures.push(gate.release(elsewhere));
    ReleasedSet::new(figures).unwrap()
}

/// Something done to a row.
type Change = Box<dyn Fn(&mut ReleasedRecord)>;

/// Row of the first figure that fits.
fn place(rows: &[ReleasedRecord], fits: impl Fn(&ReleasedRecord) -> bool) -> usize {
    rows.iter().position(fits).expect("the set has such a row")
}

#[test]
fn what_was_written_is_read_back_in_any_order() {
    let set = set();
    let mut rows = set.to_records();
    rows.reverse();
    let again = ReleasedSet::reopen(rows, &set.seal()).unwrap();
    assert_eq!((again.to_records(), again.seal()), (set.to_records(), set.seal()));
    for (one, two) in set.iter().zip(again.iter()) {
        assert_eq!(
            (one.key(), one.value(), one.lower(), one.upper()),
            (two.key(), two.value(), two.lower(), two.upper())
        );
        assert_eq!(
            (one.numerator(), one.denominator(), one.withheld()),
            (two.numerator(), two.denominator(), two.withheld())
        );
        assert_eq!(
            (one.comparison(), one.benchmark_value(), one.benchmark_label()),
            (two.comparison(), two.benchmark_value(), two.benchmark_label())
        );
        assert_eq!((one.class(), one.snapshot(), one.index_date()), (two.class(), two.snapshot(), two.index_date()));
    }
    assert_eq!(COLUMNS.len(), 31);
}

#[test]
fn the_seal_is_of_every_cell() {
    let set = set();
    let seal = set.seal();
    let (text, other): (fn(&mut String), _) =
        (|t| t.push('x'), |t: &mut Option<String>| *t = Some(format!("{}x", t.clone().unwrap_or_default())));
    let day = |d: &mut jiff::civil::Date| *d = d.tomorrow().unwrap();
    let number = |x: &mut Option<f64>| *x = Some(x.map_or(1.0, |v| f64::from_bits(v.to_bits() ^ 1)));
    let whole = |x: &mut Option<i64>| *x = Some(x.map_or(10, |v| v + 1));
    let changes: [(&str, Change); 31] = [
        ("indicator_id", Box::new(move |r| text(&mut r.indicator_id))),
        ("series", Box::new(move |r| text(&mut r.series))),
        ("area_code", Box::new(move |r| r.area_code.push('0'))),
        ("area_type", Box::new(move |r| r.area_type = "icb".into())),
        ("area_edition", Box::new(move |r| text(&mut r.area_edition))),
        ("family", Box::new(move |r| r.family = "residence".into())),
        ("dimension_1", Box::new(move |r| other(&mut r.dimension_1))),
        ("category_1", Box::new(move |r| other(&mut r.category_1))),
        ("dimension_2", Box::new(move |r| other(&mut r.dimension_2))),
        ("category_2", Box::new(move |r| other(&mut r.category_2))),
        ("period", Box::new(move |r| text(&mut r.period))),
        ("period_start", Box::new(move |r| day(&mut r.period_start))),
        ("period_end", Box::new(move |r| day(&mut r.period_end))),
        ("period_kind", Box::new(move |r| r.period_kind = "week".into())),
        ("statistic", Box::new(move |r| text(&mut r.statistic))),
        ("unit", Box::new(move |r| text(&mut r.unit))),
        ("value", Box::new(move |r| number(&mut r.value))),
        ("lower_95", Box::new(move |r| number(&mut r.lower_95))),
        ("upper_95", Box::new(move |r| number(&mut r.upper_95))),
        ("numerator", Box::new(move |r| whole(&mut r.numerator))),
        ("denominator", Box::new(move |r| whole(&mut r.denominator))),
        ("comparison", Box::new(move |r| text(&mut r.comparison))),
        ("benchmark", Box::new(move |r| other(&mut r.benchmark))),
        ("class", Box::new(move |r| text(&mut r.class))),
        ("withheld_reason", Box::new(move |r| other(&mut r.withheld_reason))),
        ("snapshot", Box::new(move |r| other(&mut r.snapshot))),
        ("index_date", Box::new(move |r| r.index_date = r.index_date.map_or(Some(r.period_start), |_| None))),
        ("definition_hash", Box::new(move |r| text(&mut r.definition_hash))),
        ("rules_version", Box::new(move |r| text(&mut r.rules_version))),
        ("release_id", Box::new(move |r| text(&mut r.release_id))),
        ("released_at", Box::new(move |r| text(&mut r.released_at))),
    ];
    assert_eq!(changes.each_ref().map(|c| c.0), COLUMNS);
    for row in 0..set.len() {
        for (column, change) in &changes {
            let mut rows = set.to_records();
            change(&mut rows[row]);
            assert!(ReleasedSet::reopen(rows, &seal).is_err(), "row {row}, {column}");
        }
    }
    let mut fewer = set.to_records();
    fewer.pop();
    assert_eq!(ReleasedSet::reopen(fewer, &seal), Err(ReopenError::Seal));
    assert_eq!(ReleasedSet::reopen(set.to_records(), &format!("{seal}0")), Err(ReopenError::Seal));
}

/// Changes one row and expects the fault in this column; the seal is judged after the rows, so it cannot be what is found.
fn fault(fits: impl Fn(&ReleasedRecord) -> bool, change: impl Fn(&mut ReleasedRecord), expected: &str) {
    let set = set();
    let mut rows = set.to_records();
    let row = place(&rows, fits);
    change(&mut rows[row]);
    match ReleasedSet::reopen(rows, &set.seal()) {
        Err(ReopenError::Row { row: found, column, problem }) => {
            assert_eq!((found, column), (row + 1, expected), "{problem}");
        }
        other => panic!("expected a fault in {expected}, found {:?}", other.map(|s| s.len())),
    }
}

fn shown(r: &ReleasedRecord) -> bool {
    r.statistic == "proportion" && r.numerator == Some(120)
}

fn hidden(r: &ReleasedRecord) -> bool {
    r.withheld_reason.as_deref() == Some("disclosure")
}

#[test]
fn a_withheld_row_with_a_number_is_refused() {
    fault(hidden, |r| r.value = Some(1.5), "value");
    fault(hidden, |r| r.lower_95 = Some(1.5), "lower_95");
    fault(hidden, |r| r.upper_95 = Some(1.5), "upper_95");
    fault(hidden, |r| r.numerator = Some(3), "numerator");
    fault(hidden, |r| r.denominator = Some(201), "denominator");
    fault(hidden, |r| r.denominator = Some(5), "denominator");
    fault(hidden, |r| r.comparison = "better".into(), "comparison");
    fault(hidden, |r| r.benchmark = Some("England = 3".into()), "benchmark");
    fault(|r| r.withheld_reason.as_deref() == Some("not_calculated"), |r| r.denominator = Some(200), "denominator");
}

#[test]
fn counts_that_are_not_rounded_or_too_small_are_refused() {
    fault(shown, |r| r.numerator = Some(121), "numerator");
    fault(shown, |r| r.denominator = Some(399), "denominator");
    fault(shown, |r| r.numerator = Some(5), "numerator");
    fault(shown, |r| r.numerator = Some(-10), "numerator");
    fault(shown, |r| r.numerator = Some(395), "numerator");
    fault(shown, |r| r.numerator = Some(500), "numerator");
    fault(shown, |r| r.denominator = None, "numerator");
    let sensitive = |r: &ReleasedRecord| r.class == "sensitive" && r.withheld_reason.is_none();
    fault(sensitive, |r| r.numerator = Some(0), "numerator");
    fault(sensitive, |r| r.numerator = r.denominator, "numerator");
}

#[test]
fn values_that_are_not_those_of_the_pair_are_refused() {
    fault(shown, |r| r.value = Some(30.000_000_000_000_004), "value");
    fault(shown, |r| r.value = None, "value");
    fault(shown, |r| r.value = Some(f64::NAN), "value");
    fault(shown, |r| r.lower_95 = r.value, "lower_95");
    fault(shown, |r| r.upper_95 = Some(99.0), "upper_95");
    fault(shown, |r| r.unit = "years".into(), "unit");
    fault(|r| r.statistic == "count", |r| r.value = Some(119.0), "value");
    fault(|r| r.statistic == "directly_standardised_rate", |r| r.value = Some(12.31), "value");
    fault(|r| r.statistic == "indirectly_standardised_ratio", |r| r.value = Some(120.0), "value");
    fault(|r| r.statistic == "published_value", |r| r.class = "standard".into(), "class");
}

#[test]
fn words_that_no_column_knows_are_refused() {
    fault(shown, |r| r.statistic = "mean".into(), "statistic");
    fault(shown, |r| r.class = "secret".into(), "class");
    fault(shown, |r| r.area_type = "street".into(), "area_type");
    fault(shown, |r| r.area_code = "a b".into(), "area_code");
    fault(shown, |r| r.family = "workplace".into(), "family");
    fault(shown, |r| r.comparison = "fine".into(), "comparison");
    fault(shown, |r| r.comparison = "similar".into(), "comparison");
    fault(shown, |r| r.benchmark = Some("England".into()), "benchmark");
    fault(shown, |r| r.benchmark = None, "comparison");
    fault(shown, |r| r.rules_version = "0".into(), "rules_version");
    fault(shown, |r| r.period = "2025-09-30/P01D".into(), "period");
    fault(shown, |r| r.period_end = r.period_start, "period_end");
    fault(shown, |r| r.dimension_2 = Some("sex".into()), "category_2");
    fault(shown, |r| (r.dimension_2, r.category_2) = (Some("sex".into()), Some("male".into())), "dimension_2");
    let by_two = |r: &ReleasedRecord| r.dimension_2.is_some();
    fault(by_two, |r| r.dimension_1 = Some("religion".into()), "dimension_1");
    fault(by_two, |r| r.dimension_2 = r.dimension_1.clone(), "dimension_2");
    fault(hidden, |r| r.withheld_reason = Some("shy".into()), "withheld_reason");
}

#[test]
fn errors_do_not_repeat_what_they_found() {
    let set = set();
    let mut rows = set.to_records();
    let row = place(&rows, hidden);
    rows[row].numerator = Some(777_777);
    let error = ReleasedSet::reopen(rows, &set.seal()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("777777"), "{error}");
}

#[test]
fn the_same_row_twice_is_refused() {
    let set = set();
    let mut rows = set.to_records();
    rows.push(rows[0].clone());
    assert!(ReleasedSet::reopen(rows, &set.seal()).is_err());
}

#[test]
fn a_benchmark_whose_name_holds_the_separator_is_read_back() {
    let set = set();
    let again = ReleasedSet::reopen(set.to_records(), &set.seal()).unwrap();
    let labels: Vec<_> = again.iter().filter_map(|f| f.benchmark_label()).collect();
    assert_eq!(labels, ["The system = all of it"]);
}
