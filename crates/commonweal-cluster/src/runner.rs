//! How does this process ask a cluster? It makes the same plan as for itself, puts the operator
//! that travels in the place of the one that does not, and sends it.

use crate::node::FoldBucketsExec;
use crate::session::session_config;
use async_trait::async_trait;
use ballista_core::execution_plans::execute_physical_plan;
use ballista_core::extension::SessionConfigExt;
use commonweal_engine::{EngineError, PersonFoldExec, Runner};
use datafusion::arrow::array::RecordBatch;
use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionContext;
use datafusion_proto::protobuf::PhysicalPlanNode;
use futures::TryStreamExt;
use std::net::SocketAddr;
use std::sync::Arc;

/// Times a pass is sent when its answer is lost on the way back.
const ATTEMPTS: usize = 3;

/// Runs passes on the cluster of a scheduler.
#[derive(Debug, Clone)]
pub struct ClusterRunner {
    scheduler: SocketAddr,
}

impl ClusterRunner {
    /// A runner that sends passes to this scheduler.
    pub fn new(scheduler: SocketAddr) -> Self {
        Self { scheduler }
    }

    async fn attempt(&self, plan: Arc<dyn ExecutionPlan>, session: &str) -> Result<Vec<RecordBatch>> {
        let config = session_config();
        let (settings, codec) = (config.ballista_config(), config.ballista_physical_extension_codec());
        let url = format!("http://{}", self.scheduler);
        let cells =
            execute_physical_plan::<PhysicalPlanNode>(url, &settings, plan, codec.as_ref(), session.to_owned(), config);
        cells.await?.try_collect().await
    }
}

#[async_trait]
impl Runner for ClusterRunner {
    async fn run(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        context: &SessionContext,
        _progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<RecordBatch>, EngineError> {
        let plan = distribute(plan)?;
        let mut attempt = 1;
        loop {
            match self.attempt(Arc::clone(&plan), &context.session_id()).await {
                Ok(cells) => return Ok(cells),
                Err(error) => {
                    let message = error.strip_backtrace();
                    // A pass is a question: asking again changes nothing. A task that failed was
                    // tried again by the scheduler, so its fault would only come back.
                    if attempt == ATTEMPTS || faulty(&message) {
                        let message = in_words(message);
                        return Err(EngineError::Cluster { scheduler: self.scheduler.to_string(), message });
                    }
                    attempt += 1;
                }
            }
        }
    }
}

/// Whether the scheduler says that the pass itself failed, or cannot be reached at all.
fn faulty(message: &str) -> bool {
    message.contains(" failed: ") || message.contains("GrpcConnectionError") || unreachable(message)
}

/// Whether nobody answers at the scheduler's address. Ballista prints what its network library says.
fn unreachable(message: &str) -> bool {
    message.contains("ConnectError") || message.contains("transport error")
}

/// What to do, where the message itself does not tell.
fn in_words(message: String) -> String {
    if unreachable(&message) {
        return format!(
            "no scheduler answers there; start one with `commonweal cluster scheduler`, or set `engine = \"local\"` in \
             commonweal.toml ({message})"
        );
    }
    message
}

/// The plan with the operator that travels in the place of the engine's own.
///
/// # Errors
/// A pass that cannot be packed.
pub fn distribute(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let travelling = plan.transform_up(|node| match node.downcast_ref::<PersonFoldExec>() {
        Some(fold) => Ok(Transformed::yes(Arc::new(FoldBucketsExec::of(fold)?) as Arc<dyn ExecutionPlan>)),
        None => Ok(Transformed::no(node)),
    })?;
    Ok(travelling.data)
}
