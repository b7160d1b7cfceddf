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

#[test]
fn what_is_followed_by_month_is_among_the_breakdowns() {
    check(
        LATTICE,
        "by = [[], [\"sex\"]]",
        "by = [[], [\"sex\"]]\ntrend = [[], [\"age\"]]",
        r#"lattice.toml:12:14: `trend` follows age, which `by` does not list
   |
12 | trend = [[], ["age"]]
   |              ^^^^^^^
   = help: add it to `by`, or take it out here"#,
    );
}

#[test]
fn two_characteristics_are_not_followed_by_month() {
    check(
        LATTICE,
        "by = [[], [\"sex\"]]",
        "by = [[], [\"sex\", \"age\"]]\ntrend = [[\"sex\", \"age\"]]",
        r#"lattice.toml:12:10: what is followed month by month has at most one characteristic
   |
12 | trend = [["sex", "age"]]
   |          ^^^^^^^^^^^^^^
   = help: follow one of the two: from month to month so few people change that both could tell who did"#,
    );
}

#[test]
fn neighbourhoods_are_not_followed_by_month() {
    check(
        LATTICE,
        "area = \"pcn\"\nedition = \"2025\"\nby = [[], [\"sex\"]]",
        "area = \"msoa\"\nedition = \"2021\"\nby = [[]]\ntrend = [[]]",
        r#"lattice.toml:12:9: `msoa` is too small an area to be followed month by month
   |
12 | trend = [[]]
   |         ^^^^
   = help: so few people change there that two months could tell who did; leave `trend` out"#,
    );
}

#[test]
fn what_is_followed_by_month_is_listed_once_and_as_a_list_of_lists() {
    check(
        LATTICE,
        "by = [[], [\"sex\"]]",
        "by = [[], [\"sex\"]]\ntrend = [[\"sex\"], [\"sex\"]]",
        r#"lattice.toml:12:19: sex is listed twice
   |
12 | trend = [["sex"], ["sex"]]
   |                   ^^^^^^^
   = help: once is enough"#,
    );
    check(
        LATTICE,
        "by = [[], [\"sex\"]]",
        "by = [[], [\"sex\"]]\ntrend = true",
        r#"lattice.toml:12:9: `trend` should be a list of lists of texts, [[], ["..."]], but this is true or false
   |
12 | trend = true
   |         ^^^^"#,
    );
}

#[test]
fn what_is_only_standardised_is_not_followed() {
    check(
        LATTICE,
        "by = [[], [\"sex\"]]\n",
        "by = [[], [\"sex\"]]\n\n[[standardisation]]\nfamily = \"registration\"\narea = \"pcn\"\nedition = \"2025\"\nby = [[]]\ntrend = [[]]\n",
        r#"lattice.toml:18:1: [[standardisation]] has no key `trend`
   |
18 | trend = [[]]
   | ^^^^^
   = help: known here: area, by, edition, family"#,
    );
}
