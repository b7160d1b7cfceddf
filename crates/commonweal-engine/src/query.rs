//! What does this SQL answer? Queries read named tables only: they cannot open files, change
//! anything, or see records.

use crate::engine::Engine;
use crate::error::EngineError;
use crate::results::{batch_of, table_of};
use async_trait::async_trait;
use commonweal_reference::{Table, Values};
use datafusion::catalog::{SchemaProvider, TableProvider};
use datafusion::common::Result;
use datafusion::datasource::MemTable;
use datafusion::error::DataFusionError;
use datafusion::execution::context::SQLOptions;
use jiff::civil::Date;
use std::fmt;
use std::sync::Arc;

/// A value of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Unknown.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// Text.
    Text(String),
    /// A day.
    Date(Date),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Integer(n) => write!(f, "{n}"),
            Self::Real(x) => write!(f, "{x}"),
            Self::Text(text) => f.write_str(text),
            Self::Date(date) => write!(f, "{date}"),
        }
    }
}

/// The rows a query answered with.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryResult {
    /// Column names.
    pub columns: Vec<String>,
    /// Rows, each with one value a column.
    pub rows: Vec<Vec<Value>>,
}

/// Loads a table by name when a query first names it.
type Load = dyn Fn(&str) -> Result<Arc<Table>, String> + Send + Sync;

struct NamedTables {
    names: Vec<String>,
    load: Arc<Load>,
}

impl fmt::Debug for NamedTables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NamedTables({:?})", self.names)
    }
}

#[async_trait]
impl SchemaProvider for NamedTables {
    fn table_names(&self) -> Vec<String> {
        self.names.clone()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        if !self.table_exist(name) {
            return Ok(None);
        }
        let table = (self.load)(name).map_err(DataFusionError::Execution)?;
        let batch = batch_of(&table)?;
        Ok(Some(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]])?)))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.names.iter().any(|n| n == name)
    }
}

impl Engine {
    /// Answers one `SELECT` over the named tables; a table is loaded when the query names it.
    ///
    /// # Errors
    /// `Sql` with what is wrong and the names that exist.
    pub fn query(
        &self,
        names: &[&str],
        load: impl Fn(&str) -> Result<Arc<Table>, String> + Send + Sync + 'static,
        sql: &str,
    ) -> Result<QueryResult, EngineError> {
        let tables = NamedTables { names: names.iter().map(|n| (*n).to_owned()).collect(), load: Arc::new(load) };
        let context = self.context();
        context
            .catalog("datafusion")
            .expect("a new session has this catalogue")
            .register_schema("public", Arc::new(tables))?;
        let only_reading = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
        self.runtime().block_on(async {
            let frame = context.sql_with_options(sql, only_reading).await.map_err(|e| explain(e, names))?;
            let schema = Arc::new(frame.schema().as_arrow().clone());
            let batches = frame.collect().await.map_err(|e| explain(e, names))?;
            let answer = table_of("answer", &schema, &batches)?;
            Ok(rows_of_table(&answer))
        })
    }
}

/// A table as rows of values.
pub fn rows_of_table(table: &Table) -> QueryResult {
    let length = table.columns.first().map_or(0, |c| c.values.len());
    let value = |values: &Values, i: usize| match values {
        Values::Text(v) => v[i].clone().map_or(Value::Null, Value::Text),
        Values::Integer(v) => v[i].map_or(Value::Null, Value::Integer),
        Values::Real(v) => v[i].map_or(Value::Null, Value::Real),
        Values::Date(v) => v[i].map_or(Value::Null, Value::Date),
    };
    QueryResult {
        columns: table.columns.iter().map(|c| c.name.clone()).collect(),
        rows: (0..length).map(|i| table.columns.iter().map(|c| value(&c.values, i)).collect()).collect(),
    }
}

/// Puts a planner's message into words a reader can act on.
fn explain(error: DataFusionError, names: &[&str]) -> EngineError {
    let message = error.strip_backtrace();
    let message = message.strip_prefix("Error during planning: ").unwrap_or(&message);
    let message = message.replace("datafusion.public.", "");
    if message.contains("not found") && message.contains("table") {
        return EngineError::Sql(format!("{message}. The tables are: {}", names.join(", ")));
    }
    if message.contains("not supported:") {
        return EngineError::Sql(format!(
            "only one SELECT statement is answered here; nothing can be changed or written ({message})"
        ));
    }
    EngineError::Sql(message)
}
