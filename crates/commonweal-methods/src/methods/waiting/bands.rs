//! Waits in bands of weeks, as the NHS publishes them.

use commonweal_stats::handbook;
use commonweal_stats::waiting_list::{
    WaitBand, WaitPercentile, WaitsError, wait_percentile, waiting_over, within_weeks,
};

use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{Choice, Kind, Method, may_have, needs};
use crate::methods::inequality::Refusals;
use crate::request::Request;

pub(super) const WAITS: Method = Method {
    id: "waits",
    title: "Waits",
    summary: "What share of people have waited within 18 weeks, how many wait over a year, and the median wait.",
    chapter: handbook::WAITING_LIST,
    columns: &[
        needs("from_weeks", "shortest wait of the band, in weeks"),
        may_have(
            "to_weeks",
            "where the band ends, in weeks; empty for the last, open one (else where the next begins)",
        ),
        needs("people", "people who have waited so long"),
    ],
    options: &[WITHIN, OVER, PERCENTILES],
    grouped: true,
    example: "from_weeks,to_weeks,people\n0,6,420\n6,12,260\n12,18,150\n18,26,110\n26,52,50\n52,65,7\n65,78,2\n78,,1\n",
    example_arguments: "--within 18 --percentiles 0.5,0.92",
    run: run_waits,
};

const WITHIN: Choice = Choice {
    name: "within",
    help: "weeks within which to count the share of people, with commas between",
    kind: Kind::Text,
    default: "18",
};
const OVER: Choice = Choice {
    name: "over",
    help: "weeks from which to count long waits, with commas between",
    kind: Kind::Text,
    default: "52,65,78",
};
const PERCENTILES: Choice = Choice {
    name: "percentiles",
    help: "shares of people for percentiles of the wait, with commas between: 0.5 for the median",
    kind: Kind::Text,
    default: "0.5,0.92",
};

fn run_waits(request: &Request<'_>) -> Result<Answer, MethodError> {
    let within = list(request, "within")?;
    let over = list(request, "over")?;
    let percentiles = list(request, "percentiles")?;
    let (from, people) = (request.numbers("from_weeks")?, request.numbers("people")?);
    let to = request.numbers_if("to_weeks")?;
    let groups = request.groups()?;
    let mut table = groups.keys().clone();
    let mut all_bands = Vec::with_capacity(groups.len());
    for rows in groups.iter() {
        let mut rows = rows.to_vec();
        rows.sort_by(|&a, &b| from[a].total_cmp(&from[b]));
        let end = |place: usize, row: usize| match to {
            Some(to) => Some(to[row]),
            None => rows.get(place + 1).map(|&next| from[next]),
        };
        let band = |(place, &row): (usize, &usize)| WaitBand {
            from_weeks: from[row],
            to_weeks: end(place, row).filter(|end| !end.is_nan()),
            people: people[row],
        };
        all_bands.push(rows.iter().enumerate().map(band).collect::<Vec<_>>());
    }
    let mut refusals = Refusals::default();
    let mut made = Vec::with_capacity(groups.len());
    for (group, bands) in all_bands.iter().enumerate() {
        let name = groups.name(group);
        let answer = measures(bands, [&within, &over, &percentiles], |what| refusals.warn(&name, &what));
        made.push(refusals.note(&name, answer.map_err(|error| error.to_string())));
    }
    let number = |of: &dyn Fn(&Measures) -> f64| made.iter().map(|m| m.as_ref().map(of)).collect::<Vec<Option<f64>>>();
    table.push("people", number(&|made| made.people));
    for (at, weeks) in within.iter().enumerate() {
        table.push(format!("within_{weeks}_weeks"), number(&|made| made.within[at]));
    }
    for (at, weeks) in over.iter().enumerate() {
        table.push(format!("over_{weeks}_weeks"), number(&|made| made.over[at]));
    }
    for (at, &share) in percentiles.iter().enumerate() {
        let name = if share == 0.5 { "median".to_owned() } else { format!("percentile_{}", percent(share)) };
        table.push(format!("{name}_weeks"), number(&|made| made.percentiles[at].0));
        let open = |made: &Option<Measures>| made.as_ref().map(|made| made.percentiles[at].1);
        table.push(format!("{name}_is_more"), made.iter().map(open).collect::<Vec<_>>());
    }
    refusals.settle(&groups, Answer::of(table))
}

/// The measures of one group, in the order asked for.
struct Measures {
    people: f64,
    within: Vec<f64>,
    over: Vec<f64>,
    /// Weeks, and whether it is more than that.
    percentiles: Vec<(f64, bool)>,
}

fn measures(
    bands: &[WaitBand],
    [within, over, percentiles]: [&[f64]; 3],
    mut warn: impl FnMut(String),
) -> Result<Measures, WaitsError> {
    // A wide band is no mistake, but it cannot be cut.
    let mut cut = |name: &str, weeks: f64, value: Result<f64, WaitsError>| match value {
        Err(WaitsError::InsideBand) => {
            warn(format!("{name} {weeks} weeks falls inside a band, so it has no value"));
            Ok(f64::NAN)
        }
        value => value,
    };
    let percentile = |&share: &f64| {
        Ok(match wait_percentile(bands, share)? {
            WaitPercentile::Weeks(weeks) => (weeks, false),
            WaitPercentile::MoreThan(weeks) => (weeks, true),
        })
    };
    Ok(Measures {
        people: bands.iter().map(|band| band.people).sum(),
        within: within
            .iter()
            .map(|&weeks| cut("within", weeks, within_weeks(bands, weeks)))
            .collect::<Result<_, _>>()?,
        over: over.iter().map(|&weeks| cut("over", weeks, waiting_over(bands, weeks))).collect::<Result<_, _>>()?,
        percentiles: percentiles.iter().map(percentile).collect::<Result<_, WaitsError>>()?,
    })
}

/// 0.92 as `92`, 0.925 as `92_5`.
fn percent(share: f64) -> String {
    ((share * 1e6).round() / 1e4).to_string().replace('.', "_")
}

fn list(request: &Request<'_>, name: &str) -> Result<Vec<f64>, MethodError> {
    let parts = request.text(name)?.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty());
    let mut numbers: Vec<f64> = vec![];
    for part in parts {
        let number = part.parse::<f64>().ok().filter(|number| number.is_finite());
        let number = number.ok_or_else(|| request.bad(name, "give numbers with commas between"))?;
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    Ok(numbers)
}
