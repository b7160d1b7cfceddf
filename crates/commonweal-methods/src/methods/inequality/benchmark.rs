//! Comparison with a benchmark, a goal or the others.

use commonweal_stats::benchmark::{Colour, Fifth, Goal, colour, compare_at_two_levels, compare_limits, word};
use commonweal_stats::{Comparison, Estimate, Polarity, compare, handbook};

use super::input::place;
use crate::answer::Answer;
use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::{Choice, Kind, Method, may_have, needs};
use crate::request::Request;
use crate::table::Table;

pub(crate) const COMPARE_BENCHMARK: Method = Method {
    id: "compare-benchmark",
    title: "Comparison with a benchmark",
    summary: "Better, similar or worse than a benchmark, a goal or the other areas, in a word and a colour.",
    chapter: handbook::BENCHMARK,
    columns: &[
        needs("value", "value of each area"),
        may_have("lower", "lower 95% limit of the value"),
        may_have("upper", "upper 95% limit of the value"),
        may_have("lower_99_8", "lower 99.8% limit, for --rule two-levels"),
        may_have("upper_99_8", "upper 99.8% limit"),
        may_have("benchmark", "value to compare with, row by row; or give it once with --against"),
        may_have("benchmark_lower", "lower limit of the benchmark, for --rule overlap"),
        may_have("benchmark_upper", "upper limit of the benchmark"),
    ],
    options: &[RULE, POLARITY, AGAINST, GOAL_LOWER, GOAL_UPPER, JUDGE_BY],
    grouped: true,
    example: "area,value,lower,upper\nA,15.2,14.1,16.4\nB,12.8,11.9,13.7\nC,10.1,9.2,11.1\n",
    example_arguments: "--polarity lower --against 13",
    run: run_compare,
};

const RULE: Choice = Choice {
    name: "rule",
    help: "limits (against a known benchmark), two-levels, overlap (of both limits), quintiles, or goal",
    kind: Kind::Word(&["limits", "two-levels", "overlap", "quintiles", "goal"]),
    default: "limits",
};
const POLARITY: Choice = Choice {
    name: "polarity",
    help: "which values are good: higher, lower, or neutral",
    kind: Kind::Word(&["higher", "lower", "neutral"]),
    default: "neutral",
};
const AGAINST: Choice =
    Choice { name: "against", help: "the benchmark, one for all rows", kind: Kind::Number, default: "" };
const GOAL_LOWER: Choice =
    Choice { name: "goal-lower", help: "the goal's threshold, or its lower one", kind: Kind::Number, default: "" };
const GOAL_UPPER: Choice =
    Choice { name: "goal-upper", help: "the goal's upper threshold", kind: Kind::Number, default: "" };
const JUDGE_BY: Choice = Choice {
    name: "judge-by",
    help: "whether a goal is met by the value, or clearly by its limits",
    kind: Kind::Word(&["value", "limits"]),
    default: "value",
};

/// A word and a colour for each row.
#[derive(Default)]
struct Judged {
    words: Vec<Option<String>>,
    colours: Vec<Option<String>>,
}

impl Judged {
    fn push(&mut self, word: &str, colour: Option<Colour>) {
        self.words.push(Some(word.to_owned()));
        self.colours.push(colour.map(|colour| colour.word().to_owned()));
    }

    fn compared(&mut self, comparison: Comparison) {
        self.push(word(comparison), colour(comparison));
    }
}

fn run_compare(request: &Request<'_>) -> Result<Answer, MethodError> {
    let polarity = match request.text("polarity")? {
        Some("higher") => Polarity::HigherIsBetter,
        Some("lower") => Polarity::LowerIsBetter,
        _ => Polarity::Neutral,
    };
    let mut warnings = vec![];
    let judged = match request.text("rule")?.unwrap_or("limits") {
        "two-levels" => two_levels(request, polarity)?,
        "overlap" => overlap(request, polarity)?,
        "quintiles" => quintiles(request, polarity, &mut warnings)?,
        "goal" => goal(request, polarity)?,
        _ => limits(request, polarity)?,
    };
    let mut table = Table::new();
    for column in request.table().columns() {
        if column.name != "comparison" && column.name != "colour" {
            table.push(column.name.clone(), column.values.clone());
        }
    }
    let mut answer = Answer::of(table.with("comparison", judged.words).with("colour", judged.colours));
    answer.warnings = warnings;
    Ok(answer)
}

