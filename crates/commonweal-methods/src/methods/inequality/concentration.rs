//! Concentration index and Gini coefficient.

use commonweal_stats::concentration::{
    Bounds, ConcentrationError, ConcentrationIndex, Index, Ties, concentration_index, concentration_index_of_groups,
    fractional_ranks, gini,
};
use commonweal_stats::handbook;
use commonweal_stats::inequality::Group;

use super::Refusals;
use super::dispersion::levels;
use crate::answer::Answer;
use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::{CONFIDENCE, Choice, Kind, Method, Role, may_have, needs};
use crate::methods::rates::level_suffix;
use crate::request::Request;

pub(crate) const CONCENTRATION_INDEX: Method = Method {
    id: "concentration-index",
    title: "Concentration index",
    summary: "Whether the worse off or the better off have more of an outcome, and how much more.",
    chapter: handbook::CONCENTRATION,
    columns: &[
        needs("standing", "what people or groups are ranked by: income, or deprivation with the worst off lowest"),
        needs("outcome", "the outcome: yes (1) or no (0), an amount, or a group's rate"),
        WEIGHT,
        may_have("standard_error", "standard error of the outcome, where rows are groups: limits come from it"),
    ],
    options: &[CONFIDENCE, INDEX, LOWEST, HIGHEST, TIES],
    grouped: true,
    example: "standing,outcome\n10000,4\n20000,3\n30000,2\n40000,1\n",
    example_arguments: "--index relative",
    run: run_concentration,
};

pub(crate) const GINI: Method = Method {
    id: "gini",
    title: "Gini coefficient",
    summary: "How unequally a total is shared, from 0 (all have the same) towards 1 (one has all).",
    chapter: handbook::CONCENTRATION,
    columns: &[needs("outcome", "what each person has, zero or more"), WEIGHT],
    options: &[CONFIDENCE],
    grouped: true,
    example: "outcome\n0\n0\n0\n8\n",
    example_arguments: "--confidence 0.95",
    run: run_gini,
};

const WEIGHT: Role = may_have("weight", "sampling weight, or number of people the row stands for");

const INDEX: Choice = Choice {
    name: "index",
    help: "relative, generalised, erreygers or wagstaff; the last two are for outcomes between bounds",
    kind: Kind::Word(&["relative", "generalised", "erreygers", "wagstaff"]),
    default: "relative",
};
const LOWEST: Choice = Choice {
    name: "lowest",
    help: "lowest value the outcome could have; else the lowest there is",
    kind: Kind::Number,
    default: "",
};
const HIGHEST: Choice = Choice {
    name: "highest",
    help: "highest value the outcome could have; else the highest there is",
    kind: Kind::Number,
    default: "",
};
const TIES: Choice = Choice {
    name: "ties",
    help: "rank of rows with the same standing: share (the middle of their ranks) or row-order",
    kind: Kind::Word(&["share", "row-order"]),
    default: "share",
};

/// Known rows of one group of the answer.
struct Known {
    standing: Vec<f64>,
    outcome: Vec<f64>,
    weights: Option<Vec<f64>>,
    errors: Option<Vec<f64>>,
    bounds: Option<Bounds>,
    left_out: bool,
}

fn run_concentration(request: &Request<'_>) -> Result<Answer, MethodError> {
    let (standing, outcome) = (request.numbers("standing")?, request.numbers("outcome")?);
    let (weights, errors) = (request.numbers_if("weight")?, request.numbers_if("standard_error")?);
    let ties = if request.text("ties")? == Some("row-order") { Ties::RowOrder } else { Ties::Share };
    let (lowest, highest) = (request.number("lowest")?, request.number("highest")?);
    let which = request.text("index")?.unwrap_or("relative");
    let groups = request.groups()?;
    let mut indices = Indices::default();
    let mut counts = vec![];
    let mut columns: [Vec<f64>; 3] = Default::default();
    for (at, rows) in groups.iter().enumerate() {
        let known = known(rows, &[standing, outcome], weights, errors);
        // Bounds belong to the outcome, so that a person whose standing is missing still counts for them.
        let bounds = known
            .bounds
            .map(|seen| Bounds { lowest: lowest.unwrap_or(seen.lowest), highest: highest.unwrap_or(seen.highest) });
        let index = match (which, bounds) {
            ("generalised", _) => Index::Generalised,
            ("erreygers", Some(bounds)) => Index::Erreygers(bounds),
            ("wagstaff", Some(bounds)) => Index::Wagstaff(bounds),
            _ => Index::Relative,
        };
        let found = answer(&known, index, ties);
        let plain = || answer(&known, Index::Generalised, ties);
        if !indices.push(&groups.name(at), &known, found, plain) {
            counts.push(0);
            continue;
        }
        let order = from_worst_off(&known.standing);
        let ranks = fractional_ranks(&known.standing, known.weights.as_deref(), ties).unwrap_or_default();
        for &row in &order {
            columns[0].push(known.standing[row]);
            columns[1].push(known.outcome[row]);
            columns[2].push(ranks[row]);
        }
        counts.push(order.len());
    }
    let mut ranks = groups.repeated(&counts);
    for (name, column) in ["standing", "outcome", "fractional_rank"].into_iter().zip(columns) {
        ranks.push(name, column);
    }
    indices.answer(request, &groups, |answer| answer.and("ranks", ranks))
}

