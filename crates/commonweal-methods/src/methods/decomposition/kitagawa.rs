//! The gap between two rates, split into structure and rates.

use commonweal_stats::decomposition::{RateGapError, RatesByStratum, rate_gap, rate_gap_by_factor};
use commonweal_stats::handbook;

use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{Choice, Kind, Method, may_have, needs};
use crate::methods::inequality::Refusals;
use crate::request::Request;
use crate::table::{Table, Values};

pub(crate) const RATE_GAP: Method = Method {
    id: "rate-gap",
    title: "Decomposition of a gap in rates",
    summary: "How much of the gap between two rates is the make-up of the populations, and how much the rates within strata.",
    chapter: handbook::RATE_GAP,
    columns: &[
        needs("population", "which of the two populations a row describes: a name or a period"),
        may_have("stratum", "age band or other stratum; without it, rows are matched by their order"),
        may_have("share", "share of the population in the stratum, 0 to 1 (or people, with --shares-of-total)"),
        may_have("rate", "rate of the stratum, in any unit"),
    ],
    options: &[FIRST, FACTORS, SHARES_OF_TOTAL],
    grouped: true,
    example: "population,stratum,share,rate\n2015,young,0.8,10\n2015,old,0.2,50\n2025,young,0.6,12\n2025,old,0.4,60\n",
    example_arguments: "--first 2015",
    run: run_rate_gap,
};

const FIRST: Choice = Choice {
    name: "first",
    help: "the population the gap is measured from; else the one of the first row",
    kind: Kind::Text,
    default: "",
};

const FACTORS: Choice = Choice {
    name: "factors",
    help: "columns whose product, added over strata, is the rate: 1 to 12 names with commas between",
    kind: Kind::Text,
    default: "share,rate",
};

const SHARES_OF_TOTAL: Choice = Choice {
    name: "shares-of-total",
    help: "the column of shares holds people: divide by each population's total first",
    kind: Kind::Flag,
    default: "false",
};

/// What the columns and options say.
struct Question<'a> {
    populations: Vec<Option<String>>,
    strata: Option<Vec<Option<String>>>,
    first: Option<&'a str>,
    names: Vec<String>,
    factors: Vec<&'a [f64]>,
    share: Option<usize>,
}

/// The tables of the answer, group after group.
#[derive(Default)]
struct Columns {
    rows: Vec<usize>,
    factor: Vec<String>,
    effect: Vec<f64>,
    share_of_gap: Vec<f64>,
    first: Vec<f64>,
    second: Vec<f64>,
    refusals: Refusals,
}

#[derive(Default)]
struct ByStratum {
    rows: Vec<usize>,
    stratum: Vec<Option<String>>,
    structure: Vec<f64>,
    rate: Vec<f64>,
}

fn run_rate_gap(request: &Request<'_>) -> Result<Answer, MethodError> {
    let question = question(request)?;
    let groups = request.groups()?;
    let (mut columns, mut strata) = (Columns::default(), ByStratum::default());
    for (group, rows) in groups.iter().enumerate() {
        let name = groups.name(group);
        let (before, strata_before) = (columns.factor.len(), strata.stratum.len());
        let done = decompose(&question, rows, &name, &mut columns, &mut strata);
        columns.refusals.note(&name, done);
        columns.rows.push(columns.factor.len() - before);
        strata.rows.push(strata.stratum.len() - strata_before);
    }
    let refusals = columns.refusals;
    let table = groups
        .repeated(&columns.rows)
        .with("factor", columns.factor)
        .with("effect", columns.effect)
        .with("share_of_gap", columns.share_of_gap)
        .with("rate_first", columns.first)
        .with("rate_second", columns.second);
    let mut answer = Answer::of(table);
    if question.names.len() == 2 {
        let by_stratum = groups
            .repeated(&strata.rows)
            .with("stratum", strata.stratum)
            .with("structure_effect", strata.structure)
            .with("rate_effect", strata.rate);
        answer = answer.and("strata", by_stratum);
    }
    refusals.settle(&groups, answer)
}

fn question<'a>(request: &'a Request<'a>) -> Result<Question<'a>, MethodError> {
    let populations = request.words("population")?;
    let text = request.text("factors")?.unwrap_or_default();
    let names: Vec<String> =
        text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    let mut factors = vec![];
    let mut share = None;
    for (position, name) in names.iter().enumerate() {
        let is_role = name == "share" || name == "rate";
        let numbers = if is_role { Some(request.numbers(name)?) } else { numbers_of(request.table(), name) };
        factors.push(numbers.ok_or_else(|| request.bad("factors", "each must be a column of numbers"))?);
        if name == "share" {
            share = Some(position);
        }
    }
    let people = request.is_on("shares-of-total")?;
    if people && share.is_none() {
        return Err(request.bad("shares-of-total", "one of the factors must be `share`"));
    }
    Ok(Question {
        populations,
        strata: request.words_if("stratum")?,
        first: request.text("first")?,
        names,
        factors,
        share: share.filter(|_| people),
    })
}

fn numbers_of<'a>(table: &'a Table, name: &str) -> Option<&'a [f64]> {
    match table.column(name) {
        Some(Values::Number(numbers)) => Some(numbers),
        _ => None,
    }
}

