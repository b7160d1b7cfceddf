//! `judge` computes how a commitment stands.
//!
//! # Rules
//!
//! 1. *Not a result*: a rule that software follows, money, a limit for each case without a share of cases, and a set or a
//!    rating instead of a value are never judged; the reason is given.
//! 2. *A milestone* is achieved once it is recorded as done. Recorded as not done, it is off track after its day; before
//!    it, on track if its owner expects it by the day, and off track if later. Without a record it cannot be judged.
//! 3. *The figure* becomes a value: see the table. Where the text can be read in two ways both are judged, and where the
//!    answers differ there is none.
//! 4. *Once the day is past or here*, the value of the last period that ended within one step of the series before the day
//!    decides: achieved if it passes, off track if not. No baseline is needed for that, but for a figure relative to one.
//!    Where that value is not known yet, nothing is said.
//! 5. *Before the day* a figure, a baseline with its day, a day and a value observed since the start are all needed.
//!    Whatever is missing is listed. The latest value is held against the way from baseline to figure, and the forecast of the
//!    series against the figure ([`trajectory_status`]):
//!
//!    | | forecast reaches it | figure within its limits | figure beyond them | no forecast |
//!    | --- | --- | --- | --- | --- |
//!    | on the way or better | on track | at risk | at risk | on track |
//!    | worse than the way | at risk | at risk | off track | off track |
//! 6. *Without a figure* ("increase", "stabilise", "decrease every year") a commitment can be kept or broken on its day, and
//!    is never on track before it. "Decrease every year" is broken, and off track, with the first rise. A change that its
//!    limits do not tell from the start is neither kept nor broken.
//!
//! | comparator | passes when |
//! | --- | --- |
//! | at least, reach (higher is better), range | value ≥ figure; a range by its nearer end |
//! | at most, reach (lower is better) | value ≤ figure |
//! | reduce or increase by a share | value ≤ baseline × (1 − share), value ≥ baseline × (1 + share) |
//! | against unmitigated growth | value ≤ scenario on the day × (1 − share) |
//! | reach England's average | value at least as good as England's latest, which moves |
//! | statistically better than England | the nearer limit is beyond England's value |
//! | statistically similar or lower | the lower limit is not above England's value |
//! | rise by no more than 2.7 % | both value ≤ baseline × 1.027 and value ≤ baseline + 2.7 agree |
//! | increase, decrease | the limits exclude the baseline in that direction |
//! | stabilise | the limits are not wholly on the worse side of the baseline |
//!
//! # Worked example
//!
//! Three in four cancers found early by 31 December 2028, from 30 % in 2020/21. From 31 March 2021 to the day are 93
//! months; a value for 31 March 2026 comes after 60 of them, so a straight way has 30 + 45 × 60/93 = 59.03 there. A value of
//! 55 misses it, and without a forecast is off track; 60 is on track.
//!
//! ```
//! # use commonweal_operations::plan::{Evidence, Observed, Plans, PlanTexts, Series, Status, judge};
//! # use jiff::civil::date;
//! # let text = "id,title,measure,population,geography,baseline_value,baseline_period,unit,target_value,comparator,target_date,polarity,framework_parent_id,status_noted,commitment_type,comparator_kind,target_date_iso,target_date_basis,note,source,source_line,other_sources\n\
//! # H-CAN75,Early cancer diagnosis 75%,Stage 1 or 2,All,ICS,30,2020/21,%,75,>=,2028,higher better,,,target,at_least,2028-12-31,stated,,plan.txt,1,\n";
//! # let none = "";
//! # let (plans, _) = Plans::read(&PlanTexts { framework: none, commitments: text, initiatives: none, neighbourhoods: none, organisations: none, cohorts: none, better_care: none });
//! # let commitment = &plans.commitments[0];
//! let latest = |value| Series { step_months: 12, values: vec![Observed { end: date(2026, 3, 31), value, limits: None }] };
//! let (short, there) = (latest(55.0), latest(60.0));
//! let evidence = Evidence::none(date(2026, 9, 30));
//! assert_eq!(judge(commitment, &Evidence { series: Some(&short), ..evidence }).status, Status::OffTrack);
//! assert_eq!(judge(commitment, &Evidence { series: Some(&there), ..evidence }).status, Status::OnTrack);
//! assert_eq!(judge(commitment, &evidence).status, Status::CannotBeJudged);
//! ```

use jiff::civil::Date;

use commonweal_stats::Polarity;
use commonweal_stats::forecast::{Progress, Status as Track, trajectory_status};

use super::commitment::Commitment;
use super::figure::{Figure, financial_year_end};
use super::series::{Evidence, Observed, Report, months_between};
use super::status::{Judgement, Movement, Status, Why};
use super::wanted::{Test, Wanted, beyond_measure, wanted};
use super::words::{Better, Comparator, DateBasis};

