//! The benchmark's own records: made-up people with long histories, in files as the product writes them.
//!
//! It is not the synthetic population of the demonstration: only what makes a scan slow or fast is like real records
//! (how many rows, of how many codes, how unevenly used, in what order, with how many in no codelist). The same people
//! come out on every machine and for every number of threads.

mod books;
mod person;
mod random;
mod roles;
mod sheet;
mod vocabulary;

use crate::Fallible;
use books::Books;
use commonweal_records::ids_in_bucket;
use person::People;
pub(crate) use sheet::{Cell, Sheet};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use vocabulary::Vocabulary;

/// Changes when the same arguments would give other rows.
const VERSION: u32 = 1;
const SEED: u64 = 20_260_331;
/// 2016-04-01 and 2026-03-31, as days since 1970-01-01.
const FIRST_DAY: i32 = 16_892;
pub(crate) const LAST_DAY: i32 = 20_543;
/// People in a bucket, about: some 5 million events.
const PEOPLE_PER_BUCKET: u64 = 20_000;
const LEAST_BUCKETS: u64 = 8;

/// Makes so many people in `folder`, unless they are there already. Says what there is.
pub(crate) fn generate(folder: &Path, definitions: &Path, people: u64, threads: usize) -> Fallible<String> {
    let vocabulary = Vocabulary::read(definitions)?;
    let mark = folder.join("made");
    let wanted = format!("version {VERSION}, {people} people, {:016x}\n", vocabulary.fingerprint());
    if let Ok(found) = std::fs::read_to_string(&mark)
        && let Some(rows) = found.strip_prefix(&wanted)
    {
        return Ok(rows.to_owned());
    }
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let buckets = u32::try_from((people / PEOPLE_PER_BUCKET).max(LEAST_BUCKETS))?;
    let (next, rows) = (AtomicU32::new(0), Mutex::new(BTreeMap::new()));
    let worker = || -> Fallible<()> {
        let mut made = People::new(&vocabulary);
        loop {
            let bucket = next.fetch_add(1, Ordering::Relaxed);
            if bucket >= buckets {
                return Ok(());
            }
            let mut books = Books::open(folder, bucket)?;
            for id in ids_in_bucket(people, bucket, buckets) {
                made.write(id, &mut books)?;
            }
            books.close(&mut rows.lock().expect("no thread panics while it holds the rows"))?;
        }
    };
    std::thread::scope(|scope| -> Fallible<()> {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("the generator does not panic"))
    })?;
    let rows = rows.into_inner().expect("the threads have ended");
    let rows: String = rows.iter().map(|(table, rows)| format!("{table} {rows}\n")).collect();
    std::fs::write(mark, format!("{wanted}{rows}"))?;
    Ok(rows)
}
