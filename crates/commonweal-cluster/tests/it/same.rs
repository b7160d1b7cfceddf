//! A cluster counts what one machine counts.

use crate::people::pass;
use crate::processes::Cluster;
use crate::support::{assert_equal, here, there};

#[test]
fn two_executors_count_what_one_machine_counts_and_share_the_buckets() {
    let dir = tempfile::tempdir().unwrap();
    let spec = pass(&dir.path().join("workspace"), 12);
    let cluster = Cluster::start(dir.path(), 2);
    assert_equal(&there(cluster.address, &spec).unwrap(), &here(&spec));
    for executor in &cluster.executors {
        let finished = executor.log().matches("Finished task").count();
        assert!(finished >= 2, "{} finished {finished} tasks", executor.log.display());
    }
    assert_equal(&there(cluster.address, &spec).unwrap(), &here(&spec));
}

#[test]
fn one_bucket_is_counted_once() {
    let dir = tempfile::tempdir().unwrap();
    let spec = pass(&dir.path().join("workspace"), 1);
    let cluster = Cluster::start(dir.path(), 1);
    assert_equal(&there(cluster.address, &spec).unwrap(), &here(&spec));
}
