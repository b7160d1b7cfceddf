//! Raking on tables.

use commonweal_stats::handbook;
use commonweal_stats::raking::{
    Bounds, Margin, Raked, Raking, RakingError, design_effect, effective_sample_size, raked,
};

use super::targets::{Target, targets};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::{Choice, Kind, Method, may_have};
use crate::request::Request;
use crate::table::{Table, Values};

pub(super) const RAKE: Method = Method {
    id: "rake",
    title: "Survey weights by raking",
    summary: "How many people does each respondent stand for, so that the sample has the population's share of every \
              category?",
    chapter: handbook::RAKING,
    columns: &[may_have("weight", "starting (design) weights; without them all start equal")],
    options: &[TARGETS, LOWEST, HIGHEST, TOTAL, TOLERANCE, ROUNDS],
    grouped: true,
    example: "respondent,sex,age\n1,female,16-44\n2,female,16-44\n3,female,45+\n4,female,45+\n5,male,16-44\n6,male,45+\n",
    example_arguments: "--targets sex:female=0.51,male=0.49/age:16-44=0.4,45+=0.6",
    run: run_rake,
};

const TARGETS: Choice = Choice {
    name: "targets",
    help: "shares or totals of the population, column by column: sex:female=0.51,male=0.49/age:16-44=0.4,45+=0.6; \
           a name with one of :=,/ in it stands in double quotes",
    kind: Kind::Text,
    default: "",
};

const LOWEST: Choice = Choice {
    name: "lowest",
    help: "lowest weight allowed, relative to the mean weight: 0.3",
    kind: Kind::Number,
    default: "",
};

const HIGHEST: Choice = Choice {
    name: "highest",
    help: "highest weight allowed, relative to the mean weight: 3",
    kind: Kind::Number,
    default: "",
};

const TOTAL: Choice = Choice {
    name: "total",
    help: "what the weights of a group add up to, the population for example; else the number of respondents",
    kind: Kind::Number,
    default: "",
};

const TOLERANCE: Choice = Choice {
    name: "tolerance",
    help: "how near each category must come to its target, as a share of the population",
    kind: Kind::Number,
    default: "0.000000001",
};

const ROUNDS: Choice = Choice { name: "rounds", help: "rounds before giving up", kind: Kind::Count, default: "1000" };

/// A design effect above this says that the weights cost more than half the sample.
const LARGE_DESIGN_EFFECT: f64 = 2.0;

/// The categories of every row in one column: positions among the column's targets.
struct Sorted {
    target: Target,
    categories: Vec<usize>,
}

fn run_rake(request: &Request<'_>) -> Result<Answer, MethodError> {
    let text = request.text("targets")?.unwrap_or_default();
    let targets = targets(text).map_err(|hint| request.bad("targets", &hint))?;
    let sorted = targets.into_iter().map(|target| sort(request, target)).collect::<Result<Vec<_>, _>>()?;
    let raking = raking(request)?;
    let total = request.number("total")?;
    if total.is_some_and(|total| total <= 0.0) {
        return Err(request.bad("total", "give a number above 0"));
    }
    let starting = match request.numbers_if("weight")? {
        Some(weights) => weights.to_vec(),
        None => vec![1.0; request.table().rows()],
    };
    let groups = request.groups()?;
    let mut weights = vec![f64::NAN; starting.len()];
    let mut tables = Tables::default();
    for (group, rows) in groups.iter().enumerate() {
        let raked = rake_group(&groups, group, &starting, &sorted, raking)?;
        tables.add(&starting, &sorted, rows, &raked);
        let scale = total.unwrap_or(rows.len() as f64) / rows.len() as f64;
        for (&row, weight) in rows.iter().zip(&raked.weights) {
            weights[row] = weight * scale;
        }
    }
    let mut values = Table::new();
    for column in request.table().columns().iter().filter(|column| column.name != "raked_weight") {
        values.push(column.name.clone(), column.values.clone());
    }
    values.push("raked_weight", weights);
    Ok(tables.answer(values, &groups, &sorted))
}

fn raking(request: &Request<'_>) -> Result<Raking, MethodError> {
    let (lowest, highest) = (request.number("lowest")?, request.number("highest")?);
    let bounds = Bounds { lowest: lowest.unwrap_or(0.0), highest: highest.unwrap_or(f64::MAX) };
    Ok(Raking {
        tolerance: request.number("tolerance")?.unwrap_or(1e-9),
        most_rounds: request.count("rounds")?.map_or(1000, |rounds| u32::try_from(rounds).unwrap_or(u32::MAX)),
        bounds: (lowest.is_some() || highest.is_some()).then_some(bounds),
    })
}

/// Finds each row's category among the targets of its column.
fn sort(request: &Request<'_>, target: Target) -> Result<Sorted, MethodError> {
    let table = request.table();
    let values: &Values = table.column(&target.column).ok_or_else(|| MethodError::NoSuchColumn {
        role: "targets".to_owned(),
        column: target.column.clone(),
        columns: table.names(),
    })?;
    let mut categories = Vec::with_capacity(values.len());
    for row in 0..values.len() {
        let name = values.shown(row);
        let found = target.categories.iter().position(|(category, _)| *category == name.trim());
        categories.push(found.ok_or_else(|| {
            let place = format!("row {}, column {}", row + 1, target.column);
            let (what, todo) = if name.is_empty() {
                ("there is no category", "give it one, such as `not stated`, with a target, or leave the row out")
            } else {
                ("the category has no target", "give it one with --targets, or leave the row out")
            };
            MethodError::refused_in(&place, format!("{what}; {todo}"))
        })?);
    }
    Ok(Sorted { target, categories })
}

