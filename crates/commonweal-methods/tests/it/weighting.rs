//! Survey weights on tables.

use commonweal_methods::{Answer, MethodError, Request, Table, Values, find, read_csv};
use proptest::prelude::*;

fn ask(method: &str, csv: &str, by: &[&str], options: &[(&str, &str)]) -> Result<Answer, MethodError> {
    let table = read_csv("table", csv.as_bytes()).unwrap();
    let mut request = Request::new(find(method).unwrap(), &table).by(by.iter().copied());
    for (name, value) in options {
        request = request.option(name, *value);
    }
    request.run()
}

fn numbers(table: &Table, column: &str) -> Vec<f64> {
    match table.column(column) {
        Some(Values::Number(numbers)) => numbers.clone(),
        other => panic!("{column}: {other:?}"),
    }
}

fn refusal(csv: &str, options: &[(&str, &str)]) -> String {
    match ask("rake", csv, &[], options) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("answered"),
    }
}

const SAMPLE: &str = "sex,age,imd\nf,young,1\nf,young,1\nf,old,2\nm,young,2\nm,old,1\nm,old,2\nf,old,1\n";
const TARGETS: &str = "sex:f=50,m=50/age:young=30,old=70/imd:1=40,2=60";

#[test]
fn raked_shares_are_the_targets() {
    let answer = ask("rake", SAMPLE, &[], &[("targets", TARGETS)]).unwrap();
    let margins = answer.table("margins").unwrap();
    for (after, target) in numbers(margins, "share_after").iter().zip(numbers(margins, "target_share")) {
        assert!((after - target).abs() < 1e-8, "{after} {target}");
    }
    let weights = numbers(answer.main(), "raked_weight");
    assert!((weights.iter().sum::<f64>() - 7.0).abs() < 1e-9);
    assert!(numbers(answer.table("summary").unwrap(), "design_effect")[0] >= 1.0);
}

#[test]
fn weights_may_add_up_to_the_population() {
    let answer = ask("rake", SAMPLE, &[], &[("targets", TARGETS), ("total", "70000")]).unwrap();
    assert!((numbers(answer.main(), "raked_weight").iter().sum::<f64>() - 70_000.0).abs() < 1e-4);
}

#[test]
fn starting_weights_are_taken_from_their_column() {
    let csv = "sex,weight\nf,1\nf,3\nm,1\n";
    let answer = ask("rake", csv, &[], &[("targets", "sex:f=0.5,m=0.5")]).unwrap();
    let weights = numbers(answer.main(), "raked_weight");
    assert!((weights[1] / weights[0] - 3.0).abs() < 1e-12);
}

#[test]
fn what_cannot_be_raked_is_said_in_the_words_of_the_table() {
    let targets = |text| refusal(SAMPLE, &[("targets", text)]);
    assert!(targets("sex:f=50,m=40,x=10").starts_with("in sex = x: "));
    assert!(targets("sex:f=100,m=0").starts_with("in sex = m: "));
    assert!(targets("sex:f=1").starts_with("in row 4, column sex: "));
    assert!(targets("sex:f=0.5,m=0.5/age:young=1,old=2").starts_with("in column age: "));
    assert!(targets("shoe:9=1").contains("no column `shoe`"));
    assert!(targets("sex").contains("--targets"));
    assert!(refusal("sex\nf\n\"\"\nm\n", &[("targets", "sex:f=0.5,m=0.5")]).contains("not stated"));
    let tight = [("targets", "sex:f=0.9,m=0.1"), ("highest", "1.2"), ("lowest", "0.9")];
    assert!(refusal(SAMPLE, &tight).starts_with("in column sex: "));
}

#[test]
fn weights_that_cost_more_than_half_the_sample_are_warned_of() {
    let csv = "sex\nf\nf\nf\nf\nf\nf\nf\nf\nf\nm\n";
    let answer = ask("rake", csv, &[], &[("targets", "sex:f=0.2,m=0.8")]).unwrap();
    assert_eq!(answer.warnings.len(), 1);
}

#[test]
fn a_weighted_share_leaves_out_those_who_did_not_answer() {
    let csv = "area,weight,answer\nA,1,1\nA,3,0\nA,5,\nB,2,\n";
    let answer = ask("design-effect", csv, &["area"], &[]).unwrap();
    assert_eq!(numbers(answer.main(), "respondents"), [2.0, 0.0]);
    assert_eq!(numbers(answer.main(), "value")[0], 0.25);
    assert!(numbers(answer.main(), "value")[1].is_nan());
    assert_eq!(answer.warnings, ["area = B: nobody gave an answer"]);
}

proptest! {
    #[test]
    fn any_table_and_targets_get_an_answer_or_a_refusal(
        rows in prop::collection::vec((any::<f64>(), "[fm]?", "[a-c]"), 0..8),
        targets in "(sex|age|x)?:?[fmabc=0-9.,:/\"]{0,20}",
        tame in prop::bool::ANY,
    ) {
        let table = Table::new()
            .with("weight", rows.iter().map(|row| if tame { row.0.abs() % 9.0 + 0.5 } else { row.0 }).collect::<Vec<_>>())
            .with("sex", rows.iter().map(|row| Some(row.1.clone()).filter(|sex| !sex.is_empty())).collect::<Vec<_>>())
            .with("age", rows.iter().map(|row| row.2.clone()).collect::<Vec<_>>());
        for targets in [targets.as_str(), "sex:f=0.4,m=0.6/age:a=0.2,b=0.3,c=0.5", "age:a=1,b=1,c=1"] {
            for (lowest, highest) in [("", ""), ("0.5", "2"), ("2", "1")] {
                let request = Request::new(find("rake").unwrap(), &table).option("targets", targets);
                let _ = request.option("lowest", lowest).option("highest", highest).option("rounds", "30").run();
            }
        }
        let _ = Request::new(find("design-effect").unwrap(), &table).by(["age"]).run();
    }
}
