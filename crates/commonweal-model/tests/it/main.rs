//! What the shared words mean, as tables of examples.

use commonweal_model::*;
use jiff::civil::date;
use proptest::prelude::*;

#[test]
fn an_nhs_number_is_ten_digits_whose_last_follows_from_the_others() {
    for good in ["943 476 5919", "987-654-3210", "9990000018"] {
        assert!(good.parse::<NhsNumber>().is_ok(), "{good}");
    }
    let refusals = [
        ("999 123 4567", NhsNumberError::CheckDigit),
        ("1111111111", NhsNumberError::AllEqual),
        ("943476591", NhsNumberError::NotTenDigits),
        ("94347659190", NhsNumberError::NotTenDigits),
        ("９４３４７６５９１９", NhsNumberError::NotTenDigits),
        ("٩٤٣٤٧٦٥٩١٩", NhsNumberError::NotTenDigits),
    ];
    for (bad, why) in refusals {
        assert_eq!(bad.parse::<NhsNumber>(), Err(why), "{bad}");
    }
}

#[test]
fn an_nhs_number_is_never_printed_by_debug_and_is_revealed_in_three_groups() {
    let number: NhsNumber = "9990000018".parse().unwrap();
    assert_eq!(format!("{number:?}"), "[NHS number]");
    assert_eq!(number.reveal(), "999 000 0018");
}

/// A second implementation: the weighted sum of all ten digits, the last weighing 1, divides by 11.
fn passes_second_opinion(digits: &str) -> bool {
    let sum: u32 = digits.bytes().zip((1..=10u32).rev()).map(|(d, w)| u32::from(d - b'0') * w).sum();
    sum.is_multiple_of(11) && digits.bytes().any(|d| d != digits.as_bytes()[0])
}

#[test]
fn a_million_numbers_agree_with_a_second_implementation() {
    let mut state = 42u64;
    for _ in 0..1_000_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let digits = format!("{:010}", (state >> 20) % 10_000_000_000);
        assert_eq!(digits.parse::<NhsNumber>().is_ok(), passes_second_opinion(&digits), "{digits}");
    }
}

#[test]
fn ethnic_categories_keep_not_stated_and_not_known_apart() {
    assert_eq!(EthnicCategory::from_record("A"), Ok(EthnicCategory::A));
    assert_eq!(EthnicCategory::from_record("A1"), Ok(EthnicCategory::A));
    assert_eq!(EthnicCategory::from_record("Z"), Ok(EthnicCategory::NotStated));
    for unknown in ["99", "9", "X"] {
        assert_eq!(EthnicCategory::from_record(unknown), Ok(EthnicCategory::NotKnown));
    }
    for bad in ["", "I", "O", "Q", "T", "Y", "a", "ABC", "98"] {
        assert!(EthnicCategory::from_record(bad).is_err(), "{bad}");
    }
    assert_eq!(EthnicCategory::R.census2001_group(), EthnicGroup::Other);
    assert_eq!(EthnicCategory::R.census2021_group(), EthnicGroup::Asian);
}

#[test]
fn fifths_of_england_follow_the_publishers_deciles() {
    let at = |rank| quintile_of_rank(rank, ImdEdition::Imd2019).map(Quintile::number);
    assert_eq!(at(0), None);
    assert_eq!(at(1), Some(1));
    assert_eq!(at(6_568), Some(1));
    assert_eq!(at(6_569), Some(2));
    assert_eq!(at(32_844), Some(5));
    assert_eq!(at(32_845), None);
}

#[test]
fn ages_count_birthdays_and_bands_hold_both_ends() {
    assert_eq!(age_on(date(2000, 6, 1), date(2025, 5, 31)), 24);
    assert_eq!(age_on(date(2000, 6, 1), date(2025, 6, 1)), 25);
    let band: AgeBand = "40-64".parse().unwrap();
    assert!(band.contains(40) && band.contains(64) && !band.contains(65));
    assert!("85+".parse::<AgeBand>().unwrap().contains(110));
    for bad in ["", "-", "64-40", "+", "a-b", "40", "1000+"] {
        assert!(bad.parse::<AgeBand>().is_err(), "{bad}");
    }
}

#[test]
fn a_period_is_a_start_and_a_length_with_its_end_exclusive() {
    let year: Period = "2024-04-01/P1Y".parse().unwrap();
    assert_eq!((year.start(), year.end()), (date(2024, 4, 1), date(2025, 4, 1)));
    assert_eq!(Period::point(date(2025, 9, 30)).to_string(), "2025-09-30/P1D");
}

proptest! {
    #[test]
    fn any_text_parses_or_is_refused_but_never_panics(text in ".{0,40}") {
        let _ = text.parse::<NhsNumber>();
        let _ = text.parse::<Period>();
        let _ = text.parse::<AgeBand>();
        let _ = text.parse::<AreaCode>();
        let _ = EthnicCategory::from_record(&text);
    }

    #[test]
    fn a_period_prints_as_it_was_written(year in 1990i16..2040, number in 1i16..40, unit in "[YMD]") {
        let text = format!("{year}-04-01/P{number}{unit}");
        prop_assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
    }
}

#[test]
fn every_records_table_is_declared_whole() {
    use commonweal_model::tables::{ALL, ColumnType, table};
    for records in ALL {
        assert_eq!(table(records.name), Some(records), "{} has a name of its own", records.name);
        assert_eq!(records.columns[0].name, "patient_id", "{}", records.name);
        let mut names: Vec<_> = records.columns.iter().map(|column| column.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), records.columns.len(), "{} has each column once", records.name);
        let usual = records.usual;
        let spell = usual.spell.into_iter().flat_map(|(start, end)| [start, end]);
        let dates = [records.ordered_by, usual.date].into_iter().flatten().chain(spell);
        for date in dates {
            let column = records.column(date).map(|column| column.column_type);
            assert_eq!(column, Some(ColumnType::Date), "{}.{date}", records.name);
        }
        for other in [usual.code, usual.value].into_iter().flatten() {
            assert!(records.column(other).is_some(), "{}.{other}", records.name);
        }
        assert!(records.columns.iter().all(|c| c.column_type != ColumnType::Instant || c.nullable), "{}", records.name);
    }
}

/// To accept a change: `COMMONWEAL_BLESS=1 cargo test --release -p commonweal-model`.
#[test]
fn the_reference_page_of_the_records_is_current() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/records.md");
    let page = commonweal_model::tables::reference_page();
    if std::env::var_os("COMMONWEAL_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(page == kept, "docs/records.md is stale; COMMONWEAL_BLESS=1 writes it afresh");
}
