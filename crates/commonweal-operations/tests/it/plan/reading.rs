//! The files are read whole, and what is wrong has a file and a line.

use std::collections::BTreeSet;

use commonweal_operations::plan::{Figure, Links, PlanTexts, Plans, period_end};
use jiff::civil::date;

use super::{CLAIMS, LINKS, PLANS, links, plans};

#[test]
fn every_row_is_kept_and_nothing_is_wrong() {
    let (plans, problems) = Plans::read(&PLANS);
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{told:#?}");
    let rows = [
        plans.parts.len(),
        plans.commitments.len(),
        plans.initiatives.len(),
        plans.neighbourhoods.len(),
        plans.organisations.len(),
        plans.cohorts.len(),
        plans.better_care.len(),
    ];
    assert_eq!(rows, [211, 172, 321, 34, 159, 85, 44]);
    let (_, problems) = Links::read(&LINKS);
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn every_row_says_where_it_stands() {
    let plans = plans();
    assert!(plans.parts.iter().all(|row| !row.citations.is_empty()));
    assert!(plans.commitments.iter().all(|row| !row.citations.is_empty()));
    assert!(plans.initiatives.iter().all(|row| !row.citations.is_empty()));
    let framework = plans.part("FW-ICS").expect("the framework");
    assert_eq!(framework.citations[0].to_string(), "000_1dd52031d2e04d11.txt:1962");
    assert_eq!(framework.citations.len(), 5);
}

#[test]
fn cells_become_types() {
    let plans = plans();
    let admiral = plans.initiative("CITY-01").expect("the first row");
    assert_eq!(admiral.networks.len(), 4);
    assert_eq!(admiral.equity, [Some(true), Some(false), Some(true)]);
    assert_eq!(admiral.ticks, [Some(true), Some(true), Some(false)]);
    assert_eq!(plans.initiative("STR-12").expect("a row without ticks").ticks, [None; 3]);
    assert_eq!(plans.commitment("H-SMIN22").expect("a row").target, Some(Figure::Number(6237.0)));
    assert_eq!(plans.commitment("B-VIRT").expect("a row").target, Some(Figure::Range(25.0, 30.0)));
    assert_eq!(plans.commitment("S-MECCN").expect("a row").target, Some(Figure::All));
    assert_eq!(plans.commitment("S-BF").expect("a row").due, Some(date(2028, 3, 31)));
}

#[test]
fn periods_end_where_the_plans_mean() {
    let ends = [
        ("2018-2020", Some(date(2020, 12, 31))),
        ("2020/21", Some(date(2021, 3, 31))),
        ("22/23", Some(date(2023, 3, 31))),
        ("2021-22", Some(date(2022, 3, 31))),
        ("1999/00", Some(date(2000, 3, 31))),
        ("2028-02", Some(date(2028, 2, 29))),
        ("2028", Some(date(2028, 12, 31))),
        ("2021-11-24", Some(date(2021, 11, 24))),
        ("3 years", None),
        ("2020/22", None),
        ("2028-13", None),
    ];
    for (text, end) in ends {
        assert_eq!(period_end(text), end, "{text}");
    }
}

#[test]
fn what_is_wrong_has_a_file_a_line_and_a_column() {
    let framework = "level,id,parent_id,title,set,note,source,source_line,other_sources\r\n\
        domain,D,NOBODY,\"One, \"\"two\"\"\nlines\",s,,plan.txt,1,\r\n\
        kingdom,D,,Title,s,,plan.txt,x,\r\n";
    let (plans, problems) = Plans::read(&PlanTexts { framework, ..PLANS });
    assert_eq!(plans.parts.len(), 2, "a row with a problem is kept");
    assert_eq!(plans.parts[0].title, "One, \"two\"\nlines");
    let told: Vec<String> =
        problems.iter().filter(|problem| problem.file == "framework.csv").map(ToString::to_string).collect();
    assert!(told[0].starts_with("framework.csv:4: level: `kingdom` is not a level of a framework"), "{told:#?}");
    assert!(told[1].starts_with("framework.csv:4: source: write the document's file and its line"), "{told:#?}");
    assert!(told.iter().any(|rule| rule.contains("the id D stands twice")), "{told:#?}");
    assert!(told.iter().any(|rule| rule.contains("D belongs to NOBODY, which no row has")), "{told:#?}");
}

#[test]
fn a_broken_file_says_where_it_breaks() {
    for (text, told) in [
        ("", "framework.csv:1: the file has no header"),
        ("level\n\"open", "framework.csv:2: a quotation mark is opened and never closed"),
        ("level\n\"a\"b", "framework.csv:2: something stands behind a closing quotation mark; put a comma between"),
        ("level\na\"b", "framework.csv:2: a quotation mark stands in the middle of a cell; quote the whole cell"),
    ] {
        let (_, problems) = Plans::read(&PlanTexts { framework: text, ..PLANS });
        assert!(problems.iter().any(|problem| problem.to_string() == told), "{told}: {problems:#?}");
    }
    let (_, problems) = Plans::read(&PlanTexts { cohorts: "id,name\nA\n", ..PLANS });
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(told.contains(&"cohorts.csv:1: kind: the column is missing".to_owned()), "{told:#?}");
    assert!(told.contains(&"cohorts.csv:2: the row has 1 cells and the header 2".to_owned()), "{told:#?}");
}

#[test]
fn the_26_contradictions_name_rows_that_exist() {
    let (plans, links) = (plans(), links());
    let mut known: BTreeSet<&str> = plans.ids().map(|(_, id)| id).collect();
    known.extend(CLAIMS.lines().skip(1).filter_map(|line| line.split(',').next()));
    let numbers: Vec<String> = (1..=26).map(|number: i32| number.to_string()).collect();
    assert_eq!(links.contradictions.iter().map(|note| note.number.clone()).collect::<Vec<_>>(), numbers);
    for note in &links.contradictions {
        assert!(!note.ids.is_empty() && !note.citations.is_empty(), "{}", note.number);
        for id in &note.ids {
            assert!(known.contains(id.as_str()), "contradiction {} names {id}, which no file has", note.number);
        }
    }
    let about = |id: &'static str| links.contradictions_about(id).map(|note| note.number.as_str()).collect::<Vec<_>>();
    assert_eq!(about("AMB-08"), ["13"], "two numberings of the ambitions");
    assert_eq!((about("CO-SMD-CITY"), about("CO-SMD-MID")), (vec!["1"], vec!["1"]), "two definitions");
}
