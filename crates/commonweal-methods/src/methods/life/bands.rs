//! The column of age bands: which band each row is of.

use std::collections::HashMap;

use commonweal_stats::life_table::{AgeBands, LifeTableError};

use crate::error::MethodError;
use crate::method::{Choice, Kind};
use crate::request::Request;
use crate::table::Values;

/// The choice of bands for methods that publish English life expectancy.
pub(crate) const BANDS: Choice = Choice {
    name: "bands",
    help: "age bands: `english` for 0, 1-4, 5-9 ... 90+; `found` for those in the table; or a list as the table writes them",
    kind: Kind::Text,
    default: "english",
};

/// The choice of bands for methods that take any.
pub(crate) const BANDS_FOUND: Choice = Choice { default: "found", ..BANDS };

const WANTED: &str = "age bands such as 0, 1-4 and 90+";

/// The age bands of a table.
pub(crate) struct TableBands {
    /// Where they begin.
    pub(crate) bands: AgeBands,
    /// The band of each row, youngest 0.
    pub(crate) of_row: Vec<usize>,
    names: Vec<String>,
    listed: bool,
}

impl TableBands {
    /// Reads the column `age` and the option `bands`.
    pub(crate) fn read(request: &Request<'_>) -> Result<Self, MethodError> {
        let ages = request.values("age")?.ok_or_else(|| request.missing("age"))?;
        let bands = match request.text("bands")?.unwrap_or("english") {
            "english" => Self::starting_at(request, ages, AgeBands::english())?,
            "found" => Self::starting_at(request, ages, found(request, ages)?)?,
            list => Self::listed(request, ages, list)?,
        };
        match (0..bands.names.len()).find(|&band| bands.names[band].is_empty()) {
            Some(band) => Err(MethodError::refused(format!(
                "no row of the table is of age band {} of {}; add it, or say which bands there are with --bands",
                band + 1,
                bands.names.len()
            ))),
            None => Ok(bands),
        }
    }

    /// Rows matched to bands by the age where they begin.
    fn starting_at(request: &Request<'_>, ages: &Values, bands: AgeBands) -> Result<Self, MethodError> {
        let mut names = vec![String::new(); bands.count()];
        let mut of_row = Vec::with_capacity(ages.len());
        for row in 0..ages.len() {
            let start = start_age(ages, row).ok_or_else(|| not_a_band(request, row))?;
            let band = bands.starts().iter().position(|&known| known == start);
            let band = band.ok_or_else(|| not_a_band(request, row))?;
            if names[band].is_empty() {
                names[band] = ages.shown(row);
            }
            of_row.push(band);
        }
        Ok(Self { bands, of_row, names, listed: false })
    }

    /// Rows matched to bands by name, word for word.
    fn listed(request: &Request<'_>, ages: &Values, list: &str) -> Result<Self, MethodError> {
        let listed: Vec<String> = list.split(',').map(plain).collect();
        let starts: Option<Vec<f64>> = listed.iter().map(|name| age_in(name)).collect();
        let starts = starts.ok_or_else(|| request.bad("bands", "every band needs the age where it begins"))?;
        let bands = AgeBands::starting_at(&starts).map_err(|error| request.bad("bands", &error.to_string()))?;
        let position: HashMap<&str, usize> =
            listed.iter().enumerate().map(|(band, name)| (name.as_str(), band)).collect();
        let mut names = vec![String::new(); bands.count()];
        let mut of_row = Vec::with_capacity(ages.len());
        for row in 0..ages.len() {
            let name = ages.shown(row);
            let band = *position.get(name.as_str()).ok_or_else(|| not_a_band(request, row))?;
            names[band] = name;
            of_row.push(band);
        }
        Ok(Self { bands, of_row, names, listed: true })
    }

    /// Rows of a group from the youngest band to the oldest.
    pub(crate) fn in_order(&self, rows: &[usize]) -> Vec<usize> {
        let mut rows = rows.to_vec();
        rows.sort_by_key(|&row| self.of_row[row]);
        rows
    }

