//! The lattice.

use super::{LATTICE, check};

#[test]
fn a_bare_deprivation_is_no_dimension_of_the_lattice() {
    check(
        LATTICE,
        "[\"sex\"]]",
        "[\"deprivation\"]]",
        r#"lattice.toml:11:12: `deprivation` is not a breakdown; use one of: imd2019_quintile_england, imd2025_quintile_england, ethnicity_census2021, sex, age
   |
11 | by = [[], ["deprivation"]]
   |            ^^^^^^^^^^^^^"#,
    );
}

#[test]
fn three_characteristics_are_too_many() {
    check(
        LATTICE,
        "[\"sex\"]]",
        "[\"sex\", \"age\", \"ethnicity_census2021\"]]",
        r#"lattice.toml:11:11: a breakdown has at most two characteristics
   |
11 | by = [[], ["sex", "age", "ethnicity_census2021"]]
   |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   = help: more would single people out; see the rules on disclosure"#,
    );
}

#[test]
fn age_bands_leave_no_gap() {
    check(
        LATTICE,
        "\"65+\"]\nstandard",
        "\"66+\"]\nstandard",
        r#"lattice.toml:4:18: this band should begin at 65, where the one before ends
  |
4 | shown = ["0-64", "66+"]
  |                  ^^^^^
  = help: bands cover every age once, youngest first"#,
    );
}

#[test]
fn one_lattice_has_one_edition_of_deprivation() {
    check(
        LATTICE,
        "[\"sex\"]]",
        "[\"imd2025_quintile_england\"]]",
        r#"lattice.toml:11:12: `imd2025_quintile_england` is not the deprivation of this lattice
   |
11 | by = [[], ["imd2025_quintile_england"]]
   |            ^^^^^^^^^^^^^^^^^^^^^^^^^^
   = help: one edition in a release"#,
    );
}
