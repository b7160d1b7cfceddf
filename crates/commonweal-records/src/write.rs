//! Writing a snapshot: bucket by bucket on several threads, then all of it at once.

use crate::bucket::bucket_of;
use crate::columns::{FurtherRow, fault_in};
use crate::delta::{prepare, set_active};
use crate::error::RecordsError;
use crate::files::{
    WriteLock, create_dir, io, manifest_path, manifests_dir, records_dir, staging_dir, sync_dir, table_dir, write_whole,
};
use crate::keep::{clear_up, snapshots};
use crate::manifest::{FileManifest, SnapshotManifest, TableManifest, snapshot_id};
use crate::part::{Part, Written};
use commonweal_model::tables::{
    ADDRESSES, ALL, CLINICAL_EVENTS, ETHNICITY_RECORDS, PATIENTS, PRACTICE_REGISTRATIONS, RecordsTable,
};
use commonweal_model::{FurtherRows, PersonRecords};
use jiff::Timestamp;
use std::collections::btree_map::{BTreeMap, Entry};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};

/// The tables that every snapshot has, with rows or without.
const ALWAYS: [&RecordsTable; 5] =
    [&PATIENTS, &PRACTICE_REGISTRATIONS, &ADDRESSES, &ETHNICITY_RECORDS, &CLINICAL_EVENTS];
/// Buckets are files, and every file of a table is open to be listed: more than this helps nobody.
const MOST_BUCKETS: u32 = 4096;
/// People between two reports of progress.
const PROGRESS_PEOPLE: u64 = 1000;

/// Writes the people of every bucket as one snapshot and makes it the latest version of the Delta
/// tables. `people(bucket)` gives the people of a bucket in order of `patient_id`, each with
/// rows in date order; memory is bounded by the rows being gathered on each thread, whatever the
/// number of people. `progress` hears the number of people written so far.
///
/// All or nothing: an interrupted write leaves no manifest, and the next write clears up after it.
/// The same people written again change nothing and give back the manifest that exists. The
/// result does not depend on `threads`.
///
/// # Errors
/// `Order` if people or rows come in another order or in the wrong bucket; `SameContent` if a
/// snapshot holds exactly these people under another source or class; `Setting` if the workspace's
/// snapshots have another number of buckets; `Busy` while another process
/// writes; `Io`, `Parquet` and `Delta` if the disk fails.
pub fn write_snapshot(
    dir: &Path,
    source: &str,
    class: &str,
    buckets: u32,
    people: impl Fn(u32) -> Box<dyn Iterator<Item = PersonRecords> + Send> + Sync,
    threads: usize,
    progress: &dyn Fn(u64),
) -> Result<SnapshotManifest, RecordsError> {
    if buckets == 0 || buckets > MOST_BUCKETS {
        let allowed = "between 1 and 4096";
        return Err(RecordsError::Setting { what: "the number of buckets", given: buckets.to_string(), allowed });
    }
    let _lock = WriteLock::take(dir)?;
    if snapshots(dir)?.first().is_some_and(|snapshot| snapshot.buckets != buckets) {
        let allowed = "the number that the snapshots of this workspace have";
        return Err(RecordsError::Setting { what: "the number of buckets", given: buckets.to_string(), allowed });
    }
    clear_up(dir)?;
    let staging = staging_dir(dir);
    create_dir(&staging)?;
    let written = write_buckets(&staging, buckets, &people, threads, progress)?;
    let manifest = publish(dir, source, class, buckets, written)?;
    std::fs::remove_dir_all(&staging).map_err(io("remove", &staging))?;
    Ok(manifest)
}