    /// Whether rows in order hold every band once.
    pub(crate) fn are_complete(&self, rows: &[usize]) -> bool {
        rows.len() == self.bands.count() && rows.iter().enumerate().all(|(band, &row)| self.of_row[row] == band)
    }

    /// Which bands the option `ages` asks for, and whether it asks for one that is not there. If none of them is there,
    /// all bands are meant.
    pub(crate) fn asked(&self, request: &Request<'_>) -> Result<(Vec<bool>, bool), MethodError> {
        let text = request.text("ages")?.unwrap_or("all");
        if text.trim() == "all" {
            return Ok((vec![true; self.names.len()], false));
        }
        let mut asked = vec![false; self.names.len()];
        let mut unknown = false;
        for age in text.split(',').map(str::trim).filter(|&age| age != "all") {
            let start = age.parse().ok().filter(|_| !self.listed);
            let age = plain(age);
            let mut bands = self.names.iter().zip(self.bands.starts());
            let band = bands.position(|(name, &begins)| *name == age || start == Some(begins));
            match band {
                Some(band) => asked[band] = true,
                None => unknown = true,
            }
        }
        if !asked.contains(&true) {
            asked.fill(true);
        }
        Ok((asked, unknown))
    }

    /// An error in the words of the table: bands by their names.
    pub(crate) fn words(&self, error: LifeTableError) -> String {
        let words = error.to_string();
        match error.band().and_then(|band| Some((band, self.names.get(band)?))) {
            Some((band, name)) => words.replacen(&format!("age band {band}"), &format!("age band {name}"), 1),
            None => words,
        }
    }

    /// A band as the table writes it.
    pub(crate) fn name(&self, band: usize) -> &str {
        &self.names[band]
    }
}

/// The bands of a table whose list is not known beforehand.
fn found(request: &Request<'_>, ages: &Values) -> Result<AgeBands, MethodError> {
    let mut starts = (0..ages.len())
        .map(|row| start_age(ages, row).ok_or_else(|| not_a_band(request, row)))
        .collect::<Result<Vec<f64>, _>>()?;
    starts.sort_by(f64::total_cmp);
    starts.dedup();
    AgeBands::starting_at(&starts).map_err(MethodError::refused)
}

fn start_age(ages: &Values, row: usize) -> Option<f64> {
    match ages {
        // Adding zero makes a negative zero positive, so that equal ages sort together.
        Values::Number(ages) => Some(ages[row] + 0.0).filter(|age| age.is_finite()),
        Values::Text(ages) => age_in(ages[row].as_deref()?),
        Values::Flag(_) => None,
    }
}

/// The age where a band begins: 0 for `<1` and `under 1`, else its first number.
fn age_in(name: &str) -> Option<f64> {
    let name = name.trim();
    if name.starts_with('<') || name.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("under")) {
        return Some(0.0);
    }
    let from = name.find(|letter: char| letter.is_ascii_digit())?;
    let digits = &name[from..];
    let to = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    digits[..to].parse().ok()
}

/// A name without blanks around it; a number as tables show it.
fn plain(name: &str) -> String {
    let name = name.trim();
    name.parse::<f64>().map_or_else(|_| name.to_owned(), |number| number.to_string())
}

fn not_a_band(request: &Request<'_>, row: usize) -> MethodError {
    let column = request.column_name("age").ok().flatten().unwrap_or("age").to_owned();
    let row = format!(" row {}", row + 1);
    if request.text("bands").ok().flatten() == Some("found") {
        return MethodError::WrongKind { column, row, wanted: WANTED, role: "age".to_owned() };
    }
    let wanted = "an age band of the list in --bands (`found` takes the bands of the table)";
    MethodError::WrongKind { column, row, wanted, role: "age".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::age_in;

    #[test]
    fn bands_begin_at_their_first_number_and_the_youngest_at_zero() {
        for (name, age) in [("0", 0.0), ("1-4", 1.0), ("10 - 14", 10.0), ("90+", 90.0), ("Aged 85 and over", 85.0)] {
            assert_eq!(age_in(name), Some(age), "{name}");
        }
        assert_eq!((age_in("<1"), age_in("Under 1"), age_in("all ages")), (Some(0.0), Some(0.0), None));
    }
}
