//! What the reference functions of this family share: which arguments they take, how they name columns, and the words
//! they print beside the numbers.

use serde_json::{Map, Value};

use crate::MethodError;
use crate::answer::Answer;
use crate::request::Request;
use crate::table::{Table, Values};
use crate::verify::Case;
use crate::verify::case::{json_column, number};

/// The name of the column that plays a role: the argument where the call has it, else the first usual name the input
/// has, else the usual name itself.
pub(super) fn column(case: &Case<'_>, table: &Table, argument: &str, usual: &[&str]) -> String {
    if let Some(name) = case.text(argument) {
        return name.to_owned();
    }
    let known = usual.iter().find(|name| table.column(name).is_some());
    known.or(usual.first()).map_or_else(String::new, |name| (*name).to_owned())
}

/// Levels of the call, by the reference's rules: one, or 95% and 99.8% together; a missing one gives no limits.
pub(super) struct Levels {
    /// For the option `confidence`.
    pub(super) typed: String,
    /// Our endings of limits' columns.
    suffixes: Vec<String>,
    /// As the reference prints them.
    pub(super) label: String,
}

impl Levels {
    pub(super) fn of(case: &Case<'_>) -> Result<Self, MethodError> {
        let given = match case.json["args"].get("confidence") {
            None => vec![0.95],
            Some(Value::Null) => vec![],
            Some(Value::Array(many)) => many.iter().filter_map(number).collect(),
            Some(one) => number(one).into_iter().collect(),
        };
        match given.as_slice() {
            [] | [_] => {}
            [first, second] if *first == 0.95 && (*second - 0.998).abs() < 1e-9 => {}
            [_, _] => return Err(MethodError::refused("two levels at a time are 0.95 and 0.998")),
            _ => return Err(MethodError::refused("the reference takes two levels at most")),
        }
        Ok(Self::listed(&given))
    }

    /// Any levels.
    pub(super) fn listed(given: &[f64]) -> Self {
        let percent = |level: &f64| {
            let percent = if *level >= 90.0 { *level } else { *level * 100.0 };
            (percent * 1e8).round() / 1e8
        };
        let typed: Vec<String> = given.iter().map(f64::to_string).collect();
        let shown: Vec<String> = given.iter().map(|level| percent(level).to_string()).collect();
        Self {
            typed: typed.join(","),
            suffixes: shown.iter().map(|text| text.replace('.', "_")).collect(),
            label: shown.iter().map(|text| format!("{text}%")).collect::<Vec<_>>().join(", "),
        }
    }

    /// Their column of limits and ours: `lowercl` for one level, `lower95_0cl` and so on for two.
    pub(super) fn columns(&self) -> Vec<(String, String)> {
        let mut names = vec![];
        for suffix in &self.suffixes {
            let theirs = if self.suffixes.len() == 1 { String::new() } else { with_decimal(suffix) };
            for side in ["lower", "upper"] {
                names.push((format!("{side}{theirs}cl"), format!("{side}_{suffix}")));
            }
        }
        names
    }

    /// Our endings with theirs: `95` with `95_0`.
    pub(super) fn endings(&self) -> Vec<(String, String)> {
        self.suffixes.iter().map(|suffix| (suffix.clone(), with_decimal(suffix))).collect()
    }
}

/// One decimal at least.
fn with_decimal(suffix: &str) -> String {
    if suffix.contains('_') { suffix.to_owned() } else { format!("{suffix}_0") }
}

/// Refuses a `type` that the reference does not have.
pub(super) fn check_type(case: &Case<'_>, types: &[&str]) -> Result<(), MethodError> {
    match case.arg("type") {
        Value::Null => Ok(()),
        Value::String(given) if types.contains(&given.as_str()) => Ok(()),
        _ => Err(MethodError::refused(format!("type must be one of {}", types.join(", ")))),
    }
}

/// Types of output of most functions of the family.
pub(super) const TYPES: &[&str] = &["value", "lower", "upper", "standard", "full"];

/// Columns of an answer under the reference's names.
pub(super) fn renamed(answer: &Answer, names: &[(String, String)]) -> Map<String, Value> {
    let table = answer.main();
    let mut output = Map::new();
    for (theirs, ours) in names {
        if let Some(values) = table.column(ours) {
            output.insert(theirs.clone(), json_column(values));
        }
    }
    output
}

/// Pairs of names as owned text.
pub(super) fn names(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(theirs, ours)| ((*theirs).to_owned(), (*ours).to_owned())).collect()
}

/// A column of the same words in every row.
pub(super) fn constant(rows: usize, value: impl Into<Value>) -> Value {
    let value = value.into();
    Value::Array(vec![value; rows])
}

/// The columns of the table that the answer holds as they came.
pub(super) fn kept(answer: &Answer, columns: impl IntoIterator<Item = String>) -> Vec<(String, String)> {
    columns.into_iter().filter(|name| answer.main().column(name).is_some()).map(|name| (name.clone(), name)).collect()
}

/// The multiplier, where the call has one.
pub(super) fn with_per<'a>(request: Request<'a>, case: &Case<'_>, argument: &str) -> Request<'a> {
    match case.typed(argument) {
        Some(per) => request.option("per", per),
        None => request,
    }
}

/// A number as R shows it in text: in powers of ten where that is shorter.
pub(super) fn shown(number: f64) -> String {
    let plain = number.to_string();
    let scientific = format!("{number:e}");
    let scientific = match scientific.split_once('e') {
        Some((digits, power)) => {
            let (sign, power) = power.strip_prefix('-').map_or(("+", power), |power| ("-", power));
            format!("{digits}e{sign}{power:0>2}")
        }
        None => scientific,
    };
    if plain.len() <= scientific.len() { plain } else { scientific }
}

/// The reference's names of limits of counts.
pub(super) fn limits_method(answer: &Answer) -> Value {
    match answer.main().column("limits") {
        Some(Values::Text(words)) => words
            .iter()
            .map(|word| match word.as_deref() {
                Some("exact") => Value::from("Exact"),
                Some(_) => Value::from("Byars"),
                None => Value::Null,
            })
            .collect(),
        _ => Value::Null,
    }
}