fn rake_group(
    groups: &Groups,
    group: usize,
    starting: &[f64],
    sorted: &[Sorted],
    raking: Raking,
) -> Result<Raked, MethodError> {
    let rows = groups.rows(group);
    let starting: Vec<f64> = rows.iter().map(|&row| starting[row]).collect();
    let categories: Vec<Vec<usize>> =
        sorted.iter().map(|sorted| rows.iter().map(|&row| sorted.categories[row]).collect()).collect();
    let shares: Vec<Vec<f64>> =
        sorted.iter().map(|sorted| sorted.target.categories.iter().map(|(_, share)| *share).collect()).collect();
    let margins: Vec<Margin<'_>> =
        categories.iter().zip(&shares).map(|(categories, targets)| Margin { categories, targets }).collect();
    raked(&starting, &margins, raking).map_err(|error| {
        let place = [groups.name(group), place(error, sorted, rows)];
        let place: Vec<String> = place.into_iter().filter(|part| !part.is_empty()).collect();
        MethodError::refused_in(&place.join(", "), error)
    })
}

/// Where an error is, in the words of the table: its margin's column, its category, its row.
fn place(error: RakingError, sorted: &[Sorted], rows: &[usize]) -> String {
    let column = |margin: usize| sorted.get(margin).map_or("", |sorted| sorted.target.column.as_str());
    let category = |margin: usize, category: usize| {
        let names = sorted.get(margin).map_or(&[][..], |sorted| &sorted.target.categories[..]);
        names.get(category).map_or("", |(name, _)| name.as_str())
    };
    match error {
        RakingError::BadTarget { margin, category: at }
        | RakingError::EmptyCategory { margin, category: at }
        | RakingError::ZeroTarget { margin, category: at } => format!("{} = {}", column(margin), category(margin, at)),
        RakingError::TotalsDiffer { margin } | RakingError::NotConverged { margin } => {
            format!("column {}", column(margin))
        }
        RakingError::WeightNotPositive { respondent } => {
            rows.get(respondent).map_or_else(String::new, |row| format!("row {}", row + 1))
        }
        _ => String::new(),
    }
}

/// The tables beside the weights, filled group by group.
#[derive(Default)]
struct Tables {
    respondents: Vec<f64>,
    before: Vec<f64>,
    after: Vec<f64>,
    summary: [Vec<f64>; 7],
}

const SUMMARY: [&str; 7] = [
    "respondents",
    "rounds",
    "weights_on_a_bound",
    "lowest_weight",
    "highest_weight",
    "design_effect",
    "effective_sample_size",
];

impl Tables {
    fn add(&mut self, starting: &[f64], sorted: &[Sorted], rows: &[usize], raked: &Raked) {
        let all_before: f64 = rows.iter().map(|&row| starting[row]).sum();
        let all_after: f64 = raked.weights.iter().sum();
        for sorted in sorted {
            for category in 0..sorted.target.categories.len() {
                let (mut respondents, mut before, mut after) = (0.0, 0.0, 0.0);
                for (&row, weight) in rows.iter().zip(&raked.weights) {
                    if sorted.categories[row] == category {
                        respondents += 1.0;
                        before += starting[row];
                        after += weight;
                    }
                }
                self.respondents.push(respondents);
                self.before.push(before / all_before);
                self.after.push(after / all_after);
            }
        }
        let lowest = raked.weights.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = raked.weights.iter().copied().fold(0.0, f64::max);
        let numbers = [
            rows.len() as f64,
            f64::from(raked.rounds),
            raked.trimmed as f64,
            lowest,
            highest,
            design_effect(&raked.weights).unwrap_or(f64::NAN),
            effective_sample_size(&raked.weights).unwrap_or(f64::NAN),
        ];
        self.summary.iter_mut().zip(numbers).for_each(|(column, number)| column.push(number));
    }

    fn answer(self, values: Table, groups: &Groups, sorted: &[Sorted]) -> Answer {
        let categories: Vec<(&str, &str, f64)> = sorted
            .iter()
            .flat_map(|Sorted { target, .. }| {
                let total: f64 = target.categories.iter().map(|(_, share)| share).sum();
                target.categories.iter().map(move |(name, share)| (&*target.column, &**name, share / total))
            })
            .collect();
        let repeat = |n: usize| (0..n).flat_map(|_| categories.iter());
        let mut margins = groups.repeated(&vec![categories.len(); groups.len()]);
        margins.push("column", repeat(groups.len()).map(|(column, ..)| *column).collect::<Vec<_>>());
        margins.push("category", repeat(groups.len()).map(|(_, category, _)| *category).collect::<Vec<_>>());
        margins.push("target_share", repeat(groups.len()).map(|(.., share)| *share).collect::<Vec<_>>());
        margins.push("respondents", self.respondents);
        margins.push("share_before", self.before);
        margins.push("share_after", self.after);
        let effects = self.summary[5].clone();
        let mut summary = groups.keys().clone();
        for (name, column) in SUMMARY.iter().zip(self.summary) {
            summary.push(*name, column);
        }
        let mut answer = Answer::of(values).and("margins", margins).and("summary", summary);
        for (group, effect) in effects.iter().enumerate().filter(|(_, effect)| **effect > LARGE_DESIGN_EFFECT) {
            let name = groups.name(group);
            let place = if name.is_empty() { name } else { format!("{name}: ") };
            answer = answer.warning(format!(
                "{place}a design effect of {effect:.1}: the sample tells as much as one less than half its size would"
            ));
        }
        answer
    }
}
