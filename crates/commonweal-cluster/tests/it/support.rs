//! The pass here, the pass there.

use commonweal_cluster::ClusterRunner;
use commonweal_engine::{Engine, EngineError, PassSpec, PassSummary};
use std::net::SocketAddr;
use std::sync::Arc;

pub(crate) fn here(spec: &Arc<PassSpec>) -> PassSummary {
    Engine::new(Some(2)).unwrap().pass(spec, &|_| {}).unwrap()
}

pub(crate) fn there(scheduler: SocketAddr, spec: &Arc<PassSpec>) -> Result<PassSummary, EngineError> {
    let engine = Engine::new(Some(2)).unwrap().with_runner(Arc::new(ClusterRunner::new(scheduler)));
    engine.pass(spec, &|_| {})
}

/// Everything that was read and counted is equal, and is worth comparing.
#[track_caller]
pub(crate) fn assert_equal(far: &PassSummary, near: &PassSummary) {
    assert!(near.people > 1_000 && near.cells.len() > 20, "{} people, {} cells", near.people, near.cells.len());
    assert!(near.totals.iter().any(|total| total.numerator > 0 && total.numerator < total.denominator));
    assert_eq!(far, near);
}
