//! The relations of queues, row by row: one row for each service, with the columns it knows.

use commonweal_stats::handbook;
use commonweal_stats::queue::{
    Clearance, MarkovQueue, QueueError, allen_cunneen_wait, capacity_for_mean_wait, clearance_time,
    mean_wait_for_target, number_in_queue, share_within,
};
use commonweal_stats::waiting_list::{
    cautious_demand, queue_load, relief_capacity, target_capacity, target_mean_wait, target_queue_size,
    waiting_list_pressure,
};

use crate::answer::Answer;
use crate::error::MethodError;
use crate::method::{Choice, Kind, Method, may_have};
use crate::request::Request;
use crate::table::Table;

pub(super) const QUEUE: Method = Method {
    id: "queue",
    title: "Queue",
    summary: "Load, pressure, expected waits and the capacity a queue needs, from its demand and capacity.",
    chapter: handbook::QUEUE,
    columns: &[
        may_have("demand", "people who join in a unit of time, a week for example"),
        may_have("capacity", "people whom one server can serve in the same unit"),
        may_have("servers", "servers; 1 without the column"),
        may_have("target_wait", "longest acceptable wait, in the same unit"),
        may_have("factor", "how many times the mean wait should go into the target; 4 without the column"),
        may_have("demand_variation", "coefficient of variation of the gaps between arrivals; 1 without the column"),
        may_have("capacity_variation", "coefficient of variation of the service times; 1 without the column"),
        may_have("queue_size", "people waiting"),
        may_have("target_queue_size", "people who may wait"),
        may_have("time_to_target", "time in which the queue should come down; 26 without the column"),
        may_have(
            "referrals",
            "referrals the demand was estimated from; without the column the demand is taken as known",
        ),
        may_have("mean_wait", "mean wait"),
        may_have("share", "share of people who should wait within the target; 0.92 without the column"),
    ],
    options: &[MEASURE],
    grouped: false,
    example: "service,demand,capacity,target_wait,queue_size,target_queue_size\nhips,30,33,52,1200,390\nknees,12,11,52,300,156\n",
    example_arguments: "",
    run: run_queue,
};

const MEASURE: Choice = Choice {
    name: "measure",
    help: "one measure, or all whose columns the table has",
    kind: Kind::Word(&[
        "all",
        "load",
        "target-mean-wait",
        "target-queue-size",
        "target-capacity",
        "relief-capacity",
        "pressure",
        "number",
        "random",
        "variable",
        "within-target",
        "wait-needed",
        "capacity-needed",
        "clearance",
    ]),
    default: "all",
};

/// One measure: its columns, and its answers for the numbers of a row in the order of the columns.
struct Measure {
    name: &'static str,
    columns: &'static [Column],
    answers: &'static [&'static str],
    row: fn(&[f64]) -> Result<Vec<f64>, QueueError>,
}

