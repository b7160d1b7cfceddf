//! What weights cost, and weighted shares.

use commonweal_stats::raking::{RakingError, design_effect, effective_sample_size, weighted_proportion};
use commonweal_stats::{Estimate, handbook};

use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{CONFIDENCE, Choice, Kind, Method, may_have, needs};
use crate::methods::rates::level_suffix;
use crate::request::Request;

pub(super) const DESIGN_EFFECT: Method = Method {
    id: "design-effect",
    title: "Design effect and weighted share",
    summary: "What unequal survey weights cost, and the weighted share of people with an answer, with limits that allow \
              for it.",
    chapter: handbook::RAKING,
    columns: &[
        needs("weight", "weight of each respondent"),
        may_have("answer", "whether each respondent has the attribute: 1 or 0, true or false; empty is left out"),
    ],
    options: &[CONFIDENCE, PER],
    grouped: true,
    example: "weight,answer\n0.8,1\n0.8,0\n1.1,0\n1.1,1\n1.7,0\n0.5,0\n",
    example_arguments: "--answer answer --per 100",
    run: run_design_effect,
};

const PER: Choice =
    Choice { name: "per", help: "multiplier of the share: 100 for percentages", kind: Kind::Number, default: "1" };

fn run_design_effect(request: &Request<'_>) -> Result<Answer, MethodError> {
    let weights = request.numbers("weight")?;
    let answers = request.flags_if("answer")?;
    let levels = request.levels()?;
    let per = request.number("per")?.unwrap_or(1.0);
    let groups = request.groups()?;
    let (mut respondents, mut effects, mut sizes, mut shares) = (vec![], vec![], vec![], vec![]);
    let mut limits = vec![(vec![], vec![]); levels.len()];
    let mut warnings = vec![];
    for (group, rows) in groups.iter().enumerate() {
        let answered: Vec<usize> = match &answers {
            Some(answers) => rows.iter().copied().filter(|&row| answers[row].is_some()).collect(),
            None => rows.to_vec(),
        };
        let refuse = |error: RakingError| {
            let row = match error {
                RakingError::WeightNotPositive { respondent } => answered.get(respondent),
                _ => None,
            };
            let parts = [groups.name(group), row.map(|row| format!("row {}", row + 1)).unwrap_or_default()];
            let place: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            MethodError::refused_in(&place.join(", "), error)
        };
        let of_group: Vec<f64> = answered.iter().map(|&row| weights[row]).collect();
        respondents.push(answered.len() as f64);
        if answered.is_empty() && !rows.is_empty() {
            let name = groups.name(group);
            warnings.push(format!("{}nobody gave an answer", if name.is_empty() { name } else { format!("{name}: ") }));
            [&mut effects, &mut sizes, &mut shares].into_iter().for_each(|column| column.push(f64::NAN));
            limits.iter_mut().for_each(|(lower, upper)| (lower.push(f64::NAN), upper.push(f64::NAN)).1);
            continue;
        }
        effects.push(design_effect(&of_group).map_err(refuse)?);
        sizes.push(effective_sample_size(&of_group).map_err(refuse)?);
        if let Some(answers) = &answers {
            let has: Vec<bool> = answered.iter().map(|&row| answers[row] == Some(true)).collect();
            let share = |level| weighted_proportion(&of_group, &has, level).map_err(refuse);
            let estimates = levels.iter().map(|level| share(*level)).collect::<Result<Vec<Estimate>, _>>()?;
            shares.push(estimates.first().map_or(f64::NAN, |estimate| estimate.value * per));
            for ((lower, upper), estimate) in limits.iter_mut().zip(&estimates) {
                lower.push(estimate.lower * per);
                upper.push(estimate.upper * per);
            }
        }
    }
    let mut table = groups.keys().clone();
    table.push("respondents", respondents);
    table.push("design_effect", effects);
    table.push("effective_sample_size", sizes);
    if answers.is_some() {
        table.push("value", shares);
        for (level, (lower, upper)) in levels.iter().zip(limits) {
            table.push(format!("lower_{}", level_suffix(*level)), lower);
            table.push(format!("upper_{}", level_suffix(*level)), upper);
        }
    }
    Ok(Answer { warnings, ..Answer::of(table) })
}
