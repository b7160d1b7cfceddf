//! Figures as the text of files, as `release export` writes them.

use crate::claim::Address;
use crate::judge::{TrueCell, Truth};
use crate::output::{Export, Known, Output};
use crate::population::Population;
use crate::tables::{QUESTIONS, nesting};
use commonweal_disclosure::{Released, ReleasedRecord};
use std::collections::{BTreeMap, BTreeSet};

/// One row of `released_values.csv`, the columns an attacker has a use for.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) cell: Address,
    pub(crate) statistic: String,
    pub(crate) unit: String,
    pub(crate) class: String,
    pub(crate) snapshot: String,
    pub(crate) reason: Option<String>,
    pub(crate) numbers: [Option<f64>; 3],
    pub(crate) count: Option<i64>,
    pub(crate) people: Option<i64>,
}

impl Row {
    pub(crate) fn of(export: usize, figure: &Released) -> Self {
        let record: ReleasedRecord = figure.to_record();
        let groups = figure.key().breakdowns.iter();
        Self {
            cell: Address {
                export,
                indicator: record.indicator_id,
                period: record.period,
                family: record.family,
                area_type: record.area_type,
                area: record.area_code,
                groups: groups.map(|group| (group.dimension.to_string(), group.category.clone())).collect(),
            },
            statistic: record.statistic,
            unit: record.unit,
            class: record.class,
            snapshot: record.snapshot.unwrap_or_default(),
            reason: record.withheld_reason,
            numbers: [record.value, record.lower_95, record.upper_95],
            count: record.numerator,
            people: record.denominator,
        }
    }

    pub(crate) fn is_plain(&self) -> bool {
        self.statistic == "proportion"
    }
}

const HEADERS: &str = "indicator_id,area_code,area_type,family,dimension_1,category_1,dimension_2,category_2,period,statistic,\
                       unit,value,lower_95,upper_95,numerator,denominator,class,withheld_reason,snapshot\n";

fn values(rows: &[&Row]) -> String {
    fn or_empty<T: ToString>(x: Option<T>) -> String {
        x.map_or_else(String::new, |x| x.to_string())
    }
    let mut text = HEADERS.to_owned();
    for row in rows {
        let Address { indicator, period, family, area_type, area, groups, .. } = &row.cell;
        let group = |at: usize| groups.get(at).map_or((String::new(), String::new()), Clone::clone);
        let ((d1, c1), (d2, c2)) = (group(0), group(1));
        let [value, lower, upper] = row.numbers.map(or_empty);
        let (count, people) = (or_empty(row.count), or_empty(row.people));
        let (statistic, unit, class, snapshot) = (&row.statistic, &row.unit, &row.class, &row.snapshot);
        let reason = row.reason.as_deref().unwrap_or_default();
        text.push_str(&format!(
            "{indicator},{area},{area_type},{family},{d1},{c1},{d2},{c2},{period},{statistic},\"{unit}\",{value},{lower},{upper},\
             {count},{people},{class},{reason},{snapshot}\n"
        ));
    }
    text
}

fn areas(population: &Population) -> String {
    let mut text = "area_code,area_type,family,name,parent_code,parent_type\n".to_owned();
    for (family, parent_type, parent, area_type, area) in nesting(population) {
        text.push_str(&format!("{area},{area_type},{family},Area {area},{parent},{parent_type}\n"));
    }
    text
}

fn indicators() -> String {
    let mut text = "id,name,class,family,among\n".to_owned();
    for question in &QUESTIONS {
        let among = question.among.unwrap_or_default();
        text.push_str(&format!("{0},{0},{1},{2},{among}\n", question.id, question.class, question.family));
    }
    text
}

/// The exact counts of a cell, and whether they are of class `sensitive`.
pub(crate) type Exact = BTreeMap<Address, (u64, u64, bool)>;

/// What goes out, and what is so.
#[derive(Debug, Clone, Default)]
pub struct Made {
    /// For the attackers.
    pub output: Output,
    /// For the judge.
    pub truth: Truth,
}

impl Made {
    pub(crate) fn new(population: &Population, rows: &[Row], exact: &Exact, known: Vec<Known>) -> Self {
        let exports: BTreeSet<usize> = rows.iter().map(|row| row.cell.export).collect();
        let export = |at: &usize| {
            let own: Vec<&Row> = rows.iter().filter(|row| row.cell.export == *at).collect();
            Export { values: values(&own), areas: areas(population), indicators: indicators() }
        };
        let output = Output { exports: exports.iter().map(export).collect(), known, ..Output::default() };
        let hidden: BTreeSet<&Address> =
            rows.iter().filter(|row| row.is_plain() && row.count.is_none()).map(|row| &row.cell).collect();
        let cell = |(address, (n, d, is_sensitive)): (&Address, &(u64, u64, bool))| {
            let whole = |x: u64| i64::try_from(x).unwrap_or(i64::MAX);
            let is_hidden = hidden.contains(address);
            (address.clone(), TrueCell { count: whole(*n), people: whole(*d), is_sensitive: *is_sensitive, is_hidden })
        };
        let truth = Truth { cells: exact.iter().map(cell).collect(), largest: BTreeMap::new() };
        Self { output, truth }
    }
}