/// A column a measure reads, with the number it stands for where the table lacks it.
type Column = (&'static str, Option<f64>);

const DEMAND: Column = ("demand", None);
const CAPACITY: Column = ("capacity", None);
const SERVERS: Column = ("servers", Some(1.0));
const TARGET_WAIT: Column = ("target_wait", None);
const FACTOR: Column = ("factor", Some(4.0));
const DEMAND_VARIATION: Column = ("demand_variation", Some(1.0));
const CAPACITY_VARIATION: Column = ("capacity_variation", Some(1.0));
const QUEUE_SIZE: Column = ("queue_size", None);
const TARGET_QUEUE_SIZE: Column = ("target_queue_size", None);
const MEAN_WAIT: Column = ("mean_wait", None);
const REFERRALS: Column = ("referrals", Some(0.0));

const MEASURES: &[Measure] = &[
    Measure {
        name: "load",
        columns: &[DEMAND, CAPACITY],
        answers: &["load"],
        row: |n| Ok(vec![queue_load(n[0], n[1])]),
    },
    Measure {
        name: "target-mean-wait",
        columns: &[TARGET_WAIT, FACTOR],
        answers: &["target_mean_wait"],
        row: |n| Ok(vec![target_mean_wait(n[0], n[1])]),
    },
    Measure {
        name: "target-queue-size",
        columns: &[DEMAND, TARGET_WAIT, FACTOR],
        answers: &["queue_size_for_target"],
        row: |n| Ok(vec![target_queue_size(n[0], n[1], n[2])]),
    },
    Measure {
        name: "target-capacity",
        columns: &[DEMAND, TARGET_WAIT, FACTOR, DEMAND_VARIATION, CAPACITY_VARIATION, REFERRALS],
        answers: &["target_capacity"],
        row: |n| Ok(vec![target_capacity(cautious_demand(n[0], n[5], n[3]), n[1], n[2], n[3], n[4])]),
    },
    Measure {
        name: "relief-capacity",
        columns: &[
            DEMAND,
            QUEUE_SIZE,
            TARGET_QUEUE_SIZE,
            ("time_to_target", Some(26.0)),
            REFERRALS,
            ("demand_variation", Some(0.0)),
        ],
        answers: &["relief_capacity"],
        row: |n| Ok(vec![relief_capacity(cautious_demand(n[0], n[4], n[5]), n[1], n[2], n[3])]),
    },
    Measure {
        name: "pressure",
        columns: &[MEAN_WAIT, TARGET_WAIT],
        answers: &["pressure"],
        row: |n| Ok(vec![waiting_list_pressure(n[0], n[1])]),
    },
    Measure {
        name: "number",
        columns: &[DEMAND, MEAN_WAIT],
        answers: &["people_waiting"],
        row: |n| Ok(vec![number_in_queue(n[0], n[1])?]),
    },
    Measure {
        name: "random",
        columns: &[DEMAND, CAPACITY, SERVERS, ("share", Some(0.92))],
        answers: &["utilisation", "probability_of_waiting", "mean_waiting", "mean_wait_if_random", "wait_not_exceeded"],
        row: |n| {
            let queue = MarkovQueue::new(n[0], n[1], whole(n[2])?)?;
            let wait = queue.wait_not_exceeded_by(n[3])?;
            Ok(vec![queue.utilisation, queue.probability_of_waiting, queue.mean_waiting, queue.mean_wait, wait])
        },
    },
    Measure {
        name: "variable",
        columns: &[DEMAND, CAPACITY, SERVERS, DEMAND_VARIATION, CAPACITY_VARIATION],
        answers: &["mean_wait_with_variation"],
        row: |n| Ok(vec![allen_cunneen_wait(n[0], n[1], whole(n[2])?, n[3], n[4])?]),
    },
    Measure {
        name: "within-target",
        columns: &[MEAN_WAIT, TARGET_WAIT],
        answers: &["share_within_target"],
        row: |n| Ok(vec![share_within(n[0], n[1])?]),
    },
    Measure {
        name: "wait-needed",
        columns: &[TARGET_WAIT, ("share", Some(0.92))],
        answers: &["mean_wait_needed"],
        row: |n| Ok(vec![mean_wait_for_target(n[0], n[1])?]),
    },
    Measure {
        name: "capacity-needed",
        columns: &[DEMAND, MEAN_WAIT, DEMAND_VARIATION, CAPACITY_VARIATION],
        answers: &["capacity_needed"],
        row: |n| Ok(vec![capacity_for_mean_wait(n[0], n[1], n[2], n[3])?]),
    },
    Measure {
        name: "clearance",
        columns: &[QUEUE_SIZE, ("target_queue_size", Some(0.0)), DEMAND, CAPACITY],
        answers: &["clearance_time"],
        row: |n| {
            Ok(vec![match clearance_time(n[0], n[1], n[2], n[3])? {
                Clearance::AlreadyThere => 0.0,
                Clearance::After(time) => time,
                Clearance::Never => f64::INFINITY,
            }])
        },
    },
];

fn whole(servers: f64) -> Result<u32, QueueError> {
    if (1.0..=1e6).contains(&servers) && servers.fract() == 0.0 {
        Ok(servers as u32)
    } else {
        Err(QueueError::NotPositive { what: "the whole number of servers, up to a million," })
    }
}

fn run_queue(request: &Request<'_>) -> Result<Answer, MethodError> {
    let asked = request.text("measure")?.unwrap_or("all");
    let rows = request.table().rows();
    let mut answer = Answer::of(Table::new());
    let mut table = unused_columns(request)?;
    let before = table.columns().len();
    for measure in MEASURES.iter().filter(|measure| asked == "all" || measure.name == asked) {
        let mut inputs = Vec::with_capacity(measure.columns.len());
        for (role, default) in measure.columns {
            match (request.numbers_if(role)?, default) {
                (None, None) if asked != "all" => return Err(request.missing(role)),
                (column, default) => inputs.push((column, *default)),
            }
        }
        if inputs.iter().all(|(column, default)| column.is_some() || default.is_some()) {
            add(measure, &inputs, rows, &mut table, &mut answer.warnings);
        }
    }
    if table.columns().len() == before {
        let message = "the table has not the columns of any measure; name demand, capacity, target_wait, queue_size or \
            mean_wait, or one measure with --measure";
        return Err(MethodError::refused(message));
    }
    answer.tables[0].1 = table;
    Ok(answer)
}

/// Columns of the table that play no role: names of services and the like.
fn unused_columns(request: &Request<'_>) -> Result<Table, MethodError> {
    let mut used = vec![];
    for role in request.method().columns {
        used.extend(request.column_name(role.name)?);
    }
    let answers = || MEASURES.iter().flat_map(|measure| measure.answers);
    let mut table = Table::new();
    for column in request.table().columns() {
        if !used.contains(&column.name.as_str()) && !answers().any(|answer| *answer == column.name) {
            table.push(column.name.clone(), column.values.clone());
        }
    }
    Ok(table)
}

/// Adds a measure's answers. A row without one is missing, and the first such row is named in a warning.
fn add(
    measure: &Measure,
    inputs: &[(Option<&[f64]>, Option<f64>)],
    rows: usize,
    table: &mut Table,
    warnings: &mut Vec<String>,
) {
    let mut answers = vec![Vec::with_capacity(rows); measure.answers.len()];
    let mut numbers = vec![0.0; inputs.len()];
    let mut warned = false;
    for row in 0..rows {
        for (number, (column, default)) in numbers.iter_mut().zip(inputs) {
            *number = column.map_or(default.unwrap_or(f64::NAN), |column| column[row]);
        }
        let missing = numbers.iter().any(|number| number.is_nan());
        let why = match (measure.row)(&numbers) {
            _ if missing => {
                answers.iter_mut().for_each(|answer| answer.push(f64::NAN));
                None
            }
            Ok(values) => {
                let bad = values.iter().any(|value| !value.is_finite());
                for (answer, value) in answers.iter_mut().zip(values) {
                    answer.push(if value.is_finite() { value } else { f64::NAN });
                }
                bad.then(|| "it has no finite value: a divisor is zero, or the queue never comes down".to_owned())
            }
            Err(error) => {
                answers.iter_mut().for_each(|answer| answer.push(f64::NAN));
                Some(error.to_string())
            }
        };
        let negative = numbers.iter().any(|number| *number < 0.0);
        let why = why.or_else(|| negative.then(|| "a number is below zero; check it".to_owned()));
        if let Some(why) = why.filter(|_| !warned) {
            warnings.push(format!("{}, row {}: {why}", measure.name, row + 1));
            warned = true;
        }
    }
    for (name, values) in measure.answers.iter().zip(answers) {
        table.push(*name, values);
    }
}
