//! Rows on standard output, for people and for programs.

use crate::support::{demonstration, printed, run, run_in};

#[test]
fn csv_has_a_header_empty_nulls_and_quotes_only_where_needed() {
    let sql = "SELECT 1 AS whole, 0.5 AS part, NULL AS unknown, 'a, b' AS commas, 'say \"so\"' AS quotes, DATE '2026-09-30' AS day";
    let csv = printed(&["sql", "--csv", sql]);
    assert_eq!(csv, "whole,part,unknown,commas,quotes,day\r\n1,0.5,,\"a, b\",\"say \"\"so\"\"\",2026-09-30\r\n");
}

#[test]
fn json_keeps_numbers_and_nulls() {
    let json = printed(&["sql", "--json", "SELECT 1 AS whole, 0.5 AS part, NULL AS unknown, 'é' AS text"]);
    let rows: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(rows, serde_json::json!([{ "whole": 1, "part": 0.5, "unknown": null, "text": "é" }]));
}

#[test]
fn a_table_for_people_says_how_many_rows_it_has() {
    let text = printed(&[
        "sql",
        "SELECT lad_name, count(*) AS areas FROM lsoa11 WHERE icb_code = 'E54000060' GROUP BY 1 ORDER BY 2 DESC LIMIT 2",
    ]);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("lad_name") && lines[0].ends_with("areas"), "{text}");
    assert!(lines[2].starts_with("Nottingham") && lines[2].ends_with("  182"), "{text}");
    assert_eq!(lines.last(), Some(&"(2 rows)"));
    assert!(printed(&["sql", "SELECT 1 AS n"]).ends_with("(1 row)\n"));
}

#[test]
fn a_broken_query_says_what_is_wrong_and_which_tables_there_are() {
    let said = run(&["sql", "SELECT * FROM lsoa"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert!(said.err.starts_with("commonweal: table 'lsoa' not found. The tables are: area_aliases, "), "{}", said.err);
    let said = run(&["sql", "SELECT lad FROM lsoa11"]);
    assert!(said.code == 1 && said.err.contains("lad_name"), "{}", said.err);
    let said = run(&["sql", "DROP TABLE lsoa11"]);
    assert!(said.code == 1 && said.err.contains("not supported"), "{}", said.err);
}

#[test]
fn an_indicators_figures_are_the_released_ones() {
    let csv = printed(&["indicator", "smoking_prevalence", "--csv", "--area", "E54000060", "--dir", demonstration()]);
    let rows: Vec<&str> = csv.split("\r\n").filter(|line| !line.is_empty()).collect();
    assert!(
        rows[0].starts_with("indicator_id,series,area_code,area_type,") && rows[0].ends_with(",release_id,released_at")
    );
    assert!(
        rows.len() > 2 && rows[1..].iter().all(|row| row.starts_with("smoking_prevalence,local,E54000060,icb,")),
        "{csv}"
    );
    let sql = "SELECT * FROM released_values WHERE indicator_id = 'smoking_prevalence' AND area_code = 'E54000060' AND dimension_1 IS NULL AND period = '2026-09-30/P1D'";
    assert_eq!(printed(&["sql", "--csv", sql, "--dir", demonstration()]), csv);
    let text =
        printed(&["indicator", "smoking_prevalence", "--by", "sex", "--area", "E54000060", "--dir", demonstration()]);
    assert!(text.contains("female") && text.contains("male"), "{text}");
}

#[test]
fn a_question_without_an_answer_names_those_that_have_one() {
    for (arguments, wanted) in [
        (vec!["indicator", "smoking"], "of 268, like it are: "),
        (vec!["indicator", "smoking_prevalence", "--area", "E06000001"], "areas of type: "),
        (vec!["indicator", "smoking_prevalence", "--by", "sex", "--by", "age"], "breakdowns there: "),
        (vec!["indicator", "smoking_prevalence", "--period", "2019-03-31/P1D"], "there are 36, such as: "),
        (vec!["snapshots", "show", "ffff"], "ffff"),
        (vec!["refresh", "--only", "smoking"], "of 268, like it are: "),
    ] {
        let arguments: Vec<&str> = arguments.into_iter().chain(["--dir", demonstration()]).collect();
        let said = run(&arguments);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{arguments:?}");
        assert!(said.err.contains(wanted), "{arguments:?}: {}", said.err);
    }
}

#[test]
fn the_nearest_workspace_upward_is_the_one_asked() {
    let inside = std::path::Path::new(demonstration()).join("definitions/indicators");
    let said = run_in(&inside, &["sql", "--csv", "SELECT count(*) > 1000 AS many FROM released_values"]);
    assert_eq!((said.code, said.out.as_str()), (0, "many\r\ntrue\r\n"), "{}", said.err);
}
