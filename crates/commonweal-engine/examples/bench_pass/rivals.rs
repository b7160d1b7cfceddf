//! What the pass is measured against: the mere decoding of its columns, and a query for each indicator.

use super::{Cost, Fallible, median};
use commonweal_engine::RecordFiles;
use datafusion::arrow::array::{AsArray, RecordBatch, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Int64Type, Schema};
use datafusion::datasource::MemTable;
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The columns the pass reads, of each table.
const COLUMNS: [(&str, &[&str]); 5] = [
    ("patients", &["patient_id", "date_of_birth", "sex", "date_of_death"]),
    ("practice_registrations", &["patient_id", "start_date", "end_date", "practice_code"]),
    ("addresses", &["patient_id", "start_date", "end_date", "lsoa21", "imd19_rank", "imd25_rank", "care_home"]),
    ("ethnicity_records", &["patient_id", "date", "category"]),
    ("clinical_events", &["patient_id", "date", "snomedct_code", "numeric_value"]),
];

/// Decodes every column of the pass on so many threads, and returns the rows seen.
pub(crate) fn decode(files: &RecordFiles, threads: usize) -> Fallible<usize> {
    let work: Vec<(&[&str], &PathBuf)> = COLUMNS
        .iter()
        .flat_map(|(table, columns)| files.tables[*table].iter().flatten().map(move |path| (*columns, path)))
        .collect();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let worker = || -> Fallible<usize> {
            let mut rows = 0;
            while let Some((columns, path)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?.with_batch_size(8192);
                let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
                for batch in builder.with_projection(mask).build()? {
                    rows += std::hint::black_box(batch?).num_rows();
                }
            }
            Ok(rows)
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().map(|worker| worker.join().expect("decoding does not panic")).sum()
    })
}

/// The queries, by indicator.
pub(crate) fn queries() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("queries.sql").split("-- indicator: ").skip(1).filter_map(|part| part.split_once('\n'))
}

/// What a query costs, planning and all, and its denominator and numerator.
pub(crate) fn query(
    files: &RecordFiles,
    definitions: &Path,
    threads: usize,
    sql: &str,
) -> Fallible<(Cost, (u64, u64))> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build()?;
    let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(threads));
    context.register_table("codes", Arc::new(codes(definitions)?))?;
    for (table, _) in COLUMNS {
        let paths: Vec<String> =
            files.tables[table].iter().flatten().map(|p| p.to_string_lossy().into_owned()).collect();
        let frame = runtime.block_on(context.read_parquet(paths, ParquetReadOptions::default()))?;
        context.register_table(table, frame.into_view())?;
    }
    let mut answer = (0, 0);
    let cost = median(|| {
        let batches =
            runtime.block_on(async { context.sql(sql.trim().trim_end_matches(';')).await?.collect().await })?;
        let batch = batches.iter().find(|batch| batch.num_rows() > 0).ok_or("no answer")?;
        let number = |i: usize| -> Fallible<u64> {
            let column = cast(batch.column(i), &DataType::Int64)?;
            Ok(u64::try_from(column.as_primitive::<Int64Type>().value(0))?)
        };
        answer = (number(0)?, number(1)?);
        Ok(())
    })?;
    Ok((cost, answer))
}

/// Every codelist as rows of list, code and category.
fn codes(definitions: &Path) -> Fallible<MemTable> {
    let mut rows: Vec<[String; 3]> = Vec::new();
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(definitions.join("codelists"))?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    for path in
        paths.iter().filter(|path| path.extension().is_some_and(|e| e == "csv") && !path.ends_with("manifest.csv"))
    {
        let list = path.file_stem().ok_or("a file has a name")?.to_string_lossy().into_owned();
        for line in std::fs::read_to_string(path)?.lines().skip(1) {
            let code = line.split(',').next().unwrap_or_default().to_owned();
            let category = line.rsplit(',').next().unwrap_or_default().to_owned();
            rows.push([list.clone(), code, category]);
        }
    }
    let schema = Schema::new(["list", "code", "category"].map(|name| Field::new(name, DataType::Utf8, false)).to_vec());
    let column = |i: usize| Arc::new(rows.iter().map(|row| Some(row[i].as_str())).collect::<StringArray>()) as _;
    let batch = RecordBatch::try_new(Arc::new(schema), vec![column(0), column(1), column(2)])?;
    Ok(MemTable::try_new(batch.schema(), vec![vec![batch]])?)
}
