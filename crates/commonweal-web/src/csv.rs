//! Tables of a page as CSV, cell by cell: what a page shows is what its file holds.

use commonweal_indicator::Seen;

/// A table that grows row by row.
pub(crate) struct Table {
    width: usize,
    text: String,
}

impl Table {
    /// A table with these columns.
    pub(crate) fn new(columns: &[&str]) -> Self {
        let mut table = Self { width: columns.len(), text: String::new() };
        table.row(&columns.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        table
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: &[String]) {
        debug_assert_eq!(cells.len(), self.width, "a row has a cell for each column");
        let quoted: Vec<String> = cells.iter().map(|cell| quote(cell)).collect();
        self.text.push_str(&quoted.join(","));
        self.text.push('\n');
    }

    /// The file.
    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// A number with all its digits; empty where there is none.
pub(crate) fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{}", rounded(value)))
}

/// Value, lower and upper limit of what a finding has read; empty where there is none to show.
pub(crate) fn limits(seen: &Seen) -> (String, String, String) {
    match seen {
        Seen::Estimate(e) => (number(Some(e.value)), number(Some(e.lower)), number(Some(e.upper))),
        Seen::Value(value) => (number(Some(*value)), String::new(), String::new()),
        Seen::Withheld(_) | Seen::Missing => (String::new(), String::new(), String::new()),
    }
}

/// To six places: more would only show how computers add.
fn rounded(value: f64) -> f64 {
    // Nought added turns the negative nought into the other one.
    (value * 1e6).round() / 1e6 + 0.0
}

fn quote(cell: &str) -> String {
    // A cell that a spreadsheet would run as a formula is kept as words.
    let is_number = cell.parse::<f64>().is_ok();
    let guarded = match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠') if !is_number => {
            format!("'{cell}")
        }
        _ => cell.to_owned(),
    };
    if guarded.contains([',', '"', '\n', '\r']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_commas_quotes_and_formulas_stay_one_cell_of_words() {
        let mut table = Table::new(&["a", "b"]);
        table.row(&["one, two".to_owned(), "\"x\"".to_owned()]);
        table.row(&["=1+1".to_owned(), "-2.5".to_owned()]);
        table.row(&["\tx".to_owned(), "＝1".to_owned()]);
        assert_eq!(table.finish(), "a,b\n\"one, two\",\"\"\"x\"\"\"\n'=1+1,-2.5\n'\tx,'＝1\n");
    }

    #[test]
    fn numbers_have_six_places_at_most_and_no_negative_nought() {
        assert_eq!(number(Some(1.0 / 3.0)), "0.333333");
        assert_eq!(number(Some(-0.000_000_1)), "0");
        assert_eq!(number(None), "");
    }
}
