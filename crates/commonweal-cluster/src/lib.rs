//! Runs the pass on many machines: the same plan as on one, through Apache Ballista.
//!
//! A pass is one operator over buckets of whole people. Here each bucket becomes a task: the
//! scheduler hands tasks to executors, every executor folds its buckets where the files are, and
//! the counted cells are added up. Cells are all that travels; a row about a person never leaves
//! the process that read it.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `work` | what do all tasks of one pass share? |
//! | `node` | how does a task know which buckets are its own? |
//! | `codec` | how does the operator travel, and only between equal builds? |
//! | `session` | which settings do client, scheduler and executors share? |
//! | `scheduler` | who hands out the work? |
//! | `executor` | who does it, and with which files? |
//! | `runner` | how does this process ask a cluster? |
//! | `address` | is this address one that strangers cannot reach, and is it free? |
//! | `log` | what is written about it, and where? |
//!
//! The feature `ballista` holds all of it; without the feature the crate is empty, because
//! Ballista asks DataFusion for other features and would have it compiled a second time.
#![cfg(feature = "ballista")]

mod address;
mod codec;
mod error;
mod executor;
mod log;
mod node;
mod runner;
mod scheduler;
mod session;
mod work;

pub use address::private;
pub use error::ClusterError;
pub use executor::ExecutorRole;
pub use log::log_to_stderr;
pub use node::FoldBucketsExec;
pub use runner::{ClusterRunner, distribute};
pub use scheduler::SchedulerRole;
pub use session::Patience;
