//! The floor: the columns that the pass reads, decoded and then let go.

use crate::Fallible;
use crate::records::files;
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Decodes these columns of these tables on so many threads, and returns the rows seen.
pub(crate) fn decode(folder: &Path, columns: &BTreeMap<String, BTreeSet<String>>, threads: usize) -> Fallible<usize> {
    let mut work = Vec::new();
    for (table, columns) in columns {
        work.extend(files(folder, table)?.into_iter().map(|path| (columns, path)));
    }
    // The largest files first, so that no thread is left alone with one.
    work.sort_by_cached_key(|(_, path)| std::cmp::Reverse(path.metadata().map_or(0, |file| file.len())));
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let worker = || -> Fallible<usize> {
            let mut rows = 0;
            while let Some((columns, path)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?.with_batch_size(8192);
                let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().map(String::as_str));
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
