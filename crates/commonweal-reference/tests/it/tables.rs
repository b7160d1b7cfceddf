//! The tables keep the names and columns that others' queries rely on.

use std::sync::Arc;

use commonweal_reference::{Reference, ReferenceError, Table, Values};

const CONTRACT: [(&str, &str); 9] = [
    (
        "lsoa11",
        "lsoa11 lsoa11_name msoa11 lad_code lad_name icb_code place place_bestfit imd19_rank imd19_decile imd19_score \
         population_mid2015 population_mid2020",
    ),
    (
        "lsoa21",
        "lsoa21 lsoa21_name msoa21 lad_code lad_name icb_code place place_bestfit imd25_rank imd25_decile imd25_score",
    ),
    ("areas", "area_code area_name area_type family edition parent_code"),
    ("area_aliases", "area_code alias"),
    ("area_members", "area_code member_code member_type valid_from valid_to fit"),
    (
        "practices",
        "practice_code practice_name pcn_code pcn_name place postcode list_size list_size_on valid_from valid_to \
         successor_code",
    ),
    ("population", "area_code area_type edition basis period sex age_from age_to people source"),
    (
        "published_indicators",
        "indicator_id indicator_name area_code area_name area_type sex age category_type category period value \
         lower_95 upper_95 count denominator source",
    ),
    ("standard_population", "age_from age_to people edition"),
];

/// Plan tables and the rows of their files.
const PLANS: [(&str, &str, usize); 9] = [
    ("organisations", "organisations", 159),
    ("framework", "framework", 211),
    ("commitments", "commitments", 172),
    ("initiatives", "initiatives", 321),
    ("claims", "claims", 334),
    ("dashboards_plan", "dashboards", 204),
    ("neighbourhoods", "neighbourhoods", 34),
    ("cohorts_plan", "cohorts", 85),
    ("bcf", "bcf", 44),
];

fn table(name: &str) -> Arc<Table> {
    Reference::embedded().table(name).unwrap()
}

fn names(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|column| column.name.as_str()).collect()
}

#[test]
fn each_table_begins_with_the_columns_that_queries_rely_on() {
    for (name, columns) in CONTRACT {
        let expected: Vec<&str> = columns.split_whitespace().collect();
        assert_eq!(names(&table(name))[..expected.len()], expected, "{name}");
    }
}

#[test]
fn plan_tables_have_the_columns_and_rows_of_their_files() {
    for (name, file, rows) in PLANS {
        let path = super::sources::folder().join(format!("plan/{file}.csv"));
        let header = csv::Reader::from_path(path).unwrap().headers().unwrap().clone();
        let table = table(name);
        assert_eq!(names(&table), header.iter().collect::<Vec<_>>(), "{name}");
        assert_eq!(table.rows(), rows, "{name}");
        for column in &table.columns {
            let is_line = column.name == "source_line";
            assert_eq!(matches!(column.values, Values::Integer(_)), is_line, "{name}.{}", column.name);
        }
    }
}

#[test]
fn columns_are_documented_and_of_one_length() {
    for name in Reference::table_names() {
        let table = table(name);
        assert_eq!(table.name, *name);
        for column in &table.columns {
            assert!(!column.about.is_empty(), "{name}.{}", column.name);
            assert_eq!(column.values.len(), table.rows(), "{name}.{}", column.name);
        }
    }
}

#[test]
fn whole_numbers_are_integers_and_days_are_dates() {
    for (name, column) in [
        ("lsoa11", "imd19_rank"),
        ("lsoa11", "imd19_decile"),
        ("lsoa11", "population_mid2020"),
        ("lsoa21", "imd25_quintile"),
        ("practices", "list_size"),
        ("population", "people"),
        ("published_indicators", "count"),
    ] {
        assert!(matches!(table(name).column(column).unwrap().values, Values::Integer(_)), "{name}.{column}");
    }
    for (name, column) in [("practices", "list_size_on"), ("area_members", "valid_from")] {
        assert!(matches!(table(name).column(column).unwrap().values, Values::Date(_)), "{name}.{column}");
    }
}

#[test]
fn an_unknown_table_or_layer_is_an_error_that_names_the_choices() {
    let error = Reference::embedded().table("lsoa").unwrap_err();
    assert!(matches!(error, ReferenceError::UnknownTable { .. }));
    assert!(error.to_string().contains("lsoa11, lsoa21, neighbourhoods"), "{error}");
    let error = Reference::embedded().boundaries("county").unwrap_err();
    assert!(error.to_string().contains("icb, lad, lsoa11"), "{error}");
}

#[test]
fn the_census_rebased_people_of_mid_2020_are_fewer_than_the_original_estimate() {
    let reference = Reference::embedded();
    let total = |basis: &str, edition_type: &str| -> i64 {
        let rows = reference.populations().unwrap().iter();
        rows.filter(|row| row.basis == basis && row.area_type == edition_type && row.sex == "persons")
            .filter(|row| row.period == "2020-06-30/P1D" && row.age_from == 0 && row.age_to.is_none())
            .filter(|row| commonweal_reference::DISTRICTS.contains(&row.area_code.as_str()))
            .map(|row| row.people)
            .sum()
    };
    assert_eq!(total("original", "district"), 1_170_475);
    assert_eq!(total("census_rebased", "district"), 1_144_940);
}

#[test]
fn the_standard_population_holds_100_000_in_19_bands() {
    let reference = Reference::embedded();
    let bands = reference.standard_population().unwrap();
    assert_eq!((bands.len(), bands.iter().map(|band| band.people).sum::<i64>()), (19, 100_000));
}

#[test]
fn an_indicator_value_is_never_below_its_lower_limit_unless_noted() {
    for row in Reference::embedded().published_indicators().unwrap() {
        let outside = |value: f64| row.lower_95.is_some_and(|l| l > value) || row.upper_95.is_some_and(|u| u < value);
        assert_eq!(row.value.is_some_and(outside), row.note.is_some_and(|note| note.contains("bracket")), "{row:?}");
    }
}

#[test]
fn periods_are_an_iso_start_and_length() {
    for row in Reference::embedded().published_indicators().unwrap() {
        if let Some((start, length)) = row.period.as_deref().map(|period| period.split_once('/').unwrap()) {
            start.parse::<jiff::civil::Date>().unwrap();
            length.parse::<jiff::Span>().unwrap();
        }
    }
}
