//! The gap between two life expectancies, split by age and cause.

use commonweal_stats::decomposition::{
    Caution, DeathRates, Direction, GapByAge, GapByCause, TwoPopulations, life_expectancy_gap,
    life_expectancy_gap_by_cause,
};
use commonweal_stats::handbook;

use super::sides::Sides;
use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{Choice, Kind, Method, may_have, needs};
use crate::methods::life::{BANDS_FOUND, INFANT, INFANT_YEARS, SEX, TOO_HIGH, convention, convention_of};
use crate::request::Request;

pub(crate) const LIFE_EXPECTANCY_GAP: Method = Method {
    id: "life-expectancy-gap",
    title: "Decomposition of a gap in life expectancy",
    summary: "Which ages and causes of death make people in one population live longer than in another: Arriaga's method.",
    chapter: handbook::LIFE_EXPECTANCY_GAP,
    columns: &[
        needs("age", "age band or the age where it begins: 0, 1-4, 90+"),
        may_have("of", "which of the two populations a row describes; without it, columns for both end in _1 and _2"),
        may_have("cause", "cause of death of the row; all causes together are all deaths"),
        may_have("rate", "deaths per person and year"),
        may_have("deaths", "deaths, in place of a rate"),
        may_have("population", "population or person-years that the deaths are of"),
        may_have("rate_1", "deaths per person and year in the first population"),
        may_have("rate_2", "the same in the second"),
        may_have("deaths_1", "deaths in the first population, in place of a rate"),
        may_have("deaths_2", "the same in the second"),
        may_have("population_1", "population or person-years of the first population"),
        may_have("population_2", "the same of the second"),
    ],
    options: &[FIRST, CAUSES, DIRECTION, BANDS_FOUND, INFANT, INFANT_YEARS, SEX, SEX_2, TOO_HIGH],
    grouped: true,
    example: "age,cause,rate_1,rate_2\n\
        0,heart,0.001,0.0005\n0,other,0.005,0.0025\n1-64,heart,0.001,0.0004\n1-64,other,0.003,0.0016\n\
        65+,heart,0.05,0.04\n65+,other,0.07,0.06\n",
    example_arguments: "--direction symmetric",
    run,
};

const FIRST: Choice = Choice {
    name: "first",
    help: "the population of the column `of` that the gap is measured from; else the one of the first row",
    kind: Kind::Text,
    default: "",
};

const CAUSES: Choice = Choice {
    name: "causes",
    help: "causes that have columns of their own (with _1 and _2 where populations have): deaths if there is a population, \
        else rates",
    kind: Kind::Text,
    default: "",
};

const DIRECTION: Choice = Choice {
    name: "direction",
    help: "which population's rates are replaced, from the oldest band down; symmetric averages both",
    kind: Kind::Word(&["first-to-second", "second-to-first", "symmetric"]),
    default: "first-to-second",
};

const SEX_2: Choice = Choice {
    name: "sex-2",
    help: "whose deaths the second population's are, where that differs from --sex",
    kind: Kind::Word(&["persons", "female", "male"]),
    default: "",
};

/// The tables of the answer, group after group.
#[derive(Default)]
struct Columns {
    parts: Vec<usize>,
    age: Vec<String>,
    cause: Vec<String>,
    part: Vec<f64>,
    bands: Vec<usize>,
    band: Vec<String>,
    of_band: Vec<f64>,
    causes: Vec<usize>,
    cause_alone: Vec<String>,
    of_cause: Vec<f64>,
    first: Vec<f64>,
    second: Vec<f64>,
    gap: Vec<f64>,
    warnings: Vec<String>,
}

fn run(request: &Request<'_>) -> Result<Answer, MethodError> {
    let sides = Sides::read(request)?;
    let first = convention(request)?;
    let second = if request.text("sex-2")?.is_some() { convention_of(request, "sex-2")? } else { first };
    let direction = match request.text("direction")? {
        Some("symmetric") => Direction::Symmetric,
        Some("second-to-first") => Direction::SecondToFirst,
        _ => Direction::FirstToSecond,
    };
    let groups = request.groups()?;
    let mut columns = Columns::default();
    for (group, rows) in groups.iter().enumerate() {
        let name = groups.name(group);
        let refused = |why: String| MethodError::refused_in(&name, why);
        let [rates_1, rates_2] = sides.rates(rows).map_err(refused)?;
        let both = TwoPopulations {
            bands: &sides.bands.bands,
            first: DeathRates { rates: &rates_1, convention: first },
            second: DeathRates { rates: &rates_2, convention: second },
            direction,
        };
        let by_age = if sides.causes.is_empty() {
            life_expectancy_gap(&both).map_err(|error| refused(sides.words(error)))?
        } else {
            let gap =
                life_expectancy_gap_by_cause(&both, sides.causes.len()).map_err(|error| refused(sides.words(error)))?;
            columns.add_causes(&sides, &gap, &name);
            gap.by_age
        };
        columns.add_ages(&sides, &by_age);
    }
    let by_band = groups.repeated(&columns.bands).with("age", columns.band).with("years", columns.of_band);
    let mut answer = if sides.causes.is_empty() {
        Answer::of(by_band)
    } else {
        let parts = groups.repeated(&columns.parts).with("age", columns.age).with("cause", columns.cause);
        let by_cause = groups.repeated(&columns.causes).with("cause", columns.cause_alone);
        Answer::of(parts.with("years", columns.part))
            .and("ages", by_band)
            .and("causes", by_cause.with("years", columns.of_cause))
    };
    let gap = groups.keys().clone().with("life_expectancy_1", columns.first);
    answer = answer.and("gap", gap.with("life_expectancy_2", columns.second).with("gap", columns.gap));
    answer.warnings = columns.warnings;
    Ok(answer)
}

impl Columns {
    fn add_ages(&mut self, sides: &Sides, gap: &GapByAge) {
        self.bands.push(gap.contributions.len());
        for (band, &years) in gap.contributions.iter().enumerate() {
            self.band.push(sides.bands.name(band).to_owned());
            self.of_band.push(years);
        }
        self.first.push(gap.first);
        self.second.push(gap.second);
        self.gap.push(gap.gap());
    }

    fn add_causes(&mut self, sides: &Sides, gap: &GapByCause, group: &str) {
        let bands = gap.by_age.contributions.len();
        self.parts.push(bands * sides.causes.len());
        self.causes.push(sides.causes.len());
        let mut cautions: [Vec<&str>; 2] = Default::default();
        for band in 0..bands {
            let age = sides.bands.name(band);
            for (cause, &years) in sides.causes.iter().zip(gap.band(band)) {
                self.age.push(age.to_owned());
                self.cause.push(cause.clone());
                self.part.push(years);
            }
            match gap.caution(band) {
                Some(Caution::RatesNearlyEqual) => cautions[0].push(age),
                Some(Caution::CausesOppose) => cautions[1].push(age),
                None => {}
            }
        }
        for (cause, name) in sides.causes.iter().enumerate() {
            self.cause_alone.push(name.clone());
            self.of_cause.push(gap.cause(cause));
        }
        let place = if group.is_empty() { String::new() } else { format!("in {group}: ") };
        let [equal, oppose] = cautions.map(|ages| ages.join(", "));
        if !equal.is_empty() {
            self.warnings.push(format!(
                "{place}death rates of all causes are less than one in a million apart at ages {equal}; how their years \
                 are shared among causes is unstable"
            ));
        }
        if !oppose.is_empty() {
            self.warnings.push(format!(
                "{place}causes pull both ways at ages {oppose}: regardless of sign they add up to more than three times \
                 the years of the age; read them together"
            ));
        }
    }
}
