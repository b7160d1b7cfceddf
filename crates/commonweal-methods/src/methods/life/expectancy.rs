//! Life expectancy of the areas of a table.

use commonweal_stats::handbook;
use commonweal_stats::life_table::{
    AgeBands, Convention, LifeExpectancies, LifeExpectancy, LifeTable, LifeTableError, Mortality, Unreliable,
    life_expectancies, life_table,
};
use commonweal_stats::parallel::Threads;

use super::bands::{BANDS, TableBands};
use super::convention::{INFANT, INFANT_YEARS, SEX, TOO_HIGH, convention};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::{CONFIDENCE, Choice, Kind, Method, needs};
use crate::methods::rates::level_suffix;
use crate::request::Request;
use crate::table::Table;

pub(crate) const LIFE_EXPECTANCY: Method = Method {
    id: "life-expectancy",
    title: "Life expectancy",
    summary: "How long people would live at today's death rates: Chiang's abridged life table with Silcocks' limits.",
    chapter: handbook::LIFE_EXPECTANCY,
    columns: &[
        needs("age", "age band or the age where it begins: 0, 1-4, 90+"),
        needs("deaths", "deaths of the band"),
        needs("population", "population or person-years of the band"),
    ],
    options: &[CONFIDENCE, AGES, BANDS, INFANT, INFANT_YEARS, SEX, TOO_HIGH, LIFE_TABLE],
    grouped: true,
    example: "area,age,deaths,population\n\
        A,0,4,1000\nA,1-64,180,90000\nA,65+,2000,20000\nB,0,5,1100\nB,1-64,260,91000\nB,65+,2100,18000\n",
    example_arguments: "--by area --bands found --ages 0,65",
    run,
};

pub(super) const AGES: Choice = Choice {
    name: "ages",
    help: "ages or bands to answer for, with commas between: 0,65; `all` for every band",
    kind: Kind::Text,
    default: "all",
};

const LIFE_TABLE: Choice = Choice {
    name: "life-table",
    help: "give the whole life table of each group as the second table",
    kind: Kind::Flag,
    default: "false",
};

fn run(request: &Request<'_>) -> Result<Answer, MethodError> {
    let areas = Areas::read(request)?;
    let convention = convention(request)?;
    let answers = areas.answers(convention)?;
    let levels = request.levels()?;
    let (asked, unknown) = areas.bands.asked(request)?;

    let mut shown = Shown::default();
    let (mut value, mut reason) = (vec![], vec![]);
    let mut limits = vec![(vec![], vec![]); levels.len()];
    let mut of_group = vec![];
    for (group, area) in areas.areas.iter().enumerate() {
        let answer = area.answer(&answers, &areas.bands);
        for (position, &row) in area.rows.iter().enumerate() {
            let band = areas.bands.of_row[row];
            if !asked[band] {
                continue;
            }
            shown.push(group, row, area.used[position]);
            let age = answer.as_ref().ok().map(|ages| ages[band]);
            value.push(age.and_then(LifeExpectancy::years));
            for (level, (lower, upper)) in levels.iter().zip(&mut limits) {
                let (low, high) = age.and_then(|age| age.limits(*level)).unwrap_or((f64::NAN, f64::NAN));
                lower.push(low);
                upper.push(high);
            }
            let unreliable = age.and_then(LifeExpectancy::unreliable).map(|why| why.to_string());
            reason.push(answer.as_ref().err().cloned().or(unreliable));
        }
        let too_small = |ages: &[LifeExpectancy]| match ages.first() {
            Some(LifeExpectancy::Unreliable(why @ Unreliable::SmallPopulation)) => Some(why.to_string()),
            _ => None,
        };
        of_group.push(answer.map_or_else(Some, too_small));
    }
    let mut table = shown.table(&areas, request).with("value", value);
    for (level, (lower, upper)) in levels.iter().zip(limits) {
        table.push(format!("lower_{}", level_suffix(*level)), lower);
        table.push(format!("upper_{}", level_suffix(*level)), upper);
    }
    let table = shown.used(table).with("reason", reason.clone());
    let mut answer = Answer::of(table);
    if request.is_on("life-table")? {
        answer = answer.and("life-table", areas.life_tables(convention, request));
    }
    answer = answer.and("groups", areas.groups.keys().clone().with("reason", of_group));
    if unknown {
        answer = answer.warning("some ages of --ages are no bands of the table; if none is, all bands are answered");
    }
    answer.warnings.extend(warnings(&areas.groups, &shown.groups, &reason));
    Ok(answer)
}

/// A sentence for each reason without a value: its first group, and how many more there are.
pub(super) fn warnings(groups: &Groups, of_row: &[usize], reasons: &[Option<String>]) -> Vec<String> {
    let mut found: Vec<(&str, Vec<usize>)> = vec![];
    for (&group, reason) in of_row.iter().zip(reasons) {
        let Some(reason) = reason else { continue };
        match found.iter_mut().find(|(known, _)| known == reason) {
            Some((_, groups)) if groups.last() == Some(&group) => {}
            Some((_, groups)) => groups.push(group),
            None => found.push((reason, vec![group])),
        }
    }
    let sentence = |(reason, of): &(&str, Vec<usize>)| {
        let first = groups.name(of[0]);
        match (first.is_empty(), of.len()) {
            (true, _) => (*reason).to_owned(),
            (false, 1) => format!("in {first}: {reason}"),
            (false, many) => format!("in {first} and {} more: {reason}", many - 1),
        }
    };
    found.iter().map(sentence).collect()
}

