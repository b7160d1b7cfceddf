//! Death rates of two populations by age band and cause, however the table lays them out: one row for each population, or
//! both populations beside each other in columns that end in `_1` and `_2`; causes in rows or in columns.

use commonweal_stats::decomposition::LifeExpectancyGapError;

use crate::error::MethodError;
use crate::methods::life::TableBands;
use crate::request::Request;
use crate::table::Values;

/// The death rates of a table.
pub(super) struct Sides {
    pub(super) bands: TableBands,
    /// Names of the causes, in the order of the table; none where deaths have no cause.
    pub(super) causes: Vec<String>,
    columns: Vec<Column>,
    first: Option<String>,
    populations: Option<Vec<Option<String>>>,
    cause_of_row: Option<Vec<usize>>,
}

/// A column of rates.
struct Column {
    /// Which population they are of; of whichever the row says, where there is none.
    side: Option<usize>,
    /// Which cause they are of; of whichever the row says, where there is none.
    cause: Option<usize>,
    rates: Vec<f64>,
}

/// Death rates of both populations in one group: the causes of the youngest band first.
pub(super) type Rates = [Vec<f64>; 2];

impl Sides {
    pub(super) fn read(request: &Request<'_>) -> Result<Self, MethodError> {
        let bands = TableBands::read(request)?;
        let populations = request.words_if("of")?;
        let in_columns: Vec<&str> =
            request.text("causes")?.unwrap_or_default().split(',').map(str::trim).filter(|c| !c.is_empty()).collect();
        let mut causes: Vec<String> = in_columns.iter().map(|&cause| cause.to_owned()).collect();
        let mut cause_of_row = None;
        if causes.is_empty()
            && let Some(words) = request.words_if("cause")?
        {
            cause_of_row = Some(causes_of_rows(&words, &mut causes)?);
        }
        let mut columns = vec![];
        let sides = if populations.is_some() { &[None][..] } else { &[Some(0), Some(1)][..] };
        for &side in sides {
            let people = numbers(request, "population", side)?;
            if in_columns.is_empty() {
                let rates = match (numbers(request, "rate", side)?, people) {
                    (Some(rates), _) => rates.to_vec(),
                    (None, None) => return Err(request.missing(role("rate", side))),
                    (None, Some(people)) => match numbers(request, "deaths", side)? {
                        Some(deaths) => ratio(deaths, people),
                        None => return Err(request.missing(role("deaths", side))),
                    },
                };
                columns.push(Column { side, cause: None, rates });
            }
            for (cause, name) in in_columns.iter().enumerate() {
                let name = side.map_or_else(|| (*name).to_owned(), |side| format!("{name}_{}", side + 1));
                let Some(Values::Number(deaths)) = request.table().column(&name) else {
                    return Err(request.bad("causes", &format!("the table has no column of numbers `{name}`")));
                };
                let rates = people.map_or_else(|| deaths.clone(), |people| ratio(deaths, people));
                columns.push(Column { side, cause: Some(cause), rates });
            }
        }
        let first = request.text("first")?.map(str::to_owned);
        Ok(Self { bands, causes, columns, first, populations, cause_of_row })
    }

    /// An error in the words of the table: bands by their names.
    pub(super) fn words(&self, error: LifeExpectancyGapError) -> String {
        match error {
            LifeExpectancyGapError::First(error) => format!("first population: {}", self.bands.words(error)),
            LifeExpectancyGapError::Second(error) => format!("second population: {}", self.bands.words(error)),
            other => other.to_string(),
        }
    }

    /// The rates of one group's rows.
    pub(super) fn rates(&self, rows: &[usize]) -> Result<Rates, String> {
        let names = self.two_populations(rows)?;
        let causes = self.causes.len().max(1);
        let mut filled = vec![false; 2 * self.bands.bands.count() * causes];
        let mut rates = [vec![0.0; filled.len() / 2], vec![0.0; filled.len() / 2]];
        for &row in rows {
            let of_row = || self.populations.as_ref().and_then(|all| all[row].as_deref());
            for column in &self.columns {
                let side = column.side.unwrap_or_else(|| usize::from(of_row() != names[0]));
                let cause = column.cause.or(self.cause_of_row.as_ref().map(|causes| causes[row])).unwrap_or(0);
                let place = self.bands.of_row[row] * causes + cause;
                if std::mem::replace(&mut filled[side * rates[0].len() + place], true) {
                    return Err(
                        "an age band (or a cause in it) comes twice for a population; add its rows up first, or \
                                split the table with --by"
                            .to_owned(),
                    );
                }
                rates[side][place] = column.rates[row];
            }
        }
        if filled.contains(&false) {
            return Err(
                "an age band (or a cause in it) is missing from a population; every cause needs a row in every \
                        band, with zero deaths where there are none"
                    .to_owned(),
            );
        }
        Ok(rates)
    }

    /// The populations that the rows name, the first one first.
    fn two_populations<'a>(&'a self, rows: &[usize]) -> Result<[Option<&'a str>; 2], String> {
        let Some(populations) = &self.populations else { return Ok([None, None]) };
        let mut names: Vec<&str> = vec![];
        for &row in rows {
            let name = populations[row].as_deref().ok_or("a row does not say which population it describes")?;
            if !names.contains(&name) {
                names.push(name);
            }
            if names.len() > 2 {
                return Err(
                    "there are more than two populations; compare two at a time, or split the table with --by".into()
                );
            }
        }
        let [one, two] = names[..] else {
            return Err("two populations are needed in the column given with --of".into());
        };
        match self.first.as_deref() {
            None => Ok([Some(one), Some(two)]),
            Some(first) if first == one => Ok([Some(one), Some(two)]),
            Some(first) if first == two => Ok([Some(two), Some(one)]),
            Some(_) => Err("neither population is the one given with --first".to_owned()),
        }
    }
}

fn causes_of_rows(words: &[Option<String>], causes: &mut Vec<String>) -> Result<Vec<usize>, MethodError> {
    let mut of_rows = Vec::with_capacity(words.len());
    for (row, word) in words.iter().enumerate() {
        let Some(word) = word else {
            return Err(MethodError::refused(format!(
                "row {} has no cause; name it, for example `not stated`",
                row + 1
            )));
        };
        let known = causes.iter().position(|cause| cause == word);
        of_rows.push(known.unwrap_or(causes.len()));
        if known.is_none() {
            causes.push(word.clone());
        }
    }
    Ok(of_rows)
}

/// The role of a column for one population, or for whichever the row says.
fn role(name: &str, side: Option<usize>) -> &'static str {
    match (name, side) {
        ("rate", None) => "rate",
        ("rate", Some(0)) => "rate_1",
        ("rate", Some(_)) => "rate_2",
        ("deaths", None) => "deaths",
        ("deaths", Some(0)) => "deaths_1",
        ("deaths", Some(_)) => "deaths_2",
        (_, None) => "population",
        (_, Some(0)) => "population_1",
        (_, Some(_)) => "population_2",
    }
}

fn numbers<'a>(request: &Request<'a>, name: &str, side: Option<usize>) -> Result<Option<&'a [f64]>, MethodError> {
    request.numbers_if(role(name, side))
}

fn ratio(deaths: &[f64], people: &[f64]) -> Vec<f64> {
    deaths.iter().zip(people).map(|(deaths, people)| deaths / people).collect()
}
