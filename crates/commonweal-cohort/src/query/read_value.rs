//! Reading values, types and the rows of inline tables.

use super::error::QueryProblem;
use super::json::Json;
use super::node::{InlineRows, InlineTable};
use super::value::{CodeSystem, Value, ValueType};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A literal: one value, or a set of them.
pub(super) enum LiteralJson {
    One(Value, ValueType),
    Set(BTreeSet<Value>, Option<ValueType>),
}

pub(super) fn shape(field: &str, wanted: &'static str, got: &Json) -> QueryProblem {
    QueryProblem::Shape { field: field.to_owned(), wanted, got: got.kind() }
}

/// The fields of a node: all that its type has, and no others.
pub(super) struct Fields<'a> {
    members: &'a [(String, Json)],
}

impl<'a> Fields<'a> {
    pub(super) fn of(node: &str, content: &'a Json, names: &[&'static str]) -> Result<Self, QueryProblem> {
        let members = content.as_object().ok_or_else(|| shape(node, "an object of fields", content))?;
        if let Some(name) = names.iter().find(|name| !members.iter().any(|(field, _)| field == *name)) {
            return Err(QueryProblem::MissingField { node: node.to_owned(), field: name });
        }
        match members.iter().find(|(field, _)| !names.contains(&field.as_str())) {
            Some((field, _)) => Err(QueryProblem::UnknownField { node: node.to_owned(), field: field.clone() }),
            None => Ok(Self { members }),
        }
    }

    pub(super) fn get(&self, name: &'static str) -> &'a Json {
        let found = self.members.iter().find(|(field, _)| field == name);
        found.map(|(_, json)| json).expect("the fields were checked when they were taken")
    }

    pub(super) fn text(&self, name: &'static str) -> Result<&'a str, QueryProblem> {
        let json = self.get(name);
        json.as_str().ok_or_else(|| shape(name, "text", json))
    }
}

/// The items of `{"tuple": [...]}`, or of another list so named.
pub(super) fn items<'a>(field: &str, json: &'a Json, tag: &str) -> Result<&'a [Json], QueryProblem> {
    let inner = json.tagged_as(tag).and_then(Json::as_list);
    inner.ok_or_else(|| shape(field, if tag == "dict" { "a dict" } else { "a tuple" }, json))
}

/// The pairs of `{"dict": [[key, value], ...]}`, in order.
pub(super) fn pairs<'a>(field: &str, json: &'a Json) -> Result<Vec<(&'a Json, &'a Json)>, QueryProblem> {
    let pair = |item: &'a Json| match item.as_list() {
        Some([key, value]) => Ok((key, value)),
        _ => Err(shape(field, "pairs of key and value", item)),
    };
    items(field, json, "dict")?.iter().map(pair).collect()
}

/// The pairs of a dict whose keys are names.
pub(super) fn named<'a>(field: &str, json: &'a Json) -> Result<Vec<(&'a str, &'a Json)>, QueryProblem> {
    let name =
        |(key, value): (&'a Json, &'a Json)| Ok((key.as_str().ok_or_else(|| shape(field, "names", key))?, value));
    pairs(field, json)?.into_iter().map(name).collect()
}

/// `{"type": "int"}`.
pub(super) fn value_type(field: &str, json: &Json) -> Result<ValueType, QueryProblem> {
    let name = json.tagged_as("type").and_then(Json::as_str);
    name.and_then(ValueType::named).ok_or_else(|| shape(field, "a type such as {\"type\": \"int\"}", json))
}

/// A day as `YYYY-MM-DD`, of the years 1 to 9999.
pub(super) fn day(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let punctuated = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() });
    let date: Date = if punctuated { text.parse().ok()? } else { return None };
    (date.year() >= 1).then_some(date)
}

/// `{"date": "2020-02-29"}`.
pub(super) fn tagged_day(field: &str, json: &Json) -> Result<Date, QueryProblem> {
    let text = json.tagged_as("date").and_then(Json::as_str);
    text.and_then(day).ok_or_else(|| shape(field, "a date such as {\"date\": \"2020-02-29\"}", json))
}

/// What stands in `{"Value": ...}`.
pub(super) fn literal(json: &Json) -> Result<LiteralJson, QueryProblem> {
    if json.tagged_as("frozenset").is_none() {
        return scalar(json).map(|(value, value_type)| LiteralJson::One(value, value_type));
    }
    let mut values = BTreeSet::new();
    let mut of = None;
    for item in items("Value", json, "frozenset")? {
        let (value, value_type) = scalar(item)?;
        if *of.get_or_insert(value_type) != value_type {
            return Err(shape("Value", "a frozenset of values of one type", item));
        }
        values.insert(value);
    }
    Ok(LiteralJson::Set(values, of))
}

