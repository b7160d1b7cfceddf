//! Random definitions, small enough that chance makes them meet random people.

use commonweal_cohort::SourceFile;
use proptest::collection::vec;
use proptest::prelude::*;

/// Random definition files of every kind of word: three codelists, a register, a score, a segmentation, an indicator
/// that uses them, and a lattice. Always sound.
pub fn any_files() -> impl Strategy<Value = Vec<SourceFile>> {
    let features = || vec(any_feature(), PICKS.len());
    let rules = || vec(any_rule_text(false), 4);
    let using = || vec(any_rule_text(true), 3);
    let points = vec(prop::sample::select(vec!["1", "2.5", "-1"]), 3);
    (features(), features(), rules(), rules(), using(), points).prop_map(
        |(own, other, rules, points_rules, using, points)| {
            let own = feature_tables(&PICKS, &own);
            let other = feature_tables(&PICKS, &other);
            let mut score = "divide_by = 2\n".to_owned();
            for (points, rule) in points.iter().zip(&points_rules[1..]) {
                score += &format!("[[points]]\npoints = {points}\nrule = \"\"\"\n{rule}\"\"\"\n");
            }
            score += "[[bands]]\nid = 'low'\ntitle = 'l'\nfrom = 0\n[[bands]]\nid = 'high'\ntitle = 'h'\nfrom = 1\n";
            let mut segments = String::new();
            for (id, rule) in ["first", "second"].iter().zip(&rules[1..]) {
                segments += &format!("[[segments]]\nid = '{id}'\ntitle = 't'\nrule = \"\"\"\n{rule}\"\"\"\n");
            }
            segments += "[[segments]]\nid = 'rest'\ntitle = 't'\nrule = 'alive'\n";
            files(
                vec![
                    ("random", cohort("random", &rules[0], "", &own)),
                    ("scored", cohort("scored", &points_rules[0], &score, &own)),
                    ("segmented", cohort("segmented", &using[2], &segments, &other)),
                ],
                indicator(&other, &using[0], &using[1]),
            )
        },
    )
}

fn files(cohorts: Vec<(&str, String)>, indicator: String) -> Vec<SourceFile> {
    let file = |path: &str, text: String| SourceFile { path: path.to_owned(), text };
    let codes = "code,term,category\n";
    let mut files = vec![
        file("codelists/a.csv", format!("{codes}110011,x,S\n220022,x,E\n330033,x,\n1082641000000106,x,N\n")),
        file("codelists/b.csv", format!("{codes}220022,x,S\n4400440044,x,N\n550055,x,E\n")),
        file("codelists/c.csv", format!("{codes}999999999999999999,x,S\n110011,x,N\n550055,x,E\n")),
    ];
    files.extend(cohorts.into_iter().map(|(id, text)| file(&format!("cohorts/{id}/definition.toml"), text)));
    files.push(file("indicators/random/definition.toml", indicator));
    files.push(file("lattice.toml", LATTICE.to_owned()));
    files
}

const LATTICE: &str = "deprivation = 'imd2019_quintile_england'\n[ages]\nshown = ['0+']\nstandard = ['0+']\n";

/// The features of random definitions are `latest_one` and so on, by the way they pick.
const PICKS: [&str; 11] =
    ["latest", "earliest", "ever", "count", "highest", "lowest", "days", "episodes", "codes", "mean", "total"];

fn any_feature() -> impl Strategy<Value = String> {
    let codelists = vec![
        "codelist = 'a'",
        "codelist = 'b'\ncategory = 'S'",
        "codelists = ['c', 'a']",
        "codelists = ['a', 'b', 'c']\ncategory = ['S', 'E']",
    ];
    let further = vec![
        "",
        "",
        "where = 'value >= 1 or value is missing'",
        "where = \"category in ('S', 'N') and date > index_date - P24M\"",
        "where = \"code != '110011' and date - P1M < anchor.date\"",
        "since = 'anchor'",
        "after = 'anchor'",
        "before = 'anchor'\nwhere = 'value < $limit'",
    ];
    let within = vec!["", "within = 'P1M'", "within = 'P12M'", "within = 'P2Y'", "within = 'P90D'"];
    let [codelist, further, within] = [codelists, further, within].map(prop::sample::select);
    (codelist, further, within).prop_map(|(codelist, further, within)| format!("{codelist}\n{further}\n{within}\n"))
}

fn feature_tables(picks: &[&str], features: &[String]) -> String {
    let tables = picks.iter().zip(features).map(|(pick, rest)| {
        let gap = if *pick == "episodes" { "gap = 'P14D'\n" } else { "" };
        format!("[features.{pick}_one]\npick = '{pick}'\n{rest}{gap}")
    });
    let anchor = "[features.anchor]\ncodelist = 'b'\npick = 'latest'\n";
    tables.chain([anchor.to_owned()]).collect()
}