/// How a commitment stands on a day, by what is known. The rules are those of this module.
#[must_use]
pub fn judge(commitment: &Commitment, evidence: &Evidence<'_>) -> Judgement {
    let stated = commitment.baseline.as_ref().and_then(Figure::number).map(|value| (value, commitment.baseline_day()));
    let baseline = evidence.baseline.map(|(value, day)| (value, Some(day))).or(stated);
    let due = match commitment.due_basis {
        Some(DateBasis::EveryYear) => Some(financial_year_end(evidence.today)),
        _ => commitment.due,
    };
    let latest = evidence.series.and_then(|series| series.latest_by(evidence.today));
    let mut judgement = Judgement {
        status: Status::CannotBeJudged,
        why: Vec::new(),
        baseline,
        target: None,
        due,
        latest: latest.map(|observed| (observed.value, observed.end)),
        planned: None,
        forecast: None,
        movement: None,
        assumed_day: commitment.has_assumed_day(),
    };
    if let Some(why) = beyond_measure(commitment) {
        judgement.why.push(why);
    } else if commitment.comparator == Some(Comparator::Milestone) {
        settle(&mut judgement, milestone(due, evidence));
    } else {
        judgement.movement = moved(commitment, baseline, latest);
        let wanted = wanted(commitment, evidence, baseline.map(|(value, _)| value));
        measured(&mut judgement, commitment, evidence, wanted);
    }
    judgement
}

fn settle(judgement: &mut Judgement, answer: Result<Status, Vec<Why>>) {
    match answer {
        Ok(status) => judgement.status = status,
        Err(why) => judgement.why = why,
    }
}

fn milestone(due: Option<Date>, evidence: &Evidence<'_>) -> Result<Status, Vec<Why>> {
    match (evidence.report, due) {
        (Some(Report::DoneOn(day)), _) if day <= evidence.today => Ok(Status::Achieved),
        (None, Some(_)) => Err(vec![Why::NotReported]),
        (None, None) => Err(vec![Why::NoDate, Why::NotReported]),
        (Some(_), None) => Err(vec![Why::NoDate]),
        (Some(Report::NotDone { .. } | Report::DoneOn(_)), Some(due)) if due < evidence.today => Ok(Status::OffTrack),
        (Some(Report::NotDone { expected: Some(day) } | Report::DoneOn(day)), Some(due)) => {
            Ok(if day <= due { Status::OnTrack } else { Status::OffTrack })
        }
        (Some(Report::NotDone { expected: None }), Some(_)) => Err(vec![Why::NoExpectedDay]),
    }
}

/// Where the latest value stands beside the start: by its limits where it has some.
fn moved(
    commitment: &Commitment,
    baseline: Option<(f64, Option<Date>)>,
    latest: Option<&Observed>,
) -> Option<Movement> {
    let (start, day) = baseline?;
    let latest = latest.filter(|observed| day.is_none_or(|day| observed.end > day))?;
    let (lower, upper) = latest.limits.unwrap_or((latest.value, latest.value));
    let (above, below) = (lower > start, upper < start);
    match commitment.better? {
        Better::Neither => None,
        _ if !above && !below => Some(Movement::Unclear),
        Better::Higher => Some(if above { Movement::Better } else { Movement::Worse }),
        Better::Lower => Some(if below { Movement::Better } else { Movement::Worse }),
    }
}

/// Judges a commitment that a value decides.
fn measured(
    judgement: &mut Judgement,
    commitment: &Commitment,
    evidence: &Evidence<'_>,
    wanted: Result<Wanted, Vec<Why>>,
) {
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(mut why) => {
            let lacks_baseline = judgement.baseline.is_none() && !why.contains(&Why::NoBaseline);
            why.extend(lacks_baseline.then_some(Why::NoBaseline));
            why.extend((judgement.due.is_none() && !why.contains(&Why::NoDate)).then_some(Why::NoDate));
            judgement.why = why;
            return;
        }
    };
    judgement.target = Some(wanted.tests[0].figure());
    if commitment.comparator == Some(Comparator::DecreaseEveryYear) && rose(judgement.baseline, evidence) {
        judgement.status = Status::OffTrack;
        return;
    }
    let answers: Vec<_> = wanted
        .tests
        .iter()
        .map(|test| match judgement.due {
            Some(due) if due <= evidence.today => on_the_day(judgement, *test, due, evidence, &wanted),
            due => before_the_day(judgement, *test, due, commitment, evidence, &wanted),
        })
        .collect();
    let answer = if answers.windows(2).all(|pair| pair[0].answer == pair[1].answer) {
        answers[0].answer.clone()
    } else {
        Err(vec![Why::TwoReadings])
    };
    judgement.planned = answers[0].planned;
    judgement.forecast = answers[0].forecast;
    settle(judgement, answer);
}

