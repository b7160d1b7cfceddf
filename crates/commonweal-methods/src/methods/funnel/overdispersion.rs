//! Overdispersion on tables: the units, the model and its curves.

use commonweal_stats::Confidence;
use commonweal_stats::funnel::overdispersion::{
    Ends, Measure, Overdispersion, axis_of, limits_along, rounded_expected, scores, trim_scores,
};
use commonweal_stats::funnel::{FunnelError, FunnelLevel, Limits, Position};
use commonweal_stats::handbook;

use super::input::{per, pick, refused};
use crate::answer::Answer;
use crate::error::MethodError;
use crate::groups::Groups;
use crate::method::{Choice, Kind, Method, may_have, needs};
use crate::request::Request;
use crate::table::{Table, Values};

pub(super) const OVERDISPERSION: Method = Method {
    id: "overdispersion",
    title: "Overdispersion",
    summary: "How far units spread beyond chance, and which stand out even so: funnel limits widened by what they share.",
    chapter: handbook::OVERDISPERSION,
    columns: &[
        needs("events", "events of each row, for example deaths observed"),
        needs("denominator", "what they are set against: expected events, people, or the other count"),
        may_have("unit", "the organisation; rows of one are added up. Without it each row is a unit"),
    ],
    options: &[MEASURE, TRIM, LIMITS, OUTLIER_LEVEL, PER, EXPECTED_AS_GIVEN, AXIS_END, ARITHMETIC],
    grouped: true,
    example: "trust,events,denominator\nR1,217,209.4\nR2,310,287.6\nR3,117,139.1\nR4,560,490.2\nR5,480,531.7\n\
              R6,90,104.0\nR7,250,233.8\nR8,330,352.9\nR9,150,148.2\nR10,400,441.3\n",
    example_arguments: "--unit trust --measure root-ratio --per 100",
    run: run_overdispersion,
};

const MEASURE: Choice = Choice {
    name: "measure",
    help: "the kind of number and its scale: observed over expected (log as the SHMI, root as the CQC), a share of \
           people, or a ratio of two counts",
    kind: Kind::Word(&["log-ratio", "root-ratio", "proportion", "count-ratio"]),
    default: "log-ratio",
};

const TRIM: Choice = Choice {
    name: "trim",
    help: "share of units at each end that is dropped (log-ratio) or pulled in (the others) before the spread is judged",
    kind: Kind::Number,
    default: "0.1",
};

const LIMITS: Choice = Choice {
    name: "limits",
    help: "which limits decide who stands out: adjusted (plain where the dispersion ratio is at most 1), plain, both \
           (shown; the adjusted decide, whatever the ratio), none",
    kind: Kind::Word(&["adjusted", "plain", "both", "none"]),
    default: "adjusted",
};

const OUTLIER_LEVEL: Choice = Choice {
    name: "outlier-level",
    help: "outside which limits, in per cent, a unit is an outlier",
    kind: Kind::Word(&["99.8", "95"]),
    default: "99.8",
};

const PER: Choice = Choice {
    name: "per",
    help: "multiplier of values and limits: 100 for percentages",
    kind: Kind::Number,
    default: "1",
};

const EXPECTED_AS_GIVEN: Choice = Choice {
    name: "expected-as-given",
    help: "do not round expected events of the log-ratio to two decimals, as the SHMI does",
    kind: Kind::Flag,
    default: "false",
};

const AXIS_END: Choice = Choice {
    name: "axis-end",
    help: "where the curves end; else at the largest denominator, rounded up",
    kind: Kind::Number,
    default: "",
};

const ARITHMETIC: Choice = Choice {
    name: "arithmetic",
    help: "exact, or to the last digit that of FunnelPlotR: normal deviates of six decimals, and ends of a proportion's \
           curves found by comparing neighbours",
    kind: Kind::Word(&["exact", "funnelplotr"]),
    default: "exact",
};

/// The settings of a request.
struct Settings {
    measure: Measure,
    trim: f64,
    adjusts: bool,
    shows_plain: bool,
    outer_decides: bool,
    per: f64,
    levels: [FunnelLevel; 2],
    ends: Ends,
    rounds_expected: bool,
    axis_end: Option<f64>,
}

/// Units of one funnel: rows added up.
struct Summed {
    names: Table,
    events: Vec<f64>,
    given: Vec<f64>,
    used: Vec<f64>,
}

/// What was found out about one funnel.
struct Found {
    target: f64,
    transformed: Vec<f64>,
    z: Vec<f64>,
    trimmed: Vec<f64>,
    outermost: Vec<bool>,
    dispersion_ratio: f64,
    between_variance: f64,
    uses_adjusted: bool,
    uses_plain: bool,
    /// Denominators along the axis, and limits there: plain 95% and 99.8%, adjusted 95% and 99.8%.
    axis: Vec<f64>,
    limits: [Vec<Limits>; 4],
}

