//! Which files does the pass read, and which of their columns?

use crate::error::EngineError;
use crate::footer::read_footer;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::Result;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::physical_plan::ExecutionPlan;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The Parquet files of one snapshot: for each records table, the files of each bucket in order.
#[derive(Debug, Clone, Default)]
pub struct RecordFiles {
    /// Table name to buckets to files.
    pub tables: BTreeMap<String, Vec<Vec<PathBuf>>>,
}

/// A table the pass reads, with the columns it needs; `patient_id` always comes first.
pub(crate) struct TableScan {
    pub(crate) name: &'static str,
    columns: &'static [(&'static str, DataType)],
}

/// The tables of the pass, in the order the fold expects them.
pub(crate) const TABLES: [TableScan; 5] = [
    TableScan {
        name: "patients",
        columns: &[("date_of_birth", DataType::Date32), ("sex", DataType::Utf8), ("date_of_death", DataType::Date32)],
    },
    TableScan {
        name: "practice_registrations",
        columns: &[("start_date", DataType::Date32), ("end_date", DataType::Date32), ("practice_code", DataType::Utf8)],
    },
    TableScan {
        name: "addresses",
        columns: &[
            ("start_date", DataType::Date32),
            ("end_date", DataType::Date32),
            ("lsoa21", DataType::Utf8),
            ("imd19_rank", DataType::Int32),
            ("imd25_rank", DataType::Int32),
            ("care_home", DataType::Boolean),
        ],
    },
    TableScan { name: "ethnicity_records", columns: &[("date", DataType::Date32), ("category", DataType::Utf8)] },
    TableScan {
        name: "clinical_events",
        columns: &[("date", DataType::Date32), ("snomedct_code", DataType::Utf8), ("numeric_value", DataType::Float64)],
    },
];

impl TableScan {
    fn schema(&self) -> SchemaRef {
        let mut fields = vec![Field::new("patient_id", DataType::Int64, false)];
        fields.extend(self.columns.iter().map(|(name, of)| Field::new(*name, of.clone(), true)));
        Arc::new(Schema::new(fields))
    }

    /// The file's size, if it is whole and has every column the pass reads. Without this look at
    /// the file's own list, a column that is missing would be read as empty.
    fn check(&self, path: &Path) -> Result<u64, EngineError> {
        let (found, size) = read_footer(path)?;
        for (column, wanted) in [("patient_id", DataType::Int64)].iter().chain(self.columns) {
            let fits = found.schema().field_with_name(column).is_ok_and(|field| reads_as(field.data_type(), wanted));
            if !fits {
                return Err(EngineError::Column { table: self.name, column, expected: words(wanted) });
            }
        }
        Ok(size)
    }

    /// Reads the table with one partition a bucket; files are never split or moved between
    /// partitions, so each partition holds whole people in order.
    pub(crate) fn plan(&self, files: &RecordFiles, buckets: usize) -> Result<Arc<dyn ExecutionPlan>, EngineError> {
        let of_table = files.tables.get(self.name).ok_or_else(|| EngineError::NoTable(self.name.to_owned()))?;
        if of_table.len() != buckets {
            return Err(EngineError::Buckets { table: self.name.to_owned(), found: of_table.len(), expected: buckets });
        }
        let mut groups = Vec::with_capacity(buckets);
        for bucket in of_table {
            let mut group = Vec::with_capacity(bucket.len());
            for path in bucket {
                let size = self.check(path)?;
                let location = path.to_str().ok_or_else(|| EngineError::File {
                    path: path.clone(),
                    message: "its name is not readable text".to_owned(),
                })?;
                group.push(PartitionedFile::new(location, size));
            }
            groups.push(FileGroup::new(group));
        }
        let source = Arc::new(ParquetSource::new(self.schema()));
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), source)
            .with_file_groups(groups)
            .with_preserve_order(true)
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }
}

/// Whether a column of one type can be read as another without changing a value.
fn reads_as(found: &DataType, wanted: &DataType) -> bool {
    found == wanted || (found.is_string() && wanted.is_string())
}

fn words(of: &DataType) -> &'static str {
    match of {
        DataType::Date32 => "date",
        DataType::Int32 => "32-bit integer",
        DataType::Int64 => "64-bit integer",
        DataType::Float64 => "number",
        DataType::Boolean => "true or false",
        _ => "text",
    }
}
