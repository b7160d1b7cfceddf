//! Life expectancy on tables: whatever their layout, and whatever is wrong with them.

use commonweal_methods::{Answer, Request, Table, Values, find, read_csv};
use proptest::prelude::*;

fn table(csv: &str) -> Table {
    read_csv("table", csv.as_bytes()).unwrap()
}

fn numbers(table: &Table, column: &str) -> Vec<f64> {
    match table.column(column) {
        Some(Values::Number(numbers)) => numbers.clone(),
        other => panic!("{column}: {other:?}"),
    }
}

fn words(table: &Table, column: &str) -> Vec<String> {
    let values = table.column(column).unwrap();
    (0..values.len()).map(|row| values.shown(row)).collect()
}

fn life_expectancy(csv: &str, by: &[&str], options: &[(&str, &str)]) -> Answer {
    let table = table(csv);
    let mut request = Request::new(find("life-expectancy").unwrap(), &table).by(by.iter().copied());
    for (name, value) in options {
        request = request.option(name, *value);
    }
    request.run().unwrap()
}

const TWO_AREAS: &str = "area,age,deaths,population\n\
    A,0,4,1000\nA,1-64,180,90000\nA,65+,2000,20000\nB,65+,2100,18000\nB,0,5,1100\nB,1-64,260,91000\n";

#[test]
fn ages_may_be_chosen_and_rows_come_in_any_order() {
    let answer = life_expectancy(TWO_AREAS, &["area"], &[("bands", "found"), ("ages", "0,65+")]);
    assert_eq!(words(answer.main(), "area"), ["A", "A", "B", "B"]);
    assert_eq!(words(answer.main(), "age"), ["0", "65+", "0", "65+"]);
    assert_eq!(numbers(answer.main(), "value")[1], 10.0);
    assert_eq!(numbers(answer.main(), "deaths_used"), [2184.0, 2000.0, 2365.0, 2100.0]);
    assert_eq!(answer.warnings, Vec::<String>::new());
}

#[test]
fn a_group_that_cannot_be_answered_says_why_and_the_others_are_answered() {
    let broken = TWO_AREAS.replace("B,1-64,260,", "B,1-64,-1,");
    let answer = life_expectancy(&broken, &["area"], &[("bands", "found")]);
    let reasons = words(answer.main(), "reason");
    assert!(reasons[..3].iter().all(String::is_empty));
    assert!(reasons[3].contains("deaths of age band 1-64"), "{}", reasons[3]);
    assert!(numbers(answer.main(), "value")[3..].iter().all(|years| years.is_nan()));
    assert_eq!(answer.warnings.len(), 1);
    assert!(answer.warnings[0].starts_with("in area = B: "));
}

#[test]
fn without_groups_two_areas_are_a_band_that_comes_twice() {
    let answer = life_expectancy(TWO_AREAS, &[], &[("bands", "found")]);
    assert!(words(answer.main(), "reason").iter().all(|reason| reason.contains("exactly once")));
}

#[test]
fn the_whole_life_table_is_a_second_table() {
    let answer = life_expectancy(TWO_AREAS, &["area"], &[("bands", "found"), ("life-table", "true")]);
    let table = answer.table("life-table").unwrap();
    assert_eq!(table.rows(), 6);
    assert_eq!(numbers(table, "survivors")[0], 100_000.0);
    assert_eq!(numbers(table, "years_left"), numbers(answer.main(), "value"));
}

#[test]
fn bands_that_are_not_the_english_ones_are_refused_unless_asked_for() {
    let table = table(TWO_AREAS);
    let refusal = Request::new(find("life-expectancy").unwrap(), &table).by(["area"]).run().unwrap_err().to_string();
    assert!(refusal.contains("--bands"), "{refusal}");
}

#[test]
fn everybody_healthy_has_the_life_expectancy() {
    let csv = TWO_AREAS.replace("population\n", "population,healthy,sample\n").replace("00\n", "00,1,500\n");
    let table = table(&csv);
    let request = Request::new(find("healthy-life-expectancy").unwrap(), &table).by(["area"]).option("bands", "found");
    let healthy = numbers(request.run().unwrap().main(), "value");
    let life = numbers(life_expectancy(TWO_AREAS, &["area"], &[("bands", "found")]).main(), "value");
    assert!(healthy.iter().zip(&life).all(|(healthy, life)| (healthy - life).abs() < 1e-10));
}

