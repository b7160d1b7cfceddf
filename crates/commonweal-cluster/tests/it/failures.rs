//! What happens to a pass when something fails.

use crate::people::pass;
use crate::processes::{Cluster, wait_for};
use crate::support::{assert_equal, here, there};
use commonweal_engine::PassSpec;
use std::fs;
use std::sync::Arc;
use std::thread;

/// Enough buckets that a pass is still at work when one executor has done some of them.
const BUCKETS: u32 = 40;

/// Runs the pass on two executors, and stops the second one when it has finished at least one bucket.
fn stopped_in_the_middle(stop: impl FnOnce(&mut Cluster)) {
    let dir = tempfile::tempdir().unwrap();
    let spec = pass(&dir.path().join("workspace"), BUCKETS);
    let mut cluster = Cluster::start(dir.path(), 2);
    let address = cluster.address;
    let asked: Arc<PassSpec> = Arc::clone(&spec);
    let job = thread::spawn(move || there(address, &asked));
    wait_for("the first finished bucket", || job.is_finished() || cluster.executors[1].log().contains("Finished task"));
    assert!(!job.is_finished(), "the pass is over before anything could happen: {:?}", job.join());
    let done = cluster.executors.iter().map(|e| e.log().matches("Finished task").count()).sum::<usize>();
    assert!(done < BUCKETS as usize, "{done} of {BUCKETS} buckets are done");
    stop(&mut cluster);
    assert_equal(&job.join().unwrap().unwrap(), &here(&spec));
}

#[test]
fn an_executor_killed_in_the_middle_of_a_pass_loses_nothing() {
    stopped_in_the_middle(|cluster| cluster.executors[1].kill());
}

#[test]
fn an_executor_that_is_told_to_stop_deletes_its_cells_and_the_pass_goes_on() {
    stopped_in_the_middle(|cluster| {
        cluster.executors[1].terminate();
        assert!(cluster.executors[1].files().is_empty(), "{:?}", cluster.executors[1].files());
    });
}

#[test]
fn a_pass_fails_with_a_reason_when_the_last_executor_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let spec = pass(&dir.path().join("workspace"), BUCKETS);
    let mut cluster = Cluster::start(dir.path(), 1);
    let address = cluster.address;
    let job = thread::spawn(move || there(address, &spec));
    wait_for("the first finished bucket", || job.is_finished() || cluster.executors[0].log().contains("Finished task"));
    cluster.executors[0].kill();
    let error = job.join().unwrap().unwrap_err().to_string();
    assert!(error.contains(&address.to_string()) && error.contains("executor"), "{error}");
}

#[test]
fn executors_find_a_scheduler_that_was_started_again() {
    let dir = tempfile::tempdir().unwrap();
    let spec = pass(&dir.path().join("workspace"), 3);
    let mut cluster = Cluster::start(dir.path(), 1);
    wait_for("the executor to be taken in", || cluster.executors[0].log().contains("registration succeed"));
    cluster.scheduler.kill();
    wait_for("the executor to miss it", || cluster.executors[0].log().contains("Heartbeat failed"));
    cluster.start_scheduler_again(dir.path());
    assert_equal(&there(cluster.address, &spec).unwrap(), &here(&spec));
}

#[test]
fn a_damaged_file_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let spec = pass(&dir.path().join("workspace"), 3);
    let file = &spec.files.tables["clinical_events"][1][0];
    fs::write(file, b"PAR1 not any more").unwrap();
    let cluster = Cluster::start(dir.path(), 1);
    let error = there(cluster.address, &spec).unwrap_err().to_string();
    assert!(error.contains(&file.display().to_string()), "{error}");
}

#[test]
fn without_a_scheduler_the_error_says_where_it_was_looked_for() {
    let dir = tempfile::tempdir().unwrap();
    let spec = pass(&dir.path().join("workspace"), 1);
    let error = there("127.0.0.1:9".parse().unwrap(), &spec).unwrap_err().to_string();
    assert!(error.contains("127.0.0.1:9") && error.contains("commonweal cluster scheduler"), "{error}");
}
