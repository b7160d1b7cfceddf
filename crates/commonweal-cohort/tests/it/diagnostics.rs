//! The exact words a definer sees when something is wrong.

use commonweal_cohort::{Library, SourceFile};

const COHORT: &str = "cohorts/copd/definition.toml";
const INDICATOR: &str = "indicators/flu/definition.toml";
const LATTICE: &str = "lattice.toml";
const FLU: &str = "codelists/flu.csv";
const MANIFEST: &str = "codelists/manifest.csv";

/// A small sound set of files, one of each kind.
fn sound() -> Vec<SourceFile> {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    vec![
        file("codelists/copd.csv", "code,term,category\n13645005,COPD,D\n87433001,Emphysema,E\n"),
        file("codelists/flu.csv", "code,term\n955691000000108,Flu vaccination\n"),
        file(
            "codelists/manifest.csv",
            "file,title,coding_system,n_codes,opencodelists_id,opencodelists_version\n\
             copd.csv,COPD,snomedct,2,nhsd/copd_cod,1\nflu.csv,Flu,snomedct,1,nhsd/flu_cod,1\n",
        ),
        file(
            COHORT,
            "id = \"copd\"\ntitle = \"COPD register\"\nabout = \"People with COPD.\"\nclass = \"standard\"\n\
             rule = \"diagnosed and age >= 18\"\nkind = \"register\"\n[features.diagnosed]\ncodelist = \"copd\"\npick = \"latest\"\n",
        ),
        file(
            INDICATOR,
            "id = \"flu\"\ntitle = \"Flu\"\nshort_title = \"Flu\"\nquestion = \"How many?\"\ndomain = \"access\"\n\
             family = \"registration\"\nclass = \"standard\"\npolarity = \"higher_is_better\"\nunit = \"%\"\n\
             counting_unit = \"person\"\nmethod = \"proportion\"\nbreakdowns = [\"sex\"]\nstandardise = true\n\
             owner = \"o\"\nsource = \"s\"\n\n[features.flu]\ncodelist = \"flu\"\npick = \"ever\"\nwithin = \"P12M\"\n\n\
             [denominator]\ntext = \"People with COPD.\"\nrule = \"\"\"\nregistered\nand cohort.copd\n\"\"\"\n\n\
             [numerator]\ntext = \"Vaccinated.\"\nrule = \"flu\"\n",
        ),
        file(
            "lattice.toml",
            "deprivation = \"imd2019_quintile_england\"\n\n[ages]\nshown = [\"0-64\", \"65+\"]\nstandard = [\"0-64\", \"65+\"]\n\n\
             [[cuboids]]\nfamily = \"registration\"\narea = \"pcn\"\nedition = \"2025\"\nby = [[], [\"sex\"]]\n",
        ),
    ]
}

/// What is said when `from` is replaced by `to` in one file of a sound set.
#[track_caller]
fn check(path: &str, from: &str, to: &str, expected: &str) {
    let mut files = sound();
    let file = files.iter_mut().find(|file| file.path == path).expect("the set has the file");
    assert!(file.text.contains(from), "{path} has no `{from}`");
    file.text = file.text.replacen(from, to, 1);
    let problems = Library::parse(&files).err().unwrap_or_default();
    let said = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n");
    assert_eq!(said, expected, "\n{said}\n");
}

#[test]
fn the_set_the_tests_break_is_sound() {
    assert_eq!(Library::parse(&sound()).map(|library| library.indicators.len()), Ok(1));
}

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
fn an_empty_codelist_is_refused() {
    check(
        FLU,
        "955691000000108,Flu vaccination\n",
        "",
        r#"codelists/flu.csv:1:1: codelist `flu` has no codes
  |
1 | code,term
  | ^^^^^^^^^
  = help: a definition that used it could never find anybody; add codes or take the file away"#,
    );
}

#[test]
fn a_code_turned_into_a_number_is_refused() {
    check(
        FLU,
        "955691000000108",
        "9.55691E+14",
        r#"codelists/flu.csv:2:1: `9.55691E+14` is a code a spreadsheet has turned into a number
  |
2 | 9.55691E+14,Flu vaccination
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: fetch the list again; keep its codes as text"#,
    );
}

#[test]
fn a_row_with_a_field_too_many_is_named() {
    check(
        FLU,
        "108,Flu",
        "108,Flu, given",
        r#"codelists/flu.csv:2:1: this row has 3 fields and the header has 2
  |
2 | 955691000000108,Flu, given vaccination
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: put quotes round a field with a comma in it"#,
    );
}

#[test]
fn a_manifest_that_disagrees_with_its_file_is_refused() {
    check(
        MANIFEST,
        "snomedct,1",
        "snomedct,7",
        r#"codelists/manifest.csv:3:1: the manifest says `flu` has 7 codes, but its file has 1
  |
3 | flu.csv,Flu,snomedct,7,nhsd/flu_cod,1
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: correct n_codes, or fetch the file again"#,
    );
}

#[test]
fn a_codelist_of_another_coding_system_is_refused() {
    check(
        MANIFEST,
        "flu.csv,Flu,snomedct",
        "flu.csv,Flu,dmd",
        r#"indicators/flu/definition.toml:18:12: codelist `flu` is in dmd, but clinical events hold SNOMED CT codes
   |
18 | codelist = "flu"
   |            ^^^^^
   = help: choose a codelist in snomedct"#,
    );
}

#[test]
fn one_id_is_defined_once() {
    let mut files = sound();
    files.push(SourceFile { path: format!("own/{COHORT}"), text: files[3].text.clone() });
    let said: Vec<String> = Library::parse(&files).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [r#"own/cohorts/copd/definition.toml:1:1: `copd` is defined twice; the other is cohorts/copd/definition.toml
  |
1 | id = "copd"
  | ^
  = help: keep one of the two"#]
    );
}

#[test]
fn all_problems_of_all_files_are_told_at_once_in_order() {
    let mut files = sound();
    for file in &mut files {
        file.text = file.text.replace("\"standard\"", "\"standrad\"").replace("[\"sex\"]", "[\"sexs\"]");
    }
    let problems = Library::parse(&files).unwrap_err();
    let places: Vec<_> = problems.iter().map(|p| (p.file.as_str(), p.line, p.column)).collect();
    assert_eq!(places, [(COHORT, 4, 9), (INDICATOR, 7, 9), (INDICATOR, 12, 15), (LATTICE, 11, 12)]);
}