fn decompose(
    question: &Question<'_>,
    rows: &[usize],
    group: &str,
    columns: &mut Columns,
    strata: &mut ByStratum,
) -> Result<(), String> {
    let (first, second) = two_populations(question, rows)?;
    let (one, two) = (question.factors_of(&first), question.factors_of(&second));
    let (one_slices, two_slices) = (slices(&one), slices(&two));
    let words = |error: RateGapError| error.to_string();
    let effects = rate_gap_by_factor(&one_slices, &two_slices).map_err(words)?;
    let crude = [sum_of_products(&one_slices), sum_of_products(&two_slices)];
    let gap = crude[1] - crude[0];
    if question.names.len() == 2 {
        let (share, rate) = if question.names[1] == "share" { (1, 0) } else { (0, 1) };
        let kitagawa = rate_gap(
            &RatesByStratum { shares: &one[share], rates: &one[rate] },
            &RatesByStratum { shares: &two[share], rates: &two[rate] },
        )
        .map_err(words)?;
        for (at, (&row, effect)) in first.iter().zip(&kitagawa.strata).enumerate() {
            let name = question.strata.as_ref().map_or_else(|| Some((at + 1).to_string()), |names| names[row].clone());
            strata.stratum.push(name);
            strata.structure.push(effect.structure);
            strata.rate.push(effect.rate);
        }
        let whole = |shares: &[f64]| (shares.iter().sum::<f64>() - 1.0).abs() <= 1e-3;
        if question.names.iter().any(|name| name == "share") && !(whole(&one[share]) && whole(&two[share])) {
            columns.refusals.warn(group, NOT_SHARES);
        }
    }
    columns.push("all", gap, gap, crude);
    for (name, effect) in question.names.iter().zip(&effects) {
        columns.push(name, effect.effect, gap, effect.standardised);
    }
    Ok(())
}

const NOT_SHARES: &str = "the shares of a population do not add up to 1, so its rate is not an average of its strata's; \
                          use --shares-of-total for counts of people";

impl Question<'_> {
    fn factors_of(&self, rows: &[usize]) -> Vec<Vec<f64>> {
        let pick = |factor: &&[f64]| -> Vec<f64> { rows.iter().map(|&row| factor[row]).collect() };
        let mut factors: Vec<Vec<f64>> = self.factors.iter().map(pick).collect();
        if let Some(share) = self.share {
            let total: f64 = factors[share].iter().sum();
            factors[share].iter_mut().for_each(|people| *people /= total);
        }
        factors
    }
}

impl Columns {
    fn push(&mut self, factor: &str, effect: f64, gap: f64, rates: [f64; 2]) {
        self.factor.push(factor.to_owned());
        self.effect.push(effect);
        self.share_of_gap.push(if gap == 0.0 { f64::NAN } else { effect / gap });
        self.first.push(rates[0]);
        self.second.push(rates[1]);
    }
}

fn slices(factors: &[Vec<f64>]) -> Vec<&[f64]> {
    factors.iter().map(Vec::as_slice).collect()
}

fn sum_of_products(factors: &[&[f64]]) -> f64 {
    (0..factors[0].len()).map(|i| factors.iter().map(|factor| factor[i]).product::<f64>()).sum()
}

/// The rows of the first and of the second population, stratum beside stratum.
fn two_populations(question: &Question<'_>, rows: &[usize]) -> Result<(Vec<usize>, Vec<usize>), String> {
    let mut names: Vec<&str> = vec![];
    for &row in rows {
        let name = question.populations[row].as_deref().ok_or("a row does not say which population it describes")?;
        if !names.contains(&name) {
            names.push(name);
        }
        if names.len() > 2 {
            return Err(
                "there are more than two populations; compare two at a time, or split the table with --by".into()
            );
        }
    }
    let [one, two] = names[..] else { return Err("two populations are needed, in the column of populations".into()) };
    let (first, second) = match question.first {
        None => (one, two),
        Some(first) if first == one => (one, two),
        Some(first) if first == two => (two, one),
        Some(_) => return Err("neither population is the one given with --first".into()),
    };
    let of = |name: &str| -> Vec<usize> {
        rows.iter().copied().filter(|&row| question.populations[row].as_deref() == Some(name)).collect()
    };
    let (first, second) = (of(first), of(second));
    let Some(strata) = &question.strata else { return Ok((first, second)) };
    let unmatched = || "the two populations do not have the same strata, each once".to_owned();
    if first.len() != second.len() {
        return Err(unmatched());
    }
    let mut by_stratum: Vec<usize> = second.clone();
    by_stratum.sort_by(|&a, &b| strata[a].cmp(&strata[b]));
    if by_stratum.windows(2).any(|pair| strata[pair[0]] == strata[pair[1]]) {
        return Err(unmatched());
    }
    let matched = first.iter().map(|&row| {
        by_stratum.binary_search_by(|&other| strata[other].cmp(&strata[row])).ok().map(|position| by_stratum[position])
    });
    let matched: Vec<usize> = matched.collect::<Option<_>>().ok_or_else(unmatched)?;
    let mut once = matched.clone();
    once.sort_unstable();
    once.dedup();
    if once.len() == first.len() { Ok((first, matched)) } else { Err(unmatched()) }
}