/// The areas of a table: its groups, each with its rows from the youngest band to the oldest.
pub(super) struct Areas {
    pub(super) bands: TableBands,
    pub(super) groups: Groups,
    pub(super) areas: Vec<Area>,
    deaths: Vec<f64>,
    population: Vec<f64>,
}

/// One group.
pub(super) struct Area {
    /// Rows from the youngest band to the oldest.
    pub(super) rows: Vec<usize>,
    /// Deaths and population of each row and all older ones.
    used: Vec<(f64, f64)>,
    /// Which of the areas with all bands it is.
    pub(super) complete: Option<usize>,
}

impl Area {
    /// Life expectancy at every band, or why there is none.
    fn answer<'a>(&self, answers: &'a LifeExpectancies, bands: &TableBands) -> Result<&'a [LifeExpectancy], String> {
        match self.complete {
            Some(area) => answers.area(area).map_err(|error| bands.words(error)),
            None => Err(NOT_COMPLETE.to_owned()),
        }
    }
}

pub(super) const NOT_COMPLETE: &str = "the group does not have every age band exactly once; add what is missing or split \
    the table with --by";

impl Areas {
    pub(super) fn read(request: &Request<'_>) -> Result<Self, MethodError> {
        let bands = TableBands::read(request)?;
        let (deaths, population) = (request.numbers("deaths")?, request.numbers("population")?);
        let groups = request.groups()?;
        let mut all = Self { areas: vec![], deaths: vec![], population: vec![], bands, groups };
        for rows in all.groups.iter() {
            let rows = all.bands.in_order(rows);
            let complete = all.bands.are_complete(&rows).then(|| all.deaths.len() / all.bands.bands.count());
            if complete.is_some() {
                all.deaths.extend(rows.iter().map(|&row| deaths[row]));
                all.population.extend(rows.iter().map(|&row| population[row]));
            }
            let mut used: Vec<(f64, f64)> = rows.iter().map(|&row| (deaths[row], population[row])).collect();
            for older in (1..used.len()).rev() {
                let (deaths, population) = used[older];
                used[older - 1].0 += deaths;
                used[older - 1].1 += population;
            }
            all.areas.push(Area { rows, used, complete });
        }
        Ok(all)
    }

    fn mortality(&self) -> Mortality<'_> {
        Mortality { bands: &self.bands.bands, deaths: &self.deaths, population: &self.population }
    }

    /// Deaths and population of one area with all bands.
    pub(super) fn mortality_of(&self, area: usize) -> Mortality<'_> {
        let bands: &AgeBands = &self.bands.bands;
        let columns = area * bands.count()..(area + 1) * bands.count();
        Mortality { bands, deaths: &self.deaths[columns.clone()], population: &self.population[columns] }
    }

    fn answers(&self, convention: Convention) -> Result<LifeExpectancies, MethodError> {
        life_expectancies(&self.mortality(), convention, Threads::All).map_err(MethodError::refused)
    }

    /// The whole life table of every group that has one.
    fn life_tables(&self, convention: Convention, request: &Request<'_>) -> Table {
        let mut shown = Shown::default();
        let mut columns: [Vec<f64>; 9] = Default::default();
        for (group, area) in self.areas.iter().enumerate() {
            let Some(complete) = area.complete else { continue };
            let Ok(table) = self.table_of(complete, convention) else { continue };
            for (&row, band) in area.rows.iter().zip(table.rows()) {
                shown.push(group, row, (f64::NAN, f64::NAN));
                let numbers = [
                    band.width,
                    band.death_rate,
                    band.years_lived_by_the_dying,
                    band.probability_of_death,
                    band.survivors,
                    band.deaths,
                    band.person_years,
                    band.person_years_left,
                    band.years_left,
                ];
                for (column, number) in columns.iter_mut().zip(numbers) {
                    // The last band has no width.
                    column.push(if number.is_finite() { number } else { f64::NAN });
                }
            }
        }
        let names = [
            "width",
            "death_rate",
            "years_lived_by_the_dying",
            "probability_of_death",
            "survivors",
            "deaths",
            "person_years",
            "person_years_left",
            "years_left",
        ];
        let mut table = shown.table(self, request);
        for (name, column) in names.into_iter().zip(columns) {
            table.push(name, column);
        }
        table
    }

    fn table_of(&self, area: usize, convention: Convention) -> Result<LifeTable, LifeTableError> {
        let mortality = self.mortality_of(area);
        let rates: Vec<f64> = mortality.deaths.iter().zip(mortality.population).map(|(d, p)| d / p).collect();
        life_table(mortality.bands, &rates, convention)
    }
}

/// The rows of a table that the answer has a row for.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) groups: Vec<usize>,
    rows: Vec<usize>,
    deaths: Vec<f64>,
    population: Vec<f64>,
}

impl Shown {
    pub(super) fn push(&mut self, group: usize, row: usize, (deaths, population): (f64, f64)) {
        self.groups.push(group);
        self.rows.push(row);
        self.deaths.push(deaths);
        self.population.push(population);
    }

    /// Keys of the groups and the age bands as the table writes them.
    pub(super) fn table(&self, areas: &Areas, request: &Request<'_>) -> Table {
        let keys = areas.groups.keys().pick(&self.groups);
        match request.values("age") {
            Ok(Some(ages)) => keys.with("age", ages.pick(&self.rows)),
            _ => keys,
        }
    }

    /// With deaths and population of the age and all older ones.
    fn used(&self, table: Table) -> Table {
        table.with("population_used", self.population.clone()).with("deaths_used", self.deaths.clone())
    }
}
