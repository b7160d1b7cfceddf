//! Finished tables on disk: what was written is read back, and damage is an error.

use commonweal_engine::{EngineError, read_table, write_table};
use commonweal_reference::{Column, Table, Values};
use jiff::ToSpan;
use jiff::civil::date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

fn any_table() -> impl Strategy<Value = Table> {
    let day = (-40_000..40_000_i32).prop_map(|days| date(1970, 1, 1).saturating_add(days.days()));
    let number = prop_oneof![any::<f64>().prop_filter("compares with itself", |x| !x.is_nan()), Just(f64::INFINITY)];
    let row = (option::of("\\PC{0,12}"), option::of(any::<i64>()), option::of(number), option::of(day));
    vec(row, 0..30).prop_map(|rows| {
        let column = |name: &str, values| Column { name: name.to_owned(), about: String::new(), values };
        Table {
            name: "anything".to_owned(),
            columns: vec![
                column("text", Values::Text(rows.iter().map(|row| row.0.clone()).collect())),
                column("whole", Values::Integer(rows.iter().map(|row| row.1).collect())),
                column("number", Values::Real(rows.iter().map(|row| row.2).collect())),
                column("day", Values::Date(rows.iter().map(|row| row.3).collect())),
            ],
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(table in any_table()) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("anything.parquet");
        write_table(&table, &path).unwrap();
        prop_assert_eq!(&read_table("anything", &path).unwrap(), &table);
        let first = std::fs::read(&path).unwrap();
        write_table(&table, &path).unwrap();
        prop_assert_eq!(std::fs::read(&path).unwrap(), first, "the same table gives the same bytes");
        prop_assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn random_bytes_are_an_error(bytes in vec(any::<u8>(), 0..400), framed in any::<bool>()) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("noise.parquet");
        let bytes = if framed { [b"PAR1", bytes.as_slice(), b"PAR1"].concat() } else { bytes };
        std::fs::write(&path, &bytes).unwrap();
        let fault = read_table("noise", &path).expect_err("noise is no table");
        prop_assert!(matches!(&fault, EngineError::File { path: named, .. } if *named == path), "{fault}");
    }

    #[test]
    fn a_table_cut_short_or_with_a_byte_flipped_never_panics(
        table in any_table(),
        at in any::<prop::sample::Index>(),
        flipped in 1..=255_u8,
        cut in any::<bool>(),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("anything.parquet");
        write_table(&table, &path).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] ^= flipped }
        std::fs::write(&path, &bytes).unwrap();
        let read = read_table("anything", &path);
        prop_assert!(!cut || read.is_err(), "half a file is no table");
    }
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nowhere").join("t.parquet");
    let column = Column { name: "n".to_owned(), about: String::new(), values: Values::Integer(vec![Some(1)]) };
    let table = Table { name: "t".to_owned(), columns: vec![column] };
    for fault in [write_table(&table, &path).expect_err("no folder"), read_table("t", &path).expect_err("no file")] {
        assert!(fault.to_string().contains("nowhere/t.parquet: No such file or directory"), "{fault}");
    }
}