fn estimates(request: &Request<'_>, lower: &str, upper: &str) -> Result<Vec<Estimate>, MethodError> {
    let (value, lower, upper) = (request.numbers("value")?, request.numbers(lower)?, request.numbers(upper)?);
    Ok((0..value.len()).map(|row| Estimate { value: value[row], lower: lower[row], upper: upper[row] }).collect())
}

/// The benchmark of each row.
fn benchmarks(request: &Request<'_>, rows: usize) -> Result<Vec<f64>, MethodError> {
    match request.number("against")? {
        Some(one) => Ok(vec![one; rows]),
        None => Ok(request.numbers("benchmark")?.to_vec()),
    }
}

fn limits(request: &Request<'_>, polarity: Polarity) -> Result<Judged, MethodError> {
    let local = estimates(request, "lower", "upper")?;
    let mut judged = Judged::default();
    for (local, benchmark) in local.iter().zip(benchmarks(request, local.len())?) {
        judged.compared(compare(local, benchmark, polarity));
    }
    Ok(judged)
}

fn two_levels(request: &Request<'_>, polarity: Polarity) -> Result<Judged, MethodError> {
    let (usual, wide) = (estimates(request, "lower", "upper")?, estimates(request, "lower_99_8", "upper_99_8")?);
    let mut judged = Judged::default();
    for ((usual, wide), benchmark) in usual.iter().zip(&wide).zip(benchmarks(request, usual.len())?) {
        let graded = compare_at_two_levels(usual, wide, benchmark, polarity);
        judged.push(graded.word(), colour(graded.comparison));
    }
    Ok(judged)
}

fn overlap(request: &Request<'_>, polarity: Polarity) -> Result<Judged, MethodError> {
    let local = estimates(request, "lower", "upper")?;
    let value = benchmarks(request, local.len())?;
    let (lower, upper) = (request.numbers("benchmark_lower")?, request.numbers("benchmark_upper")?);
    let mut judged = Judged::default();
    for (row, local) in local.iter().enumerate() {
        let other = Estimate { value: value[row], lower: lower[row], upper: upper[row] };
        judged.compared(compare_limits(local, &other, polarity));
    }
    Ok(judged)
}

fn goal(request: &Request<'_>, polarity: Polarity) -> Result<Judged, MethodError> {
    let lower = request.number("goal-lower")?.ok_or_else(|| request.bad("goal-lower", "the rule needs a threshold"))?;
    let goal = match request.number("goal-upper")? {
        None => Goal::at(lower),
        Some(upper) => Goal::between(lower, upper),
    };
    let goal = goal.map_err(|error| request.bad("goal-lower", &error.to_string()))?;
    let mut judged = Judged::default();
    if request.text("judge-by")? == Some("limits") {
        for local in estimates(request, "lower", "upper")? {
            let progress = goal.judge_limits(&local, polarity);
            judged.push(progress.word(), progress.colour());
        }
    } else {
        for value in request.numbers("value")? {
            let progress = goal.judge(*value, polarity);
            judged.push(progress.word(), progress.colour());
        }
    }
    Ok(judged)
}

/// Fifths within each group of `--by`. No colour: somebody is always in the worst.
fn quintiles(request: &Request<'_>, polarity: Polarity, warnings: &mut Vec<String>) -> Result<Judged, MethodError> {
    let values = request.numbers("value")?;
    let groups: Groups = request.groups()?;
    let mut words = vec![None; values.len()];
    for (at, rows) in groups.iter().enumerate() {
        let known: Vec<usize> = rows.iter().copied().filter(|&row| values[row].is_finite()).collect();
        if known.len() < 5 {
            warnings.push(place(&groups.name(at), "there are fewer than five areas with a value, so no fifths"));
            continue;
        }
        let mut sorted: Vec<f64> = known.iter().map(|&row| values[row] + 0.0).collect();
        sorted.sort_by(f64::total_cmp);
        for row in known {
            // Equal values share the lowest rank, as in the quantiles of the field.
            let below = sorted.partition_point(|other| *other < values[row]);
            let fifth = u32::try_from(below * 5 / sorted.len()).map_or(5, |below| below + 1);
            words[row] = Fifth::of(fifth, polarity).map(|fifth| fifth.word().to_owned());
        }
    }
    let words = words.into_iter().map(|word| word.or_else(|| Some("not compared".to_owned())));
    let words: Vec<Option<String>> = words.collect();
    let colours = vec![None; words.len()];
    Ok(Judged { words, colours })
}