/// An answer with the way it was held against.
struct Answer {
    answer: Result<Status, Vec<Why>>,
    planned: Option<f64>,
    forecast: Option<(f64, f64, f64)>,
}

impl From<Result<Status, Vec<Why>>> for Answer {
    fn from(answer: Result<Status, Vec<Why>>) -> Self {
        Self { answer, planned: None, forecast: None }
    }
}

/// Rule 4: the value for the day decides.
fn on_the_day(judgement: &Judgement, test: Test, due: Date, evidence: &Evidence<'_>, wanted: &Wanted) -> Answer {
    let Some(series) = evidence.series.filter(|series| !series.values.is_empty()) else {
        return Err(vec![Why::NoSeries]).into();
    };
    let Some(value) = series.value_for(due) else {
        return Err(vec![Why::NoValueForDay]).into();
    };
    if !value.value.is_finite() || !test.figure().is_finite() {
        return Err(vec![Why::BadNumbers]).into();
    }
    let start = judgement.baseline.map(|(value, _)| value).filter(|_| !wanted.has_figure);
    let unclear = start.zip(value.limits).is_some_and(|(start, (lower, upper))| lower <= start && start <= upper);
    match test.passes(value) {
        None => Err(vec![Why::NoLimits]).into(),
        Some(true) => Ok(Status::Achieved).into(),
        Some(false) if unclear => Err(vec![Why::WithinChance]).into(),
        Some(false) => Ok(Status::OffTrack).into(),
    }
}

/// Rule 5: the way and the forecast decide, if nothing is missing.
fn before_the_day(
    judgement: &Judgement,
    test: Test,
    due: Option<Date>,
    commitment: &Commitment,
    evidence: &Evidence<'_>,
    wanted: &Wanted,
) -> Answer {
    let mut why = Vec::new();
    why.extend((!wanted.has_figure).then_some(Why::NoFigure));
    let start = start_of(judgement, commitment, evidence);
    match start {
        None => why.push(Why::NoBaseline),
        Some((_, None)) => why.push(Why::NoBaselineDay),
        Some((_, Some(day))) => match judgement.latest {
            None => why.push(Why::NoSeries),
            Some((_, end)) if end <= day => why.push(Why::NothingSinceBaseline),
            Some(_) => {}
        },
    }
    why.extend(due.is_none().then_some(Why::NoDate));
    let (Some((start, Some(from))), Some((latest, end)), Some(due), true) =
        (start, judgement.latest, due, why.is_empty())
    else {
        return Err(why).into();
    };
    let gone = evidence.way.gone(months_between(from, end), months_between(from, due));
    let figure = test.figure();
    let planned = match (commitment.comparator, evidence.growth) {
        (Some(Comparator::PercentReductionOfGrowth), Some(growth)) => {
            let share = 1.0 - figure / growth.on(due);
            growth.on(end) * (1.0 - share * gone)
        }
        _ => start + (figure - start) * gone,
    };
    let forecast = evidence.series.and_then(|series| series.forecast_for(due, evidence.today));
    let polarity = if test.wants_more() { Polarity::HigherIsBetter } else { Polarity::LowerIsBetter };
    let progress = Progress {
        baseline: Some(start),
        target: Some(figure),
        polarity,
        latest: Some(latest),
        planned: Some(planned),
        forecast,
        tolerance: 0.0,
    };
    let answer = match trajectory_status(&progress) {
        Track::OnTrack => Ok(Status::OnTrack),
        Track::AtRisk => Ok(Status::AtRisk),
        Track::OffTrack => Ok(Status::OffTrack),
        Track::CannotBeJudged(_) => Err(vec![Why::BadNumbers]),
    };
    Answer { answer, planned: Some(planned), forecast }
}

/// A scenario of growth brings its own start; everything else starts from the baseline.
fn start_of(judgement: &Judgement, commitment: &Commitment, evidence: &Evidence<'_>) -> Option<(f64, Option<Date>)> {
    match (commitment.comparator, evidence.growth) {
        (Some(Comparator::PercentReductionOfGrowth), Some(growth)) => Some((growth.from, Some(growth.on))),
        _ => judgement.baseline,
    }
}

/// Whether any value of a yearly series since the start is not below the one before it.
fn rose(baseline: Option<(f64, Option<Date>)>, evidence: &Evidence<'_>) -> bool {
    let yearly = evidence.series.filter(|series| series.step_months == 12);
    let (Some((start, Some(from))), Some(series)) = (baseline, yearly) else {
        return false;
    };
    let mut since: Vec<&Observed> =
        series.values.iter().filter(|value| from < value.end && value.end <= evidence.today).collect();
    since.sort_by_key(|value| value.end);
    let mut before = start;
    for value in since {
        if value.value >= before {
            return true;
        }
        before = value.value;
    }
    false
}
