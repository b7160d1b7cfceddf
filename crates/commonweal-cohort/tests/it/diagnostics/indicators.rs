//! Indicators.

use super::{INDICATOR, check, sound};

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

#[test]
fn whether_there_is_a_trend_is_yes_or_no() {
    check(
        INDICATOR,
        "standardise = true",
        "standardise = true\ntrend = \"monthly\"",
        r#"indicators/flu/definition.toml:14:9: `trend` should be true or false, but this is text
   |
14 | trend = "monthly"
   |         ^^^^^^^^^"#,
    );
}

#[test]
fn a_published_series_has_the_periods_it_was_published_for() {
    // From the method on, so that all that a published indicator cannot have goes too.
    let counted = &sound().into_iter().find(|file| file.path == INDICATOR).expect("the set has an indicator").text;
    let from = &counted[counted.find("\"proportion\"").expect("it counts people")..];
    check(
        INDICATOR,
        from,
        "\"published\"\nbreakdowns = [\"sex\"]\nstandardise = false\ntrend = true\nowner = \"o\"\nsource = \"s\"\n\
         [denominator]\ntext = \"People.\"\n[numerator]\ntext = \"Vaccinated.\"\n\
         [[published]]\nseries = \"x\"\nindicator_id = \"1\"\nsex = \"persons\"\n",
        r#"groups.toml:24:15: `flu` is published elsewhere; a step needs counts made here
   |
24 | indicators = ["flu"]
   |               ^^^^^

groups.toml:29:15: `flu` is published elsewhere; a step needs counts made here
   |
29 | indicators = ["flu"]
   |               ^^^^^

indicators/flu/definition.toml:14:9: a published series has the periods it was published for, so `trend` has nothing to say
   |
14 | trend = true
   |         ^^^^
   = help: leave it out"#,
    );
}