fn gap(csv: &str, options: &[(&str, &str)]) -> Answer {
    let table = table(csv);
    let mut request = Request::new(find("life-expectancy-gap").unwrap(), &table);
    for (name, value) in options {
        request = request.option(name, *value);
    }
    request.run().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_layout_of_the_same_deaths_has_the_same_answer() {
    let beside =
        "age,cause,rate_1,rate_2\n0,heart,0.001,0.0005\n0,other,0.005,0.0025\n65,heart,0.05,0.04\n65,other,0.07,0.06\n";
    let below = "area,age,cause,rate\n\
        P,0,heart,0.001\nP,0,other,0.005\nP,65,heart,0.05\nP,65,other,0.07\n\
        R,65,other,0.06\nR,65,heart,0.04\nR,0,other,0.0025\nR,0,heart,0.0005\n";
    let columns = "age,heart_1,other_1,heart_2,other_2\n0,0.001,0.005,0.0005,0.0025\n65,0.05,0.07,0.04,0.06\n";
    let deaths = "area,age,heart,other,population\nR,0,5,25,10000\nR,65,400,600,10000\nP,0,1,5,1000\nP,65,50,70,1000\n";
    let wanted = gap(beside, &[]);
    let below = Request::new(find("life-expectancy-gap").unwrap(), &table(below)).column("of", "area").run().unwrap();
    let deaths = Request::new(find("life-expectancy-gap").unwrap(), &table(deaths))
        .column("of", "area")
        .option("first", "P")
        .option("causes", "heart,other")
        .run()
        .unwrap();
    for other in [below, deaths, gap(columns, &[("causes", "heart,other")])] {
        assert_eq!(words(other.main(), "cause"), words(wanted.main(), "cause"));
        let (got, want) = (numbers(other.main(), "years"), numbers(wanted.main(), "years"));
        assert!(got.iter().zip(&want).all(|(got, want)| (got - want).abs() < 1e-12), "{got:?} {want:?}");
    }
}

#[test]
fn ages_and_causes_add_up_to_the_gap() {
    let answer = find("life-expectancy-gap").unwrap().example_answer().unwrap();
    let gap = numbers(answer.table("gap").unwrap(), "gap")[0];
    for table in [answer.main(), answer.table("ages").unwrap(), answer.table("causes").unwrap()] {
        assert!((numbers(table, "years").iter().sum::<f64>() - gap).abs() < 1e-9);
    }
}

#[test]
fn a_band_without_one_of_the_causes_is_refused() {
    let csv = table("age,cause,rate_1,rate_2\n0,heart,0.001,0.0005\n65,heart,0.05,0.04\n65,other,0.07,0.06\n");
    let refusal = Request::new(find("life-expectancy-gap").unwrap(), &csv).run().unwrap_err().to_string();
    assert!(refusal.contains("missing from a population"), "{refusal}");
}

fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (0_u32..5_000).prop_map(|number| number.to_string()),
        2 => prop::sample::select(vec!["0", "", "-1", "1e308", "1e-320", "0.5", "NA", "x", "90+", "1-4", "<1", "true"]).prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn no_table_makes_a_method_panic(
        rows in prop::collection::vec(prop::collection::vec(field(), 7), 0..12),
        bands in prop::sample::select(vec!["english", "found", "0,1,5", "0,1-4,90+", "x", "5,1", ""]),
        ages in prop::sample::select(vec!["all", "0", "0,65", "x", ","]), by in prop::bool::ANY, alone in prop::bool::ANY,
    ) {
        let names = if alone { "age,deaths,population,healthy,sample,group,cause" } else { "age,rate_1,rate_2,deaths,population,of,cause" };
        let csv = rows.iter().fold(format!("{names}\n"), |csv, row| csv + &row.join(",") + "\n");
        let table = table(&csv);
        for method in ["life-expectancy", "healthy-life-expectancy", "life-expectancy-gap"] {
            let mut request = Request::new(find(method).unwrap(), &table).option("bands", bands);
            if by {
                request = request.by([if alone { "group" } else { "of" }]);
            }
            if method == "life-expectancy" {
                request = request.option("life-table", "true");
            }
            if method != "life-expectancy-gap" {
                request = request.option("ages", ages);
            }
            let _ = request.run();
        }
    }
}
