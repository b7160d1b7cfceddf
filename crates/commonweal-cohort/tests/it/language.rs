//! What definitions may say, and the exact words where it makes no sense.

use commonweal_cohort::{Library, Severity, SourceFile};

const COHORT: &str = "cohorts/bp/definition.toml";

/// Two cohorts that use every kind of word, with the codelists they need.
fn sound() -> Vec<SourceFile> {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    vec![
        file("lattice.toml", "deprivation = 'imd2019_quintile_england'\n[ages]\nshown = ['0+']\nstandard = ['0+']\n"),
        file("codelists/hba1c.csv", "code,term,category\n1111111,HbA1c,A\n2222222,HbA1c,B\n"),
        file("codelists/systolic.csv", "code,term\n3333333,Systolic\n"),
        file("codelists/stroke.csv", "code,term\nI63,Stroke\n"),
        file("codelists/statin.csv", "code,term\n4444444,Statin\n"),
        file(
            "codelists/manifest.csv",
            "file,title,coding_system,n_codes,opencodelists_id,opencodelists_version,downloaded_at,assurance,unit\n\
             hba1c.csv,HbA1c,snomedct,2,,20150101,2016-01-01,published,mmol/mol\n\
             systolic.csv,Systolic,snomedct,1,,,2026-01-01,published,mmHg\n\
             stroke.csv,Stroke,icd10,1,,,,published,\nstatin.csv,Statin,dmd,1,,,,composed,\n",
        ),
        file(COHORT, SOUND),
        file(
            "cohorts/life/definition.toml",
            "id = 'life'\ntitle = 'Life'\nabout = 'a'\nclass = 'standard'\nkind = 'segmentation'\nbasis = 'ours'\n\
             [[segments]]\nid = 'child'\ntitle = 'Child'\nrule = 'age < 18'\n\
             [[segments]]\nid = 'other'\ntitle = 'Other'\nrule = 'true'\n",
        ),
    ]
}

const SOUND: &str = r#"id = "bp"
title = "High blood pressure score"
about = "a"
class = "standard"
kind = "score"
rule = "alive and registered and age >= 40 and cohort.life.segment != 'child'"
divide_by = 2

[parameters]
lookback = "P24M"
limit = { value = 140, unit = "mmHg", about = "a limit" }

[features.pressure]
codelist = "systolic"
pick = "highest"
within = "$lookback"
where = "value >= 40 mmHg and value < 300"

[features.sugar]
codelist = "hba1c"
category = "A"
pick = "latest"
after = "pressure"

[features.stays]
from = "apcs"
codelist = "stroke"
pick = "latest"
where = "admission_method in ('21', '22') and discharge_date is known"

[features.address]
from = "addresses"
pick = "current"

[features.statin]
from = "medications"
codelist = "statin"
pick = "episodes"
gap = "P28D"

[values.excess]
is = "pressure.value - $limit"

[[points]]
points = 2
rule = "excess > 20 mmHg and sugar.value >= 48 mmol/mol"

[[points]]
points = 1
rule = "stays.discharge_date > index_date - P12M or statin.count >= 2 or address.rural_urban = 'A1'"

[[bands]]
id = "low"
title = "Low"
from = 0

[[bands]]
id = "high"
title = "High"
from = 1
"#;

fn parsed(from: &str, to: &str) -> Result<Library, Vec<commonweal_cohort::Diagnostic>> {
    let mut files = sound();
    let file = files.iter_mut().find(|file| file.text.contains(from)).expect("a file has it");
    file.text = file.text.replacen(from, to, 1);
    Library::parse(&files)
}