/// A single value and its type.
fn scalar(json: &Json) -> Result<(Value, ValueType), QueryProblem> {
    let wrong = || shape("Value", "a boolean, number, text, date or code", json);
    let plain = |value: Value| {
        let value_type = value.plain_type();
        (value, value_type)
    };
    match json {
        Json::Bool(claim) => Ok(plain(Value::Bool(*claim))),
        Json::Int(number) => Ok(plain(Value::Int(*number))),
        Json::Float(number) => Value::float(*number).map(plain).ok_or_else(wrong),
        Json::Text(text) => Ok(plain(Value::text(text.as_str()))),
        Json::Null | Json::List(_) => Err(wrong()),
        Json::Object(_) => {
            let (tag, content) = json.as_tagged().ok_or_else(wrong)?;
            if tag == "date" {
                return tagged_day("Value", json).map(|day| plain(Value::Date(day)));
            }
            let system = CodeSystem::ALL.into_iter().find(|system| system.name() == tag).ok_or_else(wrong)?;
            let code = content.as_str().ok_or_else(wrong)?;
            Ok((Value::text(code), ValueType::Code(system)))
        }
    }
}

/// An `InlinePatientTable`.
pub(super) fn inline_table(content: &Json) -> Result<InlineTable, QueryProblem> {
    let fields = Fields::of("InlinePatientTable", content, &["rows", "schema"])?;
    let columns = schema(fields.get("schema"))?;
    let rows = match fields.get("rows").as_tagged() {
        Some(("tuple", _)) => {
            let rows = items("rows", fields.get("rows"), "tuple")?;
            InlineRows::Given(rows.iter().map(|row| inline_row(row, &columns)).collect::<Result<_, _>>()?)
        }
        Some((reader @ ("CSVRowsReader" | "CSVGZRowsReader" | "ArrowRowsReader"), content)) => file(reader, content)?,
        _ => return Err(shape("rows", "a tuple of rows, or a reader of a file", fields.get("rows"))),
    };
    Ok(InlineTable { columns, rows })
}

fn schema(json: &Json) -> Result<Vec<(Arc<str>, ValueType)>, QueryProblem> {
    let wrong = || shape("schema", "a TableSchema of Columns", json);
    let columns = json.tagged_as("TableSchema").and_then(Json::as_object).ok_or_else(wrong)?;
    let column = |(name, column): &(String, Json)| {
        let of = column.tagged_as("Column").and_then(|column| column.field("type_")).ok_or_else(wrong)?;
        Ok((name.as_str().into(), value_type("type_", of)?))
    };
    columns.iter().map(column).collect()
}

fn inline_row(row: &Json, columns: &[(Arc<str>, ValueType)]) -> Result<(i64, Vec<Option<Value>>), QueryProblem> {
    let wrong = || shape("rows", "rows of a patient and one cell for each column", row);
    let (patient, cells) = items("rows", row, "tuple")?.split_first().ok_or_else(wrong)?;
    if cells.len() != columns.len() {
        return Err(wrong());
    }
    let cells = cells.iter().zip(columns).map(|(cell, (_, of))| inline_cell(cell, *of));
    Ok((patient.as_int().ok_or_else(wrong)?, cells.collect::<Result<_, _>>()?))
}

fn inline_cell(cell: &Json, of: ValueType) -> Result<Option<Value>, QueryProblem> {
    let value = match (cell, of) {
        (Json::Null, _) => return Ok(None),
        (Json::Int(number), ValueType::Float) => Value::float(*number as f64),
        _ => Some(scalar(cell)?.0),
    };
    match value.filter(|value| of.holds(value)) {
        Some(value) => Ok(Some(value)),
        None => Err(shape("rows", "cells of the types that the schema gives", cell)),
    }
}

fn file(reader: &str, content: &Json) -> Result<InlineRows, QueryProblem> {
    let fields = Fields::of(reader, content, &["filename", "column_specs", "allow_missing_columns"])?;
    let filename = fields.get("filename");
    let path = filename.tagged_as("Path").and_then(Json::as_str);
    let path = path.ok_or_else(|| shape("filename", "a path such as {\"Path\": \"outputs/x.csv\"}", filename))?;
    if leaves(path) {
        return Err(QueryProblem::PathLeaves);
    }
    let allow = fields.get("allow_missing_columns");
    named("column_specs", fields.get("column_specs"))?;
    Ok(InlineRows::File {
        reader: reader.to_owned(),
        path: path.to_owned(),
        column_specs: fields.get("column_specs").to_string(),
        allow_missing_columns: allow.as_bool().ok_or_else(|| shape("allow_missing_columns", "true or false", allow))?,
    })
}

/// Whether a path, read by the rules of either kind of system, leaves the folder it is meant to be in.
fn leaves(path: &str) -> bool {
    let mut depth = 0_usize;
    for part in path.split(['/', '\\']).skip(usize::from(path.starts_with("./"))) {
        match part {
            // An absolute path begins with nothing before its slash.
            "" => return true,
            "." => {}
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            _ if part.contains(':') => return true,
            _ => depth += 1,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_inside_the_folder_or_is_refused() {
        for inside in ["outputs/x.csv", "x.csv", "./x.csv", "a/../x.csv"] {
            assert!(!leaves(inside), "{inside}");
        }
        for outside in ["/etc/x", "../x.csv", "a/../../x.csv", "C:\\x.csv", "\\\\host\\x", ""] {
            assert!(leaves(outside), "{outside}");
        }
    }

    #[test]
    fn a_day_is_written_in_one_way() {
        assert!(day("2020-02-29").is_some());
        for wrong in ["2021-02-29", "20200229", "2020-2-29", "0000-01-01", "2020-02-29T00", "+020-01-01"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