fn run_gini(request: &Request<'_>) -> Result<Answer, MethodError> {
    let (outcome, weights) = (request.numbers("outcome")?, request.numbers_if("weight")?);
    let groups = request.groups()?;
    let mut indices = Indices::default();
    for (at, rows) in groups.iter().enumerate() {
        let known = known(rows, &[outcome, outcome], weights, None);
        let found = gini(&known.outcome, known.weights.as_deref());
        indices.push(&groups.name(at), &known, found, || answer(&known, Index::Generalised, Ties::Share));
    }
    indices.answer(request, &groups, |answer| answer)
}

fn known(rows: &[usize], columns: &[&[f64]; 2], weights: Option<&[f64]>, errors: Option<&[f64]>) -> Known {
    let is_known = |row: usize| {
        let missing = columns.iter().any(|column| column[row].is_nan());
        !missing && weights.is_none_or(|weights| !weights[row].is_nan())
    };
    let kept: Vec<usize> = rows.iter().copied().filter(|&row| is_known(row)).collect();
    let pick = |column: &[f64], rows: &[usize]| -> Vec<f64> { rows.iter().map(|&row| column[row]).collect() };
    let errors = errors.map(|errors| pick(errors, &kept)).filter(|errors| !errors.iter().any(|error| error.is_nan()));
    Known {
        standing: pick(columns[0], &kept),
        outcome: pick(columns[1], &kept),
        weights: weights.map(|weights| pick(weights, &kept)),
        errors,
        bounds: Bounds::observed(&pick(columns[1], rows)),
        left_out: kept.len() < rows.len(),
    }
}

/// Rows from the lowest standing up, ties as they come. Adding zero makes one zero of both.
fn from_worst_off(standing: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..standing.len()).collect();
    order.sort_by(|&a, &b| (standing[a] + 0.0).total_cmp(&(standing[b] + 0.0)));
    order
}

/// The index of people, or of groups where they have standard errors.
fn answer(known: &Known, index: Index, ties: Ties) -> Result<ConcentrationIndex, ConcentrationError> {
    let of_people = concentration_index(&known.standing, &known.outcome, known.weights.as_deref(), index, ties)?;
    let Some(errors) = &known.errors else { return Ok(of_people) };
    let group = |&row: &usize| Group {
        population: known.weights.as_ref().map_or(1.0, |weights| weights[row]),
        value: known.outcome[row],
        standard_error: Some(errors[row]),
    };
    let groups: Vec<Group> = from_worst_off(&known.standing).iter().map(group).collect();
    let of_groups = concentration_index_of_groups(&groups, index)?;
    Ok(ConcentrationIndex { standard_error: of_groups.standard_error, ..of_people })
}

/// One index for each group of the answer.
#[derive(Default)]
struct Indices {
    counts: Vec<usize>,
    found: Vec<ConcentrationIndex>,
    rows: Vec<f64>,
    refusals: Refusals,
}

impl Indices {
    /// An index that these numbers do not have is missing, with a warning, beside the mean and variance that `plain`
    /// still knows; unsound numbers are refused. Says whether the group has a row.
    fn push(
        &mut self,
        group: &str,
        known: &Known,
        index: Result<ConcentrationIndex, ConcentrationError>,
        plain: impl FnOnce() -> Result<ConcentrationIndex, ConcentrationError>,
    ) -> bool {
        let found = index.or_else(|why| match why {
            ConcentrationError::ZeroMean | ConcentrationError::NoRange | ConcentrationError::AtBound => {
                self.refusals.warn(group, &why.to_string());
                Ok(ConcentrationIndex { value: f64::NAN, standard_error: f64::NAN, ..plain()? })
            }
            unsound => Err(unsound),
        });
        let found = self.refusals.note(group, found.map_err(|error| error.to_string()));
        self.counts.push(usize::from(found.is_some()));
        let Some(found) = found else { return false };
        self.found.push(found);
        self.rows.push(known.outcome.len() as f64);
        if known.left_out {
            self.refusals.warn(group, "rows without a standing, an outcome or a weight are left out");
        }
        true
    }

    fn answer(
        self,
        request: &Request<'_>,
        groups: &Groups,
        finish: impl FnOnce(Answer) -> Answer,
    ) -> Result<Answer, MethodError> {
        let column = |of: &dyn Fn(&ConcentrationIndex) -> f64| -> Vec<f64> { self.found.iter().map(of).collect() };
        let mut table = groups
            .repeated(&self.counts)
            .with("value", column(&|index| index.value))
            .with("standard_error", column(&|index| index.standard_error));
        for level in levels(request)? {
            let suffix = level_suffix(level);
            table.push(format!("lower_{suffix}"), column(&|index| index.estimate(level).lower));
            table.push(format!("upper_{suffix}"), column(&|index| index.estimate(level).upper));
        }
        table.push("kakwani_variance", column(&|index| index.kakwani_variance.unwrap_or(f64::NAN)));
        table.push("mean", column(&|index| index.mean));
        table.push("rows", self.rows);
        self.refusals.settle(groups, finish(Answer::of(table)))
    }
}
