//! Published facts, each found again with one statement over the reference tables.

use crate::support::printed;

/// The one row of an answer.
#[track_caller]
fn row(sql: &str) -> String {
    let csv = printed(&["sql", "--csv", sql]);
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!((lines.len(), lines.last()), (3, Some(&"")), "one row: {csv}");
    lines[1].to_owned()
}

#[test]
fn england_has_32_844_small_areas_of_2011_and_33_755_of_2021() {
    assert_eq!(
        row("SELECT (SELECT count(*) FROM lsoa11) AS of_2011, (SELECT count(*) FROM lsoa21) AS of_2021"),
        "32844,33755"
    );
}

#[test]
fn nottingham_has_182_small_areas_with_56_in_decile_1_and_104_in_deciles_1_and_2() {
    let sql = "SELECT count(*), count(*) FILTER (WHERE imd19_decile = 1), count(*) FILTER (WHERE imd19_decile <= 2)
               FROM lsoa11 WHERE lad_name = 'Nottingham'";
    assert_eq!(row(sql), "182,56,104");
}

#[test]
fn the_seven_districts_of_the_county_have_31_in_decile_1_and_79_in_deciles_1_and_2() {
    let sql = "SELECT count(DISTINCT lad_name), count(*) FILTER (WHERE imd19_decile = 1), count(*) FILTER (WHERE imd19_decile <= 2)
               FROM lsoa11 WHERE icb_code = 'E54000060' AND lad_name <> 'Nottingham'";
    assert_eq!(row(sql), "7,31,79");
}

#[test]
fn mid_nottinghamshire_has_211_and_58_by_whole_districts_and_191_without_hucknall() {
    let mid = "(SELECT area_code FROM areas WHERE area_type = 'place' AND area_name = 'Mid Nottinghamshire' LIMIT 1)";
    let sql = format!(
        "SELECT count(*) FILTER (WHERE place_bestfit = {mid}), count(*) FILTER (WHERE place_bestfit = {mid} AND imd19_decile <= 2),
                count(*) FILTER (WHERE place = {mid}) FROM lsoa11"
    );
    assert_eq!(row(&sql), "211,58,191");
}

#[test]
fn shares_of_people_in_the_most_deprived_fifth_are_as_published() {
    let share = "round(100.0 * sum(population_mid2015) FILTER (WHERE imd19_decile <= 2) / sum(population_mid2015), 1)";
    assert_eq!(row(&format!("SELECT {share} FROM lsoa11 WHERE place_bestfit = 'QT1-MID'")).parse::<f64>(), Ok(27.0));
    for (district, percent) in [("Ashfield", 26.9), ("Mansfield", 41.0), ("Newark and Sherwood", 14.6)] {
        let found = row(&format!("SELECT {share} FROM lsoa11 WHERE lad_name = '{district}'"));
        assert_eq!(found.parse::<f64>(), Ok(percent), "{district}");
    }
}

#[test]
fn the_system_has_1_170_475_people() {
    assert_eq!(row("SELECT sum(population_mid2020) FROM lsoa11 WHERE icb_code = 'E54000060'"), "1170475");
}

#[test]
fn nottingham_has_96_of_179_small_areas_in_deciles_1_and_2_of_2025() {
    let sql = "SELECT count(*) FILTER (WHERE imd25_decile <= 2), count(*) FROM lsoa21 WHERE lad_name = 'Nottingham'";
    assert_eq!(row(sql), "96,179");
}
