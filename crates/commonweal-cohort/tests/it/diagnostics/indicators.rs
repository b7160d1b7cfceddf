//! Indicators.

use super::{INDICATOR, check};

#[test]
fn an_unknown_cohort_is_found_inside_a_text_of_several_lines() {
    check(
        INDICATOR,
        "cohort.copd",
        "cohort.copds",
        r#"indicators/flu/definition.toml:26:12: there is no cohort `copds`
   |
26 | and cohort.copds
   |            ^^^^^
   = help: did you mean `copd`?"#,
    );
}

#[test]
fn a_feature_that_picks_no_event_has_no_date() {
    check(
        INDICATOR,
        "rule = \"flu\"",
        "rule = \"flu.date > index_date\"",
        r#"indicators/flu/definition.toml:31:13: `flu` picks `ever`, which has no date
   |
31 | rule = "flu.date > index_date"
   |             ^^^^
   = help: pick `latest` or `earliest` in the feature"#,
    );
}

#[test]
fn an_unknown_breakdown_lists_those_that_exist() {
    check(
        INDICATOR,
        "[\"sex\"]",
        "[\"sexs\"]",
        r#"indicators/flu/definition.toml:12:15: `sexs` is not a breakdown; use one of: imd2019_quintile_england, imd2025_quintile_england, ethnicity_census2021, sex, age
   |
12 | breakdowns = ["sexs"]
   |               ^^^^^^
   = help: did you mean `sex`?"#,
    );
}

#[test]
fn a_published_indicator_names_its_series() {
    check(
        INDICATOR,
        "\"proportion\"",
        "\"published\"",
        r#"indicators/flu/definition.toml:11:10: `published` needs the published series it shows
   |
11 | method = "published"
   |          ^^^^^^^^^^^
   = help: add [[published]] with series, indicator_id and sex"#,
    );
}

#[test]
fn a_missing_key_says_what_to_add() {
    check(
        INDICATOR,
        "unit = \"%\"\n",
        "",
        r#"indicators/flu/definition.toml:1:1: `unit` is missing from the file
  |
1 | id = "flu"
  | ^
  = help: add unit = "...""#,
    );
}