fn settings(request: &Request<'_>) -> Result<Settings, MethodError> {
    let limits = request.text("limits")?.unwrap_or("adjusted");
    let rounded = request.text("arithmetic")? == Some("funnelplotr");
    let level = if rounded { FunnelLevel::with_rounded_deviate } else { FunnelLevel::of };
    Ok(Settings {
        measure: match request.text("measure")? {
            Some("root-ratio") => Measure::RootRatio,
            Some("proportion") => Measure::Proportion,
            Some("count-ratio") => Measure::CountRatio,
            _ => Measure::LogRatio,
        },
        trim: request.number("trim")?.unwrap_or(0.1),
        adjusts: matches!(limits, "adjusted" | "both"),
        shows_plain: matches!(limits, "plain" | "both"),
        outer_decides: request.text("outlier-level")? != Some("95"),
        per: per(request, 1.0)?,
        levels: [Confidence::P95, Confidence::P998].map(level),
        ends: if rounded { Ends::SeenFromTheNext } else { Ends::OfTheScale },
        rounds_expected: !request.is_on("expected-as-given")?,
        axis_end: request.number("axis-end")?,
    })
}

fn run_overdispersion(request: &Request<'_>) -> Result<Answer, MethodError> {
    let settings = settings(request)?;
    let groups = request.groups()?;
    let (events, denominators) = (request.numbers("events")?, request.numbers("denominator")?);
    let bits = |column: &[f64]| column.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
    if !events.is_empty() && bits(events) == bits(denominators) {
        return Err(MethodError::refused("events and denominator are the same numbers; name two different columns"));
    }
    let mut tables = Tables::default();
    for (group, rows) in groups.iter().enumerate() {
        let summed = sum_units(request, rows, &settings)?;
        // With rows added up a unit is no row of the table any more.
        let refuse = |error: FunnelError| match summed.names.columns().is_empty() {
            true => refused(&groups, group, error),
            false => MethodError::refused_in(&place(&groups, group, &summed, error), error),
        };
        let found = find_out(&summed, &settings).map_err(refuse)?;
        if settings.adjusts && !found.uses_adjusted {
            let place = if groups.name(group).is_empty() { String::new() } else { format!("{}: ", groups.name(group)) };
            tables.warnings.push(format!("{place}no more spread than chance, so the limits are the plain ones"));
        }
        tables.add(&groups, group, &summed, &found, &settings);
    }
    Ok(tables.answer())
}

