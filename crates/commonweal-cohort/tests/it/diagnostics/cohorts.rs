//! Cohorts and the language of their rules.

use super::{COHORT, check};

#[test]
fn text_without_quotes_is_not_toml() {
    check(
        COHORT,
        "title = \"COPD register\"",
        "title = COPD register",
        r#"cohorts/copd/definition.toml:2:9: this is not TOML: string values must be quoted, expected literal string
  |
2 | title = COPD register
  |         ^^^^^^^^^^^^^
  = help: text stands in quotes, lists in [ ], and each key once in its table"#,
    );
}

#[test]
fn an_unknown_key_is_named_with_the_one_it_is_like() {
    check(
        COHORT,
        "about",
        "abuot",
        r#"cohorts/copd/definition.toml:1:1: `about` is missing from the file
  |
1 | id = "copd"
  | ^
  = help: add about = "..."

cohorts/copd/definition.toml:3:1: the file has no key `abuot`
  |
3 | abuot = "People with COPD."
  | ^^^^^
  = help: did you mean `about`?"#,
    );
}

#[test]
fn an_unknown_codelist_is_named_with_the_one_it_is_like() {
    check(
        COHORT,
        "\"copd\"\npick",
        "\"cpod\"\npick",
        r#"cohorts/copd/definition.toml:8:12: there is no codelist `cpod`
  |
8 | codelist = "cpod"
  |            ^^^^^^
  = help: did you mean `copd`?"#,
    );
}

#[test]
fn an_unknown_name_in_a_rule_is_underlined() {
    check(
        COHORT,
        "diagnosed and",
        "diagnosd and",
        r#"cohorts/copd/definition.toml:5:9: there is no feature or fact `diagnosd`
  |
5 | rule = "diagnosd and age >= 18"
  |         ^^^^^^^^
  = help: did you mean `diagnosed`?"#,
    );
}

#[test]
fn a_comparison_of_unlike_types_says_both() {
    check(
        COHORT,
        "age >= 18",
        "age >= '18'",
        r#"cohorts/copd/definition.toml:5:23: `>=` compares like with like, but the left side is a number and the right side is text
  |
5 | rule = "diagnosed and age >= '18'"
  |                       ^^^^^^^^^^^
  = help: write 18 without quotes"#,
    );
    check(
        COHORT,
        "diagnosed and age >= 18",
        "diagnosed > 2",
        r#"cohorts/copd/definition.toml:5:9: `>` compares like with like, but the left side is yes or no and the right side is a number
  |
5 | rule = "diagnosed > 2"
  |         ^^^^^^^^^^^^^
  = help: `diagnosed` is whether there is a row; write `diagnosed.count` or `diagnosed.value`"#,
    );
}

#[test]
fn a_number_is_no_claim() {
    check(
        COHORT,
        "age >= 18",
        "age",
        r#"cohorts/copd/definition.toml:5:23: `and` joins yes-or-no parts, but this is a number
  |
5 | rule = "diagnosed and age"
  |                       ^^^
  = help: compare it, as in `age >= 45`"#,
    );
}

#[test]
fn comparisons_are_not_chained() {
    check(
        COHORT,
        "age >= 18",
        "18 <= age <= 90",
        r#"cohorts/copd/definition.toml:5:33: the rule should have ended here
  |
5 | rule = "diagnosed and 18 <= age <= 90"
  |                                 ^^
  = help: comparisons are not chained; join two with `and`"#,
    );
}

#[test]
fn a_bracket_left_open_is_found() {
    check(
        COHORT,
        "age >= 18",
        "(age >= 18",
        r#"cohorts/copd/definition.toml:5:23: this bracket is never closed
  |
5 | rule = "diagnosed and (age >= 18"
  |                       ^
  = help: add `)`"#,
    );
}

#[test]
fn a_word_no_sex_has_is_refused() {
    check(
        COHORT,
        "age >= 18",
        "sex = 'femal'",
        r#"cohorts/copd/definition.toml:5:29: 'femal' is not a sex
  |
5 | rule = "diagnosed and sex = 'femal'"
  |                             ^^^^^^^
  = help: one of 'female', 'intersex', 'male', 'unknown'"#,
    );
}

#[test]
fn a_category_the_codelist_lacks_is_refused() {
    check(
        COHORT,
        "age >= 18",
        "diagnosed.category = 'X'",
        r#"cohorts/copd/definition.toml:5:44: 'X' is not a category of the codelist
  |
5 | rule = "diagnosed and diagnosed.category = 'X'"
  |                                            ^^^
  = help: one of 'D', 'E'"#,
    );
}

#[test]
fn a_cohort_cannot_rest_on_itself() {
    check(
        COHORT,
        "age >= 18",
        "cohort.copd",
        r#"cohorts/copd/definition.toml:5:23: cohort `copd` rests on itself
  |
5 | rule = "diagnosed and cohort.copd"
  |                       ^^^^^^^
  = help: take one of the cohorts out of the circle"#,
    );
}

#[test]
fn a_wrong_way_to_pick_lists_the_ways() {
    check(
        COHORT,
        "\"latest\"",
        "\"last\"",
        r#"cohorts/copd/definition.toml:9:8: `last` is not a way to pick; use one of: ever, latest, earliest, highest, lowest, count, days, episodes, codes, mean, total, current
  |
9 | pick = "last"
  |        ^^^^^^
  = help: did you mean `latest`?"#,
    );
}

#[test]
fn a_length_of_time_is_iso_8601() {
    check(
        COHORT,
        "\"latest\"",
        "\"latest\"\nwithin = \"12 months\"",
        r#"cohorts/copd/definition.toml:10:10: `12 months` is not a length of time
   |
10 | within = "12 months"
   |          ^^^^^^^^^^^
   = help: write P5Y, P24M, P6W or P90D; at most 150 years"#,
    );
}

#[test]
fn an_id_is_its_folders_name() {
    check(
        COHORT,
        "id = \"copd\"",
        "id = \"cops\"",
        r#"cohorts/copd/definition.toml:1:6: the id is `cops`, but the folder is `copd`
  |
1 | id = "cops"
  |      ^^^^^^
  = help: give both the same name"#,
    );
}

#[test]
fn a_number_where_text_belongs_says_both() {
    check(
        COHORT,
        "\"standard\"",
        "3",
        r#"cohorts/copd/definition.toml:4:9: `class` should be text in quotes, but this is a number
  |
4 | class = 3
  |         ^"#,
    );
}
