//! One vector: a query, its tables, and the tables it should give.

use crate::query::catalogue::{Catalogue, TableRef, schema_named};
use crate::query::json::Json;
use crate::query::read_value::day;
use crate::query::scalar;
use crate::query::table::{Cells, Database, ResultTable, Table};
use crate::query::value::{Value, ValueType};

/// What a vector tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Dataset,
    Measures,
    Invalid,
}

/// A vector, its rows read by the types of their columns.
#[derive(Debug)]
pub(super) struct Vector {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) query: Json,
    pub(super) module_details: Option<Json>,
    pub(super) catalogue: Catalogue,
    pub(super) database: Database,
    pub(super) expected: Vec<ResultTable>,
    pub(super) expected_controlled: Option<Vec<ResultTable>>,
}

type Read<T> = Result<T, String>;

impl Vector {
    pub(super) fn of(json: &Json) -> Read<Self> {
        let id = text(json, "id")?.to_owned();
        let kind = match text(json, "kind")? {
            "dataset" => Kind::Dataset,
            "measures" => Kind::Measures,
            "invalid" => Kind::Invalid,
            other => return Err(format!("vector `{id}` is of an unknown kind `{other}`")),
        };
        let mut vector = Self {
            query: member(json, "query")?.clone(),
            module_details: json.field("module_details").cloned(),
            catalogue: Catalogue::new(),
            database: Database::default(),
            expected: Vec::new(),
            expected_controlled: None,
            id,
            kind,
        };
        for (name, table) in json.field("tables").and_then(Json::as_object).unwrap_or_default() {
            vector.add_table(name, table).map_err(|why| format!("vector `{}`, table `{name}`: {why}", vector.id))?;
        }
        if kind != Kind::Invalid {
            let in_vector = |why| format!("vector `{}`: {why}", vector.id);
            vector.expected = result_tables(member(json, "expected_tables")?).map_err(in_vector)?;
            let controlled = json.field("expected_sdc_tables").map(result_tables);
            vector.expected_controlled = controlled.transpose().map_err(in_vector)?;
        }
        Ok(vector)
    }

    fn add_table(&mut self, name: &str, table: &Json) -> Read<()> {
        let schema = schema_named(name, table).map_err(|error| error.to_string())?;
        for reference in list(table, "refs")? {
            let reference = TableRef::new(text(reference, "module")?, text(reference, "name")?);
            self.catalogue.insert(reference, schema.clone());
        }
        let header = list(table, "header")?.iter().map(|name| name.as_str().ok_or("a column has no name"));
        let header: Vec<&str> = header.collect::<Result<_, _>>()?;
        let Some((&"patient_id", columns)) = header.split_first() else {
            return Err("the header does not begin with patient_id".to_owned());
        };
        let types = columns.iter().map(|name| schema.column(name).ok_or("the header has a column of no type"));
        let types: Vec<ValueType> = types.collect::<Result<_, _>>()?;
        let mut rows = Vec::new();
        for row in list(table, "rows")? {
            let (patient, row) = row.as_list().and_then(<[Json]>::split_first).ok_or("a row has no patient")?;
            rows.push((patient.as_int().ok_or("a patient is no whole number")?, cells(row, &types)?));
        }
        let header = columns.iter().map(|name| (*name).into()).collect();
        self.database.tables.insert(name.into(), Table { header, rows });
        Ok(())
    }
}

fn member<'a>(json: &'a Json, name: &str) -> Read<&'a Json> {
    json.field(name).ok_or_else(|| format!("there is no `{name}`"))
}

fn text<'a>(json: &'a Json, name: &str) -> Read<&'a str> {
    member(json, name)?.as_str().ok_or_else(|| format!("`{name}` is no text"))
}

fn list<'a>(json: &'a Json, name: &str) -> Read<&'a [Json]> {
    member(json, name)?.as_list().ok_or_else(|| format!("`{name}` is no list"))
}

fn result_tables(json: &Json) -> Read<Vec<ResultTable>> {
    let tables = json.as_list().ok_or("the expected tables are no list")?;
    tables.iter().map(result_table).collect()
}

fn result_table(json: &Json) -> Read<ResultTable> {
    let columns = member(json, "columns")?.as_object().ok_or("`columns` is no object")?;
    let column = |(name, of): &(String, Json)| {
        let of = of.as_str().and_then(ValueType::named).ok_or("a column has no type")?;
        Ok((name.clone(), of))
    };
    let columns: Vec<(String, ValueType)> = columns.iter().map(column).collect::<Result<_, String>>()?;
    let types: Vec<ValueType> = columns.iter().map(|(_, of)| *of).collect();
    let rows = list(json, "rows")?.iter().map(|row| cells(row.as_list().ok_or("a row is no list")?, &types));
    Ok(ResultTable { name: text(json, "name")?.to_owned(), columns, rows: rows.collect::<Result<_, _>>()? })
}

fn cells(row: &[Json], types: &[ValueType]) -> Read<Cells> {
    if row.len() != types.len() {
        return Err("a row has more or fewer cells than there are columns".to_owned());
    }
    row.iter().zip(types).map(|(json, of)| cell(json, *of)).collect()
}

fn cell(json: &Json, of: ValueType) -> Read<Option<Value>> {
    let value = match (json, of) {
        (Json::Null, _) => return Ok(None),
        (Json::Bool(claim), ValueType::Bool) => Some(Value::Bool(*claim)),
        (Json::Int(number), ValueType::Int) => Some(Value::Int(*number)),
        (Json::Int(number), ValueType::Float) => Value::float(*number as f64),
        (Json::Float(number), ValueType::Float) => Value::float(*number),
        // A table that went through floats on its way holds 1.0 for 1.
        (Json::Float(number), ValueType::Int) => scalar::whole(*number).filter(|_| number.fract() == 0.0),
        (Json::Text(text), ValueType::Date) => day(text).map(Value::Date),
        (Json::Text(text), _) => Some(Value::text(text.as_str())).filter(|value| of.holds(value)),
        _ => None,
    };
    value.map(Some).ok_or_else(|| format!("a cell of type {of} holds {}", json.kind()))
}
