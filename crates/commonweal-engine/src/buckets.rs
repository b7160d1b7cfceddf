//! Buckets shared out among the threads of this machine, for the sinks that keep rows: what they keep never becomes part
//! of a plan, so it cannot be sent anywhere.

use crate::engine::Engine;
use crate::error::EngineError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;

impl Engine {
    /// Does some work for each bucket, on all threads, and takes what comes of it in order of bucket.
    pub(crate) fn for_each_bucket<T: Send>(
        &self,
        buckets: usize,
        work: impl Fn(usize) -> Result<T, EngineError> + Sync,
        mut take: impl FnMut(usize, T) -> Result<(), EngineError>,
    ) -> Result<(), EngineError> {
        let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
        let (next, stopped, work) = (&next, &stopped, &work);
        std::thread::scope(|scope| {
            let (sender, done) = channel();
            for _ in 0..self.threads().min(buckets) {
                let sender = sender.clone();
                scope.spawn(move || {
                    while !stopped.load(Ordering::Relaxed) {
                        let bucket = next.fetch_add(1, Ordering::Relaxed);
                        // Nobody listening means that another bucket has failed.
                        if bucket >= buckets || sender.send((bucket, work(bucket))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            let mut waiting = std::collections::BTreeMap::new();
            let mut expected = 0;
            let mut outcome = Ok(());
            for (bucket, made) in done {
                waiting.insert(bucket, made);
                while let Some(made) = waiting.remove(&expected) {
                    outcome = made.and_then(|made| take(expected, made));
                    if outcome.is_err() {
                        stopped.store(true, Ordering::Relaxed);
                        return outcome;
                    }
                    expected += 1;
                }
            }
            outcome
        })
    }
}