/// Parameters and values come to every definition, used or not.
const SETTINGS: &str = "[parameters]\nlimit = { value = 45, about = 'a limit' }\nyear = 'P12M'\n\
                        [values.distance]\nis = 'days_between(earliest_one.date, index_date) / 30'\n";

fn cohort(id: &str, rule: &str, further: &str, features: &str) -> String {
    let kind = match id {
        "scored" => "score",
        "segmented" => "segmentation",
        _ => "register",
    };
    // Lists of tables come last, and settings before them.
    let (top, tables) = further.split_at(further.find('[').unwrap_or(further.len()));
    format!(
        "id = '{id}'\ntitle = 'Random'\nabout = 'Random'\nclass = 'standard'\nkind = '{kind}'\n\
         rule = \"\"\"\n{rule}\"\"\"\n{top}{SETTINGS}{features}{tables}"
    )
}

fn indicator(features: &str, denominator: &str, numerator: &str) -> String {
    let head = "id = 'random'\ntitle = 'Random'\nshort_title = 'R'\nquestion = 'How many?'\ndomain = 'access'\n\
                family = 'residence'\nclass = 'standard'\npolarity = 'neutral'\nunit = '%'\n\
                counting_unit = 'person'\nmethod = 'proportion'\nstandardise = false\nowner = 'o'\nsource = 's'\n";
    format!(
        "{head}{SETTINGS}{features}[denominator]\ntext = 't'\nrule = \"\"\"\n{denominator}\"\"\"\n\
         [numerator]\ntext = 't'\nrule = \"\"\"\n{numerator}\"\"\"\n"
    )
}

/// A random rule over the features of random definitions, well typed; it may name the random cohorts.
pub fn any_rule_text(with_cohorts: bool) -> impl Strategy<Value = String> {
    let op = || prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let mut numbers = vec!["age", "latest_one.value", "earliest_one.value", "latest_one.count", "count_one.count"];
    numbers.extend(["0", "1", "2", "45", "140.5", "-1"]);
    let mut dates = vec!["index_date", "latest_one.date", "earliest_one.date"];
    let mut claims = vec!["alive", "registered", "care_home", "latest_one", "earliest_one", "ever_one", "count_one"];
    let mut texts = vec![
        "sex = 'female'",
        "sex != 'unknown'",
        "latest_one.category = 'S'",
        "earliest_one.category != 'N'",
        "latest_one.category = earliest_one.category",
    ];
    if with_cohorts {
        claims.push("cohort.random");
    }
    numbers.extend(["highest_one.value", "lowest_one.value", "mean_one.value", "total_one.value", "distance"]);
    numbers.extend(["days_one.count", "episodes_one.count", "codes_one.count", "$limit", "age_in_months / 12"]);
    numbers.extend(["latest_one.value * 2 - 1", "min(age, latest_one.value)", "max(1, lowest_one.value, age)"]);
    numbers.extend(["coalesce(latest_one.value, highest_one.value, 45)", "number_of(alive, ever_one, care_home)"]);
    numbers.extend(["years_between(latest_one.date, index_date)", "months_between(date_of_birth, index_date)"]);
    numbers.extend(["(if ever_one then 1 else latest_one.value)", "imd2019_decile", "imd2025_quintile / 2"]);
    dates.extend(["highest_one.date", "lowest_one.date", "index_date - P1M", "latest_one.date + $year"]);
    dates.extend(["date_of_birth", "2023-03-31", "highest_one.date - P90D", "earliest_one.date + P1M"]);
    claims.extend(["highest_one", "anchor", "latest_one.value is missing", "mean_one.value is known"]);
    claims.extend(["age between 18 and 60", "latest_one.date between 2023-03-31 and index_date", "true"]);
    claims.extend(["latest_one.count in (1, 2)", "latest_one.value not in (1, 140.5)", "alive is missing"]);
    texts.extend(["latest_one.category in ('S', 'E')", "latest_one.code = '110011'", "ethnicity = 'H'"]);
    texts.extend(["ethnicity_group in ('white', 'unknown')", "highest_one.code != lowest_one.code"]);
    texts.extend(["practice_code = 'C84023'", "latest_one.numeric_value >= 1", "lsoa21 is missing"]);
    if with_cohorts {
        claims.extend(["cohort.scored", "cohort.scored.score > 0.5", "cohort.scored.band = 'high'"]);
    }
    let [texts, claims] = [texts, claims].map(prop::sample::select);
    let (numbers, dates) = (|| prop::sample::select(numbers.clone()), || prop::sample::select(dates.clone()));
    let leaf = prop_oneof![
        claims.prop_map(str::to_owned),
        texts.prop_map(str::to_owned),
        (numbers(), op(), numbers()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (dates(), op(), dates()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("not ({a})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) and ({b})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a})\n or ({b})")),
        ]
    })
}