/// Writes every bucket to the staging folder, in any order, and gives the files in a fixed order.
fn write_buckets(
    staging: &Path,
    buckets: u32,
    people: &(impl Fn(u32) -> Box<dyn Iterator<Item = PersonRecords> + Send> + Sync),
    threads: usize,
    progress: &dyn Fn(u64),
) -> Result<Vec<Written>, RecordsError> {
    let next = AtomicU32::new(0);
    let failed = AtomicBool::new(false);
    let work = |written: Sender<u64>| {
        let mut files = Vec::new();
        while !failed.load(Ordering::Relaxed) {
            let bucket = next.fetch_add(1, Ordering::Relaxed);
            if bucket >= buckets {
                break;
            }
            match write_bucket(staging, bucket, buckets, people(bucket), &written) {
                Ok(parts) => files.extend(parts),
                Err(error) => {
                    failed.store(true, Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
        Ok(files)
    };
    let outcomes: Vec<Result<Vec<Written>, RecordsError>> = std::thread::scope(|scope| {
        let (sender, counts) = channel();
        let threads = threads.clamp(1, usize::try_from(buckets).unwrap_or(1));
        let running: Vec<_> = (0..threads)
            .map(|_| {
                let sender = sender.clone();
                scope.spawn(|| work(sender))
            })
            .collect();
        drop(sender);
        let mut total = 0;
        for count in counts {
            total += count;
            progress(total);
        }
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut files = Vec::new();
    for outcome in outcomes {
        files.extend(outcome?);
    }
    files.sort_by_key(|file| (file.table, file.manifest.bucket));
    Ok(files)
}

fn write_bucket(
    staging: &Path,
    bucket: u32,
    buckets: u32,
    people: Box<dyn Iterator<Item = PersonRecords> + Send>,
    written: &Sender<u64>,
) -> Result<Vec<Written>, RecordsError> {
    let mut patients = Part::create(staging, &PATIENTS, bucket)?;
    let mut registrations = Part::create(staging, &PRACTICE_REGISTRATIONS, bucket)?;
    let mut addresses = Part::create(staging, &ADDRESSES, bucket)?;
    let mut ethnicity = Part::create(staging, &ETHNICITY_RECORDS, bucket)?;
    let mut events = Part::create(staging, &CLINICAL_EVENTS, bucket)?;
    let mut others: BTreeMap<&str, Part> = BTreeMap::new();
    let mut unreported = 0;
    for (row, person) in (0..).zip(people) {
        check_person(&person, bucket, buckets, row)?;
        patients.push(&person.patient)?;
        person.registrations.iter().try_for_each(|row| registrations.push(row))?;
        person.addresses.iter().try_for_each(|row| addresses.push(row))?;
        person.ethnicity.iter().try_for_each(|row| ethnicity.push(row))?;
        person.events.iter().try_for_each(|row| events.push(row))?;
        for further in &person.further {
            write_further(&mut others, staging, bucket, person.patient.patient_id, further)?;
        }
        unreported += 1;
        if unreported == PROGRESS_PEOPLE {
            // Nobody listening is no reason to stop.
            let _ = written.send(std::mem::take(&mut unreported));
        }
    }
    let _ = written.send(unreported);
    let parts = [patients, registrations, addresses, ethnicity, events];
    parts.into_iter().chain(others.into_values()).filter_map(|part| part.finish().transpose()).collect()
}

fn write_further(
    parts: &mut BTreeMap<&str, Part>,
    staging: &Path,
    bucket: u32,
    patient_id: i64,
    further: &FurtherRows,
) -> Result<(), RecordsError> {
    if further.rows.is_empty() {
        return Ok(());
    }
    let part = match parts.entry(further.table.name) {
        Entry::Occupied(part) => part.into_mut(),
        Entry::Vacant(place) => place.insert(Part::create(staging, further.table, bucket)?),
    };
    further.rows.iter().try_for_each(|row| part.push(&FurtherRow::new(patient_id, further.table, row)))
}

/// Everything about a person belongs to that person, and that person to this bucket.
fn check_person(person: &PersonRecords, bucket: u32, buckets: u32, row: u64) -> Result<(), RecordsError> {
    let id = person.patient.patient_id;
    let fault = |table, rule| Err(RecordsError::Order { table, bucket, row, rule });
    if bucket_of(id, buckets) != bucket {
        return fault(PATIENTS.name, "its person belongs to another bucket");
    }
    let rule = "a row of its person names another person";
    if person.registrations.iter().any(|row| row.patient_id != id) {
        return fault(PRACTICE_REGISTRATIONS.name, rule);
    }
    if person.addresses.iter().any(|row| row.patient_id != id) {
        return fault(ADDRESSES.name, rule);
    }
    if person.ethnicity.iter().any(|row| row.patient_id != id) {
        return fault(ETHNICITY_RECORDS.name, rule);
    }
    if person.events.iter().any(|row| row.patient_id != id) {
        return fault(CLINICAL_EVENTS.name, rule);
    }
    for further in &person.further {
        let table = further.table.name;
        if ALWAYS.iter().any(|always| always.name == table) {
            return fault(table, "its rows stand among a person's other rows, not in their own list");
        }
        if let Some(rule) = fault_in(further) {
            return fault(table, rule);
        }
    }
    Ok(())
}

/// Gives the staged files their names, commits them and, last of all, writes the manifest.
fn publish(
    dir: &Path,
    source: &str,
    class: &str,
    buckets: u32,
    written: Vec<Written>,
) -> Result<SnapshotManifest, RecordsError> {
    let mut files: BTreeMap<String, Vec<FileManifest>> =
        ALWAYS.iter().map(|table| (table.name.to_owned(), Vec::new())).collect();
    for file in &written {
        files.entry(file.table.to_owned()).or_default().push(file.manifest.clone());
    }
    let id = snapshot_id(buckets, &files);
    if let Some(existing) = snapshots(dir)?.into_iter().find(|snapshot| snapshot.id == id) {
        return same_as(existing, source, class);
    }
    // A table that only an earlier snapshot has rows in goes on, without any.
    let present = |table: &&RecordsTable| {
        files.contains_key(table.name) || table_dir(dir, table.name).join("_delta_log").is_dir()
    };
    let tables: Vec<&'static RecordsTable> = ALL.into_iter().filter(present).collect();
    for table in &tables {
        prepare(dir, table)?;
    }
    for file in &written {
        let path = dir.join(&file.manifest.path);
        std::fs::rename(&file.staged, &path).map_err(io("name", &path))?;
    }
    for table in &tables {
        sync_dir(&table_dir(dir, table.name))?;
    }
    sync_dir(&records_dir(dir))?;
    let of = |table: &RecordsTable| files.get(table.name).map_or(&[][..], Vec::as_slice);
    let active: Vec<_> = tables.iter().map(|table| (*table, of(table))).collect();
    let versions = set_active(dir, &active)?;
    let people = files[PATIENTS.name].iter().map(|file| file.rows).sum();
    let table = |(name, files): (String, Vec<FileManifest>)| {
        let rows = files.iter().map(|file| file.rows).sum();
        let version = versions[&name];
        (name, TableManifest { version, rows, files })
    };
    let manifest = SnapshotManifest {
        id,
        tables: files.into_iter().map(table).collect(),
        buckets,
        source: source.to_owned(),
        class: class.to_owned(),
        people,
        loaded_at: format!("{:.6}", Timestamp::now()),
    };
    create_dir(&manifests_dir(dir))?;
    let text = serde_json::to_vec_pretty(&manifest).expect("a manifest is text and numbers");
    write_whole(&manifest_path(dir, &manifest.id), &text)?;
    sync_dir(&records_dir(dir))?;
    Ok(manifest)
}

fn same_as(existing: SnapshotManifest, source: &str, class: &str) -> Result<SnapshotManifest, RecordsError> {
    let (what, old, given) = if existing.class != class {
        ("class", existing.class, class)
    } else if existing.source != source {
        ("source", existing.source, source)
    } else {
        return Ok(existing);
    };
    let id = existing.id.chars().take(12).collect();
    Err(RecordsError::SameContent { id, what, existing: old, given: given.to_owned() })
}