fn place(groups: &Groups, group: usize, summed: &Summed, error: FunnelError) -> String {
    let unit = error.unit().filter(|unit| *unit < summed.names.rows());
    let names = summed.names.columns().first();
    let unit = unit.zip(names).map(|(unit, names)| format!("{} = {}", names.name, names.values.shown(unit)));
    let parts = [groups.name(group), unit.unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn sum_units(request: &Request<'_>, rows: &[usize], settings: &Settings) -> Result<Summed, MethodError> {
    let events = pick(request.numbers("events")?, rows);
    let given = pick(request.numbers("denominator")?, rows);
    let (names, events, given) = match request.column_name("unit")?.zip(request.values("unit")?) {
        None => (Table::new(), events, given),
        Some((name, values)) => {
            let units = Groups::of(&Table::new().with(name, values.pick(rows)), rows.len());
            let sum = |column: &[f64]| units.iter().map(|rows| rows.iter().map(|&row| column[row]).sum()).collect();
            (units.keys().clone(), sum(&events), sum(&given))
        }
    };
    let rounds = settings.rounds_expected && settings.measure == Measure::LogRatio;
    let used = if rounds { given.iter().map(|expected| rounded_expected(*expected)).collect() } else { given.clone() };
    Ok(Summed { names, events, given, used })
}

fn find_out(summed: &Summed, settings: &Settings) -> Result<Found, FunnelError> {
    let measure = settings.measure;
    let (scores, trimmed, outermost, spread) = if settings.adjusts {
        let spread = Overdispersion::of(measure, &summed.events, &summed.used, settings.trim)?;
        let found = (spread.dispersion_ratio, spread.between_variance, spread.is_present());
        (spread.scores, spread.trimmed, spread.is_outermost, Some(found))
    } else {
        let scores = scores(measure, &summed.events, &summed.used)?;
        let (trimmed, outermost) = trim_scores(measure, &scores.z, settings.trim)?;
        (scores, trimmed, outermost, None)
    };
    let (dispersion_ratio, between_variance, is_present) = spread.unwrap_or((f64::NAN, 0.0, false));
    // Where both kinds are asked for the adjusted ones are used even if they hardly differ.
    let uses_adjusted = settings.adjusts && (is_present || settings.shows_plain);
    let largest = summed.used.iter().copied().fold(0.0, f64::max).ceil();
    let axis = axis_of(measure, &summed.used, settings.axis_end.unwrap_or(largest))?;
    let along = |variance, level| limits_along(measure, scores.target, variance, level, &axis, settings.ends);
    let [inner, outer] = settings.levels;
    let adjusted = Some(between_variance);
    let limits = [along(None, inner)?, along(None, outer)?, along(adjusted, inner)?, along(adjusted, outer)?];
    Ok(Found {
        target: scores.target,
        transformed: scores.transformed,
        z: scores.z,
        trimmed: trimmed.into_iter().map(|z| z.unwrap_or(f64::NAN)).collect(),
        outermost,
        dispersion_ratio,
        between_variance: if spread.is_some() { between_variance } else { f64::NAN },
        uses_adjusted,
        uses_plain: settings.shows_plain || (settings.adjusts && !uses_adjusted),
        axis,
        limits,
    })
}

const LIMIT_NAMES: [(&str, &str); 4] = [
    ("lower_95", "upper_95"),
    ("lower_99_8", "upper_99_8"),
    ("adjusted_lower_95", "adjusted_upper_95"),
    ("adjusted_lower_99_8", "adjusted_upper_99_8"),
];

/// Columns of the answer's tables, filled funnel by funnel.
#[derive(Default)]
struct Tables {
    units: Vec<Table>,
    model: Vec<Table>,
    curves: Vec<Table>,
    warnings: Vec<String>,
}

impl Tables {
    fn add(&mut self, groups: &Groups, group: usize, summed: &Summed, found: &Found, settings: &Settings) {
        let keys = |rows: usize| groups.keys().pick(&vec![group; rows]);
        let mut units = keys(summed.events.len());
        for column in summed.names.columns() {
            units.push(column.name.clone(), column.values.clone());
        }
        let values: Vec<f64> = summed.events.iter().zip(&summed.given).map(|(x, n)| x / n * settings.per).collect();
        let places: Vec<usize> = summed.used.iter().map(|used| place_on(&found.axis, *used)).collect();
        let limits_at = |kind: usize| -> Vec<Limits> {
            places.iter().map(|&place| found.limits[kind][place].times(settings.per)).collect()
        };
        let limits: [Vec<Limits>; 4] = [limits_at(0), limits_at(1), limits_at(2), limits_at(3)];
        let kind = if found.uses_adjusted { 2 } else { 0 };
        let judged = found.uses_adjusted || found.uses_plain;
        let position = |unit: usize| Position::among(values[unit], limits[kind][unit], limits[kind + 1][unit]);
        let deciding = &limits[kind + usize::from(settings.outer_decides)];
        let outlier =
            |unit: usize| judged && !(deciding[unit].lower <= values[unit] && values[unit] <= deciding[unit].upper);
        let rows = 0..values.len();
        let positions: Vec<_> = rows.clone().map(|unit| judged.then(|| position(unit).name().to_owned())).collect();
        let outliers: Vec<bool> = rows.map(outlier).collect();
        units.push("events", summed.events.clone());
        units.push("denominator", summed.used.clone());
        units.push("value", values);
        units.push("transformed", found.transformed.clone());
        units.push("z", found.z.clone());
        units.push("trimmed_z", found.trimmed.clone());
        units.push("is_outermost", found.outermost.clone());
        push_limits(&mut units, &limits, 1.0);
        units.push("position", positions);
        units.push("is_outlier", outliers);
        self.units.push(units);
        self.model.push(
            keys(1)
                .with("target", vec![found.target * settings.per])
                .with("dispersion_ratio", vec![found.dispersion_ratio])
                .with("between_variance", vec![found.between_variance])
                .with("uses_adjusted_limits", vec![found.uses_adjusted])
                .with("uses_plain_limits", vec![found.uses_plain]),
        );
        let mut curves = keys(found.axis.len()).with("denominator", found.axis.clone());
        push_limits(&mut curves, &found.limits, settings.per);
        self.curves.push(curves);
    }

    fn answer(self) -> Answer {
        let mut answer =
            Answer::of(stacked(self.units)).and("model", stacked(self.model)).and("curves", stacked(self.curves));
        answer.warnings = self.warnings;
        answer
    }
}

/// Where a denominator is on the axis, which has every unit's own.
fn place_on(axis: &[f64], denominator: f64) -> usize {
    axis.binary_search_by(|place| place.total_cmp(&denominator)).expect("the axis has every unit's denominator")
}

fn push_limits(table: &mut Table, limits: &[Vec<Limits>; 4], per: f64) {
    for ((lower, upper), limits) in LIMIT_NAMES.iter().zip(limits) {
        table.push(*lower, limits.iter().map(|limits| limits.lower * per).collect::<Vec<_>>());
        table.push(*upper, limits.iter().map(|limits| limits.upper * per).collect::<Vec<_>>());
    }
}

/// Tables with the same columns, one under the other.
fn stacked(tables: Vec<Table>) -> Table {
    let mut tables = tables.into_iter();
    let Some(first) = tables.next() else { return Table::new() };
    let rest: Vec<Table> = tables.collect();
    if rest.is_empty() {
        return first;
    }
    let mut stacked = Table::new();
    for (place, column) in first.columns().iter().enumerate() {
        let mut values = column.values.clone();
        for table in &rest {
            match (&mut values, &table.columns()[place].values) {
                (Values::Number(all), Values::Number(more)) => all.extend_from_slice(more),
                (Values::Text(all), Values::Text(more)) => all.extend_from_slice(more),
                (Values::Flag(all), Values::Flag(more)) => all.extend_from_slice(more),
                _ => unreachable!("every funnel makes the same columns"),
            }
        }
        stacked.push(column.name.clone(), values);
    }
    stacked
}