/// What is said when `from` is replaced by `to`: the last line of each problem's place and its help.
#[track_caller]
fn check(from: &str, to: &str, expected: &[&str]) {
    let problems = match parsed(from, to) {
        Ok(library) => library.warnings,
        Err(problems) => problems,
    };
    let said: Vec<String> = problems
        .iter()
        .map(|problem| {
            let whole = problem.to_string();
            let lines: Vec<&str> = whole.lines().collect();
            let under = lines[2].split_once(" | ").map_or("", |(_, source)| source);
            let caret: String = under.chars().skip(problem.column - 1).take(problem.width).collect();
            let warning = if problem.severity == Severity::Warning { "warning: " } else { "" };
            let help = problem.help.as_deref().map_or(String::new(), |help| format!(" [{help}]"));
            format!("{warning}{}: {caret}{help}", problem.message)
        })
        .collect();
    assert_eq!(said, expected, "\n{}\n", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn every_kind_of_word_is_understood() {
    check("kind = \"score\"", "kind = \"score\"", &[]);
}

#[test]
fn a_unit_that_is_not_the_values_is_refused_with_the_conversion() {
    check(
        "48 mmol/mol",
        "6.5 %",
        &[
            "mmol/mol and % are not compared: sugar.value >= 6.5 % [6.5 % is 47.54 mmol/mol (HbA1c: mmol/mol = (% - 2.15) x 10.929)]",
        ],
    );
    check("20 mmHg", "20 mmol/L", &["mmHg and mmol/L are not compared: excess > 20 mmol/L [write both in mmHg]"]);
    check("48 mmol/mol", "48 mmol/mole", &["`mmol/mole` is not a unit: mmol/mole [did you mean `mmol/mol`?]"]);
    check(
        "category = \"A\"",
        "category = \"A\"\nunit = \"%\"",
        &[
            "codelist `hba1c` has values in mmol/mol, not in %: \"%\" [change one of them (HbA1c: mmol/mol = (% - 2.15) x 10.929)]",
            "% and mmol/mol are not compared: sugar.value >= 48 mmol/mol [48 mmol/mol is 6.54 % (HbA1c: mmol/mol = (% - 2.15) x 10.929)]",
        ],
    );
}

#[test]
fn a_table_and_its_columns_are_known() {
    check("from = \"apcs\"", "from = \"apc\"", &["there is no table `apc`: \"apc\" [did you mean `apcs`?]"]);
    check(
        "admission_method in",
        "admision_method in",
        &[
            "table `apcs` has no column `admision_method`, and there is no such feature or fact: admision_method [did you mean `admission_method`?]",
        ],
    );
    check(
        "stays.discharge_date >",
        "stays.discharged_date >",
        &["a feature has no part `discharged_date`: discharged_date [did you mean `discharge_date`?]"],
    );
    check(
        "codelist = \"statin\"",
        "codelist = \"stroke\"",
        &["codelist `stroke` is in icd10, but medications hold dm+d codes: \"stroke\" [choose a codelist in dmd]"],
    );
    check(
        "from = \"addresses\"\npick = \"current\"",
        "from = \"clinical_events\"\npick = \"current\"",
        &["rows of table `clinical_events` do not last, so none is current: \"current\" [pick `latest`]"],
    );
}

#[test]
fn features_need_what_their_pick_needs() {
    check(
        "gap = \"P28D\"\n",
        "",
        &[
            "`episodes` needs the longest gap within one: \"episodes\" [add gap = \"P14D\"; a longer gap begins a new episode]",
        ],
    );
    check(
        "after = \"pressure\"",
        "after = \"statin\"",
        &["`statin` picks `episodes`, which has no date: \"statin\" [pick `latest` or `earliest` in that feature]"],
    );
    check(
        "where = \"value >= 40 mmHg and value < 300\"",
        "after = \"sugar\"",
        &["feature `pressure` rests on itself: pressure [take one of the features out of the circle]"],
    );
}

#[test]
fn names_are_those_of_the_definition() {
    check("$limit\"", "$limits\"", &["there is no parameter `$limits`: $limits [did you mean `limit`?]"]);
    check("excess > 20", "exces > 20", &["there is no feature, value or fact `exces`: exces [did you mean `excess`?]"]);
    check(
        "segment != 'child'",
        "segment != 'adult'",
        &["'adult' is not a segment of the cohort: 'adult' [one of 'child', 'other']"],
    );
    check("cohort.life.segment != 'child'", "cohort.life.score > 1", &["cohort `life` has no score: score"]);
}

#[test]
fn lengths_of_time_stand_beside_dates() {
    check(
        "index_date - P12M",
        "P12M",
        &[
            "a length of time cannot stand here: P12M [add it to a date, as in `index_date - P12M`, or compare `days_between(a, b)` with a number]",
        ],
    );
    check(
        "index_date - P12M",
        "index_date - 12",
        &[
            "`-` calculates with numbers, but the left side is a date and the right side is a number: index_date - 12 [write a length of time, such as P12M or P90D]",
        ],
    );
}

#[test]
fn bands_are_in_order_and_within_reach() {
    check(
        "from = 1\n",
        "from = 0\n",
        &["this band does not begin above the one before: 0 [bands begin with the lowest]"],
    );
    check("from = 1\n", "from = 5\n", &["warning: band `high` begins at 5, and no score is above 1.5: [[bands]]"]);
}

#[test]
fn a_part_and_its_denial_are_never_true_together() {
    check("age >= 40", "not alive", &["warning: this is never true together with `alive`: not alive"]);
    check("age >= 40", "(age >= 40 or not alive)", &[]);
}

#[test]
fn a_choice_whose_every_part_the_rest_rules_out_is_a_warning() {
    check(
        "age >= 40",
        "age >= 40 and (age < 30 or age < 20 and sex = 'male')",
        &["warning: none of these is ever true together with the other parts: (age < 30 or age < 20 and sex = 'male')"],
    );
    check("age >= 40", "age >= 40 and (age < 30 or age > 60)", &[]);
}

#[test]
fn what_can_never_be_true_is_a_warning() {
    check("age >= 40", "age >= 40 and age < 30", &["warning: this is never true together with `age >= 40`: age < 30"]);
    check(
        "age >= 40",
        "age >= 40 and not age > 39",
        &["warning: this is never true together with `age >= 40`: not age > 39"],
    );
    check(
        "age >= 40",
        "sex = 'male' and sex in ('female', 'intersex')",
        &["warning: this is never true together with `sex = 'male'`: sex in ('female', 'intersex')"],
    );
    check(
        "age >= 40",
        "imd2019_decile > 10",
        &["warning: this can never be true: imd2019_decile > 10 [`imd2019_decile` is from 1 to 10]"],
    );
    check(
        "value < 300\"",
        "date < index_date - P36M\"",
        &[
            "warning: this can never be true: date < index_date - P36M [only rows within the feature's window, up to the index date, are looked at]",
        ],
    );
    check(
        "rule = 'true'",
        "rule = 'age < 18'",
        &[
            "warning: nobody reaches this segment: `child` takes them all: 'age < 18' [put it further up, or take it away]",
        ],
    );
    check(
        "after = \"pressure\"",
        "after = \"pressure\"\nbefore = \"pressure\"",
        &["warning: no row is both after and before `pressure`: \"pressure\""],
    );
}

#[test]
fn what_no_rule_uses_is_a_warning() {
    check("or statin.count >= 2 ", "", &["warning: no rule uses the feature `statin`: statin [take it away]"]);
    check("within = \"$lookback\"\n", "", &["warning: no rule uses the parameter `lookback`: lookback [take it away]"]);
    check("excess > 20 mmHg and ", "", &["warning: no rule uses the value `excess`: excess [take it away]"]);
}

#[test]
fn a_codelist_older_than_so_many_years_is_told_with_its_line_of_the_manifest() {
    let library = Library::parse(&sound()).expect("the files are sound");
    let said = |years| library.stale_codelists(jiff::civil::date(2026, 11, 22), years);
    let told: Vec<String> = said(5).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["codelists/manifest.csv:2:1: warning: codelist `hba1c` is of 2016-01-01, more than 5 years ago\n  |\n\
          2 | hba1c.csv,HbA1c,snomedct,2,,20150101,2016-01-01,published,mmol/mol\n  | \
          ^^^^^^^^^\n  = help: fetch its newest version, and see what it would change with `commonweal codelist diff`"]
    );
    assert!(said(11).is_empty());
}

#[test]
fn the_example_of_the_manual_is_sound() {
    let manual = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/definitions.md"));
    let manual = manual.expect("the manual is in the repository");
    let example = manual.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let mut files = sound();
    files.extend([
        file("codelists/systolic_bp.csv", "code,term\n3333333,Systolic\n"),
        file("codelists/headache.csv", "code,term\n5555555,Headache\n"),
        file("cohorts/raised_blood_pressure/definition.toml", example.expect("the manual begins with an example")),
        file(
            "cohorts/hypertension/definition.toml",
            "id = 'hypertension'\ntitle = 'H'\nabout = 'a'\nclass = 'standard'\nkind = 'register'\nrule = 'alive'\n",
        ),
    ]);
    let library = Library::parse(&files).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_eq!(library.warnings, []);
}
